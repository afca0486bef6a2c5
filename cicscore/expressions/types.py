"""The types of the expression language, and what may be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from cicscore.vocabulary import ColumnType


class Kind(StrEnum):
    """What a value is. Identifiers, codes and text compare as text."""

    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"
    CONDITION = "condition"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Type:
    """A kind, and for coded text the codes there are (``None``: any text)."""

    kind: Kind
    codes: tuple[str, ...] | None = None

    def __str__(self) -> str:
        """The type in a message: ``a date``, ``a code``, ``text`` ..."""
        if self.kind is Kind.TEXT:
            return "text" if self.codes is None else "a code"
        return {
            Kind.DATE: "a date",
            Kind.DATETIME: "a date and time",
            Kind.NUMBER: "a number",
            Kind.CONDITION: "a flag or condition",
        }[self.kind]


DATE = Type(Kind.DATE)
DATETIME = Type(Kind.DATETIME)
NUMBER = Type(Kind.NUMBER)
CONDITION = Type(Kind.CONDITION)
TEXT = Type(Kind.TEXT)

Kinds: TypeAlias = frozenset[Kind]

DATES: Kinds = frozenset({Kind.DATE, Kind.DATETIME})
ORDERED: Kinds = DATES | {Kind.NUMBER}


def column_type(declared: ColumnType, codes: tuple[str, ...] | None) -> Type:
    """The type of a column's cells in an expression."""
    match declared:
        case ColumnType.DATE:
            return DATE
        case ColumnType.DATETIME:
            return DATETIME
        case ColumnType.NUMBER:
            return NUMBER
        case ColumnType.FLAG:
            return CONDITION
        case ColumnType.CODE:
            return Type(Kind.TEXT, codes)
        case ColumnType.ID | ColumnType.TEXT:
            return TEXT


def comparable(left: Type, right: Type) -> bool:
    """Whether the two can be compared; a date and time compares with a date by its day."""
    return left.kind is right.kind or {left.kind, right.kind} == DATES
