"""Write the children as the extracts that the catalogue describes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

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
from .model import Child
from .placements import make_placements
from .plans import make_care_plans, make_child_protection_plans, make_youth_offending
from .reviews import make_reviews
from .surroundings import (
    PUBLISHED,
    PUBLISHED_ON,
    make_other_authority_stays,
    make_population,
    make_sibling_groups,
)
from .workers import make_allocations, make_posts

Cell = str | int | date | datetime | bool | None
Row = tuple[Cell, ...]
Table = tuple[str, Iterable[Row]]  # the headings, space separated, and the rows


def write_extracts(folder: Path) -> None:
    """Write all extracts into the folder; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    children = make_children()
    tables = {**_care(children), **_school_and_health(children), **_services(), **_adults(children)}
    for name, (headings, rows) in tables.items():
        write_csv(folder / f"{name}.csv", headings.split(), sorted([_text(row) for row in rows]))


def write_csv(path: Path, headings: list[str], rows: Iterable[Iterable[str]]) -> None:
    """Write one file: UTF-8, one line feed after each row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


def _text(row: Row) -> list[str]:
    """The cells of a row as they are written."""
    return [_cell(value) for value in row]


def _cell(value: Cell) -> str:
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


def _care(children: list[Child]) -> dict[str, Table]:
    """Children, their care, and those who look after it."""
    placements, reviews = make_placements(children), make_reviews(children)
    ids = {child.number: child.child_id for child in children}
    return {
        "children": (
            "child_id date_of_birth sex ethnicity disabled uasc uasc_ended_on area",
            (
                (c.child_id, c.born, c.sex, c.ethnicity, c.disabled, c.uasc, c.uasc_ended_on, c.area)
                for c in children
            ),
        ),
        "care_periods": (
            "child_id started_on ended_on end_reason",
            ((c.child_id, p.started_on, p.ended_on, p.end_reason) for c in children for p in c.periods),
        ),
        "placements": (
            "child_id started_on ended_on placement_type provider distance_miles authority",
            (
                (
                    ids[number],
                    row.started_on,
                    row.ended_on,
                    row.home.placement_type,
                    row.home.provider,
                    row.home.distance_miles,
                    row.home.authority,
                )
                for number, rows in placements.items()
                for row in rows
            ),
        ),
        "reviews": (
            "child_id due_on held_on participation",
            (
                (ids[number], row.due_on, row.held_on, row.participation)
                for number, rows in reviews.items()
                for row in rows
            ),
        ),
        "care_plans": (
            "child_id started_on ended_on plan",
            (
                (p.child.child_id, p.started_on, p.ended_on, p.kind)
                for p in make_care_plans(children, reviews)
            ),
        ),
        "allocations": (
            "child_id worker_id team started_on ended_on",
            (
                (a.child.child_id, a.worker_id, a.team, a.started_on, a.ended_on)
                for a in make_allocations(children)
            ),
        ),
        "adoptions": (
            "child_id entered_care_on plan_agreed_on decision_on placement_order_on matched_on"
            " placed_on adopted_on decision_reversed_on",
            _adoptions(children),
        ),
        "missing_incidents": (
            "child_id kind went_missing_at returned_at interviewed_on",
            (
                (i.child.child_id, i.kind, i.went_missing_at, i.returned_at, i.interviewed_on)
                for i in make_incidents(children)
            ),
        ),
    }


def _adoptions(children: list[Child]) -> Iterator[Row]:
    for child in children:
        plan = child.adoption
        if plan:
            yield (
                child.child_id,
                plan.entered_care_on,
                plan.plan_agreed_on,
                plan.decision_on,
                plan.placement_order_on,
                plan.matched_on,
                plan.placed_on,
                plan.adopted_on,
                plan.reversed_on,
            )


def _school_and_health(children: list[Child]) -> dict[str, Table]:
    """What schools, health and other services know of the children."""
    entries = entries_of_the_year(children)
    referrals = make_referrals(entries)
    assessments = make_initial_assessments(entries, referrals) + make_review_assessments(children)
    spells = {
        "enrolments": make_enrolments(children),
        "part_time_timetables": make_part_time_timetables(children),
        "sen_statements": make_sen_statements(children),
        "child_protection_plans": make_child_protection_plans(children),
    }
    tables: dict[str, Table] = {
        name: (
            "child_id started_on ended_on",
            ((s.child.child_id, s.started_on, s.ended_on) for s in rows),
        )
        for name, rows in spells.items()
    }
    return tables | {
        "exclusions": (
            "child_id excluded_on kind",
            ((e.child.child_id, e.on, e.kind) for e in make_exclusions(children)),
        ),
        "peps": ("child_id held_on", ((e.child.child_id, e.on) for e in make_peps(children))),
        "youth_offending": (
            "child_id opened_on closed_on first_outcome_on",
            (
                (y.child.child_id, y.opened_on, y.closed_on, y.first_outcome_on)
                for y in make_youth_offending(children)
            ),
        ),
        "health_referrals": (
            "child_id referred_on",
            ((entry.child.child_id, day) for entry, day in referrals),
        ),
        "health_assessments": (
            "child_id offered_for kind outcome",
            ((a.child.child_id, a.offered_for, a.kind, a.outcome) for a in assessments),
        ),
        "dental_checks": (
            "child_id offered_for outcome",
            ((a.child.child_id, a.offered_for, a.outcome) for a in make_dental_checks(children)),
        ),
        "sdq_questionnaires": (
            "child_id completed_on score",
            ((q.child.child_id, q.completed_on, q.score) for q in make_questionnaires(children)),
        ),
    }


def _adults(children: list[Child]) -> dict[str, Table]:
    """Those who have left care."""
    return {
        "care_leavers": (
            "child_id birthday_on in_touch activity accommodation",
            (
                (b.child.child_id, b.birthday_on, b.in_touch, b.activity, b.accommodation)
                for b in birthdays(children)
            ),
        )
    }


def _services() -> dict[str, Table]:
    """Staff, population and what others publish."""
    return {
        "posts": (
            "post_id role team held_by fte started_on ended_on",
            (
                (p.post_id, p.role, p.team, p.held_by, p.fte, p.started_on, p.ended_on)
                for p in make_posts()
            ),
        ),
        "population": (
            "age people used_from used_until",
            ((e.age, e.people, e.used_from, e.used_until) for e in make_population()),
        ),
        "other_authority_children": (
            "notification_id placed_on left_on",
            (
                (f"N{place:05d}", stay.started_on, stay.ended_on)
                for place, stay in enumerate(make_other_authority_stays(), start=1)
            ),
        ),
        "sibling_groups": (
            "sibling_group_id placed_on children families",
            (
                (f"G{place:03d}", group.placed_on, group.children, group.families)
                for place, group in enumerate(make_sibling_groups(), start=1)
            ),
        ),
        "published": (
            "measure published_on value",
            (
                (measure, day, value)
                for measure, values in PUBLISHED.items()
                for day, value in zip(PUBLISHED_ON, values, strict=True)
            ),
        ),
    }
