"""The expression language for the oracle: Python's own syntax tree turned into nested functions.

An expression becomes a function of the row, the outer row (inside an aggregate, else None) and the dates it
may name. None is "missing" for values and "unknown" for conditions.
"""

from __future__ import annotations

import ast
import functools
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle import days
from tests.oracle.days import When
from tests.oracle.extracts import Extracts, Row, Value, exact, moment

Evaluate = Callable[[Row, Row | None, When], Any]

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: Fraction(a) / b if b != 0 else None,
}
SHIFTS: dict[str, Callable[[Any, int], Any]] = {
    "hours": days.add_hours,
    "days": lambda day, n: day + timedelta(days=n),
    "weeks": lambda day, n: day + timedelta(weeks=n),
    "months": days.add_months,
    "years": lambda day, n: days.add_months(day, 12 * n),
    "working_days": days.add_working_days,
}
MEASURES: dict[str, Callable[[Any, Any], int]] = {
    "age": days.age,
    "days_between": days.days_between,
    "months_between": days.months_between,
    "working_days_between": days.working_days_between,
    "hours_between": days.hours_between,
    "month": lambda day: day.month,
    "weekday": lambda day: days.WEEKDAYS[day.weekday()],
    "starts_with": str.startswith,
}
#: Texts between quotes, and `if` where brackets follow: a word of Python's, so read under another name.
QUOTED_OR_IF = re.compile(r"""("[^"]*"|'[^']*')|\bif(?=\s*\()""")
CHOICES: dict[str, Callable[[list[Any]], Any]] = {
    "coalesce": lambda values: values[0],
    "least": lambda values: min(alike(values)),
    "greatest": lambda values: max(alike(values)),
}
SUMMARIES: dict[str, Callable[[list[Any]], Any]] = {"sum": sum, "min": min, "max": max}
AGGREGATES = {"exists", "count", "count_distinct", "first", "last", *SUMMARIES}


def alike(values: list[Any]) -> list[Any]:
    """Drop the times of day where some of the dates have none, so that they compare by their day."""
    timed = [isinstance(value, datetime) for value in values]
    if any(timed) and not all(timed):
        return [days.as_day(value) for value in values]
    return values


def compare(test: Callable[[Any, Any], bool], left: Value, right: Value) -> bool | None:
    """Compare two values; unknown where either is missing."""
    if left is None or right is None:
        return None
    first, second = alike([left, right])
    return test(first, second)


def negated(truth: bool | None) -> bool | None:
    """Negate a condition; the opposite of unknown is unknown."""
    return None if truth is None else not truth


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """Join conditions by ``and``: false if one is false, else unknown if one is unknown."""
    answer: bool | None = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            answer = None
    return answer


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Join conditions by ``or``: true if one is true, else unknown if one is unknown."""
    answer: bool | None = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            answer = None
    return answer


def in_band(value: int | Fraction, label: str) -> bool:
    """Whether a number falls in a band written ``5-9``, ``16+`` or ``3``."""
    if label.endswith("+"):
        return value >= int(label[:-1])
    low, _, high = label.partition("-")
    return int(low) <= value < int(high or low) + 1


@dataclass
class Language:
    """Turns the expressions of one catalogue into functions over its extracts.

    Under a variant, what is read about somebody else is read without the rows that it removes.
    """

    extracts: Extracts
    named: dict[tuple[str, str], Evaluate] = field(default_factory=dict)
    variant: dict[str, Any] = field(default_factory=dict)
    reads_less: bool = False

    def translate(self, text: str, extract: str) -> Evaluate:
        """Turn an expression over an extract's rows into a function.

        MissingExtractError where it names an extract that is not there, whether or not a row comes to it.
        """
        try:
            readable = QUOTED_OR_IF.sub(lambda match: match[1] or "if_", text)
            return Translator(self, extract, outer=None).of(ast.parse(f"(\n{readable}\n)", mode="eval").body)
        except (SyntaxError, KeyError, ValueError, TypeError) as problem:
            problem.add_note(f"in an expression over {extract}: {text.strip()}")
            raise

    def name(self, name: str, extract: str) -> Evaluate:
        """Find what a bare name means over an extract: a date, a column or a named expression."""
        if name in When._fields:
            place = When._fields.index(name)
            return lambda _row, _outer, when: when[place]
        if name in self.extracts.declared[extract]["columns"]:
            return lambda row, _outer, _when: row[name]
        if (extract, name) not in self.named:
            self.named[extract, name] = self.remembered(self.named_expression(name, extract))
        return self.named[extract, name]

    def named_expression(self, name: str, extract: str) -> Evaluate:
        """Translate an expression that the extract gives a name to."""
        named = self.extracts.declared[extract].get("named", {})
        if name not in named:
            raise KeyError(f"{extract} has no column or named expression {name}")
        return self.translate(named[name], extract)

    @staticmethod
    def remembered(evaluate: Evaluate) -> Evaluate:
        """Work out a named expression once for each row and set of dates; rows live as long as the run."""
        known: dict[tuple[int, When], Any] = {}

        def recall(row: Row, _outer: Row | None, when: When) -> Any:
            at = (id(row), when)
            if at not in known:
                known[at] = evaluate(row, None, when)
            return known[at]

        return recall


@dataclass
class Translator:
    """Translates one expression's syntax tree; ``outer`` is the outer row's extract inside an aggregate."""

    language: Language
    extract: str
    outer: str | None

    @property
    def extracts(self) -> Extracts:
        """The extracts that the expression looks at."""
        return self.language.extracts

    def of(self, node: ast.expr) -> Evaluate:
        """Translate any node."""
        match node:
            case ast.Constant():
                return self.constant(node.value)
            case ast.Name(id=name):
                return self.language.name(name, self.extract)
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                return self.attribute(owner, name)
            case ast.Call(func=ast.Name(id=name)):
                return self.aggregate(name, node) if name in AGGREGATES else self.call(name, node)
            case _:
                return self.operation(node)

    def operation(self, node: ast.expr) -> Evaluate:
        """Translate what is written with an operator."""
        match node:
            case ast.BoolOp() | ast.UnaryOp():
                return self.logic(node)
            case ast.Compare():
                return self.comparison(node)
            case ast.BinOp(left=left, op=op, right=ast.Call(func=ast.Name(id=unit)) as by) if unit in SHIFTS:
                return self.shift(left, {ast.Add: 1, ast.Sub: -1}[type(op)], unit, by)
            case ast.BinOp(left=left, op=op, right=right):
                return self.present(ARITHMETIC[type(op)], [left, right])
        raise ValueError(f"not part of the language: {ast.unparse(node)}")

    def constant(self, value: Any) -> Evaluate:
        """Translate a literal; decimals are taken as written."""
        literal = exact(repr(value)) if isinstance(value, float) else value
        return lambda _row, _outer, _when: literal

    def attribute(self, owner: str, name: str) -> Evaluate:
        """Translate ``child.name`` (the row's child) or ``row.name`` (the outer row, inside an aggregate)."""
        if owner == "row" and self.outer is not None:
            of_outer = self.language.name(name, self.outer)
            return lambda _row, outer, when: of_outer(outer or {}, None, when)
        subject = self.extracts.subjects(self.extract).get(owner)
        if subject is None:
            raise ValueError(f"{owner}.{name} means nothing over {self.extract}")
        of_child = self.language.name(name, subject)
        if subject == self.extract:
            return of_child
        self.extracts.rows(subject)

        def child_value(row: Row, _outer: Row | None, when: When) -> Any:
            children = self.extracts.rows_of(subject, self.extracts.key(self.extract, row, subject))
            return of_child(children[0], None, when) if children else None

        return child_value

    def logic(self, node: ast.BoolOp | ast.UnaryOp) -> Evaluate:
        """Translate ``and``, ``or``, ``not`` and the minus sign."""
        match node:
            case ast.BoolOp(op=op, values=values):
                join = all_of if isinstance(op, ast.And) else any_of
                parts = [self.of(value) for value in values]
                return lambda row, outer, when: join(part(row, outer, when) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                truth = self.of(operand)
                return lambda row, outer, when: negated(truth(row, outer, when))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.present(operator.neg, [operand])
        raise ValueError(f"not part of the language: {ast.unparse(node)}")

    def comparison(self, node: ast.Compare) -> Evaluate:
        """Translate a comparison; ``a < b < c`` means ``a < b and b < c``."""
        operands = [node.left, *node.comparators]
        links = [self.link(*link) for link in zip(operands, node.ops, operands[1:], strict=False)]
        return lambda row, outer, when: all_of(link(row, outer, when) for link in links)

    def link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Evaluate:
        """Translate one comparison of two values."""
        first = self.of(left)
        match op, right:
            case ((ast.Is() | ast.IsNot()), ast.Constant(value=None)):
                missing = isinstance(op, ast.Is)
                return lambda row, outer, when: (first(row, outer, when) is None) is missing
            case ((ast.In() | ast.NotIn()), (ast.List(elts=items) | ast.Tuple(elts=items))):
                found = self.membership(first, [self.of(item) for item in items])
                if isinstance(op, ast.In):
                    return found
                return lambda row, outer, when: negated(found(row, outer, when))
        second, test = self.of(right), COMPARISONS[type(op)]
        return lambda row, outer, when: compare(test, first(row, outer, when), second(row, outer, when))

    @staticmethod
    def membership(value: Evaluate, items: list[Evaluate]) -> Evaluate:
        """Translate ``in``: equal to one of the items."""

        def is_in(row: Row, outer: Row | None, when: When) -> bool | None:
            wanted = value(row, outer, when)
            return any_of(compare(operator.eq, wanted, item(row, outer, when)) for item in items)

        return is_in

    def present(self, combine: Callable[..., Any], arguments: list[ast.expr]) -> Evaluate:
        """Combine values by a function; missing where one of them is."""
        parts = [self.of(argument) for argument in arguments]

        def combined(row: Row, outer: Row | None, when: When) -> Any:
            values = [part(row, outer, when) for part in parts]
            return None if None in values else combine(*values)

        return combined

    def shift(self, start: ast.expr, sign: int, unit: str, by: ast.Call) -> Evaluate:
        """Translate a date plus or minus a duration."""
        (literal,) = by.args
        steps = sign * int(ast.literal_eval(literal))
        move = SHIFTS[unit]
        if unit == "hours":
            return self.present(lambda day: move(timed(day), steps), [start])
        return self.present(lambda day: move(day, steps), [start])

    def call(self, name: str, node: ast.Call) -> Evaluate:
        """Translate a function other than an aggregate."""
        match name, node.args:
            case "date", [ast.Constant(value=str(text))]:
                return self.constant(moment(text).date())
            case "band", [number, *labels]:
                bands = [str(ast.literal_eval(label)) for label in labels]
                return self.present(
                    lambda value: next(
                        (label for label in bands if in_band(value, label)), "outside the bands"
                    ),
                    [number],
                )
            case "points", [word, table]:
                points = {code: exact(str(number)) for code, number in ast.literal_eval(table).items()}
                return self.present(points.get, [word])
            case "lookup", [ast.Attribute(value=ast.Name(id=table), attr=column), day]:
                self.extracts.rows(table)
                return self.present(functools.partial(self.looked_up, table, column), [day])
            case "if_", arguments:
                return self.chosen(*(self.of(argument) for argument in arguments))
            case _, arguments if name in CHOICES:
                choose, parts = CHOICES[name], [self.of(argument) for argument in arguments]

                def chosen(row: Row, outer: Row | None, when: When) -> Any:
                    values = [value for part in parts if (value := part(row, outer, when)) is not None]
                    return choose(values) if values else None

                return chosen
        return self.present(MEASURES[name], node.args)

    def looked_up(self, table: str, column: str, when: date) -> Value:
        """Find what a reference table holds for a day: a row without an end lasts until the next begins."""
        by, day = self.extracts.declared[table]["looked_up_by"], days.as_day(when)
        rows = sorted(self.extracts.rows(table), key=lambda row: row[by["from"]])
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            end = row[by["to"]] if "to" in by else following and following[by["from"]] - timedelta(days=1)
            if row[by["from"]] <= day and (end is None or day <= end):
                return row[column]
        return None

    @staticmethod
    def chosen(condition: Evaluate, one: Evaluate, other: Evaluate) -> Evaluate:
        """Choose between two values by a condition; missing where that is unknown."""

        def choice(row: Row, outer: Row | None, when: When) -> Any:
            truth = condition(row, outer, when)
            return None if truth is None else (one if truth else other)(row, outer, when)

        return choice

    def aggregate(self, name: str, node: ast.Call) -> Evaluate:
        """Translate an aggregate over the same child's rows of an extract."""
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        over, *conditions = [*node.args, *([named["where"]] if "where" in named else [])]
        extract, column = source(over)
        inner = Translator(self.language, extract, outer=self.extract)
        condition = inner.of(conditions[0]) if conditions else inner.constant(value=True)
        matching = self.matching(extract, condition)
        if name == "exists":
            return lambda row, _outer, when: bool(matching(row, when))
        if name == "count":
            return lambda row, _outer, when: len(matching(row, when))
        value = self.language.name(column, extract)
        if name == "count_distinct":
            return lambda row, _outer, when: len(
                {value(match, row, when) for match in matching(row, when)} - {None}
            )
        if name in SUMMARIES:
            return summary(SUMMARIES[name], matching, value)
        return pick(name, matching, value, inner.of(named["by"]))

    def matching(self, extract: str, condition: Evaluate) -> Callable[[Row, When], list[Row]]:
        """Find the rows of the outer row's child that meet a condition, in file order."""
        inner = self.extracts.subjects(extract).values()
        shared = [one for one in self.extracts.subjects(self.extract).values() if one in inner]
        if not shared:
            raise ValueError(f"the rows of {self.extract} have no {extract} of the same child")
        subject = shared[0]
        self.extracts.rows(extract)
        removes = self.removing(extract, subject)

        def found(row: Row, when: When) -> list[Row]:
            candidates = self.extracts.rows_of(
                extract, self.extracts.key(self.extract, row, subject), subject
            )
            kept = [one for one in candidates if removes is None or removes(one, None, when) is not True]
            return [candidate for candidate in kept if condition(candidate, row, when) is True]

        return found

    def removing(self, extract: str, subject: str) -> Evaluate | None:
        """Find the variant's rule for rows that are read about somebody of whom it does not speak."""
        variant = self.language.variant
        if not variant or not self.extracts.speaks_of(variant, extract):
            return None
        kind = self.extracts.declared[subject].get("each_row", "child")
        if subject == variant["about"] if "about" in variant else kind == "child":
            return None
        self.language.reads_less = True
        rule = variant.get("remove_from", {}).get(extract, variant["remove"])
        return Language(self.extracts).translate(rule, extract)


def timed(day: date) -> datetime:
    """Insist on a time of day, which hours can be added to."""
    if not isinstance(day, datetime):
        raise TypeError("hours are only added to or subtracted from a datetime")
    return day


def source(node: ast.expr) -> tuple[str, str]:
    """Read what an aggregate looks at: an extract, and a column of it where one is given."""
    match node:
        case ast.Name(id=extract):
            return extract, ""
        case ast.Attribute(value=ast.Name(id=extract), attr=column):
            return extract, column
    raise ValueError(f"neither an extract nor a column of one: {ast.unparse(node)}")


def summary(
    summarise: Callable[[list[Any]], Any], matching: Callable[[Row, When], list[Row]], value: Evaluate
) -> Evaluate:
    """Summarise the values of the matching rows, passing over missing ones; missing where there are none."""

    def summarised(row: Row, _outer: Row | None, when: When) -> Any:
        values = [given for match in matching(row, when) if (given := value(match, row, when)) is not None]
        return summarise(values) if values else None

    return summarised


def pick(end: str, matching: Callable[[Row, When], list[Row]], value: Evaluate, by: Evaluate) -> Evaluate:
    """Take the first or the last matching row's value in order of ``by``; rows without one are left out."""

    def picked(row: Row, _outer: Row | None, when: When) -> Any:
        ordered = [
            (place, match) for match in matching(row, when) if (place := by(match, row, when)) is not None
        ]
        ordered.sort(key=operator.itemgetter(0))
        return value(ordered[0 if end == "first" else -1][1], row, when) if ordered else None

    return picked
