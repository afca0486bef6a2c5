"""Checks of variants and breakdowns: whether each affects what is counted, and differs from the others."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from msgspec.structs import replace

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.checks.context import Context, Defined, Finding, check
from cicscore.catalogue.subsets import read_within, touched_by
from cicscore.catalogue.yaml import Path
from cicscore.expressions import nodes as n
from cicscore.expressions.equivalence import meaning
from cicscore.expressions.functions import DurationUnit
from cicscore.vocabulary import MOST_ROLLING_MONTHS, PeriodType


@check("variant-without-effect")
def idle_variants(context: Context) -> Iterator[Finding]:
    """A variant, or one of its rules, that has no effect or repeats another."""
    yield from _rules_of_rows_not_counted(context)
    yield from _rules_for_all_rows(context)
    variants = {
        name: variant.remove
        for name, variant in context.catalogue.variants.items()
        if variant.remove.keys() == _touched(variant, context) and context.source.whole(("variants", name))
    }
    for earlier, later in _alike(variants):
        yield Finding(
            ("variants", later),
            f"`{later}` leaves out the same rows as `{earlier}`",
            "Correct one of them, or keep one.",
            at_key=True,
        )


def _rules_of_rows_not_counted(context: Context) -> Iterator[Finding]:
    """Rules about rows that no indicator counts."""
    counted = _counted(context)
    if counted is None:
        return
    for name, variant in context.document.variants.items():
        linked = context.catalogue.variants[name]
        touched, plural = _touched(linked, context), linked.kind.plural
        read = {table for measure in _measures(context) for table in read_within(measure, linked)}
        for table in variant.remove_from:
            used = table in touched and table in counted | read
            if table not in context.catalogue.extracts or used:
                continue
            reason = (
                f"no indicator counts rows of `{table}`"
                if table in touched
                else f"the rows of `{table}` do not belong to {plural}"
            )
            yield Finding(
                ("variants", name, "remove_from", table),
                f"{reason}, so this rule changes nothing",
                "Remove the rule, or correct the name of the extract.",
                at_key=True,
            )
        if linked.remove and not (touched & (counted | read)) - set(variant.remove_from):
            yield Finding(
                ("variants", name, "remove"),
                "no indicator counts rows to which this rule applies, so it changes nothing",
                f"Remove the variant, or declare `about:` on the extracts whose rows belong to {plural}.",
            )


def _touched(variant: c.Variant, context: Context) -> frozenset[str]:
    """The extracts whose rows are of those of whom a variant speaks."""
    return frozenset(touched_by(variant, context.catalogue.extracts))


def _measures(context: Context) -> Iterator[c.Measure]:
    measures = (indicator.measure for indicator in context.catalogue.indicators)
    return (measure for measure in measures if measure is not None)


def _rules_for_all_rows(context: Context) -> Iterator[Finding]:
    """Rules that do not depend on the row."""
    for name, variant in context.catalogue.variants.items():
        own = context.document.variants[name].remove_from
        rules: dict[Path, n.Node] = {
            ("variants", name, *(("remove_from", table) if table in own else ("remove",))): node
            for table, node in variant.remove.items()
        }
        for path, node in rules.items():
            if not _looks_at_rows(node):
                yield Finding(
                    path,
                    "the rule looks at nothing of a row, so it leaves out every row or none",
                    "Name a column, such as one of the child's.",
                )


#: Days at which a window may start.
_STARTS = (
    n.PeriodDay.YEAR_START,
    n.PeriodDay.QUARTER_START,
    n.PeriodDay.ACADEMIC_YEAR_START,
    n.PeriodDay.YEAR_BEFORE,
)
#: The months in a unit of time that rolling windows can be counted in.
_MONTHS_IN = {DurationUnit.MONTHS: 1, DurationUnit.YEARS: 12}


@check("window-by-hand")
def windows_by_hand(context: Context) -> Iterator[Finding]:
    """A snapshot that writes out its window, where a variant depends on each row's own day."""
    for path, defined, count in _counts(context):
        if defined.linked.written.period is not PeriodType.SNAPSHOT or count.dated_by is not None:
            continue
        asking = [
            name
            for name, variant in context.catalogue.variants.items()
            if n.holds(variant.remove.get(count.extract), n.On)
        ]
        found = _window_of(count.where)
        if asking and found is not None:
            column, since = found
            yield Finding(
                (*path, "where"),
                f"a window of `{column}` is written out, so `{asking[0]}` looks at the as-at date and not at "
                "each row's own day",
                f"Write {_period_since(since)}, with `dated_by: {column}`.",
            )


def _window_of(where: n.Node | None) -> tuple[str, n.Node] | None:
    """The column restricted to days since an earlier one, and that day; ``None`` if rows must last until the
    as-at date.
    """
    lasting = {n.ComparisonSign.MORE, n.ComparisonSign.AT_LEAST}
    found = None
    for part in n.conjuncts(where):
        for inner in n.walk(part):
            match _turned(inner):
                case n.Comparison(comparison=sign, right=n.Period(day=n.PeriodDay.AS_AT)) if sign in lasting:
                    return None
        match _turned(part):
            case n.Comparison(comparison=sign, left=n.Column(owner=n.Owner.OWN, name=name), right=right) if (
                sign in lasting and _is_earlier(right)
            ):
                found = name, right
    return found


def _period_since(day: n.Node) -> str:
    """The period to write for a window since ``day``, as the catalogue writes it."""
    match day:
        case n.Period(day=n.PeriodDay.YEAR_START):
            return "`period: year_to_date`"
        case n.Period(day=n.PeriodDay.QUARTER_START):
            return "`period: quarter`"
        case n.Period(day=n.PeriodDay.ACADEMIC_YEAR_START):
            return "`period: academic_year_to_date`"
        case n.Period(day=n.PeriodDay.YEAR_BEFORE):
            return "`period: rolling_12_months`"
        case n.Shift(day=n.Period(day=n.PeriodDay.AS_AT), unit=unit, amount=amount) if (
            months := -amount * _MONTHS_IN.get(unit, 0)
        ) in range(1, MOST_ROLLING_MONTHS + 1):
            return f"`period: {{rolling_months: {months}}}`"
        case _:
            return "a `period` that has this window"


def _turned(node: n.Node) -> n.Node:
    """A comparison with the larger side first."""
    match node:
        case n.Comparison(comparison=n.ComparisonSign.LESS, left=left, right=right):
            return replace(node, comparison=n.ComparisonSign.MORE, left=right, right=left)
        case n.Comparison(comparison=n.ComparisonSign.AT_MOST, left=left, right=right):
            return replace(node, comparison=n.ComparisonSign.AT_LEAST, left=right, right=left)
        case _:
            return node


def _is_earlier(day: n.Node) -> bool:
    """Whether a day is before the as-at date of a snapshot."""
    match day:
        case n.Period(day=of_period):
            return of_period in _STARTS
        case n.Shift(day=inner, amount=amount):
            return _is_earlier(inner) or (amount < 0 and isinstance(inner, n.Period))
        case _:
            return False


@check("variant-of-nobody")
def emptied_indicators(context: Context) -> Iterator[Finding]:
    """A variant that leaves out every row that an indicator counts."""
    for path, defined, count in _counts(context):
        asked = {meaning(part) for part in n.conjuncts(count.where)}
        for name, variant in context.catalogue.variants.items():
            rule = variant.remove.get(count.extract)
            if not c.applies(name, defined.linked):
                continue
            if rule is not None and asked.issuperset(meaning(part) for part in n.conjuncts(rule)):
                yield Finding(
                    (*path, "where"),
                    f"`{name}` leaves out every row that this counts, so its figure is always 0 or none",
                    "Count all rows here and let the variants separate them, or correct the variant's rule.",
                )


def _counts(context: Context) -> Iterator[tuple[Path, Defined, c.Count]]:
    """Every numerator and denominator with its own rows, as its path, indicator and count."""
    for defined in context.indicators("period", "numerator", "denominator"):
        measure = defined.linked.measure
        if isinstance(measure, c.Ratio):
            yield (*defined.path, "denominator"), defined, measure.denominator
        if isinstance(measure, c.Ratio | c.Total) and isinstance(measure.numerator, c.Count):
            yield (*defined.path, "numerator"), defined, measure.numerator


@check("breakdown-without-effect")
def idle_breakdowns(context: Context) -> Iterator[Finding]:
    """A breakdown that has no effect or repeats another."""
    counted = _counted(context)
    for name, breakdown in context.catalogue.breakdowns.items():
        if counted is not None and breakdown.group and not counted & set(breakdown.group):
            meant = ", ".join(breakdown.group)
            yield Finding(
                ("breakdowns", name),
                f"the breakdown has a meaning only for rows of {meant}, which no indicator counts",
                "Remove it, or look at columns of what is counted.",
            )
        elif breakdown.group and not any(map(_looks_at_rows, breakdown.group.values())):
            yield Finding(
                ("breakdowns", name),
                "the breakdown looks at nothing of a row, so all rows are in one group or none",
                "Name a column, such as one of the child's.",
            )
    groups = {name: breakdown.group for name, breakdown in context.catalogue.breakdowns.items()}
    for earlier, later in _alike(groups):
        yield Finding(
            ("breakdowns", later),
            f"`{later}` makes the same groups as `{earlier}`",
            "Correct one of them, or keep one.",
            at_key=True,
        )


@check("repeated-line")
def repeated_lines(context: Context) -> Iterator[Finding]:
    """A variant that an indicator prints twice."""
    for defined in context.indicators("lines"):
        lines = defined.written.lines
        for index, line in enumerate(lines):
            if line in lines[:index]:
                yield Finding(
                    (*defined.path, "lines", index),
                    f"the line `{line}` is listed twice",
                    "Remove it, or name another variant.",
                )


def _looks_at_rows(node: n.Node) -> bool:
    """Whether an expression's value can differ between rows."""
    return n.holds(node, n.Column, n.On, n.Aggregate)


def _alike(expressions: Mapping[str, Mapping[str, n.Node]]) -> Iterator[tuple[str, str]]:
    """The names of expressions that mean the same in every extract, with the earlier name first."""
    seen: dict[Hashable, str] = {}
    for name, nodes in expressions.items():
        if not nodes:
            continue  # These expressions could not be read.
        earlier = seen.setdefault(frozenset((table, meaning(node)) for table, node in nodes.items()), name)
        if earlier != name:
            yield earlier, name


def _counted(context: Context) -> frozenset[str] | None:
    """The extracts whose rows are counted by any indicator; ``None`` if that could not be read."""
    if not context.source.whole(("indicators",)):
        return None
    return frozenset(
        part.source
        for indicator in context.document.indicators
        for part in (indicator.numerator, indicator.denominator, indicator.value)
        if isinstance(part, d.Count | d.PublishedValue) and part.source is not None
    )
