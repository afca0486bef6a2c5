"""docs/benchmarks.md is what the program does: its examples are sound, and its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cicscore.benchmarks.figures import SYMBOLS
from tests.docs.test_readme import clone, run

__all__ = ["clone"]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The text of each fenced block in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the settings of the page in the catalogue, the table is that of the page."""
    catalogue = clone / "indicators.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("settings:\n", blocks("yaml")[0], 1), encoding="utf-8")
    compute, report = blocks("sh")[0].splitlines()
    assert run(monkeypatch, compute) == 0
    printed = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    heading, columns, _, figures = blocks("text")[0].splitlines()
    assert {" ".join(line.split()) for line in (heading, columns, figures)} <= set(printed)
    assert run(monkeypatch, report) == 0
    assert 'class="strip"' in (clone / "report.html").read_text(encoding="utf-8")


def test_the_mapping_of_the_page_is_in_that_of_the_samples() -> None:
    """Each indicator of it, word for word."""
    shown = yaml.safe_load(blocks("yaml")[1])["benchmarks"][0]
    whole = yaml.safe_load((ROOT / "samples" / "benchmarks" / "benchmarks.yaml").read_text("utf-8"))
    found = whole["benchmarks"][0]
    assert shown["indicators"].items() <= found["indicators"].items()
    assert shown | {"indicators": None} == found | {"indicators": None}


def test_the_table_of_symbols_is_complete() -> None:
    """Every symbol with its status and its reason."""
    for symbol, figure in SYMBOLS.items():
        row = next(line for line in PAGE.splitlines() if line.startswith("| ") and named(symbol) in line)
        assert f"| `{figure.status}` |" in row
        assert (figure.reason or "").removesuffix(f" ({symbol})") in row


def named(symbol: str) -> str:
    """A symbol as the table writes it."""
    return f"`{symbol}`" if symbol else "| blank |"
