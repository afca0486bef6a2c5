"""The types of the expression language, and what may be done with each."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from cicscore.vocabulary import ColumnType


class Kind(StrEnum):
    """What a value is. Identifiers, codes and text compare as text."""

    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"
    CONDITION = "condition"
    TEXT = "text"


class Type(Struct, frozen=True):
    """A kind, for coded text the codes there are (``None``: any text), and whether a text is a postcode."""

    kind: Kind
    codes: tuple[str, ...] | None = None
    postcode: bool = False

    def __str__(self) -> str:
        """The type in a message: ``a date``, ``a code``, ``text`` ..."""
        if self.postcode:
            return "a postcode"
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
POSTCODE = Type(Kind.TEXT, postcode=True)

Kinds: TypeAlias = frozenset[Kind]

DATES: Kinds = frozenset({Kind.DATE, Kind.DATETIME})
ORDERED: Kinds = DATES | {Kind.NUMBER}
NUMBERS: Kinds = frozenset({Kind.NUMBER})
TIMES: Kinds = frozenset({Kind.DATETIME})
TEXTS: Kinds = frozenset({Kind.TEXT})
EVERY_KIND: Kinds = frozenset(Kind)


def kinds_text(kinds: Kinds) -> str:
    """What a value of these kinds is called: ``a date or a number``; a date and time serves as a date."""
    named = [str(Type(kind)) for kind in Kind if kind in kinds]
    return " or ".join(name for name in named if name != str(DATETIME) or Kind.DATE not in kinds)


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
        case ColumnType.POSTCODE:
            return POSTCODE


def of_one_kind(left: Type, right: Type) -> bool:
    """Whether one may replace the other: a postcode has a form of its own among texts."""
    return left.kind is right.kind and left.postcode is right.postcode


def comparable(left: Type, right: Type) -> bool:
    """Whether the two can be compared; a date and time compares with a date by its day."""
    return of_one_kind(left, right) or {left.kind, right.kind} == DATES
