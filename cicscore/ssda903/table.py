"""A table of the return in memory: its columns, and where each row comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct

from cicscore.catalogue.model import Column as Declared
from cicscore.extracts.faults import Origin
from cicscore.extracts.read import Rows
from cicscore.ssda903.collection import first_day, last_day
from cicscore.tables.arrow import places_among
from cicscore.tables.calendar import Days
from cicscore.tables.columns import (
    Array,
    Column,
    Columns,
    Mask,
    Texts,
    Which,
    days,
    joined,
    repeated,
    taken,
)
from cicscore.tables.table import Positions

#: One row: its ``origin`` and columns, with dates as ``date`` and missing values as ``None``.
Record: TypeAlias = Mapping[str, Any]


class Places(NamedTuple):
    """Where rows come from: the number of each one's file, and its line there."""

    files: Positions
    lines: Positions


class ReturnTable(Struct, frozen=True, eq=False):
    """The rows of one table, each with its file (by number), its line there and its collection year."""

    columns: Columns
    files: Positions
    lines: Positions
    years: Array

    @classmethod
    def of(cls, rows: Rows, file: int, year: str) -> ReturnTable:
        """The rows of one file."""
        many = len(rows.lines)
        return cls(rows.columns, np.full(many, file), rows.lines.astype(np.int64), np.full(many, year))

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)

    def texts(self, name: str) -> Texts:
        """A column of texts or codes."""
        column = self.columns[name]
        assert isinstance(column, Texts)  # noqa: S101 - tables.yaml gives the column's type
        return column

    def days(self, name: str) -> Days:
        """A column of days."""
        return days(self.columns[name])

    @property
    def places(self) -> Places:
        """Where each row comes from."""
        return Places(self.files, self.lines)

    def kept(self, which: Which) -> ReturnTable:
        """Only these rows."""
        columns = {name: taken(column, which) for name, column in self.columns.items()}
        return ReturnTable(columns, self.files[which], self.lines[which], self.years[which])

    def without(self, origins: frozenset[Origin]) -> ReturnTable:
        """All rows but those with these origins."""
        if not origins:
            return self
        return self.kept(np.array([origin not in origins for origin in self.origins()], np.bool_))

    def origins(self) -> list[Origin]:
        """The file and line of each row."""
        return list(map(Origin, self.files.tolist(), self.lines.tolist()))

    def records(self) -> list[Record]:
        """The rows as dictionaries, for what is done row by row with few of them."""
        columns = {name: _plain(column) for name, column in self.columns.items()}
        columns |= {"year": self.years.tolist(), "origin": self.origins()}
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(column: Column) -> list[Any]:
    if isinstance(column, Texts):
        return column.cells()
    match column.dtype.kind:
        case "M":
            return list(days(column).tolist())
        case "f":
            return [None if value != value else value for value in column.tolist()]
        case _:
            return [None if value < 0 else value == 1 for value in column.tolist()]


def one_after_another(tables: list[ReturnTable], declared: list[Mapping[str, Declared]]) -> ReturnTable:
    """The rows of several years; a column that a year's table does not have is blank there."""
    if len(tables) == 1:
        return tables[0]
    kinds = {name: column.type for of in declared for name, column in of.items()}
    columns = {
        name: reduce(joined, [table.columns.get(name, repeated(kind, None, len(table))) for table in tables])
        for name, kind in kinds.items()
    }
    return ReturnTable(
        columns,
        np.concatenate([table.files for table in tables]),
        np.concatenate([table.lines for table in tables]),
        np.concatenate([table.years for table in tables]),
    )


def differing(column: Column, rows: Positions, others: Positions) -> Array:
    """Whether the cells of these rows differ from those of the others; two blank ones do not."""
    if isinstance(column, Texts):
        return np.asarray(column.codes[rows] != column.codes[others])
    one, other = column[rows], column[others]
    return np.asarray((one != other) & ~((one != one) & (other != other)))


def positions_of(texts: Texts, among: Texts) -> Positions:
    """For each row, the position of the row that has the same text in ``among``, where no two are alike."""
    position = np.full(len(among.distinct) + 1, -1, np.int64)
    position[among.codes] = np.arange(len(among.codes))
    position[-1] = -1
    found: Positions = position[codes_among(texts, among)]
    return found


def codes_among(texts: Texts, others: Texts) -> Positions:
    """Each row's text as its code among ``others``; -1 where they do not have it."""
    codes: Positions = np.append(places_among(texts.distinct, others.distinct), -1)[texts.codes]
    return codes


def is_one_of(texts: Texts, words: Collection[str]) -> Mask:
    """Whether each row's text is one of these words."""
    return texts.rows_with(np.array([word in words for word in texts.words], np.bool_))


def birthdays(born: Days, age: int | Positions) -> Days:
    """The days on which persons reach an age; 1 March if born on 29 February and the year has none."""
    month = born.astype("datetime64[M]")
    years_later = (month + (12 * np.asarray(age)).astype("timedelta64[M]")).astype("datetime64[D]")
    reached: Days = years_later + (born - month.astype("datetime64[D]"))
    return reached


def days_of_years(years: Array) -> tuple[Days, Days]:
    """The first and the last day of each row's collection year."""
    names, which = np.unique(years, return_inverse=True)
    first, last = (
        np.array([day(name) for name in names.tolist()], "datetime64[D]")[which]
        for day in (first_day, last_day)
    )
    return first, last
