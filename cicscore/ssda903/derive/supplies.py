"""The extracts that a return can supply, with their tables and columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from cicscore.ssda903.collection import EPISODES, HEADER
from cicscore.ssda903.derive.adoption import adoptions
from cicscore.ssda903.derive.care import care_periods, legal_status_spells, placements
from cicscore.ssda903.derive.care_leavers import care_leavers, every_care_leaver
from cicscore.ssda903.derive.children import children
from cicscore.ssda903.derive.events import allocations, deprivations_of_liberty, missing_incidents
from cicscore.ssda903.derive.outcomes import (
    dental_checks,
    health_assessments,
    sdq_questionnaires,
    yearly_outcomes,
)
from cicscore.ssda903.derive.reviews import reviews
from cicscore.ssda903.returns import Return
from cicscore.ssda903.unrecorded import Derived

Derivation: TypeAlias = Callable[[Return], Iterator[Derived]]


class Supply(Struct, frozen=True):
    """How one extract is derived from the return: the tables it needs, and the columns it then has.

    ``columns_of`` are further columns, each with the table that holds it, or the table and its column
    (``episodes.cin``) where files may lack that. ``lacked_first``: rows that the return may lack come before
    the others of the same child, as spells do that ended before it begins. ``fuller`` has a column, and what
    derives more rows, told apart by it, for a catalogue that declares it.
    """

    derive: Derivation
    needs: tuple[str, ...]
    columns: tuple[str, ...]
    columns_of: Mapping[str, str] = field(default_factory=dict)
    lacked_first: bool = False
    fuller: tuple[str, Derivation] | None = None

    def derivation(self, declared: Collection[str]) -> Derivation:
        """What derives the extract for a catalogue that declares these columns of it."""
        if self.fuller is not None and self.fuller[0] in declared:
            return self.fuller[1]
        return self.derive

    def tables(self) -> tuple[str, ...]:
        """Every table that the extract is derived from, if the return has it."""
        return tuple(dict.fromkeys((*self.needs, *(of.split(".")[0] for of in self.columns_of.values()))))


_SPELL = ("child_id", "started_on", "ended_on")

#: What the return can supply, by extract name.
SUPPLIES: Mapping[str, Supply] = {
    "children": Supply(
        children,
        (HEADER,),
        ("child_id", "date_of_birth", "sex", "ethnicity"),
        {"uasc": "uasc", "uasc_ended_on": "uasc"},
    ),
    "care_periods": Supply(
        care_periods,
        (HEADER, EPISODES),
        (*_SPELL, "end_reason"),
        {"category_of_need": "episodes.cin"},
        lacked_first=True,
    ),
    "placements": Supply(
        placements,
        (HEADER, EPISODES),
        (*_SPELL, "placement_type", "provider"),
        {"change_reason": "episodes.reason_place_change"},
        lacked_first=True,
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
        ("child_id", "birthday_on", "age", "in_touch", "activity", "accommodation"),
        fuller=("age", every_care_leaver),
    ),
    "allocations": Supply(
        allocations,
        (HEADER, EPISODES, "social_workers"),
        (*_SPELL, "worker_id"),
        {"start_reason": "social_workers.sw_reason"},
    ),
    "health_assessments": Supply(
        health_assessments, (HEADER, EPISODES, "oc2"), ("child_id", "offered_for", "outcome")
    ),
    "dental_checks": Supply(dental_checks, (HEADER, EPISODES, "oc2"), ("child_id", "offered_for", "outcome")),
    "sdq_questionnaires": Supply(
        sdq_questionnaires, (HEADER, EPISODES, "oc2"), ("child_id", "completed_on", "score")
    ),
    "yearly_outcomes": Supply(
        yearly_outcomes,
        (HEADER, EPISODES, "oc2"),
        ("child_id", "recorded_on", "dental_check", "health_assessment", "sdq_score", "sdq_reason"),
        {
            "convicted": "oc2.convicted",
            "development_check": "oc2.health_check",
            "immunised": "oc2.immunisations",
            "substance_misuse": "oc2.substance_misuse",
            "intervention_received": "oc2.intervention_received",
            "intervention_offered": "oc2.intervention_offered",
        },
    ),
    "deprivations_of_liberty": Supply(
        deprivations_of_liberty, (HEADER, EPISODES, "deprivation_of_liberty"), _SPELL
    ),
}
