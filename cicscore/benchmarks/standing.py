"""Where an authority stands among others: its rank and quartile, their median, the neighbours' mean and best.

Only published numbers count: a symbol in the file is left out, and said. Quartiles are those of QUARTILE.INC:
the value at a quarter of the way from the first number to the last, in order, between two of them in
proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from cicscore.benchmarks.figures import Authority, PublishedFigure, PublishedYear
from cicscore.catalogue.model import Settings
from cicscore.text import ordinal
from cicscore.vocabulary import Polarity, Status

#: With fewer figures a quarter is less than one of them.
LEAST_FOR_QUARTILES = 4


class Named(Struct, frozen=True):
    """How the catalogue names an authority: by its name, by a code, or by both."""

    name: str
    code: str | None = None


class Whom(Struct, frozen=True):
    """The authority whose scorecard it is, and those that are most like it."""

    authority: Named | None = None
    neighbours: tuple[Named, ...] = ()


def whom_of(settings: Settings) -> Whom:
    """The authority and its neighbours as a catalogue's settings name them: each once, and never itself."""
    own = settings.authority
    known = set() if own is None else {normal_name(own.name), normal_name(own.code or own.name)}
    neighbours: dict[str, Named] = {}
    for name in settings.neighbours:
        if normal_name(name) not in known:
            neighbours.setdefault(normal_name(name), Named(name))
    return Whom(None if own is None else Named(own.name, own.code), tuple(neighbours.values()))


class Found(Struct, frozen=True):
    """An authority that the catalogue names, with its figure; its name in the file, if it is there."""

    name: str
    figure: PublishedFigure
    authority: Authority | None


class Spread(Struct, frozen=True):
    """The least, the quarters and the most of some figures, by size; the quarters only of enough."""

    figures: int
    lowest: Fraction
    first_quartile: Fraction | None
    median: Fraction
    third_quartile: Fraction | None
    highest: Fraction


class Place(Struct, frozen=True):
    """A figure's place among others: 1 is best. ``alike`` have the same figure, itself included."""

    rank: int
    among: int
    alike: int


def normal_name(name: str) -> str:
    """A name in the form used for comparison.

    >>> normal_name("St. Helens") == normal_name("st helens")
    True
    """
    return " ".join(name.replace(".", " ").replace("&", " and ").split()).casefold()


def find(named: Named, year: PublishedYear) -> Found:
    """The authority's figure, by its code where the file has it, else by its name."""
    by_code = [one for one in year.authorities if named.code is not None and named.code in one.codes]
    alike = (normal_name(named.name), named.name.casefold())
    by_name = [
        one
        for one in year.authorities
        if normal_name(one.name) == alike[0] or alike[1] in {code.casefold() for code in one.codes}
    ]
    found = next(iter((*by_code, *by_name)), None)
    if found is None:
        absent = PublishedFigure(None, Status.NOT_REPORTED, f"not in the file for the {year.label}")
        return Found(named.name, absent, None)
    return Found(found.name, year.authorities[found], found)


def numbers_of(year: PublishedYear) -> dict[Authority, Fraction]:
    """The authorities that have a number."""
    return {one: figure.value for one, figure in year.authorities.items() if figure.value is not None}


def spread_of(values: Sequence[Fraction]) -> Spread | None:
    """The least, the quarters and the most of the values; ``None`` where there are none."""
    if not values:
        return None
    ordered = sorted(values)
    enough = len(ordered) >= LEAST_FOR_QUARTILES
    return Spread(
        len(ordered),
        ordered[0],
        _at(ordered, Fraction(1, 4)) if enough else None,
        _at(ordered, Fraction(1, 2)),
        _at(ordered, Fraction(3, 4)) if enough else None,
        ordered[-1],
    )


def _at(ordered: Sequence[Fraction], part: Fraction) -> Fraction:
    position = (len(ordered) - 1) * part
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def is_ranked(polarity: Polarity) -> bool:
    """Whether one figure is better than another, whoever's it is."""
    match polarity:
        case Polarity.HIGHER | Polarity.LOWER:
            return True
        case Polarity.TARGET | Polarity.NONE:
            return False
        case _:
            assert_never(polarity)


def is_better(one: Fraction, other: Fraction, polarity: Polarity) -> bool:
    """Whether the one figure is better than the other."""
    return one > other if polarity is Polarity.HIGHER else one < other


def best(values: Sequence[Fraction], polarity: Polarity) -> Fraction:
    """The best of some figures."""
    return max(values) if polarity is Polarity.HIGHER else min(values)


def place_among(value: Fraction, others: Sequence[Fraction], polarity: Polarity) -> Place:
    """The place of a figure among those of others, its own left out; equal figures share the better place."""
    better = sum(is_better(other, value, polarity) for other in others)
    return Place(better + 1, len(others) + 1, 1 + sum(other == value for other in others))


def upper_quartile(spread: Spread, polarity: Polarity) -> Fraction | None:
    """The figure from which on the better quarter begins; ``None`` of few, or where none is better."""
    if not is_ranked(polarity):
        return None
    return spread.third_quartile if polarity is Polarity.HIGHER else spread.first_quartile


def quartile_of(value: Fraction, spread: Spread, polarity: Polarity) -> int | None:
    """The quarter that a figure is in: 1 is best. On a border it is in the better one."""
    if spread.first_quartile is None or spread.third_quartile is None or not is_ranked(polarity):
        return None
    borders = (spread.third_quartile, spread.median, spread.first_quartile)
    ordered = borders if polarity is Polarity.HIGHER else borders[::-1]
    return 1 + sum(is_better(border, value, polarity) for border in ordered)


def mean_of(values: Sequence[Fraction]) -> Fraction | None:
    """The mean in which each counts the same, however large; ``None`` of nothing."""
    return sum(values, Fraction(0)) / len(values) if values else None


def place_text(place: Place, of: str) -> str:
    """A place in words.

    >>> place_text(Place(3, 8, 2), "authorities")
    '3rd of 8 authorities (shared with 1 other)'
    """
    others = place.alike - 1
    shared = f" (shared with {others:,} {'other' if others == 1 else 'others'})" if others else ""
    return f"{ordinal(place.rank)} of {place.among:,} {of}{shared}"
