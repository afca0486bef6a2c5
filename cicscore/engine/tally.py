"""Counting rows exactly: as a whole, or in groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from cicscore.catalogue.definitions import Children, DistinctValues, Rows, SumOf
from cicscore.engine.cohorts import Cohort, settled
from cicscore.tables.evaluate import Evaluation

#: The group of each row of an extract, as a number from 0.
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """What a cohort amounts to, and how many of its rows had no value to add up."""

    amount: Decimal
    missing: int = 0


def tally(cohort: Cohort, evaluation: Evaluation) -> Tally:
    """What the whole cohort amounts to."""
    return tally_groups(cohort, np.zeros(len(cohort.rows), dtype=np.int64), 1, evaluation)[0]


def tally_groups(cohort: Cohort, codes: Codes, groups: int, evaluation: Evaluation) -> tuple[Tally, ...]:
    """What the cohort amounts to in each of ``groups`` groups; ``codes`` gives each row's group."""
    match cohort.counting:
        case Rows():
            return _counted(codes, groups)
        case Children():
            child = evaluation.tables[cohort.extract].child
            assert child is not None  # noqa: S101 - the catalogue counts children only where rows have one
            return _counted(_once(codes, child[cohort.rows]), groups)
        case DistinctValues(of=of):
            vector = evaluation.values(of, cohort.extract, cohort.rows)
            _, values = np.unique(vector.values, return_inverse=True)
            return _counted(_once(codes[vector.known], values[vector.known]), groups)
        case SumOf(of=of):
            vector = evaluation.values(settled(of, cohort, evaluation), cohort.extract, cohort.rows)
            return _summed(vector.values, vector.known, codes, groups)


def _counted(codes: Codes, groups: int) -> tuple[Tally, ...]:
    return tuple(Tally(Decimal(int(count))) for count in np.bincount(codes, minlength=groups))


def _once(codes: Codes, values: npt.NDArray[np.int64]) -> Codes:
    """The group codes of the different pairs of group and value."""
    pairs = np.unique(np.stack([codes, values]), axis=1)
    once: Codes = pairs[0]
    return once


def _summed(
    values: npt.NDArray[np.float64], known: npt.NDArray[np.bool_], codes: Codes, groups: int
) -> tuple[Tally, ...]:
    """Sums through the distinct values of each group, each as the decimal it was written as."""
    totals = []
    for group in range(groups):
        here = codes == group
        distinct, counts = np.unique(values[here & known], return_counts=True)
        total = sum(
            (_as_written(value) * int(count) for value, count in zip(distinct, counts, strict=True)),
            Decimal(0),
        )
        totals.append(Tally(total, int((here & ~known).sum())))
    return tuple(totals)


def _as_written(value: float) -> Decimal:
    """The decimal that a binary number stands for: the shortest one that reads back as it."""
    return Decimal(repr(float(value)))
