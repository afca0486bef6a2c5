"""Where the time of one ``compute`` goes: ``python -m benchmarks.stages FOLDER`` prints it by stage."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path

#: Each stage, and the function inside which it is; ``counting`` is a part of what makes the rows.
STAGES = {
    "catalogue": ("cicscore.catalogue.load", "load_catalogue"),
    "reading and converting": ("cicscore.extracts.load", "_read_files"),
    "keys, children and rules": ("cicscore.extracts.load", "_checked"),
    "counting": ("cicscore.scorecard.figures", "figures"),
    "rating and rows": ("cicscore.app.api", "score"),
    "rendering JSON": ("cicscore.render.json", "render_json"),
}
_RUN = "import sys; from cicscore.cli import main; sys.argv[0] = 'cicscore'; main()"
_MODULES = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {_RUN}"


class Clock:
    """The seconds of every stage; where threads share one, it takes as long as any of them is inside."""

    def __init__(self) -> None:
        """Nothing has been timed."""
        self.seconds: dict[str, float] = {}
        self._inside: dict[str, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the seconds inside to the stage."""
        self._step(name, 1)
        try:
            yield
        finally:
            self._step(name, -1)

    def _step(self, name: str, by: int) -> None:
        with self._lock:
            before = self._inside.get(name, 0)
            self._inside[name] = before + by
            if not before or not before + by:
                self.seconds[name] = self.seconds.get(name, 0.0) - by * time.perf_counter()

    def timed(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        """The function, its time added to the stage."""

        def within(*arguments: object, **named: object) -> object:
            with self.stage(name):
                return function(*arguments, **named)

        return within


def main(folder: Path) -> None:
    """Compute the whole catalogue once, as the command does, a stage at a time."""
    arguments = ["compute", str(folder), "--as-at", "2016-03-31", "--format", "json", "--quiet"]
    modules = _modules_of(arguments)
    clock = Clock()
    with clock.stage("imports"):
        for name in modules:
            with suppress(ImportError):
                importlib.import_module(name)
    for name, (module, function) in STAGES.items():
        _replaced(getattr(importlib.import_module(module), function), name, clock)
    sys.argv = ["cicscore", *arguments]
    with clock.stage("whole"), redirect_stdout(TextIOWrapper(BytesIO())), suppress(SystemExit):
        importlib.import_module("cicscore.cli").main()
    seconds = clock.seconds
    seconds["rating and rows"] -= seconds["counting"]
    seconds["everything else"] = seconds.pop("whole") - sum(seconds[name] for name in STAGES)
    print(json.dumps(seconds))


def _modules_of(arguments: list[str]) -> list[str]:
    """The modules that a run has imported by its end."""
    command = [sys.executable, "-c", _MODULES, *arguments]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    return ended.stderr.splitlines()[-1].split()


def _replaced(function: Callable[..., object], name: str, clock: Clock) -> None:
    """Time the function wherever a module of the program knows it by name."""
    timed = clock.timed(name, function)
    for module in [each for known, each in sys.modules.items() if known.startswith("cicscore")]:
        for attribute in [key for key, value in vars(module).items() if value is function]:
            setattr(module, attribute, timed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
