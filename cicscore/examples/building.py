"""From the rows of a worked example to the extracts that the engine computes from.

Cells are converted by the same code as those of CSV files. What is left out is missing, whatever the data
dictionary requires: an example shows only what matters. Every extract is there, most of them empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.document import Column, Example
from cicscore.catalogue.yaml_source import Path, YamlSource
from cicscore.examples.reading import Kind, Reader, WrittenRow, advice_on_cell, subject_of
from cicscore.examples.rules import fault
from cicscore.extracts.cells import Refused, all_missing, convert
from cicscore.extracts.reporting import quoted
from cicscore.extracts.texts import Texts
from cicscore.faults import Fault, Severity
from cicscore.results import ExtractSource
from cicscore.tables.table import Extracts, Positions, Table
from cicscore.vocabulary import ColumnType


@dataclass(frozen=True)
class _Rows:
    """The rows of one extract: each a repetition of a written one.

    ``which`` is the written row that each is, ``child`` the position of its child, if it belongs to one.
    """

    written: Sequence[WrittenRow]
    which: Positions
    child: Positions | None

    def __len__(self) -> int:
        return len(self.which)


@dataclass(frozen=True)
class Builder:
    """Makes extracts from examples of one catalogue; those that an example leaves empty are made once."""

    catalogue: Catalogue
    source: YamlSource

    @cached_property
    def _empty(self) -> Mapping[str, Table]:
        nobody = np.empty(0, np.int64)
        return {
            name: self._table(extract, _Rows((), nobody, None if extract.about is None else nobody), [])
            for name, extract in self.catalogue.extracts.items()
        }

    def build(self, example: Example, path: Path) -> tuple[Extracts, tuple[Fault, ...]]:
        """The extracts of the example at ``path``, and every fault of its rows and cells."""
        reader = Reader(self.catalogue, self.source)
        kinds = reader.kinds(example, path)
        faults = reader.faults
        tables = dict(self._empty)
        for name, rows in _rows_by_extract(kinds, self.catalogue).items():
            tables[name] = self._table(self.catalogue.extracts[name], rows, faults)
        return Extracts(tables), tuple(faults)

    def _table(self, extract: Extract, rows: _Rows, faults: list[Fault]) -> Table:
        values = {}
        for name, column in extract.columns.items():
            texts = self._column(extract, name, rows)
            if texts is None:
                values[name] = _all_missing(column.type, len(rows))
                continue
            converted = convert(texts, column)
            faults += self._refused_cells(name, column.type, rows, texts, converted.refused)
            values[name] = converted.values
        return Table(
            extract=extract,
            frame=pd.DataFrame(values, copy=False),
            lines=np.arange(len(rows), dtype=np.int64) + 2,
            child=rows.child,
            source=ExtractSource(name=extract.name, file=extract.file, rows=len(rows), sha256=""),
        )

    def _column(self, extract: Extract, name: str, rows: _Rows) -> Texts | None:
        """The texts of one column, if there are any; a key that nobody wrote is made up for each row."""
        children = subject_of(self.catalogue)
        if rows.child is not None and children is not None and name in children.key:
            return _numbered("child", rows.child)
        written = [_text(row.cells.get(name)) for row in rows.written]
        if any(written):
            return _texts(written, rows.which)
        if name in extract.key and extract.columns[name].type is ColumnType.ID:
            return _numbered("key", np.arange(len(rows), dtype=np.int64))
        return None

    def _refused_cells(
        self, column: str, kind: ColumnType, rows: _Rows, texts: Texts, refusals: Iterable[Refused]
    ) -> Iterable[Fault]:
        for refused in refusals:
            if refused.kind.severity is not Severity.ERROR:
                continue
            words = texts.distinct.to_pylist()
            wrong = {word for word, marked in zip(words, refused.which, strict=True) if marked}
            for row in rows.written:
                text = _text(row.cells.get(column))
                if text is not None and text in wrong:
                    why = refused.explain(text, quoted(text))
                    place = self.source.place((*row.path, column))
                    advice = advice_on_cell(kind)
                    yield fault("CIC606", place, why.found, advice, allowed=why.allowed, nearest=why.nearest)


def _rows_by_extract(kinds: Sequence[Kind], catalogue: Catalogue) -> dict[str, _Rows]:
    """The rows of every extract that the example mentions."""
    found: dict[str, _Rows] = {}
    for name in dict.fromkeys(kind.extract for kind in kinds):
        own = [kind for kind in kinds if kind.extract == name]
        which = np.repeat(np.arange(len(own)), [kind.times for kind in own])
        # The children are themselves whom their rows belong to.
        child = None if catalogue.extracts[name].about is None else np.arange(len(which), dtype=np.int64)
        found[name] = _Rows([kind.row for kind in own], which, child)
        for about in dict.fromkeys(about for kind in own for about in kind.about):
            found[about] = _rows_about(about, own)
    return found


def _rows_about(name: str, kinds: Sequence[Kind]) -> _Rows:
    """The rows of one extract about the children of these kinds, child after child."""
    written: list[WrittenRow] = []
    which: list[Positions] = []
    child: list[Positions] = []
    first = 0
    for kind in kinds:
        rows = kind.about.get(name, ())
        which.append(np.tile(np.arange(len(written), len(written) + len(rows)), kind.times))
        child.append(np.repeat(np.arange(first, first + kind.times, dtype=np.int64), len(rows)))
        written += rows
        first += kind.times
    return _Rows(written, np.concatenate(which), np.concatenate(child))


@cache
def _all_missing(kind: ColumnType, rows: int) -> Any:
    """The values of a column of this type in which nothing is written."""
    return all_missing(Column(type=kind), rows)


def _numbered(word: str, numbers: Positions) -> Texts:
    """A made-up identifier for each different number."""
    distinct, codes = np.unique(numbers, return_inverse=True)
    return Texts(pa.array([f"{word} {number}" for number in distinct], pa.string()), codes)


def _texts(written: Sequence[str | None], which: Positions) -> Texts:
    """The texts of written cells, as often as their rows stand."""
    places = {text: place for place, text in enumerate(dict.fromkeys(text for text in written if text))}
    codes = np.array([places[text] if text else -1 for text in written], np.int64)
    return Texts(pa.array(list(places), pa.string()), codes[which])


def _text(value: object) -> str | None:
    """A value of the catalogue's YAML as the text of a CSV cell."""
    match value:
        case None:
            return None
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value).strip()
