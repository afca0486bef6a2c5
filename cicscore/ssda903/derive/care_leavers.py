"""Care leavers, at their birthdays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.returns import Return, birthday, days
from cicscore.ssda903.table import Record
from cicscore.ssda903.unrecorded import (
    Row,
    Within,
    anything,
    coded,
    lacking,
    people,
)

#: The ages whose birthdays national figures of care leavers have counted since 2013-14 (LAIT 112, 113).
_OF_19_TO_21 = range(19, 22)
#: The ages that OC3 holds: those of 17 and 18 and of 22 to 25 came later.
_OF_17_TO_25 = range(17, 26)


def care_leavers(return_: Return) -> Iterator[Row]:
    """One row for each young person in OC3 who turned 19, 20 or 21 in the collection year (LAIT 112, 113)."""
    return _care_leavers(return_, return_.records("oc3"), _OF_19_TO_21)


def every_care_leaver(return_: Return) -> Iterator[Row]:
    """One row for each young person in OC3 at the birthday in the collection year, from the 17th to the 25th.

    A row that is blank throughout is about somebody who is no care leaver: case systems write one for every
    child.
    """
    filled = [row for row in return_.records("oc3") if row["in_touch"] is not None]
    return _care_leavers(return_, filled, _OF_17_TO_25)


def _care_leavers(return_: Return, rows: Iterable[Record], ages: range) -> Iterator[Row]:
    for row in rows:
        if (age := _age_reached(row["year"], row["dob"], ages)) is not None:
            yield {
                "origin": row["origin"],
                "child_id": row["child"],
                "birthday_on": birthday(row["dob"], age),
                "age": age,
                "in_touch": coded(row["in_touch"], "oc3", "in_touch"),
                "activity": coded(row["activ"], "oc3", "activ"),
                "accommodation": coded(row["accom"], "oc3", "accom"),
            }
    before, last = return_.before("oc3"), return_.since["oc3"] - days(1)
    outcomes = {column: anything(before) for column in ("in_touch", "activity", "accommodation")}
    for child, born in people(return_):
        if (first := birthday(born, ages[0])) <= last:
            day = Within(None, first, last, before)
            reached = Within(None, ages[0], ages[-1], before)
            yield lacking(child, before, birthday_on=day, age=reached, **outcomes)


def _age_reached(year: str, born: dt.date, ages: range) -> int | None:
    """The age among ``ages`` that a person reaches in the collection year."""
    return next((age for age in ages if first_day(year) <= birthday(born, age) <= last_day(year)), None)
