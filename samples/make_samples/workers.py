"""Social workers: who works with which child, and how the posts are filled.

624 of the 1,048 children in care for 18 months had the same worker for twelve (565 of the 934 who
are not UASC). 1,763 children are with the children in care teams of the districts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from .dates import AS_AT, YEAR_START, days
from .dice import day_between, dice, pick, weighted
from .model import Child, Group, Period

_WORKERS = {"CIC": 118, "UASC": 36, "DISABILITY": 14, "SUPPORT": 90, "DUTY": 40}
_SAME_BY = date(2015, 3, 31)


@dataclass(frozen=True)
class Allocation:
    """A spell of one worker with one child."""

    child: Child
    worker_id: str
    team: str
    started_on: date
    ended_on: date | None


def make_allocations(children: list[Child]) -> list[Allocation]:
    """All spells, one after another through each period of care."""
    settled = _with_same_worker(children)
    teams = _teams([child for child in children if child.in_care])
    rows: list[Allocation] = []
    for child in children:
        if child.group is Group.CARE_LEAVER:
            continue
        rng = dice("allocations", child.number)
        for period in child.periods[:-1]:
            rows += _spells(child, period, [], "SUPPORT", rng)
        team = teams.get(child.number, "UASC" if child.uasc else "CIC")
        rows += _spells(child, child.last, _changes(child, rng, settled=child.number in settled), team, rng)
    return rows


def _with_same_worker(children: list[Child]) -> set[int]:
    """The children in care for 18 months whose worker has been the same for twelve."""
    long = [child for child in children if child.months_in_care(18)]
    uasc = [child for child in long if child.counts_as_uasc]
    others = [child for child in long if not child.counts_as_uasc]
    return {child.number for child in [*pick(others, 565, "worker"), *pick(uasc, 59, "worker")]}


def _teams(in_care: list[Child]) -> dict[int, str]:
    """The team of each child in care: 1,763 are with the districts' children in care teams."""
    teams = {child.number: "DUTY" for child in in_care if child.last.started_on >= AS_AT - days(29)}
    for team, count, test in (
        ("UASC", 430, lambda child: child.counts_as_uasc),
        ("DISABILITY", 40, lambda child: child.disabled),
        ("SUPPORT", 557 - len(teams) - 470, lambda child: not child.twelve_months_in_care),
    ):
        able = [child for child in in_care if child.number not in teams and test(child)]
        teams |= {child.number: team for child in pick(able, count, f"team {team}")}
    return teams | {child.number: "CIC" for child in in_care if child.number not in teams}


def _changes(child: Child, rng: Random, *, settled: bool) -> list[date]:
    """When the child's worker changed, in order."""
    started, ended = child.last.started_on, child.last.ended_on or AS_AT
    latest = min(ended, _SAME_BY) if settled else ended - days(4)
    earliest = started + days(5)
    if latest <= earliest:
        return []
    changes = {day_between(rng, earliest, latest) for _ in range(int((latest - earliest).days / 500))}
    if child.months_in_care(18) and not settled:
        changes.add(day_between(rng, YEAR_START + days(3), AS_AT - days(4), 0.8))
    elif not settled and rng.random() < 0.6:
        changes.add(day_between(rng, earliest, latest, 0.5))
    return sorted(changes)


def _spells(
    child: Child, period: Period, changes: list[date], team: str, rng: Random
) -> Iterator[Allocation]:
    """The spells of one period; the last of them is with the team."""
    starts = [period.started_on, *changes]
    long_ago = period.started_on < YEAR_START - days(120)
    worker = ""
    for place, (start, end) in enumerate(zip(starts, [*changes, period.ended_on], strict=True)):
        last = place == len(starts) - 1
        here = team if last or place or long_ago else "UASC" if child.uasc else "SUPPORT"
        before = worker
        while worker == before:
            worker = f"SW{1 + rng.randrange(_WORKERS[here]) + 200 * list(_WORKERS).index(here):04d}"
        yield Allocation(child, worker, here, start, end)


@dataclass(frozen=True)
class Post:
    """A spell of one post."""

    post_id: str
    role: str
    team: str
    held_by: str
    fte: str
    started_on: date
    ended_on: date | None


# Full-time equivalents on 31 March 2016: 442.8 caseholding, 334.6 of them permanent and
# qualified; 110.4 qualified in the children in care teams; 34.7 reviewing officers.
_ESTABLISHMENT = [
    ("CASEHOLDER", "CIC", "PERMANENT", "84.2"),
    ("CASEHOLDER", "CIC", "AGENCY", "26.2"),
    ("CASEHOLDER", "CIC", "UNQUALIFIED", "3.0"),
    ("CASEHOLDER", "CIC", "VACANT", "9.0"),
    ("CASEHOLDER", "UASC", "PERMANENT", "22.4"),
    ("CASEHOLDER", "UASC", "AGENCY", "12.0"),
    ("CASEHOLDER", "UASC", "VACANT", "4.0"),
    ("CASEHOLDER", "DISABILITY", "PERMANENT", "46.0"),
    ("CASEHOLDER", "DISABILITY", "UNQUALIFIED", "5.0"),
    ("CASEHOLDER", "SUPPORT", "PERMANENT", "140.5"),
    ("CASEHOLDER", "SUPPORT", "AGENCY", "20.0"),
    ("CASEHOLDER", "SUPPORT", "UNQUALIFIED", "3.0"),
    ("CASEHOLDER", "SUPPORT", "VACANT", "12.0"),
    ("CASEHOLDER", "DUTY", "PERMANENT", "41.5"),
    ("CASEHOLDER", "DUTY", "AGENCY", "10.0"),
    ("CASEHOLDER", "DUTY", "VACANT", "4.0"),
    ("IRO", "REVIEWING", "PERMANENT", "31.7"),
    ("IRO", "REVIEWING", "AGENCY", "3.0"),
    ("IRO", "REVIEWING", "VACANT", "2.0"),
]


def make_posts() -> list[Post]:
    """All posts, as held now and before."""
    rows: list[Post] = []
    number = 0
    for role, team, held_by, total in _ESTABLISHMENT:
        for fte in _shares(Decimal(total), dice(f"posts, {team}, {held_by}")):
            number += 1
            rows += _history(f"P{number:04d}", role, team, held_by, fte)
    return rows


def _shares(total: Decimal, rng: Random) -> Iterator[Decimal]:
    """Posts of one full-time equivalent or less that add up to the total."""
    while total > 1:
        share = Decimal(weighted(rng, {"1.0": 80, "0.8": 8, "0.6": 8, "0.5": 4}))
        total -= share
        yield share
    if total:
        yield total


def _history(post_id: str, role: str, team: str, held_by: str, fte: Decimal) -> Iterator[Post]:
    """The spell that lasts, and one before it."""
    rng = dice(f"post {post_id}")
    created = date(2013, 4, 1)
    settled = held_by == "PERMANENT"
    since = day_between(rng, date(2013, 6, 1) if settled else date(2015, 4, 8), date(2016, 3, 14), 0.6)
    before = weighted(rng, {"PERMANENT": 5, "AGENCY": 3, "VACANT": 2})
    yield Post(post_id, role, team, before, f"{fte:.1f}", created, since)
    yield Post(post_id, role, team, held_by, f"{fte:.1f}", since, None)
