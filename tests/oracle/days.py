"""Dates for the oracle: moving by months and by working days, ages, and the window of each period."""

from __future__ import annotations

import functools
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import holidays

Day = TypeVar("Day", bound=date)
#: A period as the catalogue writes it: a word, or a mapping with the months of a rolling one.
Period: TypeAlias = str | dict[str, int]

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")


def add_months(day: Day, months: int) -> Day:
    """Move by whole months, keeping the day of the month or taking the month's last."""
    year, month_before = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_before + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def add_hours(moment: datetime, hours: int) -> datetime:
    """The moment that many hours later by the clocks of London."""
    later = moment.replace(tzinfo=LONDON).astimezone(UTC) + timedelta(hours=hours)
    return later.astimezone(LONDON).replace(tzinfo=None)


def hours_between(first: datetime, second: datetime) -> Fraction:
    """The hours that pass in London between two times; of those shown twice, the first occurrence."""
    start, end = (moment.replace(tzinfo=LONDON).astimezone(UTC) for moment in (first, second))
    return Fraction((end - start) // timedelta(seconds=1), 3600)


def months_before(day: date, months: int) -> date:
    """The same day months before; for the last of a month, the day before the following day's answer."""
    following = day + timedelta(days=1)
    if following.day == 1:
        return add_months(following, -months) - timedelta(days=1)
    return add_months(day, -months)


def start_of_quarter(day: date) -> date:
    """The first of the latest January, April, July or October."""
    first = day.replace(day=1)
    while first.month not in (1, 4, 7, 10):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


@functools.cache
def is_working_day(day: date) -> bool:
    """Whether a day is a Monday to Friday that is no bank holiday in England."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def as_day(moment: date) -> date:
    """Drop the time of day, if there is one."""
    return date(moment.year, moment.month, moment.day)


def add_working_days(day: Day, count: int) -> Day:
    """Move to the nth working day after a day, or before it where the count is negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(as_day(day)):
            day += step
    return day


def days_between(first: date, second: date) -> int:
    """Days from the first day to the second; negative where the second is the earlier."""
    return (as_day(second) - as_day(first)).days


def working_days_between(first: date, second: date) -> int:
    """Working days after the first day, up to and including the second; mirrored where it is earlier."""
    first, second = as_day(first), as_day(second)
    if second < first:
        return -working_days_between(second, first)
    following = (first + timedelta(days=n + 1) for n in range((second - first).days))
    return sum(1 for day in following if is_working_day(day))


def months_between(first: date, second: date) -> int:
    """Whole months elapsed from the first day to the second; mirrored where the second is the earlier."""
    first, second = as_day(first), as_day(second)
    if second < first:
        return -months_between(second, first)
    months = (second.year - first.year) * 12 + second.month - first.month
    return months if add_months(first, months) <= second else months - 1


def age(born: date, on: date) -> int:
    """Whole years old; a birthday on 29 February is reached on 1 March in common years."""
    birthday_to_come = (on.month, on.day) < (born.month, born.day)
    return on.year - born.year - (1 if birthday_to_come else 0)


def start_of_year(day: date, first_month: int) -> date:
    """Find the last first of that month on or before a day."""
    return date(day.year if day.month >= first_month else day.year - 1, first_month, 1)


def financial_year(day: date) -> str:
    """Name the financial year a day is in, like ``2015-16``."""
    first = start_of_year(day, 4).year
    return f"{first}-{(first + 1) % 100:02}"


def window(period: Period, as_at: date) -> tuple[date, date]:
    """Work out the first and the last day of an indicator's period, both inside it."""
    match period:
        case "snapshot":
            return as_at, as_at
        case "month":
            return as_at.replace(day=1), as_at
        case "quarter":
            return start_of_quarter(as_at), as_at
        case "year_to_date":
            return start_of_year(as_at, 4), as_at
        case "academic_year_to_date":
            return start_of_year(as_at, 9), as_at
        case "rolling_12_months":
            return months_before(as_at, 12) + timedelta(days=1), as_at
        case {"rolling_months": months}:
            return months_before(as_at, int(months)) + timedelta(days=1), as_at
        case "annual":
            end = start_of_year(as_at + timedelta(days=1), 4) - timedelta(days=1)
            return start_of_year(end, 4), end
    raise ValueError(f"no such period: {period}")


class When(NamedTuple):
    """The dates an expression may name; ``on`` is the counted row's own day."""

    as_at: date
    period_start: date
    period_end: date
    year_start: date
    quarter_start: date
    academic_year_start: date
    year_before: date
    on: date


def dates_of(period: Period, as_at: date) -> When:
    """Fill in the dates of a period, ``on`` being the as-at date until a row says otherwise."""
    start, end = window(period, as_at)
    return When(
        as_at=as_at,
        period_start=start,
        period_end=end,
        year_start=start_of_year(as_at, 4),
        quarter_start=start_of_quarter(as_at),
        academic_year_start=start_of_year(as_at, 9),
        year_before=months_before(as_at, 12),
        on=as_at,
    )
