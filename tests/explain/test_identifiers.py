"""Identifiers appear nowhere but in the file asked for: every command, on identifiers easy to find.

A command that is added has to be added to ``RUNS``: the first test fails until it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.cli.commands import NAMES
from tests.explain.conftest import Run
from tests.explain.folders import CHECKS, CHILDREN, POSTS, STAYS, write, write_catalogue

#: What no identifier of a sound extract, no word of a message and no folder's name holds.
MARK = "zqx"

SHARE = """
reference: K1
denominator: {label: children in care, from: stays, where: open, count: children}
numerator: {label: children in own homes, where: home == "OWN"}
targets: {2015-16: {target: 90, amber: 60}}
due: {from: stays, where: open, date: began + months(12), done: ended}
"""

#: The runs of each command. In SOUND and EARLIER nothing is wrong; FAULTY has every kind of faulty row.
RUNS: dict[str, list[list[str]]] = {
    "audit": [["computed.csv", "--earlier", "scorecard.json"], ["computed.csv", "--format", "json"]],
    "check": [["indicators.yaml"], ["indicators.yaml", "--format", "json"], ["indicators.yaml", "--mutate"]],
    "compute": [
        ["SOUND"],
        ["SOUND", "--format", "json", "--output", "computed.json", "--by", "sex", "--trend", "6"],
        ["SOUND", "--format", "csv", "--by", "age_group"],
        ["SOUND", "--format", "markdown", "--layout", "variants"],
        ["SOUND", "--fail-on", "amber"],
        ["FAULTY"],
        ["FAULTY", "--debug"],
        ["FAULTY", "--skip-faulty-rows", "--format", "json"],
    ],
    "diff": [["indicators.yaml", "indicators.yaml"], ["scorecard.json", "scorecard.json"]],
    "due": [
        ["SOUND", "--children", "children-behind-it.csv"],
        ["SOUND", "--format", "json", "--output", "due.json", "--by", "sex"],
        ["SOUND", "--format", "csv"],
        ["SOUND", "--children", "-"],
        ["FAULTY"],
        ["FAULTY", "--skip-faulty-rows"],
    ],
    "explain": [
        ["it"],
        ["K1", "SOUND"],
        ["K1", "SOUND", "--format", "json", "--output", "explained.json", "--by", "sex"],
        ["K1", "SOUND", "--previous", "EARLIER", "--children", "children-behind-it.csv"],
        ["K1", "SOUND", "--previous", "EARLIER", "--format", "json"],
        ["K1", "SOUND", "--children", "-"],
        ["K1", "FAULTY"],
        ["K1", "FAULTY", "--debug"],
        ["K1", "FAULTY", "--skip-faulty-rows"],
    ],
    # ``--show-ids`` is the one option that prints identifiers, and is not tried here.
    "extracts": [["SOUND"], ["FAULTY"], ["FAULTY", "--format", "json"], ["FAULTY", "--debug"]],
    "init": [["made"]],
    "publish": [["scorecard.json", "published"], ["indicators.yaml", "published"]],
    "publish-check": [["scorecard.json"], ["scorecard.json", "--format", "json"]],
    "report": [["scorecard.json", "--output", "report.md"], ["scorecard.json", "--output", "-"]],
    "rule": [["CIC306"]],
    "schema": [["scorecard"], ["catalogue"]],
    "trend": [["SOUND", "--months", "6"], ["SOUND", "--format", "json"], ["FAULTY"]],
    "verify": [
        ["scorecard.json", "SOUND"],
        ["scorecard.json", "FAULTY"],
        ["scorecard.json", "FAULTY", "--debug"],
    ],
    "variants": [
        ["SOUND"],
        ["SOUND", "--format", "json", "--output", "variants.json"],
        ["FAULTY"],
        ["FAULTY", "--skip-faulty-rows"],
    ],
}

#: The one file that is asked for with identifiers in it.
ASKED_FOR = "children-behind-it.csv"


def test_every_command_is_tried() -> None:
    """No command of the program is left out of these tests."""
    assert sorted(RUNS) == sorted(NAMES)


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """The working folder, with a catalogue and extracts whose every identifier bears the mark."""
    write_catalogue(tmp_path, SHARE)
    usual = {
        "children": CHILDREN,
        "stays": STAYS,
        "checks": CHECKS,
        "posts": POSTS.replace("\nP", f"\n{MARK}-P"),
    }
    marked = {name: _marked(text) for name, text in usual.items()}
    write(tmp_path / "2016-03", **marked)
    write(tmp_path / "2016-02", **marked)
    faulty = {
        # A double key, a date that is none, and a code and a flag that are not known.
        "children": f"{MARK}-ben,2002-06-30,M,no,\n{MARK}-eve,someday,X,perhaps,\n",
        # A child that nobody knows, a key that is there twice, and a row with a cell too many.
        "stays": f"{MARK}-nobody,2015-01-01,,OWN\n{MARK}-anna,2014-02-01,,OWN\n"
        f"{MARK}-anna,2015-02-01,,OWN,9\n",
        # A row without a key, and a number that is none.
        "checks": f",2015-01-01,3\n{MARK}-anna,2015-01-01,many\n",
    }
    faulty = marked | {name: marked[name] + rows for name, rows in faulty.items()}
    write(tmp_path / "faulty" / "2016-03", **faulty)
    return tmp_path


def _marked(text: str) -> str:
    for name in ("anna", "ben", "cleo", "dan"):
        text = text.replace(f"\n{name},", f"\n{MARK}-{name},")
    return text


FOLDERS = {"SOUND": "2016-03", "EARLIER": "2016-02", "FAULTY": "faulty/2016-03"}


@pytest.mark.parametrize("command", sorted(RUNS))
def test_no_identifier_comes_out(run: Run, planted: Path, command: str) -> None:
    """Neither on stdout, nor on stderr, nor in any file that was written."""
    run("compute", "2016-03", "--format", "json", "--output", "scorecard.json")
    run("compute", "2016-03", "--output", "computed.csv")
    for arguments in RUNS[command]:
        before = {path for path in planted.rglob("*") if path.is_file()}
        ended = run(command, *(FOLDERS.get(argument, argument) for argument in arguments))
        written = {path for path in planted.rglob("*") if path.is_file()} - before
        files = [path.read_text(encoding="utf-8") for path in written if path.name != ASKED_FOR]
        told = "".join([ended.out, ended.err, *files, *(path.name for path in written)])
        assert told, f"{command} {arguments} told nothing, so it shows nothing"
        assert MARK not in told.casefold()


def test_the_file_asked_for_has_them(run: Run, planted: Path) -> None:
    """The identifiers are those that were planted, so that the search above would have found them."""
    run("explain", "K1", "2016-03", "--children", ASKED_FOR)
    assert Path(ASKED_FOR).read_text(encoding="utf-8").count(f"{MARK}-anna") == 1


def test_faulty_extracts_are_told_without_them(run: Run, planted: Path) -> None:
    """The faulty folder does have faults to tell: each of its extracts is named."""
    ended = run("compute", "faulty/2016-03")
    assert ended.code == 1
    assert [name for name in ("children.csv", "stays.csv", "checks.csv") if f"{name}:" not in ended.err] == []
