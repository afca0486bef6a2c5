"""From figures to the Scorecard: ratings, directions, differences and notes, one row for each figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cicscore.catalogue.definitions import Catalogue, Indicator
from cicscore.direction import Earlier, Travel, travel
from cicscore.engine.figures import Computation, Figure, figures
from cicscore.figures import change_text, value_text
from cicscore.periods import Window, financial_year, window
from cicscore.rating import Limits, Measured, Rating, Rule, Tolerances, rate
from cicscore.results import (
    CatalogueSource,
    IndicatorInfo,
    RagCounts,
    Row,
    Scorecard,
    ThemeInfo,
    VariantInfo,
)
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.vocabulary import ALL, PeriodType, Status

#: Earlier figures by indicator and variant.
EarlierFigures = Mapping[tuple[str, str], Earlier]

#: A year to date that has run for less than this is early in the year (its first quarter).
_EARLY_DAYS = 92


@dataclass(frozen=True)
class Request:
    """What to compute: the day, which indicators, which breakdowns, and what to compare with."""

    as_at: dt.date
    only: frozenset[str] | None = None
    by: tuple[str, ...] = ()
    previous: EarlierFigures | None = None
    outturn: EarlierFigures | None = None


def compute(
    catalogue: Catalogue, extracts: Extracts, request: Request, *, generated_at: dt.datetime, version: str
) -> Scorecard:
    """The scorecard of the request. Pure: no clock, no files, no environment."""
    chosen = [indicator for indicator in in_force(catalogue, request.as_at) if _wanted(indicator, request)]
    computation = Computation(catalogue, extracts, request.as_at, Evaluation(extracts.tables, None))
    breakdowns = tuple(catalogue.breakdowns[name] for name in request.by)
    rows = tuple(
        row
        for indicator in chosen
        for row in _rows(indicator, figures(indicator, computation, breakdowns), catalogue, request)
    )
    return Scorecard(
        title=catalogue.title,
        organisation=catalogue.organisation,
        as_at=request.as_at,
        generated_at=generated_at,
        cicscore=version,
        catalogue=CatalogueSource(
            path=catalogue.path, sha256=catalogue.sha256, schema_version=catalogue.schema_version
        ),
        extracts=tuple(table.source for table in extracts.tables.values()),
        themes=tuple(
            ThemeInfo(id=theme.id, title=theme.title, lead=theme.lead) for theme in catalogue.themes
        ),
        variants=(
            VariantInfo(id=ALL, title="All"),
            *(VariantInfo(id=variant.id, title=variant.title) for variant in catalogue.variants.values()),
        ),
        rag_counts=_rag_counts(rows, catalogue),
        indicators=tuple(_info(indicator) for indicator in chosen),
        results=rows,
    )


def in_force(catalogue: Catalogue, as_at: dt.date) -> tuple[Indicator, ...]:
    """The indicators whose definition holds on the as-at date."""
    return tuple(
        indicator
        for indicator in catalogue.indicators
        if (indicator.valid_from or dt.date.min) <= as_at <= (indicator.valid_to or dt.date.max)
    )


def _wanted(indicator: Indicator, request: Request) -> bool:
    return request.only is None or indicator.id in request.only


def _info(indicator: Indicator) -> IndicatorInfo:
    return IndicatorInfo(
        id=indicator.id,
        reference=indicator.reference,
        title=indicator.title,
        theme=indicator.theme,
        meaning=indicator.meaning,
        polarity=indicator.polarity,
        period_type=indicator.period,
        unit=indicator.unit,
        decimals=indicator.decimals,
        lines=indicator.lines,
        owner=indicator.owner,
        note=indicator.note,
    )


def _rows(indicator: Indicator, found: Sequence[Figure], catalogue: Catalogue, request: Request) -> list[Row]:
    """The rows of one indicator; those of the other variants carry their difference from all."""
    whole = {
        (figure.breakdown, figure.group): figure.measured.value for figure in found if figure.variant == ALL
    }
    return [
        _row(indicator, figure, whole.get((figure.breakdown, figure.group)), catalogue, request)
        for figure in found
    ]


def _row(
    indicator: Indicator,
    figure: Figure,
    value_of_all: Fraction | None,
    catalogue: Catalogue,
    request: Request,
) -> Row:
    measured, span = figure.measured, window(indicator.period, request.as_at)
    limits = indicator.limits.get(financial_year(request.as_at))
    key = (indicator.id, figure.variant)
    whole = figure.breakdown is None
    previous = (request.previous or {}).get(key) if whole else None
    outturn = (request.outturn or {}).get(key) if whole else None
    moved = _travel(indicator, measured, previous, limits, request.as_at)
    rating = rate(measured, _rule(indicator, limits, catalogue, request), moved.direction)
    difference = None
    if figure.variant != ALL and measured.value is not None and value_of_all is not None:
        difference = measured.value - value_of_all
    return Row(
        indicator=indicator.id,
        variant=figure.variant,
        breakdown=figure.breakdown,
        group=figure.group,
        line=whole and figure.variant in indicator.lines,
        period_start=span.start,
        period_end=span.end,
        status=measured.status,
        status_reason=measured.status_reason,
        numerator=measured.numerator,
        denominator=measured.denominator,
        value=_number(measured.value),
        display=_display(indicator, measured.value),
        target=None if limits is None else limits.target,
        amber=None if limits is None or isinstance(limits, Tolerances) else limits.amber,
        rag=rating.rag,
        rag_reason=rating.reason,
        previous_as_at=None if previous is None else previous.as_at,
        previous_value=None if previous is None else _number(previous.value),
        previous_display=None if previous is None else _display(indicator, previous.value),
        change=_number(moved.change),
        direction=moved.direction,
        direction_reason=moved.reason,
        outturn_as_at=None if outturn is None else outturn.as_at,
        outturn_value=None if outturn is None else _number(outturn.value),
        outturn_display=None if outturn is None else _display(indicator, outturn.value),
        difference_from_all=_number(difference),
        difference_display=None
        if difference is None
        else change_text(difference, indicator.unit, indicator.decimals),
        to_green=rating.to_green,
        notes=_notes(indicator, figure, rating, moved, span, catalogue),
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _display(indicator: Indicator, value: Fraction | None) -> str | None:
    return None if value is None else value_text(value, indicator.unit, indicator.decimals)


def _travel(
    indicator: Indicator, measured: Measured, previous: Earlier | None, limits: Limits | None, as_at: dt.date
) -> Travel:
    return travel(
        measured.value,
        previous,
        as_at=as_at,
        period=indicator.period,
        polarity=indicator.polarity,
        unit=indicator.unit,
        decimals=indicator.decimals,
        target=None if limits is None else limits.target,
        tolerance=indicator.tolerance,
    )


def _rule(indicator: Indicator, limits: Limits | None, catalogue: Catalogue, request: Request) -> Rule:
    return Rule(
        polarity=indicator.polarity,
        unit=indicator.unit,
        decimals=indicator.decimals,
        limits=limits,
        financial_year=financial_year(request.as_at),
        rate_on=catalogue.settings.rate_on,
        label=_label(indicator),
    )


def _label(indicator: Indicator) -> str | None:
    numerator = getattr(indicator.measure, "numerator", None)
    return None if numerator is None else numerator.label


def _notes(
    indicator: Indicator, figure: Figure, rating: Rating, moved: Travel, span: Window, catalogue: Catalogue
) -> tuple[str, ...]:
    return (
        *figure.notes,
        *_cautions(indicator, figure.measured, span, catalogue),
        *rating.notes,
        *moved.notes,
    )


def _cautions(
    indicator: Indicator, measured: Measured, span: Window, catalogue: Catalogue
) -> tuple[str, ...]:
    """Figures that rest on few children, or on little of the year."""
    if measured.status is not Status.CALCULATED:
        return ()
    found = []
    small = catalogue.settings.small_cohort
    if measured.denominator is not None and measured.denominator < small:
        found.append(
            f"small_cohort: the denominator is under {small}, so one more or fewer moves the figure a lot"
        )
    days = (span.end - span.start).days + 1
    if indicator.period in (PeriodType.YEAR_TO_DATE, PeriodType.ACADEMIC_YEAR_TO_DATE) and days < _EARLY_DAYS:
        found.append(f"small_cohort: the year to date has run for {days} days only")
    return tuple(found)


def _rag_counts(rows: Sequence[Row], catalogue: Catalogue) -> dict[str, RagCounts]:
    whole = [row for row in rows if row.breakdown is None]
    counts = {"lines": _count_rags([row for row in whole if row.line])}
    for variant in (ALL, *catalogue.variants):
        counts[variant] = _count_rags([row for row in whole if row.variant == variant])
    return counts


def _count_rags(rows: Sequence[Row]) -> RagCounts:
    words = [row.rag.value if row.rag is not None else "not_rated" for row in rows]
    return RagCounts(
        green=words.count("green"),
        amber=words.count("amber"),
        red=words.count("red"),
        not_rated=words.count("not_rated"),
    )
