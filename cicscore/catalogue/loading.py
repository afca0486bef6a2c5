"""The door: a catalogue from a file."""

from __future__ import annotations

from pathlib import Path

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.linking import link
from cicscore.catalogue.rules import fault
from cicscore.catalogue.shape import validate
from cicscore.catalogue.yaml_source import read_yaml
from cicscore.faults import CannotRunError, Fault, FaultsFoundError, Place, errors


def load_catalogue(path: Path | str) -> Catalogue:
    """Read, validate and link the catalogue at ``path``.

    Raises ``CannotRunError`` where the file cannot be read, and ``FaultsFoundError`` with every fault in it.
    """
    catalogue, faults = examine(path)
    if catalogue is None:
        raise FaultsFoundError(faults)
    return catalogue


def examine(path: Path | str) -> tuple[Catalogue | None, tuple[Fault, ...]]:
    """The catalogue, or ``None`` where it has errors; and every fault of syntax, shape and reference.

    Raises ``CannotRunError`` where the file cannot be read.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        message = f"the catalogue {path} {why}. Give the path of a YAML catalogue."
        raise CannotRunError(message) from error
    return examine_bytes(data, str(path))


def examine_bytes(data: bytes, name: str) -> tuple[Catalogue | None, tuple[Fault, ...]]:
    """The same for the bytes of a file called ``name``."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, (fault("CIC101", Place(name, line), "the file is not UTF-8 text", "Save it as UTF-8."),)
    source = read_yaml(text.replace("\r\n", "\n"), name)
    if source.data is None:
        return None, source.faults
    document, faults = validate(source)
    if document is None:
        return None, (*source.faults, *faults)
    catalogue, linked = link(document, source)
    found = (*source.faults, *faults, *linked)
    return (None if errors(found) else catalogue), found
