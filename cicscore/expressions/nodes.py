"""What an expression means: a tree of frozen, typed nodes.

Nodes compare and hash by meaning alone: two expressions with the same meaning are equal, wherever they were
written, so that an expression shared by several indicators is evaluated once. ``span`` keeps the place in
the text and takes no part in the comparison.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar, assert_never

from msgspec import Struct
from msgspec.structs import replace

from cicscore.expressions.functions import Aggregation, DurationUnit, Function
from cicscore.expressions.types import CONDITION, DATE, NUMBER, Type
from cicscore.periods import Window, academic_year_start, months_before, quarter_start, year_start

#: First and last-but-one character of the node in the expression's text.
Span: TypeAlias = tuple[int, int]
NOWHERE: Span = (0, 0)


class Owner(StrEnum):
    """Whose column it is: the row's own, its child's, the outer row's inside an aggregate, or that of a row
    of a reference table."""

    OWN = "own"
    CHILD = "child"
    ROW = "row"
    LOOKED_UP = "looked up"


class PeriodDay(StrEnum):
    """A day that the as-at date and the indicator's period settle."""

    AS_AT = "as_at"
    PERIOD_START = "period_start"
    PERIOD_END = "period_end"
    YEAR_START = "year_start"
    QUARTER_START = "quarter_start"
    ACADEMIC_YEAR_START = "academic_year_start"
    YEAR_BEFORE = "year_before"


def period_days(as_at: dt.date, span: Window) -> dict[PeriodDay, dt.date]:
    """Every day of the period, for an as-at date and the window of an indicator."""
    return {
        PeriodDay.AS_AT: as_at,
        PeriodDay.PERIOD_START: span.start,
        PeriodDay.PERIOD_END: span.end,
        PeriodDay.YEAR_START: year_start(as_at),
        PeriodDay.QUARTER_START: quarter_start(as_at),
        PeriodDay.ACADEMIC_YEAR_START: academic_year_start(as_at),
        PeriodDay.YEAR_BEFORE: months_before(as_at, 12),
    }


class ComparisonSign(StrEnum):
    """The comparisons."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Operator(StrEnum):
    """Arithmetic on numbers."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class Written(Struct, frozen=True, eq=False, dict=True, kw_only=True):
    """Something of an expression; ``span`` is its place in the text, which takes no part in comparing it.

    What it consists of, and the hash of that, are kept: both take a walk over the whole tree.
    """

    span: Span = NOWHERE

    @classmethod
    @functools.cache
    def names(cls) -> tuple[str, ...]:
        """The names of what it consists of: of every field but its place."""
        return tuple(name for name in cls.__struct_fields__ if name != "span")

    @functools.cached_property
    def _parts(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.names())

    @functools.cached_property
    def _hash(self) -> int:
        return hash((type(self), self._parts))

    def __eq__(self, other: object) -> bool:
        """Whether the other consists of the same."""
        return self is other or (isinstance(other, type(self)) and self._parts == other._parts)

    def __ne__(self, other: object) -> bool:
        """Whether it does not; a record that is not compared by its fields takes ``!=`` for ``is not``."""
        return not self == other

    def __hash__(self) -> int:
        """The hash of what it consists of."""
        return self._hash

    def __repr__(self) -> str:
        """What it consists of, in the order in which it is compared."""
        parts = zip(self.names(), self._parts, strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={part!r}' for name, part in parts)})"


class Literal(Written, frozen=True):
    """A value written out."""

    value: str | Decimal | dt.date | bool
    type: Type


class Column(Written, frozen=True):
    """A column of the row, of its child, or of the outer row. ``table`` is its extract."""

    owner: Owner
    table: str
    name: str
    type: Type


class Period(Written, frozen=True):
    """A day of the period."""

    day: PeriodDay
    type: Type = DATE


class On(Written, frozen=True):
    """The row's own date where a window applies to one, else the as-at date."""

    type: Type = DATE


class Not(Written, frozen=True):
    """True where ``of`` is false; unknown where it is unknown."""

    of: Node
    type: Type = CONDITION


class And(Written, frozen=True):
    """True where all are true, false where any is false, else unknown."""

    parts: tuple[Node, ...]
    type: Type = CONDITION


class Or(Written, frozen=True):
    """True where any is true, false where all are false, else unknown."""

    parts: tuple[Node, ...]
    type: Type = CONDITION


class Comparison(Written, frozen=True):
    """A comparison; unknown where either side is missing."""

    comparison: ComparisonSign
    left: Node
    right: Node
    type: Type = CONDITION


class Missing(Written, frozen=True):
    """``of is None``, or ``is not None`` where ``negated``; never unknown."""

    of: Node
    negated: bool
    type: Type = CONDITION


class In(Written, frozen=True):
    """Whether a value is in a list; unknown where it is missing."""

    of: Node
    among: tuple[Literal, ...]
    negated: bool
    type: Type = CONDITION


class Arithmetic(Written, frozen=True):
    """A sum, difference, product or quotient of numbers; division by zero is missing."""

    operator: Operator
    left: Node
    right: Node
    type: Type = NUMBER


class Shift(Written, frozen=True):
    """A day moved by a length of time: later, or earlier where ``amount`` is negative."""

    day: Node
    unit: DurationUnit
    amount: int
    type: Type


class Call(Written, frozen=True):
    """A function of the row's values."""

    function: Function
    arguments: tuple[Node, ...]
    type: Type


#: The label of a number that lies in none of the bands.
OUTSIDE = "outside the bands"
#: The group of rows without a value to group by.
NOT_RECORDED = "not recorded"


class Band(Written, frozen=True):
    """The label of the band that a number lies in; bounds are inclusive, ``None`` for no upper bound.

    A band goes up to the next whole number: 4.5 lies in "0-4".
    """

    of: Node
    bands: tuple[tuple[str, int, int | None], ...]
    type: Type


class Points(Written, frozen=True):
    """The number beside a code in ``table``; missing for a code without one."""

    of: Node
    table: tuple[tuple[str, Decimal], ...]
    type: Type = NUMBER


class Lookup(Written, frozen=True):
    """What a reference table holds in ``of`` for a day: in the row from ``first`` to ``last`` around it.

    Without ``last`` a row lasts until the next begins. Missing where no row holds the day; unknown before the
    table's first day and after its last, and where two rows hold it.
    """

    of: Column
    first: Column
    last: Column | None
    day: Node
    type: Type


class Aggregate(Written, frozen=True):
    """A value from the rows about the same child in ``table`` that meet ``where``.

    ``about`` is the extract of those of whom it is the same, where it is not what ``table`` is about.
    ``of`` is the expression summed, or the column taken; ``by`` the column that orders first and last.
    Inside ``of``, ``by`` and ``where``, own columns are those of ``table`` and ``row`` the outer row.
    """

    aggregation: Aggregation
    table: str
    of: Node | None
    by: Node | None
    where: Node | None
    type: Type
    about: str | None = None


Node: TypeAlias = (
    Literal
    | Column
    | Period
    | On
    | Not
    | And
    | Or
    | Comparison
    | Missing
    | In
    | Arithmetic
    | Shift
    | Call
    | Band
    | Points
    | Lookup
    | Aggregate
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside ``node``."""
    match node:
        case Literal() | Column() | Period() | On():
            return ()
        case Not(of=of) | Missing(of=of) | Band(of=of) | Points(of=of):
            return (of,)
        case In(of=of, among=among):
            return (of, *among)
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Comparison(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Shift(day=day):
            return (day,)
        case Call(arguments=arguments):
            return arguments
        case Lookup(of=of, first=first, last=last, day=day):
            return (of, first, day) if last is None else (of, first, last, day)
        case Aggregate(of=of, by=by, where=where):
            return tuple(part for part in (of, by, where) if part is not None)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """``node`` and every node inside it."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


# Questions about a whole expression ------------------------------------------------------------------

_Kind = TypeVar("_Kind", bound=Node)


def parts_in(node: Node | None, kind: type[_Kind]) -> Iterator[_Kind]:
    """Every node of this kind in an expression, itself included; no expression has none."""
    return (part for part in (() if node is None else walk(node)) if isinstance(part, kind))


def holds(node: Node | None, *kinds: type[Node]) -> bool:
    """Whether an expression has a node of one of these kinds in it."""
    return node is not None and any(isinstance(part, kinds) for part in walk(node))


@functools.cache
def columns_in(node: Node) -> tuple[tuple[str, str], ...]:
    """Every column that an expression looks at, each once: the extract and the column's name."""
    return tuple(dict.fromkeys((column.table, column.name) for column in parts_in(node, Column)))


@functools.cache
def extracts_in(node: Node) -> frozenset[str]:
    """The extracts that an expression looks at."""
    named = (part for part in walk(node) if isinstance(part, Column | Aggregate))
    linking = (part.about for part in parts_in(node, Aggregate) if part.about is not None)
    return frozenset((*(part.table for part in named), *linking))


@functools.cache
def days_in(node: Node) -> tuple[PeriodDay, ...]:
    """The days of the period that an expression depends on, in order."""
    return tuple(sorted({part.day for part in parts_in(node, Period)}))


def outside_aggregates(node: Node | None) -> Iterator[Node]:
    """``node`` and every node inside it but what stands inside an aggregate, whose rows are others."""
    if node is None:
        return
    yield node
    for inner in () if isinstance(node, Aggregate) else children(node):
        yield from outside_aggregates(inner)


@functools.cache
def names_outer_row(node: Node) -> bool:
    """Whether a part of an aggregate looks at the row outside it; an aggregate inside it has another."""
    return any(isinstance(part, Column) and part.owner is Owner.ROW for part in outside_aggregates(node))


@functools.cache
def joins_outer_row(aggregate: Aggregate) -> bool:
    """Whether an aggregate compares its rows with the row outside it."""
    return any(names_outer_row(part) for part in children(aggregate))


@functools.cache
def owner_asked(node: Node) -> str | None:
    """The extract of the child, or another owner, whose columns are all that an expression looks at."""
    asked = {
        part.table if isinstance(part, Column) and part.owner is Owner.CHILD else None
        for part in walk(node)
        if isinstance(part, Column | Aggregate)
    }
    return asked.pop() if len(asked) == 1 else None


@functools.cache
def of_owner_itself(node: Node) -> Node:
    """An expression that looks at an owner's columns alone, on the owner's own row."""
    return rewrite(node, lambda part: replace(part, owner=Owner.OWN) if isinstance(part, Column) else part)


@functools.cache
def levels(node: Node) -> int:
    """How many aggregates stand inside each other in an expression, at most."""
    inside = max((levels(part) for part in children(node)), default=0)
    return inside + isinstance(node, Aggregate)


@functools.cache
def depth_of_on(node: Node) -> int | None:
    """How many aggregates stand around the innermost ``on`` of an expression; ``None`` where it has none."""
    if isinstance(node, On):
        return 0
    inside = [depth for part in children(node) if (depth := depth_of_on(part)) is not None]
    return max(inside) + isinstance(node, Aggregate) if inside else None


def seen_from(node: Node, owner: Owner) -> Node:
    """An expression about a row, seen from a row to which that one is ``owner``."""
    return node if owner is Owner.OWN else _seen_from(node, owner, inside=False)


def _seen_from(node: Node, owner: Owner, *, inside: bool) -> Node:
    if isinstance(node, Column):
        # Inside an aggregate, what was the outer row is now the owner; own columns are the aggregated ones.
        mine = Owner.ROW if inside else Owner.OWN
        return replace(node, owner=owner) if node.owner is mine else node
    if isinstance(node, Aggregate) and inside:
        return node  # What it looks at is the aggregated row.
    inside = inside or isinstance(node, Aggregate)
    return map_children(node, lambda part: _seen_from(part, owner, inside=inside))


# Rewriting -------------------------------------------------------------------------------------------


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """``node`` with ``change`` applied to the nodes directly inside it."""
    updates: dict[str, object] = {}
    for name in node.names():
        before = getattr(node, name)
        if isinstance(before, tuple) and before and all(isinstance(item, Written) for item in before):
            after = tuple(change(item) for item in before)
            if any(new is not old for new, old in zip(after, before, strict=True)):
                updates[name] = after
        elif isinstance(before, Written):
            inner = change(before)  # type: ignore[arg-type]  # what a node consists of are nodes
            if inner is not before:
                updates[name] = inner
    return replace(node, **updates) if updates else node


def rewrite(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with ``change`` applied to every node, innermost first."""
    return change(map_children(node, lambda part: rewrite(part, change)))


def with_on(node: Node, outside: Node, inside: Node) -> Node:
    """The tree with every ``on`` replaced: by ``inside`` within an aggregate, by ``outside`` elsewhere."""
    match node:
        case On():
            return outside
        case Aggregate():
            return map_children(node, lambda part: with_on(part, inside, inside))
        case _:
            return map_children(node, lambda part: with_on(part, outside, inside))


def own_date(table: str, column: str) -> Column:
    """The row's own date: the day, also where the column holds times."""
    return Column(Owner.OWN, table, column, DATE)


@functools.cache
def with_own_date(node: Node, table: str, dated_by: str | None) -> Node:
    """The tree with ``on`` settled: the row's own date where a window applies to one, else as-at.

    Inside an aggregate ``on`` is still the date of the row outside it.
    """
    if dated_by is None:
        as_at = Period(PeriodDay.AS_AT)
        return with_on(node, as_at, as_at)
    date = own_date(table, dated_by)
    return with_on(node, date, replace(date, owner=Owner.ROW))


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """The conditions that all have to hold, in the order they were written; what always holds is none."""
    match node:
        case None | Literal(value=True):
            return ()
        case And(parts=parts):
            return tuple(inner for part in parts for inner in conjuncts(part))
        case _:
            return (node,)


def conjunction(parts: tuple[Node, ...]) -> Node | None:
    """One condition that holds where all of ``parts`` hold; ``None`` for no condition."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return And(parts, span=(parts[0].span[0], parts[-1].span[1]))
