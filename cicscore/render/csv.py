"""The scorecard as tidy CSV: one row for each indicator, variant and group, every column in every row.

Quoting is that of RFC 4180, with a newline at the end of each row. Numbers are those of the JSON document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, TypeAlias, assert_never

from cicscore.render.page import View
from cicscore.results import IndicatorInfo, Row, Scorecard

#: What a row of the CSV says of its indicator, beside the columns of the row itself.
INDICATOR_COLUMNS = ("reference", "title", "theme", "polarity", "period_type", "unit", "decimals")

#: The columns, in order: those of a ``Row`` in the JSON document come last and bear the same names.
COLUMNS = ("as_at", *INDICATOR_COLUMNS, "theme_title", "variant_title", *Row.model_fields)

#: Words of the catalogue. A spreadsheet would take one that begins with these signs for a formula.
_CATALOGUE_TEXTS = frozenset(
    ("reference", "title", "theme_title", "variant_title", "group", "status_reason", "rag_reason", "notes")
)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def render_csv(scorecard: Scorecard, view: View) -> str:
    """The scorecard as CSV. Missing is an empty cell; several notes are parted by `` | ``."""
    del view  # the rows are for machines, and the same for every reader
    indicators = {indicator.id: indicator for indicator in scorecard.indicators}
    themes = {theme.id: theme.title for theme in scorecard.themes}
    variants = {variant.id: variant.title for variant in scorecard.variants}
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in scorecard.results:
        indicator = indicators[row.indicator]
        about = {
            "as_at": scorecard.as_at.isoformat(),
            **_indicator_cells(indicator),
            "theme_title": themes[indicator.theme],
            "variant_title": variants[row.variant],
        }
        cells = about | row.model_dump(mode="json")
        writer.writerow({column: cell_of(column, value) for column, value in cells.items()})
    return lines.getvalue()


def for_excel(text: str) -> str:
    """CSV behind a byte-order mark, without which Excel takes UTF-8 for the letters of Windows."""
    return f"\ufeff{text}"


def _indicator_cells(indicator: IndicatorInfo) -> Mapping[str, Any]:
    return indicator.model_dump(mode="json", include=set(INDICATOR_COLUMNS))


#: What a row of the JSON document holds.
_Value: TypeAlias = bool | int | float | str | list[str] | None


def cell_of(column: str, value: _Value) -> str | int | float | None:
    """A value as it stands in a cell."""
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return _guarded(column, " | ".join(value))
        case str():
            return _guarded(column, value)
        case int() | float() | None:
            return value
        case _ as never:
            assert_never(never)


def _guarded(column: str, text: str) -> str:
    """Words of the catalogue behind an apostrophe where a spreadsheet would run them."""
    return guarded(text) if column in _CATALOGUE_TEXTS else _one_line_end(text)


def guarded(text: str) -> str:
    """Text for a cell, behind an apostrophe where a spreadsheet would take it for a formula."""
    lines = _one_line_end(text)
    return f"'{lines}" if lines.startswith(_FORMULA_SIGNS) else lines


def _one_line_end(text: str) -> str:
    # A lone carriage return would end the row for some readers, and is not quoted before Python 3.13.
    return text.replace("\r\n", "\n").replace("\r", "\n")
