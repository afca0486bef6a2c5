"""Rows reduced to one value for each group: exists, count, count_distinct, sum, min, max, first, last."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cicscore.expressions.nodes import Aggregation
from cicscore.expressions.types import Kind
from cicscore.tables.table import Positions
from cicscore.tables.vectors import FALSE, TRUE, Array, Mask, Vector, as_on_paper, condition, spanned

#: What stands where there is no value.
_MISSING = {
    Kind.DATE: np.datetime64("NaT", "D"),
    Kind.DATETIME: np.datetime64("NaT", "s"),
    Kind.NUMBER: np.nan,
    Kind.CONDITION: False,
    Kind.TEXT: -1,
}


@dataclass(frozen=True)
class Grouped:
    """Rows that name their group, of ``size``, and how far each met the condition that lets it in."""

    groups: Positions
    size: int
    met: Vector

    def of(self, rows: Mask) -> Positions:
        """The groups of some of the rows."""
        return self.groups if rows.all() else self.groups[rows]


def reduce_groups(aggregation: Aggregation, rows: Grouped, of: Vector | None, by: Vector | None) -> Vector:
    """The value of each group, from the rows that met the condition.

    ``of`` is the value taken and ``by`` the one that orders, where the aggregation has them. A group
    without rows (or without known values) has no value; for exists and count, false and 0. Rows that may
    meet the condition or not leave the value of their group open.
    """
    met = rows.met.spread(len(rows.groups))
    match aggregation:
        case Aggregation.EXISTS:
            return _existing(rows, met)
        case Aggregation.COUNT:
            return _counted(rows, met)
        case (
            Aggregation.COUNT_DISTINCT
            | Aggregation.SUM
            | Aggregation.MIN
            | Aggregation.MAX
            | Aggregation.FIRST
            | Aggregation.LAST
        ):
            assert of is not None  # noqa: S101 - these aggregations are typed to have a value
            taken, order = of, by
            if not met.values.all():
                kept = np.flatnonzero(met.values)
                taken, order = of.take(kept), None if by is None else by.take(kept)
            now = _valued(aggregation, rows.of(met.values), rows.size, taken, order)
            loose = _loose(aggregation, met, of, by)
            if loose is None:
                return now
            return now.with_fixed(now.fixed & ~_present(rows.groups[loose], rows.size))


def _existing(rows: Grouped, met: Vector) -> Vector:
    known = np.ones(rows.size, dtype=bool)
    now = _present(rows.of(met.values), rows.size)
    if met.is_fixed:
        return condition(now, known)
    least, most = (_present(rows.groups[some], rows.size) for some in (met.certain(), met.possible()))
    return spanned(now, known, np.where(least, TRUE, FALSE), np.where(most, TRUE, FALSE))


def _counted(rows: Grouped, met: Vector) -> Vector:
    def counts(some: Mask) -> Array:
        return np.bincount(rows.of(some), minlength=rows.size).astype("float64")

    now = Vector(Kind.NUMBER, counts(met.values), np.ones(rows.size, dtype=bool))
    if met.is_fixed:
        return now
    least, most = counts(met.certain()), counts(met.possible())
    return replace(now, fixed=least == most, span=(least, most))


def _loose(aggregation: Aggregation, met: Vector, of: Vector, by: Vector | None) -> Mask | None:
    """The rows that leave the value of their group open; none where no row does.

    For first and last, an open value matters only in the row that is taken, which ``_picked`` sees to.
    """
    looked_at = [met, by or of]
    if aggregation is Aggregation.SUM:
        looked_at = [met, of]
    if all(vector.is_fixed for vector in looked_at):
        return None
    fixed = [np.broadcast_to(vector.fixed, len(met.values)) for vector in looked_at]
    return ~np.logical_and(*fixed)


def _valued(aggregation: Aggregation, groups: Positions, size: int, of: Vector, by: Vector | None) -> Vector:
    match aggregation:
        case Aggregation.COUNT_DISTINCT:
            of = _spread(of, groups)
            _, values = np.unique(of.values[of.known], return_inverse=True)
            different = np.unique(np.stack([groups[of.known], values]), axis=1)[0]
            distinct = np.bincount(different, minlength=size).astype("float64")
            return Vector(Kind.NUMBER, distinct, np.ones(size, dtype=bool))
        case Aggregation.SUM:
            of = _spread(of, groups)
            present = _present(groups[of.known], size)
            return Vector(Kind.NUMBER, _sums(groups[of.known], size, of.values[of.known]), present)
        case Aggregation.MIN | Aggregation.FIRST:
            of = _spread(of, groups)
            return _picked(groups, size, of, _in_order(of) if by is None else _spread(by, groups), last=False)
        case Aggregation.MAX | Aggregation.LAST:
            of = _spread(of, groups)
            return _picked(groups, size, of, _in_order(of) if by is None else _spread(by, groups), last=True)
        case Aggregation.EXISTS | Aggregation.COUNT:
            msg = "what exists, and how often, has no value"
            raise AssertionError(msg)


def _sums(groups: Positions, size: int, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The sum of each group, as on paper; NaN where a group has no row."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sums, sizes = np.full(size, np.nan), np.full(size, np.nan)
    for start, part in zip(starts, np.split(values[order], starts[1:]), strict=len(starts) > 0):
        group = groups[order[start]]
        sums[group], sizes[group] = math.fsum(part), math.fsum(np.abs(part))
    return as_on_paper(sums, sizes)


def _spread(vector: Vector, groups: Positions) -> Vector:
    return vector.spread(len(groups))


def _in_order(of: Vector) -> Vector:
    """Values that order as ``of`` does: text by its letters, not in the order of its categories."""
    if of.kind is not Kind.TEXT:
        return of
    ranks = np.argsort(np.argsort(np.array([*of.categories, ""], dtype=object)[:-1], kind="stable"))
    return Vector(Kind.NUMBER, np.append(ranks, -1)[of.values], of.known)


def _present(groups: Positions, size: int) -> Mask:
    """Which of the groups have a row."""
    present = np.zeros(size, dtype=bool)
    present[groups] = True
    return present


def _picked(groups: Positions, size: int, of: Vector, by: Vector, *, last: bool) -> Vector:
    """In each group, the value of the row that comes first, or last, in the order of ``by``.

    Rows with the same ``by`` keep the order of the file; a row without it takes no part.
    """
    rows = np.flatnonzero(by.known)
    order = rows[np.lexsort((by.values[rows], groups[rows]))]
    sorted_groups = groups[order]
    changes = np.flatnonzero(sorted_groups[1:] != sorted_groups[:-1])
    ends = np.append(changes, len(order) - 1) if last else np.append(0, changes + 1)
    chosen = order[ends] if len(order) else order
    values = np.full(size, _MISSING[of.kind], dtype=of.values.dtype)
    known = np.zeros(size, dtype=bool)
    values[groups[chosen]] = of.values[chosen]
    known[groups[chosen]] = of.known[chosen]
    if of.is_fixed:
        return Vector(of.kind, values, known, of.categories)
    fixed = np.ones(size, dtype=bool)
    fixed[groups[chosen]] = of.fixed[chosen]
    return Vector(of.kind, values, known, of.categories).with_fixed(fixed)
