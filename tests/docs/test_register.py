"""docs/register.md is what the program does: its commands run in turn, its columns are those of the list."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.docs.test_readme import clone, run

__all__ = ["clone"]

PAGE = (Path(__file__).parents[2] / "docs" / "register.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, from the first document to the one that is issued again."""
    lines = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    for line in lines:
        assert line.startswith("cicscore ")
        assert run(monkeypatch, line) == 0, line
        said, words = capsys.readouterr(), shlex.split(line)
        if "--output" in words:
            assert (clone / words[words.index("--output") + 1]).stat().st_size > 0, line
        elif words[1] == "publish":
            assert said.err.endswith(" is filed.\n"), line
        else:
            assert said.out, line
    assert (clone / "published" / "2015-12-31.internal.2.json").exists()
    listed = (clone / "published" / "register.csv").read_text(encoding="utf-8").splitlines()
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == listed[0].split(",")
    assert listed[3].endswith(",six months were asked for")
