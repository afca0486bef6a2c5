"""A file that a user names, read whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, Severity, nearest_path


@dataclass(frozen=True)
class Given:
    """The bytes of a file, or of stdin, under the name that messages use."""

    name: str
    data: bytes


def text_of(given: Given) -> str:
    """The file as text. Raises ``FaultsFoundError`` where it is not UTF-8."""
    try:
        return given.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(
            "CIC411",
            Severity.ERROR,
            Place(given.name),
            "the file is not UTF-8 text",
            "Save it as UTF-8.",
        )
        raise FaultsFoundError([fault]) from error


def read_given(path: Path, meant: str) -> Given:
    """The file at ``path``; ``meant`` says what it should be.

    Raises ``CannotRunError`` where it cannot be read.
    """
    try:
        return Given(str(path), path.read_bytes())
    except IsADirectoryError as error:
        message = f"{path} is a folder. Give {meant}."
        raise CannotRunError(message) from error
    except FileNotFoundError as error:
        close = nearest_path(path)
        hint = f" Did you mean {close}?" if close else ""
        message = f"{path} is not there.{hint} Give {meant}."
        raise CannotRunError(message) from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Check who may open it."
        raise CannotRunError(message) from error
