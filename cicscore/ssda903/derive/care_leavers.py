"""Care leavers, at their birthdays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cicscore.ssda903.returns import Return
from cicscore.ssda903.table import ReturnTable, birthdays, days_of_years
from cicscore.ssda903.unrecorded import Derived, anything, coded, unknown_code, within
from cicscore.tables.columns import Mask, has_value
from cicscore.vocabulary import ColumnType

#: The ages whose birthdays national figures of care leavers have counted since 2013-14 (LAIT 112, 113).
_OF_19_TO_21 = range(19, 22)
#: The ages that OC3 holds: those of 17 and 18 and of 22 to 25 came later.
_OF_17_TO_25 = range(17, 26)
_OUTCOMES = {"in_touch": "in_touch", "activity": "activ", "accommodation": "accom"}


def care_leavers(return_: Return) -> Iterator[Derived]:
    """One row for each young person in OC3 who turned 19, 20 or 21 in the collection year (LAIT 112, 113)."""
    table = return_.tables["oc3"]
    return _care_leavers(return_, table, np.ones(len(table), np.bool_), _OF_19_TO_21)


def every_care_leaver(return_: Return) -> Iterator[Derived]:
    """One row for each young person in OC3 at the birthday in the collection year, from the 17th to the 25th.

    A row that is blank throughout is about somebody who is no care leaver: case systems write one for every
    child.
    """
    table = return_.tables["oc3"]
    return _care_leavers(return_, table, has_value(table.columns["in_touch"]), _OF_17_TO_25)


def _care_leavers(return_: Return, table: ReturnTable, filled: Mask, ages: range) -> Iterator[Derived]:
    first, last = days_of_years(table.years)
    reached = np.zeros(len(table), np.int64)
    for age in reversed(ages):
        day = birthdays(table.days("dob"), age)
        reached[(first <= day) & (day <= last)] = age
    which = filled & (reached > 0)
    here, age_there = table.kept(which), reached[which]
    yield return_.own(
        here,
        return_.child("oc3")[which],
        birthday_on=birthdays(here.days("dob"), age_there),
        age=age_there.astype(np.float64),
        **{
            column: coded(here.texts(of), return_.why(unknown_code("oc3", of)))
            for column, of in _OUTCOMES.items()
        },
    )
    people, before = return_.people, return_.before("oc3")
    begins = np.datetime64(return_.since["oc3"]) - np.timedelta64(1, "D")
    birthday = birthdays(return_.born[people], ages[0])
    child = people[birthday <= begins]
    low, high = (np.full(len(child), float(age)) for age in (ages[0], ages[-1]))
    why = np.full(len(child), before, np.int8)
    yield return_.lacking(
        child,
        why,
        birthday_on=within(birthday[birthday <= begins], np.full(len(child), begins), why),
        age=within(low, high, why),
        **{column: anything(ColumnType.CODE, why) for column in _OUTCOMES},
    )
