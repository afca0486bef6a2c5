"""Functions of a row's values on whole columns: hours over clock changes, calendar parts, choices, points."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.expressions.compile import compile_expression
from cicscore.tables import clocks
from cicscore.tables.vectors import Vector
from tests.tables.evaluating import dictionary_of, evaluation, values

CHILD = "child_id,sex\n1,F\n"


def of_visits(folder: Path, expression: str, *rows: str) -> list[object]:
    """The values of an expression over visits with these times of beginning and end."""
    visits = "child_id,made_at,left_at\n" + "".join(f"1,{row}\n" for row in rows)
    return values(folder, expression, "visits", children=CHILD, visits=visits)


@pytest.mark.parametrize(
    ("row", "hours"),
    [
        ("2016-03-26 12:00,2016-03-28 12:30", 47.5),  # the clocks went forward on 27 March 2016
        ("2015-10-24 12:00,2015-10-26 11:30", 48.5),  # and back on 25 October 2015
        ("2016-03-28 12:30,2016-03-26 12:00", -47.5),
        ("2016-03-27 00:59,2016-03-27 02:01", 2 / 60),
        ("2015-10-25 00:30,2015-10-25 02:30", 3),
        ("2016-06-30 23:15,2016-07-01 00:00", 0.75),
        ("2015-12-31 23:00,2016-01-01 01:00", 2),
        ("1970-12-31 23:00,1971-01-01 01:00", 2),  # summer time stayed from 1968 to 1971
        ("1970-03-21 00:00,1970-03-23 00:00", 48),
        ("2016-03-26 12:00,", None),
        (",2016-03-26 12:00", None),
    ],
)
def test_hours_are_those_that_pass_between_two_times(tmp_path: Path, row: str, hours: float | None) -> None:
    """Over a weekend on which the clocks change, an hour less or more than they show."""
    assert of_visits(tmp_path, "hours_between(made_at, left_at)", row) == [hours]


@pytest.mark.parametrize(
    ("row", "least", "now", "most"),
    [
        # From noon the day before to 1.30 a.m., which the clocks showed twice: 13.5 hours or 14.5.
        ("2015-10-24 12:00,2015-10-25 01:30", 13.5, 13.5, 14.5),
        # From 1.30 a.m. to noon: 11.5 hours after the first, 10.5 after the second.
        ("2015-10-25 01:30,2015-10-25 12:00", 10.5, 11.5, 11.5),
        # Both in the hour: the same occurrence, or the second after the first.
        ("2015-10-25 01:15,2015-10-25 01:45", -0.5, 0.5, 1.5),
        # 1.30 a.m. was skipped in March: as if the clocks had not changed, or an hour before that.
        ("2016-03-27 00:00,2016-03-27 01:30", 0.5, 1.5, 1.5),
    ],
)
def test_a_time_that_may_mean_two_moments_leaves_the_hours_open(
    tmp_path: Path, row: str, least: float, now: float, most: float
) -> None:
    """The value takes the first occurrence; what depends on the other is not settled."""
    found = vector(tmp_path, "hours_between(made_at, left_at)", row)
    assert found.span is not None
    assert ([*found.span[0]], [*found.values], [*found.span[1]]) == ([least], [now], [most])
    assert not found.fixed.any()


@pytest.mark.parametrize(
    ("condition", "kept", "certain", "possible"),
    [
        ("hours_between(made_at, left_at) > 13", True, True, True),
        ("hours_between(made_at, left_at) > 14", False, False, True),
        ("hours_between(made_at, left_at) <= 13.5", True, False, True),
        ("hours_between(made_at, left_at) >= 14.6", False, False, False),
    ],
)
def test_a_limit_outside_both_readings_is_settled(
    tmp_path: Path, condition: str, *, kept: bool, certain: bool, possible: bool
) -> None:
    """13.5 or 14.5 hours are more than 13 either way, and more than 14 only after the second occurrence."""
    found = vector(tmp_path, condition, "2015-10-24 12:00,2015-10-25 01:30")
    assert [*map(bool, (found.values[0], found.certain()[0], found.possible()[0]))] == [
        kept,
        certain,
        possible,
    ]


def vector(folder: Path, expression: str, row: str) -> Vector:
    """The value of an expression on one visit, with what is known of it."""
    compiled = compile_expression(expression, dictionary_of().names("visits"), None)
    assert compiled.node is not None
    visits = f"child_id,made_at,left_at\n1,{row}\n"
    return evaluation(folder, children=CHILD, visits=visits).values(compiled.node, "visits")


times = st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2040, 12, 31))  # noqa: DTZ001 - as cells have them


@given(st.lists(times, max_size=20), st.integers(-500, 500))
def test_added_hours_are_the_hours_that_pass(of: list[dt.datetime], hours: int) -> None:
    """Where the clocks show a time once, adding hours and counting them undo each other."""
    moments = np.array([moment.replace(microsecond=0) for moment in of], dtype="datetime64[s]")
    later = clocks.elapsed(clocks.add_hours(moments, hours))
    once = later.least == later.most
    passed = (later.first - clocks.elapsed(moments).first) / np.timedelta64(1, "h")
    assert (passed[once] == hours).all()


def test_the_parts_of_a_day(tmp_path: Path) -> None:
    """29 February 2016 was a Monday; 31 December 1967, before the days counted in NumPy, a Sunday."""
    rows = ("2016-02-29 23:59,2016-03-27 00:00", "1967-12-31 00:00,", ",")
    assert of_visits(tmp_path, "month(made_at)", *rows) == [2, 12, None]
    assert of_visits(tmp_path, "weekday(made_at)", *rows) == ["Monday", "Sunday", None]
    assert of_visits(tmp_path, 'weekday(left_at) in ["Saturday", "Sunday"]', *rows) == [True, None, None]


STAYS = "child_id,urgent,kind,carer,miles\n1,yes,A,Lime Tree,2\n1,no,B,lime wood,\n1,,C,,3\n1,,,Lime,4\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('starts_with(carer, "Lime")', [True, False, None, True]),
        ('not starts_with(carer, "Lime")', [False, True, None, False]),
        ('starts_with(kind, "A")', [True, False, False, None]),
        ("if(urgent, miles, 0)", [2, 0, None, None]),
        ("if(urgent is None, 9, miles)", [2, None, 9, 9]),
        ('if(kind == "A", kind, "other")', ["A", "other", "other", None]),
        ("if(urgent, miles > 1, miles > 9)", [True, None, None, None]),
        ("if(miles > 2, started_on, as_at)", ["2016-03-31", None, None, None]),
        ('points(kind, {"A": 4, "B": -1.5})', [4, -1.5, None, None]),
        ('points(if(urgent, "yes", "no"), {"yes": 1, "no": 0})', [1, 0, None, None]),
        ('points(kind, {"A": 4, "C": 3}) + 1', [5, None, 4, None]),
    ],
)
def test_choices_and_points(tmp_path: Path, expression: str, expected: list[object]) -> None:
    """Missing where the condition is unknown, where the value chosen is, and of a code without points."""
    found = values(tmp_path, expression, children=CHILD, stays=STAYS)
    if isinstance(expected[0], str) and expected[0][:2] == "20":
        found = [None if day is None else str(day) for day in found]
    assert found == expected
