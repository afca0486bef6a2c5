"""From the syntax tree to typed nodes: every name resolved, every operation checked, without any data.

All problems of an expression are collected in one pass. A part with a problem has no node, and what
contains it is passed over in silence, so that one slip is reported once.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cicscore.expressions import nodes as n
from cicscore.expressions.names import Names, TableNames
from cicscore.expressions.problems import Problem
from cicscore.expressions.syntax import Source, parse
from cicscore.expressions.types import (
    CONDITION,
    DATE,
    NUMBER,
    ORDERED,
    TEXT,
    Kind,
    Type,
    comparable,
)
from cicscore.faults import nearest

_COMPARISONS: dict[type[ast.cmpop], n.Comparison] = {
    ast.Eq: n.Comparison.EQUAL,
    ast.NotEq: n.Comparison.UNEQUAL,
    ast.Lt: n.Comparison.LESS,
    ast.LtE: n.Comparison.AT_MOST,
    ast.Gt: n.Comparison.MORE,
    ast.GtE: n.Comparison.AT_LEAST,
}
_OPERATORS: dict[type[ast.operator], n.Operator] = {
    ast.Add: n.Operator.ADD,
    ast.Sub: n.Operator.SUBTRACT,
    ast.Mult: n.Operator.MULTIPLY,
    ast.Div: n.Operator.DIVIDE,
}
_DURATIONS = tuple(unit.value for unit in n.DurationUnit)
_FUNCTIONS = tuple(function.value for function in n.Function)
_AGGREGATIONS = tuple(aggregation.value for aggregation in n.Aggregation)
#: Every word that is called like a function.
CALLABLE = ("date", "band", *_DURATIONS, *_FUNCTIONS, *_AGGREGATIONS)
_PERIODS = tuple(day.value for day in n.PeriodDay)


@dataclass(frozen=True)
class Compiled:
    """The meaning of an expression; ``node`` is ``None`` where there are problems."""

    node: n.Node | None
    problems: tuple[Problem, ...]


def compile_expression(text: str, names: Names, expected: Type | None = CONDITION) -> Compiled:
    """Parse and type ``text``.

    ``expected`` is the type that the place calls for (``None``: any value). Never raises for a faulty text.
    """
    tree = parse(text)
    if isinstance(tree, Problem):
        return Compiled(None, (tree,))
    compiler = _Compiler(Source(text), names)
    node = compiler.value(tree)
    if node is not None and expected is not None and node.type.kind is not expected.kind:
        compiler.report(
            "CIC203",
            tree,
            f"the expression is {node.type}, but {expected} is needed here",
            "Compare the value with something."
            if expected == CONDITION
            else f"Write an expression that gives {expected}.",
        )
    if node is not None and expected is None and node.type.kind in (Kind.DURATION, Kind.LIST, Kind.NONE):
        compiler.report(
            "CIC203",
            tree,
            f"the expression is {node.type}, not a value",
            "Write an expression that gives a value.",
        )
    clean = node is not None and not compiler.problems
    return Compiled(node if clean else None, shown(compiler.problems))


@dataclass
class _Compiler:
    """One expression's compilation: ``outer`` is the extract outside the aggregate being read, if any."""

    source: Source
    names: Names
    outer: TableNames | None = None
    problems: list[Problem] = field(default_factory=list)

    # Reporting -------------------------------------------------------------------------------------

    def report(
        self,
        code: str,
        at: ast.AST,
        found: str,
        advice: str,
        *,
        allowed: str | None = None,
        close: str | None = None,
    ) -> None:
        """Collect one problem."""
        self.problems.append(Problem(code, self.source.span(at), found, advice, allowed, close))

    def text_of(self, at: ast.AST) -> str:
        """The text of a part, for a message; long ones are cut."""
        start, end = self.source.span(at)
        words = " ".join(self.source.text[start:end].split())
        return words if len(words) <= 60 else f"{words[:57]}..."

    # Values ----------------------------------------------------------------------------------------

    def value(self, tree: ast.expr) -> n.Node | None:
        """The node of any expression, or ``None`` after reporting what is wrong."""
        match tree:
            case ast.Constant():
                return self.constant(tree)
            case ast.Name():
                return self.name(tree)
            case ast.Attribute():
                return self.attribute(tree)
            case ast.BoolOp():
                return self.connective(tree)
            case ast.UnaryOp(op=ast.Not()):
                of = self.condition(tree.operand)
                return None if of is None else n.Not(of, span=self.source.span(tree))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number):
                literal = self.constant(number)
                if isinstance(literal, n.Literal) and isinstance(literal.value, Decimal):
                    return replace(literal, value=-literal.value, span=self.source.span(tree))
                return None
            case ast.Compare():
                return self.comparison_chain(tree)
            case ast.BinOp():
                return self.arithmetic(tree)
            case ast.Call():
                return self.call(tree)
            case ast.List() | ast.Tuple() | ast.Set():
                self.report(
                    "CIC203",
                    tree,
                    "a list stands where a value is needed",
                    "Use a list only after `in` or `not in`.",
                )
                return None
            case _:
                self.report(
                    "CIC202",
                    tree,
                    f"`{self.text_of(tree)}` is not part of the language",
                    "Use columns, comparisons, and/or/not, arithmetic and the functions listed.",
                    allowed=", ".join(CALLABLE),
                )
                return None

    def condition(self, tree: ast.expr) -> n.Node | None:
        """A part that has to be a condition."""
        node = self.value(tree)
        if node is not None and node.type.kind is not Kind.CONDITION:
            self.report(
                "CIC203",
                tree,
                f"`{self.text_of(tree)}` is {node.type}, but a flag or condition is needed here",
                "Compare it with something, or use `is None`.",
            )
            return None
        return node

    def typed(self, tree: ast.expr, kinds: frozenset[Kind], needed: str) -> n.Node | None:
        """A part whose kind has to be one of ``kinds``."""
        node = self.value(tree)
        if node is not None and node.type.kind not in kinds:
            self.report(
                "CIC203",
                tree,
                f"`{self.text_of(tree)}` is {node.type}, but {needed} is needed here",
                f"Write something that gives {needed}.",
            )
            return None
        return node

    def constant(self, tree: ast.Constant) -> n.Node | None:
        """Text, a number, True or False."""
        span = self.source.span(tree)
        match tree.value:
            case bool() as truth:
                return n.Literal(truth, CONDITION, span)
            case str() as text:
                return n.Literal(text, TEXT, span)
            case int() as number:
                return n.Literal(Decimal(number), NUMBER, span)
            case float():
                written = self.source.text[span[0] : span[1]].replace("_", "")
                amount = Decimal(written)
                if amount.is_finite():
                    return n.Literal(amount, NUMBER, span)
                self.report("CIC202", tree, f"`{written}` is not a number", "Write a finite number.")
                return None
            case None:
                self.report(
                    "CIC203", tree, "None stands where a value is needed", "Write `is None` or `is not None`."
                )
                return None
            case _:
                self.report(
                    "CIC202",
                    tree,
                    f"`{self.text_of(tree)}` is not part of the language",
                    "Write text, a number or a date(...).",
                )
                return None

    # Names -----------------------------------------------------------------------------------------

    def name(self, tree: ast.Name) -> n.Node | None:
        """A column, a named expression, or a day of the period."""
        span, word = self.source.span(tree), tree.id
        own = self.names.own
        if word in own.columns or word in own.named_expressions:
            return self.member(own, n.Owner.OWN, word, tree)
        if word in (*_PERIODS, "on"):
            if not self.names.periods:
                self.report(
                    "CIC204",
                    tree,
                    f"`{word}` has no meaning here, because a row is checked before any as-at date is known",
                    "Compare the row's own columns only.",
                )
                return None
            return n.On(span=span) if word == "on" else n.Period(n.PeriodDay(word), span=span)
        close = nearest(word, [*own.columns, *own.named_expressions, *_PERIODS, "on"])
        if word in ("child", "row"):
            advice = f"Write `{word}.` and the name of a column."
        elif word in CALLABLE:
            advice = f"Give `{word}` its arguments in brackets."
        elif word.lower() in ("true", "false", "null"):
            advice = "Write True, False, or `is None`."
        else:
            child = self.names.child
            at_child = (
                child is not None and child is not own and word in (*child.columns, *child.named_expressions)
            )
            advice = (
                f"Write `child.{word}`." if at_child else f"Use a column of `{own.name}`, or declare one."
            )
            close = f"child.{word}" if at_child else close
        self.report(
            "CIC204", tree, f"`{word}` is not a name known here", advice, allowed=_listed(own), close=close
        )
        return None

    def attribute(self, tree: ast.Attribute) -> n.Node | None:
        """``child.column`` or ``row.column``."""
        match tree.value:
            case ast.Name(id="child"):
                table, owner = self.names.child, n.Owner.CHILD
                if table is None:
                    self.report(
                        "CIC204",
                        tree,
                        f"the rows of `{self.names.own.name}` do not belong to children, so `child.` means nothing",
                        "Declare `about:` on the extract, or leave `child.` out.",
                    )
                    return None
                if table is self.names.own:
                    owner = n.Owner.OWN
            case ast.Name(id="row"):
                if self.outer is None:
                    self.report(
                        "CIC204",
                        tree,
                        "`row.` means the outer row, and has a meaning only inside an aggregate",
                        "Leave `row.` out.",
                    )
                    return None
                table, owner = self.outer, n.Owner.ROW
            case ast.Name(id=word):
                self.report(
                    "CIC204",
                    tree,
                    f"`{word}.` is not known here",
                    "Write `child.` or `row.` before a column; use an aggregate for another extract.",
                    allowed="child., row.",
                    close=nearest(word, ["child", "row"]),
                )
                return None
            case _:
                self.report(
                    "CIC202",
                    tree,
                    f"`{self.text_of(tree)}` is not part of the language",
                    "Write `child.` or `row.` and a column.",
                )
                return None
        return self.member(table, owner, tree.attr, tree)

    def member(self, table: TableNames, owner: n.Owner, word: str, tree: ast.expr) -> n.Node | None:
        """A column or named expression of ``table``, seen from this row."""
        span = self.source.span(tree)
        if word in table.columns:
            return n.Column(owner, table.name, word, table.columns[word], span)
        if word not in table.named_expressions:
            self.report(
                "CIC204",
                tree,
                f"`{word}` is not a column of `{table.name}`",
                "Use one of its columns, or declare it in `extracts`.",
                allowed=_listed(table),
                close=nearest(word, [*table.columns, *table.named_expressions]),
            )
            return None
        meaning = table.named(word)
        if meaning is None:  # Its own fault is reported where it stands.
            self.problems.append(_SILENT)
            return None
        if (
            self.outer is not None
            and any(isinstance(inner, n.Aggregate) for inner in n.walk(meaning))
            and owner is not n.Owner.CHILD
        ):
            self.report(
                "CIC206",
                tree,
                f"`{word}` holds an aggregate, and aggregates do not nest",
                "Use it outside the aggregate, or write its condition out.",
            )
            return None
        return replace(_seen_as(meaning, owner), span=span)

    # Conditions ------------------------------------------------------------------------------------

    def connective(self, tree: ast.BoolOp) -> n.Node | None:
        """``and`` and ``or``."""
        parts = [self.condition(part) for part in tree.values]
        if any(part is None for part in parts):
            return None
        known = tuple(part for part in parts if part is not None)
        span = self.source.span(tree)
        return n.And(known, span=span) if isinstance(tree.op, ast.And) else n.Or(known, span=span)

    def comparison_chain(self, tree: ast.Compare) -> n.Node | None:
        """One comparison, or several in a chain such as ``1 <= x < 5``."""
        sides = [tree.left, *tree.comparators]
        parts = [
            self.comparison(tree, operator, left, right)
            for operator, left, right in zip(tree.ops, sides[:-1], sides[1:], strict=True)
        ]
        if any(part is None for part in parts):
            return None
        return n.conjunction(tuple(part for part in parts if part is not None))

    def comparison(
        self, whole: ast.Compare, operator: ast.cmpop, left: ast.expr, right: ast.expr
    ) -> n.Node | None:
        """One comparison."""
        start, end = self.source.span(left)[0], self.source.span(right)[1]
        span = (start, end)
        match operator:
            case ast.Is() | ast.IsNot():
                if not (isinstance(right, ast.Constant) and right.value is None):
                    self.report(
                        "CIC202",
                        right,
                        "`is` is followed by something else than None",
                        "Write `is None`, `is not None`, or `==`.",
                    )
                    return None
                of = self.value(left)
                return None if of is None else n.Missing(of, isinstance(operator, ast.IsNot), span=span)
            case ast.In() | ast.NotIn():
                return self.membership(left, right, isinstance(operator, ast.NotIn), span)
        for side, other in ((left, right), (right, left)):
            if isinstance(side, ast.Constant) and side.value is None:
                self.report(
                    "CIC203",
                    side,
                    "a comparison with None is never true",
                    "Write `is None` or `is not None`.",
                    close=f"{self.text_of(other)} is {'not ' if isinstance(operator, ast.NotEq) else ''}None",
                )
                return None
        one, two = self.value(left), self.value(right)
        if one is None or two is None:
            return None
        comparison = _COMPARISONS[type(operator)]
        if not comparable(one.type, two.type) or one.type.kind in (Kind.DURATION, Kind.LIST):
            self.report(
                "CIC203",
                whole,
                f"`{self.text_of(left)}` is {one.type} and `{self.text_of(right)}` is {two.type}; they cannot be compared",
                _comparison_advice(one, two),
            )
            return None
        ordering = comparison not in (n.Comparison.EQUAL, n.Comparison.UNEQUAL)
        if ordering and one.type.kind not in ORDERED:
            self.report(
                "CIC203",
                whole,
                f"{one.type} has no order, so `{comparison.value}` means nothing here",
                "Use == or != or `in`.",
                allowed="==, !=, in, not in",
            )
            return None
        if not (self.code_known(one, two, right) and self.code_known(two, one, left)):
            return None
        return n.Compare(comparison, one, two, span=span)

    def membership(self, left: ast.expr, right: ast.expr, negated: bool, span: n.Span) -> n.Node | None:  # noqa: FBT001 - the two forms of one operator
        """``in`` and ``not in`` a list of literals."""
        of = self.value(left)
        if not isinstance(right, ast.List | ast.Tuple):
            self.report(
                "CIC203",
                right,
                f"`{self.text_of(right)}` is not a list",
                'Write a list after `in`, such as ["PN1", "PN2"].',
            )
            return None
        items: list[n.Literal] = []
        for element in right.elts:
            item = self.value(element)
            if item is None or of is None:
                continue
            if not isinstance(item, n.Literal):
                self.report(
                    "CIC203",
                    element,
                    f"`{self.text_of(element)}` is not a value written out",
                    "List text, numbers or dates only.",
                )
            elif not comparable(of.type, item.type):
                self.report(
                    "CIC203",
                    element,
                    f"`{self.text_of(element)}` is {item.type}, but `{self.text_of(left)}` is {of.type}",
                    "List values of the same type.",
                )
            elif self.code_known(of, item, element):
                items.append(item)
        if not right.elts:
            self.report(
                "CIC203",
                right,
                "the list is empty, so the condition is the same for every row",
                "List at least one value.",
            )
            return None
        if of is None or len(items) < len(right.elts):
            return None
        return n.In(of, tuple(items), negated, span=span)

    def code_known(self, of: n.Node, literal: n.Node, at: ast.expr) -> bool:
        """Whether a literal is one of the codes that ``of`` can have; reports it where not."""
        codes = of.type.codes
        if codes is None or not isinstance(literal, n.Literal) or not isinstance(literal.value, str):
            return True
        if literal.value in codes:
            return True
        self.report(
            "CIC205",
            at,
            f'"{literal.value}" is not a code of `{_described(of)}`',
            "Use a code of the list, or add it to the column's `codes`.",
            allowed=_shortened(codes),
            close=nearest(literal.value, codes),
        )
        return False

    # Arithmetic ------------------------------------------------------------------------------------

    def arithmetic(self, tree: ast.BinOp) -> n.Node | None:
        """Arithmetic on numbers, or a day moved by a length of time."""
        operator = _OPERATORS.get(type(tree.op))
        if operator is None:
            self.report(
                "CIC202",
                tree,
                f"`{self.text_of(tree)}` uses an operator that is not part of the language",
                "Use + - * /.",
                allowed="+, -, *, /",
            )
            return None
        if (duration := self.duration(tree.right)) is not None:
            return self.shift(tree, operator, duration)
        if _is_duration(tree.right):
            return None
        left, right = self.value(tree.left), self.value(tree.right)
        if left is None or right is None:
            return None
        for side, node in ((tree.left, left), (tree.right, right)):
            if node.type.kind is not Kind.NUMBER:
                dates = left.type.kind in (Kind.DATE, Kind.DATETIME)
                self.report(
                    "CIC203",
                    side,
                    f"`{self.text_of(side)}` is {node.type}, but a number is needed here",
                    "Use days_between(a, b) for the days from a to b, or add days(n), weeks(n), months(n), working_days(n)."
                    if dates
                    else "Calculate with numbers only.",
                )
                return None
        return n.Arithmetic(operator, left, right, span=self.source.span(tree))

    def duration(self, tree: ast.expr) -> tuple[n.DurationUnit, int] | None:
        """``days(28)`` and its like; ``None`` where the tree is something else or faulty."""
        if not _is_duration(tree):
            return None
        assert isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name)  # noqa: S101, PT018 - narrowed by _is_duration
        match tree.args:
            case [ast.Constant(value=int() as amount)] if (
                not isinstance(amount, bool) and not tree.keywords and 0 <= amount <= 40_000
            ):
                return n.DurationUnit(tree.func.id), amount
        self.report(
            "CIC207",
            tree,
            f"`{self.text_of(tree)}` is not a length of time",
            f"Give {tree.func.id} one whole number, such as {tree.func.id}(6).",
            allowed="a whole number from 0 to 40,000",
        )
        return None

    def shift(
        self, tree: ast.BinOp, operator: n.Operator, duration: tuple[n.DurationUnit, int]
    ) -> n.Node | None:
        """A day moved later or earlier."""
        unit, amount = duration
        if operator not in (n.Operator.ADD, n.Operator.SUBTRACT):
            self.report(
                "CIC203",
                tree,
                f"`{self.text_of(tree)}` multiplies or divides a length of time",
                "Add it to a date or subtract it.",
                allowed="+, -",
            )
            return None
        hours = unit is n.DurationUnit.HOURS
        needed = "a date and time" if hours else "a date"
        day = self.typed(
            tree.left, frozenset({Kind.DATETIME} if hours else {Kind.DATE, Kind.DATETIME}), needed
        )
        if day is None:
            return None
        return n.Shift(
            day, unit, amount if operator is n.Operator.ADD else -amount, day.type, self.source.span(tree)
        )

    # Calls -----------------------------------------------------------------------------------------

    def call(self, tree: ast.Call) -> n.Node | None:
        """A function, an aggregate, a band, a date written out."""
        if not isinstance(tree.func, ast.Name):
            self.report(
                "CIC202",
                tree,
                f"`{self.text_of(tree)}` is not part of the language",
                "Call one of the functions listed.",
                allowed=", ".join(CALLABLE),
            )
            return None
        word = tree.func.id
        if word in _AGGREGATIONS:
            return self.aggregate(tree, n.Aggregation(word))
        if tree.keywords:
            self.report("CIC207", tree, f"{word} takes no named arguments", "Write its arguments in order.")
            return None
        if word == "date":
            return self.date(tree)
        if word == "band":
            return self.band(tree)
        if word in _FUNCTIONS:
            return self.function(tree, n.Function(word))
        if word in _DURATIONS:
            self.report(
                "CIC203",
                tree,
                f"`{self.text_of(tree)}` stands alone",
                "Add it to a date or subtract it, such as as_at - months(6).",
            )
            return None
        self.report(
            "CIC207",
            tree.func,
            f"there is no function `{word}`",
            "Use one of the functions listed.",
            allowed=", ".join(CALLABLE),
            close=nearest(word, CALLABLE),
        )
        return None

    def arguments(self, tree: ast.Call, usage: str, least: int, most: int | None) -> bool:
        """Whether the number of arguments is right; reports it where not."""
        count = len(tree.args)
        if (
            least <= count
            and (most is None or count <= most)
            and not any(isinstance(a, ast.Starred) for a in tree.args)
        ):
            return True
        self.report(
            "CIC207",
            tree,
            f"`{self.text_of(tree)}` has {count} argument{'' if count == 1 else 's'}",
            f"Write {usage}.",
            allowed=usage,
        )
        return False

    def date(self, tree: ast.Call) -> n.Node | None:
        """``date("2016-03-31")``."""
        match tree.args:
            case [ast.Constant(value=str() as text)] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                try:
                    return n.Literal(dt.date.fromisoformat(text), DATE, self.source.span(tree))
                except ValueError:
                    self.report(
                        "CIC207",
                        tree,
                        f"there is no such day as {text}",
                        "Write a day of the calendar as year-month-day.",
                    )
                    return None
        self.report(
            "CIC207",
            tree,
            f"`{self.text_of(tree)}` is not a date",
            'Write date("2016-03-31").',
            allowed="one text, year-month-day",
        )
        return None

    def function(self, tree: ast.Call, function: n.Function) -> n.Node | None:
        """A function of dates or of like values."""
        dates = frozenset({Kind.DATE, Kind.DATETIME})
        span = self.source.span(tree)
        match function:
            case (
                n.Function.AGE
                | n.Function.MONTHS_BETWEEN
                | n.Function.DAYS_BETWEEN
                | n.Function.WORKING_DAYS_BETWEEN
            ):
                usage = "age(born, on)" if function is n.Function.AGE else f"{function.value}(earlier, later)"
                if not self.arguments(tree, usage, 2, 2):
                    return None
                two = [self.typed(argument, dates, "a date") for argument in tree.args]
                if any(part is None for part in two):
                    return None
                return n.Call(function, tuple(part for part in two if part is not None), NUMBER, span)
            case n.Function.COALESCE | n.Function.LEAST | n.Function.GREATEST:
                if not self.arguments(tree, f"{function.value}(a, b, ...)", 2, None):
                    return None
                found = [self.value(argument) for argument in tree.args]
                parts = tuple(part for part in found if part is not None)
                if len(parts) < len(found):
                    return None
                return self.alike(tree, function, parts)

    def alike(self, tree: ast.Call, function: n.Function, parts: tuple[n.Node, ...]) -> n.Node | None:
        """A function whose arguments have one type, which is its own."""
        first = parts[0].type
        for argument, part in zip(tree.args[1:], parts[1:], strict=True):
            if part.type.kind is not first.kind:
                self.report(
                    "CIC203",
                    argument,
                    f"`{self.text_of(argument)}` is {part.type}, but the first argument is {first}",
                    "Give arguments of one type.",
                )
                return None
        if function is not n.Function.COALESCE and first.kind not in ORDERED:
            self.report(
                "CIC203",
                tree,
                f"{first} has no order, so {function.value} means nothing here",
                "Give dates or numbers.",
            )
            return None
        return n.Call(function, parts, _common(parts), self.source.span(tree))

    def band(self, tree: ast.Call) -> n.Node | None:
        """``band(x, "0-4", "5-9", "16+")``."""
        usage = 'band(number, "0-4", "5-9", "10+")'
        if not self.arguments(tree, usage, 2, None):
            return None
        of = self.typed(tree.args[0], frozenset({Kind.NUMBER}), "a number")
        bands: list[tuple[str, int, int | None]] = []
        for argument in tree.args[1:]:
            written = argument.value if isinstance(argument, ast.Constant) else None
            label = written if isinstance(written, str) else ""
            match = re.fullmatch(r"(\d+)(?:-(\d+)|(\+))", label)
            if match is None or (match[2] and int(match[2]) < int(match[1])):
                self.report(
                    "CIC207",
                    argument,
                    f"`{self.text_of(argument)}` is not a band",
                    'Write "5-9" or "16+".',
                    allowed='"from-to" or "from+", whole numbers',
                )
                return None
            low, high = int(match[1]), int(match[2]) if match[2] else None
            if bands and (bands[-1][2] is None or low <= bands[-1][2]):
                self.report(
                    "CIC207",
                    argument,
                    f'the band "{label}" overlaps the one before it',
                    "Write bands in rising order, without overlaps.",
                )
                return None
            bands.append((label, low, high))
        if of is None:
            return None
        labels = tuple(label for label, _, _ in bands)
        return n.Band(of, tuple(bands), Type(Kind.TEXT, labels), self.source.span(tree))

    # Aggregates ------------------------------------------------------------------------------------

    def aggregate(self, tree: ast.Call, aggregation: n.Aggregation) -> n.Node | None:
        """A function of the same child's rows in another extract."""
        if self.outer is not None:
            self.report(
                "CIC206",
                tree,
                f"`{self.text_of(tree)}` stands inside another aggregate, and aggregates do not nest",
                "Compare with `row.` instead, or use a `named` expression outside.",
            )
            return None
        usage = _usage(aggregation)
        keywords = {keyword.arg: keyword.value for keyword in tree.keywords}
        allowed_keywords = (
            {"where", "by"} if aggregation in (n.Aggregation.FIRST, n.Aggregation.LAST) else {"where"}
        )
        if not set(keywords) <= allowed_keywords or len(keywords) < len(tree.keywords):
            self.report(
                "CIC207",
                tree,
                f"`{self.text_of(tree)}` has an argument that {aggregation.value} does not take",
                f"Write {usage}.",
                allowed=usage,
            )
            return None
        if not self.arguments(tree, usage, 1, 2 if "where" not in keywords else 1):
            return None
        table = self.aggregated_table(tree, aggregation, usage)
        if table is None:
            return None
        inner = _Compiler(
            self.source, replace(self.names, own=table), outer=self.names.own, problems=self.problems
        )
        before = len(self.problems)
        where_tree = tree.args[1] if len(tree.args) == 2 else keywords.get("where")
        where = None if where_tree is None else inner.condition(where_tree)
        of = inner.aggregated_value(tree.args[0], aggregation)
        by = inner.ordering(tree, aggregation, keywords.get("by"), usage)
        if len(self.problems) > before:
            return None
        return n.Aggregate(
            aggregation, table.name, of, by, where, _aggregate_type(aggregation, of), self.source.span(tree)
        )

    def aggregated_table(self, tree: ast.Call, aggregation: n.Aggregation, usage: str) -> TableNames | None:
        """The extract that an aggregate looks at."""
        whole_rows = aggregation in (n.Aggregation.EXISTS, n.Aggregation.COUNT)
        match tree.args[0]:
            case ast.Name(id=word) if whole_rows:
                pass
            case ast.Attribute(value=ast.Name(id=word)) if not whole_rows:
                pass
            case other:
                self.report(
                    "CIC207",
                    other,
                    f"`{self.text_of(other)}` is not {'an extract' if whole_rows else 'a column of an extract'}",
                    f"Write {usage}.",
                    allowed=usage,
                )
                return None
        table = self.names.tables.get(word)
        if table is None:
            self.report(
                "CIC204",
                tree.args[0],
                f"there is no extract `{word}`",
                "Use one of the extracts declared.",
                allowed=_shortened(tuple(self.names.tables)),
                close=nearest(word, self.names.tables),
            )
            return None
        about = self.names.own.about
        if about is None or table.about != about:
            which = self.names.own.name if about is None else table.name
            self.report(
                "CIC206",
                tree.args[0],
                f"the rows of `{which}` do not belong to children, so an aggregate over a child's rows means nothing",
                "Declare `about:` on both extracts.",
            )
            return None
        return table

    def aggregated_value(self, tree: ast.expr, aggregation: n.Aggregation) -> n.Node | None:
        """The column that is summed or taken, seen from the aggregated extract."""
        if aggregation in (n.Aggregation.EXISTS, n.Aggregation.COUNT) or not isinstance(tree, ast.Attribute):
            return None
        node = self.member(self.names.own, n.Owner.OWN, tree.attr, tree)
        if node is None:
            return None
        if aggregation is n.Aggregation.SUM and node.type.kind is not Kind.NUMBER:
            self.report(
                "CIC203",
                tree,
                f"`{self.text_of(tree)}` is {node.type}, and only numbers add up",
                "Sum a column of numbers, or use count(...).",
            )
            return None
        if aggregation in (n.Aggregation.MIN, n.Aggregation.MAX) and node.type.kind not in ORDERED:
            self.report(
                "CIC203",
                tree,
                f"`{self.text_of(tree)}` is {node.type}, which has no order",
                "Take the least or greatest of dates or numbers.",
            )
            return None
        return node

    def ordering(
        self, tree: ast.Call, aggregation: n.Aggregation, by: ast.expr | None, usage: str
    ) -> n.Node | None:
        """The column that orders first and last."""
        if aggregation not in (n.Aggregation.FIRST, n.Aggregation.LAST):
            return None
        if by is None:
            self.report(
                "CIC207",
                tree,
                f"{aggregation.value} does not say by which column",
                f"Write {usage}.",
                allowed=usage,
            )
            return None
        return self.typed(by, ORDERED, "a date or a number")


#: Marks that a part has no meaning because of a fault reported elsewhere; dropped before anyone sees it.
_SILENT = Problem("", (0, 0), "", "")


def shown(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that are this expression's own."""
    return tuple(problem for problem in problems if problem is not _SILENT)


def _seen_as(meaning: n.Node, owner: n.Owner) -> n.Node:
    """A named expression's meaning, seen from a row to which its rows are ``owner``."""
    if owner is n.Owner.OWN:
        return meaning
    return _moved(meaning, owner, inside=False)


def _moved(node: n.Node, owner: n.Owner, *, inside: bool) -> n.Node:
    if isinstance(node, n.Aggregate):
        parts = {
            name: None if part is None else _moved(part, owner, inside=True)
            for name, part in (("of", node.of), ("by", node.by), ("where", node.where))
        }
        return replace(node, of=parts["of"], by=parts["by"], where=parts["where"])
    if isinstance(node, n.Column):
        # Outside an aggregate its own columns are now the child's; inside, the outer row is the child.
        mine = node.owner is (n.Owner.ROW if inside else n.Owner.OWN)
        return replace(node, owner=owner) if mine else node
    return n.map_children(node, lambda part: _moved(part, owner, inside=inside))


def _is_duration(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in _DURATIONS


def _common(parts: tuple[n.Node, ...]) -> Type:
    first = parts[0].type
    if first.kind is not Kind.TEXT:
        return first
    lists = [part.type.codes for part in parts if not isinstance(part, n.Literal)]
    literals = [str(part.value) for part in parts if isinstance(part, n.Literal)]
    if not lists or any(codes is None for codes in lists):
        return TEXT
    return Type(
        Kind.TEXT, tuple(dict.fromkeys([*(code for codes in lists for code in codes or ()), *literals]))
    )


def _aggregate_type(aggregation: n.Aggregation, of: n.Node | None) -> Type:
    match aggregation:
        case n.Aggregation.EXISTS:
            return CONDITION
        case n.Aggregation.COUNT | n.Aggregation.SUM:
            return NUMBER
        case n.Aggregation.MIN | n.Aggregation.MAX | n.Aggregation.FIRST | n.Aggregation.LAST:
            return NUMBER if of is None else of.type


def _usage(aggregation: n.Aggregation) -> str:
    match aggregation:
        case n.Aggregation.EXISTS | n.Aggregation.COUNT:
            return f"{aggregation.value}(extract, condition)"
        case n.Aggregation.SUM | n.Aggregation.MIN | n.Aggregation.MAX:
            return f"{aggregation.value}(extract.column, condition)"
        case n.Aggregation.FIRST | n.Aggregation.LAST:
            return f"{aggregation.value}(extract.column, by=column, where=condition)"


def _comparison_advice(one: n.Node, two: n.Node) -> str:
    kinds = {one.type.kind, two.type.kind}
    if kinds == {Kind.DATE, Kind.TEXT} or kinds == {Kind.DATETIME, Kind.TEXT}:
        return 'Write a date as date("2016-03-31").'
    if kinds == {Kind.CONDITION, Kind.NUMBER} or kinds == {Kind.CONDITION, Kind.TEXT}:
        return "A flag is a condition by itself: write its name, or `not` and its name."
    if Kind.NUMBER in kinds and (Kind.DATE in kinds or Kind.DATETIME in kinds):
        return "Compare a date with a date; days_between(a, b) counts the days between two."
    return "Compare values of one type."


def _described(node: n.Node) -> str:
    return node.name if isinstance(node, n.Column) else "the expression"


def _shortened(names: tuple[str, ...], limit: int = 24) -> str:
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def _listed(table: TableNames) -> str:
    return _shortened((*table.columns, *table.named_expressions))
