"""The files that ``cicscore report`` writes beside the pages: the workbook and the covering note."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.render.json import render_json
from cicscore.report.note import render_note_markdown
from cicscore.report.paper import Paper
from cicscore.report.word import render_note_docx
from cicscore.report.workbook import render_workbook
from cicscore.view import View
from tests.cli.workplace import Ended, start, unchanged
from tests.render.scorecards import SCORECARD

PAPER = Paper(SCORECARD)
NOTE = render_note_markdown(PAPER, View())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with nothing but a saved scorecard."""
    (tmp_path / "march.json").write_text(render_json(SCORECARD, View()), encoding="utf-8")
    return tmp_path


def test_a_name_that_ends_in_xlsx_is_a_workbook(saved: Path) -> None:
    """The same bytes as those of the scorecard that was saved."""
    assert start("report", "march.json", "--output", "march.xlsx", folder=saved) == Ended(0, "", "")
    assert (saved / "march.xlsx").read_bytes() == render_workbook(PAPER, View())


def test_a_word_document_is_the_covering_note(saved: Path) -> None:
    """Whatever it is called."""
    assert start("report", "march.json", "--output", "march.docx", folder=saved) == Ended(0, "", "")
    assert (saved / "march.docx").read_bytes() == render_note_docx(PAPER, View())


@pytest.mark.parametrize("arguments", [("--note", "--output", "covering.md"), ("--output", "note.md")])
def test_the_covering_note_alone(saved: Path, arguments: tuple[str, ...]) -> None:
    """Where it is asked for, and in a file called note.md."""
    assert start("report", "march.json", *arguments, folder=saved) == Ended(0, "", "")
    assert (saved / arguments[-1]).read_text(encoding="utf-8") == NOTE


def test_the_covering_note_can_go_to_stdout(saved: Path) -> None:
    """In Markdown."""
    assert start("report", "march.json", "--note", "--output", "-", folder=saved) == Ended(0, NOTE, "")


def test_a_covering_note_is_no_workbook(saved: Path) -> None:
    """Exit 2, the names that there are, and nothing written."""
    with unchanged(saved):
        assert start("report", "march.json", "--note", "--output", "march.xlsx", folder=saved) == Ended(
            2,
            "",
            "cicscore: march.xlsx: the name does not say which format is meant. "
            "Give a name that ends in .md, .markdown or .docx.\n",
        )
