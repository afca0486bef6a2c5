"""docs/evidence.md is what the program does: its commands run in turn, its tables are whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cicscore.diff.document import Cause
from cicscore.manifest import Manifest
from tests.docs.test_readme import clone, run

__all__ = ["clone"]

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scorecard is verified, and two are compared, by their manifests and by computing."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    said = {}
    for line in "".join(blocks).splitlines():
        assert run(monkeypatch, line) == 0, line
        said[line] = capsys.readouterr().out
    verified, by_digests, by_computing = (text for text in said.values() if text)
    figures = len(json.loads((clone / "march.json").read_text("utf-8"))["results"])
    assert verified.endswith(f"The same: every one of {figures} figures comes out as in the document.\n")
    assert "    - cause: day\n" in by_digests
    assert "    - because of day: " in by_computing


def test_every_part_of_the_manifest_has_its_line() -> None:
    """In the table of what it holds."""
    table = PAGE.partition("| part |")[2].partition("\n\n")[0]
    named = [
        name
        for cell in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE)
        for name in re.findall("`(.*?)`", cell)
    ]
    assert named == list(Manifest.model_fields)


def test_every_cause_has_its_line() -> None:
    """In their order, which is that in which they are tried."""
    table = PAGE.partition("| cause |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([a-z ]+) \|", table, re.MULTILINE) == [cause.value for cause in Cause]
