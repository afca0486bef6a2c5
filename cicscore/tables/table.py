"""One extract in memory, and the extracts of a run.

Source of the shapes: the catalogue's data dictionary. Text is parsed on reading, and never again here or
later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field

from cicscore.catalogue.definitions import Extract
from cicscore.faults.fault import Fault
from cicscore.results import ExtractSource
from cicscore.tables.columns import Columns, Mask, days, first_and_last
from cicscore.tables.vectors import Vector
from cicscore.vocabulary import ColumnType, Status

if TYPE_CHECKING:
    import pandas as pd

Positions: TypeAlias = npt.NDArray[np.int64]


class Table(Struct, frozen=True, dict=True):
    """The rows of one extract.

    ``columns`` has one column for each entry of the data dictionary, in its order; an optional column absent
    from the file is all missing. ``lines`` is each row's line in the file (the heading is line 1). ``child``
    is the position of each row's child in the table of the children (in that table itself, the row's
    position), or ``None`` where the rows do not belong to children. ``links`` are the same of workers and
    others, by their extract, with -1 for a row that belongs to none. ``lacking`` gives the reason for each
    column that the source cannot hold; figures that depend on one are withheld.
    """

    extract: Extract
    columns: Columns
    lines: npt.NDArray[np.integer[Any]]
    child: Positions | None
    source: ExtractSource
    lacking: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, Positions] = field(default_factory=dict)

    def owner(self, subject: str) -> Positions | None:
        """The position of each row's child, worker or other in their table; ``None`` if it was not read."""
        return self.child if subject == self.extract.child else self.links.get(subject)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The rows as a data frame; see ``cicscore.tables.frames`` for the types of its columns."""
        # Computing a scorecard needs no data frame, and importing pandas takes longer than computing it.
        from cicscore.tables.frames import frame_of

        return frame_of(self.columns, self.extract.columns)

    @property
    def of_children(self) -> bool:
        """Whether each row is a child, worker or other, with dates that describe them and not events."""
        return self.extract.about == self.extract.name

    @cached_property
    def first_day(self) -> dt.date | None:
        """The earliest date in any column; ``None`` where there is none."""
        dated = (ColumnType.DATE, ColumnType.DATETIME)
        columns = [name for name, column in self.extract.columns.items() if column.type in dated]
        firsts = [first_and_last(days(self.columns[name]))[0] for name in columns]
        return min((first for first in firsts if first is not None), default=None)


class RecordingLimit(Struct, frozen=True):
    """Why a source does not record something: the status and reason of figures that depend on it."""

    status: Status
    reason: str


class Reach(Struct, frozen=True):
    """An extract with what its source does not record.

    The rows are those of the table, followed by rows that may be missing from it. A cell lies between its
    values in ``low`` and ``high``, or may be blank where ``absent``; text may be anything where ``absent``.
    ``limits`` gives the reason, as a number into the extracts' limits counted from 1; 0 where a cell is
    exact. ``lacking`` gives the reason for a row that may be missing, 0 for the table's rows; where
    ``lacked_first``, the row comes before the others of the same child. ``child`` and ``links`` are as in
    the table.
    """

    low: Columns
    high: Columns
    absent: Mapping[str, npt.NDArray[np.bool_]]
    limits: Mapping[str, npt.NDArray[np.int8]]
    lacking: npt.NDArray[np.int8]
    lacked_first: npt.NDArray[np.bool_]
    child: Positions | None
    links: Mapping[str, Positions] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of rows, including rows that may be missing."""
        return len(self.lacking)


class Extracts(Struct, frozen=True):
    """Every extract of a run: those read, and those missing with the reason.

    ``reach`` holds the extracts whose source does not record everything, one entry for each possible form of
    a child's row.
    """

    tables: Mapping[str, Table]
    missing: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    reach: tuple[Mapping[str, Reach], ...] = ()
    limits: tuple[RecordingLimit, ...] = ()

    def frame(self, name: str) -> pd.DataFrame:
        """The rows of one extract as a data frame: one column for each entry of its data dictionary.

        Texts and codes are ``category``, days and moments ``datetime64[s]``, numbers ``float64``, flags
        ``boolean``; missing is NaN, NaT or NA. Raises ``KeyError``, with the reason or the names that there
        are, for an extract that was not read.
        """
        if name not in self.tables:
            read = ", ".join(self.tables)
            raise KeyError(self.missing.get(name, f"there is no extract `{name}`; those read are {read}"))
        return self.tables[name].frame


class Selection(Struct, frozen=True, eq=False):
    """Rows of one extract.

    ``kept`` are those that meet every condition with the cells as they are. ``certain`` are those that meet
    them whatever the unknown cells hold, ``possible`` those that meet them for some content; both are
    ``kept`` itself where nothing depends on an unknown cell.
    """

    kept: Mask
    certain: Mask
    possible: Mask

    @classmethod
    def of(cls, rows: Mask) -> Selection:
        """A selection of rows that are all certain."""
        return cls(rows, rows, rows)

    @classmethod
    def where(cls, condition: Vector, size: int, rows: Positions | None = None) -> Selection:
        """The rows, of ``size``, that meet a condition, which was evaluated on all, or on ``rows`` alone."""

        def whole(mask: Mask) -> Mask:
            if rows is None:
                return mask if len(mask) == size else np.broadcast_to(mask, size)
            found = np.zeros(size, dtype=bool)
            found[rows] = mask
            return found

        met = whole(condition.values)
        if condition.is_fixed:
            return cls.of(met)
        return cls(met, whole(condition.certain()), whole(condition.possible()))

    @property
    def is_certain(self) -> bool:
        """Whether no row depends on a cell whose content is not known."""
        return self.certain is self.possible

    @property
    def unknown(self) -> Mask:
        """The rows that may or may not meet the conditions."""
        return self.possible & ~self.certain

    def among(self, others: Selection) -> Selection:
        """The rows in both."""
        # One array used for all three stays shared.
        possible = self.possible & others.possible
        certain = possible if self.is_certain and others.is_certain else self.certain & others.certain
        whole = self.kept is self.possible and others.kept is others.possible
        return Selection(possible if whole else self.kept & others.kept, certain, possible)

    def others(self) -> Selection:
        """All rows but these."""
        if self.is_certain:
            return Selection.of(~self.kept)
        return Selection(~self.kept, ~self.possible, ~self.certain)

    def where_counted(self) -> Selection:
        """The same rows with each possible one certain, so that the next condition assumes it is counted."""
        return Selection(self.kept, self.possible, self.possible)
