"""School: enrolments, exclusions, part-time timetables, statements and personal education plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from .dates import AS_AT, YEAR_START, add_months, age_on, days, working_day_on_or_before
from .dice import day_between, dice, pick, weighted
from .model import Child, Group, Spell

_PEP_SINCE = date(2015, 9, 30)  # a plan of that day is six months old on 31 March
_NEW_SCHOOL_YEAR = date(2015, 9, 1)


@dataclass(frozen=True)
class Event:
    """Something that happened to a child on a day."""

    child: Child
    on: date
    kind: str = ""


def _known(children: list[Child]) -> list[Child]:
    """Everyone who was in care in the year."""
    return [child for child in children if child.group is not Group.CARE_LEAVER]


# --- Enrolments: 121 of the 1,307 aged five or over, not UASC, have no school recorded ----------


def make_enrolments(children: list[Child]) -> list[Spell]:
    """The schools of everyone old enough to go to one."""
    pupils = [child for child in _known(children) if child.age_on(AS_AT) >= 5]
    in_care = [child for child in pupils if child.in_care]
    others = [child for child in in_care if not child.counts_as_uasc]
    uasc = [child for child in in_care if child.counts_as_uasc]
    without = {child.number for child in [*pick(others, 121, "no school"), *pick(uasc, 262, "no school")]}
    rows: list[Spell] = []
    for child in pupils:
        rows += _schools(child, dice("schools", child.number), without=child.number in without)
    return rows


def _schools(child: Child, rng: Random, *, without: bool) -> Iterator[Spell]:
    """One school, perhaps one before it; without a school, it has ended or never began."""
    first = max(date(child.born.year + 5, 9, 1), date(2011, 9, 1))
    if child.uasc:
        first = child.last.started_on + days(rng.randint(6, 60))
    if first >= AS_AT - days(3) or (without and rng.random() < 0.2):
        if not without:
            yield Spell(child, min(first, AS_AT), None)
        return
    change = day_between(rng, first, AS_AT - days(2), 0.9)
    if without:
        latest = AS_AT - days(2)
        earliest = max(first + days(1), date(2015, 1, 10))
        yield Spell(child, first, day_between(rng, min(earliest, latest), latest, 0.8))
    elif change > first + days(30) and rng.random() < 0.4:
        yield Spell(child, first, change)
        yield Spell(child, change, None)
    else:
        yield Spell(child, first, None)


# --- Exclusions: eleven children permanently excluded since September ---------------------------


def make_exclusions(children: list[Child]) -> list[Event]:
    """Permanent exclusions of two school years, and fixed term ones."""
    pupils = [c for c in _known(children) if not c.uasc and 8 <= c.age_on(YEAR_START) <= 15]
    rows: list[Event] = []
    excluded: set[int] = set()
    for first, last, count in (
        (date(2014, 9, 8), date(2015, 7, 17), 6),
        (date(2015, 9, 7), date(2016, 3, 24), 11),
    ):
        able = [c for c in pupils if _in_care_throughout(c, first, last) and c.number not in excluded]
        for child in pick(able, count, f"permanently excluded, {first}"):
            excluded.add(child.number)
            rng = dice("permanently excluded", child.number)
            rows.append(Event(child, working_day_on_or_before(day_between(rng, first, last)), "PERM"))
    for child in pick([c for c in pupils if c.number not in excluded], 140, "fixed term exclusion"):
        rng = dice("fixed term exclusion", child.number)
        for _ in range(weighted(rng, {1: 6, 2: 3, 3: 1})):
            day = working_day_on_or_before(day_between(rng, date(2014, 9, 8), date(2016, 3, 24)))
            rows.append(Event(child, day, "FIXD"))
    return list(dict.fromkeys(rows))


def _in_care_throughout(child: Child, first: date, last: date) -> bool:
    period = child.period_on(first)
    return period is not None and period is child.period_on(last)


# --- Part-time timetables: 77 children in care, 62 of them not UASC -----------------------------


def make_part_time_timetables(children: list[Child]) -> list[Spell]:
    """Timetables in use on 31 March 2016, and earlier ones."""
    able = [c for c in _known(children) if 5 <= c.age_on(AS_AT) <= 16]
    now = [c for c in able if c.in_care and c.last.started_on < AS_AT - days(40)]
    others = pick([c for c in now if not c.counts_as_uasc], 62, "part-time timetable")
    uasc = pick([c for c in now if c.counts_as_uasc], 15, "part-time timetable")
    rows = []
    for child in [*others, *uasc]:
        rng = dice("part-time timetable", child.number)
        first = max(child.last.started_on, _NEW_SCHOOL_YEAR)
        rows.append(Spell(child, day_between(rng, first, AS_AT - days(5)), None))
    earlier = [c for c in able if c not in others and c not in uasc and c.twelve_months_in_care]
    for child in pick(earlier, 165, "earlier part-time timetable"):
        rng = dice("part-time timetable", child.number)
        started = day_between(rng, date(2014, 9, 3), date(2016, 1, 20))
        rows.append(Spell(child, started, min(started + days(rng.randint(20, 170)), AS_AT)))
    return rows


# --- Statements: 259 of the 1,244 in care for twelve months, 252 of them not UASC ---------------


def make_sen_statements(children: list[Child]) -> list[Spell]:
    """Statements of special educational needs, and plans that took their place."""
    able = [c for c in _known(children) if c.age_on(AS_AT) >= 5]
    year = [c for c in able if c.twelve_months_in_care]
    chosen = pick([c for c in year if not c.counts_as_uasc], 252, "statement")
    chosen += pick([c for c in year if c.counts_as_uasc], 7, "statement")
    chosen += pick([c for c in able if not c.uasc and not c.twelve_months_in_care], 110, "statement")
    rows = []
    for child in chosen:
        rng = dice("statement", child.number)
        first = child.last.started_on if child.uasc else add_months(child.born, 42)
        started = day_between(rng, first, max(first, date(2016, 2, 20)), 0.4)
        left_school = add_months(child.born, 12 * 17)
        over = not child.in_care and left_school < AS_AT and left_school > started
        rows.append(Spell(child, started, left_school if over else None))
    return rows


# --- Personal education plans: 1,284 of 1,523 in time, 1,008 of the 1,086 not UASC --------------


def make_peps(children: list[Child]) -> list[Event]:
    """The plans made and reviewed for everyone of an age to have one."""
    able = [c for c in _known(children) if c.age_on(AS_AT) >= 4]
    due = [c for c in able if _should_have_one(c)]
    others = [c for c in due if not c.counts_as_uasc]
    uasc = [c for c in due if c.counts_as_uasc]
    fresh = {c.number for c in [*pick(others, 1008, "plan"), *pick(uasc, 276, "plan")]}
    stale = {c.number for c in due} - fresh
    rows: list[Event] = []
    for child in able:
        rng = dice("education plans", child.number)
        rows += _plans_of(child, rng, fresh=child.number in fresh, stale=child.number in stale)
    return rows


def _should_have_one(child: Child) -> bool:
    """In care for 20 working days, from reception to year 11."""
    in_time = child.in_care and child.last.started_on <= date(2016, 3, 1)
    return in_time and 4 <= age_on(child.born, _NEW_SCHOOL_YEAR - days(1)) <= 15


def _plans_of(child: Child, rng: Random, *, fresh: bool, stale: bool) -> Iterator[Event]:
    """A plan every four to six months; the last in time when fresh, too old when stale."""
    started = child.last.started_on
    last = (child.last.ended_on or AS_AT + days(1)) - days(1)
    if fresh:
        last = day_between(rng, max(_PEP_SINCE, started + days(6)), AS_AT)
        yield Event(child, last)
        last -= days(rng.randint(110, 178))
    elif stale:
        last = _PEP_SINCE - days(rng.randint(1, 60))
    else:
        last -= days(rng.randint(5, 150))
    while last > max(started + days(14), date(2013, 9, 1)) and age_on(child.born, last) >= 4:
        yield Event(child, last)
        last -= days(rng.randint(110, 178))
