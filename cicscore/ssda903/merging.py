"""Several years' returns as one, by a declared rule.

The rule: a row is the same in two years where its key is (for an episode, the child and the day it
started), and the later year's row counts. An episode that an earlier year's return leaves open has to be
in the next year's; where it is not, the next year's return has corrected it, and it is left out. Nothing
else is repaired: what then overlaps is a fault, as it is within one return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import pandas as pd

from cicscore.extracts.reading import Rows
from cicscore.ssda903.collection import EPISODES, HEADER

#: Lines of one file are numbered below this; an address is the file's number times this, plus the line.
LINES_OF_A_FILE = 10_000_000

#: The tables that describe a year: a child has one row in each year's.
_YEARLY = ("oc2", "oc3")


class Repair(Enum):
    """What merging did with a row."""

    REPEATED = "the same row is in a later year's return, which counts"
    CLOSED = "the episode is open here and ended in a later year's return, which counts"
    CORRECTED = "a later year's return has the row with other values, which count"
    SUPERSEDED = "the episode is open here and not in the next year's return, so it is left out"


@dataclass(frozen=True)
class Repaired:
    """One row that merging left out. ``address`` says where it stands."""

    repair: Repair
    table: str
    address: int
    child: str


@dataclass(frozen=True)
class Year:
    """The sound rows of one collection year's return, by table, and the number of each one's file."""

    year: str
    tables: Mapping[str, Rows]
    files: Mapping[str, int]


@dataclass(frozen=True)
class Merged:
    """One table of all years: its rows, with their ``address`` and collection ``year``."""

    frame: pd.DataFrame
    repaired: tuple[Repaired, ...] = ()


def merge(years: Sequence[Year]) -> dict[str, Merged]:
    """Each table of the returns, in the order of their years, merged by the rule."""
    names = dict.fromkeys(name for year in years for name in year.tables)
    return {name: _merge_table(name, [year for year in years if name in year.tables]) for name in names}


def _merge_table(name: str, years: Sequence[Year]) -> Merged:
    frames = [_addressed(year, name) for year in years]
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    if len(frames) == 1 or name in _YEARLY:
        return Merged(whole)
    key = list(years[0].tables[name].extract.key)
    later = ~whole.duplicated(key, keep="last").to_numpy()
    repaired = [] if name == HEADER else _replaced(name, whole, key, later)
    if name == EPISODES:
        open_then = whole["dec"].isna().to_numpy() & (whole["year"] < years[-1].year).to_numpy()
        superseded = later & open_then
        repaired += [_repaired(Repair.SUPERSEDED, name, row) for row in _rows(whole[superseded])]
        later &= ~superseded
    return Merged(whole[later].reset_index(drop=True), tuple(repaired))


def _addressed(year: Year, name: str) -> pd.DataFrame:
    rows = year.tables[name]
    # Texts as plain objects, so that the categories of several years need not agree.
    frame = pd.DataFrame({column: _plain(rows.frame[column]) for column in rows.frame})
    frame["address"] = year.files[name] * LINES_OF_A_FILE + rows.lines
    frame["year"] = year.year
    return frame


def _plain(column: pd.Series) -> pd.Series:
    return column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column


def _replaced(name: str, whole: pd.DataFrame, key: list[str], later: np.ndarray) -> list[Repaired]:
    """The rows that another of the same key replaces, and in which respect."""
    latest = {tuple(row[part] for part in key): row for row in _rows(whole[later])}
    return [
        _repaired(_kind(row, latest[tuple(row[part] for part in key)]), name, row)
        for row in _rows(whole[~later])
    ]


def _kind(row: dict[str, object], later: dict[str, object]) -> Repair:
    differing = [
        column
        for column, value in later.items()
        if column not in ("address", "year") and not _same(row.get(column), value)
    ]
    if not differing:
        return Repair.REPEATED
    closing = {"dec", "rec", "reason_place_change"}
    if pd.isna(row.get("dec", 0)) and "dec" in differing and closing.issuperset(differing):  # type: ignore[call-overload]
        return Repair.CLOSED
    return Repair.CORRECTED


def _same(one: object, other: object) -> bool:
    return (pd.isna(one) and pd.isna(other)) or one == other  # type: ignore[call-overload]


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    return frame.to_dict("records")  # type: ignore[return-value]  # the columns' names are text


def _repaired(repair: Repair, name: str, row: Mapping[str, object]) -> Repaired:
    return Repaired(repair, name, int(str(row["address"])), str(row["child"]))
