"""Where Anyshire's children live and lived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from random import Random

from ..dates import days
from ..dice import dice, pick, weighted
from .children import Child

_YOUNG = {"U6": 0.5, "U4": 0.2, "U3": 0.12, "U1": 0.08, "P1": 0.1}
_OLDER = {
    "U6": 0.36,
    "U4": 0.2,
    "U3": 0.08,
    "U1": 0.05,
    "K2": 0.17,
    "P1": 0.05,
    "S1": 0.03,
    "R1": 0.02,
    "Z1": 0.04,
}
_OLDEST = {"K3": 0.42, "U6": 0.3, "U4": 0.1, "K2": 0.13, "P2": 0.02, "R5": 0.01, "Z1": 0.02}
_OWN = frozenset({"U1", "U3", "U4"})
#: Semi-independent living was not registered before this day, and had another code.
_REGISTERED_FROM = date(2023, 10, 28)


@dataclass(frozen=True)
class Home:
    """A stay in one place."""

    child: Child
    started_on: date
    ended_on: date | None
    placement_type: str
    provider: str | None
    distance_miles: Decimal | None
    inside_authority: bool
    registered: bool


def make_homes(children: list[Child], arranged: Mapping[Child, bool]) -> list[Home]:
    """Every stay of every period of care; ``arranged`` says of some whether they live in the area."""
    homes = [home for child in children for home in _of(child, arranged)]
    live = [home for home in homes if home.ended_on is None and home.placement_type == "Z1"]
    unregistered = set(map(id, pick(live, min(4, len(live)), "Anyshire, unregistered")))
    return [home if id(home) not in unregistered else replace(home, registered=False) for home in homes]


def _of(child: Child, arranged: Mapping[Child, bool]) -> list[Home]:
    rng = dice("Anyshire, homes", child.number)
    made: list[Home] = []
    for period in child.periods:
        ends = period.ended_on
        last = ends or child.known_until
        day = period.started_on
        moves = min(_moves(rng), (last - day).days // 30)
        changes = sorted(day + days(rng.randint(24, max(25, (last - day).days - 14))) for _ in range(moves))
        bounds = [day, *dict.fromkeys(change for change in changes if day < change < last), ends]
        for begins, until in pairwise(bounds):
            if begins is not None:
                made.append(_home(child, begins, until, rng, arranged))
    return made


def _moves(rng: Random) -> int:
    return rng.choices([0, 1, 2, 3, 4], [0.42, 0.28, 0.16, 0.09, 0.05])[0]


def _home(
    child: Child, begins: date, until: date | None, rng: Random, arranged: Mapping[Child, bool]
) -> Home:
    age = child.age_on(begins)
    if child.last.end_reason == "E12" and until is not None and until == child.last.ended_on:
        kind = "A4"
    else:
        kinds = _YOUNG if age < 8 else _OLDER if age < 16 else _OLDEST
        kind = weighted(rng, kinds)
    if kind == "K3" and (until or child.known_until) < _REGISTERED_FROM:
        kind = "H5"
    own = kind in _OWN or (kind == "U6" and rng.random() < 0.35) or kind == "A4"
    provider = None if kind == "Z1" else "PR0" if kind == "P1" else "PR1" if own else "PR4"
    drawn = rng.random() >= 0.3
    inside = arranged.get(child, drawn)
    miles = Decimal(rng.randint(210, 900) if not inside and rng.random() < 0.6 else rng.randint(0, 190)) / 10
    distance = None if child.uasc else miles
    return Home(child, begins, until, kind, provider, distance, inside, registered=True)
