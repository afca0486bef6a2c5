"""Make mutants of definitions, each with one mistake, and find those that no worked example notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    MEDIAN,
    AllRows,
    Catalogue,
    Composed,
    Count,
    Counting,
    Indicator,
    Measure,
    PercentileOf,
    Published,
    Ratio,
    Subset,
    SumOf,
    Total,
)
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.yaml import Path, YamlSource
from cicscore.examples.outcomes import Worksheet, outcomes
from cicscore.examples.rows import Builder
from cicscore.examples.run import limits_in_force, mismatches, prepare
from cicscore.expressions import formula as f
from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Function
from cicscore.expressions.types import CONDITION
from cicscore.expressions.unparse import expression_text
from cicscore.faults.fault import Place
from cicscore.rating import Limits, Thresholds, Tolerances, UnevenTolerances
from cicscore.vocabulary import ColumnType, Period, PeriodType, Polarity

_NEIGHBOURS: Mapping[n.ComparisonSign, n.ComparisonSign] = {
    n.ComparisonSign.LESS: n.ComparisonSign.AT_MOST,
    n.ComparisonSign.AT_MOST: n.ComparisonSign.LESS,
    n.ComparisonSign.MORE: n.ComparisonSign.AT_LEAST,
    n.ComparisonSign.AT_LEAST: n.ComparisonSign.MORE,
    n.ComparisonSign.EQUAL: n.ComparisonSign.UNEQUAL,
    n.ComparisonSign.UNEQUAL: n.ComparisonSign.EQUAL,
}


class Altered(Struct, frozen=True):
    """A condition with one mutation, described by ``words``; ``node`` is ``None`` if nothing is left."""

    node: n.Node | None
    words: str


def altered_condition(condition: n.Node) -> Iterator[Altered]:
    """Every mutation of the condition of a count or an aggregate, including its removal."""
    if not isinstance(condition, n.And):
        yield Altered(None, _dropped(condition))
    yield from altered(condition)


def altered(node: n.Node) -> Iterator[Altered]:
    """Every tree with one mutation, at this node or inside it."""
    yield from _altered_here(node)
    inside = node.where if isinstance(node, n.Aggregate) else None
    within = f", within {node.aggregation}({node.table})" if isinstance(node, n.Aggregate) else ""
    for position, part in enumerate(n.children(node)):
        for change in altered_condition(part) if part is inside else altered(part):
            yield Altered(_with_part(node, position, change.node), change.words + within)


def _altered_here(node: n.Node) -> Iterator[Altered]:
    match node:
        case n.Comparison(comparison=comparison):
            yield _became(node, replace(node, comparison=_NEIGHBOURS[comparison]))
        case n.Missing(negated=negated):
            yield _became(node, replace(node, negated=not negated))
        case n.In(negated=negated, among=among):
            yield _became(node, replace(node, negated=not negated))
            for word in among if len(among) > 1 else ():
                fewer = replace(node, among=tuple(other for other in among if other is not word))
                yield Altered(
                    fewer, f"{expression_text(word)} was left out of the list of `{expression_text(node.of)}`"
                )
        case n.Call(function=Function.IF, arguments=(condition, one, other)) if one != other:
            yield _became(node, replace(node, arguments=(condition, other, one)))
        case n.Points(table=table) if len(table) > 1:
            for entry in table:
                yield _became(
                    node, replace(node, table=tuple(other for other in table if other is not entry))
                )
        case n.And(parts=parts) | n.Or(parts=parts):
            for position, part in enumerate(parts):
                others = parts[:position] + parts[position + 1 :]
                left = others[0] if len(others) == 1 else replace(node, parts=others)
                yield Altered(left, _dropped(part))
        case _:
            return


def _became(before: n.Node, after: n.Node) -> Altered:
    return Altered(after, f"`{expression_text(before)}` became `{expression_text(after)}`")


def _dropped(condition: n.Node) -> str:
    return f"the condition `{expression_text(condition)}` was dropped"


def _with_part(node: n.Node, position: int, part: n.Node | None) -> n.Node:
    """Replace one child of ``node``; an aggregate's condition may be removed."""
    if part is None and isinstance(node, n.Aggregate):
        return replace(node, where=None)
    inner = list(n.children(node))
    assert part is not None  # noqa: S101 - only the condition of an aggregate is ever left out
    inner[position] = part
    parts = iter(inner)
    return n.map_children(node, lambda _: next(parts))


_OTHER_SIDE: Mapping[Polarity, Polarity] = {
    Polarity.HIGHER: Polarity.LOWER,
    Polarity.LOWER: Polarity.HIGHER,
}
_WINDOWED = tuple(period for period in PeriodType if period is not PeriodType.SNAPSHOT)


class Mutant(Struct, frozen=True):
    """A definition with one mutation, at ``path`` within the indicator; ``words`` describe it."""

    indicator: Indicator
    path: Path
    words: str


class VariantMutant(Struct, frozen=True):
    """A catalogue with one mutation in a rule of ``variant``, at ``path``; ``words`` describe it."""

    catalogue: Catalogue
    variant: str
    path: Path
    words: str


Part = TypeVar("Part", Count, Subset)

#: A mutation of a measure: its place, its description, and the mutated measure.
_Mutation: TypeAlias = tuple[Path, str, Measure]


def mutants(indicator: Indicator, catalogue: Catalogue) -> Iterator[Mutant]:
    """Every definition that differs from the indicator's by one mutation."""
    if indicator.written.polarity in _OTHER_SIDE:
        other = _OTHER_SIDE[indicator.written.polarity]
        words = f"the polarity {indicator.written.polarity} became {other}"
        yield Mutant(_written_with(indicator, polarity=other), ("polarity",), words)
    yield from _moved_limits(indicator)
    if indicator.measure is None:
        return
    if _has_window(indicator.measure):
        for period in _WINDOWED:
            if period != indicator.written.period:
                words = f"the period {indicator.written.period} became {period}"
                yield Mutant(_written_with(indicator, period=period), ("period",), words)
    for path, words, measure in _mutations(indicator, indicator.measure, catalogue):
        yield Mutant(replace(indicator, measure=measure), path, words)


def _written_with(indicator: Indicator, **changes: Polarity | Period) -> Indicator:
    return replace(indicator, written=indicator.written.model_copy(update=changes))


# Variants -------------------------------------------------------------------------------------------

#: A rule that leaves nobody out.
_NOBODY = n.Literal(False, CONDITION)  # noqa: FBT003 - the condition that never holds


def variant_mutants(catalogue: Catalogue, document: CatalogueDocument) -> Iterator[VariantMutant]:
    """Every catalogue that differs by one mutation in a variant's rule for leaving rows out.

    ``document`` is what ``catalogue`` was linked from. A mutation of ``remove`` applies to every extract that
    the rule covers.
    """
    for name, written in document.variants.items():
        remove = catalogue.variants[name].remove
        whole = [extract for extract in remove if extract not in written.remove_from]
        rules = [
            (("remove",), whole),
            *((("remove_from", one), [one]) for one in written.remove_from if one in remove),
        ]
        for path, extracts in rules:
            for words, mutated in _mutations_of_rule({extract: remove[extract] for extract in extracts}):
                variant = replace(catalogue.variants[name], remove={**remove, **mutated})
                changed = replace(catalogue, variants={**catalogue.variants, name: variant})
                yield VariantMutant(changed, name, ("variants", name, *path), words)


def _mutations_of_rule(rule: Mapping[str, n.Node]) -> Iterator[tuple[str, Mapping[str, n.Node]]]:
    """Each mutation of a rule, in words, with the mutated rule of every extract that has the part."""
    for changes in zip_longest(*(altered_condition(node) for node in rule.values())):
        mutated = {
            extract: change for extract, change in zip(rule, changes, strict=True) if change is not None
        }
        # Take the longest: on the children's extract, the words lack the `child.` of the written rule.
        words = max((change.words for change in mutated.values()), key=len)
        yield words, {extract: change.node or _NOBODY for extract, change in mutated.items()}


# Limits ---------------------------------------------------------------------------------------------


def _moved_limits(indicator: Indicator) -> Iterator[Mutant]:
    """Each limit moved by one unit of the last printed decimal, either way."""
    unit = Decimal(1).scaleb(-indicator.decimals)
    for span, limits in limits_in_force(indicator).items():
        for distance in (-unit, unit):
            for name, before, moved in _moved(limits, distance):
                words = f"{name} of {span.name} moved from {before} to {before + distance}"
                changed = {**indicator.targets, span: moved}
                yield Mutant(replace(indicator, targets=changed), ("targets", *span.path, name), words)


def _moved(limits: Limits, distance: Decimal) -> Iterator[tuple[str, Decimal, Limits]]:
    """Each limit's key in the catalogue and its value, and the limits with it moved."""
    target = limits.target
    yield "target", target, replace(limits, target=target + distance)
    match limits:
        case Thresholds(amber=amber, exceeded=exceeded):
            yield "amber", amber, replace(limits, amber=amber + distance)
            if exceeded is not None:
                yield "exceeded", exceeded, replace(limits, exceeded=exceeded + distance)
        case Tolerances(green_within=green, amber_within=amber):
            yield "green_within", green, replace(limits, green_within=green + distance)
            yield "amber_within", amber, replace(limits, amber_within=amber + distance)
        case UnevenTolerances():
            for name in ("green_below", "green_above", "amber_below", "amber_above"):
                before: Decimal = getattr(limits, name)
                key = f"{name.partition('_')[0]}_within"
                yield key, before, replace(limits, **{name: before + distance})


# Windows --------------------------------------------------------------------------------------------


def _has_window(measure: Measure) -> bool:
    """Whether the period's window affects what is counted, through a date or an expression that names it."""
    match measure:
        case Published() | Composed():
            return False  # The window of a part is the part's.
        case Total() | Ratio():
            counts = _parts(measure)
            dated = any(isinstance(count, Count) and count.dated_by is not None for count in counts)
            return dated or any(_names_window(count) for count in counts)


def _names_window(count: Count | Subset) -> bool:
    nodes = [node for node in (count.where, _valued(count)) if node is not None]
    window = (n.PeriodDay.PERIOD_START, n.PeriodDay.PERIOD_END)
    return any(day in window for node in nodes for day in n.days_in(node))


def _valued(count: Count | Subset) -> n.Node | None:
    return count.counting.of if isinstance(count.counting, SumOf | PercentileOf) else None


def _summed(count: Count | Subset) -> n.Node | None:
    return count.counting.of if isinstance(count.counting, SumOf) else None


# What is counted ------------------------------------------------------------------------------------


def _mutations(indicator: Indicator, measure: Measure, catalogue: Catalogue) -> Iterator[_Mutation]:
    match measure:
        case Published(where=where):
            for change in () if where is None else altered_condition(where):
                yield ("value", "where"), change.words, replace(measure, where=change.node)
        case Total(numerator=numerator):
            for path, words, count in _mutations_of_count(numerator, catalogue):
                yield ("numerator", *path), words, replace(measure, numerator=count)
        case Ratio(numerator=Subset() as taken) if indicator.written.denominator is None:
            for path, words, count in _mutations_of_count(measure.denominator, catalogue):
                yield ("numerator", *path), words, replace(measure, denominator=count)
            for words, counting in _mutations_of_values(taken.counting):
                yield (
                    ("numerator", "count"),
                    words,
                    replace(measure, numerator=replace(taken, counting=counting)),
                )
        case Ratio():
            yield ("numerator",), "numerator and denominator were swapped", _swapped(measure)
            for path, words, below in _mutations_of_count(measure.denominator, catalogue):
                yield ("denominator", *path), words, replace(measure, denominator=below)
            for path, words, above in _mutations_of_part(measure.numerator, catalogue):
                yield ("numerator", *path), words, replace(measure, numerator=above)
        case Composed():
            yield from _mutations_of_composed(measure)


#: The sign that is written by mistake for another.
_OTHER_SIGN: Mapping[n.Operator, n.Operator] = {
    n.Operator.ADD: n.Operator.SUBTRACT,
    n.Operator.SUBTRACT: n.Operator.ADD,
    n.Operator.MULTIPLY: n.Operator.DIVIDE,
    n.Operator.DIVIDE: n.Operator.MULTIPLY,
}


def _mutations_of_composed(measure: Composed) -> Iterator[_Mutation]:
    for words, changed in _mutations_of_formula(measure.formula):
        yield ("value", "from_indicators"), words, replace(measure, formula=changed)


def _mutations_of_formula(formula: f.Formula) -> Iterator[tuple[str, f.Formula]]:
    """Every formula with another sign, sides that changed places, or a number that is one more."""
    match formula:
        case f.Constant(value=value):
            yield f"the number {value:f} became {value + 1:f}", replace(formula, value=value + 1)
        case f.Operation(operator=operator, left=left, right=right):
            other = _OTHER_SIGN[operator]
            yield f"a `{operator.value}` became `{other.value}`", replace(formula, operator=other)
            if operator in (n.Operator.SUBTRACT, n.Operator.DIVIDE):
                words = f"the sides of a `{operator.value}` were swapped"
                yield words, replace(formula, left=right, right=left)
            for words, changed in _mutations_of_formula(left):
                yield words, replace(formula, left=changed)
            for words, changed in _mutations_of_formula(right):
                yield words, replace(formula, right=changed)
        case f.Part():
            return


def _mutations_of_values(counting: Counting) -> Iterator[tuple[str, Counting]]:
    """The mean in place of a percentile or the median in place of the mean, and mutations of the value."""
    match counting:
        case SumOf(of=of):
            yield "the median took the place of the mean", PercentileOf(of, MEDIAN)
        case PercentileOf(of=of):
            yield "the mean took the place of the percentile", SumOf(of)
        case _:
            return
    for change in altered(of):
        if change.node is not None:
            yield change.words, replace(counting, of=change.node)


def _parts(measure: Total | Ratio) -> tuple[Count | Subset, ...]:
    """The denominator, if any, and the numerator."""
    match measure:
        case Total(numerator=numerator):
            return (numerator,)
        case Ratio(numerator=numerator, denominator=denominator):
            return (denominator, numerator)


def _swapped(measure: Ratio) -> Ratio:
    above, below = measure.numerator, measure.denominator
    if isinstance(above, Subset):
        where = n.conjunction((*n.conjuncts(below.where), above.where))
        above = Count(below.extract, below.dated_by, where, above.counting, above.label)
    return replace(measure, numerator=below, denominator=above)


def _mutations_of_part(
    part: Count | Subset, catalogue: Catalogue
) -> Iterator[tuple[Path, str, Count | Subset]]:
    match part:
        case Count():
            yield from _mutations_of_count(part, catalogue)
        case Subset():
            yield from _mutations_of_subset(part)


def _mutations_of_count(count: Count, catalogue: Catalogue) -> Iterator[tuple[Path, str, Count]]:
    yield from _mutations_of_date(count, catalogue)
    if count.where is not None:
        for change in altered_condition(count.where):
            yield ("where",), change.words, replace(count, where=change.node)
    yield from _mutations_of_sum(count)


def _mutations_of_subset(subset: Subset) -> Iterator[tuple[Path, str, Subset]]:
    always = n.Literal(True, CONDITION)  # noqa: FBT003 - the condition of a numerator that only counts differently
    for change in altered_condition(subset.where) if subset.where != always else ():
        yield ("where",), change.words, replace(subset, where=change.node or always)
    yield from _mutations_of_sum(subset)


def _mutations_of_date(count: Count, catalogue: Catalogue) -> Iterator[tuple[Path, str, Count]]:
    """No window, or the window on another date of the row."""
    if count.dated_by is None:
        return
    dates = [
        name
        for name, column in catalogue.extracts[count.extract].columns.items()
        if column.type in (ColumnType.DATE, ColumnType.DATETIME) and name != count.dated_by
    ]
    for other in (None, *dates):
        words = f"the window on {count.dated_by} " + (
            "was left out" if other is None else f"was put on {other}"
        )
        yield ("dated_by",), words, replace(count, dated_by=other)


def _mutations_of_sum(part: Part) -> Iterator[tuple[Path, str, Part]]:
    """A sum replaced by a count of rows, or with a mutation in the expression it adds up."""
    summed = _summed(part)
    if summed is None:
        return
    yield ("count",), "a count of rows took the place of the sum", replace(part, counting=AllRows())
    for change in altered(summed):
        if change.node is not None:
            yield ("count",), change.words, replace(part, counting=SumOf(change.node))


#: The least share of mutants that examples must notice.
ENOUGH = Fraction(95, 100)


class Survivor(Struct, frozen=True):
    """A mutant that no example noticed; ``indicator`` is ``None`` for a mutant of a variant's rule."""

    indicator: str | None
    place: Place
    words: str


class MutationReport(Struct, frozen=True):
    """How many mutants there were, and which of them no example noticed."""

    total: int
    survivors: tuple[Survivor, ...]

    @property
    def noticed(self) -> int:
        """How many mutants examples noticed."""
        return self.total - len(self.survivors)

    @property
    def share(self) -> Fraction:
        """The share of mutants noticed; 1 where there were none."""
        return Fraction(self.noticed, self.total) if self.total else Fraction(1)

    @property
    def enough(self) -> bool:
        """Whether the examples notice enough mutants."""
        return self.share >= ENOUGH


def mutate(catalogue: Catalogue, document: CatalogueDocument, source: YamlSource) -> MutationReport:
    """Try every mutant of an indicator on its worked examples, and every mutant of a variant on all examples.

    A mutant is noticed where an example does not give what it expects. The examples must hold for the
    unmutated definitions: see ``run_examples``.
    """
    builder = Builder(catalogue, source)
    total = 0
    survivors: list[Survivor] = []
    of_variants = unnoticed = tuple(variant_mutants(catalogue, document))
    for index, indicator in enumerate(catalogue.indicators):
        sheet, _ = prepare(index, document, builder)
        for mutant in mutants(indicator, catalogue):
            total += 1
            if not _notices(sheet, mutant.indicator, catalogue):
                place = source.place(("indicators", index, *mutant.path))
                survivors.append(Survivor(indicator.written.id, place, mutant.words))
        unnoticed = tuple(mutant for mutant in unnoticed if not _shows(mutant, indicator, sheet))
    of_them = (Survivor(None, source.place(mutant.path), mutant.words) for mutant in unnoticed)
    return MutationReport(total + len(of_variants), (*of_them, *survivors))


def _shows(mutant: VariantMutant, indicator: Indicator, sheet: Worksheet) -> bool:
    """Whether an example with an expectation for the variant notices the mutant."""
    relevant = tuple(one for one in sheet.examples if mutant.variant in one.example.expect)
    return _notices(replace(sheet, examples=relevant), indicator, mutant.catalogue)


def _notices(sheet: Worksheet, indicator: Indicator, catalogue: Catalogue) -> bool:
    """Whether an example does not give what it expects."""
    return any(
        next(mismatches(one.example, comes_to, indicator.decimals), None) is not None
        for one, comes_to in outcomes(indicator, sheet, catalogue)
    )
