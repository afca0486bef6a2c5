"""The YAML files that are read where they stand beside the extracts: finding one, and reporting on one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from cicscore import __version__
from cicscore.catalogue.yaml import YamlSource
from cicscore.faults.fault import Fault, FaultsFoundError, Place, first_of_each, sorted_faults, visible_fault
from cicscore.faults.report import Report
from cicscore.faults.rules import Family, fault
from cicscore.text import visible


class Beside(Struct, frozen=True):
    """One kind of such a file: its name, and what is said of one that is not read.

    ``holds`` are its contents in words, ``without`` what its absence would do; ``spellings`` match names that
    people give to what is meant to be it.
    """

    name: str
    holds: str
    rule: str
    without: str
    spellings: re.Pattern[str]


def bytes_beside(folder: Path, kind: Beside) -> bytes | None:
    """The bytes of the file in a folder of extracts; ``None`` if it has none.

    Raises ``FaultsFoundError`` where one has another name, or is there but cannot be read.
    """
    names = sorted(entry.name for entry in folder.iterdir() if kind.spellings.fullmatch(entry.name))
    misspelt = [_misspelt(folder / name, kind) for name in names if name != kind.name]
    if misspelt:
        raise FaultsFoundError(misspelt)
    return _read(folder / kind.name, kind) if names else None


def _misspelt(path: Path, kind: Beside) -> Fault:
    return fault(
        kind.rule,
        Place(str(path)),
        f"this looks like the file of {kind.holds}, which is read only where it is called {kind.name}",
        f"Rename it to {kind.name}; if it is not meant to be read, move it out of the folder.",
    )


def _read(path: Path, kind: Beside) -> bytes:
    why = "it is a folder, a device, or a link that leads nowhere"
    if path.is_file():
        try:
            return path.read_bytes()
        except OSError as error:
            why = f"it cannot be opened ({error.strerror})"
    found = f"the file of {kind.holds} cannot be read: {why}"
    advice = f"Put a text file in its place, or remove it: without it {kind.without}."
    raise FaultsFoundError([fault(kind.rule, Place(str(path)), found, advice)])


class Checked(Struct, frozen=True):
    """A file that was checked: its faults, and how many of ``what`` it holds."""

    source: YamlSource
    faults: Sequence[Fault]
    total: int
    what: str
    families: tuple[Family, ...]


def report_on(checked: Checked, name: str, *, strict: bool) -> Report:
    """The report of a file called ``name``."""
    shown = first_of_each(sorted_faults(checked.faults))
    return Report(
        file=visible(name),
        lines=tuple(checked.source.text.split("\n")),
        faults=tuple(visible_fault(found) for found in sorted_faults(shown)),
        families=checked.families,
        checked=checked.total,
        version=__version__,
        strict=strict,
        what=checked.what,
    )
