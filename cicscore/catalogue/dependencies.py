"""The extracts and columns on which an indicator's figures depend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from cicscore.catalogue.definitions import (
    Catalogue,
    Composed,
    Count,
    Counting,
    DistinctValues,
    Indicator,
    Measure,
    PercentileOf,
    Published,
    Ratio,
    Subjects,
    Subset,
    SumOf,
    Total,
    Variant,
    counts_of,
)
from cicscore.catalogue.subsets import under
from cicscore.expressions import nodes as n


def extracts_of(measure: Measure, variant: Variant | None, catalogue: Catalogue) -> tuple[str, ...]:
    """Every extract on which the figure depends, in catalogue order."""
    named = {table for node in expressions_of(measure, variant) for table in n.extracts_in(node)}
    match measure:
        case Published(extract=extract):
            named.add(extract)
        case Ratio() | Total():
            named.update(count.extract for count in counts_of(measure))
            named.update(each.of for each in _countings(measure) if isinstance(each, Subjects))
        case Composed():
            for part in parts_of(measure, catalogue):
                if part.measure is not None:
                    named.update(extracts_of(part.measure, variant, catalogue))
    # Rows about children are linked to the children's extract.
    named.update(about for name in tuple(named) for about in catalogue.extracts[name].linked)
    return tuple(name for name in catalogue.extracts if name in named)


def _countings(measure: Ratio | Total) -> Iterator[Counting]:
    yield from (count.counting for count in counts_of(measure))
    if isinstance(measure, Ratio) and isinstance(measure.numerator, Subset):
        yield measure.numerator.counting


def columns_of(measure: Measure, variant: Variant | None) -> tuple[tuple[str, str], ...]:
    """Every column on which the figure depends, once each, as pairs of extract and column name."""
    named = [column for node in expressions_of(measure, variant) for column in n.columns_in(node)]
    match measure:
        case Published(extract=extract, column=column, dated_by=dated_by):
            named += [(extract, column), (extract, dated_by)]
        case Ratio() | Total():
            named += [(count.extract, count.dated_by) for count in counts_of(measure) if count.dated_by]
        case Composed():
            pass  # Its parts read columns, and it reads its parts.
    return tuple(dict.fromkeys(named))


def expressions_of(measure: Measure, variant: Variant | None) -> Iterator[n.Node]:
    """Every expression used to compute the figure."""
    if variant is not None:
        measure = under(measure, variant)
    match measure:
        case Published(where=where):
            yield from () if where is None else (where,)
        case Ratio() | Total():
            for count in counts_of(measure):
                yield from () if count.where is None else (count.where,)
                yield from _counted_in(count)
                if variant is not None and count.extract in variant.remove:
                    yield variant.remove[count.extract]
            if isinstance(measure, Ratio) and isinstance(measure.numerator, Subset):
                yield measure.numerator.where
                yield from _counted_in(measure.numerator)
        case Composed():
            return


def parts_of(measure: Composed, catalogue: Catalogue) -> Iterator[Indicator]:
    """Every definition of the indicators that a value is made of."""
    return (each for each in catalogue.indicators if each.written.id in measure.parts)


#: A column: its extract and its name.
ColumnOf: TypeAlias = tuple[str, str]


class Reads(Struct, frozen=True):
    """The extracts that an indicator's figures depend on, and the columns of them that it reads.

    ``counted`` are columns that decide whether rows count or a variant leaves them out; ``grouped`` are the
    columns that a breakdown divides them by.
    """

    extracts: frozenset[str]
    counted: frozenset[ColumnOf]
    grouped: frozenset[ColumnOf]


def counted_extracts(measure: Measure | None) -> frozenset[str]:
    """The extracts whose rows a variant may leave out and a breakdown may divide."""
    match measure:
        case Ratio() | Total():
            return frozenset(count.extract for count in counts_of(measure))
        case None | Published() | Composed():
            return frozenset()


def reads(indicator: Indicator, catalogue: Catalogue) -> Reads:
    """The data that an indicator's figures depend on, under any of the catalogue's variants."""
    measure = indicator.measure
    if measure is None:
        return Reads(frozenset(), frozenset(), frozenset())
    if isinstance(measure, Composed):
        return _together(reads(part, catalogue) for part in parts_of(measure, catalogue))
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
    grouped = frozenset(column for node in groups for column in n.columns_in(node))
    return Reads(extracts, counted, grouped - counted)


def _together(parts: Iterable[Reads]) -> Reads:
    read = tuple(parts)
    counted = frozenset(column for part in read for column in part.counted)
    grouped = frozenset(column for part in read for column in part.grouped)
    return Reads(frozenset(name for part in read for name in part.extracts), counted, grouped - counted)


def _linking(extracts: frozenset[str], catalogue: Catalogue) -> Iterator[ColumnOf]:
    """The columns that link a row to its child."""
    for name in extracts:
        for about in catalogue.extracts[name].subjects:
            for key in catalogue.extracts[about].key if about in extracts else ():
                yield name, key


def computed_by(catalogue: Catalogue) -> Iterator[n.Node]:
    """Every expression in the catalogue that a figure may use."""
    for extract in catalogue.extracts.values():
        yield from extract.named.values()
    for indicator in catalogue.indicators:
        if indicator.measure is not None:
            yield from expressions_of(indicator.measure, None)
    for variant in catalogue.variants.values():
        yield from variant.remove.values()
    for breakdown in catalogue.breakdowns.values():
        yield from breakdown.group.values()


def every_expression(catalogue: Catalogue) -> Iterator[n.Node]:
    """Every expression that figures use, and every requirement on rows (``must``)."""
    yield from computed_by(catalogue)
    for extract in catalogue.extracts.values():
        yield from (rule.condition for rule in extract.must)


def _counted_in(count: Count | Subset) -> Iterator[n.Node]:
    if isinstance(count.counting, SumOf | DistinctValues | PercentileOf):
        yield count.counting.of
