"""Where an input comes from: a file, or stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cicscore.app.inputs import Given


def given_file(path: Path, meant: str) -> Given:
    """The file that is named, or stdin for ``-``; ``meant`` says in messages what it should be."""
    from cicscore.app.inputs import Given, read_given

    if str(path) == "-":
        return Given("stdin", sys.stdin.buffer.read())
    return read_given(path, meant)
