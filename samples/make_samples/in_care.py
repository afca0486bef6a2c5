"""The children in care on 31 March 2016: when they entered care and how old they are.

2,320 in all, 866 of them UASC. How many had been in care for twelve, eighteen and thirty months,
and how many are of an age for school, follows from the denominators of the scorecard.
"""

from __future__ import annotations

from datetime import date

from .adoption import LONG, MIDDLE, RECENT, YEAR
from .dice import day_between
from .model import Adoption, AdoptionStage, Group, Period
from .register import THIS_YEAR, Register, arrival, uasc_birth

Range = tuple[date, date]

_ALL_YEARS = (date(1998, 4, 2), LONG[1])
_FIRST_DAY = (date(2015, 4, 1), date(2015, 4, 1))  # counts as twelve months on 31 March
_LAST_20_DAYS = (date(2016, 3, 2), date(2016, 3, 22))  # the first review is still to come
_LAST_5_DAYS = (date(2016, 3, 23), date(2016, 3, 30))  # so is the health referral

_NURSERY = (date(2011, 9, 1), date(2016, 3, 10))  # not yet in reception
_RECEPTION = (date(2011, 4, 1), date(2011, 8, 31))
_SCHOOL = (date(2000, 4, 1), date(2011, 3, 31))  # year 1 to 11 and under 16
_YEAR_11 = (date(1999, 9, 1), date(2000, 3, 31))  # in year 11 and 16 already
_SIXTH_FORM = (date(1998, 4, 2), date(1999, 8, 31))

# Children in care who are not UASC: entered care, born, how many.
_IN_CARE: list[tuple[Range, Range, int]] = [
    (_ALL_YEARS, _NURSERY, 8),
    (_ALL_YEARS, _RECEPTION, 4),
    (_ALL_YEARS, _SCHOOL, 550),
    (_ALL_YEARS, _YEAR_11, 40),
    (_ALL_YEARS, _SIXTH_FORM, 120),
    (MIDDLE, _NURSERY, 26),
    (MIDDLE, _RECEPTION, 2),
    (MIDDLE, _SCHOOL, 148),
    (MIDDLE, _YEAR_11, 10),
    (MIDDLE, _SIXTH_FORM, 26),
    (YEAR, _NURSERY, 24),
    (YEAR, _RECEPTION, 1),
    (YEAR, _SCHOOL, 79),
    (_FIRST_DAY, _SCHOOL, 1),
    (YEAR, _YEAR_11, 6),
    (YEAR, _SIXTH_FORM, 18),
    (THIS_YEAR, _NURSERY, 73),
    (THIS_YEAR, _RECEPTION, 3),
    (THIS_YEAR, _SCHOOL, 220),
    (THIS_YEAR, _YEAR_11, 22),
    (THIS_YEAR, _SIXTH_FORM, 41),
    (_LAST_20_DAYS, _NURSERY, 3),
    (_LAST_20_DAYS, _SCHOOL, 11),
    (_LAST_20_DAYS, _YEAR_11, 1),
    (_LAST_20_DAYS, _SIXTH_FORM, 2),
    (_LAST_5_DAYS, _NURSERY, 3),
    (_LAST_5_DAYS, _SCHOOL, 9),
    (_LAST_5_DAYS, _YEAR_11, 1),
    (_LAST_5_DAYS, _SIXTH_FORM, 2),
]

_UASC_SCHOOL = (date(1999, 9, 1), date(2002, 12, 31))
_UASC_LONG = (date(2012, 4, 1), LONG[1])

# UASC in care, likewise.
_UASC_IN_CARE: list[tuple[Range, Range, int]] = [
    (_UASC_LONG, (date(2000, 4, 1), date(2001, 6, 30)), 6),
    (_UASC_LONG, _SIXTH_FORM, 10),
    (MIDDLE, _UASC_SCHOOL, 30),
    (MIDDLE, _SIXTH_FORM, 68),
    (YEAR, _UASC_SCHOOL, 40),
    (YEAR, _SIXTH_FORM, 27),
    (THIS_YEAR, _UASC_SCHOOL, 361),
    (THIS_YEAR, _SIXTH_FORM, 292),
    (_LAST_20_DAYS, _UASC_SCHOOL, 8),
    (_LAST_20_DAYS, _SIXTH_FORM, 8),
    (_LAST_5_DAYS, _UASC_SCHOOL, 8),
    (_LAST_5_DAYS, _SIXTH_FORM, 8),
]

_BUCKETS = {LONG: _ALL_YEARS, MIDDLE: MIDDLE, YEAR: YEAR, RECENT: THIS_YEAR}

# Of the children in care with a plan for adoption, how many are not yet in reception; the others
# are of school age.
_NURSERY_PLANS = {
    AdoptionStage.PLACED: {LONG: 1, MIDDLE: 14, YEAR: 14, RECENT: 9},
    AdoptionStage.AWAITING: {LONG: 0, MIDDLE: 3, YEAR: 4, RECENT: 19},
    AdoptionStage.REVERSED: {LONG: 0, MIDDLE: 3, YEAR: 3, RECENT: 2},
}


def add_in_care(register: Register, plans: list[Adoption]) -> None:
    """The 1,454 who are not UASC; those with a plan for adoption take some of the places."""
    places = {(entered, born): count for entered, born, count in _IN_CARE}
    nursery = {stage: dict(counts) for stage, counts in _NURSERY_PLANS.items()}
    for plan in plans:
        entered_on = plan.entered_care_on
        bucket = next(span for span in _BUCKETS if entered_on <= span[1] or span is RECENT)
        born = _SCHOOL
        if nursery[plan.stage][bucket] and entered_on > _NURSERY[0]:
            nursery[plan.stage][bucket] -= 1
            born = _NURSERY
        places[_BUCKETS[bucket], born] -= 1
        earliest = max(born[0], date(2005, 1, 1))
        birth = day_between(register.next_dice("born"), earliest, min(born[1], entered_on), 1.5)
        register.add(Group.IN_CARE, birth, Period(entered_on), adoption=plan)
    for (entered, born), count in places.items():
        for _ in range(count):
            rng = register.next_dice("in care")
            birth = day_between(rng, born[0], min(born[1], entered[1]))
            lean = 2.2 if entered is _ALL_YEARS else 1.0
            started = day_between(rng, max(entered[0], birth), entered[1], lean)
            register.add(Group.IN_CARE, birth, Period(started))


def add_uasc_in_care(register: Register) -> None:
    """The 866 UASC."""
    for entered, born, count in _UASC_IN_CARE:
        for _ in range(count):
            rng = register.next_dice("in care")
            started = arrival(rng) if entered is THIS_YEAR else day_between(rng, *entered)
            register.add(Group.IN_CARE, uasc_birth(rng, *born), Period(started), uasc=True)
