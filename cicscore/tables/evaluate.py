"""Evaluate expressions over whole columns, in three-valued logic.

Each condition is evaluated once for an extract and cached, to be shared by indicators, variants and months;
conditions that depend on no day are shared by all days.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import assert_never

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.expressions import nodes as n
from cicscore.expressions.pairing import Comparing, pairing
from cicscore.expressions.types import CONDITION, TEXT, Kind
from cicscore.tables import operations
from cicscore.tables.columns import Mask
from cicscore.tables.functions import called
from cicscore.tables.lookup import looked_up
from cicscore.tables.matches import Matches, answered
from cicscore.tables.operations import Grouped, reduce_groups
from cicscore.tables.pairs import RowsOfOwners, pieces
from cicscore.tables.ranks import Compared, can_be_ranked, ranked
from cicscore.tables.table import Positions, Selection, Table
from cicscore.tables.vectors import MISSING, UNKNOWN, Vector, constant, joined, of_column

Dates = Mapping[n.PeriodDay, dt.date]
_Key = tuple[str, n.Node, tuple[dt.date, ...]]

_ALWAYS, _NEVER = (constant(Kind.CONDITION, value=value) for value in (True, False))

#: Where an owner has more rows than this, they are looked up in order instead of pair by pair.
MANY_ROWS = 128


class _Scope(Struct, frozen=True):
    """The rows that an expression is evaluated on: all of ``table``, or those at ``rows``.

    Inside an aggregate, ``outer`` and ``outer_rows`` give the outer row of each pair.
    """

    table: Table
    rows: Positions | None = None
    outer: Table | None = None
    outer_rows: Positions | None = None

    def __len__(self) -> int:
        return len(self.table) if self.rows is None else len(self.rows)

    def at(self, positions: Positions) -> _Scope:
        """The rows at these positions within the scope."""
        return replace(
            self,
            rows=positions if self.rows is None else self.rows[positions],
            outer_rows=None if self.outer_rows is None else self.outer_rows[positions],
        )

    def owner(self, subject: str) -> Positions:
        """The position of each row's child, worker or other in the table of ``subject``; -1 for none."""
        owner = self.table.owner(subject)
        assert owner is not None  # noqa: S101 - expressions about children are typed so
        return owner if self.rows is None else owner[self.rows]


class Evaluation(Struct, frozen=True, dict=True):
    """Evaluates expressions over these tables, on these days of the period.

    ``dates`` is ``None`` where no as-at date is known; expressions must then name no day. Where more as-at
    dates are to come (``of_many_days``), everything that depends on no day is kept for them.
    """

    tables: Mapping[str, Table]
    dates: Dates | None
    of_many_days: bool = False
    _memory: dict[_Key, Vector] = field(default_factory=dict)

    def at(self, dates: Dates) -> Evaluation:
        """The same tables on other days, sharing cached values that do not depend on the days changed."""
        return replace(self, dates=dates)

    def without_dated(self) -> Evaluation:
        """The same tables with only the cached values that depend on no day, for another as-at date."""
        return replace(self, _memory={key: vector for key, vector in self._memory.items() if not key[2]})

    def forget(self, extracts: Collection[str]) -> None:
        """Free the memory of what is known of the rows of these extracts, and from them of others."""
        gone = frozenset(extracts)
        for key in [key for key in self._memory.copy() if gone & {key[0], *n.extracts_in(key[1])}]:
            del self._memory[key]

    def condition(self, node: n.Node, extract: str) -> tuple[Mask, Mask]:
        """For each row, whether the condition is true, and whether it is known."""
        table = self.tables[extract]
        vector = self._evaluate(node, _Scope(table))
        return np.broadcast_to(vector.values, len(table)), np.broadcast_to(vector.known, len(table))

    def narrowed(self, node: n.Node, extract: str, within: Selection) -> Selection:
        """The rows of ``within`` on which the condition is true."""
        if not joins_rows(node) or self._lasts(node):
            return within.among(self.selected(node, extract))
        # A condition that pairs rows with rows is evaluated only where it still matters.
        table, rows = self.tables[extract], np.flatnonzero(within.possible)
        met = self._evaluate(node, _Scope(table, rows))
        return within.among(Selection.where(met, len(table), rows))

    def selected(self, node: n.Node, extract: str) -> Selection:
        """The rows of an extract on which the condition is true."""
        table = self.tables[extract]
        return Selection.where(self._evaluate(node, _Scope(table)), len(table))

    def values(self, node: n.Node, extract: str, rows: Positions | None = None) -> Vector:
        """The value of an expression on each row, or on the rows at these positions."""
        scope = _Scope(self.tables[extract], rows)
        return self._evaluate(node, scope).spread(len(scope))

    # Nodes -------------------------------------------------------------------------------------------

    def _evaluate(self, node: n.Node, scope: _Scope) -> Vector:
        """Evaluate a node, caching columns, conditions and aggregates of whole extracts."""
        is_kept = (
            isinstance(node, n.Column)
            or node.type.kind is Kind.CONDITION
            or (isinstance(node, n.Aggregate) and n.joins_outer_row(node))
            or self._lasts(node)
        )
        if is_kept and scope.rows is None and scope.outer is None:
            return self._of_every_row(node, scope.table)
        return self._shared(node, scope)

    def _lasts(self, node: n.Node) -> bool:
        """Whether what is found of the rows will be asked again, on another as-at date."""
        return self.of_many_days and bool(n.columns_in(node)) and not n.days_in(node)

    def _of_every_row(self, node: n.Node, table: Table) -> Vector:
        key = (table.extract.name, node, tuple(self._day(day) for day in n.days_in(node)))
        if key not in self._memory:
            self._memory[key] = self._shared(node, _Scope(table))
        return self._memory[key]

    def _shared(self, node: n.Node, scope: _Scope) -> Vector:
        """Evaluate a node; once for each child, or worker, where it says the same of all their rows."""
        match node:
            case n.Aggregate() if not n.joins_outer_row(node):
                return self._of_subject(node, _subject(node, self.tables[node.table]), scope)
            case n.Aggregate() if scope.outer is not None and scope.rows is not None:
                # What an aggregate says of a row does not depend on the row outside: it is worked out once.
                return self._of_every_row(node, scope.table).spread(len(scope.table)).take(scope.rows)
            case n.Aggregate() | n.Column():
                return self._fresh(node, scope)
        subject = n.owner_asked(node)
        if subject is None or (scope.owner(subject) < 0).any():  # of none, something may be said all the same
            return self._fresh(node, scope)
        return self._of_subject(n.of_owner_itself(node), subject, scope)

    def _of_subject(self, node: n.Node, subject: str, scope: _Scope) -> Vector:
        if scope.rows is None and scope.table.extract.name == subject:
            return self._fresh(node, scope)
        table = self.tables[subject]
        return _of_owners(self._of_every_row(node, table).spread(len(table)), scope.owner(subject))

    def _day(self, day: n.PeriodDay) -> dt.date:
        assert self.dates is not None  # noqa: S101 - expressions without dates are typed so
        return self.dates[day]

    def _fresh(self, node: n.Node, scope: _Scope) -> Vector:  # noqa: C901, PLR0912 - one case for each node
        match node:
            case n.Literal(value=value, type=type_):
                return constant(type_.kind, value)
            case n.Column():
                return self._column(node, scope)
            case n.Period(day=day):
                return constant(Kind.DATE, self._day(day))
            case n.On():
                msg = "`on` is settled before an expression is evaluated"
                raise AssertionError(msg)
            case n.Not(of=of):
                return operations.negated(self._evaluate(of, scope))
            case n.And(parts=parts):
                return functools.reduce(operations.both, (self._evaluate(part, scope) for part in parts))
            case n.Or(parts=parts):
                return functools.reduce(operations.either, (self._evaluate(part, scope) for part in parts))
            case n.Comparison(comparison=comparison, left=left, right=right):
                return operations.compared(
                    comparison, self._evaluate(left, scope), self._evaluate(right, scope)
                )
            case n.Missing(of=of, negated=negated):
                return operations.absence(self._evaluate(of, scope), negated=negated)
            case n.In(of=of, among=among, negated=negated):
                return operations.membership(self._evaluate(of, scope), among, negated=negated)
            case n.Arithmetic(operator=operator, left=left, right=right):
                return operations.calculated(
                    operator, self._evaluate(left, scope), self._evaluate(right, scope)
                )
            case n.Shift(day=day, unit=unit, amount=amount):
                return operations.shifted(self._evaluate(day, scope), unit, amount)
            case n.Call(function=function, arguments=arguments):
                return called(function, [self._evaluate(argument, scope) for argument in arguments])
            case n.Band(of=of, bands=bands):
                return operations.banded(self._evaluate(of, scope), bands)
            case n.Points(of=of, table=table):
                return operations.valued(self._evaluate(of, scope), table)
            case n.Lookup():
                return self._lookup(node, scope)
            case n.Aggregate():
                return self._aggregate(node, scope)
            case _:
                assert_never(node)

    def _column(self, node: n.Column, scope: _Scope) -> Vector:
        match node.owner:
            case n.Owner.OWN:
                table, rows = scope.table, scope.rows
            case n.Owner.CHILD:
                return self._column_of_owner(node, scope)
            case n.Owner.ROW:
                assert scope.outer is not None  # noqa: S101 - `row.` is typed to stand inside an aggregate
                table, rows = scope.outer, scope.outer_rows
            case n.Owner.LOOKED_UP:
                msg = "a reference table is looked up as a whole"
                raise AssertionError(msg)
        whole = self._whole_column(table, node.name)
        vector = whole if rows is None else whole.take(rows)
        # The date of a row (``on``) is a day, even where its column holds times.
        return vector.day() if node.type.kind is Kind.DATE else vector

    def _column_of_owner(self, node: n.Column, scope: _Scope) -> Vector:
        whole = self._whole_column(self.tables[node.table], node.name)
        vector = _of_owners(whole, scope.owner(node.table))
        return vector.day() if node.type.kind is Kind.DATE else vector

    def _lookup(self, node: n.Lookup, scope: _Scope) -> Vector:
        table = self.tables[node.of.table]
        of, first = (self._whole_column(table, column.name) for column in (node.of, node.first))
        last = None if node.last is None else self._whole_column(table, node.last.name)
        return looked_up(of, first, last, self._evaluate(node.day, scope).day())

    def _whole_column(self, table: Table, name: str) -> Vector:
        key = (table.extract.name, n.Column(n.Owner.OWN, table.extract.name, name, TEXT), ())
        if key not in self._memory:
            whole = of_column(table.columns[name], table.extract.columns[name].type)
            self._memory[key] = whole if whole.known.all() else self._with_blanks(whole, table, name)
        return self._memory[key]

    def _with_blanks(self, whole: Vector, table: Table, name: str) -> Vector:
        """A column with blank cells, fixed where the catalogue declares a blank to be an answer."""
        answer = table.extract.answers.get(name)
        if answer is None:
            return whole.with_fixed(whole.known)
        if not n.conjuncts(answer):
            return whole
        fixed = whole.known | self._as_they_are.condition(answer, table.extract.name)[0]
        return whole if fixed.all() else whole.with_fixed(fixed)

    @cached_property
    def _as_they_are(self) -> Evaluation:
        """The same tables with blanks taken as answers, for the conditions that decide which are."""
        tables = {}
        for name, table in self.tables.items():
            answers = dict.fromkeys(table.extract.columns, n.Literal(value=True, type=CONDITION))
            tables[name] = replace(table, extract=replace(table.extract, answers=answers))
        return Evaluation(tables, None)

    # Aggregates --------------------------------------------------------------------------------------

    def _aggregate(self, node: n.Aggregate, scope: _Scope) -> Vector:
        """One value for each row, from the rows about the same child in another extract."""
        inner = self.tables[node.table]
        subject = _subject(node, inner)
        size, owners = len(self.tables[subject]), scope.owner(subject)
        free = n.conjunction(pairing(node).free)
        met = _ALWAYS if free is None else self._evaluate(free, _Scope(inner)).spread(len(inner))
        rows = np.flatnonzero(np.broadcast_to(met.possible(), len(inner)))
        groups = _Scope(inner, rows).owner(subject)
        if (groups < 0).any():
            rows, groups = rows[groups >= 0], groups[groups >= 0]
        if not n.joins_outer_row(node):  # what is asked for are the owners themselves, each once
            return self._reduced(node, _Scope(inner, rows), met.take(rows), groups, size)
        asked = np.zeros(size + 1, np.bool_)  # the last is for outer rows that belong to none
        asked[owners] = True
        rows, groups = rows[asked[groups]], groups[asked[groups]]
        of_owners = RowsOfOwners.of(rows, groups, size)
        many = of_owners.counts > MANY_ROWS
        asking = many[owners]
        if not asking.any():
            return _where_owned(self._pair_by_pair(node, met, scope, owners, of_owners), owners)
        few, others = np.flatnonzero(~asking), np.flatnonzero(asking)
        among = many[groups]
        values = [
            self._pair_by_pair(node, met, scope.at(few), owners[few], of_owners),
            self._matched(node, met, scope.at(others), owners[others], (rows[among], groups[among])),
        ]
        back = np.argsort(np.concatenate([few, others]), kind="stable")
        return _where_owned(joined(values).take(back), owners)

    def _pair_by_pair(
        self, node: n.Aggregate, met: Vector, scope: _Scope, owners: Positions, inner: RowsOfOwners
    ) -> Vector:
        """One value for each row of ``scope``, paired with the rows of the same owner."""
        return joined(
            [
                self._of_pairs(node, met, scope.at(piece), inner.paired(owners[piece]))
                for piece in inner.pieces(owners)
            ]
        )

    def _matched(
        self,
        node: n.Aggregate,
        met: Vector,
        scope: _Scope,
        owners: Positions,
        inner: tuple[Positions, Positions],
    ) -> Vector:
        """One value for each row of ``scope``, from rows of owners that have many, looked up in order."""
        rows, owned = inner
        within = _Scope(self.tables[node.table], rows)
        compared = [self._compared(part, within, scope) for part in pairing(node).compared.values()]
        outer = [self._evaluate(part, scope).spread(len(scope)) for part in pairing(node).outer]
        matches = Matches(
            met.take(rows).spread(len(rows)),
            owned,
            functools.reduce(operations.both, outer, _ALWAYS.spread(len(scope))),
            owners,
            tuple(one for several in compared if can_be_ranked(several) for one in ranked(several)),
        )
        if pairing(node).is_ranked and all(can_be_ranked(several) for several in compared):
            of, by = (
                None if part is None else self._evaluate(part, within).spread(len(rows))
                for part in (node.of, node.by)
            )
            if (found := answered(node.aggregation, matches, of, by)) is not None:
                return found
        candidates = matches.candidates()
        found_in_pieces = []
        for piece in pieces(candidates.counts()):
            groups, at = candidates.paired(piece)
            found_in_pieces.append(self._of_pairs(node, met, scope.at(piece), (groups, rows[at])))
        return joined(found_in_pieces)

    def _compared(self, of_value: tuple[Comparing, ...], inner: _Scope, outer: _Scope) -> list[Compared]:
        """A value of the inner rows with what it is compared with on the outer rows."""

        def anyway(parts: tuple[n.Node, ...], scope: _Scope) -> Vector:
            met = [self._evaluate(part, scope) for part in parts]
            return functools.reduce(operations.either, met, _NEVER).spread(len(scope))

        value = self._evaluate(of_value[0].inner, inner).spread(len(inner))
        return [
            Compared(
                one.comparison,
                value,
                self._evaluate(one.outer, outer).spread(len(outer)),
                anyway(one.inner_anyway, inner),
                anyway(one.outer_anyway, outer),
            )
            for one in of_value
        ]

    def _of_pairs(
        self, node: n.Aggregate, met: Vector, scope: _Scope, paired: tuple[Positions, Positions]
    ) -> Vector:
        """One value for each row of ``scope``, from its places paired with rows of the other extract."""
        groups, rows = paired
        outer_rows = groups if scope.rows is None else scope.rows[groups]
        pairs = _Scope(self.tables[node.table], rows, scope.table, outer_rows)
        met = met.take(rows)
        bound = n.conjunction(pairing(node).bound)
        if bound is not None:
            met = operations.both(met, self._evaluate(bound, pairs))
        return self._reduced(node, pairs, met, groups, len(scope))

    def _reduced(self, node: n.Aggregate, scope: _Scope, met: Vector, groups: Positions, size: int) -> Vector:
        """Reduce the rows of ``scope`` that met the condition to one value for each of ``size`` groups.

        Expressions are evaluated only for rows that may meet it.
        """
        met = met.spread(len(scope))
        if not (possible := met.possible()).all():
            rows = np.flatnonzero(possible)
            scope, met, groups = scope.at(rows), met.take(rows), groups[rows]
        of = None if node.of is None else self._evaluate(node.of, scope).spread(len(scope))
        by = None if node.by is None else self._evaluate(node.by, scope).spread(len(scope))
        return reduce_groups(node.aggregation, Grouped(groups, size, met), of, by)


def _subject(node: n.Aggregate, inner: Table) -> str:
    """The extract of the child, worker or other to whom both rows belong."""
    subject = node.about or inner.extract.about
    assert subject is not None  # noqa: S101 - aggregates are typed to be about somebody
    return subject


def _of_owners(values: Vector, owners: Positions) -> Vector:
    """Each row's child's value, worker's or other's; missing where the row belongs to none."""
    if not (owners < 0).any():
        return values.take(owners)
    if not len(values.values):
        nothing = np.full(len(owners), MISSING[values.kind], dtype=values.values.dtype)
        return Vector(values.kind, nothing, np.zeros(len(owners), dtype=bool), values.categories)
    return _where_owned(values.take(np.maximum(owners, 0)), owners)


def _where_owned(values: Vector, owners: Positions) -> Vector:
    """The values, missing where the row belongs to none: that it does not is an answer."""
    alone = owners < 0
    if not alone.any():
        return values
    whole = values.spread(len(owners))
    cells = np.array(whole.values)
    cells[alone] = MISSING[whole.kind]
    found = Vector(whole.kind, cells, whole.known & ~alone, whole.categories)
    if whole.is_fixed:
        return found
    blank = UNKNOWN if whole.kind is Kind.CONDITION else cells
    ends = whole.span and (np.where(alone, blank, whole.span[0]), np.where(alone, blank, whole.span[1]))
    return replace(found, fixed=whole.fixed | alone, span=ends)


@functools.cache
def joins_rows(node: n.Node) -> bool:
    """Whether an aggregate in the expression compares its inner rows with the outer row."""
    return any(n.joins_outer_row(aggregate) for aggregate in n.parts_in(node, n.Aggregate))
