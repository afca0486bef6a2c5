"""Reviews: when each was due, when it was held, and how the child took part.

Of the 2,256 children in care whose case should have been reviewed in the year, 1,797 had every
review on time (1,385 of the 1,422 who are not UASC). 5,660 reviews were held in the year of
children aged four or over (3,516 not of UASC); the child gave a view at 5,379 of them (3,420).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from .dates import (
    AS_AT,
    YEAR_START,
    add_months,
    age_on,
    days,
    in_year,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_after,
)
from .dice import deal, dice, pick, weighted
from .model import Child, Group, Period

_PACES = range(6)  # from just in time to well ahead of time
_TOOK_PART = {"PN1": 62, "PN2": 3, "PN3": 3, "PN5": 8, "PN6": 24}
_DID_NOT = {"PN4": 25, "PN7": 75}


@dataclass(frozen=True)
class Review:
    """A review that was due; not held yet where it has no date."""

    due_on: date
    held_on: date | None
    participation: str = ""


def make_reviews(children: list[Child]) -> dict[int, list[Review]]:
    """The reviews of each child, by the child's number, in order."""
    reviewed = [child for child in children if child.group is not Group.CARE_LEAVER]
    late = {child.number for child in _late_this_year(reviewed)}
    uasc = [child for child in reviewed if child.counts_as_uasc]
    others = [child for child in reviewed if not child.counts_as_uasc]
    made = _reach(uasc, late, 2144, "UASC") | _reach(others, late, 3516, "others")
    return _with_participation(uasc, made, 1959) | _with_participation(others, made, 3420)


def _late_this_year(children: list[Child]) -> list[Child]:
    """The children in care with a late review in the year: 37 and 422 UASC; and some who left."""
    due = [c for c in children if c.in_care and working_days_after(c.last.started_on, 20) <= AS_AT]
    others = [c for c in due if not c.counts_as_uasc and c.adoption is None]
    uasc = [c for c in due if c.counts_as_uasc]
    autumn = [c for c in uasc if date(2015, 7, 1) <= c.last.started_on < date(2016, 2, 1)]
    rest = [c for c in uasc if c not in autumn]
    left = [c for c in children if not c.in_care and c.adoption is None]
    left = [c for c in left if dice("late", c.number).random() < _chance_of_late(c)]
    return [*pick(others, 37, "late"), *pick(autumn, 360, "late"), *pick(rest, 62, "late"), *left]


def _chance_of_late(child: Child) -> float:
    """How likely a review was late for a child who left in the year."""
    if not child.counts_as_uasc:
        return 0.025
    return 0.6 if child.last.started_on >= date(2015, 7, 1) else 0.08


def _reach(children: list[Child], late: set[int], wanted: int, topic: str) -> dict[int, list[Review]]:
    """Hold reviews further ahead of time, child by child, until there are as many as wanted."""
    made = {child.number: _of_child(child, 0, late=child.number in late) for child in children}
    total = sum(_counted(child, made[child.number]) for child in children)
    order = pick(children, len(children), f"reviews, {topic}")
    for pace in _PACES[1:]:
        for child in order:
            quicker = _of_child(child, pace, late=child.number in late)
            more = _counted(child, quicker) - _counted(child, made[child.number])
            if 0 < more <= wanted - total:
                made[child.number] = quicker
                total += more
    if total != wanted:
        raise ValueError(f"{topic}: {total} reviews, {wanted} wanted")
    return made


def _counted(child: Child, reviews: list[Review]) -> int:
    """How many were held in the year, of a child aged four or over then."""
    return sum(_counts(child, review) for review in reviews)


def _counts(child: Child, review: Review) -> bool:
    return review.held_on is not None and in_year(review.held_on) and age_on(child.born, review.held_on) >= 4


def _of_child(child: Child, pace: int, *, late: bool) -> list[Review]:
    """The reviews of all periods of care; only the last one has late reviews in the year."""
    rng = dice(f"reviews, pace {pace}", child.number)
    rows: list[Review] = []
    for period in child.periods[:-1]:
        rows += _of_period(period, None, pace, rng, late=False)
    plan = child.adoption.plan_agreed_on if child.adoption else None
    return rows + list(_of_period(child.last, plan, pace, rng, late=late))


def _of_period(period: Period, plan: date | None, pace: int, rng: Random, *, late: bool) -> Iterator[Review]:
    """The reviews of one period: 20 working days, then three months, then every six months."""
    held, due = period.started_on, working_days_after(period.started_on, 20)
    number = 1
    while period.ended_on is None or due < period.ended_on:
        review = _review(due, held, number, pace, rng)
        if plan and held < plan <= due:
            review = replace(review, held_on=plan)
        elif late and in_year(due) and due <= AS_AT:
            review = replace(review, held_on=working_day_on_or_after(due + days(rng.randint(2, 95))))
            late = rng.random() < 0.3
        elif not plan and due < YEAR_START - days(50) and rng.random() < 0.03:
            review = replace(review, held_on=working_day_on_or_after(due + days(rng.randint(1, 30))))
        if review.held_on is None or not _could_be_held(review.held_on, period):
            yield replace(review, held_on=None)
            return
        yield review
        held, number = review.held_on, number + 1
        due = add_months(held, 3 if number == 2 else 6)


def _review(due: date, previous: date, number: int, pace: int, rng: Random) -> Review:
    """A review held on time: the first within days, later ones up to some weeks early."""
    early = (5, 6 + 8 * pace, 14 + 26 * pace)[min(number, 3) - 1]
    held = working_day_on_or_before(due - days(rng.randint(0, early)))
    return Review(due, held if held > previous else due)


def _could_be_held(day: date, period: Period) -> bool:
    """Whether the child is still in care on the day, and the day is not in the future."""
    return day <= AS_AT and (period.ended_on is None or day < period.ended_on)


def _with_participation(
    children: list[Child], made: dict[int, list[Review]], took_part: int
) -> dict[int, list[Review]]:
    """Say how the child took part; so often in the year, and nearly always before it."""
    counted = [
        (child.number, place)
        for child in children
        for place, review in enumerate(made[child.number])
        if _counts(child, review)
    ]
    quotas = {"yes": took_part, "no": len(counted) - took_part}
    labels = dict(deal(counted, quotas, f"participation, {took_part}"))
    result = {}
    for child in children:
        rng = dice("participation", child.number)
        result[child.number] = [
            _code(child, review, labels.get((child.number, place)), rng)
            for place, review in enumerate(made[child.number])
        ]
    return result


def _code(child: Child, review: Review, label: str | None, rng: Random) -> Review:
    """The review with its participation code."""
    if review.held_on is None:
        return review
    if age_on(child.born, review.held_on) < 4:
        return replace(review, participation="PN0")
    took_part = label == "yes" if label else rng.random() < 0.95
    return replace(review, participation=weighted(rng, _TOOK_PART if took_part else _DID_NOT))
