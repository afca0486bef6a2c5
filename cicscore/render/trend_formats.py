"""A trend in the formats that people and programs read. Each sees only the Trend and a View."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from cicscore.render.csv import INDICATOR_COLUMNS, cell_of, for_excel
from cicscore.render.page import View
from cicscore.render.table import draw
from cicscore.render.trend_page import compose_trend
from cicscore.results import SeriesRow, SeriesSummary, Trend

TrendRenderer: TypeAlias = Callable[[Trend, View], str]

#: What a row of the CSV says of its whole series, beside the columns of the month itself.
_SUMMARY_COLUMNS = tuple(
    name
    for name in SeriesSummary.model_fields
    if name.startswith(("difference_average", "tendency", "process"))
)

#: The columns, in order: those of a ``SeriesRow`` in the JSON document bear the same names.
COLUMNS = (*INDICATOR_COLUMNS, "theme_title", "variant_title", *SeriesRow.model_fields, *_SUMMARY_COLUMNS)


def render_trend_table(trend: Trend, view: View) -> str:
    """The trend as lines of text, each line's course drawn in block characters."""
    return draw(compose_trend(trend, view), view)


def render_trend_json(trend: Trend, view: View) -> str:
    """The trend as JSON: keys in the order of the model, two spaces of indent, a newline at the end."""
    del view  # the document is for machines, and the same for every reader
    return json.dumps(trend.model_dump(mode="json"), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def render_trend_csv(trend: Trend, view: View) -> str:
    """The trend as tidy CSV: one row for each indicator, variant and month end."""
    del view  # the rows are for machines, and the same for every reader
    indicators = {
        indicator.id: indicator.model_dump(mode="json", include=set(INDICATOR_COLUMNS))
        for indicator in trend.indicators
    }
    themes = {theme.id: theme.title for theme in trend.themes}
    variants = {variant.id: variant.title for variant in trend.variants}
    summaries = {
        (summary.indicator, summary.variant): summary.model_dump(mode="json", include=set(_SUMMARY_COLUMNS))
        for summary in trend.series_summaries
    }
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in trend.series:
        about = indicators[row.indicator]
        cells = {
            **about,
            "theme_title": themes[str(about["theme"])],
            "variant_title": variants[row.variant],
            **row.model_dump(mode="json"),
            **summaries[row.indicator, row.variant],
        }
        writer.writerow({column: cell_of(column, value) for column, value in cells.items()})
    return lines.getvalue()


#: Every format, by the name that a user gives.
TREND_RENDERERS: Mapping[str, TrendRenderer] = MappingProxyType(
    {
        "table": render_trend_table,
        "json": render_trend_json,
        "csv": render_trend_csv,
        "csv-excel": lambda trend, view: for_excel(render_trend_csv(trend, view)),
    }
)
