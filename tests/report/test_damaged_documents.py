"""A saved scorecard that was changed by hand gets no further, in the parts that only a report prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from cicscore.faults.fault import FaultsFoundError
from cicscore.render.json import parse_scorecard, render_json
from cicscore.view import View
from tests.report.papers import MADE

TEXT = render_json(MADE, View())


def found(change: Callable[[dict[str, Any]], object]) -> list[tuple[str | None, str]]:
    """Place and finding of each fault of the made document after a change."""
    document = json.loads(TEXT)
    change(document)
    with pytest.raises(FaultsFoundError) as raised:
        parse_scorecard(json.dumps(document), "march.json")
    return [(fault.place.within, fault.found) for fault in raised.value.faults]


def test_the_made_document_contradicts_nothing() -> None:
    """Every test here changes one thing of a document that reads."""
    assert parse_scorecard(TEXT, "march.json") == MADE


@pytest.mark.parametrize("part", ["series", "series_summaries", "panels"])
@pytest.mark.parametrize("name", ["indicator", "variant"])
def test_every_part_names_what_the_document_defines(part: str, name: str) -> None:
    """A month, a summary or a panel of nothing."""
    said = found(lambda document: document[part][0].update({name: "nothing"}))
    assert (f"{part}[0].{name}", f'"nothing" is not among the document\'s {name}s') in said


def test_an_indicator_is_called_by_a_name_and_nothing_else() -> None:
    """Files are named by it."""
    said = found(lambda document: document["indicators"][0].update(id="../evil"))
    assert said[0][0] == "indicators[0].id"


def test_a_month_prints_what_it_is() -> None:
    """And is there once."""
    assert found(lambda document: document["series"][0].update(display="1.0%"))[0][0] == "series[0].display"
    again = found(lambda document: document["series"].insert(0, document["series"][0]))
    assert ("series[1]", "the row is of the same month as series[0]") in again


def test_the_last_month_is_the_figure() -> None:
    """A month of the scorecard's own day has its value and its counts."""
    last = max(
        n for n, row in enumerate(MADE.series) if row.as_at == MADE.as_at and row.numerator is not None
    )
    said = found(lambda document: document["series"][last].update(numerator=1))
    assert (f"series[{last}].numerator", "it is not that of the figure as at 31 March 2016") in said


def test_a_panel_adds_up_to_its_figure() -> None:
    """Its total, its columns, its lines and their shares."""
    total = found(lambda document: document["panels"][0].update(total=1))
    assert any(place == "panels[0].total" for place, _ in total)
    counts = found(lambda document: document["panels"][0]["lines"][0].update(counts=[1, 2, 3, 4, 5]))
    assert ("panels[0].lines[0].counts", "there is not one for each column") in counts
    share = found(lambda document: document["panels"][0]["lines"][0].update(share_display="88.0%"))
    assert [place for place, _ in share] == ["panels[0].lines[0].share_display"]
    below = found(lambda document: document["panels"][0]["lines"][0].update(total=-1))
    assert ("panels[0].lines[0].total", "it is greater than the panel's total, or below 0") in below


def test_a_group_is_one_that_its_breakdown_names() -> None:
    """Else the page would leave it out."""
    place = next(n for n, row in enumerate(MADE.results) if row.breakdown)
    said = found(lambda document: document["results"][place].update(group="nobody"))
    name = MADE.results[place].breakdown
    assert (f"results[{place}].group", f"the breakdown {name} names no such group") in said


def test_a_huge_value_is_a_contradiction_and_no_accident() -> None:
    """However many digits it has."""
    said = found(lambda document: document["results"][0].update(value=1e308))
    assert any(place == "results[0].value" for place, _ in said)
