"""Rows reduced to one value for each group: exists, count, sum, min, max, first, last."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from cicscore.expressions.nodes import Aggregation
from cicscore.expressions.types import Kind
from cicscore.tables.table import Positions
from cicscore.tables.vectors import Mask, Vector, as_on_paper, condition

#: What stands where there is no value.
_MISSING = {
    Kind.DATE: np.datetime64("NaT", "D"),
    Kind.DATETIME: np.datetime64("NaT", "s"),
    Kind.NUMBER: np.nan,
    Kind.CONDITION: False,
    Kind.TEXT: -1,
}


def reduce_groups(
    aggregation: Aggregation, groups: Positions, size: int, of: Vector | None, by: Vector | None
) -> Vector:
    """The value of each of ``size`` groups, from rows that name their group.

    ``of`` is the value taken and ``by`` the one that orders, where the aggregation has them. A group
    without rows (or without known values) has no value; for exists and count, false and 0.
    """
    match aggregation:
        case Aggregation.EXISTS:
            return condition(_present(groups, size), np.ones(size, dtype=bool))
        case Aggregation.COUNT:
            counts = np.bincount(groups, minlength=size).astype("float64")
            return Vector(Kind.NUMBER, counts, np.ones(size, dtype=bool))
        case Aggregation.SUM:
            of = _spread(of, groups)
            present = _present(groups[of.known], size)
            return Vector(Kind.NUMBER, _sums(groups[of.known], size, of.values[of.known]), present)
        case Aggregation.MIN | Aggregation.FIRST:
            return _picked(groups, size, _spread(of, groups), _spread(by or of, groups), last=False)
        case Aggregation.MAX | Aggregation.LAST:
            return _picked(groups, size, _spread(of, groups), _spread(by or of, groups), last=True)


def _sums(groups: Positions, size: int, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The sum of each group, as on paper; NaN where a group has no row."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sums, sizes = np.full(size, np.nan), np.full(size, np.nan)
    for start, part in zip(starts, np.split(values[order], starts[1:]), strict=len(starts) > 0):
        group = groups[order[start]]
        sums[group], sizes[group] = math.fsum(part), math.fsum(np.abs(part))
    return as_on_paper(sums, sizes)


def _spread(vector: Vector | None, groups: Positions) -> Vector:
    assert vector is not None  # noqa: S101 - these aggregations are typed to have a value
    return vector.spread(len(groups))


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
    return Vector(of.kind, values, known, of.categories)
