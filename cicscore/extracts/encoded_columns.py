"""Split CSV text into columns of distinct texts.

Each column consists of its distinct texts and, for each row, the position of its text among them, so that
each text is interpreted once, however many rows have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from msgspec import Struct, field

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
    """Read the columns wanted; ``None`` if the text cannot be split into rows of equal width."""
    if heading.rows_from >= len(text):
        nothing = Texts(strings([]), np.empty(0, np.int64))
        return Cells(dict.fromkeys(wanted.positions, nothing), {}, rows=0, some_wrong=False)
    wrong = blank = 0

    def leave_out(row: Any) -> str:  # pragma: no cover - runs in threads that are not Python's
        nonlocal wrong, blank
        if row.text.replace(",", "").replace('"', "").strip():
            wrong += 1
        else:
            blank += 1
        return "skip" if wrong <= MOST_WRONG else "error"

    body = memoryview(text)[heading.rows_from :]
    breaks_in_cells = text.find(b'"', heading.rows_from) >= 0
    table = _parsed(body, len(heading.cells), wanted, leave_out, breaks_in_cells=breaks_in_cells)
    if table is None:
        return None
    read = {at: table.column(str(at)) for at in wanted.positions}
    days = {at: plain for at in wanted.days if (plain := _days(read[at])) is not None}
    columns = {
        at: _looked_up(column, wanted.known[at]()) if at in wanted.known else _texts(column)
        for at, column in read.items()
        if at not in days
    }
    return Cells(columns, days, rows=table.num_rows, some_wrong=wrong + blank > 0)


def _parsed(
    body: memoryview,
    width: int,
    wanted: Wanted,
    leave_out: Callable[[Any], str],
    *,
    breaks_in_cells: bool,
) -> Any:
    """The wanted columns of rows of ``width`` cells, as an arrow table; ``None`` if arrow cannot parse them.

    Columns are dictionary-encoded, save those wanted as text. ``leave_out`` is called for each row of a
    different width.
    """
    names = [str(position) for position in range(width)]
    included = [names[position] for position in sorted(wanted.positions)]
    dictionary = pa.dictionary(pa.int32(), pa.string())
    try:
        return pyarrow.csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names,
                block_size=LONGEST_ROW,
                # Threads do not help with a file of one block, and none is then left when the run ends.
                use_threads=len(body) > LONGEST_ROW,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=breaks_in_cells, invalid_row_handler=leave_out
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=included,
                column_types=dict.fromkeys(included, dictionary)
                | {names[position]: pa.string() for position in wanted.as_text},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        # Arrow's message may quote the row, so ``walk`` finds the place instead.
        return None


def _days(column: Any) -> Days | None:
    """A column of days that are all written plainly; else ``None``."""
    found = []
    for chunk in column.chunks:
        if (days := plain_days(chunk)) is None:
            return None
        found.append(days)
    return np.concatenate(found)


def _looked_up(column: Any, known: Known | None) -> Texts:
    """A column as positions among the texts known; one with any others has its own."""
    if known is None:
        return _texts(column)
    places = np.concatenate([known.places(chunk) for chunk in column.chunks])
    # A text that is unknown, blank, or surrounded by spaces has no place.
    if (places < 0).any():
        return _texts(column)
    return Texts(known.texts, places, checked=True)


def _texts(column: Any) -> Texts:
    if pa.types.is_dictionary(column.type):
        whole = column.unify_dictionaries().combine_chunks()
    else:
        whole = column.combine_chunks().dictionary_encode()
    trimmed = pc.utf8_trim_whitespace(whole.dictionary)
    codes = numbers(whole.indices)
    if not trimmed.equals(whole.dictionary):
        merged = trimmed.dictionary_encode()
        codes = numbers(merged.indices)[codes]
        trimmed = merged.dictionary
    return _without_blank(trimmed, codes)


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
