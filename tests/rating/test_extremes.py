"""Figures and limits far from everyday ones: the way to green is still found, or said to be out of reach."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from cicscore.rating import Measured, Rating, RatingRule, Thresholds, rate
from cicscore.vocabulary import Polarity, RateOn, Status, Unit


def rated(numerator: int, polarity: Polarity, target: str, amber: str) -> Rating:
    """The rating of a count."""
    measured = Measured(Status.CALCULATED, None, Decimal(numerator), None, Fraction(numerator))
    limits = Thresholds(Decimal(target), Decimal(amber))
    return rate(measured, RatingRule(polarity, Unit.COUNT, 0, limits, "2015-16", RateOn.EXACT, None), None)


def test_a_negative_sum_may_go_further_down() -> None:
    """Where fewer is better and a sum is below nothing already, five fewer are five fewer."""
    rating = rated(-5, Polarity.LOWER, "-10", "-7")
    assert rating.to_green == 5
    assert rating.reason == "Red: -5 is above the amber limit of -7; 5 fewer in the numerator would be green."


def test_a_count_of_rows_never_goes_below_nothing() -> None:
    """No count is less than 0, so a target below it is out of reach."""
    assert rated(3, Polarity.LOWER, "-1", "1").to_green is None


def test_a_target_beyond_any_machine_number_is_only_far_away() -> None:
    """A target of a hundred sextillions takes as many more, less one."""
    rating = rated(1, Polarity.HIGHER, "100000000000000000000000", "2")
    assert rating.to_green == 99999999999999999999999
