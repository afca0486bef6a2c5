"""Compare what two versions of an indicator count, condition by condition, by meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.definitions import Catalogue
from cicscore.diff.document import Change, changed, one_line
from cicscore.expressions import nodes as n
from cicscore.expressions.equivalence import meaning, same
from cicscore.expressions.formula import Formula
from cicscore.text import ordinal_text
from cicscore.vocabulary import Effect
from cicscore.wording.definition import wording_of
from cicscore.wording.expressions import Wording

#: A named expression: its extract and its name.
Named: TypeAlias = tuple[str, str]

_NAME = re.compile(r"(?:(child|row)\s*\.\s*)?([A-Za-z_][A-Za-z0-9_]*)")


class Version(Struct, frozen=True):
    """One of the two catalogues: as written, and as linked."""

    document: d.CatalogueDocument
    catalogue: Catalogue

    def named(self, at: Named) -> Expression:
        """Look up a named expression."""
        extract, name = at
        return Expression(
            self.document.extracts[extract].named[name],
            self.catalogue.extracts[extract].named[name],
            extract,
            self.catalogue,
        )


class Expression(Struct, frozen=True):
    """An expression over an extract's rows: its text, its meaning, and the catalogue that defines its names.

    Each node expanded from a name keeps the name's span in the text, so that the names can be recovered.
    """

    text: str
    node: n.Node
    extract: str
    catalogue: Catalogue

    def named(self) -> frozenset[Named]:
        """The named expressions that the text mentions."""
        return frozenset(self._named_in(self.node, self.extract, self.extract))

    def _named_in(self, node: n.Node, table: str, outer: str) -> Iterator[Named]:
        seen = self._name_at(node, table, outer)
        if seen is not None:
            yield seen
            return
        inside = (node.table, table) if isinstance(node, n.Aggregate) else (table, outer)
        for part in n.children(node):
            yield from self._named_in(part, *inside)

    def _name_at(self, node: n.Node, table: str, outer: str) -> Named | None:
        """The named expression that ``node`` was expanded from."""
        start, end = node.span
        found = _NAME.fullmatch(self.text[start:end])
        if found is None:
            return None
        owner = {"child": self.catalogue.extracts[table].about, "row": outer}.get(found[1], table)
        if owner is None or found[2] not in self.catalogue.extracts[owner].named:
            return None
        return owner, found[2]

    def as_written(self, node: n.Node) -> n.Node | None:
        """The meaning of a part of the expression with its names left unexpanded."""
        return meaning(self._with_names(node, self.extract, self.extract))

    def _with_names(self, node: n.Node, table: str, outer: str) -> n.Node:
        seen = self._name_at(node, table, outer)
        if seen is not None:
            start, end = node.span
            return n.Literal(".".join((*seen, self.text[start:end])), node.type)
        inside = (node.table, table) if isinstance(node, n.Aggregate) else (table, outer)
        return n.map_children(node, lambda part: self._with_names(part, *inside))

    def parts(self) -> tuple[n.Node, ...]:
        """The conditions joined by ``and``; a named one is not split."""
        return self._parts(self.node)

    def _parts(self, node: n.Node) -> tuple[n.Node, ...]:
        match node:
            case n.And(parts=parts) if self._name_at(node, self.extract, self.extract) is None:
                return tuple(inner for part in parts for inner in self._parts(part))
            case n.Literal(value=True):
                return ()
            case _:
                return (node,)


def with_those_inside(named: frozenset[Named], version: Version) -> frozenset[Named]:
    """Named expressions, with every other that they depend on."""
    found: set[Named] = set()
    waiting = list(named)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += version.named(at).named()
    return frozenset(found)


_FIGURE = Effect.FIGURE


class Edition(Struct, frozen=True):
    """One indicator in one of the catalogues: as written, and as linked."""

    version: Version
    written: d.Indicator
    linked: c.Indicator

    def wording(self) -> Wording:
        """The wording of its expressions."""
        return wording_of(self.linked, self.version.catalogue, None)


class CountedSide(Struct, frozen=True):
    """A numerator or a denominator; ``inherited`` where it is part of the denominator."""

    extract: str
    inherited: bool
    dated_by: str | None
    where: n.Node | None
    counting: c.Counting
    written: d.Count
    written_count: d.Counting | None

    @property
    def rows(self) -> str:
        """Whose rows are counted."""
        return "those of the denominator" if self.inherited else self.extract


def denominator_of(indicator: Edition) -> CountedSide | None:
    """The denominator, if any."""
    match indicator.linked.measure:
        case c.Ratio(denominator=count) if indicator.written.denominator is not None:
            return _side(count, indicator.written.denominator)
        case _:
            return None


def numerator_of(indicator: Edition) -> CountedSide | None:
    """The numerator, if any."""
    written, below = indicator.written.numerator, indicator.written.denominator
    if written is None:
        return None
    match indicator.linked.measure:
        case c.Ratio(numerator=c.Subset(counting=counting), denominator=count) if below is None:
            return replace(_side(count, written), counting=counting)
        case c.Ratio(numerator=c.Subset() as subset, denominator=denominator):
            counted = written.count if written.count is not None or below is None else below.count
            return CountedSide(
                denominator.extract,
                inherited=True,
                dated_by=None,
                where=subset.where,
                counting=subset.counting,
                written=written,
                written_count=counted,
            )
        case c.Ratio(numerator=c.Count() as count) | c.Total(numerator=count):
            return _side(count, written)
        case _:
            return None


def published_of(indicator: Edition) -> c.Published | None:
    """The published value, if any."""
    measure = indicator.linked.measure
    return measure if isinstance(measure, c.Published) else None


def _side(count: c.Count, written: d.Count) -> CountedSide:
    return CountedSide(
        count.extract,
        inherited=False,
        dated_by=count.dated_by,
        where=count.where,
        counting=count.counting,
        written=written,
        written_count=written.count,
    )


def expressions_of(indicator: Edition) -> dict[str, Expression]:
    """Every expression that decides what an indicator counts, by its place in the definition."""
    catalogue = indicator.version.catalogue
    found: dict[str, Expression] = {}
    for name, side in (("denominator", denominator_of(indicator)), ("numerator", numerator_of(indicator))):
        if side is None:
            continue
        if side.where is not None and side.written.where is not None:
            found[f"{name}.where"] = Expression(side.written.where, side.where, side.extract, catalogue)
        match side.counting, side.written_count:
            case (
                c.SumOf(of=of) | c.PercentileOf(of=of),
                d.Sum(sum=text) | d.Mean(mean=text) | d.Median(median=text) | d.Percentile(of=text),
            ):
                found[f"{name}.count"] = Expression(text, of, side.extract, catalogue)
            case _:
                pass
    value, published = indicator.written.value, published_of(indicator)
    if (
        isinstance(value, d.PublishedValue)
        and value.where is not None
        and published is not None
        and published.where is not None
    ):
        found["value.where"] = Expression(value.where, published.where, published.extract, catalogue)
    return found


def reworked(was: Edition, now: Edition) -> Iterator[tuple[Expression, Expression]]:
    """Pair the expressions present in both whose meaning changed, even if the text did not."""
    before, after = expressions_of(was), expressions_of(now)
    for place in before.keys() & after.keys():
        if not same(before[place].node, after[place].node):
            yield before[place], after[place]


def measure_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """Changes to denominator, numerator and published value."""
    for part, find in (("denominator", denominator_of), ("numerator", numerator_of)):
        before, after = find(was), find(now)
        if before is not None and after is not None:
            yield from _side_changes(part, (was, before), (now, after))
        else:
            yield from changed(part, _whole(before), _whole(after), _FIGURE)
    first, second = was.written.denominator, now.written.denominator
    if first is not None and second is not None:
        yield from changed(
            "denominator, under variants", first.under_variants, second.under_variants, _FIGURE
        )
    yield from _published_changes(was, now)
    yield from _composed_changes(was, now)


def _side_changes(
    part: str, was: tuple[Edition, CountedSide], now: tuple[Edition, CountedSide]
) -> Iterator[Change]:
    (_, before), (_, after) = was, now
    yield from changed(f"{part}, rows", before.rows, after.rows, _FIGURE)
    if not (before.inherited and after.inherited):
        yield from changed(f"{part}, dated by", before.dated_by, after.dated_by, _FIGURE)
    if not same(before.where, after.where):
        yield from _condition_changes(f"{part}, condition", f"{part}.where", was[0], now[0])
    if not _count_alike(before.counting, after.counting):
        yield from changed(
            f"{part}, count", count_text_of(before.written_count), count_text_of(after.written_count), _FIGURE
        )
    yield from changed(f"{part}, label", before.written.label, after.written.label, Effect.PRESENTATION)


def _condition_changes(part: str, place: str, was: Edition, now: Edition) -> Iterator[Change]:
    """The change to a condition written differently; none where only the meaning of its names changed."""
    before, after = expressions_of(was).get(place), expressions_of(now).get(place)
    asked, asks = _asked(before), _asked(after)
    if asked.keys() != asks.keys():
        gone = {key: node for key, node in asked.items() if key not in asks}
        new = {key: node for key, node in asks.items() if key not in asked}
        words = tuple(_words(tuple(gone.values()), tuple(new.values()), was.wording(), now.wording()))
        yield from changed(part, before and before.text, after and after.text, _FIGURE, words)


def _asked(condition: Expression | None) -> dict[n.Node | None, n.Node]:
    """The parts of a condition in order, each by its meaning with names unexpanded."""
    return {} if condition is None else {condition.as_written(part): part for part in condition.parts()}


def _words(
    gone: tuple[n.Node, ...], new: tuple[n.Node, ...], before: Wording, after: Wording
) -> Iterator[str]:
    """Describe the change to a condition: what it no longer asks, and what it now asks."""
    match gone, new:
        case (n.In() as was,), (n.In() as now,) if same(was.of, now.of) and was.negated == now.negated:
            for word, side, other, wording in (
                ("no longer", was, now, before),
                ("now also", now, was, after),
            ):
                more = tuple(
                    each for each in side.among if each.value not in {one.value for one in other.among}
                )
                if more:
                    yield f"{word}: {wording.condition(replace(side, among=more))}"
        case _:
            for node in gone:
                yield f"no longer asks: {before.condition(node)}"
            for node in new:
                yield f"now asks: {after.condition(node)}"


def _count_alike(was: c.Counting, now: c.Counting) -> bool:
    match was, now:
        case (c.DistinctValues(of=before), c.DistinctValues(of=after)) | (
            c.SumOf(of=before),
            c.SumOf(of=after),
        ):
            return same(before, after)
        case c.PercentileOf(of=before, percentile=first), c.PercentileOf(of=after, percentile=second):
            return first == second and same(before, after)
        case _:
            return was == now


def count_text_of(count: d.Counting | None) -> str:
    """What is counted, as written."""
    match count:
        case None:
            return "rows"
        case d.Distinct(distinct=column):
            return f"distinct {column}"
        case d.Sum(sum=text):
            return f"sum of {one_line(text)}"
        case d.Mean(mean=text):
            return f"mean of {one_line(text)}"
        case d.Median(median=text):
            return f"median of {one_line(text)}"
        case d.Percentile(percentile=percentile, of=text):
            return f"{ordinal_text(percentile)} percentile of {one_line(text)}"
        case _:
            return count


def _whole(side: CountedSide | None) -> str | None:
    """Describe in one line a side that only one version has."""
    if side is None:
        return None
    parts = (
        f"{count_text_of(side.written_count)} of {side.rows}",
        side.dated_by and f"dated by {side.dated_by}",
        side.written.where and f"where {one_line(side.written.where)}",
    )
    return ", ".join(part for part in parts if part)


def _published_changes(was: Edition, now: Edition) -> Iterator[Change]:
    before, after = (_published_in(each) for each in (was, now))
    if before is None or after is None:
        yield from changed("published value", _published_whole(before), _published_whole(after), _FIGURE)
        return
    yield from changed("published value, rows", before.source, after.source, _FIGURE)
    yield from changed("published value, column", before.column, after.column, _FIGURE)
    yield from changed("published value, dated by", before.dated_by, after.dated_by, _FIGURE)
    first, second = published_of(was), published_of(now)
    if first is not None and second is not None and not same(first.where, second.where):
        yield from _condition_changes("published value, condition", "value.where", was, now)


def _published_in(indicator: Edition) -> d.PublishedValue | None:
    value = indicator.written.value
    return value if isinstance(value, d.PublishedValue) else None


def _composed_changes(was: Edition, now: Edition) -> Iterator[Change]:
    """A change to a formula; one that is only laid out otherwise is none."""
    if composed_of(was) != composed_of(now):
        yield from changed("made of", _formula_text(was), _formula_text(now), _FIGURE)


def composed_of(indicator: Edition) -> Formula | None:
    """The formula of a value made of others, if it is one."""
    measure = indicator.linked.measure
    return measure.formula if isinstance(measure, c.Composed) else None


def _formula_text(indicator: Edition) -> str | None:
    value = indicator.written.value
    return one_line(value.from_indicators) if isinstance(value, d.FromIndicators) else None


def _published_whole(value: d.PublishedValue | None) -> str | None:
    if value is None:
        return None
    where = "" if value.where is None else f", where {one_line(value.where)}"
    return f"{value.column} of {value.source}, dated by {value.dated_by}{where}"
