"""Health assessments, dental checks and questionnaires of Anyshire's children."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..dates import add_months, days
from ..dice import dice, weighted
from .children import AS_AT, YEAR_START, Child

_SINCE = add_months(YEAR_START, -12)
_OUTCOMES = {"HELD": 0.9, "REFUSED": 0.05, "MISSED": 0.05}


@dataclass(frozen=True)
class Appointment:
    """A health assessment or a dental check, by the day that it was offered for."""

    child: Child
    offered_for: date
    outcome: str
    kind: str | None = None


@dataclass(frozen=True)
class Questionnaire:
    """A strengths and difficulties questionnaire."""

    child: Child
    completed_on: date
    score: int


def make_assessments(children: list[Child]) -> list[Appointment]:
    """The initial one about a month after the start, then each year, or half year under five."""
    return [made for child in children for made in _assessments_of(child)]


def _assessments_of(child: Child) -> Iterator[Appointment]:
    rng = dice("Anyshire, health", child.number)
    initial = child.last.started_on + timedelta(
        days=rng.randint(8, 24) if rng.random() < 0.72 else rng.randint(30, 70)
    )
    if initial > child.known_until:
        return
    yield Appointment(child, initial, "HELD" if rng.random() < 0.97 else "REFUSED", "INITIAL")
    day = initial
    while True:
        months = 6 if child.age_on(day) < 5 else 12
        day = add_months(day, months) - days(
            rng.randint(0, 40) if rng.random() < 0.9 else -rng.randint(10, 60)
        )
        if day > child.known_until:
            return
        if day >= _SINCE:
            yield Appointment(child, day, weighted(rng, _OUTCOMES), "REVIEW")


def make_dental_checks(children: list[Child]) -> list[Appointment]:
    """About one a year, from two months after the start on."""
    return [made for child in children for made in _dental_checks_of(child)]


def _dental_checks_of(child: Child) -> Iterator[Appointment]:
    rng = dice("Anyshire, teeth", child.number)
    day = max(child.last.started_on + days(60), _SINCE) + days(rng.randint(0, 200))
    while day <= child.known_until:
        yield Appointment(child, day, weighted(rng, _OUTCOMES))
        day += days(rng.randint(150, 420))


def make_questionnaires(children: list[Child]) -> list[Questionnaire]:
    """One a year for children of four to sixteen."""
    return [made for child in children for made in _questionnaires_of(child)]


def _questionnaires_of(child: Child) -> Iterator[Questionnaire]:
    rng = dice("Anyshire, SDQ", child.number)
    day = _SINCE + days(rng.randint(0, 364))
    while day <= AS_AT:
        if child.in_care_on(day) and 4 <= child.age_on(day) <= 16 and rng.random() < 0.8:
            yield Questionnaire(child, day, max(0, min(40, round(rng.gauss(14.2, 6.5)))))
        day = add_months(day, 12)
