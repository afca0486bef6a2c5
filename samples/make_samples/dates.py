"""The days that the samples turn on, and steps between days.

The samples need only the bank holidays of a few years, so they are written out here rather than
taken from the library that the program itself uses; each checks the other.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

AS_AT = date(2016, 3, 31)
YEAR_START = date(2015, 4, 1)
PERSISTED_BEFORE = date(2014, 3, 31)  # a placement begun by then has lasted two years

# England's bank holidays on weekdays, from the notices in the London Gazette.
_BANK_HOLIDAYS = frozenset(
    date(year, month, day)
    for year, days in {
        2010: "1-1 4-2 4-5 5-3 5-31 8-30 12-27 12-28",
        2011: "1-3 4-22 4-25 4-29 5-2 5-30 8-29 12-26 12-27",
        2012: "1-2 4-6 4-9 5-7 6-4 6-5 8-27 12-25 12-26",
        2013: "1-1 3-29 4-1 5-6 5-27 8-26 12-25 12-26",
        2014: "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26",
        2015: "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-28",
        2016: "1-1 3-25 3-28 5-2 5-30 8-29 12-26 12-27",
    }.items()
    for month, day in (map(int, pair.split("-")) for pair in days.split())
)


def days(count: int) -> timedelta:
    """That many days."""
    return timedelta(days=count)


def is_working_day(day: date) -> bool:
    """Whether the day is neither a weekend nor a bank holiday."""
    return day.weekday() < 5 and day not in _BANK_HOLIDAYS


def working_days_after(day: date, count: int) -> date:
    """The count-th working day after the day."""
    while count:
        day += days(1)
        count -= is_working_day(day)
    return day


def working_day_on_or_before(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= days(1)
    return day


def working_day_on_or_after(day: date) -> date:
    """The day itself, or the next working day after it."""
    while not is_working_day(day):
        day += days(1)
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month, or its last, that many months on (back when negative)."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def birthday(born: date, age: int) -> date:
    """The day on which someone reaches an age; 1 March where 29 February is missing."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """Age in whole years."""
    return day.year - born.year - (birthday(born, day.year - born.year) > day)


def in_year(day: date | None) -> bool:
    """Whether something happened between 1 April 2015 and 31 March 2016."""
    return day is not None and YEAR_START <= day <= AS_AT
