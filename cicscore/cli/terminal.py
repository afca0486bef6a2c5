"""What the terminal can show, and what is told to it on stderr."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from cicscore.faults import Fault, told

#: Columns where nobody says how wide the reader's screen is: a log file, a pipe.
DEFAULT_WIDTH = 100


def width() -> int:
    """Columns to lay a table out for: COLUMNS, else the terminal's own, else the default."""
    return (
        shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
        if (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
        else DEFAULT_WIDTH
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
    for text in told(faults):
        click.echo(text, err=True)


@contextmanager
def progress_bar(*, wanted: bool) -> Iterator[Callable[[str], None] | None]:
    """A line on stderr that names what is being read, if that is wanted."""
    if not wanted:
        yield None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("reading the catalogue") as status:
        yield lambda name: status.update(f"reading {name}")
