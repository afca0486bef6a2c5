"""What README promises is what the program does: its commands run, its excerpts are real."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cicscore.cli.commands import NAMES, commands, main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: What README speaks of, beside the program.
MATERIAL = ("indicators.yaml", "samples", "examples")


def blocks(language: str) -> list[str]:
    """The text of each fenced block in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("cicscore ")]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with what README speaks of, where files may be written."""
    for name in MATERIAL:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, line: str) -> object:
    """Run a line of README as a shell would; its exit code."""
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


@pytest.mark.slow
def test_every_command_runs_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line ends with 0, prints a result or writes the file it names, and says nothing on stderr."""
    assert len(COMMANDS) >= 5
    for line in COMMANDS:
        assert run(monkeypatch, line) == 0, line
        said = capsys.readouterr()
        words = shlex.split(line)
        written = clone / words[words.index("--output") + 1] if "--output" in words else None
        assert said.err == "", line
        assert (written.stat().st_size > 0) if written else said.out, line


def test_the_excerpt_is_what_make_scorecard_prints(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines on the first screen are lines of the scorecard, one after the other."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    line = re.search(r"\$\(BIN\)/(cicscore compute .*)", recipe)
    assert line
    assert run(monkeypatch, line[1]) == 0
    printed = capsys.readouterr().out
    first, excerpt = blocks("text")[0].split("...\n")
    assert printed.startswith(first)
    assert excerpt in printed


def test_the_fault_is_told_as_it_stands(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example of a message is the whole of what such a fault says."""
    reviews = clone / "samples" / "2016-03" / "reviews.csv"
    heading, first, rest = reviews.read_text(encoding="utf-8").split("\n", 2)
    cells = first.split(",")
    cells[heading.split(",").index("held_on")] = "31/02/2016"
    reviews.write_text("\n".join([heading, ",".join(cells), rest]), encoding="utf-8")
    assert run(monkeypatch, "cicscore compute samples/2016-03 --only review_participation") == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", blocks("text")[1])


def test_the_audit_prints_what_is_shown(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The findings shown are those of the command above them, in their order, and the total comes last."""
    command, *shown = blocks("text")[2].split("\n", 1)
    assert command.startswith("$ cicscore audit ")
    assert run(monkeypatch, command.removeprefix("$ ")) == 1
    said = capsys.readouterr()
    parts = shown[0].split("...\n")
    assert said.err == ""
    assert re.fullmatch(".*?".join(map(re.escape, parts)), said.out, re.DOTALL)


def test_the_python_examples_print_what_they_say(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example runs as it stands and prints its comment."""
    assert run(monkeypatch, "cicscore compute samples/2016-03 --format json --output scorecard.json") == 0
    examples = blocks("python")
    assert len(examples) == 2
    for example in examples:
        expected = [line.removeprefix("# ") for line in example.splitlines() if line.startswith("# ")]
        ended = subprocess.run(
            [sys.executable, "-c", example],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            timeout=120,
            check=False,
        )
        assert (ended.stderr, ended.stdout.splitlines()) == ("", expected)


def test_every_command_is_named() -> None:
    """README has each of the program's commands, and no other."""
    named = set(re.findall(r"`cicscore ([a-z-]+)`", README))
    assert named == set(NAMES)


def test_every_option_that_is_named_is_there() -> None:
    """README names no option that its command does not have."""
    for line in COMMANDS:
        _, name, *arguments = shlex.split(line)
        known = {
            option
            for parameter in getattr(commands.get_command(click.Context(commands), name), "params", ())
            if isinstance(parameter, click.Option)
            for option in parameter.opts
        }
        assert {word for word in arguments if word.startswith("--")} <= known


def test_every_link_leads_to_a_file() -> None:
    """README, and the pages beside it, point at files that are there."""
    for page in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *ROOT.glob("docs/*.md"),
    ):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_two_set_up_commands_are_targets_of_make() -> None:
    """The first screen's commands are there to be made, and what runs on every change is the second."""
    assert [line.split("#")[0].strip() for line in blocks("sh")[0].splitlines()] == [
        "make scorecard",
        "make test",
    ]
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("scorecard", "test"):
        assert re.search(rf"^{target}:", recipes, re.MULTILINE)
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert run[-2:] == ["make test", "make test-slow"]


def test_no_page_names_an_index_that_does_not_hold_it() -> None:
    """It is installed from where it lies, never by its bare name."""
    for page in (ROOT / "README.md", *ROOT.glob("docs/*.md")):
        for line in page.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"pip install\b.*\scicscore\b", line) or "--no-index" in line, page.name
