"""The program's own figures follow from each other: nothing is found in what it prints of the samples."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore import load_catalogue, load_extracts, score
from cicscore.app.audit import audit_published
from cicscore.app.files import Given
from cicscore.app.formats import Document, render
from cicscore.app.published import read_record
from cicscore.audit.columns import Column
from cicscore.results import Scorecard
from cicscore.scorecard.compare import Against

ROOT = Path(__file__).parents[2]
EARLIER = [
    ROOT / "samples" / "published" / name for name in ("previous_quarter_2015_12.csv", "outturn_2015_03.csv")
]


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    """The scorecard of the samples, with the figures before it, and by two breakdowns."""
    catalogue = load_catalogue(ROOT / "indicators.yaml")
    extracts = load_extracts(ROOT / "samples" / "2016-03", catalogue)
    record = read_record(EARLIER, catalogue).record
    against = Against(record, {})
    return score(catalogue, extracts, dt.date(2016, 3, 31), against=against, by=("age_group", "sex"))


@pytest.mark.parametrize("format_", ["csv", "csv-excel"])
def test_nothing_is_found_in_what_the_program_prints(scorecard: Scorecard, format_: str) -> None:
    """Every row is read, in every column that is checked, and contradicts neither another nor the past."""
    printed = Given("own.csv", render(Document.SCORECARD, format_, scorecard))
    before = [Given(path.name, path.read_bytes()) for path in EARLIER]
    audit = audit_published(printed, before)
    assert audit.findings == ()
    assert audit.sheet.aside == ()
    assert len(audit.sheet.rows) == len(scorecard.results)
    read = {column: sum(column in row.numbers for row in audit.sheet.rows) for column in Column}
    shown = {
        Column.VALUE: "display", Column.NUMERATOR: "numerator", Column.DENOMINATOR: "denominator",
        Column.TARGET: "target", Column.PREVIOUS: "previous_display", Column.OUTTURN: "outturn_display",
        Column.CHANGE: "change_display", Column.VARIANCE: "difference_display",
    }  # fmt: skip
    for column, field in shown.items():
        printed_cells = sum(getattr(row, field) is not None for row in scorecard.results)
        assert read[column] == printed_cells > 20, column


def test_its_own_scorecard_is_an_earlier_one(scorecard: Scorecard) -> None:
    """A later paper that prints another previous figure than the saved scorecard contradicts it."""
    saved = Given("march.json", render(Document.SCORECARD, "json", scorecard))
    later = "indicator,variant,as_at,value,previous,previous_as_at\n{},,2016-06-30,80.0%,{},2016-03-31\n"
    for name in ("reviews_on_time", "K25"):
        right, wrong = (later.format(name, previous).encode() for previous in ("79.7%", "77.9%"))
        assert audit_published(Given("june.csv", right), [saved]).findings == ()
        (found,) = audit_published(Given("june.csv", wrong), [saved]).findings
        assert (found.place.line, found.place.within, found.certainty) == (2, "previous", "proved")
        assert found.proof == (
            "the previous figure is 77.9% here, but march.json prints 79.7% as at 31 March 2016"
        )


def test_what_a_scorecard_says_was_set_by_hand_contradicts_nothing() -> None:
    """A value that was set does not follow from its counts, nor a rating that was set from the target."""
    heading = "indicator,value,numerator,denominator,target,polarity,rag,overridden\n"
    set_by_hand = (
        "reviews,81.2%,1797,2256,98,higher,red,value\nviews,95.0%,95,100,98,higher,green,value | rag\n"
    )
    assert audit_published(Given("own.csv", (heading + set_by_hand).encode()), []).findings == ()
    unsaid = set_by_hand.replace("value | rag", "").replace(",value\n", ",\n")
    found = audit_published(Given("own.csv", (heading + unsaid).encode()), []).findings
    assert [(one.place.line, one.place.within) for one in found] == [(2, "value"), (3, "rag")]
