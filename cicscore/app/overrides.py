"""The file of overrides beside the extracts, and ``check --overrides`` without its command line."""

from __future__ import annotations

import re
from pathlib import Path

from cicscore import __version__
from cicscore.catalogue.definitions import Catalogue
from cicscore.faults.fault import (
    Fault,
    FaultsFoundError,
    Place,
    errors,
    first_of_each,
    sorted_faults,
    visible_fault,
)
from cicscore.faults.report import Report
from cicscore.faults.rules import OF_OVERRIDES, fault
from cicscore.overrides.model import OVERRIDES_NAME
from cicscore.overrides.overrides import NO_OVERRIDES, Overrides
from cicscore.overrides.read import draft_of
from cicscore.text import visible

#: Names that people give to what is meant to be the file of overrides.
_SPELLINGS = re.compile(r"overrides? ?(\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE)


def read_overrides(folder: Path, catalogue: Catalogue) -> Overrides:
    """The overrides of a folder of extracts; none if it has no such file.

    Raises ``FaultsFoundError`` with every fault of the file, and if it is there but cannot be read.
    """
    names = sorted(entry.name for entry in folder.iterdir() if _SPELLINGS.fullmatch(entry.name))
    misspelt = [_misspelt(folder / name) for name in names if name != OVERRIDES_NAME]
    if misspelt:
        raise FaultsFoundError(misspelt)
    if not names:
        return NO_OVERRIDES
    path = folder / OVERRIDES_NAME
    draft = draft_of(_bytes(path), str(path), catalogue)
    if errors(draft.faults):
        raise FaultsFoundError(first_of_each(draft.faults))
    return draft.overrides


def _misspelt(path: Path) -> Fault:
    return fault(
        "overrides-not-read",
        Place(str(path)),
        f"this looks like the file of overrides, which is read only where it is called {OVERRIDES_NAME}",
        f"Rename it to {OVERRIDES_NAME}; if it is not meant to be read, move it out of the folder.",
    )


def _bytes(path: Path) -> bytes:
    why = "it is a folder, a device, or a link that leads nowhere"
    if path.is_file():
        try:
            return path.read_bytes()
        except OSError as error:
            why = f"it cannot be opened ({error.strerror})"
    raise FaultsFoundError(
        [
            fault(
                "overrides-not-read",
                Place(str(path)),
                f"the file of overrides cannot be read: {why}",
                "Put a text file in its place, or remove it: without it other figures would be printed.",
            )
        ]
    )


def check_overrides(data: bytes, name: str, catalogue: Catalogue, *, strict: bool) -> Report:
    """Everything wrong with the overrides in ``data``, the bytes of a file called ``name``."""
    draft = draft_of(data, name, catalogue)
    shown = first_of_each(sorted_faults(draft.faults))
    return Report(
        file=visible(name),
        lines=tuple(draft.source.text.split("\n")),
        faults=tuple(visible_fault(found) for found in sorted_faults(shown)),
        families=OF_OVERRIDES,
        checked=draft.total,
        version=__version__,
        strict=strict,
        what="override",
    )
