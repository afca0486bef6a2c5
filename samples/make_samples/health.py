"""Health: referrals, health assessments, dental checks and questionnaires.

For each figure the docstrings give the whole and, after it, those who are not UASC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from .dates import (
    AS_AT,
    YEAR_START,
    add_months,
    birthday,
    days,
    in_year,
    working_day_on_or_before,
    working_days_after,
)
from .dice import day_between, dice, nudge, pick, pick_weighted, weighted
from .model import Child, Group, Period

_NOT_HELD = {"REFUSED": 3, "MISSED": 2}


@dataclass(frozen=True)
class Appointment:
    """A day offered to a child, and whether it was taken up."""

    child: Child
    offered_for: date
    outcome: str
    kind: str = ""


@dataclass(frozen=True)
class Entry:
    """A period of care begun in the year, and what it has to show of its first weeks."""

    child: Child
    period: Period

    @property
    def started_on(self) -> date:
        """The day on which the child entered care."""
        return self.period.started_on

    def lasted(self, working_days: int) -> bool:
        """Whether so many working days have passed, all of them in care."""
        day = working_days_after(self.started_on, working_days)
        return day <= AS_AT and (self.period.ended_on is None or self.period.ended_on > day)

    @property
    def last_day(self) -> date:
        """The last day in care so far."""
        return AS_AT if self.period.ended_on is None else self.period.ended_on - days(1)


def entries_of_the_year(children: list[Child]) -> list[Entry]:
    """The 1,584 periods of care begun in the year; 636."""
    return [Entry(c, p) for c in children for p in c.periods if in_year(p.started_on)]


# --- Referrals: 479 of 1,407 in five working days; 266 of 504; none recorded for 207 --------------


@dataclass(frozen=True)
class Referral:
    """An initial health assessment was asked for."""

    entry: Entry
    referred_on: date

    @property
    def child(self) -> Child:
        """The child who entered care."""
        return self.entry.child


def make_referrals(entries: list[Entry]) -> list[Referral]:
    """When an initial health assessment was asked for."""
    due = [entry for entry in entries if entry.lasted(5)]
    rows = []
    for uasc, in_time, never in ((False, 266, 60), (True, 213, 147)):
        group = [entry for entry in due if entry.child.counts_as_uasc == uasc]
        soon = pick_weighted(group, [_promptness(e) for e in group], in_time, f"referral in time, {uasc}")
        rest = [entry for entry in group if entry not in soon]
        no_room = [entry for entry in rest if entry.last_day <= working_days_after(entry.started_on, 5)]
        able = [entry for entry in rest if entry not in no_room]
        silent = [*no_room, *pick(able, never - len(no_room), f"no referral, {uasc}")]
        rows += [Referral(entry, _soon(entry)) for entry in soon]
        rows += [Referral(entry, _late(entry)) for entry in able if entry not in silent]
    return rows


def _promptness(entry: Entry) -> float:
    """Referrals were slowest in the months when most children arrived."""
    if entry.child.counts_as_uasc:
        return 0.4 if date(2015, 7, 1) <= entry.started_on < date(2015, 12, 1) else 1.0
    return 0.35 if entry.started_on < date(2015, 7, 1) else 1.0


def _soon(entry: Entry) -> date:
    rng = dice("referral", entry.child.number)
    return day_between(rng, entry.started_on + days(1), working_days_after(entry.started_on, 5))


def _late(entry: Entry) -> date:
    rng = dice("referral", entry.child.number)
    first = working_days_after(entry.started_on, 5) + days(1)
    return day_between(rng, first, min(entry.last_day, first + days(70)), 0.5)


# --- Initial health assessments: 279 of 1,366 in 20 working days; 175 of 482 ----------------------


def make_initial_assessments(entries: list[Entry], referrals: list[Referral]) -> list[Appointment]:
    """Initial health assessments, those in time among the ones that were asked for in time."""
    asked = {(r.child.number, r.entry.started_on): r.referred_on for r in referrals}
    rows = []
    for uasc, in_time in ((False, 175), (True, 104)):
        due = [e for e in entries if e.lasted(20) and e.child.counts_as_uasc == uasc]
        prompt = [e for e in due if asked.get((e.child.number, e.started_on), AS_AT) <= _fifth(e)]
        chosen = pick(prompt, in_time, f"initial assessment in time, {uasc}")
        for entry in chosen:
            rng = dice("initial assessment", entry.child.number)
            twentieth = working_days_after(entry.started_on, 20)
            day = day_between(rng, asked[entry.child.number, entry.started_on] + days(2), twentieth, 1.5)
            rows.append(Appointment(entry.child, day, "HELD", "INITIAL"))
        for entry in due:
            if entry not in chosen:
                rows += _late_assessment(entry)
    return rows


def _fifth(entry: Entry) -> date:
    return working_days_after(entry.started_on, 5)


def _late_assessment(entry: Entry) -> Iterator[Appointment]:
    """One held too late, where there was time for it; one in twelve missed a first day."""
    rng = dice("initial assessment", entry.child.number)
    twentieth = working_days_after(entry.started_on, 20)
    if rng.random() < 0.08:
        yield Appointment(entry.child, twentieth - days(rng.randint(0, 6)), "MISSED", "INITIAL")
    last = min(entry.last_day, twentieth + days(100))
    if last > twentieth and rng.random() < 0.85:
        yield Appointment(entry.child, day_between(rng, twentieth + days(1), last, 0.5), "HELD", "INITIAL")


def make_appointments(children: list[Child]) -> list[Appointment]:
    """All health assessments, initial and later ones."""
    entries = entries_of_the_year(children)
    initial = make_initial_assessments(entries, make_referrals(entries))
    return initial + make_review_assessments(children)


# --- The twelve months: 1,079 of 1,244 assessed (951 of 1,063), 1,124 had a dental check (975) ----


def make_review_assessments(children: list[Child]) -> list[Appointment]:
    """Health assessments of those in care for longer: one a year, two for those under five."""
    done = _up_to_date(children, 951, 128, "assessed")
    rows: list[Appointment] = []
    for child in _checked(children):
        rng = dice("review assessments", child.number)
        young = child.age_on(AS_AT) < 5
        rows += _appointments(child, "REVIEW", 2 if young else 1, rng, done=child.number in done)
    return rows


def make_dental_checks(children: list[Child]) -> list[Appointment]:
    """Dental checks, once a year."""
    done = _up_to_date(children, 975, 149, "dental")
    rows: list[Appointment] = []
    for child in _checked(children):
        rng = dice("dental checks", child.number)
        rows += _appointments(child, "", 1, rng, done=child.number in done)
    return rows


def _up_to_date(children: list[Child], others: int, uasc: int, topic: str) -> set[int]:
    """Which children in care for twelve months are up to date."""
    year = [child for child in children if child.twelve_months_in_care]
    chosen = pick([c for c in year if not c.counts_as_uasc], others, topic)
    chosen += pick([c for c in year if c.counts_as_uasc], uasc, topic)
    return {child.number for child in chosen}


def _checked(children: list[Child]) -> list[Child]:
    """Everyone who entered care before the year and was in care in it."""
    known = [child for child in children if child.group is not Group.CARE_LEAVER]
    return [child for child in known if child.last.started_on <= YEAR_START]


def _appointments(child: Child, kind: str, wanted: int, rng: Random, *, done: bool) -> Iterator[Appointment]:
    """Appointments round the same days each year; in the last twelve months enough, or too few."""
    started = child.last.started_on
    step = 12 // wanted
    last_day = (child.last.ended_on or AS_AT + days(1)) - days(1)
    phase = day_between(rng, max(YEAR_START, started + days(1)), AS_AT - days(365 - 365 // wanted))
    for place in range(wanted):
        day = add_months(phase, step * place)
        if day <= last_day:
            missed = child.in_care and not done and place == wanted - 1
            if not missed:
                yield Appointment(child, day, "HELD", kind)
            elif rng.random() < 0.6:
                yield Appointment(child, day, weighted(rng, _NOT_HELD), kind)
    day = add_months(phase, -step) + days(rng.randint(-12, 12))
    while day > max(started + days(20), date(2013, 1, 1)):
        if day < YEAR_START:
            outcome = "HELD" if rng.random() < 0.96 else weighted(rng, _NOT_HELD)
            yield Appointment(child, day, outcome, kind)
        day = add_months(day, -step) + days(rng.randint(-12, 12))


# --- Questionnaires: 842 that scored 11,848; 774 that scored 11,336 -------------------------------


@dataclass
class Questionnaire:
    """A completed questionnaire and its score."""

    child: Child
    completed_on: date
    score: int


def make_questionnaires(children: list[Child]) -> list[Questionnaire]:
    """One for each child in care for twelve months and aged four to 16, and those of years before."""
    able = [c for c in children if c.twelve_months_in_care and _may_answer(c)]
    rows = []
    for uasc, count, points, mean in ((False, 774, 11_336, 14.6), (True, 68, 512, 7.5)):
        group = pick([c for c in able if c.counts_as_uasc == uasc], count, f"questionnaires, {uasc}")
        answers = [_answer(child, mean) for child in group]
        nudge(answers, points - sum(a.score for a in answers), _change, f"scores, {uasc}", 2)
        rows += answers
    return rows + [q for child in able for q in _earlier_answers(child)]


def _may_answer(child: Child) -> bool:
    """Aged four when the year began, and under 17 when it ended."""
    return birthday(child.born, 4) <= YEAR_START and birthday(child.born, 17) > AS_AT


def _score(rng: Random, mean: float) -> int:
    return max(0, min(40, round(rng.gauss(mean, 6.4))))


def _answer(child: Child, mean: float) -> Questionnaire:
    rng = dice("questionnaire", child.number)
    day = working_day_on_or_before(day_between(rng, date(2015, 4, 8), AS_AT))
    return Questionnaire(child, day, _score(rng, mean))


def _change(answer: Questionnaire, amount: int) -> int:
    if not 0 <= answer.score + amount <= 36:
        return 0
    answer.score += amount
    return amount


def _earlier_answers(child: Child) -> Iterator[Questionnaire]:
    """Questionnaires of the two years before."""
    rng = dice("earlier questionnaires", child.number)
    for year in (2013, 2014):
        day = working_day_on_or_before(day_between(rng, date(year, 4, 8), date(year + 1, 3, 28)))
        if child.last.started_on < day and child.age_on(day) >= 4 and rng.random() < 0.75:
            yield Questionnaire(child, day, _score(rng, 14.3))
