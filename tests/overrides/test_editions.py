"""Editions that leave the organisation: the mark stays, and nothing tells by whom, why or of what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.editions.conftest import council
from tests.editions.council import CATALOGUE, FOLDER
from tests.overrides.written import override, write

__all__ = ["council"]

AUDIENCES = ("partner", "public")
SECRET = {"who": "Head of Secrets", "why": "A whisper."}
#: Twelve of sixty are placed away: 20.0%.
AWAY = {"indicator": "placed_away", **SECRET}
TARGETS = '    targets: {2015-16: {target: 10, amber: 15, source: "The panel"}}\n'


def edition(run: Run, audience: str, name: str = "edition.json", *options: str) -> dict[str, Any]:
    """The row of placements away in an edition for others, which is written to a file."""
    command = ("compute", FOLDER, "--for-report", "--audience", audience, "--quiet", *options)
    ended = run(*command, "--output", name)
    assert ended.code == 0, ended.err
    rows: list[dict[str, Any]] = json.loads(Path(name).read_text(encoding="utf-8"))["results"]
    return next(row for row in rows if (row["indicator"], row["variant"]) == ("placed_away", "all"))


def pages(run: Run, folder: Path) -> list[str]:
    """What a reader of the edition sees, in each format that is text."""
    for name in ("report.html", "report.md", "note.md"):
        assert run("report", "edition.json", "--output", name).code == 0
    return [
        (folder / name).read_text(encoding="utf-8")
        for name in ("edition.json", "report.html", "report.md", "note.md")
    ]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_value_set_by_hand_is_not_shown(council: Path, run: Run, audience: str) -> None:
    """It stands for counts that nobody knows; the counts that were made are shown or hidden as such."""
    write(council, override(**AWAY, value=21.7))
    row = edition(run, audience)
    assert (row["value"], row["display"], row["status"]) == (None, None, "suppressed")
    assert {"value", "display", "computed_value", "computed_display"} <= set(row["hidden"])
    assert (row["overridden"], row["notes"]) == (["value"], ["overridden: the value was set by hand"])
    for text in pages(run, council):
        assert "21.7" not in text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_who_and_why_are_in_no_edition_for_others(council: Path, run: Run, audience: str) -> None:
    """Neither in the data nor on a page, of a value, a rating or a note, whatever is hidden."""
    write(
        council,
        override(**AWAY, value=21.7),
        override(**AWAY, field="note", value="A whispered note."),
        override(**AWAY, variant="excluding_uasc", field="rag", value="amber"),
    )
    row = edition(run, audience)
    assert (row["overridden_by"], row["overridden_on"], row["overridden_why"]) == ([], [], [])
    for text in pages(run, council):
        assert not [word for word in ("Secrets", "whisper", "5 April 2016", "2016-04-05") if word in text]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_rating_set_by_hand_is_shown_with_its_figure(council: Path, run: Run, audience: str) -> None:
    """20.0% is red by its limits, and amber by hand; what it would have been is not told."""
    (council / "indicators.yaml").write_text(
        CATALOGUE.replace("    lines: [all]\n", f"    lines: [all]\n{TARGETS}", 1), encoding="utf-8"
    )
    write(council, override(**AWAY, field="rag", value="amber"))
    row = edition(run, audience)
    assert (row["display"], row["rag"], row["rag_reason"]) == ("20.0%", "amber", "Amber: set by hand.")
    assert (row["computed_rag"], row["computed_rag_reason"]) == (None, None)
    assert "overridden: the rating was set by hand" in row["notes"]
    _, page, *_ = pages(run, council)
    assert "(set)" in page


def test_a_rating_set_by_hand_is_hidden_with_its_figure(council: Path, run: Run) -> None:
    """Three of sixty are excluded from school: neither the figure nor its rating is shown."""
    write(council, override(**AWAY | {"indicator": "excluded"}, field="rag", value="red"))
    edition(run, "public")
    rows = json.loads((council / "edition.json").read_text(encoding="utf-8"))["results"]
    (row,) = [one for one in rows if (one["indicator"], one["variant"]) == ("excluded", "all")]
    assert (row["rag"], row["rag_reason"]) == (None, "Not shown.")
    assert {"value", "rag"} <= set(row["hidden"])


def test_a_value_of_an_indicator_that_is_public_already_is_shown(council: Path, run: Run) -> None:
    """It tells nothing that readers do not know; the mark stays, and the reason goes."""
    safe = '    lines: [all]\n    safe: "Published by the department"\n'
    (council / "indicators.yaml").write_text(
        CATALOGUE.replace("    lines: [all]\n", safe, 1), encoding="utf-8"
    )
    write(council, override(**AWAY, value=21.7))
    row = edition(run, "public")
    assert (row["display"], row["computed_display"], row["notes"][0]) == (
        "21.7%",
        None,
        "overridden: the value was set by hand",
    )
    _, page, *_ = pages(run, council)
    assert "21.7% (set)" in page


def test_nothing_that_is_small_can_be_worked_out(council: Path, run: Run) -> None:
    """The attack on the edition finds nothing, and the edition is read again as it was written."""
    write(council, override(**AWAY, value=3.3), override(**AWAY | {"indicator": "excluded"}, value=40))
    edition(run, "public")
    ended = run("publish-check", "edition.json")
    assert (ended.code, ended.out) == (0, "Nothing in 1 document gives away a count below 5.\n")


def test_commentary_that_tells_what_was_computed_or_set_is_said(council: Path, run: Run) -> None:
    """Neither 20.0% nor 21.7% is in the edition, so that neither should be in what officers wrote."""
    write(council, override(**AWAY, value=21.7))
    (council / "words").mkdir()
    (council / "words" / "K24.md").write_text("It was 20.0%, and is 21.7%.\n", encoding="utf-8")
    options = ("--commentary", "words", "--audience", "public", "--output", "report.html", "--quiet")
    ended = run("report", FOLDER, *options)
    assert ended.code == 0
    said = [line for line in ended.err.splitlines() if "warning CIC806" in line]
    assert [text for text in ("20.0%", "21.7%") if any(text in line for line in said)] == ["20.0%", "21.7%"]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_trend_for_others_tells_no_more(council: Path, run: Run, audience: str) -> None:
    """The month that was set is not shown there either."""
    write(council, override(**AWAY, value=21.7))
    command = ("trend", FOLDER, "--months", "2", "--audience", audience, "--quiet")
    ended = run(*command, "--format", "json")
    assert ended.code == 0
    assert not [word for word in ("21.7", "Secrets", "whisper", "2016-04-05") if word in ended.out]
    page = run(*command).out
    assert "21.7" not in page
    assert "Secrets" not in page


def test_an_edition_that_names_who_set_a_figure_is_refused(council: Path, run: Run) -> None:
    """Whoever puts it back by hand is told."""
    write(council, override(**AWAY, field="rag", value="amber"))
    edition(run, "public")
    document = json.loads((council / "edition.json").read_text(encoding="utf-8"))
    (row,) = [one for one in document["results"] if one["overridden"]]
    row["overridden_by"] = ["Head of Secrets"]
    (council / "edition.json").write_text(json.dumps(document), encoding="utf-8")
    ended = run("report", "edition.json", "--output", "report.html")
    assert ended.code == 1
    assert "overridden_by): error CIC406: it is not for others." in ended.err
