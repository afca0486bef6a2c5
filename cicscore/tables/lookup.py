"""Reference tables: what a table whose rows hold from one day to another says of each day."""

from __future__ import annotations

import numpy as np

from cicscore.tables.calendar import Days
from cicscore.tables.columns import Mask
from cicscore.tables.table import Positions
from cicscore.tables.vectors import MISSING, Vector

_DAY = np.timedelta64(1, "D")
_FOR_EVER = np.datetime64("9999-12-31", "D")


def looked_up(of: Vector, first: Vector, last: Vector | None, day: Vector) -> Vector:
    """The value of ``of`` in the row from ``first`` to ``last`` that holds each day; missing in none.

    Not fixed for a day before the first row or after the last, of which the table says nothing, and for a
    day in two rows. Without ``last`` a row lasts until the next begins.
    """
    rows = np.flatnonzero(first.known)
    rows = rows[np.argsort(first.values[rows], kind="stable")]
    if not len(rows):
        nothing = np.full(len(day.values), MISSING[of.kind], dtype=of.values.dtype)
        return Vector(of.kind, nothing, np.zeros(len(nothing), bool), of.categories).with_fixed(
            day.fixed & ~day.known
        )
    starts, ends = first.values[rows], _ends(first, last, rows)
    place = np.searchsorted(starts, day.values, side="right") - 1
    at, reach = np.maximum(place, 0), np.maximum.accumulate(ends)
    within = day.known & (place >= 0) & (day.values <= ends[at])
    doubtful = (place < 0) | (day.values > reach[-1]) | ((place > 0) & (day.values <= reach[at - 1]))
    known: Mask = within & ~doubtful & of.known[rows][at]
    values = np.where(known, of.values[rows][at], MISSING[of.kind])
    settled = ~doubtful & (~within | (True if of.is_fixed else of.fixed[rows][at]))
    fixed = day.fixed & (~day.known | settled)
    whole = Vector(of.kind, values, known, of.categories)
    return whole if fixed.all() else whole.with_fixed(fixed)


def _ends(first: Vector, last: Vector | None, rows: Positions) -> Days:
    """The last day of each row, in order of their first days; a blank one never comes."""
    if last is None:
        starts: Days = first.values[rows]
        return np.append(starts[1:] - _DAY, _FOR_EVER)
    ends: Days = np.where(last.known[rows], last.values[rows], _FOR_EVER)
    return ends
