"""Young people who left care, around a birthday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.returns import Return, birthday, days


def care_leavers(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each young person of OC3 who turned 19, 20 or 21 in the collection year (LAIT 112, 113)."""
    for row in return_.records("oc3"):
        day = _birthday_in(row["year"], row["dob"])
        if day is not None:
            yield {
                "line": row["address"],
                "child_id": row["child"],
                "birthday_on": day,
                "in_touch": row["in_touch"],
                "activity": row["activ"],
                "accommodation": row["accom"],
            }
    if supposing is Supposing.HISTORY:
        before = return_.covers.years - days(1)
        found = {"birthday_on": before, "in_touch": "YES", "activity": "F1", "accommodation": "U1"}
        for child, born in return_.born.items():
            if born < birthday(before, -18):
                yield {"line": 0, "child_id": child, **found}


def _birthday_in(year: str, born: dt.date) -> dt.date | None:
    reached = (birthday(born, age) for age in (19, 20, 21))
    return next((day for day in reached if first_day(year) <= day <= last_day(year)), None)
