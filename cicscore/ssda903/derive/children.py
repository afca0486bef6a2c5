"""Children, and whether they are UASC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from cicscore.catalogue.model import UascStatus
from cicscore.ssda903.collection import EPISODES, HEADER, last_day
from cicscore.ssda903.returns import ALWAYS, Return, birthday, days
from cicscore.ssda903.table import Record
from cicscore.ssda903.unrecorded import (
    ANYBODY,
    LACKING,
    OTHERWISE,
    Row,
    Within,
    anything,
    coded,
)

_SEXES = {"1": "M", "2": "F"}


def children(return_: Return) -> Iterator[Row]:
    """One row for each child in the Header, with UASC status and its end.

    The CSV has no flag: a row of the UASC table means UASC at some time in the year, and DUC is the day
    the status ceased (rule 304). A child of an earlier year's table that is not in the last one's was not
    UASC in the last year: the status ended with its year at the latest. A child in none may have had the
    status before the table begins.
    """
    statuses = {row["child"]: row for row in return_.records("uasc")}
    for row in return_.records(HEADER):
        child = row["child"]
        yield {
            "origin": row["origin"],
            "child_id": child,
            "date_of_birth": row["dob"],
            "sex": coded(_SEXES.get(row["sex"], row["sex"]), HEADER, "sex"),
            "ethnicity": coded(row["ethnic"], HEADER, "ethnic"),
            **(_uasc(return_, child, statuses.get(child)) if "uasc" in return_.tables else {}),
        }
    if return_.since[EPISODES] > ALWAYS:
        before = return_.before(EPISODES)
        born = Within(None, ALWAYS, return_.begins, before)
        columns = ("sex", "ethnicity", "uasc", "uasc_ended_on")
        cells = {column: anything(before) for column in columns}
        yield {"origin": None, "child_id": ANYBODY, "date_of_birth": born, LACKING: before, **cells}


def _uasc(return_: Return, child: str, status: Record | None) -> dict[str, Any]:
    if status is None:
        none = {"uasc": False, "uasc_ended_on": None}
        born, since = return_.born[child], return_.since["uasc"]
        if born >= since - days(1):
            return none
        before = return_.before("uasc")
        last = min(since - days(1), birthday(born, 18))
        was = {
            "uasc": Within(plain=True, low=True, high=True, limit=before),
            "uasc_ended_on": Within(None, born, last, before),
        }
        return {**none, OTHERWISE: was}
    if return_.choices.uasc is UascStatus.IN_YEAR:
        return {"uasc": status["year"] == return_.year, "uasc_ended_on": None}
    ended: dt.date | None = status["duc"]
    if ended is None and status["year"] != return_.year:
        ended = last_day(status["year"])
    return {"uasc": True, "uasc_ended_on": ended}
