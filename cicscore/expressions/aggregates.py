"""Aggregates: values from the same child's rows in another extract."""

from __future__ import annotations

import ast

from cicscore.expressions.names import TableNames
from cicscore.expressions.nodes import Aggregate, Aggregation, Node, Owner
from cicscore.expressions.reader import Reader
from cicscore.expressions.resolving import member
from cicscore.expressions.suggestions import shortened
from cicscore.expressions.types import CONDITION, NUMBER, ORDERED, Kind, Type
from cicscore.expressions.usages import USAGES
from cicscore.faults import nearest

_OF_ROWS = (Aggregation.EXISTS, Aggregation.COUNT)
_ORDERED_ROWS = (Aggregation.FIRST, Aggregation.LAST)
#: What an aggregate is taken for where it is given values of the row.
_OF_VALUES = {Aggregation.MIN: "least", Aggregation.MAX: "greatest"}


def aggregate(reader: Reader, tree: ast.Call, aggregation: Aggregation) -> Node | None:
    """A function of the same child's rows in another extract."""
    if reader.outer is not None:
        reader.report(
            "CIC206",
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
                "CIC207",
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
        reader.report("CIC207", tree, found, f"Write {usage}.", allowed=usage)
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
            "CIC204",
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
        "CIC206",
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
    reader.report("CIC207", tree, f"`{reader.words(tree)}` is not {what}", advice, allowed=usage, close=close)


# The value ------------------------------------------------------------------------------------------


def _taken(inner: Reader, tree: ast.expr, aggregation: Aggregation) -> Node | None:
    """The column that is summed or taken, seen from the aggregated extract."""
    assert isinstance(tree, ast.Attribute)  # noqa: S101 - _table has looked
    node = member(inner, inner.names.own, Owner.OWN, tree.attr, tree)
    if node is None:
        return None
    if aggregation is Aggregation.SUM and node.type.kind is not Kind.NUMBER:
        inner.report(
            "CIC203",
            tree,
            f"`{inner.words(tree)}` is {node.type}, and only numbers add up",
            "Sum a column of numbers, or use count(...).",
        )
        return None
    if aggregation in (Aggregation.MIN, Aggregation.MAX) and node.type.kind is Kind.CONDITION:
        inner.report(
            "CIC203",
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
