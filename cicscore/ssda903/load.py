"""Load a folder of returns, local extracts or both as the extracts of a run: this package's entry point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.model import OtherCodes
from cicscore.extracts.annex_a import with_annex_a
from cicscore.extracts.faults import Message, fault
from cicscore.extracts.inputs import InputFiles
from cicscore.extracts.load import (
    Gathered,
    Supplied,
    accepted,
    folder_listing,
    gather,
    with_those_looked_at,
)
from cicscore.extracts.mapping import MAPPING_NAME, FolderMapping, read_mapping
from cicscore.faults.fault import Fault, Place
from cicscore.ssda903.collection import EPISODES, every_table, last_day, titles
from cicscore.ssda903.find import UNREAD, Found, find_returns
from cicscore.tables.table import Extracts

if TYPE_CHECKING:
    from cicscore.ssda903.years import Collected


def load_extracts(
    folder: Path,
    catalogue: Catalogue,
    *,
    only: Collection[str] | None = None,
    skip_faulty_rows: bool = False,
    progress: Callable[[str], None] | None = None,
    as_at: dt.date | None = None,
    files: InputFiles | None = None,
) -> Extracts:
    """Read the catalogue's extracts from ``folder``, and derive missing ones from a return in it.

    An extract with its own file in the folder is read from that file. ``as_at`` gives the collection year of
    a return if its folder's name does not. In other respects as ``extracts.load.load_extracts``. With
    ``skip_faulty_rows``, an episode at fault leaves out all episodes of the same time in care: the others
    alone would mislead.
    """
    opened = files or InputFiles()
    examined = _examined(folder, catalogue, opened, only, _tables_for, progress, as_at)
    return accepted(examined.gathered, skip_faulty_rows=skip_faulty_rows)


class ExaminedFolder(Struct, frozen=True):
    """Everything found in a folder, and in the return in it, if there is one.

    ``catalogue`` is adapted to the folder by its mapping.
    """

    catalogue: Catalogue
    found: Found
    gathered: Gathered
    collected: Collected | None


def examine_folder(
    folder: Path,
    catalogue: Catalogue,
    as_at: dt.date | None,
    files: InputFiles,
    progress: Callable[[str], None] | None = None,
) -> ExaminedFolder:
    """Read every extract of the folder and every table of a return in it; no fault is raised."""
    return _examined(folder, catalogue, files, None, lambda _: titles(), progress, as_at)


def years_held(folder: Path, catalogue: Catalogue, as_at: dt.date, files: InputFiles) -> tuple[str, ...]:
    """The collection years of the returns in the folder, in order, up to that of ``as_at``."""
    catalogue = with_annex_a(files, folder, catalogue)
    here = read_mapping(files, folder, catalogue, every_table()).applied(catalogue)
    return tuple(one.year for one in find_returns(files, folder, here, as_at).years)


def _examined(
    folder: Path,
    catalogue: Catalogue,
    files: InputFiles,
    only: Collection[str] | None,
    tables: Callable[[Collection[str]], Collection[str]],
    progress: Callable[[str], None] | None,
    as_at: dt.date | None,
) -> ExaminedFolder:
    """Read and check a folder; ``tables`` are those of the return to read for the extracts without a file."""
    folder_listing(folder)
    catalogue = with_annex_a(files, folder, catalogue)
    mapping = read_mapping(files, folder, catalogue, every_table())
    here = mapping.applied(catalogue)
    found = find_returns(files, folder, here, as_at)
    wanted = frozenset(with_those_looked_at(catalogue.extracts, only)) - found.local
    if found.years:
        collected = _collected(found, tables(wanted), mapping, progress)
        supplied = _supplied(collected, here, wanted, as_at)
    else:
        collected, supplied = None, _no_return(found, here, mapping)
    gathered = gather(folder, catalogue, mapping, supplied, files, only=only, progress=progress, as_at=as_at)
    return ExaminedFolder(here, found, gathered, collected)


# What reads and derives from a return is imported where there is one.
def _collected(
    found: Found,
    tables: Collection[str],
    mapping: FolderMapping,
    progress: Callable[[str], None] | None,
) -> Collected:
    from cicscore.ssda903.years import collect

    return collect(found, tables, mapping, progress)


def _supplied(
    collected: Collected, catalogue: Catalogue, wanted: Collection[str], as_at: dt.date | None
) -> Supplied:
    from cicscore.ssda903.supply import supply

    return replace(
        supply(collected, catalogue, wanted, as_at),
        files=tuple(collected.read.values()),
        ends_on=last_day(collected.found.years[-1].year),
    )


def _no_return(found: Found, catalogue: Catalogue, mapping: FolderMapping) -> Supplied:
    """The faults of a folder without a return; if they give the reason, no file is requested by name."""
    nothing = not found.local and not found.recognised
    why = [UNREAD[one.name] for one in found.faults if nothing and one.name in UNREAD]
    missing = dict.fromkeys(catalogue.extracts, f"the folder holds no extract: {why[0]}") if why else {}
    return Supplied(missing=missing, faults=(*found.faults, *_choice_without_return(mapping)))


def _choice_without_return(mapping: FolderMapping) -> Iterator[Fault]:
    """The fault of a setting for codes of a return in a folder that has none."""
    if mapping.unknown_codes is OtherCodes.WARN:
        message = Message(
            "`unknown_codes: warn` is about the codes of a return, and the folder holds none: it changes"
            " nothing",
            "Remove it. To let unknown codes of an extract in, give the column `other_codes: warn` in the"
            " catalogue.",
        )
        yield fault("choice-without-return", Place(MAPPING_NAME, within="unknown_codes"), message)


def _tables_for(wanted: Collection[str]) -> frozenset[str]:
    """The tables from which the wanted extracts are derived."""
    from cicscore.ssda903.derive.supplies import SUPPLIES

    supplies = [SUPPLIES[name] for name in wanted if name in SUPPLIES]
    return frozenset(table for supply in supplies for table in (*supply.tables(), EPISODES))
