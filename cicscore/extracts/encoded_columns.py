"""Split CSV text into columns of distinct texts.

Each column consists of its distinct texts and, for each row, the position of its text among them, so that
each text is interpreted once, however many rows have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.extracts.columns import LONGEST_ROW, MOST_WRONG, HeadingLine
from cicscore.extracts.dates import Days, plain_days
from cicscore.tables.arrow import numbers, strings
from cicscore.tables.columns import Codes, Texts, compact
from cicscore.tables.places import Known

#: The texts of another file, if they can be used; asking for them may wait until it has been read.
AwaitedTexts: TypeAlias = Callable[[], Known | None]


class Wanted(Struct, frozen=True):
    """The columns to read, by their position in the file.

    ``known`` are the texts of some of them that are known from another file: looking a cell up there is far
    faster than finding a million distinct identifiers again. ``days`` are those that hold days.
    """

    positions: tuple[int, ...]
    known: Mapping[int, AwaitedTexts] = field(default_factory=dict)
    days: frozenset[int] = frozenset()

    @property
    def as_text(self) -> frozenset[int]:
        """The columns of which arrow is not asked to find the distinct texts."""
        return self.days | self.known.keys()


class Cells(Struct, frozen=True):
    """The requested columns of the rows with the right number of cells.

    ``days`` are the columns of days that are all written plainly; every other is in ``columns``.
    """

    columns: Mapping[int, Texts]
    days: Mapping[int, Days]
    rows: int
    some_wrong: bool


def split_cells(text: bytes, heading: HeadingLine, wanted: Wanted) -> Cells | None:
    """Read the columns wanted; ``None`` if the text cannot be split into rows of equal width.

    A block of the text is converted before the next, so that what arrow makes of it is soon let go.
    """
    if heading.rows_from >= len(text):
        nothing = Texts(strings([]), np.empty(0, np.int64))
        return Cells(dict.fromkeys(wanted.positions, nothing), {}, rows=0, some_wrong=False)
    try:
        found = _converted(text, heading, wanted)
        while isinstance(found, frozenset):
            wanted = replace(wanted, days=wanted.days - found)
            found = _converted(text, heading, wanted)
    except pa.ArrowInvalid:
        # Arrow's message may quote the row, so ``walk`` finds the place instead.
        return None
    return found


def _converted(text: bytes, heading: HeadingLine, wanted: Wanted) -> Cells | frozenset[int]:
    """The cells, or the columns of days that have to be read as texts. Raises ``pa.ArrowInvalid``."""
    left_out = _LeftOut()
    days: dict[int, list[Days]] = {at: [] for at in wanted.days}
    others: dict[int, list[Any]] = {at: [] for at in wanted.positions if at not in days}
    rows = 0
    for block in _blocks(text, heading, wanted, left_out):
        rows += block.num_rows
        plain = {at: plain_days(block.column(str(at))) for at in days}
        if in_words := frozenset(at for at, found in plain.items() if found is None):
            return in_words
        for at, found in plain.items():
            days[at] += [] if found is None else [found]
        for at, read in others.items():
            column = block.column(str(at))
            read.append(column if at in wanted.known else _narrow(column))
    columns = {
        at: _looked_up(read, wanted.known[at]()) if at in wanted.known else _merged(read)
        for at, read in others.items()
    }
    no_days = np.empty(0, "datetime64[D]")
    return Cells(
        columns,
        {at: np.concatenate([no_days, *found]) for at, found in days.items()},
        rows=rows,
        some_wrong=left_out.wrong + left_out.blank > 0,
    )


class _LeftOut:
    """Counts the rows of another width than the heading line, which are left out."""

    wrong = 0
    blank = 0

    def __call__(self, row: Any) -> str:  # pragma: no cover - runs in threads that are not Python's
        if row.text.replace(",", "").replace('"', "").strip():
            self.wrong += 1
        else:
            self.blank += 1
        return "skip" if self.wrong <= MOST_WRONG else "error"


def _blocks(text: bytes, heading: HeadingLine, wanted: Wanted, leave_out: Callable[[Any], str]) -> Any:
    """The wanted columns of each block of rows that are as wide as the heading line, as arrow reads them.

    Columns are dictionary-encoded, save those wanted as text. ``leave_out`` is called for each row of a
    different width.
    """
    body = memoryview(text)[heading.rows_from :]
    names = [str(position) for position in range(len(heading.cells))]
    included = [names[position] for position in sorted(wanted.positions)]
    dictionary = pa.dictionary(pa.int32(), pa.string())
    return pyarrow.csv.open_csv(
        pa.BufferReader(pa.py_buffer(body)),
        read_options=pyarrow.csv.ReadOptions(
            column_names=names,
            block_size=LONGEST_ROW,
            # Threads do not help with a file of one block, and none is then left when the run ends.
            use_threads=len(body) > LONGEST_ROW,
        ),
        parse_options=pyarrow.csv.ParseOptions(
            newlines_in_values=text.find(b'"', heading.rows_from) >= 0, invalid_row_handler=leave_out
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            include_columns=included,
            column_types=dict.fromkeys(included, dictionary)
            | {names[position]: pa.string() for position in wanted.as_text},
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )


#: The distinct texts of a block, as an arrow array, and each row's position among them.
_Encoded: TypeAlias = tuple[Any, Codes]


def _narrow(column: Any) -> _Encoded:
    return column.dictionary, compact(numbers(column.indices), len(column.dictionary))


def _looked_up(blocks: Sequence[Any], known: Known | None) -> Texts:
    """A column as positions among the texts known; one with any others has its own."""
    if known is not None:
        places = np.concatenate([np.empty(0, np.int32), *map(known.places, blocks)])
        # A text that is unknown, blank, or surrounded by spaces has no place.
        if (places >= 0).all():
            return Texts(known.texts, places, checked=True)
    return _merged([_narrow(block.dictionary_encode()) for block in blocks])


def _merged(blocks: Sequence[_Encoded]) -> Texts:
    """The blocks of a column one after the other, their texts trimmed, each of them once."""
    texts = pa.concat_arrays([strings([]), *(distinct for distinct, _ in blocks)])
    merged = pc.utf8_trim_whitespace(texts).dictionary_encode()
    places = compact(numbers(merged.indices), len(merged.dictionary))
    codes = [np.empty(0, places.dtype)]
    start = 0
    for distinct, own in blocks:
        codes.append(places[start : start + len(distinct)][own])
        start += len(distinct)
    return _without_blank(merged.dictionary, np.concatenate(codes))


def _without_blank(distinct: Any, codes: Codes) -> Texts:
    empty = np.flatnonzero(numbers(pc.binary_length(distinct)) == 0)
    if not len(empty):
        return Texts(distinct, compact(codes, len(distinct)))
    (blank,) = empty
    # The texts after the blank one move up by one; the blank one becomes -1.
    moved = np.arange(len(distinct), dtype=codes.dtype)
    moved[blank:] -= 1
    moved[blank] = -1
    rest = pa.concat_arrays([distinct[:blank], distinct[blank + 1 :]])
    return Texts(rest, compact(moved, len(distinct))[codes])
