"""Arithmetic on numbers, and days moved by a length of time."""

from __future__ import annotations

import ast

from cicscore.expressions.nodes import Arithmetic, DurationUnit, Node, Operator, Shift
from cicscore.expressions.reader import Reader
from cicscore.expressions.types import DATES, Kind

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
            "CIC202",
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
            "CIC203",
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
                "CIC203",
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
        "CIC203",
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
        "CIC207",
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
            "CIC203",
            tree,
            f"`{reader.words(tree)}` multiplies or divides a length of time",
            "Add it to a date or subtract it.",
            allowed="+, -",
        )
        return None
    amount = _amount(reader, tree.right, unit)
    if unit is DurationUnit.HOURS:
        day = reader.typed(tree.left, frozenset({Kind.DATETIME}), "a date and time")
    else:
        day = reader.typed(tree.left, DATES, "a date")
    if day is None or amount is None:
        return None
    return Shift(day, unit, amount if operator is Operator.ADD else -amount, day.type, reader.span(tree))


def lone_duration(reader: Reader, tree: ast.Call) -> None:
    """Report a length of time that moves no day."""
    reader.report(
        "CIC203",
        tree,
        f"`{reader.words(tree)}` stands alone",
        "Add it to a date or subtract it, such as as_at - months(6).",
    )
