"""Link an indicator's panels: what each counts, and the groupings that it is laid out by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.dictionary import Dictionary
from cicscore.catalogue.yaml import Path
from cicscore.expressions.nodes import Column, Node, Owner, columns_in
from cicscore.expressions.types import column_type
from cicscore.vocabulary import ColumnType, PanelOf


def link_panels(
    indicator: d.Indicator,
    path: Path,
    measure: c.Measure | None,
    breakdowns: Mapping[str, c.Breakdown],
    dictionary: Dictionary,
) -> tuple[c.Panel, ...]:
    """The panels whose groupings apply to what the indicator counts; the others are reported."""
    found = []
    for index, panel in enumerate(indicator.panels):
        at = (*path, "panels", index)
        if not isinstance(measure, c.Ratio | c.Total):
            if measure is not None:
                _report(dictionary, at, "the indicator's value is an input, so nothing is counted", None)
            continue
        if panel.of not in _countable(measure):
            allowed = ", ".join(_countable(measure))
            _report(dictionary, (*at, "of"), f"this indicator has no {_NAMES[panel.of]} to count", allowed)
            continue
        counted = [count.extract for count in c.counts_of(measure)]
        by = [
            _grouping(name, (*at, "by", place), counted, breakdowns, dictionary)
            for place, name in enumerate(panel.by)
        ]
        known = tuple(one for one in by if one is not None)
        if len(known) == len(by):
            found.append(c.Panel(panel.title, panel.of, known))
    return tuple(found)


_NAMES = {
    PanelOf.NUMERATOR: "numerator",
    PanelOf.DENOMINATOR: "denominator",
    PanelOf.NOT_COUNTED: "part of the denominator that the numerator lacks",
}


def _countable(measure: c.Ratio | c.Total) -> tuple[PanelOf, ...]:
    """What a panel may count: what is missed only where both sides count the same kind of thing."""
    match measure:
        case c.Total():
            return (PanelOf.NUMERATOR,)
        case c.Ratio(numerator=c.Subset(counting=some), denominator=c.Count(counting=every)) if some == every:
            return tuple(PanelOf)
        case c.Ratio(numerator=c.Subset(counting=c.PercentileOf())):
            return (PanelOf.DENOMINATOR,)
        case c.Ratio():
            return (PanelOf.NUMERATOR, PanelOf.DENOMINATOR)


def _report(dictionary: Dictionary, path: Path, found: str, allowed: str | None) -> None:
    advice = "Remove the panel, or count something that the indicator counts."
    dictionary.reporter.report("panel-of-nothing", path, found, advice, allowed=allowed)


def _grouping(
    name: str,
    path: Path,
    counted: list[str],
    breakdowns: Mapping[str, c.Breakdown],
    dictionary: Dictionary,
) -> c.Breakdown | None:
    """The breakdown or column that a panel names; ``None`` after reporting why it does not apply."""
    if name not in breakdowns:
        columns = dict(_columns(counted, dictionary))
        if name not in columns:
            dictionary.reporter.unknown(path, "grouping", name, (*breakdowns, *columns))
            return None
        return columns[name]
    breakdown = breakdowns[name]
    lacking = [extract for extract in counted if extract not in breakdown.group]
    if lacking and breakdown.group:
        dictionary.reporter.report(
            "panel-of-nothing",
            path,
            f"the breakdown `{name}` has no meaning for rows of {lacking[0]}",
            "Name a breakdown that looks at columns of what is counted.",
            allowed=", ".join(each for each, one in breakdowns.items() if {*counted} <= one.group.keys()),
        )
        return None
    return breakdown


def _columns(counted: list[str], dictionary: Dictionary) -> Iterator[tuple[str, c.Breakdown]]:
    """The columns of codes and flags that every extract counted has, each as a breakdown."""
    documents = [dictionary.document[extract].columns for extract in counted]
    for name, column in documents[0].items():
        if column.type not in (ColumnType.CODE, ColumnType.FLAG):
            continue
        if all(name in columns and columns[name].type is column.type for columns in documents):
            group = {extract: _own(extract, name, dictionary) for extract in counted}
            yield name, c.Breakdown(name, group, group_titles(group.values(), dictionary.document))


def _own(extract: str, name: str, dictionary: Dictionary) -> Node:
    column = dictionary.document[extract].columns[name]
    codes = None if column.codes is None else tuple(column.codes)
    return Column(Owner.OWN, extract, name, column_type(column.type, codes))


def group_titles(nodes: Iterable[Node], document: Mapping[str, d.Extract]) -> dict[str, str]:
    """What the codes of a grouping mean: the list of the column whose codes its groups are."""
    return {
        code: meaning
        for node in nodes
        for table, name in columns_in(node)
        if node.type.codes == tuple(codes := document[table].columns[name].codes or {})
        for code, meaning in codes.items()
    }
