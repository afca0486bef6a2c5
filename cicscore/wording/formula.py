"""Put a formula over indicators into words: each figure by its title, in quotes."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from cicscore.expressions.formula import Constant, Formula, Operation, Part
from cicscore.expressions.nodes import Operator
from cicscore.text import count_text
from cicscore.vocabulary import comparator_heading

_SIGNS = {
    Operator.ADD: "plus",
    Operator.SUBTRACT: "less",
    Operator.MULTIPLY: "times",
    Operator.DIVIDE: "divided by",
}
#: How closely an operator binds what stands beside it.
_BINDING = {Operator.ADD: 1, Operator.SUBTRACT: 1, Operator.MULTIPLY: 2, Operator.DIVIDE: 2}


def formula_words(formula: Formula, title: Callable[[str], str]) -> str:
    """The formula in words, such as "Adopted" less "Adopted" (England); ``title`` gives an id's title."""
    match formula:
        case Constant(value=value):
            return count_text(value)
        case Part(indicator=indicator, comparator=comparator):
            theirs = "" if comparator is None else f" ({comparator_heading(comparator)})"
            return f'"{title(indicator)}"{theirs}'
        case Operation(operator=operator, left=left, right=right):
            one = _inside(left, formula_words(left, title), _BINDING[operator])
            # What is taken away or divided by is one thing, although its own operator binds as closely.
            other = _inside(right, formula_words(right, title), _BINDING[operator] + _is_ordered(operator))
            return f"{one} {_SIGNS[operator]} {other}"
        case _ as never:
            assert_never(never)


def _is_ordered(operator: Operator) -> bool:
    """Whether the sides of an operator may not change places."""
    return operator in (Operator.SUBTRACT, Operator.DIVIDE)


def _inside(formula: Formula, words: str, binding: int) -> str:
    loose = isinstance(formula, Operation) and _BINDING[formula.operator] < binding
    return f"({words})" if loose else words
