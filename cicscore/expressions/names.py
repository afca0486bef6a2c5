"""From a name in an expression to what it stands for: a column, a named expression, a day."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.expressions.functions import FUNCTIONS
from cicscore.expressions.nodes import (
    Aggregate,
    Column,
    Literal,
    Node,
    On,
    Owner,
    Period,
    PeriodDay,
    Span,
    children,
    depth_of_on,
    holds,
    levels,
    rewrite,
    seen_from,
)
from cicscore.expressions.syntax import LANGUAGE_WORDS, Problem, Source, meant_date
from cicscore.expressions.types import DATES, Kind, Kinds, Type, kinds_text
from cicscore.faults.fault import nearest
from cicscore.vocabulary import Subject


class TableNames(Struct, frozen=True):
    """The columns and named expressions of one extract.

    ``named`` gives the meaning of a named expression, or ``None`` where that has a fault, which is reported
    at its own place. ``owners`` are the extracts to whose rows the rows belong, by the word that stands
    before a point for one of them; ``about`` is the first. ``days`` are the columns of first and
    last days by which a reference table is looked up.
    """

    name: str
    about: str | None
    columns: Mapping[str, Type]
    named_expressions: tuple[str, ...]
    named: Callable[[str], Node | None]
    owners: Mapping[str, str] = field(default_factory=dict)
    days: tuple[str, str | None] | None = None


class Names(Struct, frozen=True):
    """Everything in reach of one expression.

    ``own`` is the extract whose rows the expression is about; ``periods`` is whether the days of a
    period, and ``on``, have a meaning there.
    """

    own: TableNames
    tables: Mapping[str, TableNames]
    periods: bool = True

    def owner(self, word: str) -> TableNames | None:
        """The extract of those to whom the rows belong, by the word for one of them."""
        return self.tables.get(self.own.owners.get(word, ""))

    @property
    def owners(self) -> Mapping[str, TableNames]:
        """Every extract to whose rows the rows belong, by the word for one of them."""
        return {word: self.tables[name] for word, name in self.own.owners.items() if name in self.tables}


def shortened(names: tuple[str, ...], limit: int = 24) -> str:
    """The names in a row; of very many, the first ones."""
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def listed(table: TableNames) -> str:
    """The columns and named expressions of an extract."""
    return shortened((*table.columns, *table.named_expressions))


def quoted_date(node: Node) -> str | None:
    """How to write a day that was written as text."""
    return meant_date(node.value) if isinstance(node, Literal) and isinstance(node.value, str) else None


def meant_code(word: str, codes: tuple[str, ...] | None) -> str | None:
    """The code, in quotes, that a bare word or number means."""
    for code in codes or ():
        if code.casefold() == word.casefold():
            return f'"{code}"'
    return None


class Reader(Struct, frozen=True):
    """The reading of one expression.

    A part with a problem reports it once and gives ``None``; what contains it gives ``None`` in silence.
    ``read`` reads any part; ``outer`` is the extract outside the aggregate being read, if any, and ``same``
    the extract of the child, worker or other to whom rows of both belong. ``uses`` collects the columns and
    named expressions named so far, each with its extract.
    """

    source: Source
    names: Names
    read: Callable[[Reader, ast.expr], Node | None]
    outer: TableNames | None = None
    depth: int = 0
    same: str | None = None
    problems: list[Problem] = field(default_factory=list)
    uses: set[tuple[str, str]] = field(default_factory=set)

    def within(self, table: TableNames, same: str | None = None) -> Reader:
        """The reading of the inside of an aggregate over ``table``; it shares the problems and uses."""
        return replace(
            self, names=replace(self.names, own=table), outer=self.names.own, same=same, depth=self.depth + 1
        )

    def report(
        self,
        code: str,
        at: ast.AST | Span,
        found: str,
        advice: str,
        *,
        allowed: str | None = None,
        close: str | None = None,
    ) -> None:
        """Collect one problem."""
        self.problems.append(Problem(code, self.span(at), found, advice, allowed, close))

    def report_foreign(
        self, at: ast.AST, advice: str, *, allowed: str | None = None, close: str | None = None
    ) -> None:
        """Report a part that the language does not have."""
        found = f"`{self.words(at)}` is not part of the language"
        self.report("not-in-language", at, found, advice, allowed=allowed, close=close)

    def span(self, at: ast.AST | Span) -> Span:
        """The characters of a part."""
        return self.source.span(at) if isinstance(at, ast.AST) else at

    def last_word(self, tree: ast.expr) -> Span:
        """The characters after the point of ``child.column``; of a bare name, all of it."""
        start, end = self.span(tree)
        return (end - len(tree.attr), end) if isinstance(tree, ast.Attribute) else (start, end)

    def words(self, at: ast.AST | Span) -> str:
        """The text of a part, for a message."""
        return self.source.words(self.span(at))

    def value(self, tree: ast.expr) -> Node | None:
        """Any value."""
        return self.read(self, tree)

    def condition(self, tree: ast.expr) -> Node | None:
        """A part that has to be a flag or condition."""
        node = self.value(tree)
        if node is None or node.type.kind is Kind.CONDITION:
            return node
        self.report(
            "type-mismatch",
            tree,
            f"`{self.words(tree)}` is {node.type}, but a flag or condition is needed here",
            "Repeat the comparison before it, or list the values after `in`."
            if isinstance(node, Literal)
            else "Compare it with something, or use `is None`.",
        )
        return None

    def typed(self, tree: ast.expr, kinds: Kinds) -> Node | None:
        """A part whose kind has to be one of ``kinds``."""
        node = self.value(tree)
        if node is None or node.type.kind in kinds:
            return node
        needed = kinds_text(kinds)
        date = quoted_date(node) if kinds <= DATES else None
        self.report(
            "type-mismatch",
            tree,
            f"`{self.words(tree)}` is {node.type}, but {needed} is needed here",
            f"Write something that gives {needed}."
            if date is None
            else 'Write a date as date("2016-03-31").',
            close=date,
        )
        return None


_Part = TypeVar("_Part", bound=Node)


def whole(parts: Sequence[_Part | None]) -> tuple[_Part, ...] | None:
    """All of the parts, or ``None`` where one has a problem."""
    known = tuple(part for part in parts if part is not None)
    return known if len(known) == len(parts) else None


#: How many aggregates may stand inside each other: rows of a child, each with rows of its own.
MAX_LEVELS = 2
_ON = "on"
#: The names of days, which every extract's expressions share.
DAYS: tuple[str, ...] = (*(day.value for day in PeriodDay), _ON)
#: Whose column it is, before a point. Those of workers and others are no reserved words.
_OWNERS = ("child", "row")
#: Names that nothing in a catalogue may have; a function has none of its own, as brackets follow it.
RESERVED: tuple[str, ...] = (*LANGUAGE_WORDS, *_OWNERS, *DAYS)
_OTHERS = {kind.value: kind.plural for kind in Subject if kind is not Subject.CHILD}
_TRUTHS = {"true": "True", "false": "False", "yes": "True", "no": "False"}
_NOTHINGS = ("null", "none", "nil", "nan", "missing", "empty", "blank")


def is_known(reader: Reader, word: str) -> bool:
    """Whether a bare word means something here."""
    return word in (*reader.names.own.columns, *reader.names.own.named_expressions, *DAYS)


def means_nothing(word: str) -> bool:
    """Whether a word is another language's for a missing value."""
    return word.casefold() in _NOTHINGS


def name(reader: Reader, tree: ast.Name) -> Node | None:
    """A column, a named expression, or a day of the period."""
    word, own = tree.id, reader.names.own
    if word in DAYS:
        if not reader.names.periods:
            _report_dateless(reader, tree, f"`{word}` has no meaning here")
            return None
        span = reader.span(tree)
        if word == _ON and not _sees_on(reader, 0, tree):
            return None
        return On(span=span) if word == _ON else Period(PeriodDay(word), span=span)
    if word in own.columns or word in own.named_expressions:
        return member(reader, own, Owner.OWN, word, tree)
    _report_unknown(reader, tree)
    return None


def attribute(reader: Reader, tree: ast.Attribute) -> Node | None:
    """``child.column`` or ``row.column``."""
    if not isinstance(tree.value, ast.Name):
        reader.report_foreign(tree, "Write `child.` or `row.` and a column.")
        return None
    names = reader.names
    match tree.value.id:
        case word if (owner := names.owner(word)) is not None:
            return member(reader, owner, Owner.OWN if owner is names.own else Owner.CHILD, tree.attr, tree)
        case "row" if reader.outer is not None:
            return member(reader, reader.outer, Owner.ROW, tree.attr, tree)
        case "child":
            found = f"the rows of `{names.own.name}` do not belong to children, so `child.` means nothing"
            advice = "Declare `about:` on the extract, or leave `child.` out."
            reader.report("unknown-name", tree, found, advice)
        case word if word in _OTHERS and not is_known(reader, word) and word not in names.tables:
            found = (
                f"the rows of `{names.own.name}` do not belong to {_OTHERS[word]}, so `{word}.` means nothing"
            )
            advice = f"Name the extract of {_OTHERS[word]} in `also_about`, or leave `{word}.` out."
            reader.report("unknown-name", tree, found, advice)
        case "row":
            found = "`row.` means the outer row, and has a meaning only inside an aggregate"
            reader.report("unknown-name", tree, found, "Leave `row.` out.", close=tree.attr)
        case word:
            _report_foreign(reader, tree, word)
    return None


def member(reader: Reader, table: TableNames, owner: Owner, word: str, tree: ast.expr) -> Node | None:
    """A column or named expression of ``table``, whose rows are ``owner`` to this row.

    The parts of a named expression have the span of its name here.
    """
    span = reader.span(tree)
    if word in table.columns or word in table.named_expressions:
        reader.uses.add((table.name, word))
    if word in table.columns:
        return Column(owner, table.name, word, table.columns[word], span=span)
    if word not in table.named_expressions:
        reader.report(
            "unknown-name",
            reader.last_word(tree),
            f"`{word}` is not a column of `{table.name}`",
            "Use one of its columns, or declare it in `extracts`.",
            allowed=listed(table),
            close=nearest(word, [*table.columns, *table.named_expressions]),
        )
        return None
    meaning = table.named(word)
    if meaning is None:  # Its own fault is reported at its own place.
        return None
    if not _may_stand(reader, meaning, owner, word, tree) or not _is_of_one(
        reader, meaning, owner, word, tree
    ):
        return None
    return rewrite(seen_from(meaning, owner), lambda part: replace(part, span=span))


def _sees_on(reader: Reader, depth: int, tree: ast.expr) -> bool:
    """Whether ``on``, inside ``depth`` more aggregates, is in reach; reports it where not."""
    if reader.depth + depth < MAX_LEVELS:
        return True
    reader.report(
        "misplaced-aggregate",
        tree,
        f"`{reader.words(tree)}` looks at the date of the row counted, which an aggregate inside an aggregate"
        " does not see",
        "Compare with `row.` and a column of the aggregate around it, or with a day of the period.",
    )
    return False


def _may_stand(reader: Reader, meaning: Node, owner: Owner, word: str, tree: ast.expr) -> bool:
    inside = levels(meaning) if reader.depth else 0
    if inside and owner is not Owner.OWN:
        reader.report(
            "misplaced-aggregate",
            tree,
            f"`{word}` holds an aggregate, and looks at other rows than those counted here",
            "Use it outside the aggregate, or write its condition out.",
        )
        return False
    if inside and reader.depth + inside > MAX_LEVELS:
        reader.report(
            "misplaced-aggregate",
            tree,
            f"`{word}` holds an aggregate, and aggregates nest only once",
            "Use it outside the aggregate, or write its condition out.",
        )
        return False
    if (depth := depth_of_on(meaning)) is not None and not _sees_on(reader, depth, tree):
        return False
    if not reader.names.periods and holds(meaning, Period, On):
        _report_dateless(reader, tree, f"`{word}` looks at a day of the period, which has no meaning here")
        return False
    return True


def _is_of_one(reader: Reader, meaning: Node, owner: Owner, word: str, tree: ast.expr) -> bool:
    """Whether a named expression of another row speaks of nobody but those to whom both rows belong.

    A child's worker is not the worker of the child's visit.
    """
    if owner is Owner.OWN:
        return True
    shared = reader.same if owner is Owner.ROW else reader.names.own.owners.get(_before_the_point(tree))
    strangers = set(_owners_looked_at(meaning, reader.names.tables)) - {shared}
    if not strangers:
        return True
    reader.report(
        "misplaced-aggregate",
        tree,
        f"`{word}` looks at `{min(strangers)}`, to which the row that it is about belongs, and this row may"
        " belong to another there",
        "Use it on rows of its own extract, or write its condition out with the columns of this row.",
    )
    return False


def _before_the_point(tree: ast.expr) -> str:
    """The word before the point."""
    match tree:
        case ast.Attribute(value=ast.Name(id=word)):
            return word
        case _:
            return ""


def _owners_looked_at(node: Node, tables: Mapping[str, TableNames]) -> Iterator[str]:
    """The extracts of those to whom a row belongs at which an expression about it looks."""
    match node:
        case Column(owner=Owner.CHILD, table=table):
            yield table
        case Aggregate(table=table, about=about):
            yield about or tables[table].about or ""
        case _:
            for part in children(node):
                yield from _owners_looked_at(part, tables)


# Problems -------------------------------------------------------------------------------------------


def _report_dateless(reader: Reader, tree: ast.expr, found: str) -> None:
    reader.report(
        "unknown-name",
        tree,
        f"{found}, because a row is checked before any as-at date is known",
        "Compare the row's own columns only.",
    )


def _report_unknown(reader: Reader, tree: ast.Name) -> None:
    own = reader.names.own
    advice, close = _advice(reader, tree.id)
    reader.report(
        "unknown-name",
        tree,
        f"`{tree.id}` is not a name known here",
        advice,
        allowed=f"{listed(own)}; {', '.join(DAYS)}" if reader.names.periods else listed(own),
        close=close,
    )


def _advice(reader: Reader, word: str) -> tuple[str, str | None]:
    """What to do about an unknown name, and the name that was probably meant."""
    own = reader.names.own
    if word in _OWNERS:
        return f"Write `{word}.` and the name of a column.", None
    if word in FUNCTIONS:
        return f"Give `{word}` its arguments in brackets.", FUNCTIONS[word].usage
    if word.casefold() in _TRUTHS:
        return "Write a flag by itself, or with `not`.", _TRUTHS[word.casefold()]
    if means_nothing(word):
        return "Write `is None` or `is not None`.", "None"
    if word in reader.names.tables:
        return f"Look into another extract with an aggregate, such as exists({word}, condition).", None
    days = DAYS if reader.names.periods else ()
    meant = {known: known for known in (*own.columns, *own.named_expressions, *days)}
    for owner, table in reader.names.owners.items():
        if table is not own:
            for known in (*table.columns, *table.named_expressions):
                meant.setdefault(known, f"{owner}.{known}")
    close = meant.get(nearest(word, meant) or "")
    if close is not None and "." in close:
        return f"Write `{close}`.", close
    if close in DAYS:
        return f"Use a day of the period, or a column of `{own.name}`.", close
    return f"Use a column of `{own.name}`, or declare one.", close


def _report_foreign(reader: Reader, tree: ast.Attribute, word: str) -> None:
    names = reader.names
    if is_known(reader, word):
        found = f"`{word}` has no parts, so `.{tree.attr}` means nothing"
        reader.report("unknown-name", tree, found, "Compare the whole value.", close=word)
        return
    close: str | None
    if word == names.own.name:
        advice, close = "Write the row's own columns without the extract's name.", tree.attr
    elif word in names.tables:
        advice, close = "Look into another extract with an aggregate.", f"max({word}.{tree.attr}, condition)"
    else:
        advice = "Write `child.` or `row.` before a column; use an aggregate for another extract."
        meant = nearest(word, _OWNERS)
        close = None if meant is None else f"{meant}.{tree.attr}"
    reader.report(
        "unknown-name", tree, f"`{word}.` is not known here", advice, allowed="child., row.", close=close
    )
