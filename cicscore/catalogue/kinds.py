"""Whether each side of an indicator counts children, their events, staff, or what is public already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec.structs import replace

from cicscore.catalogue import definitions as c
from cicscore.expressions.nodes import Aggregate, Column, Node, parts_in
from cicscore.vocabulary import Counts, Unit

#: What the numerator and the denominator count; ``None`` where there is no such side, or it is not known.
Kinds: TypeAlias = tuple[Counts | None, Counts | None]


def kinds_of(indicator: c.Indicator, extracts: Mapping[str, c.Extract], told: Counts | None) -> Kinds:
    """What the sides count: as ``told``, or else as the extracts tell.

    Where neither tells, as of the rows of a register that belong to no child in care, it is not known, and
    small counts are protected.
    """
    match indicator.measure:
        case None | c.Composed():
            return None, None
        case c.Published():
            return Counts.PUBLISHED, Counts.PUBLISHED
        case c.Total(numerator=above):
            return _kind(above, extracts, told), None
        case c.Ratio(denominator=below) as measure:
            numerator = _kind(numerator_count(measure), extracts, told)
            if isinstance(measure.numerator, c.Subset) and _reads_children(measure.numerator.where, extracts):
                numerator = _of_others(numerator, below, extracts)
            # A rate per 10,000 is out of a population, whatever it is a rate of.
            if indicator.written.unit is Unit.PER_10000 and _kind(below, extracts, None) is Counts.STAFF:
                return numerator, Counts.PUBLISHED
            return numerator, _kind(below, extracts, told)


def numerator_count(measure: c.Ratio) -> c.Count:
    """What is counted above, of which rows: the denominator's, unless the numerator names its own."""
    match measure.numerator:
        case c.Subset(counting=counting):
            return replace(measure.denominator, counting=counting)
        case c.Count() as count:
            return count


def _kind(count: c.Count, extracts: Mapping[str, c.Extract], told: Counts | None) -> Counts | None:
    extract = extracts[count.extract]
    if _reads_children(count.where, extracts) or _is_by_children(count, extracts):
        told = _of_others(told, count, extracts)
    match count.counting:
        case c.Subjects() if extract.child is not None:
            return Counts.OTHERS
        case c.SumOf() | c.PercentileOf() if extract.child is not None:
            return Counts.AMOUNTS
        case c.PercentileOf():
            return Counts.AMOUNTS if told is not None and told.is_about_children else told
        case c.SumOf():
            return told or Counts.STAFF
        case c.Children():
            return told or Counts.CHILDREN
        case c.AllRows() | c.DistinctValues() if extract.child is not None:
            return told or (Counts.CHILDREN if _counts_each_child_once(count, extracts) else Counts.EVENTS)
        case _:
            return told


def _of_others(told: Counts | None, count: c.Count, extracts: Mapping[str, c.Extract]) -> Counts | None:
    """What is counted by children's rows: others, where the rows counted are not children's themselves.

    A reader could work out from it how many children there are, and it follows from no other count.
    """
    return told if extracts[count.extract].child is not None else Counts.OTHERS


def _is_by_children(count: c.Count, extracts: Mapping[str, c.Extract]) -> bool:
    match count.counting:
        case c.SumOf(of=of) | c.PercentileOf(of=of) | c.DistinctValues(of=of):
            return _reads_children(of, extracts)
        case c.AllRows() | c.Children() | c.Subjects():
            return False


def _reads_children(node: Node | None, extracts: Mapping[str, c.Extract]) -> bool:
    """Whether an expression looks at rows of children about somebody else."""
    return any(extracts[part.table].child is not None for part in parts_in(node, Aggregate))


def _counts_each_child_once(count: c.Count, extracts: Mapping[str, c.Extract]) -> bool:
    """Whether each row, or each value that is told apart, is another child's."""
    extract = extracts[count.extract]
    children = extracts[str(extract.child)]
    match count.counting:
        case c.DistinctValues(of=Column(name=name)) if children.key == (name,):
            return True
        case _:
            return extract.name == children.name or extract.key == children.key
