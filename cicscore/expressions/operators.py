"""Operators: arithmetic, comparisons, lists, and/or/not, and values written out.

Each function reads one kind of Python's syntax nodes. It gives the typed node, or reports a problem and
gives ``None``; what contains a part with a problem gives ``None`` in silence.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from cicscore.expressions.functions import FUNCTIONS, DurationUnit, Function
from cicscore.expressions.names import (
    Reader,
    is_known,
    means_nothing,
    meant_code,
    quoted_date,
    shortened,
    whole,
)
from cicscore.expressions.nodes import (
    And,
    Arithmetic,
    Band,
    Call,
    Column,
    Comparison,
    ComparisonSign,
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
from cicscore.expressions.syntax import FIRST_YEAR, LAST_YEAR
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
from cicscore.text import iso_day, normal_postcode

# Values written out ----------------------------------------------------------------------------------


def constant(reader: Reader, tree: ast.Constant) -> Node | None:
    """Text, a number, True or False."""
    span = reader.span(tree)
    match tree.value:
        case bool() as truth:
            return Literal(truth, CONDITION, span=span)
        case int() | float():
            return Literal(_exact(reader, tree), NUMBER, span=span)
        # Python joins texts side by side: a comma left out of a list would go unnoticed.
        case str() as text if reader.source.text[slice(*span)][1:-1] == text:
            return Literal(text, TEXT, span=span)
        case str():
            found = f"`{reader.words(tree)}` is not one text between two quotation marks"
            advice = (
                "Put a comma between two texts; write nothing directly before or after the quotation marks."
            )
            reader.report("not-in-language", tree, found, advice)
        case None:
            found, advice = "None stands where a value is needed", "Write `is None` or `is not None`."
            reader.report("type-mismatch", tree, found, advice)
        case _:
            reader.report_foreign(tree, "Write text, a number or a date(...).")
    return None


def negative(reader: Reader, tree: ast.UnaryOp, number: ast.Constant) -> Node:
    """A negative number."""
    return Literal(-_exact(reader, number), NUMBER, span=reader.span(tree))


def _exact(reader: Reader, tree: ast.Constant) -> Decimal:
    # From the text, not from Python's binary float.
    return Decimal(reader.words(tree))


def date(reader: Reader, tree: ast.Call) -> Node | None:
    """``date("2016-03-31")``."""
    match tree.args:
        case [ast.Constant(value=str() as text)]:
            day = iso_day(text)
            if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
                return Literal(day, DATE, span=reader.span(tree))
    reader.report(
        "wrong-call",
        tree,
        f"`{reader.words(tree)}` is not a day",
        'Write a day of the calendar such as date("2016-03-31").',
        allowed=f"one text, year-month-day, from {FIRST_YEAR} to {LAST_YEAR}",
    )
    return None


# Arithmetic ------------------------------------------------------------------------------------------

_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: Operator.ADD,
    ast.Sub: Operator.SUBTRACT,
    ast.Mult: Operator.MULTIPLY,
    ast.Div: Operator.DIVIDE,
}
_SUMS = (Operator.ADD, Operator.SUBTRACT)
#: Signs that join conditions in other languages.
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
    if (unit := _unit(tree.right)) is not None:
        return _shift(reader, tree, operator, unit)
    if _unit(tree.left) is not None:
        turned = f"{reader.words(tree.right)} + {reader.words(tree.left)}"
        reader.report(
            "type-mismatch",
            tree,
            f"`{reader.words(tree)}` begins with a length of time",
            "Write the date first, such as as_at - months(6).",
            close=turned if operator is Operator.ADD else None,
        )
        return None
    sides = whole([reader.value(tree.left), reader.value(tree.right)])
    if sides is None:
        return None
    left, right = sides
    if left.type.kind in DATES:
        _report_date_sum(reader, tree, operator, right)
        return None
    for side, node in ((tree.left, left), (tree.right, right)):
        if node.type.kind is not Kind.NUMBER:
            found = f"`{reader.words(side)}` is {node.type}, but a number is needed here"
            reader.report("type-mismatch", side, found, "Calculate with numbers only.")
            return None
    return Arithmetic(operator, left, right, span=reader.span(tree))


def _report_date_sum(reader: Reader, tree: ast.BinOp, operator: Operator, right: Node) -> None:
    one, two = reader.words(tree.left), reader.words(tree.right)
    close = None
    if operator is Operator.SUBTRACT and right.type.kind in DATES:
        close = f"days_between({two}, {one})"
    elif operator in _SUMS and two.isdigit():
        close = f"{one} {operator.value} days({two})"
    reader.report(
        "type-mismatch",
        tree,
        f"`{one}` is a date, and `{operator.value} {two}` does not say how long",
        "Use days_between(a, b) for the days from a to b; "
        "add or subtract days(n), weeks(n), months(n), years(n) or working_days(n).",
        close=close,
    )


# Lengths of time -------------------------------------------------------------------------------------

#: The longest of each, a little over a hundred years, so that no calendar ends before the sum does.
LONGEST: dict[DurationUnit, int] = {
    DurationUnit.HOURS: 1_000_000,
    DurationUnit.DAYS: 40_000,
    DurationUnit.WEEKS: 6_000,
    DurationUnit.WORKING_DAYS: 30_000,
    DurationUnit.MONTHS: 1_300,
    DurationUnit.YEARS: 110,
}


def _unit(tree: ast.expr) -> DurationUnit | None:
    """The unit, where the tree is written as a length of time."""
    match tree:
        case ast.Call(func=ast.Name(id=word)) if isinstance(unit := FUNCTIONS.get(word), DurationUnit):
            return unit
        case _:
            return None


def _shift(reader: Reader, tree: ast.BinOp, operator: Operator, unit: DurationUnit) -> Node | None:
    """A day moved later or earlier; both sides are read, so that a problem in each is found."""
    if operator not in _SUMS:
        reader.report(
            "type-mismatch",
            tree,
            f"`{reader.words(tree)}` multiplies or divides a length of time",
            "Add it to a date or subtract it.",
            allowed="+, -",
        )
        return None
    amount = _amount(reader, tree.right, unit)
    day = reader.typed(tree.left, frozenset({Kind.DATETIME}) if unit is DurationUnit.HOURS else DATES)
    if day is None or amount is None:
        return None
    return Shift(day, unit, amount if operator is Operator.ADD else -amount, day.type, span=reader.span(tree))


def _amount(reader: Reader, tree: ast.expr, unit: DurationUnit) -> int | None:
    advice = f"Give {unit} one whole number, such as {unit}(6)."
    match tree:
        case ast.Call(args=[ast.Constant(value=int() as amount)], keywords=[]) if (
            not isinstance(amount, bool) and amount <= LONGEST[unit]
        ):
            return amount
        case ast.Call(args=[ast.UnaryOp(op=ast.USub())]):
            advice = "Subtract a length of time to go back, add it to go forward."
    found = f"`{reader.words(tree)}` is not a length of time"
    reader.report("wrong-call", tree, found, advice, allowed=f"a whole number from 0 to {LONGEST[unit]:,}")
    return None


def lone_duration(reader: Reader, tree: ast.Call) -> None:
    """Report a length of time that moves no day."""
    advice = "Add it to a date or subtract it, such as as_at - months(6)."
    reader.report("type-mismatch", tree, f"`{reader.words(tree)}` stands alone", advice)


# And, or, not ----------------------------------------------------------------------------------------


def connective(reader: Reader, tree: ast.BoolOp) -> Node | None:
    """``and`` and ``or``."""
    parts = whole([reader.condition(part) for part in tree.values])
    if parts is None:
        return None
    span = reader.span(tree)
    return And(parts, span=span) if isinstance(tree.op, ast.And) else Or(parts, span=span)


def negation(reader: Reader, tree: ast.UnaryOp) -> Node | None:
    """``not``."""
    of = reader.condition(tree.operand)
    return None if of is None else Not(of, span=reader.span(tree))


# Comparisons -----------------------------------------------------------------------------------------

_COMPARISONS: dict[type[ast.cmpop], ComparisonSign] = {
    ast.Eq: ComparisonSign.EQUAL,
    ast.NotEq: ComparisonSign.UNEQUAL,
    ast.Lt: ComparisonSign.LESS,
    ast.LtE: ComparisonSign.AT_MOST,
    ast.Gt: ComparisonSign.MORE,
    ast.GtE: ComparisonSign.AT_LEAST,
}
_RISING = {ComparisonSign.LESS, ComparisonSign.AT_MOST}
_FALLING = {ComparisonSign.MORE, ComparisonSign.AT_LEAST}
_QUOTED = 'Write a code in quotes, such as "PN1".'
#: A side of a comparison, as written and as read.
_Side: TypeAlias = tuple[ast.expr, Node]


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


def _single(reader: Reader, tree: ast.Compare, sign: ComparisonSign, right: ast.expr) -> Node | None:
    left = tree.left
    for side, other in ((left, right), (right, left)):
        if _is_nothing(reader, side):
            negated = "not " if sign is ComparisonSign.UNEQUAL else ""
            reader.report(
                "type-mismatch",
                side,
                f"a comparison with {reader.words(side)} is never true",
                "Write `is None` or `is not None`.",
                close=f"{reader.words(other)} is {negated}None",
            )
            return None
    if isinstance(left, ast.Name) and not is_known(reader, left.id):
        # Beside the other side, an unknown word may be a code without its quotes.
        two = reader.value(right)
        one = _beside(reader, left, two, right)
    else:
        one = reader.value(left)
        two = _beside(reader, right, one, left)
    if one is None or two is None:
        return None
    return _compared(reader, sign, (left, one), (right, two), reader.span(tree))


def _chain(reader: Reader, tree: ast.Compare) -> Node | None:
    """``1 <= x < 5``: rising or falling, each side read once."""
    signs = [_COMPARISONS.get(type(operator)) for operator in tree.ops]
    if not (set(signs) <= _RISING or set(signs) <= _FALLING):
        found = f"`{reader.words(tree)}` compares several things at once"
        advice = "Join two comparisons with `and`; only ranges such as 1 <= x < 5 are written in one."
        reader.report("not-in-language", tree, found, advice)
        return None
    trees = [tree.left, *tree.comparators]
    values = whole([reader.value(side) for side in trees])
    if values is None:
        return None
    sides = list(zip(trees, values, strict=True))
    parts = whole(
        [
            _compared(reader, sign, left, right, (reader.span(left[0])[0], reader.span(right[0])[1]))
            for sign, left, right in zip(signs, sides[:-1], sides[1:], strict=True)
            if sign is not None
        ]
    )
    return None if parts is None else And(parts, span=reader.span(tree))


def _compared(reader: Reader, sign: ComparisonSign, left: _Side, right: _Side, span: Span) -> Node | None:
    (left_tree, one), (right_tree, two) = left, right
    one, two = _written_beside(one, two), _written_beside(two, one)
    left_words, right_words = reader.words(left_tree), reader.words(right_tree)
    if not comparable(one.type, two.type):
        found = f"`{left_words}` is {one.type} and `{right_words}` is {two.type}; they cannot be compared"
        advice, close = _mismatch_advice(one, two)
        reader.report("type-mismatch", span, found, advice, close=close)
        return None
    if sign in _RISING | _FALLING and one.type.kind not in ORDERED:
        found = f"{one.type} has no order, so `{sign.value}` means nothing here"
        reader.report("type-mismatch", span, found, "Use == or != or `in`.", allowed="==, !=, in, not in")
        return None
    if not (_has_code(reader, left, right) and _has_code(reader, right, left)):
        return None
    codes, others = one.type.codes, two.type.codes
    if codes is not None and others is not None and not set(codes) & set(others):
        found = f"`{left_words}` and `{right_words}` have no code in common"
        reader.report("code-not-listed", span, found, "Compare columns with the same codes.")
        return None
    return Comparison(sign, one, two, span=span)


def _missing(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
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
        close="None" if _is_nothing(reader, right) else None,
    )
    return None


# Lists -----------------------------------------------------------------------------------------------


def _membership(reader: Reader, tree: ast.Compare, right: ast.expr, *, negated: bool) -> Node | None:
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
        found = "the list is empty, so the condition is the same for every row"
        reader.report("type-mismatch", right, found, "List at least one value.")
        return None
    items = whole([item(reader, element, of, tree.left) for element in right.elts])
    if of is None or items is None or repeats(reader, right.elts, items):
        return None
    return In(of, items, negated, span=reader.span(tree))


def item(reader: Reader, element: ast.expr, of: Node | None, left: ast.expr) -> Literal | None:
    """A value of the list that ``of`` is looked up in."""
    words = reader.words(element)
    if _is_nothing(reader, element):
        found = f"{words} is in the list, and a missing value is never found"
        advice = f"Write `or {reader.words(left)} is None` after the list."
        reader.report("type-mismatch", element, found, advice)
        return None
    item = _beside(reader, element, of, left)
    if item is None or of is None:
        return None
    item = _written_beside(item, of)
    if not isinstance(item, Literal):
        found, advice = f"`{words}` is not a value written out", "List text, numbers or dates only."
        reader.report("type-mismatch", element, found, advice)
        return None
    if not comparable(of.type, item.type):
        found = f"`{words}` is {item.type}, but `{reader.words(left)}` is {of.type}"
        advice = "List values of the same type; write codes in quotes and dates as date(...)."
        reader.report("type-mismatch", element, found, advice, close=_mismatch_advice(of, item)[1])
        return None
    return item if _has_code(reader, (left, of), (element, item)) else None


def repeats(reader: Reader, elements: Sequence[ast.expr], items: Sequence[Literal]) -> bool:
    """Whether a value is in the list twice; reports each that is."""
    repeated = [element for at, element in enumerate(elements) if items[at] in items[:at]]
    for element in repeated:
        found = f"`{reader.words(element)}` is in the list twice"
        reader.report("type-mismatch", element, found, "List each value once.")
    return bool(repeated)


# One value beside another ----------------------------------------------------------------------------


def _is_nothing(reader: Reader, tree: ast.expr) -> bool:
    """Whether a part is None, or another language's word for it."""
    match tree:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=word):
            return means_nothing(word) and not is_known(reader, word)
        case _:
            return False


def _beside(reader: Reader, tree: ast.expr, other: Node | None, other_tree: ast.expr) -> Node | None:
    """The value of ``tree``, beside ``other`` in a comparison or a list."""
    if isinstance(tree, ast.Name) and other is not None and not is_known(reader, tree.id):
        code = meant_code(tree.id, other.type.codes)
        if code is not None:
            found = f"`{tree.id}` is not a name known here, but a code of `{reader.words(other_tree)}`"
            reader.report("unknown-name", tree, found, _QUOTED, close=code)
            return None
    return reader.value(tree)


def _written_beside(node: Node, other: Node) -> Node:
    """A text written out beside a postcode, as one in the form in which postcodes are compared."""
    if isinstance(node, Literal) and node.type.kind is Kind.TEXT and other.type.postcode:
        return Literal(normal_postcode(str(node.value)), POSTCODE, span=node.span)
    return node


def _mismatch_advice(one: Node, two: Node) -> tuple[str, str | None]:
    """What to do about two values that cannot be compared, and what was probably meant."""
    kinds = {one.type.kind, two.type.kind}
    if kinds & DATES and Kind.TEXT in kinds:
        return 'Write a date as date("2016-03-31").', quoted_date(one) or quoted_date(two)
    if Kind.CONDITION in kinds:
        return "A flag is a condition by itself: write its name, or `not` and its name.", None
    if kinds == {Kind.NUMBER, Kind.TEXT} and (isinstance(one, Literal) or isinstance(two, Literal)):
        number, coded = (one, two) if one.type.kind is Kind.NUMBER else (two, one)
        written = str(number.value) if isinstance(number, Literal) else ""
        return _QUOTED, meant_code(written, coded.type.codes)
    if one.type.postcode or two.type.postcode:
        return "Declare both columns as postcodes: `type: postcode`.", None
    if kinds & DATES and Kind.NUMBER in kinds:
        return "Compare a date with a date; days_between(a, b) counts the days between two.", None
    return "Compare values of one type.", None


def _has_code(reader: Reader, coded: _Side, literal: _Side) -> bool:
    """Whether a value written out is one that the other side may have; reports it where not."""
    (coded_tree, of), (tree, node) = coded, literal
    codes = of.type.codes
    if isinstance(of, Call) and of.function is Function.MONTH and isinstance(node, Literal):
        return _is_month(reader, tree, node)
    if codes is None or not isinstance(node, Literal) or node.value in codes:
        return True
    what = "band" if isinstance(of, Band) else "code"
    add = ", or add it to the column's `codes`" if isinstance(of, Column) else ""
    reader.report(
        "code-not-listed",
        tree,
        f'"{node.value}" is not a {what} of `{reader.words(coded_tree)}`',
        f"Use a {what} of the list{add}.",
        allowed=shortened(codes),
        close=nearest(str(node.value), codes),
    )
    return False


def _is_month(reader: Reader, tree: ast.expr, number: Literal) -> bool:
    """Whether a number written beside a month is one; reports it where not."""
    if number.value in range(1, 13):
        return True
    found = f"`{reader.words(tree)}` is not the number of a month"
    reader.report("code-not-listed", tree, found, "Count the months from 1, January.", allowed="1 to 12")
    return False
