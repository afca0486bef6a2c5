"""The extracts that a return can supply, with their tables and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cicscore.ssda903.collection import EPISODES, HEADER
from cicscore.ssda903.derive.adoption import adoptions
from cicscore.ssda903.derive.care import care_periods, legal_status_spells, placements
from cicscore.ssda903.derive.children import (
    allocations,
    care_leavers,
    children,
    dental_checks,
    health_assessments,
    missing_incidents,
    sdq_questionnaires,
)
from cicscore.ssda903.derive.reviews import reviews
from cicscore.ssda903.returns import Return
from cicscore.ssda903.unrecorded import Row


@dataclass(frozen=True)
class Supply:
    """How one extract is derived from the return: the tables it needs, and the columns it then has.

    ``columns_of`` are further columns, each with the table that holds it. ``lacked_first``: rows that the
    return may lack come before the others of the same child, as spells do that ended before it begins.
    """

    derive: Callable[[Return], Iterator[Row]]
    needs: tuple[str, ...]
    columns: tuple[str, ...]
    columns_of: Mapping[str, str] = field(default_factory=dict)
    lacked_first: bool = False


_SPELL = ("child_id", "started_on", "ended_on")

#: What the return can supply, by extract name.
SUPPLIES: Mapping[str, Supply] = {
    "children": Supply(
        children,
        (HEADER,),
        ("child_id", "date_of_birth", "sex", "ethnicity"),
        {"uasc": "uasc", "uasc_ended_on": "uasc"},
    ),
    "care_periods": Supply(care_periods, (HEADER, EPISODES), (*_SPELL, "end_reason"), lacked_first=True),
    "placements": Supply(
        placements, (HEADER, EPISODES), (*_SPELL, "placement_type", "provider"), lacked_first=True
    ),
    "legal_statuses": Supply(
        legal_status_spells, (HEADER, EPISODES), (*_SPELL, "legal_status"), lacked_first=True
    ),
    "reviews": Supply(
        reviews, (HEADER, EPISODES, "reviews"), ("child_id", "due_on", "held_on", "participation")
    ),
    "adoptions": Supply(
        adoptions,
        (HEADER, EPISODES, "placed_for_adoption"),
        (
            "child_id",
            "entered_care_on",
            "decision_on",
            "placement_order_on",
            "placed_on",
            "adopted_on",
            "decision_reversed_on",
        ),
        {"matched_on": "ad1"},
    ),
    "missing_incidents": Supply(
        missing_incidents, (HEADER, "missing"), ("child_id", "kind", "went_missing_at", "returned_at")
    ),
    "care_leavers": Supply(
        care_leavers,
        (HEADER, "oc3"),
        ("child_id", "birthday_on", "in_touch", "activity", "accommodation"),
    ),
    "allocations": Supply(allocations, (HEADER, EPISODES, "social_workers"), (*_SPELL, "worker_id")),
    "health_assessments": Supply(
        health_assessments, (HEADER, EPISODES, "oc2"), ("child_id", "offered_for", "outcome")
    ),
    "dental_checks": Supply(dental_checks, (HEADER, EPISODES, "oc2"), ("child_id", "offered_for", "outcome")),
    "sdq_questionnaires": Supply(
        sdq_questionnaires, (HEADER, EPISODES, "oc2"), ("child_id", "completed_on", "score")
    ),
}
