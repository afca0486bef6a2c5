"""Ratings that contradict their target, their polarity, or each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cicscore.audit.columns import Column
from cicscore.audit.findings import Finding, finding
from cicscore.audit.numbers import PrintedNumber
from cicscore.audit.sheet import PrintedRow, Sheet, Unrated
from cicscore.text import looks_like_fraction
from cicscore.vocabulary import Polarity, Rag


class _Rated(NamedTuple):
    """A row whose value lies clearly on one side of its target."""

    row: PrintedRow
    rag: Rag
    value: PrintedNumber
    target: PrintedNumber
    polarity: Polarity

    @property
    def is_above(self) -> bool:
        return self.value.value > self.target.value

    @property
    def meets(self) -> bool:
        """Whether the value meets its target."""
        return self.is_above is (self.polarity is Polarity.HIGHER)

    @property
    def contradicts(self) -> bool:
        """Whether the rating is one that the side of the target rules out."""
        return (self.rag is Rag.GREEN) is not self.meets


def wrong_ratings(sheet: Sheet) -> Iterator[Finding]:
    """Each rating on the wrong side of its target; where all of an indicator are, its polarity."""
    rated: dict[str, list[_Rated]] = {}
    for row in sheet.rows:
        if (one := _rated(sheet, row)) is not None:
            rated.setdefault(row.key.indicator, []).append(one)
    for several in rated.values():
        wrong = [one for one in several if one.contradicts]
        if len(wrong) == len(several) and len({one.value.value for one in wrong}) > 1:
            yield _wrong_polarity(sheet, wrong)
        else:
            yield from (_wrong_side(sheet, one) for one in wrong)


def _rated(sheet: Sheet, row: PrintedRow) -> _Rated | None:
    """The row as rated; ``None`` where it is not, or its value can lie on either side of the target."""
    value, target = row.numbers.get(Column.VALUE), sheet.number(row, Column.TARGET)
    polarity = _polarity(sheet, row)
    if value is None or target is None or not isinstance(row.rag, Rag):
        return None
    if polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    span = value.rounded
    if span.low <= target.value <= span.high or looks_like_fraction(value.value, target.value):
        return None
    return _Rated(row, row.rag, value, target, polarity)


def _polarity(sheet: Sheet, row: PrintedRow) -> Polarity | None:
    """The polarity printed in the row or, where it has none, in every other row of its indicator that has."""
    if row.text(Column.POLARITY):
        return row.polarity
    printed = {other.polarity for other in sheet.of_indicator(row) if other.text(Column.POLARITY)}
    return printed.pop() if len(printed) == 1 else None


def _wrong_side(sheet: Sheet, one: _Rated) -> Finding:
    side = "above" if one.is_above else "below"
    outcome = "meets" if one.meets else "misses"
    proof = (
        f"{one.value.text} is {side} {one.target.text} and {one.polarity} is better, so it {outcome} its"
        f" target and cannot be {one.rag}"
    )
    advice = "Correct the rating, or the value, the target or the polarity beside it."
    return finding("rating-against-target", sheet, one.row, Column.RAG, proof, advice)


def _wrong_polarity(sheet: Sheet, wrong: list[_Rated]) -> Finding:
    first = next((one for one in wrong if one.row.text(Column.POLARITY)), wrong[0])
    other = Polarity.LOWER if first.polarity is Polarity.HIGHER else Polarity.HIGHER
    told = dict.fromkeys(f"{one.value.text} ({one.rag}, target {one.target.text})" for one in (first, *wrong))
    proof = f"{first.polarity} is said to be better, but {' and '.join(told)} can only be if {other} is"
    advice = f"Print the polarity as {other}, if that is what was meant."
    return finding("rating-against-polarity", sheet, first.row, Column.POLARITY, proof, advice)


def two_ratings(sheet: Sheet) -> Iterator[Finding]:
    """Each rating of a figure that another row rates otherwise."""
    for rows in sheet.lines.values():
        told = [row for row in rows if row.rag is not None]
        for row in told[1:]:
            first = told[0]
            if row.rag is first.rag or not _can_be_one(row, first):
                continue
            value = sheet.number(row, Column.VALUE)
            what = "the figure" if value is None else value.text
            proof = f"{what} is rated {_words(row.rag)} here and {_words(first.rag)} on line {first.line}"
            advice = "Keep the rating that follows from the target."
            yield finding("two-ratings-of-one-figure", sheet, row, Column.RAG, proof, advice)


def _can_be_one(row: PrintedRow, other: PrintedRow) -> bool:
    """Whether the two rows can print one figure; where not, they disagree about more than its rating."""
    one, two = row.numbers.get(Column.VALUE), other.numbers.get(Column.VALUE)
    return one is None or two is None or one.agrees(two)


def _words(rag: Rag | Unrated | None) -> str:
    return "not at all" if rag is Unrated.NO_RAG else str(rag)
