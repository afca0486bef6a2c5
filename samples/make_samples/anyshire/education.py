"""School, plans and sessions of Anyshire's children.

Arranged: 108 of 348 children of school age have an education, health and care plan and 2 of 52 UASC, 45 of
the 115 at key stage 4 among them; 18 had no school recorded at the end of September, six of them outside the
area, and ten, three of them outside, at the end of November.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..dates import days
from ..dice import dice, pick
from .children import AS_AT, EARLIER, TERM_START, Child

_HALF_TERMS = (
    date(2023, 4, 28),
    date(2023, 5, 26),
    date(2023, 7, 21),
    date(2023, 9, 29),
    date(2023, 10, 20),
    AS_AT,
)


@dataclass(frozen=True)
class Spell:
    """A school, or a plan, of a child."""

    child: Child
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Pep:
    """A personal education plan that was made or reviewed."""

    child: Child
    held_on: date
    quality: str


@dataclass(frozen=True)
class Sessions:
    """Sessions of a half term, or of part of one."""

    child: Child
    until: date
    possible: int
    missed: int


@dataclass(frozen=True)
class Term:
    """A term with the holiday after it."""

    term: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Schooling:
    """Where children went to school, and of those who had none, who lives in the area."""

    enrolments: list[Spell]
    inside: dict[Child, bool]  # of those without a school, whether they live in the area


def make_schooling(children: list[Child]) -> Schooling:
    """Schools since the autumn of 2021, with the gaps that are arranged."""
    steady = [c for c in children if c.in_care and c.school_age and c.in_care_on(EARLIER)]
    without = pick(steady, 18, "Anyshire, no school")
    outside = {*without[:3], *without[10:13]}  # three of the ten still without one, three of the others
    placed_again = dict.fromkeys(without[10:])
    spells: list[Spell] = []
    for child in children:
        if not child.school_age:
            continue
        rng = dice("Anyshire, school", child.number)
        if child in without:
            spells.append(Spell(child, date(2021, 9, 1), date(2023, 7, 21)))
            if child in placed_again:
                spells.append(Spell(child, EARLIER + days(rng.randint(3, 50)), None))
        elif rng.random() < 0.09:
            moved = TERM_START + days(rng.randint(20, 85))
            spells += [Spell(child, date(2021, 9, 1), moved), Spell(child, moved, None)]
        else:
            spells.append(Spell(child, date(2021, 9, 1), None))
    return Schooling(spells, {child: child not in outside for child in without})


def make_terms() -> list[Term]:
    """The terms of two academic years."""
    return [
        Term(term, date(year + (first < 9), first, 1), date(year + (first < 9), last, ends))
        for year in (2022, 2023)
        for term, first, last, ends in (("AUTUMN", 9, 12, 31), ("SPRING", 1, 3, 31), ("SUMMER", 4, 8, 31))
    ]


def make_plans(children: list[Child]) -> list[Spell]:
    """Education, health and care plans: as arranged for those in care, and some of those who left."""
    there = [c for c in children if c.in_care and c.school_age]
    upper = [c for c in there if not c.uasc and c.key_stage_4]
    lower = [c for c in there if not c.uasc and not c.key_stage_4]
    chosen = [
        *pick(upper, 45, "Anyshire, plans at key stage 4"),
        *pick(lower, 63, "Anyshire, plans before it"),
        *pick([c for c in there if c.uasc], 2, "Anyshire, plans of UASC"),
        *pick([c for c in children if not c.in_care and c.school_age], 12, "Anyshire, plans of leavers"),
    ]
    ordered = sorted(chosen, key=lambda child: child.number)
    return [Spell(child, _plan_made(child), None) for child in ordered]


def _plan_made(child: Child) -> date:
    return TERM_START - days(dice("Anyshire, plan", child.number).randint(30, 900))


def make_peps(children: list[Child]) -> list[Pep]:
    """A plan each term for most."""
    return [pep for child in children if child.school_age for pep in _peps_of(child)]


def _peps_of(child: Child) -> Iterator[Pep]:
    rng = dice("Anyshire, PEPs", child.number)
    for first, last in (
        (date(2022, 9, 5), date(2022, 12, 16)),
        (date(2023, 1, 9), date(2023, 3, 31)),
        (date(2023, 4, 17), date(2023, 7, 14)),
        (date(2023, 9, 5), AS_AT),
    ):
        held = first + days(rng.randint(0, (last - first).days))
        quality = rng.choices(["GOOD", "REQUIRES", "NOT"], [0.74, 0.16, 0.1])[0]
        if rng.random() < 0.9 and child.in_care_on(held):
            yield Pep(child, held, quality)


def make_sessions(children: list[Child]) -> list[Sessions]:
    """Sessions since April; one in twelve children misses half of them, one in eight a good many."""
    return [made for child in children if child.school_age and not child.uasc for made in _sessions_of(child)]


def _sessions_of(child: Child) -> Iterator[Sessions]:
    rng = dice("Anyshire, sessions", child.number)
    share = rng.choices([0.03, 0.14, 0.55], [0.8, 0.14, 0.06])[0]
    for until in _HALF_TERMS:
        if child.in_care_on(until):
            possible = rng.randint(26, 60)
            yield Sessions(
                child, until, possible, min(possible, round(possible * share * rng.uniform(0.6, 1.4)))
            )
