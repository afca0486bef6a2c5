"""One extract in memory, and the extracts of a run.

Source of the shapes: the catalogue's data dictionary. Text was parsed at the border; nothing here or
later re-reads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from cicscore.catalogue.definitions import Extract
from cicscore.faults.fault import Fault
from cicscore.results import ExtractSource
from cicscore.tables.vectors import Mask, Vector
from cicscore.vocabulary import ColumnType, Status

Positions: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """The rows of one extract.

    ``frame`` has one column for each entry of the data dictionary, in its order: ``id``, ``code`` and
    ``text`` as ``category`` (of str), ``date`` and ``datetime`` as ``datetime64[s]``, ``number`` as
    ``float64``, ``flag`` as ``boolean``; missing is NaN, NaT or NA. A column that the file may lack and
    does is all missing. ``lines`` is each row's line in the file (the heading is line 1). ``child`` is
    the position, in the table of the extract that it is about, of the child each row belongs to (its own
    position in that table itself), or ``None`` where the rows do not belong to children. ``lacking`` gives,
    for each column that the source cannot hold, why; what rests on one has no figure.
    """

    extract: Extract
    frame: pd.DataFrame
    lines: Positions
    child: Positions | None
    source: ExtractSource
    lacking: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.frame)

    @property
    def of_children(self) -> bool:
        """Whether each row is a child: its dates are of the child, not of what happened."""
        return self.extract.about == self.extract.name

    @cached_property
    def first_day(self) -> dt.date | None:
        """The earliest date in any column; ``None`` where there is none."""
        dated = (ColumnType.DATE, ColumnType.DATETIME)
        columns = [self.frame[name] for name, column in self.extract.columns.items() if column.type in dated]
        days = [column.min().date() for column in columns if column.notna().any()]
        return min(days, default=None)


@dataclass(frozen=True)
class Limit:
    """Why a source cannot tell something: the status and the reason of a figure that rests on it."""

    status: Status
    reason: str


@dataclass(frozen=True)
class Reach:
    """An extract with what its source does not record.

    The rows are those of the table, followed by rows that may be missing from it. A cell lies between
    those of ``low`` and ``high``, or is blank where ``absent``; of text, ``absent`` says that it may be
    anything. ``limits`` says why, as a number into the extracts' limits counted from 1; 0 where a cell is
    exact. ``lacking`` is that of a row that may be missing; 0 for the table's; where
    ``lacked_first``, it comes before the others of the same child. ``child`` is as in the table.
    """

    low: pd.DataFrame
    high: pd.DataFrame
    absent: Mapping[str, npt.NDArray[np.bool_]]
    limits: Mapping[str, npt.NDArray[np.int8]]
    lacking: npt.NDArray[np.int8]
    lacked_first: npt.NDArray[np.bool_]
    child: Positions | None

    def __len__(self) -> int:
        """The number of rows, those that may be missing included."""
        return len(self.low)


@dataclass(frozen=True)
class Extracts:
    """Every extract of a run: those that were read, and those that are missing with the reason.

    ``reach`` holds the extracts of which a source does not record everything: in each of several ways that
    a child's own row may be, which are one way where there is one entry.
    """

    tables: Mapping[str, Table]
    missing: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    reach: tuple[Mapping[str, Reach], ...] = ()
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, eq=False)
class Selection:
    """Rows of one extract.

    ``kept`` are those that met every condition, as the cells are. ``certain`` are those that meet them
    whatever the cells hold whose content is not known, ``possible`` those that meet them for some content;
    both are ``kept`` itself where nothing hangs on such a cell.
    """

    kept: Mask
    certain: Mask
    possible: Mask

    @classmethod
    def of(cls, rows: Mask) -> Selection:
        """Rows of which each is certain."""
        return cls(rows, rows, rows)

    @property
    def is_certain(self) -> bool:
        """Whether no row hangs on a cell whose content is not known."""
        return self.certain is self.possible

    @property
    def unknown(self) -> Mask:
        """The rows that may meet the conditions, or not."""
        return self.possible & ~self.certain

    def meeting(self, condition: Vector, rows: Positions | None = None) -> Selection:
        """Those that meet one condition more; ``rows`` are the only ones that it was asked of."""

        def whole(mask: Mask) -> Mask:
            if rows is None:
                return np.broadcast_to(mask, len(self.kept))
            found = np.zeros(len(self.kept), dtype=bool)
            found[rows] = mask
            return found

        met = whole(condition.values)
        if condition.is_fixed:
            return self.among(Selection.of(met))
        return self.among(Selection(met, whole(condition.certain()), whole(condition.possible())))

    def among(self, others: Selection) -> Selection:
        """The rows that are in both."""
        # What is one and the same array stays so.
        possible = self.possible & others.possible
        certain = possible if self.is_certain and others.is_certain else self.certain & others.certain
        whole = self.kept is self.possible and others.kept is others.possible
        return Selection(possible if whole else self.kept & others.kept, certain, possible)

    def without(self, others: Selection) -> Selection:
        """The rows that are not among the others."""
        if others.is_certain:
            return self.among(Selection.of(~others.kept))
        return self.among(Selection(~others.kept, ~others.possible, ~others.certain))

    def where_counted(self) -> Selection:
        """The same rows, each certain where it is possible: what is asked next is asked as though it were."""
        return Selection(self.kept, self.possible, self.possible)
