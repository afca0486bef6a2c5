"""Which line of the file each row stands on, and which rows have a wrong number of cells.

In most files every row is one line, which three counts prove. The lines are only walked through where
there are blank lines, cells with line breaks, or rows to be reported.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cicscore.extracts.headings import HeadingLine, cells_of_any_length


@dataclass(frozen=True)
class RowLines:
    """The line of each whole row; line and number of cells of each other row.

    ``swallowing`` has the line and number of lines of each row of several lines that all look like rows.
    ``broken_at`` is the line of a row in which a quotation mark is not closed or not doubled; what comes
    after it was not looked at.
    """

    lines: npt.NDArray[np.int64]
    wrong: tuple[tuple[int, int], ...] = ()
    swallowing: tuple[tuple[int, int], ...] = ()
    broken_at: int | None = None


def row_lines(text: bytes, heading: HeadingLine, rows: int, *, some_wrong: bool) -> RowLines:
    """The lines of the ``rows`` whole rows after the heading; ``some_wrong``: there are others, too."""
    start = heading.rows_from
    has_quotes = text.find(b'"', start) >= 0
    odd_quotes = has_quotes and text.count(b'"', start) % 2 == 1
    lone_returns = text.find(b"\r", start) >= 0 and text.count(b"\r", start) != text.count(b"\r\n", start)
    if some_wrong or odd_quotes or lone_returns:
        return walk(text, heading)
    physical = text.count(b"\n", start) + (start < len(text) and not text.endswith(b"\n"))
    if physical == rows:
        return RowLines(np.arange(rows, dtype=np.int64) + heading.next_line)
    if has_quotes:
        return walk(text, heading)
    return RowLines(_lines_that_are_not_blank(text, heading))


def _lines_that_are_not_blank(text: bytes, heading: HeadingLine) -> npt.NDArray[np.int64]:
    characters = np.frombuffer(text, np.uint8, offset=heading.rows_from)
    ends = np.append(np.flatnonzero(characters == ord("\n")), len(characters))
    starts = np.append(0, ends[:-1] + 1)
    lengths = ends - starts
    only_return = (lengths == 1) & (characters[np.minimum(starts, len(characters) - 1)] == ord("\r"))
    return np.flatnonzero((lengths > 0) & ~only_return) + heading.next_line


def walk(text: bytes, heading: HeadingLine) -> RowLines:
    """Go through the rows one by one, as strictly about quotation marks as the standard module can be."""
    stream = io.BytesIO(text)
    stream.seek(heading.rows_from)
    pending: list[str] = []
    reader = csv.reader(_noted(io.TextIOWrapper(stream, encoding="utf-8", newline=""), pending), strict=True)
    width = len(heading.cells)
    lines: list[int] = []
    wrong: list[tuple[int, int]] = []
    swallowing: list[tuple[int, int]] = []
    line = heading.next_line
    broken_at = None
    try:
        with cells_of_any_length(text):
            for cells in reader:
                if len(cells) == width:
                    lines.append(line)
                    if len(pending) > 1 and _all_look_like_rows(pending, width):
                        swallowing.append((line, len(pending)))
                elif any(cell.strip() for cell in cells):
                    wrong.append((line, len(cells)))
                pending.clear()
                line = heading.next_line + reader.line_num
    except csv.Error:
        broken_at = line
    return RowLines(np.array(lines, np.int64), tuple(wrong), tuple(swallowing), broken_at)


def _noted(lines: Iterable[str], pending: list[str]) -> Iterator[str]:
    """The lines, each put into ``pending`` as it is taken."""
    for line in lines:
        pending.append(line)
        yield line


def _all_look_like_rows(lines: Sequence[str], width: int) -> bool:
    """Whether each line by itself would have the heading's number of cells: a mark may have swallowed it."""
    return width > 1 and all(line.count(",") + 1 == width for line in lines)
