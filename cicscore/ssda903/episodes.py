"""Derive periods of care, stays and legal statuses from a child's episodes, as the rules define them.

An episode is the time between two changes of legal status, placement or carer. Each rule names its source: a
validation rule of the return, or the definition of a national measure (NI 62, NI 63, LAIT), by number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cicscore.extracts.faults import Origin

#: Series of short breaks; V1 is an older code.
SHORT_BREAKS = frozenset({"V1", "V3", "V4"})
TEMPORARY = frozenset({"T0", "T1", "T2", "T3", "T4"})
ADOPTIVE = frozenset({"A3", "A4", "A5", "A6"})
ADOPTED = frozenset({"E1", "E11", "E12"})
#: Authority from a court to place for adoption.
COURT_AUTHORITY = frozenset({"E1", "D1"})
#: The reason given for an episode that another follows.
CONTINUES = "X1"
#: Replaces a code in no list, if the mapping file lets such codes in: it may mean anything.
UNKNOWN = "a code in no list"
_UNTIL_2015 = {"U1": "Q1", "U2": "Q1", "U3": "Q1", "U4": "Q2", "U5": "Q2", "U6": "Q2"}
_NEW_CARERS = frozenset({"S", "P", "B"})


class Episode(Struct, frozen=True):
    """One row of Episodes. ``ended`` is ``None`` while it is open.

    ``need`` is the category of need, ``change_reason`` why the placement changed when the episode ended.

    ``starts_by`` is the last day on which it may have started, if the previous episode ended after this one
    starts (see ``overlaps_in_days_only``).
    """

    origin: Origin
    started: dt.date
    new: str
    legal_status: str
    place: str
    provider: str | None
    ended: dt.date | None
    reason: str | None
    address: str | None = None
    starts_by: dt.date | None = None
    need: str | None = None
    change_reason: str | None = None

    def at_home_of(self, other: Episode) -> bool:
        """Whether the child lives in the same home as in another episode (rule 383: same PLACE and PL_POST).

        Until March 2015 a foster home was Q1 or Q2; since then it has been U1 to U3 or U4 to U6.
        """
        same_place = self.place == other.place or self.place == _UNTIL_2015.get(other.place)
        return (same_place or other.place == _UNTIL_2015.get(self.place)) and self.address == other.address


class CarePeriod(Struct, frozen=True):
    """A period of care. If ``start_known`` is false, it began on or before the day given."""

    episodes: tuple[Episode, ...]
    start_known: bool

    @property
    def doubt(self) -> str | None:
        """The column whose unknown code makes it uncertain whether this was care, or for how long, if any."""
        if any(episode.legal_status == UNKNOWN for episode in self.episodes):
            return "ls"  # perhaps a short break
        return "rec" if any(episode.reason == UNKNOWN for episode in self.episodes[:-1]) else None

    @property
    def started(self) -> dt.date:
        """The first day, or the first that the return records."""
        return self.episodes[0].started

    @property
    def ended(self) -> dt.date | None:
        """The day the child left care, if it has."""
        return self.episodes[-1].ended

    @property
    def need(self) -> str | None:
        """The category of need; validation rule 504 lets it change only with a new period of care."""
        return next((episode.need for episode in reversed(self.episodes) if episode.need is not None), None)

    @property
    def reason(self) -> str | None:
        """Why the child left care; ``None`` if a series of short breaks followed, or the period is open."""
        reason = self.episodes[-1].reason
        return None if reason == CONTINUES or self.ended is None else reason

    def covers(self, day: dt.date) -> bool:
        """Whether the child is in care on the day, including the last day."""
        return self.started <= day and (self.ended is None or day <= self.ended)


class Stay(Struct, frozen=True):
    """A stay with the same carers. If ``start_known`` is false, it began on or before the day given.

    ``starts_by`` and ``ends_by`` are the last days on which it may have started and ended, if two episodes
    disagree.
    """

    origin: Origin
    started: dt.date
    start_known: bool
    ended: dt.date | None
    place: str
    provider: str | None
    starts_by: dt.date | None
    ends_by: dt.date | None
    change_reason: str | None = None


class LegalStatus(Struct, frozen=True):
    """The time under one legal status; ``starts_by`` and ``ends_by`` as for a stay."""

    origin: Origin
    started: dt.date
    ended: dt.date | None
    code: str
    starts_by: dt.date | None
    ends_by: dt.date | None


def overlaps_in_days_only(before: Episode, episode: Episode, after: Episode | None) -> bool:
    """Whether the only uncertainty about two overlapping episodes is the day of the change between them.

    Both show that the child stayed in care, and the second outlasts the first, so outside the overlap only
    one episode applies on any day. Changes by which adoption is timed are excluded.
    """
    return (
        before.ended is not None
        and before.started < episode.started < before.ended
        and (episode.ended is None or before.ended < episode.ended)
        and (after is None or before.ended <= after.started)
        and before.reason == CONTINUES
        and episode.new != "S"
        and not {before.legal_status, episode.legal_status} & (SHORT_BREAKS | COURT_AUTHORITY | {UNKNOWN})
        and not {before.place, episode.place} & (ADOPTIVE | {UNKNOWN})
    )


def without_short_breaks(episodes: Iterable[Episode]) -> list[Episode]:
    """The episodes that are not part of a series of short breaks.

    LAIT, on every measure of children looked after: figures exclude children looked after under a series of
    short-term placements.
    """
    return [episode for episode in episodes if episode.legal_status not in SHORT_BREAKS]


def periods_of_care(episodes: Sequence[Episode], covers_from: dt.date) -> tuple[CarePeriod, ...]:
    """A child's periods of care, from its episodes in order, leaving out series of short breaks.

    An episode continues the previous one if that ended with X1 on the day this one starts (rules 388 and 431
    to 433), or later: the only overlapping episodes left at this stage overlap in days alone. The start of a
    period is known if its first episode starts with S, if the return has an earlier episode of the child, or
    if it falls within the time covered: episodes that ended before ``covers_from`` are not in the return.
    """
    runs: list[list[Episode]] = []
    for episode in without_short_breaks(episodes):
        before = runs[-1][-1] if runs else None
        if before is None or not _goes_on(before, episode):
            runs.append([episode])
        elif before.ended == episode.started:
            runs[-1].append(episode)
        else:
            runs[-1][-1:] = [
                replace(before, ended=episode.started),
                replace(episode, starts_by=before.ended),
            ]
    return tuple(CarePeriod(tuple(run), _start_is_known(run[0], episodes, covers_from)) for run in runs)


def _goes_on(before: Episode, episode: Episode) -> bool:
    goes_on = before.reason in (CONTINUES, UNKNOWN)
    return goes_on and before.ended is not None and episode.started <= before.ended


def _start_is_known(first: Episode, episodes: Sequence[Episode], covers_from: dt.date) -> bool:
    return first.new == "S" or first.started >= covers_from or first.origin != episodes[0].origin


def stays(period: CarePeriod, *, count_temporary: bool = False) -> tuple[Stay, ...]:
    """The stays of a period of care, in order and without gaps.

    A new stay begins with new carers (RNE S, P, B); a change of legal status only, or of placement with the
    same carers (L, T, U), continues it. Placement for adoption begins a stay even with the same carers (A3,
    A5), because timeliness is measured from that day; NI 62 does not count it as a change, and NI 63 adds the
    previous stay to it. Unless ``count_temporary``, a temporary placement (T0 to T4) and the return from it,
    recorded with P under rule 383, are not moves. Place and provider are the latest.
    """
    groups: list[list[Episode]] = []
    away = False
    for episode in period.episodes:
        if episode.place in TEMPORARY and not count_temporary:
            away = True
            continue
        if groups and not _moves(groups[-1][-1], episode, away=away):
            groups[-1].append(episode)
        else:
            groups.append([episode])
        away = False
    starts = [(group[0].started, group[0].starts_by) for group in groups]
    ends = [*starts[1:], (period.ended, None)][: len(groups)]
    return tuple(
        Stay(
            origin=group[0].origin,
            started=group[0].started,
            start_known=period.start_known or group is not groups[0] or _starts_a_stay(group[0], period),
            ended=ended,
            place=group[-1].place,
            provider=group[-1].provider,
            starts_by=group[0].starts_by,
            ends_by=ends_by,
            # REASON_PLACE_CHANGE is recorded on the episode that ends with the move (rule 225).
            change_reason=None if group is groups[-1] else group[-1].change_reason,
        )
        for group, (ended, ends_by) in zip(groups, ends, strict=True)
    )


def stays_in_doubt(period: CarePeriod, found: Sequence[Stay]) -> tuple[Stay, ...]:
    """The stays in ``found`` whose beginning or end is uncertain because of an unknown code.

    A placement of unknown type may be temporary, which is not a stay, or adoptive, which begins one; the
    uncertainty extends to the nearest known placements before and after it.
    """
    spans = [
        (
            _known_start(reversed(period.episodes[:at]), dt.date.min),
            _known_start(period.episodes[at + 1 :], dt.date.max),
        )
        for at, episode in enumerate(period.episodes)
        if UNKNOWN in (episode.place, episode.new)
    ]
    return tuple(
        stay
        for stay in found
        if any(stay.started <= last and (stay.ended is None or stay.ended > first) for first, last in spans)
    )


def _known_start(episodes: Iterable[Episode], otherwise: dt.date) -> dt.date:
    settled = (
        one.started for one in episodes if one.place not in (*TEMPORARY, UNKNOWN) and one.new != UNKNOWN
    )
    return next(settled, otherwise)


def _starts_a_stay(first: Episode, period: CarePeriod) -> bool:
    # After a temporary placement the child may have returned to an earlier stay.
    return first is period.episodes[0] and first.new in _NEW_CARERS


def _moves(before: Episode, episode: Episode, *, away: bool) -> bool:
    if episode.place in ADOPTIVE and before.place not in ADOPTIVE:
        return True
    if away:
        return not episode.at_home_of(before)
    return episode.new in _NEW_CARERS


def legal_statuses(period: CarePeriod) -> tuple[LegalStatus, ...]:
    """The legal statuses of a period of care, in order and without gaps."""
    firsts: list[Episode] = []
    for episode in period.episodes:
        if not firsts or episode.legal_status != firsts[-1].legal_status:
            firsts.append(episode)
    ends = [*((first.started, first.starts_by) for first in firsts[1:]), (period.ended, None)]
    return tuple(
        LegalStatus(first.origin, first.started, ended, first.legal_status, first.starts_by, ends_by)
        for first, (ended, ends_by) in zip(firsts, ends, strict=True)
    )
