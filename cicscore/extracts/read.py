"""Read one file into the typed rows of its extract, with every fault of the file."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.model import Column
from cicscore.extracts.cells import (
    Converted,
    Marks,
    Refused,
    all_missing,
    as_meant,
    convert,
    explain_no_record,
)
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
from cicscore.extracts.encoded_columns import Cells, split_cells
from cicscore.extracts.faults import Message, Origin, fault, faults_at, listed, printable
from cicscore.extracts.inputs import InputFile
from cicscore.extracts.mapping import ExtractMapping, translated
from cicscore.extracts.redact import NOT_QUOTED, shown
from cicscore.extracts.scan import Padded, RowLines, evened, padded, row_lines, walk
from cicscore.faults.fault import Fault, Place, Severity
from cicscore.faults.rules import severity_of
from cicscore.results import ReturnFile
from cicscore.tables import columns
from cicscore.tables.columns import Columns, Texts, Which, has_value, row_numbers, taken
from cicscore.tables.table import Positions
from cicscore.vocabulary import ColumnType

if TYPE_CHECKING:
    import pandas as pd

#: Arrow arrays of distinct identifiers; made into a list only if a cell is to be quoted.
Identifiers: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """The rows of one file, typed.

    ``headings`` gives each column's heading in the file; ``at_fault`` marks the rows with faults; ``skipped``
    counts the rows that are not, or no longer, in ``columns``. ``identifiers`` are the distinct ones of a
    single-column key, as an arrow array, for the files that refer to it; ``lacking`` gives the reason for
    each column that the source cannot hold; ``derived_from`` lists the files of a return from which the rows
    were derived, if any. ``files`` then holds each row's file, as a position in ``file_names``; if it is
    ``None``, every row is from the extract's file.
    """

    extract: Extract
    sha256: str
    headings: Mapping[str, str]
    columns: Columns
    lines: Positions
    at_fault: Marks
    skipped: int
    identifiers: Any = None
    lacking: Mapping[str, str] = field(default_factory=dict)
    derived_from: tuple[ReturnFile, ...] = ()
    files: Positions | None = None
    file_names: tuple[str, ...] = ()

    def place(self, *columns: str) -> Place:
        """The place of a fault in these columns, without a line."""
        within = ", ".join(self.headings[name] for name in columns if name in self.headings)
        return Place(self.extract.file, within=within or None)

    @property
    def origins(self) -> list[Origin]:
        """The file and line of each row."""
        files = [0] * len(self.lines) if self.files is None else self.files.tolist()
        return list(map(Origin, files, self.lines.tolist()))

    def line_text(self, row: int) -> str:
        """The line of the row at this position, with its file where the rows are of several."""
        line = str(self.lines[row])
        return line if self.files is None else f"{line} of {self.file_names[self.files[row]]}"

    def faults_at(
        self, kind: str, which: Marks | Positions, explain: Callable[[int], Message], *columns: str
    ) -> tuple[Fault, ...]:
        """One fault in these columns for each of the rows ``which``, as ``faults.faults_at``."""
        files = None if self.files is None else [self.file_names[file] for file in self.files[which]]
        return faults_at(kind, self.place(*columns), self.lines[which], explain, files)

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


@dataclass(frozen=True)
class Reading:
    """The result of reading one file; ``rows`` is ``None`` if the file as a whole is at fault."""

    rows: Rows | None
    faults: tuple[Fault, ...]


def read_extract(
    file: InputFile,
    extract: Extract,
    owners: Sequence[Rows] = (),
    mapping: ExtractMapping | None = None,
) -> Reading:
    """Read one file by its data dictionary; faults are returned, not raised.

    ``owners`` are the rows read of those to whom its rows belong, such as children: messages never quote
    their identifiers, in any column. ``mapping`` gives the words and date formats used in the file; its
    headings and file name are already in ``extract``.
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
        return Reading(None, decoded.faults)
    sha256 = hashlib.sha256(data).hexdigest()
    del data
    reading = _read_text(decoded.text, extract, sha256, owners, mapping)
    if extract.once and reading.rows is not None:
        reading = replace(reading, rows=reading.rows.once())
    return replace(reading, faults=(*decoded.faults, *reading.faults))


def _unusable(extract: Extract, kind: str, line: int | None, message: Message) -> Reading:
    return Reading(None, (fault(kind, Place(extract.file, line), message),))


def _broken_quotes(extract: Extract, line: int) -> Reading:
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


def _inseparable(extract: Extract, text: bytes, heading: HeadingLine) -> Reading:
    """Why the text could not be split into rows."""
    where = walk(text, heading)
    if len(where.wrong) > MOST_WRONG:
        return _unusable(extract, "wrong-cell-count", int(where.wrong[0]), _TOO_MANY_WRONG)
    if where.broken_at is None:
        return _unusable(extract, "long-row", where.too_long_at, _LONG_ROW)
    return _broken_quotes(extract, where.broken_at)


@dataclass(frozen=True)
class _Headed:
    """The heading line, and its columns that are in the dictionary."""

    heading: HeadingLine
    columns: MatchedColumns


@dataclass(frozen=True)
class _Divided:
    """The cells of the requested columns, the lines of their rows, and the rows that were filled up."""

    cells: Cells
    where: RowLines
    filled: Padded | None


def _headed(text: bytes, extract: Extract) -> _Headed | Reading:
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
        return Reading(None, (below,))
    return _Headed(heading, columns) if columns.positions else Reading(None, columns.faults)


def _divided(
    text: bytes,
    extract: Extract,
    heading: HeadingLine,
    positions: Collection[int],
    fill_up: Callable[[], Padded | None],
    known: Mapping[int, Any],
) -> _Divided | Reading:
    """The columns at ``positions``; ``fill_up`` gives the text with short rows filled with blank cells."""
    cells = split_cells(text, heading, positions, known)
    filled = fill_up() if cells is None or cells.some_wrong else None
    if filled is not None:
        text = filled.text
        cells = split_cells(text, heading, positions, known)
    if cells is None:
        return _inseparable(extract, text, heading)
    where = row_lines(text, heading, cells.rows, some_wrong=cells.some_wrong)
    if where.broken_at is not None or len(where.lines) != cells.rows:
        return _broken_quotes(extract, where.broken_at or heading.next_line)
    return _Divided(cells, where, filled)


def _read_text(
    text: bytes, extract: Extract, sha256: str, owners: Sequence[Rows], mapping: ExtractMapping | None
) -> Reading:
    headed = _headed(text, extract)
    if isinstance(headed, Reading):
        return headed
    heading, columns = headed.heading, headed.columns
    sources = _sources(heading, columns)
    positions = (*columns.positions.values(), *sources)
    fill_up = partial(_filled_up, text, heading, columns, extract)
    divided = _divided(text, extract, heading, positions, fill_up, _known_texts(columns, owners))
    if isinstance(divided, Reading):
        return divided
    cells = divided.cells.columns
    keys = (owner.columns[name] for owner in owners for name in owner.extract.key)
    known = tuple(key.distinct for key in keys if isinstance(key, Texts))
    texts = {name: cells[position] for name, position in columns.positions.items()}
    if mapping is not None:
        texts = {
            name: translated(own, name, extract.columns[name].type, mapping) for name, own in texts.items()
        }
    forms = {name: as_meant(own, extract.columns[name]) for name, own in texts.items()}
    texts = {name: form.texts for name, form in forms.items()}
    rows, faults = _typed(extract, sha256, heading, columns, texts, divided.where, known)
    if (cause := _of_several_sources(rows, heading, {at: cells[at] for at in sources})) is not None:
        return Reading(None, (cause,))
    notes = [_other_form(rows.place(name), note) for name, form in forms.items() for note in form.notes]
    if divided.filled is not None:
        notes.append(_padded_rows(extract, divided.filled))
    return Reading(None if columns.faults else rows, (*columns.faults, *notes, *faults))


@dataclass(frozen=True)
class TextRow:
    """One row as written: the text of each column in the file, empty if the cell is blank."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class WrittenRows:
    """The rows of a file as written, its headings in lower case, and its faults."""

    headings: tuple[str, ...]
    rows: tuple[TextRow, ...]
    faults: tuple[Fault, ...]


def read_written(
    data: bytes, extract: Extract, *, only: Mapping[str, Collection[str]] | None = None
) -> WrittenRows:
    """Read a file by its data dictionary, keeping the texts of cells, whatever the columns' types.

    ``only`` gives for some columns the texts, in lower case, that a row has to have: of a large file, others
    are passed over. If quotation marks are broken from some row on, the rows before it are returned with the
    fault.
    """
    decoded = decode(data, extract.file)
    if decoded.text is None:
        return WrittenRows((), (), decoded.faults)
    read = _written(decoded.text, extract, only or {})
    return replace(read, faults=(*decoded.faults, *read.faults))


def _written(text: bytes, extract: Extract, only: Mapping[str, Collection[str]]) -> WrittenRows:
    headed = _headed(text, extract)
    if isinstance(headed, Reading):
        return WrittenRows((), (), headed.faults)
    heading, positions = headed.heading, headed.columns.positions
    headings = tuple(normal(cell) for cell in heading.cells)
    if headed.columns.faults:
        return WrittenRows(headings, (), headed.columns.faults)
    least = 1 + max(at for name, at in positions.items() if not extract.columns[name].optional)
    fill_up = partial(evened, text, heading, least)
    divided = _divided(text, extract, heading, positions.values(), fill_up, {})
    if isinstance(divided, Reading):
        (broken,) = divided.faults
        before = text.split(b"\n")[: (broken.place.line or 1) - 1]
        whole = (
            _written(b"\n".join([*before, b""]), extract, only) if len(before) >= heading.next_line else None
        )
        kept = WrittenRows(headings, (), ()) if whole is None else whole
        return replace(kept, faults=(*kept.faults, broken))
    columns = {name: [*divided.cells.columns[at].distinct.to_pylist(), ""] for name, at in positions.items()}
    codes = {name: divided.cells.columns[at].codes for name, at in positions.items()}
    wanted = np.ones(len(divided.where.lines), np.bool_)
    for name, texts in only.items():
        known = np.array([text.casefold() in texts for text in columns[name]], np.bool_)
        wanted &= known[codes[name]]
    rows = tuple(
        # The last text is for blank cells, whose code is -1.
        TextRow(
            int(divided.where.lines[number]), {name: columns[name][codes[name][number]] for name in columns}
        )
        for number in np.flatnonzero(wanted)
    )
    place = Place(extract.file)
    wrong = _wrong_cell_counts(place, heading, divided.where)
    return WrittenRows(headings, rows, (*wrong, *_swallowed_lines(place, divided.where)))


#: Headings of columns that a file of a single authority and year does not need.
_SOURCES = frozenset(
    {"year", "la", "la code", "la name", "la_code", "la_name", "local authority", "authority"}
)


def _sources(heading: HeadingLine, columns: MatchedColumns) -> tuple[int, ...]:
    """The positions of columns, outside the dictionary, that give a row's authority or year."""
    return tuple(
        at
        for at, cell in enumerate(heading.cells)
        if normal(cell) in _SOURCES and at not in columns.positions.values()
    )


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


def _filled_up(text: bytes, heading: HeadingLine, columns: MatchedColumns, extract: Extract) -> Padded | None:
    """The text with rows filled up that lack cells at the end which may be blank."""
    required = {at for name, at in columns.positions.items() if extract.columns[name].required}
    may_be_blank = set(columns.positions.values()) - required
    least = len(heading.cells)
    while least - 1 in may_be_blank:
        least -= 1
    return padded(text, heading, least, required) if least < len(heading.cells) else None


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


def _known_texts(columns: MatchedColumns, owners: Sequence[Rows]) -> dict[int, Any]:
    """The columns naming the row's child, worker or other, whose texts are known from their file."""
    return {
        columns.positions[key]: owner.identifiers
        for owner in owners
        for key in owner.extract.key
        if owner.identifiers is not None and key in columns.positions
    }


def _identifiers(extract: Extract, texts: Mapping[str, Texts], columns: Columns) -> Any:
    """The identifiers of a single-column key; ``None`` if any are refused."""
    if len(extract.key) != 1 or extract.key[0] not in texts:
        return None
    distinct, key = texts[extract.key[0]].distinct, columns[extract.key[0]]
    return distinct if isinstance(key, Texts) and key.distinct is distinct else None


def _typed(
    extract: Extract,
    sha256: str,
    heading: HeadingLine,
    columns: MatchedColumns,
    texts: Mapping[str, Texts],
    where: RowLines,
    known: Identifiers,
) -> tuple[Rows, tuple[Fault, ...]]:
    rows_read = len(where.lines)
    converted = {name: convert(texts[name], extract.columns[name]) for name in texts}
    values = {
        name: converted[name].values if name in converted else all_missing(column, rows_read)
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
    blank_rows, blank_faults = _blanks(rows, texts, no_records)
    refused_rows, refused_faults = _refused(rows, texts, converted, known, no_records)
    faults = (
        *_wrong_cell_counts(rows.place(), heading, where),
        *_swallowed_lines(rows.place(), where),
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


def _wrong_cell_counts(place: Place, heading: HeadingLine, where: RowLines) -> tuple[Fault, ...]:
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


def _swallowed_lines(place: Place, where: RowLines) -> tuple[Fault, ...]:
    def explain(position: int) -> Message:
        return Message(
            f"a cell runs over {where.swallowing[position][1]:,} lines that look like rows of their own",
            "Look for a quotation mark that is missing, or too many, on these lines; the text may also be"
            " right as it is.",
        )

    lines = np.array([line for line, _ in where.swallowing], np.int64)
    return faults_at("swallowed-lines", place, lines, explain)


def _blanks(rows: Rows, texts: Mapping[str, Texts], no_records: Marks) -> tuple[Marks, tuple[Fault, ...]]:
    blank = {name: (column.codes < 0) & ~no_records for name, column in texts.items()}
    required = [name for name in texts if rows.extract.columns[name].required]
    if not any(blank[name].any() for name in required):
        return np.zeros(len(rows.lines), np.bool_), ()
    whole = reduce(np.logical_and, blank.values())
    faults = list(rows.faults_at("blank-row", whole, lambda _: _BLANK_ROW))
    for name in required:
        faults += rows.faults_at("blank-cell", blank[name] & ~whole, lambda _: _BLANK_CELL, name)
    return reduce(np.logical_or, (blank[name] for name in required)), tuple(faults)


_BLANK_ROW = Message(
    "the row is blank in every column that is read",
    "Delete the row: a spreadsheet keeps rows that were emptied as lines of commas.",
)
_BLANK_CELL = Message(
    "the cell is blank, and every row needs a value here",
    "Fill the value in at its source; if it may truly be unknown, give the column `required: false` in the"
    " catalogue.",
)


@dataclass(frozen=True)
class _Quoting:
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
                faults += _cell_faults(rows, name, texts[name], refused, np.flatnonzero(cells), quoting)
            else:
                faults += _code_warnings(rows, name, texts[name], refused, np.flatnonzero(cells), quoting)
    return marks, tuple(faults)


def _cell_faults(
    rows: Rows, name: str, texts: Texts, refused: Refused, positions: Positions, quoting: _Quoting
) -> tuple[Fault, ...]:
    @cache
    def explain_code(code: int) -> Message:
        text = texts.distinct[code].as_py()
        return refused.explain(text, quoting(text, rows.extract.columns[name]))

    return rows.faults_at(
        refused.kind, positions, lambda index: explain_code(int(texts.codes[positions[index]])), name
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
