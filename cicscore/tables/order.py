"""The order of rows by keys of whole numbers or days."""

from __future__ import annotations

import numpy as np

from cicscore.tables.columns import MOST, Array
from cicscore.tables.table import Positions


def in_order(*keys: Array) -> Positions:
    """The positions of rows in the order of the first key, then of the next; rows alike in all as they stand.

    NumPy sorts whole numbers many times faster than positions by a key, so that keys and position are sorted
    as one number where 64 bits hold it.
    """
    rows = len(keys[0])
    if not rows or any(key.dtype.kind not in "iM" for key in keys):
        return np.lexsort(keys[::-1])
    whole = [key.astype(np.int64) for key in keys]
    ends = [(int(key.min()), int(key.max())) for key in whole]
    bits = [(last - first).bit_length() for first, last in ends]
    for_rows = (rows - 1).bit_length()
    if sum(bits) + for_rows >= MOST.bit_length():
        return np.lexsort(keys[::-1])
    numbers = np.zeros(rows, np.int64)
    for key, (first, _), width in zip(whole, ends, bits, strict=True):
        numbers = (numbers << width) | (key - first)
    positions: Positions = np.sort((numbers << for_rows) | np.arange(rows)) & ((1 << for_rows) - 1)
    return positions
