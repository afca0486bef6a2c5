"""The inputs of a computation on one as-at date, and a figure before it is rated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field

from cicscore.catalogue.definitions import Catalogue, Comparators, Indicator, breakdown_named
from cicscore.catalogue.dependencies import extracts_of
from cicscore.expressions import nodes as n
from cicscore.overrides.overrides import NO_OVERRIDES, Overrides
from cicscore.periods import Window
from cicscore.rating import Measured
from cicscore.scorecard.available import Availability
from cicscore.scorecard.bounds import Bounds
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.vocabulary import Status
from cicscore.wording.notes import left_out_notes, stale_notes


class Figure(Struct, frozen=True):
    """What was counted for one row of the scorecard.

    The numbers of different children in numerator and denominator are ``None`` where the rows do not belong
    to children. ``bounds`` are ``None`` where nothing was counted; ``not_recorded`` names, in words, the
    columns that are blank on the rows not known.
    """

    variant: str
    breakdown: str | None
    group: str | None
    measured: Measured
    notes: tuple[str, ...] = ()
    numerator_children: int | None = None
    denominator_children: int | None = None
    bounds: Bounds | None = None
    not_recorded: tuple[str, ...] = ()


#: The figures of a definition (its id and first day), with the breakdowns that they are grouped by.
Found: TypeAlias = dict[tuple[str, dt.date | None], tuple[frozenset[str], tuple[Figure, ...]]]


def unknown_text(figure: Figure) -> str:
    """How many rows are not known, and why: "81 rows where participation is not recorded"."""
    rows = 0 if figure.bounds is None else figure.bounds.rows
    return rows_text(rows, figure.not_recorded)


def rows_text(rows: int, columns: Sequence[str]) -> str:
    """How many rows are not known, and the columns that are blank on them."""
    counted = f"{rows:,} {'row' if rows == 1 else 'rows'}"
    if not columns:
        return f"{counted} of which it is not known whether they count"
    return f"{counted} where {' or '.join(columns)} is not recorded"


class Computation(Struct, frozen=True):
    """All the inputs of figures on one as-at date.

    What a figure is made of may be a comparator's, given in addition to the catalogue's, or a value that was
    set by hand. ``found`` keeps figures that others are made of.
    """

    catalogue: Catalogue
    extracts: Extracts
    as_at: dt.date
    evaluation: Evaluation
    available: Availability = field(default_factory=Availability)
    comparators: Mapping[str, Comparators] = field(default_factory=dict)
    overrides: Overrides = NO_OVERRIDES
    found: Found = field(default_factory=dict)
    _noted: dict[dt.date, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def noted_until(self, until: dt.date) -> Mapping[str, tuple[str, ...]]:
        """The cautions on each extract with any: rows left out of it, or that it ends before ``until``."""
        if until not in self._noted:
            each = ((name, table.source) for name, table in self.extracts.tables.items())
            notes = {
                name: (*left_out_notes([source]), *stale_notes([source], until)) for name, source in each
            }
            self._noted[until] = {name: own for name, own in notes.items() if own}
        return self._noted[until]

    def on_days_of(self, span: Window) -> Evaluation:
        """The evaluation on the days of this window."""
        return self.evaluation.at(n.period_days(self.as_at, span))


#: Statuses of figures that were counted.
COUNTED = frozenset({Status.CALCULATED, Status.NO_DENOMINATOR})
#: Statuses for which rows were read; rows left out may also explain a missing value.
_LOOKED_AT = frozenset({Status.CALCULATED, Status.PUBLISHED, Status.NO_DENOMINATOR, Status.NOT_DUE})


def of_extracts(
    indicator: Indicator, figure: Figure, computation: Computation, until: dt.date
) -> tuple[str, ...]:
    """Cautions on rows left out of an extract, and on extracts that end before ``until``."""
    if figure.measured.status not in _LOOKED_AT or not computation.noted_until(until):
        return ()
    tables = computation.extracts.tables
    used = [tables[name].source for name in _extracts_used(indicator, figure, computation)]
    return (*left_out_notes(used), *stale_notes(used, until))


def _extracts_used(indicator: Indicator, figure: Figure, computation: Computation) -> tuple[str, ...]:
    """The extracts that a figure depends on: those of its measure and of its breakdown."""
    catalogue, measure = computation.catalogue, indicator.measure
    if measure is None:
        return ()
    named = set(extracts_of(measure, catalogue.variants.get(figure.variant), catalogue))
    groups = {} if figure.breakdown is None else breakdown_named(catalogue, figure.breakdown).group
    named |= {table for name in tuple(named) if name in groups for table in n.extracts_in(groups[name])}
    return tuple(name for name in computation.extracts.tables if name in named)
