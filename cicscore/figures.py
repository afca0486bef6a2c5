"""How a figure is printed: exact until here, then half up, in decimal.

National statistics of this field round half up (22.5 prints as 23). Nothing passes through a binary
float on its way to paper.
"""

import datetime as dt
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeAlias

from cicscore.vocabulary import Unit

#: Enough digits for any count; scaling a power of ten never rounds at this precision.
_CONTEXT = Context(prec=100)

Exact: TypeAlias = int | Decimal | Fraction


def as_written(number: float) -> Decimal:
    """The decimal that a binary number stands for: the shortest one that reads back as it.

    Cells and JSON documents are written in decimal, so that a tie in them is a tie here.

    >>> as_written(66.25)
    Decimal('66.25')
    """
    return Decimal(repr(float(number)))


def scale_of(unit: Unit) -> int:
    """What a ratio is multiplied by on the unit's own scale: 100, 10,000, or nothing."""
    return {Unit.PERCENT: 100, Unit.PER_10000: 10_000}.get(unit, 1)


def looks_like_fraction(number: Exact, beside: Exact | None) -> bool:
    """Whether a percentage seems written as a fraction of 1, as spreadsheets hold it: 0.797 for 79.7%.

    It lies under 1, and a hundred times it is far nearer to the figure it stands ``beside`` than itself.

    >>> looks_like_fraction(Fraction("0.797"), 90), looks_like_fraction(Fraction("0.8"), 5)
    (True, False)
    """
    return beside is not None and 0 < number < 1 and beside > 20 * number


def printed(value: Exact, decimals: int) -> Decimal:
    """``value`` as it is printed: rounded half up (away from zero) to ``decimals`` places.

    >>> printed(Fraction(45, 2), 0)
    Decimal('23')
    """
    scaled = Fraction(value) * 10**decimals
    # In integers, so that a tie is a tie: (2n + d) // 2d is floor(n/d + 1/2).
    magnitude = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-magnitude if scaled < 0 else magnitude).scaleb(-decimals, context=_CONTEXT)


def value_text(value: Exact, unit: Unit, decimals: int) -> str:
    """A value as people see it, with its unit.

    >>> value_text(Fraction(1797, 2256) * 100, Unit.PERCENT, 1)
    '79.7%'
    """
    sign = "%" if unit is Unit.PERCENT else ""
    return f"{printed(value, decimals):,f}{sign}"


def change_text(change: Exact, unit: Unit, decimals: int) -> str:
    """A difference between two values, always with its sign; percentages differ by points.

    >>> change_text(Fraction(-7, 5), Unit.PERCENT, 1)
    '-1.4 pp'
    """
    rounded = printed(change, decimals)
    points = " pp" if unit is Unit.PERCENT else ""
    if rounded == 0:
        return f"{abs(rounded):f}{points}"
    return f"{rounded:+,f}{points}"


def count_text(count: int | Decimal) -> str:
    """A numerator or denominator with its thousands marked: 2,256; 334.6; 110.4.

    Full-time equivalents keep the decimals they have; a whole number prints without any.
    """
    if count == int(count):
        return f"{int(count):,}"
    return f"{Decimal(count).normalize(context=_CONTEXT):,f}"


def amount_text(amount: int | Decimal) -> str:
    """A numerator or denominator on a page: a count, or a sum with its first three decimals.

    >>> amount_text(Decimal("614.285714285714"))
    '614.286'
    """
    return count_text(printed(amount, 3))


def limit_text(limit: Exact, unit: Unit) -> str:
    """A target or threshold as it was written in the catalogue, with its unit: 95%, 9.8%, 426."""
    sign = "%" if unit is Unit.PERCENT else ""
    exact = Fraction(limit)
    if exact.denominator == 1:
        return f"{exact.numerator:,}{sign}"
    as_decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return f"{as_decimal.normalize(context=_CONTEXT):,f}{sign}"


#: English whatever the machine's locale: a scorecard is the same everywhere.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_text(day: dt.date) -> str:
    """A date as people write it.

    >>> date_text(dt.date(2016, 3, 31))
    '31 March 2016'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_text(day: dt.date) -> str:
    """The month of a date as people write it.

    >>> month_text(dt.date(2016, 3, 31))
    'March 2016'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


def short_month_text(day: dt.date) -> str:
    """The month of a date as a column's heading: ``Mar 16``."""
    return f"{MONTHS[day.month - 1][:3]} {day.year % 100:02d}"
