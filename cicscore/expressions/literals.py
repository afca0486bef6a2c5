"""Values written out: text, numbers, True and False, dates."""

from __future__ import annotations

import ast
from decimal import Decimal

from cicscore.expressions.nodes import Literal, Node
from cicscore.expressions.reader import Reader
from cicscore.expressions.suggestions import FIRST_YEAR, LAST_YEAR, day_of
from cicscore.expressions.types import CONDITION, DATE, NUMBER, TEXT


def constant(reader: Reader, tree: ast.Constant) -> Node | None:
    """Text, a number, True or False."""
    span = reader.span(tree)
    match tree.value:
        case bool() as truth:
            return Literal(truth, CONDITION, span)
        case int() | float():
            return Literal(_amount(reader, tree), NUMBER, span)
        case str() as text:
            return _text(reader, tree, text)
        case None:
            reader.report(
                "CIC203", tree, "None stands where a value is needed", "Write `is None` or `is not None`."
            )
            return None
        case _:
            reader.report(
                "CIC202",
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
        "CIC202",
        tree,
        f"`{reader.words(tree)}` is not one text between two quotation marks",
        "Put a comma between two texts; write nothing directly before or after the quotation marks.",
    )
    return None


def negative(reader: Reader, tree: ast.UnaryOp, number: ast.Constant) -> Node:
    """A negative number."""
    return Literal(-_amount(reader, number), NUMBER, reader.span(tree))


def _amount(reader: Reader, tree: ast.Constant) -> Decimal:
    # From the text, not from Python's binary float.
    return Decimal(reader.words(tree))


def date(reader: Reader, tree: ast.Call) -> Node | None:
    """``date("2016-03-31")``."""
    match tree.args:
        case [ast.Constant(value=str() as text)] if (day := day_of(text)) is not None:
            return Literal(day, DATE, reader.span(tree))
    reader.report(
        "CIC207",
        tree,
        f"`{reader.words(tree)}` is not a day",
        'Write a day of the calendar such as date("2016-03-31").',
        allowed=f"one text, year-month-day, from {FIRST_YEAR} to {LAST_YEAR}",
    )
    return None
