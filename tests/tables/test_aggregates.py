"""Aggregates: values from the same child's rows, for none, one and many of them."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from pathlib import Path

import pytest

from cicscore.tables import evaluate
from cicscore.tables import pairs as pairing
from tests.tables.evaluating import values

#: Child 1 has rows, one of them blank; child 2 only blanks; child 3 none.
CHILDREN = "child_id,height,born_on\n1,1,2010-01-01\n2,2,2011-01-01\n3,3,\n"
VISITS = (
    "child_id,made_on,score,place,held\n"
    "1,2015-05-02,7,Lime,no\n"
    "2,,,,\n"
    "1,2015-05-01,0.5,Ash,yes\n"
    "1,,9,Oak,\n"
    "1,2015-05-02,3,Elm,yes\n"
)
DAY = dt.date(2015, 5, 1)
NEXT = dt.date(2015, 5, 2)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("exists(visits)", [True, True, False]),
        ("exists(visits, score > 8)", [True, False, False]),
        ("count(visits)", [4, 1, 0]),
        ("count(visits, held)", [2, 0, 0]),
        ("count(visits, not held)", [1, 0, 0]),
        ("sum(visits.score)", [19.5, None, None]),
        ("sum(visits.score, held)", [3.5, None, None]),
        ("min(visits.score)", [0.5, None, None]),
        ("max(visits.score)", [9, None, None]),
        ("min(visits.made_on)", [DAY, None, None]),
        ("max(visits.made_on)", [NEXT, None, None]),
        ("first(visits.score, by=made_on)", [0.5, None, None]),
        ("last(visits.score, by=made_on)", [3, None, None]),
        ("first(visits.place, by=made_on, where=score > 1)", ["Lime", None, None]),
        ("last(visits.place, by=score)", ["Oak", None, None]),
        ("last(visits.held, by=score)", [None, None, None]),
        ("first(visits.held, by=score)", [True, None, None]),
        ("last(visits.made_on, by=score)", [None, None, None]),
        ("count_distinct(visits.made_on)", [2, 0, 0]),
        ("count_distinct(visits.place)", [4, 0, 0]),
        ("count_distinct(visits.held)", [2, 0, 0]),
        ("count_distinct(visits.score, held)", [2, 0, 0]),
        ("min(visits.place)", ["Ash", None, None]),
        ("max(visits.place)", ["Oak", None, None]),
        ("max(visits.place, held)", ["Elm", None, None]),
    ],
)
def test_one_value_for_each_child(tmp_path: Path, expression: str, expected: list[object]) -> None:
    """Missing values are passed over, rows without `by` left out, ties taken in the order of the file."""
    assert values(tmp_path, expression, "children", children=CHILDREN, visits=VISITS) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sum(visits.score) + 1", [20.5, None, None]),
        ("max(visits.score) * 0", [0, None, None]),
        ("days_between(min(visits.made_on), as_at)", [335, None, None]),
        ("age(max(visits.made_on), as_at)", [0, None, None]),
        ("months_between(min(visits.made_on), as_at)", [10, None, None]),
        ("working_days_between(max(visits.made_on), max(visits.made_on))", [0, None, None]),
        ("min(visits.made_on) + months(1)", [dt.date(2015, 6, 1), None, None]),
        ("last(visits.made_on, by=made_on) + working_days(1)", [dt.date(2015, 5, 5), None, None]),
        ("sum(visits.score) > 0", [True, None, None]),
        ("coalesce(sum(visits.score), 0)", [19.5, 0, 0]),
        ('band(sum(visits.score), "0-20")', ["0-20", None, None]),
        ("sum(visits.score) in [0, 19.5]", [True, None, None]),
        ("sum(visits.score) is None", [False, True, True]),
        ('coalesce(first(visits.place, by=made_on), "none")', ["Ash", "none", "none"]),
        ('first(visits.place, by=made_on) == "Ash"', [True, None, None]),
        ("least(max(visits.score), height)", [1, 2, 3]),
    ],
)
def test_what_is_missing_stays_missing(tmp_path: Path, expression: str, expected: list[object]) -> None:
    """What is worked out from the value of no rows has no value either, whatever is done to it."""
    assert values(tmp_path, expression, "children", children=CHILDREN, visits=VISITS) == expected


STAYS = (
    "child_id,started_on,ended_on,miles\n"
    "1,2015-01-01,2015-03-01,1\n"
    "1,2015-03-01,2015-05-02,2\n"
    "3,2015-01-01,,3\n"
    "1,2015-05-02,,4\n"
    "1,,,5\n"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("exists(stays, ended_on == row.started_on)", [False, True, False, True, False]),
        ("count(stays, started_on < row.started_on)", [0, 1, 0, 2, 0]),
        ("sum(stays.miles, started_on <= row.started_on)", [1, 3, 3, 7, None]),
        ("max(stays.ended_on, ended_on < row.started_on)", [None, None, None, dt.date(2015, 3, 1), None]),
        ("last(stays.miles, by=started_on, where=miles != row.miles)", [4, 4, None, 2, 4]),
        ("first(stays.miles, by=days_between(started_on, row.started_on))", [4, 4, 3, 4, None]),
        ("count(stays, miles > 1 and started_on < row.started_on)", [0, 0, 0, 1, 0]),
        ("count(stays, row.miles > 1)", [0, 4, 1, 4, 4]),
        ("count(visits, made_on >= row.started_on and made_on < row.ended_on)", [0, 1, 0, 0, 0]),
        ("exists(visits, child.height == row.miles)", [True, False, False, False, False]),
        ("count(stays, child.height == 1)", [4, 4, 0, 4, 4]),
        # From one value to another, and overlaps of two spells, ended or not.
        (
            "sum(stays.miles, started_on >= row.started_on and started_on <= row.ended_on)",
            [3, 6, None, None, None],
        ),
        (
            "count(stays, started_on < row.ended_on and (ended_on is None or ended_on > row.started_on))",
            [1, 1, 0, 0, 0],
        ),
        (
            "max(stays.miles, (row.ended_on is None or started_on < row.ended_on)"
            " and (ended_on is None or ended_on > row.started_on))",
            [1, 2, 3, 5, 5],
        ),
        # Two ranges, and something of both rows; a range and a condition; equal flags.
        (
            "count(stays, miles <= row.miles and started_on <= row.started_on and miles + row.miles < 5)",
            [1, 2, 0, 0, 0],
        ),
        (
            "first(visits.place, by=made_on, where=held == (row.miles > 1))",
            ["Lime", "Ash", None, "Ash", "Ash"],
        ),
        ("last(visits.place, by=made_on, where=made_on <= row.ended_on)", [None, "Elm", None, None, None]),
        ("count_distinct(visits.made_on, score >= row.miles)", [1, 1, 0, 1, 1]),
    ],
)
@pytest.mark.parametrize("many", [0, 128])
def test_other_rows_compared_with_the_outer_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, expression: str, expected: list[object]
) -> None:
    """Inside an aggregate `row.` is the outer row, and the row itself is among those looked at.

    It makes no difference whether rows are looked up in order or pair by pair.
    """
    monkeypatch.setattr(evaluate, "MANY_ROWS", many)
    assert values(tmp_path, expression, children=CHILDREN, stays=STAYS, visits=VISITS) == expected


def test_who_comes_back_is_counted_once(tmp_path: Path) -> None:
    """Three stays with two carers, one of them twice; a stay without a carer is with nobody."""
    stays = "child_id,started_on,carer\n1,2015-01-01,A\n1,2015-02-01,B\n1,2015-03-01,A\n1,2015-04-01,\n2,,B\n"
    found = values(tmp_path, "count_distinct(stays.carer)", "children", children=CHILDREN, stays=stays)
    assert found == [2, 1, 0]
    earlier = "count_distinct(stays.carer, started_on < row.started_on)"
    found = values(tmp_path, earlier, children=CHILDREN, stays=stays)
    assert found == [0, 1, 2, 2, 0]


@pytest.mark.parametrize("pairs", [1, 2, 5, 9])
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(stays, started_on < row.started_on)", [0, 1, 0, 2, 0]),
        ("last(visits.place, by=score, where=score > row.miles)", ["Oak", "Oak", None, "Oak", "Oak"]),
    ],
)
def test_pieces_come_to_the_same_as_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pairs: int, expression: str, expected: list[object]
) -> None:
    """However few pairs of rows are worked out at once, each row has the same value."""
    monkeypatch.setattr(pairing, "PAIRS_AT_ONCE", pairs)
    assert values(tmp_path, expression, children=CHILDREN, stays=STAYS, visits=VISITS) == expected


def test_a_child_with_many_rows_takes_bounded_memory(tmp_path: Path) -> None:
    """4,000 rows of one child are sixteen million pairs, which at once would take far more than this."""
    rows = 4_000
    stays = "child_id,miles\n" + "".join(f"1,{row}\n" for row in range(rows))
    tracemalloc.start()
    found = values(tmp_path, "count(stays, miles < row.miles)", children="child_id\n1\n", stays=stays)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == list(range(rows))
    assert most < 60_000_000


ONE_CHILD = "child_id,height\n1,2\n"
ONE_VISIT = "child_id,made_on,score,place\n1,2015-05-01,3,Ash\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("child.height", [2, 2, 2]),
        ("count(visits)", [1, 1, 1]),
        ("sum(visits.score)", [3, 3, 3]),
        ("sum(visits.score, row.miles > 1)", [None, 3, 3]),
        ("first(visits.place, by=made_on)", ["Ash", "Ash", "Ash"]),
        ("exists(visits, made_on > row.started_on)", [True, False, False]),
        ("child.height + miles", [3, 4, 5]),
        ("as_at", [dt.date(2016, 3, 31)] * 3),
        ('"x"', ["x", "x", "x"]),
        ("1 + 1", [2, 2, 2]),
    ],
)
def test_one_child_with_several_rows(tmp_path: Path, expression: str, expected: list[object]) -> None:
    """A table of one row has a value for each row that looks at it."""
    stays = "child_id,started_on,miles\n1,2015-01-01,1\n1,2015-06-01,2\n1,,3\n"
    assert values(tmp_path, expression, children=ONE_CHILD, stays=stays, visits=ONE_VISIT) == expected


@pytest.mark.parametrize(
    "expression",
    ["child.height", "count(visits)", "sum(visits.score, row.miles > 1)", "as_at", "1 + 1", "miles > 1"],
)
def test_no_rows_have_no_values(tmp_path: Path, expression: str) -> None:
    """An extract with nothing but its heading comes to an empty column, whatever is asked."""
    assert values(tmp_path, expression, children=ONE_CHILD, visits=ONE_VISIT) == []
    assert values(tmp_path, expression, children="child_id\n1\n2\n") == []
    assert values(tmp_path, expression) == []


def test_no_rows_to_look_at(tmp_path: Path) -> None:
    """Where the other extract is empty nothing exists, and everything else is missing or none."""
    for expression, expected in {
        "exists(visits)": False,
        "count(visits, score > 1)": 0,
        "count(stays, miles > row.height)": 0,
        "sum(visits.score)": None,
        "max(visits.made_on)": None,
        "first(visits.place, by=made_on)": None,
        "last(visits.held, by=made_on, where=score > row.height)": None,
    }.items():
        found = values(tmp_path, expression, "children", children="child_id\n1\n2\n")
        assert found == [expected, expected], expression


def test_a_column_that_is_missing_throughout(tmp_path: Path) -> None:
    """Every kind of value is missing, and nothing follows from it."""
    visits = "child_id,made_on\n1,\n1,\n2,\n"
    for expression in ("sum(visits.score)", "min(visits.made_on)", "last(visits.place, by=made_on)"):
        assert values(tmp_path, expression, "children", children=CHILDREN, visits=visits) == [None] * 3
    for expression in ("score + 1", "made_on + days(1)", 'place == "x"', "held and held", "not held"):
        assert values(tmp_path, expression, "visits", children=CHILDREN, visits=visits) == [None] * 3


def test_named_expressions_stand_for_what_they_say(tmp_path: Path) -> None:
    """A named expression of the row, of its child and of the outer row."""
    children = "child_id,height\n1,1.01\n2,1\n"
    stays = "child_id,started_on,ended_on\n1,2015-01-01,\n2,2015-01-01,2016-03-31\n2,2016-04-01,\n"
    assert values(tmp_path, "open", children=children, stays=stays) == [True, False, False]
    assert values(tmp_path, "child.tall", children=children, stays=stays) == [True, False, False]
    found = values(tmp_path, "count(stays, open or row.open)", children=children, stays=stays)
    assert found == [1, 0, 0]


def test_an_aggregate_inside_another_looks_at_the_rows_of_the_outer_one(tmp_path: Path) -> None:
    """Child 1 has a visit in each of two stays, and none in the third; child 2 one in its only stay."""
    files = {
        "children": "child_id\n1\n2\n3\n",
        "stays": "child_id,started_on,ended_on\n"
        "1,2015-01-01,2015-01-31\n1,2015-02-01,2015-02-28\n1,2015-03-01,2015-03-31\n2,2015-01-01,2015-01-31\n",
        "visits": "child_id,made_on\n1,2015-01-15\n1,2015-01-16\n1,2015-02-15\n2,2015-01-15\n3,2015-01-15\n",
    }
    visited = "visits, row.started_on <= made_on <= row.ended_on"
    for expression, expected in {
        f"count(stays, exists({visited}))": [2, 1, 0],
        f"exists(stays, count({visited}) == 2)": [True, False, False],
        f"count(stays, count({visited}) == 0)": [1, 0, 0],
    }.items():
        assert values(tmp_path, expression, "children", **files) == expected, expression
    later = f"count(stays, started_on > row.started_on and exists({visited}))"
    assert values(tmp_path, later, "stays", **files) == [1, 0, 0, 0]
