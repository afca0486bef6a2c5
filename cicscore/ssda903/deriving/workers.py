"""Who was whose social worker, and when."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.ssda903.returns import Return, days
from cicscore.ssda903.unrecorded import Row, Within, anything, lacking, people


def allocations(return_: Return) -> Iterator[Row]:
    """One row for each spell of one social worker with one child, from the table of 2023-24 and later."""
    for row in return_.records("social_workers"):
        yield {
            "line": row["address"],
            "child_id": row["child"],
            "worker_id": row["sw_id"],
            "started_on": row["sw_decom"],
            "ended_on": row["sw_dec"],
        }
    before, last = return_.before("social_workers"), return_.since["social_workers"] - days(1)
    for child, born in people(return_):
        if born < last:
            some_day = Within(None, born, last, before)
            yield lacking(child, before, worker_id=anything(before), started_on=some_day, ended_on=some_day)
