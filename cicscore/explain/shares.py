"""How much of a difference between two figures is due to their numerators, how much to their denominators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cicscore.figures import scale_of
from cicscore.results import Row
from cicscore.vocabulary import Unit


@dataclass(frozen=True)
class Parts:
    """The parts of a difference, in the unit's own points; together they are the difference."""

    numerator: Fraction
    denominator: Fraction


def parts_of_difference(before: Row, after: Row, unit: Unit) -> Parts | None:
    """The parts of ``after`` less ``before``; none where either has no numerator or no value.

    Each side is changed once before and once after the other, and the mean of the two is its part, so that
    neither side is favoured and nothing is left over (the Shapley value of two players).
    """
    if before.numerator is None or after.numerator is None or before.value is None or after.value is None:
        return None
    if before.denominator is None or after.denominator is None:
        return Parts(Fraction(after.numerator) - Fraction(before.numerator), Fraction(0))

    def value(numerator: Decimal, denominator: Decimal) -> Fraction:
        return scale_of(unit) * Fraction(numerator) / Fraction(denominator)

    old, new = value(before.numerator, before.denominator), value(after.numerator, after.denominator)
    numerator_first = value(after.numerator, before.denominator)
    denominator_first = value(before.numerator, after.denominator)
    return Parts(
        numerator=((numerator_first - old) + (new - denominator_first)) / 2,
        denominator=((denominator_first - old) + (new - numerator_first)) / 2,
    )
