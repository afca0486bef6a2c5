"""What a variant makes of an indicator about others than those of whom it speaks.

A worker stays, whichever children are left out; but what is counted of a worker's children is counted without
them: a worker with 16 cases of whom 3 are UASC has 13 cases excluding UASC.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    Composed,
    Count,
    Counting,
    DistinctValues,
    Extract,
    Measure,
    PercentileOf,
    Published,
    Ratio,
    Subset,
    SumOf,
    Total,
    Variant,
)
from cicscore.expressions import nodes as n
from cicscore.vocabulary import Subject

#: The extract that an aggregate reads and, where it is not what that is about, of whom.
Read = tuple[str, str | None]


def speaks_of(variant: Variant, subject: str, extracts: Mapping[str, Extract]) -> bool:
    """Whether a variant speaks of those whom an extract lists."""
    return subject == variant.about if variant.about else extracts[subject].kind is Subject.CHILD


def touched_by(variant: Variant, extracts: Mapping[str, Extract]) -> Iterator[str]:
    """The extracts whose rows are of those of whom a variant speaks.

    A list of others stays whole: a child whose worker is left out is still a child.
    """
    for name, extract in extracts.items():
        belongs_to = (name,) if extract.about == name else extract.subjects
        if any(speaks_of(variant, subject, extracts) for subject in belongs_to):
            yield name


def kept_within(variant: Variant, extracts: Mapping[str, Extract]) -> dict[Read, n.Node]:
    """For each extract that is read about others than the variant speaks of, the rows that it keeps."""
    return {
        (name, None if subject == extracts[name].about else subject): _not_true(rule)
        for name, rule in variant.remove.items()
        for subject in extracts[name].subjects
        if not speaks_of(variant, subject, extracts)
    }


def _not_true(rule: n.Node) -> n.Node:
    """A row is left out only where the rule is true, not where it is unknown."""
    return n.Or((n.Not(rule), n.Missing(rule, negated=False)))


_Counted = TypeVar("_Counted", Count, Subset)


@functools.lru_cache(maxsize=4096)
def under(measure: Measure, variant: Variant) -> Measure:
    """The measure as the variant leaves it; the same, where it reads nobody's rows of whom that speaks."""
    match measure:
        case Published() | Composed():
            return measure
        case Total(numerator=numerator):
            return replace(measure, numerator=_side(numerator, variant))
        case Ratio(numerator=numerator, denominator=denominator):
            return replace(
                measure,
                numerator=_side(numerator, variant),  # type: ignore[type-var]  # a count or a subset
                denominator=_side(denominator, variant),
            )


def _side(side: _Counted, variant: Variant) -> _Counted:
    where = None if side.where is None else _rewritten(side.where, variant)
    return replace(side, where=where, counting=_counting(side.counting, variant))


def _counting(counting: Counting, variant: Variant) -> Counting:
    match counting:
        case SumOf(of=of):
            return SumOf(_rewritten(of, variant))
        case DistinctValues(of=of):
            return DistinctValues(_rewritten(of, variant))
        case PercentileOf(of=of):
            return replace(counting, of=_rewritten(of, variant))
        case _:
            return counting


def _rewritten(node: n.Node, variant: Variant) -> n.Node:
    def narrowed(part: n.Node) -> n.Node:
        if not isinstance(part, n.Aggregate):
            return part
        kept = variant.within.get((part.table, part.about))
        if kept is None:
            return part
        return replace(part, where=n.conjunction((*n.conjuncts(part.where), kept)))

    return n.rewrite(node, narrowed) if variant.within else node


def read_within(measure: Measure, variant: Variant) -> tuple[str, ...]:
    """The extracts of which the measure reads fewer rows under the variant, about others than its own."""
    read = (
        part.table
        for node in _expressions(measure)
        for part in n.parts_in(node, n.Aggregate)
        if (part.table, part.about) in variant.within
    )
    return tuple(dict.fromkeys(read))


def _expressions(measure: Measure) -> Iterator[n.Node]:
    match measure:
        case Published() | Composed():
            return
        case Total(numerator=numerator):
            sides: tuple[Count | Subset, ...] = (numerator,)
        case Ratio(numerator=numerator, denominator=denominator):
            sides = (denominator, numerator)
    for side in sides:
        if side.where is not None:
            yield side.where
        if isinstance(side.counting, SumOf | DistinctValues | PercentileOf):
            yield side.counting.of
