"""Find very many short texts, such as identifiers, among those known.

A text is taken as a few whole numbers, eight of its bytes in each, so that every step is one of NumPy's on a
whole column. Arrow, which goes from text to text, takes several times as long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from cicscore.tables.arrow import text_bytes

Places: TypeAlias = npt.NDArray[np.int32]
#: The bytes of texts of one width: an array of 64 bits of each, and of the 32, 16 and 8 that remain.
Words: TypeAlias = tuple[npt.NDArray[np.unsignedinteger], ...]

#: An odd number of random bits, whose powers spread the bits of what they multiply over the highest ones.
_SPREADING = 0x9E3779B97F4A7C15
#: So many slots at least for each text: nine of ten have one of their own.
_ROOM = 4
_NOWHERE = -1


class _Slots(Struct, frozen=True, eq=False):
    """Texts of one width, each in the slot of its words or in the first free one after it."""

    words: Words
    slots: Places

    @classmethod
    def of(cls, words: Words) -> _Slots:
        """The slots of distinct texts."""
        number = len(words[0])
        made = cls(words, np.full(1 << (_ROOM * number).bit_length(), _NOWHERE, np.int32))
        left, slots = np.arange(number, dtype=np.int32), made._slots_of(words)
        while len(left):
            free = made.slots[slots] == _NOWHERE
            made.slots[slots[free]] = left[free]
            lost = made.slots[slots] != left  # to another text, there before or written over it
            left, slots = left[lost], made._next(slots[lost])
        return made

    def find(self, words: Words) -> Places:
        """The place of each text, -1 for one that is not known."""
        slots = self._slots_of(words)
        found, on = self._looked_at(words, slots)
        asking = on
        while len(on):
            words, slots = tuple(own[on] for own in words), self._next(slots[on])
            found[asking], on = self._looked_at(words, slots)
            asking = asking[on]
        return found

    def _looked_at(self, words: Words, slots: npt.NDArray[np.int64]) -> tuple[Places, npt.NDArray[np.int64]]:
        """The places of the texts that are in these slots, and which texts may be in the next ones."""
        there = self.slots[slots]
        taken = there != _NOWHERE
        same = taken.copy()
        for own, known in zip(words, self.words, strict=True):
            same &= own == known[there]
        return np.where(same, there, np.int32(_NOWHERE)), np.flatnonzero(taken & ~same)

    def _slots_of(self, words: Words) -> npt.NDArray[np.int64]:
        mixed = np.zeros(len(words[0]), np.uint64)
        for power, own in enumerate(words, 1):
            mixed += own.astype(np.uint64) * np.uint64(pow(_SPREADING, power, 1 << 64))
        return (mixed >> np.uint64(64 - self._bits)).view(np.int64)

    def _next(self, slots: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        following: npt.NDArray[np.int64] = (slots + 1) % len(self.slots)
        return following

    @property
    def _bits(self) -> int:
        return len(self.slots).bit_length() - 1


class Known(Struct, frozen=True, eq=False):
    """Distinct texts, as an arrow array, that others are looked up among."""

    texts: Any
    _of_width: Mapping[int, tuple[Places, _Slots]]

    @classmethod
    def of(cls, texts: Any) -> Known:
        """The texts of an arrow array, none of them empty."""
        parts = _by_width(texts)
        return cls(texts, {width: (at.astype(np.int32), _Slots.of(words)) for width, at, words in parts})

    def places(self, texts: Any) -> Places:
        """The place of each text of an arrow array among those known, -1 for one that is not."""
        found = np.full(len(texts), _NOWHERE, np.int32)
        for width, rows, words in _by_width(texts):
            if width in self._of_width:
                places, slots = self._of_width[width]
                at = slots.find(words)
                # Where all are as wide, a place among those of the width is the place among all.
                alone = len(self._of_width) == 1
                found[rows] = at if alone else np.where(at == _NOWHERE, at, places[at])
        return found


def _by_width(texts: Any) -> Iterator[tuple[int, npt.NDArray[np.int64], Words]]:
    """The texts of each width in bytes but nought: which they are, and their words."""
    ends, data = text_bytes(texts)
    widths = np.diff(ends)
    for width in (np.flatnonzero(np.bincount(widths)[1:]) + 1).tolist():
        rows = np.flatnonzero(widths == width)
        yield width, rows, _words(data, ends[rows], width)


def _words(data: npt.NDArray[np.uint8], starts: Places, width: int) -> Words:
    """The bytes from each start on."""
    words: list[npt.NDArray[np.unsignedinteger]] = []
    # No two texts overlap, so that those this close lie one behind the other.
    in_a_row = starts[-1] - starts[0] == (len(starts) - 1) * width
    at = 0
    while at < width:
        size = next(size for size in (8, 4, 2, 1) if size <= width - at)
        if in_a_row:
            own = np.ndarray((len(starts),), f"<u{size}", data, starts[0] + at, (width,)).copy()
        else:
            own = np.ndarray((len(data) - size + 1,), f"<u{size}", data, strides=(1,))[starts + at]
        words.append(own)
        at += size
    return tuple(words)
