"""Direction of travel: better, worse or the same as an earlier figure; kept apart from up and down.

Source of the rules: design section 4, rule 6. Figures are compared as printed, and only with a like-for-like
earlier figure; otherwise there is no direction, and the reason is given.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from cicscore.periods import grows_for, is_month_end, window
from cicscore.text import PrintedUnit, date_text, limit_text, printed, value_text
from cicscore.vocabulary import Direction, Movement, Period, Polarity, Rag, Unit


class Earlier(Struct, frozen=True):
    """An earlier figure, exact or as printed, on the indicator's scale.

    ``period``, ``unit`` and ``rag`` are those it was published with, where the record has them.
    """

    as_at: dt.date
    value: Fraction
    period: Period | None = None
    unit: Unit | None = None
    rag: Rag | None = None


class Travel(Struct, frozen=True):
    """The direction of travel and why.

    ``direction`` is ``None`` where there is no like-for-like earlier figure or no better side. ``change`` is
    the exact value less the earlier one, and ``movement`` which way the printed figure went; both are
    ``None`` where the two are not like for like. Each note is ``code: text``.
    """

    direction: Direction | None
    reason: str
    change: Fraction | None
    notes: tuple[str, ...]
    movement: Movement | None = None


def movement(value: Fraction, earlier: Fraction, *, decimals: int) -> Movement:
    """Whether a figure rose or fell, as printed; never whether that is better."""
    difference = printed(value, decimals) - printed(earlier, decimals)
    if difference == 0:
        return Movement.UNCHANGED
    return Movement.ROSE if difference > 0 else Movement.FELL


def travel(
    value: Fraction | None,
    earlier: Earlier | None,
    *,
    as_at: dt.date,
    period: Period,
    polarity: Polarity,
    unit: Unit,
    decimals: int,
    target: Decimal | None,
    tolerance: Decimal,
    redefined: str | None = None,
    unit_label: str | None = None,
) -> Travel:
    """The direction of travel from ``earlier`` to ``value``.

    ``tolerance`` is on the value's scale; a printed difference within it is no change. ``target`` matters
    only to polarity ``target``, which compares distances from it. ``redefined`` is a phrase for how the
    definition changed between the two figures, if it did.
    """
    if value is None:
        return _none("there is no value to compare")
    if earlier is None:
        return _none("no earlier figure is known")
    unlike = (
        _why_not_of_a_kind(earlier, period, unit)
        or redefined
        or _why_not_like_for_like(earlier.as_at, as_at, period, unit)
    )
    if unlike is not None:
        return _none(unlike)
    change = value - earlier.value
    notes = _overlap_notes(earlier.as_at, as_at, period)
    now, before = printed(value, decimals), printed(earlier.value, decimals)
    went = movement(value, earlier.value, decimals=decimals)
    gain = gain_of(now, before, polarity, target)
    if gain is None:
        return Travel(None, f"No direction: {_why_no_better_side(polarity)}.", change, notes, went)
    if abs(gain) <= tolerance:
        direction = Direction.SAME
    else:
        direction = Direction.IMPROVED if gain > 0 else Direction.WORSENED
    shown = PrintedUnit(unit, unit_label)
    figures = _figures(now, before, earlier.as_at, unit=shown, decimals=decimals)
    against = _against(polarity, target, shown) + _within(gain, tolerance)
    return Travel(direction, f"{direction.value.capitalize()}: {figures}{against}.", change, notes, went)


def _none(why: str) -> Travel:
    return Travel(None, f"No direction: {why}.", None, ())


def gain_of(now: Decimal, before: Decimal, polarity: Polarity, target: Decimal | None) -> Decimal | None:
    """How much better the figure is, negative if worse; ``None`` where neither way is better."""
    match polarity:
        case Polarity.HIGHER:
            return now - before
        case Polarity.LOWER:
            return before - now
        case Polarity.TARGET:
            return None if target is None else abs(before - target) - abs(now - target)
        case Polarity.NONE:
            return None
        case _ as never:
            assert_never(never)


def _why_no_better_side(polarity: Polarity) -> str:
    """Why neither way is better; polarity ``target`` has a better side only if a target is set."""
    if polarity is Polarity.TARGET:
        return "no target is set to measure the distance from"
    return "the indicator has no polarity"


def _figures(now: Decimal, before: Decimal, as_at: dt.date, *, unit: PrintedUnit, decimals: int) -> str:
    """The two figures in words, with the movement between them."""
    new, old = value_text(now, unit, decimals), value_text(before, unit, decimals)
    went = movement(Fraction(now), Fraction(before), decimals=decimals)
    match went:
        case Movement.UNCHANGED:
            return f"{new}, unchanged since {date_text(as_at)}"
        case Movement.ROSE | Movement.FELL:
            return f"{went.value} from {old} on {date_text(as_at)} to {new}"
        case _ as never:
            assert_never(never)


def _against(polarity: Polarity, target: Decimal | None, unit: PrintedUnit) -> str:
    """For polarity ``target``, a phrase for the target that distances are measured from."""
    if polarity is not Polarity.TARGET or target is None:
        return ""
    return f", measured by the distance from the target of {limit_text(target, unit)}"


def _within(gain: Decimal, tolerance: Decimal) -> str:
    """A phrase for the tolerance, where a figure that moved counts as the same because of it."""
    if gain == 0 or abs(gain) > tolerance:
        return ""
    return f", within the tolerance of {limit_text(tolerance, Unit.RATIO)}"


def _why_not_of_a_kind(earlier: Earlier, period: Period, unit: Unit) -> str | None:
    """Why two figures are of different kinds, as far as the earlier one's kind is recorded."""
    kinds = ((earlier.period, period, "period"), (earlier.unit, unit, "unit"))
    for before, now, name in kinds:
        if before is not None and before != now:
            then, today = (word.value.replace("_", " ") for word in (before, now))
            return f"the {name} was {then} on {date_text(earlier.as_at)} and is {today} now"
    return None


def _why_not_like_for_like(before: dt.date, as_at: dt.date, period: Period, unit: Unit) -> str | None:
    """Why two dates' figures cannot be compared; ``None`` where they can."""
    if before >= as_at:
        return f"the earlier figure, of {date_text(before)}, is not from before {date_text(as_at)}"
    months = grows_for(period)
    if months is None or _same_length(before, as_at, months):
        return None
    match unit:
        case Unit.PUBLISHED:
            return None
        case Unit.COUNT:
            return (
                f"counts need windows of the same length, and those to {date_text(before)} "
                f"and {date_text(as_at)} differ"
            )
        case Unit.PERCENT | Unit.PER_10000 | Unit.MEAN | Unit.MEDIAN | Unit.PERCENTILE | Unit.RATIO:
            # A rate may be compared within the year, and that of a part of a month with any month's.
            start = window(period, as_at).start
            if months == 1 or before >= start:
                return None
            return (
                f"the window begins again on {date_text(start)}, and the one to {date_text(before)} "
                "is of another length"
            )
        case _ as never:
            assert_never(never)


def _same_length(before: dt.date, as_at: dt.date, months: int) -> bool:
    """Whether windows that begin again after ``months`` months have grown to the same length."""
    apart = (as_at.year - before.year) * 12 + as_at.month - before.month
    return apart % months == 0 and _same_day_of_month(before, as_at)


def _same_day_of_month(one: dt.date, other: dt.date) -> bool:
    """Whether two days fall on the same day of the month; last days of months match each other."""
    return one.day == other.day or (is_month_end(one) and is_month_end(other))


def _overlap_notes(before: dt.date, as_at: dt.date, period: Period) -> tuple[str, ...]:
    """The caution that two figures count some of the same days."""
    earlier, now = window(period, before), window(period, as_at)
    if earlier == now or earlier.end < now.start:
        return ()
    both = f"overlapping_windows: the figures of {date_text(before)} and {date_text(as_at)}"
    if earlier.start == now.start:
        return (f"{both} both count from {date_text(now.start)}",)
    return (f"{both} share the days from {date_text(now.start)} to {date_text(earlier.end)}",)
