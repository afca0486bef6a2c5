"""Build extracts from the rows of a worked example."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.model import Column, Example
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.examples.words import Words, cell_text, words_of, written_texts
from cicscore.extracts.cells import all_missing, convert
from cicscore.extracts.faults import quoted
from cicscore.faults.fault import Fault, nearest
from cicscore.faults.rules import fault
from cicscore.results import ExtractSource
from cicscore.tables.arrow import strings
from cicscore.tables.columns import Array, Texts, plain, taken
from cicscore.tables.table import Extracts, Positions, Table
from cicscore.vocabulary import ColumnType

#: How often one entry may be repeated; beyond this, an example can no longer be worked by hand.
MOST_TIMES = 10_000


def advice_on_cell(kind: ColumnType) -> str:
    """Advise what to do about an example's cell.

    An example is typed by hand: there is no system to correct, and nothing to export again.
    """
    match kind:
        case ColumnType.DATE:
            return "Write a day of the calendar in the example, such as 2016-03-31."
        case ColumnType.DATETIME:
            return "Write a day of the calendar and a time in the example, such as 2016-03-31 09:30."
        case ColumnType.NUMBER:
            return "Write a number in the example, in digits and with a point before decimals."
        case ColumnType.ID | ColumnType.TEXT | ColumnType.POSTCODE | ColumnType.FLAG:
            return "Correct the cell of the example, or leave it out where nothing is known."
        case ColumnType.CODE:
            return "Correct the code, or add it to the column's `codes` in the catalogue with what it means."


#: The column that tells the examples apart in tables that hold the rows of several; no catalogue can name it.
EXAMPLE = "(example)"


class WrittenRow(Struct, frozen=True):
    """Cells by column, the row's place in the catalogue, and the number of its example."""

    cells: Mapping[str, object]
    path: Path
    example: int


class RowKind(Struct, frozen=True):
    """A kind of child, or of row that belongs to no child: its row, and the rows about each such child.

    ``times`` is how many of them there are.
    """

    extract: str
    row: WrittenRow
    times: int
    about: Mapping[str, tuple[WrittenRow, ...]] = field(default_factory=dict)


def subject_of(catalogue: Catalogue) -> Extract | None:
    """The extract of the children that others are about; the first if there are several."""
    return next((extract for extract in catalogue.extracts.values() if extract.child == extract.name), None)


def _is_about(extract: Extract, children: Extract | None) -> bool:
    """Whether the rows of an extract belong to the children whose keys are made up."""
    return children is not None and extract.child == children.name


class ExampleReader(Struct, dict=True):
    """Reads the rows of the example with this number; ``faults`` collects errors of form."""

    catalogue: Catalogue
    source: YamlSource
    number: int
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def _children(self) -> Extract | None:
        return subject_of(self.catalogue)

    @cached_property
    def _about(self) -> tuple[str, ...]:
        """The extracts whose rows stand under their child."""
        children = self._children
        every = self.catalogue.extracts.values()
        return tuple(each.name for each in every if _is_about(each, children) and each is not children)

    @cached_property
    def _alone(self) -> tuple[str, ...]:
        """The extracts whose rows belong to no child."""
        every = self.catalogue.extracts.values()
        return tuple(extract.name for extract in every if not _is_about(extract, self._children))

    def kinds(self, example: Example, path: Path) -> tuple[RowKind, ...]:
        """Every entry of the example at ``path``, children first."""
        found = [
            self._kind_of_child(entry, (*path, "children", index))
            for index, entry in enumerate(example.children)
        ]
        for name, entries in example.rows.items():
            at = (*path, "rows", name)
            if self._belongs_to_no_child(name, at):
                extract = self.catalogue.extracts[name]
                found += [
                    self._kind_of_row(extract, entry, (*at, index)) for index, entry in enumerate(entries)
                ]
        return tuple(kind for kind in found if kind is not None)

    def _belongs_to_no_child(self, name: str, path: Path) -> bool:
        """Whether the rows of an extract belong under ``rows``; reports a fault if not."""
        alone = self._alone
        if name in alone:
            return True
        known = name in self.catalogue.extracts
        self._report(
            "example-unknown-key",
            path,
            f"the rows of `{name}` belong to children" if known else f"there is no extract `{name}`",
            "Write rows about a child under `children`, in the entry of the child they belong to."
            if known
            else "Name an extract that the catalogue declares.",
            allowed=alone,
            close=None if known else nearest(name, alone),
            at_key=True,
        )
        return False

    def _kind_of_child(self, entry: Mapping[str, Any], path: Path) -> RowKind | None:
        children = self._children
        if children is None:
            found = "the catalogue declares no extract of children"
            self._report(
                "example-unknown-key", path, found, "Give other extracts `about:` and the name of one."
            )
            return None
        about = self._about
        cells: dict[str, Any] = {}
        rows: dict[str, tuple[WrittenRow, ...]] = {}
        for key, value in entry.items():
            if key in about and key not in children.columns:
                extract = self.catalogue.extracts[key]
                rows[key] = self._rows_about_child(extract, value, (*path, key))
            else:
                cells[key] = value
        return self._kind(children, cells, path, rows, also=about)

    def _kind_of_row(self, extract: Extract, entry: Mapping[str, Any], path: Path) -> RowKind | None:
        return self._kind(extract, entry, path, {})

    def _kind(
        self,
        extract: Extract,
        entry: Mapping[str, Any],
        path: Path,
        about: Mapping[str, tuple[WrittenRow, ...]],
        also: Iterable[str] = (),
    ) -> RowKind | None:
        times = entry.get("times", 1)
        if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= MOST_TIMES:
            found = f"`times` is {str(times)[:20]}, not a number of times"
            advice = "Say how many rows there are like this one, or leave it out for one."
            allowed = [f"a whole number from 1 to {MOST_TIMES:,}"]
            self._report("example-wrong-form", (*path, "times"), found, advice, allowed)
            return None
        cells = {key: value for key, value in entry.items() if key != "times"}
        row = self._row(extract, cells, path, also=("times", *also))
        return RowKind(extract.name, row, times, about)

    def _rows_about_child(self, extract: Extract, value: object, path: Path) -> tuple[WrittenRow, ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            found = f"`{extract.name}` is not a list of rows"
            advice = f"Write the child's rows of `{extract.name}` as a list, each with its columns."
            column = next((name for name in extract.columns if name not in extract.key), "column")
            self._report("example-wrong-form", path, found, advice, [f"such as [{{{column}: ...}}]"])
            return ()
        return tuple(self._row(extract, item, (*path, index)) for index, item in enumerate(value))

    def _row(
        self, extract: Extract, cells: Mapping[str, Any], path: Path, also: Iterable[str] = ()
    ) -> WrittenRow:
        """The row, with the cells that have a column and hold a single value."""
        children = self._children
        made_up = children.key if children is not None and _is_about(extract, children) else ()
        columns = [column for column in extract.columns if column not in made_up]
        sound: dict[str, object] = {}
        for name, value in cells.items():
            if name in made_up:
                found = f"`{name}` is written out, but the children's keys are made up"
                self._report("example-unknown-key", (*path, name), found, "Leave it out.", at_key=True)
            elif name not in columns:
                allowed = [*columns, *also]
                found = f"`{extract.name}` has no column `{name}`"
                advice = "Use a column that the extract declares."
                close = nearest(name, allowed)
                self._report("example-unknown-key", (*path, name), found, advice, allowed, close, at_key=True)
            elif isinstance(value, list | dict):
                found = f"the cell `{name}` holds several values"
                self._report("example-wrong-cell", (*path, name), found, "Write one value.")
            else:
                sound[name] = value
        return WrittenRow(sound, path, self.number)

    def _report(
        self,
        code: str,
        path: Path,
        found: str,
        advice: str,
        allowed: Iterable[str] = (),
        close: str | None = None,
        *,
        at_key: bool = False,
    ) -> None:
        place = self.source.place(path, at_key=at_key)
        listed = ", ".join(allowed) or None
        self.faults.append(fault(code, place, found, advice, allowed=listed, nearest=close))


class _Rows(Struct, frozen=True, dict=True):
    """The rows of one extract, each a repetition of a written one.

    ``which`` is each row's written row, ``child`` the position of its child, if it belongs to one.
    """

    written: Sequence[WrittenRow]
    which: Positions
    child: Positions | None

    def __len__(self) -> int:
        return len(self.which)

    @cached_property
    def examples(self) -> Positions:
        """The number of each row's example."""
        return np.array([row.example for row in self.written], np.int64)[self.which]


class Built(Struct, frozen=True):
    """The rows of several examples in the same tables, and the faults of each example's rows and cells.

    The rows of a table are in the order of the examples: those of each begin at its place among ``firsts``,
    and end where the next one's begin. ``empty`` are the tables without any.
    """

    faults: tuple[tuple[Fault, ...], ...]
    tables: Mapping[str, Table]
    firsts: Mapping[str, Positions]
    empty: Mapping[str, Table]
    _kept: dict[tuple[int, ...], Extracts] = field(default_factory=dict)

    def of(self, *examples: int) -> Extracts:
        """The extracts that hold the rows of these examples, and no others."""
        if examples not in self._kept:
            rows = {
                name: np.concatenate([np.arange(firsts[one], firsts[one + 1]) for one in examples])
                for name, firsts in self.firsts.items()
            }
            own = {name: self._with_rows(name, rows) for name, some in rows.items() if len(some)}
            self._kept[examples] = Extracts({**self.empty, **own})
        return self._kept[examples]

    def _with_rows(self, name: str, rows: Mapping[str, Positions]) -> Table:
        """The table with some of its rows, whose children, workers and others are some of theirs."""
        table, own = self.tables[name], rows[name]

        def moved(owners: Positions, subject: str) -> Positions:
            if subject not in rows:
                return owners[own]  # nobody
            # The last place is that of -1, nobody.
            places = np.full(len(self.tables[subject]) + 1, -1, np.int64)
            places[rows[subject]] = np.arange(len(rows[subject]))
            return places[owners[own]]

        return replace(
            table,
            columns={column: taken(cells, own) for column, cells in table.columns.items()},
            lines=table.lines[: len(own)],
            child=None if table.child is None else moved(table.child, table.extract.child or ""),
            links={subject: moved(owners, subject) for subject, owners in table.links.items()},
        )


class Builder(Struct, frozen=True, dict=True):
    """Builds extracts from one catalogue's examples; empty extracts are built, and texts converted, once."""

    catalogue: Catalogue
    source: YamlSource

    @cached_property
    def _children(self) -> Extract | None:
        return subject_of(self.catalogue)

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], Words]:
        """What the texts of all examples stand for, by extract and column."""
        children = self._children
        texts = written_texts(self.catalogue, None if children is None else children.name)
        return {
            (extract.name, name): words_of(texts[extract.name, name], column)
            for extract in self.catalogue.extracts.values()
            for name, column in extract.columns.items()
            if (extract.name, name) in texts
        }

    @cached_property
    def _empty(self) -> Mapping[str, Table]:
        nobody = np.empty(0, np.int64)
        return {
            name: replace(
                self._table(extract, _Rows((), nobody, nobody), {}),
                links=dict.fromkeys(_others(extract), nobody),
            )
            for name, extract in self.catalogue.extracts.items()
        }

    def build(self, examples: Sequence[tuple[Example, Path]]) -> Built:
        """Build the extracts of these examples, each with its path, and find the faults of rows and cells."""
        kinds: list[RowKind] = []
        faults: dict[int, list[Fault]] = {}
        for number, (example, path) in enumerate(examples):
            reader = ExampleReader(self.catalogue, self.source, number)
            kinds += reader.kinds(example, path)
            faults[number] = reader.faults
        written = _rows_by_extract(kinds, self._children)
        own = {
            name: self._table(self.catalogue.extracts[name], rows, faults) for name, rows in written.items()
        }
        tables = {**self._empty, **own}
        for name, rows in written.items():
            tables[name] = self._linked(own[name], rows, tables, faults)
        return Built(
            tuple(tuple(found) for found in faults.values()),
            {name: tables[name] for name in written},
            {
                name: np.searchsorted(rows.examples, np.arange(len(examples) + 1))
                for name, rows in written.items()
            },
            self._empty,
        )

    def _linked(
        self, table: Table, rows: _Rows, tables: Mapping[str, Table], faults: dict[int, list[Fault]]
    ) -> Table:
        """The table with each row's worker or other, whose key is written in the example."""
        found: dict[str, Positions] = {}
        for subject in table.extract.subjects:
            if subject == table.extract.name:
                found[subject] = np.arange(len(rows), dtype=np.int64)
            elif subject == table.extract.child and table.child is not None:
                found[subject] = table.child
            else:
                found[subject] = owners = _owners(table, tables[subject])
                self._report_unknown_owners(table.extract, subject, rows, owners, faults)
        child = found.pop(table.extract.child or "", None)
        return replace(table, child=child, links=found)

    def _report_unknown_owners(
        self,
        extract: Extract,
        subject: str,
        rows: _Rows,
        owners: Positions,
        faults: dict[int, list[Fault]],
    ) -> None:
        (column,) = self.catalogue.extracts[subject].key
        kind, required = extract.subjects[subject], subject in extract.linked
        for number in np.unique(rows.which[owners < 0]):
            row = rows.written[number]
            blank = cell_text(row.cells.get(column)) is None
            if not blank or required:
                unknown = fault(
                    "example-wrong-cell",
                    self.source.place((*row.path, column) if not blank else row.path),
                    f"the row names no {kind}, and rows of `{extract.name}` belong to {kind.plural}"
                    if blank
                    else f"no row of `{subject}` in this example has this `{column}`",
                    f"Write the `{column}` of a row of `{subject}` in this example.",
                )
                faults[row.example].append(unknown)

    def _table(self, extract: Extract, rows: _Rows, faults: dict[int, list[Fault]]) -> Table:
        values: dict[str, Array | Texts] = {}
        for name, column in extract.columns.items():
            written = [cell_text(row.cells.get(name)) for row in rows.written]
            if (made_up := self._made_up(extract, name, rows, written)) is not None:
                values[name] = made_up if column.type is ColumnType.ID else convert(made_up, column).values
            elif any(written):
                words = self._words[extract.name, name]
                self._report_refused_cells(name, column.type, rows, words, faults)
                values[name] = words.column(written, rows.which)
            else:
                values[name] = _all_missing(column.type, len(rows))
        values[EXAMPLE] = _numbered("", rows.examples)
        return Table(
            extract=replace(extract, columns={**extract.columns, EXAMPLE: Column(type=ColumnType.TEXT)}),
            columns=values,
            lines=np.arange(len(rows), dtype=np.int64) + 2,
            child=rows.child if _is_about(extract, self._children) else None,
            source=ExtractSource(name=extract.name, file=extract.file, rows=len(rows), sha256=""),
        )

    def _made_up(
        self, extract: Extract, name: str, rows: _Rows, written: Sequence[str | None]
    ) -> Texts | None:
        """The identifiers of a key that is not written, made up for each row; ``None`` of other columns."""
        children = self._children
        if rows.child is not None and _is_about(extract, children) and children and name in children.key:
            return _numbered("child ", rows.child)
        if not any(written) and name in extract.key and extract.columns[name].type is ColumnType.ID:
            return _numbered("key ", np.arange(len(rows), dtype=np.int64))
        return None

    def _report_refused_cells(
        self, column: str, kind: ColumnType, rows: _Rows, words: Words, faults: dict[int, list[Fault]]
    ) -> None:
        for wrong, explain in words.refused:
            for row in rows.written:
                text = cell_text(row.cells.get(column))
                if text is not None and text in wrong:
                    why = explain(text, quoted(text))
                    refused = fault(
                        "example-wrong-cell",
                        self.source.place((*row.path, column)),
                        why.found,
                        advice_on_cell(kind),
                        allowed=why.allowed,
                        nearest=why.nearest,
                    )
                    faults[row.example].append(refused)


def _others(extract: Extract) -> Iterator[str]:
    """The workers and others to whom the rows belong, but not the children."""
    return (subject for subject in extract.subjects if subject != extract.child)


def _owners(table: Table, owner: Table) -> Positions:
    """The position of each row's worker or other in their table, of the same example; -1 for none."""
    (key,) = owner.extract.key
    places = {named: place for place, named in enumerate(_named(owner, key))}
    return np.array([places.get(named, -1) if named[1] else -1 for named in _named(table, key)], np.int64)


def _named(table: Table, key: str) -> Iterator[tuple[str | None, str | None]]:
    """The example of each row, and the text in this column."""
    return zip(plain(table.columns[EXAMPLE]), plain(table.columns[key]), strict=True)


def _rows_by_extract(kinds: Sequence[RowKind], children: Extract | None) -> dict[str, _Rows]:
    """The rows of every extract in the examples."""
    found: dict[str, _Rows] = {}
    for name in dict.fromkeys(kind.extract for kind in kinds):
        own = [kind for kind in kinds if kind.extract == name]
        which = np.repeat(np.arange(len(own)), [kind.times for kind in own])
        # A child's row belongs to that child.
        listed = children is not None and name == children.name
        child = np.arange(len(which), dtype=np.int64) if listed else None
        found[name] = _Rows([kind.row for kind in own], which, child)
        for about in dict.fromkeys(about for kind in own for about in kind.about):
            found[about] = _rows_about(about, own)
    return found


def _rows_about(name: str, kinds: Sequence[RowKind]) -> _Rows:
    """The rows of one extract about the children of these kinds, child by child."""
    written: list[WrittenRow] = []
    which, child = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    first = 0
    for kind in kinds:
        if rows := kind.about.get(name, ()):
            which.append(np.tile(np.arange(len(written), len(written) + len(rows)), kind.times))
            child.append(np.repeat(np.arange(first, first + kind.times, dtype=np.int64), len(rows)))
            written += rows
        first += kind.times
    return _Rows(written, np.concatenate(which), np.concatenate(child))


@cache
def _all_missing(kind: ColumnType, rows: int) -> Any:
    """An empty column of this type."""
    return all_missing(Column(type=kind), rows)


def _numbered(word: str, numbers: Positions) -> Texts:
    """Make up an identifier for each number, beginning with ``word``."""
    # A power of two: tables of nearly the same size share their identifiers.
    return Texts(_identifiers(word, 1 << int(numbers.max(initial=0)).bit_length()), numbers)


@cache
def _identifiers(word: str, size: int) -> Any:
    """So many identifiers, beginning with ``word``, as an arrow array."""
    return strings([f"{word}{number}" for number in range(size)])
