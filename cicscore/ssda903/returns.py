"""The return as used for deriving extracts: its tables as records, and each child's periods of care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

import numpy as np
from msgspec import Struct, field

from cicscore.catalogue.model import Ssda903
from cicscore.ssda903.collection import EPISODES, HEADER, last_day, titles, year_of
from cicscore.ssda903.episodes import CarePeriod, Episode, periods_of_care
from cicscore.ssda903.table import Record, ReturnTable
from cicscore.tables.calendar import Days, add_working_days
from cicscore.tables.columns import first_and_last
from cicscore.tables.order import in_order
from cicscore.tables.table import RecordingLimit
from cicscore.text import date_text
from cicscore.vocabulary import Status

#: A day before any child was born: the first day covered if the whole history is available.
ALWAYS = dt.date(1900, 1, 1)


#: Far more days than the 20 working days within which a child's first review is due.
_REVIEWED_BY_THEN = 183


def complete_since(tables: Mapping[str, ReturnTable], begins: Mapping[str, dt.date]) -> Mapping[str, dt.date]:
    """The first day from which each table is complete; ``begins`` holds the first days of their first years.

    A year's return holds what was open in the year, so episodes that ended earlier are normally absent. If it
    does have such episodes, and each child's first one starts with S, so that no beginning is cut off, the
    case system has exported the children's whole history. The other tables are then complete as far back as
    they show: the UASC and adoption tables wholly, if a row of theirs ended earlier; reviews since the first
    or, if later, since the last year in which half the children or more had none within six months.
    """
    since = dict(begins)
    if EPISODES not in tables or not _whole_history(tables[EPISODES], begins[EPISODES]):
        return since
    since[EPISODES] = ALWAYS
    for table, column in (("uasc", "duc"), ("placed_for_adoption", "date_placed_ceased")):
        if table in tables and (tables[table].days(column) < np.datetime64(begins[table])).any():
            since[table] = ALWAYS
    first = first_and_last(tables["reviews"].days("review"))[0] if "reviews" in tables else None
    if first is not None and first < begins["reviews"]:
        since["reviews"] = max(first, _reviewed_since(tables, begins["reviews"]))
    return since


def _whole_history(episodes: ReturnTable, begins: dt.date) -> bool:
    if not (episodes.days("dec") < np.datetime64(begins)).any():
        return False
    child = episodes.texts("child").codes
    order = in_order(episodes.days("decom"))
    firsts = episodes.kept(order[np.unique(child[order], return_index=True)[1]])
    return set(firsts.texts("rne").cells()) == {"S"}


def _reviewed_since(tables: Mapping[str, ReturnTable], begins: dt.date) -> dt.date:
    """The day after the last year in which half of those who started to be looked after went unreviewed.

    A single row may be older than the rest of the export; the children of the years between then have none.
    """
    held: dict[str, list[dt.date]] = {}
    for row in tables["reviews"].records():
        held.setdefault(row["child"], []).append(row["review"])
    reviewed: dict[str, list[bool]] = {}
    for child, episodes in episodes_by_child(tables[EPISODES].records()).items():
        for period in periods_of_care(episodes, ALWAYS):
            by_then = period.started + days(_REVIEWED_BY_THEN)
            if by_then < begins and (period.ended is None or period.ended > by_then):
                was = any(period.started <= day <= by_then for day in held.get(child, ()))
                reviewed.setdefault(year_of(period.started), []).append(was)
    without = [year for year, found in reviewed.items() if 2 * sum(found) <= len(found)]
    return last_day(max(without)) + days(1) if without else ALWAYS


class Return(Struct, frozen=True, dict=True):
    """The merged tables of the return, without rows at fault.

    ``since`` gives the day from which each table is complete, ``begins`` the first day of the return itself;
    ``year`` is the last collection year, and ``choices`` are the catalogue's settings.
    """

    tables: Mapping[str, ReturnTable]
    since: Mapping[str, dt.date]
    begins: dt.date
    year: str
    choices: Ssda903
    _records: dict[str, tuple[Record, ...]] = field(default_factory=dict)

    def before(self, table: str) -> RecordingLimit:
        """The reason to withhold a figure that depends on the time before the table is complete."""
        day = self.since[table]
        if day == self.begins:
            reason = f"what was before {date_text(day)}, where the return begins"
        else:
            reason = f"what {titles()[table]} holds of the time before {date_text(day)}, where its rows begin"
        return RecordingLimit(
            Status.INSUFFICIENT_HISTORY, f"it depends on {reason}; add the returns of earlier years"
        )

    @cached_property
    def born(self) -> Mapping[str, dt.date]:
        """Each child's date of birth, from the Header."""
        return {row["child"]: row["dob"] for row in self.records(HEADER)}

    @cached_property
    def episodes(self) -> Mapping[str, tuple[Episode, ...]]:
        """Each child's episodes, in order."""
        return episodes_by_child(self.records(EPISODES))

    @cached_property
    def periods(self) -> Mapping[str, tuple[CarePeriod, ...]]:
        """Each child's periods of care, in order; children with short breaks only have none."""
        return {
            child: periods
            for child, episodes in self.episodes.items()
            if (periods := periods_of_care(episodes, self.since[EPISODES]))
        }

    def records(self, table: str) -> tuple[Record, ...]:
        """The rows of a table, which are shared and never changed; none if the return lacks it."""
        if table not in self._records:
            self._records[table] = tuple(self.tables[table].records()) if table in self.tables else ()
        return self._records[table]

    def by_child(self, table: str, order: str) -> Mapping[str, list[Record]]:
        """The rows of a table for each child, ordered by a date column."""
        found: dict[str, list[Record]] = {}
        for row in sorted(self.records(table), key=lambda row: row[order]):
            found.setdefault(row["child"], []).append(row)
        return found

    def period_on(self, child: str, day: dt.date) -> CarePeriod | None:
        """The first period of care that covers the day, including its last day; ``None`` if there is none."""
        return next((period for period in self.periods.get(child, ()) if period.covers(day)), None)


def episodes_by_child(rows: Iterable[Record]) -> dict[str, tuple[Episode, ...]]:
    """Each child's episodes in order of their start."""
    found: dict[str, list[Episode]] = {}
    for row in sorted(rows, key=lambda row: row["decom"]):
        found.setdefault(row["child"], []).append(_episode(row))
    return {child: tuple(episodes) for child, episodes in found.items()}


def _episode(row: Record) -> Episode:
    return Episode(
        origin=row["origin"],
        started=row["decom"],
        new=row["rne"],
        legal_status=row["ls"],
        place=row["place"],
        provider=row["place_provider"],
        ended=row["dec"],
        reason=row["rec"],
        address=row.get("pl_post"),
        need=row.get("cin"),
        change_reason=row.get("reason_place_change"),
    )


def birthday(born: dt.date, age: int) -> dt.date:
    """The day on which a person reaches an age; 1 March if born on 29 February and the year has none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


def birthdays(born: Days, age: int) -> Days:
    """``birthday`` of many persons; a missing day stays missing."""
    month = born.astype("datetime64[M]")
    years_later = (month + np.timedelta64(12 * age, "M")).astype("datetime64[D]")
    reached: Days = years_later + (born - month.astype("datetime64[D]"))
    return reached


@cache
def working_days_after(day: dt.date, count: int) -> dt.date:
    """The count-th working day after the day."""
    moved: dt.date = add_working_days(np.array([day], "datetime64[D]"), count)[0].item()
    return moved


def days(count: int) -> dt.timedelta:
    """That many days."""
    return dt.timedelta(days=count)
