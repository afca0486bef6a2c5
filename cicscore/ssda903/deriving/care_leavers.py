"""Young people who left care, around a birthday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.returns import Return, birthday, days
from cicscore.ssda903.unrecorded import Row, Within, anything, coded, lacking, people

_AGES = (19, 20, 21)


def care_leavers(return_: Return) -> Iterator[Row]:
    """One row for each young person of OC3 who turned 19, 20 or 21 in the collection year (LAIT 112, 113)."""
    for row in return_.records("oc3"):
        day = _birthday_in(row["year"], row["dob"])
        if day is not None:
            yield {
                "line": row["address"],
                "child_id": row["child"],
                "birthday_on": day,
                "in_touch": coded(row["in_touch"], "oc3", "in_touch"),
                "activity": coded(row["activ"], "oc3", "activ"),
                "accommodation": coded(row["accom"], "oc3", "accom"),
            }
    before, last = return_.before("oc3"), return_.since["oc3"] - days(1)
    told = {column: anything(before) for column in ("in_touch", "activity", "accommodation")}
    for child, born in people(return_):
        if (first := birthday(born, _AGES[0])) <= last:
            yield lacking(child, before, birthday_on=Within(None, first, last, before), **told)


def _birthday_in(year: str, born: dt.date) -> dt.date | None:
    reached = (birthday(born, age) for age in _AGES)
    return next((day for day in reached if first_day(year) <= day <= last_day(year)), None)
