"""Write the children as the extracts that the catalogue describes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from .education import (
    make_enrolments,
    make_exclusions,
    make_part_time_timetables,
    make_peps,
    make_sen_statements,
)
from .health import entries_of_the_year, make_referrals
from .model import Child, Spell
from .placements import Placement
from .plans import make_care_plans, make_child_protection_plans, make_youth_offending
from .reviews import Review
from .story import Story
from .surroundings import (
    make_other_authority_stays,
    make_population,
    make_published,
    make_sibling_groups,
)
from .tables import Table, table, write_tables
from .workers import make_allocations, make_posts


class ChildRow(NamedTuple):
    """A row together with the child that it belongs to."""

    child: Child
    row: Placement | Review


def write_extracts(folder: Path, story: Story) -> None:
    """Write all extracts into the folder; the same bytes each time."""
    children = story.children
    tables = _lives(story) | _plans(story) | _services(children) | _health(story) | _others()
    write_tables(folder, tables)


_CHILD = "child_id=child.child_id "
_SPELL = _CHILD + "started_on ended_on"


def _lives(story: Story) -> dict[str, Table]:
    """Children, and where they live and lived."""
    children = story.children
    periods = [
        Spell(child, p.started_on, p.ended_on, p.end_reason) for child in children for p in child.periods
    ]
    homes = [ChildRow(child, row) for child in children for row in story.placements[child.number]]
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
            story.incidents, _CHILD + "kind went_missing_at returned_at interviewed_on"
        ),
        "care_leavers": table(story.birthdays, _CHILD + "birthday_on in_touch activity accommodation"),
    }


def _plans(story: Story) -> dict[str, Table]:
    """Reviews, plans and those who make them."""
    children, reviews = story.children, story.reviews
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


def _health(story: Story) -> dict[str, Table]:
    """What the health services know of them."""
    referrals = make_referrals(entries_of_the_year(story.children))
    return {
        "health_referrals": table(referrals, _CHILD + "referred_on"),
        "health_assessments": table(story.assessments, _CHILD + "offered_for kind outcome"),
        "dental_checks": table(story.dental_checks, _CHILD + "offered_for outcome"),
        "sdq_questionnaires": table(story.questionnaires, _CHILD + "completed_on score"),
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
