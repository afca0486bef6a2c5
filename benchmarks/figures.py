"""What is made of the runs: medians with their spread, ratios turn by turn, and exponents of growth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import linear_regression, median

from benchmarks.processes import Run

#: What is taken of a run, such as its seconds on the wall clock.
Figure = Callable[[Run], float]


def wall(run: Run) -> float:
    """Seconds on the wall clock."""
    return run.wall


def processor(run: Run) -> float:
    """Seconds of processor, of all its threads."""
    return run.processor


def memory(run: Run) -> float:
    """Peak memory in MB."""
    return run.memory


@dataclass(frozen=True)
class Spread:
    """The median of several turns, the least and the most."""

    median: float
    least: float
    most: float


def spread(values: Iterable[float]) -> Spread:
    """The spread of these values."""
    found = list(values)
    return Spread(median(found), min(found), max(found))


def ratio(runs: Sequence[Run], others: Sequence[Run], figure: Figure = wall, scale: float = 1) -> Spread:
    """How many times the others' figure, turn by turn: the two took turns on the same machine."""
    pairs = zip(runs, others, strict=True)
    return spread(scale * _divided(figure(one), figure(other)) for one, other in pairs)


def _divided(one: float, other: float) -> float:
    """One by the other; what never ended is for ever the slower."""
    return math.inf if math.isinf(one) else one / other


def exponent(sizes: Sequence[float], figures: Sequence[float]) -> float:
    """The power of the size that a figure grows with, what the first and smallest takes taken off.

    The first is the start: what is paid before anything grows. Growth that is less than a hundredth of it
    cannot be told from noise, and counts as that hundredth; so what does not grow has the exponent 0.
    """
    if math.isinf(max(figures)):
        return math.inf
    (nothing, *larger), (start, *grown) = sizes, figures
    least = start / 100
    return linear_regression(
        [math.log(size - nothing) for size in larger],
        [math.log(max(figure - start, least)) for figure in grown],
    ).slope


def growth(sizes: Sequence[float], runs: Sequence[Sequence[Run]], figure: Figure) -> Spread:
    """The exponent of each turn, from the runs at each size, the start first."""
    return spread(exponent(sizes, [figure(run) for run in turn]) for turn in zip(*runs, strict=True))
