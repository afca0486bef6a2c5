"""A field of a row with a heading is a column of every output; the others are in JSON and CSV alone."""

import csv
import io
import json

import pytest

from cicscore.render.csv import render_csv
from cicscore.render.json import render_json
from cicscore.render.markdown import render_markdown
from cicscore.render.scorecard_page import PLACED
from cicscore.render.table import render_table
from cicscore.results import COLUMNS, Heading, Row, Scorecard
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD

#: Fields that titles, notes, the subtitle or the cell of another field show.
BESIDE_COLUMNS = {
    "indicator",
    "variant",
    "breakdown",
    "line",
    "status",
    "status_reason",
    "rag_reason",
    "rag_safe",
    "previous_as_at",
    "outturn_as_at",
    "earlier_as_at",
    "also_compared_with",
    "earlier_direction",
    "earlier_reason",
    "direction_reason",
    "movement",
    "notes",
    "overridden",
}

DATA_ONLY = {
    "period_start",
    "period_end",
    "value",
    "amber",
    "previous_value",
    "change",
    "outturn_value",
    "difference_from_all",
    "to_green",
    "one_is_worth",
    "interval_low",
    "interval_high",
    "compared_with",
    "numerator_children",
    "denominator_children",
    "months_expected",
    "months_with_data",
    "rows_unknown",
    "value_low",
    "value_high",
    "green_within",
    "amber_within",
    "green_low",
    "green_high",
    "amber_low",
    "amber_high",
    "exceeded",
    "earlier_value",
    "earlier_rag",
    "earlier_change",
    "earlier_change_display",
    "target_display",
    "amber_display",
    "previous_rag",
    "change_display",
    "outturn_rag",
    "hidden",
    "overridden_by",
    "overridden_on",
    "overridden_why",
    "computed_value",
    "computed_display",
    "computed_rag",
    "computed_rag_reason",
}


class WiderRow(Row):
    """A row with one more field."""

    numerator_share: float | None


class WiderScorecard(Scorecard):
    """A scorecard of such rows."""

    results: tuple[WiderRow, ...]  # type: ignore[assignment] # narrower, and never written to


@pytest.fixture
def wider(monkeypatch: pytest.MonkeyPatch) -> Scorecard:
    """The scorecard where the table of columns has one more: a share, known of the first row alone."""
    monkeypatch.setitem(COLUMNS, "numerator_share", Heading("Share", "Share of all", is_number=True))
    whole = SCORECARD.model_dump()
    for n, row in enumerate(whole["results"]):
        row["numerator_share"] = None if n else 0.125
    return WiderScorecard.model_validate(whole)


@pytest.mark.parametrize("layout", [layout for layout in Layout if layout is not Layout.MATRIX])
def test_a_new_column_is_on_every_page(wider: Scorecard, layout: Layout) -> None:
    """In short where there is little room, else in words, with its figure or a dash; at every figure.

    The matrix has groups for columns.
    """
    short, long = (render_table(wider, View(layout, width)) for width in (149, 250))
    page = render_markdown(wider, View(layout))
    assert short.count("Share") == 3 + (layout is Layout.VARIANTS) * 2
    assert "Share of all" not in short
    assert "Share of all" in long
    assert "Share of all |" in page
    for text in (short, long, page):
        (line,) = (line for line in text.splitlines() if "Reviews held on time" in line and "0.125" in line)
        assert "79.7%" in line


def test_a_new_column_is_in_the_data(wider: Scorecard) -> None:
    """Under its own name, in CSV and JSON."""
    first, second, *_ = csv.DictReader(io.StringIO(render_csv(wider, View())))
    assert (first["numerator_share"], second["numerator_share"]) == ("0.125", "")
    assert json.loads(render_json(wider, View()))["results"][0]["numerator_share"] == 0.125


def test_every_field_is_on_a_page_or_for_data_alone() -> None:
    """A field that no reader sees is listed here, so that none is forgotten."""
    in_columns = {rule.field for rule in PLACED if rule.field} | {name for name in COLUMNS if COLUMNS[name]}
    assert not (in_columns | BESIDE_COLUMNS) & DATA_ONLY
    assert not in_columns & BESIDE_COLUMNS
    assert in_columns | BESIDE_COLUMNS | DATA_ONLY == set(COLUMNS) == set(Row.model_fields)
