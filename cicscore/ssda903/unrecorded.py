"""What the return does not record: cells known only within limits, and rows that it may lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.model import Column as Declared
from cicscore.ssda903.collection import titles
from cicscore.ssda903.episodes import UNKNOWN
from cicscore.ssda903.table import is_one_of
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Array, Column, Mask, Texts, Which, joined, repeated, taken
from cicscore.tables.order import in_order
from cicscore.tables.ranges import ANY_DAY, ANY_NUMBER
from cicscore.tables.table import Positions, RecordingLimit
from cicscore.vocabulary import ColumnType, Status

#: Numbers of the reasons for which something is not recorded, counted from 1; 0 where it is recorded.
Reasons: TypeAlias = npt.NDArray[np.int8]

_ENDS: Mapping[ColumnType, tuple[Any, Any]] = {
    ColumnType.DATE: ANY_DAY,
    ColumnType.DATETIME: ANY_DAY,
    ColumnType.NUMBER: ANY_NUMBER,
    ColumnType.FLAG: (0, 1),
}


class Cells(Struct, frozen=True, eq=False):
    """One column: ``plain`` is shown, and each cell lies between ``low`` and ``high``.

    It may be blank where ``absent``; text may be anything there. ``why`` has the number of the reason for
    which a cell is not exact, 0 where it is.
    """

    plain: Column
    low: Column
    high: Column
    absent: Mask
    why: Reasons

    def taken(self, which: Which) -> Cells:
        """The cells of these rows."""
        plain, low, high = (taken(column, which) for column in (self.plain, self.low, self.high))
        return Cells(plain, low, high, self.absent[which], self.why[which])


def exact(column: Column) -> Cells:
    """A column of which everything is recorded."""
    rows = len(column.codes if isinstance(column, Texts) else column)
    return Cells(column, column, column, np.zeros(rows, np.bool_), np.zeros(rows, np.int8))


def within(
    low: Array, high: Array, why: int | Reasons, *, plain: Array | None = None, absent: bool = False
) -> Cells:
    """Days, moments or numbers that lie between two; ``plain`` is blank where it is not given."""
    rows = len(low)
    blank = np.full(rows, "NaT" if low.dtype.kind == "M" else np.nan, low.dtype)
    return Cells(
        blank if plain is None else plain,
        low,
        high,
        np.full(rows, absent),
        np.broadcast_to(np.asarray(why, np.int8), rows),
    )


def anything(kind: ColumnType, why: Reasons) -> Cells:
    """Cells of which nothing is known."""
    blank = repeated(kind, None, len(why))
    low, high = blank, blank
    if kind in _ENDS and not isinstance(blank, Texts):
        low, high = (np.full_like(blank, end) for end in _ENDS[kind])
    return Cells(blank, low, high, np.ones(len(why), np.bool_), why)


def either(condition: Mask, these: Cells, others: Cells) -> Cells:
    """These cells where the condition holds, and the others where not; days, moments, numbers or flags."""
    plain, low, high, absent, why = (
        np.where(condition, getattr(these, name), getattr(others, name)) for name in _FIELDS
    )
    return Cells(plain, low, high, absent, why)


_FIELDS = ("plain", "low", "high", "absent", "why")


def earlier(day: Days, born: Days, why: int | Reasons) -> Cells:
    """Days known only to be no later than ``day``."""
    return within(np.minimum(born, day), day, why, plain=day)


def coded(texts: Texts, why: int) -> Cells:
    """Codes as cells; a code in no list may mean anything."""
    unknown = is_one_of(texts, (UNKNOWN,))
    if not unknown.any():
        return exact(texts)
    open_ = Texts(texts.distinct, np.where(unknown, -1, texts.codes))
    return Cells(texts, open_, open_, unknown, np.where(unknown, why, 0).astype(np.int8))


class Derived(Struct, frozen=True, eq=False):
    """Rows of a derived extract, by column; one that is not among ``cells`` is blank.

    ``files`` and ``lines`` are each row's place in the return; a row that comes from none is in file -1, line
    0. ``lacking`` gives the reason for a row that the return may lack. ``otherwise`` has alternatives for the
    cells of some columns.
    """

    cells: Mapping[str, Cells]
    files: Positions
    lines: Positions
    lacking: Reasons
    otherwise: Mapping[str, Cells] = field(default_factory=dict)

    def taken(self, which: Which) -> Derived:
        """These rows."""
        return Derived(
            {name: cells.taken(which) for name, cells in self.cells.items()},
            self.files[which],
            self.lines[which],
            self.lacking[which],
            {name: cells.taken(which) for name, cells in self.otherwise.items()},
        )


def one_after_another(parts: Sequence[Derived], declared: Mapping[str, Declared]) -> Derived:
    """The rows of all parts with the declared columns: those that are there, then those that may be."""

    def filled(part: Derived, cells: Mapping[str, Cells]) -> dict[str, Cells]:
        return {
            name: cells.get(name) or exact(repeated(column.type, None, len(part.lines)))
            for name, column in declared.items()
        }

    different = any(part.otherwise for part in parts)
    whole = _concatenated(
        [
            replace(
                part,
                cells=filled(part, part.cells),
                otherwise=filled(part, {**part.cells, **part.otherwise}) if different else {},
            )
            for part in parts
        ]
    )
    return whole.taken(np.argsort(whole.lacking != 0, kind="stable"))


def in_order_of(parts: Sequence[Derived], keys: Sequence[Positions]) -> Derived:
    """The rows of parts with the same columns, in the order of their keys."""
    return _concatenated(parts).taken(in_order(np.concatenate(keys)))


def _concatenated(parts: Sequence[Derived]) -> Derived:
    files, lines, lacking = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("files", "lines", "lacking")
    )
    cells, otherwise = (
        {name: _joined([of[name] for of in columns]) for name in columns[0]}
        for columns in ([part.cells for part in parts], [part.otherwise for part in parts])
    )
    return Derived(cells, files, lines, lacking, otherwise)


def _joined(parts: Sequence[Cells]) -> Cells:
    plain, low, high = (_in_one([getattr(part, name) for part in parts]) for name in ("plain", "low", "high"))
    return Cells(
        plain,
        low,
        high,
        np.concatenate([one.absent for one in parts]),
        np.concatenate([one.why for one in parts]),
    )


def _in_one(columns: Sequence[Column]) -> Column:
    texts = [column for column in columns if isinstance(column, Texts)]
    if texts and all(column.distinct is texts[0].distinct for column in texts):
        return Texts(texts[0].distinct, np.concatenate([column.codes for column in texts]))
    return reduce(joined, columns)


OF_CHANGE = RecordingLimit(
    Status.INSUFFICIENT_HISTORY,
    "it depends on the day of a change of placement or legal status of which episodes that overlap tell two;"
    " correct these episodes",
)


def not_held(what: str) -> RecordingLimit:
    """The reason to withhold a figure that depends on something the return does not hold."""
    return RecordingLimit(
        Status.MISSING_EXTRACT, f"it depends on {what}, which the SSDA903 return does not hold"
    )


def unknown_code(table: str, column: str) -> RecordingLimit:
    """The reason to withhold a figure that a code in no list may change."""
    return RecordingLimit(
        Status.MISSING_EXTRACT,
        f"it depends on a code in {column.upper()} of {titles()[table]} that no list has; say under `codes`"
        " in mapping.yaml what it counts as",
    )
