"""An expression with one slip in it: every tree that differs in one place from the one that was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cicscore.expressions import nodes as n
from cicscore.expressions.writing import expression_text

_NEIGHBOURS: Mapping[n.Comparison, n.Comparison] = {
    n.Comparison.LESS: n.Comparison.AT_MOST,
    n.Comparison.AT_MOST: n.Comparison.LESS,
    n.Comparison.MORE: n.Comparison.AT_LEAST,
    n.Comparison.AT_LEAST: n.Comparison.MORE,
    n.Comparison.EQUAL: n.Comparison.UNEQUAL,
    n.Comparison.UNEQUAL: n.Comparison.EQUAL,
}


@dataclass(frozen=True)
class Altered:
    """A condition with one slip; ``None`` where the slip left nothing of it. ``words`` tell the slip."""

    node: n.Node | None
    words: str


def altered_condition(condition: n.Node) -> Iterator[Altered]:
    """Every slip in the condition of a count or an aggregate, leaving it out altogether among them."""
    if not isinstance(condition, n.And):
        yield Altered(None, _dropped(condition))
    yield from altered(condition)


def altered(node: n.Node) -> Iterator[Altered]:
    """Every tree with one slip: here, or somewhere inside."""
    yield from _altered_here(node)
    inside = node.where if isinstance(node, n.Aggregate) else None
    within = f", within {node.aggregation}({node.table})" if isinstance(node, n.Aggregate) else ""
    for position, part in enumerate(n.children(node)):
        for change in altered_condition(part) if part is inside else altered(part):
            yield Altered(_with_part(node, position, change.node), change.words + within)


def _altered_here(node: n.Node) -> Iterator[Altered]:
    match node:
        case n.Compare(comparison=comparison):
            yield _became(node, replace(node, comparison=_NEIGHBOURS[comparison]))
        case n.Missing(negated=negated):
            yield _became(node, replace(node, negated=not negated))
        case n.In(negated=negated, among=among):
            yield _became(node, replace(node, negated=not negated))
            for word in among if len(among) > 1 else ():
                fewer = replace(node, among=tuple(other for other in among if other is not word))
                yield Altered(
                    fewer, f"{expression_text(word)} was left out of the list of `{expression_text(node.of)}`"
                )
        case n.And(parts=parts) | n.Or(parts=parts):
            for position, part in enumerate(parts):
                others = parts[:position] + parts[position + 1 :]
                left = others[0] if len(others) == 1 else replace(node, parts=others)
                yield Altered(left, _dropped(part))
        case _:
            return


def _became(before: n.Node, after: n.Node) -> Altered:
    return Altered(after, f"`{expression_text(before)}` became `{expression_text(after)}`")


def _dropped(condition: n.Node) -> str:
    return f"the condition `{expression_text(condition)}` was dropped"


def _with_part(node: n.Node, position: int, part: n.Node | None) -> n.Node:
    """``node`` with one of the nodes directly inside it replaced; an aggregate's condition may go."""
    if part is None and isinstance(node, n.Aggregate):
        return replace(node, where=None)
    inner = list(n.children(node))
    assert part is not None  # noqa: S101 - only the condition of an aggregate is ever left out
    inner[position] = part
    parts = iter(inner)
    return n.map_children(node, lambda _: next(parts))
