"""docs/national.md is what the program does: its example of targets is sound, and its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cicscore.app.arguments import catalogue_path
from cicscore.catalogue.council_targets import with_targets
from cicscore.catalogue.load import load_catalogue
from tests.docs.test_readme import clone, run

__all__ = ["clone"]

PAGE = (Path(__file__).parents[2] / "docs" / "national.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The text of each fenced block in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other; each ends with 0 and says nothing on stderr."""
    for line in blocks("sh")[0].splitlines():
        assert run(monkeypatch, line) == 0, line
        assert capsys.readouterr().err == "", line
    assert (clone / "our_national" / "indicators.yaml").is_file()


def test_its_example_of_targets_is_sound() -> None:
    """Both indicators are of the catalogue, and both get a target of 2023-24."""
    (example,) = blocks("yaml")
    catalogue = load_catalogue(catalogue_path("national"))
    draft = with_targets(catalogue, example.encode(), "targets.yaml")
    assert draft.faults == ()
    rated = {found.written.id for found in draft.catalogue.indicators if found.targets}
    assert rated == {"left_care_adopted", "pep_this_year"}
