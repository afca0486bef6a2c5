"""Open a file and split it into cells, with every fault of its form."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import partial

import numpy as np
import pyarrow as pa
from msgspec import Struct

from cicscore.catalogue.definitions import Extract
from cicscore.extracts.cells import explain_no_record
from cicscore.extracts.columns import (
    LONGEST_ROW,
    MOST_WRONG,
    HeadingLine,
    MatchedColumns,
    heading_line,
    headings_below,
    match_columns,
    normal,
)
from cicscore.extracts.decode import decode
from cicscore.extracts.encoded_columns import AwaitedTexts, Cells, Wanted, split_cells
from cicscore.extracts.faults import Message, fault, faults_at
from cicscore.extracts.inputs import InputFile
from cicscore.extracts.scan import Padded, RowLines, padded, row_lines, walk
from cicscore.faults.fault import Fault, Place

#: Why a whole file cannot be used.
Unusable = tuple[Fault, ...]


class Headed(Struct, frozen=True):
    """The heading line, and its columns that are in the dictionary."""

    heading: HeadingLine
    columns: MatchedColumns


class Divided(Struct, frozen=True):
    """The cells of the requested columns, the lines of their rows, and the rows that were filled up."""

    cells: Cells
    where: RowLines
    filled: Padded | None


class SplitFile(Struct, frozen=True):
    """A file split into cells. ``faults`` are those of its encoding."""

    extract: Extract
    sha256: str
    headed: Headed
    divided: Divided
    faults: tuple[Fault, ...]


def split_file(
    file: InputFile, extract: Extract, known: Mapping[str, AwaitedTexts], days: Collection[str]
) -> SplitFile | Unusable:
    """Split one file by its data dictionary; faults are returned, not raised.

    ``known`` are the texts of columns that are known from another file, such as children's identifiers;
    ``days`` are the columns whose cells are days, or else blank.
    """
    if file.path.exists() and not file.path.is_file():
        # Reading a pipe could wait for ever.
        message = Message(
            "this is a folder, a pipe or a device and not a file",
            "Put the CSV file itself in its place.",
        )
        return _unusable(extract, "unreadable-file", None, message)
    try:
        data = file.data()
    except OSError as error:
        return _unusable(
            extract,
            "unreadable-file",
            None,
            Message(
                f"the file cannot be opened: {error.strerror or 'unknown reason'}",
                "Close it where it is open, check that you may read it, and run again.",
            ),
        )
    decoded = decode(data, extract.file)
    if decoded.text is None:
        return decoded.faults
    sha256 = hashlib.sha256(data).hexdigest()
    del data
    head = headed(decoded.text, extract)
    if isinstance(head, tuple):
        return (*decoded.faults, *head)
    cells = _cells(decoded.text, extract, head, known, days)
    if isinstance(cells, tuple):
        return (*decoded.faults, *cells)
    return SplitFile(extract, sha256, head, cells, decoded.faults)


def _cells(
    text: bytes, extract: Extract, head: Headed, known: Mapping[str, AwaitedTexts], days: Collection[str]
) -> Divided | Unusable:
    """The cells of the dictionary's columns, and of those that tell of several sources."""
    at = head.columns.positions
    wanted = Wanted(
        (*at.values(), *sources(head.heading, head.columns)),
        {at[name]: texts for name, texts in known.items() if name in at},
        frozenset(at[name] for name in days if name in at),
    )
    fill_up = partial(_filled_up, text, head.heading, head.columns, extract)
    return divided(text, extract, head.heading, wanted, fill_up)


def _unusable(extract: Extract, kind: str, line: int | None, message: Message) -> Unusable:
    return (fault(kind, Place(extract.file, line), message),)


def _broken_quotes(extract: Extract, line: int) -> Unusable:
    message = Message(
        "the row that begins on this line has a quotation mark that is not closed, or not doubled in a cell",
        "Look for the mark in this row, and for a file cut short, and export the file again; the rows after"
        " it could not be told apart.",
        allowed='a cell in quotation marks, with each mark inside it doubled: "said ""no"" twice"',
    )
    return _unusable(extract, "broken-quotes", line, message)


def _lone_return_in_heading(text: bytes) -> bool:
    return b"\r" in text.lstrip().partition(b"\n")[0].rstrip(b"\r")


_MIXED_LINE_ENDS = Message(
    "the heading line ends in a carriage return alone, but there are line feeds as well",
    "Export the file again so that every line ends in the same way.",
    allowed="lines that all end in CR LF, or all in LF",
)
_TOO_MANY_WRONG = Message(
    f"more than {MOST_WRONG:,} rows have another number of cells than the heading line: the file is not the"
    " table it should be",
    "Look at this row, the first of them, and export the file again.",
)
_LONG_ROW = Message(
    f"a row of the file is longer than {LONGEST_ROW // 1_000_000} million characters",
    "Look for a quotation mark too many, and for a cell that holds a whole document; export the file without"
    " that column.",
)


def _inseparable(extract: Extract, text: bytes, heading: HeadingLine) -> Unusable:
    """Why the text could not be split into rows."""
    where = walk(text, heading)
    if len(where.wrong) > MOST_WRONG:
        return _unusable(extract, "wrong-cell-count", int(where.wrong[0]), _TOO_MANY_WRONG)
    if where.broken_at is None:
        return _unusable(extract, "long-row", where.too_long_at, _LONG_ROW)
    return _broken_quotes(extract, where.broken_at)


def headed(text: bytes, extract: Extract) -> Headed | Unusable:
    """Find the heading line, and the dictionary's columns in it."""
    try:
        heading = heading_line(text)
    except csv.Error:
        if _lone_return_in_heading(text):
            return _unusable(extract, "mixed-line-ends", 1, _MIXED_LINE_ENDS)
        return _broken_quotes(extract, 1)
    if heading is None:
        message = Message(
            "the file is empty: it has no heading line",
            "Export it again; where there are no rows this month, the heading line alone is right.",
        )
        return _unusable(extract, "empty-file", None, message)
    columns = match_columns(heading, extract)
    if columns.faults and (below := headings_below(text, heading, extract, len(columns.positions))):
        return (below,)
    return Headed(heading, columns) if columns.positions else columns.faults


def divided(
    text: bytes,
    extract: Extract,
    heading: HeadingLine,
    wanted: Wanted,
    fill_up: Callable[[], Padded | None],
) -> Divided | Unusable:
    """The columns wanted; ``fill_up`` gives the text with short rows filled with blank cells."""
    cells = split_cells(text, heading, wanted)
    filled = fill_up() if cells is None or cells.some_wrong else None
    if filled is not None:
        text = filled.text
        cells = split_cells(text, heading, wanted)
    if cells is None:
        return _inseparable(extract, text, heading)
    # Arrow keeps the memory that it no longer uses, which converting the columns would need on top.
    pa.default_memory_pool().release_unused()
    where = row_lines(text, heading, cells.rows, some_wrong=cells.some_wrong)
    if where.broken_at is not None or len(where.lines) != cells.rows:
        return _broken_quotes(extract, where.broken_at or heading.next_line)
    return Divided(cells, where, filled)


#: Headings of columns that a file of a single authority and year does not need.
_SOURCES = frozenset(
    {"year", "la", "la code", "la name", "la_code", "la_name", "local authority", "authority"}
)


def sources(heading: HeadingLine, columns: MatchedColumns) -> tuple[int, ...]:
    """The positions of columns, outside the dictionary, that give a row's authority or year."""
    return tuple(
        at
        for at, cell in enumerate(heading.cells)
        if normal(cell) in _SOURCES and at not in columns.positions.values()
    )


def _filled_up(text: bytes, heading: HeadingLine, columns: MatchedColumns, extract: Extract) -> Padded | None:
    """The text with rows filled up that lack cells at the end which may be blank."""
    required = {at for name, at in columns.positions.items() if extract.columns[name].required}
    may_be_blank = set(columns.positions.values()) - required
    least = len(heading.cells)
    while least - 1 in may_be_blank:
        least -= 1
    return padded(text, heading, least, required) if least < len(heading.cells) else None


def wrong_cell_counts(place: Place, heading: HeadingLine, where: RowLines) -> tuple[Fault, ...]:
    """A fault for each row with another number of cells than the heading line."""
    width = len(heading.cells)

    def explain(position: int) -> Message:
        number = int(where.cells_of_wrong[position])
        return Message(
            f"the row has {number} {'cell' if number == 1 else 'cells'}, the heading line has {width}",
            "Look for a comma inside a cell without quotation marks."
            if number > width
            else "Look for a line break inside a cell without quotation marks, and for a file cut short.",
        )

    looks = np.array([int(line) in where.looks for line in where.wrong], np.bool_)
    added = where.wrong[looks]
    others = np.flatnonzero(~looks)
    return (
        *faults_at(
            "no-record",
            place,
            added,
            lambda position: explain_no_record(where.looks[int(added[position])]),
        ),
        *faults_at(
            "wrong-cell-count",
            place,
            where.wrong[others],
            lambda position: explain(int(others[position])),
        ),
    )


def swallowed_lines(place: Place, where: RowLines) -> tuple[Fault, ...]:
    """A fault for each row that spans several lines which all look like rows."""

    def explain(position: int) -> Message:
        return Message(
            f"a cell runs over {where.swallowing[position][1]:,} lines that look like rows of their own",
            "Look for a quotation mark that is missing, or too many, on these lines; the text may also be"
            " right as it is.",
        )

    lines = np.array([line for line, _ in where.swallowing], np.int64)
    return faults_at("swallowed-lines", place, lines, explain)
