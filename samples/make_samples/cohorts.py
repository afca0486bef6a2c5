"""All the children of the samples: in care, left in the year, or left in earlier years."""

from __future__ import annotations

from .adoption import adoption_cases
from .care_leavers import add_care_leavers
from .characteristics import describe
from .in_care import add_in_care, add_uasc_in_care
from .leavers import add_adopted, add_long_stays_ended, add_short_stays, add_uasc_leavers
from .model import AdoptionStage, Child
from .register import Register
from .returns import add_earlier_periods, add_returned_and_left_again


def make_children() -> list[Child]:
    """Everyone, with their periods of care, plans for adoption and characteristics."""
    register = Register()
    cases = adoption_cases()
    add_in_care(register, [plan for case, plan in cases if case.stays])
    add_uasc_in_care(register)
    add_adopted(register, [plan for _, plan in cases if plan.stage is AdoptionStage.ADOPTED])
    reversed_plans = [plan for _, plan in cases if plan.stage is AdoptionStage.REVERSED]
    staying = {id(plan) for case, plan in cases if case.stays}
    add_long_stays_ended(register, [plan for plan in reversed_plans if id(plan) not in staying])
    add_short_stays(register)
    add_uasc_leavers(register)
    add_returned_and_left_again(register)
    add_earlier_periods(register.children)
    add_care_leavers(register)
    describe(register.children)
    return register.children
