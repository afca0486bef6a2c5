"""Children, and whether they are or were UASC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.catalogue.document import UascStatus
from cicscore.ssda903.collection import HEADER, last_day
from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.returns import Record, Return, birthday, days

_SEXES = {"1": "M", "2": "F"}


def children(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each child of the Header, with UASC status and its end.

    The CSV has no flag: a row of the UASC table means UASC at some time in the year, and DUC is the day
    the status ceased (rule 304). A child of an earlier year's table that is not in the last one's was not
    UASC in the last year: the status ended with its year at the latest.
    """
    statuses = {row["child"]: row for row in return_.records("uasc")}
    for row in return_.records(HEADER):
        child = row["child"]
        uasc, ended = _uasc(return_, child, statuses.get(child), supposing)
        yield {
            "line": row["address"],
            "child_id": child,
            "date_of_birth": row["dob"],
            "sex": _SEXES.get(row["sex"], row["sex"]),
            "ethnicity": row["ethnic"],
        } | ({"uasc": uasc, "uasc_ended_on": ended} if "uasc" in return_.tables else {})


def _uasc(
    return_: Return, child: str, status: Record | None, supposing: Supposing
) -> tuple[bool, dt.date | None]:
    if status is None:
        if supposing is Supposing.HISTORY and return_.born[child] < return_.covers.uasc:
            before = return_.covers.uasc - days(1)
            return True, min(before, birthday(return_.born[child], 18))
        return False, None
    if return_.choices.uasc is UascStatus.IN_YEAR:
        return status["year"] == return_.year, None
    if status["duc"] is None and status["year"] != return_.year:
        return True, last_day(status["year"])
    return True, status["duc"]
