"""docs/publishing.md is what the program does: its commands run one after the other, its policy is one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from cicscore.catalogue.model import Disclosure
from cicscore.vocabulary import Audience
from tests.docs.test_readme import clone, run

__all__ = ["clone"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The text of each fenced block in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, from the first edition to the register; the attacks find nothing."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(lines) == 8
    for line in lines:
        assert line.startswith("cicscore ")
        assert run(monkeypatch, line) == 0, line
        said = capsys.readouterr()
        words = shlex.split(line)
        if words[1] == "publish-check":
            count = len(words) - 2
            documents = "1 document" if count == 1 else f"{count} documents"
            assert said.out == f"Nothing in {documents} gives away a count below 5.\n"
        elif words[1] == "publish":
            assert re.fullmatch(r"published.*\.public\.json is filed\.\n", said.err), line
        else:
            assert (clone / words[words.index("--output") + 1]).stat().st_size > 0, line
    assert (clone / "march.public.json.hidden.csv").read_text(encoding="utf-8").startswith("count,value,why")


def test_the_policy_is_one() -> None:
    """The keys and values of the example are those that a catalogue may have."""
    (policy,) = blocks("yaml")
    assert Disclosure.model_validate(yaml.safe_load(policy)["disclosure"]).threshold == 5


def test_every_audience_has_its_line() -> None:
    """In the table, in their order, and no other."""
    table = PAGE.partition("| `--audience` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [audience.value for audience in Audience]
