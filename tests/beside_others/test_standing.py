"""Ranks, quartiles, medians and means of figures made for the case, worked out by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from cicscore.benchmarks.figures import SYMBOLS, Authority, PublishedFigure, PublishedYear
from cicscore.benchmarks.standing import (
    Named,
    Place,
    find,
    mean_of,
    place_among,
    quartile_of,
    spread_of,
    upper_quartile,
)
from cicscore.vocabulary import Polarity

HIGHER, LOWER = Polarity.HIGHER, Polarity.LOWER


def numbers(*written: int | str) -> list[Fraction]:
    """Exact figures."""
    return [Fraction(one) for one in written]


@pytest.mark.parametrize(
    ("value", "others", "polarity", "place"),
    [
        (70, (80, 60, 80, 90), HIGHER, Place(4, 5, 1)),
        (70, (80, 60, 80, 90), LOWER, Place(2, 5, 1)),
        # Two share the second place, and nobody has the third.
        (80, (60, 70, 80, 90), HIGHER, Place(2, 5, 2)),
        (60, (60, 60), LOWER, Place(1, 3, 3)),
        (5, (), HIGHER, Place(1, 1, 1)),
    ],
)
def test_the_place_of_a_figure(value: int, others: tuple[int, ...], polarity: Polarity, place: Place) -> None:
    """One more than those that are better; equal figures share the better place."""
    assert place_among(Fraction(value), numbers(*others), polarity) == place


def test_quarters_lie_between_two_figures_in_proportion() -> None:
    """Of 10, 20, 40, 80 the quarters are at 0.75, 1.5 and 2.25 of the way: 17.5, 30 and 50."""
    spread = spread_of(numbers(80, 10, 40, 20))
    assert spread is not None
    quarters = spread.first_quartile, spread.median, spread.third_quartile
    assert quarters == (Fraction("17.5"), 30, 50)
    assert (spread.figures, spread.lowest, spread.highest) == (4, 10, 80)


def test_three_figures_have_a_median_and_no_quarters() -> None:
    """A quarter of three is less than one of them."""
    spread = spread_of(numbers(1, 2, 9))
    assert spread is not None
    assert (spread.first_quartile, spread.median, spread.third_quartile) == (None, 2, None)
    assert quartile_of(Fraction(1), spread, HIGHER) is None
    assert upper_quartile(spread, HIGHER) is None


def test_no_figures_have_no_spread() -> None:
    """There is nothing to be among."""
    assert spread_of([]) is None
    assert mean_of([]) is None


@pytest.mark.parametrize(
    ("value", "higher", "lower"),
    [(9, 4, 1), (10, 4, 1), ("17.5", 3, 1), (18, 3, 2), (30, 2, 2), (49, 2, 3), (50, 1, 3), (51, 1, 4)],
)
def test_a_figure_on_a_border_is_in_the_better_quarter(value: int | str, higher: int, lower: int) -> None:
    """The borders of 10, 20, 40, 80 are 17.5, 30 and 50; which quarter is first hangs on the polarity."""
    spread = spread_of(numbers(10, 20, 40, 80))
    assert spread is not None
    assert quartile_of(Fraction(value), spread, HIGHER) == higher
    assert quartile_of(Fraction(value), spread, LOWER) == lower


@pytest.mark.parametrize(("polarity", "border"), [(HIGHER, 50), (LOWER, Fraction("17.5"))])
def test_the_upper_quartile_is_the_better_one(polarity: Polarity, border: Fraction) -> None:
    """Where lower is better, it is the lower end."""
    spread = spread_of(numbers(10, 20, 40, 80))
    assert spread is not None
    assert upper_quartile(spread, polarity) == border


@pytest.mark.parametrize("polarity", [Polarity.TARGET, Polarity.NONE])
def test_where_no_figure_is_better_there_is_no_quartile(polarity: Polarity) -> None:
    """A plan is best, or nothing is."""
    spread = spread_of(numbers(10, 20, 40, 80))
    assert spread is not None
    assert (quartile_of(Fraction(10), spread, polarity), upper_quartile(spread, polarity)) == (None, None)


def test_a_mean_is_exact() -> None:
    """A third is a third."""
    assert mean_of(numbers(1, 1, 2)) == Fraction(4, 3)


YEAR = PublishedYear(
    "reporting year 2015",
    dt.date(2015, 3, 31),
    authorities={
        Authority("St. Helens", frozenset({"342", "X13"}), "Norland"): PublishedFigure(Fraction(3)),
        Authority("Anyshire", frozenset({"901", "X01"}), "Norland"): PublishedFigure(Fraction(4)),
    },
)


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (Named("St Helens"), "St. Helens"),
        (Named("anyshire"), "Anyshire"),
        (Named("901"), "Anyshire"),
        # The code counts, whatever the authority is called by now.
        (Named("Greater Anyshire", "X01"), "Anyshire"),
        # A code of today that the file of then does not have: the name does.
        (Named("Anyshire", "X99"), "Anyshire"),
    ],
)
def test_an_authority_is_found_by_its_code_or_its_name(named: Named, found: str) -> None:
    """In any case, and with a point or without."""
    assert find(named, YEAR).name == found


def test_an_authority_that_is_not_there_has_a_reason_and_no_figure() -> None:
    """A name that is near is not taken for it."""
    absent = find(Named("Anyshir"), YEAR)
    assert (absent.name, absent.authority, absent.figure.value) == ("Anyshir", None, None)
    assert absent.figure.reason == "not in the file for the reporting year 2015"


def test_no_symbol_is_a_number() -> None:
    """Each says why there is none."""
    assert {symbol: figure.value for symbol, figure in SYMBOLS.items()} == dict.fromkeys(
        ("c", "z", "x", "u", "k", "low", "")
    )
    assert all(figure.reason for figure in SYMBOLS.values())
