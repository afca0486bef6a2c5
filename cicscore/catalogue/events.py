"""Which dates in an extract record events, and how long may pass without one."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.catalogue.definitions import Catalogue, Count, Extract, Indicator, Ratio
from cicscore.catalogue.dependencies import every_expression, extracts_of
from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Function
from cicscore.vocabulary import ColumnType, PeriodType, Unit

#: A month without an event is assumed not to have been exported.
_MONTHLY = 1
#: Annual results may be published slightly later than the year before.
_YEARLY = 13


def dated_columns(extract: Extract) -> tuple[str, ...]:
    """The date and time columns that may not lie in the future."""
    dated = (ColumnType.DATE, ColumnType.DATETIME)
    # A reference table says ahead what will hold.
    by = extract.looked_up_by
    ahead = () if by is None else (by.first, by.last)
    return tuple(
        name
        for name, column in extract.columns.items()
        if column.type in dated and not column.planned and name not in ahead
    )


def event_columns(extract: Extract, births: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """The columns that record when something happened: none on a child's own row, and no dates of birth."""
    if extract.about == extract.name:
        return ()
    return tuple(name for name in dated_columns(extract) if (extract.name, name) not in births)


def birth_columns(catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """The columns from which an age is calculated, as pairs of extract and column name."""
    return frozenset(
        (born.table, born.name)
        for expression in every_expression(catalogue)
        for call in n.parts_in(expression, n.Call)
        if call.function is Function.AGE and isinstance(born := call.arguments[0], n.Column)
    )


def quiet_months(catalogue: Catalogue) -> Mapping[str, int | None]:
    """For each extract, how many months may pass without an event; ``None`` if no events are expected.

    This is the number declared in the catalogue. Otherwise a population (the denominator of a rate) is valid
    until the next one, results used only by annual indicators come once a year, and anything else happens
    every month.
    """
    dependants: dict[str, list[Indicator]] = {name: [] for name in catalogue.extracts}
    for indicator in catalogue.indicators:
        if indicator.measure is not None:
            for name in extracts_of(indicator.measure, None, catalogue):
                dependants[name].append(indicator)
    return {
        name: extract.quiet_months or _default_months(name, dependants[name])
        for name, extract in catalogue.extracts.items()
    }


def _default_months(name: str, dependants: list[Indicator]) -> int | None:
    if any(_is_population(name, indicator) for indicator in dependants):
        return None
    annual = dependants and all(indicator.written.period is PeriodType.ANNUAL for indicator in dependants)
    return _YEARLY if annual else _MONTHLY


def _is_population(name: str, indicator: Indicator) -> bool:
    match indicator.measure:
        case Ratio(denominator=Count(extract=extract)):
            return indicator.written.unit is Unit.PER_10000 and extract == name
        case _:
            return False
