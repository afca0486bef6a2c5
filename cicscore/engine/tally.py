"""Counting rows exactly: as a whole, or in groups at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

import numpy as np
import numpy.typing as npt

from cicscore.catalogue.definitions import Children, DistinctValues, Rows, SumOf
from cicscore.engine.cohorts import Cohort, settled
from cicscore.expressions import nodes as n
from cicscore.figures import as_written
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.vectors import DIGITS

#: The group of each row of an extract, as a number from 0.
Codes = npt.NDArray[np.int64]
#: More digits than any sum of binary numbers has on paper.
_EVERY_DIGIT = 800


@dataclass(frozen=True)
class Tally:
    """What a cohort amounts to, how many of its rows had no value to add up, and how many children it is.

    ``unrounded`` is the amount before it was rounded to the digits that quotients are exact to; that of
    groups adds up. ``children`` is ``None`` where the rows are not children's.
    """

    amount: Decimal
    missing: int = 0
    children: int | None = None
    unrounded: Decimal | None = None

    @property
    def adding(self) -> Decimal:
        """What adds up to the whole, group by group."""
        return self.amount if self.unrounded is None else self.unrounded


def tally(cohort: Cohort, evaluation: Evaluation) -> Tally:
    """What the whole cohort amounts to."""
    return tally_groups(cohort, np.zeros(len(cohort.rows), dtype=np.int64), 1, evaluation)[0]


def tally_groups(cohort: Cohort, codes: Codes, groups: int, evaluation: Evaluation) -> tuple[Tally, ...]:
    """What the cohort amounts to in each of ``groups`` groups; ``codes`` gives each row's group."""
    children = _children(cohort, codes, groups, evaluation)
    match cohort.counting:
        case Rows():
            return _with_children(_counted(codes, groups), children)
        case Children():
            assert children is not None  # noqa: S101 - the catalogue counts children only where rows have one
            return tuple(Tally(Decimal(count), children=count) for count in children)
        case DistinctValues(of=of):
            vector = evaluation.values(of, cohort.extract, cohort.rows)
            _, values = np.unique(vector.values, return_inverse=True)
            different = _distinct(codes[vector.known], values[vector.known], groups)
            return _with_children(tuple(Tally(Decimal(count)) for count in different), children)
        case SumOf(of=of):
            vector = evaluation.values(settled(of, cohort), cohort.extract, cohort.rows)
            sums = _summed(vector.values, vector.known, codes, groups)
            return _with_children(tuple(map(_rounded, sums)) if _divides(of) else sums, children)


def _children(cohort: Cohort, codes: Codes, groups: int, evaluation: Evaluation) -> tuple[int, ...] | None:
    """How many different children each group's rows belong to; ``None`` where they are not children's."""
    child = evaluation.tables[cohort.extract].child
    if child is None:
        return None
    return _distinct(codes, child[cohort.rows], groups)


def _with_children(tallies: tuple[Tally, ...], children: tuple[int, ...] | None) -> tuple[Tally, ...]:
    if children is None:
        return tallies
    return tuple(replace(each, children=count) for each, count in zip(tallies, children, strict=True))


def _counted(codes: Codes, groups: int) -> tuple[Tally, ...]:
    return tuple(Tally(Decimal(int(count))) for count in np.bincount(codes, minlength=groups))


def _distinct(codes: Codes, values: npt.NDArray[np.int64], groups: int) -> tuple[int, ...]:
    """How many different values each group has; values are positions, counted from 0."""
    width = int(values.max()) + 1 if len(values) else 0
    # A mark for each pair of group and value: no sorting, however many rows there are.
    seen = np.zeros((groups, width), dtype=bool)
    seen[codes, values] = True
    return tuple(int(count) for count in seen.sum(axis=1))


def _summed(
    values: npt.NDArray[np.float64], known: npt.NDArray[np.bool_], codes: Codes, groups: int
) -> tuple[Tally, ...]:
    """Sums through the distinct values of each group, each as the decimal it was written as."""
    totals = []
    for group in range(groups):
        here = codes == group
        distinct, counts = np.unique(values[here & known], return_counts=True)
        with localcontext(prec=_EVERY_DIGIT):
            total = sum(
                (as_written(value) * int(count) for value, count in zip(distinct, counts, strict=True)),
                Decimal(0),
            )
        totals.append(Tally(total, int((here & ~known).sum())))
    return tuple(totals)


def _divides(of: n.Node) -> bool:
    """Whether a value may be a quotient, which has no last digit."""
    return any(isinstance(part, n.Arithmetic) and part.operator is n.Operator.DIVIDE for part in n.walk(of))


def _rounded(each: Tally) -> Tally:
    with localcontext(prec=DIGITS, rounding=ROUND_HALF_UP):
        return replace(each, amount=+each.amount, unrounded=each.amount)
