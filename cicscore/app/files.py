"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cicscore.faults import CannotRunError


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 under a temporary name beside ``path``, then put it in its place.

    Raises ``CannotRunError`` where the folder is not there or cannot be written; the old file then stays.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}). Choose a folder that is there and open to you."
        )
        raise CannotRunError(message) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.replace(path)
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}). Choose another name, or close the file elsewhere."
        )
        raise CannotRunError(message) from error
    finally:
        temporary.unlink(missing_ok=True)
