"""Write the children as the extracts that the catalogue describes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from .care_leavers import birthdays
from .cohorts import make_children
from .education import (
    make_enrolments,
    make_exclusions,
    make_part_time_timetables,
    make_peps,
    make_sen_statements,
)
from .health import (
    entries_of_the_year,
    make_dental_checks,
    make_initial_assessments,
    make_questionnaires,
    make_referrals,
    make_review_assessments,
)
from .missing import make_incidents
from .model import Child, Spell
from .placements import Placement, make_placements
from .plans import make_care_plans, make_child_protection_plans, make_youth_offending
from .reviews import Review, make_reviews
from .surroundings import (
    make_other_authority_stays,
    make_population,
    make_published,
    make_sibling_groups,
)
from .workers import make_allocations, make_posts

Cell = str | int | date | datetime | bool | None


class Table(NamedTuple):
    """A file to be: its headings, and its rows as text."""

    headings: list[str]
    rows: list[list[str]]


class ChildRow(NamedTuple):
    """A row together with the child that it belongs to."""

    child: Child
    row: Placement | Review


def write_extracts(folder: Path) -> None:
    """Write all extracts into the folder; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    children = make_children()
    tables = _lives(children) | _plans(children) | _services(children) | _health(children) | _others()
    for name, made in tables.items():
        write_csv(folder / f"{name}.csv", made)


def write_csv(path: Path, made: Table) -> None:
    """Write one file: UTF-8, a line feed after each row, rows in order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(made.headings)
        writer.writerows(sorted(made.rows))


def table(rows: Iterable[object], columns: str) -> Table:
    """A table of objects: each column is an attribute, or heading=path.to.attribute."""
    pairs = [column.partition("=") for column in columns.split()]
    read = [attrgetter(path or heading) for heading, _, path in pairs]
    return Table([heading for heading, _, _ in pairs], [[_text(get(row)) for get in read] for row in rows])


def _text(value: Cell) -> str:
    """A cell as it is written."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


_CHILD = "child_id=child.child_id "
_SPELL = _CHILD + "started_on ended_on"


def _lives(children: list[Child]) -> dict[str, Table]:
    """Children, and where they live and lived."""
    periods = [
        Spell(child, p.started_on, p.ended_on, p.end_reason) for child in children for p in child.periods
    ]
    placements = make_placements(children)
    homes = [ChildRow(child, row) for child in children for row in placements[child.number]]
    return {
        "children": table(
            children,
            "child_id date_of_birth=born sex ethnicity disabled uasc uasc_ended_on area",
        ),
        "care_periods": table(periods, _SPELL + " end_reason=kind"),
        "placements": table(
            homes,
            _CHILD + "started_on=row.started_on ended_on=row.ended_on"
            " placement_type=row.home.placement_type provider=row.home.provider"
            " distance_miles=row.home.distance_miles authority=row.home.authority",
        ),
        "missing_incidents": table(
            make_incidents(children), _CHILD + "kind went_missing_at returned_at interviewed_on"
        ),
        "care_leavers": table(birthdays(children), _CHILD + "birthday_on in_touch activity accommodation"),
    }


def _plans(children: list[Child]) -> dict[str, Table]:
    """Reviews, plans and those who make them."""
    reviews = make_reviews(children)
    reviewed = [ChildRow(child, row) for child in children for row in reviews.get(child.number, [])]
    return {
        "reviews": table(
            reviewed,
            _CHILD + "due_on=row.due_on held_on=row.held_on participation=row.participation",
        ),
        "care_plans": table(make_care_plans(children, reviews), _SPELL + " plan=kind"),
        "child_protection_plans": table(make_child_protection_plans(children), _SPELL),
        "adoptions": table(
            [child for child in children if child.adoption],
            "child_id entered_care_on=adoption.entered_care_on"
            " plan_agreed_on=adoption.plan_agreed_on decision_on=adoption.decision_on"
            " placement_order_on=adoption.placement_order_on matched_on=adoption.matched_on"
            " placed_on=adoption.placed_on adopted_on=adoption.adopted_on"
            " decision_reversed_on=adoption.reversed_on",
        ),
        "allocations": table(make_allocations(children), _CHILD + "worker_id team started_on ended_on"),
    }


def _services(children: list[Child]) -> dict[str, Table]:
    """What schools and the youth offending service know of the children."""
    return {
        "enrolments": table(make_enrolments(children), _SPELL),
        "part_time_timetables": table(make_part_time_timetables(children), _SPELL),
        "sen_statements": table(make_sen_statements(children), _SPELL),
        "exclusions": table(make_exclusions(children), _CHILD + "excluded_on=on kind"),
        "peps": table(make_peps(children), _CHILD + "held_on=on"),
        "youth_offending": table(
            make_youth_offending(children), _CHILD + "opened_on closed_on first_outcome_on"
        ),
    }


def _health(children: list[Child]) -> dict[str, Table]:
    """What the health services know of them."""
    entries = entries_of_the_year(children)
    referrals = make_referrals(entries)
    assessments = make_initial_assessments(entries, referrals) + make_review_assessments(children)
    return {
        "health_referrals": table(referrals, _CHILD + "referred_on"),
        "health_assessments": table(assessments, _CHILD + "offered_for kind outcome"),
        "dental_checks": table(make_dental_checks(children), _CHILD + "offered_for outcome"),
        "sdq_questionnaires": table(make_questionnaires(children), _CHILD + "completed_on score"),
    }


def _others() -> dict[str, Table]:
    """Staff, population, other authorities' children and what others publish."""
    return {
        "posts": table(make_posts(), "post_id role team held_by fte started_on ended_on"),
        "population": table(make_population(), "age people used_from used_until"),
        "other_authority_children": table(make_other_authority_stays(), "notification_id placed_on left_on"),
        "sibling_groups": table(make_sibling_groups(), "sibling_group_id placed_on children families"),
        "published": table(make_published(), "measure published_on value"),
    }
