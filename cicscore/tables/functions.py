"""Compute each function of a row's values on whole columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import product
from typing import TypeAlias, assert_never

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from cicscore.expressions.crossing import pair
from cicscore.expressions.functions import WEEKDAYS, Function
from cicscore.expressions.nodes import NOT_RECORDED
from cicscore.expressions.types import Kind
from cicscore.tables.calendar import Days, of_each_day, working_calendar
from cicscore.tables.clocks import elapsed
from cicscore.tables.columns import Array
from cicscore.tables.operations import beginning, either_of
from cicscore.tables.vectors import ALL_FIXED, Vector, in_words, same_categories, strictly_fixed, text

Numbers: TypeAlias = npt.NDArray[np.float64]

_DAY = np.timedelta64(1, "D")
_MONTH = np.timedelta64(1, "M")


def called(  # noqa: C901, PLR0912 - one case for each function
    function: Function, arguments: Sequence[Vector]
) -> Vector:
    """The value of a function on each row; of days, missing where any of them is missing."""
    match function:
        case Function.AGE:
            return _of_days(age, arguments)
        case Function.MONTHS_BETWEEN:
            return _of_days(months_between, arguments)
        case Function.DAYS_BETWEEN:
            return _of_days(days_between, arguments)
        case Function.HOURS_BETWEEN:
            return _hours(*arguments)
        case Function.WORKING_DAYS_BETWEEN:
            return _of_days(working_days_between, arguments)
        case Function.MONTH:
            return _of_days(month, arguments)
        case Function.WEEKDAY:
            return _weekday(arguments[0].day())
        case Function.STARTS_WITH:
            return beginning(*arguments)
        case Function.IF:
            return either_of(*arguments)
        case Function.COALESCE:
            return reduce(_first_known, _alike(arguments))
        case Function.LEAST:
            return reduce(partial(_extreme, np.minimum), arguments)
        case Function.GREATEST:
            return reduce(partial(_extreme, np.maximum), arguments)
        case Function.CROSS:
            return reduce(_crossed, map(in_words, arguments))
        case _ as never:
            assert_never(never)


def _of_days(compute: Callable[..., Array], arguments: Sequence[Vector]) -> Vector:
    """Numbers, or other days, from days alone."""
    values = compute(*(argument.day().values for argument in arguments))
    kind = Kind.DATE if values.dtype.kind == "M" else Kind.NUMBER
    return Vector(kind, values, ~np.isnan(values), fixed=strictly_fixed(*arguments))


def age(born: Days, on: Days) -> Numbers:
    """Whole years from ``born`` to ``on``; born on 29 February, a year is reached on 1 March."""
    years = of_each_day(_year, on) - of_each_day(_year, born)
    earlier = of_each_day(_month_and_day, on) < of_each_day(_month_and_day, born)
    reached: Numbers = years - earlier
    return reached


def months_between(earlier: Days, later: Days) -> Numbers:
    """Whole months elapsed, as ``add_months`` counts them; negative the other way round."""
    earlier, later = np.broadcast_arrays(earlier, later)
    first, last = np.minimum(earlier, later), np.maximum(earlier, later)
    months = (last.astype("datetime64[M]") - first.astype("datetime64[M]")).astype("float64")
    months[np.isnat(first) | np.isnat(last)] = np.nan
    month = last.astype("datetime64[M]").astype("datetime64[D]")
    month_end = (last.astype("datetime64[M]") + _MONTH).astype("datetime64[D]") - _DAY
    same_day = np.minimum(month + (first - first.astype("datetime64[M]").astype("datetime64[D]")), month_end)
    elapsed = months - (same_day > last)
    signed: Numbers = np.where(later < earlier, -elapsed, elapsed)
    return signed


def days_between(earlier: Days, later: Days) -> Numbers:
    """Days from ``earlier`` to ``later``."""
    gap = later - earlier
    return np.where(np.isnat(gap), np.nan, gap.astype("timedelta64[D]").astype("float64"))


def working_days_between(earlier: Days, later: Days) -> Numbers:
    """Working days after ``earlier``, up to and including ``later``; negative the other way round."""
    earlier, later = np.broadcast_arrays(earlier, later)
    known = ~(np.isnat(earlier) | np.isnat(later))
    first, last = np.minimum(earlier, later)[known], np.maximum(earlier, later)[known]
    counted = np.full(len(known), np.nan)
    calendar = working_calendar(np.concatenate([first, last]), 0)
    counted[known] = np.busday_count(first + _DAY, last + _DAY, busdaycal=calendar)
    signed: Numbers = np.where(later < earlier, -counted, counted)
    return signed


def month(days: Days) -> Numbers:
    """The number of the month, from 1."""
    months = days.astype("datetime64[M]").astype("int64") % 12 + 1.0
    return np.where(np.isnat(days), np.nan, months)


def _weekday(days: Vector) -> Vector:
    # 1 January 1970, from which days are counted, was a Thursday.
    places = (days.values.astype("int64") + 3) % 7
    return replace(text(np.where(days.known, places, -1), WEEKDAYS), fixed=days.fixed)


def _hours(earlier: Vector, later: Vector) -> Vector:
    """Hours elapsed in England; of a time that the clocks show twice, between the two that it may mean."""
    known, fixed = earlier.known & later.known, strictly_fixed(earlier, later)
    first, last = elapsed(earlier.values), elapsed(later.values)
    now, least, most = (
        np.where(known, hours / np.timedelta64(1, "h"), np.nan)
        for hours in (last.first - first.first, last.least - first.most, last.most - first.least)
    )
    settled = ~known | (least == most)
    if fixed is ALL_FIXED and settled.all():
        return Vector(Kind.NUMBER, now, known)
    span = np.where(fixed, least, -np.inf), np.where(fixed, most, np.inf)
    return Vector(Kind.NUMBER, now, known, fixed=fixed & settled, span=span)


def _year(days: Days) -> Numbers:
    years = days.astype("datetime64[Y]")
    return np.where(np.isnat(days), np.nan, years.astype("int64") + 1970.0)


def _month_and_day(days: Days) -> npt.NDArray[np.int64]:
    months = days.astype("datetime64[M]")
    month = months.astype("int64") % 12
    day = (days - months.astype("datetime64[D]")).astype("int64")
    combined: npt.NDArray[np.int64] = month * 32 + day
    return combined


def _alike(vectors: Sequence[Vector]) -> tuple[Vector, ...]:
    return same_categories(vectors) if vectors[0].kind is Kind.TEXT else tuple(vectors)


def _first_known(left: Vector, right: Vector) -> Vector:
    values = np.where(left.known, left.values, right.values)
    fixed = ALL_FIXED
    if not (left.is_fixed and right.is_fixed):
        fixed = left.fixed & (left.known | right.fixed)
    return Vector(left.kind, values, left.known | right.known, left.categories, fixed)


def _extreme(function: np.ufunc, left: Vector, right: Vector) -> Vector:
    """The least or greatest, ignoring missing values."""
    values = function(
        np.where(left.known, left.values, right.values), np.where(right.known, right.values, left.values)
    )
    fixed = ALL_FIXED if left.is_fixed and right.is_fixed else left.fixed & right.fixed
    return Vector(left.kind, values, left.known | right.known, fixed=fixed)


def _crossed(first: Vector, second: Vector) -> Vector:
    """Each pair of groups; a value that is not recorded is in a group of its own."""
    words = [(*vector.categories, NOT_RECORDED) for vector in (first, second)]
    one, other = (
        np.where(vector.known, vector.values.astype(np.int64), len(vector.categories))
        for vector in (first, second)
    )
    pairs = [pair(*both) for both in product(*words)]
    fixed = ALL_FIXED if first.is_fixed and second.is_fixed else first.fixed & second.fixed
    return replace(text(one * len(words[1]) + other, pairs), fixed=fixed)
