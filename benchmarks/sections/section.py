"""What a section hands over: targets, and parts of the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.figures import memory, processor, ratio, spread, wall
from benchmarks.processes import Runs
from benchmarks.targets import Target, told


@dataclass(frozen=True)
class Section:
    """One theme of the page."""

    title: str
    targets: tuple[Target, ...]
    parts: tuple[str, ...] = ()


def medians(runs: Runs, against: str, figures: Mapping[str, int] | None = None) -> str:
    """The medians of every command, beside one of them; ``figures`` are those that a command prints."""
    per_figure = "" if figures is None else " ms per figure |"
    lines = [
        f"| | wall s | least to most | processor s | peak MB | against {against} |{per_figure}",
        f"| --- | ---: | ---: | ---: | ---: | ---: |{' ---: |' if figures is not None else ''}",
    ]
    for name, finished in runs.items():
        seconds = spread(map(wall, finished))
        line = (
            f"| {name} | {told(seconds.median)} | {told(seconds.least)} to {told(seconds.most)} "
            f"| {told(spread(map(processor, finished)).median)} | {spread(map(memory, finished)).median:.0f} "
            f"| {told(ratio(finished, runs[against]).median)} |"
        )
        if figures is not None:
            line += f" {1000 * seconds.median / figures[name]:.1f} |" if name in figures else " |"
        lines.append(line)
    return "\n".join(lines)


def stages_table(stages: str) -> str:
    """The seconds of each stage of one run, as ``benchmarks.stages`` prints them."""
    told_of: Mapping[str, float] = json.loads(stages)
    whole = sum(told_of.values())
    rows = (f"| {name} | {seconds:.2f} | {seconds / whole:.0%} |" for name, seconds in told_of.items())
    return "\n".join(("| stage | seconds | share |", "| --- | ---: | ---: |", *rows))
