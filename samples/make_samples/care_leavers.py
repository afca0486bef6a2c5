"""Young people who left care in earlier years and were 19, 20 or 21 in the year.

1,508 of them count, 647 of whom came as UASC; 13 more died or went home to stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from .dates import AS_AT, YEAR_START, add_months, birthday, days
from .dice import day_between, deal, dice, weighted
from .model import Child, Group, Period
from .register import Register

_AGES = {19: 560, 20: 500, 21: 448}
_NOT_COUNTED = {"DIED": 4, "RHOM": 9}
_REASONS = {"E5": 45, "E6": 20, "E17": 18, "E8": 17}

# How many of each: in touch and suitably housed, of them in education, employment or training,
# and so on. The published figures fix 585 and 377 suitable, 345 and 272 active, 652 and 406 in touch.
_ACTIVE = {"F2": 42, "F5": 0, "F3": 30, "P2": 8, "F1": 10, "P3": 5, "F4": 5}
_NOT_ACTIVE = {"G5": 72, "G4": 14, "G6": 14}
_SUITABLE = {"U1": 38, "D1": 20, "E1": 12, "K1": 10, "B1": 10, "Z1": 8, "T1": 3, "Y1": 2}
_UNSUITABLE = {"U2": 25, "W2": 15, "S2": 15, "X2": 25, "V2": 10, "R2": 10}


@dataclass(frozen=True)
class Birthday:
    """What was known of a care leaver around a birthday."""

    child: Child
    birthday_on: date
    in_touch: str
    activity: str
    accommodation: str


def add_care_leavers(register: Register) -> None:
    """Enter the care leavers with the care that they had."""
    _add(register, 861, uasc=False)
    _add(register, 647, uasc=True)
    _add(register, sum(_NOT_COUNTED.values()), uasc=False)


def _add(register: Register, count: int, *, uasc: bool) -> None:
    for _ in range(count):
        rng = register.next_dice("care leaver")
        age = weighted(rng, _AGES)
        new_year = uasc and rng.random() < 0.42
        day = date(2016, 1, 1) if new_year else day_between(rng, YEAR_START, AS_AT)
        if (day.month, day.day) == (2, 29):
            day += days(1)
        born = day.replace(year=day.year - age)
        eighteenth = birthday(born, 18)
        earliest = add_months(born, 12 * (14 if uasc else 3))
        started = day_between(rng, earliest, add_months(eighteenth, -8), 1.4)
        period = Period(started, eighteenth, weighted(rng, _REASONS))
        register.add(Group.CARE_LEAVER, born, period, uasc=uasc)


def birthdays(children: list[Child]) -> list[Birthday]:
    """The records of the year for all care leavers, and those of earlier birthdays."""
    leavers = [child for child in children if child.group is Group.CARE_LEAVER]
    counted, others = leavers[:-13], leavers[-13:]
    rows: list[Birthday] = []
    for uasc, in_touch, suitable, active in ((False, 652, 585, 345), (True, 406, 377, 272)):
        rows += _of_the_year([c for c in counted if c.uasc == uasc], in_touch, suitable, active)
    for child, label in deal(others, _NOT_COUNTED, "not counted"):
        rows.append(Birthday(child, _birthday_in_year(child), label, "0", "0"))
    for child in counted:
        rows += _of_earlier_years(child)
    return rows


def _birthday_in_year(child: Child) -> date:
    """The birthday that fell in the year."""
    day = birthday(child.born, AS_AT.year - child.born.year)
    return day if day <= AS_AT else birthday(child.born, AS_AT.year - 1 - child.born.year)


def _of_the_year(children: list[Child], in_touch: int, suitable: int, active: int) -> Iterator[Birthday]:
    """Records of the year, so many of them in touch, suitably housed and active."""
    name = f"care leavers, {in_touch} in touch"
    touch = deal(children, {"yes": in_touch, "no": len(children) - in_touch}, name)
    known = [child.number for child, label in touch if label == "yes"]
    housed = dict(deal(known, {"yes": suitable, "no": in_touch - suitable}, f"{name}, housed"))
    busy = dict(deal(known, {"yes": active, "no": in_touch - active}, f"{name}, active"))
    for child, label in touch:
        rng = dice("care leaver's year", child.number)
        day = _birthday_in_year(child)
        if label == "no":
            yield Birthday(child, day, weighted(rng, _OUT_OF_TOUCH), "0", "0")
        else:
            yield Birthday(
                child,
                day,
                "YES",
                weighted(rng, _ACTIVE if busy[child.number] == "yes" else _NOT_ACTIVE),
                weighted(rng, _SUITABLE if housed[child.number] == "yes" else _UNSUITABLE),
            )


_OUT_OF_TOUCH = {"NO": 80, "REFU": 12, "NREQ": 8}


def _of_earlier_years(child: Child) -> Iterator[Birthday]:
    """Records of the 19th and 20th birthday of those who are older now."""
    this_year = _birthday_in_year(child)
    for age in (19, 20):
        day = birthday(child.born, age)
        if day < this_year:
            yield _any_record(child, day, dice(f"care leaver at {age}", child.number))


def _any_record(child: Child, day: date, rng: Random) -> Birthday:
    """A record of an earlier year, of which nothing is counted."""
    if rng.random() > 0.73:
        return Birthday(child, day, weighted(rng, _OUT_OF_TOUCH), "0", "0")
    active = _ACTIVE if rng.random() < 0.54 else _NOT_ACTIVE
    housing = _SUITABLE if rng.random() < 0.89 else _UNSUITABLE
    return Birthday(child, day, "YES", weighted(rng, active), weighted(rng, housing))
