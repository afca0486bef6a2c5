"""What a terminal is shown: colour only where it is welcome, symbols only where they can be drawn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import CATALOGUE, FOLDER, start

ESCAPE = "\x1b"


#: The program, and the same where even the shortest run counts as a long one.
PROGRAM = "from cicscore.cli import main; main()"
LONG_RUN = f"from cicscore.cli import terminal; terminal.BRIEF_SECONDS = -1.0; {PROGRAM}"


def in_terminal(folder: Path, *options: str, environment: Mapping[str, str], program: str = PROGRAM) -> str:
    """What the program shows on a terminal that is both its stdout and its stderr."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", program, "compute", FOLDER, *options],
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # how Linux tells that the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait(timeout=60) == 0
    return shown.decode()


terminal_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")


@terminal_only
def test_a_terminal_is_shown_colour_beside_words_and_signs(workplace: Path) -> None:
    """The amber line is coloured, and says so by letter and sign as well."""
    shown = in_terminal(workplace, "--quiet", environment={})
    assert f"{ESCAPE}[33m◆ A{ESCAPE}[0m" in shown


@terminal_only
def test_progress_of_a_long_run_names_what_is_at_hand(workplace: Path) -> None:
    """Without ``--quiet``, and past the time that a brief run takes, the terminal names file or indicator."""
    assert "children.csv" in in_terminal(workplace, environment={}, program=LONG_RUN)
    assert "children.csv" not in in_terminal(workplace, "--quiet", environment={}, program=LONG_RUN)


@terminal_only
@pytest.mark.parametrize(
    ("options", "environment"),
    [((), {"NO_COLOR": "1"}), (("--no-color",), {}), ((), {"TERM": "dumb"})],
    ids=["NO_COLOR", "--no-color", "TERM=dumb"],
)
def test_colour_and_animation_can_be_refused(
    workplace: Path, options: tuple[str, ...], environment: dict[str, str]
) -> None:
    """Each way of saying no leaves neither colour nor progress, and the table as it is."""
    shown = in_terminal(workplace, *options, environment=environment, program=LONG_RUN)
    assert ESCAPE not in shown
    assert "children.csv" not in shown
    assert "◆ A" in shown


def test_a_log_file_gets_neither_colour_nor_animation(workplace: Path, run: Run) -> None:
    """What is not a terminal is shown plain text and no progress."""
    ended = run("compute", FOLDER)
    assert ESCAPE not in ended.out
    assert ended.err == ""


@pytest.mark.parametrize("width", ["100", "200"])
def test_the_table_is_as_wide_as_asked_for(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, width: str
) -> None:
    """``COLUMNS`` says how wide; with room, letters and abbreviations become words."""
    monkeypatch.setenv("COLUMNS", width)
    lines = run("compute", FOLDER).out.splitlines()
    assert max(map(len, lines)) <= int(width)
    assert any("◆ Amber" in line for line in lines) == (width == "200")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850"])
def test_old_consoles_get_a_table_without_symbols(workplace: Path, encoding: str) -> None:
    """A stdout that cannot take the symbols gets their ASCII forms, beside the same letters and words."""
    ended = start("compute", FOLDER, folder=workplace, environment={"PYTHONIOENCODING": encoding})
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.isascii()
    assert "66.7% ~ A" in ended.out
    assert "Zoe's count of stays begun" in ended.out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_documents_for_machines_are_utf_8_on_every_console(workplace: Path, encoding: str) -> None:
    """JSON through a pipe of Windows keeps its letters."""
    ended = start(
        "compute", FOLDER, "--format", "json", folder=workplace, environment={"PYTHONIOENCODING": encoding}
    )
    assert json.loads(ended.out)["indicators"][1]["title"] == "Zoë's count of stays begun"
    assert "\r" not in ended.out


def test_messages_reach_a_console_that_lacks_their_letters(workplace: Path) -> None:
    """A letter that stderr cannot take is written out, and the message is not lost."""
    (workplace / FOLDER / "stays.csv").unlink()
    catalogue = CATALOGUE.replace("Zoë's", "Māra's")
    (workplace / "indicators.yaml").write_text(catalogue, encoding="utf-8")
    arguments = ("compute", FOLDER, "--fail-on", "missing")
    ended = start(*arguments, folder=workplace, environment={"PYTHONIOENCODING": "cp1252"})
    assert ended.code == 1
    assert ended.err.endswith(
        "M\\u0101ra's count of stays begun (all): no figure, because the folder has no stays.csv.\n"
    )
