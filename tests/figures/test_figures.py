"""How figures are printed: half up, in decimal, never through a binary float."""

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.text import (
    as_written,
    change_text,
    count_text,
    date_text,
    limit_text,
    printed,
    scale_of,
    value_text,
)
from cicscore.vocabulary import Unit

#: What a ratio of 1/4 is on the scale of each unit.
QUARTERS = {"percent": 25, "per_10000": 2500}

PRECISE = Context(prec=60, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(45, 2), 0, "23"),
        (Fraction(43, 2), 0, "22"),
        (Fraction(-45, 2), 0, "-23"),
        (Decimal("2.675"), 2, "2.68"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(-1, 1000), 1, "0.0"),
        (7, 1, "7.0"),
    ],
)
def test_a_tie_rounds_away_from_zero(value: Fraction | Decimal | int, decimals: int, expected: str) -> None:
    """22.5 prints as 23 and 2.675 as 2.68; what rounds to nothing carries no sign."""
    assert str(printed(value, decimals)) == expected


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False),
    decimals=st.integers(0, 5),
)
def test_printing_agrees_with_the_decimal_module(value: Decimal, decimals: int) -> None:
    """The integer arithmetic is the same rounding as the standard library's ROUND_HALF_UP."""
    expected = value.quantize(Decimal(1).scaleb(-decimals), context=PRECISE)
    assert printed(value, decimals) == expected


@given(value=st.fractions(), decimals=st.integers(0, 6))
def test_printing_moves_a_value_by_at_most_half_a_unit_of_its_last_place(
    value: Fraction, decimals: int
) -> None:
    """Ratios that no decimal holds are rounded to the nearest, too."""
    assert abs(Fraction(printed(value, decimals)) - value) * 2 <= Fraction(1, 10**decimals)


@given(one=st.fractions(), other=st.fractions(), decimals=st.integers(0, 4))
def test_printing_keeps_the_order_of_values(one: Fraction, other: Fraction, decimals: int) -> None:
    """A larger value never prints as a smaller one."""
    smaller, larger = sorted((one, other))
    assert printed(smaller, decimals) <= printed(larger, decimals)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        (Fraction(1797 * 100, 2256), Unit.PERCENT, 1, "79.7%"),
        (Fraction(2320 * 10_000, 328_250), Unit.PER_10000, 1, "70.7"),
        (Fraction(51434, 103), Unit.MEAN, 1, "499.4"),
        (1289, Unit.COUNT, 0, "1,289"),
        (Decimal("14.7"), Unit.PUBLISHED, 1, "14.7"),
    ],
)
def test_a_value_prints_with_its_unit(
    value: Fraction | Decimal | int, unit: Unit, decimals: int, expected: str
) -> None:
    """Percentages carry their sign; thousands are marked."""
    assert value_text(value, unit, decimals) == expected


@pytest.mark.parametrize(
    ("change", "unit", "decimals", "expected"),
    [
        (Fraction(177, 10), Unit.PERCENT, 1, "+17.7 pp"),
        (Fraction(-7, 5), Unit.PERCENT, 1, "-1.4 pp"),
        (Fraction(-1, 100), Unit.PERCENT, 1, "0.0 pp"),
        (-142, Unit.COUNT, 0, "-142"),
        (1200, Unit.COUNT, 0, "+1,200"),
        (0, Unit.COUNT, 0, "0"),
    ],
)
def test_a_change_prints_its_sign_and_percentages_differ_by_points(
    change: Fraction | int, unit: Unit, decimals: int, expected: str
) -> None:
    """A difference of percentages is in percentage points; no change has no sign."""
    assert change_text(change, unit, decimals) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(2256, "2,256"), (Decimal("334.60"), "334.6"), (Decimal("2320.0"), "2,320"), (0, "0")],
)
def test_a_count_prints_whole_unless_it_is_not(count: int | Decimal, expected: str) -> None:
    """Full-time equivalents keep the decimals that say something."""
    assert count_text(count) == expected


@pytest.mark.parametrize(
    ("limit", "unit", "expected"),
    [
        (Decimal("95"), Unit.PERCENT, "95%"),
        (Decimal("9.80"), Unit.PERCENT, "9.8%"),
        (Decimal("1426"), Unit.MEAN, "1,426"),
        (Decimal("0.5"), Unit.RATIO, "0.5"),
    ],
)
def test_a_limit_prints_as_it_was_set(limit: Decimal, unit: Unit, expected: str) -> None:
    """A target of 95 is not printed as 95.0: it has no precision to claim."""
    assert limit_text(limit, unit) == expected


def test_a_date_prints_in_english() -> None:
    """The day without a leading zero, the month as a word, whatever the machine's locale."""
    assert date_text(dt.date(2016, 4, 1)) == "1 April 2016"
    assert date_text(dt.date(2015, 12, 31)) == "31 December 2015"


def test_a_binary_number_is_the_decimal_that_it_was_written_as() -> None:
    """1.15 is a tie on paper, and rounds up; the binary number that stands for it lies below."""
    assert as_written(1.15) == Decimal("1.15")
    assert (str(printed(as_written(1.15), 1)), str(printed(Fraction(1.15), 1))) == ("1.2", "1.1")


@pytest.mark.parametrize("unit", Unit)
def test_a_quarter_on_the_scale_of_each_unit(unit: Unit) -> None:
    """Percentages are of 100 and rates of 10,000; every other unit is the ratio itself."""
    assert Fraction(1, 4) * scale_of(unit) == QUARTERS.get(unit.value, Fraction(1, 4))
