"""The episodes of the SSDA903 return: a new one for each change of placement or legal status.

A placement may be made of several episodes: the legal status changes (L), the carers move house
(T), the child is away for some days (T1 to T4) and comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from .dates import AS_AT, days
from .dice import dice, weighted
from .model import Child, Period
from .placements import Placement

_REASONS = {"CARPL": 55, "CREQB": 15, "CREQO": 10, "CHILD": 6, "OTHER": 8, "STAND": 3, "LAREQ": 3}
_NEEDS = {"N1": 62, "N2": 4, "N3": 6, "N4": 10, "N5": 15, "N6": 3}
_NO_URN = {"P1", "P2", "P3", "R1", "R2", "R5", "Z1", "H5"}
_NO_PROVIDER = {"Z1"}
_WITH_SAME_CARERS = {"A3", "A5"}


@dataclass(frozen=True)
class Episode:
    """One row of the return's episodes."""

    child: Child
    decom: date
    rne: str
    ls: str
    cin: str
    place: str
    provider: str
    home_post: str
    pl_post: str
    urn: str
    dec: date | None = None
    rec: str = ""
    reason: str = ""


@dataclass(frozen=True)
class _Change:
    """What changes on a day: legal status, home, whether the carers are new."""

    on: date
    ls: str | None = None
    home: tuple[str, str, str, str] | None = None  # placement type, provider, postcode, URN
    same_carers: bool = False


def episodes_of(child: Child, placements: list[Placement]) -> Iterator[Episode]:
    """The episodes of all periods of care, in order."""
    for number, period in enumerate(child.periods):
        inside = [row for row in placements if _within(row, period)]
        rng = dice(f"episodes of period {number}", child.number)
        yield from _of_period(child, period, inside, rng)


def _within(row: Placement, period: Period) -> bool:
    return row.started_on >= period.started_on and (
        period.ended_on is None or row.started_on < period.ended_on
    )


def _of_period(child: Child, period: Period, placements: list[Placement], rng: Random) -> Iterator[Episode]:
    """The episodes of one period: each change ends one and begins the next."""
    changes = _legal_changes(child, period, rng)
    for place, placement in enumerate(placements):
        changes += _home_changes(child, placement, place, {change.on for change in changes}, rng)
    by_day: dict[date, _Change] = {}
    for change in changes:
        by_day[change.on] = _together(by_day.get(change.on), change)
    need = "N8" if child.uasc else weighted(rng, _NEEDS)
    home_post = "" if child.uasc else postcode(dice("home", child.number))
    current: Episode | None = None
    for day in sorted(by_day):
        following = _next(child, current, by_day[day], need, home_post)
        if current:
            reason = _reason(current, following, rng)
            yield replace(current, dec=day, rec="X1", reason=reason)
        current = following
    if current:
        yield replace(current, dec=period.ended_on, rec=period.end_reason or "")


def _together(first: _Change | None, second: _Change) -> _Change:
    """Two changes of one day as one."""
    if first is None:
        return second
    same = first.same_carers or second.same_carers
    return _Change(first.on, first.ls or second.ls, first.home or second.home, same)


def _next(child: Child, current: Episode | None, change: _Change, need: str, home_post: str) -> Episode:
    """The episode that a change begins."""
    if current is None:
        place, provider, pl_post, urn = change.home or ("", "", "", "")
        ls = change.ls or "V2"
        return Episode(child, change.on, "S", ls, need, place, provider, home_post, pl_post, urn)
    place, provider, pl_post, urn = change.home or (
        current.place,
        current.provider,
        current.pl_post,
        current.urn,
    )
    match (change.ls is not None, change.home is not None, change.same_carers):
        case (True, False, _):
            rne = "L"
        case (False, _, True):
            rne = "T"
        case (True, _, True):
            rne = "U"
        case (False, _, False):
            rne = "P"
        case _:
            rne = "B"
    ls = change.ls or current.ls
    return Episode(child, change.on, rne, ls, need, place, provider, home_post, pl_post, urn)


def _reason(current: Episode, following: Episode, rng: Random) -> str:
    """Why the placement changed; not recorded around temporary ones."""
    if following.rne == "L" or "T" in (current.place[0], following.place[0]):
        return ""
    if following.rne in "TU":
        return "PLACE"
    return "CARPL" if following.place.startswith("A") else weighted(rng, _REASONS)


# --- Legal status -----------------------------------------------------------------------------


def _legal_changes(child: Child, period: Period, rng: Random) -> list[_Change]:
    """The legal statuses of a period, from its first day on."""
    started, ended = period.started_on, period.ended_on or AS_AT
    if child.uasc:
        return [_Change(started, "V2")]
    if child.adoption and period is child.last:
        return list(_legal_changes_to_adoption(child, rng))
    if (ended - started).days <= 3:
        return [_Change(started, weighted(rng, {"L1": 1, "V2": 1}))]
    first = _Change(started, weighted(rng, {"V2": 1, "C1": 1}))
    order = started + days(rng.randint(110, 330))
    return [first, _Change(order, "C2")] if first.ls == "C1" and order < ended - days(5) else [first]


def _legal_changes_to_adoption(child: Child, rng: Random) -> Iterator[_Change]:
    """An interim order, then the placement order; a care order if that is revoked."""
    plan = child.adoption
    if plan is None:
        return
    yield _Change(plan.entered_care_on, weighted(rng, {"V2": 1, "C1": 3}))
    if plan.placement_order_on:
        yield _Change(plan.placement_order_on, "E1")
        over = plan.reversed_on
        if over and over != child.last.ended_on:
            yield _Change(over, "C2")


# --- Homes ------------------------------------------------------------------------------------


def _home_changes(
    child: Child, placement: Placement, place: int, taken: set[date], rng: Random
) -> Iterator[_Change]:
    """The move in, and within a long stay perhaps a move with the carers, or some days away."""
    home = placement.home
    kind = home.placement_type
    where = dice(f"placement of {placement.started_on}", child.number)
    pl_post = "" if child.uasc else postcode(where)
    urn = "" if kind in _NO_URN else f"SC{where.randrange(100_000, 999_999)}"
    lived = (kind, "" if kind in _NO_PROVIDER else home.provider, pl_post, urn)
    yield _Change(placement.started_on, None, lived, place > 0 and kind in _WITH_SAME_CARERS)
    ended = placement.ended_on or AS_AT
    if (ended - placement.started_on).days < 90 or child.uasc or not home.provider:
        return
    middle = placement.started_on + days(rng.randint(20, (ended - placement.started_on).days - 40))
    away = [middle + days(number) for number in range(25)]
    if taken.intersection(away):
        return
    chance = rng.random()
    if chance < 0.04 and kind[0] in "UQ":
        moved = (kind, home.provider, postcode(where), urn)
        yield _Change(middle, None, moved, same_carers=True)
    elif chance < 0.09:
        absence, longest = weighted(rng, {("T1", 20): 2, ("T2", 14): 2, ("T3", 14): 2, ("T4", 7): 4})
        yield _Change(middle, None, (absence, "", postcode(where), ""))
        yield _Change(middle + days(rng.randint(2, longest)), None, lived)


def postcode(rng: Random) -> str:
    """A postcode of an area that does not exist."""
    letters = "".join(rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return f"ZZ{rng.randint(1, 99)} {rng.randint(1, 9)}{letters}"
