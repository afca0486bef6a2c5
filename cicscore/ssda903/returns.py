"""The return as used for deriving extracts: its tables, its children, and their periods of care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from itertools import islice

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.model import Ssda903
from cicscore.ssda903.care import Care
from cicscore.ssda903.collection import EPISODES, HEADER, titles
from cicscore.ssda903.episodes import CarePeriod, Episode
from cicscore.ssda903.table import Places, ReturnTable, codes_among, positions_of
from cicscore.ssda903.unrecorded import Cells, Derived, Reasons, exact
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Column, Mask, Texts, first_and_last, joined, texts_of
from cicscore.tables.order import in_order
from cicscore.tables.table import Positions, RecordingLimit
from cicscore.text import date_text
from cicscore.vocabulary import Status

#: A day before any child was born: the first day covered if the whole history is available.
ALWAYS = dt.date(1900, 1, 1)

#: Represents any child of whom the return may have no record.
ANYBODY = "\0"

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
    care, reviews = Care.of(tables[EPISODES]), tables["reviews"]
    by_then = care.started + np.timedelta64(_REVIEWED_BY_THEN)
    stayed = (by_then < np.datetime64(begins)) & ~(care.left <= by_then)
    child = care.rows.texts("child")
    reviewed = np.sort(_numbered(codes_among(reviews.texts("child"), child), reviews.days("review")))
    of_period = child.codes[care.periods.first].astype(np.int64)
    until = np.searchsorted(reviewed, _numbered(of_period, by_then), side="right")
    was = until > np.searchsorted(reviewed, _numbered(of_period, care.started))
    began = care.started.astype("datetime64[M]").astype(np.int64)[stayed]
    years, which = np.unique((began - 3) // 12, return_inverse=True)
    without = years[2 * np.bincount(which, was[stayed]) <= np.bincount(which)]
    return dt.date(1970 + int(without.max()) + 1, 4, 1) if len(without) else ALWAYS


def _numbered(child: Positions, day: Days) -> Positions:
    """One number for a child and a day, in the order of children, then days."""
    return (child << 32) + day.astype("datetime64[D]").astype(np.int64)


#: More than the number of any day.
_NEVER = 1 << 30


class Return(Struct, frozen=True, dict=True):
    """The merged tables of the return, without rows at fault.

    ``since`` gives the day from which each table is complete, ``begins`` the first day of the return itself;
    ``year`` is the last collection year, and ``choices`` are the catalogue's settings. Children are given by
    their position in ``children``. ``reasons`` are those met so far, each with its number, counted from 1.
    """

    tables: Mapping[str, ReturnTable]
    since: Mapping[str, dt.date]
    begins: dt.date
    year: str
    choices: Ssda903
    reasons: dict[RecordingLimit, int] = field(default_factory=dict)

    def why(self, limit: RecordingLimit) -> int:
        """The number of a reason."""
        return self.reasons.setdefault(limit, len(self.reasons) + 1)

    def before(self, table: str) -> int:
        """The reason to withhold a figure that depends on the time before the table is complete."""
        day = self.since[table]
        if day == self.begins:
            reason = f"what was before {date_text(day)}, where the return begins"
        else:
            reason = f"what {titles()[table]} holds of the time before {date_text(day)}, where its rows begin"
        return self.why(
            RecordingLimit(
                Status.INSUFFICIENT_HISTORY, f"it depends on {reason}; add the returns of earlier years"
            )
        )

    @cached_property
    def children(self) -> Texts:
        """Every child of the Header, and at the end ``ANYBODY``."""
        if HEADER in self.tables:
            known: Column = self.tables[HEADER].texts("child")
        else:
            known = texts_of(sorted({child or "" for child in self.tables[EPISODES].texts("child").cells()}))
        whole = joined(known, texts_of([ANYBODY]))
        assert isinstance(whole, Texts)  # noqa: S101 - of texts
        return whole

    @cached_property
    def born(self) -> Days:
        """Each child's date of birth; that of anybody is the first day there is."""
        return np.append(self.tables[HEADER].days("dob"), np.datetime64(ALWAYS))

    @property
    def people(self) -> Positions:
        """Every child whom a row may be about; unrecorded children count as one."""
        return np.arange(len(self.born) - (self.since[EPISODES] <= ALWAYS))

    def child(self, table: str) -> Positions:
        """The child of each row of a table."""
        return positions_of(self.tables[table].texts("child"), self.children)

    @cached_property
    def care(self) -> Care:
        """The periods of care of all children; those with short breaks only have none."""
        return Care.of(self.tables[EPISODES])

    @cached_property
    def starts_known(self) -> Mask:
        """Whether the first day of each period of care is known."""
        return self.care.starts_known(self.since[EPISODES])

    @cached_property
    def child_of_period(self) -> Positions:
        """The child of each period of care."""
        return positions_of(self.care.rows.texts("child"), self.children)[self.care.periods.first]

    @cached_property
    def first_period(self) -> Positions:
        """The number of each child's first period of care; -1 where it has none."""
        first = np.full(len(self.children.codes), -1, np.int64)
        # The last of several that are written to one place remains.
        first[self.child_of_period[::-1]] = np.arange(len(self.child_of_period))[::-1]
        return first

    def period_on(self, child: Positions, day: Days) -> Positions:
        """The first period of care that covers each child's day, the last included; -1 where none does."""
        order = in_order(self.child_of_period, self.care.started)
        children, started, ended = (
            self.child_of_period[order],
            self.care.started[order],
            self.care.left[order],
        )
        last = np.where(np.isnat(ended), _NEVER, ended.astype(np.int64))
        at = np.searchsorted((children << 32) + last, _numbered(child, day))
        found = np.append(order, -1)[at]
        same = np.append(children, -1)[at] == child
        return np.where(same & (np.append(started, np.datetime64("NaT"))[at] <= day), found, -1)

    def objects(self, periods: Positions) -> list[CarePeriod]:
        """These periods of care, numbered in order, for what is done with few of them."""
        care = self.care
        firsts, lasts = care.periods.first[periods].tolist(), care.periods.last[periods].tolist()
        which = np.isin(care.of_period, periods)
        rows = replace(care.rows, columns={**care.rows.columns, "dec": care.ended}).kept(which).records()
        episodes = iter([Episode.of(row) for row in rows])
        return [
            CarePeriod(tuple(islice(episodes, last + 1 - first)), start_known=known)
            for first, last, known in zip(firsts, lasts, self.starts_known[periods].tolist(), strict=True)
        ]

    def own(self, of: ReturnTable, child: Positions, /, **cells: Column | Cells) -> Derived:
        """Rows about these children that come from rows of the return."""
        return self.lacking(child, np.zeros(len(child), np.int8), of.places, **cells)

    def lacking(
        self, child: Positions, why: Reasons, places: Places | None = None, /, **cells: Column | Cells
    ) -> Derived:
        """Rows about these children that the return may lack, for the reasons ``why``.

        ``places`` are those of the rows of the return that tell of them, if any.
        """
        files, lines = places or Places(np.full(len(child), -1), np.zeros(len(child), np.int64))
        ids = Texts(self.children.distinct, self.children.codes[child])
        whole = {
            name: column if isinstance(column, Cells) else exact(column) for name, column in cells.items()
        }
        return Derived({"child_id": exact(ids), **whole}, files, lines, why)
