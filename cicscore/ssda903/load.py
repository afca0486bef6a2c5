"""Load a folder of returns, local extracts or both as the extracts of a run: this package's entry point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from cicscore.catalogue.definitions import Catalogue
from cicscore.extracts.load import Gathered, Supplied, folder_listing, gather, with_those_looked_at
from cicscore.extracts.load import load_extracts as load_from_files
from cicscore.extracts.mapping import read_mapping
from cicscore.ssda903.collection import EPISODES, every_table, last_day, titles
from cicscore.ssda903.derive.supplies import SUPPLIES
from cicscore.ssda903.find import UNREAD, Found, find_returns
from cicscore.ssda903.supply import supply
from cicscore.ssda903.years import Collected, collect
from cicscore.tables.table import Extracts


def load_extracts(
    folder: Path,
    catalogue: Catalogue,
    *,
    only: Collection[str] | None = None,
    skip_faulty_rows: bool = False,
    progress: Callable[[str], None] | None = None,
    as_at: dt.date | None = None,
) -> Extracts:
    """Read the catalogue's extracts from ``folder``, and derive missing ones from a return in it.

    An extract with its own file in the folder is read from that file. ``as_at`` gives the collection year of
    a return if its folder's name does not. In other respects as ``extracts.load.load_extracts``. With
    ``skip_faulty_rows``, an episode at fault leaves out all episodes of the same time in care: the others
    alone would mislead.
    """
    folder_listing(folder)
    mapping = read_mapping(folder, catalogue, every_table())
    here = mapping.applied(catalogue)
    found = find_returns(folder, here, as_at)
    if found.years:
        wanted = frozenset(with_those_looked_at(catalogue.extracts, only)) - found.local
        collected = collect(found, _tables_for(wanted), mapping, progress)
        supplied = _supplied(collected, here, wanted, as_at)
    else:
        supplied = _no_return(found, here)
    return load_from_files(
        folder,
        catalogue,
        only=only,
        skip_faulty_rows=skip_faulty_rows,
        progress=progress,
        supplied=supplied,
        as_at=as_at,
    )


def examine_folder(
    folder: Path, catalogue: Catalogue, as_at: dt.date | None, progress: Callable[[str], None] | None = None
) -> tuple[Gathered, Collected | None]:
    """Everything found in a folder, and in the return in it, if there is one.

    Every table of the return is read, even if nothing is derived from it; nothing is raised.
    """
    mapping = read_mapping(folder, catalogue, every_table())
    here = mapping.applied(catalogue)
    found = find_returns(folder, here, as_at)
    if not found.years:
        supplied = _no_return(found, here)
        return gather(folder, catalogue, supplied, progress=progress, as_at=as_at), None
    collected = collect(found, tuple(titles()), mapping, progress)
    wanted = frozenset(here.extracts) - found.local
    supplied = _supplied(collected, here, wanted, as_at)
    gathered = gather(folder, catalogue, supplied, progress=progress, as_at=as_at)
    return gathered, replace(collected, derived=tuple(supplied.rows))


def years_held(folder: Path, catalogue: Catalogue, as_at: dt.date) -> tuple[str, ...]:
    """The collection years of the returns in the folder, in order, up to that of ``as_at``."""
    here = read_mapping(folder, catalogue, every_table()).applied(catalogue)
    return tuple(one.year for one in find_returns(folder, here, as_at).years)


def _no_return(found: Found, catalogue: Catalogue) -> Supplied:
    """The faults of a folder without a return; if they give the reason, no file is requested by name."""
    nothing = not found.local and not found.recognised
    why = [UNREAD[one.name] for one in found.faults if nothing and one.name in UNREAD]
    missing = dict.fromkeys(catalogue.extracts, f"the folder holds no extract: {why[0]}") if why else {}
    return Supplied(missing=missing, faults=found.faults, tables=every_table())


def _supplied(
    collected: Collected, catalogue: Catalogue, wanted: Collection[str], as_at: dt.date | None
) -> Supplied:
    """What the return supplies, with its own files, whose dates are checked too."""
    supplied = supply(collected, catalogue, wanted, as_at)
    ends_on = last_day(collected.found.years[-1].year)
    return replace(supplied, files=tuple(collected.read.values()), ends_on=ends_on)


def _tables_for(wanted: Collection[str]) -> frozenset[str]:
    """The tables from which the wanted extracts are derived."""
    supplies = [SUPPLIES[name] for name in wanted if name in SUPPLIES]
    return frozenset(
        table for supply in supplies for table in (*supply.needs, *supply.columns_of.values(), EPISODES)
    )
