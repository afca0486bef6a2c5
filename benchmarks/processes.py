"""Whole processes, timed: how long one takes, how much of the processor, and how much memory."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

#: No command may take longer; one that does is stopped, and counts as having taken for ever.
LIMIT = 300.0


@dataclass(frozen=True)
class Run:
    """One finished process: seconds on the clock, seconds of processor, peak memory in MB, its output."""

    wall: float
    processor: float
    memory: float
    output: str = ""


#: The runs of every command, turn by turn.
Runs = Mapping[str, Sequence[Run]]


def run(command: Sequence[str], exits: Collection[int] = (0,), limit: float = LIMIT) -> Run:
    """Run a command to its end; raises where it ends with none of these exit codes."""
    # Everything runs from bytecode, as an installed program does; what pip installed has its own already.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # Files, because a full pipe would hold the process up.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as words:
        started = time.perf_counter()
        with subprocess.Popen(  # noqa: S603 - the commands are the benchmark's own
            command, env=environment, stdout=output, stderr=words
        ) as process:
            stop = threading.Timer(limit, process.kill)
            stop.start()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            in_time = stop.is_alive()
            stop.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
        if in_time and process.returncode not in exits:
            words.seek(0)
            told = words.read().decode(errors="replace")[-2000:]
            message = f"{' '.join(command)} ended with {process.returncode}: {told}"
            raise RuntimeError(message)
        output.seek(0)
        printed = output.read().decode(errors="replace")
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    if not in_time:
        return Run(math.inf, math.inf, memory)
    return Run(wall, usage.ru_utime + usage.ru_stime, memory, printed)


def alternating(
    commands: Mapping[str, Sequence[str]],
    turns: int,
    *,
    exits: Collection[int] = (0,),
    limit: float = LIMIT,
) -> Runs:
    """Every command in turn, so many times over: a machine that slows down slows all of them down."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(turns):
        for name, command in commands.items():
            finished = run(command, exits, limit)
            print(f"  turn {turn + 1} of {turns}: {name}, {finished.wall:.2f} s", file=sys.stderr)
            runs[name].append(finished)
    return runs
