"""Operators: arithmetic, comparisons, membership, and values written out."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from decimal import Decimal

from cicscore.expressions.functions import DurationUnit
from cicscore.expressions.names import FIRST_YEAR, LAST_YEAR, day_of, meant_code, quoted_date, shortened
from cicscore.expressions.nodes import (
    And,
    Arithmetic,
    Band,
    Column,
    Compare,
    Comparison,
    In,
    Literal,
    Missing,
    Node,
    Not,
    Operator,
    Or,
    Shift,
    Span,
)
from cicscore.expressions.resolve import Reader, is_known, means_nothing
from cicscore.expressions.types import (
    CONDITION,
    DATE,
    DATES,
    NUMBER,
    ORDERED,
    POSTCODE,
    TEXT,
    Kind,
    comparable,
)
from cicscore.faults.fault import nearest
from cicscore.text import normal_postcode


def constant(reader: Reader, tree: ast.Constant) -> Node | None:
    """Text, a number, True or False."""
    span = reader.span(tree)
    match tree.value:
        case bool() as truth:
            return Literal(truth, CONDITION, span)
        case int() | float():
            return Literal(_literal_amount(reader, tree), NUMBER, span)
        case str() as text:
            return _text(reader, tree, text)
        case None:
            reader.report(
                "type-mismatch",
                tree,
                "None stands where a value is needed",
                "Write `is None` or `is not None`.",
            )
            return None
        case _:
            reader.report(
                "not-in-language",
                tree,
                f"`{reader.words(tree)}` is not part of the language",
                "Write text, a number or a date(...).",
            )
            return None


def _text(reader: Reader, tree: ast.Constant, text: str) -> Node | None:
    span = reader.span(tree)
    # Python joins texts side by side: a comma left out of a list would go unnoticed.
    if reader.source.text[slice(*span)][1:-1] == text:
        return Literal(text, TEXT, span)
    reader.report(
        "not-in-language",
        tree,
        f"`{reader.words(tree)}` is not one text between two quotation marks",
        "Put a comma between two texts; write nothing directly before or after the quotation marks.",
    )
    return None


def negative(reader: Reader, tree: ast.UnaryOp, number: ast.Constant) -> Node:
    """A negative number."""
    return Literal(-_literal_amount(reader, number), NUMBER, reader.span(tree))


def _literal_amount(reader: Reader, tree: ast.Constant) -> Decimal:
    # From the text, not from Python's binary float.
    return Decimal(reader.words(tree))


def date(reader: Reader, tree: ast.Call) -> Node | None:
    """``date("2016-03-31")``."""
    match tree.args:
        case [ast.Constant(value=str() as text)] if (day := day_of(text)) is not None:
            return Literal(day, DATE, reader.span(tree))
    reader.report(
        "wrong-call",
        tree,
        f"`{reader.words(tree)}` is not a day",
        'Write a day of the calendar such as date("2016-03-31").',
        allowed=f"one text, year-month-day, from {FIRST_YEAR} to {LAST_YEAR}",
    )
    return None


_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: Operator.ADD,
    ast.Sub: Operator.SUBTRACT,
    ast.Mult: Operator.MULTIPLY,
    ast.Div: Operator.DIVIDE,
}
#: The longest of each, a little over a hundred years, so that no calendar ends before the sum does.
LONGEST: dict[DurationUnit, int] = {
    DurationUnit.HOURS: 1_000_000,
    DurationUnit.DAYS: 40_000,
    DurationUnit.WEEKS: 6_000,
    DurationUnit.WORKING_DAYS: 30_000,
    DurationUnit.MONTHS: 1_300,
    DurationUnit.YEARS: 110,
}
_UNITS = {unit.value: unit for unit in DurationUnit}
#: Signs of Python that stand between conditions in other languages.
_WORDS_MEANT: dict[type[ast.operator], str] = {ast.BitAnd: "and", ast.BitOr: "or"}


def arithmetic(reader: Reader, tree: ast.BinOp) -> Node | None:
    """A sum, difference, product or quotient, or a day moved by a length of time."""
    operator = _OPERATORS.get(type(tree.op))
    if operator is None:
        reader.report(
            "not-in-language",
            tree,
            f"`{reader.words(tree)}` uses an operator that is not part of the language",
            "Use + - * / with numbers, and/or between conditions.",
            allowed="+, -, *, /, and, or",
            close=_WORDS_MEANT.get(type(tree.op)),
        )
        return None
    unit = _unit(tree.right)
    if unit is not None:
        return _shift(reader, tree, operator, unit)
    if _unit(tree.left) is not None:
        reader.report(
            "type-mismatch",
            tree,
            f"`{reader.words(tree)}` begins with a length of time",
            "Write the date first, such as as_at - months(6).",
            close=f"{reader.words(tree.right)} + {reader.words(tree.left)}"
            if operator is Operator.ADD
            else None,
        )
        return None
    left, right = reader.value(tree.left), reader.value(tree.right)
    if left is None or right is None:
        return None
    if left.type.kind in DATES:
        _report_date_sum(reader, tree, operator, right)
        return None
    return _sum(reader, tree, operator, left, right)


def _sum(reader: Reader, tree: ast.BinOp, operator: Operator, left: Node, right: Node) -> Node | None:
    for side, node in ((tree.left, left), (tree.right, right)):
        if node.type.kind is not Kind.NUMBER:
            reader.report(
                "type-mismatch",
                side,
                f"`{reader.words(side)}` is {node.type}, but a number is needed here",
                "Calculate with numbers only.",
            )
            return None
    return Arithmetic(operator, left, right, span=reader.span(tree))


def _report_date_sum(reader: Reader, tree: ast.BinOp, operator: Operator, right: Node) -> None:
    one, two = reader.words(tree.left), reader.words(tree.right)
    close = None
    if operator is Operator.SUBTRACT and right.type.kind in DATES:
        close = f"days_between({two}, {one})"
    elif operator in (Operator.ADD, Operator.SUBTRACT) and two.isdigit():
        close = f"{one} {operator.value} days({two})"
    reader.report(
        "type-mismatch",
        tree,
        f"`{one}` is a date, and `{operator.value} {two}` does not say how long",
        "Use days_between(a, b) for the days from a to b; "
        "add or subtract days(n), weeks(n), months(n), years(n) or working_days(n).",
        close=close,
    )


# Lengths of time ------------------------------------------------------------------------------------


def _unit(tree: ast.expr) -> DurationUnit | None:
    """The unit, where the tree is written as a length of time."""
    match tree:
        case ast.Call(func=ast.Name(id=word)):
            return _UNITS.get(word)
        case _:
            return None


def _amount(reader: Reader, tree: ast.expr, unit: DurationUnit) -> int | None:
    match tree:
        case ast.Call(args=[ast.Constant(value=int() as amount)], keywords=[]) if (
            not isinstance(amount, bool) and amount <= LONGEST[unit]
        ):
            return amount
        case ast.Call(args=[ast.UnaryOp(op=ast.USub())]):
            advice = "Subtract a length of time to go back, add it to go forward."
        case _:
            advice = f"Give {unit} one whole number, such as {unit}(6)."
    reader.report(
        "wrong-call",
        tree,
        f"`{reader.words(tree)}` is not a length of time",
        advice,
        allowed=f"a whole number from 0 to {LONGEST[unit]:,}",
    )
    return None


def _shift(reader: Reader, tree: ast.BinOp, operator: Operator, unit: DurationUnit) -> Node | None:
    """A day moved later or earlier; both sides are read, so that a slip in each is found."""
    if operator not in (Operator.ADD, Operator.SUBTRACT):
        reader.report(
            "type-mismatch",
            tree,
            f"`{reader.words(tree)}` multiplies or divides a length of time",
            "Add it to a date or subtract it.",
            allowed="+, -",
        )
        return None
    amount = _amount(reader, tree.right, unit)
    if unit is DurationUnit.HOURS:
        day = reader.typed(tree.left, frozenset({Kind.DATETIME}))
    else:
        day = reader.typed(tree.left, DATES)
    if day is None or amount is None:
        return None
    return Shift(day, unit, amount if operator is Operator.ADD else -amount, day.type, reader.span(tree))


def lone_duration(reader: Reader, tree: ast.Call) -> None:
    """Report a length of time that moves no day."""
    reader.report(
        "type-mismatch",
        tree,
        f"`{reader.words(tree)}` stands alone",
        "Add it to a date or subtract it, such as as_at - months(6).",
    )


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
                "type-mismatch",
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
                "unknown-name",
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
            "type-mismatch",
            span,
            f"`{reader.words(left_tree)}` is {one.type} and `{reader.words(right_tree)}` is {two.type}; "
            "they cannot be compared",
            advice,
            close=close,
        )
        return None
    if sign not in (Comparison.EQUAL, Comparison.UNEQUAL) and one.type.kind not in ORDERED:
        reader.report(
            "type-mismatch",
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
        "code-not-listed",
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
        "code-not-listed",
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
            "not-in-language",
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


def missing(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
    """``is None`` and ``is not None``."""
    if isinstance(right, ast.Constant) and right.value is None:
        of = reader.value(tree.left)
        return None if of is None else Missing(of, negated, span=reader.span(tree))
    operator = "is not" if negated else "is"
    reader.report(
        "not-in-language",
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
            "type-mismatch",
            right,
            f"`{reader.words(right)}` is not a list",
            'Write a list after `in`, such as ["PN1", "PN2"].',
            close=f"[{reader.words(right)}]" if single else None,
        )
        return None
    if not right.elts:
        reader.report(
            "type-mismatch",
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
            "type-mismatch",
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
            "type-mismatch",
            element,
            f"`{reader.words(element)}` is not a value written out",
            "List text, numbers or dates only.",
        )
        return None
    if not comparable(of.type, item.type):
        _, close = mismatch_advice(of, item)
        reader.report(
            "type-mismatch",
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
            "type-mismatch",
            elements[at],
            f"`{reader.words(elements[at])}` is in the list twice",
            "List each value once.",
        )
    return bool(repeated)


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
