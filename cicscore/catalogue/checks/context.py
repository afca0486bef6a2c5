"""What a check examines: the catalogue, and the extracts and columns that it uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeAlias

from msgspec import Struct, field

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.blanks import ANSWER_WHERE
from cicscore.catalogue.dictionary import table_names
from cicscore.catalogue.yaml import Path, YamlSource, words_of
from cicscore.expressions import nodes as n
from cicscore.expressions.compile import Compiled, Meanings, compile_expression
from cicscore.expressions.names import Names, TableNames
from cicscore.faults.fault import nearest
from cicscore.vocabulary import ColumnType, RateOn


class Uses(Struct):
    """The extracts, columns and named expressions in use.

    ``names`` holds pairs of an extract and a column or named expression; ``values`` those used for more than
    to test whether there is a value; ``words`` may be names in any extract; ``unknown`` means that anything
    may be in use.
    """

    extracts: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    values: set[tuple[str, str]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    unknown: bool = False

    def has_name(self, extract: str, name: str) -> bool:
        """Whether a column or named expression is used."""
        return (extract, name) in self.names or name in self.words or self.unknown

    def has_value(self, extract: str, name: str) -> bool:
        """Whether a column's values matter anywhere."""
        return (extract, name) in self.values or name in self.words or self.unknown

    def has_extract(self, extract: str) -> bool:
        """Whether an extract is counted or referred to."""
        return extract in self.extracts or extract in self.words or self.unknown


def uses_of(
    document: d.CatalogueDocument, catalogue: c.Catalogue, source: YamlSource, meanings: Meanings
) -> Uses:
    """Everything that the catalogue uses; any name in an unread part counts as used."""
    uses = Uses(words=set(source.words), unknown=source.borrowed)
    tables = {
        name: table_names(
            name,
            catalogue.extracts[name].about,
            extract,
            catalogue.extracts[name].named.get,
            {kind.value: subject for subject, kind in catalogue.extracts[name].subjects.items()},
        )
        for name, extract in document.extracts.items()
    }
    reading = _Reading(document.extracts, tables, uses, meanings)
    for name, extract in document.extracts.items():
        _of_extract(name, extract, catalogue.extracts[name].named.keys(), reading)
    for variant in document.variants.values():
        for table in variant.remove_from:
            reading.expression(variant.remove_from[table], table)
        reading.everywhere(variant.remove)
    for text in document.breakdowns.values():
        reading.everywhere(text)
    for indicator in document.indicators:
        for count in (indicator.denominator, indicator.numerator):
            if count is not None:
                _of_count(count, indicator, reading)
        if isinstance(indicator.value, d.PublishedValue):
            _of_value(indicator.value, reading)
        if indicator.due is not None:
            _of_due(indicator.due, reading)
    reading.named_by_words()
    return uses


def _of_extract(name: str, extract: d.Extract, sound: Container[str], reading: _Reading) -> None:
    """Note what an extract's own declaration uses; ``sound`` are its named expressions without a fault."""
    for subject in filter(None, (extract.about, *extract.also_about)):
        reading.uses.extracts.add(subject)
        about = reading.extracts.get(subject)
        for column in about.key if about is not None else ():
            reading.column(name, column)
    for column in extract.key:
        reading.column(name, column)
    faulty = (text for word, text in extract.named.items() if word not in sound)
    answers = (text for column in extract.columns.values() for text in _answer_where(column.blank))
    for text in (*extract.must, *answers, *faulty):
        reading.expression(text, name)


def _answer_where(blank: str | None) -> Iterator[str]:
    """The condition under which a blank cell is an answer, if there is one."""
    if blank is not None and blank.startswith(ANSWER_WHERE):
        yield blank.removeprefix(ANSWER_WHERE)


def _of_count(count: d.Count, indicator: d.Indicator, reading: _Reading) -> None:
    inherited = None if indicator.denominator is None else indicator.denominator.source
    table = count.source or inherited
    if table is None:
        return
    table = reading.meant(table)
    reading.extract(table)
    if count.dated_by is not None and count.dated_by != "none":
        reading.column(table, count.dated_by)
    if count.where is not None:
        reading.expression(count.where, table)
    match count.count:
        case d.Distinct(distinct=column):
            reading.column(table, column)
        case d.Sum(sum=text) | d.Mean(mean=text) | d.Median(median=text) | d.Percentile(of=text):
            reading.expression(text, table)
        case _:
            pass


def _of_value(value: d.PublishedValue, reading: _Reading) -> None:
    reading.extract(value.source)
    reading.column(value.source, value.column)
    reading.column(value.source, value.dated_by)
    if value.where is not None:
        reading.expression(value.where, value.source)


def _of_due(due: d.Due, reading: _Reading) -> None:
    reading.extract(due.source)
    for text in (due.where, due.date):
        if text is not None:
            reading.expression(text, due.source)
    place = reading.meant(due.done_in or due.source)
    reading.extract(place)
    for column in (due.done, *due.values):
        reading.column(place, column)
    declared = reading.extracts[place].columns if place in reading.extracts else {}
    for column, value in due.values.items():
        if column in declared and declared[column].type is ColumnType.DATE:
            reading.expression(value, place)


class _Reading(Struct):
    extracts: Mapping[str, d.Extract]
    tables: Mapping[str, TableNames]
    uses: Uses
    meanings: Meanings

    def everywhere(self, text: str) -> None:
        """Note what an expression uses in every extract to which it applies."""
        read = [self._compiled(text, table) for table in self.tables]
        for compiled in [one for one in read if not one.problems] or read:
            self._note(text, compiled)

    def expression(self, text: str, table: str) -> None:
        """Note what an expression about the rows of one extract uses."""
        if table in self.tables:
            self._note(text, self._compiled(text, table))
        else:
            self.uses.words.update(words_of(text))

    def _compiled(self, text: str, table: str) -> Compiled:
        known = self.meanings.get((table, text))
        return known or compile_expression(text, Names(self.tables[table], self.tables), None)

    def _note(self, text: str, compiled: Compiled) -> None:
        for problem in compiled.problems:  # Both the words written and the nearest name may be meant.
            self.uses.words.update(words_of(text), words_of(problem.nearest or ""))
        for table, name in compiled.uses:
            self._use(table, name)
        self.uses.values.update(compiled.uses if compiled.node is None else _values_in(compiled.node))
        self.uses.extracts.update(part.table for part in n.parts_in(compiled.node, n.Aggregate))
        self.uses.extracts.update(part.of.table for part in n.parts_in(compiled.node, n.Lookup))

    def extract(self, name: str) -> None:
        """Note the use of an extract or, if misspelt, of the nearest one."""
        close = name if name in self.extracts else nearest(name, self.extracts)
        if close is not None:
            self.uses.extracts.add(close)

    def column(self, table: str, name: str) -> None:
        """Note the use of a column named outside an expression or, if misspelt, of the nearest one."""
        extract = self.extracts.get(table)
        if extract is None:
            self.uses.words.add(name)
            return
        known = (*extract.columns, *extract.named)
        close = name if name in known else nearest(name, known)
        if close is not None:
            self.uses.values.add((table, close))
            self._use(table, close)

    def _use(self, table: str, name: str) -> None:
        if (table, name) not in self.uses.names:
            self.uses.names.add((table, name))
            if name in self.extracts[table].named:
                self.expression(self.extracts[table].named[name], table)

    def named_by_words(self) -> None:
        """Note what is used by named expressions that a faulty text may mean; they may name others."""
        before = None
        while before != (len(self.uses.words), len(self.uses.names)):
            before = len(self.uses.words), len(self.uses.names)
            for table, extract in self.extracts.items():
                for name in self.uses.words & extract.named.keys():
                    self._use(table, name)

    def meant(self, table: str) -> str:
        """The extract that a name, perhaps misspelt, refers to."""
        return table if table in self.extracts else nearest(table, self.extracts) or table


def _values_in(node: n.Node) -> Iterator[tuple[str, str]]:
    """The columns that an expression uses for more than to test whether there is a value."""
    match node:
        case n.Missing(of=n.Column()):
            return
        case n.Column(table=table, name=name):
            yield table, name
        case _:
            for part in n.children(node):
                yield from _values_in(part)


class Context(Struct, frozen=True, dict=True):
    """A catalogue as written and as linked, as far as it could be read.

    ``on`` is the date of the check: reviews due before it are overdue. ``meanings`` are those of expressions.
    """

    document: d.CatalogueDocument
    catalogue: c.Catalogue
    source: YamlSource
    on: dt.date
    meanings: Meanings = field(default_factory=dict)

    @cached_property
    def uses(self) -> Uses:
        """Which columns and named expressions are used."""
        return uses_of(self.document, self.catalogue, self.source, self.meanings)

    @property
    def rate_on(self) -> RateOn:
        """Whether ratings use exact or displayed values; exact if the setting could not be read."""
        read = self.source.whole(("settings", "rate_on"))
        return self.document.settings.rate_on if read else RateOn.EXACT

    def indicators(self, *keys: str) -> Iterator[Defined]:
        """Every indicator with these keys read whole."""
        pairs = zip(self.document.indicators, self.catalogue.indicators, strict=True)
        for index, (written, linked) in enumerate(pairs):
            path: Path = ("indicators", index)
            if all(self.source.whole((*path, key)) for key in keys):
                yield Defined(path, written, linked)


class CouncilContext(Context, frozen=True):
    """A catalogue with the targets of a council's own file, which is the ``source``.

    ``document`` is the catalogue's own.
    """

    @property
    def rate_on(self) -> RateOn:
        """Whether ratings use exact or displayed values."""
        return self.document.settings.rate_on

    def indicators(self, *keys: str) -> Iterator[Defined]:
        """Every indicator that the file rates and that was read whole there."""
        del keys  # all that the file holds of an indicator is its targets
        own = self.catalogue.council_targets
        for linked in self.catalogue.indicators:
            path: Path = ("indicators", linked.written.id)
            if own is not None and linked.written.id in own.indicators and self.source.whole(path):
                yield Defined(path, linked.written, linked)


class Defined(Struct, frozen=True):
    """One indicator, as written and as linked."""

    path: Path
    written: d.Indicator
    linked: c.Indicator


class Finding(Struct, frozen=True):
    """A check's finding about the value at ``path`` or, with ``at_key``, about its key."""

    path: Path
    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None
    at_key: bool = False


Find: TypeAlias = Callable[[Context], Iterator[Finding]]


class Check(Struct, frozen=True):
    """What finds the warnings of one rule."""

    rule: str
    find: Find


def check(rule: str) -> Callable[[Find], Check]:
    """Mark a function as what finds the warnings of the rule with this name."""
    return partial(Check, rule)


def as_read(text: str) -> str:
    """A text as a reader sees it: letter case and white space are normalised."""
    return " ".join(text.casefold().split())
