"""The unit of a formula over indicators: what may be added, multiplied and divided.

Percentages are added to percentages, counts to counts. Two figures of one unit give a plain ratio when one is
divided by the other. A number written out has no unit, and takes that of what it is added to.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias, assert_never

from msgspec import Struct

from cicscore.expressions.formula import Constant, Formula, Operation, Part, walk
from cicscore.expressions.nodes import Operator, Span
from cicscore.vocabulary import Unit


class Unlike(Struct, frozen=True):
    """Why a formula has no unit, and the place of it in the text."""

    found: str
    advice: str
    span: Span


class Plain:
    """Marks a number written out."""


PLAIN = Plain()
Quantity: TypeAlias = Unit | Plain

#: What a plain ratio is multiplied by to be on a unit's scale.
_SCALES: Mapping[Unit, Decimal] = {Unit.PERCENT: Decimal(100), Unit.PER_10000: Decimal(10_000)}


def misfit(formula: Formula, units: Mapping[str, Unit], unit: Unit) -> Unlike | None:
    """Why the formula is no value of ``unit``, if it is not; ``units`` are those of its indicators."""
    found = _quantity(formula, units)
    match found:
        case Unlike():
            return found
        case Unit.RATIO if unit in _SCALES:
            if any(isinstance(part, Constant) and part.value == _SCALES[unit] for part in walk(formula)):
                return None
            scale = f"{_SCALES[unit]:f}"
            return Unlike(
                f"the formula is a plain ratio, and the unit is {unit.value}",
                f"Multiply it by {scale}, or write `unit: ratio`.",
                formula.span,
            )
        case Unit.RATIO if unit is Unit.MEAN:
            return None
        case _ if found is unit:
            return None
        case Plain():
            msg = "a formula names an indicator"
            raise AssertionError(msg)
        case Unit():
            return Unlike(
                f"the formula gives {_words(found)}, and the unit is {unit.value}",
                f"Write `unit: {found.value}`, or correct the formula.",
                formula.span,
            )
        case _ as never:
            assert_never(never)


def _quantity(formula: Formula, units: Mapping[str, Unit]) -> Quantity | Unlike:
    match formula:
        case Constant():
            return PLAIN
        case Part(indicator=indicator):
            return units[indicator]
        case Operation(left=left, right=right):
            one, other = _quantity(left, units), _quantity(right, units)
            if isinstance(one, Unlike):
                return one
            if isinstance(other, Unlike):
                return other
            return _combined(formula, one, other)
        case _ as never:
            assert_never(never)


def _combined(operation: Operation, one: Quantity, other: Quantity) -> Quantity | Unlike:
    match operation.operator:
        case Operator.ADD | Operator.SUBTRACT:
            if one is other or isinstance(other, Plain):
                return one
            return other if isinstance(one, Plain) else _unlike(operation, one, other)
        case Operator.MULTIPLY:
            if isinstance(other, Plain) or other is Unit.RATIO:
                return other if isinstance(one, Plain) else one
            return other if isinstance(one, Plain) or one is Unit.RATIO else _unlike(operation, one, other)
        case Operator.DIVIDE:
            if isinstance(operation.right, Constant) and not operation.right.value:
                return Unlike("the formula divides by 0", "Divide by a figure or a number.", operation.span)
            if isinstance(other, Plain):
                return one
            if one is other:
                return Unit.RATIO
            if other is Unit.RATIO:
                return Unit.RATIO if isinstance(one, Plain) else one
            return _unlike(operation, one, other)
        case _ as never:
            assert_never(never)


def _unlike(operation: Operation, one: Quantity, other: Quantity) -> Unlike:
    first, second = _words(one), _words(other)
    match operation.operator:
        case Operator.ADD:
            found = f"{first} and {second} are added"
        case Operator.SUBTRACT:
            found = f"{second} is taken from {first}"
        case Operator.MULTIPLY:
            found = f"{first} is multiplied by {second}"
        case Operator.DIVIDE:
            found = f"{first} is divided by {second}"
        case _ as never:
            assert_never(never)
    return Unlike(
        found,
        "Combine figures of one unit; divide each by a figure of its own unit to compare them as ratios.",
        operation.span,
    )


def _words(quantity: Quantity) -> str:
    match quantity:
        case Plain():
            return "a number"
        case Unit.PERCENT:
            return "a percentage"
        case Unit.PER_10000:
            return "a rate per 10,000"
        case Unit.MEAN:
            return "a mean"
        case Unit.MEDIAN:
            return "a median"
        case Unit.PERCENTILE:
            return "a percentile"
        case Unit.RATIO:
            return "a ratio"
        case Unit.COUNT:
            return "a count"
        case Unit.PUBLISHED:
            return "a published value"
        case _ as never:
            assert_never(never)
