"""Calls: functions of a row's values, and aggregates over other rows of the child."""

from __future__ import annotations

import ast
import re

from cicscore.expressions import operators as literals
from cicscore.expressions.functions import BAND, CALLABLE, DATE, USAGES
from cicscore.expressions.names import TableNames, shortened
from cicscore.expressions.nodes import (
    OUTSIDE,
    Aggregate,
    Aggregation,
    Band,
    Call,
    Function,
    Literal,
    Node,
    Owner,
)
from cicscore.expressions.operators import lone_duration
from cicscore.expressions.resolve import Reader, member
from cicscore.expressions.types import CONDITION, DATES, NUMBER, ORDERED, TEXT, Kind, Type, of_one_kind
from cicscore.faults.fault import nearest

_OF_ROWS = (Aggregation.EXISTS, Aggregation.COUNT)
_ORDERED_ROWS = (Aggregation.FIRST, Aggregation.LAST)
#: What an aggregate is taken for where it is given values of the row.
_OF_VALUES = {Aggregation.MIN: "least", Aggregation.MAX: "greatest"}


def aggregate(reader: Reader, tree: ast.Call, aggregation: Aggregation) -> Node | None:
    """A function of the same child's rows in another extract."""
    if reader.outer is not None:
        reader.report(
            "misplaced-aggregate",
            tree,
            f"`{reader.words(tree)}` stands inside another aggregate, and aggregates do not nest",
            "Compare with `row.` instead, or use the second aggregate outside the first.",
        )
        return None
    if not _is_well_formed(reader, tree, aggregation):
        return None
    named = {keyword.arg: keyword.value for keyword in tree.keywords}
    by_tree, where_tree = named.get("by"), tree.args[1] if len(tree.args) == 2 else named.get("where")
    known = len(reader.problems)
    table = _table(reader, tree.args[0], aggregation)
    if table is None:
        _read_outer(reader, where_tree)
        return None
    misspelt = len(reader.problems) > known
    inner = reader.within(table)
    of = None if aggregation in _OF_ROWS else _taken(inner, tree.args[0], aggregation)
    by = None if by_tree is None else inner.typed(by_tree, ORDERED, "a date or a number")
    where = None if where_tree is None else inner.condition(where_tree)
    taken = (of is not None or aggregation in _OF_ROWS) and not misspelt
    if not taken or (by is None) is not (by_tree is None) or (where is None) is not (where_tree is None):
        return None
    return Aggregate(aggregation, table.name, of, by, where, _type(aggregation, of), reader.span(tree))


def _read_outer(reader: Reader, where: ast.expr | None) -> None:
    """Read what a condition over an unknown extract says of the outer row and of the child."""
    inner = reader.within(reader.names.own)
    for part in () if where is None else ast.walk(where):
        match part:
            case ast.Attribute(value=ast.Name(id="row" | "child")):
                inner.value(part)


def _is_well_formed(reader: Reader, tree: ast.Call, aggregation: Aggregation) -> bool:
    """Whether the arguments are those that the aggregate takes; reports them where not."""
    usage = USAGES[aggregation].form
    allowed = ["by", "where"] if aggregation in _ORDERED_ROWS else ["where"]
    given = [keyword.arg for keyword in tree.keywords]
    for keyword in tree.keywords:
        if keyword.arg not in allowed or given.count(keyword.arg) > 1:
            reader.report(
                "wrong-call",
                keyword,
                f"`{reader.words(keyword)}` is not an argument that {aggregation.value} takes",
                f"Write {usage}; to compare, write `==`.",
                allowed=usage,
                close=None if keyword.arg is None else nearest(keyword.arg, allowed),
            )
            return False
    found = None
    places = 1 if aggregation in _ORDERED_ROWS or "where" in given else 2
    if not 1 <= len(tree.args) <= places or any(isinstance(part, ast.Starred) for part in tree.args):
        unnamed = len(tree.args)
        found = f"`{reader.words(tree)}` has {unnamed} argument{'' if unnamed == 1 else 's'} without a name"
    elif aggregation in _ORDERED_ROWS and "by" not in given:
        found = f"{aggregation.value} does not say in the order of which column"
    if found is not None:
        reader.report("wrong-call", tree, found, f"Write {usage}.", allowed=usage)
    return found is None


# The extract ----------------------------------------------------------------------------------------


def _table(reader: Reader, tree: ast.expr, aggregation: Aggregation) -> TableNames | None:
    """The extract that an aggregate looks at; where its name is misspelt, the one that was likely meant."""
    match tree, aggregation in _OF_ROWS:
        case (ast.Name(id=word), True) | (ast.Attribute(value=ast.Name(id=word)), False):
            return _about_children(reader, tree, word)
        case _:
            _report_not_extract(reader, tree, aggregation)
            return None


def _about_children(reader: Reader, tree: ast.expr, word: str) -> TableNames | None:
    table, own = reader.names.tables.get(word), reader.names.own
    if table is None:
        close, start = nearest(word, reader.names.tables), reader.span(tree)[0]
        reader.report(
            "unknown-name",
            (start, start + len(word)),
            f"there is no extract `{word}`",
            "Use one of the extracts declared.",
            allowed=shortened(tuple(reader.names.tables)),
            close=close,
        )
        meant = None if close is None else reader.names.tables[close]
        return meant if meant is not None and own.about is not None and meant.about == own.about else None
    if own.about is not None and table.about == own.about:
        return table
    if own.about is None or table.about is None:
        stranger = own.name if own.about is None else table.name
        found = f"the rows of `{stranger}` do not belong to children"
    else:
        found = f"`{own.name}` is about `{own.about}` and `{table.name}` about `{table.about}`"
    reader.report(
        "misplaced-aggregate",
        tree,
        f"{found}, so an aggregate over the same child's rows means nothing",
        "Declare `about:` on both extracts.",
    )
    return None


def _report_not_extract(reader: Reader, tree: ast.expr, aggregation: Aggregation) -> None:
    usage = USAGES[aggregation].form
    what = "an extract" if aggregation in _OF_ROWS else "a column of an extract"
    advice, close = f"Write {usage}.", None
    match tree:
        case ast.Attribute(value=ast.Name(id=word), attr=attr) if word in reader.names.tables:
            close = f"{aggregation.value}({word}, {attr})"
        case ast.BinOp():
            what = "one column of an extract"
            advice = f"Give the calculation a name in the extract's `named`, then write {usage}."
        case _ if aggregation in _OF_VALUES:
            advice = f"Write {usage}; of the row's own values, {_OF_VALUES[aggregation]}(a, b)."
    reader.report(
        "wrong-call", tree, f"`{reader.words(tree)}` is not {what}", advice, allowed=usage, close=close
    )


# The value ------------------------------------------------------------------------------------------


def _taken(inner: Reader, tree: ast.expr, aggregation: Aggregation) -> Node | None:
    """The column that is summed or taken, seen from the aggregated extract."""
    assert isinstance(tree, ast.Attribute)  # noqa: S101 - _table has looked
    node = member(inner, inner.names.own, Owner.OWN, tree.attr, tree)
    if node is None:
        return None
    if aggregation is Aggregation.SUM and node.type.kind is not Kind.NUMBER:
        inner.report(
            "type-mismatch",
            tree,
            f"`{inner.words(tree)}` is {node.type}, and only numbers add up",
            "Sum a column of numbers, or use count(...).",
        )
        return None
    if aggregation in (Aggregation.MIN, Aggregation.MAX) and node.type.kind is Kind.CONDITION:
        inner.report(
            "type-mismatch",
            tree,
            f"`{inner.words(tree)}` is {node.type}, which has no order",
            "Take the least or greatest of dates, numbers or text.",
        )
        return None
    return node


def _type(aggregation: Aggregation, of: Node | None) -> Type:
    match aggregation:
        case Aggregation.EXISTS:
            return CONDITION
        case Aggregation.COUNT | Aggregation.COUNT_DISTINCT | Aggregation.SUM:
            return NUMBER
        case Aggregation.MIN | Aggregation.MAX | Aggregation.FIRST | Aggregation.LAST:
            return NUMBER if of is None else of.type


_AGGREGATIONS = {aggregation.value: aggregation for aggregation in Aggregation}
_FUNCTIONS = {function.value: function for function in Function}
#: From, and to or ``+``: whole numbers without leading zeros.
_BAND_LABEL = re.compile(r"(0|[1-9][0-9]{0,5})(?:-(0|[1-9][0-9]{0,5})|(\+))")


def call(reader: Reader, tree: ast.Call) -> Node | None:
    """A function, an aggregate, a band, a date written out."""
    if not isinstance(tree.func, ast.Name):
        reader.report(
            "not-in-language",
            tree,
            f"`{reader.words(tree)}` is not part of the language",
            "Call one of the functions listed.",
            allowed=", ".join(CALLABLE),
        )
        return None
    word = tree.func.id
    if word not in USAGES:
        reader.report(
            "wrong-call",
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
    reader.report("wrong-call", tree, found, f"Write {usage}.", allowed=usage)


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
                "type-mismatch",
                argument,
                f"`{reader.words(argument)}` is {part.type}, but the first argument is {first}",
                "Give arguments of one type.",
            )
            return None
    if function is not Function.COALESCE and first.kind not in ORDERED:
        reader.report(
            "type-mismatch",
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
                "wrong-call",
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
            "wrong-call",
            tree,
            f"`{reader.words(tree)}` is not a band",
            'Write "5-9" or "16+".',
            allowed='"from-to" or "from+", whole numbers',
        )
        return None
    return label, int(match[1]), int(match[2]) if match[2] else None
