"""What a figure is rated against: its target, or its group's own, or the figure of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct

from cicscore.catalogue.definitions import Comparators, Followed, Group, Indicator, span_on
from cicscore.catalogue.model import ComparatorFigure
from cicscore.rating import Limits
from cicscore.text import date_text, limit_text, spaced


class Held(Struct, frozen=True):
    """The limits that hold for a figure, or ``none`` with a phrase for why; notes are ``code: text``."""

    limits: Limits | None
    none: str = ""
    notes: tuple[str, ...] = ()


def held(
    indicator: Indicator, as_at: dt.date, breakdown: str | None, group: str | None, more: Comparators
) -> Held:
    """What a figure as at a day is rated against; ``more`` are figures in addition to the catalogue's."""
    own = None if breakdown is None or group is None else _own(indicator, as_at, breakdown, group)
    if own is not None and own.why is not None:
        return Held(None, own.why)
    of = None if own is None else own.group
    span = span_on(indicator, as_at, of)
    target = (indicator.targets if of is None else indicator.group_targets[of]).get(span)
    match target:
        case None:
            whose = "" if of is None else f"{_called(of)} in "
            return Held(None, f"no target is set for {whose}{span.name}")
        case Followed():
            return _following(target, indicator, as_at, more)
        case _:
            return Held(target)


class _Own(Struct, frozen=True):
    """The group whose target holds, or a phrase for why none does."""

    group: Group | None
    why: str | None = None


def _own(indicator: Indicator, as_at: dt.date, breakdown: str, group: str) -> _Own | None:
    """What holds for a group of a breakdown whose groups have targets of their own; ``None`` of any other."""
    year = span_on(indicator, as_at).year
    written = indicator.written.targets.get(year)
    listed = {} if written is None else written.groups
    if breakdown in listed:
        if (breakdown, group) in indicator.group_targets and group in listed[breakdown]:
            return _Own((breakdown, group))
        return _Own(None, f"no target is set for {_called((breakdown, group))} in {year}")
    if any(part in listed for part in breakdown.split(",")):
        parts = " and ".join(spaced(part) for part in breakdown.split(","))
        return _Own(None, f"no target is set for groups by {parts} in {year}")
    return None


def _called(group: Group) -> str:
    return f"{group[1]} ({spaced(group[0])})"


def _following(target: Followed, indicator: Indicator, as_at: dt.date, more: Comparators) -> Held:
    known = {
        **_figures(indicator.written.comparators, target.comparator),
        **_figures(more, target.comparator),
    }
    whose = spaced(target.comparator)
    day = max((day for day in known if day <= as_at), default=None)
    if day is None:
        by = date_text(as_at)
        return Held(None, f"its target is the figure of {whose}, and none of {by} or before is known")
    figure = known[day]
    text = limit_text(figure.value, indicator.written.printed_in)
    note = f"target_of_benchmark: the target, {text}, is the figure of {whose} of {date_text(day)}"
    return Held(target.limits(figure.value), notes=(note,))


def _figures(comparators: Comparators, comparator: str) -> Mapping[dt.date, ComparatorFigure]:
    """A comparator's figures by day; none where there are none of it."""
    return next((found for name, found in comparators.items() if name == comparator), {})
