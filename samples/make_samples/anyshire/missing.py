"""Times that Anyshire's children went missing, and the return interviews after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ..dates import add_months, days
from ..dice import dice
from .children import AS_AT, YEAR_START, Child

_SINCE = add_months(YEAR_START, -12)
#: Incidents begin at least this far apart, so that none overlap.
_APART = 9


@dataclass(frozen=True)
class Incident:
    """A child went missing, and mostly came back."""

    child: Child
    kind: str
    went_missing_at: datetime
    returned_at: datetime | None
    interview_offered_on: date | None
    interview_accepted: bool | None
    interviewed_at: datetime | None


def make_incidents(children: list[Child]) -> list[Incident]:
    """One in nine of those of eleven and over goes missing; a few of them often. UASC stay away longer."""
    return [incident for child in children for incident in _of(child)]


def _of(child: Child) -> Iterator[Incident]:
    rng = dice("Anyshire, missing", child.number)
    first = max(child.last.started_on, _SINCE) + days(3)
    last = child.known_until - days(8)
    if child.age_on(AS_AT) < 11 or rng.random() > 1 / 9 or first >= last:
        return
    times = rng.choices([1, 2, 3, 5, 8], [0.45, 0.2, 0.15, 0.12, 0.08])[0]
    day = first + days(rng.randint(0, (last - first).days))
    for _ in range(times):
        if day > last:
            return
        began = datetime.combine(day, time(rng.randint(16, 23), rng.randint(0, 59)))
        hours = rng.randint(30, 150) if child.uasc else rng.choice([5, 8, 12, 16, 20, 30, 55])
        back = began + timedelta(hours=hours, minutes=rng.randint(0, 59))
        offered = back.date() + days(rng.randint(0, 2)) if rng.random() < 0.93 else None
        accepted = None if offered is None else rng.random() < 0.8
        held = datetime.combine(back.date() + days(rng.choice([1, 2, 2, 3, 5])), time(rng.randint(9, 17), 30))
        was_held = accepted is True and held.date() <= AS_AT and rng.random() < 0.94
        kind = "M" if rng.random() < 0.88 else "A"
        yield Incident(child, kind, began, back, offered, accepted, held if was_held else None)
        day += days(_APART + rng.randint(0, 45))
