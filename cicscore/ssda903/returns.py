"""The return as the derivation reads it: its tables as records, and each child's periods of care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from cicscore.catalogue.document import Ssda903
from cicscore.ssda903.collection import EPISODES, HEADER
from cicscore.ssda903.episodes import Episode, Period, periods_of_care
from cicscore.tables.calendar import add_working_days

#: One row: its columns, with dates as ``date`` and what is missing as ``None``.
Record: TypeAlias = Mapping[str, Any]


#: Before every child: the first day covered where the whole history is at hand.
ALWAYS = dt.date(1900, 1, 1)


@dataclass(frozen=True)
class Coverage:
    """The first day from which on nothing is missing, in tables of a year and in those that may go back."""

    years: dt.date
    episodes: dt.date
    reviews: dt.date
    uasc: dt.date


def coverage(tables: Mapping[str, pd.DataFrame], years: dt.date) -> Coverage:
    """What the return covers, where its first collection year begins on the day ``years``.

    A year's return holds what was open in the year: episodes that ended before it are not in it. Where
    there are such episodes nevertheless, and each child's first one starts with S, so that no beginning is
    cut off, the case system has written the children's whole history; and so for reviews held, and UASC
    status ended, before the year.
    """
    if EPISODES not in tables or not _whole_history(tables[EPISODES], years):
        return Coverage(years, years, years, years)
    reviews = ALWAYS if _goes_back(tables, "reviews", "review", years) else years
    uasc = ALWAYS if _goes_back(tables, "uasc", "duc", years) else years
    return Coverage(years, ALWAYS, reviews, uasc)


def _whole_history(episodes: pd.DataFrame, years: dt.date) -> bool:
    if not (episodes["dec"] < np.datetime64(years)).any():
        return False
    firsts = episodes.sort_values("decom").drop_duplicates("child")
    return bool((firsts["rne"] == "S").all())


def _goes_back(tables: Mapping[str, pd.DataFrame], table: str, column: str, years: dt.date) -> bool:
    return table in tables and bool((tables[table][column] < np.datetime64(years)).any())


@dataclass(frozen=True)
class Return:
    """The merged tables of the return, without rows at fault.

    ``covers`` says from which day on; ``year`` is the last collection year, and ``choices`` the catalogue's.
    """

    tables: Mapping[str, pd.DataFrame]
    covers: Coverage
    year: str
    choices: Ssda903

    @cached_property
    def born(self) -> Mapping[str, dt.date]:
        """Each child's date of birth, as the Header has it."""
        return {row["child"]: row["dob"] for row in self.records(HEADER)}

    @cached_property
    def episodes(self) -> Mapping[str, tuple[Episode, ...]]:
        """Each child's episodes, in order."""
        return episodes_by_child(self.records(EPISODES))

    @cached_property
    def periods(self) -> Mapping[str, tuple[Period, ...]]:
        """Each child's periods of care, in order; children never in care but for short breaks have none."""
        return {
            child: periods
            for child, episodes in self.episodes.items()
            if (periods := periods_of_care(episodes, self.covers.episodes))
        }

    def records(self, table: str) -> list[Record]:
        """The rows of a table; none where the return lacks it."""
        return records(self.tables[table]) if table in self.tables else []

    def by_child(self, table: str, order: str) -> Mapping[str, list[Record]]:
        """The rows of a table for each child, in order of a date column."""
        found: dict[str, list[Record]] = {}
        for row in sorted(self.records(table), key=lambda row: row[order]):
            found.setdefault(row["child"], []).append(row)
        return found

    def period_on(self, child: str, day: dt.date) -> Period | None:
        """The period of care that covers the day; the last one included its last day."""
        return next((period for period in self.periods.get(child, ()) if period.covers(day)), None)


def records(frame: pd.DataFrame) -> list[Record]:
    """The rows as dictionaries, with dates as ``date`` and what is missing as ``None``."""
    columns = {str(name): _plain(frame[name]) for name in frame}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    values = column.to_numpy()
    if values.dtype.kind == "M":
        return list(values.astype("datetime64[D]").astype(object))
    missing = pd.isna(column).to_numpy()
    return [None if gone else value for value, gone in zip(values.tolist(), missing, strict=True)]


def episodes_by_child(rows: list[Record]) -> dict[str, tuple[Episode, ...]]:
    """Each child's episodes in order of their start."""
    found: dict[str, list[Episode]] = {}
    for row in sorted(rows, key=lambda row: row["decom"]):
        found.setdefault(row["child"], []).append(_episode(row))
    return {child: tuple(episodes) for child, episodes in found.items()}


def _episode(row: Record) -> Episode:
    return Episode(
        line=row["address"],
        started=row["decom"],
        new=row["rne"],
        legal_status=row["ls"],
        place=row["place"],
        provider=row["place_provider"],
        ended=row["dec"],
        reason=row["rec"],
        address=row.get("pl_post"),
    )


def birthday(born: dt.date, age: int) -> dt.date:
    """The day on which a person reaches an age: 1 March where 29 February is missing."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


@cache
def working_days_after(day: dt.date, count: int) -> dt.date:
    """The count-th working day after the day."""
    moved: dt.date = add_working_days(np.array([day], "datetime64[D]"), count)[0].item()
    return moved


def days(count: int) -> dt.timedelta:
    """That many days."""
    return dt.timedelta(days=count)
