"""Read input from a file or stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cicscore.faults.fault import CannotRunError

if TYPE_CHECKING:
    from cicscore.app.files import Given


def stdin_bytes() -> bytes:
    """Everything on stdin. Raises ``CannotRunError`` if it is closed."""
    if sys.stdin is None:
        message = "stdin is closed, so there is nothing to read. Open it, or give the name of a file."
        raise CannotRunError(message)
    from cicscore.app.files import read_limited

    return read_limited(sys.stdin.buffer, "stdin")


def given_file(path: Path, meant: str) -> Given:
    """The file named, or stdin for ``-``; ``meant`` describes in messages what it should be."""
    from cicscore.app.files import Given, read_given

    if str(path) == "-":
        return Given("stdin", stdin_bytes())
    return read_given(path, meant)
