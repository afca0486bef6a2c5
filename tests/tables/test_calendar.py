"""Calendar arithmetic on columns, held against the calendar itself, one day at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore import periods
from cicscore.tables import calendar, clocks, functions
from tests.tables.evaluating import values

Day = dt.date | None
LONDON = ZoneInfo("Europe/London")

days = st.one_of(st.none(), st.dates(dt.date(2010, 1, 1), dt.date(2022, 12, 31)))
columns = st.lists(days, max_size=12)
pairs = st.lists(st.tuples(days, days), max_size=12)
amounts = st.integers(-60, 60)


def column(of: Sequence[Day]) -> calendar.Days:
    """Days as a column; ``None`` is a missing one."""
    return np.array([np.datetime64("NaT", "D") if day is None else day for day in of], dtype="datetime64[D]")


def plain(numbers: calendar.Numbers) -> list[float | None]:
    """Numbers as Python's own; ``None`` where missing."""
    return [None if np.isnan(number) else float(number) for number in numbers]


def is_working_day(day: dt.date) -> bool:
    """A Monday to Friday that is no bank holiday in England."""
    return day.weekday() < 5 and day not in periods.bank_holidays(2005, 2030)


def walked(day: dt.date, amount: int) -> dt.date:
    """The day that is so many working days on, found step by step."""
    step = dt.timedelta(days=1 if amount > 0 else -1)
    for _ in range(abs(amount)):
        day += step
        while not is_working_day(day):
            day += step
    return day


@given(columns, amounts)
def test_months_move_as_in_the_calendar_rules(of: list[Day], months: int) -> None:
    """Each day of a column moves as ``periods.add_months`` moves it; missing stays missing."""
    expected = [None if day is None else periods.add_months(day, months) for day in of]
    assert calendar.add_months(column(of), months).tolist() == expected


@given(columns, amounts)
def test_working_days_move_step_by_step(of: list[Day], amount: int) -> None:
    """The nth working day after, or before; weekends and bank holidays are passed over."""
    expected = [None if day is None else walked(day, amount) for day in of]
    assert calendar.add_working_days(column(of), amount).tolist() == expected


@given(pairs)
def test_working_days_between_are_counted_one_by_one(of: list[tuple[Day, Day]]) -> None:
    """After the first day, up to and including the second; negative the other way round."""

    def counted(first: dt.date, last: dt.date) -> int:
        if last < first:
            return -counted(last, first)
        inside = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(is_working_day(day) for day in inside)

    expected = [None if one is None or other is None else counted(one, other) for one, other in of]
    first, last = column([one for one, _ in of]), column([other for _, other in of])
    assert plain(functions.working_days_between(first, last)) == expected


@given(pairs)
def test_ages_are_counted_in_birthdays(of: list[tuple[Day, Day]]) -> None:
    """A year older on each birthday; one on 29 February falls on 1 March in common years."""

    def birthdays(born: dt.date, on: dt.date) -> int:
        step = 1 if on >= born else -1
        count = 0
        while (birthday(born, count + step) <= on) if step > 0 else (birthday(born, count) > on):
            count += step
        return count

    def birthday(born: dt.date, years: int) -> dt.date:
        try:
            return born.replace(year=born.year + years)
        except ValueError:
            return dt.date(born.year + years, 3, 1)

    expected = [None if born is None or on is None else birthdays(born, on) for born, on in of]
    found = functions.age(column([born for born, _ in of]), column([on for _, on in of]))
    assert plain(found) == expected


@given(pairs)
def test_months_between_undo_adding_months(of: list[tuple[Day, Day]]) -> None:
    """The most months that can be added to the earlier day without passing the later one."""

    def elapsed(first: dt.date, last: dt.date) -> int:
        if last < first:
            return -elapsed(last, first)
        months = 0
        while periods.add_months(first, months + 1) <= last:
            months += 1
        return months

    expected = [None if one is None or other is None else elapsed(one, other) for one, other in of]
    first, last = column([one for one, _ in of]), column([other for _, other in of])
    assert plain(functions.months_between(first, last)) == expected


@given(pairs)
def test_days_between_are_the_later_less_the_earlier(of: list[tuple[Day, Day]]) -> None:
    """Whole days; negative where the second day is the earlier."""
    expected = [None if one is None or other is None else (other - one).days for one, other in of]
    first, last = column([one for one, _ in of]), column([other for _, other in of])
    assert plain(functions.days_between(first, last)) == expected


CHILD = "child_id\n1\n"


def moved(folder: Path, expression: str, *starts: str) -> list[str]:
    """Where an expression moves these days to."""
    stays = "child_id,started_on\n" + "".join(f"1,{start}\n" for start in starts)
    return [str(day) for day in values(folder, expression, children=CHILD, stays=stays)]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, ["2016-03-23", "2016-03-24", "2016-03-25", "2016-03-26", "2016-03-28", "2016-03-29"]),
        (1, ["2016-03-24", "2016-03-29", "2016-03-29", "2016-03-29", "2016-03-29", "2016-03-30"]),
        (5, ["2016-04-01", "2016-04-04", "2016-04-04", "2016-04-04", "2016-04-04", "2016-04-05"]),
    ],
)
def test_working_days_over_easter_2016(tmp_path: Path, amount: int, expected: list[str]) -> None:
    """From Wednesday 23 March: Good Friday was the 25th and Easter Monday the 28th."""
    starts = ["2016-03-23", "2016-03-24", "2016-03-25", "2016-03-26", "2016-03-28", "2016-03-29"]
    assert moved(tmp_path, f"started_on + working_days({amount})", *starts) == expected


def test_working_days_back_over_easter_2016(tmp_path: Path) -> None:
    """The working day before Tuesday 29 March was Thursday 24 March."""
    starts = ["2016-03-29", "2016-03-28", "2016-03-26", "2016-03-25", "2016-03-24"]
    found = moved(tmp_path, "started_on - working_days(1)", *starts)
    assert found == ["2016-03-24", "2016-03-24", "2016-03-24", "2016-03-24", "2016-03-23"]


def test_twenty_working_days_over_christmas(tmp_path: Path) -> None:
    """Four weeks from Thursday 10 December 2015 and, for three bank holidays, three working days more."""
    assert moved(tmp_path, "started_on + working_days(20)", "2015-12-10") == ["2016-01-12"]


def test_working_days_between_over_easter_2016(tmp_path: Path) -> None:
    """Maundy Thursday to the Tuesday after is one working day: the Tuesday itself."""
    stays = "child_id,started_on,ended_on\n1,2016-03-24,2016-03-29\n1,2016-03-29,2016-03-24\n1,2016-03-24,\n"
    found = values(tmp_path, "working_days_between(started_on, ended_on)", children=CHILD, stays=stays)
    assert found == [1, -1, None]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("started_on + months(1)", "2016-02-29"),
        ("started_on - months(2)", "2015-11-30"),
        ("started_on + years(1)", "2017-01-31"),
        ("started_on + weeks(2)", "2016-02-14"),
        ("started_on - days(31)", "2015-12-31"),
        ("started_on + months(1) + months(1)", "2016-03-29"),
    ],
)
def test_lengths_of_time(tmp_path: Path, expression: str, expected: str) -> None:
    """From 31 January 2016; two steps of a month are not one of two."""
    assert moved(tmp_path, expression, "2016-01-31") == [expected]


def test_times_keep_their_time(tmp_path: Path) -> None:
    """Hours, days, months and working days after half past nine in the evening."""
    stays = "child_id,left_at\n1,2016-03-24 21:30\n"
    for expression, expected in {
        "left_at + hours(48)": "2016-03-26 21:30:00",
        "left_at + hours(3)": "2016-03-25 00:30:00",
        "left_at - days(1)": "2016-03-23 21:30:00",
        "left_at + months(11)": "2017-02-24 21:30:00",
        "left_at + working_days(1)": "2016-03-29 21:30:00",
    }.items():
        (found,) = values(tmp_path, expression, children=CHILD, stays=stays)
        assert str(found) == expected, expression
    assert values(tmp_path, "days_between(left_at, as_at)", children=CHILD, stays=stays) == [7]


@pytest.mark.parametrize(
    ("left", "hours", "expected"),
    [
        # The clocks went forward on Sunday 27 March 2016, and back on Sunday 25 October 2015.
        ("2016-03-26 12:00", 48, "2016-03-28 13:00:00"),
        ("2016-03-28 13:00", -48, "2016-03-26 12:00:00"),
        ("2015-10-24 12:00", 48, "2015-10-26 11:00:00"),
        ("2015-10-26 11:00", -48, "2015-10-24 12:00:00"),
        ("2016-03-27 00:30", 1, "2016-03-27 02:30:00"),
        ("2015-10-25 00:30", 2, "2015-10-25 01:30:00"),
        ("2015-10-25 01:30", 1, "2015-10-25 01:30:00"),
        ("2015-12-31 23:00", 2, "2016-01-01 01:00:00"),
        ("2016-06-30 23:00", 2, "2016-07-01 01:00:00"),
    ],
)
def test_hours_are_those_that_pass_in_england(tmp_path: Path, left: str, hours: int, expected: str) -> None:
    """A weekend on which the clocks change has 47 or 49 hours."""
    stays = f"child_id,left_at\n1,{left}\n1,\n"
    expression = f"left_at {'-' if hours < 0 else '+'} hours({abs(hours)})"
    found, missing = values(tmp_path, expression, children=CHILD, stays=stays)
    assert (str(found), missing) == (expected, None)


@given(
    st.lists(st.datetimes(dt.datetime(1996, 1, 1), dt.datetime(2040, 12, 31)), max_size=20),  # noqa: DTZ001 - as cells have them
    st.integers(-500, 500),
)
def test_hours_pass_as_they_do_by_the_time_zone_of_london(of: list[dt.datetime], hours: int) -> None:
    """Each moment moves as the time-zone database has it, one moment at a time."""
    moments = np.array([moment.replace(microsecond=0) for moment in of], dtype="datetime64[s]")
    expected = []
    for moment in moments.tolist():
        later = moment.replace(tzinfo=LONDON).astimezone(dt.UTC) + dt.timedelta(hours=hours)
        expected.append(later.astimezone(LONDON).replace(tzinfo=None))
    assert clocks.add_hours(moments, hours).tolist() == expected


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2000-02-29", "2015-02-28", 14),
        ("2000-02-29", "2015-03-01", 15),
        ("2000-02-29", "2016-02-28", 15),
        ("2000-02-29", "2016-02-29", 16),
        ("1998-03-31", "2016-03-30", 17),
        ("1998-03-31", "2016-03-31", 18),
        ("2015-04-01", "2016-03-31", 0),
        ("2016-04-01", "2016-03-31", -1),
    ],
)
def test_ages(tmp_path: Path, born: str, on: str, age: int) -> None:
    """Whole years; a birthday on 29 February is reached on 1 March in common years."""
    children = f"child_id,born_on\n1,{born}\n2,\n"
    found = values(tmp_path, f'age(born_on, date("{on}"))', "children", children=children)
    assert found == [age, None]
