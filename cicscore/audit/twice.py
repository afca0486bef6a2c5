"""One figure that is printed twice, and differently."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cicscore.audit.columns import Column
from cicscore.audit.findings import Certainty, Finding, finding
from cicscore.audit.numbers import PrintedNumber
from cicscore.audit.sheet import PrintedRow, Sheet

#: The figure itself: where more than one of them differs, the first says enough.
_FIGURE = (Column.VALUE, Column.NUMERATOR, Column.DENOMINATOR)
_BESIDE = (Column.TARGET, Column.PREVIOUS, Column.OUTTURN)
_COUNTS = (Column.NUMERATOR, Column.DENOMINATOR, Column.TARGET)


def printed_twice(sheet: Sheet) -> Iterator[Finding]:
    """Each cell that another row about the same line prints as a number that cannot be the same."""
    for rows in sheet.lines.values():
        first: dict[Column, PrintedRow] = {}
        for row in rows:
            figure = (_contradicted(sheet, row, column, first.get(column)) for column in _FIGURE)
            if (wrong := next(filter(None, figure), None)) is not None:
                yield wrong
            beside = (_contradicted(sheet, row, column, first.get(column)) for column in _BESIDE)
            yield from filter(None, beside)
            for column in row.numbers:
                first.setdefault(column, row)


def _contradicted(sheet: Sheet, row: PrintedRow, column: Column, other: PrintedRow | None) -> Finding | None:
    """The finding that a cell is not what the first row with one of its column prints."""
    here = row.numbers.get(column)
    if here is None or other is None:
        return None
    there = other.numbers[column]
    certainty = counts_apart(here, there) if column in _COUNTS else apart(here, there)
    if certainty is None:
        return None
    proof = f"the same {column} is {here.text} here and {there.text} on line {other.line}"
    advice = "Find out which of the two was meant, and of what the other one is."
    return finding("two-figures-of-one", sheet, row, column, proof, advice, certainty=certainty)


def apart(one: PrintedNumber, other: PrintedNumber) -> Certainty | None:
    """Whether two printed numbers differ by more than rounding; ``None`` where they can be one.

    With the same decimals, neighbours can be one number only if it lies halfway and is rounded in two ways.
    """
    if one.decimals == other.decimals and one.value != other.value:
        step = Fraction(1, 10**one.decimals)
        return Certainty.LIKELY if abs(one.value - other.value) == step else Certainty.PROVED
    return None if one.agrees(other) else Certainty.PROVED


def counts_apart(one: PrintedNumber, other: PrintedNumber) -> Certainty | None:
    """The same of counts and of what was set: with the same decimals they are one number or two."""
    if one.decimals == other.decimals:
        return None if one.value == other.value else Certainty.PROVED
    return None if one.agrees(other) else Certainty.PROVED
