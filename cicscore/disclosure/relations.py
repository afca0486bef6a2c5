"""How the counts of documents add up: what a reader could use to work one out from the others.

A relation is used only where it holds for the figures at hand: groups add up to their total only where
nobody is in two of them, a year to date grows only where no event is taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, permutations
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from cicscore.disclosure.counts import Count, Groups, after, only_in, rest_of, sides_of
from cicscore.results import IndicatorInfo
from cicscore.vocabulary import ALL

#: How many counts must agree before one variant is taken to hold all of another, where some are hidden.
_PROOF = 10

#: A whole, and the counts that add up to it.
Sum: TypeAlias = tuple[Count, tuple[Count, ...]]


class Known(Struct, frozen=True):
    """The value of a count, whether small ones of its kind are protected, and of how many children it is.

    The value is ``None`` where it was hidden before and is not known now.
    """

    value: int | None
    is_protected: bool
    children: int | None = None


class Relations:
    """The counts of documents by name, with those that follow from them, and how they add up."""

    def __init__(self, known: Mapping[Count, Known]) -> None:
        """Take in the counts that documents print."""
        self.known: dict[Count, Known] = dict(known)
        self.sums: list[Sum] = []

    def part(self, whole: Count, part: Count, rest: Count, children: int | None = None) -> bool:
        """Note that a whole is a part and a rest of so many children; false where the values deny it."""
        one, other = self.known[whole], self.known[part]
        value = _less(one.value, other.value)
        known = self.known[rest].value if rest in self.known else None
        if value is not None and (value < 0 or known not in (None, value)):
            return False
        if rest not in self.known:
            self.known[rest] = Known(value, one.is_protected and other.is_protected, children)
        elif known is None and value is not None:
            # Hidden where it stands, but what it is part of tells: whoever reads knows it all the same.
            self.known[rest] = replace(self.known[rest], value=value)
        self.sums.append((whole, (part, rest)))
        return True


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part


def relations(
    known: Mapping[Count, Known], shares: Iterable[tuple[str, str]], parts: Iterable[tuple[str, str]]
) -> Relations:
    """Everything that follows from the counts known.

    ``shares`` are pairs of a denominator and a numerator that counts some of it, ``parts`` pairs of a whole
    and its part, each by what they count.
    """
    found = Relations(known)
    _parts(found, (*shares, *parts))
    _variants(found)
    _windows(found)
    _ended(found)
    found.sums += _margins(found.known)
    return found


def shares_of(indicators: Iterable[IndicatorInfo]) -> Iterator[tuple[str, str]]:
    """The denominators and numerators of shares, by what they count."""
    for info in indicators:
        if info.is_share:
            above, below = sides_of(info)
            yield below, above


def parts_of(indicators: Iterable[IndicatorInfo]) -> Iterator[tuple[str, str]]:
    """The declared wholes and parts, by what they count: numerators, and denominators that differ."""
    every = {info.id: info for info in indicators}
    for info in every.values():
        for whole in (every[name] for name in info.part_of if name in every):
            yield from (
                pair for pair in zip(sides_of(whole), sides_of(info), strict=True) if len(set(pair)) > 1
            )


def _parts(found: Relations, pairs: Iterable[tuple[str, str]]) -> None:
    """What is counted of a whole and not of its part, wherever two of the three are printed.

    It is wherever, and not row by row: a panel prints groups of a numerator, another indicator the same
    groups of the denominator.
    """
    by_what: dict[str, list[Count]] = {}
    for name in found.known:
        by_what.setdefault(name.what, []).append(name)
    for whole, part in dict.fromkeys(pairs):
        for name in by_what.get(whole, ()):
            own = replace(name, what=part)
            rest = rest_of(name, own)
            if own in found.known:
                found.part(name, own, rest)
            elif rest in found.known:
                found.part(name, rest, own)


def _variants(found: Relations) -> None:
    """Those that a variant leaves out, and those that one variant leaves out and another does not."""
    by_population: dict[str, dict[Count, Count]] = {}
    for name in found.known:
        by_population.setdefault(name.population, {})[replace(name, population=ALL)] = name
    for one, other in permutations(by_population, 2):
        ours, theirs = by_population[one], by_population[other]
        pairs = [(whole, theirs[key]) for key, whole in ours.items() if key in theirs]
        if other != ALL and _is_within(found, pairs, one):
            for whole, part in pairs:
                found.part(whole, part, only_in(whole, part), _children_left(found, whole, part))


def _children_left(found: Relations, whole: Count, part: Count) -> int | None:
    """The children behind the events that a variant leaves out."""
    every, left = found.known[whole].children, found.known[part].children
    return None if every is None or left is None or every < left else every - left


def _is_within(found: Relations, pairs: list[tuple[Count, Count]], one: str) -> bool:
    """Whether one population may hold all of another: everybody does, others where no count denies it."""
    if one == ALL:
        return True
    left = [_less(found.known[whole].value, found.known[part].value) for whole, part in pairs]
    known = [count for count in left if count is not None]
    # Where counts are hidden, few that agree are no proof.
    needed = 1 if len(known) == len(left) else _PROOF
    return all(count >= 0 for count in known) and sum(count > 0 for count in known) >= needed


def _windows(found: Relations) -> None:
    """What each window that grows through a year has counted since it was printed last."""
    growing: dict[Count, list[Count]] = {}
    for name in (name for name in found.known if name.as_at == name.end):
        growing.setdefault(replace(name, end=name.start, as_at=name.start), []).append(name)
    for names in growing.values():
        names.sort(key=lambda name: name.end)
        steps = list(pairwise(names))
        grown = [_less(found.known[later].value, found.known[earlier].value) for earlier, later in steps]
        if all(count is None or count >= 0 for count in grown):
            for earlier, later in steps:
                found.part(later, earlier, after(earlier, later))


def _ended(found: Relations) -> None:
    """A window that was over before is the same whenever it is counted, unless the values deny it."""
    alike: dict[Count, list[Count]] = {}
    for name in found.known:
        if name.as_at != name.end:
            alike.setdefault(replace(name, as_at=name.end), []).append(name)
    for names in alike.values():
        for one, other in pairwise(names):
            if found.known[one].value == found.known[other].value:
                found.sums.append((one, (other,)))


def _margins(known: Mapping[Count, Known]) -> Iterator[Sum]:
    """Totals, and the groups of each breakdown that add up to them."""
    within: dict[tuple[Count, str], list[Count]] = {}
    for name in known:
        for group in name.groups:
            others: Groups = tuple(other for other in name.groups if other != group)
            within.setdefault((replace(name, groups=others), group[0]), []).append(name)
    for (whole, _), members in within.items():
        if whole in known and _adds_up(known[whole].value, [known[name].value for name in members]):
            yield whole, tuple(members)


def _adds_up(whole: int | None, parts: list[int | None]) -> bool:
    """Whether parts add up to a whole; where any is not known, they are taken to."""
    known = [part for part in parts if part is not None]
    return whole is None or len(known) < len(parts) or sum(known) == whole
