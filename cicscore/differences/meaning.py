"""When two expressions mean the same, and which named expressions an expression rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from cicscore.catalogue import document as d
from cicscore.catalogue.definitions import Catalogue
from cicscore.expressions import nodes as n
from cicscore.expressions.types import Type
from cicscore.wording.expressions import OPPOSITES

#: A named expression: its extract and its name.
Named: TypeAlias = tuple[str, str]

_MIRRORED: Mapping[n.Comparison, n.Comparison] = {
    n.Comparison.MORE: n.Comparison.LESS,
    n.Comparison.AT_LEAST: n.Comparison.AT_MOST,
}
_NAME = re.compile(r"(?:(child|row)\s*\.\s*)?([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True)
class Version:
    """One of the two catalogues: as it is written, and what it means."""

    document: d.CatalogueDocument
    catalogue: Catalogue

    def named(self, at: Named) -> Expression:
        """A named expression of one of the extracts."""
        extract, name = at
        return Expression(
            self.document.extracts[extract].named[name],
            self.catalogue.extracts[extract].named[name],
            extract,
            self.catalogue,
        )


def same(was: n.Node | None, now: n.Node | None) -> bool:
    """Whether two conditions or values mean the same; no condition is one that always holds."""
    return meaning(was) == meaning(now)


def meaning(node: n.Node | None) -> n.Node | None:
    """What a condition or value means, however it is put: in one order, and without the lists of codes.

    A longer list of codes lets more rows in, and is told of where the list stands; it changes no condition.
    """
    parts = n.conjuncts(node)
    return None if node is None or not parts else _meaning(node)


@lru_cache(maxsize=4096)
def _meaning(node: n.Node) -> n.Node:
    return n.rewrite(node, _plain)


def _plain(node: n.Node) -> n.Node:
    """One node in the one way that stands for all ways to put it; what is inside it is so already."""
    node = replace(node, type=Type(node.type.kind))
    match node:
        case n.And(parts=parts):
            return replace(node, parts=_in_order(inner for part in parts for inner in _joined(part, n.And)))
        case n.Or(parts=parts):
            return replace(node, parts=_in_order(inner for part in parts for inner in _joined(part, n.Or)))
        case n.Not(of=n.Not(of=of)):
            return of
        case n.Not(of=n.Compare(comparison=comparison) as of):
            return _plain(replace(of, comparison=OPPOSITES[comparison]))
        case n.Not(of=n.In() | n.Missing() as of):
            return replace(of, negated=not of.negated)
        case n.Compare(comparison=comparison, left=left, right=right) if comparison in _MIRRORED:
            return replace(node, comparison=_MIRRORED[comparison], left=right, right=left)
        case n.Compare(comparison=n.Comparison.EQUAL | n.Comparison.UNEQUAL, left=left, right=right):
            first, second = _in_order(iter((left, right))) if left != right else (left, right)
            return replace(node, left=first, right=second)
        case n.In(among=among):
            return replace(node, among=tuple(sorted(among, key=repr)))
        case _:
            return node


def _joined(part: n.Node, kind: type[n.And] | type[n.Or]) -> tuple[n.Node, ...]:
    return part.parts if isinstance(part, kind) else (part,)


def _in_order(parts: Iterator[n.Node]) -> tuple[n.Node, ...]:
    """The parts in an order of their own, each once."""
    return tuple(sorted(dict.fromkeys(parts), key=repr))


@dataclass(frozen=True)
class Expression:
    """An expression over the rows of an extract: its text, its meaning, and where its names are explained.

    Every part of a named expression's meaning remembers the place of the name in the text, so that the names
    are read off there.
    """

    text: str
    node: n.Node
    extract: str
    catalogue: Catalogue

    def named(self) -> frozenset[Named]:
        """The named expressions that stand in the text."""
        return frozenset(self._named_in(self.node, self.extract, self.extract))

    def _named_in(self, node: n.Node, table: str, outer: str) -> Iterator[Named]:
        seen = self._name_at(node, table, outer)
        if seen is not None:
            yield seen
            return
        inside = (node.table, table) if isinstance(node, n.Aggregate) else (table, outer)
        for part in n.children(node):
            yield from self._named_in(part, *inside)

    def _name_at(self, node: n.Node, table: str, outer: str) -> Named | None:
        """The named expression whose meaning begins with ``node``."""
        start, end = node.span
        found = _NAME.fullmatch(self.text[start:end])
        if found is None:
            return None
        owner = {"child": self.catalogue.extracts[table].about, "row": outer}.get(found[1], table)
        if owner is None or found[2] not in self.catalogue.extracts[owner].named:
            return None
        return owner, found[2]

    def as_written(self, node: n.Node) -> n.Node | None:
        """What a part of the expression asks with its names standing for themselves, whatever they mean."""
        return meaning(self._with_names(node, self.extract, self.extract))

    def _with_names(self, node: n.Node, table: str, outer: str) -> n.Node:
        seen = self._name_at(node, table, outer)
        if seen is not None:
            start, end = node.span
            return n.Literal(".".join((*seen, self.text[start:end])), node.type)
        inside = (node.table, table) if isinstance(node, n.Aggregate) else (table, outer)
        return n.map_children(node, lambda part: self._with_names(part, *inside))

    def parts(self) -> tuple[n.Node, ...]:
        """The conditions that all have to hold; one that has a name is one."""
        return self._parts(self.node)

    def _parts(self, node: n.Node) -> tuple[n.Node, ...]:
        match node:
            case n.And(parts=parts) if self._name_at(node, self.extract, self.extract) is None:
                return tuple(inner for part in parts for inner in self._parts(part))
            case n.Literal(value=True):
                return ()
            case _:
                return (node,)


def with_those_inside(named: frozenset[Named], version: Version) -> frozenset[Named]:
    """Named expressions, and every one that those rest on in turn."""
    found: set[Named] = set()
    waiting = list(named)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += version.named(at).named()
    return frozenset(found)
