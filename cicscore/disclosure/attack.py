"""Work out between which values a count must lie, from everything that is printed (linear and integer)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from msgspec import Struct

Floats = npt.NDArray[np.float64]

#: How far from a whole number an answer of the solver may be that is one.
_SLACK = 1e-6
#: The solver takes its options by position.
_OFF = False


class Extreme(Struct, frozen=True):
    """The least or the greatest that a count can be, a world in which it is so, and what bounds it.

    ``pull`` says, for each count, how the extreme moves as the bound that holds it moves: it is above 0 where
    a lower bound holds it, and below 0 where an upper one does, of the count as it is minimised.
    """

    value: float
    world: Floats
    pull: Floats

    @property
    def is_whole(self) -> bool:
        """Whether the world has whole counts only, so that integers cannot do better."""
        return bool(np.all(np.abs(self.world - np.round(self.world)) < _SLACK))


class Attacker:
    """What a reader can do with a set of counts that add up: bounds can be changed, and counts asked for."""

    def __init__(self, sums: Sequence[Sequence[int]], low: Floats, high: Floats) -> None:
        """Take in the relations (a whole, then its parts) and the bounds of each count."""
        self._solver = solver()
        model = _model(sums, low, high)
        self._solver.passModel(model)
        self._count = len(low)

    def bound(self, low: Floats, high: Floats) -> None:
        """Change what is known of each count."""
        every = np.arange(self._count, dtype=np.int32)
        self._solver.changeColsBounds(self._count, every, low.astype(float), high.astype(float))

    def least(self, count: int) -> Extreme:
        """The least that the count can be."""
        return self._extreme(count, 1.0)

    def most(self, count: int) -> Extreme:
        """The greatest that it can be."""
        found = self._extreme(count, -1.0)
        return Extreme(-found.value, found.world, found.pull)

    def _extreme(self, count: int, cost: float) -> Extreme:
        self._solver.changeColCost(count, cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        self._solver.changeColCost(count, 0.0)
        if status != highspy.HighsModelStatus.kOptimal:
            msg = "no counts agree with everything that is printed"
            raise ValueError(msg)
        solution = self._solver.getSolution()
        world = np.array(solution.col_value)
        return Extreme(float(cost * world[count]), world, np.array(solution.col_dual))

    def whole(self) -> None:
        """From now on counts are whole."""
        every = np.arange(self._count, dtype=np.int32)
        kinds = np.full(self._count, highspy.HighsVarType.kInteger)
        self._solver.changeColsIntegrality(self._count, every, kinds)


def _model(sums: Sequence[Sequence[int]], low: Floats, high: Floats) -> Any:
    """Counts between their bounds, of which each first is the sum of the others."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(low), len(sums)
    model.col_cost_ = np.zeros(len(low))
    model.col_lower_, model.col_upper_ = low.astype(float), high.astype(float)
    model.row_lower_ = model.row_upper_ = np.zeros(len(sums))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(sum_) for sum_ in sums])]).astype(np.int32)
    model.a_matrix_.index_ = np.array([n for sum_ in sums for n in sum_], dtype=np.int32)
    model.a_matrix_.value_ = np.array([1.0 if k == 0 else -1.0 for sum_ in sums for k in range(len(sum_))])
    return model


def together(sums: Sequence[tuple[int, ...]], low: Floats, high: Floats) -> list[tuple[int, ...]]:
    """The relations that can hold together; as little as possible of the others is left out."""
    count, rows = len(low), len(sums)
    # Each relation may miss by what it lacks or has too much, and the least is missed in all.
    elastic = [(*sum_, count + 2 * n, count + 2 * n + 1) for n, sum_ in enumerate(sums)]
    model = _model(elastic, np.append(low, np.zeros(2 * rows)), np.append(high, np.full(2 * rows, np.inf)))
    model.col_cost_ = np.append(np.zeros(count), np.ones(2 * rows))
    value = np.array(model.a_matrix_.value_)
    value[np.cumsum([len(sum_) for sum_ in elastic]) - 1] = 1.0
    model.a_matrix_.value_ = value
    found = solver()
    found.passModel(model)
    found.run()
    missed = np.array(found.getSolution().col_value)[count:].reshape(rows, 2).sum(axis=1)
    return [sum_ for sum_, miss in zip(sums, missed, strict=True) if miss < _SLACK]


def solver() -> Any:
    """A quiet solver on one thread, so that it always comes to the same result."""
    # The base class: ``highspy.Highs`` prints a banner on stdout, which holds results only.
    found = highspy._core._Highs()
    found.setOptionValue("output_flag", _OFF)
    found.setOptionValue("threads", 1)
    return found
