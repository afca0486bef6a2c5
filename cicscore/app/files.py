"""Files written whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path

from cicscore.faults import CannotRunError


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 under a temporary name beside ``path``, then put it in its place.

    Raises ``CannotRunError`` where the folder is not there or cannot be written, and where ``path`` is a
    folder or a device; what was there then stays.
    """
    if path.exists() and not path.is_file():
        message = f"{path} is not a file. Give the name of a file, or - for stdout."
        raise CannotRunError(message)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # Not ``tempfile``: its files are for their owner's eyes only, and this one is to be passed on.
        file = temporary.open("x", encoding="utf-8", newline="")
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}). Choose a folder that is there and open to you."
        )
        raise CannotRunError(message) from error
    try:
        with file:
            file.write(text)
        temporary.replace(path)
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}). Choose another name, or close the file elsewhere."
        )
        raise CannotRunError(message) from error
    finally:
        temporary.unlink(missing_ok=True)
