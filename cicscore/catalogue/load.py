"""Load a catalogue from a file, in stages."""

from __future__ import annotations

import codecs
from pathlib import Path

from msgspec import Struct, field

from cicscore.catalogue.blanking import read_all
from cicscore.catalogue.changes import with_changes
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.dropping import CATALOGUE, fitted
from cicscore.catalogue.link import link
from cicscore.catalogue.model import CatalogueDocument
from cicscore.catalogue.yaml import YamlSource
from cicscore.expressions.compile import Meanings
from cicscore.faults.fault import (
    CannotRunError,
    Fault,
    FaultsFoundError,
    Place,
    errors,
    first_of_each,
    why_missing,
)
from cicscore.faults.rules import fault

#: Larger than any catalogue: a limit for devices, which never end. Longer files are refused for their length.
_MOST_BYTES = 20_000_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def load_catalogue(path: Path | str) -> Catalogue:
    """Read, validate and link the catalogue at ``path``.

    Raises ``CannotRunError`` if the file cannot be read, and ``FaultsFoundError`` with every fault found.
    """
    catalogue, faults = examine(path)
    if catalogue is None:
        raise FaultsFoundError(faults)
    return catalogue


def examine(path: Path | str) -> tuple[Catalogue | None, tuple[Fault, ...]]:
    """The catalogue, or ``None`` if it has errors, and every fault of syntax, shape and reference.

    Raises ``CannotRunError`` if the file cannot be read.
    """
    return examine_bytes(read_bytes(path), str(path))


def examine_bytes(data: bytes, name: str) -> tuple[Catalogue | None, tuple[Fault, ...]]:
    """As ``examine``, for the bytes of a file called ``name``."""
    draft = draft_of(data, name)
    return (None if errors(draft.faults) else draft.catalogue), first_of_each(draft.faults)


def read_bytes(path: Path | str) -> bytes:
    """The bytes of the catalogue at ``path``. Raises ``CannotRunError`` if it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        why = why_missing(Path(path)) if gone else f"cannot be read ({error.strerror})."
        raise CannotRunError(f"the catalogue {path} {why} Give the path of a YAML catalogue.") from error


class Draft(Struct, frozen=True):
    """A catalogue file, with any faults it has.

    ``document`` and ``catalogue`` lack the parts at fault, and are ``None`` if the file was unusable;
    ``source`` holds the document's data and records what could not be read; ``meanings`` what its expressions
    mean.
    """

    source: YamlSource
    document: CatalogueDocument | None
    catalogue: Catalogue | None
    faults: tuple[Fault, ...]
    meanings: Meanings = field(default_factory=dict)


def draft_of(data: bytes, name: str) -> Draft:
    """The catalogue in the bytes of a file called ``name``, in stages: YAML, shape, links. Never raises.

    Each stage reports all its faults, and the next runs on whatever passed.
    """
    text, undecoded = decoded(data, name)
    if text is None:
        return Draft(YamlSource(name, ""), None, None, undecoded)
    written = read_all(text, name)
    source, unmade = with_changes(written)
    document, source, violations = fitted(source, CATALOGUE)
    found = dict.fromkeys((*undecoded, *written.faults, *unmade, *violations))
    if document is None:
        return Draft(source, None, None, tuple(found))
    linked = link(document, source)
    # A fault shared by several definitions of an indicator is reported once.
    faults = tuple(dict.fromkeys((*found, *linked.faults)))
    return Draft(source, document, linked.catalogue, faults, linked.meanings)


def unicode_text(data: bytes) -> str:
    """Decode UTF-8, with or without a byte-order mark, or UTF-16 with one, as PowerShell writes it.

    Raises ``UnicodeDecodeError`` if the data is neither.
    """
    return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")


def decoded(data: bytes, name: str) -> tuple[str | None, tuple[Fault, ...]]:
    """The text of the file with uniform line ends, or ``None`` if it is not text, and its faults.

    Text that is not UTF-8 is a fault, and is read as Windows-1252, which older Windows programs write.
    """
    faults: tuple[Fault, ...] = ()
    if not data.startswith(_UTF16) and data.count(b"\0") > len(data) / 20:  # unmarked UTF-16, or not text
        return None, (
            fault("not-yaml", Place(name, 1, 1), "the file is not UTF-8 text", "Save it as UTF-8."),
        )
    try:
        text = unicode_text(data)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        faults = (fault("not-yaml", place, "the file is not UTF-8 text", "Save it as UTF-8."),)
        text = data.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n"), faults
