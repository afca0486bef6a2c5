"""Incidents of children missing from where they live."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.returns import Return, days

_EARLIEST, _LATEST = dt.time(0, 0, 0), dt.time(23, 59, 59)


def missing_incidents(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each incident; the table has days only, so the longest time that fits them is taken."""
    shortest = supposing is Supposing.TIMES
    for row in return_.records("missing"):
        ended = row["mis_end"]
        went = dt.datetime.combine(row["mis_start"], _LATEST if shortest else _EARLIEST)
        returned = None if ended is None else dt.datetime.combine(ended, _EARLIEST if shortest else _LATEST)
        yield {
            "line": row["address"],
            "child_id": row["child"],
            "kind": row["missing"],
            "went_missing_at": went,
            "returned_at": returned if returned is None else max(returned, went),
        }
    if supposing is Supposing.HISTORY:
        for child, born in return_.born.items():
            if born < (before := return_.covers.years - days(3)):
                went = dt.datetime.combine(before, _EARLIEST)
                returned = dt.datetime.combine(return_.covers.years - days(1), _LATEST)
                yield {
                    "line": 0,
                    "child_id": child,
                    "kind": "M",
                    "went_missing_at": went,
                    "returned_at": returned,
                }
