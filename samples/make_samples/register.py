"""Numbers the children, and knows when UASC are born and arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from .dice import day_between, dice, weighted
from .model import Adoption, Child, Group, Period

# Entered care in the year, long enough ago for the first review to have been due.
THIS_YEAR = (date(2015, 4, 2), date(2016, 3, 1))

# UASC arrived mostly in the summer: how many in each month, out of those of the year.
_ARRIVALS = {4: 30, 5: 55, 6: 105, 7: 165, 8: 135, 9: 130, 10: 115, 11: 80, 12: 55, 1: 45, 2: 33}


@dataclass
class Register:
    """Hands out numbers, so that each child has its own dice."""

    children: list[Child] = field(default_factory=list)

    def add(
        self,
        group: Group,
        born: date,
        period: Period,
        *,
        uasc: bool = False,
        adoption: Adoption | None = None,
    ) -> Child:
        """Enter one more child."""
        child = Child(len(self.children) + 1, uasc, group, born, [period], adoption)
        self.children.append(child)
        return child

    def next_dice(self, topic: str) -> Random:
        """The dice of the child about to be added."""
        return dice(topic, len(self.children) + 1)


def uasc_birth(rng: Random, first: date, last: date) -> date:
    """A date of birth; those who do not know theirs are given 1 January."""
    new_years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    possible = [day for day in new_years if first <= day <= last]
    if possible and rng.random() < 0.42:
        return weighted(rng, {day: 4.0**-place for place, day in enumerate(possible)})
    return day_between(rng, first, last, 0.6)


def arrival(rng: Random, last: date = THIS_YEAR[1]) -> date:
    """A day of the year on which UASC arrived, no later than the given one."""
    while True:
        month = weighted(rng, _ARRIVALS)
        day = date(2016 if month < 4 else 2015, month, rng.randint(2, 29 if month == 2 else 30))
        if day <= last:
            return day
