"""Files that a user names: read whole, up to a size limit, and written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from cicscore.catalogue.load import unicode_text
from cicscore.faults.fault import CannotRunError, FaultsFoundError, Place, why_missing
from cicscore.faults.rules import fault
from cicscore.manifest import FileDigest

#: Larger than any scorecard or list of figures.
MOST_BYTES = 100_000_000
#: The system's errors for a disk, a person's share of it, or a file that may grow no further.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Given(Struct, frozen=True):
    """The bytes of a file, or of stdin, under the name that messages use."""

    name: str
    data: bytes


def digest_of(given: Given) -> FileDigest:
    """The file's name, without its folder, and the digest of its bytes."""
    return FileDigest(file=Path(given.name).name, sha256=hashlib.sha256(given.data).hexdigest())


def text_of(given: Given) -> str:
    """The file as text, from UTF-8 or marked UTF-16. Raises ``FaultsFoundError`` if it is neither."""
    try:
        return unicode_text(given.data)
    except UnicodeDecodeError as error:
        found = "the file is neither UTF-8 nor, by its byte-order mark, UTF-16 text"
        advice = "Let cicscore write it with --output FILE, or save it as UTF-8."
        raise FaultsFoundError([fault("figures-not-text", Place(given.name), found, advice)]) from error


def read_given(path: Path, meant: str, name: str | None = None) -> Given:
    """The file at ``path``; ``meant`` describes what it should be, ``name`` is its name in messages.

    Raises ``CannotRunError`` if it cannot be read, is not a regular file, or exceeds ``MOST_BYTES``.
    """
    if path.is_dir():
        raise CannotRunError(f"{path} is a folder. Give {meant}.")
    if path.exists() and not path.is_file():
        # Reading a pipe could wait, and reading a device could go on, for ever.
        raise CannotRunError(f"{path} is a pipe or a device and not a file. Give {meant}.")
    try:
        with path.open("rb") as file:
            return Given(name or str(path), read_limited(file, str(path)))
    except FileNotFoundError as error:
        raise CannotRunError(f"{path} {why_missing(path)} Give {meant}.") from error
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Check who may open it."
        raise CannotRunError(message) from error


def read_limited(file: BinaryIO, name: str) -> bytes:
    """Everything in ``file``. Raises ``CannotRunError`` if it exceeds ``MOST_BYTES``."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        message = (
            f"{name} is larger than {MOST_BYTES // 1_000_000} MB, more than any scorecard or list of figures "
            "has. Give the right file."
        )
        raise CannotRunError(message)
    return data


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to a temporary file beside ``path``, then rename it.

    Links are followed, and an existing file keeps its permissions.

    Raises ``CannotRunError``, leaving any existing file untouched, if the folder does not exist or cannot be
    written, or if ``path`` is a folder or a device.
    """
    if path.exists() and not path.is_file():
        message = f"{path} is not a file. Give the name of a file, or - for stdout."
        raise CannotRunError(message)
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with _opened(temporary, path) as file:
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            file.write(data)
        temporary.replace(target)
    except OSError as error:
        advice = (
            "Make room, or choose a folder on another disk."
            if error.errno in _NO_ROOM
            else "Choose another name, or close the file elsewhere."
        )
        message = f"{path} cannot be written ({error.strerror}). {advice}"
        raise CannotRunError(message) from error
    finally:
        temporary.unlink(missing_ok=True)


def _opened(temporary: Path, path: Path) -> BinaryIO:
    """Open the temporary file. Raises ``CannotRunError`` if it cannot be created."""
    try:
        # Not ``tempfile``, whose files only their owner may read: this one is to be shared.
        return temporary.open("xb")
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}). Choose a folder that is there and open to you."
        )
        raise CannotRunError(message) from error


def check_output(option: str, path: Path, read: Iterable[Path]) -> None:
    """Raise ``CannotRunError`` if an output would replace one of the files that the run reads."""
    if path.exists() and any(file.exists() and path.samefile(file) for file in read):
        message = f"{option}: {path} is among the files that are read. Give another name."
        raise CannotRunError(message)


def files_in(place: Path, *endings: str) -> tuple[Path, ...]:
    """The files with these endings in a folder; the path itself if it is not a folder."""
    if not place.is_dir():
        return (place,)
    return tuple(file for file in place.iterdir() if file.suffix.lower() in endings)


def inputs_like(path: Path, folder: Path, catalogue: Path) -> Iterator[Path]:
    """The input files in a folder of extracts, or its folders of years, that are the same file as ``path``.

    Input files are CSVs, the mapping, the overrides, the targets, and files with any other name that the
    catalogue gives an extract.
    """
    if not path.exists():
        return
    for found in ("*", "*/*"):
        for file in folder.glob(found):
            if file.is_file() and path.samefile(file) and _is_read(file, folder, catalogue):
                yield file


#: How the names of files that are read beside the extracts begin.
_BESIDE_EXTRACTS = ("mapping.y", "overrides.y", "targets.y")


def _is_read(file: Path, folder: Path, catalogue: Path) -> bool:
    if file.suffix.lower() == ".csv" or file.name.casefold().startswith(_BESIDE_EXTRACTS):
        return True
    from cicscore.catalogue.load import load_catalogue
    from cicscore.extracts.inputs import InputFiles
    from cicscore.extracts.mapping import read_mapping

    written = load_catalogue(catalogue)
    here = read_mapping(InputFiles(), folder, written).applied(written)
    return file.name.casefold() in {extract.file.casefold() for extract in here.extracts.values()}


def check_identified_rows(option: str, path: Path, catalogue: Path, folders: Iterable[Path | None]) -> None:
    """Raise ``CannotRunError`` unless rows with identifiers would go to a separate file.

    ``folders`` are folders of extracts, in which nothing may be written.
    """
    # Devices are also recognised by folder, because a redirected /dev/stdout looks like the file behind it.
    device = path.absolute().parts[:2] in (("/", "dev"), ("/", "proc"))
    if str(path) == "-" or device or (path.exists() and not path.is_file()):
        message = (
            f"{option}: {path} is not a file. The rows hold children's identifiers, so they are only ever "
            "written to a file: give its name."
        )
        raise CannotRunError(message)
    # Never overwrite the extracts or the catalogue, on which the figures depend.
    for folder in folders:
        if folder is not None and folder.resolve() in path.resolve().parents:
            message = (
                f"{option}: {path} lies in a folder of extracts, where nothing is written. Give a file "
                f"outside {folder}."
            )
            raise CannotRunError(message)
    if path.resolve() == catalogue.resolve():
        message = f"{option}: {path} is the catalogue. Give another name."
        raise CannotRunError(message)
