"""Put expressions into plain words from their typed nodes, so that different conditions read differently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import Extract
from cicscore.expressions import nodes as n
from cicscore.expressions.equivalence import OPPOSITES
from cicscore.expressions.functions import Aggregation, DurationUnit, Function
from cicscore.expressions.types import DATES, Kind
from cicscore.periods import add_months
from cicscore.text import count_text, date_text, spaced


class Term(Struct, frozen=True):
    """A named expression of an extract, and its meaning there."""

    extract: str
    name: str
    meaning: n.Node


class Seen(Struct, frozen=True):
    """A term applied to the row itself, to its child, or to the row outside an aggregate."""

    term: Term
    owner: n.Owner


Terms: TypeAlias = Mapping[n.Node, Seen]


def terms_of(extracts: Mapping[str, Extract]) -> Terms:
    """Every named expression by its meaning, once for each owner that it can apply to."""
    found: dict[n.Node, Seen] = {}
    for extract in extracts.values():
        for name, meaning in extract.named.items():
            term = Term(extract.name, name, meaning)
            for owner in (n.Owner.OWN, n.Owner.CHILD, n.Owner.ROW):
                if owner is n.Owner.OWN or not n.holds(meaning, n.Aggregate):
                    found.setdefault(n.seen_from(meaning, owner), Seen(term, owner))
    return MappingProxyType(found)


def terms_in(node: n.Node, terms: Terms) -> Iterator[Term]:
    """The terms used in the words of ``node``, outermost first."""
    seen = terms.get(node)
    if seen is not None:
        yield seen.term
        return
    for part in n.children(node):
        yield from terms_in(part, terms)


def glossary(nodes: tuple[n.Node, ...], terms: Terms) -> tuple[Term, ...]:
    """The terms that ``nodes`` use, directly or through other terms, each once."""
    found: dict[tuple[str, str], Term] = {}
    waiting = [term for node in nodes for term in terms_in(node, terms)]
    while waiting:
        term = waiting.pop(0)
        if found.setdefault((term.extract, term.name), term) is term:
            waiting += [inner for part in n.children(term.meaning) for inner in terms_in(part, terms)]
    return tuple(found.values())


Days = Mapping[n.PeriodDay, dt.date]

_DAY_NAMES: Mapping[n.PeriodDay, str] = {
    n.PeriodDay.AS_AT: "the as-at date",
    n.PeriodDay.PERIOD_START: "the first day of the period",
    n.PeriodDay.PERIOD_END: "the last day of the period",
    n.PeriodDay.YEAR_START: "1 April",
    n.PeriodDay.QUARTER_START: "the first day of the quarter",
    n.PeriodDay.ACADEMIC_YEAR_START: "1 September",
    n.PeriodDay.YEAR_BEFORE: "the day a year before",
}

_OF_DATES: Mapping[n.ComparisonSign, str] = {
    n.ComparisonSign.EQUAL: "is on",
    n.ComparisonSign.UNEQUAL: "is not on",
    n.ComparisonSign.LESS: "is before",
    n.ComparisonSign.AT_MOST: "is on or before",
    n.ComparisonSign.MORE: "is after",
    n.ComparisonSign.AT_LEAST: "is on or after",
}

_OF_OTHERS: Mapping[n.ComparisonSign, str] = {
    n.ComparisonSign.EQUAL: "is",
    n.ComparisonSign.UNEQUAL: "is not",
    n.ComparisonSign.LESS: "is less than",
    n.ComparisonSign.AT_MOST: "is at most",
    n.ComparisonSign.MORE: "is more than",
    n.ComparisonSign.AT_LEAST: "is at least",
}

_OF_ROWS: Mapping[n.ComparisonSign, str] = {
    n.ComparisonSign.EQUAL: "exactly",
    n.ComparisonSign.UNEQUAL: "any number but",
    n.ComparisonSign.LESS: "fewer than",
    n.ComparisonSign.AT_MOST: "at most",
    n.ComparisonSign.MORE: "more than",
    n.ComparisonSign.AT_LEAST: "at least",
}

_OF_TIMES = {"lesser": "earlier", "greater": "later", "least": "earliest", "most": "latest"}
#: The adjectives for comparing values of each kind.
_COMPARATIVES: Mapping[Kind, Mapping[str, str]] = {
    Kind.DATE: _OF_TIMES,
    Kind.DATETIME: _OF_TIMES,
    Kind.NUMBER: {"lesser": "smaller", "greater": "greater", "least": "smallest", "most": "greatest"},
    Kind.TEXT: {"least": "alphabetically first", "most": "alphabetically last"},
    Kind.CONDITION: {},
}

_OPERATIONS: Mapping[n.Operator, str] = {
    n.Operator.ADD: "plus",
    n.Operator.SUBTRACT: "less",
    n.Operator.MULTIPLY: "times",
    n.Operator.DIVIDE: "divided by",
}


#: A joining word that no neighbours have, so that a condition of several parts goes in brackets.
_INNERMOST = "where"


class Wording(Struct, frozen=True):
    """Puts expressions into words.

    ``days`` are the days of the period where an as-at date is known; without them, days are named in words.
    ``depth`` is how many aggregates stand around.
    """

    extracts: Mapping[str, Extract]
    terms: Terms
    days: Days | None = None
    depth: int = 0

    # Conditions --------------------------------------------------------------------------------------

    def condition(self, node: n.Node, *, negated: bool = False, within: str | None = None) -> str:
        """A condition, or its opposite with ``negated``; by name where it has one.

        ``within`` is the word that joins it to its neighbours; a condition joined by a different word goes
        in brackets.
        """
        seen = self.terms.get(node)
        if seen is not None:
            return self._named_condition(seen, negated=negated)
        return self.spelt(node, negated=negated, within=within)

    def spelt(self, node: n.Node, *, negated: bool = False, within: str | None = None) -> str:
        """A condition in full, even if it has a name; its parts by name where they have one."""
        match node:
            case n.Not(of=of):
                return self.condition(of, negated=not negated, within=within)
            case n.And(parts=parts):
                return self._joined(parts, "or" if negated else "and", within, negated=negated)
            case n.Or():
                return self._either(node, within, negated=negated)
            case n.Comparison():
                return self._comparison(node, negated=negated, within=within)
            case n.Missing(of=of, negated=recorded):
                return f"{self.value(of)} is {'recorded' if recorded is not negated else 'not recorded'}"
            case n.In(of=of, among=among, negated=outside):
                return self._membership(of, among, outside=outside is not negated)
            case n.Aggregate(aggregation=Aggregation.EXISTS):
                number = "no row" if negated else "a row"
                return _bracketed(f"there is {number} of {self._rows(node)}", within)
            case n.Literal(value=bool() as value):
                return "always" if value is not negated else "never"
            case n.Call(function=Function.STARTS_WITH, arguments=(of, prefix)):
                verb = "does not begin" if negated else "begins"
                return f"{self.value(of)} {verb} with {self.value(prefix)}"
            case n.Column() | n.Aggregate() | n.Call() | n.Literal() | n.Lookup():
                return f"{self.value(node)} is {'no' if negated else 'yes'}"
            case n.Period() | n.On() | n.Arithmetic() | n.Shift() | n.Band() | n.Points():
                msg = "a day, number or text is typed to be no condition"
                raise AssertionError(msg)
            case _:
                assert_never(node)

    def _either(self, node: n.Or, within: str | None, *, negated: bool) -> str:
        match node.parts:
            case (n.Not(of=rule), n.Missing(of=same, negated=False)) if same == rule:
                # What a variant keeps: it leaves out only where its rule is true.
                return f"{'' if negated else 'not '}where {self.condition(rule, within=_INNERMOST)}"
            case parts:
                return self._joined(parts, "and" if negated else "or", within, negated=negated)

    def _named_condition(self, seen: Seen, *, negated: bool) -> str:
        name = f'"{spaced(seen.term.name)}"'
        match seen.owner:
            case n.Owner.OWN:
                return f"not {name}" if negated else name
            case n.Owner.CHILD:
                whose = self.extracts[seen.term.extract].kind
                return f"the {whose} is {'not ' if negated else ''}{name}"
            case n.Owner.ROW:
                return f"{self._outer(seen.term.extract)} is {'not ' if negated else ''}{name}"
            case n.Owner.LOOKED_UP:
                msg = "a reference table's columns are looked up, not its named expressions"
                raise AssertionError(msg)
            case _:
                assert_never(seen.owner)

    def _joined(self, parts: Sequence[n.Node], word: str, within: str | None, *, negated: bool) -> str:
        texts: list[str] = []
        before: n.Node | None = None
        for part in parts:
            text, subject = self.condition(part, negated=negated, within=word), _subject(part)
            # Name a subject once where neighbours share it: "ended on is not recorded or is after ...".
            repeated = subject is not None and subject == before
            texts.append(text.removeprefix(f"{self.value(subject)} ") if subject and repeated else text)
            before = subject
        joined = f" {word} ".join(texts)
        return joined if within in (None, word) else f"({joined})"

    def _comparison(self, node: n.Comparison, *, negated: bool, within: str | None) -> str:
        comparison = OPPOSITES[node.comparison] if negated else node.comparison
        match node.left, node.right:
            case n.Aggregate(aggregation=Aggregation.COUNT), n.Literal(value=Decimal() as number):
                return _bracketed(self._how_many(comparison, number, node.left), within)
            case left, n.Literal() as right:
                return f"{self.value(left)} {_verb(comparison, left)} {self._literal(right, left)}"
            case left, right:
                return f"{self.value(left)} {_verb(comparison, left)} {self.value(right)}"

    def _how_many(self, comparison: n.ComparisonSign, number: Decimal, rows: n.Aggregate) -> str:
        be, row = ("is", "row") if number == 1 else ("are", "rows")
        return f"there {be} {_OF_ROWS[comparison]} {count_text(number)} {row} of {self._rows(rows)}"

    def _membership(self, of: n.Node, among: Sequence[n.Literal], *, outside: bool) -> str:
        words = [self._literal(literal, of) for literal in among]
        be = "is not" if outside else "is"
        return f"{self.value(of)} {be} {words[0] if len(words) == 1 else 'one of ' + ', '.join(words)}"

    # Values ------------------------------------------------------------------------------------------

    def in_full(self, node: n.Node) -> str:
        """The meaning of a named expression, condition or value, without its name."""
        return self.spelt(node) if node.type.kind is Kind.CONDITION else self._value_in_full(node)

    def value(self, node: n.Node) -> str:
        """A value: a column, a day, a number or a calculation; by name where it has one."""
        seen = self.terms.get(node)
        if seen is not None:
            return self._owned(f'"{spaced(seen.term.name)}"', seen.owner, seen.term.extract)
        return self._value_in_full(node)

    def _value_in_full(self, node: n.Node) -> str:  # noqa: C901, PLR0912 - one case for each node
        day = None if self.days is None else _known_day(node, self.days)
        if day is not None:
            return date_text(day)
        match node:
            case n.Literal():
                return self._literal(node, None)
            case n.Column(owner=owner, table=table, name=name):
                return self._owned(spaced(name), owner, table)
            case n.Period(day=of_period):
                return _DAY_NAMES[of_period]
            case n.On():
                return "the row's own date (or the as-at date)"
            case n.Arithmetic(operator=operator, left=left, right=right):
                return f"({self.value(left)} {_OPERATIONS[operator]} {self.value(right)})"
            case n.Shift(day=moved, unit=unit, amount=amount):
                way = "before" if amount < 0 else "after"
                return f"{_duration(unit, abs(amount))} {way} {self.value(moved)}"
            case n.Call():
                return self._call(node)
            case n.Band(of=of, bands=bands):
                return f"the band of {self.value(of)} ({', '.join(label for label, _, _ in bands)})"
            case n.Points(of=of, table=table):
                codes = self._codes(of)
                listed = (f"{count_text(points)} for {_coded(word, codes)}" for word, points in table)
                return f"the points of {self.value(of)} ({', '.join(listed)})"
            case n.Lookup(of=of, day=looked_up):
                return f"(the {spaced(of.name)} that {spaced(of.table)} gives for {self.value(looked_up)})"
            case n.Aggregate():
                return self._aggregate(node)
            case n.Not() | n.And() | n.Or() | n.Comparison() | n.Missing() | n.In():
                return f"whether {self.spelt(node)}"
            case _:
                assert_never(node)

    def _literal(self, literal: n.Literal, of: n.Node | None) -> str:
        """A literal as people write it; a code with its meaning."""
        match literal.value:
            case bool() as truth:
                return "yes" if truth else "no"
            case Decimal() as number:
                return count_text(number)
            case dt.date() as day:
                return date_text(day)
            case str() as text:
                return _coded(text, {} if of is None else self._codes(of))

    def _codes(self, node: n.Node) -> Mapping[str, str]:
        """The meanings of a value's codes; empty where it has none."""
        match node:
            case n.Column(table=table, name=name):
                return self.extracts[table].columns[name].codes or {}
            case n.Lookup(of=column):
                return self._codes(column)
            case n.Aggregate(of=of) if of is not None:
                return self._codes(of)
            case n.Call(function=Function.IF, arguments=(_, *values)):
                return {code: text for value in values for code, text in self._codes(value).items()}
            case n.Call(arguments=arguments):
                return self._codes(arguments[0])
            case _:
                return {}

    def _call(self, node: n.Call) -> str:
        words = [self.value(argument) for argument in node.arguments]
        if node.function is Function.IF:
            condition, *values = node.arguments
            chosen = (
                self._literal(part, node) if isinstance(part, n.Literal) else self.value(part)
                for part in values
            )
            words = [self.condition(condition), *chosen]
        named = {} if node.function.repeats else dict(zip(node.function.parameters, words, strict=True))
        return _phrase(node, all=_Listed(words), **named)

    def _aggregate(self, node: n.Aggregate) -> str:
        """A value drawn from another extract's rows."""
        column, by = ("" if part is None else self.value(part) for part in (node.of, node.by))
        return _phrase(node, rows=self._rows(node), column=column, by=by)

    def _rows(self, node: n.Aggregate) -> str:
        """The rows that an aggregate reads."""
        inside = replace(self, depth=self.depth + 1)
        where = "" if node.where is None else f" where {inside.condition(node.where)}"
        subject = self.extracts[node.about or self.extracts[node.table].about or node.table]
        return f"{spaced(node.table)} about the same {subject.kind}{where}"

    def _outer(self, table: str) -> str:
        """The row outside an aggregate: the one counted, or that of the aggregate around."""
        return "the row counted" if self.depth < 2 else f"that row of {spaced(table)}"

    def _owned(self, words: str, owner: n.Owner, table: str) -> str:
        match owner:
            case n.Owner.OWN:
                return words
            case n.Owner.CHILD:
                return f"the {self.extracts[table].kind}'s {words}"
            case n.Owner.ROW:
                return f"{words} of {self._outer(table)}"
            case n.Owner.LOOKED_UP:
                return f"{words} looked up"
            case _:
                assert_never(owner)


def _coded(code: str, meanings: Mapping[str, str]) -> str:
    """A text written out; a code with its meaning."""
    return f"{code} ({meanings[code]})" if code in meanings else f'"{code}"'


class _Listed(list[str]):
    """Words for a phrase to list: with commas and a final "and", or joined by its format specification."""

    def __format__(self, joined_by: str) -> str:
        if joined_by:
            return joined_by.join(self)
        return " and ".join([*filter(None, [", ".join(self[:-1])]), self[-1]])


def _phrase(node: n.Call | n.Aggregate, **words: object) -> str:
    """A call, in the phrase given by the table of functions."""
    function = node.function if isinstance(node, n.Call) else node.aggregation
    return function.phrase.format(**words, **_COMPARATIVES[node.type.kind])


def _subject(node: n.Node) -> n.Node | None:
    """The value that a simple condition tests."""
    match node:
        case n.Comparison(left=subject) | n.Missing(of=subject) | n.In(of=subject):
            return subject
        case _:
            return None


def _bracketed(text: str, within: str | None) -> str:
    """Bracket a clause that contains a "where", so that its end is clear among its neighbours."""
    return text if within is None else f"({text})"


def _verb(comparison: n.ComparisonSign, left: n.Node) -> str:
    return (_OF_DATES if left.type.kind in DATES else _OF_OTHERS)[comparison]


def _duration(unit: DurationUnit, amount: int) -> str:
    words = spaced(unit.value)
    return f"{amount} {words.removesuffix('s') if amount == 1 else words}"


def _known_day(node: n.Node, days: Days) -> dt.date | None:
    """The day of an expression that depends only on the period's days and the calendar."""
    match node:
        case n.Period(day=day):
            return days[day]
        case n.Shift(day=inner, unit=unit, amount=amount):
            known = _known_day(inner, days)
            return None if known is None else _moved(known, unit, amount)
        case _:
            return None


def _moved(day: dt.date, unit: DurationUnit, amount: int) -> dt.date | None:
    match unit:
        case DurationUnit.DAYS:
            return day + dt.timedelta(days=amount)
        case DurationUnit.WEEKS:
            return day + dt.timedelta(weeks=amount)
        case DurationUnit.MONTHS:
            return add_months(day, amount)
        case DurationUnit.YEARS:
            return add_months(day, 12 * amount)
        case DurationUnit.WORKING_DAYS | DurationUnit.HOURS:
            return None  # left to the engine: bank holidays and times of day
        case _:
            assert_never(unit)
