"""Children who were in care more than once.

Of the periods of care begun in the year, 87 (and 6 of UASC) began within 24 months of an earlier
one. Some of the earlier ones ended in the year too: those children left, and are counted once.
"""

from __future__ import annotations

from datetime import date

from .dates import AS_AT, YEAR_START, add_months, age_on, days, in_year, working_days_after
from .dice import day_between, dice, pick, weighted
from .leavers import WENT_HOME, birth_for_leaving, soon_end
from .model import Child, Group, Period
from .register import THIS_YEAR, Register

_LAST_BEFORE = date(2015, 3, 20)


def add_returned_and_left_again(register: Register) -> None:
    """17 children who left in the year, came back in it, and left again."""
    for place in range(17):
        rng = register.next_dice("left twice")
        first_this_year, short, young = place < 5, place % 4 == 1, place < 10 and place % 2 == 0
        if first_this_year:
            first = (
                soon_end(rng, date(2015, 4, 10), date(2015, 6, 30))
                if place < 3
                else (
                    day_between(rng, date(2015, 4, 3), date(2015, 4, 20)),
                    day_between(rng, date(2015, 6, 1), date(2015, 7, 15)),
                )
            )
        else:
            first = (
                day_between(rng, date(2012, 6, 1), _LAST_BEFORE, 2.0),
                day_between(rng, date(2015, 4, 10), date(2015, 8, 31)),
            )
        started = first[1] + days(rng.randint(20, 120))
        within_5 = day_between(rng, started + days(1), working_days_after(started, 5))
        after_20 = day_between(rng, working_days_after(started, 20) + days(1), AS_AT)
        ended = within_5 if short else after_20
        born = birth_for_leaving(rng, ended, first[0], young=young)
        child = register.add(Group.LEFT, born, Period(*first, weighted(rng, WENT_HOME)))
        child.periods.append(Period(started, ended, weighted(rng, WENT_HOME)))


def add_earlier_periods(children: list[Child]) -> None:
    """Earlier periods of care of children already there."""
    _left_and_returned(children)
    _uasc_left_and_returned(children)
    entered = [child for child in _once(children) if in_year(child.last.started_on) and _old_enough(child)]
    stayed = [child for child in entered if child.group is Group.IN_CARE]
    left = [child for child in entered if child.group is Group.LEFT]
    uasc = [
        child
        for child in children
        if child.uasc
        and child.group is Group.IN_CARE
        and len(child.periods) == 1
        and date(2015, 6, 1) < child.last.started_on < date(2015, 10, 1)
    ]
    for child in [*pick(stayed, 30, "back"), *pick(left, 25, "back"), *pick(uasc, 4, "back")]:
        _add_period_of_last_24_months(child)
    older = [child for child in _once(children) if age_on(child.born, child.last.started_on) >= 6]
    for child in pick(older, 60, "back after years"):
        _add_period_before_24_months(child)


def _once(children: list[Child]) -> list[Child]:
    """Those in care only once who are not UASC, have no plan for adoption and did not age out."""
    return [
        child
        for child in children
        if len(child.periods) == 1
        and not child.uasc
        and child.adoption is None
        and child.group is not Group.CARE_LEAVER
    ]


def _old_enough(child: Child) -> bool:
    """Whether there was time for an earlier period of care."""
    return age_on(child.born, YEAR_START) >= 3


def _left_and_returned(children: list[Child]) -> None:
    """15 who left in the year and are in care again, five of them under five when they left."""
    back = [
        child
        for child in _once(children)
        if child.group is Group.IN_CARE and date(2015, 8, 20) < child.last.started_on <= THIS_YEAR[1]
    ]
    nursery = [child for child in back if date(2011, 9, 1) <= child.born <= date(2014, 6, 30)]
    school = [child for child in back if child.born <= date(2010, 3, 31)]
    chosen = [*pick(nursery, 5, "left and returned"), *pick(school, 10, "left and returned")]
    for place, child in enumerate(chosen):
        rng = dice("left and returned", child.number)
        latest = child.last.started_on - days(14)
        if place % 5 == 0:
            started, ended = soon_end(rng, date(2015, 4, 3), date(2015, 7, 31))
        elif place % 8 == 1:
            started = day_between(rng, date(2015, 4, 3), date(2015, 5, 31))
            ended = day_between(rng, working_days_after(started, 20) + days(1), latest)
        else:
            started = day_between(rng, max(child.born, date(2012, 6, 1)), _LAST_BEFORE)
            ended = day_between(rng, date(2015, 4, 5), latest)
        child.periods.insert(0, Period(started, ended, weighted(rng, WENT_HOME)))


def _uasc_left_and_returned(children: list[Child]) -> None:
    """Two UASC who went missing within days of arriving and were found again."""
    back = [
        child
        for child in children
        if child.uasc
        and child.group is Group.IN_CARE
        and date(2015, 9, 1) < child.last.started_on <= THIS_YEAR[1]
    ]
    for child in pick(back, 2, "UASC returned"):
        span = soon_end(dice("UASC returned", child.number), date(2015, 6, 1), date(2015, 8, 10))
        child.periods.insert(0, Period(*span, "E8"))


def _add_period_of_last_24_months(child: Child) -> None:
    """An earlier period that ended before the year, within 24 months of the return."""
    rng = dice("earlier period", child.number)
    started = child.last.started_on
    ended = day_between(rng, add_months(started, -24) + days(1), _LAST_BEFORE)
    earliest = max(child.born, add_months(ended, -20))
    first = day_between(rng, earliest, ended - days(8))
    child.periods.insert(0, Period(first, ended, weighted(rng, {"E8": 1} if child.uasc else WENT_HOME)))


def _add_period_before_24_months(child: Child) -> None:
    """An earlier period that ended more than 24 months before the return."""
    rng = dice("earlier period", child.number)
    latest = add_months(child.last.started_on, -25)
    ended = day_between(rng, max(add_months(latest, -36), add_months(child.born, 12)), latest)
    first = day_between(rng, max(child.born, add_months(ended, -24)), ended - days(8))
    child.periods.insert(0, Period(first, ended, weighted(rng, WENT_HOME)))
