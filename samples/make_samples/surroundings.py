"""What is not about the authority's own children: population, other authorities, national results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .dates import AS_AT, YEAR_START, days
from .dice import day_between, dice

PEOPLE_UNDER_18 = 328_250
_OLDER = (18_400, 18_650)  # aged 18 and 19
_BEFORE = 0.9952  # the estimate of the year before, in proportion


@dataclass(frozen=True)
class Estimate:
    """How many people of an age there were, and when the estimate was in use."""

    age: int
    people: int
    used_from: date
    used_until: date | None


def make_population() -> list[Estimate]:
    """Two mid-year estimates, by single year of age."""
    weights = [18_600 - 90 * abs(age - 3) + 35 * max(age - 13, 0) for age in range(18)]
    shares = [PEOPLE_UNDER_18 * weight // sum(weights) for weight in weights]
    shares[0] += PEOPLE_UNDER_18 - sum(shares)
    changed = date(2014, 7, 1)
    rows = []
    for age, people in enumerate([*shares, *_OLDER]):
        rows.append(Estimate(age, int(people * _BEFORE), date(2013, 7, 1), changed - days(1)))
        rows.append(Estimate(age, people, changed, None))
    return rows


@dataclass(frozen=True)
class Notification:
    """How long a child of another authority was placed here."""

    notification_id: str
    placed_on: date
    left_on: date | None


def make_other_authority_stays() -> list[Notification]:
    """1,289 children of other authorities are placed here; a year before they were 1,211."""
    rng = dice("other authorities")
    earliest = date(2009, 1, 1)
    last_year = YEAR_START - days(1)
    stays: list[tuple[date, date | None]]
    stays = [(day_between(rng, earliest, last_year, 2.5), None) for _ in range(811)]
    stays += [
        (day_between(rng, earliest, last_year, 2.5), day_between(rng, YEAR_START, AS_AT)) for _ in range(400)
    ]
    stays += [(day_between(rng, YEAR_START, AS_AT), None) for _ in range(478)]
    for first, last, count in (
        (YEAR_START, AS_AT - days(30), 150),
        (date(2012, 1, 1), last_year - days(30), 330),
    ):
        for _ in range(count):
            started = day_between(rng, first, last)
            latest = AS_AT if first == YEAR_START else last_year
            stays.append((started, day_between(rng, started + days(1), latest)))
    stays.sort(key=lambda stay: (stay[0], stay[1] or date.max))
    return [Notification(f"N{place:05d}", *stay) for place, stay in enumerate(stays, start=1)]


@dataclass(frozen=True)
class SiblingGroup:
    """Brothers and sisters placed for adoption, with how many families."""

    sibling_group_id: str
    placed_on: date
    children: int
    families: int


def make_sibling_groups() -> list[SiblingGroup]:
    """17 groups of the year, 15 of them together; 27 of 28 in the year before."""
    rng = dice("sibling groups")
    groups = []
    for first, last, together, apart in (
        (YEAR_START, AS_AT, 15, 2),
        (date(2014, 4, 1), YEAR_START - days(1), 27, 1),
    ):
        for place in range(together + apart):
            children = rng.choices((2, 3, 4), (14, 4, 1))[0]
            families = 1 if place < together else 2
            groups.append((day_between(rng, first, last), children, families))
    return [SiblingGroup(f"G{place:03d}", *group) for place, group in enumerate(sorted(groups), start=1)]


@dataclass(frozen=True)
class Result:
    """A national result, and when it was published."""

    measure: str
    published_on: date
    value: str


# As printed: the figure of the year before, and the latest.
_PUBLISHED = {
    "FIXED_TERM_EXCLUSION": ("14.1", "13.6"),
    "PERSISTENT_ABSENCE": ("6.5", "6.4"),
    "KS2_READING": ("61", "74"),
    "KS2_WRITING": ("46", "65"),
    "KS2_MATHS": ("52", "67"),
    "GCSE_5_A_STAR_TO_C": ("15", "14.7"),
}
_PUBLISHED_ON = (date(2014, 12, 10), date(2015, 12, 16))


def make_published() -> list[Result]:
    """The annual national results of two years."""
    return [
        Result(measure, day, value)
        for measure, values in _PUBLISHED.items()
        for day, value in zip(_PUBLISHED_ON, values, strict=True)
    ]
