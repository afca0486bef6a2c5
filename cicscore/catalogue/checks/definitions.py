"""Checks of what indicators count, individually and compared with each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

from cicscore.catalogue import definitions as c
from cicscore.catalogue import model as d
from cicscore.catalogue.checks.context import Context, Defined, Finding, as_read, check
from cicscore.catalogue.link import overlap
from cicscore.expressions import nodes as n
from cicscore.expressions.equivalence import meaning
from cicscore.vocabulary import Unit

#: The keys that define what is counted.
_COUNTED = ("numerator", "denominator", "value")


@check("numerator-outside-denominator")
def not_a_subset(context: Context) -> Iterator[Finding]:
    """A percentage whose numerator may count what the denominator does not."""
    for defined in context.indicators("unit", *_COUNTED):
        if defined.linked.written.unit is not Unit.PERCENT:
            continue
        match defined.linked.measure:
            case c.Ratio(numerator=c.Count(extract=extract), denominator=denominator):
                yield Finding(
                    (*defined.path, "numerator", "from"),
                    f"the numerator counts rows of `{extract}` by itself, so it need not be part of the "
                    "denominator",
                    _where_no_part(extract, denominator.extract, context),
                )
            case c.Ratio(numerator=c.Subset(counting=counting), denominator=denominator) if _may_be_larger(
                counting, denominator, context
            ):
                yield Finding(
                    (*defined.path, "numerator", "count"),
                    f"{_unlike_counts(defined.written)}, so it can be the larger",
                    "Count the same on both sides.",
                )
            case _:
                pass


def _where_no_part(numerator: str, denominator: str, context: Context) -> str:
    """The advice for a numerator that names its own extract."""
    if numerator != denominator and context.catalogue.extracts[denominator].child is None:
        return "Write `unit: per_10000` for a rate of a population, or `unit: ratio` for anything else."
    return "Leave `from` out, so that it counts some of those rows, or write `unit: ratio`."


def _may_be_larger(counting: c.Counting, denominator: c.Count, context: Context) -> bool:
    """Whether some of the denominator's rows, counted this way, can exceed the denominator."""
    extracts = context.catalogue.extracts
    children = extracts[denominator.extract].child
    match counting, denominator.counting:
        case _, c.AllRows():
            return False  # There are no more children or different values than rows; sums are CIC304.
        case c.SumOf(), c.Children() | c.Subjects() | c.DistinctValues():
            return False  # CIC304, too.
        case _, c.Children() if children == denominator.extract:
            return False  # A row for each child.
        case c.DistinctValues(of=n.Column(name=name)), c.Children() if children is not None:
            return name not in extracts[children].key
        case _:
            return _counted_as(counting) != _counted_as(denominator.counting)


def _unlike_counts(indicator: d.Indicator) -> str:
    """What the numerator and the denominator count, in words."""
    above, below = (
        _counting_text(None if part is None else part.count)
        for part in (indicator.numerator, indicator.denominator)
    )
    (does, what), (done, whole) = above, below
    return f"the numerator {does} {what}, but the denominator {whole if does == done else f'{done} {whole}'}"


def _counting_text(counting: d.Counting | None) -> tuple[str, str]:
    """The verb and the object of counting, in words."""
    match counting:
        case None | "rows":
            return "counts", "rows"
        case "children" | "workers" | "carers" | "homes" | "families" as whom:
            return "counts", whom
        case d.Distinct(distinct=column):
            return "counts", f"the different values of `{column}`"
        case d.Sum(sum=text):
            return "adds up", f"`{text}`"
        case d.Mean(mean=text):
            return "takes the mean of", f"`{text}`"
        case d.Median(median=text):
            return "takes the median of", f"`{text}`"
        case d.Percentile(of=text):
            return "takes a percentile of", f"`{text}`"


@check("part-not-a-percentage")
def part_as_other_unit(context: Context) -> Iterator[Finding]:
    """A part of a whole that is not expressed as a percentage."""
    for defined in context.indicators("unit", *_COUNTED):
        unit = defined.linked.written.unit
        match defined.linked.measure:
            case c.Ratio(numerator=c.Subset(counting=some), denominator=c.Count(counting=whole)) if unit in (
                Unit.PER_10000,
                Unit.RATIO,
            ) and _counted_as(some) == _counted_as(whole):
                yield Finding(
                    (*defined.path, "unit"),
                    f"the unit is {unit.value}, but the numerator is part of the denominator, counted alike",
                    "Write `unit: percent`, or give the numerator a `from` of its own where it is no part.",
                    allowed="percent",
                )
            case _:
                pass


@check("same-title")
def same_title(context: Context) -> Iterator[Finding]:
    """Two indicators that a reader of the scorecard cannot tell apart."""

    def title(defined: Defined) -> str:
        return as_read(defined.written.title)

    for earlier, later in _alike(context.indicators("title", "id"), title):
        yield Finding(
            (*later.path, "title"),
            f"`{later.written.id}` has the same title as `{earlier.written.id}`",
            "Say in the title what sets it apart.",
        )


@check("same-definition")
def same_definition(context: Context) -> Iterator[Finding]:
    """Two indicators that always have the same value."""

    def computed(defined: Defined) -> Hashable:
        return None if defined.linked.measure is None else _value_of(defined.linked.measure)

    for similar in _similar(context.indicators("id", "period", "unit", *_COUNTED)):
        for earlier, later in _alike(similar, computed):
            yield Finding(
                (*later.path, "id"),
                f"`{later.written.id}` computes the same as `{earlier.written.id}`",
                "Correct one of them, or keep one; two lines of one indicator go under `lines`.",
            )


def _similar(indicators: Iterable[Defined]) -> Iterator[tuple[Defined, ...]]:
    """Groups of indicators with the same period, unit and columns: no others can compute the same.

    Grouping is cheap, and saves working out the meaning of all the others.
    """
    groups: dict[Hashable, list[Defined]] = {}
    for defined in indicators:
        measure = defined.linked.measure
        if measure is not None:
            conditions = c.conditions(measure)
            columns = frozenset(column for condition in conditions for column in n.columns_in(condition))
            groups.setdefault(
                (defined.linked.written.period, defined.linked.written.unit, columns), []
            ).append(defined)
    return (tuple(group) for group in groups.values() if len(group) > 1)


def _alike(
    indicators: Iterable[Defined], key: Callable[[Defined], Hashable]
) -> Iterator[tuple[Defined, Defined]]:
    """Pairs of indicators with equal keys, different ids and overlapping validity; the earlier first."""
    seen: dict[Hashable, list[Defined]] = {}
    for defined in indicators:
        others = seen.setdefault(key(defined), [])
        for other in others:
            if other.written.id != defined.written.id and overlap(other.written, defined.written):
                yield other, defined
                break
        others.append(defined)


def _value_of(measure: c.Measure) -> Hashable:
    """What a measure computes, whatever its labels and however its conditions are worded."""
    match measure:
        case c.Ratio(numerator=numerator, denominator=denominator, under_variants=under):
            return _part_of(numerator), _part_of(denominator), under
        case c.Total(numerator=numerator):
            return _part_of(numerator)
        case c.Published(extract=extract, column=column, where=where, dated_by=dated_by):
            return extract, column, meaning(where), dated_by
        case c.Composed(formula=formula):
            return formula


def _part_of(part: c.Count | c.Subset) -> Hashable:
    rows = (part.extract, part.dated_by) if isinstance(part, c.Count) else None
    return rows, meaning(part.where), _counted_as(part.counting)


def _counted_as(counting: c.Counting) -> Hashable:
    match counting:
        case c.AllRows() | c.Children() | c.Subjects():
            return counting
        case c.DistinctValues(of=of) | c.SumOf(of=of):
            return type(counting), meaning(of)
        case c.PercentileOf(of=of, percentile=percentile):
            return percentile, meaning(of)
