"""Single episodes and periods of care, for what is done with few of them, and the codes that rules name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from cicscore.extracts.faults import Origin
from cicscore.ssda903.table import Record

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
#: The codes of foster homes until March 2015, by those of today.
UNTIL_2015 = {"U1": "Q1", "U2": "Q1", "U3": "Q1", "U4": "Q2", "U5": "Q2", "U6": "Q2"}


class Episode(Struct, frozen=True):
    """One row of Episodes. ``ended`` is ``None`` while it is open."""

    origin: Origin
    started: dt.date
    new: str
    legal_status: str
    place: str
    ended: dt.date | None
    reason: str | None

    @classmethod
    def of(cls, row: Record) -> Episode:
        """The episode in a row of the table."""
        return cls(row["origin"], row["decom"], row["rne"], row["ls"], row["place"], row["dec"], row["rec"])


def episodes_by_child(rows: Iterable[Record]) -> dict[str, tuple[Episode, ...]]:
    """Each child's episodes in order of their start."""
    found: dict[str, list[Episode]] = {}
    for row in sorted(rows, key=lambda row: row["decom"]):
        found.setdefault(row["child"], []).append(Episode.of(row))
    return {child: tuple(episodes) for child, episodes in found.items()}


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
    def reason(self) -> str | None:
        """Why the child left care; ``None`` if a series of short breaks followed, or the period is open."""
        reason = self.episodes[-1].reason
        return None if reason == CONTINUES or self.ended is None else reason

    def covers(self, day: dt.date) -> bool:
        """Whether the child is in care on the day, including the last day."""
        return self.started <= day and (self.ended is None or day <= self.ended)


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
