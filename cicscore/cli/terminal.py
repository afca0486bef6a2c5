"""What the terminal can show, and what is told to it on stderr."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from cicscore.cli.exits import say
from cicscore.faults.fault import Fault, told
from cicscore.text import visible
from cicscore.view import PLAIN

#: A run this short needs no bar.
BRIEF_SECONDS = 1.0


def width() -> int:
    """Columns to lay a table out for: COLUMNS, else the terminal's own, else the default."""
    return (
        shutil.get_terminal_size((PLAIN.width, 24)).columns
        if (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
        else PLAIN.width
    )


def colour_wanted(stream: TextIO | None, *, refused: bool) -> bool:
    """Whether colour and animation are welcome on a stream; ``None`` is one that is closed."""
    return (
        stream is not None
        and not refused
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
        and stream.isatty()
    )


def takes_symbols(stream: TextIO | None) -> bool:
    """Whether the stream's encoding can take the symbols of a table; ``None`` is a stream that is closed."""
    if stream is None:
        return False
    try:
        "●▲▼─│".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def warn(faults: tuple[Fault, ...]) -> None:
    """Tell warnings on stderr."""
    say(*told(faults))


@contextmanager
def progress_bar(*, quiet: bool, no_color: bool) -> Iterator[Callable[[str], None] | None]:
    """A bar on stderr that names the file or indicator at hand, once a run takes longer than a second.

    ``None`` where nobody wants or could see one.
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

    def name(at_hand: str) -> None:
        with suppress(OSError):  # nobody sees it
            bar.update(task, description=escape(visible(at_hand)))
            if time.monotonic() - begun > BRIEF_SECONDS and not bar.live.is_started:
                bar.start()

    try:
        yield name
    finally:
        with suppress(OSError):
            bar.stop()
