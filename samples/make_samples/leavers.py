"""The children who left care in the year: 668, and 450 UASC.

103 were adopted and 47 went to a special guardian. Many stays are very short: the published
cohorts of the health indicators leave out 132 and 154 of the 636 periods begun in the year
(45 and 64 of the 948 of UASC), which ended, or had only begun, within five and 20 working days.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from .dates import AS_AT, YEAR_START, add_months, days, working_days_after
from .dice import day_between, weighted
from .model import Adoption, Group, Period, known
from .register import Register, arrival, uasc_birth

WENT_HOME = {"E4A": 55, "E4B": 18, "E13": 8, "E41": 14, "E3": 3, "E8": 2}
_SPECIAL_GUARDIAN = {"E43": 3, "E44": 2}
_TURNED_18 = {"E5": 40, "E6": 12, "E17": 28, "E7": 8, "E8": 12}
_UASC_TURNED_18 = {"E5": 62, "E6": 20, "E17": 10, "E8": 8}
_UASC_LEFT = {"E3": 48, "E8": 34, "E13": 8, "E16": 2, "E9": 4, "E4A": 4}
_UASC_LEFT_SOON = {"E15": 40, "E8": 40, "E3": 20}

_LAST_BEFORE = date(2015, 3, 25)
_FIRST_IN_YEAR = date(2015, 4, 2)


def add_adopted(register: Register, plans: list[Adoption]) -> None:
    """The 103 adopted, 29 of them aged five or over; those who waited longest are the oldest."""
    for place, plan in enumerate(sorted(plans, key=lambda plan: plan.entered_care_on)):
        fifth = add_months(known(plan.adopted_on), -60)
        rng = register.next_dice("adopted")
        if place < 29:
            latest = min(fifth, plan.entered_care_on)
            born = day_between(rng, latest - days(1100), latest)
        else:
            born = day_between(
                rng, max(fifth, plan.entered_care_on - days(500)) + days(1), plan.entered_care_on, 2.0
            )
        reason = weighted(rng, {"E11": 4, "E12": 6})
        period = Period(plan.entered_care_on, plan.adopted_on, reason)
        register.add(Group.LEFT, born, period, adoption=plan)


def add_long_stays_ended(register: Register, reversed_plans: list[Adoption]) -> None:
    """316 who entered care before the year, left in it, and are neither adopted nor UASC."""
    for _ in range(175):
        rng = register.next_dice("turned 18")
        left = _day_of_18th_birthday(rng, YEAR_START)
        born = left.replace(year=left.year - 18)
        started = day_between(rng, max(date(2003, 6, 1), born), _LAST_BEFORE, 1.6)
        register.add(Group.LEFT, born, Period(started, left, weighted(rng, _TURNED_18)))
    plans = list(reversed_plans)
    for reasons, young, older in ((_SPECIAL_GUARDIAN, 20, 20), (WENT_HOME, 35, 66)):
        for place in range(young + older):
            plan = plans.pop() if plans and place < 5 else None
            _add_long_stay(register, reasons, plan, young=place < young)


def _add_long_stay(
    register: Register, reasons: dict[str, int], plan: Adoption | None, *, young: bool
) -> None:
    """One who left for a guardian or home, under five when young; perhaps no longer to be adopted."""
    rng = register.next_dice("long stay")
    earliest = max(YEAR_START, plan.reversed_on or YEAR_START) if plan else YEAR_START
    left = day_between(rng, earliest, AS_AT)
    born = birth_for_leaving(rng, left, plan.entered_care_on if plan else _LAST_BEFORE, young=young)
    started = (
        plan.entered_care_on if plan else day_between(rng, max(born, date(2007, 1, 1)), _LAST_BEFORE, 2.5)
    )
    register.add(Group.LEFT, born, Period(started, left, weighted(rng, reasons)), adoption=plan)


def birth_for_leaving(rng: Random, left: date, started: date, *, young: bool) -> date:
    """A date of birth by which a child is under five, or five to 16, on leaving care."""
    fifth = add_months(left, -60)
    if young:
        return day_between(rng, fifth + days(1), min(started, left), 0.9)
    return day_between(rng, add_months(left, -12 * 16), min(fifth, started))


def add_short_stays(register: Register) -> None:
    """217 who entered care and left it in the year, and were in care only once."""
    for place in range(107):
        span = soon_end(register.next_dice("stay"), _FIRST_IN_YEAR)
        _add_short_stay(register, span, WENT_HOME, young=place < 22)
    for place in range(5):
        rng = register.next_dice("stay")
        started = day_between(rng, _FIRST_IN_YEAR, date(2016, 2, 1))
        after_5 = working_days_after(started, 5) + days(1)
        span = (started, day_between(rng, after_5, working_days_after(started, 20)))
        _add_short_stay(register, span, WENT_HOME, young=place < 1)
    for place in range(105):
        rng = register.next_dice("stay")
        started = day_between(rng, _FIRST_IN_YEAR, date(2016, 1, 20), 0.8)
        earliest = working_days_after(started, 20) + days(3)
        span = (started, day_between(rng, earliest, AS_AT, 0.7))
        reasons = _SPECIAL_GUARDIAN if place < 7 else WENT_HOME
        _add_short_stay(register, span, reasons, young=place < 2 or 7 <= place < 34)


def soon_end(rng: Random, first: date, last: date = date(2016, 3, 1)) -> tuple[date, date]:
    """The start and end of a stay that ended within five working days."""
    started = day_between(rng, first, last)
    return started, day_between(rng, started + days(1), working_days_after(started, 5))


def _add_short_stay(
    register: Register, span: tuple[date, date], reasons: dict[str, int], *, young: bool
) -> None:
    """One stay begun and ended in the year."""
    rng = register.next_dice("short stay")
    started, ended = span
    born = birth_for_leaving(rng, ended, started, young=young)
    register.add(Group.LEFT, born, Period(started, ended, weighted(rng, reasons)))


def add_uasc_leavers(register: Register) -> None:
    """448 UASC who left in the year and did not come back."""
    for _ in range(165):
        rng = register.next_dice("UASC turned 18")
        left = _uasc_18th_birthday(rng, _FIRST_IN_YEAR)
        started = day_between(rng, date(2012, 6, 1), _LAST_BEFORE, 1.8)
        _add_uasc(register, started, left, _UASC_TURNED_18, left.replace(year=left.year - 18))
    for _ in range(22):
        rng = register.next_dice("UASC left")
        left = day_between(rng, _FIRST_IN_YEAR, AS_AT)
        _add_uasc(register, day_between(rng, date(2013, 6, 1), _LAST_BEFORE, 1.8), left, _UASC_LEFT)
    for _ in range(100):
        rng = register.next_dice("UASC turned 18 soon")
        left = _uasc_18th_birthday(rng, date(2015, 7, 1))
        started = arrival(rng, left - days(40))
        _add_uasc(register, started, left, _UASC_TURNED_18, left.replace(year=left.year - 18))
    for _ in range(131):
        rng = register.next_dice("UASC left in the year they came")
        started = arrival(rng, date(2016, 1, 31))
        earliest = working_days_after(started, 20) + days(1)
        _add_uasc(register, started, day_between(rng, earliest, AS_AT, 0.55), _UASC_LEFT)
    for first_days, last_days, count in ((0, 5, 27), (5, 20, 3)):
        for _ in range(count):
            rng = register.next_dice("UASC left soon")
            started = arrival(rng, date(2016, 2, 10))
            earliest = working_days_after(started, first_days) + days(1)
            left = day_between(rng, earliest, working_days_after(started, last_days))
            _add_uasc(register, started, left, _UASC_LEFT_SOON)


def _add_uasc(
    register: Register, started: date, left: date, reasons: dict[str, int], born: date | None = None
) -> None:
    """One UASC who left; at 14 to 17 where no date of birth is given."""
    rng = register.next_dice("UASC leaver")
    if born is None:
        born = uasc_birth(rng, add_months(left, -17 * 12 - 10), add_months(started, -14 * 12))
    reason = weighted(rng, reasons)
    register.add(Group.LEFT, born, Period(started, left, reason), uasc=True)


def _day_of_18th_birthday(rng: Random, first: date) -> date:
    """A day in the year that can be an 18th birthday: 1998 had no 29 February."""
    day = day_between(rng, first, AS_AT)
    return day + timedelta(days=1) if (day.month, day.day) == (2, 29) else day


def _uasc_18th_birthday(rng: Random, first: date) -> date:
    """Likewise; more than one in four UASC turn 18 on 1 January."""
    return date(2016, 1, 1) if rng.random() < 0.28 else _day_of_18th_birthday(rng, first)
