"""Withhold figures that depend on something the source does not record."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    AllRows,
    Breakdown,
    Children,
    Count,
    Counting,
    DistinctValues,
    Indicator,
    PercentileOf,
    Ratio,
    Subjects,
    Subset,
    SumOf,
    Total,
    Variant,
)
from cicscore.catalogue.dependencies import extracts_of
from cicscore.catalogue.subsets import under
from cicscore.expressions import nodes as n
from cicscore.expressions.types import CONDITION, Kind
from cicscore.periods import window
from cicscore.rating import Measured
from cicscore.scorecard.computation import COUNTED, Computation, Figure
from cicscore.scorecard.count import settled
from cicscore.tables.columns import Mask
from cicscore.tables.ranges import Range, Ranges
from cicscore.tables.table import Positions
from cicscore.vocabulary import ALL


def within_reach(
    indicator: Indicator,
    found: Sequence[Figure],
    computation: Computation,
    breakdowns: tuple[Breakdown, ...] = (),
) -> tuple[Figure, ...]:
    """Withhold the figures that depend on something the source does not record; keep the rest.

    For each extract, the source gives the rows it may lack, and the cells that are not exact with their
    bounds (see ``tables.table.Reach``). A figure is kept where no such row or cell can change it.
    """
    measure, extracts = indicator.measure, computation.extracts
    if not extracts.reach or not isinstance(measure, Ratio | Total):
        return tuple(found)
    dates = computation.on_days_of(window(indicator.written.period, computation.as_at)).dates
    assert dates is not None  # noqa: S101 - an as-at date has just been given
    ways = [Ranges(extracts.tables, reach, dates) for reach in extracts.reach]
    variants = {None if name == ALL else name for name in (figure.variant for figure in found)}
    withheld: dict[tuple[str, str | None], _InQuestion] = {}
    for name in variants:
        variant = None if name is None else computation.catalogue.variants[name]
        left = measure if variant is None else under(measure, variant)
        assert isinstance(left, Ratio | Total)  # noqa: S101 - a variant makes no other measure of it
        reachable = set(extracts_of(measure, variant, computation.catalogue))
        if not reachable & extracts.reach[0].keys() or not reachable <= extracts.tables.keys():
            continue
        parts = list(_parts(left, variant, ways))
        for breakdown in (None, *breakdowns):
            in_question = _merged([part.in_question(breakdown, ways) for part in parts])
            withheld[name or ALL, None if breakdown is None else breakdown.id] = in_question
    nothing = _InQuestion(0, {})
    return tuple(
        _withheld(figure, withheld.get((figure.variant, figure.breakdown), nothing), computation)
        for figure in found
    )


def _withheld(figure: Figure, in_question: _InQuestion, computation: Computation) -> Figure:
    number = in_question.of(figure.group)
    if not number or figure.measured.status not in COUNTED:
        return figure
    limit = computation.extracts.limits[number - 1]
    measured = Measured(limit.status, limit.reason, None, None, None)
    return replace(
        figure,
        measured=measured,
        notes=(),
        numerator_children=None,
        denominator_children=None,
        bounds=None,
        not_recorded=(),
    )


class _InQuestion(Struct, frozen=True):
    """The number of the reason why figures are in question: for every group, and for particular ones."""

    every: int
    groups: dict[str, int]

    def of(self, group: str | None) -> int:
        """The reason for a group's figure, or for the whole figure; 0 for none."""
        reasons = [self.every, *(self.groups.values() if group is None else [self.groups.get(group, 0)])]
        return min((reason for reason in reasons if reason), default=0)


def _merged(parts: Sequence[_InQuestion]) -> _InQuestion:
    groups: dict[str, int] = {}
    for part in parts:
        for group, reason in part.groups.items():
            groups[group] = min(groups.get(group, reason), reason)
    return _InQuestion(min((part.every for part in parts if part.every), default=0), groups)


class _Part(Struct, frozen=True, eq=False):
    """The rows of a numerator or denominator: those certain to count, and those that may.

    ``why`` is the number of the reason why a row's membership, or the amount it adds, is not certain.
    """

    counted: Count
    counting: Counting
    sure: Mask
    possible: Mask
    why: npt.NDArray[np.int8]

    def in_question(self, breakdown: Breakdown | None, ways: Sequence[Ranges]) -> _InQuestion:
        """The figures that the rows in question could change."""
        extract = self.counted.extract
        open_rows = self.possible & ~self.sure
        labels = None if breakdown is None else _labels(breakdown, self.counted, ways)
        if (whom := _whom(self.counting, extract, ways[0])) is not None:
            # A child certain to count adds nothing by counting twice.
            child = whom.astype(np.int64)
            kind = np.zeros(len(child), np.int64) if labels is None else labels.codes
            pairs = child * (int(kind.max(initial=0)) + 2) + kind
            open_rows &= ~np.isin(pairs, pairs[self.sure])
        else:
            open_rows |= self.sure & _value_is_open(self.counting, self.counted, ways)
        if labels is None:
            return _InQuestion(_least(self.why[open_rows]), {})
        anywhere = (open_rows & labels.any) | (self.sure & labels.any)
        why = np.maximum(self.why, labels.why)
        groups = {
            labels.words[code]: _least(why[open_rows & ~labels.any & (labels.codes == code)])
            for code in np.unique(labels.codes[open_rows & ~labels.any])
        }
        return _InQuestion(_least(why[anywhere]), groups)


def _whom(counting: Counting, extract: str, way: Ranges) -> Positions | None:
    """The position of each row's child, worker or other, where these are counted."""
    match counting:
        case Children():
            return way.owner(extract, way.tables[extract].extract.child or "")
        case Subjects(of=subject):
            return way.owner(extract, subject)
        case AllRows() | DistinctValues() | SumOf() | PercentileOf():
            return None


#: More than the number of reasons can be.
_NONE = 127


def _least(reasons: npt.NDArray[np.int8]) -> int:
    return int(np.maximum(reasons, 1).min(initial=_NONE)) % _NONE


def _parts(measure: Ratio | Total, variant: Variant | None, ways: Sequence[Ranges]) -> Iterator[_Part]:
    below = measure.denominator if isinstance(measure, Ratio) else None
    if below is not None:
        yield _part(below, below.counting, (), variant, ways)
    match measure.numerator:
        case Count() as above:
            yield _part(above, above.counting, (), variant, ways)
        case Subset(where=where, counting=counting):
            assert below is not None  # noqa: S101 - a subset is of a denominator
            yield _part(below, counting, n.conjuncts(where), variant, ways)


def _part(
    count: Count,
    counting: Counting,
    narrower: tuple[n.Node, ...],
    variant: Variant | None,
    ways: Sequence[Ranges],
) -> _Part:
    own = () if count.dated_by is None else _in_window(count.extract, count.dated_by)
    where = tuple(settled(part, count) for part in (*n.conjuncts(count.where), *narrower))
    node = n.conjunction((*own, *where)) or n.Literal(value=True, type=CONDITION)
    meets = _hull([way.of(node, count.extract) for way in ways])
    lacking = ways[0].lacking(count.extract)
    sure, possible = meets.low.values & (lacking == 0), np.array(meets.high.values)
    why = np.maximum(meets.limit, lacking)
    rule = None if variant is None else variant.remove.get(count.extract)
    if rule is not None:
        # A row is left out only where the rule is true, not where it is unknown.
        removed = _hull([way.of(settled(rule, count), count.extract) for way in ways])
        sure, possible = sure & ~removed.high.values, possible & ~removed.low.values
        why = np.maximum(why, removed.limit)
    return _Part(count, counting, sure, possible, why)


def _in_window(extract: str, column: str) -> tuple[n.Node, ...]:
    day = n.own_date(extract, column)
    return (
        n.Comparison(n.ComparisonSign.AT_LEAST, day, n.Period(n.PeriodDay.PERIOD_START)),
        n.Comparison(n.ComparisonSign.AT_MOST, day, n.Period(n.PeriodDay.PERIOD_END)),
    )


def _hull(ranges: Sequence[Range]) -> Range:
    """A condition's least and greatest value over every possible form of a child's row."""
    low = functools.reduce(np.logical_and, (one.low.values for one in ranges))
    high = functools.reduce(np.logical_or, (one.high.values for one in ranges))
    limit = functools.reduce(np.maximum, (one.limit for one in ranges))
    first = ranges[0]
    return replace(
        first, low=replace(first.low, values=low), high=replace(first.high, values=high), limit=limit
    )


def _value_is_open(counting: Counting, count: Count, ways: Sequence[Ranges]) -> Mask:
    """Where the amount that a counted row adds is not exact."""
    match counting:
        case AllRows() | Children() | Subjects():
            return np.zeros(ways[0].size(count.extract), np.bool_)
        case SumOf(of=of) | DistinctValues(of=of) | PercentileOf(of=of):
            values = [way.of(settled(of, count), count.extract) for way in ways]
            return functools.reduce(np.logical_or, (value.open for value in values))


class _Labels(Struct, frozen=True, eq=False):
    """Each row's group, and where it may be in any group."""

    words: tuple[str, ...]
    codes: npt.NDArray[np.int64]
    any: Mask
    why: npt.NDArray[np.int8]


def _labels(breakdown: Breakdown, count: Count, ways: Sequence[Ranges]) -> _Labels:
    size, group = ways[0].size(count.extract), breakdown.group.get(count.extract)
    everywhere = np.zeros(size, np.bool_)
    if group is None or not n.extracts_in(group) <= ways[0].tables.keys():
        # Such groups have no figures.
        return _Labels((n.NOT_RECORDED,), np.zeros(size, np.int64), everywhere, np.zeros(size, np.int8))
    found = [way.of(settled(group, count), count.extract) for way in ways]
    first = found[0].low
    words, codes = first.categories, first.values.astype(np.int64)
    if first.kind is Kind.CONDITION:
        words, codes = ("yes", "no"), np.where(first.known, np.where(first.values, 0, 1), -1)
    for one in found:
        everywhere = everywhere | one.open
    differs = [
        (one.low.values != first.values) & (one.low.known | first.known)
        for one in found
        if one.low.categories == first.categories
    ]
    everywhere = functools.reduce(np.logical_or, differs, everywhere)
    why = functools.reduce(np.maximum, (one.limit for one in found))
    return _Labels((*words, n.NOT_RECORDED), codes, everywhere, why)
