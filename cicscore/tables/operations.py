"""Operations of the expression language on whole columns, in three-valued logic."""

from __future__ import annotations

import functools
import math
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Aggregation, DurationUnit
from cicscore.expressions.types import Kind
from cicscore.tables import calendar, clocks
from cicscore.tables.columns import Array, Mask
from cicscore.tables.order import in_order
from cicscore.tables.table import Positions
from cicscore.tables.vectors import (
    ALL_FIXED,
    FALSE,
    MISSING,
    TRUE,
    Vector,
    as_on_paper,
    condition,
    constant,
    same_categories,
    spanned,
    strictly_fixed,
    text,
)

# Conditions ------------------------------------------------------------------------------------------


def both(left: Vector, right: Vector) -> Vector:
    """Logical and: known where both are known, or where either is known to be false."""
    known = (left.known & right.known) | (left.known & ~left.values) | (right.known & ~right.values)
    return _joined(np.minimum, left, right, condition(left.values & right.values, known))


def either(left: Vector, right: Vector) -> Vector:
    """Logical or: known where both are known, or where either is true."""
    known = (left.known & right.known) | left.values | right.values
    return _joined(np.maximum, left, right, condition(left.values | right.values, known))


def _joined(extreme: np.ufunc, left: Vector, right: Vector, now: Vector) -> Vector:
    """Join two conditions, with the least and greatest possible result."""
    if left.is_fixed and right.is_fixed:
        return now
    least, most = (extreme(one, other) for one, other in zip(left.ends(), right.ends(), strict=True))
    return spanned(now.values, now.known, least, most)


def negated(of: Vector) -> Vector:
    """Logical not: known where the condition is known."""
    if of.is_fixed:
        return condition(~of.values, of.known)
    least, most = of.ends()
    return spanned(~of.values, of.known, TRUE - most, TRUE - least)


def absence(of: Vector, *, negated: bool) -> Vector:
    """Whether a value is missing (or present, where ``negated``); never unknown."""
    known = of.known
    return condition(known if negated else ~known, np.ones_like(known), of.fixed)


def compared(comparison: n.ComparisonSign, left: Vector, right: Vector) -> Vector:
    """Compare two values: unknown where either is missing; text as words, dates by day."""
    if left.span is not None or right.span is not None:
        return _compared_spans(comparison, left, right)
    if left.kind is not right.kind:  # a date and time with a date: by its day
        left, right = left.day(), right.day()
    if left.kind is Kind.TEXT:
        left, right = same_categories((left, right))
    a, b = left.values, right.values
    if left.kind is Kind.NUMBER:
        a, b = plain(a), plain(b)
    return condition(_holds(comparison, a, b), left.known & right.known, strictly_fixed(left, right))


def _holds(comparison: n.ComparisonSign, a: Array, b: Array) -> Mask:
    match comparison:
        case n.ComparisonSign.EQUAL:
            value = a == b
        case n.ComparisonSign.UNEQUAL:
            value = a != b
        case n.ComparisonSign.LESS:
            value = a < b
        case n.ComparisonSign.AT_MOST:
            value = a <= b
        case n.ComparisonSign.MORE:
            value = a > b
        case n.ComparisonSign.AT_LEAST:
            value = a >= b
    held: Mask = value
    return held


def _compared_spans(comparison: n.ComparisonSign, left: Vector, right: Vector) -> Vector:
    """Compare with a count whose least and greatest values are known."""
    spanless = [replace(side, span=None) for side in (left, right)]
    now = compared(comparison, *spanless)
    if left.kind is not Kind.NUMBER:
        return now
    (low, high), (least, most) = ([plain(end) for end in side.ends()] for side in (left, right))
    corners = [_holds(comparison, a, b) for a in (low, high) for b in (least, most)]
    settled = functools.reduce(np.logical_and, corners) | ~functools.reduce(np.logical_or, corners)
    if comparison in (n.ComparisonSign.EQUAL, n.ComparisonSign.UNEQUAL):
        # Values equal at neither end may still be equal in between.
        settled &= (high < least) | (most < low) | ((low == high) & (least == most))
    for side in (left, right):
        settled = settled & side.known if side.span is not None else settled & side.known & side.fixed
    return condition(now.values, now.known, settled | strictly_fixed(*spanless))


def membership(of: Vector, among: tuple[n.Literal, ...], *, negated: bool) -> Vector:
    """Whether a value is one of those listed."""
    if of.kind is Kind.TEXT:
        words = {str(literal.value) for literal in among}
        # The last entry, False, is where a missing value's code of -1 points.
        wanted = np.array([*(word in words for word in of.categories), False])
        value = wanted[of.values]
    else:
        values = of.day().values if among[0].type.kind is Kind.DATE else plain(of.values)
        value = np.isin(values, np.concatenate([constant(x.type.kind, x.value).values for x in among]))
    return condition(~value if negated else value, of.known, of.fixed)


def plain(values: Array) -> Array:
    """Round numbers to the digits that they are exact to, so that 1/3 + 1/3 equals 2/3."""
    return as_on_paper(values, np.abs(values))


# Numbers and days ------------------------------------------------------------------------------------


def calculated(operator: n.Operator, left: Vector, right: Vector) -> Vector:
    """Arithmetic; the result is missing on division by zero and on overflow."""
    a, b = left.values, right.values
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        match operator:
            case n.Operator.ADD:
                values = as_on_paper(a + b, np.maximum(np.maximum(np.abs(a), np.abs(b)), np.abs(a + b)))
            case n.Operator.SUBTRACT:
                values = as_on_paper(a - b, np.maximum(np.maximum(np.abs(a), np.abs(b)), np.abs(a - b)))
            case n.Operator.MULTIPLY:
                values = plain(a * b)
            case n.Operator.DIVIDE:
                values = np.where(b == 0, np.nan, a / b)
    values = np.where(np.isfinite(values), values, np.nan)
    return Vector(Kind.NUMBER, values, ~np.isnan(values), fixed=strictly_fixed(left, right))


def shifted(day: Vector, unit: DurationUnit, amount: int) -> Vector:
    """Move a day by a length of time."""
    match unit:
        case DurationUnit.HOURS:
            return replace(day, values=clocks.add_hours(day.values, amount))
        case DurationUnit.DAYS | DurationUnit.WEEKS:
            days = amount * (7 if unit is DurationUnit.WEEKS else 1)
            return replace(day, values=day.values + np.timedelta64(days, "D"))
        case DurationUnit.MONTHS | DurationUnit.YEARS | DurationUnit.WORKING_DAYS:
            from_days = day.values.astype("datetime64[D]")
            if unit is DurationUnit.WORKING_DAYS:
                moved = calendar.add_working_days(from_days, amount)
            else:
                moved = calendar.add_months(from_days, amount * (12 if unit is DurationUnit.YEARS else 1))
            return replace(day, values=moved if day.kind is Kind.DATE else moved + (day.values - from_days))


def banded(of: Vector, bands: tuple[tuple[str, int, int | None], ...]) -> Vector:
    """The label of the band that a number lies in, ignoring its decimals."""
    codes = np.where(of.known, len(bands), -1)
    numbers = plain(of.values)
    for code, (_, low, high) in enumerate(bands):
        codes[of.known & (numbers >= low) & (numbers < (np.inf if high is None else high + 1))] = code
    return replace(text(codes, [*(label for label, _, _ in bands), n.OUTSIDE]), fixed=of.fixed)


def valued(of: Vector, table: tuple[tuple[str, Decimal], ...]) -> Vector:
    """The number written beside each code; missing for a code without one."""
    numbers = dict(table)
    # The last entry, NaN, is where a missing value's code of -1 points.
    listed = np.array([*(float(numbers.get(code, "nan")) for code in of.categories), np.nan])
    values = listed[of.values]
    return Vector(Kind.NUMBER, values, ~np.isnan(values), fixed=of.fixed)


def beginning(of: Vector, prefix: Vector) -> Vector:
    """Whether a text begins with the letters written out."""
    (letters,) = prefix.categories
    wanted = np.array([*(word.startswith(letters) for word in of.categories), False])
    return condition(wanted[of.values], of.known, of.fixed)


def either_of(of: Vector, one: Vector, other: Vector) -> Vector:
    """``one`` where the condition is true, ``other`` where it is false; where it is unknown, missing."""
    if one.kind is Kind.TEXT:
        one, other = same_categories((one, other))
    known = of.known & np.where(of.values, one.known, other.known)
    values = np.where(known, np.where(of.values, one.values, other.values), MISSING[one.kind])
    fixed = ALL_FIXED
    if not (of.is_fixed and one.is_fixed and other.is_fixed):
        fixed = of.fixed & (~of.known | np.where(of.values, one.fixed, other.fixed))
    return Vector(one.kind, values, known, one.categories).with_fixed(fixed)


class Grouped(Struct, frozen=True):
    """Rows with their group, one of ``size``, and the result of the condition on each."""

    groups: Positions
    size: int
    met: Vector

    def of(self, rows: Mask) -> Positions:
        """The same groups with only these rows."""
        return self.groups if rows.all() else self.groups[rows]


def reduce_groups(aggregation: Aggregation, rows: Grouped, of: Vector | None, by: Vector | None) -> Vector:
    """Reduce each group to a value, from the rows that met the condition.

    ``of`` is the value taken and ``by`` the value to order by, where the aggregation has them. A group
    without rows (or without known values) has no value; exists and count give false and 0. Rows that may or
    may not meet the condition leave their group's value open.
    """
    met = rows.met.spread(len(rows.groups))
    match aggregation:
        case Aggregation.EXISTS:
            return _existing(rows, met)
        case Aggregation.COUNT:
            return _counted(rows, met)
        case (
            Aggregation.COUNT_DISTINCT
            | Aggregation.SUM
            | Aggregation.MIN
            | Aggregation.MAX
            | Aggregation.FIRST
            | Aggregation.LAST
        ):
            assert of is not None  # noqa: S101 - these aggregations are typed to have a value
            taken, order = of, by
            if not met.values.all():
                kept = np.flatnonzero(met.values)
                taken, order = of.take(kept), None if by is None else by.take(kept)
            now = _valued(aggregation, rows.of(met.values), rows.size, taken, order)
            loose = _loose(aggregation, met, of, by)
            if loose is None:
                return now
            return now.with_fixed(now.fixed & ~_present(rows.groups[loose], rows.size))


def _existing(rows: Grouped, met: Vector) -> Vector:
    known = np.ones(rows.size, dtype=bool)
    now = _present(rows.of(met.values), rows.size)
    if met.is_fixed:
        return condition(now, known)
    least, most = (_present(rows.groups[some], rows.size) for some in (met.certain(), met.possible()))
    return spanned(now, known, np.where(least, TRUE, FALSE), np.where(most, TRUE, FALSE))


def _counted(rows: Grouped, met: Vector) -> Vector:
    def counts(some: Mask) -> Array:
        return np.bincount(rows.of(some), minlength=rows.size).astype("float64")

    now = Vector(Kind.NUMBER, counts(met.values), np.ones(rows.size, dtype=bool))
    if met.is_fixed:
        return now
    least, most = counts(met.certain()), counts(met.possible())
    return replace(now, fixed=least == most, span=(least, most))


def _loose(aggregation: Aggregation, met: Vector, of: Vector, by: Vector | None) -> Mask | None:
    """The rows that leave their group's value open; ``None`` where none do.

    For first and last, an open value matters only in the row taken, which ``_picked`` handles.
    """
    looked_at = [met, by or of]
    if aggregation is Aggregation.SUM:
        looked_at = [met, of]
    if all(vector.is_fixed for vector in looked_at):
        return None
    fixed = [np.broadcast_to(vector.fixed, len(met.values)) for vector in looked_at]
    return ~np.logical_and(*fixed)


def _valued(aggregation: Aggregation, groups: Positions, size: int, of: Vector, by: Vector | None) -> Vector:
    match aggregation:
        case Aggregation.COUNT_DISTINCT:
            of = _spread(of, groups)
            _, values = np.unique(of.values[of.known], return_inverse=True)
            different = np.unique(np.stack([groups[of.known], values]), axis=1)[0]
            distinct = np.bincount(different, minlength=size).astype("float64")
            return Vector(Kind.NUMBER, distinct, np.ones(size, dtype=bool))
        case Aggregation.SUM:
            of = _spread(of, groups)
            present = _present(groups[of.known], size)
            return Vector(Kind.NUMBER, _sums(groups[of.known], size, of.values[of.known]), present)
        case Aggregation.MIN | Aggregation.FIRST:
            of = _spread(of, groups)
            return _picked(groups, size, of, sortable(of) if by is None else _spread(by, groups), last=False)
        case Aggregation.MAX | Aggregation.LAST:
            of = _spread(of, groups)
            return _picked(groups, size, of, sortable(of) if by is None else _spread(by, groups), last=True)
        case Aggregation.EXISTS | Aggregation.COUNT:
            msg = "what exists, and how often, has no value"
            raise AssertionError(msg)


def _sums(groups: Positions, size: int, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The sum of each group in decimal arithmetic; NaN where a group has no row."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sums, sizes = np.full(size, np.nan), np.full(size, np.nan)
    for start, part in zip(starts, np.split(values[order], starts[1:]), strict=len(starts) > 0):
        group = groups[order[start]]
        sums[group], sizes[group] = math.fsum(part), math.fsum(np.abs(part))
    return as_on_paper(sums, sizes)


def _spread(vector: Vector, groups: Positions) -> Vector:
    return vector.spread(len(groups))


def sortable(of: Vector) -> Vector:
    """Values that sort as ``of`` does: text alphabetically, not in category order."""
    if of.kind is not Kind.TEXT:
        return of
    ranks = np.argsort(np.argsort(np.array([*of.categories, ""], dtype=object)[:-1], kind="stable"))
    return Vector(Kind.NUMBER, np.append(ranks, -1)[of.values], of.known)


def _present(groups: Positions, size: int) -> Mask:
    """Which groups have a row."""
    present = np.zeros(size, dtype=bool)
    present[groups] = True
    return present


def _picked(groups: Positions, size: int, of: Vector, by: Vector, *, last: bool) -> Vector:
    """The value in each group's first, or last, row in the order of ``by``.

    Rows with the same ``by`` keep file order; rows without it are ignored.
    """
    rows = np.flatnonzero(by.known)
    order = rows[in_order(groups[rows], by.values[rows])]
    sorted_groups = groups[order]
    changes = np.flatnonzero(sorted_groups[1:] != sorted_groups[:-1])
    ends = np.append(changes, len(order) - 1) if last else np.append(0, changes + 1)
    chosen = order[ends] if len(order) else order
    values = np.full(size, MISSING[of.kind], dtype=of.values.dtype)
    known = np.zeros(size, dtype=bool)
    values[groups[chosen]] = of.values[chosen]
    known[groups[chosen]] = of.known[chosen]
    if of.is_fixed:
        return Vector(of.kind, values, known, of.categories)
    fixed = np.ones(size, dtype=bool)
    fixed[groups[chosen]] = of.fixed[chosen]
    return Vector(of.kind, values, known, of.categories).with_fixed(fixed)
