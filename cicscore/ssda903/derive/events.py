"""When children were missing, deprived of liberty, and who worked with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.ssda903.returns import Return, days
from cicscore.ssda903.unrecorded import (
    Row,
    Within,
    anything,
    coded,
    lacking,
    not_held,
    people,
)


def deprivations_of_liberty(return_: Return) -> Iterator[Row]:
    """One row for each order that deprives a child of liberty, from the table of 2026-27 and later years."""
    for row in return_.records("deprivation_of_liberty"):
        yield {
            "origin": row["origin"],
            "child_id": row["child"],
            "started_on": row["dolo_start"],
            "ended_on": row["dolo_end"],
        }
    before = return_.before("deprivation_of_liberty")
    last = return_.since["deprivation_of_liberty"] - days(1)
    for child, born in people(return_):
        if born < last:
            some_day = Within(None, born, last, before)
            yield lacking(child, before, started_on=some_day, ended_on=some_day)


_TIMES = not_held("the times of day at which children went missing and returned")
_EARLIEST, _LATEST = dt.time(0, 0, 0), dt.time(23, 59, 59)


def missing_incidents(return_: Return) -> Iterator[Row]:
    """One row for each incident; the table has dates only, so the longest possible time is shown."""
    for row in return_.records("missing"):
        ended = row["mis_end"]
        went, latest = (dt.datetime.combine(row["mis_start"], time) for time in (_EARLIEST, _LATEST))
        returned = None
        if ended is not None:
            earliest, last = (dt.datetime.combine(ended, time) for time in (_EARLIEST, _LATEST))
            returned = Within(max(last, went), earliest, last, _TIMES)
        yield {
            "origin": row["origin"],
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


def allocations(return_: Return) -> Iterator[Row]:
    """One row for each spell of a social worker with a child, from the table of 2023-24 and later years."""
    for row in return_.records("social_workers"):
        yield {
            "origin": row["origin"],
            "child_id": row["child"],
            "worker_id": row["sw_id"],
            "started_on": row["sw_decom"],
            "ended_on": row["sw_dec"],
            "start_reason": coded(row["sw_reason"], "social_workers", "sw_reason"),
        }
    before, last = return_.before("social_workers"), return_.since["social_workers"] - days(1)
    for child, born in people(return_):
        if born < last:
            some_day = Within(None, born, last, before)
            cells = dict.fromkeys(("worker_id", "start_reason"), anything(before))
            yield lacking(child, before, started_on=some_day, ended_on=some_day, **cells)
