"""Conditions: comparisons, membership of a list, missing values, and/or/not."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from cicscore.expressions.nodes import (
    And,
    Band,
    Column,
    Compare,
    Comparison,
    In,
    Literal,
    Missing,
    Node,
    Not,
    Or,
    Span,
)
from cicscore.expressions.reader import Reader
from cicscore.expressions.resolving import is_known, means_nothing
from cicscore.expressions.suggestions import meant_code, quoted_date, shortened
from cicscore.expressions.types import DATES, ORDERED, Kind, comparable
from cicscore.faults import nearest

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.UNEQUAL,
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.AT_MOST,
    ast.Gt: Comparison.MORE,
    ast.GtE: Comparison.AT_LEAST,
}
_QUOTED = 'Write a code in quotes, such as "PN1".'


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
            return _missing(reader, tree, right, negated=isinstance(operator, ast.IsNot))
        case [ast.In() | ast.NotIn() as operator], [right]:
            return _membership(reader, tree, right, negated=isinstance(operator, ast.NotIn))
        case [operator], [right]:
            return _single(reader, tree, _COMPARISONS[type(operator)], right)
        case _:
            return _chain(reader, tree)


# One comparison -------------------------------------------------------------------------------------


def _single(reader: Reader, tree: ast.Compare, sign: Comparison, right: ast.expr) -> Node | None:
    left = tree.left
    for side, other in ((left, right), (right, left)):
        if _is_nothing(reader, side):
            negated = "not " if sign is Comparison.UNEQUAL else ""
            reader.report(
                "CIC203",
                side,
                f"a comparison with {reader.words(side)} is never true",
                "Write `is None` or `is not None`.",
                close=f"{reader.words(other)} is {negated}None",
            )
            return None
    if isinstance(left, ast.Name) and not is_known(reader, left.id):
        # The other side tells whether an unknown word is a code without its quotes.
        two = reader.value(right)
        one = _beside(reader, left, two, right)
    else:
        one = reader.value(left)
        two = _beside(reader, right, one, left)
    if one is None or two is None:
        return None
    return _compared(reader, sign, (left, one), (right, two), reader.span(tree))


def _is_nothing(reader: Reader, tree: ast.expr) -> bool:
    match tree:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=word):
            return means_nothing(word) and not is_known(reader, word)
        case _:
            return False


def _beside(reader: Reader, tree: ast.expr, other: Node | None, other_tree: ast.expr) -> Node | None:
    """The value of ``tree``, which stands beside ``other`` in a comparison or a list."""
    if isinstance(tree, ast.Name) and other is not None and not is_known(reader, tree.id):
        code = meant_code(tree.id, other.type.codes)
        if code is not None:
            reader.report(
                "CIC204",
                tree,
                f"`{tree.id}` is not a name known here, but a code of `{reader.words(other_tree)}`",
                _QUOTED,
                close=code,
            )
            return None
    return reader.value(tree)


_Side = tuple[ast.expr, Node]


def _compared(reader: Reader, sign: Comparison, left: _Side, right: _Side, span: Span) -> Node | None:
    (left_tree, one), (right_tree, two) = left, right
    if not comparable(one.type, two.type):
        advice, close = _mismatch_advice(one, two)
        reader.report(
            "CIC203",
            span,
            f"`{reader.words(left_tree)}` is {one.type} and `{reader.words(right_tree)}` is {two.type}; "
            "they cannot be compared",
            advice,
            close=close,
        )
        return None
    if sign not in (Comparison.EQUAL, Comparison.UNEQUAL) and one.type.kind not in ORDERED:
        reader.report(
            "CIC203",
            span,
            f"{one.type} has no order, so `{sign.value}` means nothing here",
            "Use == or != or `in`.",
            allowed="==, !=, in, not in",
        )
        return None
    codes_fit = _code_known(reader, left, right) and _code_known(reader, right, left)
    if not codes_fit or not _codes_overlap(reader, left, right, span):
        return None
    return Compare(sign, one, two, span=span)


def _mismatch_advice(one: Node, two: Node) -> tuple[str, str | None]:
    kinds = {one.type.kind, two.type.kind}
    if kinds & DATES and Kind.TEXT in kinds:
        return 'Write a date as date("2016-03-31").', quoted_date(one) or quoted_date(two)
    if Kind.CONDITION in kinds:
        return "A flag is a condition by itself: write its name, or `not` and its name.", None
    if kinds == {Kind.NUMBER, Kind.TEXT} and (isinstance(one, Literal) or isinstance(two, Literal)):
        return _QUOTED, _meant_quoted(one, two)
    if kinds & DATES and Kind.NUMBER in kinds:
        return "Compare a date with a date; days_between(a, b) counts the days between two.", None
    return "Compare values of one type.", None


def _meant_quoted(one: Node, two: Node) -> str | None:
    number, coded = (one, two) if one.type.kind is Kind.NUMBER else (two, one)
    return meant_code(str(number.value), coded.type.codes) if isinstance(number, Literal) else None


def _code_known(reader: Reader, coded: _Side, literal: _Side) -> bool:
    """Whether a text written out is one of the codes of the other side; reports it where not."""
    (coded_tree, of), (tree, node) = coded, literal
    codes = of.type.codes
    if codes is None or not isinstance(node, Literal) or node.value in codes:
        return True
    what = "band" if isinstance(of, Band) else "code"
    reader.report(
        "CIC205",
        tree,
        f'"{node.value}" is not a {what} of `{reader.words(coded_tree)}`',
        "Use a code of the list, or add it to the column's `codes`."
        if isinstance(of, Column)
        else f"Use a {what} of the list.",
        allowed=shortened(codes),
        close=nearest(str(node.value), codes),
    )
    return False


def _codes_overlap(reader: Reader, left: _Side, right: _Side, span: Span) -> bool:
    (left_tree, one), (right_tree, two) = left, right
    if one.type.codes is None or two.type.codes is None or set(one.type.codes) & set(two.type.codes):
        return True
    reader.report(
        "CIC205",
        span,
        f"`{reader.words(left_tree)}` and `{reader.words(right_tree)}` have no code in common",
        "Compare columns with the same codes.",
    )
    return False


# Chains ---------------------------------------------------------------------------------------------


def _chain(reader: Reader, tree: ast.Compare) -> Node | None:
    """``1 <= x < 5``: rising or falling, each side read once."""
    signs = [_COMPARISONS.get(type(operator)) for operator in tree.ops]
    rising = {Comparison.LESS, Comparison.AT_MOST}
    falling = {Comparison.MORE, Comparison.AT_LEAST}
    if not (set(signs) <= rising or set(signs) <= falling):
        reader.report(
            "CIC202",
            tree,
            f"`{reader.words(tree)}` compares several things at once",
            "Join two comparisons with `and`; only ranges such as 1 <= x < 5 are written in one.",
        )
        return None
    trees = [tree.left, *tree.comparators]
    values = [reader.value(side) for side in trees]
    sides = [(side, value) for side, value in zip(trees, values, strict=True) if value is not None]
    if len(sides) < len(trees):
        return None
    parts = [
        _compared(reader, sign, left, right, (reader.span(left[0])[0], reader.span(right[0])[1]))
        for sign, left, right in zip(signs, sides[:-1], sides[1:], strict=True)
        if sign is not None
    ]
    known = tuple(part for part in parts if part is not None)
    return And(known, span=reader.span(tree)) if len(known) == len(parts) else None


# Missing values and lists ---------------------------------------------------------------------------


def _missing(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
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
        close="None" if _is_nothing(reader, right) else None,
    )
    return None


def _membership(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
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
    if _is_nothing(reader, element):
        reader.report(
            "CIC203",
            element,
            f"{reader.words(element)} is in the list, and a missing value is never found",
            f"Write `or {reader.words(left)} is None` after the list.",
        )
        return None
    item = _beside(reader, element, of, left)
    if item is None or of is None:
        return None
    if not isinstance(item, Literal):
        reader.report(
            "CIC203",
            element,
            f"`{reader.words(element)}` is not a value written out",
            "List text, numbers or dates only.",
        )
        return None
    if not comparable(of.type, item.type):
        _, close = _mismatch_advice(of, item)
        reader.report(
            "CIC203",
            element,
            f"`{reader.words(element)}` is {item.type}, but `{reader.words(left)}` is {of.type}",
            "List values of the same type; write codes in quotes and dates as date(...).",
            close=close,
        )
        return None
    return item if _code_known(reader, (left, of), (element, item)) else None


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
