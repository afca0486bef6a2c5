"""Find the line of each row of a file."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from cicscore.extracts.cells import no_record
from cicscore.extracts.columns import LONGEST_ROW, MOST_WRONG, HeadingLine

Lines: TypeAlias = npt.NDArray[np.integer[Any]]


class RowLines(Struct, frozen=True):
    """The line of each whole row, and the line and number of cells of each other row.

    ``looks`` describes those of the other rows that are not records. ``swallowing`` has the line and number
    of lines of each row that spans several lines which all look like rows. ``blank`` are the lines of rows of
    blank cells, more or fewer than the heading has. ``too_long_at`` is the line of a row that exceeds the
    limit. ``broken_at`` is the line of a row in which a quotation mark is not closed or
    not doubled. Nothing after that row, or after more than ``MOST_WRONG`` wrong rows, is examined.
    """

    lines: Lines
    wrong: Lines = field(default_factory=lambda: np.empty(0, np.int64))
    cells_of_wrong: Lines = field(default_factory=lambda: np.empty(0, np.int64))
    looks: Mapping[int, str] = field(default_factory=dict)
    swallowing: tuple[tuple[int, int], ...] = ()
    blank: Lines = field(default_factory=lambda: np.empty(0, np.int64))
    broken_at: int | None = None
    too_long_at: int | None = None


def row_lines(text: bytes, heading: HeadingLine, rows: int, *, some_wrong: bool) -> RowLines:
    """The lines of the ``rows`` whole rows after the heading; ``some_wrong``: there are other rows too."""
    start = heading.rows_from
    has_quotes = text.find(b'"', start) >= 0
    lone_returns = text.find(b"\r", start) >= 0 and text.count(b"\r", start) != text.count(b"\r\n", start)
    if some_wrong or lone_returns or (has_quotes and not _quotes_are_plain(text, start)):
        return walk(text, heading)
    physical = _line_feeds(text, start) + (start < len(text) and not text.endswith(b"\n"))
    if physical == rows:
        return RowLines(np.arange(heading.next_line, heading.next_line + rows, dtype=np.int32))
    if has_quotes:
        return walk(text, heading)
    return RowLines(_lines_that_are_not_blank(text, heading))


def _line_feeds(text: bytes, start: int) -> int:
    """How many line feeds there are from ``start`` on; ``count`` of bytes goes from one to the next."""
    characters = np.frombuffer(text, np.uint8)
    pieces = range(start, len(text), _AT_ONCE)
    return sum(int(np.count_nonzero(characters[at : at + _AT_ONCE] == ord("\n"))) for at in pieces)


#: The number of characters processed at once: few enough that the results take little memory.
_AT_ONCE = 1 << 20
_BESIDE_QUOTES = np.isin(np.arange(256), list(b',"\r\n'))


def _quotes_are_plain(text: bytes, start: int) -> bool:
    """Whether every quotation mark opens a cell, closes one, or is doubled inside one.

    This holds if each opening mark follows a separator and each closing mark precedes one; two adjacent marks
    count as a pair.
    """
    characters = np.frombuffer(text, np.uint8)
    counted = 0
    for begin in range(start, len(text), _AT_ONCE):
        marks = np.flatnonzero(characters[begin : begin + _AT_ONCE] == ord('"')) + begin
        opening, closing = marks[counted % 2 :: 2], marks[1 - counted % 2 :: 2]
        after = characters[np.minimum(closing + 1, len(text) - 1)]  # the last one is beside itself
        if not (_BESIDE_QUOTES[characters[opening - 1]].all() and _BESIDE_QUOTES[after].all()):
            return False
        counted += len(marks)
    return counted % 2 == 0


def _lines_that_are_not_blank(text: bytes, heading: HeadingLine) -> Lines:
    found: list[Lines] = []
    line, begin = heading.next_line, heading.rows_from
    while begin < len(text):
        end = text.find(b"\n", min(begin + _AT_ONCE, len(text) - 1)) + 1 or len(text)
        characters = np.frombuffer(text, np.uint8, count=end - begin, offset=begin)
        ends = np.flatnonzero(characters == ord("\n"))
        if characters[-1] != ord("\n"):
            ends = np.append(ends, len(characters))
        starts = np.append(0, ends[:-1] + 1)
        lengths = ends - starts
        only_return = (lengths == 1) & (characters[starts] == ord("\r"))
        found.append(np.flatnonzero((lengths > 0) & ~only_return) + line)
        line += len(ends)
        begin = end
    return np.concatenate(found) if found else np.empty(0, np.int64)


class _RowRead(Struct):
    """A summary of the current row's lines, which may be too many to keep."""

    lines: int = 0
    characters: int = 0
    marks: int = 0
    all_look_like_rows: bool = True


class _RowTooLongError(Exception):
    """The current row is longer than allowed."""


def walk(text: bytes, heading: HeadingLine) -> RowLines:
    """Go through the rows one by one, with the standard module's strictest rules on quotation marks."""
    stream = io.BytesIO(text)
    stream.seek(heading.rows_from)
    width = len(heading.cells)
    row = _RowRead()
    physical = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    reader = csv.reader(_noted(physical, row, width), strict=True)
    lines, wrong, cells_of_wrong, blank = array("q"), array("q"), array("q"), array("q")
    looks: dict[int, str] = {}
    swallowing: list[tuple[int, int]] = []
    line = heading.next_line
    marks_left = text.count(b'"', heading.rows_from)
    broken_at = too_long_at = None
    try:
        for cells in reader:
            if len(cells) == width:
                lines.append(line)
                if row.lines > 1 and row.all_look_like_rows:
                    swallowing.append((line, row.lines))
            elif any(cell.strip() for cell in cells):
                wrong.append(line)
                cells_of_wrong.append(len(cells))
                if (like := no_record(cells[0].strip())) is not None:
                    looks[line] = like
                if len(wrong) > MOST_WRONG:
                    break
            elif len(cells) > 1:  # else the line is blank
                blank.append(line)
            marks_left -= row.marks
            row.lines = row.characters = row.marks = 0
            row.all_look_like_rows = True
            line = heading.next_line + reader.line_num
    except csv.Error:
        broken_at = line
    except _RowTooLongError:
        if marks_left % 2:
            broken_at = line
        else:
            too_long_at = line
    return RowLines(
        np.array(lines, np.int64),
        np.array(wrong, np.int64),
        np.array(cells_of_wrong, np.int64),
        looks,
        tuple(swallowing),
        np.array(blank, np.int64),
        broken_at,
        too_long_at,
    )


def _noted(lines: Iterable[str], row: _RowRead, width: int) -> Iterator[str]:
    """The lines for the standard module, noting each in ``row``; blanks after a closing mark are ignored."""
    for line in lines:
        row.lines += 1
        row.characters += len(line)
        if row.characters > LONGEST_ROW:
            raise _RowTooLongError
        row.marks += line.count('"')
        # If each line alone has the heading's number of cells, a quotation mark may have swallowed it.
        row.all_look_like_rows &= width > 1 and line.count(",") + 1 == width
        yield _plain(line)


def _plain(line: str) -> str:
    return _BLANKS_AFTER_A_MARK.sub('"', line) if '" ' in line else line


_BLANKS_AFTER_A_MARK = re.compile(r'" +(?=,|\r?\n?$)')


class Padded(Struct, frozen=True):
    """The text with rows filled up with blank cells, the number of such rows, and the line of the first."""

    text: bytes
    rows: int
    first: int


def padded(text: bytes, heading: HeadingLine, least: int, required: Collection[int]) -> Padded | None:
    """Fill up the rows that lack some of the cells from ``least`` on; ``None`` if there are none.

    A last line without a line end, which may be cut off, is not filled up; nor is a lone cell, nor a row
    without a value in a ``required`` cell.
    """
    stream = io.BytesIO(text)
    stream.seek(heading.rows_from)
    parts: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.TextIOWrapper(stream, encoding="utf-8", newline=""):
            parts.append(line)
            yield _plain(line)

    width, line, rows, first = len(heading.cells), heading.next_line, 0, 0
    filled = io.BytesIO()
    filled.write(text[: heading.rows_from])
    reader = csv.reader(lines(), strict=True)
    try:
        for cells in reader:
            row = "".join(parts)
            parts.clear()
            end = len(row.rstrip("\r\n"))
            short = max(least, 2) <= len(cells) < width and end < len(row)
            if (
                short
                and no_record(cells[0].strip()) is None
                and all(cells[position].strip() for position in required)
            ):
                row = row[:end] + "," * (width - len(cells)) + row[end:]
                rows, first = rows + 1, first or line
            filled.write(row.encode())
            line = heading.next_line + reader.line_num
    except csv.Error:  # the walk finds and reports it
        return None
    return Padded(filled.getvalue(), rows, first) if rows else None


def evened(text: bytes, heading: HeadingLine, least: int) -> Padded | None:
    """The text with every row of at least ``least`` cells made as wide as the heading; ``None`` if unchanged.

    For files whose cells beyond ``least`` are not read. Rows keep their lines.
    """
    width, first, changed = len(heading.cells), 0, 0
    lines = io.TextIOWrapper(io.BytesIO(text[heading.rows_from :]), encoding="utf-8", newline="")
    reader = csv.reader(map(_plain, lines), strict=True)
    filled = io.StringIO(newline="")
    writer = csv.writer(filled, lineterminator="\n")
    line = heading.next_line
    try:
        for cells in reader:
            if least <= len(cells) != width:
                cells = [*cells, *[""] * width][:width]
                changed, first = changed + 1, first or line
            writer.writerow(cells)
            line = heading.next_line + reader.line_num
    except csv.Error:  # the walk finds and reports it
        return None
    return Padded(text[: heading.rows_from] + filled.getvalue().encode(), changed, first) if changed else None
