"""Calls: functions of a row's values, and which of the other modules reads each of the rest."""

from __future__ import annotations

import ast
import re

from cicscore.expressions import literals
from cicscore.expressions.aggregates import aggregate
from cicscore.expressions.arithmetic import lone_duration
from cicscore.expressions.nodes import OUTSIDE, Aggregation, Band, Call, Function, Literal, Node
from cicscore.expressions.reader import Reader
from cicscore.expressions.types import DATES, NUMBER, ORDERED, TEXT, Kind, Type, of_one_kind
from cicscore.expressions.usages import BAND, CALLABLE, DATE, USAGES
from cicscore.faults import nearest

_AGGREGATIONS = {aggregation.value: aggregation for aggregation in Aggregation}
_FUNCTIONS = {function.value: function for function in Function}
#: From, and to or ``+``: whole numbers without leading zeros.
_BAND_LABEL = re.compile(r"(0|[1-9][0-9]{0,5})(?:-(0|[1-9][0-9]{0,5})|(\+))")


def call(reader: Reader, tree: ast.Call) -> Node | None:
    """A function, an aggregate, a band, a date written out."""
    if not isinstance(tree.func, ast.Name):
        reader.report(
            "CIC202",
            tree,
            f"`{reader.words(tree)}` is not part of the language",
            "Call one of the functions listed.",
            allowed=", ".join(CALLABLE),
        )
        return None
    word = tree.func.id
    if word not in USAGES:
        reader.report(
            "CIC207",
            tree.func,
            f"there is no function `{word}`",
            "Use one of the functions listed.",
            allowed=", ".join(CALLABLE),
            close=nearest(word, CALLABLE),
        )
        return None
    if word in _AGGREGATIONS:
        return aggregate(reader, tree, _AGGREGATIONS[word])
    if tree.keywords:
        _report_usage(reader, tree, f"{word} takes no named arguments")
        return None
    if word == DATE:
        return literals.date(reader, tree)
    if word == BAND:
        return _band(reader, tree)
    if word in _FUNCTIONS:
        return _function(reader, tree, _FUNCTIONS[word])
    lone_duration(reader, tree)
    return None


def _report_usage(reader: Reader, tree: ast.Call, found: str) -> None:
    assert isinstance(tree.func, ast.Name)  # noqa: S101 - the caller has looked
    usage = USAGES[tree.func.id].form
    reader.report("CIC207", tree, found, f"Write {usage}.", allowed=usage)


def _fits(reader: Reader, tree: ast.Call, *, least: int, most: int | None) -> bool:
    """Whether the number of arguments is right; reports it where not."""
    count = len(tree.args)
    starred = any(isinstance(argument, ast.Starred) for argument in tree.args)
    if least <= count and (most is None or count <= most) and not starred:
        return True
    number = f"{count} argument{'' if count == 1 else 's'}"
    star = ", one of them with `*`" if starred else ""
    _report_usage(reader, tree, f"`{reader.words(tree)}` has {number}{star}")
    return False


def _function(reader: Reader, tree: ast.Call, function: Function) -> Node | None:
    match function:
        case Function.AGE | Function.MONTHS_BETWEEN | Function.DAYS_BETWEEN | Function.WORKING_DAYS_BETWEEN:
            return _measure(reader, tree, function)
        case Function.COALESCE | Function.LEAST | Function.GREATEST:
            return _choice(reader, tree, function)


def _measure(reader: Reader, tree: ast.Call, function: Function) -> Node | None:
    """A length between two days, as a number."""
    if not _fits(reader, tree, least=2, most=2):
        return None
    days = [reader.typed(argument, DATES, "a date") for argument in tree.args]
    known = tuple(day for day in days if day is not None)
    return Call(function, known, NUMBER, reader.span(tree)) if len(known) == len(days) else None


def _choice(reader: Reader, tree: ast.Call, function: Function) -> Node | None:
    """One of several values of one type, which is its own."""
    if not _fits(reader, tree, least=2, most=None):
        return None
    values = [reader.value(argument) for argument in tree.args]
    parts = tuple(value for value in values if value is not None)
    if len(parts) < len(values):
        return None
    first = parts[0].type
    for argument, part in zip(tree.args[1:], parts[1:], strict=True):
        if not of_one_kind(part.type, first):
            reader.report(
                "CIC203",
                argument,
                f"`{reader.words(argument)}` is {part.type}, but the first argument is {first}",
                "Give arguments of one type.",
            )
            return None
    if function is not Function.COALESCE and first.kind not in ORDERED:
        reader.report(
            "CIC203",
            tree,
            f"{first} has no order, so {function.value} means nothing here",
            "Give dates or numbers.",
        )
        return None
    return Call(function, parts, _common(parts), reader.span(tree))


def _common(parts: tuple[Node, ...]) -> Type:
    """The type of values of one kind: for coded text, the codes of all and the texts written out."""
    if parts[0].type.kind is not Kind.TEXT or parts[0].type.postcode:
        return parts[0].type
    codes: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Literal):
            codes[str(part.value)] = None
        elif part.type.codes is None:
            return TEXT
        else:
            codes.update(dict.fromkeys(part.type.codes))
    return Type(Kind.TEXT, tuple(codes))


# Bands ----------------------------------------------------------------------------------------------


def _band(reader: Reader, tree: ast.Call) -> Node | None:
    """``band(x, "0-4", "5-9", "16+")``."""
    if not _fits(reader, tree, least=2, most=None):
        return None
    of = reader.typed(tree.args[0], frozenset({Kind.NUMBER}), "a number")
    bands: list[tuple[str, int, int | None]] = []
    for argument in tree.args[1:]:
        band = _bounds(reader, argument)
        if band is None:
            return None
        label, low, _ = band
        if bands and (bands[-1][2] is None or low <= bands[-1][2]):
            reader.report(
                "CIC207",
                argument,
                f'the band "{label}" does not lie above the one before it',
                "Write bands in rising order, without overlaps.",
            )
            return None
        bands.append(band)
    if of is None:
        return None
    labels = (*(label for label, _, _ in bands), OUTSIDE)
    return Band(of, tuple(bands), Type(Kind.TEXT, labels), reader.span(tree))


def _bounds(reader: Reader, tree: ast.expr) -> tuple[str, int, int | None] | None:
    label = tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, str) else ""
    match = _BAND_LABEL.fullmatch(label)
    if match is None or (match[2] and int(match[2]) < int(match[1])):
        reader.report(
            "CIC207",
            tree,
            f"`{reader.words(tree)}` is not a band",
            'Write "5-9" or "16+".',
            allowed='"from-to" or "from+", whole numbers',
        )
        return None
    return label, int(match[1]), int(match[2]) if match[2] else None
