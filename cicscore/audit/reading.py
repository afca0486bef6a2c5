"""Read a printed scorecard from a CSV, or a sheet saved as one, whatever its headings are called."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cicscore.audit.columns import NUMBERS, Column, Slot, columns_of, doubled
from cicscore.audit.numbers import PrintedNumber, printed_number
from cicscore.audit.sheet import Aside, PrintedRow, Sheet, day_of
from cicscore.extracts.decode import decode
from cicscore.faults.fault import Fault, FaultsFoundError, Place, errors, nearest
from cicscore.faults.rules import fault
from cicscore.vocabulary import ALL

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


class _Table(Struct, frozen=True):
    """The headings and rows of a CSV, and what is below each heading that is known."""

    headings: Sequence[str]
    rows: Sequence[_Written]
    slots: Mapping[int, Slot]


def read_sheet(data: bytes, file: str) -> Sheet:
    """The printed scorecard in a file.

    Raises ``FaultsFoundError`` if it is no CSV, or lacks the indicator's or the value's column.
    """
    decoded = decode(data, file)
    if decoded.text is None:
        raise FaultsFoundError(errors(decoded.faults))
    text = decoded.text.decode("utf-8")
    tables = [table for separator in _SEPARATORS if (table := _table(text, separator)) is not None]
    found = next((table for table in tables if _has_needed(table.slots)), None)
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
        (at for at, row in enumerate(written[:_TITLES]) if _has_needed(columns_of(row.cells))),
        0,
    )
    heading = written[at].cells
    return _Table(heading, written[at + 1 :], columns_of(heading))


def _has_needed(slots: Mapping[int, Slot]) -> bool:
    return {slot.column for slot in slots.values()} >= set(_NEEDED)


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
    best = max(tables, key=lambda table: len(set(table.slots.values())), default=None)
    headings = [] if best is None else list(best.headings)
    known = set() if best is None else {slot.column for slot in best.slots.values()}
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


#: What a page with two variants side by side prints once for each of them.
_OF_A_SIDE = frozenset(
    {
        Column.VALUE,
        Column.RAG,
        Column.NUMERATOR,
        Column.DENOMINATOR,
        Column.PREVIOUS,
        Column.OUTTURN,
        Column.CHANGE,
    }
)


def _sheet(table: _Table, file: str) -> Sheet:
    unknown = [at for at in range(len(table.headings)) if at not in table.slots]
    read = [(one, row) for row in table.rows for one in _rows(row, table) if one.text(Column.INDICATOR)]
    telling = _telling(read, unknown)
    rows = tuple(replace(one, others=tuple(_cell(row, at) for at in telling)) for one, row in read)
    headings: dict[Column, str] = {
        slot.column: table.headings[at] for at, slot in table.slots.items() if slot.column is not Column.ASIDE
    }
    aside = dict.fromkeys(one for row in rows for one in _aside(row))
    return Sheet(file, headings, rows, tuple(aside), _days(headings))


def _rows(written: _Written, table: _Table) -> Iterator[PrintedRow]:
    """The row or, of a page with variants side by side, one for each that it prints."""
    own = {slot.column: at for at, slot in table.slots.items() if slot.side is None}
    sides = dict.fromkeys(slot.side for slot in table.slots.values() if slot.side is not None)
    if Column.VALUE in own or not sides:
        whole = _row(written, table, own)
        # The variance is the excluding side's, where there is one.
        yield _without(whole, Column.VARIANCE) if sides else whole
    shared = {column: at for column, at in own.items() if column not in _OF_A_SIDE}
    named = _row(written, table, shared)
    rows = {side: _row(written, table, shared | _positions(table, side)) for side in sides}
    printed = {side: row for side, row in rows.items() if any(column in row.cells for column in _OF_A_SIDE)}
    for side, row in printed.items():
        # A line that is about one variant only stands on one side of the page, whichever that is.
        is_own = len(printed) == 1 and named.variant != ALL
        cells = row.cells if is_own else {**row.cells, Column.VARIANT: side}
        one = replace(row, cells=cells)
        yield _without(one, Column.VARIANCE) if one.variant == ALL else one


def _positions(table: _Table, side: str) -> dict[Column, int]:
    return {slot.column: at for at, slot in table.slots.items() if slot.side == side}


def _without(row: PrintedRow, column: Column) -> PrintedRow:
    cells = {name: text for name, text in row.cells.items() if name is not column}
    numbers = {name: number for name, number in row.numbers.items() if name is not column}
    return replace(row, cells=cells, numbers=numbers)


def _row(written: _Written, table: _Table, positions: Mapping[Column, int]) -> PrintedRow:
    cells: dict[Column, str] = {
        column: written.cells[at]
        for column, at in positions.items()
        if at < len(written.cells) and column is not Column.ASIDE and not _is_blank(column, written.cells[at])
    }
    for column in _beside_what_was_set(cells.get(Column.OVERRIDDEN, "")):
        cells.pop(column, None)
    figures = {column: cells.get(column, "") for column in NUMBERS}
    # A target may say which side of it is meant; "<5" in another column hides a count.
    figures[Column.TARGET] = figures[Column.TARGET].lstrip("<>=≤≥ ")
    numbers: dict[Column, PrintedNumber] = {
        column: number for column, text in figures.items() if (number := printed_number(text)) is not None
    }
    headings: dict[Column, str] = {column: table.headings[at] for column, at in positions.items()}
    return PrintedRow(written.line, cells, numbers, headings)


def _beside_what_was_set(overridden: str) -> tuple[Column, ...]:
    """The columns that prove nothing of a value, or a rating, that a scorecard says was set by hand."""
    words = overridden.casefold().split()
    counts = (Column.NUMERATOR, Column.DENOMINATOR) if "value" in words else ()
    return (*counts, Column.RAG) if "rag" in words else counts


def _is_blank(column: Column, text: str) -> bool:
    """Whether nothing is printed in a cell; a name may be any word."""
    is_figure = column in NUMBERS or column is Column.RAG
    return (_NOTHING if is_figure else _DASHES).fullmatch(text) is not None


def _telling(read: Sequence[tuple[PrintedRow, _Written]], unknown: Sequence[int]) -> list[int]:
    """The columns that are not known and without which two rows of a page would be about the same line."""
    alike: dict[tuple[object, str], list[_Written]] = {}
    for one, row in read:
        alike.setdefault((one.key, one.text(Column.PAGE)), []).append(row)
    several = [group for group in alike.values() if len(group) > 1]
    return [at for at in unknown if any(len({_cell(row, at) for row in group}) > 1 for group in several)]


def _cell(row: _Written, at: int) -> str:
    return row.cells[at].casefold() if at < len(row.cells) else ""


def _aside(row: PrintedRow) -> Iterator[Aside]:
    """The cells that hold neither what their column is for, nor a sign that nothing is printed."""
    for column in NUMBERS:
        if row.text(column) and column not in row.numbers:
            yield Aside(row.line, row.headings[column], row.text(column))
    if row.text(Column.RAG) and row.rag is None:
        yield Aside(row.line, row.headings[Column.RAG], row.text(Column.RAG))


def _days(headings: Mapping[Column, str]) -> dict[Column, dt.date]:
    """The day that the heading of an earlier figure names, where it does."""
    found: dict[Column, dt.date] = {}
    for column in (Column.PREVIOUS, Column.OUTTURN):
        named = re.search(r"\(([^()]*[0-9]{4})\)|([0-9]{4}-[0-9]{2}-[0-9]{2})", headings.get(column, ""))
        day = named and day_of(named[1] or named[2])
        if day:
            found[column] = day
    return found
