"""What `explain` and `diff` say of an indicator that is made of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.base_catalogue import DICTIONARY
from tests.explain.conftest import Run
from tests.scorecard.worlds import HEADINGS

INDICATORS = """
indicators:
  - {id: urgent, title: Urgent, theme: all_of_it, meaning: Urgent stays., polarity: none, period: snapshot,
     unit: percent, denominator: {from: stays}, numerator: {where: urgent},
     comparators: {england: {2016-03-31: {value: "42.5", source: x}}}}
  - {id: gap, title: Gap, theme: all_of_it, meaning: Points above England., polarity: none, period: snapshot,
     unit: percent, value: {from_indicators: urgent - urgent.england}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue, and extracts with two stays of which one is urgent."""
    (tmp_path / "c.yaml").write_text(DICTIONARY + INDICATORS)
    rows = {"children": "1,2006-04-01,no,,M,\n", "stays": "1,2015-05-01,,,yes,A,\n1,2015-06-01,,,no,A,\n"}
    for name, heading in HEADINGS.items():
        (tmp_path / f"{name}.csv").write_text(f"{heading}\n{rows.get(name, '')}")
    return tmp_path


def test_explain_says_of_what_a_value_is_made(folder: Path, run: Run) -> None:
    """In words, and with each figure of the day."""
    out = run("explain", "gap", folder, "--as-at", "2016-03-31", "--catalogue", folder / "c.yaml").out

    assert 'Made of other indicators: "Urgent" less "Urgent" (England)\n' in out
    assert '  All: 7.5%\n    "Urgent": 50.0%\n    "Urgent" (England): 42.5%\n' in out


def test_there_are_no_children_behind_it(folder: Path, run: Run) -> None:
    """They are behind its parts, which the message names."""
    ended = run(
        *("explain", "gap", folder, "--as-at", "2016-03-31", "--catalogue", folder / "c.yaml"),
        *("--children", folder.parent / "behind.csv"),
    )

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "cicscore: --children: gap is made of other indicators, so there are no rows behind it. "
        "Explain one of them: urgent.\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("urgent - urgent.england", "2 * (urgent - urgent.england)", "made of"),
        (
            "numerator: {where: urgent}",
            "numerator: {where: not urgent}",
            "urgent, which it is made of, now counts otherwise",
        ),
        ('"42.5"', '"43.5"', "the comparators' figures that it is made of changed"),
    ],
)
def test_diff_tells_a_change_of_the_formula_and_of_its_parts(
    folder: Path, run: Run, old: str, new: str, said: str
) -> None:
    """Each can move the figure."""
    text = (folder / "c.yaml").read_text()
    (folder / "d.yaml").write_text(text.replace(old, new))
    out = run("diff", folder / "c.yaml", folder / "d.yaml").out

    assert said in out.partition("\ngap")[2]
