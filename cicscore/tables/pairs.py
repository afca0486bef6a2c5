"""Rows of one extract paired with the rows of another about the same child, few enough at a time.

A child with 8,000 periods and 8,000 reviews makes 64 million pairs: memory is bounded by the pairs that are
looked at together, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from cicscore.tables.order import in_order
from cicscore.tables.table import Positions

#: How many pairs of rows are evaluated at once, save where a single row makes more.
PAIRS_AT_ONCE = 1 << 18


def pieces(counts: Positions) -> Iterator[Positions]:
    """Split the places of ``counts`` into pieces in order, each with few enough pairs; at least one."""
    before = np.concatenate([[0], np.cumsum(counts)])
    start = 0
    while start < len(counts) or not start:
        enough = int(np.searchsorted(before, before[start] + PAIRS_AT_ONCE, side="right")) - 1
        yield np.arange(start, min(max(enough, start + 1), len(counts)))
        start = max(enough, start + 1)


def stretched(first: Positions, counts: Positions) -> tuple[Positions, Positions]:
    """Each place as often as it counts, with the positions from its first one on: two arrays."""
    places = np.repeat(np.arange(len(first)), counts)
    # Within each place, count 0, 1, 2 ... from its first.
    steps = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    return places, np.repeat(first, counts) + steps


class RowsOfOwners(Struct, frozen=True, eq=False):
    """Rows of an extract by the child that they belong to, or the worker.

    ``rows`` are in the order of their owners, of which each has ``counts`` rows from ``starts`` on. The last
    entry of both is for rows that belong to none, whose position is -1: they pair with none.
    """

    rows: Positions
    starts: Positions
    counts: Positions

    @classmethod
    def of(cls, rows: Positions, owners: Positions, size: int) -> RowsOfOwners:
        """The rows of ``size`` owners, each with the position of its owner."""
        if (owners < 0).any():
            rows, owners = rows[owners >= 0], owners[owners >= 0]
        counts = np.append(np.bincount(owners, minlength=size), 0)
        return cls(rows[in_order(owners)], np.cumsum(counts) - counts, counts)

    def pieces(self, owners: Positions) -> Iterator[Positions]:
        """Split the places of ``owners`` into pieces in order, each with few enough pairs; at least one."""
        return pieces(self.counts[owners])

    def paired(self, owners: Positions) -> tuple[Positions, Positions]:
        """Pair each place of ``owners`` with each row of the same owner: two arrays of positions."""
        places, at = stretched(self.starts[owners], self.counts[owners])
        return places, self.rows[at]
