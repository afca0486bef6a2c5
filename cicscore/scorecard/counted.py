"""What each side of an indicator counts: of whom, and which other indicators count the same.

An edition for the public needs to know both: a small count of children is protected, a small one of staff is
not; and what is hidden in one indicator must not be printed in another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from cicscore.catalogue.definitions import (
    Catalogue,
    Composed,
    Count,
    Counting,
    Indicator,
    Measure,
    PercentileOf,
    Published,
    Ratio,
    Subset,
    SumOf,
    Total,
)
from cicscore.catalogue.kinds import kinds_of, numerator_count
from cicscore.expressions.equivalence import meaning
from cicscore.expressions.nodes import Comparison, ComparisonSign, In, Literal, Missing, Node, conjuncts
from cicscore.results import Disclosure
from cicscore.vocabulary import Counts

#: What makes two sides the same: the extract, the date of its rows, their conditions, and what is counted.
_Counted: TypeAlias = tuple[str, str | None, frozenset[Node], Counting]
#: A definition: the indicator's id, and the first day that it is valid.
Defined: TypeAlias = tuple[str, dt.date | None]


class Sides(Struct, frozen=True):
    """What an indicator's numerator and denominator count, and the names of what they count."""

    numerator_counts: Counts | None = None
    denominator_counts: Counts | None = None
    numerator_id: str | None = None
    denominator_id: str | None = None
    is_share: bool = False
    percentile: Decimal | None = None


def sides(catalogue: Catalogue) -> Mapping[Defined, Sides]:
    """The sides of every definition; the same is named after the first side that counts it."""
    names: dict[_Counted, str] = {}
    return {
        defined(indicator): _sides(indicator, indicator.measure, catalogue, names)
        for indicator in catalogue.indicators
    }


def defined(indicator: Indicator) -> Defined:
    """What tells a definition from the others, which may have the same id at other times."""
    return indicator.written.id, indicator.written.valid_from


def _sides(
    indicator: Indicator, measure: Measure | None, catalogue: Catalogue, names: dict[_Counted, str]
) -> Sides:
    above, below = kinds_of(indicator, catalogue.extracts, indicator.written.counts)
    written, since = indicator.written, indicator.written.valid_from
    own = written.id if since is None else f"{written.id}.{since.isoformat()}"

    def named(counted: _Counted, side: str) -> str:
        return names.setdefault(counted, f"{own}.{side}")

    match measure:
        case None | Published() | Composed():
            return Sides(above, below)
        case Total(numerator=count):
            return Sides(above, None, named(_of(count), "numerator"))
        case Ratio(numerator=numerator, denominator=denominator):
            rows = _of(denominator) if written.denominator is not None else _of_values(denominator, numerator)
            return Sides(
                above,
                below,
                named(_of(numerator_count(measure), numerator), "numerator"),
                named(rows, "denominator"),
                _is_share(numerator, denominator),
                _percentile(numerator),
            )


def _of(count: Count, part: Count | Subset | None = None) -> _Counted:
    more = conjuncts(part.where) if isinstance(part, Subset) else ()
    meanings = (meaning(each) for each in (*conjuncts(count.where), *more))
    conditions = frozenset(each for condition in meanings for each in conjuncts(condition))
    return count.extract, count.dated_by, _without_implied(conditions), count.counting


def _of_values(denominator: Count, numerator: Count | Subset) -> _Counted:
    """The rows that a mean, a median or a percentile is out of: those that have a value."""
    extract, dated_by, conditions, counting = _of(denominator)
    match numerator.counting:
        case SumOf(of=of) | PercentileOf(of=of):
            has_value = meaning(Missing(of, negated=True))
            return extract, dated_by, conditions | set(conjuncts(has_value)), counting
        case _:
            return extract, dated_by, conditions, counting


def _percentile(numerator: Count | Subset) -> Decimal | None:
    match numerator.counting:
        case PercentileOf(percentile=percentile):
            return percentile
        case _:
            return None


def _without_implied(conditions: frozenset[Node]) -> frozenset[Node]:
    """The conditions without those that follow from another: who is in touch has not died."""
    listed = [_values(condition) for condition in conditions]
    named = [(of, values) for of, values, negated in filter(None, listed) if not negated]

    def follows(condition: Node) -> bool:
        match _values(condition):
            case of, excluded, True:
                return any(same == of and not values & excluded for same, values in named)
            case _:
                return False

    return frozenset(condition for condition in conditions if not follows(condition))


def _values(condition: Node) -> tuple[Node, frozenset[object], bool] | None:
    """What a condition compares, the values that it lists, and whether it is to be none of them."""
    match condition:
        case In(of=of, among=among, negated=negated):
            return of, frozenset(one.value for one in among), negated
        case (
            Comparison(left=Literal(value=value), right=of) | Comparison(left=of, right=Literal(value=value))
        ):
            match condition.comparison:
                case ComparisonSign.EQUAL | ComparisonSign.UNEQUAL as sign:
                    return of, frozenset({value}), sign is ComparisonSign.UNEQUAL
                case _:
                    return None
        case _:
            return None


def _is_share(numerator: Count | Subset, denominator: Count) -> bool:
    """Whether the numerator counts some of what the denominator counts."""
    match numerator:
        case Subset(counting=counting):
            return counting == denominator.counting and not isinstance(counting, SumOf)
        case Count():
            return False


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
    """The indicators of which this one is declared a part, itself or through another that may be left out."""
    declared = () if catalogue.disclosure is None else catalogue.disclosure.parts
    found = [indicator]
    for name in found:
        found += [one.whole for one in declared if one.part == name and one.whole not in found]
    return tuple(found[1:])
