"""Whole processes, timed: what a user waits for, and the memory it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Run:
    """One finished process: seconds on the wall clock, seconds of processor, peak memory in MB."""

    wall: float
    processor: float
    memory: float


def run(command: Sequence[str]) -> Run:
    """Run a command to its end, its output thrown away; raises where it fails."""
    # Everything runs from bytecode, as an installed program does; what pip installed has its own already.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - the commands are the benchmark's own
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            words = process.stderr.read().decode(errors="replace")[-2000:] if process.stderr else ""
            message = f"{' '.join(command)} ended with {process.returncode}: {words}"
            raise RuntimeError(message)
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def alternating(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Run]]:
    """Every command in turn, ``rounds`` times over, after one turn that does not count."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            finished = run(command)
            if turn:
                runs[name].append(finished)
    return runs


def middle(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        median(each.wall for each in runs),
        median(each.processor for each in runs),
        median(each.memory for each in runs),
    )


def ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """The median of the wall-clock ratios, run by run: the two took turns on the same machine."""
    return median(one.wall / other.wall for one, other in zip(runs, others, strict=True))
