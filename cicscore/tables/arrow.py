"""Arrow arrays made of, and turned into, NumPy's and Python's values.

``pyarrow.array``, ``pyarrow.scalar`` and ``to_numpy`` import pandas when first called, which takes longer
than computing a council's scorecard; these do not. No array here has missing values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


def strings(texts: Sequence[str]) -> Any:
    """A string array of these texts."""
    encoded = [text.encode() for text in texts]
    ends = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(text) for text in encoded], out=ends[1:])
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def whole_numbers(values: npt.NDArray[np.int64]) -> Any:
    """An array of 64-bit whole numbers that shares its memory with ``values``."""
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])


def marked(array: Any, which: npt.NDArray[np.bool_]) -> Any:
    """The items of the array at the places that ``which`` marks."""
    bytes_ = pa.py_buffer(np.ascontiguousarray(which))
    return array.filter(pa.Array.from_buffers(pa.uint8(), len(which), [None, bytes_]).cast(pa.bool_()))


def numbers(array: Any) -> npt.NDArray[Any]:
    """An array of numbers as NumPy's, which shares its memory."""
    if not len(array):
        return np.empty(0, str(array.type))
    _, values = array.buffers()
    return np.frombuffer(values, str(array.type))[array.offset : array.offset + len(array)]


def text_bytes(texts: Any) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Where each text begins, and the last one ends, and the bytes that they are in; memory is shared."""
    _, ends, data = texts.buffers()
    if ends is None or data is None:
        return np.zeros(len(texts) + 1, np.int32), np.empty(0, np.uint8)
    within = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return within, np.frombuffer(data, np.uint8)


def marks(conditions: Any) -> npt.NDArray[np.bool_]:
    """An array of conditions, of arrow's bits, as NumPy's."""
    found: npt.NDArray[np.bool_] = numbers(pc.cast(conditions, pa.uint8())).view(np.bool_)
    return found


def matching(texts: Any, pattern: str) -> npt.NDArray[np.bool_]:
    """Whether each text has a part that the pattern matches, in arrow's syntax."""
    return marks(pc.match_substring_regex(texts, pattern))


def places_among(texts: Any, words: Any) -> npt.NDArray[np.int64]:
    """Where each text stands among the words, -1 where it does not."""
    found = pc.index_in(texts, value_set=words)
    nowhere = whole_numbers(np.full(len(found), -1, np.int64)).cast(pa.int32())
    return numbers(pc.coalesce(found, nowhere)).astype(np.int64)
