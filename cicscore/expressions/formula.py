"""Formulas over the values of indicators: numbers, figures, and the four rules of arithmetic.

A formula looks at no rows. It has the syntax of the expression language, and names of its own: an indicator's
id is its value; ``id.england`` is a comparator's figure beside it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import TypeAlias, assert_never

from msgspec import Struct, field

from cicscore.expressions.nodes import Operator, Written
from cicscore.expressions.syntax import Problem, Source, parse
from cicscore.faults.fault import nearest


class Constant(Written, frozen=True):
    """A number written out, such as a weight."""

    value: Decimal


class Part(Written, frozen=True):
    """The value of an indicator, or of one of its comparators."""

    indicator: str
    comparator: str | None = None


class Operation(Written, frozen=True):
    """A sum, difference, product or quotient."""

    operator: Operator
    left: Formula
    right: Formula


Formula: TypeAlias = Constant | Part | Operation

_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: Operator.ADD,
    ast.Sub: Operator.SUBTRACT,
    ast.Mult: Operator.MULTIPLY,
    ast.Div: Operator.DIVIDE,
}
_ALLOWED = "ids of indicators, numbers, + - * / and brackets"


def walk(formula: Formula) -> Iterator[Formula]:
    """The formula and every formula inside it, in the order of the text."""
    match formula:
        case Operation(left=left, right=right):
            yield formula
            yield from walk(left)
            yield from walk(right)
        case Constant() | Part():
            yield formula
        case _:
            assert_never(formula)


def parts_in(formula: Formula) -> tuple[Part, ...]:
    """The figures that a formula is made of, each once, in the order of the text."""
    return tuple(dict.fromkeys(part for part in walk(formula) if isinstance(part, Part)))


class FormulaNames(Struct, frozen=True):
    """The ids of indicators, and the names of comparators, that formulas may use."""

    indicators: Collection[str]
    comparators: Collection[str]


def read_formula(text: str, names: FormulaNames) -> tuple[Formula | None, tuple[Problem, ...]]:
    """The formula in ``text``, or ``None`` with every problem of it."""
    source = Source(text)
    tree = parse(source)
    if isinstance(tree, tuple):
        return None, tree
    reading = _Reading(source, names)
    formula = reading.read(tree)
    if formula is not None and not parts_in(formula):
        reading.report(
            "type-mismatch",
            tree,
            f"`{source.words(source.span(tree))}` names no indicator, so it is the same every day",
            "Name the indicators whose values it is made of.",
        )
    return (None if reading.problems else formula), tuple(reading.problems)


class _Reading(Struct, frozen=True):
    """The reading of one formula. A part with a problem reports it and gives ``None``."""

    source: Source
    names: FormulaNames
    problems: list[Problem] = field(default_factory=list)

    def report(
        self,
        code: str,
        at: ast.expr,
        found: str,
        advice: str,
        *,
        allowed: str | None = None,
        close: str | None = None,
    ) -> None:
        self.problems.append(Problem(code, self.source.span(at), found, advice, allowed, close))

    def read(self, tree: ast.expr) -> Formula | None:
        span = self.source.span(tree)
        match tree:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return Constant(Decimal(self.source.words(span)), span=span)
            case ast.Name(id=word):
                return self._part(tree, word)
            case ast.Attribute(value=ast.Name(id=word), attr=comparator):
                return self._theirs(tree, word, comparator)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.read(operand)
                nought = Constant(Decimal(0), span=span)
                return None if inner is None else Operation(Operator.SUBTRACT, nought, inner, span=span)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
                one, other = self.read(left), self.read(right)
                if one is None or other is None:
                    return None
                return Operation(_OPERATORS[type(sign)], one, other, span=span)
            case _:
                self.report(
                    "not-in-language",
                    tree,
                    f"`{self.source.words(span)}` is not part of a formula over indicators",
                    "Use values of indicators and arithmetic; conditions belong to what each of them counts.",
                    allowed=_ALLOWED,
                )
                return None

    def _part(self, tree: ast.expr, word: str, comparator: str | None = None) -> Part | None:
        if word in self.names.indicators:
            return Part(word, comparator, span=self.source.span(tree))
        self.report(
            "unknown-name",
            tree,
            f"there is no indicator `{word}`",
            "Name indicators by their id.",
            close=nearest(word, self.names.indicators),
        )
        return None

    def _theirs(self, tree: ast.expr, word: str, comparator: str) -> Part | None:
        part = self._part(tree, word, comparator)
        if comparator in self.names.comparators:
            return part
        self.report(
            "unknown-name",
            tree,
            f"there is no comparator `{comparator}`",
            "Write the id of an indicator, a point, and the comparator whose figure is meant.",
            allowed=", ".join(self.names.comparators),
            close=nearest(comparator, self.names.comparators),
        )
        return None
