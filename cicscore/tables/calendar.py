"""Calendar arithmetic on whole columns: the rules of ``cicscore.periods``, for many days at once.

Days are ``datetime64[D]``; a missing day (NaT) stays missing.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from cicscore.periods import bank_holidays

Days: TypeAlias = npt.NDArray[np.datetime64]

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
