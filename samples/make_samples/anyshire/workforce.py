"""Anyshire's social work posts, who left them, and the people under 25 who live there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..dates import days
from ..dice import dice
from .children import AS_AT

_SINCE = date(2022, 4, 1)
_POSTS = (("S", "SOCIAL_WORKER", 46), ("P", "ADVISER", 9))


@dataclass(frozen=True)
class Post:
    """A spell of a post: held by somebody, or vacant."""

    post_id: str
    role: str
    held_by: str
    fte: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Departure:
    """An employed social worker who left."""

    post_id: str
    left_on: date
    fte: str


@dataclass(frozen=True)
class People:
    """An estimate of how many people of an age live in the area."""

    age: int
    people: int
    used_from: date
    used_until: date | None


def make_posts() -> list[Post]:
    """Every post since April 2022: employed, then vacant, then from an agency, then employed again."""
    return [
        post
        for letter, role, count in _POSTS
        for number in range(count)
        for post in _of(letter, role, number)
    ]


def _of(letter: str, role: str, number: int) -> Iterator[Post]:
    rng = dice(f"Anyshire, posts {letter}", number)
    fte, day = rng.choices(["1", "0.8", "0.6"], [0.75, 0.15, 0.1])[0], _SINCE
    held = rng.choices(["EMPLOYED", "AGENCY", "VACANT"], [0.78, 0.14, 0.08])[0]
    while True:
        until = day + days({"EMPLOYED": 900, "AGENCY": 240, "VACANT": 90}[held] * rng.randint(40, 160) // 100)
        yield Post(f"{letter}{number + 1:02d}", role, held, fte, day, until if until <= AS_AT else None)
        if until > AS_AT:
            return
        day, held = until, {"EMPLOYED": "VACANT", "VACANT": "AGENCY", "AGENCY": "EMPLOYED"}[held]


def make_departures(posts: list[Post]) -> list[Departure]:
    """The ends of spells in which an employed social worker held a post."""
    return [
        Departure(post.post_id, post.ended_on, post.fte)
        for post in posts
        if post.role == "SOCIAL_WORKER" and post.held_by == "EMPLOYED" and post.ended_on is not None
    ]


def make_people() -> list[People]:
    """Round numbers for each age to 24: about 98,000 under 18 in 2022, and a few more a year later."""
    return [
        People(age, 5350 + 20 * ((age * 7) % 11) + more, start, end)
        for start, end, more in ((_SINCE, date(2023, 6, 30), 0), (date(2023, 7, 1), None, 40))
        for age in range(25)
    ]
