"""Conditions on pairs of rows as ranks: what each row of one extract is to each row of another.

A condition is asked in up to three worlds: with the cells as they are, with only what is certain whatever
unknown cells hold, and with all that is possible. In each it comes down to the ranks of values, and to rows
that are taken by every other row or by none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto

import numpy as np
from msgspec import Struct

from cicscore.expressions.nodes import ComparisonSign
from cicscore.expressions.types import Kind
from cicscore.tables.columns import Array, Mask
from cicscore.tables.operations import plain
from cicscore.tables.slices import Numbers
from cicscore.tables.vectors import Vector, same_categories


class World(Enum):
    """What is taken for met: with the cells as they are, for certain, or possibly."""

    AS_IT_IS = auto()
    CERTAIN = auto()
    POSSIBLE = auto()

    def met(self, condition: Vector) -> Mask:
        """Where a condition is met."""
        match self:
            case World.AS_IT_IS:
                return condition.values
            case World.CERTAIN:
                return condition.certain()
            case World.POSSIBLE:
                return condition.possible()

    def has_value(self, of: Vector) -> Mask:
        """Where a value takes part in a comparison: it is known, and what it is."""
        return of.known if self is World.AS_IT_IS else of.known & of.fixed

    def may_be_any(self, of: Vector) -> Mask:
        """Where an unknown cell may make a value anything."""
        open_ = ~of.fixed if self is World.POSSIBLE else np.zeros(1, dtype=bool)
        return np.broadcast_to(open_, len(of.values))


class Compared(Struct, frozen=True, eq=False):
    """``inner comparison outer`` with a value of each row, or met anyway where a condition of one is."""

    comparison: ComparisonSign
    inner: Vector
    outer: Vector
    inner_anyway: Vector
    outer_anyway: Vector

    @property
    def is_fixed(self) -> bool:
        """Whether no unknown cell matters."""
        return all(of.is_fixed for of in (self.inner, self.outer, self.inner_anyway, self.outer_anyway))


class Ranked(Struct, frozen=True, eq=False):
    """A comparison by ranks, from 1: those of the inner values, and the range that each outer row takes.

    Comparisons of the same inner value share its ranks. ``most`` is more than any.
    """

    of: Compared
    rank: Numbers
    low: Numbers
    high: Numbers
    most: int


def can_be_ranked(of_value: Sequence[Compared]) -> bool:
    """Whether the values themselves are compared, and not the bounds of counts."""
    sides = [of for one in of_value for of in (one.inner, one.outer)]
    return all(of.span is None or of.kind is Kind.CONDITION for of in sides)


def ranked(of_value: Sequence[Compared]) -> list[Ranked]:
    """Rank one inner value and all that it is compared with."""
    by_day = [of for of in of_value if of.inner.kind is not of.outer.kind]
    as_they_are = [of for of in of_value if of.inner.kind is of.outer.kind]
    return [*_ranked_as(by_day, Vector.day), *_ranked_as(as_they_are, lambda vector: vector)]


def _ranked_as(of_value: Sequence[Compared], seen: Callable[[Vector], Vector]) -> list[Ranked]:
    if not of_value:
        return []
    vectors = [seen(of_value[0].inner), *(seen(of.outer) for of in of_value)]
    if vectors[0].kind is Kind.TEXT:
        vectors = list(same_categories(vectors))
    values, known = (
        np.concatenate(parts) for parts in zip(*((of.values, of.known) for of in vectors), strict=True)
    )
    distinct, places = np.unique(_as_compared(values[known], vectors[0].kind), return_inverse=True)
    ranks = np.zeros(len(values), dtype=np.int64)
    ranks[known] = places + 1
    rank, *asked = np.split(ranks, np.cumsum([len(of.values) for of in vectors])[:-1])
    most = len(distinct) + 1
    return [
        Ranked(of, rank, *_range(of.comparison, wanted, most), most)
        for of, wanted in zip(of_value, asked, strict=True)
    ]


def _as_compared(values: Array, kind: Kind) -> Array:
    return plain(values) if kind is Kind.NUMBER else values


def _range(comparison: ComparisonSign, asked: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """The ranks that compare so with the rank asked for, from the first up to the one behind the last."""
    first, last = np.ones_like(asked), np.full_like(asked, most)
    match comparison:
        case ComparisonSign.EQUAL:
            return asked, asked + 1
        case ComparisonSign.LESS:
            return first, asked
        case ComparisonSign.AT_MOST:
            return first, asked + 1
        case ComparisonSign.MORE:
            return asked + 1, last
        case ComparisonSign.AT_LEAST:
            return asked, last
        case ComparisonSign.UNEQUAL:
            msg = "values that differ lie in no range"
            raise AssertionError(msg)


class Leaf(Struct, frozen=True, eq=False):
    """Rows that are alike in which comparisons they take part in with a value.

    ``asking`` marks the outer rows that may take them, and ``spans`` give the ranks of those comparisons.
    """

    rows: Numbers
    asking: Mask
    spans: tuple[tuple[Ranked, Numbers, Numbers], ...] = ()


def leaves(ranked: Sequence[Ranked], rows: Numbers, asking: Mask, world: World) -> list[Leaf]:
    """Part the rows by what they are to each comparison: a value, anything, met anyway, or nothing."""
    found = [Leaf(rows, asking)]
    for of in ranked:
        found = [part for leaf in found for part in _parted(leaf, of, world)]
    return found


def _parted(leaf: Leaf, ranked: Ranked, world: World) -> Iterator[Leaf]:
    of = ranked.of
    anyway, value, open_ = (
        np.broadcast_to(mask, len(of.inner.values))[leaf.rows]
        for mask in (world.met(of.inner_anyway), world.has_value(of.inner), world.may_be_any(of.inner))
    )
    always, given = world.met(of.outer_anyway), world.has_value(of.outer)
    takes = always | given | world.may_be_any(of.outer)
    exact = given & ~always
    low, high = np.where(exact, ranked.low, 1), np.where(exact, ranked.high, ranked.most)
    for rows, asking, spans in (
        (anyway, leaf.asking, ()),
        (value & ~anyway, leaf.asking & takes, ((ranked, low, high),)),
        (open_ & ~anyway, leaf.asking & takes, ()),
        (~(value | open_ | anyway), leaf.asking & always, ()),
    ):
        if rows.any() and asking.any():
            yield Leaf(leaf.rows[rows], asking, (*leaf.spans, *spans))
