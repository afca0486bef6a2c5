"""Where the children in care on 31 March 2016 live.

The published figures fix how many live in which kind of placement, how many of them in the area
of another authority, and how many within 20 miles from home.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from .dates import AS_AT
from .dice import deal, dice, pick, weighted
from .model import AdoptionStage, Child, known

OWN_AUTHORITY = "886"
_OTHER_AUTHORITIES = {
    "887": 30,
    "845": 12,
    "936": 12,
    "303": 8,
    "305": 6,
    "306": 10,
    "881": 10,
    "203": 8,
    "850": 4,
}

_Test = Callable[[Child], bool]


@dataclass(frozen=True)
class Home:
    """A place to live, as the return codes it."""

    placement_type: str
    provider: str
    authority: str = OWN_AUTHORITY
    distance_miles: str = ""


def current_homes(children: list[Child]) -> dict[int, Home]:
    """The home of each child in care, by the child's number."""
    in_care = [child for child in children if child.in_care]
    uasc = [child for child in in_care if child.counts_as_uasc]
    others = [child for child in in_care if not child.counts_as_uasc]
    homes = {child.number: home for child, home in _homes_of_uasc(uasc)}
    homes |= {child.number: home for child, home in _homes_of_others(others)}
    _place_elsewhere(homes, others, _ELSEWHERE, "elsewhere")
    _place_elsewhere(homes, uasc, _UASC_ELSEWHERE, "UASC elsewhere")
    _measure_distances(homes, others)
    return homes


def _aged(years: int) -> _Test:
    return lambda child: child.age_on(AS_AT) >= years


def _settled(child: Child) -> bool:
    return child.adoption is None or child.adoption.stage is AdoptionStage.REVERSED


def _baby(child: Child) -> bool:
    return child.age_on(AS_AT) <= 1 and _settled(child)


def _anyone(child: Child) -> bool:
    return True


# In the order in which the places are filled: who can live there, how many, the kinds of home.
_Places = list[tuple[_Test, int, dict[tuple[str, str], float]]]

_PLACES: _Places = [
    (_aged(16), 26, {("P2", "PR4"): 6, ("P2", "PR1"): 4}),
    (_aged(16), 5, {("H5", "PR4"): 1}),
    (_aged(10), 78, {("K2", "PR4"): 62, ("K2", "PR1"): 12, ("K2", "PR5"): 4}),
    (_aged(9), 3, {("R1", "PR4"): 1}),
    (_aged(15), 6, {("R5", "PR3"): 1}),
    (_aged(12), 4, {("K1", "PR2"): 1}),
    (_aged(10), 8, {("S1", "PR4"): 2, ("S1", "PR2"): 1}),
    (_baby, 8, {("R3", "PR4"): 1}),
    (_aged(8), 3, {("R2", "PR3"): 1}),
    (_aged(14), 5, {("Z1", ""): 1}),
    (_settled, 62, {("P1", "PR0"): 1}),
    (_settled, 190, {("U1", "PR1"): 6, ("U3", "PR1"): 13, ("U2", "PR1"): 1}),
    (_anyone, 153, {("U6", "PR4"): 9, ("U4", "PR4"): 4, ("U6", "PR5"): 2}),
    (_anyone, 852, {("U6", "PR1"): 11, ("U4", "PR1"): 8, ("U5", "PR1"): 1}),
]

_UASC_PLACES: _Places = [
    (_aged(16), 269, {("P2", "PR4"): 8, ("P2", "PR1"): 2}),
    (_aged(16), 60, {("H5", "PR1"): 1}),
    (_anyone, 17, {("K2", "PR4"): 1}),
    (_anyone, 12, {("U3", "PR1"): 1}),
    (_anyone, 243, {("U6", "PR4"): 4, ("U6", "PR5"): 1}),
    (_anyone, 265, {("U6", "PR1"): 1}),
]


def _homes_of_others(children: list[Child]) -> list[tuple[Child, Home]]:
    """Homes of those who are not UASC: 51 are placed for adoption, 1,195 fostered, 86 residential."""
    homes: list[tuple[Child, Home]] = []
    placed = [child for child in children if _is_placed(child)]
    for child in placed:
        with_carers = dice("adopters", child.number).random() < 0.2
        kind = "A4" if known(child.adoption).placement_order_on is None else "A5" if with_carers else "A6"
        homes.append((child, Home(kind, "PR1")))
    return homes + _fill(_PLACES, [child for child in children if not _is_placed(child)], "homes")


def _is_placed(child: Child) -> bool:
    return child.adoption is not None and child.adoption.stage is AdoptionStage.PLACED


def _homes_of_uasc(children: list[Child]) -> list[tuple[Child, Home]]:
    """Homes of UASC: 520 are fostered, 77 live in reception centres and children's homes."""
    return _fill(_UASC_PLACES, children, "UASC homes")


def _fill(places: _Places, children: list[Child], topic: str) -> list[tuple[Child, Home]]:
    """Fill the places in order, each from the children that are left and can live there."""
    left = {child.number: child for child in children}
    homes = []
    for test, count, kinds in places:
        able = [child for child in left.values() if test(child)]
        for child in pick(able, count, f"{topic}, {next(iter(kinds))}"):
            del left[child.number]
            kind, provider = weighted(dice(topic, child.number), kinds)
            homes.append((child, Home(kind, provider)))
    if left:
        raise ValueError(f"{topic}: {len(left)} children without a home")
    return homes


# How many of each group live in the area of another authority: 149, and 277 UASC.
_ELSEWHERE = [
    ({"U1", "U2", "U3"}, {"PR1"}, 3),
    ({"U4", "U6"}, {"PR4", "PR5"}, 60),
    ({"K2", "R1"}, {"PR4", "PR5"}, 50),
    ({"S1"}, {"PR4", "PR2"}, 5),
    ({"R5"}, {"PR3"}, 6),
    ({"K1"}, {"PR2"}, 4),
    ({"A4", "A5", "A6"}, {"PR1"}, 12),
    ({"P1"}, {"PR0"}, 4),
    ({"P2"}, {"PR4", "PR1"}, 5),
]
_UASC_ELSEWHERE = [
    ({"U6"}, {"PR4", "PR5"}, 160),
    ({"P2"}, {"PR4", "PR1"}, 100),
    ({"K2"}, {"PR4"}, 5),
    ({"U6"}, {"PR1"}, 12),
]


def _place_elsewhere(
    homes: dict[int, Home], children: list[Child], groups: list[tuple[set[str], set[str], int]], topic: str
) -> None:
    """Put some of the homes into the area of another authority."""
    for kinds, providers, count in groups:
        able = [
            child
            for child in children
            if homes[child.number].placement_type in kinds and homes[child.number].provider in providers
        ]
        for child in pick(able, count, f"{topic}, {min(kinds)}, {min(providers)}"):
            other = weighted(dice(topic, child.number), _OTHER_AUTHORITIES)
            homes[child.number] = replace(homes[child.number], authority=other)


def _measure_distances(homes: dict[int, Home], children: list[Child]) -> None:
    """1,142 of the 1,403 not placed for adoption live within 20 miles; of former UASC it is not known."""
    known = [child for child in children if not child.uasc]
    adoptive = [child for child in known if homes[child.number].placement_type.startswith("A")]
    others = [child for child in known if not homes[child.number].placement_type.startswith("A")]
    away = [child for child in others if homes[child.number].authority != OWN_AUTHORITY]
    here = [child for child in others if homes[child.number].authority == OWN_AUTHORITY]
    labels = deal(away, {"near": len(away) - 120, "far": 120}, "distance of those elsewhere")
    near = 1142 - (len(away) - 120)
    labels += deal(here, {"near": near, "far": len(here) - near}, "distance")
    labels += deal(adoptive, {"near": 20, "far": len(adoptive) - 20}, "distance of adopters")
    for child, label in labels:
        miles = distance(dice("miles", child.number), near=label == "near")
        homes[child.number] = replace(homes[child.number], distance_miles=miles)


def distance(rng: Random, *, near: bool) -> str:
    """A distance from home in miles, to one decimal, up to 20 or beyond."""
    if near:
        return f"{0.2 + 19.8 * rng.random() ** 1.6:.1f}"
    return f"{min(20.1 + rng.expovariate(1 / 22), 180.0):.1f}"
