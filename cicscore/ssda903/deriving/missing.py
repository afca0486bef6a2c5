"""Incidents of children missing from where they live."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.ssda903.returns import Return, days
from cicscore.ssda903.unrecorded import Row, Within, anything, coded, lacking, not_held, people

_TIMES = not_held("the times of day at which children went missing and returned")
_EARLIEST, _LATEST = dt.time(0, 0, 0), dt.time(23, 59, 59)


def missing_incidents(return_: Return) -> Iterator[Row]:
    """One row for each incident; the table has days only, so the longest time that fits them is shown."""
    for row in return_.records("missing"):
        ended = row["mis_end"]
        went, latest = (dt.datetime.combine(row["mis_start"], time) for time in (_EARLIEST, _LATEST))
        returned = None
        if ended is not None:
            earliest, last = (dt.datetime.combine(ended, time) for time in (_EARLIEST, _LATEST))
            returned = Within(max(last, went), earliest, last, _TIMES)
        yield {
            "line": row["address"],
            "child_id": row["child"],
            "kind": coded(row["missing"], "missing", "missing"),
            "went_missing_at": Within(went, went, latest, _TIMES),
            "returned_at": returned,
        }
    before = return_.before("missing")
    last = dt.datetime.combine(return_.since["missing"] - days(1), _LATEST)
    for child, born in people(return_):
        if (first := dt.datetime.combine(born, _EARLIEST)) < last:
            some_time = Within(None, first, last, before)
            yield lacking(
                child, before, kind=anything(before), went_missing_at=some_time, returned_at=some_time
            )
