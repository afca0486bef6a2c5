"""Which dates of an extract say that something happened, and for how long nothing may have."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.catalogue.definitions import Catalogue, Count, Extract, Indicator, Ratio
from cicscore.catalogue.dependencies import every_expression, extracts_of
from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Function
from cicscore.vocabulary import ColumnType, PeriodType, Unit

#: A month in which nothing happened is taken for one that was not exported.
_MONTHLY = 1
#: Annual results may come out a little later than those of the year before.
_YEARLY = 13


def dated_columns(extract: Extract) -> tuple[str, ...]:
    """The columns of dates and times that may not lie in the future."""
    dated = (ColumnType.DATE, ColumnType.DATETIME)
    return tuple(
        name for name, column in extract.columns.items() if column.type in dated and not column.planned
    )


def event_columns(extract: Extract, births: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """The columns that say when something happened; the dates of a child's own row are of the child."""
    if extract.about == extract.name:
        return ()
    return tuple(name for name in dated_columns(extract) if (extract.name, name) not in births)


def birth_columns(catalogue: Catalogue) -> frozenset[tuple[str, str]]:
    """The columns, each with its extract, from which an age is counted."""
    return frozenset(
        (born.table, born.name)
        for expression in every_expression(catalogue)
        for call in n.parts_in(expression, n.Call)
        if call.function is Function.AGE and isinstance(born := call.arguments[0], n.Column)
    )


def quiet_months(catalogue: Catalogue) -> Mapping[str, int | None]:
    """For each extract the months that may pass without an event; ``None``: nothing is expected to happen.

    What the catalogue declares; else a population, by which others are divided, stands until the next,
    results that only annual indicators look at come once a year, and anything else happens every month.
    """
    resting: dict[str, list[Indicator]] = {name: [] for name in catalogue.extracts}
    for indicator in catalogue.indicators:
        if indicator.measure is not None:
            for name in extracts_of(indicator.measure, None, catalogue):
                resting[name].append(indicator)
    return {
        name: extract.quiet_months or _derived(name, resting[name])
        for name, extract in catalogue.extracts.items()
    }


def _derived(name: str, resting: list[Indicator]) -> int | None:
    if any(_is_population(name, indicator) for indicator in resting):
        return None
    annual = resting and all(indicator.written.period is PeriodType.ANNUAL for indicator in resting)
    return _YEARLY if annual else _MONTHLY


def _is_population(name: str, indicator: Indicator) -> bool:
    match indicator.measure:
        case Ratio(denominator=Count(extract=extract)):
            return indicator.written.unit is Unit.PER_10000 and extract == name
        case _:
            return False
