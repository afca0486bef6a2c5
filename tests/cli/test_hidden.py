"""What titles and file names hide never reaches a screen, and gives the log of a build no order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import CATALOGUE, FOLDER, Ended

#: Ends of lines, an order to GitHub's log in both spellings, a cleared screen, and letters turned round.
TITLE = r"Held\r\n::error::late\u2028::error::late\n##[error]late\e[2J\x85\u202Eemit no"
#: The same title on one line, as it is shown: each of what it hides is written out, ends of lines are blanks.
SHOWN = (
    r"Held  :\u003aerror:\u003alate\u2028:\u003aerror:\u003alate"
    r" #\u0023[error]late\u001b[2J\u0085\u202eemit no"
)
#: The name of a file or folder of the same kind.
NAME = "a\n::error::b\x1b[2J"


@pytest.fixture
def hostile(workplace: Path) -> Path:
    """The working folder with such a title, an amber limit that is missed, and an earlier catalogue."""
    (workplace / "old.yaml").write_text(CATALOGUE.replace("2015-16: {target: 70", "2015-16: {target: 75"))
    text = CATALOGUE.replace("title: Reviews held on time", f'title: "{TITLE}"')
    (workplace / "indicators.yaml").write_text(text, encoding="utf-8")
    return workplace


def hides_nothing(ended: Ended) -> bool:
    """Whether what was told is lines of letters, none of which is an order to a log."""
    told = ended.out + ended.err
    letters = re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", "", told)
    return told == letters and "##[" not in told and not re.search(r"^\s*::", told, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    [
        ("compute", FOLDER),
        ("compute", FOLDER, "--format", "markdown"),
        ("compute", FOLDER, "--fail-on", "amber"),
        ("trend", FOLDER, "--months", "2"),
        ("explain", "R1"),
        ("explain", "R1", FOLDER),
        ("variants", FOLDER),
        ("diff", "old.yaml", "indicators.yaml"),
        ("diff", "old.yaml", "indicators.yaml", "--format", "markdown"),
        ("report", "march.json", "--output", "-"),
    ],
    ids=" ".join,
)
def test_a_title_is_shown_on_one_line(hostile: Path, run: Run, arguments: tuple[str, ...]) -> None:
    """What it hides is written out, in every command and on both streams."""
    run("compute", FOLDER, "--format", "json", "--output", "march.json")
    ended = run(*arguments)
    assert hides_nothing(ended)
    assert "error" in ended.out
    assert "Held" in ended.out


def test_a_gate_names_such_a_title(hostile: Path, run: Run) -> None:
    """The whole line, as a build's log has it."""
    err = run("compute", FOLDER, "--fail-on", "amber").err
    assert err.startswith(f"{SHOWN}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("compute", NAME),
        ("compute", FOLDER, "--catalogue", NAME),
        ("compute", FOLDER, "--previous", NAME),
        ("explain", NAME),
        ("explain", "R1", NAME),
        ("explain", "R1", FOLDER, "--children", f"{NAME}/rows.csv"),
        ("variants", NAME),
        ("diff", NAME, "old.yaml"),
        ("diff", "old.yaml", NAME),
        ("report", NAME, "--output", "-"),
        ("check", NAME),
        ("extracts", NAME),
    ],
    ids=lambda arguments: " ".join("NAME" if NAME in each else each for each in arguments),
)
def test_a_name_is_shown_on_one_line(hostile: Path, run: Run, arguments: tuple[str, ...]) -> None:
    """Whether or not there is such a file."""
    ended = run(*arguments)
    assert ended.code == 2
    assert hides_nothing(ended)
    assert r":\u003aerror:\u003ab\u001b[2J" in ended.err


@pytest.mark.parametrize("format_", ["text", "github"])
def test_an_order_in_a_catalogue_is_none_in_the_log_of_a_build(hostile: Path, run: Run, format_: str) -> None:
    """The only orders are the program's own, one for each fault."""
    text = CATALOGUE.replace("theme: reviewing", f'theme: "{TITLE}"', 1)
    (hostile / "indicators.yaml").write_text(text, encoding="utf-8")
    ended = run("check", "--format", format_)
    assert ended.code == 1
    orders = re.findall(r"^\s*::.*", ended.out + ended.err, re.MULTILINE)
    assert [order.split(" ")[0] for order in orders] == (
        ["::warning", "::error", "::notice"] if format_ == "github" else []
    )
    assert "##[" not in ended.out + ended.err
    assert "\x1b" not in ended.out + ended.err
