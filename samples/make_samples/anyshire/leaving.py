"""Plans for adoption, and Anyshire's care leavers of 17 to 21."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..dates import add_months, birthday, days
from ..dice import dice, weighted
from .children import AS_AT, YEAR_START, Child

_SINCE = add_months(YEAR_START, -12)
_TOUCH = {"YES": 0.9, "NO": 0.04, "REFU": 0.02, "NREQ": 0.02, "RHOM": 0.015, "DIED": 0.005}
_ACTIVITY = {
    "F1": 0.07,
    "F2": 0.2,
    "P2": 0.03,
    "F4": 0.06,
    "F5": 0.16,
    "P5": 0.04,
    "G4": 0.14,
    "G5": 0.24,
    "G6": 0.06,
}
_HOMES = {
    "U1": 0.42,
    "B1": 0.14,
    "D1": 0.14,
    "E1": 0.06,
    "Z1": 0.1,
    "K1": 0.03,
    "X2": 0.04,
    "S2": 0.02,
    "B2": 0.02,
    "R2": 0.03,
}


@dataclass(frozen=True)
class Adoption:
    """A decision that a child should be placed for adoption, with what came of it."""

    child: Child
    entered_care_on: date
    decision_on: date
    matched_on: date | None
    placed_on: date | None
    adopted_on: date | None
    decision_reversed_on: date | None = None


@dataclass(frozen=True, eq=False)
class Young:
    """A young person who left care before the samples begin."""

    child_id: str
    born: date
    uasc: bool

    @property
    def uasc_ended_on(self) -> date | None:
        """The status ends at 18; nothing is known of a day after the samples."""
        ends = birthday(self.born, 18)
        return ends if self.uasc and ends <= AS_AT else None


@dataclass(frozen=True)
class Leaver:
    """A care leaver's circumstances around a birthday."""

    person: Young
    birthday_on: date
    age: int
    in_touch: str
    activity: str
    accommodation: str


def make_adoptions(children: list[Child]) -> list[Adoption]:
    """Of all who were adopted, and of some young children in care."""
    made = []
    for child in children:
        rng = dice("Anyshire, adoption", child.number)
        start, end = child.last.started_on, child.last.ended_on
        if child.last.end_reason == "E12" and end is not None:
            whole = (end - start).days
            decision, match, place = (start + days(round(whole * share)) for share in (0.3, 0.55, 0.62))
            made.append(Adoption(child, start, decision, match, place, end))
        elif child.in_care and child.age_on(AS_AT) < 5 and (AS_AT - start).days > 300 and rng.random() < 0.3:
            decision = start + days(rng.randint(120, 250))
            match = decision + days(rng.randint(60, 300))
            place = match + days(rng.randint(10, 30))
            made.append(
                Adoption(
                    child,
                    start,
                    decision,
                    match if match <= AS_AT else None,
                    place if place <= AS_AT else None,
                    None,
                )
            )
    return made


def make_young() -> list[Young]:
    """360 care leavers who turn 17 to 21 in the two years, 80 of whom came as UASC."""
    made = []
    for number in range(1, 361):
        rng = dice("Anyshire, care leaver", number)
        made.append(Young(f"L{number:05d}", date(2002, 1, 1) + days(rng.randint(0, 1500)), number <= 80))
    return made


def make_leavers(young: list[Young]) -> list[Leaver]:
    """Their circumstances around each birthday from the 17th to the 21st, unknown where not in touch."""
    made = []
    for number, person in enumerate(young):
        rng = dice("Anyshire, circumstances", number)
        for age in range(17, 22):
            day = birthday(person.born, age)
            if _SINCE <= day <= AS_AT:
                touch = weighted(rng, _TOUCH)
                known = touch == "YES"
                made.append(
                    Leaver(
                        person,
                        day,
                        age,
                        touch,
                        weighted(rng, _ACTIVITY) if known else "0",
                        weighted(rng, _HOMES) if known else "0",
                    )
                )
    return made
