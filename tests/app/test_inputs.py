"""Each input file is opened once, whatever a command does with it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ssda903.returns import write_return

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "2016-03"
HEADER = "1 1 2008-05-04 WBRI - - -"
EPISODE = "1 2014-05-01 S C2 K2 PR1"
MAPPING = "codes:\n  PLACE:\n    F2: {meaning: Foster home in the county, counts_as: K2}\n"
#: Runs each command, and writes how often it opened each file of the folders to the last argument.
PROGRAM = """
import collections, json, os, sys
folders, commands, report = json.loads(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
opened = collections.Counter()
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, os.PathLike)):
        path = os.path.realpath(arguments[0])
        if path.startswith(tuple(folders)) and path.endswith((".csv", "mapping.yaml")):
            opened[path] += 1
sys.addaudithook(note)
from cicscore.cli.commands import run
from cicscore.cli.exits import Exit, exit_of
counts = []
for command in commands:
    opened.clear()
    ended = exit_of(lambda: run(command), debug=False)
    assert ended is Exit.DONE, command
    counts.append(dict(opened))
with open(report, "w") as file:
    json.dump(counts, file)
"""


def opened_more_than_once(
    commands: list[list[str]], report: Path, *folders: Path
) -> list[tuple[str, str, int]]:
    """The files that a command opened more than once: the command, the file and the number of times."""
    given = (json.dumps([os.path.realpath(folder) for folder in folders]), json.dumps(commands), str(report))
    program = [sys.executable, "-c", PROGRAM, *given]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr
    counts: list[dict[str, int]] = json.loads(report.read_text(encoding="utf-8"))
    assert all(len(opened) > 1 for opened in counts)
    return [
        (command[0], Path(path).name, times)
        for command, opened in zip(commands, counts, strict=True)
        for path, times in opened.items()
        if times > 1
    ]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years' returns, an extract beside them, and a mapping."""
    folder = tmp_path_factory.mktemp("years") / "2016-03"
    write_return(folder, header=HEADER, episodes=EPISODE)
    write_return(folder / "2014-15", header=HEADER, episodes=EPISODE, reviews="1 2008-05-04 2014-06-01 PN1")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "children_extra.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (folder / "population.csv").write_bytes((SAMPLES / "population.csv").read_bytes())
    return folder


def commands_on(folder: Path) -> list[list[str]]:
    """Every command that reads a folder of extracts."""
    return [
        ["extracts", str(folder)],
        ["compute", str(folder), "--trend", "13", "--only", "reviews_on_time"],
        ["explain", "reviews_on_time", str(folder)],
        ["trend", str(folder), "--months", "13", "--only", "reviews_on_time"],
    ]


def test_each_extract_is_opened_once(tmp_path: Path) -> None:
    """Recognising, reading, checking and listing a file share one opening."""
    assert opened_more_than_once(commands_on(SAMPLES), tmp_path / "report", SAMPLES) == []


def test_each_file_of_a_return_is_opened_once(years: Path, tmp_path: Path) -> None:
    """That holds for returns of several years, and where a folder is compared with itself or another."""
    here = str(years)
    compared = [
        ["explain", "reviews_on_time", here, "--previous", str(folder), "--previous-as-at", "2015-03-31"]
        for folder in (years, SAMPLES)
    ]
    commands = [*commands_on(years), ["extracts", here, "--earlier", str(SAMPLES)], *compared]
    assert opened_more_than_once(commands, tmp_path / "report", years, SAMPLES) == []


def test_a_file_too_large_to_keep_is_opened_once(tmp_path: Path) -> None:
    """It stays open until the command ends, and is read again from its beginning."""
    folder = write_return(tmp_path / "2016-03", header=HEADER, episodes=EPISODE)
    with (folder / "episodes.csv").open("a", encoding="utf-8") as file:
        file.write("\n" * (2 << 20))
    assert opened_more_than_once([["extracts", str(folder)]], tmp_path / "report", folder) == []
