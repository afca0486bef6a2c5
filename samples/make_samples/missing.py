"""Times that children went missing, and the interviews after they came back.

In the year 389 incidents lasted for more than 48 hours (247 not of UASC); 1,891 ended (1,624), and
after 1,603 of them (1,447) the child was interviewed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from .dates import AS_AT, YEAR_START, days
from .dice import deal, dice, pick, pick_weighted
from .model import Child, Group, known

_SLOT = 6  # days; one incident begins in a slot at most, so that none overlap
_LAST_START = AS_AT - days(6)


@dataclass(frozen=True)
class Incident:
    """A child went missing (M), or was away without authorisation (A)."""

    child: Child
    kind: str
    went_missing_at: datetime
    returned_at: datetime | None
    interviewed_on: date | None = None


def make_incidents(children: list[Child]) -> list[Incident]:
    """All incidents of two years."""
    known = [c for c in children if c.group is not Group.CARE_LEAVER and c.age_on(AS_AT) >= 12]
    others = [c for c in known if not c.counts_as_uasc]
    uasc = [c for c in known if c.counts_as_uasc]
    gone = pick([c for c in uasc if _never_seen_again(c)], 60, "never returned")
    still = pick([c for c in others if c.in_care and _before_february(c)], 7, "still missing")
    just_gone = pick([c for c in others if c.in_care and c not in still], 6, "just gone missing")
    rest = [c for c in others if c not in still and c not in just_gone]
    returned = _returned(rest, 240, 1384, 300, "missing") + _returned(
        [c for c in uasc if c not in gone], 82, 185, 60, "UASC missing"
    )
    rows = _interviewed([i for i in returned if not i.child.counts_as_uasc], 1447)
    rows += _interviewed([i for i in returned if i.child.counts_as_uasc], 156)
    rows += [_not_returned(child, 3, 40) for child in gone + still]
    rows += [_not_returned(child, 0, 1) for child in just_gone]
    return rows + list(_of_the_year_before(rest))


def _never_seen_again(child: Child) -> bool:
    """Whether a child may still be missing: in care, or left it for that reason."""
    ended = child.last.ended_on
    if ended is None:
        return _before_february(child)
    return child.last.end_reason == "E8" and (ended - child.last.started_on).days > 12


def _before_february(child: Child) -> bool:
    return child.last.started_on < date(2016, 2, 1)


def _not_returned(child: Child, fewest: int, most: int) -> Incident:
    """The child is still missing, or was when it left care."""
    rng = dice("not returned", child.number)
    last = child.last.ended_on or AS_AT
    longest = min(most, (last - max(child.last.started_on, YEAR_START)).days - 1)
    day = last - days(rng.randint(fewest + (child.last.ended_on is None), max(longest, fewest + 1)))
    return Incident(child, "M", _at(day, rng), None)


def _at(day: date, rng: Random) -> datetime:
    """A time of that day, most often in the evening."""
    hour = rng.choices(range(24), [1] * 8 + [2] * 6 + [3] * 4 + [8] * 5 + [3])[0]
    return datetime.combine(day, time(hour, rng.randrange(0, 60, 5)))


def _returned(children: list[Child], long: int, short: int, away: int, topic: str) -> list[Incident]:
    """Incidents of the year that ended: so many of more than 48 hours, so many shorter."""
    rng = dice(topic)
    often = {c.number: min(rng.paretovariate(1.1), 12.0) for c in children if rng.random() < 0.3}
    slots = [(child, slot) for child in children if child.number in often for slot in _slots(child)]
    weights = [often[child.number] for child, _ in slots]
    chosen = pick_weighted(slots, weights, long + short + away, f"{topic}, slots")
    labels = deal(chosen, {"long": long, "short": short, "away": away}, f"{topic}, kinds")
    return [_ended(child, slot, label) for (child, slot), label in labels]


def _slots(child: Child) -> Iterator[date]:
    """The first days of the slots that the child was in care for."""
    period = child.last
    day = max(period.started_on + days(1), YEAR_START)
    last = min(period.ended_on - days(_SLOT) if period.ended_on else _LAST_START, _LAST_START)
    while day <= last:
        yield day
        day += days(_SLOT)


def _ended(child: Child, slot: date, label: str) -> Incident:
    """An incident that began on the first day of its slot, or the second, and ended within it."""
    rng = dice(f"incident of {slot}", child.number)
    began = _at(slot + days(rng.randint(0, 1)), rng)
    minutes = rng.randint(48 * 60 + 10, 92 * 60) if label == "long" else int(20 + 2700 * rng.random() ** 3)
    kind = "A" if label == "away" else "M"
    return Incident(child, kind, began, began + timedelta(minutes=minutes))


def _interviewed(incidents: list[Incident], count: int) -> list[Incident]:
    """The same incidents, with interviews after so many of those missing."""
    missing = [incident for incident in incidents if incident.kind == "M"]
    away = [incident for incident in incidents if incident.kind == "A"]
    quotas = {"yes": count, "no": len(missing) - count}
    return away + [
        _interview(incident) if label == "yes" else incident
        for incident, label in deal(missing, quotas, f"interviews, {count}")
    ]


def _interview(incident: Incident) -> Incident:
    wait = int(1 + dice(f"interview {incident.went_missing_at}", incident.child.number).expovariate(0.35))
    day = min(known(incident.returned_at).date() + days(wait), AS_AT)
    return Incident(incident.child, incident.kind, incident.went_missing_at, incident.returned_at, day)


def _of_the_year_before(children: list[Child]) -> Iterator[Incident]:
    """Incidents of the year before, of which nothing is counted."""
    for child in children:
        rng = dice("missing before", child.number)
        day = max(child.last.started_on + days(2), date(2014, 4, 3))
        while rng.random() < 0.45 and day < date(2015, 3, 20):
            day += days(rng.randint(_SLOT, 60))
            if day >= date(2015, 3, 20):
                return
            incident = _ended(child, day, "long" if rng.random() < 0.14 else "short")
            yield _interview(incident) if rng.random() < 0.8 else incident
