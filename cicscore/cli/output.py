"""Write results to stdout, or whole to a file."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from cicscore.app.formats import Document, format_of, render
from cicscore.cli import interruption
from cicscore.cli.exits import discard
from cicscore.cli.terminal import colour_wanted, takes_symbols, width
from cicscore.faults.fault import CannotRunError
from cicscore.text import visible
from cicscore.view import PLAIN, View

#: The state of the run while a result is being written to stdout.
_UNFINISHED = "not all of the result is on stdout"


def is_stdout(output: Path | None) -> bool:
    """Whether the result goes to stdout: no file was named, or it was ``-``."""
    return output is None or str(output) == "-"


def view(output: Path | None, *, no_color: bool = True) -> View:
    """What the reader's screen can show; a file takes every character but no colour."""
    if not is_stdout(output):
        return PLAIN
    return View(
        width=width(),
        colour=colour_wanted(sys.stdout, refused=no_color),
        ascii_only=not takes_symbols(sys.stdout),
        pictures=sys.stdout is not None and sys.stdout.isatty() and takes_symbols(sys.stdout),
    )


def check_output(
    output: Path | None,
    *,
    option: str = "--output",
    catalogue: Path | None = None,
    extracts: Iterable[Path | None] = (),
    figures: Iterable[Path] = (),
) -> None:
    """Refuse an output that is an input: the catalogue, the extracts in a folder, or published figures."""
    if output is None or is_stdout(output):
        return
    from cicscore.app import files

    read = [file for place in figures for file in files.files_in(place, ".csv", ".json")]
    if catalogue is not None:
        read.append(catalogue)
        folders = (folder for folder in extracts if folder is not None)
        read += [file for folder in folders for file in files.inputs_like(output, folder, catalogue)]
    files.check_output(option, output, read)


def check_apart(option: str, path: Path, output: Path | None) -> None:
    """Refuse a file of rows that is also the destination of the result (``--output`` or stdout)."""
    same = output is not None and path.absolute() == output.absolute()
    if is_stdout(output) and sys.stdout is not None and path.exists():
        with suppress(OSError, ValueError):  # a stdout without a file descriptor
            same = os.path.samestat(path.stat(), os.fstat(sys.stdout.fileno()))
    if same:
        message = f"{option}: {path} is where the result goes. Give another name."
        raise CannotRunError(message)


def publish(
    document: Document,
    content: object,
    output: Path | None = None,
    *,
    format_: str | None = None,
    view: View = PLAIN,
) -> None:
    """Write a document to stdout, or whole to the file named; by default in its first format."""
    data = render(document, format_ or format_of(document, None), content, view)
    if output is not None and not is_stdout(output):
        from cicscore.app.files import write_whole

        with interruption.held():
            write_whole(output, data)
            interruption.note(f"{visible(str(output))} was written whole")
        return
    if sys.stdout is None:
        message = "stdout is closed, so there is nowhere to write the result. Open it, or give --output FILE."
        raise CannotRunError(message)
    try:
        interruption.note(_UNFINISHED)
        _show(data)
        interruption.note("the result is on stdout", instead_of=_UNFINISHED)
    except BrokenPipeError:
        discard(sys.stdout)  # the reader has stopped reading: the run continues without output
    except OSError as error:
        discard(sys.stdout)
        message = (
            f"the result cannot be written to stdout ({error.strerror}). Make room, or send it elsewhere."
        )
        raise CannotRunError(message) from error


def _show(data: bytes) -> None:
    if os.name == "nt" and sys.stdout.isatty():
        # The classic Windows console shows colour only through click's translation.
        click.echo(data.decode(), nl=False)
    else:
        # Bytes, so that line ends and characters are the same on every machine: a pipe on Windows would
        # otherwise turn JSON into Windows-1252.
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def source_date() -> dt.datetime | None:
    """The time of generation set by SOURCE_DATE_EPOCH, for reproducible documents; else ``None``."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        return None
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        message = f'SOURCE_DATE_EPOCH: "{seconds}" is not a number of seconds since 1970.'
        raise CannotRunError(message) from None
