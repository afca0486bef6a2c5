"""Read a printed scorecard from a CSV, or a sheet saved as one, whatever its headings are called."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cicscore.audit.columns import NUMBERS, Column, columns_of, doubled
from cicscore.audit.numbers import PrintedNumber, printed_number
from cicscore.audit.sheet import Aside, PrintedRow, Sheet
from cicscore.faults.fault import Fault, FaultsFoundError, Place, errors, nearest
from cicscore.faults.rules import fault

#: Titles that may stand above the headings.
_TITLES = 20
_SEPARATORS = (",", ";", "\t")
_NEEDED = (Column.INDICATOR, Column.VALUE)
#: What is printed where nothing is: dashes, words, and the symbols for what is not shown.
_NOTHING = re.compile(r"[-–—\s]*|n/?[akr]|\.{1,3}|:|[*xzcu]|\[[a-z]\]", re.IGNORECASE)
_DASHES = re.compile(r"[-–—\s]*")


class _Written(NamedTuple):
    line: int
    cells: Sequence[str]


@dataclass(frozen=True)
class _Table:
    """The headings and rows of a CSV, with the line of each row, and the columns of known headings."""

    headings: Sequence[str]
    rows: Sequence[_Written]
    columns: Mapping[int, Column]


def read_sheet(data: bytes, file: str) -> Sheet:
    """The printed scorecard in a file.

    Raises ``FaultsFoundError`` if it is no CSV, or lacks the indicator's or the value's column.
    """
    from cicscore.extracts.scan import decode

    decoded = decode(data, file)
    if decoded.text is None:
        raise FaultsFoundError(errors(decoded.faults))
    text = decoded.text.decode("utf-8")
    tables = [table for separator in _SEPARATORS if (table := _table(text, separator)) is not None]
    found = next((table for table in tables if set(table.columns.values()) >= set(_NEEDED)), None)
    if found is None:
        broken = _divided(text, _SEPARATORS[0])
        raise FaultsFoundError([_broken(file, broken)] if isinstance(broken, int) else _missing(tables, file))
    if twice := [_twice(file, found, *one) for one in doubled(found.headings)]:
        raise FaultsFoundError(twice)
    return _sheet(found, file)


def _table(text: str, separator: str) -> _Table | None:
    """The table as divided by this separator; ``None`` where it cannot be, or nothing is written.

    The headings are those of the first line that has all that is needed, else of the first one.
    """
    written = _divided(text, separator)
    if isinstance(written, int) or not written:
        return None
    at = next(
        (
            at
            for at, row in enumerate(written[:_TITLES])
            if set(columns_of(row.cells).values()) >= set(_NEEDED)
        ),
        0,
    )
    heading = written[at].cells
    return _Table(heading, written[at + 1 :], columns_of(heading))


def _divided(text: str, separator: str) -> list[_Written] | int:
    """The rows that are not blank, or the line of the first row whose quotation marks are broken."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[_Written] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_Written(line, [" ".join(cell.split()) for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        return line
    return rows


def _broken(file: str, line: int) -> Fault:
    found = "the file is not a CSV from here on"
    return fault(
        "figures-row-length", Place(file, line), found, "Look for a quotation mark that is not closed."
    )


def _missing(tables: Sequence[_Table], file: str) -> list[Fault]:
    """A fault for each column that is needed and that no heading of the likeliest table names."""
    best = max(tables, key=lambda table: len(set(table.columns.values())), default=None)
    headings = [] if best is None else list(best.headings)
    known = set() if best is None else set(best.columns.values())
    return [
        fault(
            "figures-without-column",
            Place(file, 1, within=column.value),
            f"the column `{column.value}` is missing",
            "Give the figures, and what each is of, a column with this heading, on a line of headings.",
            allowed="indicator, value, and what else is printed: variant, polarity, rag, numerator,"
            " denominator, target, previous, variance",
            nearest=nearest(column.value, headings),
        )
        for column in _NEEDED
        if column not in known
    ]


def _twice(file: str, table: _Table, column: Column, position: int) -> Fault:
    heading = table.headings[position]
    return fault(
        "figures-column-twice",
        Place(file, 1, within=heading),
        f"two headings are read as `{column.value}`",
        "Keep the one that is meant; give each variant, and each page, rows of its own.",
    )


def _sheet(table: _Table, file: str) -> Sheet:
    positions: dict[Column, int] = {
        column: at for at, column in table.columns.items() if column is not Column.ASIDE
    }
    unknown = [at for at in range(len(table.headings)) if at not in table.columns]
    read = [_row(row, positions) for row in table.rows]
    told = [one for one in read if one.text(Column.INDICATOR)]
    written = {row.line: row for row in table.rows}
    telling = _telling(told, written, unknown)
    rows = tuple(
        PrintedRow(row.line, row.cells, row.numbers, _cells_at(written[row.line], telling)) for row in told
    )
    return Sheet(
        file,
        {column: table.headings[at] for column, at in positions.items()},
        rows,
        tuple(one for row in rows for one in _aside(row)),
        _days({column: table.headings[at] for column, at in positions.items()}),
    )


def _row(written: _Written, positions: Mapping[Column, int]) -> PrintedRow:
    cells = {
        column: written.cells[at]
        for column, at in positions.items()
        if at < len(written.cells) and not _is_blank(column, written.cells[at])
    }
    numbers: dict[Column, PrintedNumber] = {
        column: number for column in NUMBERS if (number := printed_number(cells.get(column, ""))) is not None
    }
    return PrintedRow(written.line, cells, numbers)


def _is_blank(column: Column, text: str) -> bool:
    """Whether nothing is printed in a cell; a name may be any word."""
    is_figure = column in NUMBERS or column is Column.RAG
    return (_NOTHING if is_figure else _DASHES).fullmatch(text) is not None


def _telling(
    rows: Sequence[PrintedRow], written: Mapping[int, _Written], unknown: Sequence[int]
) -> list[int]:
    """The columns that are not known and without which two rows of a page would be about the same line."""
    alike: dict[tuple[object, str], list[_Written]] = {}
    for row in rows:
        alike.setdefault((row.key, row.text(Column.PAGE)), []).append(written[row.line])
    several = [group for group in alike.values() if len(group) > 1]
    return [at for at in unknown if any(len({_cell(row, at) for row in group}) > 1 for group in several)]


def _cells_at(row: _Written, positions: Sequence[int]) -> tuple[str, ...]:
    return tuple(_cell(row, at) for at in positions)


def _cell(row: _Written, at: int) -> str:
    return row.cells[at].casefold() if at < len(row.cells) else ""


def _aside(row: PrintedRow) -> Iterator[Aside]:
    """The cells that hold neither what their column is for, nor a sign that nothing is printed."""
    for column in NUMBERS:
        if row.text(column) and column not in row.numbers:
            yield Aside(row.line, column, row.text(column))
    if row.text(Column.RAG) and row.rag is None:
        yield Aside(row.line, Column.RAG, row.text(Column.RAG))


def _days(headings: Mapping[Column, str]) -> dict[Column, dt.date]:
    """The day that the heading of an earlier figure names, where it does."""
    from cicscore.extracts.dates import day_of

    found: dict[Column, dt.date] = {}
    for column in (Column.PREVIOUS, Column.OUTTURN):
        dates = re.search(r"\(([^()]*)\)|([0-9]{4}-[0-9]{2}-[0-9]{2})", headings.get(column, ""))
        day = dates and day_of(dates[1] or dates[2])
        if day:
            found[column] = day
    return found
