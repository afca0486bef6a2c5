"""Calendar arithmetic on whole columns: the rules of ``cicscore.periods``, for many days at once.

Days are ``datetime64[D]``; a missing day (NaT) stays missing.

Hours are hours elapsed in England. The rule for its clock changes is written here, because the machine's
time-zone data are missing on Windows, convert one moment at a time, and vary between machines.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from cicscore.periods import bank_holidays

Days: TypeAlias = npt.NDArray[np.datetime64]

_HOUR = np.timedelta64(1, "h")
_DAY = np.timedelta64(1, "D")
_MONTH = np.timedelta64(1, "M")


def add_months(days: Days, months: int) -> Days:
    """The same day of the month ``months`` later, or that month's last day."""
    month = days.astype("datetime64[M]")
    later = month + months * _MONTH
    moved = later.astype("datetime64[D]")
    last = (later + _MONTH).astype("datetime64[D]") - _DAY
    result: Days = np.minimum(moved + (days - month.astype("datetime64[D]")), last)
    return result


def add_hours(moments: Days, hours: int) -> Days:
    """The moment ``hours`` later by England's clocks, in ``datetime64[s]``.

    Clocks go forward on the last Sunday of March and back on the last Sunday of October, at 1 a.m. Greenwich
    Mean Time (Summer Time Act 1972 and the Summer Time Order 2002; since 1996). A time in the hour repeated
    in October means its first occurrence.
    """
    greenwich = moments - _summer_time(moments, changing_at=2)
    later = greenwich + hours * _HOUR
    moved: Days = later + _summer_time(later, changing_at=1)
    return moved


def _summer_time(moments: Days, *, changing_at: int) -> npt.NDArray[np.timedelta64]:
    """How far clocks are ahead of Greenwich; ``changing_at`` is the hour of change on the clock given."""
    years = moments.astype("datetime64[Y]")
    start, end = (_last_sunday(years, month) + changing_at * _HOUR for month in (3, 10))
    ahead: npt.NDArray[np.timedelta64] = np.where((start <= moments) & (moments < end), _HOUR, 0 * _HOUR)
    return ahead


def _last_sunday(years: Days, month: int) -> Days:
    last = (years.astype("datetime64[M]") + month * _MONTH).astype("datetime64[D]") - _DAY
    # 1 January 1970, from which days are counted, was a Thursday.
    since_sunday = (last.astype("int64") + 4) % 7
    return np.asarray(last - since_sunday * _DAY, dtype="datetime64[D]")


def add_working_days(days: Days, amount: int) -> Days:
    """The ``amount``-th working day after each day (before it, where negative)."""
    if amount == 0:
        return days
    # A day off is not a working day: counting forward from it starts at the working day before.
    roll: Any = "backward" if amount > 0 else "forward"
    calendar = working_calendar(days, amount)
    known = ~np.isnat(days)
    moved = days.copy()
    moved[known] = np.busday_offset(days[known], amount, roll=roll, busdaycal=calendar)
    return moved


def working_calendar(days: Days, amount: int) -> np.busdaycalendar:
    """The working days of the years in which ``days`` lie, and of those that ``amount`` more may reach."""
    known = days[~np.isnat(days)]
    if not len(known):
        return _calendar(2000, 2000)
    margin = abs(amount) // 200 + 1
    years = known.astype("datetime64[Y]")
    return _calendar(
        int(years.min().astype(int)) + 1970 - margin, int(years.max().astype(int)) + 1970 + margin
    )


@cache
def _calendar(first_year: int, last_year: int) -> np.busdaycalendar:
    return np.busdaycalendar(holidays=[np.datetime64(day) for day in bank_holidays(first_year, last_year)])
