"""Write CSV, and in particular the rows of a scorecard and of a trend.

Quoting follows RFC 4180, with a newline at the end of each row. Numbers are the same as in JSON.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, assert_never

from cicscore.results import (
    COLUMNS,
    DueList,
    DueRow,
    IndicatorInfo,
    Landing,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
    Settling,
    SettlingRow,
    ThemeInfo,
    Trend,
    VariantInfo,
)
from cicscore.view import View
from cicscore.wording.editions import symbol

#: Columns that describe a row's indicator, before the columns of the row itself.
_INDICATOR_COLUMNS = ("reference", "title", "theme", "polarity", "period_type", "unit", "decimals")
_TITLES = ("theme_title", "variant_title")

#: Columns that describe a trend row's whole series, beside the columns of the month itself.
_SUMMARY_COLUMNS = tuple(
    name
    for name in SeriesSummary.model_fields
    if name.startswith(("difference_average", "tendency", "process"))
)

#: The columns of a trend: those of a ``SeriesRow`` in the JSON document have the same names.
TREND_COLUMNS = ("audience", *_INDICATOR_COLUMNS, *_TITLES, *SeriesRow.model_fields, *_SUMMARY_COLUMNS)

#: The values that a cell may hold before it is written.
Value: TypeAlias = bool | int | float | str | list[str] | None

#: Characters that begin a formula in a spreadsheet, or may come before one.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
#: A figure as printed, which a spreadsheet reads as a number or as text.
_PRINTED_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?(%| pp)?")


def csv_text(names: Sequence[str], rows: Iterable[Mapping[str, Value]], delimiter: str = ",") -> str:
    """Write rows under their headings: a missing value as an empty cell, several texts joined by `` | ``."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\n")
    writer.writerow([_cell(name) for name in names])
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return lines.getvalue()


def _cell(value: Value) -> str | int | float | None:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return _guarded(" | ".join(value))
        case str():
            return _guarded(value)
        case int() | float() | None:
            return value
        case _ as never:
            assert_never(never)


def _guarded(text: str) -> str:
    """Text for a cell, prefixed with an apostrophe where a spreadsheet would read it as a formula."""
    # A lone carriage return would end the row in some readers, and Python quotes it only from 3.13.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    runs = text.startswith(_FORMULA_SIGNS) and not _PRINTED_NUMBER.fullmatch(text)
    return f"'{lines}" if runs else lines


def columns() -> tuple[str, ...]:
    """The columns, in order: those of a row in the JSON document come last, under the same names."""
    return ("audience", "as_at", *_INDICATOR_COLUMNS, *_TITLES, *COLUMNS)


def render_csv(scorecard: Scorecard, view: View) -> str:
    """Write the scorecard as tidy CSV: one row for each indicator, variant and group."""
    del view  # machine-readable, so the same for every reader
    indicators = _about(scorecard.indicators, scorecard.themes)
    variants = _variant_titles(scorecard.variants)
    whole = {"audience": scorecard.audience.value, "as_at": scorecard.as_at.isoformat()}
    hidden = symbol(scorecard)
    return csv_text(
        columns(),
        (
            whole | indicators[row.indicator] | variants[row.variant] | _cells_of(row, hidden)
            for row in scorecard.results
        ),
    )


def render_trend_csv(trend: Trend, view: View) -> str:
    """Write the trend as tidy CSV: one row for each indicator, variant and month end."""
    del view  # machine-readable, so the same for every reader
    indicators = _about(trend.indicators, trend.themes)
    variants = _variant_titles(trend.variants)
    summaries = {(summary.indicator, summary.variant): summary for summary in trend.series_summaries}
    whole, hidden = {"audience": trend.audience.value}, symbol(trend)
    return csv_text(
        TREND_COLUMNS,
        (
            whole
            | indicators[row.indicator]
            | variants[row.variant]
            | _cells_of(summaries[row.indicator, row.variant], hidden)
            | _cells_of(row, hidden)
            | {"hidden": [*row.hidden, *summaries[row.indicator, row.variant].hidden]}
            for row in trend.series
        ),
    )


#: The columns of how figures settled.
SETTLING_COLUMNS = (*_INDICATOR_COLUMNS, *_TITLES, "until", *SettlingRow.model_fields)


def render_settling_csv(settling: Settling, view: View) -> str:
    """Write how figures settled as tidy CSV: a row for each indicator, variant and number of months later."""
    del view  # machine-readable, so the same for every reader
    indicators = _about(settling.indicators, settling.themes)
    variants = _variant_titles(settling.variants)
    whole = {"until": settling.until.isoformat()}
    return csv_text(
        SETTLING_COLUMNS,
        (
            whole | indicators[row.indicator] | variants[row.variant] | row.model_dump(mode="json")
            for row in settling.settling
        ),
    )


def render_settling_csv_for_excel(settling: Settling, view: View) -> str:
    """Write how figures settled after a byte-order mark."""
    return f"\ufeff{render_settling_csv(settling, view)}"


#: The columns of what is due; why nothing was counted has names of its own beside a landing's.
_DUE_COLUMNS = {
    name: name.replace("status", "due_status")
    for name in DueRow.model_fields
    if name not in Landing.model_fields or name.startswith("status")
}
DUE_COLUMNS = (*_INDICATOR_COLUMNS, *_TITLES, "until", *_DUE_COLUMNS.values(), *Landing.model_fields)


def render_due_csv(due: DueList, view: View) -> str:
    """Write what is due as tidy CSV: a row for each line, group, day and how much is taken as done."""
    del view  # machine-readable, so the same for every reader
    indicators = _about(due.indicators, due.themes)
    variants = _variant_titles(due.variants)
    counted = {(row.indicator, row.variant, row.breakdown, row.group): row for row in due.due}
    landed: dict[tuple[str, str, str | None, str | None], list[dict[str, Any]]] = {key: [] for key in counted}
    for landing in due.landings:
        key = (landing.indicator, landing.variant, landing.breakdown, landing.group)
        landed.setdefault(key, []).append(landing.model_dump(mode="json"))
    whole = {"until": due.until.isoformat()}
    return csv_text(
        DUE_COLUMNS,
        (
            whole | indicators[key[0]] | variants[key[1]] | _due_cells(counted.get(key)) | _named(key) | cells
            for key, rows in landed.items()
            for cells in rows or [{}]
        ),
    )


def _due_cells(row: DueRow | None) -> dict[str, Any]:
    cells = {} if row is None else row.model_dump(mode="json")
    return {_DUE_COLUMNS[name]: value for name, value in cells.items() if name in _DUE_COLUMNS}


def _named(key: tuple[str, str, str | None, str | None]) -> dict[str, Any]:
    """The columns that name a line and its group."""
    return dict(zip(("indicator", "variant", "breakdown", "group"), key, strict=True))


def render_due_csv_for_excel(due: DueList, view: View) -> str:
    """Write what is due after a byte-order mark."""
    return f"\ufeff{render_due_csv(due, view)}"


def _cells_of(row: Row | SeriesRow | SeriesSummary, hidden: str) -> dict[str, Any]:
    """A row's cells by field; what is not shown is the symbol, which nobody takes for nothing or for 0."""
    return row.model_dump(mode="json") | dict.fromkeys(row.hidden, hidden)


def _about(indicators: Iterable[IndicatorInfo], themes: Iterable[ThemeInfo]) -> dict[str, dict[str, Any]]:
    """The columns that describe each indicator."""
    titles = {theme.id: theme.title for theme in themes}
    return {
        indicator.id: {
            **indicator.model_dump(mode="json", include=set(_INDICATOR_COLUMNS)),
            "theme_title": titles[indicator.theme],
        }
        for indicator in indicators
    }


def _variant_titles(variants: Iterable[VariantInfo]) -> dict[str, dict[str, Any]]:
    return {variant.id: {"variant_title": variant.title} for variant in variants}


def render_csv_for_excel(scorecard: Scorecard, view: View) -> str:
    """Write the scorecard after a byte-order mark, without which Excel misreads UTF-8 as Windows text."""
    return f"\ufeff{render_csv(scorecard, view)}"


def render_trend_csv_for_excel(trend: Trend, view: View) -> str:
    """Write the trend after a byte-order mark."""
    return f"\ufeff{render_trend_csv(trend, view)}"
