"""Find the least and greatest value of expressions where a source does not record everything.

Every operation of the language is evaluated twice, with the arguments that make its result least and greatest
(conditions are ordered false, unknown, true). Where that gives no bounds, the result may be anything. A
result whose two ends are equal is exact, whatever the source lacks.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Aggregation, DurationUnit, Function
from cicscore.expressions.types import CONDITION, Kind
from cicscore.tables import operations
from cicscore.tables.columns import Mask
from cicscore.tables.evaluate import Dates
from cicscore.tables.functions import called
from cicscore.tables.lookup import looked_up
from cicscore.tables.operations import Grouped, reduce_groups
from cicscore.tables.pairs import RowsOfOwners
from cicscore.tables.table import Positions, Reach, Table
from cicscore.tables.vectors import MISSING, Vector, condition, constant, joined, of_column

#: The least and greatest day, and the least and greatest number.
ANY_DAY = (np.datetime64("1900-01-01", "D"), np.datetime64("2199-12-31", "D"))
ANY_NUMBER = (-1e12, 1e12)
#: The number of rows that one row lacking from a source may stand for, at most.
_MANY = 1e6


class Range(Struct, frozen=True, eq=False):
    """A value on each row, between ``low`` and ``high``, or missing where ``absent``.

    Text may be anything where ``absent``. ``limit`` is the number of the reason why the value is not exact.
    """

    low: Vector
    high: Vector
    absent: Mask
    limit: npt.NDArray[np.int8]

    @property
    def kind(self) -> Kind:
        """The kind of the values."""
        return self.low.kind

    @property
    def open(self) -> Mask:
        """Where the value is not exact."""
        low, high = self.low, self.high
        differs = (low.known != high.known) | (low.known & high.known & (low.values != high.values))
        is_open: Mask = differs | self.absent
        return is_open

    def closed(self) -> Vector:
        """The value where it is exact, missing elsewhere."""
        is_open = np.broadcast_to(self.open, max(len(self.open), len(self.low.values)))
        values = np.array(np.broadcast_to(self.low.values, len(is_open)))
        values[is_open] = MISSING[self.kind]
        return Vector(self.kind, values, self.low.known & ~is_open, self.low.categories)

    def take(self, rows: Positions) -> Range:
        """The values at these positions."""
        absent = self.absent if len(self.absent) == 1 else self.absent[rows]
        limit = self.limit if len(self.limit) == 1 else self.limit[rows]
        return Range(self.low.take(rows), self.high.take(rows), absent, limit)

    def spread(self, length: int) -> Range:
        """The same values, expanded to ``length`` rows."""
        return Range(
            self.low.spread(length),
            self.high.spread(length),
            np.broadcast_to(self.absent, length),
            np.broadcast_to(self.limit, length),
        )

    def day(self) -> Range:
        """The day of a date with a time; a date as it is."""
        return replace(self, low=self.low.day(), high=self.high.day())


def _exact(vector: Vector) -> Range:
    return Range(vector, vector, np.zeros(1, np.bool_), np.zeros(1, np.int8))


def _limit(of: Sequence[Range]) -> npt.NDArray[np.int8]:
    """The reason for each value that is not exact."""
    return functools.reduce(np.maximum, (np.where(one.open, one.limit, 0).astype(np.int8) for one in of))


def _any_absent(of: Sequence[Range]) -> Mask:
    return functools.reduce(np.logical_or, (one.absent for one in of))


def _between(low: Vector, high: Vector, of: Sequence[Range]) -> Range:
    """A condition between two bounds, and possibly unknown where a compared value may be missing."""
    absent = _any_absent(of)
    # In the order false, unknown, true: extend the bounds to include unknown.
    least = Vector(Kind.CONDITION, low.values & ~absent, low.known & ~(absent & low.values))
    greatest = Vector(Kind.CONDITION, high.values, high.known & (~absent | high.values))
    return Range(least, greatest, np.zeros(1, np.bool_), _limit(of))


def _exact_or_anything(value: Vector, of: Sequence[Range]) -> Range:
    """The value where all its arguments are exact; elsewhere it may be anything."""
    is_open = functools.reduce(np.logical_or, (one.open for one in of))
    size = max(len(value.values), len(value.known), len(is_open))
    whole, is_open = value.spread(size), np.broadcast_to(is_open, size)
    if value.kind is Kind.TEXT:
        return Range(whole, whole, is_open, _limit(of))
    least, greatest = _ENDS[value.kind]
    known = whole.known | is_open
    low = Vector(value.kind, np.where(is_open, least, whole.values), known)
    high = Vector(value.kind, np.where(is_open, greatest, whole.values), known)
    absent = is_open if value.kind is not Kind.CONDITION else np.zeros(1, np.bool_)
    return Range(low, high, absent, _limit(of))


_ENDS = {
    Kind.DATE: ANY_DAY,
    Kind.DATETIME: tuple(day.astype("datetime64[s]") for day in ANY_DAY),
    Kind.NUMBER: ANY_NUMBER,
    Kind.CONDITION: (False, True),
}


class _Scope(Struct, frozen=True):
    """The rows that an expression is evaluated on; inside an aggregate, with the outer row of each pair."""

    extract: str
    rows: Positions | None = None
    outer: str | None = None
    outer_rows: Positions | None = None

    def at(self, positions: Positions) -> _Scope:
        """The rows at these positions within the scope."""
        return replace(
            self,
            rows=positions if self.rows is None else self.rows[positions],
            outer_rows=None if self.outer_rows is None else self.outer_rows[positions],
        )


class Ranges(Struct, frozen=True):
    """Evaluates expressions to ranges, over tables whose sources do not record everything, on these days."""

    tables: Mapping[str, Table]
    reach: Mapping[str, Reach]
    dates: Dates
    _memory: dict[tuple[str, n.Node], Range] = field(default_factory=dict)

    def of(self, node: n.Node, extract: str) -> Range:
        """The range of an expression on each row, including rows that may be missing."""
        return self._evaluate(node, _Scope(extract)).spread(self.size(extract))

    def size(self, extract: str) -> int:
        """The number of rows, including rows that may be missing."""
        return len(self.reach.get(extract, self.tables[extract]))

    def lacking(self, extract: str) -> npt.NDArray[np.int8]:
        """The number of the reason for each row that may be missing; 0 for the rows of the table."""
        reach = self.reach.get(extract)
        return np.zeros(self.size(extract), np.int8) if reach is None else reach.lacking

    def owner(self, extract: str, subject: str, rows: Positions | None = None) -> Positions:
        """The position of each row's child, worker or other in the table of ``subject``; -1 for none."""
        table = self.tables[extract]
        of = self.reach.get(extract, table)
        owner = of.child if subject == table.extract.child else of.links.get(subject)
        assert owner is not None  # noqa: S101 - expressions about children are typed so
        return owner if rows is None else owner[rows]

    def _evaluate(self, node: n.Node, scope: _Scope) -> Range:
        if isinstance(node, n.Aggregate) and scope.outer is not None and scope.rows is not None:
            # What an aggregate says of a row does not depend on the row outside it: it is worked out once.
            return self.of(node, scope.extract).take(scope.rows)
        if scope.rows is not None or scope.outer is not None:
            return self._fresh(node, scope)
        key = (scope.extract, node)
        if key not in self._memory:
            self._memory[key] = self._fresh(node, scope)
        return self._memory[key]

    def _fresh(self, node: n.Node, scope: _Scope) -> Range:  # noqa: C901, PLR0912 - a case for each node
        match node:
            case n.Literal(value=value, type=type_):
                return _exact(constant(type_.kind, value))
            case n.Column():
                return self._column(node, scope)
            case n.Period(day=day):
                return _exact(constant(Kind.DATE, self.dates[day]))
            case n.On():
                msg = "`on` is settled before an expression is evaluated"
                raise AssertionError(msg)
            case n.Not(of=of):
                return _negated(self._evaluate(of, scope))
            case n.And(parts=parts):
                return self._joined(operations.both, parts, scope)
            case n.Or(parts=parts):
                return self._joined(operations.either, parts, scope)
            case n.Comparison(comparison=comparison, left=left, right=right):
                return _compared(comparison, self._evaluate(left, scope), self._evaluate(right, scope))
            case n.Missing(of=of, negated=negated):
                return _missing(self._evaluate(of, scope), negated=negated)
            case n.In(of=of, among=among, negated=negated):
                inner = self._evaluate(of, scope)
                member = operations.membership(inner.closed(), among, negated=negated)
                return _exact_or_anything(member, [inner])
            case n.Arithmetic(operator=operator, left=left, right=right):
                return _calculated(operator, self._evaluate(left, scope), self._evaluate(right, scope))
            case n.Shift(day=day, unit=unit, amount=amount):
                return _shifted(self._evaluate(day, scope), unit, amount)
            case n.Call(function=function, arguments=arguments):
                return _called(function, [self._evaluate(argument, scope) for argument in arguments])
            case n.Band(of=of, bands=bands):
                inner = self._evaluate(of, scope)
                return _exact_or_anything(operations.banded(inner.closed(), bands), [inner])
            case n.Points(of=of, table=table):
                inner = self._evaluate(of, scope)
                return _exact_or_anything(operations.valued(inner.closed(), table), [inner])
            case n.Lookup():
                return self._lookup(node, scope)
            case n.Aggregate():
                return self._aggregate(node, scope)
            case _:
                assert_never(node)

    def _joined(
        self, join: Callable[[Vector, Vector], Vector], parts: Sequence[n.Node], scope: _Scope
    ) -> Range:
        joined = [self._evaluate(part, scope) for part in parts]
        low = functools.reduce(join, (part.low for part in joined))
        high = functools.reduce(join, (part.high for part in joined))
        return Range(low, high, np.zeros(1, np.bool_), _limit(joined))

    def _column(self, node: n.Column, scope: _Scope) -> Range:
        match node.owner:
            case n.Owner.OWN:
                extract, rows = scope.extract, scope.rows
            case n.Owner.CHILD:
                extract, rows = node.table, self.owner(scope.extract, node.table, scope.rows)
            case n.Owner.ROW:
                assert scope.outer is not None  # noqa: S101 - `row.` is typed to stand inside an aggregate
                extract, rows = scope.outer, scope.outer_rows
            case n.Owner.LOOKED_UP:
                msg = "a reference table is looked up as a whole"
                raise AssertionError(msg)
        whole = self._whole_column(extract, node.name)
        taken = whole if rows is None else _of_owners(whole, rows)
        return taken.day() if node.type.kind is Kind.DATE else taken

    def _lookup(self, node: n.Lookup, scope: _Scope) -> Range:
        of, first, last = (
            None if column is None else self._whole_column(column.table, column.name).closed()
            for column in (node.of, node.first, node.last)
        )
        assert of is not None  # noqa: S101 - a lookup takes a column
        assert first is not None  # noqa: S101 - by a day
        day = self._evaluate(node.day, scope).day()
        return _exact_or_anything(looked_up(of, first, last, day.closed()), [day])

    def _whole_column(self, extract: str, name: str) -> Range:
        table, declared = self.tables[extract], self.tables[extract].extract.columns[name].type
        if extract not in self.reach:
            return _exact(of_column(table.columns[name], declared))
        reach = self.reach[extract]
        low = of_column(reach.low[name], declared)
        high = low if low.kind is Kind.TEXT else of_column(reach.high[name], declared)
        return Range(low, high, reach.absent[name], reach.limits[name])

    # Aggregates --------------------------------------------------------------------------------------

    def _aggregate(self, node: n.Aggregate, scope: _Scope) -> Range:
        """One range for each row, from the rows about the same child that another extract may hold."""
        outer = np.arange(self.size(scope.extract)) if scope.rows is None else scope.rows
        parts = [part for part in n.conjuncts(node.where) if not n.names_outer_row(part)]
        free = n.conjunction(tuple(parts))
        inner = np.arange(self.size(node.table))
        if free is not None:
            inner = inner[self.of(free, node.table).high.values]
        subject = node.about or self.tables[node.table].extract.about
        assert subject is not None  # noqa: S101 - aggregates are typed to be about somebody
        owners, owned = self.owner(scope.extract, subject, outer), self.owner(node.table, subject, inner)
        if not n.joins_outer_row(node):
            inner, owned = inner[owned >= 0], owned[owned >= 0]
            reduced = self._reduced(node, _Scope(node.table, inner), owned, self.size(subject))
            return _of_owners(reduced, owners)
        of_owners = RowsOfOwners.of(inner, owned, self.size(subject))
        pieces = []
        for piece in of_owners.pieces(owners):
            groups, rows = of_owners.paired(owners[piece])
            pairs = _Scope(node.table, rows, scope.extract, outer[piece][groups])
            pieces.append(self._reduced(node, pairs, groups, len(piece)))
        return _where_owned(_in_a_row(pieces), owners)

    def _reduced(self, node: n.Aggregate, scope: _Scope, groups: Positions, size: int) -> Range:
        """One range for each of ``size`` groups, from the rows of ``scope`` that may meet the condition."""
        where = self._evaluate(node.where or n.Literal(value=True, type=CONDITION), scope)
        where = where.spread(len(groups))
        possible = np.flatnonzero(where.high.values)
        groups, where, within = groups[possible], where.take(possible), scope.at(possible)
        assert within.rows is not None  # noqa: S101 - the rows of an aggregate are named
        of = None if node.of is None else self._evaluate(node.of, within).spread(len(groups))
        by = None if node.by is None else self._evaluate(node.by, within).spread(len(groups))
        lacking = self.lacking(node.table)[within.rows]
        reach = self.reach.get(node.table)
        first = np.zeros(len(groups), np.bool_) if reach is None else reach.lacked_first[within.rows]
        return _reduced(node.aggregation, _Candidates(groups, size, where, lacking, first, of, by))


def _in_a_row(pieces: Sequence[Range]) -> Range:
    """The ranges of several pieces, one after the other."""
    if len(pieces) == 1:
        return pieces[0]
    whole = [piece.spread(len(piece.low.values)) for piece in pieces]
    return Range(
        joined([piece.low for piece in whole]),
        joined([piece.high for piece in whole]),
        np.concatenate([piece.absent for piece in whole]),
        np.concatenate([piece.limit for piece in whole]),
    )


def _of_owners(values: Range, owners: Positions) -> Range:
    """Each row's child's value, worker's or other's; missing where the row belongs to none."""
    if not (owners < 0).any():
        return values.take(owners)
    size = max(len(values.low.values), len(values.absent))
    if not size:
        values, owners = _exact(Vector(values.kind, *_nothing(values.kind))), np.full_like(owners, -1)
    return _where_owned(values.take(np.maximum(owners, 0)), owners)


def _nothing(kind: Kind) -> tuple[npt.NDArray[Any], Mask]:
    return np.array([MISSING[kind]]), np.zeros(1, np.bool_)


def _where_owned(values: Range, owners: Positions) -> Range:
    """The values, missing where the row belongs to none, whatever the source lacks."""
    alone = owners < 0
    if not alone.any():
        return values
    whole = values.spread(len(owners))

    def owned(end: Vector) -> Vector:
        cells = np.array(end.values)
        cells[alone] = MISSING[end.kind]
        return Vector(end.kind, cells, end.known & ~alone, end.categories)

    return Range(owned(whole.low), owned(whole.high), whole.absent & ~alone, whole.limit)


def _grouped(
    aggregation: Aggregation, groups: Positions, size: int, of: Vector | None, by: Vector | None
) -> Vector:
    """The value of each group, from rows that all belong to one."""
    return reduce_groups(aggregation, Grouped(groups, size, constant(Kind.CONDITION, value=True)), of, by)


class _Candidates(Struct, frozen=True, eq=False):
    """The rows that may be in each of ``size`` groups; ``lacking`` marks those that the source may lack.

    ``lacked_first`` marks lacking rows that come before every other of the same child.
    """

    groups: Positions
    size: int
    where: Range
    lacking: npt.NDArray[np.int8]
    lacked_first: Mask
    of: Range | None
    by: Range | None

    @property
    def sure(self) -> Mask:
        """The rows certain to be in their group; a row that the source may lack need not exist."""
        sure: Mask = self.where.low.values & (self.lacking == 0)
        return sure


def _reduced(aggregation: Aggregation, rows: _Candidates) -> Range:
    sure = rows.sure
    limit = np.zeros(rows.size, np.int8)
    reasons = np.maximum(rows.where.limit, rows.lacking)
    for part in (rows.of, rows.by):
        if part is not None:
            reasons = np.maximum(reasons, part.limit)
    np.maximum.at(limit, rows.groups, reasons)
    absent = np.zeros(rows.size, np.bool_)
    match aggregation:
        case Aggregation.EXISTS:
            low = _grouped(aggregation, rows.groups[sure], rows.size, None, None)
            high = _grouped(aggregation, rows.groups, rows.size, None, None)
            return Range(low, high, absent, limit)
        case Aggregation.COUNT:
            low = _grouped(aggregation, rows.groups[sure], rows.size, None, None)
            weights = np.where(rows.lacking > 0, _MANY, 1.0)
            most = np.bincount(rows.groups, weights=weights, minlength=rows.size)
            return Range(low, Vector(Kind.NUMBER, most, low.known), absent, limit)
        case _:
            return _picked(aggregation, rows, limit)


def _picked(aggregation: Aggregation, rows: _Candidates, limit: npt.NDArray[np.int8]) -> Range:
    """The value of groups whose rows are certain; elsewhere, the range over the rows that may supply it."""
    assert rows.of is not None  # noqa: S101 - these aggregations are typed to have a value
    order = rows.by or rows.of
    picks = aggregation in _LATEST or aggregation in _EARLIEST
    relevant = np.ones(len(rows.groups), np.bool_)
    if picks and order.kind is not Kind.TEXT:
        relevant = _in_question(rows, order, latest=aggregation in _LATEST)
    chosen = np.flatnonzero(relevant)
    groups, of = rows.groups[chosen], rows.of.take(chosen)
    uncertain = (~rows.sure)[chosen] | of.open
    if rows.by is not None:
        several = np.bincount(groups, minlength=rows.size)[groups] > 1
        uncertain |= rows.by.open[chosen] & several
    is_open = np.zeros(rows.size, np.bool_)
    is_open[groups[uncertain]] = True
    by = None if rows.by is None else rows.by.take(chosen).low
    value = _grouped(aggregation, groups, rows.size, of.closed(), by)
    if not picks or of.kind in (Kind.TEXT, Kind.CONDITION):
        return _exact_or_anything(value, [Range(value, value, is_open, limit)])
    least, most = Aggregation.MIN, Aggregation.MAX
    low = _grouped(least, groups, rows.size, of.low, None)
    high = _grouped(most, groups, rows.size, of.high, None)
    certain = np.zeros(rows.size, np.bool_)
    certain[groups[rows.sure[chosen] & ~of.absent & of.low.known]] = True
    return Range(
        replace(value, values=np.where(is_open, low.values, value.values), known=value.known | low.known),
        replace(value, values=np.where(is_open, high.values, value.values), known=value.known | high.known),
        is_open & ~certain,
        limit,
    )


_LATEST = frozenset({Aggregation.MAX, Aggregation.LAST})
_EARLIEST = frozenset({Aggregation.MIN, Aggregation.FIRST})


def _in_question(rows: _Candidates, order: Range, *, latest: bool) -> Mask:
    """The rows that may be last (or first) in their group: no other is certain to come after (or before)."""
    near, far = (order.low, order.high) if latest else (order.high, order.low)
    aggregation = Aggregation.MAX if latest else Aggregation.MIN
    certain = rows.sure & ~order.absent & order.low.known
    best = _grouped(aggregation, rows.groups[certain], rows.size, near.take(np.flatnonzero(certain)), None)
    bound = best.take(rows.groups)
    beaten = far.values < bound.values if latest else far.values > bound.values
    if latest:
        beaten |= rows.lacked_first
    # A row without a value to order by is ignored.
    without = ~far.known & ~order.absent
    return ~(bound.known & beaten) & ~without


def _negated(of: Range) -> Range:
    low, high = (condition(~end.values, end.known) for end in (of.high, of.low))
    return replace(of, low=low, high=high)


def _missing(of: Range, *, negated: bool) -> Range:
    known = of.low.known
    blank = condition(known if negated else ~known, np.ones_like(known))
    is_open = of.open if of.kind is Kind.CONDITION else of.absent
    return _exact_or_anything(blank, [replace(of, low=blank, high=blank, absent=is_open)])


def _shifted(day: Range, unit: DurationUnit, amount: int) -> Range:
    if unit is DurationUnit.WORKING_DAYS:
        return _exact_or_anything(operations.shifted(day.closed(), unit, amount), [day])
    low, high = (operations.shifted(end, unit, amount) for end in (day.low, day.high))
    return replace(day, low=low, high=high)


def _compared(comparison: n.ComparisonSign, left: Range, right: Range) -> Range:
    if left.kind is not right.kind:  # a date and time with a date: by its day
        left, right = left.day(), right.day()
    of = (left, right)
    if left.kind in (Kind.TEXT, Kind.CONDITION):
        return _exact_or_anything(operations.compared(comparison, left.closed(), right.closed()), of)
    match comparison:
        case n.ComparisonSign.LESS | n.ComparisonSign.AT_MOST:
            low = operations.compared(comparison, left.high, right.low)
            high = operations.compared(comparison, left.low, right.high)
        case n.ComparisonSign.MORE | n.ComparisonSign.AT_LEAST:
            low = operations.compared(comparison, left.low, right.high)
            high = operations.compared(comparison, left.high, right.low)
        case n.ComparisonSign.EQUAL:
            low, high = _equal(left, right)
        case n.ComparisonSign.UNEQUAL:
            low, high = (condition(~end.values, end.known) for end in reversed(_equal(left, right)))
    return _between(low, high, of)


def _equal(left: Range, right: Range) -> tuple[Vector, Vector]:
    at_most, at_least = n.ComparisonSign.AT_MOST, n.ComparisonSign.AT_LEAST
    low = operations.both(
        operations.compared(at_most, left.high, right.low),
        operations.compared(at_least, left.low, right.high),
    )
    high = operations.both(
        operations.compared(at_most, left.low, right.high),
        operations.compared(at_least, left.high, right.low),
    )
    return low, high


def _calculated(operator: n.Operator, left: Range, right: Range) -> Range:
    of = (left, right)
    match operator:
        case n.Operator.ADD:
            ends = ((left.low, right.low), (left.high, right.high))
        case n.Operator.SUBTRACT:
            ends = ((left.low, right.high), (left.high, right.low))
        case n.Operator.MULTIPLY | n.Operator.DIVIDE:
            return _exact_or_anything(operations.calculated(operator, left.closed(), right.closed()), of)
    low, high = (operations.calculated(operator, *end) for end in ends)
    return Range(low, high, _any_absent(of), _limit(of))


def _called(function: Function, arguments: list[Range]) -> Range:
    match function:
        case Function.AGE | Function.MONTHS_BETWEEN | Function.DAYS_BETWEEN:
            earlier, later = arguments
            low, high = (
                called(function, ends) for ends in ([earlier.high, later.low], [earlier.low, later.high])
            )
            return Range(low, high, _any_absent(arguments), _limit(arguments))
        case _:
            value = called(function, [argument.closed() for argument in arguments])
            return _exact_or_anything(value, arguments)
