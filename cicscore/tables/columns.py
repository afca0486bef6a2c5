"""The columns of an extract in memory, as arrays with a place for what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from cicscore.tables import arrow
from cicscore.vocabulary import ColumnType

Array: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = npt.NDArray[np.bool_]
Codes: TypeAlias = npt.NDArray[np.signedinteger[Any]]
#: Which rows: a mark for each row, or positions in any order.
Which: TypeAlias = Mask | npt.NDArray[np.int64]


class Texts(Struct, frozen=True, eq=False, dict=True):
    """A column of texts. ``distinct`` is an arrow array of the trimmed texts, none blank and none missing.

    ``codes`` holds each row's position in ``distinct``, or -1 if the cell is blank. Columns with the same
    ``distinct`` object have the same positions. ``checked`` says that the texts are those of another file's
    identifiers, and were checked there.
    """

    distinct: Any
    codes: Codes
    checked: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The distinct texts."""
        return tuple(self.distinct.to_pylist())

    def rows_with(self, which: Mask) -> Mask:
        """For each row, whether its text is marked in ``which``."""
        return np.append(which, False)[self.codes]

    def cells(self) -> list[str | None]:
        """Each row's text, ``None`` where it is missing."""
        words = (*self.words, None)  # the last is at -1
        return [words[code] for code in self.codes.tolist()]

    def in_use(self) -> Texts:
        """The same column with only the texts that some row has."""
        used = np.zeros(len(self.distinct) + 1, np.bool_)
        used[self.codes] = True
        used = used[:-1]
        if used.all():
            return self
        places = np.append(np.where(used, np.cumsum(used) - 1, -1), -1).astype(self.codes.dtype)
        return Texts(arrow.marked(self.distinct, used), places[self.codes])

    def alphabetical(self) -> Texts:
        """The same column with only the texts that some row has, in the order of the alphabet."""
        used = self.in_use()
        order = pc.array_sort_indices(used.distinct)
        places = np.full(len(order) + 1, -1, np.int64)
        places[arrow.numbers(order).astype(np.int64)] = np.arange(len(order))
        places[-1] = -1
        return Texts(used.distinct.take(order), compact(places, len(order))[used.codes])


#: The cells of one column, by its type: ``Texts`` for identifiers, codes, texts and postcodes; ``datetime64``
#: by the day, or by the second where there is a time; ``float64`` for numbers; for a flag 1, 0, or -1 where
#: it is missing. A missing day is NaT, a missing number NaN.
Column: TypeAlias = Texts | Array
Columns: TypeAlias = Mapping[str, Column]


def compact(codes: Codes, distinct: int) -> Codes:
    """The codes in the smallest whole numbers that hold positions among as many texts."""
    return codes.astype(np.min_scalar_type(-max(distinct, 1)), copy=False)


def texts_of(cells: Sequence[str | None]) -> Texts:
    """The column of these texts, in the order of the alphabet."""
    distinct = sorted({cell for cell in cells if cell is not None})
    places: dict[str | None, int] = {text: place for place, text in enumerate(distinct)}
    codes = np.array([places.get(cell, -1) for cell in cells], np.int64)
    return Texts(arrow.strings(distinct), compact(codes, len(distinct)))


def has_value(column: Column) -> Mask:
    """Whether each row's cell has a value."""
    if isinstance(column, Texts):
        return column.codes >= 0
    match column.dtype.kind:
        case "M":
            return ~np.isnat(column)
        case "f":
            return ~np.isnan(column)
        case _:
            known: Mask = column >= 0
            return known


def days(column: Column) -> npt.NDArray[np.datetime64]:
    """The days of a column of days or moments."""
    assert not isinstance(column, Texts)  # noqa: S101 - its type in the catalogue is a date
    return column.astype("datetime64[D]", copy=False)


def first_and_last(of: npt.NDArray[np.datetime64]) -> tuple[dt.date | None, dt.date | None]:
    """The earliest and the latest of these days; ``None`` where there are none."""
    known = of[~np.isnat(of)]
    return (known.min().item(), known.max().item()) if len(known) else (None, None)


def latest_until(of: npt.NDArray[np.datetime64], until: dt.date) -> dt.date | None:
    """The latest of these days up to ``until``; ``None`` where there is none."""
    # As a whole number, a missing day comes before every other.
    numbers, none = of.view(np.int64), np.iinfo(np.int64).min
    latest = np.where(of <= np.datetime64(until), numbers, none).max(initial=none)
    return None if latest == none else latest.view("datetime64[D]").item()


def plain(column: Column) -> list[Any]:
    """Each cell as a text, date, moment, number or flag of Python's; a missing text or day is ``None``."""
    return column.cells() if isinstance(column, Texts) else list(column.tolist())


def taken(column: Column, which: Which) -> Column:
    """The cells of these rows."""
    if isinstance(column, Texts):
        return Texts(column.distinct, column.codes[which], column.checked)
    cells: Array = column[which]
    return cells


def joined(first: Column, second: Column) -> Column:
    """The cells of two columns of one type, one after the other."""
    if isinstance(first, Texts) and isinstance(second, Texts):
        distinct = pc.unique(pa.concat_arrays([first.distinct, second.distinct]))
        moved = np.append(arrow.places_among(second.distinct, distinct), -1)[second.codes]
        return Texts(distinct, compact(np.concatenate([first.codes, moved]), len(distinct)))
    assert not isinstance(first, Texts)  # noqa: S101 - the columns are of one type
    assert not isinstance(second, Texts)  # noqa: S101 - the columns are of one type
    return np.concatenate([first, second])


def repeated(kind: ColumnType, value: str | None, times: int) -> Column:
    """A column with the same cell on every row, written as the catalogue writes it; ``None``: missing."""
    match kind:
        case ColumnType.ID | ColumnType.CODE | ColumnType.TEXT | ColumnType.POSTCODE:
            return texts_of([value] * times)
        case ColumnType.FLAG:
            return np.full(times, -1 if value is None else value == "yes", np.int8)
        case ColumnType.DATE | ColumnType.DATETIME:
            unit = "D" if kind is ColumnType.DATE else "s"
            return np.full(times, value or "NaT", f"datetime64[{unit}]")
        case ColumnType.NUMBER:
            return np.full(times, np.nan if value is None else float(value))


#: The largest whole number that 64 bits hold.
MOST = int(np.iinfo(np.int64).max)


def row_numbers(columns: Iterable[Column]) -> npt.NDArray[np.int64]:
    """A whole number for each row, the same for two rows only if all their cells are the same or missing.

    Comparing one number is far faster than comparing the cells.
    """
    numbers: npt.NDArray[np.int64] | None = None
    room = 1
    for column in columns:
        cells, span = _whole(column)
        if room * span > MOST and numbers is not None:
            numbers, room = _renumbered(numbers)
        if room * span > MOST:
            cells, span = _renumbered(cells)
        numbers = cells if numbers is None else numbers * span + cells
        room *= span
    assert numbers is not None  # noqa: S101 - an extract has a column
    return numbers


def _whole(column: Column) -> tuple[npt.NDArray[np.int64], int]:
    """Whole numbers from 0 for the cells, and how many there may be."""
    if not isinstance(column, Texts) and column.dtype.kind == "f":
        return _renumbered(column + 0.0)  # so that minus nought is nought
    cells = (column.codes if isinstance(column, Texts) else column).astype(np.int64)
    if not len(cells):
        return cells, 1
    lowest, span = int(cells.min()), int(cells.max()) - int(cells.min()) + 1
    return (cells - lowest, span) if span < MOST else _renumbered(cells)


def _renumbered(cells: Array) -> tuple[npt.NDArray[np.int64], int]:
    """The place of each cell among the distinct ones, in the order in which they come."""
    found = arrow.whole_numbers(cells.view(np.int64)).dictionary_encode()
    places: npt.NDArray[np.int64] = arrow.numbers(found.indices).astype(np.int64)
    return places, max(len(found.dictionary), 1)
