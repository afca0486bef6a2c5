"""Read one file into the typed rows of its extract, with every fault of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.model import Column
from cicscore.extracts.cells import (
    Converted,
    Marks,
    Refused,
    all_missing,
    as_meant,
    convert,
)
from cicscore.extracts.columns import (
    HeadingLine,
    MatchedColumns,
)
from cicscore.extracts.dates import Days
from cicscore.extracts.faults import Message, fault, faults_at, first_marked, listed, printable
from cicscore.extracts.inputs import InputFile
from cicscore.extracts.mapping import ExtractMapping, translated
from cicscore.extracts.redact import NOT_QUOTED, shown
from cicscore.extracts.scan import Lines, Padded, RowLines
from cicscore.extracts.split import (
    SplitFile,
    sources,
    split_file,
    swallowed_lines,
    wrong_cell_counts,
)
from cicscore.faults.fault import Fault, Place, Severity
from cicscore.faults.rules import severity_of
from cicscore.results import ReturnFile
from cicscore.tables import columns
from cicscore.tables.columns import Columns, Texts, Which, has_value, row_numbers, taken
from cicscore.tables.places import Known
from cicscore.tables.table import Positions
from cicscore.vocabulary import ColumnType

if TYPE_CHECKING:
    import pandas as pd

#: Arrow arrays of distinct identifiers; made into a list only if a cell is to be quoted.
Identifiers: TypeAlias = tuple[Any, ...]


class Rows(Struct, frozen=True):
    """The rows of one file, typed.

    ``headings`` gives each column's heading in the file; ``at_fault`` marks the rows with faults; ``skipped``
    counts the rows that are not, or no longer, in ``columns``. ``identifiers`` are the distinct ones of those
    whom the extract lists, for the files that refer to it; ``lacking`` gives the reason for
    each column that the source cannot hold; ``derived_from`` lists the files of a return from which the rows
    were derived, if any. ``files`` then holds each row's file, as a position in ``file_names``; if it is
    ``None``, every row is from the extract's file.
    """

    extract: Extract
    sha256: str
    headings: Mapping[str, str]
    columns: Columns
    lines: Lines
    at_fault: Marks
    skipped: int
    identifiers: Known | None = None
    lacking: Mapping[str, str] = field(default_factory=dict)
    derived_from: tuple[ReturnFile, ...] = ()
    files: Positions | None = None
    file_names: tuple[str, ...] = ()

    def place(self, *columns: str) -> Place:
        """The place of a fault in these columns, without a line."""
        within = ", ".join(self.headings[name] for name in columns if name in self.headings)
        return Place(self.extract.file, within=within or None)

    def among(self, others: Rows) -> Marks:
        """Whether each row comes from the same file and line as one of the others."""
        return np.isin(self._places(), others._places())

    def _places(self) -> Positions:
        """A number for each row's file and line."""
        return self.lines + (0 if self.files is None else self.files << 32)

    def line_text(self, row: int) -> str:
        """The line of the row at this position, with its file where the rows are of several."""
        line = str(self.lines[row])
        return line if self.files is None else f"{line} of {self.file_names[self.files[row]]}"

    def faults_at(
        self, kind: str, which: Marks | Positions, explain: Callable[[int], Message], *columns: str
    ) -> tuple[Fault, ...]:
        """One fault in these columns for each of the rows ``which``, as ``faults.faults_at``."""
        times = len(which)
        if which.dtype == np.bool_:
            times, which = int(np.count_nonzero(which)), first_marked(which.astype(np.bool_, copy=False))
        files = None if self.files is None else [self.file_names[file] for file in self.files[which]]
        return faults_at(kind, self.place(*columns), self.lines[which], explain, files, times)

    def marked(self, at_fault: Marks) -> Rows:
        """The same rows, with more marked as at fault."""
        return replace(self, at_fault=self.at_fault | at_fault)

    def once(self) -> Rows:
        """The first of the rows that are alike in every column, without those that have no key."""
        named = reduce(np.logical_and, (has_value(self.columns[name]) for name in self.extract.key))
        first = np.unique(row_numbers(self.columns.values()), return_index=True)[1]
        return self._kept(np.sort(first[named[first]]))

    def sound(self) -> Rows:
        """Only the rows that are not at fault."""
        if not self.at_fault.any():
            return self
        return replace(self._kept(~self.at_fault), skipped=self.skipped + int(self.at_fault.sum()))

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as a data frame."""
        from cicscore.tables.frames import frame_of

        return frame_of(self.columns, self.extract.columns)

    def _kept(self, kept: Which) -> Rows:
        cells = {name: taken(column, kept) for name, column in self.columns.items()}
        return replace(
            self,
            columns={
                name: column.in_use() if isinstance(column, Texts) else column
                for name, column in cells.items()
            },
            lines=self.lines[kept],
            files=None if self.files is None else self.files[kept],
            at_fault=self.at_fault[kept],
        )


class Reading(Struct, frozen=True):
    """The result of reading one file; ``rows`` is ``None`` if the file as a whole is at fault."""

    rows: Rows | None
    faults: tuple[Fault, ...]


class Owner(Struct, frozen=True):
    """Those to whom rows belong, such as children: the column that names them, and their rows once read.

    Only where the rows are needed is their file waited for, if it is being read at the same time.
    """

    key: str
    rows: Callable[[], Rows | None]

    def identifiers(self) -> Known | None:
        """Their identifiers, unless one of them was refused."""
        rows = self.rows()
        return None if rows is None else rows.identifiers


def read_extract(
    file: InputFile,
    extract: Extract,
    owners: Sequence[Owner] = (),
    mapping: ExtractMapping | None = None,
) -> Reading:
    """Read one file by its data dictionary; faults are returned, not raised.

    Messages never quote the identifiers of the ``owners`` of its rows, in any column. ``mapping`` gives the
    words and date formats used in the file; its headings and file name are already in ``extract``.
    """
    known = {owner.key: owner.identifiers for owner in owners}
    split = split_file(file, extract, known, _days(extract, mapping))
    if isinstance(split, tuple):
        return Reading(None, split)
    reading = _typed_cells(split, owners, mapping)
    if extract.once and reading.rows is not None:
        reading = replace(reading, rows=reading.rows.once())
    return replace(reading, faults=(*split.faults, *reading.faults))


def _days(extract: Extract, mapping: ExtractMapping | None) -> tuple[str, ...]:
    """The columns in which a cell is a day as it stands, or blank: no word and no day means anything else."""
    words = {} if mapping is None else mapping.values
    return tuple(
        name
        for name, column in extract.columns.items()
        if column.type is ColumnType.DATE and column.open_date is None and name not in words
    )


def _typed_cells(split: SplitFile, owners: Sequence[Owner], mapping: ExtractMapping | None) -> Reading:
    extract, divided = split.extract, split.divided
    heading, columns = split.headed.heading, split.headed.columns
    cells = divided.cells
    keys = (rows.columns[owner.key] for owner in owners if (rows := owner.rows()) is not None)
    known = tuple(key.distinct for key in keys if isinstance(key, Texts))
    days = {name: cells.days[at] for name, at in columns.positions.items() if at in cells.days}
    texts = {name: cells.columns[at] for name, at in columns.positions.items() if name not in days}
    if mapping is not None:
        texts = {
            name: translated(own, name, extract.columns[name].type, mapping) for name, own in texts.items()
        }
    forms = {name: as_meant(own, extract.columns[name]) for name, own in texts.items()}
    texts = {name: form.texts for name, form in forms.items()}
    rows, faults = _typed(extract, split.sha256, heading, columns, texts, days, divided.where, known)
    named = {at: cells.columns[at] for at in sources(heading, columns)}
    if (cause := _of_several_sources(rows, heading, named)) is not None:
        return Reading(None, (cause,))
    notes = [_other_form(rows.place(name), note) for name, form in forms.items() for note in form.notes]
    if divided.filled is not None:
        notes.append(_padded_rows(extract, divided.filled))
    return Reading(None if columns.faults else rows, (*columns.faults, *notes, *faults))


def _of_several_sources(rows: Rows, heading: HeadingLine, sources: Mapping[int, Texts]) -> Fault | None:
    """The single fault for keys that repeat because a file covers several authorities or years."""
    named = [
        f"{len(texts.distinct):,} values in {printable(heading.cells[at])}"
        for at, texts in sources.items()
        if len(texts.distinct) > 1
    ]
    key = list(rows.extract.key)
    repeated = _repeated([rows.columns[name] for name in key]) if key and named else 0
    if not repeated:
        return None
    message = Message(
        f"the file holds rows of several authorities or years ({listed(named, 'and')}):"
        f" {repeated:,} of its {len(rows.lines):,} rows have a key that others have",
        "Export the rows of one authority alone; put those of each year into a folder of its own, which for a"
        " return is named after the year, such as 2014-15.",
    )
    return fault("several-sources", Place(rows.extract.file), message)


def _repeated(key: Sequence[columns.Column]) -> int:
    """How many rows have a key that others have."""
    numbers = np.unique(row_numbers(key), return_counts=True)[1]
    return int(numbers[numbers > 1].sum())


def _padded_rows(extract: Extract, filled: Padded) -> Fault:
    rows = f"{filled.rows:,} {'row lacks' if filled.rows == 1 else 'rows lack'}"
    message = Message(
        f"{rows} cells at the end that may be blank, and {'was' if filled.rows == 1 else 'were'} read as if"
        " they were (this is the first)",
        "Check that nothing is missing from the export; nothing else has to be done.",
    )
    return fault("padded-rows", Place(extract.file, filled.first), message)


def _other_form(place: Place, note: str) -> Fault:
    advice = "Check that this is what the column means; nothing else has to be done."
    return fault("other-form", place, Message(note, advice))


def _identifiers(extract: Extract, texts: Mapping[str, Texts], columns: Columns) -> Known | None:
    """The identifiers of those whom an extract lists; ``None`` if any are refused."""
    if extract.about != extract.name or extract.key[0] not in texts:
        return None
    distinct, key = texts[extract.key[0]].distinct, columns[extract.key[0]]
    return Known.of(distinct) if isinstance(key, Texts) and key.distinct is distinct else None


def _typed(
    extract: Extract,
    sha256: str,
    heading: HeadingLine,
    columns: MatchedColumns,
    texts: Mapping[str, Texts],
    days: Mapping[str, Days],
    where: RowLines,
    known: Identifiers,
) -> tuple[Rows, tuple[Fault, ...]]:
    rows_read = len(where.lines)
    converted = {name: convert(texts[name], extract.columns[name]) for name in texts}
    found = {**{name: column.values for name, column in converted.items()}, **days}
    values = {
        name: found[name] if name in found else all_missing(column, rows_read)
        for name, column in extract.columns.items()
    }
    rows = Rows(
        extract=extract,
        sha256=sha256,
        headings={name: printable(heading.cells[position]) for name, position in columns.positions.items()},
        columns=values,
        lines=where.lines,
        at_fault=np.zeros(rows_read, np.bool_),
        skipped=len(where.wrong) + len(where.blank),
        identifiers=_identifiers(extract, texts, values),
    )
    no_records = _no_records(rows, texts, converted)
    blank_rows, blank_faults = _blanks(rows, {**texts, **days}, no_records)
    refused_rows, refused_faults = _refused(rows, texts, converted, known, no_records)
    faults = (
        *wrong_cell_counts(rows.place(), heading, where),
        *swallowed_lines(rows.place(), where),
        *faults_at("blank-row", rows.place(), where.blank, lambda _: _BLANK_ROW),
        *blank_faults,
        *refused_faults,
    )
    return rows.marked(blank_rows | refused_rows), faults


def _no_records(rows: Rows, texts: Mapping[str, Texts], converted: Mapping[str, Converted]) -> Marks:
    """The rows that are not records; their cells have no other faults."""
    marks = np.zeros(len(rows.lines), np.bool_)
    for name, column in converted.items():
        for refused in column.refused:
            if refused.kind == "no-record":
                marks |= texts[name].rows_with(refused.which)
    return marks


def _blanks(
    rows: Rows, cells: Mapping[str, Texts | Days], no_records: Marks
) -> tuple[Marks, tuple[Fault, ...]]:
    """The rows with a blank cell that may not be; ``cells`` are all columns of the file, as written."""
    required = [name for name in rows.headings if rows.extract.columns[name].required]
    blank = {name: ~has_value(cells[name]) & ~no_records for name in required}
    if not any(marks.any() for marks in blank.values()):
        return np.zeros(len(rows.lines), np.bool_), ()
    whole = reduce(np.logical_and, (~has_value(column) for column in cells.values())) & ~no_records
    faults = list(rows.faults_at("blank-row", whole, lambda _: _BLANK_ROW))
    for name, marks in blank.items():
        faults += rows.faults_at("blank-cell", marks & ~whole, lambda _: _BLANK_CELL, name)
    return reduce(np.logical_or, blank.values()), tuple(faults)


_BLANK_ROW = Message(
    "the row is blank in every column that is read",
    "Delete the row: a spreadsheet keeps rows that were emptied as lines of commas.",
)
_BLANK_CELL = Message(
    "the cell is blank, and every row needs a value here",
    "Fill the value in at its source; if it may truly be unknown, give the column `required: false` in the"
    " catalogue.",
)


class _Quoting(Struct, frozen=True, dict=True):
    """How messages refer to the text of a cell: identifiers in the wrong column are not quoted either."""

    identifiers: Identifiers

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(text.casefold() for column in self.identifiers for text in column.to_pylist())

    def __call__(self, text: str, column: Column) -> str:
        return NOT_QUOTED if text.casefold() in self._known else shown(text, column)


def _refused(
    rows: Rows,
    texts: Mapping[str, Texts],
    converted: Mapping[str, Converted],
    known: Identifiers,
    no_records: Marks,
) -> tuple[Marks, tuple[Fault, ...]]:
    marks = np.zeros(len(rows.lines), np.bool_)
    faults: list[Fault] = []
    columns = rows.extract.columns
    own = (texts[name].distinct for name in texts if columns[name].type is ColumnType.ID)
    quoting = _Quoting((*known, *own))
    for name, column in converted.items():
        for refused in column.refused:
            cells = texts[name].rows_with(refused.which)
            if refused.kind != "no-record":
                cells &= ~no_records
            if severity_of(refused.kind) is Severity.ERROR:
                marks |= cells
                faults += _cell_faults(rows, name, texts[name], refused, cells, quoting)
            else:
                faults += _code_warnings(rows, name, texts[name], refused, np.flatnonzero(cells), quoting)
    return marks, tuple(faults)


def _cell_faults(
    rows: Rows, name: str, texts: Texts, refused: Refused, cells: Marks, quoting: _Quoting
) -> tuple[Fault, ...]:
    positions = first_marked(cells)

    @cache
    def explain_code(code: int) -> Message:
        text = texts.distinct[code].as_py()
        return refused.explain(text, quoting(text, rows.extract.columns[name]))

    return rows.faults_at(
        refused.kind, cells, lambda index: explain_code(int(texts.codes[positions[index]])), name
    )


def _code_warnings(
    rows: Rows, name: str, texts: Texts, refused: Refused, positions: Positions, quoting: _Quoting
) -> tuple[Fault, ...]:
    # One warning for each code, at its first row, because no row has to be corrected.
    codes, firsts, numbers = np.unique(texts.codes[positions], return_index=True, return_counts=True)
    order = np.argsort(firsts)

    def explain(index: int) -> Message:
        text = texts.distinct[int(codes[order[index]])].as_py()
        message = refused.explain(text, quoting(text, rows.extract.columns[name]))
        number = int(numbers[order[index]])
        counted = f"{number:,} {'row' if number == 1 else 'rows'}"
        return replace(message, found=f"{message.found}; it was let through ({counted})")

    return rows.faults_at(refused.kind, positions[firsts[order]], explain, name)
