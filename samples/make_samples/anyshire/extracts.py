"""Write Anyshire's extracts, as the national catalogue describes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..tables import Table, table, write_tables
from . import education, health, homes, leaving, missing, practice, workforce
from .children import Child, Period, make_children

_CHILD = "child_id=child.child_id "


@dataclass(frozen=True)
class _Person:
    """A row of the file of children."""

    child_id: str
    date_of_birth: date
    sex: str
    ethnicity: str
    uasc: bool
    uasc_ended_on: date | None


@dataclass(frozen=True)
class _Worker:
    """A row of the file of social workers."""

    worker_id: str


@dataclass(frozen=True)
class _PeriodRow:
    """A period of care with its child."""

    child: Child
    period: Period


def write_anyshire(folder: Path) -> None:
    """Write all extracts into the folder; the same bytes each time."""
    children = make_children()
    schooling = education.make_schooling(children)
    young = leaving.make_young()
    posts = workforce.make_posts()
    allocations = practice.make_allocations(children)
    write_tables(
        folder,
        {
            "children": table(
                _people(children, young), "child_id date_of_birth sex ethnicity uasc uasc_ended_on"
            ),
            **_care(children, schooling),
            **_practice(children, allocations),
            **_health(children),
            **_school(children, schooling),
            "adoptions": table(
                leaving.make_adoptions(children),
                _CHILD + "entered_care_on decision_on matched_on placed_on adopted_on decision_reversed_on",
            ),
            "care_leavers": table(
                leaving.make_leavers(young),
                "child_id=person.child_id birthday_on age in_touch activity accommodation",
            ),
            "workers": table(_workers(allocations), "worker_id"),
            "posts": table(posts, "post_id role held_by fte started_on ended_on"),
            "departures": table(workforce.make_departures(posts), "post_id left_on fte"),
            "population": table(workforce.make_people(), "age people used_from used_until"),
        },
    )


def _people(children: list[Child], young: list[leaving.Young]) -> list[_Person]:
    known = [_Person(c.child_id, c.born, c.sex, c.ethnicity, c.uasc, c.uasc_ended_on) for c in children]
    grown = [_Person(y.child_id, y.born, "U", "NOBT", y.uasc, y.uasc_ended_on) for y in young]
    return known + grown


def _workers(allocations: list[practice.Allocation]) -> list[_Worker]:
    return [_Worker(each) for each in sorted({made.worker_id for made in allocations})]


def _care(children: list[Child], schooling: education.Schooling) -> dict[str, Table]:
    periods = [_PeriodRow(child, period) for child in children for period in child.periods]
    return {
        "care_periods": table(
            periods,
            _CHILD + "started_on=period.started_on ended_on=period.ended_on end_reason=period.end_reason",
        ),
        "placements": table(
            homes.make_homes(children, schooling.inside),
            _CHILD + "started_on ended_on placement_type provider distance_miles inside_authority registered",
        ),
        "missing_incidents": table(
            missing.make_incidents(children),
            _CHILD
            + "kind went_missing_at returned_at interview_offered_on interview_accepted interviewed_at",
        ),
    }


def _practice(children: list[Child], allocations: list[practice.Allocation]) -> dict[str, Table]:
    return {
        "reviews": table(practice.make_reviews(children), _CHILD + "due_on held_on participation"),
        "visits": table(practice.make_visits(children), _CHILD + "visited_on seen seen_alone"),
        "plans": table(practice.make_plans(children), _CHILD + "kind started_on review_due_on"),
        "allocations": table(allocations, _CHILD + "worker_id team started_on ended_on"),
    }


def _health(children: list[Child]) -> dict[str, Table]:
    return {
        "health_assessments": table(health.make_assessments(children), _CHILD + "offered_for kind outcome"),
        "dental_checks": table(health.make_dental_checks(children), _CHILD + "offered_for outcome"),
        "sdq_questionnaires": table(health.make_questionnaires(children), _CHILD + "completed_on score"),
    }


def _school(children: list[Child], schooling: education.Schooling) -> dict[str, Table]:
    return {
        "enrolments": table(schooling.enrolments, _CHILD + "started_on ended_on"),
        "ehc_plans": table(education.make_plans(children), _CHILD + "started_on ended_on"),
        "terms": table(education.make_terms(), "term starts_on ends_on"),
        "peps": table(education.make_peps(children), _CHILD + "held_on quality"),
        "attendance": table(education.make_sessions(children), _CHILD + "until possible missed"),
    }
