"""A number as it was printed, with its precision, and what it can have been before it was rounded."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from cicscore.text import Exact, printed

#: Thousands have their commas or none; a minus may be a hyphen, a dash or the sign; points are percentages.
_NUMBER = re.compile(
    r"(?P<sign>[+\-–−]?)\s?(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<places>[0-9]+))?"
    r"\s?(?P<unit>%|pp|ppts?|percentage points|)",
    re.IGNORECASE,
)
#: Arrows and marks of footnotes that may follow a figure.
_MARKS = " ▲▼△▽↑↓→←↗↘*†‡"
#: Numbers written by programs have at most 17 digits, with a sign, a point and zeros.
_LONGEST = 40


class Span(Struct, frozen=True):
    """All the numbers from ``low`` to ``high``, both included."""

    low: Fraction
    high: Fraction

    def meets(self, other: Span) -> bool:
        """Whether one number lies in both."""
        return self.low <= other.high and other.low <= self.high

    def minus(self, other: Span) -> Span:
        """Every difference of a number here and one there."""
        return Span(self.low - other.high, self.high - other.low)

    def plus(self, other: Span) -> Span:
        """Every sum of a number here and one there."""
        return Span(self.low + other.low, self.high + other.high)

    def over(self, other: Span) -> Span | None:
        """Every ratio of a number here to one there; ``None`` where that may be 0 or less."""
        if other.low <= 0:
            return None
        ends = [one / two for one in (self.low, self.high) for two in (other.low, other.high)]
        return Span(min(ends), max(ends))

    def times(self, factor: int) -> Span:
        """Every number here, multiplied by a factor above 0."""
        return Span(self.low * factor, self.high * factor)


class PrintedNumber(Struct, frozen=True):
    """A number as printed: its text, its value, its decimals, and whether its unit is per cent."""

    text: str
    value: Fraction
    decimals: int
    percent: bool

    @property
    def rounded(self) -> Span:
        """What it can have been before it was rounded; at both ends are ties, which go either way."""
        half = Fraction(1, 2) / 10**self.decimals
        return Span(self.value - half, self.value + half)

    @property
    def counted(self) -> Span:
        """The same of a numerator or denominator: a whole number is taken as it stands."""
        return self.rounded if self.decimals else Span(self.value, self.value)

    def agrees(self, other: PrintedNumber) -> bool:
        """Whether the two can be one number, printed twice."""
        return self.rounded.meets(other.rounded)


def printed_number(text: str) -> PrintedNumber | None:
    """The number that a cell holds; ``None`` for any other text.

    >>> printed_number("+17.7%").value, printed_number("1,797").decimals, printed_number("See note")
    (Fraction(177, 10), 0, None)
    """
    match = _NUMBER.fullmatch(text.strip(_MARKS)) if len(text) <= _LONGEST else None
    if match is None:
        return None
    places = match["places"] or ""
    size = Fraction(Decimal(f"{match['whole'].replace(',', '')}.{places or '0'}"))
    value = -size if match["sign"] in ("-", "–", "−") and match["sign"] else size
    return PrintedNumber(text.strip(_MARKS), value, len(places), bool(match["unit"]))


def exact_text(value: Exact, decimals: int, unit: str = "") -> str:
    """A worked-out number with two more decimals than are printed, or as many as show how it is rounded.

    >>> exact_text(Fraction(11336, 774), 1)
    '14.646'
    """
    shown, end = decimals + 2, decimals + 12
    while shown < end and printed(printed(value, shown), decimals) != printed(value, decimals):
        shown += 1
    if (Fraction(value) * 10**decimals).denominator == 1:
        shown = decimals
    return f"{printed(value, shown):,f}{unit}"
