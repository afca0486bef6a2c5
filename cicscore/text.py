"""Format numbers, dates and lines of text, and make outside text safe to show."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from cicscore.vocabulary import Unit

#: Enough digits for any count; scaling a power of ten never rounds at this precision.
_CONTEXT = Context(prec=100)

Exact: TypeAlias = int | Decimal | Fraction


def as_written(number: float) -> Decimal:
    """The shortest decimal that reads back as the same binary number.

    Cells and JSON documents are written in decimal, so that a tie in them is a tie here.

    >>> as_written(66.25)
    Decimal('66.25')
    """
    return Decimal(repr(float(number)))


def scale_of(unit: Unit) -> int:
    """The multiplier from a ratio to the unit's scale: 100, 10,000 or 1."""
    return {Unit.PERCENT: 100, Unit.PER_10000: 10_000}.get(unit, 1)


def looks_like_fraction(number: Exact, beside: Exact | None) -> bool:
    """Whether a percentage seems written as a fraction of 1, as spreadsheets store it: 0.797 for 79.7%.

    It is under 1, and a hundred times it is far nearer to the figure ``beside`` it than it is itself.

    >>> looks_like_fraction(Fraction("0.797"), 90), looks_like_fraction(Fraction("0.8"), 5)
    (True, False)
    """
    return beside is not None and 0 < number < 1 and beside > 20 * number


def printed(value: Exact, decimals: int) -> Decimal:
    """``value`` as printed: rounded half up (away from zero) to ``decimals`` places.

    >>> printed(Fraction(45, 2), 0)
    Decimal('23')
    """
    numerator, denominator = value.as_integer_ratio()
    # In integers, so that a tie is a tie: (2n + d) // 2d is floor(n/d + 1/2).
    magnitude = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return Decimal(-magnitude if numerator < 0 else magnitude).scaleb(-decimals, context=_CONTEXT)


class PrintedUnit(Struct, frozen=True):
    """A unit, with the label that its values are printed with: £, days, weeks."""

    unit: Unit
    label: str | None


def _with_unit(number: str, unit: Unit | PrintedUnit) -> str:
    """A number with its unit: a sign before it, a word after it, or nothing."""
    match unit:
        case Unit.PERCENT | PrintedUnit(unit=Unit.PERCENT):
            return f"{number}%"
        case PrintedUnit(label=str(label)) if label[0] in CURRENCIES:
            sign, digits = (number[0], number[1:]) if number[0] in "+-" else ("", number)
            return f"{sign}{label[0]}{digits}{label[1:]}"
        case PrintedUnit(label=str(label)):
            return f"{number} {_singular(label) if number.lstrip('+-') == '1' else label}"
        case _:
            return number


#: Labels that stand before the number.
CURRENCIES = "£€$"


def _singular(label: str) -> str:
    """A label of one: a day, an address."""
    for ending in ("ss", "sh", "ch", "x"):
        if label.endswith(f"{ending}es"):
            return label.removesuffix("es")
    return label if label.endswith("ss") else label.removesuffix("s")


def value_text(value: Exact, unit: Unit | PrintedUnit, decimals: int) -> str:
    """A value as people see it, with its unit.

    >>> value_text(Fraction(1797, 2256) * 100, Unit.PERCENT, 1)
    '79.7%'
    >>> value_text(1250, PrintedUnit(Unit.MEAN, "£"), 2), value_text(1, PrintedUnit(Unit.MEDIAN, "days"), 0)
    ('£1,250.00', '1 day')
    """
    return _with_unit(f"{printed(value, decimals):,f}", unit)


def share_text(part: int | Decimal, whole: int | Decimal) -> str | None:
    """A part's share of a whole, in per cent; ``None`` where the whole is 0.

    >>> share_text(297, 459)
    '64.7%'
    """
    return value_text(Fraction(part) / Fraction(whole) * 100, Unit.PERCENT, 1) if whole else None


def change_text(change: Exact, unit: Unit | PrintedUnit, decimals: int) -> str:
    """A difference between two values, always with its sign; percentages differ by points.

    >>> change_text(Fraction(-7, 5), Unit.PERCENT, 1), change_text(-3, PrintedUnit(Unit.COUNT, "£"), 0)
    ('-1.4 pp', '-£3')
    """
    rounded = printed(change, decimals)
    number = f"{rounded:+,f}" if rounded else f"{abs(rounded):f}"
    match unit:
        case Unit.PERCENT | PrintedUnit(unit=Unit.PERCENT):
            return f"{number} pp"
        case _:
            return _with_unit(number, unit)


def count_text(count: int | Decimal) -> str:
    """A numerator or denominator with thousands separators: 2,256; 334.6; 110.4.

    Full-time equivalents keep the decimals they have; a whole number prints without any.
    """
    if count == int(count):
        return f"{int(count):,}"
    return f"{Decimal(count).normalize(context=_CONTEXT):,f}"


def ordinal_text(number: Decimal) -> str:
    """A number as a place in an order.

    >>> ordinal_text(Decimal(90)), ordinal_text(Decimal(11)), ordinal_text(Decimal(92))
    ('90th', '11th', '92nd')
    """
    if number != int(number) or int(number) % 100 in (11, 12, 13):
        return f"{count_text(number)}th"
    return f"{count_text(number)}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(int(number) % 10, 'th') }"


def amount_text(amount: int | Decimal) -> str:
    """A numerator or denominator on a page: a count, or a sum with its first three decimals.

    >>> amount_text(Decimal("614.285714285714"))
    '614.286'
    """
    return count_text(printed(amount, 3))


def limit_text(limit: Exact, unit: Unit | PrintedUnit) -> str:
    """A target or threshold as written in the catalogue, with its unit: 95%, 9.8%, 426, 12 weeks."""
    exact = Fraction(limit)
    if exact.denominator == 1:
        return _with_unit(f"{exact.numerator:,}", unit)
    as_decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
    return _with_unit(f"{as_decimal.normalize(context=_CONTEXT):,f}", unit)


#: English in every locale, so that a scorecard is the same everywhere.
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


def iso_day(text: str) -> dt.date | None:
    """Read a day written year-month-day; ``None`` for any other text."""
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def unambiguous_day(text: str) -> dt.date | None:
    """Read a day, year first or last; ``None`` where the text could mean two days."""
    last = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    if last is None:
        first = re.fullmatch(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})", text)
        return first and iso_day(f"{first[1]}-{first[2]:0>2}-{first[3]:0>2}")
    one, two, year = last.groups()
    readings = {iso_day(f"{year}-{month:0>2}-{day:0>2}") for day, month in ((one, two), (two, one))}
    days = [day for day in readings if day is not None]
    return days[0] if len(days) == 1 else None


def month_text(day: dt.date) -> str:
    """The month of a date as people write it.

    >>> month_text(dt.date(2016, 3, 31))
    'March 2016'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


def short_month_text(day: dt.date) -> str:
    """The month of a date as a column heading: ``Mar 16``."""
    return f"{MONTHS[day.month - 1][:3]} {day.year % 100:02d}"


#: Characters that move the cursor or reverse the order of text, and code points that are no characters.
_HIDDEN = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
#: Text that runs a command at the start of a line, or anywhere in one, of GitHub's log.
_COMMANDS = r"(?<=:):|(?<=#)#(?=\[)"


def visible(text: str) -> str:
    """Put text on one line, with control characters and log commands escaped.

    >>> visible("a\\n::error\\x1b[2J")
    'a :\\\\u003aerror\\\\u001b[2J'
    """
    return re.sub(f"{_HIDDEN}|{_COMMANDS}", _written_out, text)


def visible_or_none(text: str | None) -> str | None:
    """``visible``, for a text that may be ``None``."""
    return None if text is None else visible(text)


def normal_postcode(text: str) -> str:
    """A postcode in capitals without spaces, for comparison."""
    return "".join(text.split()).upper()


def _written_out(match: re.Match[str]) -> str:
    return " " if match.group() in "\t\n\r" else f"\\u{ord(match.group()):04x}"


#: Below this width, broken words read worse than lines that run over.
NARROWEST = 40


def wrapped(text: str, width: int, *, indent: str = "", mark: str = "") -> list[str]:
    """Wrap text to ``width`` columns; lines after the first are indented past ``mark``."""
    return textwrap.wrap(
        visible(text),
        max(width, NARROWEST),
        initial_indent=indent + mark,
        subsequent_indent=indent + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def numbered(texts: Iterable[str], width: int, *, indent: str = "  ") -> list[str]:
    """Number texts from 1."""
    return [
        line
        for number, text in enumerate(texts, 1)
        for line in wrapped(text, width, indent=indent, mark=f"{number}. ")
    ]


def labelled(pairs: Iterable[tuple[str, str | None]], width: int) -> list[str]:
    """``label: text`` for each pair with a text."""
    return [line for label, text in pairs if text for line in wrapped(f"{label}: {text}", width)]


def capital(text: str) -> str:
    """The text with a capital at its beginning; the rest as it is.

    >>> capital("year to date (from 1 April)")
    'Year to date (from 1 April)'
    """
    return text[:1].upper() + text[1:]


def grouping_text(breakdown: str) -> str:
    """A breakdown as words; of two at once, both.

    >>> grouping_text("sex,age_group")
    'sex and age group'
    """
    return " and ".join(spaced(part) for part in breakdown.split(","))


def spaced(name: str) -> str:
    """A catalogue name as words: ``held_on`` is "held on"."""
    return name.replace("_", " ")


def ordinal(number: int) -> str:
    """A place as people say it.

    >>> ordinal(1), ordinal(12), ordinal(23)
    ('1st', '12th', '23rd')
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{'th' if number % 100 in (11, 12, 13) else ending}"
