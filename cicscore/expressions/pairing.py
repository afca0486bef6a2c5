"""What the condition of an aggregate asks of pairs of rows: which of it compares a value with a value.

A comparison of a value of the inner row with one of the outer row is looked up in sorted rows, without
looking at every pair.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from cicscore.expressions.nodes import (
    Aggregate,
    Column,
    Comparison,
    ComparisonSign,
    Node,
    Or,
    Owner,
    conjuncts,
    levels,
    names_outer_row,
    rewrite,
    walk,
)

_TURNED = {
    ComparisonSign.EQUAL: ComparisonSign.EQUAL,
    ComparisonSign.LESS: ComparisonSign.MORE,
    ComparisonSign.AT_MOST: ComparisonSign.AT_LEAST,
    ComparisonSign.MORE: ComparisonSign.LESS,
    ComparisonSign.AT_LEAST: ComparisonSign.AT_MOST,
}


class Comparing(Struct, frozen=True):
    """``inner comparison outer``, met anyway where one of the other conditions is true of its row.

    So ``ended_on is None or ended_on > row.started_on`` has ``ended_on is None`` in ``inner_anyway``. What
    is said of the outer row is written as that row's own.
    """

    comparison: ComparisonSign
    inner: Node
    outer: Node
    inner_anyway: tuple[Node, ...] = ()
    outer_anyway: tuple[Node, ...] = ()


class Pairing(Struct, frozen=True):
    """The parts of an aggregate's condition that all have to hold.

    ``free`` are of the inner row alone and ``outer`` of the outer row alone, written as that row's own;
    ``compared`` are the comparisons, by the inner value. ``bound`` are all but ``free``, as they were
    written. ``is_ranked`` is false where something else has to be looked at pair by pair.
    """

    free: tuple[Node, ...]
    outer: tuple[Node, ...]
    compared: Mapping[Node, tuple[Comparing, ...]]
    bound: tuple[Node, ...]
    is_ranked: bool


@functools.cache
def pairing(aggregate: Aggregate) -> Pairing:
    """Tell the parts of an aggregate's condition apart."""
    parts = conjuncts(aggregate.where)
    bound = tuple(part for part in parts if names_outer_row(part))
    outer = tuple(part for part in bound if _is_outer(part))
    found = [_compared(part) for part in bound if part not in outer]
    compared: dict[Node, tuple[Comparing, ...]] = {}
    for one in found:
        if one is not None:
            compared[one.inner] = (*compared.get(one.inner, ()), one)
    taken = (part for part in (aggregate.of, aggregate.by) if part is not None)
    return Pairing(
        free=tuple(part for part in parts if part not in bound),
        outer=tuple(_as_own(part) for part in outer),
        compared=compared,
        bound=bound,
        is_ranked=None not in found and not any(names_outer_row(part) for part in taken),
    )


def _compared(part: Node) -> Comparing | None:
    if isinstance(part, Comparison):
        return _of_comparison(part)
    if not isinstance(part, Or):
        return None
    comparing = [one for one in part.parts if names_outer_row(one) and not _is_outer(one)]
    found = _compared(comparing[0]) if len(comparing) == 1 else None
    if found is None:
        return None
    return replace(
        found,
        inner_anyway=(*found.inner_anyway, *(one for one in part.parts if not names_outer_row(one))),
        outer_anyway=(*found.outer_anyway, *(_as_own(one) for one in part.parts if _is_outer(one))),
    )


def _of_comparison(part: Comparison) -> Comparing | None:
    if part.comparison not in _TURNED:
        return None
    if _is_outer(part.right) and not names_outer_row(part.left):
        return Comparing(part.comparison, part.left, _as_own(part.right))
    if _is_outer(part.left) and not names_outer_row(part.right):
        return Comparing(_TURNED[part.comparison], part.right, _as_own(part.left))
    return None


def _is_outer(node: Node) -> bool:
    """Whether a part looks at the outer row, and at nothing of the inner one."""
    columns = [part.owner for part in walk(node) if isinstance(part, Column)]
    return Owner.ROW in columns and not {Owner.OWN, Owner.CHILD} & set(columns) and not levels(node)


def _as_own(node: Node) -> Node:
    """A part that looks at the outer row, written for that row itself."""

    def own(part: Node) -> Node:
        if isinstance(part, Column) and part.owner is Owner.ROW:
            return replace(part, owner=Owner.OWN)
        return part

    return rewrite(node, own)
