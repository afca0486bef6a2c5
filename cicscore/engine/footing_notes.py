"""What the figures of a row have to say of the extracts that they rest on."""

from __future__ import annotations

import datetime as dt

from cicscore.catalogue.definitions import Indicator
from cicscore.catalogue.footing import extracts_of, tables_in
from cicscore.engine.computation import Computation
from cicscore.engine.figure import Figure
from cicscore.results import ExtractSource
from cicscore.vocabulary import Status
from cicscore.wording.left_out import left_out_notes
from cicscore.wording.stale import stale_notes

#: Where rows were looked at; left out, they may also be why there is no value.
_LOOKED_AT = frozenset({Status.CALCULATED, Status.PUBLISHED, Status.NO_DENOMINATOR, Status.NOT_DUE})


def of_extracts(
    indicator: Indicator, figure: Figure, computation: Computation, until: dt.date
) -> tuple[str, ...]:
    """The cautions that rows were left out of an extract, and that it ends before ``until``."""
    sources = {name: table.source for name, table in computation.extracts.tables.items()}
    if figure.measured.status not in _LOOKED_AT or not _notes(*sources.values(), until=until):
        return ()
    rests_on = (sources[name] for name in _rests_on(indicator, figure, computation))
    return _notes(*rests_on, until=until)


def _notes(*sources: ExtractSource, until: dt.date) -> tuple[str, ...]:
    return (*left_out_notes(sources), *stale_notes(sources, until))


def _rests_on(indicator: Indicator, figure: Figure, computation: Computation) -> tuple[str, ...]:
    """The extracts that a figure rests on: those of its measure, and of what divides it into groups."""
    catalogue, measure = computation.catalogue, indicator.measure
    if measure is None:
        return ()
    named = set(extracts_of(measure, catalogue.variants.get(figure.variant), catalogue))
    groups = {} if figure.breakdown is None else catalogue.breakdowns[figure.breakdown].group
    named |= {table for name in tuple(named) if name in groups for table in tables_in(groups[name])}
    return tuple(name for name in computation.extracts.tables if name in named)
