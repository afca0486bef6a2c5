"""Where the time goes inside one run: ``python -m benchmarks.stages FOLDER`` prints each stage's seconds."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

stages: dict[str, float] = {}


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Add the seconds inside to the stage."""
    started = time.perf_counter()
    yield
    stages[name] = stages.get(name, 0.0) + time.perf_counter() - started


def main(folder: Path) -> None:
    """Compute the whole catalogue once, a stage at a time."""
    with stage("imports"):
        import cicscore
        from cicscore.extracts import load as loading
        from cicscore.render.json import render_json
        from cicscore.scorecard import parts as counting
        from cicscore.view import PLAIN
    with stage("catalogue"):
        catalogue = cicscore.load_catalogue(Path(__file__).resolve().parent.parent / "indicators.yaml")
    stages_of_loading = {"reading and converting": "_read_files", "keys, children and rules": "_checked"}
    for name, function in stages_of_loading.items():
        _timed(loading, function, name)
    extracts = cicscore.load_extracts(folder, catalogue)
    _timed(counting, "figures", "counting")
    with stage("counting and rating"):
        scorecard = cicscore.score(catalogue, extracts, dt.date(2016, 3, 31))
    stages["rating and rows"] = stages.pop("counting and rating") - stages["counting"]
    with stage("rendering JSON"):
        render_json(scorecard, PLAIN)
    print(json.dumps(stages))


def _timed(module: object, function: str, name: str) -> None:
    inner = getattr(module, function)

    def timed(*arguments: object, **named: object) -> object:
        with stage(name):
            return inner(*arguments, **named)

    setattr(module, function, timed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
