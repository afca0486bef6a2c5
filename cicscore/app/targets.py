"""A council's own targets beside the extracts, and ``check --targets`` without its command line."""

from __future__ import annotations

import re
from pathlib import Path

from cicscore import __version__
from cicscore.catalogue.council_targets import TARGETS_NAME, with_targets
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import load_catalogue
from cicscore.faults.fault import (
    FaultsFoundError,
    Place,
    errors,
    first_of_each,
    sorted_faults,
    visible_fault,
)
from cicscore.faults.report import Report
from cicscore.faults.rules import OF_TARGETS, fault
from cicscore.text import visible

#: Names that people give to what is meant to be the file of targets.
_SPELLINGS = re.compile(r"targets? ?(\(\d+\))?\.ya?ml(\.txt)?", re.IGNORECASE)


def catalogue_for(path: Path, folder: Path) -> Catalogue:
    """The catalogue at ``path`` with the targets of the file beside the extracts, if there is one.

    Raises ``CannotRunError`` if the catalogue cannot be read, and ``FaultsFoundError`` with every fault of
    either file.
    """
    catalogue = load_catalogue(path)
    names = sorted(entry.name for entry in folder.iterdir() if _SPELLINGS.fullmatch(entry.name))
    misspelt = [name for name in names if name != TARGETS_NAME]
    if misspelt:
        raise FaultsFoundError(
            [
                fault(
                    "targets-not-read",
                    Place(str(folder / name)),
                    "this looks like the file of targets, which is read only where it is called "
                    f"{TARGETS_NAME}",
                    f"Rename it to {TARGETS_NAME}; if it is not meant to be read, move it out of the folder.",
                )
                for name in misspelt
            ]
        )
    if not names:
        return catalogue
    file = folder / TARGETS_NAME
    draft = with_targets(catalogue, _bytes(file), str(file))
    if errors(draft.faults):
        raise FaultsFoundError(first_of_each(draft.faults))
    return draft.catalogue


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
                "targets-not-read",
                Place(str(path)),
                f"the file of targets cannot be read: {why}",
                "Put a text file in its place, or remove it: without it nothing would be rated by it.",
            )
        ]
    )


def check_targets(data: bytes, name: str, catalogue: Catalogue, *, strict: bool) -> Report:
    """Everything wrong with the targets in ``data``, the bytes of a file called ``name``."""
    draft = with_targets(catalogue, data, name)
    shown = first_of_each(sorted_faults(draft.faults))
    return Report(
        file=visible(name),
        lines=tuple(draft.source.text.split("\n")),
        faults=tuple(visible_fault(found) for found in sorted_faults(shown)),
        families=OF_TARGETS,
        checked=draft.total,
        version=__version__,
        strict=strict,
        what="indicator",
    )
