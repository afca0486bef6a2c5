"""Whether two conditions or values mean the same, however they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec.structs import replace

from cicscore.expressions import nodes as n
from cicscore.expressions.types import Type

#: Each comparison negated; unknown stays unknown.
OPPOSITES: Mapping[n.ComparisonSign, n.ComparisonSign] = {
    n.ComparisonSign.EQUAL: n.ComparisonSign.UNEQUAL,
    n.ComparisonSign.UNEQUAL: n.ComparisonSign.EQUAL,
    n.ComparisonSign.LESS: n.ComparisonSign.AT_LEAST,
    n.ComparisonSign.AT_LEAST: n.ComparisonSign.LESS,
    n.ComparisonSign.MORE: n.ComparisonSign.AT_MOST,
    n.ComparisonSign.AT_MOST: n.ComparisonSign.MORE,
}
_MIRRORED: Mapping[n.ComparisonSign, n.ComparisonSign] = {
    n.ComparisonSign.MORE: n.ComparisonSign.LESS,
    n.ComparisonSign.AT_LEAST: n.ComparisonSign.AT_MOST,
}


def same(was: n.Node | None, now: n.Node | None) -> bool:
    """Whether two conditions or values mean the same; no condition is one that always holds."""
    return meaning(was) == meaning(now)


def meaning(node: n.Node | None) -> n.Node | None:
    """The meaning of a condition or value, however it is written: in one order, without lists of codes.

    No condition means one that always holds. A longer list of codes lets in more rows, which is a change of
    the column and not of the condition.
    """
    parts = n.conjuncts(node)
    return None if node is None or not parts else _meaning(node)


# Kept for every part, because the conditions of indicators share many.
@lru_cache(maxsize=4096)
def _meaning(node: n.Node) -> n.Node:
    return _plain(n.map_children(node, _meaning))


def _plain(node: n.Node) -> n.Node:
    """A node in its one standard form; its parts already have theirs."""
    if node.type != (kind := Type(node.type.kind)):
        node = replace(node, type=kind)
    match node:
        case n.And(parts=parts):
            return replace(node, parts=_in_order(inner for part in parts for inner in _joined(part, n.And)))
        case n.Or(parts=parts):
            return replace(node, parts=_in_order(inner for part in parts for inner in _joined(part, n.Or)))
        case n.Not(of=n.Not(of=of)):
            return of
        case n.Not(of=n.Comparison(comparison=comparison) as of):
            return _plain(replace(of, comparison=OPPOSITES[comparison]))
        case n.Not(of=n.In() | n.Missing() as of):
            return replace(of, negated=not of.negated)
        case n.Comparison(comparison=comparison, left=left, right=right) if comparison in _MIRRORED:
            return replace(node, comparison=_MIRRORED[comparison], left=right, right=left)
        case n.Comparison(
            comparison=n.ComparisonSign.EQUAL | n.ComparisonSign.UNEQUAL, left=left, right=right
        ):
            first, second = _in_order(iter((left, right))) if left != right else (left, right)
            return replace(node, left=first, right=second)
        case n.In(among=among):
            return replace(node, among=tuple(sorted(among, key=repr)))
        case n.Points(table=table):
            return replace(node, table=tuple(sorted(table)))
        case _:
            return node


def _joined(part: n.Node, kind: type[n.And] | type[n.Or]) -> tuple[n.Node, ...]:
    return part.parts if isinstance(part, kind) else (part,)


def _in_order(parts: Iterator[n.Node]) -> tuple[n.Node, ...]:
    """The parts in a fixed order, each once."""
    return tuple(sorted(dict.fromkeys(parts), key=repr))
