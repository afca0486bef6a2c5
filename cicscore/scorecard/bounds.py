"""Find the bounds of a figure where the content of some cells is not known.

Each uncertain row is tried both in and out, so that every possible content of the cells is covered. As one
cell may decide several rows, or be used twice, the bounds may be wider than possible, never narrower.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isnan
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    AllRows,
    Children,
    DistinctValues,
    PercentileOf,
    Published,
    Subjects,
    SumOf,
)
from cicscore.expressions import nodes as n
from cicscore.expressions.types import NUMBER, TEXT
from cicscore.scorecard.count import Cohort, Cohorts, Step, owner_of, settled
from cicscore.scorecard.percentiles import least_and_most
from cicscore.tables.columns import Array, Mask
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions, Table
from cicscore.tables.vectors import Vector
from cicscore.text import as_written, scale_of, spaced
from cicscore.vocabulary import Unit


class Bounds(Struct, frozen=True):
    """The lowest and highest value that a figure may have, on the indicator's scale; ``None`` is no bound.

    ``rows`` counts those that depend on cells whose content is not known. ``always`` is whether the figure
    has a value whatever they hold.
    """

    rows: int
    low: Fraction | None
    high: Fraction | None
    always: bool = True


_Amount: TypeAlias = int | Fraction
#: The amounts that one child, row or value may add to denominator and numerator.
_Options: TypeAlias = tuple[tuple[_Amount, _Amount], ...]
_Range: TypeAlias = tuple[Fraction, Fraction]


def bounds(cohorts: Cohorts, unit: Unit, value: Fraction | None, evaluation: Evaluation) -> Bounds:
    """The bounds of these cohorts' figure; ``value`` is its value with the cells as they are."""
    rows = _unknown_rows(cohorts, evaluation) if depends_on_unknown(cohorts, evaluation) else 0
    if not rows:
        return exactly(value)
    if cohorts.denominator is None:
        amount = _amount(cohorts.numerator, evaluation)
        return Bounds(rows, *(amount or (None, None)))
    below, above, found = cohorts.denominator, cohorts.numerator, None
    if isinstance(above.counting, PercentileOf):
        found = _of_percentile(below, above, above.counting, evaluation)
    elif cohorts.part:
        found = _of_part(below, above, evaluation)
        # Counted alone, a numerator's row is only as certain as its place in the denominator.
        above = replace(above, selected=above.selected.among(below.selected))
    low, high, always = found or _of_sides(below, above, evaluation)
    scale = scale_of(unit)
    return Bounds(rows, None if low is None else low * scale, None if high is None else high * scale, always)


def unknown_rows(cohorts: Cohorts, evaluation: Evaluation) -> tuple[tuple[Cohort, Mask], ...]:
    """The rows of each extract that depend on cells whose content is not known."""
    above, below = cohorts.numerator, cohorts.denominator
    if below is None or not cohorts.part:
        return tuple((part, uncertain(part, evaluation)) for part in cohorts.parts)
    return ((below, uncertain(below, evaluation) | uncertain(above, evaluation)),)


def uncertain(cohort: Cohort, evaluation: Evaluation) -> Mask:
    """The rows not known to be counted, or counted with a value that is not known."""
    return cohort.selected.unknown | _loose(cohort, evaluation)


def depends_on_unknown(cohorts: Cohorts, evaluation: Evaluation) -> bool:
    """Whether any row may be counted, or have a value, that depends on a cell whose content is not known."""
    return not all(part.selected.is_certain and _has_fixed_values(part, evaluation) for part in cohorts.parts)


def exactly(value: Fraction | None) -> Bounds:
    """The bounds of a figure that depends on no unknown cell."""
    return Bounds(0, value, value)


def _unknown_rows(cohorts: Cohorts, evaluation: Evaluation) -> int:
    return sum(int(rows.sum()) for _, rows in unknown_rows(cohorts, evaluation))


def _values(cohort: Cohort, rows: Positions, evaluation: Evaluation) -> Vector | None:
    """The value counted for each row; ``None`` where rows or children are counted."""
    match cohort.counting:
        case AllRows() | Children() | Subjects():
            return None
        case DistinctValues(of=of) | SumOf(of=of) | PercentileOf(of=of):
            return evaluation.values(settled(of, cohort), cohort.extract, rows)


def _has_fixed_values(cohort: Cohort, evaluation: Evaluation) -> bool:
    vector = _values(cohort, cohort.rows, evaluation)
    return vector is None or vector.is_fixed or bool(vector.fixed.all())


def _loose(cohort: Cohort, evaluation: Evaluation) -> Mask:
    """The rows that may be counted and have a value that is not known."""
    loose = np.zeros(len(cohort.selected.kept), dtype=bool)
    rows = np.flatnonzero(cohort.selected.possible)
    vector = _values(cohort, rows, evaluation)
    if vector is not None:
        loose[rows] = ~vector.fixed
    return loose


def _of_percentile(
    below: Cohort, above: Cohort, counting: PercentileOf, evaluation: Evaluation
) -> tuple[Fraction | None, Fraction | None, bool]:
    """The bounds of a percentile: rows that may be counted let in and left out, unknown values at an end."""
    selected = above.selected.among(below.selected)
    rows = np.flatnonzero(selected.possible)
    vector = evaluation.values(settled(counting.of, above), above.extract, rows)
    known, sure = vector.known & vector.fixed, selected.certain[rows]
    certain, others = vector.values[known & sure], vector.values[known & ~sure]
    unknown = int(np.sum(~np.broadcast_to(vector.fixed, len(rows))))
    return *least_and_most(certain, others, unknown, counting.percentile), bool(len(certain))


# Independent sides ------------------------------------------------------------------------------------


def _of_sides(
    below: Cohort, above: Cohort, evaluation: Evaluation
) -> tuple[Fraction | None, Fraction | None, bool]:
    """The bounds of a ratio whose sides vary independently."""
    divisors, amounts = (
        _amount(_surely_with(one, other, evaluation), evaluation)
        for one, other in ((below, above), (above, below))
    )
    if divisors is None:
        return None, None, False
    least, most = divisors
    always = least > 0
    if not always and not isinstance(below.counting, SumOf):
        least = Fraction(1)  # A count of 0 gives no value, so where there is one the count is at least 1.
    if amounts is None or not 0 < least <= most:
        return None, None, always
    corners = [amount / divisor for amount in amounts for divisor in (least, most)]
    return min(corners), max(corners), always


def _surely_with(cohort: Cohort, other: Cohort, evaluation: Evaluation) -> Cohort:
    """The cohort, with rows that the other side may remove no longer certain: see ``count.paired``."""
    if cohort.extract != other.extract or not isinstance(other.counting, SumOf):
        return cohort
    rows = np.flatnonzero(other.selected.possible)
    vector = _values(other, rows, evaluation)
    assert vector is not None  # noqa: S101 - a sum has values
    certain = cohort.selected.certain.copy()
    certain[rows[~(vector.known & vector.fixed)]] = False
    return replace(cohort, selected=replace(cohort.selected, certain=certain))


def _amount(cohort: Cohort, evaluation: Evaluation) -> _Range | None:
    """The least and greatest amount of a side; ``None`` where there is no bound."""
    possible, certain = (np.flatnonzero(rows) for rows in (cohort.selected.possible, cohort.selected.certain))
    match cohort.counting:
        case AllRows():
            return Fraction(len(certain)), Fraction(len(possible))
        case Children():
            child = evaluation.tables[cohort.extract].child
            assert child is not None  # noqa: S101 - the catalogue counts children only where rows have one
            least, most = (len(np.unique(child[rows])) for rows in (certain, possible))
            return Fraction(least), Fraction(most)
        case Subjects(of=subject):
            owner = owner_of(subject, cohort.extract, evaluation)
            least, most = (len(np.unique(owner[rows[owner[rows] >= 0]])) for rows in (certain, possible))
            return Fraction(least), Fraction(most)
        case DistinctValues(of=of):
            ends = [evaluation.values(of, cohort.extract, rows) for rows in (certain, possible)]
            least, most = (len(np.unique(vector.values[vector.known & vector.fixed])) for vector in ends)
            # An unknown value may differ from every other.
            return Fraction(least), Fraction(
                most + int(np.sum(~np.broadcast_to(ends[1].fixed, len(possible))))
            )
        case SumOf(of=of):
            vector = evaluation.values(settled(of, cohort), cohort.extract, possible)
            if not vector.fixed.all():
                return None
            sure = np.isin(possible, certain)
            base = _sum(vector.values[sure & vector.known])
            open_ones = vector.values[~sure & vector.known]
            return base + _sum(open_ones[open_ones < 0]), base + _sum(open_ones[open_ones > 0])
        case PercentileOf():
            return None


def _sum(values: Array) -> Fraction:
    """An exact sum, taking each number as the decimal written."""
    distinct, counts = np.unique(values, return_counts=True)
    return sum(
        (Fraction(as_written(value)) * int(count) for value, count in zip(distinct, counts, strict=True)),
        Fraction(0),
    )


# A numerator that is part of the denominator -----------------------------------------------------------


def _of_part(
    below: Cohort, above: Cohort, evaluation: Evaluation
) -> tuple[Fraction | None, Fraction | None, bool] | None:
    """The bounds of a share or mean; ``None`` where its sides do not count the same rows or children."""
    options = _options(below, above, evaluation)
    if options is None:
        return None
    least_divisor = sum(min(d for d, _ in one) * count for one, count in options.items())
    if least_divisor <= 0 and isinstance(below.counting, SumOf):
        return None, None, False
    low, high = _highest(options, -1), _highest(options, 1)
    return None if low is None else -low, high, least_divisor > 0


def _options(below: Cohort, above: Cohort, evaluation: Evaluation) -> Counter[_Options] | None:
    """Count rows, children or values by the amounts that each may add to denominator and numerator."""
    rows = np.flatnonzero(below.selected.possible)
    in_below, in_above = below.selected.certain[rows], above.selected.certain[rows]
    may_be_above = above.selected.possible[rows]
    match below.counting, above.counting:
        case (AllRows() | SumOf(), SumOf()) | (SumOf(), AllRows()):
            return _options_of_amounts(below, above, evaluation)
        case _ if below.counting != above.counting:
            return None
    units = _units(below, rows, evaluation)
    if units is None:
        return None
    codes, known = units

    def some(mask: Mask) -> Mask:
        return np.bincount(codes[mask & known], minlength=size) > 0

    size = int(codes.max()) + 1 if len(codes) else 0
    there = some(np.ones(len(rows), dtype=bool))
    surely, above_too = some(in_below), some(in_below & in_above)
    without = np.where(surely, ~above_too, some(~in_above))
    kinds = np.where(surely, 0, 1) + 2 * without + 4 * some(may_be_above)
    nothing, below_only, both = (0, 0), (1, 0), (1, 1)
    return Counter(
        {
            tuple(option for bit, option in enumerate((nothing, below_only, both)) if kind >> bit & 1): int(n)
            for kind, n in enumerate(np.bincount(kinds[there], minlength=8))
            if n
        }
    )


def _units(cohort: Cohort, rows: Positions, evaluation: Evaluation) -> tuple[Positions, Mask] | None:
    """The unit that each row counts towards, as a number; ``None`` where it is not known for some row."""
    every = np.ones(len(rows), dtype=bool)
    match cohort.counting:
        case AllRows():
            return np.arange(len(rows)), every
        case Children():
            child = evaluation.tables[cohort.extract].child
            assert child is not None  # noqa: S101 - the catalogue counts children only where rows have one
            return child[rows], every
        case Subjects(of=subject):
            owner = owner_of(subject, cohort.extract, evaluation)[rows]
            return owner, owner >= 0
        case DistinctValues(of=of):
            vector = evaluation.values(of, cohort.extract, rows)
            if not vector.fixed.all():
                return None
            return np.unique(vector.values, return_inverse=True)[1], vector.known
        case SumOf() | PercentileOf():
            return None


def _options_of_amounts(below: Cohort, above: Cohort, evaluation: Evaluation) -> Counter[_Options] | None:
    """The options where each row adds an amount; ``None`` where an amount is not known."""
    rows = np.flatnonzero(below.selected.possible)
    amounts = []
    for cohort in (below, above):
        vector = _values(cohort, rows, evaluation)
        if vector is None:
            amounts.append(np.ones(len(rows)))
            continue
        if not vector.fixed.all():
            return None
        amounts.append(np.where(vector.known, vector.values, np.nan))
    found: Counter[tuple[bool, bool, bool, float, float]] = Counter(
        zip(
            below.selected.certain[rows].tolist(),
            above.selected.certain[rows].tolist(),
            above.selected.possible[rows].tolist(),
            *(amount.tolist() for amount in amounts),
            strict=True,
        )
    )
    options: Counter[_Options] = Counter()
    for (surely, above_too, may_be_above, one, other), count in found.items():
        divisor, amount = (Fraction(0) if isnan(of) else Fraction(as_written(of)) for of in (one, other))
        choices = [] if surely else [(Fraction(0), Fraction(0))]
        choices += [] if above_too else [(divisor, Fraction(0))]
        if may_be_above:
            # A row without the value that one side adds up is removed from the other: see ``count.paired``.
            lacks = isnan(one) or isnan(other)
            choices.append((Fraction(0), Fraction(0)) if lacks else (divisor, amount))
        options[tuple(choices)] += count
    return options


def _highest(options: Counter[_Options], sign: int) -> Fraction | None:
    """The highest ratio over all choices from the options, with numerators multiplied by ``sign``.

    Uses Dinkelbach's method, in exact arithmetic: repeat the best choice at the current ratio until it no
    longer improves; at first any ratio will do. ``None`` where every denominator is 0.
    """

    def chosen(amount: _Amount, divisor: _Amount) -> tuple[_Amount, _Amount]:
        """The amounts of the best choices at the ratio of these, which is not divided: whole numbers stay."""
        more: _Amount = 0
        by: _Amount = 0
        for choices, count in options.items():
            below, above = max(
                choices, key=lambda choice: (sign * choice[1] * divisor - choice[0] * amount, choice[0])
            )
            more += sign * above * count
            by += below * count
        return more, by

    amount: _Amount = 0
    divisor: _Amount = 0
    while True:
        more, by = chosen(amount, divisor)
        if by <= 0 or (divisor and more * divisor <= amount * by):
            return Fraction(amount) / divisor if divisor else None
        amount, divisor = more, by


def bounds_of_published(
    measure: Published, found: Sequence[Step], value: Fraction | None, evaluation: Evaluation
) -> Bounds:
    """The bounds of a published value, from the rows that may supply it."""
    *_, published, latest = (step.selected for step in found)
    rows = int(np.sum(published.unknown & latest.possible))
    if not rows:
        return Bounds(0, value, value)
    column = n.Column(n.Owner.OWN, measure.extract, measure.column, NUMBER)
    vector = evaluation.values(column, measure.extract, np.flatnonzero(latest.possible))
    always = bool(published.certain.any())
    if not vector.fixed.all():
        return Bounds(rows, None, None, always)
    values = [Fraction(as_written(one)) for one in vector.values]
    return Bounds(rows, min(values), max(values), always)


def not_recorded(
    extract: str, rows: Mask, columns: Sequence[tuple[str, str]], evaluation: Evaluation
) -> tuple[str, ...]:
    """In words, those of ``columns`` that are not known on these rows or on the rows that they refer to."""
    return tuple(dict.fromkeys(_words(extract, np.flatnonzero(rows), columns, evaluation)))


def _words(
    extract: str, rows: Positions, columns: Sequence[tuple[str, str]], evaluation: Evaluation
) -> Iterator[str]:
    table = evaluation.tables[extract]
    owners = dict.fromkeys(owner for owner, _ in columns)
    read = {owner: _rows_read(table, rows, evaluation.tables[owner]) for owner in owners}
    for owner, column in columns:
        if not _is_loose(owner, column, read[owner], evaluation):
            continue
        if owner == extract:
            yield spaced(column)
        elif table.owner(owner) is not None:
            yield f"the {table.extract.subjects[owner]}'s {spaced(column)}"
        else:
            yield f"{spaced(column)} of {spaced(owner)}"


def _rows_read(table: Table, rows: Positions, other: Table) -> Positions:
    """The rows of an extract that these rows of ``table`` refer to."""
    if other is table:
        return rows
    own = table.owner(other.extract.name)
    return _of_the_same(table, other, rows) if own is None else own[rows][own[rows] >= 0]


def _of_the_same(table: Table, other: Table, rows: Positions) -> Positions:
    """The rows of another extract that belong to the same child, worker or other as any of these rows."""
    found = np.zeros(len(other), dtype=bool)
    for subject in table.extract.subjects:
        own, others = table.owner(subject), other.owner(subject)
        if own is not None and others is not None:
            found |= np.isin(others, own[rows][own[rows] >= 0])
    return np.flatnonzero(found)


def _is_loose(extract: str, column: str, rows: Positions, evaluation: Evaluation) -> bool:
    """Whether the column's content is not known on any of the rows."""
    vector = evaluation.values(n.Column(n.Owner.OWN, extract, column, TEXT), extract)
    return not vector.is_fixed and not vector.fixed[rows].all()
