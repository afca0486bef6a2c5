"""Two groupings at once: the groups of one beside those of another."""

from __future__ import annotations

from itertools import product

from cicscore.expressions.functions import Function
from cicscore.expressions.nodes import NOT_RECORDED, Call, Node
from cicscore.expressions.types import Kind, Type

#: The names of the groups of a condition.
FLAG_WORDS = ("yes", "no")


def group_words(type_: Type) -> tuple[str, ...] | None:
    """The groups that values of this type make, in order; ``None`` where they are not known."""
    return FLAG_WORDS if type_.kind is Kind.CONDITION else type_.codes


def pair(first: str, second: str) -> str:
    """The name of the group of those who are in both groups."""
    return f"{first}, {second}"


def unpaired(group: str) -> tuple[str, str]:
    """The two groups of a pair; the first is taken to have no comma before a space of its own."""
    first, _, second = group.partition(", ")
    return first, second


def cross(parts: tuple[Node, Node]) -> Call:
    """The groups of two expressions at once; its codes are all pairs, in the order of the first."""
    first, second = (group_words(part.type) for part in parts)
    codes = None
    if first is not None and second is not None:
        every = product((*first, NOT_RECORDED), (*second, NOT_RECORDED))
        codes = tuple(pair(*both) for both in every)
    return Call(Function.CROSS, parts, Type(Kind.TEXT, codes))
