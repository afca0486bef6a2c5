"""Compute every indicator at each of a run of month ends, from extracts that hold the history.

The extracts are read once, and expressions that name no day are evaluated once; each month evaluates only
what depends on its days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from msgspec import Struct, field

from cicscore.catalogue.definitions import Catalogue, Comparators, Indicator, compared_as, in_force
from cicscore.direction import Earlier
from cicscore.overrides.overrides import NO_OVERRIDES, Overrides
from cicscore.periods import month_ends
from cicscore.record import Line
from cicscore.results import Row, SeriesRow, SeriesSummary
from cicscore.scorecard.available import Availability
from cicscore.scorecard.compare import NOTHING, Against, Recomputed, TrendLines, alike
from cicscore.scorecard.computation import Computation
from cicscore.scorecard.overridden import shown_value
from cicscore.scorecard.parts import figures_once
from cicscore.scorecard.score import Request, rows_of, set_by_hand
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts
from cicscore.text import change_text, value_text
from cicscore.trend_tests import MonthFigure, Signal, TrendLine, XmrChart, chart, trend_line
from cicscore.vocabulary import ALL, DirectionFrom


class SeriesRequest(Struct, frozen=True):
    """Which month ends and indicators to compute, and how to summarise the series.

    ``tendency`` requests the direction over the whole time, also of the indicators whose definitions do not;
    ``signals`` an XmR chart's special causes.
    ``comparators`` are comparators' figures in addition to the catalogue's, of which values may be made.
    """

    until: dt.date
    months: int
    only: frozenset[str] | None = None
    against: Against = NOTHING
    tendency: bool = False
    signals: bool = False
    overrides: Overrides = NO_OVERRIDES
    comparators: Mapping[str, Comparators] = field(default_factory=dict)


class Series(Struct, frozen=True):
    """The series of every indicator and variant, in catalogue order.

    ``definitions`` has each indicator's latest definition in the series; ``trends`` the lines that were asked
    for.
    """

    days: tuple[dt.date, ...]
    definitions: tuple[Indicator, ...]
    rows: tuple[SeriesRow, ...]
    summaries: tuple[SeriesSummary, ...]
    recomputed: Recomputed
    trends: TrendLines


class _Scored(Struct, frozen=True):
    """One row, with its exact values and the definition used to compute it."""

    as_at: dt.date
    definition: Indicator
    row: SeriesRow
    value: Fraction | None
    difference: Fraction | None


class _Shared(Struct, frozen=True):
    """The summary of one line of the scorecard over the whole time."""

    trend_line: TrendLine | None = None
    chart: XmrChart | None = None
    signals: dict[dt.date, Signal] = field(default_factory=dict)


def series(
    catalogue: Catalogue,
    extracts: Extracts,
    request: SeriesRequest,
    of_earlier: Mapping[dt.date, Extracts] = MappingProxyType({}),
) -> Series:
    """Compute the series of the request: each month end as in the scorecard of that day.

    ``of_earlier`` has the extracts of the days that do not use ``extracts``.
    """
    days = month_ends(request.until, request.months)
    lines: dict[Line, list[_Scored]] = {}
    held: Extracts | None = None
    for day in days:
        own = of_earlier.get(day, extracts)
        if own is not held:
            held, available = own, Availability()
            evaluation = Evaluation(own.tables, None, of_many_days=True)
        evaluation = evaluation.without_dated()
        computation = Computation(
            catalogue, own, day, evaluation, available, request.comparators, request.overrides
        )
        for scored in _scored(computation, request):
            lines.setdefault((scored.row.indicator, scored.row.variant), []).append(scored)
    rows: list[SeriesRow] = []
    summaries: list[SeriesSummary] = []
    trends: dict[Line, TrendLine] = {}
    for line, found in lines.items():
        shared = _shared(found, request, catalogue)
        rows += [_signalled(scored.row, shared.signals.get(scored.as_at)) for scored in found]
        summaries.append(_summary(line, found, shared))
        if shared.trend_line is not None:
            trends[line] = shared.trend_line
    latest = {found[-1].definition.written.id: found[-1].definition for found in lines.values()}
    order = [indicator.written.id for indicator in catalogue.indicators]
    recomputed = {
        line: {scored.as_at: scored.value for scored in found if scored.value is not None}
        for line, found in lines.items()
    }
    return Series(
        days,
        tuple(sorted(latest.values(), key=lambda indicator: order.index(indicator.written.id))),
        tuple(rows),
        tuple(summaries),
        recomputed,
        trends,
    )


def _scored(computation: Computation, request: SeriesRequest) -> Iterator[_Scored]:
    """Every row of one month end."""
    catalogue, day = computation.catalogue, computation.as_at
    for definition in in_force(catalogue, day):
        if request.only is not None and definition.written.id not in request.only:
            continue
        found = figures_once(definition, computation)
        asked = Request(day, against=request.against, overrides=request.overrides)
        shown = [shown_value(figure, definition, set_by_hand(definition, figure, asked)) for figure in found]
        whole = next(value for figure, value in zip(found, shown, strict=True) if figure.variant == ALL)
        rows = rows_of(definition, found, computation, asked)
        for figure, value, row in zip(found, shown, rows, strict=True):
            difference = None
            if figure.variant != ALL and value is not None and whole is not None:
                difference = value - whole
            published = request.against.record.on((row.indicator, row.variant), day)
            yield _Scored(day, definition, _row(row, definition, day, published), value, difference)


def _shared(found: Sequence[_Scored], request: SeriesRequest, catalogue: Catalogue) -> _Shared:
    """The summaries requested, from the months defined in the same way as the latest."""
    last, latest = found[-1].as_at, found[-1].definition
    points = [
        MonthFigure(scored.as_at, scored.value)
        for scored in found
        if scored.value is not None and alike(scored.definition, scored.as_at, latest, last, catalogue)
    ]
    line = chart_of = None
    if request.tendency or latest.direction_from is DirectionFrom.TENDENCY:
        line = trend_line(
            points,
            period=compared_as(latest),
            polarity=latest.written.polarity,
            unit=latest.written.printed_in,
            decimals=latest.decimals,
        )
    if request.signals:
        chart_of = chart(
            points,
            period=compared_as(latest),
            polarity=latest.written.polarity,
            unit=latest.written.printed_in,
            decimals=latest.decimals,
        )
    signals = {} if chart_of is None else {signal.point.as_at: signal for signal in chart_of.signals}
    return _Shared(line, chart_of, signals)


#: The fields of a scorecard's row that one of a series has, too.
_IN_BOTH = tuple(name for name in Row.model_fields if name in SeriesRow.model_fields)


def _row(row: Row, definition: Indicator, as_at: dt.date, published: Earlier | None) -> SeriesRow:
    """The row of a scorecard as one of a series, beside what was published for the day."""
    display = None if published is None else _text(definition, published.value)
    return SeriesRow(
        **{name: getattr(row, name) for name in _IN_BOTH},
        as_at=as_at,
        definition_from=definition.written.valid_from,
        published_value=None if published is None else float(published.value),
        published_display=display,
        restated=display is not None and row.display is not None and display != row.display,
        special_causes=(),
        special_cause_direction=None,
    )


def _signalled(row: SeriesRow, signal: Signal | None) -> SeriesRow:
    """The row with the signals that its point is a part of, which are known once the whole series is."""
    if signal is None:
        return row
    causes = {"special_causes": signal.causes, "special_cause_direction": signal.direction}
    return row.model_copy(update=causes)


def _text(definition: Indicator, value: Fraction) -> str:
    return value_text(value, definition.written.printed_in, definition.decimals)


def _summary(line: Line, found: Sequence[_Scored], shared: _Shared) -> SeriesSummary:
    latest = found[-1].definition
    differences = [scored.difference for scored in found if scored.difference is not None]
    average = sum(differences, Fraction(0)) / len(differences) if differences else None
    moved, process = shared.trend_line, shared.chart
    limits = None if process is None else process.limits
    return SeriesSummary(
        indicator=line[0],
        variant=line[1],
        first_as_at=found[0].as_at,
        last_as_at=found[-1].as_at,
        months=len(found),
        months_with_value=sum(scored.value is not None for scored in found),
        difference_average=None if average is None else float(average),
        difference_average_display=None
        if average is None
        else change_text(average, latest.written.printed_in, latest.decimals),
        tendency=None if moved is None else moved.tendency,
        tendency_per_month=None if moved is None or moved.per_month is None else float(moved.per_month),
        tendency_direction=None if moved is None else moved.direction,
        tendency_reason=None if moved is None else moved.reason,
        process_mean=None if limits is None else float(limits.mean),
        process_lower=None if limits is None else float(limits.lower),
        process_upper=None if limits is None else float(limits.upper),
        process_reason=None if process is None else process.reason,
    )
