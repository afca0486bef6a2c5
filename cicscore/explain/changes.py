"""Find what changed a figure since an earlier day: who entered, left, or moved in or out.

Children and rows are matched by key, in memory only; only counts are returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from cicscore.catalogue.definitions import (
    AllRows,
    Children,
    DistinctValues,
    PercentileOf,
    Subjects,
    SumOf,
    Variant,
)
from cicscore.explain.document import FigureChange, NumeratorMoves, SideChange, SideName
from cicscore.explain.variant_effects import parts_of_difference
from cicscore.explain.waterfall import Trace, Traced, has_waterfall
from cicscore.faults.fault import InternalError
from cicscore.results import Row
from cicscore.scorecard.count import Cohort, owner_of, settled
from cicscore.tables.columns import plain, taken
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions, Table
from cicscore.text import as_written
from cicscore.vocabulary import Unit

#: What is counted: the amount for each key.
_Amounts: TypeAlias = Mapping[tuple[object, ...], Decimal]


class Day(Struct, frozen=True):
    """One day's figure, and how its rows were selected."""

    figure: Row
    traced: Traced


def change(variant: Variant | None, unit: Unit, before: Day, now: Day) -> FigureChange | None:
    """Find what changed between two days; ``None`` where either has no counts, or rows without a key.

    Raises ``InternalError`` if the causes do not add up to the difference.
    """
    if not (has_waterfall(before.figure) and has_waterfall(now.figure)):
        return None
    then, today = before.traced.under(variant), now.traced.under(variant)
    if not all(_has_stable_key(side, today.table(side)) for side in today.traces):
        return None
    amounts = [
        (side, _amounts(old.cohort, then.evaluation), _amounts(side.cohort, today.evaluation))
        for old, side in zip(then.traces, today.traces, strict=True)
        if not isinstance(side.counting, PercentileOf)  # which is no sum of what entered and left
    ]
    sides = tuple(_side(side, earlier, later) for side, earlier, later in amounts)
    for side in sides:
        _check(side, before.figure, now.figure)
    parts = parts_of_difference(before.figure, now.figure, unit)
    return FigureChange(
        variant=now.figure.variant,
        before=before.figure,
        sides=sides,
        numerator_moves=_moves(amounts),
        change=None if parts is None else float(parts.numerator + parts.denominator),
        due_to_numerator=None if parts is None else float(parts.numerator),
        due_to_denominator=None if parts is None else float(parts.denominator),
    )


def _has_stable_key(side: Trace, table: Table) -> bool:
    """Whether what is counted has a key that is stable from day to day."""
    match side.side, side.counting:
        case SideName.PUBLISHED, _:
            return False
        case _, Children() | Subjects() | DistinctValues():
            return True
        case _, AllRows() | SumOf() | PercentileOf():
            return bool(table.extract.key)


def _amounts(cohort: Cohort, evaluation: Evaluation) -> _Amounts:
    """The amounts that a cohort counts, by key."""
    table = evaluation.tables[cohort.extract]
    match cohort.counting:
        case AllRows():
            return dict.fromkeys(_keys(table, cohort.rows), Decimal(1))
        case Children():
            assert table.child is not None and table.extract.child is not None  # noqa: S101, PT018 - typed so
            children = evaluation.tables[table.extract.child]
            return dict.fromkeys(_keys(children, np.unique(table.child[cohort.rows])), Decimal(1))
        case Subjects(of=subject):
            owner = owner_of(subject, cohort.extract, evaluation)[cohort.rows]
            found = np.unique(owner[owner >= 0])
            return dict.fromkeys(_keys(evaluation.tables[subject], found), Decimal(1))
        case DistinctValues(of=of):
            vector = evaluation.values(of, cohort.extract, cohort.rows)
            found = np.unique(vector.values[vector.known])
            words = vector.categories
            return {(words[value] if words else value.item(),): Decimal(1) for value in found}
        case SumOf(of=of) | PercentileOf(of=of):
            vector = evaluation.values(settled(of, cohort), cohort.extract, cohort.rows)
            return {
                key: as_written(value) if known else Decimal(0)
                for key, value, known in zip(
                    _keys(table, cohort.rows), vector.values, vector.known, strict=True
                )
            }


def _keys(table: Table, rows: Positions) -> Iterable[tuple[object, ...]]:
    """The key of each row."""
    return zip(*(plain(taken(table.columns[name], rows)) for name in table.extract.key), strict=True)


def _side(side: Trace, before: _Amounts, now: _Amounts) -> SideChange:
    stayed = before.keys() & now.keys()
    return SideChange(
        side=side.side,
        counted=_noun(side),
        before=_total(before, before),
        entered=_total(now, now.keys() - stayed),
        left=_total(before, before.keys() - stayed),
        altered=_total(now, stayed) - _total(before, stayed),
        now=_total(now, now),
    )


def _total(amounts: _Amounts, of: Iterable[tuple[object, ...]]) -> Decimal:
    return sum((amounts[key] for key in of), Decimal(0))


def _noun(side: Trace) -> str:
    match side.counting:
        case AllRows():
            return "rows"
        case Children():
            return "children"
        case Subjects(kind=kind):
            return kind.plural
        case DistinctValues():
            return "values"
        case SumOf() | PercentileOf():
            return "the amounts of rows"


def _check(side: SideChange, before: Row, now: Row) -> None:
    """Check that the causes account for both days' figures."""
    expected = (
        (before.numerator, now.numerator)
        if side.side is SideName.NUMERATOR
        else (before.denominator, now.denominator)
    )
    if (
        side.before,
        side.now,
    ) != expected or side.before + side.entered - side.left + side.altered != side.now:
        raise InternalError(f"the causes of the change of {now.indicator} do not add up to it")


def _moves(amounts: list[tuple[Trace, _Amounts, _Amounts]]) -> NumeratorMoves | None:
    """Count moves in and out of a numerator that is part of its denominator; otherwise ``None``."""
    match amounts:
        case [(below, old_whole, new_whole), (above, old, new)] if above.part and _alike(below, above):
            entered, left = new.keys() - old.keys(), old.keys() - new.keys()
            return NumeratorMoves(
                entered_with_denominator=_total(new, entered - old_whole.keys()),
                moved_in=_total(new, entered & old_whole.keys()),
                left_with_denominator=_total(old, left - new_whole.keys()),
                moved_out=_total(old, left & new_whole.keys()),
            )
        case _:
            return None


def _alike(below: Trace, above: Trace) -> bool:
    """Whether both sides are matched by the same keys."""
    by_row = (AllRows, SumOf)
    both_rows = isinstance(below.counting, by_row) and isinstance(above.counting, by_row)
    return both_rows or below.counting == above.counting
