"""England's clocks on whole columns: which moment a time of day names, and hours that pass.

The changes come from the time-zone database (``zoneinfo``; where a machine has none, the package ``tzdata``),
each year's found once, because the database converts one moment at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from cicscore.tables.calendar import different_days

Moments: TypeAlias = npt.NDArray[np.datetime64]

_HOUR = np.timedelta64(1, "h")
_DAY, _SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
#: The years that ``datetime`` can convert with a day to spare.
_FIRST_YEAR, _LAST_YEAR = 2, 9997


class Elapsed(Struct, frozen=True, eq=False):
    """The moment that each time names, by the clock at Greenwich.

    ``first`` is what it means in a calculation: of an hour that the clocks show twice, its first occurrence;
    of an hour that they skip, the time as if they had not changed yet. ``least`` and ``most`` are the
    earliest and latest moment that it may name; all three are the same at every other hour of the year.
    """

    first: Moments
    least: Moments
    most: Moments


def elapsed(times: Moments) -> Elapsed:
    """The moments that times by England's clocks name; a missing one (NaT) stays missing."""
    known = times.astype("datetime64[s]")
    changes = _changes_about(known)
    first = np.asarray(known - changes.ahead_by_clock(known, second=False), dtype="datetime64[s]")
    second = np.asarray(known - changes.ahead_by_clock(known, second=True), dtype="datetime64[s]")
    return Elapsed(first, np.minimum(first, second), np.maximum(first, second))


def add_hours(times: Moments, hours: int) -> Moments:
    """The time by England's clocks when so many hours have passed, in ``datetime64[s]``."""
    later = elapsed(times).first + hours * _HOUR
    moved: Moments = later + _changes_about(later).ahead(later)
    return moved


class _Changes(Struct, frozen=True, eq=False):
    """When clocks changed, by Greenwich, and how far ahead of it they were from then on."""

    at: Moments
    ahead_after: npt.NDArray[np.timedelta64]

    def ahead(self, moments: Moments) -> npt.NDArray[np.timedelta64]:
        """How far ahead clocks were at these moments."""
        found: npt.NDArray[np.timedelta64] = self.ahead_after[
            np.maximum(np.searchsorted(self.at, moments, side="right") - 1, 0)
        ]
        return found

    def ahead_by_clock(self, times: Moments, *, second: bool) -> npt.NDArray[np.timedelta64]:
        """How far ahead clocks were when they showed these times; in doubt, before the change or after."""
        before = np.concatenate([self.ahead_after[:1], self.ahead_after[:-1]])
        shown = np.minimum(before, self.ahead_after) if second else np.maximum(before, self.ahead_after)
        return _Changes(self.at + shown, self.ahead_after).ahead(times)


def _changes_about(times: Moments) -> _Changes:
    """The changes of the years of these times, and of those beside them."""
    days = different_days(times.astype("datetime64[D]"))
    years = np.unique(days.astype("datetime64[Y]").astype("int64")) + 1970
    near = sorted({int(year) + step for year in years for step in (-1, 0, 1)}) or [1970]
    found = [change for year in near for change in _changes_in(min(max(year, _FIRST_YEAR), _LAST_YEAR))]
    return _Changes(
        np.array([moment for moment, _ in found], dtype="datetime64[s]"),
        np.array([ahead for _, ahead in found], dtype="timedelta64[s]"),
    )


@cache
def _changes_in(year: int) -> tuple[tuple[dt.datetime, dt.timedelta], ...]:
    """The start of a year and each change in it, with how far ahead of Greenwich clocks were from then on."""
    start = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    changes = _found(start, start.replace(year=year + 1))
    return tuple((moment.replace(tzinfo=None), _ahead(moment)) for moment in (start, *changes))


def _found(start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """The moments of change between two, to the second; clocks change at most once a day."""
    while start < end:
        following = start + _DAY
        low, high = start, following
        if _ahead(low) != _ahead(high):
            while high - low > _SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (low, middle) if _ahead(middle) != _ahead(start) else (middle, high)
            yield high
        start = following


def _ahead(moment: dt.datetime) -> dt.timedelta:
    ahead = moment.astimezone(_london()).utcoffset()
    assert ahead is not None  # noqa: S101 - a time zone has one at every moment
    return ahead


@cache
def _london() -> ZoneInfo:
    return ZoneInfo("Europe/London")
