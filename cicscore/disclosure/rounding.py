"""Round what an edition shows: values as they are printed, and, where the policy says so, every count.

A value that follows from rounded counts is computed and rated from them, so that it tells no more than they
do, and the same in every format and month.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeVar

from cicscore.disclosure.blank import hide, hide_value, without_shares
from cicscore.rating import Limits, Measured, RatingRule, Thresholds, Tolerances, rate, uneven_tolerances
from cicscore.results import ComparatorRow, IndicatorInfo, Panel, Row, SeriesRow, SeriesSummary
from cicscore.text import as_written, change_text, printed, scale_of, share_text, value_text
from cicscore.vocabulary import Counts, RateOn, Unit
from cicscore.wording.editions import NOT_SHOWN

_Rows = TypeVar("_Rows", Row, SeriesRow)
_Parts = TypeVar("_Parts", Row, SeriesRow, ComparatorRow, SeriesSummary)

#: The fractions of a document that are printed with the indicator's decimals.
_VALUES: Final = (
    *("value", "difference_from_all", "change", "previous_value", "outturn_value", "published_value"),
    *("interval_low", "interval_high", "difference", "difference_average"),
)
#: Those that are printed with two more, because they are small beside a value.
_STEPS: Final = ("one_is_worth", "tendency_per_month", "process_mean", "process_lower", "process_upper")

#: What rounded counts do not tell, and exact ones would.
_OF_EXACT: Final = (
    *("difference_from_all", "difference_display", "change", "change_display", "direction", "movement"),
    *("to_green", "one_is_worth", "interval_low", "interval_high", "numerator_children"),
    "denominator_children",
)


def as_printed(row: _Parts, decimals: int) -> _Parts:
    """The row with each fraction as it is printed, so that none tells more than its text."""
    changed: dict[str, Any] = {}
    for name, places in (*((name, decimals) for name in _VALUES), *((name, decimals + 2) for name in _STEPS)):
        value = getattr(row, name, None)
        if isinstance(value, float):
            changed[name] = float(printed(Fraction(as_written(value)), places))
    return row.model_copy(update=changed)


def difference_as_printed(other: ComparatorRow, ours: Row, info: IndicatorInfo) -> ComparatorRow:
    """The comparator with the difference of the two figures as they are printed.

    Exact differences from several figures, each rounded, would tell more of an exact value than its text.
    """
    if other.difference is None or ours.value is None:
        return other
    difference = Fraction(as_written(ours.value)) - Fraction(as_written(other.value))
    return other.model_copy(
        update={
            "difference": float(printed(difference, info.decimals)),
            "difference_display": change_text(difference, info.printed_in, info.decimals),
        }
    )


def nearest(count: int, base: int) -> int:
    """A count to the nearest multiple, halves up; one that is not 0 never becomes 0.

    >>> nearest(7, 5), nearest(8, 5), nearest(2, 5), nearest(0, 5)
    (5, 10, 5, 0)
    """
    return max((2 * count + base) // (2 * base) * base, base) if count else 0


def rounded_from(printed_count: int, base: int, threshold: int) -> tuple[int, int]:
    """The least and the most that a rounded count may be rounded from, if those below a threshold are hidden.

    >>> rounded_from(10, 5, 5), rounded_from(5, 5, 5)
    ((8, 12), (5, 7))
    """
    # The least multiple is printed for everything below it, too.
    least = 0 if printed_count == base else printed_count - base // 2
    return max(least, threshold), printed_count + (base - 1) // 2


def with_rounded_counts(row: _Rows, info: IndicatorInfo, base: int) -> _Rows:
    """The row with its counts of children rounded, and its value and rating from them."""
    counts: dict[str, Decimal | None] = {
        "numerator": _rounded(row.numerator, info.numerator_counts, info, base),
        "denominator": _rounded(row.denominator, info.denominator_counts, info, base),
    }
    if counts["numerator"] == row.numerator and counts["denominator"] == row.denominator:
        return row
    changed = row.model_copy(update=counts)
    if row.value is None:
        return changed
    value = _value(changed, info)
    if value is None:
        return hide_value(changed)
    return _rated(hide(changed, _OF_EXACT), row, value, info)


def _rounded(count: Decimal | None, kind: Counts | None, info: IndicatorInfo, base: int) -> Decimal | None:
    protected = info.safe is None and (kind is None or kind.is_about_children)
    if count is None or not protected or count != int(count):
        return count
    return Decimal(nearest(int(count), base))


def _value(row: Row | SeriesRow, info: IndicatorInfo) -> Fraction | None:
    """The value that a row's counts come to; an average has no sum in an edition, and keeps its own."""
    if row.value is not None and info.numerator_counts is Counts.AMOUNTS:
        return Fraction(as_written(row.value))
    if row.numerator is None:
        return None
    if info.unit is Unit.COUNT:
        return Fraction(row.numerator)
    return (
        Fraction(row.numerator) / Fraction(row.denominator) * scale_of(info.unit) if row.denominator else None
    )


def _rated(changed: _Rows, before: _Rows, value: Fraction, info: IndicatorInfo) -> _Rows:
    """The row with this value, rated on it where the exact value has the rating that its limits give."""
    shown: dict[str, Any] = {
        "value": float(value),
        "display": value_text(value, info.printed_in, info.decimals),
        "notes": tuple(
            note for note in changed.notes if not note.startswith(("rounding_", "not_disting", "exceeded"))
        ),
    }
    limits = _limits(before)
    if before.rag is None or limits is None or before.value is None:
        return changed.model_copy(update=shown)
    rule = RatingRule(
        polarity=info.polarity,
        unit=info.unit,
        unit_label=info.unit_label,
        decimals=info.decimals,
        limits=limits,
        no_target="",
        rate_on=RateOn.EXACT,
        label=None,
    )
    exact, rounded = (
        rate(Measured(before.status, None, None, None, one), rule, None)
        for one in (Fraction(as_written(before.value)), value)
    )
    if exact.rag is not before.rag:
        # The rating hangs on more than the limits, such as an improvement.
        return hide(changed.model_copy(update=shown), ("rag",), rag_reason=NOT_SHOWN)
    return changed.model_copy(update={**shown, "rag": rounded.rag, "rag_reason": rounded.reason})


def _limits(row: Row | SeriesRow) -> Limits | None:
    if row.target is None:
        return None
    if row.amber is not None:
        return Thresholds(row.target, row.amber)
    uneven = uneven_tolerances(row.target, (row.green_low, row.green_high), (row.amber_low, row.amber_high))
    if uneven is not None:
        return uneven
    if row.green_within is None or row.amber_within is None:
        return None
    return Tolerances(row.target, row.green_within, row.amber_within)


def panel_with_rounded_counts(panel: Panel, base: int) -> Panel:
    """The panel with its counts rounded, and shares from them."""

    def rounded(count: Decimal | None) -> Decimal | None:
        return None if count is None else Decimal(nearest(int(count), base))

    total = rounded(panel.total)
    totals = tuple(rounded(one) for one in panel.totals)
    lines = tuple(
        line.model_copy(
            update={
                "counts": tuple(rounded(one) for one in line.counts),
                "total": rounded(line.total),
                "share_display": _share(rounded(line.total), total),
            }
        )
        for line in panel.lines
    )
    shares = tuple(_share(one, total) for one in totals)
    update = {"total": total, "totals": totals, "lines": lines, "shares_display": shares}
    return without_shares(panel.model_copy(update=update))


def _share(part: Decimal | None, whole: Decimal | None) -> str | None:
    return None if part is None or whole is None else share_text(part, whole)
