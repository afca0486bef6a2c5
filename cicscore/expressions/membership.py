"""Whether a value is missing, and whether it is in a list."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from cicscore.expressions.comparing import beside, code_known, is_nothing, mismatch_advice, written_beside
from cicscore.expressions.nodes import In, Literal, Missing, Node
from cicscore.expressions.reader import Reader
from cicscore.expressions.types import comparable


def missing(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
    """``is None`` and ``is not None``."""
    if isinstance(right, ast.Constant) and right.value is None:
        of = reader.value(tree.left)
        return None if of is None else Missing(of, negated, span=reader.span(tree))
    operator = "is not" if negated else "is"
    reader.report(
        "CIC202",
        right,
        f"`{operator}` is followed by `{reader.words(right)}` in place of None",
        "Write `is None`, `is not None`, or `==`.",
        allowed="None",
        close="None" if is_nothing(reader, right) else None,
    )
    return None


def membership(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
    """``in`` and ``not in`` a list of values written out."""
    of = reader.value(tree.left)
    if not isinstance(right, ast.List | ast.Tuple):
        single = isinstance(right, ast.Constant) and right.value is not None
        reader.report(
            "CIC203",
            right,
            f"`{reader.words(right)}` is not a list",
            'Write a list after `in`, such as ["PN1", "PN2"].',
            close=f"[{reader.words(right)}]" if single else None,
        )
        return None
    if not right.elts:
        reader.report(
            "CIC203",
            right,
            "the list is empty, so the condition is the same for every row",
            "List at least one value.",
        )
        return None
    items = [_item(reader, element, of, tree.left) for element in right.elts]
    known = tuple(item for item in items if item is not None)
    if of is None or len(known) < len(items) or _repeats(reader, right.elts, known):
        return None
    return In(of, known, negated, span=reader.span(tree))


def _item(reader: Reader, element: ast.expr, of: Node | None, left: ast.expr) -> Literal | None:
    """A value of the list that ``of`` is looked up in."""
    if is_nothing(reader, element):
        reader.report(
            "CIC203",
            element,
            f"{reader.words(element)} is in the list, and a missing value is never found",
            f"Write `or {reader.words(left)} is None` after the list.",
        )
        return None
    item = beside(reader, element, of, left)
    if item is None or of is None:
        return None
    item = written_beside(item, of)
    if not isinstance(item, Literal):
        reader.report(
            "CIC203",
            element,
            f"`{reader.words(element)}` is not a value written out",
            "List text, numbers or dates only.",
        )
        return None
    if not comparable(of.type, item.type):
        _, close = mismatch_advice(of, item)
        reader.report(
            "CIC203",
            element,
            f"`{reader.words(element)}` is {item.type}, but `{reader.words(left)}` is {of.type}",
            "List values of the same type; write codes in quotes and dates as date(...).",
            close=close,
        )
        return None
    return item if code_known(reader, (left, of), (element, item)) else None


def _repeats(reader: Reader, elements: Sequence[ast.expr], items: Sequence[Literal]) -> bool:
    repeated = [at for at, item in enumerate(items) if item in items[:at]]
    for at in repeated:
        reader.report(
            "CIC203",
            elements[at],
            f"`{reader.words(elements[at])}` is in the list twice",
            "List each value once.",
        )
    return bool(repeated)
