"""Put an indicator's definition into words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, assert_never

from msgspec import Struct

from cicscore.catalogue.definitions import (
    MEDIAN,
    AllRows,
    Catalogue,
    Children,
    Composed,
    Count,
    Counting,
    DistinctValues,
    DoneCell,
    DoneRow,
    Due,
    Followed,
    Group,
    Indicator,
    Measure,
    PercentileOf,
    Published,
    Ratio,
    Subjects,
    Subset,
    SumOf,
    Total,
    Variant,
    applies,
    counts_of,
    is_in_force,
    span_on,
)
from cicscore.catalogue.model import Levels, Sides, UnderVariants
from cicscore.catalogue.subsets import read_within
from cicscore.catalogue.target_spans import TargetSpan
from cicscore.definition import (
    COPIED_FIELDS,
    Condition,
    Definition,
    DueWords,
    FormulaWords,
    MadeOf,
    NamedWords,
    Side,
    VariantWords,
    YearRule,
)
from cicscore.expressions import nodes as n
from cicscore.expressions.formula import parts_in
from cicscore.periods import window
from cicscore.rating import Limits, Thresholds, Tolerances, UnevenTolerances
from cicscore.text import PrintedUnit, count_text, date_text, limit_text, ordinal_text, spaced
from cicscore.vocabulary import ALL, DirectionFrom, PeriodType, Polarity, RateOn, Subject, TargetYears, Unit
from cicscore.wording.expressions import Term, Wording, glossary, terms_of
from cicscore.wording.formula import formula_words

_POLARITIES = {
    Polarity.HIGHER: "Higher is better",
    Polarity.LOWER: "Lower is better",
    Polarity.TARGET: "The plan is best",
    Polarity.NONE: "No polarity: more is neither better nor worse",
}


def polarity_words(polarity: Polarity) -> str:
    """Which way is better."""
    return _POLARITIES[polarity]


def rules_on(indicator: Indicator, day: dt.date | None) -> tuple[YearRule, ...]:
    """The rules that hold on a day; without ``day``, that of every year, or step of a year, with limits.

    Groups that have targets of their own come last.
    """
    if day is None:
        own = [(span, group) for group, targets in indicator.group_targets.items() for span in targets]
        return tuple(
            rule_of(indicator, *each) for each in (*((span, None) for span in indicator.targets), *own)
        )
    found = [(span_on(indicator, day, group), group) for group in indicator.group_targets]
    listed = [(span, group) for span, group in found if span in indicator.group_targets[group]]
    return tuple(rule_of(indicator, *each) for each in ((span_on(indicator, day), None), *listed))


def rule_of(indicator: Indicator, span: TargetSpan, group: Group | None = None) -> YearRule:
    """The rule of a year, or of a step of one, for everybody or for one group."""
    target = (indicator.targets if group is None else indicator.group_targets[group]).get(span)
    polarity, unit = indicator.written.polarity, indicator.written.printed_in
    not_reported = indicator.written.not_reported if span.years is TargetYears.FINANCIAL else {}
    if span.year in not_reported:
        rule = f"not reported: {not_reported[span.year]}"
    elif polarity is Polarity.NONE:
        rule = "not rated, because the indicator has no polarity"
    elif target is None:
        rule = f"not rated, because no target is set for this {span.kind}"
    elif isinstance(target, Followed):
        rule = _followed_words(target, unit)
    else:
        rule = _limits_words(target, polarity, unit)
    return YearRule(
        financial_year=span.name if group is None else f"{span.name}, {group[1]} ({spaced(group[0])})",
        rule=rule,
        target_source=_source(indicator, span, group, "source"),
        amber_source=_source(indicator, span, group, "amber_source"),
    )


def _followed_words(target: Followed, unit: PrintedUnit) -> str:
    """The rule of a target that is the figure of others, whatever that is."""
    whose = f"the figure of {spaced(target.comparator)}"
    levels = target.written
    if target.polarity is Polarity.TARGET:
        near, far = (
            f"{_distance(within.below, unit)} below or {_distance(within.above, unit)} above"
            if isinstance(within, Sides)
            else f"{_distance(within, unit)} of"
            for within in (levels.green_within or Decimal(0), levels.amber_within or Decimal(0))
        )
        return f"green within {near} {whose}, amber within {far.removesuffix(' of')}, red further away"
    better, beyond = ("more", "below") if target.polarity is Polarity.HIGHER else ("less", "above")
    improved = ", amber only if it has improved" if levels.amber_needs is not None else ""
    within = f"amber within {count_text(levels.amber_relative or Decimal(0))}% of it"
    return f"green at {whose} or {better}, {within}, red further {beyond}{improved}"


def _source(
    indicator: Indicator, span: TargetSpan, group: Group | None, key: Literal["source", "amber_source"]
) -> str | None:
    """Where a target or an amber limit comes from: its step, else its group, else its year."""
    year = indicator.written.targets.get(span.year)
    own = None if year is None or group is None else year.groups.get(group[0], {}).get(group[1])
    profile = year if group is None else own
    steps = None if profile is None else profile.quarters or profile.months
    step: Levels | None = None if steps is None or span.step is None else getattr(steps, span.step)
    sources = (None if levels is None else getattr(levels, key) for levels in (step, own, year))
    return next((source for source in sources if source is not None), None)


def _limits_words(limits: Limits, polarity: Polarity, unit: PrintedUnit) -> str:
    match limits:
        case Tolerances(target=target, green_within=near, amber_within=far):
            return (
                f"green within {_distance(near, unit)} of {limit_text(target, unit)}, "
                f"amber within {_distance(far, unit)}, red further away"
            )
        case UnevenTolerances(target=target):
            green, amber = (
                f"{_distance(below, unit)} below or {_distance(above, unit)} above"
                for below, above in (
                    (limits.green_below, limits.green_above),
                    (limits.amber_below, limits.amber_above),
                )
            )
            return f"green within {green} {limit_text(target, unit)}, amber within {amber}, red further away"
        case Thresholds(target=target, amber=limit, amber_needs_improved=needs_improved, exceeded=exceeded):
            better, beyond = ("more", "below") if polarity is Polarity.HIGHER else ("less", "above")
            improved = " if it has improved" if needs_improved else ""
            rest = ", red otherwise" if needs_improved else f", red {beyond} that"
            return (
                f"green at {limit_text(target, unit)} or {better}, "
                f"amber at {limit_text(limit, unit)} or {better}{improved}{rest}"
                + ("" if exceeded is None else f"; exceeded at {limit_text(exceeded, unit)} or {better}")
            )


def _distance(distance: Decimal, unit: PrintedUnit) -> str:
    return f"{count_text(distance)} points" if unit.unit is Unit.PERCENT else count_text(distance)


def rated_on_words(rate_on: RateOn) -> str:
    """Which value is rated."""
    match rate_on:
        case RateOn.EXACT:
            return "Rated on the exact value, not on the one that is printed"
        case RateOn.DISPLAYED:
            return "Rated on the value as it is printed"


def direction_words(told_from: DirectionFrom) -> str | None:
    """What the direction is, where it is not simply that from the earlier figure."""
    match told_from:
        case DirectionFrom.COMPARISON:
            return None
        case DirectionFrom.TENDENCY:
            return "The direction is that of the trend over the months computed, not from the earlier figure"
        case _ as never:
            assert_never(never)


def define(indicator: Indicator, catalogue: Catalogue, as_at: dt.date | None = None) -> Definition:
    """Put a definition into words: days as dates where ``as_at`` is given, otherwise by name."""
    writer = _DefinitionWriter(indicator, catalogue, wording_of(indicator, catalogue, as_at), as_at)
    numerator, denominator, published = writer.sides()
    titles = {ALL: "All"} | {variant.id: variant.title for variant in catalogue.variants.values()}
    return Definition(
        id=indicator.written.id,
        reference=indicator.written.reference,
        title=indicator.written.title,
        theme=next(theme.title for theme in catalogue.themes if theme.id == indicator.written.theme),
        meaning=indicator.written.meaning.strip(),
        unit=indicator.written.unit,
        unit_label=indicator.written.unit_label,
        decimals=indicator.decimals,
        period=writer.period(),
        numerator=numerator,
        denominator=denominator,
        published=published,
        composed=writer.composed(),
        terms=writer.terms(),
        polarity=polarity_words(indicator.written.polarity),
        rules=rules_on(indicator, as_at),
        rated_on=rated_on_words(catalogue.settings.rate_on),
        direction=direction_words(indicator.direction_from),
        headline=titles[indicator.written.lines[0]],
        other_lines=tuple(titles[line] for line in indicator.written.lines[1:]),
        variants=tuple(writer.variant(variant) for variant in catalogue.variants.values()),
        not_reported=dict(indicator.written.not_reported),
        due=writer.due(),
        **{name: _trimmed(getattr(indicator.written, name)) for name in COPIED_FIELDS},
    )


def _trimmed(value: str | dt.date | None) -> str | dt.date | None:
    return value.strip() if isinstance(value, str) else value


def wording_of(indicator: Indicator, catalogue: Catalogue, as_at: dt.date | None) -> Wording:
    """The wording of an indicator's expressions, with dates for named days where ``as_at`` is given."""
    days = None if as_at is None else n.period_days(as_at, window(indicator.written.period, as_at))
    return Wording(catalogue.extracts, terms_of(catalogue.extracts), days)


def conditions(where: n.Node | None, count: Count, wording: Wording) -> tuple[Condition, ...]:
    """The conditions in words, one for each conjunct, in order."""
    if where is None:
        return ()
    return tuple(
        Condition(words=wording.spelt(node), term=None if term is None else spaced(term.name))
        for term, node in _conjuncts(n.with_own_date(where, count.extract, count.dated_by), wording, None)
    )


def _conjuncts(node: n.Node, wording: Wording, of: Term | None) -> Iterator[tuple[Term | None, n.Node]]:
    """Split conjuncts as ``nodes.conjuncts`` does, each with the outermost term that contains it."""
    seen = wording.terms.get(node)
    of = of if of is not None or seen is None else seen.term
    match node:
        case n.And(parts=parts):
            for part in parts:
                yield from _conjuncts(part, wording, of)
        case n.Literal(value=True):
            return
        case _:
            yield of, node


def counting_words(counting: Counting, wording: Wording) -> str:
    """What is counted: rows, children, distinct values, or a total."""
    match counting:
        case AllRows():
            return "rows"
        case Children():
            return "different children"
        case Subjects(kind=kind):
            return f"different {kind.plural}"
        case DistinctValues(of=of):
            return f"different values of {wording.value(of)}"
        case SumOf(of=of):
            return f"the total of {wording.value(of)}"
        case PercentileOf(of=of, percentile=percentile):
            return f"the {percentile_words(percentile)} of {wording.value(of)}"


def percentile_words(percentile: Decimal) -> str:
    """What a percentile is called: the median, the 90th percentile."""
    if percentile == MEDIAN:
        return "median"
    return f"{ordinal_text(percentile)} percentile"


class _DefinitionWriter(Struct, frozen=True):
    """Puts each part of one definition into words."""

    indicator: Indicator
    catalogue: Catalogue
    wording: Wording
    as_at: dt.date | None

    def sides(self) -> tuple[Side | None, Side | None, Side | None]:
        """Numerator, denominator and published value; ``None`` for any the measure lacks."""
        match self.indicator.measure:
            case None | Composed():
                return None, None, None
            case Total(numerator=numerator):
                return self._count(numerator), None, None
            case Published() as published:
                return None, None, self._published(published)
            case Ratio(numerator=numerator, denominator=denominator):
                match numerator:
                    case Count():
                        return self._count(numerator), self._count(denominator), None
                    case Subset():
                        return self._subset(numerator, denominator), self._below(denominator), None

    def composed(self) -> FormulaWords | None:
        """How the value is made of others, where it is."""
        match self.indicator.measure:
            case Composed(formula=formula):
                return FormulaWords(
                    words=formula_words(formula, self._title),
                    parts=tuple(
                        MadeOf(
                            indicator=part.indicator,
                            title=self._title(part.indicator),
                            comparator=part.comparator,
                        )
                        for part in parts_in(formula)
                    ),
                )
            case _:
                return None

    def _title(self, name: str) -> str:
        """The title of an indicator: of its definition in force or, without a day, of its last one."""
        found = [each for each in self.catalogue.indicators if each.written.id == name]
        now = [each for each in found if self.as_at is not None and is_in_force(each, self.as_at)]
        return (now or found)[-1].written.title

    def _count(self, count: Count) -> Side:
        return Side(
            label=count.label,
            counts=counting_words(count.counting, self.wording),
            extract=spaced(count.extract),
            file=self.catalogue.extracts[count.extract].file,
            part_of_denominator=False,
            window=self._window(count),
            conditions=conditions(count.where, count, self.wording),
        )

    def _below(self, denominator: Count) -> Side:
        """The denominator; one that nobody wrote is made of the rows that a mean or a median is out of."""
        side = self._count(denominator)
        written = self.indicator.written.denominator is not None
        return side if written else side.model_copy(update={"counts": "rows with a value"})

    def _subset(self, subset: Subset, below: Count) -> Side:
        return Side(
            label=subset.label,
            counts=counting_words(subset.counting, self.wording),
            extract=spaced(below.extract),
            file=self.catalogue.extracts[below.extract].file,
            part_of_denominator=True,
            window="that of the denominator",
            conditions=conditions(subset.where, below, self.wording),
        )

    def _published(self, published: Published) -> Side:
        as_at = "the as-at date" if self.as_at is None else date_text(self.as_at)
        return Side(
            label=None,
            counts=f"the latest {spaced(published.column)}",
            extract=spaced(published.extract),
            file=self.catalogue.extracts[published.extract].file,
            part_of_denominator=False,
            window=f"{spaced(published.dated_by)} is on or before {as_at}",
            conditions=conditions(published.where, published_count(published), self.wording),
        )

    def _window(self, count: Count) -> str:
        if count.dated_by is not None:
            return f"{spaced(count.dated_by)} is in {self.period()}"
        if self.indicator.written.period is PeriodType.SNAPSHOT:
            return "none: the conditions describe the position on the day"
        return "set by the conditions"

    def period(self) -> str:
        """The indicator's period in words."""
        if self.as_at is None:
            return self.indicator.written.period.meaning
        span = window(self.indicator.written.period, self.as_at)
        if span.start == span.end:
            return date_text(span.end)
        return f"{date_text(span.start)} to {date_text(span.end)}"

    def terms(self) -> tuple[NamedWords, ...]:
        """The terms that the conditions mention by name only, and the terms in their meanings."""
        spelt = tuple(
            inner
            for where, count in (*wheres(self.indicator.measure), *_due_wheres(self.indicator.due))
            for _, node in _conjuncts(
                n.with_own_date(where, count.extract, count.dated_by), self.wording, None
            )
            for inner in n.children(node)
        )
        return tuple(
            NamedWords(
                extract=spaced(term.extract), name=spaced(term.name), words=self.wording.in_full(term.meaning)
            )
            for term in glossary(spelt, self.wording.terms)
        )

    def due(self) -> DueWords | None:
        """What is due, by when, and what says that it was done."""
        due = self.indicator.due
        if due is None:
            return None
        count = _due_count(due)
        return DueWords(
            label=due.label,
            extract=spaced(due.extract),
            file=self.catalogue.extracts[due.extract].file,
            date=self.wording.value(n.with_own_date(due.date, due.extract, None)),
            done=_done_words(due.done, self.wording),
            conditions=conditions(due.where, count, self.wording),
        )

    def variant(self, variant: Variant) -> VariantWords:
        """What a variant leaves out of each extract counted."""
        return VariantWords(id=variant.id, title=variant.title, words=self._variant_words(variant))

    def _variant_words(self, variant: Variant) -> str:
        if not applies(variant.id, self.indicator):
            return "no figure: the catalogue does not apply it to this indicator"
        match self.indicator.measure:
            case None:
                return "no figure: nothing is defined"
            case Published():
                return "no figure: the value is published as a whole"
            case Composed():
                return "made of the figures that its parts have under it"
            case Ratio(under_variants=UnderVariants.NOT_APPLICABLE) if variant.kind is Subject.CHILD:
                return "no figure: the denominator is not made of children"
            case Ratio() | Total() as measure:
                counts = {count.extract: count for count in counts_of(measure)}
        removed = [
            f"leaves out rows of {spaced(name)} where "
            + self.wording.condition(n.with_own_date(variant.remove[name], name, count.dated_by))
            for name, count in counts.items()
            if name in variant.remove
        ]
        whole = [f"{spaced(name)} stays whole" for name in counts if name not in variant.remove]
        read = [
            f"what is read of {spaced(name)} leaves out rows where "
            + self.wording.condition(n.with_own_date(variant.remove[name], name, None))
            for name in read_within(measure, variant)
        ]
        if not removed and not read:
            return f"no figure: nothing here is made of {variant.kind.plural}"
        return "; ".join([*removed, *whole, *read])


def published_count(published: Published) -> Count:
    """A published value's rows as a count, to which no window applies."""
    return Count(published.extract, None, published.where, AllRows(), None)


def _done_words(done: DoneCell | DoneRow, wording: Wording) -> str:
    held = "".join(f", {spaced(name)} {value}" for name, value in done.values.items())
    held += "".join(f", {spaced(name)} {wording.value(node)}" for name, node in done.dates.items())
    match done:
        case DoneCell(column=column):
            return f"{spaced(column)} says when{held}"
        case DoneRow(extract=extract, column=column):
            return f"one more row of {spaced(extract)}, with the day in {spaced(column)}{held}"


def _due_count(due: Due) -> Count:
    """What is due as a count, to which no window applies."""
    return Count(due.extract, None, due.where, AllRows(), due.label)


def _due_wheres(due: Due | None) -> Iterator[tuple[n.Node, Count]]:
    """The condition of what is due, if it has one."""
    if due is not None and due.where is not None:
        yield due.where, _due_count(due)


def wheres(measure: Measure | None) -> Iterator[tuple[n.Node, Count]]:
    """Each condition of a measure, with the count whose rows it selects."""
    match measure:
        case None | Composed():
            return
        case Published() as published:
            counts: tuple[Count, ...] = (published_count(published),)
        case Ratio() | Total():
            counts = counts_of(measure)
    for count in counts:
        if count.where is not None:
            yield count.where, count
    if isinstance(measure, Ratio) and isinstance(measure.numerator, Subset):
        yield measure.numerator.where, measure.denominator
