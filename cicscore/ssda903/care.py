"""Every child's periods of care, stays and legal statuses, from its episodes, as the rules define them.

An episode is the time between two changes of legal status, placement or carer. Each rule names its source: a
validation rule of the return, or the definition of a national measure (NI 62, NI 63, LAIT), by number.

All children are looked at together: episodes stand in the order of their children and starts, so that the one
before an episode is the one above it, and a period, a stay or a status is a run of them.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property

import numpy as np
from msgspec import Struct

from cicscore.ssda903.episodes import (
    ADOPTIVE,
    CONTINUES,
    SHORT_BREAKS,
    TEMPORARY,
    UNKNOWN,
    UNTIL_2015,
)
from cicscore.ssda903.table import ReturnTable, is_one_of
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Mask, Texts, texts_of
from cicscore.tables.order import in_order
from cicscore.tables.pairs import stretched
from cicscore.tables.table import Positions

#: With these reasons for a new episode, the child has new carers.
_NEW_CARERS = ("S", "P", "B")
#: Reasons for a new episode with which the legal status is a new one too.
_NEW_STATUS = ("S", "L", "B", "U")
_NO_DAY = np.datetime64("NaT", "D")


class Runs(Struct, frozen=True, eq=False):
    """Episodes one after another that belong together: the position of the first and the last of each."""

    first: Positions
    last: Positions

    @classmethod
    def beginning(cls, begins: Mask) -> Runs:
        """The runs that begin at the marked episodes, the first of which is marked."""
        first = np.flatnonzero(begins)
        return cls(first, np.append(first[1:], len(begins))[: len(first)] - 1)

    def __len__(self) -> int:
        """The number of runs."""
        return len(self.first)

    def any(self, episodes: Mask) -> Mask:
        """Whether any episode of each run is marked."""
        before = np.append(0, np.cumsum(episodes))
        return np.asarray(before[self.last + 1] > before[self.first])

    def number(self, episodes: int) -> Positions:
        """The number of the run to which each of the episodes belongs."""
        begins = np.zeros(episodes, np.int64)
        begins[self.first[1:]] = 1
        return np.cumsum(begins)


class Care(Struct, frozen=True, eq=False, dict=True):
    """Every child's episodes in order, without series of short breaks, and its periods of care.

    LAIT, on every measure of children looked after: figures exclude children looked after under a series of
    short-term placements. ``rows`` are the episodes, ``ended`` is missing while one is open; ``starts_by`` is
    the last day on which an episode may have started, if the one before ended after it starts (see
    ``episodes.overlaps_in_days_only``). ``first_of_child``: no earlier episode of the child is in the return,
    not even of short breaks.
    """

    rows: ReturnTable
    ended: Days
    starts_by: Days
    first_of_child: Mask
    periods: Runs

    @classmethod
    def of(cls, table: ReturnTable) -> Care:
        """The periods of care of these episodes.

        An episode continues the previous one if that ended with X1 on the day this one starts (rules 388 and
        431 to 433), or later: the only overlapping episodes left at this stage overlap in days alone.
        """
        every = table.kept(_in_order(table))
        child = every.texts("child").codes
        first_of_child = np.append(True, child[1:] != child[:-1])[: len(every)]
        counted = ~is_one_of(every.texts("ls"), SHORT_BREAKS)
        rows, child = every.kept(counted), child[counted]
        started, ended = rows.days("decom"), rows.days("dec")
        goes_on = (
            (child[1:] == child[:-1])
            & is_one_of(rows.texts("rec"), (CONTINUES, UNKNOWN))[:-1]
            & (started[1:] <= ended[:-1])
        )
        overlaps = np.flatnonzero(goes_on & (started[1:] < ended[:-1]))
        starts_by = np.full(len(rows), _NO_DAY)
        starts_by[overlaps + 1] = ended[overlaps]
        cut = ended.copy()
        cut[overlaps] = started[overlaps + 1]
        periods = Runs.beginning(np.append(True, ~goes_on)[: len(rows)])
        return cls(rows, cut, starts_by, first_of_child[counted], periods)

    @cached_property
    def started(self) -> Days:
        """The day on which each period began, or the first that the return records."""
        began: Days = self.rows.days("decom")[self.periods.first]
        return began

    @cached_property
    def left(self) -> Days:
        """The day on which each period ended; missing while it is open."""
        ended: Days = self.ended[self.periods.last]
        return ended

    def starts_known(self, covers_from: dt.date) -> Mask:
        """Whether each period began on the day given, and not on that day or before.

        It did if its first episode starts with S, if the return has an earlier episode of the child, or if
        it falls within the time covered: episodes that ended before ``covers_from`` are not in the return.
        """
        with_s = is_one_of(self.rows.texts("rne"), ("S",)) | ~self.first_of_child
        return np.asarray(with_s[self.periods.first] | (self.started >= np.datetime64(covers_from)))

    @cached_property
    def of_period(self) -> Positions:
        """The number of each episode's period."""
        return self.periods.number(len(self.rows))

    @cached_property
    def unknown_status(self) -> Mask:
        """Whether each period has an unknown legal status: perhaps it was a short break."""
        return self.periods.any(is_one_of(self.rows.texts("ls"), (UNKNOWN,)))

    @cached_property
    def in_doubt(self) -> Mask:
        """Whether an unknown code makes it uncertain whether each period was care, or for how long."""
        reason = is_one_of(self.rows.texts("rec"), (UNKNOWN,))
        reason[self.periods.last] = False
        return self.unknown_status | self.periods.any(reason)

    @cached_property
    def reason(self) -> Texts:
        """Why the child left care; missing if a series of short breaks followed, or the period is open."""
        reason = self.rows.texts("rec")
        last = self.periods.last
        none = is_one_of(reason, (CONTINUES,))[last] | np.isnat(self.left)
        return Texts(reason.distinct, np.where(none, -1, reason.codes[last]))

    @cached_property
    def need(self) -> Texts:
        """The category of need; validation rule 504 lets it change only with a new period of care."""
        need = self.optional("cin")
        latest = np.maximum.accumulate(np.where(need.codes >= 0, np.arange(len(need.codes)), -1))[
            self.periods.last
        ]
        within = latest >= self.periods.first
        return Texts(need.distinct, np.where(within, need.codes[latest], -1))

    def optional(self, name: str) -> Texts:
        """A column of the episodes, all blank where no year has it."""
        return self.rows.texts(name) if name in self.rows.columns else texts_of([None] * len(self.rows))


def _in_order(table: ReturnTable) -> Positions:
    """The rows by child and start, the child first whose first episode started first."""
    child, started = table.texts("child").codes, table.days("decom")
    by_start = in_order(started)
    children, first = np.unique(child[by_start], return_index=True)
    place = np.zeros(len(table.texts("child").distinct), np.int64)
    place[children] = first
    return in_order(place[child], started)


class Spells(Struct, frozen=True, eq=False):
    """Times within periods of care, each a run of episodes, in order and without gaps.

    ``period`` is the number of the period. If ``start_known`` is false, a spell began on or before the day
    given. ``starts_by`` and ``ends_by`` are the last days on which it may have started and ended, if two
    episodes disagree. ``moved``: another spell of the same period follows.
    """

    runs: Runs
    period: Positions
    start_known: Mask
    started: Days
    starts_by: Days
    ended: Days
    ends_by: Days
    moved: Mask


def _spells(care: Care, runs: Runs, begins_so: Mask, start_known: Mask) -> Spells:
    """The spells of these runs; ``begins_so`` marks the episodes with which what they show began."""
    period = care.of_period[runs.first]
    first_of_period = runs.first == care.periods.first[period]
    first_spell = np.append(True, period[1:] != period[:-1])[: len(runs)]
    moved = np.append(~first_spell[1:], False)[: len(runs)]
    started, starts_by = care.rows.days("decom")[runs.first], care.starts_by[runs.first]
    following, following_by = np.append(started[1:], _NO_DAY), np.append(starts_by[1:], _NO_DAY)
    return Spells(
        runs,
        period,
        start_known[period] | ~first_spell | (first_of_period & begins_so[runs.first]),
        started,
        starts_by,
        np.where(moved, following[: len(runs)], care.left[period]),
        np.where(moved, following_by[: len(runs)], _NO_DAY),
        moved,
    )


def stays(care: Care, start_known: Mask, *, count_temporary: bool = False) -> Spells:
    """The stays with the same carers.

    A new stay begins with new carers (RNE S, P, B); a change of legal status only, or of placement with the
    same carers (L, T, U), continues it. Placement for adoption begins a stay even with the same carers (A3,
    A5), because timeliness is measured from that day; NI 62 does not count it as a change, and NI 63 adds the
    previous stay to it. Unless ``count_temporary``, a temporary placement (T0 to T4) and the return from it,
    recorded with P under rule 383, are not moves.
    """
    place, new = care.rows.texts("place"), is_one_of(care.rows.texts("rne"), _NEW_CARERS)
    temporary = is_one_of(place, TEMPORARY)
    counted = np.flatnonzero(~temporary | count_temporary)
    here, before = counted[1:], counted[:-1]
    adoptive = is_one_of(place, ADOPTIVE)
    away = here - before > 1
    moves = (adoptive[here] & ~adoptive[before]) | np.where(away, ~_same_home(care, here, before), new[here])
    again = care.of_period[here] != care.of_period[before]
    among = Runs.beginning(np.append(True, again | moves)[: len(counted)])
    # After a temporary placement the child may have returned to an earlier stay.
    return _spells(care, Runs(counted[among.first], counted[among.last]), new, start_known)


def _same_home(care: Care, here: Positions, before: Positions) -> Mask:
    """Whether the child lives in the same home in two episodes (rule 383: same PLACE and PL_POST).

    Until March 2015 a foster home was Q1 or Q2; since then it has been U1 to U3 or U4 to U6.
    """
    place, address = care.rows.texts("place"), care.optional("pl_post")
    number = {word: code for code, word in enumerate(place.words)}
    former = np.array([number.get(UNTIL_2015.get(word, ""), -2) for word in place.words], np.int64)
    one, other = place.codes[here], place.codes[before]
    same = (one == other) | (one == former[other]) | (other == former[one])
    return np.asarray(same & (address.codes[here] == address.codes[before]))


def stays_in_doubt(care: Care, found: Spells) -> Mask:
    """The stays whose beginning or end is uncertain because of an unknown code.

    A placement of unknown type may be temporary, which is not a stay, or adoptive, which begins one; the
    uncertainty extends to the nearest known placements before and after it.
    """
    doubtful = care.in_doubt[found.period]
    place, new = care.rows.texts("place"), care.rows.texts("rne")
    odd = is_one_of(place, (UNKNOWN,)) | is_one_of(new, (UNKNOWN,))
    episodes, settled = np.flatnonzero(odd), np.flatnonzero(~odd & ~is_one_of(place, TEMPORARY))
    if not len(episodes):
        return doubtful
    period, started = care.of_period[episodes], care.rows.days("decom")
    at = np.searchsorted(settled, episodes)
    before, after = np.append(settled, -1)[at - 1], np.append(settled, len(odd))[at]
    from_start, to_end = before < care.periods.first[period], after > care.periods.last[period]
    counts = np.bincount(found.period, minlength=len(care.periods))
    unknown, stay = stretched((np.cumsum(counts) - counts)[period], counts[period])
    begins_in = to_end[unknown] | (found.started[stay] <= np.append(started, _NO_DAY)[after][unknown])
    ends_in = from_start[unknown] | ~(found.ended[stay] <= np.append(started, _NO_DAY)[before][unknown])
    doubtful[stay[begins_in & ends_in]] = True
    return doubtful


def legal_statuses(care: Care, start_known: Mask) -> Spells:
    """The times under one legal status."""
    status, period = care.rows.texts("ls").codes, care.of_period
    begins = np.append(True, (status[1:] != status[:-1]) | (period[1:] != period[:-1]))[: len(period)]
    of_status = is_one_of(care.rows.texts("rne"), _NEW_STATUS)
    return _spells(care, Runs.beginning(begins), of_status, start_known)
