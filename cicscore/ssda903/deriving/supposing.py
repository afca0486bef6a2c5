"""What a return leaves open, and what would be furthest from the plain reading of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, TypeAlias

from cicscore.ssda903.episodes import Period
from cicscore.ssda903.returns import Return, days

#: One row of an extract, with ``line``: where in the return it comes from; 0 for one only supposed.
Row: TypeAlias = dict[str, Any]


class Supposing(Enum):
    """What the return leaves open."""

    NOTHING = "nothing"
    HISTORY = "what was before the first day that the return covers"
    TIMES = "the times of day at which children went missing and returned"
    MATCHES = "matches of children who are not adopted"
    DECISIONS = "the decisions for children who were adopted and are in neither PlacedAdoption nor AD1"
    DAYS = "the days of checks that OC2 tells of, and the checks of children who are not in it"


def before_first(return_: Return, child: str) -> dt.date | None:
    """The last day on which a period of care that the return does not hold may have ended, if any.

    One that ended on the first day covered, or later, would be in the return, and so would one before it
    that the first known period goes on from.
    """
    periods = return_.periods.get(child, ())
    if periods and not periods[0].start_known:
        return None
    first = min([return_.covers.episodes, *(period.started for period in periods[:1])])
    return first - days(1) if return_.born[child] < first - days(1) else None


def started(return_: Return, child: str, period: Period, supposing: Supposing) -> dt.date:
    """The first day of a period; supposing otherwise, birth, where it began before the return does."""
    if supposing is Supposing.HISTORY and not period.start_known:
        return return_.born[child]
    return period.started


def supposed_spells(return_: Return, columns: Mapping[str, Any]) -> Iterator[Row]:
    """For each child, a spell from birth to the last day on which an unknown one may have ended."""
    for child, born in return_.born.items():
        if (ended := before_first(return_, child)) is not None:
            yield {"line": 0, "child_id": child, "started_on": born, "ended_on": ended, **columns}
