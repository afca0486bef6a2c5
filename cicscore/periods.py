"""Calendar rules: the window of each period type, months and years, England's working days.

Source of the rules: design section 4, rules 1 and 8. A definition never holds a date; the as-at date is
supplied when it is computed.
"""

import calendar
import datetime as dt
import re
from functools import cache
from importlib import resources
from typing import assert_never

from msgspec import Struct

from cicscore.vocabulary import Compare, Period, PeriodType, RollingMonths


class Window(Struct, frozen=True):
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


def quarter_start(day: dt.date) -> dt.date:
    """The 1 April, July, October or January that begins the quarter in which ``day`` lies."""
    return dt.date(day.year, day.month - (day.month - 1) % 3, 1)


def academic_year_start(day: dt.date) -> dt.date:
    """The 1 September that begins the academic year in which ``day`` lies."""
    return dt.date(day.year if day.month >= 9 else day.year - 1, 9, 1)


@cache
def financial_year(day: dt.date) -> str:
    """The name of the financial year in which ``day`` lies, as used for targets.

    >>> financial_year(dt.date(2016, 3, 31))
    '2015-16'
    """
    start = year_start(day).year
    return f"{start}-{(start + 1) % 100:02d}"


def academic_year(day: dt.date) -> str:
    """The name of the academic year in which ``day`` lies, as used for targets.

    >>> academic_year(dt.date(2016, 8, 31))
    '2015-16'
    """
    start = academic_year_start(day).year
    return f"{start}-{(start + 1) % 100:02d}"


def day_named(name: str) -> dt.date | None:
    """The last day of the month or financial year that ``name`` means; ``None`` for any other text.

    ``2011-12`` is always the month: only from 2012-13 on can the name of a year not be a month's.

    >>> day_named("2016-2"), day_named("2024-25")
    (datetime.date(2016, 2, 29), datetime.date(2025, 3, 31))
    """
    match = re.fullmatch(r"((?:19|20)[0-9]{2})-([0-9]{1,2})", name)
    if match is None:
        return None
    year, second = int(match[1]), int(match[2])
    if 1 <= second <= 12:
        return month_end(dt.date(year, second, 1))
    return dt.date(year + 1, 3, 31) if second == (year + 1) % 100 else None


@cache
def window(period: Period, as_at: dt.date) -> Window:
    """The days that an indicator of this period type covers, inclusive at both ends."""
    match period:
        case PeriodType.SNAPSHOT:
            return Window(as_at, as_at)
        case PeriodType.MONTH:
            return Window(as_at.replace(day=1), as_at)
        case PeriodType.QUARTER:
            return Window(quarter_start(as_at), as_at)
        case PeriodType.YEAR_TO_DATE:
            return Window(year_start(as_at), as_at)
        case PeriodType.ROLLING_12_MONTHS:
            return _rolling(12, as_at)
        case RollingMonths(months=months):
            return _rolling(months, as_at)
        case PeriodType.ACADEMIC_YEAR_TO_DATE:
            return Window(academic_year_start(as_at), as_at)
        case PeriodType.ANNUAL:
            # The last financial year that ended on or before the as-at date.
            ended = year_start(as_at + dt.timedelta(days=1)) - dt.timedelta(days=1)
            return Window(year_start(ended), ended)
        case _ as never:
            assert_never(never)


def _rolling(months: int, as_at: dt.date) -> Window:
    return Window(months_before(as_at, months) + dt.timedelta(days=1), as_at)


def grows_for(period: Period) -> int | None:
    """The months for which a window grows before it begins again; ``None`` where it has a fixed length."""
    match period:
        case PeriodType.MONTH:
            return 1
        case PeriodType.QUARTER:
            return 3
        case PeriodType.YEAR_TO_DATE | PeriodType.ACADEMIC_YEAR_TO_DATE:
            return 12
        case PeriodType.SNAPSHOT | PeriodType.ROLLING_12_MONTHS | PeriodType.ANNUAL | RollingMonths():
            return None
        case _ as never:
            assert_never(never)


def months_apart(period: Period) -> int:
    """The fewest months between two month ends whose windows are of one length and share no day.

    >>> months_apart(PeriodType.QUARTER), months_apart(RollingMonths("rolling_6_months"))
    (3, 6)
    """
    match period:
        case PeriodType.SNAPSHOT | PeriodType.MONTH:
            return 1
        case PeriodType.QUARTER:
            return 3
        case (
            PeriodType.YEAR_TO_DATE
            | PeriodType.ACADEMIC_YEAR_TO_DATE
            | PeriodType.ROLLING_12_MONTHS
            | PeriodType.ANNUAL
        ):
            return 12
        case RollingMonths(months=months):
            return months
        case _ as never:
            assert_never(never)


@cache
def months_before(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` earlier; for the last day of a month, the last day of the earlier month.

    >>> months_before(dt.date(2017, 2, 28), 12)
    datetime.date(2016, 2, 29)
    """
    earlier = add_months(day, -months)
    return month_end(earlier) if is_month_end(day) else earlier


def is_month_end(day: dt.date) -> bool:
    """Whether ``day`` is the last day of its month."""
    return (day + dt.timedelta(days=1)).day == 1


def month_end(day: dt.date) -> dt.date:
    """The last day of the month in which ``day`` lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_ends(until: dt.date, months: int) -> tuple[dt.date, ...]:
    """The last ``months`` month ends up to ``until``, in order.

    >>> month_ends(dt.date(2016, 3, 31), 2)
    (datetime.date(2016, 2, 29), datetime.date(2016, 3, 31))
    """
    latest = until if is_month_end(until) else until.replace(day=1) - dt.timedelta(days=1)
    first_of_month = latest.replace(day=1)
    return tuple(month_end(add_months(first_of_month, -back)) for back in reversed(range(months)))


def quarter_end_before(day: dt.date) -> dt.date:
    """The last day of the latest quarter (from April, July, October, January) that ended before ``day``.

    >>> quarter_end_before(dt.date(2016, 3, 31))
    datetime.date(2015, 12, 31)
    """
    last = month_ends(day - dt.timedelta(days=1), 3)
    return next(end for end in reversed(last) if end.month % 3 == 0)


@cache
def compared_day(compare: Compare, as_at: dt.date) -> dt.date:
    """The day of the earlier figure that a comparison requires.

    Month ends are compared with month ends: 28 February with 29 February. Source: design section 4, rule 6,
    and the published guidance ("last quarter"; the outturn is 31 March of the year before).
    """
    match compare:
        case Compare.PREVIOUS_MONTH:
            return months_before(as_at, 1)
        case Compare.PREVIOUS_QUARTER:
            return quarter_end_before(as_at)
        case Compare.SAME_PERIOD_LAST_YEAR:
            return months_before(as_at, 12)
        case Compare.OUTTURN:
            return year_start(as_at) - dt.timedelta(days=1)


def months_touched(span: Window) -> tuple[dt.date, ...]:
    """The first day of every calendar month with a day in the window, in order."""
    count = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month + 1
    return tuple(add_months(span.start.replace(day=1), ahead) for ahead in range(count))


#: The years whose bank holidays are written down in ``bank_holidays.txt``.
WRITTEN_YEARS = range(1990, 2050)


@cache
def bank_holidays(first_year: int, last_year: int) -> tuple[dt.date, ...]:
    """England's bank holidays of these years, both included, in order.

    "Working day" in the Care Planning Regulations 2010 (regulation 33) leaves out weekends and bank holidays
    in England.
    """
    if first_year in WRITTEN_YEARS and last_year in WRITTEN_YEARS:
        return tuple(day for day in _written_bank_holidays() if first_year <= day.year <= last_year)
    return maintained_bank_holidays(first_year, last_year)


@cache
def _written_bank_holidays() -> tuple[dt.date, ...]:
    # Importing the library at each start takes as long as reading a council's extracts.
    lines = resources.files("cicscore").joinpath("bank_holidays.txt").read_text(encoding="utf-8").splitlines()
    return tuple(dt.date.fromisoformat(line) for line in lines if not line.startswith("#"))


def maintained_bank_holidays(first_year: int, last_year: int) -> tuple[dt.date, ...]:
    """The same days by the ``holidays`` library, whose maintainers follow what is proclaimed."""
    import holidays

    found = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return tuple(sorted(found))
