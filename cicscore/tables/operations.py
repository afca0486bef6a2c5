"""The operations of the expression language on whole columns, in three-valued logic."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cicscore.expressions import nodes as n
from cicscore.expressions.types import Kind
from cicscore.tables import calendar
from cicscore.tables.vectors import (
    ALL_FIXED,
    TRUE,
    Array,
    Mask,
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
    """Both: known where both are, or where either is known to be false."""
    known = (left.known & right.known) | (left.known & ~left.values) | (right.known & ~right.values)
    return _joined(np.minimum, left, right, condition(left.values & right.values, known))


def either(left: Vector, right: Vector) -> Vector:
    """Either: known where both are, or where either is true."""
    known = (left.known & right.known) | left.values | right.values
    return _joined(np.maximum, left, right, condition(left.values | right.values, known))


def _joined(extreme: np.ufunc, left: Vector, right: Vector, now: Vector) -> Vector:
    """Two conditions joined, with the least and the most that both could come to."""
    if left.is_fixed and right.is_fixed:
        return now
    least, most = (extreme(one, other) for one, other in zip(left.ends(), right.ends(), strict=True))
    return spanned(now.values, now.known, least, most)


def negated(of: Vector) -> Vector:
    """Not: known where the condition is."""
    if of.is_fixed:
        return condition(~of.values, of.known)
    least, most = of.ends()
    return spanned(~of.values, of.known, TRUE - most, TRUE - least)


def absence(of: Vector, *, negated: bool) -> Vector:
    """Whether a value is missing (is there, where ``negated``); never unknown."""
    known = of.known
    return condition(known if negated else ~known, np.ones_like(known), of.fixed)


def compared(comparison: n.Comparison, left: Vector, right: Vector) -> Vector:
    """A comparison, unknown where either side is missing; text by its words, dates by their day."""
    if left.span is not None or right.span is not None:
        return _compared_spans(comparison, left, right)
    if left.kind is not right.kind:  # a date and time with a date: by its day
        left, right = left.day(), right.day()
    if left.kind is Kind.TEXT:
        left, right = same_categories((left, right))
    a, b = left.values, right.values
    if left.kind is Kind.NUMBER:
        a, b = _plain(a), _plain(b)
    return condition(_holds(comparison, a, b), left.known & right.known, strictly_fixed(left, right))


def _holds(comparison: n.Comparison, a: Array, b: Array) -> Mask:
    match comparison:
        case n.Comparison.EQUAL:
            value = a == b
        case n.Comparison.UNEQUAL:
            value = a != b
        case n.Comparison.LESS:
            value = a < b
        case n.Comparison.AT_MOST:
            value = a <= b
        case n.Comparison.MORE:
            value = a > b
        case n.Comparison.AT_LEAST:
            value = a >= b
    held: Mask = value
    return held


def _compared_spans(comparison: n.Comparison, left: Vector, right: Vector) -> Vector:
    """A comparison with a count of which the least and the most are known."""
    plain = [replace(side, span=None) for side in (left, right)]
    now = compared(comparison, *plain)
    if left.kind is not Kind.NUMBER:
        return now
    (low, high), (least, most) = ([_plain(end) for end in side.ends()] for side in (left, right))
    corners = [_holds(comparison, a, b) for a in (low, high) for b in (least, most)]
    settled = functools.reduce(np.logical_and, corners) | ~functools.reduce(np.logical_or, corners)
    if comparison in (n.Comparison.EQUAL, n.Comparison.UNEQUAL):
        # What is equal at no end may be equal in between.
        settled &= (high < least) | (most < low) | ((low == high) & (least == most))
    for side in (left, right):
        settled = settled & side.known if side.span is not None else settled & side.known & side.fixed
    return condition(now.values, now.known, settled | strictly_fixed(*plain))


def membership(of: Vector, among: tuple[n.Literal, ...], *, negated: bool) -> Vector:
    """Whether a value is one of those written out."""
    if of.kind is Kind.TEXT:
        words = {str(literal.value) for literal in among}
        # A last entry of False is where a missing value's code of -1 points.
        wanted = np.array([*(word in words for word in of.categories), False])
        value = wanted[of.values]
    else:
        values = of.day().values if among[0].type.kind is Kind.DATE else _plain(of.values)
        value = np.isin(values, np.concatenate([constant(x.type.kind, x.value).values for x in among]))
    return condition(~value if negated else value, of.known, of.fixed)


def _plain(values: Array) -> Array:
    """Numbers by the digits that they are exact to: 1/3 + 1/3 is 2/3."""
    return as_on_paper(values, np.abs(values))


# Numbers and days ------------------------------------------------------------------------------------


def _number(values: npt.NDArray[np.float64], fixed: Mask) -> Vector:
    return Vector(Kind.NUMBER, values, ~np.isnan(values), fixed=fixed)


def calculated(operator: n.Operator, left: Vector, right: Vector) -> Vector:
    """Arithmetic; division by zero is missing, and so is what is too large for any number."""
    a, b = left.values, right.values
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        match operator:
            case n.Operator.ADD:
                values = as_on_paper(a + b, np.maximum(np.maximum(np.abs(a), np.abs(b)), np.abs(a + b)))
            case n.Operator.SUBTRACT:
                values = as_on_paper(a - b, np.maximum(np.maximum(np.abs(a), np.abs(b)), np.abs(a - b)))
            case n.Operator.MULTIPLY:
                values = _plain(a * b)
            case n.Operator.DIVIDE:
                values = np.where(b == 0, np.nan, a / b)
    return _number(np.where(np.isfinite(values), values, np.nan), strictly_fixed(left, right))


def shifted(day: Vector, unit: n.DurationUnit, amount: int) -> Vector:
    """A day moved by a length of time."""
    match unit:
        case n.DurationUnit.HOURS:
            return replace(day, values=calendar.add_hours(day.values, amount))
        case n.DurationUnit.DAYS | n.DurationUnit.WEEKS:
            days = amount * (7 if unit is n.DurationUnit.WEEKS else 1)
            return replace(day, values=day.values + np.timedelta64(days, "D"))
        case n.DurationUnit.MONTHS | n.DurationUnit.YEARS | n.DurationUnit.WORKING_DAYS:
            from_days = day.values.astype("datetime64[D]")
            if unit is n.DurationUnit.WORKING_DAYS:
                moved = calendar.add_working_days(from_days, amount)
            else:
                moved = calendar.add_months(from_days, amount * (12 if unit is n.DurationUnit.YEARS else 1))
            return replace(day, values=moved if day.kind is Kind.DATE else moved + (day.values - from_days))


def called(function: n.Function, arguments: list[Vector]) -> Vector:
    """A function of the row's values."""
    match function:
        case n.Function.COALESCE:
            return functools.reduce(_first_known, _alike(arguments))
        case n.Function.LEAST:
            return functools.reduce(functools.partial(_extreme, np.minimum), arguments)
        case n.Function.GREATEST:
            return functools.reduce(functools.partial(_extreme, np.maximum), arguments)
        case n.Function.AGE:
            between: Callable[[calendar.Days, calendar.Days], calendar.Numbers] = calendar.age
        case n.Function.MONTHS_BETWEEN:
            between = calendar.months_between
        case n.Function.DAYS_BETWEEN:
            between = calendar.days_between
        case n.Function.WORKING_DAYS_BETWEEN:
            between = calendar.working_days_between
    earlier, later = (argument.day().values for argument in arguments)
    return _number(between(earlier, later), strictly_fixed(*arguments))


def _alike(vectors: list[Vector]) -> tuple[Vector, ...]:
    return same_categories(vectors) if vectors[0].kind is Kind.TEXT else tuple(vectors)


def _first_known(left: Vector, right: Vector) -> Vector:
    values = np.where(left.known, left.values, right.values)
    fixed = ALL_FIXED
    if not (left.is_fixed and right.is_fixed):
        fixed = left.fixed & (left.known | right.fixed)
    return Vector(left.kind, values, left.known | right.known, left.categories, fixed)


def _extreme(function: np.ufunc, left: Vector, right: Vector) -> Vector:
    """The least or greatest, passing over missing values."""
    values = function(
        np.where(left.known, left.values, right.values), np.where(right.known, right.values, left.values)
    )
    fixed = ALL_FIXED if left.is_fixed and right.is_fixed else left.fixed & right.fixed
    return Vector(left.kind, values, left.known | right.known, fixed=fixed)


def banded(of: Vector, bands: tuple[tuple[str, int, int | None], ...]) -> Vector:
    """The label of the band that a number lies in; its decimals belong to the whole number before them."""
    codes = np.where(of.known, len(bands), -1)
    numbers = _plain(of.values)
    for code, (_, low, high) in enumerate(bands):
        codes[of.known & (numbers >= low) & (numbers < (np.inf if high is None else high + 1))] = code
    return replace(text(codes, [*(label for label, _, _ in bands), n.OUTSIDE]), fixed=of.fixed)
