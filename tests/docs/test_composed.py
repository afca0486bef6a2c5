"""docs/composed.md is what the program does: its catalogue is sound, and its command prints what it shows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from cicscore.app.check import check
from tests.docs.test_readme import run

PAGE = (Path(__file__).parents[2] / "docs" / "composed.md").read_text(encoding="utf-8")
PART = (
    "  - {{id: {name}, title: {name}, theme: t, meaning: m, polarity: none, period: snapshot, unit: {unit},\n"
    "     {what}}}\n"
)


def blocks(language: str) -> list[str]:
    """The text of each fenced block in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_its_command_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The catalogue and the rows of the page, and the tables as they stand."""
    (tmp_path / "pledge.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    (tmp_path / "2023-11").mkdir()
    for name, rows in zip(("children", "answers"), blocks("csv"), strict=True):
        (tmp_path / "2023-11" / f"{name}.csv").write_text(rows, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    assert run(monkeypatch, blocks("sh")[0].strip()) == 0
    assert blocks("text")[0] in capsys.readouterr().out


def formulas() -> list[tuple[str, str]]:
    """Each formula of the table, and its unit."""
    return re.findall(r"^\| [a-z ]+ \| `([^`]+)` \| (\w+)", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("formula", "unit"), formulas())
def test_each_formula_of_the_table_is_sound(formula: str, unit: str) -> None:
    """Between indicators of the names and the units that it has."""
    of_parts = {"started": "count", "in_care": "count", "rate_of_girls": "per_10000"}
    names = list(dict.fromkeys(re.findall(r"[a-z_]+[a-z_0-9]*(?<!england)", formula.replace(".england", ""))))
    kind = next((of_parts[name] for name in names if name in of_parts), "percent")
    counted = "numerator: {from: e}" if kind == "count" else "denominator: {from: e}, numerator: {from: e}"
    parts = "".join(PART.format(name=name, unit=kind, what=counted) for name in names)
    whole = PART.format(
        name="whole", unit="percent" if unit == "as" else unit, what=f"value: {{from_indicators: {formula}}}"
    )
    text = (
        "schema_version: 1\ntitle: T\nthemes: [{id: t, title: T}]\nextracts:\n"
        f"  e: {{file: e.csv, columns: {{a: {{type: id}}}}}}\nindicators:\n{parts}{whole}"
    )

    faults = check(text.encode(), "c.yaml", on=dt.date(2023, 11, 30), examples=False, strict=False).faults
    assert [one.message for one in faults if one.code in ("CIC204", "CIC371", "CIC372", "CIC373")] == []
