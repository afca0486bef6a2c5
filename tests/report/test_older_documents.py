"""Scorecards of earlier versions become a report of what they hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cicscore.render.json import parse_scorecard, render_json
from cicscore.results import Scorecard
from cicscore.view import View
from tests.report.papers import MADE, html_of
from tests.report.reading import read
from tests.report.test_figures import articles

#: What each version added: to the document, to an indicator, to a row.
ADDED: dict[str, dict[str, list[str]]] = {
    "1.3": {
        "document": ["panels", "breakdowns"],
        "indicators": ["definition", "source"],
        "results": ["previous_rag", "outturn_rag", "change_display", "target_display", "amber_display"],
    },
    "1.2": {
        "document": [],
        "indicators": [],
        "results": ["rows_unknown", "value_low", "value_high", "rag_safe", "green_within", "amber_within"],
    },
    "1.1": {
        "document": ["series", "series_summaries", "comparators"],
        "indicators": ["valid_from", "valid_to", "change_note", "note"],
        "results": ["movement", "compared_with", "interval_low", "interval_high", "one_is_worth"],
    },
}


def older(version: str) -> Scorecard:
    """The scorecard made by hand, as a program of that version would have saved it."""
    document: dict[str, Any] = json.loads(render_json(MADE, View()))
    document["schema_version"] = version
    for later, added in ADDED.items():
        if later > version:
            for name in added["document"]:
                document.pop(name)
            for part in ("indicators", "results"):
                for one in document[part]:
                    for name in added[part]:
                        one.pop(name)
    if "series" in document:
        document["series"] = []
    return parse_scorecard(json.dumps(document), "march.json")


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_it_renders_with_what_it_holds(version: str) -> None:
    """Each indicator has its page and its figure; what is not in the document is not on the page."""
    found = older(version)
    page = read(html_of(found))
    pages = articles(page)
    assert list(pages) == [info.id for info in MADE.indicators]
    reviews = pages["reviews_on_time"].text
    assert pages["reviews_on_time"].one("span", within="figure").text == "79.7%"
    assert "1,797 of 2,256" in reviews
    for lacking in ("Month by month", "Reviewed out of timescale", "Definition in force"):
        assert lacking not in reviews
    assert "None" not in page.text
    assert "changes of colour are not shown" in page.text


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_the_scorecard_and_the_variants_are_there(version: str) -> None:
    """The tables that need nothing but rows."""
    page = read(html_of(older(version)))
    for place in ("scorecard", "variants"):
        (section,) = (each for each in page.all("section") if each["aria-labelledby"] == place)
        assert "79.7%" in section.text
        assert "16.0" in section.text
    assert page.all("svg", within="spark") == []
