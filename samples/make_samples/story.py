"""Everything that happened to the children, told once and written in more than one layout."""

from __future__ import annotations

from dataclasses import dataclass

from .care_leavers import Birthday, birthdays
from .cohorts import make_children
from .health import Appointment, Questionnaire, make_appointments, make_dental_checks, make_questionnaires
from .missing import Incident, make_incidents
from .model import Child
from .placements import Placement, make_placements
from .reviews import Review, make_reviews


@dataclass(frozen=True)
class Story:
    """The children and what the national return asks about them; by child's number where keyed."""

    children: list[Child]
    placements: dict[int, list[Placement]]
    reviews: dict[int, list[Review]]
    assessments: list[Appointment]
    dental_checks: list[Appointment]
    questionnaires: list[Questionnaire]
    incidents: list[Incident]
    birthdays: list[Birthday]


def tell() -> Story:
    """Make it all up, the same each time."""
    children = make_children()
    return Story(
        children,
        make_placements(children),
        make_reviews(children),
        make_appointments(children),
        make_dental_checks(children),
        make_questionnaires(children),
        make_incidents(children),
        birthdays(children),
    )
