"""Merge the years of a return by a declared rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum

import numpy as np
from msgspec import Struct

from cicscore.extracts.faults import Origin
from cicscore.extracts.read import Rows
from cicscore.ssda903.collection import EPISODES, HEADER
from cicscore.ssda903.table import ReturnTable, differing, one_after_another
from cicscore.tables.columns import has_value, row_numbers
from cicscore.tables.table import Positions

#: The tables that describe a year: a child has one row in each year's.
_YEARLY = ("oc2", "oc3")


class Repair(Enum):
    """Why merging left a row out."""

    REPEATED = "the same row is in a later year's return, which counts"
    CLOSED = "the episode is open here and ended in a later year's return, which counts"
    CORRECTED = "a later year's return has the row with other values, which count"
    SUPERSEDED = "the episode is open here and not in the next year's return, so it is left out"


class Repaired(Struct, frozen=True):
    """One row that merging left out."""

    repair: Repair
    table: str
    origin: Origin
    child: str


class Year(Struct, frozen=True):
    """The sound rows of one collection year's return, by table, and the number of each table's file."""

    year: str
    tables: Mapping[str, Rows]
    files: Mapping[str, int]


class Merged(Struct, frozen=True):
    """One table of all years, and the rows of it that merging left out."""

    table: ReturnTable
    repaired: tuple[Repaired, ...] = ()


def merge(years: Sequence[Year]) -> dict[str, Merged]:
    """Each table of the returns, in the order of their years, merged by the rule."""
    names = dict.fromkeys(name for year in years for name in year.tables)
    return {name: _merge_table(name, [year for year in years if name in year.tables]) for name in names}


def _merge_table(name: str, years: Sequence[Year]) -> Merged:
    extracts = [year.tables[name].extract for year in years]
    whole = one_after_another(
        [ReturnTable.of(year.tables[name], year.files[name], year.year) for year in years],
        [extract.columns for extract in extracts],
    )
    if len(years) == 1 or name in _YEARLY:
        return Merged(whole)
    latest = _latest(whole, extracts[0].key)
    later = latest == np.arange(len(whole))
    repaired = [] if name == HEADER else _replaced(name, whole, np.flatnonzero(~later), latest[~later])
    if name == EPISODES:
        superseded = later & ~has_value(whole.columns["dec"]) & (whole.years < years[-1].year)
        repaired += _repaired(name, whole.kept(superseded), [Repair.SUPERSEDED] * int(superseded.sum()))
        later &= ~superseded
    return Merged(whole.kept(later), tuple(repaired))


def _latest(whole: ReturnTable, key: Collection[str]) -> Positions:
    """For each row, the position of the last one with the same key."""
    _, which = np.unique(row_numbers(whole.columns[part] for part in key), return_inverse=True)
    last = np.zeros(len(whole), np.int64)
    last[which] = np.arange(len(whole))  # the last of several that are written to one place remains
    found: Positions = last[which]
    return found


def _replaced(name: str, whole: ReturnTable, rows: Positions, latest: Positions) -> list[Repaired]:
    """The rows replaced by a later one with the same key, and why."""
    differ = {column: differing(cells, rows, latest) for column, cells in whole.columns.items()}
    any_differs = np.logical_or.reduce(list(differ.values()))
    closing = ("dec", "rec", "reason_place_change")
    others = [differs for column, differs in differ.items() if column not in closing]
    closed = ~np.logical_or.reduce(others)
    if "dec" in differ:
        closed &= differ["dec"] & ~has_value(whole.columns["dec"])[rows]
    else:
        closed[:] = False
    why = np.where(any_differs, np.where(closed, 1, 2), 0)
    kinds = (Repair.REPEATED, Repair.CLOSED, Repair.CORRECTED)
    return _repaired(name, whole.kept(rows), [kinds[one] for one in why.tolist()])


def _repaired(name: str, table: ReturnTable, why: Sequence[Repair]) -> list[Repaired]:
    children = (str(child) for child in table.texts("child").cells())
    return [
        Repaired(repair, name, origin, child)
        for repair, origin, child in zip(why, table.origins(), children, strict=True)
    ]
