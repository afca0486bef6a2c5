"""Conditions: and/or/not, and which of the other modules reads each comparison."""

from __future__ import annotations

import ast

from cicscore.expressions.comparing import chain, single
from cicscore.expressions.membership import membership, missing
from cicscore.expressions.nodes import And, Node, Not, Or
from cicscore.expressions.reader import Reader


def connective(reader: Reader, tree: ast.BoolOp) -> Node | None:
    """``and`` and ``or``."""
    parts = [reader.condition(part) for part in tree.values]
    known = tuple(part for part in parts if part is not None)
    if len(known) < len(parts):
        return None
    span = reader.span(tree)
    return And(known, span=span) if isinstance(tree.op, ast.And) else Or(known, span=span)


def negation(reader: Reader, tree: ast.UnaryOp) -> Node | None:
    """``not``."""
    of = reader.condition(tree.operand)
    return None if of is None else Not(of, span=reader.span(tree))


def comparison(reader: Reader, tree: ast.Compare) -> Node | None:
    """One comparison, or a chain such as ``1 <= x < 5``."""
    match tree.ops, tree.comparators:
        case [ast.Is() | ast.IsNot() as operator], [right]:
            return missing(reader, tree, right, negated=isinstance(operator, ast.IsNot))
        case [ast.In() | ast.NotIn() as operator], [right]:
            return membership(reader, tree, right, negated=isinstance(operator, ast.NotIn))
        case [operator], [right]:
            return single(reader, tree, operator, right)
        case _:
            return chain(reader, tree)
