"""What the terminal can show, and the warnings and progress on stderr."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from cicscore.cli import interruption
from cicscore.cli.exits import say
from cicscore.faults.fault import Fault, fault_texts
from cicscore.text import visible
from cicscore.view import PLAIN

#: A run no longer than this needs no progress bar.
BRIEF_SECONDS = 1.0


def width() -> int:
    """The width for tables in columns: COLUMNS, else the terminal's, else the default."""
    return (
        shutil.get_terminal_size((PLAIN.width, 24)).columns
        if (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
        else PLAIN.width
    )


def colour_wanted(stream: TextIO | None, *, refused: bool) -> bool:
    """Whether to use colour and animation on a stream; ``None`` is a closed one."""
    return (
        stream is not None
        and not refused
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
        and stream.isatty()
    )


def takes_symbols(stream: TextIO | None) -> bool:
    """Whether the stream's encoding has the symbols used in tables; ``None`` is a closed stream."""
    if stream is None:
        return False
    try:
        "●▲▼─│".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def warn(faults: tuple[Fault, ...]) -> None:
    """Write warnings to stderr."""
    say(*fault_texts(faults))


@contextmanager
def in_steps(*, quiet: bool, no_color: bool) -> Iterator[Callable[[str], None]]:
    """What to call before each step of a long run, which can be interrupted between steps only.

    An interruption at any other moment could leave a lock of the threads taken, and the run waiting.
    """
    with interruption.held(), _progress_bar(quiet=quiet, no_color=no_color) as show:

        def begin(current: str) -> None:
            interruption.step()
            if show is not None:
                show(current)

        yield begin


@contextmanager
def _progress_bar(*, quiet: bool, no_color: bool) -> Iterator[Callable[[str], None] | None]:
    """A bar on stderr naming the current file or indicator, shown once a run takes more than a second.

    Yields ``None`` if a bar is not wanted or could not be seen.
    """
    if quiet or not colour_wanted(sys.stderr, refused=no_color):
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    begun = time.monotonic()

    def name(current: str) -> None:
        with suppress(OSError):  # nobody can see the bar
            bar.update(task, description=escape(visible(current)))
            if time.monotonic() - begun > BRIEF_SECONDS and not bar.live.is_started:
                bar.start()

    try:
        yield name
    finally:
        with suppress(OSError):
            bar.stop()
