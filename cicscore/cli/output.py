"""Where a result goes: stdout, or a file that is written whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


def is_stdout(output: Path | None) -> bool:
    """Whether the result goes to stdout: no file was asked for, or ``-``."""
    return output is None or str(output) == "-"


def publish(text: str, output: Path | None) -> None:
    """Write a result as UTF-8 to stdout, or whole to the file asked for."""
    if output is not None and not is_stdout(output):
        from cicscore.app.files import write_whole

        write_whole(output, text)
    elif os.name == "nt" and sys.stdout.isatty():
        # The classic console of Windows shows colour only through click's translation.
        click.echo(text, nl=False)
    else:
        # Bytes, so that line ends and characters are the same on every machine: a pipe of Windows would
        # otherwise turn JSON into Windows-1252.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
