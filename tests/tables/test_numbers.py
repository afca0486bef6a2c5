"""Arithmetic over whole columns: decimals as on paper, missing where a value is missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicscore.expressions.nodes import Operator
from cicscore.expressions.types import Kind
from cicscore.tables.operations import calculated
from cicscore.tables.vectors import constant
from tests.tables.evaluating import values

CHILD = "child_id,height\n1,100\n"
NUMBERS = "child_id,miles,legs\n1,0.1,0.2\n1,6,0\n1,,1\n1,-2,4\n1,0,0\n"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("miles + legs", [0.3, 6, None, 2, 0]),
        ("miles - legs", [-0.1, 6, None, -6, 0]),
        ("miles * legs", [0.02, 0, None, -8, 0]),
        ("miles / legs", [0.5, None, None, -0.5, None]),
        ("legs + 1 + 1", [2.2, 2, 3, 6, 2]),
        ("child.height - legs", [99.8, 100, 99, 96, 100]),
        ("coalesce(miles, legs)", [0.1, 6, 1, -2, 0]),
        ("coalesce(miles, 0 - 1)", [0.1, 6, -1, -2, 0]),
        ("least(miles, legs)", [0.1, 0, 1, -2, 0]),
        ("greatest(miles, legs, 1)", [1, 6, 1, 4, 1]),
        ("2 * 3", [6, 6, 6, 6, 6]),
    ],
)
def test_arithmetic(tmp_path: Path, expression: str, expected: list[float | None]) -> None:
    """Sums, differences, products and quotients; nothing divided by zero has a value."""
    assert values(tmp_path, expression, children=CHILD, stays=NUMBERS) == expected


def test_decimals_add_up_as_on_paper(tmp_path: Path) -> None:
    """0.1 + 0.2 is 0.3, and so is 0.1 three times."""
    assert values(tmp_path, "miles + legs == 0.3", children=CHILD, stays=NUMBERS)[0] is True
    thrice = "child_id,score\n1,0.1\n1,0.1\n1,0.1\n"
    sums = values(tmp_path, "sum(visits.score) == 0.3", "children", children=CHILD, visits=thrice)
    assert sums == [True]


amounts = st.decimals(-1000, 1000, places=2)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8))
@settings(max_examples=25)
def test_two_places_calculate_exactly(tmp_path: Path, rows: list[tuple[Decimal, Decimal]]) -> None:
    """Sums, differences and products of amounts with two places are what decimals come to."""
    text = "child_id,miles,legs\n" + "".join(f"1,{miles},{legs}\n" for miles, legs in rows)
    for sign, exact in (
        ("+", [miles + legs for miles, legs in rows]),
        ("-", [miles - legs for miles, legs in rows]),
        ("*", [miles * legs for miles, legs in rows]),
    ):
        found = values(tmp_path, f"miles {sign} legs", children=CHILD, stays=text)
        assert found == [float(value) for value in exact]


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("0", "0-4"),
        ("4", "0-4"),
        ("4.5", "0-4"),
        ("5", "5-9"),
        ("9", "5-9"),
        ("9.999999999", "5-9"),
        ("10", "outside the bands"),
        ("15.9", "outside the bands"),
        ("16", "16+"),
        ("99", "16+"),
        ("-1", "outside the bands"),
        ("", None),
    ],
)
def test_bands(tmp_path: Path, number: str, label: str | None) -> None:
    """A band goes up to the next whole number; what lies outside all bands is recorded, and said so."""
    text = f"child_id,miles\n1,{number}\n1,\n"
    expression = 'band(miles, "0-4", "5-9", "16+")'
    assert values(tmp_path, expression, children=CHILD, stays=text) == [label, None]


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("0", "outside the bands"),
        ("1", "1"),
        ("1.5", "1"),
        ("2", "2"),
        ("3", "3+"),
        ("40", "3+"),
        ("", None),
    ],
)
def test_a_band_may_be_one_number(tmp_path: Path, number: str, label: str | None) -> None:
    """ "1" is what "1-1" would be; it goes up to the next whole number, as every band does."""
    text = f"child_id,miles\n1,{number}\n1,\n"
    assert values(tmp_path, 'band(miles, "1", "2", "3+")', children=CHILD, stays=text) == [label, None]


def test_bands_compare_as_text(tmp_path: Path) -> None:
    """A band is a code: equal, in a list, or missing."""
    text = "child_id,miles\n1,3\n1,7\n1,\n"
    found = values(tmp_path, 'band(miles, "0-4", "5-9") == "5-9"', children=CHILD, stays=text)
    assert found == [False, True, None]


def test_choices_of_text_and_dates(tmp_path: Path) -> None:
    """The first known of two texts with different words; the earliest and latest of known dates."""
    text = (
        "child_id,kind,carer,started_on,ended_on\n"
        "1,B,x,2016-01-02,2016-01-01\n1,,x,2016-01-02,\n1,A,,,\n1,,,,2016-01-01\n"
    )
    assert values(tmp_path, "coalesce(kind, carer)", children=CHILD, stays=text) == ["B", "x", "A", None]
    found = values(tmp_path, 'coalesce(kind, carer, "none") == "none"', children=CHILD, stays=text)
    assert found == [False, False, False, True]
    as_text = [
        str(day) for day in values(tmp_path, "least(started_on, ended_on)", children=CHILD, stays=text)
    ]
    assert as_text == ["2016-01-01", "2016-01-02", "None", "2016-01-01"]
    as_text = [
        str(day) for day in values(tmp_path, "greatest(started_on, ended_on)", children=CHILD, stays=text)
    ]
    assert as_text == ["2016-01-02", "2016-01-02", "None", "2016-01-01"]
    assert values(tmp_path, "coalesce(urgent, agreed)", children=CHILD, stays=text) == [None] * 4


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("4000000.1 + 0.2", 4000000.3),
        ("4000000.3 - 4000000.1", 0.2),
        ("4000000.1 * 3", 12000000.3),
        ("987654321012.1 + 0.2", 987654321012.3),
        ("0.0000000001 + 0.0000000002", 0.0000000003),
        ("0.0000000001 == 0.0000000002", False),
        ("0.0000000001 in [0.0000000002]", False),
        ("4000000.1 + 0.2 == 4000000.3", True),
        ("1 / 3 + 1 / 3 == 2 / 3", True),
        ("1 / 3 == 0.333333333", False),
        ("0.1 + 0.2 - 0.3", 0),
    ],
)
def test_decimals_are_exact_at_every_size(tmp_path: Path, expression: str, expected: object) -> None:
    """Millions with a tenth, and a tenth of a thousandth of a millionth."""
    assert values(tmp_path, expression, children=CHILD, stays="child_id\n1\n") == [expected]


@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None)
def test_sums_are_those_of_the_decimals(tmp_path: Path, amounts: list[Decimal]) -> None:
    """Adding up the rows of a child gives what adding up on paper gives, also of thousands of millions."""
    visits = "child_id,score\n" + "".join(f"1,{amount:f}\n" for amount in amounts)
    found = values(tmp_path, "sum(visits.score)", "children", children=CHILD, visits=visits)
    assert found == [float(sum(amounts))]


def test_large_numbers_keep_their_digits() -> None:
    """Rounding to decimals that a large number does not have would damage it."""
    total = calculated(Operator.ADD, constant(Kind.NUMBER, 100_000_000_003), constant(Kind.NUMBER, 0))
    assert total.values.tolist() == [100_000_000_003.0]


def test_what_is_too_large_for_any_number_is_missing() -> None:
    """An overflow is no infinity that compares with anything: it is missing."""
    product = calculated(Operator.MULTIPLY, constant(Kind.NUMBER, 1e200), constant(Kind.NUMBER, 1e200))
    assert product.known.tolist() == [False]
