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
    spans = [int(key.max()) - int(key.min()) + 1 for key in whole]
    room = rows
    for span in spans:
        room *= span
    if room > MOST:
        return np.lexsort(keys[::-1])
    numbers = np.zeros(rows, np.int64)
    for key, span in zip(whole, spans, strict=True):
        numbers = numbers * span + (key - key.min())
    positions: Positions = np.sort(numbers * rows + np.arange(rows)) % rows
    return positions
