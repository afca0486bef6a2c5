"""How a run ends: its exit code, and what it says where it did not end well."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from cicscore.app import compute as computing
from cicscore.cli import main
from cicscore.cli.exits import Exit, exit_of
from tests.cli.conftest import Run
from tests.cli.workplace import EXTRACTS, FOLDER, Ended, digests, write_extract

INTERNAL = (
    "cicscore: something went wrong inside the program (ZeroDivisionError). Run it again with --debug for the"
    " details, and report them.\n"
)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ["--help"]),
        (0, ["--version"]),
        (0, ["compute", "--help"]),
        (0, ["schema", "scorecard"]),
        (0, ["compute", FOLDER]),
        (0, ["compute", FOLDER, "--fail-on", "red"]),
        (0, ["compute", FOLDER, "--fail-on", "missing"]),
        (0, ["compute", FOLDER, "--fail-on", "unsafe"]),
        (1, ["compute", FOLDER, "--fail-on", "amber"]),
        (1, ["compute", FOLDER, "--fail-on", "red", "--fail-on", "amber"]),
        (1, ["compute", "faulty", "--as-at", "2016-03-31"]),
        (2, []),
        (2, ["comput"]),
        (2, ["compute"]),
        (2, ["compute", FOLDER, "--format", "pdf"]),
        (2, ["compute", FOLDER, "--as-at", "March"]),
        (2, ["compute", "2016-04"]),
        (2, ["compute", FOLDER, "--fail-on", "amber", "--output", "nowhere/scorecard.json"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_the_exit_code_says_how_the_run_ended(
    workplace: Path, run: Run, code: int, arguments: list[str]
) -> None:
    """0 is done, 1 findings, 2 could not run; not being able to run outranks findings."""
    faulty = workplace / "faulty"
    faulty.mkdir()
    for name in EXTRACTS:
        (faulty / f"{name}.csv").write_bytes(b"")
    assert run(*arguments).code == code


def test_a_rating_that_is_not_safe_ends_with_1_where_it_is_asked_for(workplace: Path, run: Run) -> None:
    """One of three was in time; with the day due that is not recorded it may be two, which would be amber."""
    catalogue = workplace / "indicators.yaml"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(
        text.replace("due_on: {type: date}", "due_on: {type: date, required: false}"), encoding="utf-8"
    )
    write_extract(workplace, "reviews", EXTRACTS["reviews"].replace("0003,2016-03-01,", "0003,,"))
    assert run("compute", FOLDER).code == 0
    ended = run("compute", FOLDER, "--fail-on", "unsafe")
    assert (ended.code, ended.out) == (1, run("compute", FOLDER).out)
    assert ended.err == (
        "Reviews held on time (all): the rating is not safe. 1 row where due on is not recorded; with"
        " everything known the figure would lie between 33.3% and 66.7%; the rating is not safe.\n"
    )


@pytest.mark.parametrize(("gate", "said"), [("red", "Red"), ("amber", "Red")])
def test_a_gate_says_what_it_found(workplace: Path, run: Run, gate: str, said: str) -> None:
    """The scorecard is printed all the same, and stderr names each line and why; amber includes red."""
    write_extract(workplace, "reviews", EXTRACTS["reviews"].replace("31/05/2015", "05/06/2015"))
    ended = run("compute", FOLDER, "--fail-on", gate)
    assert (ended.code, ended.out) == (1, run("compute", FOLDER).out)
    assert ended.err == (
        f"Reviews held on time (all): {said}: 33.3% is below the amber limit of 60%; 2 more reviews held on"
        " time would be green.\n"
    )


@pytest.mark.parametrize(
    ("raised", "ended"),
    [
        (ZeroDivisionError("0001 divided"), Ended(2, "", INTERNAL)),
        (KeyboardInterrupt(), Ended(130, "", "cicscore: interrupted; nothing was written.\n")),
    ],
    ids=["internal error", "interrupted"],
)
def test_what_happens_inside_the_program_is_told_without_a_traceback(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, raised: BaseException, ended: Ended
) -> None:
    """An error of the program's own is 2 and an interruption 130, in one sentence, without its data."""

    def fail(*_: object) -> NoReturn:
        raise raised

    monkeypatch.setattr(computing, "compute", fail)
    assert run("compute", FOLDER) == ended


@pytest.mark.parametrize("arguments", [("--debug", "compute", FOLDER), ("compute", FOLDER, "--debug")])
def test_debug_shows_the_traceback(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """With ``--debug``, wherever it stands, the traceback comes before the message."""

    def fail(*_: object) -> NoReturn:
        raise ZeroDivisionError("how it came about")

    monkeypatch.setattr(computing, "compute", fail)
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Traceback (most recent call last):\n")
    assert ended.err.endswith(f"ZeroDivisionError: how it came about\n{INTERNAL}")


def test_an_interruption_while_starting_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C before the commands are even imported is told as at any other time."""

    class Interrupting:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "cicscore.cli.commands":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "cicscore.cli.commands")
    monkeypatch.setattr(sys, "meta_path", [Interrupting, *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (130, "")
    assert said.err == "cicscore: interrupted; nothing was written.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            f"compute {FOLDER} >&-",
            "cicscore: stdout is closed, so there is nowhere to write the result. Open it, or give --output"
            " FILE.\n",
        ),
        (
            f"compute {FOLDER} >/dev/full",
            "cicscore: the result cannot be written to stdout (No space left on device). Make room, or send"
            " it elsewhere.\n",
        ),
        (
            "--help >/dev/full",
            "cicscore: reading or writing: No space left on device. Check the path and who may open it.\n",
        ),
        (
            "check - <&-",
            "cicscore: stdin is closed, so there is nothing to read. Open it, or give the name of a file.\n",
        ),
        ("compute nowhere 2>&-", ""),
        ("compute 2>&-", ""),
        ("compute nowhere 2>/dev/full", ""),
        ("compute 2>/dev/full", ""),
    ],
)
def test_a_stream_that_is_closed_or_full(workplace: Path, command: str, said: str) -> None:
    """The run ends with 2 and, where there is still a way to, one sentence."""
    ended = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m cicscore {command}'],
        capture_output=True,
        cwd=workplace,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr.decode()) == (2, b"", said)


@pytest.mark.parametrize(
    "arguments",
    [("compute", "x" * 300), ("compute", FOLDER, "--previous", "x" * 300)],
    ids=["extracts", "previous"],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows says it in other words")
def test_a_name_that_no_file_can_have(workplace: Path, run: Run, arguments: tuple[str, ...]) -> None:
    """What the system says of a path is told with the path."""
    said = f"cicscore: {'x' * 300}: File name too long. Check the path and who may open it.\n"
    assert run(*arguments) == Ended(2, "", said)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_catalogue_whose_name_is_no_text(workplace: Path, run: Run) -> None:
    """The document names it as well as text can."""
    (workplace / "indicators.yaml").rename(workplace / "\udcff.yaml")
    ended = run("compute", FOLDER, "--catalogue", "\udcff.yaml", "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["catalogue"]["path"] == "?.yaml"


def test_an_interruption_that_meets_a_class_being_made_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Python tells it as a RuntimeError, of ``__set_name__``, that comes of it."""

    class Interrupted:
        def __set_name__(self, _owner: type, _name: str) -> None:
            raise KeyboardInterrupt

    def run() -> Exit:
        type("Made", (), {"part": Interrupted()})
        return Exit.DONE

    assert exit_of(run) is Exit.INTERRUPTED
    assert capsys.readouterr().err == "cicscore: interrupted; nothing was written.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither named pipes in folders nor this signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupting_a_slow_read_ends_quietly(workplace: Path, number: int) -> None:
    """An interruption while an extract is being read ends with 130 and one sentence, and leaves no file."""
    before = digests(workplace)
    process = subprocess.Popen(
        [sys.executable, "-c", READING_SLOWLY, "compute", FOLDER, "--output", "scorecard.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=workplace,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"reading\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"cicscore: interrupted; nothing was written.\n")
    assert digests(workplace) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("stream", ["2>&-", "2>/dev/full", "2>&1 >/dev/null | true"])
@pytest.mark.parametrize(("gate", "code"), [("amber", 1), ("missing", 0)])
def test_a_result_is_written_whoever_reads_the_messages(
    workplace: Path, stream: str, gate: str, code: int
) -> None:
    """A warning or a gate that cannot be told keeps neither the file nor the code back."""
    (workplace / "other.csv").write_text("indicator,variant,as_at,value\nX,all,2015-12-31,1\n")
    command = f"compute {FOLDER} --previous other.csv --fail-on {gate} --format json --output march.json"
    script = f'set -o pipefail; "{sys.executable}" -m cicscore {command} {stream}'
    ended = subprocess.run(
        ["bash", "-c", script], capture_output=True, cwd=workplace, timeout=60, check=False
    )
    assert ended.returncode == code
    assert json.loads((workplace / "march.json").read_text("utf-8"))["as_at"] == "2016-03-31"


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a pipe in another way")
@pytest.mark.parametrize(("gate", "code"), [("amber", 1), ("missing", 0)])
def test_the_code_is_the_runs_own_whoever_reads_the_result(workplace: Path, gate: str, code: int) -> None:
    """A reader who has seen enough makes no gate green."""
    command = [sys.executable, "-m", "cicscore", "compute", FOLDER, "--fail-on", gate]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, cwd=workplace) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(timeout=60) == code
    assert said.count("\n") == code


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_while_writing_waits_and_tells_what_was_done(workplace: Path, number: int) -> None:
    """The file is put in its place whole, nothing is left beside it, and the message says so."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING_SLOWLY, "compute", FOLDER, "--output", "march.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=workplace,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"writing\n"
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (
        130,
        b"",
        b"cicscore: interrupted; march.txt was written whole.\n",
    )
    assert (workplace / "march.txt").read_text("utf-8").startswith("A small scorecard\n")
    assert not list(workplace.glob(".*.part"))


#: The program, with a disk on which putting a file in its place takes a second.
WRITING_SLOWLY = """
import signal
import time
from pathlib import Path
from cicscore.cli import main

replace = Path.replace

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored

def replace_slowly(self, target):
    print("writing", flush=True)
    time.sleep(1)
    return replace(self, target)

Path.replace = replace_slowly
main()
"""


#: The program, with a disk on which reading one extract takes a second.
READING_SLOWLY = """
import signal
import time
from cicscore.cli import main
from cicscore.extracts import split as splitting

decode = splitting.decode

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored

def decode_slowly(data, file):
    if file == "reviews.csv":
        print("reading", flush=True)
        time.sleep(1)
    return decode(data, file)

splitting.decode = decode_slowly
main()
"""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes that have a name")
@pytest.mark.parametrize("name", ["reviews.csv", "episodes.csv", "notes.csv"])
def test_a_pipe_in_the_folder_is_not_waited_for(workplace: Path, run: Run, name: str) -> None:
    """In place of an extract it is a fault; any other is passed over, as a file that is not known is."""
    (workplace / FOLDER / name).unlink(missing_ok=True)
    os.mkfifo(workplace / FOLDER / name)
    ended = run("compute", FOLDER, "--format", "csv")
    if name == "reviews.csv":
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith("reviews.csv: error CIC502: this is a folder, a pipe or a device and not")
    else:
        assert (ended.code, ended.err) == (0, "")
