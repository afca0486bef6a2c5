"""What is known of each count in an edition, and how the counts hang together, as arrays for the solver."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from cicscore.disclosure.attack import Attacker, together
from cicscore.disclosure.counts import Count
from cicscore.disclosure.earlier import Published
from cicscore.disclosure.relations import Known, Relations
from cicscore.disclosure.rounding import nearest, rounded_from
from cicscore.results import Disclosure
from cicscore.vocabulary import DisclosureMethod

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: A count that is hidden may be this much more than the greatest that is printed: enough to be no bound.
_MORE = 1_000


class Rule(Struct, frozen=True):
    """What the policy asks of a protected count."""

    threshold: int
    range: int

    @classmethod
    def of(cls, policy: Disclosure) -> Rule:
        """The rule of a policy."""
        return cls(policy.threshold, policy.range)

    def is_small(self, count: int | None) -> bool:
        """Whether a count is one to protect."""
        return count is not None and 0 < count < self.threshold

    def allows(self, least: float, most: float) -> bool:
        """Whether a protected count may be known to lie between these."""
        return most - least >= self.range and (most >= self.threshold or least <= 0)


class Problem(Struct, frozen=True):
    """The counts of an edition by number, and everything that a reader knows of them.

    ``shown_low`` and ``shown_high`` bound a count where it is printed, ``hidden_low`` and ``hidden_high``
    where it is not. ``value`` fits every relation. ``is_open`` marks those that may be hidden or shown,
    ``is_printed`` those that an edition prints, if they are not hidden; the rest is never printed.
    ``is_sensitive`` marks those that must not be known closely, and ``is_unsure`` those that may be among
    them: hidden before, they are not known now. ``must_hide`` are hidden in any case. A relation is a whole
    and its parts.
    """

    names: tuple[Count, ...]
    value: Ints
    shown_low: Ints
    shown_high: Ints
    hidden_low: Ints
    hidden_high: Ints
    is_printed: Flags
    is_open: Flags
    is_sensitive: Flags
    is_unsure: Flags
    must_hide: Flags
    sums: tuple[tuple[int, ...], ...]
    rule: Rule

    def bounds(self, hidden: Flags) -> tuple[Ints, Ints]:
        """The bounds of every count where these are hidden."""
        shown = self.is_printed & ~hidden
        return (
            np.where(shown, self.shown_low, self.hidden_low),
            np.where(shown, self.shown_high, self.hidden_high),
        )


def problem(
    found: Relations, published: Published, printed: Collection[Count], policy: Disclosure
) -> Problem:
    """The problem of an edition that prints these counts, given what was published before.

    Raises ``ValueError`` where what was published before contradicts itself.
    """
    rule, names = Rule.of(policy), tuple(found.known)
    value, sums = fitting(found, published)
    every = [found.known[name] for name in names]
    lasting = _flags(name in published.lasting for name in names)
    public = _flags(name in published.public for name in names)
    is_open = _flags(name in printed and known.is_protected for name, known in zip(names, every, strict=True))
    between = [published.between.get(name) for name in names]
    is_between = _flags(ends is not None for ends in between)
    is_open &= ~public & ~lasting & ~is_between & (value != 0)
    is_printed = (_flags(name in printed for name in names) | public) & ~lasting & ~is_between
    sensitive = _flags(_is_sensitive(known, rule) for known in every)
    low, high = _shown(value, is_open, policy)
    most = int(value.max(initial=0)) + _MORE
    least = np.where(is_open | lasting, 1, 0)
    return Problem(
        names=names,
        value=value,
        shown_low=low,
        shown_high=high,
        hidden_low=_ints(n if ends is None else ends[0] for n, ends in zip(least, between, strict=True)),
        hidden_high=_ints(most if ends is None else ends[1] for ends in between),
        is_printed=is_printed,
        is_open=is_open,
        is_sensitive=sensitive,
        is_unsure=lasting | _flags(known.value is None for known in every),
        must_hide=is_open & (sensitive | _flags(name in published.hidden for name in names)),
        sums=tuple(sums),
        rule=rule,
    )


def fitting(found: Relations, published: Published) -> tuple[Ints, list[tuple[int, ...]]]:
    """A value for each count that agrees with everything known, and the relations that then hold, by number.

    What was hidden before is not known now; any value that fits serves to judge what a reader can tell. A
    relation among such counts is only supposed to hold: those that cannot hold together are left out.
    """
    names = tuple(found.known)
    number = {name: n for n, name in enumerate(names)}
    known = [found.known[name].value for name in names]
    sums = [(number[whole], *(number[part] for part in parts)) for whole, parts in found.sums]
    certain = [sum_ for sum_ in sums if all(known[n] is not None for n in sum_)]
    supposed = [sum_ for sum_ in sums if any(known[n] is None for n in sum_)]
    if not supposed:
        return np.array([value or 0 for value in known], dtype=np.int64), sums
    most = max((value for value in known if value is not None), default=0) + _MORE
    least = [int(name in published.lasting) for name in names]
    low = np.array(
        [n if value is None else value for n, value in zip(least, known, strict=True)], dtype=float
    )
    high = np.array([most if value is None else value for value in known], dtype=float)
    possible = together(supposed, low, high)
    attacker = Attacker(possible, low, high)
    attacker.whole()
    return np.round(attacker.least(0).world).astype(np.int64), [*certain, *possible]


def _ints(numbers: Iterable[int]) -> Ints:
    return np.array(list(numbers), dtype=np.int64)


def _flags(flags: Iterable[bool]) -> Flags:
    return np.array(list(flags), dtype=bool)


def _is_sensitive(known: Known, rule: Rule) -> bool:
    return known.is_protected and (rule.is_small(known.value) or rule.is_small(known.children))


def _shown(value: Ints, is_open: Flags, policy: Disclosure) -> tuple[Ints, Ints]:
    """What a reader knows of each count where it is printed: the count itself, or what it is rounded from."""
    match policy.method:
        case DisclosureMethod.SUPPRESS:
            return value, value
        case DisclosureMethod.ROUND:
            base = policy.round_to or 1
            ends = [rounded_from(nearest(int(count), base), base, policy.threshold) for count in value]
            low, high = np.array(ends, dtype=np.int64).reshape(-1, 2).T
            return np.where(is_open, low, value), np.where(is_open, high, value)


class Component(Struct, frozen=True):
    """Counts that no relation joins to any other, where what is fixed for good joins nothing."""

    members: Ints
    sums: tuple[tuple[int, ...], ...]


def components(problem: Problem, is_fixed: Flags) -> Iterator[Component]:
    """The components, in the order of their first count; those that are fixed belong to every neighbour."""
    group = _joined(len(problem.names), (_loose(sum_, is_fixed) for sum_ in problem.sums))
    sums: dict[int, list[tuple[int, ...]]] = {}
    for each in problem.sums:
        loose = _loose(each, is_fixed)
        if loose:
            sums.setdefault(group[loose[0]], []).append(each)
    for own in sums.values():
        members = sorted({n for sum_ in own for n in sum_})
        yield Component(np.array(members, dtype=np.int64), tuple(own))


def _loose(sum_: Sequence[int], is_fixed: Flags) -> list[int]:
    return [n for n in sum_ if not is_fixed[n]]


def _joined(count: int, links: Iterable[Sequence[int]]) -> list[int]:
    """The first of those that each is joined to, directly or through others."""
    first = list(range(count))

    def root(n: int) -> int:
        while first[n] != n:
            first[n] = first[first[n]]
            n = first[n]
        return n

    for link in links:
        for n in link[1:]:
            one, other = sorted((root(link[0]), root(n)))
            first[other] = one
    return [root(n) for n in range(count)]
