"""Reviews, visits, plans and social workers of Anyshire's children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..dates import add_months, days
from ..dice import dice, weighted
from .children import AS_AT, PLANNED_UNTIL, YEAR_START, Child

_VIEWS = {"PN1": 0.6, "PN2": 0.05, "PN3": 0.03, "PN4": 0.02, "PN5": 0.08, "PN6": 0.17, "PN7": 0.05}
#: What happened before this day is left out of the extracts.
_SINCE = add_months(YEAR_START, -12)


@dataclass(frozen=True)
class Review:
    """A review that was, or is, due."""

    child: Child
    due_on: date
    held_on: date | None
    participation: str | None


@dataclass(frozen=True)
class Visit:
    """A visit of the social worker."""

    child: Child
    visited_on: date
    seen: bool
    seen_alone: bool


@dataclass(frozen=True)
class Plan:
    """A version of a care plan or pathway plan."""

    child: Child
    kind: str
    started_on: date
    review_due_on: date


@dataclass(frozen=True)
class Allocation:
    """A spell of one social worker with one child."""

    child: Child
    worker_id: str
    team: str
    started_on: date
    ended_on: date | None


def make_reviews(children: list[Child]) -> list[Review]:
    """Reviews: the first after four weeks, the second three months later, then every six months."""
    return [review for child in children for review in _reviews_of(child)]


def _reviews_of(child: Child) -> Iterator[Review]:
    rng = dice("Anyshire, reviews", child.number)
    for period in child.periods:
        due, step = period.started_on + days(28), 3
        until = period.ended_on or PLANNED_UNTIL
        while due < until:
            late = rng.random() < 0.06
            held = due + days(rng.randint(1, 20)) if late else due - days(rng.randint(0, 9))
            if held > min(AS_AT, period.ended_on or AS_AT):
                if due >= _SINCE:
                    yield Review(child, due, None, None)
                break
            young = child.age_on(held) < 4
            view = "PN0" if young else weighted(rng, _VIEWS)
            if due >= _SINCE:
                yield Review(child, due, held, view)
            due, step = add_months(held, step), 6


def make_visits(children: list[Child]) -> list[Visit]:
    """A visit about every five weeks; some are late, and at some the child is not seen."""
    return [visit for child in children for visit in _visits_of(child)]


def _visits_of(child: Child) -> Iterator[Visit]:
    rng = dice("Anyshire, visits", child.number)
    day = max(child.last.started_on, _SINCE) + days(rng.randint(2, 7))
    while day <= child.known_until:
        seen = rng.random() < 0.96
        yield Visit(child, day, seen, seen and child.age_on(day) >= 4 and rng.random() < 0.72)
        day += days(rng.randint(20, 40) if rng.random() < 0.93 else rng.randint(45, 75))


def make_plans(children: list[Child]) -> list[Plan]:
    """Care plans under 16, pathway plans from then on, each reviewed within six months or late."""
    return [plan for child in children for plan in _plans_of(child)]


def _plans_of(child: Child) -> Iterator[Plan]:
    rng = dice("Anyshire, plans", child.number)
    day = max(child.last.started_on + days(rng.randint(5, 14)), _SINCE + days(rng.randint(0, 150)))
    while day <= child.known_until:
        due = add_months(day, 6)
        yield Plan(child, "PATHWAY" if child.age_on(day) >= 16 else "CARE", day, due)
        becomes_16 = add_months(child.born, 12 * 16)
        late = rng.random() < 0.14
        following = due + days(rng.randint(5, 60)) if late else due - days(rng.randint(0, 25))
        day = becomes_16 + days(rng.randint(0, 30)) if day < becomes_16 < following else following


def make_allocations(children: list[Child]) -> list[Allocation]:
    """One social worker at a time, changed now and then."""
    return [allocation for child in children for allocation in _allocations_of(child)]


def _allocations_of(child: Child) -> Iterator[Allocation]:
    rng = dice("Anyshire, workers", child.number)
    team = "UASC" if child.uasc else rng.choices(["NORTH", "SOUTH", "DISABILITY"], [0.46, 0.46, 0.08])[0]
    count = {"UASC": 6, "NORTH": 16, "SOUTH": 17, "DISABILITY": 3}[team]
    day, before = child.last.started_on, 0
    while day < child.known_until:
        number = rng.choice([each for each in range(1, count + 1) if each != before])
        until = day + days(rng.randint(60, 900))
        ends = until if until < child.known_until else child.last.ended_on
        yield Allocation(child, f"{team[0]}{number:02d}", team, day, ends)
        day, before = until, number
