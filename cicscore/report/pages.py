"""Gather what the page of each indicator shows from the scorecard, all of it as text and coordinates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from cicscore.definition import Definition
from cicscore.render.chart import DESKTOP, PHONE, Chart, chart
from cicscore.render.page import note_sentence, theme_heading
from cicscore.report.standing import Standing, standing_of
from cicscore.results import (
    ComparatorRow,
    Group,
    IndicatorInfo,
    Panel,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
    VariantInfo,
)
from cicscore.text import amount_text, as_written, capital, date_text, month_text, value_text
from cicscore.vocabulary import ALL
from cicscore.wording.definition import polarity_words
from cicscore.wording.editions import is_hidden

#: A text in parts; ``None`` stands for a part that is not shown.
Parts: TypeAlias = tuple[str | None, ...]


class VariantFigure(Struct, frozen=True):
    """The figure of one variant."""

    title: str
    row: Row


class Month(Struct, frozen=True):
    """One month end: the figure of each variant, in order, and the differences of all but the first."""

    name: str
    figures: tuple[SeriesRow | None, ...]


class GroupFigure(Struct, frozen=True):
    """One group of a breakdown, with the length of its bar from 0 to 100."""

    title: str
    row: Row
    bar: float | None


class Groups(Struct, frozen=True):
    """An indicator's figures by the groups of a breakdown."""

    title: str
    figures: tuple[GroupFigure, ...]


class IndicatorPage(Struct, frozen=True):
    """One indicator's page."""

    indicator: IndicatorInfo
    theme: str
    headline: VariantFigure
    figures: tuple[VariantFigure, ...]
    facts: tuple[tuple[str, Parts], ...]
    definition: Definition | None
    chart: Chart | None
    small_chart: Chart | None
    #: The titles of the variants that have a figure in some month; everybody's come first.
    month_titles: tuple[str, ...]
    months: tuple[Month, ...]
    averages: tuple[SeriesSummary | None, ...]
    panels: tuple[Panel, ...]
    groups: tuple[Groups, ...]
    comparators: tuple[ComparatorRow, ...]
    standing: Standing | None
    cautions: tuple[str, ...]

    @property
    def has_averages(self) -> bool:
        """Whether there is an average difference, shown or not."""
        field = "difference_average_display"
        return any(found and (getattr(found, field) or is_hidden(found, field)) for found in self.averages)


def indicator_pages(scorecard: Scorecard) -> tuple[IndicatorPage, ...]:
    """A page for each indicator that has a figure's row, by theme in the scorecard's order."""
    rows: dict[str, dict[str, Row]] = {}
    for row in scorecard.results:
        if row.breakdown is None:
            rows.setdefault(row.indicator, {})[row.variant] = row
    themes = {theme.id: theme_heading(theme) for theme in scorecard.themes}
    order = list(themes)
    shown = sorted(
        (info for info in scorecard.indicators if info.id in rows), key=lambda info: order.index(info.theme)
    )
    return tuple(_Gathering(scorecard, info, rows[info.id], themes[info.theme]).page() for info in shown)


class _Gathering(Struct, frozen=True):
    """One indicator of a scorecard, and its rows by variant."""

    scorecard: Scorecard
    info: IndicatorInfo
    rows: Mapping[str, Row]
    theme: str

    def page(self) -> IndicatorPage:
        titles = {variant.id: variant.title for variant in self.scorecard.variants}
        series = [row for row in self.scorecard.series if row.indicator == self.info.id]
        figures = tuple(
            VariantFigure(variant.title, self.rows[variant.id])
            for variant in self.scorecard.variants
            if variant.id in self.rows
        )
        headline = self.rows.get(self.info.lines[0], figures[0].row)
        valued = {row.variant for row in series if row.value is not None or is_hidden(row, "value")}
        monthly = [one for one in self.scorecard.variants if one.id == ALL or one.id in valued]
        return IndicatorPage(
            indicator=self.info,
            theme=self.theme,
            headline=VariantFigure(titles[headline.variant], headline),
            figures=figures,
            facts=self._facts(headline),
            definition=self.info.definition,
            chart=chart(self.info, series, titles, DESKTOP),
            small_chart=chart(self.info, series, titles, PHONE),
            month_titles=tuple(variant.title for variant in monthly),
            months=_months(series, monthly),
            averages=self._averages(monthly),
            panels=tuple(panel for panel in self.scorecard.panels if panel.indicator == self.info.id),
            groups=self._groups(),
            comparators=tuple(row for row in self.scorecard.comparators if row.indicator == self.info.id),
            standing=standing_of(self.scorecard, self.info),
            cautions=tuple(note_sentence(note) for note in headline.notes),
        )

    def _facts(self, row: Row) -> tuple[tuple[str, Parts], ...]:
        """What stands beside the figure: counts, limits, earlier figures and who answers for it."""
        found = (
            ("Reference", _fact(self.info.reference)),
            ("Better", _fact(polarity_words(self.info.polarity))),
            ("Period", _fact(capital(self.info.period_type.legend))),
            ("Counted", _counted(row)),
            ("Target", _fact(row.target_display)),
            ("Amber to", _fact(row.amber_display)),
            ("95% interval", _interval(row, self.info)),
            *(
                (f"{name} ({date_text(day)})", _shown(row, field, getattr(row, field)))
                for name, day, field in (
                    ("Previous", row.previous_as_at, "previous_display"),
                    ("Earlier", row.earlier_as_at, "earlier_display"),
                    ("Outturn", row.outturn_as_at, "outturn_display"),
                )
                if day is not None
            ),
            ("Owner", _fact(self.info.owner)),
            ("Source", _fact(self.info.source)),
        )
        return tuple((name, parts) for name, parts in found if parts)

    def _averages(self, variants: Sequence[VariantInfo]) -> tuple[SeriesSummary | None, ...]:
        """The summary with the mean of the monthly differences from everybody, for each other variant."""
        known = {
            summary.variant: summary
            for summary in self.scorecard.series_summaries
            if summary.indicator == self.info.id
        }
        return tuple(known.get(variant.id) for variant in variants if variant.id != ALL)

    def _groups(self) -> tuple[Groups, ...]:
        """The figures of the headline by group, for each breakdown that the document has."""
        own = [
            row
            for row in self.scorecard.results
            if row.breakdown and row.indicator == self.info.id and row.variant == self.info.lines[0]
        ]
        return tuple(
            Groups(f"By {info.title.lower()}", _group_figures(own, info.id, info.groups))
            for info in self.scorecard.breakdowns
            if any(row.breakdown == info.id for row in own)
        )


def _group_figures(rows: Sequence[Row], breakdown: str, groups: Sequence[Group]) -> tuple[GroupFigure, ...]:
    found = {row.group: row for row in rows if row.breakdown == breakdown}
    most = max((row.value or 0 for row in found.values()), default=0)
    return tuple(
        GroupFigure(group.title, row, None if row.value is None or most <= 0 else row.value / most * 100)
        for group in groups
        if (row := found.get(group.id)) is not None
    )


def _fact(text: str | None) -> Parts:
    """A text as its only part; no part where there is none."""
    return () if text is None else (text,)


def _shown(row: Row, field: str, text: str | None) -> Parts:
    """What a field says, or that it is not shown."""
    return (None,) if is_hidden(row, field) else _fact(text)


def _counted(row: Row) -> Parts:
    """The numerator, and the denominator that it is counted out of."""
    above, below = (
        _shown(row, field, None if count is None else amount_text(count))
        for field, count in (("numerator", row.numerator), ("denominator", row.denominator))
    )
    return (*above, " of ", *below) if above and below else above


def _interval(row: Row, info: IndicatorInfo) -> Parts:
    """The 95% interval at the figure's decimals."""
    if is_hidden(row, "interval_low") or is_hidden(row, "interval_high"):
        return (None,)
    if row.interval_low is None or row.interval_high is None:
        return ()
    low, high = (Fraction(as_written(end)) for end in (row.interval_low, row.interval_high))
    return (f"{value_text(low, info.unit, info.decimals)} to {value_text(high, info.unit, info.decimals)}",)


def _months(series: Sequence[SeriesRow], variants: Sequence[VariantInfo]) -> tuple[Month, ...]:
    """The month ends, latest first."""
    found: dict[dt.date, dict[str, SeriesRow]] = {}
    for row in series:
        found.setdefault(row.as_at, {})[row.variant] = row
    return tuple(
        Month(month_text(day), tuple(found[day].get(variant.id) for variant in variants))
        for day in sorted(found, reverse=True)
    )
