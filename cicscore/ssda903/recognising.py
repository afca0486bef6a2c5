"""Which table of the return a file is, by its headings and never by its name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cicscore.catalogue.definitions import Extract
from cicscore.extracts.encodings import decode
from cicscore.extracts.headings import accepted_headings, heading_line, normal
from cicscore.ssda903.collection import titles

_OTHER_SEPARATORS = ";\t|"
#: A file that has so much of what a table needs was probably meant as it.
_LIKELY = 0.5


@dataclass(frozen=True)
class Recognised:
    """What a file was taken for.

    ``table`` is ``None`` where its headings fit no table; ``nearest`` is then the table of which it has
    most, if it has at least half, and ``missing`` the headings which that one needs beside.
    """

    file: Path
    table: str | None
    nearest: str | None = None
    missing: tuple[str, ...] = ()

    def named(self) -> str | None:
        """What the return calls the table that the file is, or is nearest to."""
        name = self.table or self.nearest
        return None if name is None else titles()[name]


def headings_in(file: Path) -> tuple[str, ...]:
    """The headings of a CSV file, trimmed; none where it cannot be read as text with a heading line."""
    if not file.is_file():  # a pipe or a device would be waited for without end
        return ()
    try:
        decoded = decode(file.read_bytes(), file.name)
        heading = None if decoded.text is None else heading_line(decoded.text)
    except (OSError, csv.Error):
        return ()
    if heading is None:
        return ()
    if len(heading.cells) == 1:
        for separator in _OTHER_SEPARATORS:
            if separator in heading.cells[0]:
                return tuple(cell.strip().strip('"') for cell in heading.cells[0].split(separator))
    return heading.cells


def recognise(file: Path, dictionary: Mapping[str, Extract]) -> Recognised:
    """The table of ``dictionary`` whose needed headings the file has; of several, the one that needs most."""
    held = {normal(heading) for heading in headings_in(file)}
    lacks = {name: _lacking(table, held) for name, table in dictionary.items()}
    sizes = {name: len(_needed(table)) for name, table in dictionary.items()}
    fitting = [name for name, missing in lacks.items() if not missing]
    if fitting:
        return Recognised(file, max(fitting, key=sizes.__getitem__))
    nearest = max(dictionary, key=lambda name: 1 - len(lacks[name]) / sizes[name])
    if len(lacks[nearest]) / sizes[nearest] > _LIKELY:
        return Recognised(file, None)
    return Recognised(file, None, nearest, lacks[nearest])


def fits(file: Path, extract: Extract) -> bool:
    """Whether the file has every column that the extract needs."""
    return not _lacking(extract, {normal(heading) for heading in headings_in(file)})


def _needed(table: Extract) -> tuple[str, ...]:
    return tuple(name for name, column in table.columns.items() if not column.optional)


def _lacking(table: Extract, held: Iterable[str]) -> tuple[str, ...]:
    accepted = accepted_headings(table)
    found = {accepted[heading] for heading in held if heading in accepted}
    return tuple(name.upper() for name in _needed(table) if name not in found)
