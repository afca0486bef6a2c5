"""A saved scorecard with overrides is read again, and one whose figures were edited is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cicscore.faults.fault import FaultsFoundError
from cicscore.render.json import parse_scorecard
from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER
from tests.overrides.written import override, write

Document = dict[str, Any]
#: What of the figure is set, in the forms in which people set it.
SETTINGS = {
    "value": [override()],
    "rag": [override(field="rag", value="red")],
    "no rating": [override(field="rag", value="not_rated")],
    "value and rag": [override(), override(field="rag", value="red")],
    "note": [override(field="note", value="One child is counted twice.")],
    "everything": [
        override(value=12.25),
        override(field="rag", value="green"),
        override(field="note", value="One child is counted twice."),
    ],
}


@pytest.fixture
def saved(workplace: Path, run: Run) -> Callable[..., Document]:
    """The document of the workplace with these overrides, of two months."""

    def saved(*overrides: dict[str, Any]) -> Document:
        write(workplace, *overrides)
        ended = run("compute", FOLDER, "--trend", "2", "--format", "json", "--quiet")
        document: Document = json.loads(ended.out)
        return document

    return saved


def faults(document: Document) -> list[tuple[str | None, str]]:
    """The place and the finding of everything wrong with a document."""
    try:
        parse_scorecard(json.dumps(document), "saved.json")
    except FaultsFoundError as error:
        return [(fault.place.within, fault.found) for fault in error.faults]
    return []


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_document_with_overrides_is_read_again(saved: Callable[..., Document], setting: str) -> None:
    """It is what was computed and what was set, and neither contradicts the other."""
    document = saved(*SETTINGS[setting])
    assert document["results"][0]["overridden"]
    assert faults(document) == []


def test_the_report_of_a_saved_scorecard_marks_what_was_set(workplace: Path, run: Run) -> None:
    """Neither the extracts nor the overrides are needed again."""
    write(workplace, override(), override(field="rag", value="red"))
    for command in ("compute", FOLDER, "--for-report", "--output", "saved.json"), ():
        if command:
            assert run(*command, "--quiet").code == 0
    (workplace / FOLDER / "overrides.yaml").unlink()
    for name in ("report.html", "report.xlsx", "note.md", "note.docx"):
        assert run("report", "saved.json", "--output", name).code == 0
    assert "71.5% (set)" in (workplace / "report.html").read_text(encoding="utf-8")


EDITED: list[tuple[str, Document, str, str]] = [
    (
        "value",
        {"value": 75, "display": "75.0%"},
        "rag_reason",
        "its figures are not those of the row: 75.0, 70",
    ),
    ("value", {"display": "72.5%"}, "display", 'display is "72.5%", but the figure is 71.5%'),
    ("value", {"rag": "amber"}, "rag", "it is amber, but by target and amber limit the figure is green"),
    ("value", {"numerator": 3}, "computed_value", "it is 66.66666666666667, but the counts are 3 of 3"),
    (
        "value",
        {"computed_value": 60, "computed_display": "60.0%"},
        "computed_value",
        "it is 60.0, but the counts are 2 of 3",
    ),
    ("value", {"computed_display": "66.6%"}, "computed_display", 'it is "66.6%", but the figure is 66.7%'),
    (
        "value",
        {"computed_rag": "green"},
        "computed_rag",
        "it is green, but by target and amber limit the figure is amber or red",
    ),
    ("value", {"to_green": 3}, "to_green", "it is 3, but by the counts it is 0"),
    ("value", {"overridden_by": []}, "overridden_by", "there is not one for each field that was set by hand"),
    ("value", {"overridden_why": [""]}, "overridden_why", "one is empty"),
    (
        "value",
        {"overridden": ["rag", "value"]},
        "overridden",
        "it is not some of value, rag, note in this order, each once",
    ),
    ("value", {"notes": []}, "notes", "0 say that something was set by hand, and 1 things were"),
    ("value", {"overridden": []}, "value", "it is 71.5, but the counts are 2 of 3"),
    ("rag", {"rag": "green"}, "rag_reason", "of a rating that was set by hand it is "),
    (
        "rag",
        {"value": 70, "display": "70.0%"},
        "computed_value",
        "it is not the value, but only the rating was set by hand",
    ),
    ("rag", {"to_green": 1}, "to_green", "it is 1, but by the counts it is missing"),
    ("rag", {"overridden": []}, "notes", "1 say that something was set by hand, and 0 things were"),
    (
        "rag",
        {"computed_rag_reason": None},
        "computed_rag_reason",
        "it is missing, but the value or the rating was set by hand",
    ),
    ("note", {"computed_value": 66.7}, "computed_value", "it is there, but nothing was set by hand"),
    ("note", {"overridden": []}, "notes", "whether one was written by hand is not what the row says"),
]


@pytest.mark.parametrize(("setting", "edit", "place", "found"), EDITED)
def test_an_edited_document_is_refused(
    saved: Callable[..., Document], setting: str, edit: Document, place: str, found: str
) -> None:
    """What was set by hand is no way to write figures into a document."""
    document = saved(*SETTINGS[setting])
    document["results"][0] |= edit
    said = [(within, text) for within, text in faults(document) if within == f"results[0].{place}"]
    assert any(text.startswith(found) for _, text in said), faults(document)


def test_a_figure_that_was_computed_cannot_be_edited_without_a_name(saved: Callable[..., Document]) -> None:
    """A rating other than the limits give is refused where nobody has signed for it."""
    document = saved()
    document["results"][0]["rag"] = "green"
    assert (
        "results[0].rag",
        "it is green, but by target and amber limit the figure is amber or red",
    ) in faults(document)


def test_a_later_scorecard_is_compared_with_what_was_shown(workplace: Path, run: Run) -> None:
    """The figure that was set is the one that was published; computed again it is not restated."""
    write(workplace, override(as_at="2015-12-31"), override(as_at="2015-12-31", field="rag", value="red"))
    assert run("compute", FOLDER, "--as-at", "2015-12-31", "--output", "december.json", "--quiet").code == 0
    ended = run(
        "compute", FOLDER, "--previous", "december.json", "--trend", "4", "--format", "json", "--quiet"
    )
    row = json.loads(ended.out)["results"][0]
    assert (row["previous_display"], row["previous_rag"], row["direction"]) == ("71.5%", "red", "worsened")
    assert not [note for note in row["notes"] if note.startswith("restated")]
