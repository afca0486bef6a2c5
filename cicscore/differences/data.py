"""What differs in the data that an indicator's figures rest on: its extracts, and the columns that it reads.

A rule by which rows are refused counts, too: where rows at fault are left out, it says which are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cicscore.catalogue import definitions as c
from cicscore.catalogue.document import Column, OtherCodes
from cicscore.differences.changes import one_line
from cicscore.differences.document import Change, Effect
from cicscore.differences.measures import Defined
from cicscore.expressions import nodes as n
from cicscore.expressions.sameness import meaning

#: A column: its extract and its name.
ColumnOf: TypeAlias = tuple[str, str]


@dataclass(frozen=True)
class Reads:
    """The extracts that an indicator's figures rest on, and the columns of them that it reads.

    ``counted`` are columns by which rows are counted or left out by a variant; ``grouped`` those by which a
    breakdown divides them.
    """

    extracts: frozenset[str]
    counted: frozenset[ColumnOf]
    grouped: frozenset[ColumnOf]


def counted_extracts(measure: c.Measure | None) -> frozenset[str]:
    """The extracts of whose rows a variant may leave some out, and which a breakdown may divide."""
    match measure:
        case c.Ratio() | c.Total():
            return frozenset(count.extract for count in c.counts_of(measure))
        case None | c.Published():
            return frozenset()


def reads(indicator: Defined) -> Reads:
    """What an indicator's figures rest on."""
    measure, catalogue = indicator.linked.measure, indicator.version.catalogue
    if measure is None:
        return Reads(frozenset(), frozenset(), frozenset())
    rows = counted_extracts(measure)
    left_out = _rules_for(rows, (variant.remove for variant in catalogue.variants.values()))
    groups = _rules_for(rows, (breakdown.group for breakdown in catalogue.breakdowns.values()))
    expressions = (*c.conditions(measure), *_values(measure), *left_out)
    extracts = _with_the_childrens({*_sources(measure), *_looked_at(expressions)}, catalogue)
    counted = frozenset((*_columns_in(expressions), *_columns_named(measure), *_linking(extracts, catalogue)))
    return Reads(extracts, counted, frozenset(_columns_in(groups)) - counted)


def _rules_for(rows: frozenset[str], rules: Iterable[Mapping[str, n.Node]]) -> tuple[n.Node, ...]:
    return tuple(node for rule in rules for extract, node in rule.items() if extract in rows)


def _looked_at(expressions: Iterable[n.Node]) -> Iterator[str]:
    for node in expressions:
        for part in n.walk(node):
            if isinstance(part, n.Column | n.Aggregate):
                yield part.table


def _sources(measure: c.Measure) -> frozenset[str]:
    return frozenset({measure.extract}) if isinstance(measure, c.Published) else counted_extracts(measure)


def _values(measure: c.Measure) -> Iterator[n.Node]:
    """What is added up, or of which different values are counted."""
    sides: tuple[c.Count | c.Subset, ...] = ()
    match measure:
        case c.Ratio(numerator=above, denominator=below):
            sides = (below, above)
        case c.Total(numerator=above):
            sides = (above,)
        case c.Published():
            pass
    for side in sides:
        if isinstance(side.counting, c.SumOf | c.DistinctValues):
            yield side.counting.of


def _columns_in(expressions: Iterable[n.Node]) -> Iterator[ColumnOf]:
    for node in expressions:
        for part in n.walk(node):
            if isinstance(part, n.Column):
                yield part.table, part.name


def _columns_named(measure: c.Measure) -> Iterator[ColumnOf]:
    """The columns that a measure names outside its expressions."""
    match measure:
        case c.Published(extract=extract, column=column, dated_by=dated_by):
            yield from ((extract, column), (extract, dated_by))
        case c.Ratio() | c.Total():
            for count in c.counts_of(measure):
                if count.dated_by is not None:
                    yield count.extract, count.dated_by


def _with_the_childrens(extracts: set[str], catalogue: c.Catalogue) -> frozenset[str]:
    """Extracts, and those of the children to whom their rows belong."""
    about = (catalogue.extracts[name].about for name in extracts)
    return frozenset(extracts) | {name for name in about if name is not None}


def _linking(extracts: frozenset[str], catalogue: c.Catalogue) -> Iterator[ColumnOf]:
    """The columns that say to which child a row belongs."""
    for name in extracts:
        about = catalogue.extracts[name].about
        for key in () if about is None else catalogue.extracts[about].key:
            yield name, key


def data_changes(was: Defined, now: Defined) -> Iterator[Change]:
    """The changes of what an indicator's figures rest on, each extract and column in a line."""
    first, second = reads(was), reads(now)
    before, after = was.version.catalogue.extracts, now.version.catalogue.extracts
    for name in sorted((first.extracts | second.extracts) & before.keys() & after.keys()):
        yield from _told(f"the extract {name}", _extract_differs(before[name], after[name]))
    for column in sorted(first.counted | second.counted):
        yield from _column_changes(column, before, after, counted=True)
    for column in sorted((first.grouped | second.grouped) - first.counted - second.counted):
        yield from _column_changes(column, before, after, counted=False)


def _told(what: str, differing: tuple[str, ...]) -> Iterator[Change]:
    if differing:
        part = f"{what}, which it reads, changed: {', '.join(differing)}"
        yield Change(part=part, effect=Effect.FIGURE)


def _extract_differs(was: c.Extract, now: c.Extract) -> tuple[str, ...]:
    """In what an extract is another than before, for whoever counts its rows."""
    rules = ({meaning(rule.condition) for rule in extract.must} for extract in (was, now))
    compared = {
        "file": (was.file, now.file),
        "key": (set(was.key), set(now.key)),
        "about": (was.about, now.about),
        "what rows must meet": tuple(rules),
    }
    return tuple(word for word, (before, after) in compared.items() if before != after)


def _column_changes(
    at: ColumnOf, before: Mapping[str, c.Extract], after: Mapping[str, c.Extract], *, counted: bool
) -> Iterator[Change]:
    """The change of a column that both have; where one has none, the expressions tell."""
    extract, name = at
    was, now = (
        extracts[extract].columns.get(name) if extract in extracts else None for extracts in (before, after)
    )
    if was is not None and now is not None:
        yield from _told(f"the column {name} of {extract}", _column_differs(was, now, counted=counted))


def _column_differs(was: Column, now: Column, *, counted: bool) -> tuple[str, ...]:
    """In what a column holds other values than before.

    A heading that is accepted as well is no such thing: a file that has two for one column is refused.
    """
    compared = {
        "type": was.type != now.type,
        "headings no longer accepted": not _headings(was) <= _headings(now),
        "required": counted and was.required != now.required,
        "codes": counted and _codes(was) != _codes(now),
    }
    return tuple(word for word, differs in compared.items() if differs)


def _headings(column: Column) -> frozenset[str]:
    """The headings accepted: in any case, and however spaced."""
    return frozenset(one_line(heading).casefold() for heading in column.headings)


def _codes(column: Column) -> frozenset[str] | None:
    """The codes that are let in; ``None`` for all."""
    let_in = column.codes is None or column.other_codes is OtherCodes.WARN
    return None if let_in else frozenset(column.codes or ())
