"""Comparisons of two values, and chains of them."""

from __future__ import annotations

import ast

from cicscore.expressions.nodes import And, Band, Column, Compare, Comparison, Literal, Node, Span
from cicscore.expressions.reader import Reader
from cicscore.expressions.resolving import is_known, means_nothing
from cicscore.expressions.suggestions import meant_code, quoted_date, shortened
from cicscore.expressions.types import DATES, ORDERED, POSTCODE, Kind, comparable
from cicscore.faults import nearest
from cicscore.text import normal_postcode

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.UNEQUAL,
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.AT_MOST,
    ast.Gt: Comparison.MORE,
    ast.GtE: Comparison.AT_LEAST,
}
_QUOTED = 'Write a code in quotes, such as "PN1".'


# One comparison -------------------------------------------------------------------------------------


def single(reader: Reader, tree: ast.Compare, operator: ast.cmpop, right: ast.expr) -> Node | None:
    """One comparison of two values."""
    left, sign = tree.left, _COMPARISONS[type(operator)]
    for side, other in ((left, right), (right, left)):
        if is_nothing(reader, side):
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
        one = beside(reader, left, two, right)
    else:
        one = reader.value(left)
        two = beside(reader, right, one, left)
    if one is None or two is None:
        return None
    return _compared(reader, sign, (left, one), (right, two), reader.span(tree))


def is_nothing(reader: Reader, tree: ast.expr) -> bool:
    """Whether a part is None, or another language's word for it."""
    match tree:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=word):
            return means_nothing(word) and not is_known(reader, word)
        case _:
            return False


def beside(reader: Reader, tree: ast.expr, other: Node | None, other_tree: ast.expr) -> Node | None:
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
    one, two = written_beside(one, two), written_beside(two, one)
    if not comparable(one.type, two.type):
        advice, close = mismatch_advice(one, two)
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
    codes_fit = code_known(reader, left, right) and code_known(reader, right, left)
    if not codes_fit or not _codes_overlap(reader, left, right, span):
        return None
    return Compare(sign, one, two, span=span)


def written_beside(node: Node, other: Node) -> Node:
    """A text written out beside a postcode, as one in the form in which postcodes are compared."""
    if isinstance(node, Literal) and node.type.kind is Kind.TEXT and other.type.postcode:
        return Literal(normal_postcode(str(node.value)), POSTCODE, node.span)
    return node


def mismatch_advice(one: Node, two: Node) -> tuple[str, str | None]:
    """What to do about two values that cannot be compared, and what was probably meant."""
    kinds = {one.type.kind, two.type.kind}
    if kinds & DATES and Kind.TEXT in kinds:
        return 'Write a date as date("2016-03-31").', quoted_date(one) or quoted_date(two)
    if Kind.CONDITION in kinds:
        return "A flag is a condition by itself: write its name, or `not` and its name.", None
    if kinds == {Kind.NUMBER, Kind.TEXT} and (isinstance(one, Literal) or isinstance(two, Literal)):
        return _QUOTED, _meant_quoted(one, two)
    if one.type.postcode or two.type.postcode:
        return "Declare both columns as postcodes: `type: postcode`.", None
    if kinds & DATES and Kind.NUMBER in kinds:
        return "Compare a date with a date; days_between(a, b) counts the days between two.", None
    return "Compare values of one type.", None


def _meant_quoted(one: Node, two: Node) -> str | None:
    number, coded = (one, two) if one.type.kind is Kind.NUMBER else (two, one)
    return meant_code(str(number.value), coded.type.codes) if isinstance(number, Literal) else None


def code_known(reader: Reader, coded: _Side, literal: _Side) -> bool:
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


def chain(reader: Reader, tree: ast.Compare) -> Node | None:
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
