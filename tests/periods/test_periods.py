"""Windows, months and bank holidays, held against a calendar."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.periods import (
    Window,
    academic_year_start,
    add_months,
    bank_holidays,
    financial_year,
    is_month_end,
    maintained_bank_holidays,
    month_end,
    month_ends,
    months_apart,
    months_before,
    window,
    year_start,
)
from cicscore.vocabulary import Period, PeriodType, rolling_months
from tests.periods import bank_holidays as written_down

#: Written by hand from a calendar. For each as-at date, the first day of its month, year to date, rolling
#: twelve months and academic year to date, and both ends of the last financial year that had ended.
WINDOWS = """
as at       month       year to date rolling 12  academic    annual
2014-02-28  2014-02-01  2013-04-01  2013-03-01  2013-09-01  2012-04-01 2013-03-31
2014-08-31  2014-08-01  2014-04-01  2013-09-01  2013-09-01  2013-04-01 2014-03-31
2014-09-01  2014-09-01  2014-04-01  2013-09-02  2014-09-01  2013-04-01 2014-03-31
2015-02-28  2015-02-01  2014-04-01  2014-03-01  2014-09-01  2013-04-01 2014-03-31
2015-03-30  2015-03-01  2014-04-01  2014-03-31  2014-09-01  2013-04-01 2014-03-31
2015-03-31  2015-03-01  2014-04-01  2014-04-01  2014-09-01  2014-04-01 2015-03-31
2015-04-01  2015-04-01  2015-04-01  2014-04-02  2014-09-01  2014-04-01 2015-03-31
2015-04-30  2015-04-01  2015-04-01  2014-05-01  2014-09-01  2014-04-01 2015-03-31
2015-08-31  2015-08-01  2015-04-01  2014-09-01  2014-09-01  2014-04-01 2015-03-31
2015-09-01  2015-09-01  2015-04-01  2014-09-02  2015-09-01  2014-04-01 2015-03-31
2015-12-31  2015-12-01  2015-04-01  2015-01-01  2015-09-01  2014-04-01 2015-03-31
2016-01-01  2016-01-01  2015-04-01  2015-01-02  2015-09-01  2014-04-01 2015-03-31
2016-01-31  2016-01-01  2015-04-01  2015-02-01  2015-09-01  2014-04-01 2015-03-31
2016-02-15  2016-02-01  2015-04-01  2015-02-16  2015-09-01  2014-04-01 2015-03-31
2016-02-28  2016-02-01  2015-04-01  2015-03-01  2015-09-01  2014-04-01 2015-03-31
2016-02-29  2016-02-01  2015-04-01  2015-03-01  2015-09-01  2014-04-01 2015-03-31
2016-03-01  2016-03-01  2015-04-01  2015-03-02  2015-09-01  2014-04-01 2015-03-31
2016-03-30  2016-03-01  2015-04-01  2015-03-31  2015-09-01  2014-04-01 2015-03-31
2016-03-31  2016-03-01  2015-04-01  2015-04-01  2015-09-01  2015-04-01 2016-03-31
2016-04-01  2016-04-01  2016-04-01  2015-04-02  2015-09-01  2015-04-01 2016-03-31
2016-04-30  2016-04-01  2016-04-01  2015-05-01  2015-09-01  2015-04-01 2016-03-31
2016-05-31  2016-05-01  2016-04-01  2015-06-01  2015-09-01  2015-04-01 2016-03-31
2016-06-30  2016-06-01  2016-04-01  2015-07-01  2015-09-01  2015-04-01 2016-03-31
2016-07-31  2016-07-01  2016-04-01  2015-08-01  2015-09-01  2015-04-01 2016-03-31
2016-08-30  2016-08-01  2016-04-01  2015-08-31  2015-09-01  2015-04-01 2016-03-31
2016-08-31  2016-08-01  2016-04-01  2015-09-01  2015-09-01  2015-04-01 2016-03-31
2016-09-01  2016-09-01  2016-04-01  2015-09-02  2016-09-01  2015-04-01 2016-03-31
2016-09-30  2016-09-01  2016-04-01  2015-10-01  2016-09-01  2015-04-01 2016-03-31
2016-12-31  2016-12-01  2016-04-01  2016-01-01  2016-09-01  2015-04-01 2016-03-31
2017-02-27  2017-02-01  2016-04-01  2016-02-28  2016-09-01  2015-04-01 2016-03-31
2017-02-28  2017-02-01  2016-04-01  2016-03-01  2016-09-01  2015-04-01 2016-03-31
2017-03-01  2017-03-01  2016-04-01  2016-03-02  2016-09-01  2015-04-01 2016-03-31
2017-03-31  2017-03-01  2016-04-01  2016-04-01  2016-09-01  2016-04-01 2017-03-31
1999-12-31  1999-12-01  1999-04-01  1999-01-01  1999-09-01  1998-04-01 1999-03-31
2000-02-29  2000-02-01  1999-04-01  1999-03-01  1999-09-01  1998-04-01 1999-03-31
2001-02-28  2001-02-01  2000-04-01  2000-03-01  2000-09-01  1999-04-01 2000-03-31
2020-02-29  2020-02-01  2019-04-01  2019-03-01  2019-09-01  2018-04-01 2019-03-31
2024-03-31  2024-03-01  2023-04-01  2023-04-01  2023-09-01  2023-04-01 2024-03-31
2100-02-28  2100-02-01  2099-04-01  2099-03-01  2099-09-01  2098-04-01 2099-03-31
2100-03-01  2100-03-01  2099-04-01  2099-03-02  2099-09-01  2098-04-01 2099-03-31
"""


def hand_written() -> list[tuple[PeriodType, dt.date, dt.date, dt.date]]:
    """Period type, as-at date, first and last day of each window in the table."""
    cases = []
    for line in WINDOWS.strip().splitlines()[1:]:
        as_at, month, year, rolling, academic, annual_start, annual_end = map(
            dt.date.fromisoformat, line.split()
        )
        cases += [
            (PeriodType.SNAPSHOT, as_at, as_at, as_at),
            (PeriodType.MONTH, as_at, month, as_at),
            (PeriodType.YEAR_TO_DATE, as_at, year, as_at),
            (PeriodType.ROLLING_12_MONTHS, as_at, rolling, as_at),
            (PeriodType.ACADEMIC_YEAR_TO_DATE, as_at, academic, as_at),
            (PeriodType.ANNUAL, as_at, annual_start, annual_end),
        ]
    return cases


@pytest.mark.parametrize(
    ("period", "as_at", "first"),
    [
        (PeriodType.QUARTER, dt.date(2023, 4, 1), dt.date(2023, 4, 1)),
        (PeriodType.QUARTER, dt.date(2023, 6, 30), dt.date(2023, 4, 1)),
        (PeriodType.QUARTER, dt.date(2023, 11, 30), dt.date(2023, 10, 1)),
        (PeriodType.QUARTER, dt.date(2024, 2, 29), dt.date(2024, 1, 1)),
        (rolling_months(1), dt.date(2023, 11, 30), dt.date(2023, 11, 1)),
        (rolling_months(3), dt.date(2024, 2, 29), dt.date(2023, 12, 1)),
        (rolling_months(6), dt.date(2023, 11, 30), dt.date(2023, 6, 1)),
        (rolling_months(6), dt.date(2023, 8, 31), dt.date(2023, 3, 1)),
        (rolling_months(6), dt.date(2023, 11, 15), dt.date(2023, 5, 16)),
        (rolling_months(12), dt.date(2024, 2, 29), dt.date(2023, 3, 1)),
        (rolling_months(36), dt.date(2016, 3, 31), dt.date(2013, 4, 1)),
        (rolling_months(60), dt.date(2024, 2, 29), dt.date(2019, 3, 1)),
    ],
)
def test_quarters_begin_with_their_month_and_rolling_months_end_on_the_day(
    period: Period, as_at: dt.date, first: dt.date
) -> None:
    """Both end on the as-at date; six months to the end of a month begin on the first of one."""
    assert window(period, as_at) == Window(first, as_at)


def test_windows_that_share_no_day_are_as_far_apart_as_they_are_long() -> None:
    """At each of twelve month ends; one month fewer and some of them share days."""

    def shares(period: Period, day: dt.date, months: int) -> bool:
        return window(period, months_before(day, months)).end >= window(period, day).start

    for period in (*PeriodType, rolling_months(1), rolling_months(6), rolling_months(36)):
        apart, ends = months_apart(period), month_ends(dt.date(2024, 3, 31), 12)
        assert not any(shares(period, day, apart) for day in ends)
        assert apart == 1 or any(shares(period, day, apart - 1) for day in ends)


def test_twelve_rolling_months_have_one_name() -> None:
    """However they are asked for; other numbers print as R and the number."""
    assert rolling_months(12) is PeriodType.ROLLING_12_MONTHS
    assert (rolling_months(6).value, rolling_months(6).abbreviation) == ("rolling_6_months", "R6")
    assert PeriodType.QUARTER.abbreviation == "Q"


def test_the_table_of_windows_is_long_enough() -> None:
    """At least 200 pairs of period type and as-at date, each once."""
    pairs = [(period, as_at) for period, as_at, _, _ in hand_written()]
    assert len(set(pairs)) == len(pairs) >= 200


@pytest.mark.parametrize(
    ("period", "as_at", "first", "last"),
    hand_written(),
    ids=lambda value: value.isoformat() if isinstance(value, dt.date) else value.value,
)
def test_the_window_of_a_period(period: PeriodType, as_at: dt.date, first: dt.date, last: dt.date) -> None:
    """The first and last day of the window, both inside it."""
    assert window(period, as_at) == Window(first, last)


days = st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31))
months = st.integers(-600, 600)


@given(days)
def test_a_rolling_year_holds_each_day_of_the_year_once(as_at: dt.date) -> None:
    """Twelve months run to a year's days; those of one month end begin where those of the year before end."""
    span = window(PeriodType.ROLLING_12_MONTHS, as_at)
    before = span.start - dt.timedelta(days=1)
    assert (span.end - span.start).days + 1 in (365, 366)
    assert (before.year, before.month) == (as_at.year - 1, as_at.month)
    assert before.day == as_at.day or (before.day, as_at.day) in ((28, 29), (29, 28))
    assert is_month_end(before) or not is_month_end(as_at)


@given(st.integers(1901, 2099))
def test_at_the_end_of_march_three_windows_are_one(year: int) -> None:
    """On 31 March the year to date, the rolling twelve months and the annual window are the same days."""
    as_at = dt.date(year, 3, 31)
    kinds = (PeriodType.YEAR_TO_DATE, PeriodType.ROLLING_12_MONTHS, PeriodType.ANNUAL)
    assert {window(kind, as_at) for kind in kinds} == {Window(dt.date(year - 1, 4, 1), as_at)}


@given(days)
def test_windows_to_date_begin_on_the_last_first_of_their_month(as_at: dt.date) -> None:
    """A year begins on the last 1 April so far, an academic year on the last 1 September so far."""
    for start, month in ((year_start(as_at), 4), (academic_year_start(as_at), 9)):
        assert (start.month, start.day) == (month, 1)
        assert start <= as_at < add_months(start, 12)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2015-03-31", "2014-15"),
        ("2015-04-01", "2015-16"),
        ("2016-03-31", "2015-16"),
        ("2016-04-01", "2016-17"),
        ("1999-12-31", "1999-00"),
        ("2009-12-31", "2009-10"),
    ],
)
def test_the_name_of_a_financial_year(day: str, name: str) -> None:
    """A year is named by the two calendar years that it lies in."""
    assert financial_year(dt.date.fromisoformat(day)) == name


@pytest.mark.parametrize(
    ("day", "by", "moved"),
    [
        ("2016-01-31", 1, "2016-02-29"),
        ("2015-01-31", 1, "2015-02-28"),
        ("2016-03-31", -1, "2016-02-29"),
        ("2016-02-29", 12, "2017-02-28"),
        ("2016-02-29", -12, "2015-02-28"),
        ("2016-02-29", 48, "2020-02-29"),
        ("2017-02-28", -12, "2016-02-28"),
        ("2015-12-31", 2, "2016-02-29"),
        ("2016-08-31", -6, "2016-02-29"),
        ("2015-10-31", 1, "2015-11-30"),
        ("2016-06-15", -18, "2014-12-15"),
        ("2016-01-01", -1, "2015-12-01"),
    ],
)
def test_months_keep_the_day_or_take_the_last(day: str, by: int, moved: str) -> None:
    """The same day of the other month, or that month's last day."""
    assert add_months(dt.date.fromisoformat(day), by) == dt.date.fromisoformat(moved)


@given(days, st.integers(-24, 24))
def test_months_move_to_the_right_month_and_never_past_the_day(day: dt.date, by: int) -> None:
    """The month is the one counted to; the day is kept unless the month is too short."""
    moved = add_months(day, by)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == by
    assert moved.day == min(day.day, calendar.monthrange(moved.year, moved.month)[1])


@given(st.dates(dt.date(1951, 1, 1), dt.date(2049, 12, 31)).filter(lambda day: day.day <= 28), months)
def test_months_and_back_again(day: dt.date, by: int) -> None:
    """Up to the 28th every month has the day, so that there and back again is the same day."""
    assert add_months(add_months(day, by), -by) == day


@given(days, days, st.integers(-24, 24))
def test_months_keep_the_order_of_days(one: dt.date, other: dt.date, by: int) -> None:
    """What was not later is not later after moving both."""
    earlier, later = sorted((one, other))
    assert add_months(earlier, by) <= add_months(later, by)


@pytest.mark.parametrize(
    ("day", "last"),
    [("2016-02-01", "2016-02-29"), ("2015-02-28", "2015-02-28"), ("2015-12-09", "2015-12-31")],
)
def test_the_end_of_a_month(day: str, last: str) -> None:
    """The last day of the month in which a day lies."""
    assert month_end(dt.date.fromisoformat(day)) == dt.date.fromisoformat(last)


@given(days)
def test_a_month_has_one_end(day: dt.date) -> None:
    """A day is its month's end exactly where the next day is in another month."""
    assert is_month_end(day) == (day == month_end(day)) == ((day + dt.timedelta(days=1)).month != day.month)


#: England's, as proclaimed; where one fell on a weekend, the weekday that took its place.
BANK_HOLIDAYS = {
    "New Year's Day 2015": "2015-01-01",
    "Good Friday 2015": "2015-04-03",
    "Easter Monday 2015": "2015-04-06",
    "Early May 2015": "2015-05-04",
    "Spring 2015": "2015-05-25",
    "Summer 2015": "2015-08-31",
    "Christmas Day 2015": "2015-12-25",
    "Boxing Day 2015, a Saturday": "2015-12-28",
    "New Year's Day 2016": "2016-01-01",
    "Good Friday 2016": "2016-03-25",
    "Easter Monday 2016": "2016-03-28",
    "Early May 2016": "2016-05-02",
    "Spring 2016": "2016-05-30",
    "Summer 2016": "2016-08-29",
    "Boxing Day 2016": "2016-12-26",
    "Christmas Day 2016, a Sunday": "2016-12-27",
}


def test_bank_holidays_are_those_of_england() -> None:
    """The weekdays off in 2015 and 2016; no 2 January or St Andrew's Day as in Scotland."""
    weekdays = [day.isoformat() for day in bank_holidays(2015, 2016) if day.weekday() < 5]
    assert weekdays == list(BANK_HOLIDAYS.values())


def test_bank_holidays_that_were_moved_or_added_once() -> None:
    """The jubilee of 2012 moved Spring and added a day; VE Day 2020 moved Early May to a Friday."""
    found = {day.isoformat() for year in (2012, 2020) for day in bank_holidays(year, year)}
    assert {"2012-06-04", "2012-06-05", "2020-05-08"} <= found
    assert not {"2012-05-28", "2020-05-04"} & found


def test_the_bank_holidays_written_down_are_those_of_the_maintained_library() -> None:
    """A holiday proclaimed since makes this fail until ``make docs`` has written it down."""
    assert written_down.FILE.read_text(encoding="utf-8") == written_down.written()


@pytest.mark.parametrize("years", [(1980, 1995), (2045, 2060)])
def test_years_that_are_not_written_down_are_asked_of_the_library(years: tuple[int, int]) -> None:
    """The days of written and other years together are whole, without a gap where the file ends."""
    assert bank_holidays(*years) == maintained_bank_holidays(*years)
