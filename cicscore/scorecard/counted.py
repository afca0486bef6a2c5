"""What each side of an indicator counts: of whom, and which other indicators count the same.

An edition for the public needs to know both: a small count of children is protected, a small one of staff is
not; and what is hidden in one indicator must not be printed in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from cicscore.catalogue.definitions import (
    AllRows,
    Catalogue,
    Children,
    Count,
    DistinctValues,
    Indicator,
    Measure,
    Published,
    Ratio,
    Subset,
    SumOf,
    Total,
)
from cicscore.expressions.nodes import Node
from cicscore.results import Disclosure
from cicscore.vocabulary import Counts

#: What makes two sides the same: the rows, and what is counted of them.
_Counted: TypeAlias = tuple[Count, Node | None]


@dataclass(frozen=True)
class Sides:
    """What an indicator's numerator and denominator count, and the names of what they count."""

    numerator_counts: Counts | None = None
    denominator_counts: Counts | None = None
    numerator_id: str | None = None
    denominator_id: str | None = None
    is_share: bool = False


def sides(catalogue: Catalogue) -> Mapping[str, Sides]:
    """The sides of every indicator, by id; the same is named after the first side that counts it.

    Where an indicator has several definitions, the last one with a measure stands.
    """
    names: dict[_Counted, str] = {}
    return {
        indicator.written.id: _sides(indicator, indicator.measure, catalogue, names)
        for indicator in catalogue.indicators
    }


def _sides(
    indicator: Indicator, measure: Measure | None, catalogue: Catalogue, names: dict[_Counted, str]
) -> Sides:
    own, told = indicator.written.id, indicator.written.counts

    def named(counted: _Counted, side: str) -> str:
        return names.setdefault(counted, f"{own}.{side}")

    match measure:
        case None:
            return Sides()
        case Published():
            return Sides(Counts.PUBLISHED, Counts.PUBLISHED)
        case Total(numerator=above):
            return Sides(_kind(above, catalogue, told), None, named(_of(above), "numerator"))
        case Ratio(numerator=above, denominator=below):
            of_above, kind, is_share = _of(below), None, False
            match above:
                case Subset(where=where, counting=counting):
                    of_above = _of(replace(below, counting=counting))[0], where
                    kind = _kind(replace(below, counting=counting), catalogue, told)
                    is_share = counting == below.counting and not isinstance(counting, SumOf)
                case Count():
                    of_above, kind = _of(above), _kind(above, catalogue, told)
            return Sides(
                kind,
                _kind(below, catalogue, told),
                named(of_above, "numerator"),
                named(_of(below), "denominator"),
                is_share,
            )


def _of(count: Count) -> _Counted:
    return replace(count, label=None), None


def _kind(count: Count, catalogue: Catalogue, told: Counts | None) -> Counts:
    extract = catalogue.extracts[count.extract]
    if extract.about is None:
        return told if told is not None else Counts.STAFF
    children = catalogue.extracts[extract.about]
    match count.counting:
        case SumOf():
            return Counts.AMOUNTS
        case Children():
            found = Counts.CHILDREN
        case AllRows() | DistinctValues():
            each_a_child = extract.name == children.name or extract.key == children.key
            found = Counts.CHILDREN if each_a_child else Counts.EVENTS
    return told if told is not None else found


def policy_of(catalogue: Catalogue) -> Disclosure | None:
    """The catalogue's policy as documents carry it."""
    written = catalogue.disclosure
    if written is None:
        return None
    return Disclosure(
        threshold=written.threshold,
        method=written.method,
        round_to=written.round_to,
        symbol=written.symbols.confidential,
        range=written.protect.range or written.threshold - 1,
        groups=written.protect.groups,
        keep=written.keep,
        seconds=written.seconds,
    )


def wholes_of(indicator: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The indicators of which this one is declared a part."""
    declared = () if catalogue.disclosure is None else catalogue.disclosure.parts
    return tuple(one.whole for one in declared if one.part == indicator)
