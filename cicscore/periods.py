"""Calendar rules: the window of each period type, months and years, England's working days.

Source of the rules: design section 4, rules 1 and 8. A definition never holds a date; the as-at date is
supplied when it is computed.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache

from cicscore.vocabulary import PeriodType


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, inclusive at both ends."""

    start: dt.date
    end: dt.date


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month ``months`` later (earlier if negative), or that month's last day.

    >>> add_months(dt.date(2016, 1, 31), 1)
    datetime.date(2016, 2, 29)
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def year_start(day: dt.date) -> dt.date:
    """The 1 April that begins the financial year in which ``day`` lies."""
    return dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def academic_year_start(day: dt.date) -> dt.date:
    """The 1 September that begins the academic year in which ``day`` lies."""
    return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def financial_year(day: dt.date) -> str:
    """The name of the financial year in which ``day`` lies, as targets are dated.

    >>> financial_year(dt.date(2016, 3, 31))
    '2015-16'
    """
    start = year_start(day).year
    return f"{start}-{(start + 1) % 100:02d}"


def window(period: PeriodType, as_at: dt.date) -> Window:
    """The days that an indicator of this period type looks at, inclusive at both ends."""
    match period:
        case PeriodType.SNAPSHOT:
            return Window(as_at, as_at)
        case PeriodType.MONTH:
            return Window(as_at.replace(day=1), as_at)
        case PeriodType.YEAR_TO_DATE:
            return Window(year_start(as_at), as_at)
        case PeriodType.ROLLING_12_MONTHS:
            return Window(add_months(as_at, -12) + dt.timedelta(days=1), as_at)
        case PeriodType.ACADEMIC_YEAR_TO_DATE:
            return Window(academic_year_start(as_at), as_at)
        case PeriodType.ANNUAL:
            # The last financial year that ended on or before the as-at date.
            ended = year_start(as_at + dt.timedelta(days=1)) - dt.timedelta(days=1)
            return Window(year_start(ended), ended)


def is_month_end(day: dt.date) -> bool:
    """Whether ``day`` is the last of its month."""
    return (day + dt.timedelta(days=1)).day == 1


def month_end(day: dt.date) -> dt.date:
    """The last day of the month in which ``day`` lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@cache
def bank_holidays(first_year: int, last_year: int) -> tuple[dt.date, ...]:
    """England's bank holidays of these years, both included, in order.

    The calendar is the ``holidays`` library's; "working day" in the Care Planning Regulations 2010
    (regulation 33) leaves out weekends and bank holidays in England.
    """
    import holidays

    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return tuple(sorted(found))
