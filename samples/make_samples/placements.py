"""Every placement of every child, without gaps or overlaps within a period of care.

290 of the children in care had three or more placements in the year (162 of those who are not
UASC); 397 of the 568 under 16 and in care for two and a half years had been in the same one for
two years (394 of 562).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from .dates import AS_AT, PERSISTED_BEFORE, YEAR_START, days
from .dice import day_between, dice, pick, weighted
from .homes import OWN_AUTHORITY, Home, current_homes, distance
from .model import Child, Group, Period, known

_UNTIL_2015 = {"U1": "Q1", "U2": "Q1", "U3": "Q1", "U4": "Q2", "U5": "Q2", "U6": "Q2"}


@dataclass(frozen=True)
class Placement:
    """A stay in one home."""

    started_on: date
    ended_on: date | None
    home: Home


@dataclass(frozen=True)
class _Stability:
    """How often a child in care moved: placements in the year, and whether the last has lasted."""

    in_year: int
    two_years: bool | None = None  # None where it does not matter


def make_placements(children: list[Child]) -> dict[int, list[Placement]]:
    """The placements of each child, by the child's number, in order."""
    homes = current_homes(children)
    stability = _stability(children)
    placed = [child for child in children if child.months_in_care(30) and _moved_to_adopters(child)]
    unsettled = pick(placed, 1, "moved before being placed for adoption")
    made: dict[int, list[Placement]] = {}
    for child in children:
        rows: list[Placement] = []
        for period in child.periods[:-1]:
            rows += _closed(child, period, dice("earlier placements", child.number))
        rng = dice("placements", child.number)
        if _moved_to_adopters(child):
            rows += _with_adopters(child, homes.get(child.number), rng, unsettled=child in unsettled)
        elif child.in_care:
            rows += _open(child, homes[child.number], stability[child.number], rng)
        else:
            rows += _closed(child, child.last, rng)
        made[child.number] = [_as_coded_then(row) for row in rows]
    return made


def _as_coded_then(row: Placement) -> Placement:
    """Foster placements that ended before April 2015 carry the codes of that time."""
    old = _UNTIL_2015.get(row.home.placement_type)
    if old is None or row.ended_on is None or row.ended_on >= YEAR_START:
        return row
    home = Home(old, row.home.provider, row.home.authority, row.home.distance_miles)
    return Placement(row.started_on, row.ended_on, home)


# --- How often children moved -----------------------------------------------------------------


def _stability(children: list[Child]) -> dict[int, _Stability]:
    """How often each child in care moved, save those placed for adoption."""
    able = [child for child in children if child.in_care and not _moved_to_adopters(child)]
    uasc = [child for child in able if child.counts_as_uasc]
    others = [child for child in able if not child.counts_as_uasc]
    # Of those placed for adoption, three belong to the 562 and two of them to the 394.
    return _of_group(others, 392, (45, 62, 55), "moves") | _of_group(uasc, 3, (2, 16, 110), "UASC moves")


def _of_group(
    children: list[Child], lasting: int, often: tuple[int, int, int], topic: str
) -> dict[int, _Stability]:
    """Share out lasting placements and frequent moves among three groups of children.

    The groups: under 16 and in care for two and a half years; others in care for twelve months;
    those in care for less.
    """
    long = [child for child in children if child.months_in_care(30) and child.age_on(AS_AT) < 16]
    numbers = {child.number for child in long}
    year = [c for c in children if c.twelve_months_in_care and c.number not in numbers]
    new = [c for c in children if not c.twelve_months_in_care]
    settled = {child.number for child in pick(long, lasting, f"{topic}, settled")}
    unsettled = [child for child in long if child.number not in settled]
    moved = {
        child.number
        for group, count in zip((unsettled, year, [c for c in new if _had_time(c)]), often, strict=True)
        for child in pick(group, count, f"{topic}, often, {count}")
    }
    result = {}
    for child in children:
        rng = dice("moves", child.number)
        if child.number in settled:
            result[child.number] = _Stability(1, two_years=True)
            continue
        count = weighted(rng, {3: 70, 4: 20, 5: 10}) if child.number in moved else _seldom(child, rng)
        result[child.number] = _Stability(count, False if child in unsettled else None)
    return result


def _had_time(child: Child) -> bool:
    """Whether there were at least ten weeks to move in."""
    return child.last.started_on < AS_AT - days(70)


def _seldom(child: Child, rng: Random) -> int:
    """One placement in the year or two; two where the child was in care twice."""
    if child.left_this_year:
        return 2
    if child.last.started_on > AS_AT - days(14):
        return 1
    return 2 if rng.random() < (0.5 if child.counts_as_uasc else 0.25) else 1


# --- One period of care -----------------------------------------------------------------------


def _open(child: Child, home: Home, stability: _Stability, rng: Random) -> list[Placement]:
    """The placements of a period that is still open; the last is the child's home."""
    started = child.last.started_on
    count = stability.in_year - child.left_this_year  # the earlier period of the year had one
    if started <= YEAR_START:
        first = _start_of_first(started, count, stability, rng)
        cuts = sorted({*_cuts(rng, started, first), *_restless(rng, started, first)})
        cuts += [first] if first > started else []
    else:
        first, cuts = started, []
    moves = _days_within(rng, max(first, YEAR_START) + days(1), AS_AT - days(2), count - 1)
    bounds = [started, *cuts, *moves]
    homes = [_any_home(child, rng) for _ in bounds[:-1]] + [home]
    return _chain(bounds, None, homes)


def _start_of_first(started: date, count: int, stability: _Stability, rng: Random) -> date:
    """When the placement that was open on 1 April 2015 began."""
    if stability.two_years:
        return started if rng.random() < 0.45 else day_between(rng, started, PERSISTED_BEFORE)
    if stability.two_years is False and count == 1:
        return day_between(rng, PERSISTED_BEFORE + days(2), YEAR_START - days(5))
    if started < YEAR_START - days(200) and rng.random() < 0.16:
        return day_between(rng, YEAR_START - days(110), YEAR_START - days(5))
    return started if rng.random() < 0.5 else day_between(rng, started, YEAR_START, 1.5)


def _restless(rng: Random, started: date, last: date) -> list[date]:
    """Two or three more moves before one in the winter of 2014-15."""
    earliest = max(started + days(7), date(2014, 5, 1))
    if last < YEAR_START - days(110) or earliest > last - days(60) or rng.random() < 0.2:
        return []
    return _days_within(rng, earliest, last - days(7), rng.randint(2, 3))


def _cuts(rng: Random, first: date, last: date) -> list[date]:
    """Days of earlier moves between two days, more of them the longer the time."""
    years = (last - first).days / 365
    count = min(int(rng.expovariate(1 / (0.3 + 0.35 * years))), 6)
    return _days_within(rng, first + days(7), last - days(7), count)


def _days_within(rng: Random, first: date, last: date, count: int) -> list[date]:
    """That many different days in order; fewer where there is no room."""
    room = (last - first).days + 1
    return sorted(first + days(day) for day in rng.sample(range(room), count)) if room >= count else []


def _closed(child: Child, period: Period, rng: Random) -> list[Placement]:
    """The placements of a period that has ended."""
    ended = known(period.ended_on)
    cuts = _cuts(rng, period.started_on, ended)
    if ended >= YEAR_START and (ended - period.started_on).days > 300 and rng.random() < 0.2:
        cuts = _days_within(rng, ended - days(290), ended - days(10), rng.randint(2, 3))
    if child.group is Group.CARE_LEAVER:
        cuts = cuts[:2]
    bounds = [period.started_on, *cuts]
    if period is not child.last and child.left_this_year:
        bounds = bounds[:1]  # two periods in the year: one placement in the first
    return _chain(bounds, period.ended_on, [_any_home(child, rng) for _ in bounds])


def _moved_to_adopters(child: Child) -> bool:
    """Whether the child has moved in with an adoptive family."""
    return child.adoption is not None and child.adoption.placed_on is not None


def _with_adopters(child: Child, home: Home | None, rng: Random, *, unsettled: bool) -> list[Placement]:
    """Foster care, with a late move where unsettled, then the adoptive family."""
    plan = known(child.adoption)
    placed = known(plan.placed_on)
    started = child.last.started_on
    bounds = [started, placed]
    if unsettled:
        latest = min(placed, YEAR_START) - days(30)
        bounds.insert(1, day_between(rng, PERSISTED_BEFORE + days(20), latest))
    if home is None:
        order = plan.placement_order_on
        kind = "A4" if order is None else weighted(rng, {"A6": 8, "A5": 2})
        home = Home(kind, "PR1", OWN_AUTHORITY, distance(rng, near=rng.random() < 0.4))
    foster = Home(weighted(rng, {"U6": 8, "U5": 2}), "PR1", OWN_AUTHORITY, distance(rng, near=True))
    return _chain(bounds, child.last.ended_on, [foster] * (len(bounds) - 1) + [home])


def _chain(bounds: Sequence[date], ended: date | None, homes: Sequence[Home]) -> list[Placement]:
    """Placements that follow each other without a gap."""
    ends = [*bounds[1:], ended]
    return [Placement(*row) for row in zip(bounds, ends, homes, strict=True)]


_FOSTER = {("U6", "PR1"): 60, ("U4", "PR1"): 8, ("U3", "PR1"): 12, ("U6", "PR4"): 20}
_OLDER = {
    ("U6", "PR1"): 45,
    ("U6", "PR4"): 18,
    ("U3", "PR1"): 10,
    ("K2", "PR4"): 17,
    ("P1", "PR0"): 5,
    ("P2", "PR4"): 5,
}
_UASC = {("U6", "PR1"): 22, ("U6", "PR4"): 30, ("H5", "PR1"): 24, ("P2", "PR4"): 15}


def _any_home(child: Child, rng: Random) -> Home:
    """A home of the past, of which nothing is counted."""
    table = _UASC if child.uasc else _OLDER if child.age_on(AS_AT) >= 14 else _FOSTER
    kind, provider = weighted(rng, table)
    private = provider == "PR4"
    authority = (
        weighted(rng, {"887": 3, "845": 1, "936": 1}) if private and rng.random() < 0.35 else OWN_AUTHORITY
    )
    miles = "" if child.uasc else distance(rng, near=rng.random() < 0.8)
    return Home(kind, provider, authority, miles)
