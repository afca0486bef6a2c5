"""A run that is killed, interrupted or out of room leaves the earlier output file, or a whole new one."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import BinaryIO, NoReturn

import pytest

from cicscore.app import files
from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER, Ended

OUTPUT = "scorecard.json"
EARLIER = b"what was published last month\n"
COMMAND = ("compute", FOLDER, "--output", OUTPUT)
PROGRAM = (sys.executable, "-m", "cicscore", *COMMAND)

needs_signals = pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")


def started(folder: Path, command: tuple[str, ...] = PROGRAM) -> subprocess.Popen[bytes]:
    """A run that replaces the earlier output file, always by the same bytes."""
    (folder / OUTPUT).write_bytes(EARLIER)
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1459468800"},
    )


def moments(folder: Path, seed: int, number: int) -> tuple[bytes, list[float]]:
    """What a whole run writes, and random moments from its start to a little after its end."""
    began = time.monotonic()
    with started(folder) as process:
        process.communicate(timeout=120)
    lasted = time.monotonic() - began
    chance = Random(seed)  # noqa: S311 - the same moments for the same seed are the point
    return (folder / OUTPUT).read_bytes(), [chance.uniform(0, 1.3 * lasted) for _ in range(number)]


def stopped(folder: Path, number: signal.Signals, after: float) -> tuple[int, bytes, bytes, bytes]:
    """The exit code, stdout and stderr of a run that got a signal, and what the output file then holds."""
    with started(folder) as process:
        time.sleep(after)
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err, (folder / OUTPUT).read_bytes()


def others(folder: Path) -> list[str]:
    """The files beside catalogue and output."""
    return sorted(path.name for path in folder.glob("*.*") if path.name not in ("indicators.yaml", OUTPUT))


@needs_signals
@pytest.mark.parametrize(
    "number",
    [4, pytest.param(100, marks=pytest.mark.slow)],
    ids=["a few moments", "a hundred moments"],
)
def test_a_run_killed_at_any_moment_leaves_a_whole_file(workplace: Path, number: int) -> None:
    """The earlier bytes or the new ones; what may lie beside it bears the name of a temporary file."""
    new, times = moments(workplace, seed=15, number=number)
    assert new.startswith(b"{")
    left = set()
    for moment in times:
        *_, data = stopped(workplace, signal.SIGKILL, moment)
        assert data in (EARLIER, new), moment
        left.add(data)
    assert [name for name in others(workplace) if not (name[0] == "." and name.endswith(".part"))] == []
    assert EARLIER in left  # else every run had ended before it was killed


@needs_signals
@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "a scheduler's end"])
@pytest.mark.parametrize(
    "number", [2, pytest.param(50, marks=pytest.mark.slow)], ids=["a few moments", "fifty moments"]
)
def test_a_run_interrupted_at_any_moment_says_what_it_left(
    workplace: Path, signal_: signal.Signals, number: int
) -> None:
    """The earlier file and "nothing was written", or the new one and its name; nothing lies beside it."""
    new, times = moments(workplace, seed=16, number=number)
    for moment in times:
        code, out, err, data = stopped(workplace, signal_, moment)
        if err.startswith(b"cicscore: "):
            assert err.decode() == {
                EARLIER: "cicscore: interrupted; nothing was written.\n",
                new: f"cicscore: interrupted; {OUTPUT} was written whole.\n",
            }.get(data), moment
        # Before the program has begun, Python or the system ends the process; when it is done, it has ended.
        # Where the interruption meets an import that runs a text, Python ends itself by SIGINT, which a shell
        # tells as 130, too.
        assert code in (130, -signal.SIGINT, -signal_, 1) or (code, err, data) == (0, b"", new), (
            moment,
            code,
            err,
        )
        assert data in (EARLIER, new), moment
        assert out == b"", moment
    assert others(workplace) == []


#: The program, with a disk that takes half of the file and then stalls.
STALLING = """
import time
from cicscore.app import files
from cicscore.cli import main

opened = files._opened

def stalling(temporary, path):
    file = opened(temporary, path)

    class Stalling:
        def __enter__(self):
            return self
        def __exit__(self, *error):
            file.close()
        def write(self, data):
            file.write(data[: len(data) // 2])
            file.flush()
            print("half", flush=True)
            time.sleep(60)

    return Stalling()

files._opened = stalling
main()
"""


@needs_signals
def test_a_run_killed_while_it_writes_leaves_the_earlier_file(workplace: Path, run: Run) -> None:
    """Half of the new one lies beside it under a hidden name, which the next run neither reads nor minds."""
    with started(workplace, (sys.executable, "-c", STALLING, *COMMAND)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        process.kill()
    assert (workplace / OUTPUT).read_bytes() == EARLIER
    (half,) = workplace.glob(f".{OUTPUT}.*.part")
    half.rename(workplace / FOLDER / half.name)
    assert run(*COMMAND) == Ended(0, "", "")
    assert (workplace / OUTPUT).read_bytes().startswith(b"{")


def test_a_disk_that_is_full_keeps_the_earlier_file(
    workplace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends with 2, says that there is no room, and leaves nothing beside the file."""

    class Full:
        def __init__(self, file: BinaryIO) -> None:
            self.file = file

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, data: bytes) -> NoReturn:
            self.file.write(data[:100])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    opened = files._opened
    monkeypatch.setattr(files, "_opened", lambda temporary, path: Full(opened(temporary, path)))
    (workplace / OUTPUT).write_bytes(EARLIER)
    assert run(*COMMAND) == Ended(
        2,
        "",
        f"cicscore: {OUTPUT} cannot be written ({os.strerror(errno.ENOSPC)}). Make room, or choose a folder"
        " on another disk.\n",
    )
    assert (workplace / OUTPUT).read_bytes() == EARLIER
    assert others(workplace) == []


#: The program, where no file may be longer than two thousand bytes: the scorecard is.
SHORT_OF_ROOM = """
import resource
from cicscore.cli import main

resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
main()
"""


@needs_signals
def test_a_limit_of_the_system_keeps_the_earlier_file(workplace: Path) -> None:
    """The system breaks off the writing itself, in the middle of the file."""
    with started(workplace, (sys.executable, "-c", SHORT_OF_ROOM, *COMMAND)) as process:
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err.decode()) == (
        2,
        b"",
        f"cicscore: {OUTPUT} cannot be written (File too large). Make room, or choose a folder on another"
        " disk.\n",
    )
    assert (workplace / OUTPUT).read_bytes() == EARLIER
    assert others(workplace) == []


@needs_signals
def test_a_closed_pipe_keeps_no_file_back(workplace: Path) -> None:
    """With nobody to read stdout and stderr, the file is written whole all the same."""
    with started(workplace) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stderr.close()
        assert process.wait(timeout=120) == 0
    assert (workplace / OUTPUT).read_bytes().endswith(b"}\n")
    assert others(workplace) == []
