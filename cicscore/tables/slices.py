"""Count, add up and pick among rows that lie between two ranks, for very many questions at once.

Rows are sorted once; a question is then a slice of them, from a first place up to the one behind its last.
Nothing here takes memory for a pair of a row and a question.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Numbers = npt.NDArray[np.int64]

#: What is picked of no rows.
NONE = -1


class Span(Struct, frozen=True, eq=False):
    """A rank of each row, and the ranks that each question takes: from ``low`` up to but not ``high``."""

    rank: Numbers
    low: Numbers
    high: Numbers

    @property
    def lengths(self) -> Numbers:
        """How many ranks each question takes."""
        return self.high - self.low

    @property
    def width(self) -> int:
        """More than any rank or end of a question."""
        return int(max(self.rank.max(initial=0), self.high.max(initial=0))) + 1

    @property
    def takes_one(self) -> bool:
        """Whether each question takes a single rank, so that rows are told apart by it."""
        return bool((self.lengths == 1).all())


class Slices(Struct, frozen=True, eq=False):
    """Rows in an order, and the slice of it, from ``first`` up to ``stop``, that each question takes."""

    order: Numbers
    first: Numbers
    stop: Numbers

    def counts(self) -> Numbers:
        """How many rows each question takes."""
        return self.stop - self.first

    def sums(self, values: Numbers) -> Numbers:
        """The sum of the whole numbers in each slice."""
        before = np.concatenate([[0], np.cumsum(values[self.order])])
        total: Numbers = before[self.stop] - before[self.first]
        return total

    def most(self, values: Numbers) -> Numbers:
        """The greatest of the values, none of them negative, in each slice; ``NONE`` of no rows."""
        found = np.full(len(self.first), NONE)
        lengths = self.stop - self.first
        # The two halves of a slice overlap where its length is no power of two.
        power = np.frexp(np.maximum(lengths, 1))[1] - 1
        greatest = values[self.order]
        for step in range(int(power.max(initial=0)) + 1):
            if step:
                half = 1 << (step - 1)
                greatest = np.maximum(greatest[:-half], greatest[half:])
            asked = np.flatnonzero((power == step) & (lengths > 0))
            last = self.stop[asked] - (1 << step)
            found[asked] = np.maximum(greatest[self.first[asked]], greatest[last])
        return found


def told_apart(groups: Numbers, asked: Numbers, span: Span) -> tuple[Numbers, Numbers]:
    """Groups of rows, and those that questions ask for, told apart by a further rank; -1 for none."""
    width = span.width
    known, grouped = np.unique(groups * width + span.rank, return_inverse=True)
    return grouped, _looked_up(known, np.where(asked < 0, NONE, asked * width + span.low))


def _looked_up(known: Numbers, wanted: Numbers) -> Numbers:
    """The place of each number among those known, in their order; -1 for none."""
    if not len(known):
        return np.full(len(wanted), NONE)
    places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[places] == wanted, places, NONE)


def sliced(groups: Numbers, asked: Numbers, span: Span | None) -> Slices:
    """The rows of the group that each question asks for, between its two ranks where there are any."""
    if span is None:
        nothing = np.zeros(len(asked), dtype=np.int64)
        span = Span(np.zeros(len(groups), dtype=np.int64), nothing, nothing + 1)
    width = span.width + 1
    keys = groups * width + span.rank
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.searchsorted(keys, asked * width + span.low)
    stop = np.searchsorted(keys, asked * width + span.high)
    return Slices(order, first, np.where(asked < 0, first, np.maximum(first, stop)))


def narrowed(slices: Slices, span: Span) -> Iterator[tuple[Numbers, Slices]]:
    """The rows of each slice that also lie between two other ranks, in pieces that do not overlap.

    A slice is cut where blocks of 1, 2, 4 ... rows begin, at most two blocks of a size, and the rows of a
    block are sorted by the other rank. Each piece comes with the questions that it is of.
    """
    by_rank = np.argsort(span.rank[slices.order], kind="stable")
    width = span.width + 1
    first, stop = slices.first, slices.stop
    size = 0
    while (first < stop).any():
        ahead, behind = (first < stop) & (first % 2 == 1), (first < stop) & (stop % 2 == 1)
        asked = np.concatenate([np.flatnonzero(ahead), np.flatnonzero(behind)])
        if len(asked):
            blocks = np.concatenate([first[ahead], stop[behind] - 1])
            within = by_rank[np.argsort(by_rank >> size, kind="stable")]
            keys = (within >> size) * width + span.rank[slices.order[within]]
            low = np.searchsorted(keys, blocks * width + span.low[asked])
            high = np.searchsorted(keys, blocks * width + span.high[asked])
            yield asked, Slices(slices.order[within], low, np.maximum(low, high))
        first, stop, size = (first + 1) // 2, stop // 2, size + 1


def alike(*numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Questions that ask the same, once: a place of each, and which of them each question is."""
    which = np.zeros(len(numbers[0]), dtype=np.int64)
    for of in numbers:
        width = int(of.max(initial=0)) + 2
        _, which = np.unique(which * width + of + 1, return_inverse=True)
    _, places = np.unique(which, return_index=True)
    return places, which
