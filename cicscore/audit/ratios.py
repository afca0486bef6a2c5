"""A value that is not its numerator over its denominator, and what it was computed from instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cicscore.audit.columns import Column
from cicscore.audit.findings import Finding, finding
from cicscore.audit.numbers import PrintedNumber
from cicscore.audit.sheet import PrintedRow, Sheet
from cicscore.audit.units import division, fits, is_ratio, named_scales, ratio, scales
from cicscore.text import printed

#: Nearer to one scale than to any other: no figure is as far off as this and still on it.
_FACTOR = 3


class _Triple(NamedTuple):
    """A row that prints a value, a numerator and a denominator that do not agree, and the value's scale."""

    row: PrintedRow
    value: PrintedNumber
    above: PrintedNumber
    below: PrintedNumber
    scale: int

    def gives(self, above: PrintedNumber, below: PrintedNumber) -> bool:
        """Whether the value is this ratio, rounded."""
        found = above.counted.over(below.counted)
        return found is not None and found.times(self.scale).meets(self.value.rounded)

    def worked(self, above: PrintedNumber, below: PrintedNumber) -> str:
        """The division, worked out."""
        return division(above, below, self.scale, self.value.decimals)


def wrong_ratios(sheet: Sheet) -> Iterator[Finding]:
    """Each value that is not its numerator over its denominator at its printed precision."""
    for row in sheet.rows:
        value = row.numbers.get(Column.VALUE)
        above, below = row.numbers.get(Column.NUMERATOR), row.numbers.get(Column.DENOMINATOR)
        if value is None or above is None or below is None or ratio(row) is None or not is_ratio(row):
            continue
        possible = scales(row, value)
        if any(fits(row, value, scale) for scale in possible):
            continue
        if value.percent and above.value > below.value and fits(row, value, 1):
            continue  # an average with the sign of a percentage, which is told as that
        is_told = len(possible) == 1
        likeliest = possible[0] if is_told else _scale(value, above, below, named_scales(row) or possible)
        if likeliest is not None:
            yield _explained(sheet, _Triple(row, value, above, below, likeliest))


def _scale(
    value: PrintedNumber, above: PrintedNumber, below: PrintedNumber, possible: tuple[int, ...]
) -> int | None:
    """The scale that the value is on; ``None`` where it could be on more than one, or is far from each."""
    exact = above.value / below.value
    near = [
        scale
        for scale in possible
        if exact * scale <= value.value * _FACTOR and value.value <= exact * scale * _FACTOR
    ]
    return near[0] if len(near) == 1 else None


def _explained(sheet: Sheet, triple: _Triple) -> Finding:
    return _of_rounded(sheet, triple) or _of_other_variant(sheet, triple) or _not_its_ratio(sheet, triple)


def _not_its_ratio(sheet: Sheet, triple: _Triple) -> Finding:
    exact = triple.above.value / triple.below.value * triple.scale
    unit = "%" if triple.scale == 100 else ""
    shown = f"{printed(exact, triple.value.decimals):,f}{unit}"
    proof = f"{triple.worked(triple.above, triple.below)}, which prints as {shown}, not {triple.value.text}"
    advice = "Look all three up: one of them is not what was counted, or was rounded before it was printed."
    return finding("value-not-its-ratio", sheet, triple.row, Column.VALUE, proof, advice)


def _of_rounded(sheet: Sheet, triple: _Triple) -> Finding | None:
    """The finding that the ratio was computed from a number that is printed elsewhere with more decimals."""
    sides = {Column.NUMERATOR: triple.above, Column.DENOMINATOR: triple.below}
    for column, rounded in sides.items():
        for other in _finer(sheet, triple.row, column, rounded):
            finer = other.numbers[column]
            above, below = (finer, triple.below) if column is Column.NUMERATOR else (triple.above, finer)
            if triple.gives(above, below):
                proof = (
                    f"{triple.worked(triple.above, triple.below)}, not {triple.value.text}; line {other.line}"
                    f" prints {finer.text} for the same {column}, and {triple.worked(above, below)}"
                )
                advice = f"Print the {column} with the decimals that the figure is computed from."
                return finding("ratio-of-rounded-count", sheet, triple.row, column, proof, advice)
    return None


def _finer(sheet: Sheet, row: PrintedRow, column: Column, rounded: PrintedNumber) -> Iterator[PrintedRow]:
    """The rows of the indicator that print with more decimals what can be this number before rounding."""
    for other in sheet.of_indicator(row):
        number = other.numbers.get(column)
        alike = other.key._replace(variant=row.key.variant) == row.key
        if alike and number and number.decimals > rounded.decimals and number.agrees(rounded):
            yield other


def _of_other_variant(sheet: Sheet, triple: _Triple) -> Finding | None:
    """The finding that the denominator is another variant's, where the figure is right with its own."""
    row, wrong = triple.row, triple.below
    for other in sheet.of_indicator(row):
        theirs = other.numbers.get(Column.DENOMINATOR)
        alike = other.key._replace(variant=row.variant) == row.key and other.variant != row.variant
        if not alike or theirs is None or theirs.value != wrong.value:
            continue
        for own in _beside(sheet, wrong, other.variant, row.variant):
            if triple.gives(triple.above, own):
                proof = (
                    f"{triple.worked(triple.above, wrong)}, not {triple.value.text}; {wrong.text} is the"
                    f" denominator of {other.variant_text}, beside which other rows print {own.text} for"
                    f" {row.variant_text}, and {triple.worked(triple.above, own)}"
                )
                advice = f"Print {own.text} as the denominator, if that is what the figure was computed from."
                return finding("denominator-of-other-variant", sheet, row, Column.DENOMINATOR, proof, advice)
    return None


def _beside(sheet: Sheet, number: PrintedNumber, theirs: str, ours: str) -> Iterator[PrintedNumber]:
    """The denominators printed for ``ours`` by indicators that print this number for ``theirs``."""
    for row in sheet.rows:
        below = row.numbers.get(Column.DENOMINATOR)
        if row.variant != theirs or below is None or below.value != number.value:
            continue
        for beside in sheet.lines.get(row.key._replace(variant=ours), ()):
            own = beside.numbers.get(Column.DENOMINATOR)
            if own is not None and own.value != number.value:
                yield own


#: The cells that are printed in the unit of the value.
_IN_ITS_UNIT = (Column.VALUE, Column.PREVIOUS, Column.OUTTURN, Column.TARGET)


def averages_as_percentages(sheet: Sheet) -> Iterator[Finding]:
    """Each figure with a percent sign in a row whose numerator and denominator make an average."""
    for row in sheet.rows:
        value = row.numbers.get(Column.VALUE)
        above, below = row.numbers.get(Column.NUMERATOR), row.numbers.get(Column.DENOMINATOR)
        if value is None or above is None or below is None or above.value <= below.value:
            continue  # below 1, a ratio can be a share written as a fraction
        if not fits(row, value, 1) or fits(row, value, 100):
            continue
        for column in _IN_ITS_UNIT:
            number = row.numbers.get(column)
            if number is not None and number.percent:
                worked = division(above, below, 1, value.decimals)
                shown = value.text.rstrip("%")
                proof = f"{worked}, printed {shown}, is an average, so {number.text} is no percentage"
                advice = "Take the percent sign away."
                yield finding("average-as-percentage", sheet, row, column, proof, advice)
