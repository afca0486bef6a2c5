"""``cicscore audit`` as a user meets it: what it prints, how it ends, and files that it cannot read."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.app.audit import audit_published
from cicscore.app.files import Given
from cicscore.app.formats import FORMATS, Document, render
from cicscore.cli.commands import main
from cicscore.faults.fault import FaultsFoundError
from tests.cli.workplace import Ended

Run = Callable[..., Ended]

SARIF = Path(__file__).parents[1] / "checks" / "sarif-schema-2.1.0.json"

WRONG = 'indicator,variant,value,numerator,denominator\nSDQ average,excluding UASC,14.7,"11,336",774\n'
RIGHT = WRONG.replace("14.7", "14.6")
PROOF = "11,336 / 774 = 14.646, which prints as 14.6, not 14.7"
ADVICE = "Look all three up: one of them is not what was counted, or was rounded before it was printed."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in a folder with a wrong and a right scorecard."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "wrong.csv").write_text(WRONG, encoding="utf-8")
    (tmp_path / "right.csv").write_text(RIGHT, encoding="utf-8")

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["cicscore", "audit", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run


def test_nothing_found_ends_with_0(run: Run) -> None:
    """One line says that the file was read, and how much of it."""
    assert run("right.csv") == Ended(0, "right.csv: no finding in 1 row.\n", "")


def test_a_finding_ends_with_1(run: Run) -> None:
    """The cell, the proof, what to do, and the total."""
    told = (
        "wrong.csv:2 (value): proved CIC901: SDQ average (excluding UASC)\n"
        f"  proof: {PROOF}.\n"
        f"  what to do: {ADVICE}\n"
        "\n"
        "wrong.csv: 1 finding (1 proved, 0 likely) in 1 row.\n"
    )
    assert run("wrong.csv") == Ended(1, told, "")


def test_what_was_not_read_is_told(run: Run, tmp_path: Path) -> None:
    """Who trusts the total has to know of the cells that no proof looked at."""
    (tmp_path / "noted.csv").write_text("indicator,value,rag\na,See note,fine\n", encoding="utf-8")
    told = (
        "noted.csv: no finding in 1 row.\n"
        "2 cells could not be read as a number or a rating, and were not checked; the first is `See note` on"
        " line 2 (value).\n"
    )
    assert run("noted.csv") == Ended(0, told, "")


def test_json_holds_every_part_of_a_finding(run: Run) -> None:
    """Columns are named as they were read, and a finding is a flat object."""
    ended = run("wrong.csv", "--format", "json")
    document = json.loads(ended.out)
    assert (ended.code, ended.err) == (1, "")
    assert document.pop("cicscore")
    assert document == {
        "file": "wrong.csv",
        "rows": 1,
        "columns": {name: name for name in ("indicator", "variant", "value", "numerator", "denominator")},
        "not_read": [],
        "proved": 1,
        "likely": 0,
        "findings": [
            {
                "code": "CIC901",
                "name": "value-not-its-ratio",
                "certainty": "proved",
                "rule": "A printed value that is not its numerator over its denominator",
                "file": "wrong.csv",
                "line": 2,
                "column": "value",
                "row": "SDQ average (excluding UASC)",
                "printed": "14.7",
                "proof": PROOF,
                "advice": ADVICE,
            }
        ],
    }


def test_csv_and_sarif_hold_the_same_findings(run: Run) -> None:
    """A list for a spreadsheet, and a log for a service that annotates files; the ending picks the format."""
    (row,) = csv.DictReader(io.StringIO(run("wrong.csv", "--format", "csv").out))
    assert (row["line"], row["column"], row["proof"], row["certainty"]) == ("2", "value", PROOF, "proved")
    assert run("wrong.csv", "--output", "found.sarif") == Ended(1, "", "")
    (log,) = json.loads(Path("found.sarif").read_text("utf-8"))["runs"]
    (result,) = log["results"]
    assert log["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CIC901"
    assert result["level"] == "error"
    jsonschema.Draft4Validator(json.loads(SARIF.read_text("utf-8"))).validate(
        json.loads(Path("found.sarif").read_text("utf-8"))
    )
    assert result["message"]["text"] == f"SDQ average (excluding UASC): {PROOF}.\n{ADVICE}"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 2}


def test_likely_findings_are_warnings_in_sarif() -> None:
    """Whoever stops at errors stops at what is proved."""
    text = b"indicator,value\na,79.7%\na,79.8%\n"
    document = render(Document.PROOFS, "sarif", audit_published(Given("printed.csv", text)))
    (result,) = json.loads(document)["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("CIC908", "warning")


def test_a_file_that_cannot_be_read_ends_with_2(run: Run, tmp_path: Path) -> None:
    """Exit code 1 would say that something is printed wrongly, where nothing could be looked at."""
    (tmp_path / "other.csv").write_text("name,score\na,5\n", encoding="utf-8")
    ended = run("other.csv", "--earlier", "other.csv")
    assert (ended.code, ended.out) == (2, "")
    assert "other.csv:1 (indicator): error CIC412: the column `indicator` is missing." in ended.err
    assert "other.csv:1 (value): error CIC412: the column `value` is missing." in ended.err
    missing = run("righ.csv")
    assert missing == Ended(
        2, "", "cicscore: righ.csv is not there. Did you mean right.csv? Give a printed scorecard as a CSV.\n"
    )


def test_the_output_never_replaces_what_is_read(run: Run) -> None:
    """Neither the printed scorecard nor an earlier one."""
    told = "cicscore: --output: {} is among the files that are read. Give another name.\n"
    assert run("wrong.csv", "--output", "wrong.csv") == Ended(2, "", told.format("wrong.csv"))
    assert run("wrong.csv", "--earlier", "right.csv", "--output", "right.csv") == Ended(
        2, "", told.format("right.csv")
    )
    assert Path("wrong.csv").read_text("utf-8") == WRONG


#: What a damaged export may hold.
CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "79.7%", "-1%", "0", "0.0", "1,797", "G", "R", "all", "excluding", "Total", "H", "L"]
    ),
    st.text(max_size=6),
)
HEADINGS = st.sampled_from(
    ["variant", "rag", "numerator", "denominator", "target", "previous", "variance", "change", "polarity",
     "group", "excl_value", "value (inc UASC)", "unit", "as_at", "outturn", "page", "anything"],
)  # fmt: skip


@given(st.lists(HEADINGS, unique=True), st.lists(st.lists(CELLS, max_size=12), max_size=9))
def test_whatever_a_file_holds_it_is_read_or_refused(headings: list[str], rows: list[list[str]]) -> None:
    """Any cells under any headings come to findings, or to faults of the file, in every format."""
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([["indicator", "value", *headings], *rows])
    data = Given("printed.csv", lines.getvalue().encode("utf-8", "surrogatepass"))
    try:
        audit = audit_published(data, [data])
    except FaultsFoundError:
        return
    for format_ in FORMATS[Document.PROOFS]:
        assert render(Document.PROOFS, format_, audit)
