"""Assemble a Scorecard: rate and compare each figure, add its cautions, and record its sources."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from cicscore.benchmarks.figures import Benchmark
from cicscore.benchmarks.standing import whom_of
from cicscore.catalogue.definitions import (
    Breakdown,
    Catalogue,
    Comparators,
    Indicator,
    breakdown_named,
    compared_as,
    in_force,
    is_share,
)
from cicscore.catalogue.digests import manifest_of
from cicscore.direction import Earlier
from cicscore.manifest import Manifest, RunOptions
from cicscore.overrides.overrides import NO_OVERRIDES, NOTHING_SET, OfFigure, Overrides
from cicscore.periods import Window, grows_for, window
from cicscore.rating import (
    Limits,
    Measured,
    Thresholds,
    Tolerances,
    UnevenTolerances,
    worth_of_one,
)
from cicscore.results import (
    ALL_COMPUTED,
    BenchmarkRow,
    CatalogueSource,
    ComparatorRow,
    IndicatorInfo,
    Panel,
    RagCounts,
    Row,
    Scorecard,
    ThemeInfo,
    VariantInfo,
)
from cicscore.scorecard.available import Completeness, completeness
from cicscore.scorecard.benchmarked import benchmark_row
from cicscore.scorecard.compare import NOTHING, Against, Beside, comparator_rows, parts_of_measure
from cicscore.scorecard.computation import Computation, Figure, of_extracts, unknown_text
from cicscore.scorecard.counted import Sides, defined, policy_of, sides, wholes_of
from cicscore.scorecard.judged import Judged, judged
from cicscore.scorecard.overridden import row_with_overrides, shown_value
from cicscore.scorecard.panels import breakdown_infos, breakdowns_for, panels
from cicscore.scorecard.side_by_side import figures_of_each
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.text import PrintedUnit, change_text, limit_text, value_text
from cicscore.trend_tests import wilson_interval
from cicscore.vocabulary import ALL, Status
from cicscore.wording.definition import define


def catalogue_source(catalogue: Catalogue) -> CatalogueSource:
    """The catalogue's path, digest and schema version."""
    return CatalogueSource(
        path=catalogue.path, sha256=catalogue.sha256, schema_version=catalogue.schema_version
    )


def theme_infos(catalogue: Catalogue) -> tuple[ThemeInfo, ...]:
    """The sections, in order."""
    return tuple(
        ThemeInfo(id=theme.id, title=theme.title, lead=theme.lead, composite=theme.composite)
        for theme in catalogue.themes
    )


def variant_infos(catalogue: Catalogue) -> tuple[VariantInfo, ...]:
    """The variants, led by the one that leaves nobody out."""
    return (
        VariantInfo(id=ALL, title="All"),
        *(VariantInfo(id=variant.id, title=variant.title) for variant in catalogue.variants.values()),
    )


def indicator_infos(indicators: Iterable[Indicator], catalogue: Catalogue) -> tuple[IndicatorInfo, ...]:
    """What a reader needs to know about each of these indicators."""
    counted = sides(catalogue)
    return tuple(
        _info(indicator, counted[defined(indicator)], wholes_of(indicator.written.id, catalogue))
        for indicator in indicators
    )


def _info(indicator: Indicator, counted: Sides, wholes: tuple[str, ...]) -> IndicatorInfo:
    written = indicator.written
    as_written = {
        name: getattr(written, name) for name in IndicatorInfo.model_fields if hasattr(written, name)
    }
    follows = {
        "made_of": parts_of_measure(indicator),
        "period_type": written.period,
        "decimals": indicator.decimals,
        "grows_as": compared_as(indicator),
        "part_of": wholes,
        "direction_from": indicator.direction_from,
    }
    return IndicatorInfo(**as_written | asdict(counted) | follows)


def _infos(
    indicators: Sequence[Indicator], catalogue: Catalogue, request: Request
) -> tuple[IndicatorInfo, ...]:
    """What a reader needs to know; on pages of their own, the definitions in words too."""
    found = indicator_infos(indicators, catalogue)
    if not request.pages:
        return found
    return tuple(
        info.model_copy(update={"definition": define(indicator, catalogue, request.as_at)})
        for indicator, info in zip(indicators, found, strict=True)
    )


#: A year to date shorter than this is early in the year (its first quarter).
_EARLY_DAYS = 92


class Request(Struct, frozen=True):
    """What to compute: the day, the indicators, the breakdowns, and what to compare with.

    ``comparators`` are comparators' figures by indicator, in addition to the catalogue's. ``pages`` asks for
    what a page for each indicator needs: its definition in words and its panels. ``overrides`` are what was
    set by hand; ``benchmarks`` are published figures of others, by indicator.
    """

    as_at: dt.date
    only: frozenset[str] | None = None
    by: tuple[str, ...] = ()
    against: Against = NOTHING
    comparators: Mapping[str, Comparators] = field(default_factory=dict)
    pages: bool = False
    overrides: Overrides = NO_OVERRIDES
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)


def compute(
    catalogue: Catalogue,
    extracts: Extracts,
    request: Request,
    *,
    generated_at: dt.datetime,
    version: str,
    progress: Callable[[str], None] | None = None,
) -> Scorecard:
    """Compute the scorecard of the request. Pure: no clock, no files, no environment.

    ``progress`` is called with each indicator's id before it is computed.
    """
    chosen = [indicator for indicator in in_force(catalogue, request.as_at) if _wanted(indicator, request)]
    computation = Computation(
        catalogue,
        extracts,
        request.as_at,
        Evaluation(extracts.tables, None),
        comparators=request.comparators,
        overrides=request.overrides,
    )
    breakdowns = tuple(breakdown_named(catalogue, name) for name in request.by)
    rows: list[Row] = []
    others: list[ComparatorRow] = []
    standing: list[BenchmarkRow] = []
    grouped: list[Figure] = []
    tables: list[Panel] = []
    asked = [(indicator, _divided_by(indicator, breakdowns, request)) for indicator in chosen]
    each = figures_of_each(asked, computation, progress)
    for indicator, counted in zip(chosen, each, strict=True):
        found = [figure for figure in counted if figure.breakdown in (None, *request.by)]
        rows += rows_of(indicator, found, computation, request)
        grouped += found
        tables += panels(indicator, counted) if request.pages else ()
        given = request.comparators.get(indicator.written.id, {})
        ours = shown_value(found[0], indicator, set_by_hand(indicator, found[0], request))
        others += comparator_rows(indicator, given, ours, request.as_at)
        standing += _standing(indicator, ours, catalogue, request)
    return Scorecard(
        title=catalogue.title,
        organisation=catalogue.organisation,
        as_at=request.as_at,
        generated_at=generated_at,
        cicscore=version,
        catalogue=catalogue_source(catalogue),
        disclosure=policy_of(catalogue),
        extracts=tuple(table.source for table in extracts.tables.values()),
        themes=theme_infos(catalogue),
        variants=variant_infos(catalogue),
        rag_counts=_rag_counts(rows, catalogue),
        indicators=_infos(chosen, catalogue, request),
        results=tuple(rows),
        comparators=tuple(others),
        benchmarks=tuple(standing),
        breakdowns=breakdown_infos(breakdowns, grouped),
        panels=tuple(tables),
        manifest=_manifest(catalogue, request, breakdowns),
    )


def _divided_by(
    indicator: Indicator, breakdowns: Iterable[Breakdown], request: Request
) -> tuple[Breakdown, ...]:
    """The breakdowns of an indicator's figures: those asked for, and those that its page needs."""
    more = breakdowns_for(indicator) if request.pages else ()
    return tuple({breakdown.id: breakdown for breakdown in (*breakdowns, *more)}.values())


def _standing(
    indicator: Indicator, ours: Fraction | None, catalogue: Catalogue, request: Request
) -> Iterator[BenchmarkRow]:
    """Where the authority stands among others, if figures of theirs were given."""
    benchmark = request.benchmarks.get(indicator.written.id)
    if benchmark is not None:
        row = benchmark_row(indicator, benchmark, whom_of(catalogue.settings), ours, request.as_at)
        yield from [] if row is None else [row]


def _manifest(catalogue: Catalogue, request: Request, breakdowns: Iterable[Breakdown]) -> Manifest:
    """What made the scorecard, as far as the request tells."""
    only = None if request.only is None else tuple(sorted(request.only))
    options = RunOptions(only=only, by=request.by, pages=request.pages)
    found = manifest_of(catalogue, (request.as_at,), request.only, breakdowns)
    return found.model_copy(update={"options": options})


def _wanted(indicator: Indicator, request: Request) -> bool:
    return request.only is None or indicator.written.id in request.only


def rows_of(
    indicator: Indicator, found: Sequence[Figure], computation: Computation, request: Request
) -> list[Row]:
    """A row for each figure of one indicator; other variants' rows give their difference from all."""
    chosen = [set_by_hand(indicator, figure, request) for figure in found]
    whole = {
        (figure.breakdown, figure.group): shown_value(figure, indicator, by_hand)
        for figure, by_hand in zip(found, chosen, strict=True)
        if figure.variant == ALL
    }
    catalogue = computation.catalogue
    until = window(indicator.written.period, request.as_at).end
    available, evaluation = computation.available, computation.evaluation
    complete = completeness(indicator, catalogue, request.as_at, available, evaluation)
    noted = [
        replace(figure, notes=(*of_extracts(indicator, figure, computation, until), *figure.notes))
        for figure in found
    ]

    def make(figure: Figure) -> Row:
        value_of_all = whole.get((figure.breakdown, figure.group))
        return _row(indicator, figure, value_of_all, complete, catalogue, request)

    return [
        row_with_overrides(figure, indicator, by_hand, make)
        for figure, by_hand in zip(noted, chosen, strict=True)
    ]


def set_by_hand(indicator: Indicator, figure: Figure, request: Request) -> OfFigure:
    """What was set by hand of a figure; nothing is set of groups, which are counted."""
    if figure.breakdown is not None:
        return NOTHING_SET
    return request.overrides.of((indicator.written.id, figure.variant), request.as_at)


def _row(
    indicator: Indicator,
    figure: Figure,
    value_of_all: Fraction | None,
    complete: Completeness | None,
    catalogue: Catalogue,
    request: Request,
) -> Row:
    measured, span = figure.measured, window(indicator.written.period, request.as_at)
    given = request.comparators.get(indicator.written.id, {})
    against = request.against
    found = judged(indicator, figure, complete, catalogue, request.as_at, against=against, given=given)
    limits, comparison = found.target.limits, found.compared
    interval = _interval(indicator, measured)
    return Row(
        **_counts(indicator, figure, span),
        **_limits_of_row(limits, indicator.written.printed_in),
        **_rating(measured, found),
        **_travel(indicator, comparison.previous),
        **_earlier("previous", comparison.previous.figure, indicator),
        **_also(indicator, comparison.also),
        **_earlier("outturn", comparison.outturn, indicator),
        **_difference(indicator, figure, value_of_all),
        **_extent(figure, interval, complete),
        notes=(
            *figure.notes,
            *(() if found.off_scale is None else (f"off_scale: {found.off_scale}",)),
            *_unknown(indicator, figure, safe=found.safe),
            *_incomplete(measured, complete),
            *_cautions(indicator, measured, span, catalogue),
            *_indistinct(indicator, interval, limits),
            *found.rating.notes,
            *found.target.notes,
            *comparison.notes,
        ),
        hidden=(),
        **ALL_COMPUTED,
    )


def _counts(indicator: Indicator, figure: Figure, span: Window) -> dict[str, Any]:
    measured = figure.measured
    return {
        "indicator": indicator.written.id,
        "variant": figure.variant,
        "breakdown": figure.breakdown,
        "group": figure.group,
        "line": figure.breakdown is None and figure.variant in indicator.written.lines,
        "period_start": span.start,
        "period_end": span.end,
        "status": measured.status,
        "status_reason": measured.status_reason,
        "numerator": measured.numerator,
        "denominator": measured.denominator,
        "value": _number(measured.value),
        "display": _display(indicator, measured.value),
        "numerator_children": figure.numerator_children,
        "denominator_children": figure.denominator_children,
    }


def _rating(measured: Measured, judged: Judged) -> dict[str, Any]:
    return {
        "rag": judged.rating.rag,
        "rag_reason": judged.rating.reason,
        "rag_safe": judged.safe,
        "to_green": judged.rating.to_green,
        "one_is_worth": _number(worth_of_one(measured, judged.rule)),
    }


def _travel(indicator: Indicator, comparison: Beside) -> dict[str, Any]:
    moved = comparison.travel
    return {
        "change": _number(moved.change),
        "change_display": _change(indicator, moved.change),
        "direction": moved.direction,
        "direction_reason": moved.reason,
        "movement": moved.movement,
        "compared_with": comparison.compare,
    }


def _also(indicator: Indicator, also: Beside | None) -> dict[str, Any]:
    """The second earlier figure, and the direction from it; without one asked for, nothing."""
    if also is None:
        return {
            **_earlier("earlier", None, indicator),
            **dict.fromkeys(
                (
                    "also_compared_with",
                    "earlier_change",
                    "earlier_change_display",
                    "earlier_direction",
                    "earlier_reason",
                )
            ),
        }
    moved = also.travel
    return {
        **_earlier("earlier", also.figure, indicator),
        "also_compared_with": also.compare,
        "earlier_change": _number(moved.change),
        "earlier_change_display": _change(indicator, moved.change),
        "earlier_direction": moved.direction,
        "earlier_reason": moved.reason,
    }


@functools.cache
def _limits_of_row(limits: Limits | None, unit: PrintedUnit) -> Mapping[str, Any]:
    """The fields of limits, worded once for all figures that they rate."""
    none = dict.fromkeys(
        (
            *("target", "amber", "green_within", "amber_within", "target_display", "amber_display"),
            *("green_low", "green_high", "amber_low", "amber_high", "exceeded"),
        )
    )
    match limits:
        case Thresholds(target=target, amber=amber, exceeded=exceeded):
            display = limit_text(amber, unit)
            found = {"target": target, "amber": amber, "amber_display": display, "exceeded": exceeded}
        case Tolerances(target=target, green_within=green, amber_within=amber):
            found = {"target": target, "green_within": green, "amber_within": amber}
        case UnevenTolerances(target=target):
            found = {
                "target": target,
                "green_low": target - limits.green_below,
                "green_high": target + limits.green_above,
                "amber_low": target - limits.amber_below,
                "amber_high": target + limits.amber_above,
            }
        case None:
            return MappingProxyType(none)
    return MappingProxyType(none | found | {"target_display": limit_text(target, unit)})


def _earlier(name: str, earlier: Earlier | None, indicator: Indicator) -> dict[str, Any]:
    """The fields of an earlier figure, each prefixed with ``name``."""
    value = None if earlier is None else earlier.value
    return {
        f"{name}_as_at": None if earlier is None else earlier.as_at,
        f"{name}_value": _number(value),
        f"{name}_display": _display(indicator, value),
        f"{name}_rag": None if earlier is None else earlier.rag,
    }


def _difference(indicator: Indicator, figure: Figure, value_of_all: Fraction | None) -> dict[str, Any]:
    value = figure.measured.value
    difference = None
    if figure.variant != ALL and value is not None and value_of_all is not None:
        difference = value - value_of_all
    return {
        "difference_from_all": _number(difference),
        "difference_display": _change(indicator, difference),
    }


def _extent(
    figure: Figure, interval: tuple[float, float] | None, complete: Completeness | None
) -> dict[str, Any]:
    """How sure the figure is: its interval, and what months and blank cells leave open."""
    bounds, (low, high) = figure.bounds, interval or (None, None)
    return {
        "interval_low": low,
        "interval_high": high,
        "months_expected": None if complete is None else complete.expected,
        "months_with_data": None if complete is None else complete.with_data,
        "rows_unknown": None if bounds is None else bounds.rows,
        "value_low": None if bounds is None else _number(bounds.low),
        "value_high": None if bounds is None else _number(bounds.high),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _change(indicator: Indicator, change: Fraction | None) -> str | None:
    return None if change is None else change_text(change, indicator.written.printed_in, indicator.decimals)


def _display(indicator: Indicator, value: Fraction | None) -> str | None:
    return None if value is None else value_text(value, indicator.written.printed_in, indicator.decimals)


def _interval(indicator: Indicator, measured: Measured) -> tuple[float, float] | None:
    """The 95% interval of a percentage, from 0 to 100, where each thing counted is either in or out."""
    numerator, denominator = measured.numerator, measured.denominator
    if measured.value is None or numerator is None or denominator is None or not is_share(indicator):
        return None
    low, high = wilson_interval(int(numerator), int(denominator))
    return low * 100, high * 100


def _indistinct(
    indicator: Indicator, interval: tuple[float, float] | None, limits: Limits | None
) -> tuple[str, ...]:
    """The caution that chance alone could explain the distance from the target; it never changes a rating."""
    if interval is None or limits is None or not interval[0] <= limits.target <= interval[1]:
        return ()
    low, high = (value_text(Fraction(end), indicator.written.unit, indicator.decimals) for end in interval)
    target = limit_text(limits.target, indicator.written.unit)
    return (
        f"not_distinguishable_from_target: the 95% interval of the figure, {low} to {high}, "
        f"covers the target of {target}",
    )


def _cautions(
    indicator: Indicator, measured: Measured, span: Window, catalogue: Catalogue
) -> tuple[str, ...]:
    """Cautions on figures that depend on few children, or on little of the year."""
    if measured.status is not Status.CALCULATED:
        return ()
    found = []
    small = catalogue.settings.small_cohort
    if measured.denominator is not None and measured.denominator < small:
        found.append(
            f"small_cohort: the denominator is under {small}, so one more or fewer moves the figure a lot"
        )
    days = (span.end - span.start).days + 1
    if grows_for(indicator.written.period) == 12 and days < _EARLY_DAYS:
        found.append(f"small_cohort: the year to date has run for {days} days only")
    return tuple(found)


def _incomplete(measured: Measured, complete: Completeness | None) -> tuple[str, ...]:
    """The caution that months of the window have no data, given wherever something was counted."""
    # What is made of others has a value and no counts.
    has_counts = (measured.numerator, measured.denominator) != (None, None)
    counted = has_counts or measured.status is Status.CALCULATED
    if complete is None or not complete.gaps or not counted:
        return ()
    return (f"incomplete_window: {complete.counted}; {'; '.join(complete.gaps)}",)


def _unknown(indicator: Indicator, figure: Figure, *, safe: bool | None) -> tuple[str, ...]:
    """The caution that rows are not known, where they could change the figure, and by how much."""
    found, value = figure.bounds, figure.measured.value
    if found is None or not found.rows or (found.always and found.low == found.high == value):
        return ()
    if found.low is None or found.high is None:
        moved = "how far that could move the figure is not known"
    else:
        low, high = (
            value_text(end, indicator.written.printed_in, indicator.decimals)
            for end in (found.low, found.high)
        )
        moved = f"with everything known the figure would lie between {low} and {high}"
        if not found.always:
            moved += ", or there would be none"
    unsafe = "; the rating is not safe" if safe is False else ""
    return (f"unknown_rows: {unknown_text(figure)}; {moved}{unsafe}",)


def _rag_counts(rows: Sequence[Row], catalogue: Catalogue) -> dict[str, RagCounts]:
    whole = [row for row in rows if row.breakdown is None]
    counts = {"lines": RagCounts.of(row.rag for row in whole if row.line)}
    for variant in (ALL, *catalogue.variants):
        counts[variant] = RagCounts.of(row.rag for row in whole if row.variant == variant)
    return counts
