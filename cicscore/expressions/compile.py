"""From the text of an expression to typed nodes: every name resolved, every operation checked, no data.

One pass collects every problem of an expression. A part with a problem has no node, and neither has what
contains it, so that each mistake is reported once.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from cicscore.expressions.calls import call
from cicscore.expressions.functions import CALLABLE
from cicscore.expressions.names import Names, Reader, attribute, name
from cicscore.expressions.nodes import Node, children
from cicscore.expressions.operators import arithmetic, comparison, connective, constant, negation, negative
from cicscore.expressions.syntax import MAX_DEPTH, Problem, Source, parse
from cicscore.expressions.types import CONDITION, DATES, Kind, Type

#: With more parts than this, named expressions written out, nobody could follow an expression.
MAX_PARTS = 5_000


class Compiled(Struct, frozen=True):
    """The meaning of an expression.

    ``node`` is ``None`` where there are problems, and also, without problems of its own, where a named
    expression that it uses has some. ``uses`` are the columns and named expressions that it names, each
    with its extract.
    """

    node: Node | None
    problems: tuple[Problem, ...]
    uses: frozenset[tuple[str, str]] = frozenset()


#: The meaning of expressions without a problem, by the extract whose rows they are about and by their text.
Meanings: TypeAlias = Mapping[tuple[str, str], Compiled]


def compile_expression(text: str, names: Names, expected: Type | None = CONDITION) -> Compiled:
    """Parse and type ``text``.

    ``expected`` is the type that the place calls for (``None``: any value); a date and time serves as a
    date. Never raises for a faulty text; the problems are in the order of the text.
    """
    source = Source(text)
    tree = parse(source)
    if isinstance(tree, tuple):
        return Compiled(None, tree)
    reader = Reader(source, names, _read)
    node = reader.value(tree)
    if node is not None:
        _check_extent(reader, node)
        _check_expected(reader, tree, node, expected)
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.span))
    return Compiled(None if problems else node, problems, frozenset(reader.uses))


def _read(reader: Reader, tree: ast.expr) -> Node | None:
    """The node of any part, or ``None`` after reporting what is wrong."""
    match tree:
        case ast.Constant():
            return constant(reader, tree)
        case ast.Name():
            return name(reader, tree)
        case ast.Attribute():
            return attribute(reader, tree)
        case ast.BoolOp():
            return connective(reader, tree)
        case ast.UnaryOp(op=ast.Not()):
            return negation(reader, tree)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number) if not (
            isinstance(number.value, bool)
        ):
            return negative(reader, tree, number)
        case ast.Compare():
            return comparison(reader, tree)
        case ast.BinOp():
            return arithmetic(reader, tree)
        case ast.Call():
            return call(reader, tree)
        case _:
            _report_foreign(reader, tree)
            return None


def _report_foreign(reader: Reader, tree: ast.expr) -> None:
    """Report what Python has and the language has not."""
    words = reader.words(tree)
    match tree:
        case ast.List() | ast.Tuple() if words.startswith(("[", "(")):
            found = "a list stands where a value is needed"
            reader.report("type-mismatch", tree, found, "Use a list only after `in` or `not in`.")
        case ast.Tuple():
            found = "a comma stands between two expressions"
            advice = "Join conditions with `and` or `or`; write numbers without commas."
            reader.report("type-mismatch", tree, found, advice)
        case ast.IfExp():
            advice, parts = "Write if(condition, a, b).", (tree.test, tree.body, tree.orelse)
            reader.report_foreign(tree, advice, close=f"if({', '.join(map(reader.words, parts))})")
        case ast.UnaryOp():
            advice = "Write `not` before a condition; subtract from 0 to change a sign."
            close = f"not {reader.words(tree.operand)}" if isinstance(tree.op, ast.Invert) else None
            reader.report_foreign(tree, advice, close=close)
        case _:
            advice = "Use columns, comparisons, and/or/not, arithmetic and the functions listed."
            reader.report_foreign(tree, advice, allowed=CALLABLE)


def _check_expected(reader: Reader, tree: ast.expr, node: Node, expected: Type | None) -> None:
    kind = node.type.kind
    if expected is None or kind is expected.kind or (expected.kind is Kind.DATE and kind in DATES):
        return
    advice = (
        "Compare the value with something."
        if expected == CONDITION
        else f"Write an expression that gives {expected}."
    )
    reader.report(
        "type-mismatch", tree, f"the expression is {node.type}, but {expected} is needed here", advice
    )


def _check_extent(reader: Reader, node: Node) -> None:
    """Named expressions within named expressions could grow without end; the engine's patience does not."""
    parts, waiting = 0, [(node, 1)]
    while waiting:
        part, depth = waiting.pop()
        parts += 1
        if parts > MAX_PARTS or depth > MAX_DEPTH:
            reader.report(
                "unreadable-expression",
                (0, len(reader.source.text)),
                "the expression is too large once its named expressions are written out",
                "Say it in fewer and simpler named expressions.",
            )
            return
        waiting.extend((inner, depth + 1) for inner in children(part))
