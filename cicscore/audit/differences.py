"""A variance or a change that does not follow from the two values that it compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from cicscore.audit.columns import Column
from cicscore.audit.findings import Certainty, Finding, finding
from cicscore.audit.numbers import PrintedNumber, Span
from cicscore.audit.sheet import PrintedRow, Sheet
from cicscore.text import printed
from cicscore.vocabulary import ALL


class Reading(StrEnum):
    """How papers print the difference of one value from another."""

    DIFFERENCE = "the value less the other"
    REVERSED = "the other less the value"
    RELATIVE = "the difference in per cent of the other"


#: How many rows show what a column means.
_ENOUGH = 3


class _Base(Struct, frozen=True):
    """A value that another one is compared with, and whose it is."""

    value: PrintedNumber
    whose: str


class _Compared(Struct, frozen=True):
    """A printed difference, its value, and the other values that it can be from, likeliest first."""

    row: PrintedRow
    difference: PrintedNumber
    value: PrintedNumber
    bases: tuple[_Base, ...]

    def fits(self, reading: Reading) -> bool:
        """Whether the difference can be this one, of two values before or after rounding."""
        return any(self._fits(reading, base.value) for base in self.bases)

    def _fits(self, reading: Reading, base: PrintedNumber) -> bool:
        less = self.value.rounded.minus(base.rounded)
        match reading:
            case Reading.DIFFERENCE:
                return self._prints(less)
            case Reading.REVERSED:
                return self._prints(Span(-less.high, -less.low))
            case Reading.RELATIVE:
                relative = less.over(base.rounded)
                return relative is not None and relative.times(100).meets(self.difference.rounded)
            case _ as never:
                assert_never(never)

    def _prints(self, less: Span) -> bool:
        """Whether the difference is printed so, or in points where values are fractions of 1."""
        as_points = self.difference.percent and not self.value.percent and 0 <= self.value.value <= 1
        shown = self.difference.rounded
        return less.meets(shown) or (as_points and less.times(100).meets(shown))

    @property
    def has_small_base(self) -> bool:
        """Whether a base can be 0, of which nothing is a percentage."""
        return any(base.value.rounded.low <= 0 for base in self.bases)

    @property
    def worked(self) -> str:
        """The two values and their difference."""
        base = self.bases[0]
        less = self.value.rounded.minus(base.value.rounded)
        places = max(self.value.decimals, base.value.decimals)
        low, high = (f"{printed(end, places + 1):f}" for end in (less.low, less.high))
        exact = f"{printed(self.value.value - base.value.value, places):f}"
        return (
            f"{self.value.text} less {base.value.text}, {base.whose}, is {exact} (from {low} to {high} before"
            " rounding)"
        )


def wrong_variances(sheet: Sheet) -> Iterator[Finding]:
    """Each variance that does not follow from the value of its row and that of everybody."""
    compared = [one for row in sheet.rows if (one := _beside_all(sheet, row)) is not None]
    yield from _misfits(sheet, Column.VARIANCE, compared)


#: What the variance of a figure of everybody can be from, where the paper does not say.
_OTHERS = (Column.PREVIOUS, Column.OUTTURN, Column.TARGET)


def wrong_variances_of_all(sheet: Sheet) -> Iterator[Finding]:
    """Each variance of a figure of everybody that is from none of the values that it can be from.

    What a paper means by it is told by the rows that fit: without them, by the only column that it can be
    from. So these are likely, and none is proved.
    """
    compared = [options for row in sheet.rows if (options := _options(sheet, row))]
    usual = _usual_other(compared)
    for options in compared:
        if usual in options and not any(map(_follows, options.values())):
            yield _not_theirs(sheet, Column.VARIANCE, options[usual], Certainty.LIKELY)


def _options(sheet: Sheet, row: PrintedRow) -> dict[str, _Compared]:
    """What the variance can be from: the columns beside it, and the value of each other variant."""
    difference, value = row.numbers.get(Column.VARIANCE), sheet.number(row, Column.VALUE)
    if difference is None or value is None or row.variant != ALL:
        return {}
    bases = {
        column.value: _Base(base, f"the {column} figure" if column is not Column.TARGET else "the target")
        for column in _OTHERS
        if (base := sheet.number(row, column)) is not None
    }
    for other in sheet.of_indicator(row):
        if (
            other.variant != ALL
            and other.key._replace(variant=ALL) == row.key
            and Column.VALUE in other.numbers
        ):
            whose = f"the value of {other.variant_text} on line {other.line}"
            bases.setdefault(f"variant {other.variant}", _Base(_value(other), whose))
    return {name: _Compared(row, difference, value, (base,)) for name, base in bases.items()}


def _follows(one: _Compared) -> bool:
    return one.has_small_base or any(map(one.fits, Reading))


def _usual_other(compared: Sequence[Mapping[str, _Compared]]) -> str | None:
    """What the column is from: the only thing that it can be, or what most rows fit; ``None`` if unknown."""
    offered = Counter(name for options in compared for name in options)
    fitting = Counter(name for options in compared for name, one in options.items() if _follows(one))
    if len(offered) == 1:
        (name,) = offered
        return name if fitting[name] or offered[name] == 1 else None
    likeliest = max(fitting, key=lambda name: fitting[name], default=None)
    is_clear = (
        likeliest is not None and fitting[likeliest] > 1 and 3 * fitting[likeliest] >= 2 * offered[likeliest]
    )
    return likeliest if is_clear else None


def wrong_changes(sheet: Sheet) -> Iterator[Finding]:
    """Each change that does not follow from the value of its row and an earlier one beside it."""
    compared = [one for row in sheet.rows if (one := _beside_earlier(sheet, row)) is not None]
    yield from _misfits(sheet, Column.CHANGE, compared)


def _beside_all(sheet: Sheet, row: PrintedRow) -> _Compared | None:
    difference, value = row.numbers.get(Column.VARIANCE), sheet.number(row, Column.VALUE)
    if difference is None or value is None or row.variant == ALL:
        return None
    everybody = sheet.lines.get(row.key._replace(variant=ALL), ())
    page = row.text(Column.PAGE)
    on_page = [one for one in everybody if Column.VALUE in one.numbers and one.text(Column.PAGE) == page]
    valued = on_page or [one for one in everybody if Column.VALUE in one.numbers]
    if not valued or not all(_value(one).agrees(_value(valued[0])) for one in valued):
        return None
    base = _Base(_value(valued[0]), f"the value of {ALL} on line {valued[0].line}")
    return _Compared(row, difference, value, (base,))


def _value(row: PrintedRow) -> PrintedNumber:
    return row.numbers[Column.VALUE]


def _beside_earlier(sheet: Sheet, row: PrintedRow) -> _Compared | None:
    difference, value = row.numbers.get(Column.CHANGE), sheet.number(row, Column.VALUE)
    if difference is None or value is None:
        return None
    columns = (Column.PREVIOUS, Column.OUTTURN)
    bases = tuple(
        _Base(base, f"the {column} figure")
        for column in columns
        if (base := sheet.number(row, column)) is not None
    )
    return _Compared(row, difference, value, bases) if bases else None


def _misfits(sheet: Sheet, column: Column, compared: Sequence[_Compared]) -> Iterator[Finding]:
    # Of what can be 0 nothing is a percentage, so these rows do not tell what the column means.
    telling = [one for one in compared if not one.has_small_base]
    fitting = Counter(reading for one in telling for reading in Reading if one.fits(reading))
    usual = _usual(fitting, len(telling))
    only = Counter(fits[0] for one in telling if len(fits := _signed(one)) == 1)
    for one in compared:
        may_be_relative = fitting[Reading.RELATIVE] >= (fitting[usual] if one.has_small_base else _ENOUGH)
        if one.fits(usual) or (may_be_relative and (one.has_small_base or one.fits(Reading.RELATIVE))):
            continue
        if not _signed(one):
            yield _not_theirs(sheet, column, one)
        elif usual is not Reading.RELATIVE and only[usual] >= _ENOUGH:
            yield _other_sign(sheet, column, one, only[usual])


def _signed(one: _Compared) -> list[Reading]:
    return [reading for reading in (Reading.DIFFERENCE, Reading.REVERSED) if one.fits(reading)]


def _usual(fitting: Counter[Reading], rows: int) -> Reading:
    """What the column means by a difference: what fits most rows; relative only if it fits half of them."""
    signed = max((Reading.DIFFERENCE, Reading.REVERSED), key=lambda reading: fitting[reading])
    relative = fitting[Reading.RELATIVE]
    return Reading.RELATIVE if relative > fitting[signed] and 2 * relative >= rows else signed


def _not_theirs(
    sheet: Sheet, column: Column, one: _Compared, certainty: Certainty = Certainty.PROVED
) -> Finding:
    proof = f"{one.worked}, not {one.difference.text}"
    advice = (
        f"Work the {column} out again from the two values, or correct the value that it was not made from."
    )
    kind = "variance-not-of-its-values" if column is Column.VARIANCE else "change-not-of-its-values"
    return finding(kind, sheet, one.row, column, proof, advice, certainty=certainty)


def _other_sign(sheet: Sheet, column: Column, one: _Compared, others: int) -> Finding:
    proof = f"{one.worked}; {one.difference.text} has the sign that {others} other rows do not use"
    advice = "Turn the sign round, if it is meant as in the other rows."
    return finding(
        "difference-of-other-sign", sheet, one.row, column, proof, advice, certainty=Certainty.LIKELY
    )
