"""Compare a figure with earlier ones, as its indicator requires, and only like for like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias, assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    Catalogue,
    Comparators,
    Composed,
    Indicator,
    compared_as,
    definition_on,
)
from cicscore.catalogue.model import ComparatorFigure
from cicscore.direction import Earlier, Travel, travel
from cicscore.periods import compared_day, month_ends
from cicscore.rating import Limits
from cicscore.record import Line, Record
from cicscore.results import ComparatorRow
from cicscore.text import change_text, date_text, value_text
from cicscore.trend_tests import TrendLine
from cicscore.vocabulary import Compare, Direction, DirectionFrom, Polarity, Tendency, comparator_order

#: Figures recomputed from today's extracts, by indicator, variant and day.
Recomputed: TypeAlias = Mapping[Line, Mapping[dt.date, Fraction]]

#: The trends of the months that were computed, by indicator and variant.
TrendLines: TypeAlias = Mapping[Line, TrendLine]


class Against(Struct, frozen=True):
    """What figures are compared with.

    ``compare`` overrides every indicator's choice. ``recomputed`` is only checked against what was published,
    and never replaces it. ``trends`` give the direction of the indicators that ask for the trend's.
    """

    record: Record
    recomputed: Recomputed
    compare: Compare | None = None
    trends: TrendLines = field(default_factory=dict)


NOTHING = Against(Record(), {})


class Beside(Struct, frozen=True):
    """An earlier figure, which one it is meant to be, and the direction from it; notes are ``code: text``."""

    compare: Compare
    figure: Earlier | None
    travel: Travel
    notes: tuple[str, ...]


class Compared(Struct, frozen=True):
    """A figure's earlier figures with its directions from them, and notes (``code: text``).

    ``also`` is the second earlier figure, where the catalogue asks for one.
    """

    previous: Beside
    also: Beside | None
    outturn: Earlier | None
    notes: tuple[str, ...]


def compared(
    value: Fraction | None,
    line: Line,
    indicator: Indicator,
    limits: Limits | None,
    *,
    as_at: dt.date,
    catalogue: Catalogue,
    against: Against,
) -> Compared:
    """Compare a value with the figures of the days that the comparison requires, and with the outturn."""

    def beside(compare: Compare) -> Beside:
        return _beside(value, line, indicator, limits, compare, (as_at, catalogue, against.record))

    second = indicator.written.also_compare or catalogue.settings.also_compare
    previous = beside(against.compare or indicator.compare)
    if indicator.direction_from is DirectionFrom.TENDENCY and value is not None:
        trend = against.trends.get(line)
        # The day may lie after the last month end, and the definition have changed in between.
        redefined = _redefined(indicator, month_ends(as_at, 1)[0], as_at, catalogue)
        if trend is not None and redefined is not None:
            direction, reason = None, f"No direction: {redefined}."
        else:
            direction, reason = direction_of_trend(trend, indicator.written.polarity)
        moved = replace(previous.travel, direction=direction, reason=reason)
        previous = replace(previous, travel=moved)
    also = None if second is None else beside(second)
    outturn = against.record.on(line, compared_day(Compare.OUTTURN, as_at))
    every = (previous.figure, None if also is None else also.figure, outturn)
    earlier = tuple(figure for figure in dict.fromkeys(every) if figure is not None)
    restated = (_restated(figure, line, indicator, against.recomputed) for figure in earlier)
    return Compared(previous, also, outturn, (*previous.notes, *(note for note in restated if note)))


def direction_of_trend(trend: TrendLine | None, polarity: Polarity) -> tuple[Direction | None, str]:
    """Whether the months of a line go the better way, and why, or what to do where that is not known."""
    if trend is None:
        return None, (
            "No direction: it is that of the trend, and no months were computed for this row; "
            "ask for them with --trend MONTHS."
        )
    if trend.tendency is None:
        return None, f"{trend.reason.removesuffix('.')}; ask for more months with --trend MONTHS."
    match polarity:
        case Polarity.HIGHER | Polarity.LOWER:
            unclear = trend.tendency is Tendency.NO_CLEAR_TREND
            return (Direction.SAME if unclear else trend.direction), trend.reason
        case Polarity.TARGET:
            return (
                None,
                "No direction: a trend is judged by higher or lower, not by the distance from a target.",
            )
        case Polarity.NONE:
            return None, "No direction: the indicator has no polarity."
        case _ as never:
            assert_never(never)


def _beside(
    value: Fraction | None,
    line: Line,
    indicator: Indicator,
    limits: Limits | None,
    compare: Compare,
    known: tuple[dt.date, Catalogue, Record],
) -> Beside:
    """A value beside the earlier figure of one comparison."""
    as_at, catalogue, record = known
    previous = record.on(line, compared_day(compare, as_at))
    moved = travel(
        value,
        _of_one_kind(previous, indicator),
        as_at=as_at,
        period=compared_as(indicator),
        polarity=indicator.written.polarity,
        unit=indicator.written.unit,
        decimals=indicator.decimals,
        target=None if limits is None else limits.target,
        tolerance=indicator.written.tolerance,
        redefined=None if previous is None else _redefined(indicator, previous.as_at, as_at, catalogue),
    )
    notes = moved.notes
    if previous is None and value is not None:
        gap = _why_no_figure(line, compare, as_at, record)
        if gap is not None:
            moved = replace(moved, reason=f"No direction: {gap}.")
            notes = (f"no_like_for_like: {gap}",)
    return Beside(compare, previous, moved, notes)


def _of_one_kind(earlier: Earlier | None, indicator: Indicator) -> Earlier | None:
    """Give an earlier figure of the indicator's period type the type that it is compared as."""
    if earlier is None or earlier.period != indicator.written.period:
        return earlier
    return replace(earlier, period=compared_as(indicator))


def _why_no_figure(line: Line, compare: Compare, as_at: dt.date, record: Record) -> str | None:
    """The day whose figure is missing, where the record has others; ``None`` where it has nothing."""
    latest = record.latest_before(line, as_at)
    if latest is None:
        return None
    day = date_text(compared_day(compare, as_at))
    named = compare.value.replace("_", " ")
    return (
        f"no figure of {day} ({named}) is recorded; the latest before {date_text(as_at)} "
        f"is of {date_text(latest.as_at)}"
    )


def _restated(figure: Earlier, line: Line, indicator: Indicator, recomputed: Recomputed) -> str | None:
    """The note where a published figure prints differently when recomputed."""
    again = recomputed.get(line, {}).get(figure.as_at)
    if again is None:
        return None
    published, now = (
        value_text(value, indicator.written.printed_in, indicator.decimals) for value in (figure.value, again)
    )
    if published == now:
        return None
    change = change_text(again - figure.value, indicator.written.printed_in, indicator.decimals)
    return (
        f"restated: the figure of {date_text(figure.as_at)} was published as {published}; "
        f"computed again from these extracts it is {now} ({change})"
    )


def same_basis(one: Indicator, other: Indicator) -> bool:
    """Whether two definitions count the same; titles, targets and so on may differ."""
    return (one.measure, one.written.period, one.written.unit) == (
        other.measure,
        other.written.period,
        other.written.unit,
    )


def alike(one: Indicator, day: dt.date, other: Indicator, later: dt.date, catalogue: Catalogue) -> bool:
    """Whether two definitions count the same on their days, and all that they are made of does, too."""
    return same_basis(one, other) and not any(
        then is None or now is None or not alike(then, day, now, later, catalogue)
        for then, now in (
            (definition_on(catalogue, part, day), definition_on(catalogue, part, later))
            for part in parts_of_measure(other)
        )
    )


def parts_of_measure(indicator: Indicator) -> tuple[str, ...]:
    """The ids of the indicators that one is made of; none where it is counted."""
    return indicator.measure.parts if isinstance(indicator.measure, Composed) else ()


def _redefined(indicator: Indicator, before: dt.date, as_at: dt.date, catalogue: Catalogue) -> str | None:
    """How the definition changed since ``before``; ``None`` where it still counts the same."""
    then = definition_on(catalogue, indicator.written.id, before)
    if then is None:
        return f"the catalogue has no definition for {date_text(before)}"
    if same_basis(then, indicator):
        parts = (definition_on(catalogue, part, as_at) for part in parts_of_measure(indicator))
        changed = (
            f"{part.written.title}, which it is made of: {why}"
            for part in parts
            if part is not None and (why := _redefined(part, before, as_at, catalogue)) is not None
        )
        return next(changed, None)
    versions = sorted(
        (found for found in catalogue.indicators if found.written.id == indicator.written.id),
        key=lambda found: found.written.valid_from or dt.date.min,
    )
    change = next(
        later
        for earlier, later in pairwise(versions)
        if (later.written.valid_from or dt.date.min) > before and not same_basis(earlier, later)
    )
    since = date_text(change.written.valid_from or dt.date.min)
    why = "" if change.written.change_note is None else f" ({change.written.change_note.rstrip('.')})"
    return f"the definition changed on {since}{why}"


def comparator_figure(
    indicator: Indicator, more: Comparators, comparator: str, as_at: dt.date
) -> tuple[dt.date, ComparatorFigure] | None:
    """A comparator's latest figure as at ``as_at`` or before, and its day; ``more`` goes first on one day."""
    known = {**indicator.written.comparators.get(comparator, {}), **more.get(comparator, {})}
    day = max((day for day in known if day <= as_at), default=None)
    return None if day is None else (day, known[day])


def comparator_rows(
    indicator: Indicator, more: Comparators, value: Fraction | None, as_at: dt.date
) -> Iterator[ComparatorRow]:
    """The latest figure of each comparator as at ``as_at`` or before.

    ``more`` are figures in addition to the catalogue's, and take precedence on the same day; ``value`` is the
    indicator's figure for everybody.
    """
    for comparator in comparator_order((*indicator.written.comparators, *more)):
        found = comparator_figure(indicator, more, comparator, as_at)
        if found is None:
            continue
        day, figure = found
        theirs = Fraction(figure.value)
        difference = None if value is None else value - theirs
        yield ComparatorRow(
            indicator=indicator.written.id,
            comparator=comparator,
            as_at=day,
            value=float(theirs),
            display=value_text(theirs, indicator.written.printed_in, indicator.decimals),
            source=figure.source,
            difference=None if difference is None else float(difference),
            difference_display=None
            if difference is None
            else change_text(difference, indicator.written.printed_in, indicator.decimals),
        )
