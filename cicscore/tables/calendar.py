"""Calendar arithmetic on whole columns: the rules of ``cicscore.periods``, for many days at once.

Days are ``datetime64[D]``; a missing day (NaT) stays missing. A column of a million rows has a few thousand
days, so that what costs more than a look-up is computed for each day of the calendar once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from cicscore.periods import bank_holidays
from cicscore.tables.columns import Array

Days: TypeAlias = npt.NDArray[np.datetime64]

_DAY = np.timedelta64(1, "D")
_MONTH = np.timedelta64(1, "M")


class _Calendar(Struct, frozen=True, eq=False):
    """The calendar from the first day of a column to its last one, with a missing day behind it.

    ``places`` is where each row's day stands in ``days``.
    """

    days: Days
    places: npt.NDArray[np.int64]


def _calendar_of(column: Days) -> _Calendar | None:
    """The calendar of a column; ``None`` where it has more days than the column has rows."""
    numbers, known = column.view(np.int64), ~np.isnat(column)
    first = int(np.where(known, numbers, np.iinfo(np.int64).max).min(initial=np.iinfo(np.int64).max))
    length = int(numbers.max(initial=np.iinfo(np.int64).min)) - first + 1
    if not 0 < length <= len(column):
        return None
    days = np.arange(first, first + length + 1).view("datetime64[D]")
    days[-1] = "NaT"
    return _Calendar(days, np.where(known, numbers - first, length))


def of_each_day(compute: Callable[[Days], Array], column: Days) -> Array:
    """What is computed of each row's day alone, computed for each day once."""
    calendar = _calendar_of(column)
    return compute(column) if calendar is None else compute(calendar.days)[calendar.places]


def different_days(column: Days) -> Days:
    """The days of a column, each once and in order."""
    calendar = _calendar_of(column)
    if calendar is None:
        return np.unique(column[~np.isnat(column)])
    there = np.zeros(len(calendar.days), np.bool_)
    there[calendar.places] = True
    found: Days = calendar.days[:-1][there[:-1]]
    return found


def add_months(days: Days, months: int) -> Days:
    """The same day of the month ``months`` later, or that month's last day."""
    return of_each_day(partial(_months_later, months), days)


def _months_later(months: int, days: Days) -> Days:
    month = days.astype("datetime64[M]")
    later = month + months * _MONTH
    moved = later.astype("datetime64[D]")
    last = (later + _MONTH).astype("datetime64[D]") - _DAY
    result: Days = np.minimum(moved + (days - month.astype("datetime64[D]")), last)
    return result


def add_working_days(days: Days, amount: int) -> Days:
    """The ``amount``-th working day after each day (before it, where negative)."""
    return days if amount == 0 else of_each_day(partial(_working_days_later, amount), days)


def _working_days_later(amount: int, days: Days) -> Days:
    # A day off is not a working day: counting forward from it starts at the working day before.
    roll: Any = "backward" if amount > 0 else "forward"
    calendar = working_calendar(days, amount)
    known = ~np.isnat(days)
    moved = days.copy()
    moved[known] = np.busday_offset(days[known], amount, roll=roll, busdaycal=calendar)
    return moved


def working_calendar(days: Days, amount: int) -> np.busdaycalendar:
    """The working days of the years in which ``days`` lie, and of those that ``amount`` more may reach."""
    if np.isnat(days).all():
        return _calendar(2000, 2000)
    margin = abs(amount) // 200 + 1
    first, last = (end.reduce(days).astype("datetime64[Y]").astype(int) + 1970 for end in (np.fmin, np.fmax))
    return _calendar(int(first) - margin, int(last) + margin)


@cache
def _calendar(first_year: int, last_year: int) -> np.busdaycalendar:
    return np.busdaycalendar(holidays=[np.datetime64(day) for day in bank_holidays(first_year, last_year)])
