"""What differs in the data that an indicator's figures rest on: its extracts, and the columns that it reads.

A rule by which rows are refused counts, too: where rows at fault are left out, it says which are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from cicscore.catalogue import definitions as c
from cicscore.catalogue.document import Column, OtherCodes
from cicscore.catalogue.footing import columns_in, columns_of, extracts_of
from cicscore.differences.changes import one_line
from cicscore.differences.document import Change, Effect
from cicscore.differences.measures import Defined
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
    """What an indicator's figures rest on, under any of the catalogue's variants."""
    measure, catalogue = indicator.linked.measure, indicator.version.catalogue
    if measure is None:
        return Reads(frozenset(), frozenset(), frozenset())
    variants = (None, *catalogue.variants.values())
    extracts = frozenset(name for variant in variants for name in extracts_of(measure, variant, catalogue))
    columns = (column for variant in variants for column in columns_of(measure, variant))
    counted = frozenset((*columns, *_linking(extracts, catalogue)))
    rows = counted_extracts(measure)
    groups = (
        node
        for breakdown in catalogue.breakdowns.values()
        for extract, node in breakdown.group.items()
        if extract in rows
    )
    grouped = frozenset(column for node in groups for column in columns_in(node))
    return Reads(extracts, counted, grouped - counted)


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
        "what other codes count as": was.counts_as != now.counts_as,
        "the day that stands for open": was.open_date != now.open_date,
    }
    return tuple(word for word, differs in compared.items() if differs)


def _headings(column: Column) -> frozenset[str]:
    """The headings accepted: in any case, and however spaced."""
    return frozenset(one_line(heading).casefold() for heading in column.headings)


def _codes(column: Column) -> frozenset[str] | None:
    """The codes that are let in; ``None`` for all."""
    let_in = column.codes is None or column.other_codes is OtherCodes.WARN
    return None if let_in else frozenset(column.codes or ())
