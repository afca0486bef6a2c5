"""Every format of a scorecard is read as it stands: what pages, sheets and charts print is the document's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from cicscore.render.csv import render_csv
from cicscore.render.json import render_json
from cicscore.report.html import render_html
from cicscore.report.markdown import render_report_markdown
from cicscore.report.paper import Paper
from cicscore.report.workbook import render_workbook
from cicscore.results import Scorecard
from cicscore.view import PLAIN
from cicscore.vocabulary import GroupsShown
from tests.disclosure.councils import council, scorecard
from tests.disclosure.readers import (
    Key,
    Reading,
    key_of,
    number,
    panel_cells,
    read_csv,
    read_html,
    read_json,
    read_markdown,
    read_workbook,
    spark_points,
)


@pytest.fixture(scope="module")
def made() -> Scorecard:
    """A council's own scorecard, of 90 children."""
    return scorecard(council(3, size=90, groups=GroupsShown.ALL))


@pytest.fixture(scope="module")
def document(made: Scorecard) -> dict[str, Any]:
    """The same as JSON."""
    return read_json(render_json(made, PLAIN))


@pytest.fixture(scope="module")
def html(made: Scorecard) -> str:
    """The same as a report."""
    return render_html(Paper(made), PLAIN)


def agreeing(document: dict[str, Any], seen: Iterable[tuple[Key, str, str]]) -> Counter[str]:
    """How many figures of each field were read; each has to be of a row, and to be the row's."""
    rows = {key_of(row, document["as_at"]): row for row in (*document["series"], *document["results"])}
    found: Counter[str] = Counter()
    for key, name, words in seen:
        reading, row = number(words), rows[key]
        if name == "chart":
            low, high = (float(end) for end in words.split(".."))
            reading, name = Reading(low - 1e-3, high + 1e-3), "value"
            found["chart"] += 1
        true = number(row[name])
        if reading is not None and true is not None:
            assert true.high >= reading.low, (key, name, words, row[name])
            assert true.low <= reading.high, (key, name, words, row[name])
        found[name] += 1
    return found


def test_csv_holds_every_row(made: Scorecard, document: dict[str, Any]) -> None:
    """Each row's numerator, and whatever else tells of it."""
    found = agreeing(document, read_csv(render_csv(made, PLAIN)))
    assert found["numerator"] == len(document["results"])


def test_the_report_is_read_by_its_headings_and_axes(document: dict[str, Any], html: str) -> None:
    """Tables of lines, variants, groups and months; points of charts of three months and three variants."""
    found = agreeing(document, read_html(html, document))
    assert found["numerator"] > len(document["results"])
    assert found["chart"] > 100
    assert found["difference_display"] > 10


def test_markdown_is_read_by_its_headings(made: Scorecard, document: dict[str, Any]) -> None:
    """The first page, and groups."""
    found = agreeing(document, read_markdown(render_report_markdown(Paper(made), PLAIN), document))
    assert found["numerator"] > 60


def test_the_workbook_is_read_by_its_sheets(made: Scorecard, document: dict[str, Any]) -> None:
    """The first page, variants, months and groups."""
    found = agreeing(document, read_workbook(render_workbook(Paper(made), PLAIN), document))
    assert found["numerator"] > len(document["results"])
    assert found["published_value"] > 10


def test_small_charts_are_counted_point_by_point(document: dict[str, Any], html: str) -> None:
    """Three months, where each has a value."""
    found = dict(spark_points(html, document))
    assert found["children_in_care", "all"] == 3
    assert set(found.values()) <= {0, 2, 3}


def test_panels_are_read_cell_by_cell(document: dict[str, Any], html: str) -> None:
    """The total of everybody is in the corner."""
    found = {cell[:3]: cell[3] for cell in panel_cells(html, document)}
    for panel in document["panels"]:
        assert found[panel["title"], "All", "All"] == str(panel["total"])
