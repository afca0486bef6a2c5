"""Anyshire's children: 650 in care on 30 November 2023, and those who had left by then.

In care: 558 and 92 UASC. Of statutory school age are 348 and 52; at key stage 4 are 115 and 48. Since 1 April
173 left, 133 of them by the end of September; 18 were adopted, 12 of them by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..dates import add_months, age_on, birthday, days
from ..dice import day_between, deal, dice, weighted

AS_AT = date(2023, 11, 30)
#: The month with which the panel compared.
EARLIER = date(2023, 9, 30)
YEAR_START = date(2023, 4, 1)
TERM_START = date(2023, 9, 1)
#: A day after which nothing is known of anyone; what falls due later is planned.
PLANNED_UNTIL = add_months(AS_AT, 6)

_SEX = {"M": 0.56, "F": 0.44}
_ETHNICITY = {
    "WBRI": 0.75,
    "WOTH": 0.05,
    "MWBC": 0.05,
    "MWBA": 0.03,
    "BAFR": 0.05,
    "AOTH": 0.04,
    "OOTH": 0.03,
}


@dataclass(frozen=True)
class Period:
    """A period of care; still open where it has no end."""

    started_on: date
    ended_on: date | None = None
    end_reason: str | None = None


@dataclass(frozen=True, eq=False)
class Child:
    """A child and its periods of care, the latest last."""

    number: int
    born: date
    uasc: bool
    periods: tuple[Period, ...]
    sex: str
    ethnicity: str
    uasc_ended_on: date | None = None

    @property
    def child_id(self) -> str:
        """The identifier in every file."""
        return f"A{self.number:05d}"

    @property
    def last(self) -> Period:
        """The latest period of care."""
        return self.periods[-1]

    @property
    def in_care(self) -> bool:
        """Whether the child is in care on 30 November 2023."""
        return self.last.ended_on is None

    def in_care_on(self, day: date) -> bool:
        """Whether the child is in care on the day."""
        return any(p.started_on <= day and (p.ended_on is None or p.ended_on > day) for p in self.periods)

    @property
    def known_until(self) -> date:
        """The last day of which anything is known: that of leaving care, or of the samples."""
        return self.last.ended_on or AS_AT

    def age_on(self, day: date) -> int:
        """The child's age on the day."""
        return age_on(self.born, day)

    @property
    def school_age(self) -> bool:
        """Whether the child is in years 1 to 11."""
        return 5 <= self.age_on(TERM_START - days(1)) <= 15

    @property
    def key_stage_4(self) -> bool:
        """Whether the child is in year 10 or 11."""
        return 14 <= self.age_on(TERM_START - days(1)) <= 15


def make_children() -> list[Child]:
    """Everyone, in the order of their numbers."""
    made: list[Child] = []
    for drafts in (_in_care(), _in_care_uasc(), _leavers(), _earlier_leavers()):
        for born, uasc, periods, status_ended in drafts:
            rng = dice("Anyshire, who", len(made))
            made.append(
                Child(
                    number=len(made) + 1,
                    born=born,
                    uasc=uasc,
                    periods=periods,
                    sex="M" if uasc and rng.random() < 0.9 else weighted(rng, _SEX),
                    ethnicity="BAFR" if uasc else weighted(rng, _ETHNICITY),
                    uasc_ended_on=status_ended,
                )
            )
    return made


#: Born, whether UASC, periods of care, and when UASC status ended.
_Draft = tuple[date, bool, tuple[Period, ...], date | None]


def _born_aged(ages: range, topic: str, number: int) -> date:
    """A birthday of somebody of these ages on 31 August 2023."""
    first = add_months(TERM_START, -12 * ages.stop)
    last = add_months(TERM_START, -12 * ages.start) - days(1)
    return day_between(dice(topic, number), first, last)


def _in_care() -> Iterable[_Draft]:
    """558 children: 120 before year 1, 233 in years 1 to 9, 115 at key stage 4, 90 past it."""
    bands = [(range(5), 120), (range(5, 14), 233), (range(14, 16), 115), (range(16, 18), 90)]
    number = 0
    for ages, count in bands:
        for _ in range(count):
            number += 1
            rng = dice("Anyshire, in care", number)
            born = _born_aged(ages, "Anyshire, born", number)
            born = max(born, add_months(AS_AT, -12 * 18) + days(40))  # no one turns 18 by the end of the year
            started = day_between(rng, max(born, add_months(AS_AT, -96)), AS_AT - days(3), 1.6)
            yield born, False, (*_before(born, started, number), Period(started)), None


def _before(born: date, started: date, number: int) -> tuple[Period, ...]:
    """For one in twelve, an earlier period of care that ended in the months before, though not this year."""
    rng = dice("Anyshire, before", number)
    ended = min(started - days(rng.randint(40, 600)), YEAR_START - days(20))
    began = ended - days(rng.randint(60, 400))
    if rng.random() > 1 / 12 or began <= born:
        return ()
    return (Period(began, ended, "E4A"),)


def _in_care_uasc() -> Iterable[_Draft]:
    """92 young people: four in year 9, 48 at key stage 4, 40 past it."""
    number = 1000
    for ages, count in ((range(13, 14), 4), (range(14, 16), 48), (range(16, 18), 40)):
        for _ in range(count):
            number += 1
            born = _born_aged(ages, "Anyshire, born", number)
            born = max(born, add_months(AS_AT, -12 * 18) + days(40))
            first = max(add_months(AS_AT, -24), birthday(born, 12))
            started = day_between(dice("Anyshire, in care", number), first, AS_AT - days(3))
            yield born, True, (Period(started),), None


#: Why the others left: returned home, special guardianship, child arrangements, independent, at 18.
_REASONS = {"E4A": 0.42, "E45": 0.14, "E41": 0.05, "E5": 0.12, "E6": 0.05, "E8": 0.12, "E3": 0.1}


def _leavers() -> Iterable[_Draft]:
    """173 who left since 1 April: by September 12 adopted, 24 UASC at 18 and 97 others; then 6, 10 and 24."""
    number = 2000
    for first, last, adopted, uasc, others in (
        (YEAR_START, EARLIER, 12, 24, 97),
        (EARLIER + days(1), AS_AT, 6, 10, 24),
    ):
        kinds = ["adopted"] * adopted + ["uasc"] * uasc + ["other"] * others
        for kind in kinds:
            number += 1
            yield _leaver(kind, first, last, number)


def _earlier_leavers() -> Iterable[_Draft]:
    """240 who left in the twelve months before 1 April, so that earlier months have figures too."""
    kinds = deal(range(240), {"adopted": 22, "uasc": 38, "other": 180}, "Anyshire, earlier leavers")
    for place, kind in kinds:
        yield _leaver(kind, add_months(YEAR_START, -12), YEAR_START - days(1), 3000 + place)


def _leaver(kind: str, first: date, last: date, number: int) -> _Draft:
    rng = dice("Anyshire, left", number)
    ended = day_between(rng, first, last)
    match kind:
        case "adopted":
            born = ended - days(rng.randint(500, 1700))
            started = day_between(rng, born, ended - days(400))
            return born, False, (Period(started, ended, "E12"),), None
        case "uasc":
            born = add_months(ended, -12 * 18)  # leaves on the day that the status ends, at 18
            started = ended - days(rng.randint(60, 700))
            return born, True, (Period(started, ended, "E5"),), ended
        case _:
            reason = weighted(rng, _REASONS)
            born = ended - days(rng.randint(60, 6500))
            started = day_between(rng, born, ended - days(15), 1.6)
            return born, False, (Period(started, ended, reason),), None
