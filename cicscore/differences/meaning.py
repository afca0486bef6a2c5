"""The two versions of a catalogue, and which named expressions an expression of one rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cicscore.catalogue import document as d
from cicscore.catalogue.definitions import Catalogue
from cicscore.expressions import nodes as n
from cicscore.expressions.sameness import meaning

#: A named expression: its extract and its name.
Named: TypeAlias = tuple[str, str]

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
