"""Which rows at fault were left out of the extracts that a figure rests on."""

from __future__ import annotations

from cicscore.catalogue.definitions import Indicator
from cicscore.catalogue.footing import extracts_of, tables_in
from cicscore.engine.computation import Computation
from cicscore.engine.figure import Figure
from cicscore.vocabulary import Status
from cicscore.wording.left_out import left_out_notes

#: Where rows were looked at; left out, they may also be why there is no value.
_LOOKED_AT = frozenset({Status.CALCULATED, Status.PUBLISHED, Status.NO_DENOMINATOR, Status.NOT_DUE})


def left_out(indicator: Indicator, figure: Figure, computation: Computation) -> tuple[str, ...]:
    """The caution that rows were left out, for each extract that the figure rests on."""
    sources = {name: table.source for name, table in computation.extracts.tables.items()}
    if figure.measured.status not in _LOOKED_AT or not left_out_notes(sources.values()):
        return ()
    return left_out_notes(sources[name] for name in _rests_on(indicator, figure, computation))


def _rests_on(indicator: Indicator, figure: Figure, computation: Computation) -> tuple[str, ...]:
    """The extracts that a figure rests on: those of its measure, and of what divides it into groups."""
    catalogue, measure = computation.catalogue, indicator.measure
    if measure is None:
        return ()
    named = set(extracts_of(measure, catalogue.variants.get(figure.variant), catalogue))
    groups = {} if figure.breakdown is None else catalogue.breakdowns[figure.breakdown].group
    named |= {table for name in tuple(named) if name in groups for table in tables_in(groups[name])}
    return tuple(name for name in computation.extracts.tables if name in named)
