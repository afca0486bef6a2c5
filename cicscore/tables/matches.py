"""Aggregates over rows that are looked up in sorted order instead of pair by pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from cicscore.expressions.functions import Aggregation
from cicscore.expressions.nodes import ComparisonSign
from cicscore.expressions.types import Kind
from cicscore.tables.columns import Mask
from cicscore.tables.operations import sortable
from cicscore.tables.pairs import stretched
from cicscore.tables.ranks import Leaf, Ranked, World, leaves
from cicscore.tables.slices import NONE, Numbers, Slices, Span, alike, narrowed, sliced, told_apart
from cicscore.tables.vectors import DIGITS, FALSE, MISSING, TRUE, Vector, as_on_paper, spanned


class Question(Struct, frozen=True, eq=False):
    """The outer rows ``asked``: each takes of ``rows`` what lies in its slice, and in ``spans`` as well."""

    asked: Numbers
    rows: Numbers
    slices: Slices
    spans: tuple[Span, ...]

    def answers(self, measure: Callable[[Slices], Numbers], join: np.ufunc, nothing: int) -> Numbers:
        """What is measured of the rows that each outer row takes, ``nothing`` of none."""
        if not self.spans:
            return measure(self.slices)
        (span,) = self.spans
        places, which = alike(self.slices.first, self.slices.stop, span.low, span.high)
        slices = Slices(self.slices.order, self.slices.first[places], self.slices.stop[places])
        found = np.full(len(places), nothing)
        for asked, piece in narrowed(slices, Span(span.rank, span.low[places], span.high[places])):
            join.at(found, asked, measure(piece))
        answers: Numbers = found[which]
        return answers


def question(leaf: Leaf, owners: Numbers, owned: Numbers) -> Question:
    """Sort the rows of a leaf by their owner, by what has to be equal, and by the narrowest range."""
    asked = np.flatnonzero(leaf.asking)
    groups, wanted = owned[leaf.rows], owners[asked]
    ranges = []
    for span in _merged(leaf, asked):
        if span.takes_one:
            groups, wanted = told_apart(groups, wanted, span)
        else:
            ranges.append(span)
    ranges.sort(key=lambda span: int(span.lengths.sum()) / span.width)
    first = ranges[0] if ranges else None
    return Question(asked, leaf.rows, sliced(groups, wanted, first), tuple(ranges[1:]))


def _merged(leaf: Leaf, asked: Numbers) -> Iterator[Span]:
    """The ranges of the leaf, those of the same values as one."""
    of_values: dict[int, Span] = {}
    for of, low, high in leaf.spans:
        span = Span(of.rank, low[asked], high[asked])
        known = of_values.get(id(of.rank))
        if known is not None:
            span = Span(of.rank, np.maximum(span.low, known.low), np.minimum(span.high, known.high))
        of_values[id(of.rank)] = span
    for span in of_values.values():
        yield replace(span, rank=span.rank[leaf.rows])


class Matches(Struct, frozen=True, eq=False):
    """The rows of owners that have many, and the outer rows that ask for those of their owner.

    ``met`` is the condition on the inner rows alone, ``outer`` that on the outer rows alone; ``owned`` and
    ``owners`` are their owners.
    """

    met: Vector
    owned: Numbers
    outer: Vector
    owners: Numbers
    ranked: tuple[Ranked, ...]

    @property
    def is_fixed(self) -> bool:
        """Whether no unknown cell matters to which rows are taken."""
        return self.met.is_fixed and self.outer.is_fixed and all(one.of.is_fixed for one in self.ranked)

    @property
    def can_be_answered(self) -> bool:
        """Whether at most two ranges are left once rows are told apart by what has to be equal."""
        of_values: dict[int, list[Ranked]] = {}
        for one in self.ranked:
            of_values.setdefault(id(one.rank), []).append(one)
        return sum(1 for several in of_values.values() if not _tells_apart(several)) <= _RANGES

    def questions(self, world: World, among: Mask | None = None) -> list[Question]:
        """What each outer row asks for in a world, of all rows or those among them."""
        met = np.broadcast_to(world.met(self.met), len(self.owned))
        rows = np.flatnonzero(met if among is None else met & among)
        asking = np.broadcast_to(world.met(self.outer), len(self.owners))
        return [question(leaf, self.owners, self.owned) for leaf in leaves(self.ranked, rows, asking, world)]

    def candidates(self) -> Candidates:
        """The pairs that have to be looked at where the ranks do not say everything."""
        world = World.AS_IT_IS if self.is_fixed else World.POSSIBLE
        return Candidates(self.questions(world), len(self.owners))

    def counts(self, world: World, among: Mask | None = None) -> Numbers:
        """How many rows each outer row takes."""
        return self._answers(self.questions(world, among), _counting, np.add, 0)

    def sums(self, values: Numbers, among: Mask) -> Numbers:
        """The sum of whole numbers over the rows that each outer row takes."""

        def of_rows(rows: Numbers) -> Callable[[Slices], Numbers]:
            return lambda slices: slices.sums(values[rows])

        return self._answers(self.questions(World.AS_IT_IS, among), of_rows, np.add, 0)

    def most(self, places: Numbers, among: Mask) -> Numbers:
        """The greatest of the rows' places, of those that each outer row takes; ``NONE`` of none."""

        def of_rows(rows: Numbers) -> Callable[[Slices], Numbers]:
            return lambda slices: slices.most(places[rows])

        return self._answers(self.questions(World.AS_IT_IS, among), of_rows, np.maximum, NONE)

    def _answers(
        self,
        questions: Sequence[Question],
        measure: Callable[[Numbers], Callable[[Slices], Numbers]],
        join: np.ufunc,
        nothing: int,
    ) -> Numbers:
        found = np.full(len(self.owners), nothing)
        for one in questions:
            found[one.asked] = join(found[one.asked], one.answers(measure(one.rows), join, nothing))
        return found


def _counting(_: Numbers) -> Callable[[Slices], Numbers]:
    return Slices.counts


#: The ranges in which rows are looked up together: in the order of one value, and within blocks of it.
_RANGES = 2


def _tells_apart(several: Sequence[Ranked]) -> bool:
    """Whether a value has to be equal to that of the outer row, wherever that row asks."""
    one = several[0].of
    equal = len(several) == 1 and one.comparison is ComparisonSign.EQUAL
    return equal and one.outer.is_fixed and not one.outer_anyway.possible().any()


class Candidates(Struct, frozen=True, eq=False):
    """The pairs of ``size`` outer rows with rows that possibly meet the condition, and perhaps others."""

    questions: Sequence[Question]
    size: int

    def counts(self) -> Numbers:
        """How many rows each outer row is paired with."""
        counts = np.zeros(self.size, dtype=np.int64)
        for one in self.questions:
            counts[one.asked] += one.slices.counts()
        return counts

    def paired(self, piece: Numbers) -> tuple[Numbers, Numbers]:
        """The places within a piece of the outer rows, each with every row that it is paired with."""
        places, rows = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for one in self.questions:
            begin, end = np.searchsorted(one.asked, (piece[0], piece[-1] + 1)) if len(piece) else (0, 0)
            asking, at = stretched(one.slices.first[begin:end], one.slices.counts()[begin:end])
            places.append(one.asked[begin:end][asking] - piece[:1])
            rows.append(one.rows[one.slices.order[at]])
        of_places, of_rows = np.concatenate(places), np.concatenate(rows)
        in_file_order = np.lexsort((of_rows, of_places))
        return of_places[in_file_order], of_rows[in_file_order]


# Aggregations ----------------------------------------------------------------------------------------


def answered(
    aggregation: Aggregation, matches: Matches, of: Vector | None, by: Vector | None
) -> Vector | None:
    """The value of each outer row, as ``reduce_groups`` has it; ``None`` where pairs have to be looked at."""
    if not matches.can_be_answered:
        return None
    match aggregation:
        case Aggregation.EXISTS | Aggregation.COUNT:
            return _counted(aggregation, matches)
        case Aggregation.COUNT_DISTINCT:
            now = None if of is None else _distinct(matches, of)
        case Aggregation.SUM:
            now = None if of is None else _summed(matches, of)
        case Aggregation.MIN | Aggregation.FIRST:
            now = None if of is None else _picked(matches, of, by or sortable(of), last=False)
        case Aggregation.MAX | Aggregation.LAST:
            now = None if of is None else _picked(matches, of, by or sortable(of), last=True)
    if now is None or of is None:
        return None
    decides = of if aggregation is Aggregation.SUM else by or of
    if matches.is_fixed and decides.is_fixed:
        return now
    certain = matches.counts(World.CERTAIN, np.broadcast_to(decides.fixed, len(matches.owned)))
    return now.with_fixed(now.fixed & (certain == matches.counts(World.POSSIBLE)))


def _counted(aggregation: Aggregation, matches: Matches) -> Vector:
    now = matches.counts(World.AS_IT_IS)
    least = most = now
    if not matches.is_fixed:
        least, most = matches.counts(World.CERTAIN), matches.counts(World.POSSIBLE)
    known = np.ones(len(now), dtype=bool)
    if aggregation is Aggregation.EXISTS:
        return spanned(now > 0, known, np.where(least > 0, TRUE, FALSE), np.where(most > 0, TRUE, FALSE))
    counted = Vector(Kind.NUMBER, now.astype("float64"), known)
    if matches.is_fixed:
        return counted
    span = (least.astype("float64"), most.astype("float64"))
    return replace(counted, fixed=least == most, span=span)


def _summed(matches: Matches, of: Vector) -> Vector | None:
    """Sums in whole numbers of the last decimal place; ``None`` where they have more than fit."""
    numbers = np.where(of.known, of.values, 0)
    for places in range(DIGITS):
        whole = np.rint(numbers * 10.0**places)
        if np.abs(whole).sum() >= 10.0**DIGITS:
            return None
        if (whole / 10.0**places == numbers).all():
            break
    else:
        return None
    present = matches.counts(World.AS_IT_IS, of.known) > 0
    sums, sizes = (
        matches.sums(part.astype(np.int64), of.known) / 10.0**places for part in (whole, np.abs(whole))
    )
    values = as_on_paper(np.where(present, sums, np.nan), np.where(present, sizes, np.nan))
    return Vector(Kind.NUMBER, values, present)


def _distinct(matches: Matches, of: Vector) -> Vector | None:
    """How many values differ: rows whose value no earlier row of the same slice has."""
    questions = matches.questions(World.AS_IT_IS, of.known)
    if len(questions) > 1 or any(one.spans for one in questions):
        return None
    found = np.zeros(len(matches.owners))
    for one in questions:
        _, values = np.unique(of.values[one.rows][one.slices.order], return_inverse=True)
        by_value = np.argsort(values, kind="stable")
        again = values[by_value][1:] == values[by_value][:-1]
        earlier = np.zeros(len(values), dtype=np.int64)
        earlier[by_value[1:][again]] = by_value[:-1][again] + 1
        slices = replace(one.slices, order=np.arange(len(values)))
        new = Span(earlier, np.zeros_like(slices.first), slices.first + 1)
        found[one.asked] = replace(one, slices=slices, spans=(new,)).answers(Slices.counts, np.add, 0)
    return Vector(Kind.NUMBER, found, np.ones(len(found), dtype=bool))


def _picked(matches: Matches, of: Vector, by: Vector, *, last: bool) -> Vector:
    """The value in each outer row's first, or last, row in the order of ``by``, then of the file."""
    rows = np.flatnonzero(by.known)
    order = rows[np.argsort(by.values[rows], kind="stable")]
    order = order if last else order[::-1]
    places = np.zeros(len(by.values), dtype=np.int64)
    places[order] = np.arange(len(order))
    best = matches.most(places, by.known)
    there = best != NONE
    chosen = order[best[there]]
    values = np.full(len(best), MISSING[of.kind], dtype=of.values.dtype)
    known, fixed = np.zeros(len(best), dtype=bool), np.ones(len(best), dtype=bool)
    values[there], known[there] = of.values[chosen], of.known[chosen]
    found = Vector(of.kind, values, known, of.categories)
    if of.is_fixed:
        return found
    fixed[there] = of.fixed[chosen]
    return found.with_fixed(fixed)
