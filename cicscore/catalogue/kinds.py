"""Whether each side of an indicator counts children, their events, staff, or what is public already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from cicscore.catalogue import definitions as c
from cicscore.vocabulary import Counts, Unit

#: What the numerator and the denominator count; ``None`` where there is no such side, or it is not known.
Kinds: TypeAlias = tuple[Counts | None, Counts | None]


def kinds_of(indicator: c.Indicator, extracts: Mapping[str, c.Extract], told: Counts | None) -> Kinds:
    """What the sides count: as ``told``, or else as the extracts tell.

    Where neither tells, as of the rows of a register that belong to no child in care, it is not known, and
    small counts are protected.
    """
    match indicator.measure:
        case None:
            return None, None
        case c.Published():
            return Counts.PUBLISHED, Counts.PUBLISHED
        case c.Total(numerator=above):
            return _kind(above, extracts, told), None
        case c.Ratio(denominator=below) as measure:
            kind = _kind(below, extracts, told)
            # A rate per 10,000 is out of a population.
            population = told is None and kind is Counts.STAFF and indicator.written.unit is Unit.PER_10000
            return (
                _kind(numerator_count(measure), extracts, told),
                Counts.PUBLISHED if population else kind,
            )


def numerator_count(measure: c.Ratio) -> c.Count:
    """What is counted above, of which rows: the denominator's, unless the numerator names its own."""
    match measure.numerator:
        case c.Subset(counting=counting):
            return replace(measure.denominator, counting=counting)
        case c.Count() as count:
            return count


def _kind(count: c.Count, extracts: Mapping[str, c.Extract], told: Counts | None) -> Counts | None:
    extract = extracts[count.extract]
    match count.counting:
        case c.SumOf() if extract.about is not None:
            return Counts.AMOUNTS
        case c.SumOf():
            return told or Counts.STAFF
        case c.Children():
            return told or Counts.CHILDREN
        case c.AllRows() | c.DistinctValues() if extract.about is not None:
            children = extracts[extract.about]
            each_a_child = extract.name == children.name or extract.key == children.key
            return told or (Counts.CHILDREN if each_a_child else Counts.EVENTS)
        case _:
            return told
