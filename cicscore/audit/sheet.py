"""A printed scorecard as it was read: rows of printed cells, and the line that each is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct, field

from cicscore.audit.columns import Column
from cicscore.audit.numbers import PrintedNumber
from cicscore.faults.fault import Place
from cicscore.vocabulary import ALL, Polarity, Rag


class Unrated(StrEnum):
    """A rating cell that says that nothing is rated, which is not the same as a blank one."""

    NO_RAG = "no RAG set"


class LineKey(NamedTuple):
    """What a printed row is about: two rows with the same key print the same figures."""

    indicator: str
    variant: str
    breakdown: str
    group: str
    as_at: str
    others: tuple[str, ...]


class PrintedRow(Struct, frozen=True, dict=True):
    """One row: its line in the file, its cells, the numbers that they hold, and the headings above them."""

    line: int
    cells: Mapping[Column, str]
    numbers: Mapping[Column, PrintedNumber]
    headings: Mapping[Column, str]
    #: The cells of the columns that are not known: rows that differ in them are about different things.
    others: tuple[str, ...] = ()

    def text(self, column: Column) -> str:
        """The cell as printed; empty where the file lacks the column, or a dash is printed."""
        return self.cells.get(column, "")

    @cached_property
    def key(self) -> LineKey:
        """What the row is about."""
        named = (self.text(column) for column in (Column.BREAKDOWN, Column.GROUP, Column.AS_AT))
        breakdown, group, as_at = (_folded(text) for text in named)
        return LineKey(
            _folded(self.text(Column.INDICATOR)), self.variant, breakdown, group, as_at, self.others
        )

    @cached_property
    def variant(self) -> str:
        """The variant: ``all`` where none is named, or the one that leaves nobody out."""
        folded = _folded(re.sub(r"[._]", " ", self.text(Column.VARIANT)))
        if re.fullmatch(r"|all|(?:all )?inc(?:l|luding)?(?: uasc)?|everybody|total", folded):
            return ALL
        return "excluding uasc" if re.fullmatch(r"(?:all )?exc(?:l|luding)?(?: uasc)?", folded) else folded

    @property
    def variant_text(self) -> str:
        """The variant as printed; ``all`` where none is named."""
        return self.text(Column.VARIANT) or ALL

    @cached_property
    def polarity(self) -> Polarity | None:
        """Which way is better; ``None`` where nothing that can be understood is printed."""
        match _folded(self.text(Column.POLARITY)).split(" "):
            case ["h" | "high" | "higher" | "bigger" | "up" | "maximise" | "increase", *_]:
                return Polarity.HIGHER
            case ["l" | "low" | "lower" | "smaller" | "down" | "minimise" | "decrease", *_]:
                return Polarity.LOWER
            case ["t" | "target", *_]:
                return Polarity.TARGET
            case _:
                return None

    @cached_property
    def rag(self) -> Rag | Unrated | None:
        """The rating; ``None`` where nothing that can be understood is printed."""
        words = re.sub(r"[^a-z ]", " ", _folded(self.text(Column.RAG))).split()
        match words:
            case ["g" | "green"]:
                return Rag.GREEN
            case ["a" | "amber"]:
                return Rag.AMBER
            case ["r" | "red"]:
                return Rag.RED
            case ["no", "rag", *_] | ["no", "rating", *_] | ["not", "rated", *_] | ["unrated"]:
                return Unrated.NO_RAG
            case _:
                return None

    @property
    def name(self) -> str:
        """What messages call the row: its indicator, with its variant and group where it has one."""
        named = (self.text(column) for column in (Column.VARIANT, Column.GROUP))
        details = [text for text in named if text and _folded(text) != ALL]
        return self.text(Column.INDICATOR) + (f" ({', '.join(details)})" if details else "")


class Aside(Struct, frozen=True):
    """A cell of a column of numbers or ratings that holds something else, and was not checked."""

    line: int
    heading: str
    text: str


class Sheet(Struct, frozen=True, dict=True):
    """A printed scorecard: the name of its file, the heading of each column, and its rows."""

    file: str
    headings: Mapping[Column, str]
    rows: tuple[PrintedRow, ...]
    aside: tuple[Aside, ...] = ()
    #: The day that a column's heading names, such as previous (31/12/2015).
    days: Mapping[Column, dt.date] = field(default_factory=dict)

    def place(self, row: PrintedRow, column: Column) -> Place:
        """The place of a cell; of its row, where the file lacks the column."""
        return Place(self.file, row.line, within=row.headings.get(column))

    @cached_property
    def lines(self) -> Mapping[LineKey, tuple[PrintedRow, ...]]:
        """The rows about each line, in order."""
        found: dict[LineKey, list[PrintedRow]] = {}
        for row in self.rows:
            found.setdefault(row.key, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def number(self, row: PrintedRow, column: Column) -> PrintedNumber | None:
        """The number in a cell or, where it is blank, the one that every other row of its line prints."""
        own = row.numbers.get(column)
        if own is not None or row.text(column):
            return own
        others = [other.numbers[column] for other in self.lines[row.key] if column in other.numbers]
        return others[0] if others and all(others[0].agrees(other) for other in others) else None

    def of_indicator(self, row: PrintedRow) -> Sequence[PrintedRow]:
        """The rows of the same indicator, in any variant and group."""
        return self._by_indicator[row.key.indicator]

    @cached_property
    def _by_indicator(self) -> Mapping[str, Sequence[PrintedRow]]:
        found: dict[str, list[PrintedRow]] = {}
        for row in self.rows:
            found.setdefault(row.key.indicator, []).append(row)
        return found


def day_of(text: str) -> dt.date | None:
    """The day that a cell or a heading names, as extracts are read; ``None`` where it names none."""
    from cicscore.extracts.dates import day_of as day_in_extracts  # pyarrow, which few audits wait for

    return day_in_extracts(text)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
