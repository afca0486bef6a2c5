"""Targets: what is measured, the most that it may be, and what it was."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.figures import Spread


@dataclass(frozen=True)
class Target:
    """One target: what is measured, the most that its median may be, and what was measured."""

    what: str
    most: float
    measured: Spread

    @property
    def met(self) -> bool:
        """Whether the median is within the target."""
        return self.measured.median <= self.most


def told(value: float) -> str:
    """A figure as the tables print it."""
    return "stopped" if math.isinf(value) else f"{value:.2f}"


def _beside(median: float, most: float) -> str:
    """A median beside its target; one that is above it, and would not be printed so, is said to be."""
    printed = told(median)
    return f"above {printed}" if median > most >= round(median, 2) else printed


def table_of(targets: Sequence[Target]) -> str:
    """The targets, each beside what was measured."""
    lines = ["| what | at most | median | least to most | |", "| --- | ---: | ---: | ---: | --- |"]
    for each in targets:
        measured = each.measured
        lines.append(
            f"| {each.what} | {each.most:g} | {_beside(measured.median, each.most)} | "
            f"{told(measured.least)} to {told(measured.most)} | {'met' if each.met else '**not met**'} |"
        )
    return "\n".join(lines)


def summary(targets: Sequence[Target]) -> str:
    """In one sentence, how many were met."""
    met = sum(each.met for each in targets)
    return f"Of {len(targets)} targets, {'all' if met == len(targets) else met} were met."
