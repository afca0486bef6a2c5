"""Calls: functions of a row's values, and aggregates over other rows of the child."""

from __future__ import annotations

import ast
import re
from decimal import Decimal

from msgspec.structs import replace

from cicscore.expressions.crossing import cross
from cicscore.expressions.functions import CALLABLE, FUNCTIONS, Aggregation, DurationUnit, Function, Written
from cicscore.expressions.names import MAX_LEVELS, Reader, TableNames, member, shortened, whole
from cicscore.expressions.nodes import (
    OUTSIDE,
    Aggregate,
    Band,
    Call,
    Column,
    Literal,
    Lookup,
    Node,
    Owner,
    Points,
)
from cicscore.expressions.operators import date, item, lone_duration, repeats
from cicscore.expressions.types import (
    CONDITION,
    DATES,
    NUMBER,
    NUMBERS,
    ORDERED,
    POSTCODE,
    TEXT,
    TEXTS,
    Kind,
    Type,
    of_one_kind,
)
from cicscore.faults.fault import nearest
from cicscore.text import normal_postcode

#: What an aggregate is taken for where it is given values of the row.
_OF_VALUES = {Aggregation.MIN: Function.LEAST, Aggregation.MAX: Function.GREATEST}


def call(reader: Reader, tree: ast.Call) -> Node | None:
    """A function, an aggregate, a band, a date written out."""
    if not isinstance(tree.func, ast.Name):
        reader.report_foreign(tree, "Call one of the functions listed.", allowed=CALLABLE)
        return None
    word = tree.func.id
    match FUNCTIONS.get(word):
        case None:
            reader.report(
                "wrong-call",
                tree.func,
                f"there is no function `{word}`",
                "Use one of the functions listed.",
                allowed=CALLABLE,
                close=nearest(word, FUNCTIONS),
            )
        case Aggregation() as aggregation:
            return _aggregate(reader, tree, aggregation)
        case row if tree.keywords:
            _report_usage(reader, tree, row, f"{word} takes no named arguments")
        case Written.DATE:
            return date(reader, tree)
        case Written.BAND:
            return _band(reader, tree)
        case DurationUnit():
            lone_duration(reader, tree)
        case Written.POINTS:
            return _points(reader, tree)
        case Written.LOOKUP:
            return _lookup(reader, tree)
        case Function() as function:
            return _function(reader, tree, function)
    return None


def _report_usage(
    reader: Reader, tree: ast.expr, row: Aggregation | Function | Written | DurationUnit, found: str
) -> None:
    reader.report("wrong-call", tree, found, f"Write {row.usage}.", allowed=row.usage)


# Functions of a row's values ------------------------------------------------------------------------


def _has_arguments(
    reader: Reader, tree: ast.Call, row: Function | Written, least: int, most: int | None
) -> bool:
    """Whether the number of arguments is right; reports it where not."""
    count = len(tree.args)
    starred = any(isinstance(argument, ast.Starred) for argument in tree.args)
    if least <= count and (most is None or count <= most) and not starred:
        return True
    number = f"{count} argument{'' if count == 1 else 's'}"
    star = ", one of them with `*`" if starred else ""
    _report_usage(reader, tree, row, f"`{reader.words(tree)}` has {number}{star}")
    return False


def _function(reader: Reader, tree: ast.Call, function: Function) -> Node | None:
    """A function whose arguments and result are of the types in its row, or one with rules of its own."""
    match function:
        case Function.CROSS:
            return _cross(reader, tree)
        case Function.IF:
            return _if(reader, tree)
        case Function.STARTS_WITH:
            return _starts_with(reader, tree)
    least = len(function.parameters) - function.repeats
    if not _has_arguments(reader, tree, function, least, None if function.repeats else least):
        return None
    if function.gives is None:
        return _choice(reader, tree, function)
    values = whole([reader.typed(argument, function.takes) for argument in tree.args])
    return None if values is None else Call(function, values, function.gives, span=reader.span(tree))


def _cross(reader: Reader, tree: ast.Call) -> Node | None:
    """Two groupings at once."""
    if not _has_arguments(reader, tree, Function.CROSS, 2, 2):
        return None
    parts = whole([reader.typed(argument, Function.CROSS.takes) for argument in tree.args])
    return None if parts is None else replace(cross((parts[0], parts[1])), span=reader.span(tree))


def _choice(reader: Reader, tree: ast.Call, function: Function) -> Node | None:
    """One of several values of one type, which is its own."""
    first = reader.typed(tree.args[0], function.takes)
    parts = whole([first, *map(reader.value, tree.args[1:])])
    if first is None or parts is None or not _of_one_type(reader, tree.args, parts, "the first argument"):
        return None
    return Call(function, parts, _common(parts), span=reader.span(tree))


def _of_one_type(reader: Reader, trees: list[ast.expr], parts: tuple[Node, ...], first: str) -> bool:
    """Whether the values are all of the first one's type; reports the one that is not."""
    for argument, part in zip(trees, parts, strict=True):
        if not of_one_kind(part.type, parts[0].type):
            reader.report(
                "type-mismatch",
                argument,
                f"`{reader.words(argument)}` is {part.type}, but {first} is {parts[0].type}",
                "Give arguments of one type.",
            )
            return False
    return True


def _if(reader: Reader, tree: ast.Call) -> Node | None:
    """``if(condition, a, b)``: one of two values of one type."""
    if not _has_arguments(reader, tree, Function.IF, 3, 3):
        return None
    condition = reader.condition(tree.args[0])
    values = whole([reader.value(argument) for argument in tree.args[1:]])
    if condition is None or values is None:
        return None
    if not _of_one_type(reader, tree.args[1:], values, f"`{reader.words(tree.args[1])}`"):
        return None
    return Call(Function.IF, (condition, *values), _common(values), span=reader.span(tree))


def _starts_with(reader: Reader, tree: ast.Call) -> Node | None:
    """``starts_with(text, "prefix")``."""
    if not _has_arguments(reader, tree, Function.STARTS_WITH, 2, 2):
        return None
    of, prefix = reader.typed(tree.args[0], TEXTS), reader.value(tree.args[1])
    if of is None or prefix is None:
        return None
    written = prefix.value if isinstance(prefix, Literal) else None
    if not isinstance(written, str) or not written.strip():
        found = f"`{reader.words(tree.args[1])}` is not a beginning written out in quotes"
        _report_usage(reader, tree.args[1], Function.STARTS_WITH, found)
        return None
    if of.type.postcode:
        prefix = Literal(normal_postcode(written), POSTCODE, span=prefix.span)
    codes = of.type.codes
    if codes is not None and not any(code.startswith(written) for code in codes):
        reader.report(
            "code-not-listed",
            tree.args[1],
            f'no code of `{reader.words(tree.args[0])}` begins with "{written}"',
            "Use the beginning of a code of the list.",
            allowed=shortened(codes),
        )
        return None
    return Call(Function.STARTS_WITH, (of, prefix), CONDITION, span=reader.span(tree))


# Points ---------------------------------------------------------------------------------------------


def _points(reader: Reader, tree: ast.Call) -> Node | None:
    """``points(column, {"A": 1, "B": 2})``."""
    if not _has_arguments(reader, tree, Written.POINTS, 2, 2):
        return None
    of = reader.typed(tree.args[0], TEXTS)
    match tree.args[1]:
        case ast.Dict(keys=[_, *_] as keys, values=values) if None not in keys:
            codes = [key for key in keys if key is not None]
        case other:
            found = f"`{reader.words(other)}` is not a list of codes with their points"
            _report_usage(reader, other, Written.POINTS, found)
            return None
    words = whole([item(reader, code, of, tree.args[0]) for code in codes])
    numbers = whole([_written_number(reader, value) for value in values])
    if of is None or words is None or numbers is None or repeats(reader, codes, words):
        return None
    table = tuple(
        (str(word.value), Decimal(str(number.value))) for word, number in zip(words, numbers, strict=True)
    )
    return Points(of, table, span=reader.span(tree))


def _written_number(reader: Reader, tree: ast.expr) -> Literal | None:
    node = reader.typed(tree, NUMBERS)
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return node
    if node is not None:
        found = f"`{reader.words(tree)}` is not a number written out"
        _report_usage(reader, tree, Written.POINTS, found)
    return None


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


#: One number, or from, and to or ``+``: whole numbers without leading zeros.
_BAND_LABEL = re.compile(r"(0|[1-9][0-9]{0,5})(?:-(0|[1-9][0-9]{0,5})|(\+))?")


def _band(reader: Reader, tree: ast.Call) -> Node | None:
    """``band(x, "0-4", "5-9", "16+")``."""
    if not _has_arguments(reader, tree, Written.BAND, 2, None):
        return None
    of = reader.typed(tree.args[0], NUMBERS)
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
    return Band(of, tuple(bands), Type(Kind.TEXT, labels), span=reader.span(tree))


def _bounds(reader: Reader, tree: ast.expr) -> tuple[str, int, int | None] | None:
    label = tree.value if isinstance(tree, ast.Constant) and isinstance(tree.value, str) else ""
    match = _BAND_LABEL.fullmatch(label)
    if match is None or (match[2] and int(match[2]) < int(match[1])):
        reader.report(
            "wrong-call",
            tree,
            f"`{reader.words(tree)}` is not a band",
            'Write "5-9", "16+" or "3".',
            allowed='"from-to", "from+" or one number, whole numbers',
        )
        return None
    low = int(match[1])
    return label, low, None if match[3] else int(match[2] or low)


# Reference tables -----------------------------------------------------------------------------------


def _lookup(reader: Reader, tree: ast.Call) -> Node | None:
    """``lookup(table.column, day)``."""
    if not _has_arguments(reader, tree, Written.LOOKUP, 2, 2):
        return None
    day = reader.typed(tree.args[1], DATES)
    match tree.args[0]:
        case ast.Attribute(value=ast.Name(id=word) as name, attr=column) as source:
            table = _reference_table(reader, name, word)
        case other:
            found = f"`{reader.words(other)}` is not a column of a reference table"
            _report_usage(reader, other, Written.LOOKUP, found)
            return None
    if table is None or table.days is None:
        return None
    first, last = table.days
    if column not in table.columns:
        reader.report(
            "unknown-name",
            reader.last_word(source),
            f"`{column}` is not a column of `{word}`",
            "Use one of its columns.",
            allowed=shortened(tuple(table.columns)),
            close=nearest(column, table.columns),
        )
        return None
    if day is None or not table.columns.keys() >= {first, last or first}:
        return None  # What the table is looked up by has a fault of its own, at its own place.

    def looked_up(name: str) -> Column:
        reader.uses.add((table.name, name))
        return Column(Owner.LOOKED_UP, table.name, name, table.columns[name], span=reader.span(source))

    of, ends = looked_up(column), None if last is None else looked_up(last)
    return Lookup(of, looked_up(first), ends, day, of.type, span=reader.span(tree))


def _reference_table(reader: Reader, tree: ast.Name, word: str) -> TableNames | None:
    tables = {name: table for name, table in reader.names.tables.items() if table.days is not None}
    if word in tables:
        return tables[word]
    known = word in reader.names.tables
    reader.report(
        "unknown-name",
        tree,
        f"the rows of `{word}` are not looked up by a day" if known else f"there is no extract `{word}`",
        "Declare `looked_up_by: {from: column, to: column}` on the extract, or use an aggregate."
        if known
        else "Use one of the reference tables declared.",
        allowed=shortened(tuple(tables)) or None,
        close=nearest(word, tables),
    )
    return None


# Aggregates -----------------------------------------------------------------------------------------


def _aggregate(reader: Reader, tree: ast.Call, aggregation: Aggregation) -> Node | None:
    """A function of the same child's rows in another extract."""
    if reader.depth >= MAX_LEVELS:
        reader.report(
            "misplaced-aggregate",
            tree,
            f"`{reader.words(tree)}` stands inside two other aggregates, and aggregates nest only once",
            "Compare with `row.` instead, or use it outside the others.",
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
    same = _shared(reader.names.own, table)
    inner = reader.within(table, same)
    of = None if aggregation.of_rows else _taken(inner, tree.args[0], aggregation)
    by = None if by_tree is None else inner.typed(by_tree, ORDERED)
    where = None if where_tree is None else inner.condition(where_tree)
    taken = (of is not None or aggregation.of_rows) and not misspelt
    if not taken or (by is None) is not (by_tree is None) or (where is None) is not (where_tree is None):
        return None
    type_ = aggregation.gives or (NUMBER if of is None else of.type)
    about = None if same == table.about else same
    return Aggregate(aggregation, table.name, of, by, where, type_, about, span=reader.span(tree))


def _read_outer(reader: Reader, where: ast.expr | None) -> None:
    """Read the names of the outer row and of the child in a condition over an unknown extract."""
    inner = reader.within(reader.names.own)
    for part in () if where is None else ast.walk(where):
        match part:
            case ast.Attribute(value=ast.Name(id="row" | "child")):
                inner.value(part)


def _is_well_formed(reader: Reader, tree: ast.Call, aggregation: Aggregation) -> bool:
    """Whether the arguments are those that the aggregate takes; reports them where not."""
    usage = aggregation.usage
    allowed = ["by", "where"] if aggregation.ordered else ["where"]
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
    places = 1 if aggregation.ordered or "where" in given else 2
    if not 1 <= len(tree.args) <= places or any(isinstance(part, ast.Starred) for part in tree.args):
        unnamed = len(tree.args)
        found = f"`{reader.words(tree)}` has {unnamed} argument{'' if unnamed == 1 else 's'} without a name"
    elif aggregation.ordered and "by" not in given:
        found = f"{aggregation.value} does not say in the order of which column"
    if found is not None:
        _report_usage(reader, tree, aggregation, found)
    return found is None


# The extract ----------------------------------------------------------------------------------------


def _table(reader: Reader, tree: ast.expr, aggregation: Aggregation) -> TableNames | None:
    """The extract that an aggregate looks at; where its name is misspelt, the one that was likely meant."""
    match tree, aggregation.of_rows:
        case (ast.Name(id=word), True) | (ast.Attribute(value=ast.Name(id=word)), False):
            return _about_children(reader, tree, word)
        case _:
            _report_not_extract(reader, tree, aggregation)
            return None


def _shared(own: TableNames, other: TableNames) -> str | None:
    """The extract of the child, worker or other to whom rows of both belong: the first of the row's own."""
    return next((name for name in own.owners.values() if name in other.owners.values()), None)


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
        return meant if meant is not None and _shared(own, meant) is not None else None
    if _shared(own, table) is not None:
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
        "Declare `about:` on both extracts."
        if table.days is None
        else f"Look it up by a day: lookup({word}.column, day).",
    )
    return None


def _report_not_extract(reader: Reader, tree: ast.expr, aggregation: Aggregation) -> None:
    usage = aggregation.usage
    what = "an extract" if aggregation.of_rows else "a column of an extract"
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
    if node.type.kind in aggregation.takes:
        return node
    if aggregation is Aggregation.SUM:
        why, advice = "and only numbers add up", "Sum a column of numbers, or use count(...)."
    else:
        why, advice = "which has no order", "Take the least or greatest of dates, numbers or text."
    inner.report("type-mismatch", tree, f"`{inner.words(tree)}` is {node.type}, {why}", advice)
    return None
