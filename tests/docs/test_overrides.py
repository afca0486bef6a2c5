"""docs/overrides.md is what the program does: its example is a sound file, and its commands run."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from cicscore.results import Row
from tests.docs.test_readme import clone, run

__all__ = ["clone"]

PAGE = (Path(__file__).parents[2] / "docs" / "overrides.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The text of each fenced block in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, on a copy of the samples with the file of the page beside its extracts."""
    (example,) = blocks("yaml")
    shutil.copytree(clone / "samples" / "2016-03", clone / "marked" / "2016-03")
    (clone / "marked" / "2016-03" / "overrides.yaml").write_text(example, encoding="utf-8")
    check, compute, report = blocks("sh")[0].splitlines()
    assert run(monkeypatch, check) == 0
    assert capsys.readouterr().out == "marked/2016-03/overrides.yaml: no faults; 3 overrides checked.\n"
    assert run(monkeypatch, compute) == 0
    assert capsys.readouterr().err == ""
    rows = json.loads((clone / "marked.json").read_text(encoding="utf-8"))["results"]
    marked = {(row["indicator"], row["variant"]): row for row in rows if row["overridden"]}
    assert {line: row["overridden"] for line, row in marked.items()} == {
        ("reviews_on_time", "all"): ["value"],
        ("review_participation", "all"): ["rag"],
        ("part_time_timetable", "excluding_uasc"): ["note"],
    }
    # 1,797 of 2,256 reviews were on time, as was published.
    first = marked["reviews_on_time", "all"]
    assert (first["display"], first["computed_display"], first["numerator"]) == ("81.2%", "79.7%", 1797)
    assert run(monkeypatch, report) == 0
    assert "81.2% (set)" in (clone / "marked.html").read_text(encoding="utf-8")


def test_the_fields_that_it_names_are_those_of_a_row() -> None:
    """Each column of what was set by hand, and no other."""
    named = set(re.findall(r"`((?:overridden|computed)\w*)`", PAGE))
    assert named == {name for name in Row.model_fields if name.startswith(("overridden", "computed"))}
