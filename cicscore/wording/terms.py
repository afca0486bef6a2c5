"""Names for what expressions say: a named expression of the catalogue stands for its meaning.

Nodes compare by meaning, so a name is found wherever its meaning stands, however it was written there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from cicscore.catalogue.definitions import Extract
from cicscore.expressions import nodes as n


@dataclass(frozen=True)
class Term:
    """A named expression of an extract, and what it means there."""

    extract: str
    name: str
    meaning: n.Node


@dataclass(frozen=True)
class Seen:
    """A term, said of the row itself, of its child, or of the row outside an aggregate."""

    term: Term
    owner: n.Owner


Terms: TypeAlias = Mapping[n.Node, Seen]


def terms_of(extracts: Mapping[str, Extract]) -> Terms:
    """Every named expression by its meaning, from each place that it can be seen from."""
    found: dict[n.Node, Seen] = {}
    for extract in extracts.values():
        for name, meaning in extract.named.items():
            term = Term(extract.name, name, meaning)
            for owner in n.Owner:
                if owner is n.Owner.OWN or not _looks_elsewhere(meaning):
                    found.setdefault(_seen_from(meaning, owner), Seen(term, owner))
    return MappingProxyType(found)


def _looks_elsewhere(node: n.Node) -> bool:
    return any(isinstance(part, n.Aggregate) for part in n.walk(node))


def _seen_from(node: n.Node, owner: n.Owner) -> n.Node:
    def moved(part: n.Node) -> n.Node:
        match part:
            case n.Column(owner=n.Owner.OWN):
                return replace(part, owner=owner)
            case _:
                return part

    return n.rewrite(node, moved)


def terms_in(node: n.Node, terms: Terms) -> Iterator[Term]:
    """The terms that the words of ``node`` use, outermost first."""
    seen = terms.get(node)
    if seen is not None:
        yield seen.term
        return
    for part in n.children(node):
        yield from terms_in(part, terms)


def glossary(nodes: tuple[n.Node, ...], terms: Terms) -> tuple[Term, ...]:
    """The terms that ``nodes`` use, and those that their meanings use in turn, each once."""
    found: dict[tuple[str, str], Term] = {}
    waiting = [term for node in nodes for term in terms_in(node, terms)]
    while waiting:
        term = waiting.pop(0)
        if found.setdefault((term.extract, term.name), term) is term:
            waiting += [inner for part in n.children(term.meaning) for inner in terms_in(part, terms)]
    return tuple(found.values())
