"""docs/due.md is what the program does: its commands run, its page and its catalogue are the real ones."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cicscore.catalogue.model import Due
from tests.docs.test_readme import clone, run

__all__ = ["clone"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "due.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The page's blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_catalogue_of_the_page_is_the_shipped_one() -> None:
    """Each excerpt stands there, word for word."""
    catalogue = (ROOT / "indicators.yaml").read_text(encoding="utf-8")

    assert len(blocks("yaml")) == 2
    assert [block for block in blocks("yaml") if block not in catalogue] == []


def test_every_key_is_explained() -> None:
    """The table has the keys that the catalogue may give, in their order but for the label."""
    keys = [field.alias or name for name, field in Due.model_fields.items()]

    assert sorted(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == sorted(keys)


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the first one prints what the page shows."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    (shown,) = blocks("text")
    for line in lines:
        assert run(monkeypatch, line) == 0, line
        said, words = capsys.readouterr(), shlex.split(line)
        if "--output" in words:
            assert (clone / words[words.index("--output") + 1]).stat().st_size > 0, line
        else:
            assert said.out
            assert (shown in said.out) is (line == lines[0])
