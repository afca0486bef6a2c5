"""A file that a user names, read whole, within limits of the program's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cicscore.catalogue.loading import unicode_text
from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, Severity, nearest_path

#: More than any scorecard or list of figures has.
MOST_BYTES = 100_000_000


@dataclass(frozen=True)
class Given:
    """The bytes of a file, or of stdin, under the name that messages use."""

    name: str
    data: bytes


def text_of(given: Given) -> str:
    """The file as text: UTF-8, or UTF-16 by its mark. Raises ``FaultsFoundError`` where it is neither."""
    try:
        return unicode_text(given.data)
    except UnicodeDecodeError as error:
        found = "the file is neither UTF-8 nor, by its byte-order mark, UTF-16 text"
        advice = "Let cicscore write it with --output FILE, or save it as UTF-8."
        fault = Fault("CIC411", Severity.ERROR, Place(given.name), found, advice)
        raise FaultsFoundError([fault]) from error


def read_given(path: Path, meant: str, name: str | None = None) -> Given:
    """The file at ``path``; ``meant`` says what it should be, ``name`` how messages call it, if not so.

    Raises ``CannotRunError`` where it cannot be read, is no plain file, or is larger than any should be.
    """
    if path.is_dir():
        raise CannotRunError(f"{path} is a folder. Give {meant}.")
    if path.exists() and not path.is_file():
        # A pipe would be waited for, and a device be read, without end.
        raise CannotRunError(f"{path} is a pipe or a device and not a file. Give {meant}.")
    try:
        with path.open("rb") as file:
            return Given(name or str(path), read_limited(file, str(path)))
    except FileNotFoundError as error:
        close = nearest_path(path)
        hint = f" Did you mean {close}?" if close else ""
        message = f"{path} is not there.{hint} Give {meant}."
        raise CannotRunError(message) from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Check who may open it."
        raise CannotRunError(message) from error


def read_limited(file: BinaryIO, name: str) -> bytes:
    """Everything in ``file``. Raises ``CannotRunError`` where that is more than ``MOST_BYTES``."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        message = (
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB, more than any scorecard or list of figures "
            "has. Give the right file."
        )
        raise CannotRunError(message)
    return data
