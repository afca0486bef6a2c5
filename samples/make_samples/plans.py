"""Plans for permanence, child protection plans, and work with the youth offending service.

54 children in care have a plan of twin or triple tracking, twelve of them after three reviews or
more; 21 have a child protection plan; 42 (38 not UASC) are open to the youth offending service.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from .dates import AS_AT, YEAR_START, add_months, days
from .dice import day_between, dice, pick, weighted
from .model import Child, Group, Spell
from .reviews import Review


def make_care_plans(children: list[Child], reviews: dict[int, list[Review]]) -> list[Spell]:
    """The plans for permanence of all children, in order."""
    twin = {child.number for child in _twin_tracked(children, reviews)}
    rows: list[Spell] = []
    for child in children:
        if child.group is not Group.CARE_LEAVER:
            rows += _of_child(child, dice("care plans", child.number), twin=child.number in twin)
    return rows


def _twin_tracked(children: list[Child], reviews: dict[int, list[Review]]) -> list[Child]:
    """The children with a plan of twin or triple tracking: 42 before the third review, 12 after."""
    early, later = [], []
    for child in children:
        if not child.in_care or child.uasc or child.adoption or child.age_on(AS_AT) > 8:
            continue
        held = [r for r in reviews[child.number] if r.held_on and r.held_on >= child.last.started_on]
        if len(held) in (1, 2):
            early.append(child)
        elif len(held) >= 3 and child.last.started_on > date(2014, 4, 1):
            later.append(child)
    return [*pick(early, 42, "twin track"), *pick(later, 12, "twin track")]


def _of_child(child: Child, rng: Random, *, twin: bool) -> Iterator[Spell]:
    """The first plan, and what followed it in the last period of care."""
    started, ended = child.last.started_on, child.last.ended_on
    kinds = [(started, _first_plan(child, rng))]
    if twin:
        kinds.append((_soon(started, rng), weighted(rng, {"TWIN": 3, "TRIPLE": 1})))
    elif child.adoption:
        kinds.append((child.adoption.plan_agreed_on, "ADOPTION"))
        if child.adoption.reversed_on:
            kinds.append((child.adoption.reversed_on, "FOSTER"))
    elif started < AS_AT - days(250):
        kinds.append((_soon(started + days(90), rng), _lasting_plan(child, rng)))
    kinds = [(day, kind) for day, kind in kinds if ended is None or day < ended]
    ends = [*(day for day, _ in kinds[1:]), ended]
    for (day, kind), end in zip(kinds, ends, strict=True):
        yield Spell(child, day, end, kind)


def _soon(started: date, rng: Random) -> date:
    """A day within weeks, but not in the future."""
    return min(started + days(rng.randint(8, 26)), AS_AT - days(1))


def _first_plan(child: Child, rng: Random) -> str:
    if child.uasc:
        return "INDEPENDENT" if child.age_on(child.last.started_on) >= 16 else "FOSTER"
    return weighted(rng, {"HOME": 6, "FAMILY": 2, "OTHER": 2})


def _lasting_plan(child: Child, rng: Random) -> str:
    if child.age_on(AS_AT) >= 17:
        return "INDEPENDENT"
    return weighted(rng, {"FOSTER": 8, "FAMILY": 2, "OTHER": 1})


def make_child_protection_plans(children: list[Child]) -> list[Spell]:
    """21 plans of children in care, and others that ended when the child entered care."""
    able = [c for c in children if c.in_care and not c.uasc and c.adoption is None]
    able = [c for c in able if c.age_on(AS_AT) < 16]
    have = pick(able, 21, "child protection plan")
    rows = []
    for child in have:
        rng = dice("child protection plan", child.number)
        first = max(child.born, child.last.started_on - days(240), AS_AT - days(500))
        rows.append(Spell(child, day_between(rng, first, AS_AT - days(5)), None))
    for child in able:
        rng = dice("earlier child protection plan", child.number)
        entered = child.last.started_on
        if child not in have and rng.random() < 0.35 and child.born < entered - days(150):
            started = day_between(rng, max(child.born, entered - days(500)), entered - days(100))
            rows.append(Spell(child, started, min(entered + days(rng.randint(2, 75)), AS_AT)))
    return rows


@dataclass(frozen=True)
class YouthOffending:
    """The youth offending service's work with a child."""

    child: Child
    opened_on: date
    closed_on: date | None
    first_outcome_on: date | None


def make_youth_offending(children: list[Child]) -> list[YouthOffending]:
    """42 children in care with whom the service works now, and others with whom it did."""
    able = [c for c in children if c.in_care and c.age_on(AS_AT) >= 12]
    others = pick([c for c in able if not c.counts_as_uasc], 38, "youth offending")
    uasc = pick([c for c in able if c.counts_as_uasc], 4, "youth offending")
    rows = [_open_work(child) for child in [*others, *uasc]]
    busy = {row.child.number for row in rows}
    before = [c for c in children if c.group is not Group.CARE_LEAVER and not c.uasc]
    before = [c for c in before if c.number not in busy and c.age_on(YEAR_START) >= 13]
    before = [c for c in before if c.last.started_on < YEAR_START]
    return rows + [_closed_work(child) for child in pick(before, 110, "earlier youth offending")]


def _open_work(child: Child) -> YouthOffending:
    rng = dice("youth offending", child.number)
    latest = AS_AT - days(6)
    opened = day_between(rng, max(add_months(child.born, 132), AS_AT - days(300)), latest, 1.3)
    outcome = day_between(rng, opened, latest) if rng.random() < 0.5 else None
    return YouthOffending(child, opened, None, outcome)


def _closed_work(child: Child) -> YouthOffending:
    rng = dice("youth offending", child.number)
    latest = min(child.last.ended_on or AS_AT, AS_AT) - days(20)
    opened = day_between(rng, min(date(2014, 6, 1), latest), latest)
    outcome = opened + days(rng.randint(0, 15)) if rng.random() < 0.6 else None
    return YouthOffending(child, opened, min(opened + days(rng.randint(40, 330)), AS_AT), outcome)
