"""Where it is told how a figure was counted, what was set by hand is told beside it, and never instead."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER
from tests.overrides.written import override, write


def test_a_figure_is_explained_as_it_was_counted(workplace: Path, run: Run) -> None:
    """Two of three are 66.7%, and a note says that something else is printed, and who says so."""
    write(workplace, override(), override(field="note", value="One child is counted twice."))
    ended = run("explain", "reviews_on_time", FOLDER, "--quiet")
    page = " ".join(ended.out.split())
    assert "All: 66.7% (2 of 3) Amber: 66.7% is below the target of 70%" in page
    assert (
        "Overridden: the value 71.5% was set by hand (Head of Performance, 5 April 2016: A review was" in page
    )
    assert "Note by hand: One child is counted twice" in page
    assert "Excluding UASC: 100.0% (2 of 2) Green" in page


def test_what_a_variant_changes_is_what_was_counted(workplace: Path, run: Run) -> None:
    """The parts of the difference add up to it, so that nothing set by hand is in it."""
    before = run("variants", FOLDER, "--quiet").out
    write(workplace, override())
    assert run("variants", FOLDER, "--quiet").out == before
    assert "+33.3 pp" in before


def test_an_override_of_another_indicator_is_no_matter(workplace: Path, run: Run) -> None:
    """The figure is explained as it would be without it."""
    before = run("explain", "reviews_on_time", FOLDER, "--quiet").out
    write(workplace, override(indicator="stays_begun", value=7))
    assert run("explain", "reviews_on_time", FOLDER, "--quiet").out == before
