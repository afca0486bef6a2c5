"""Chance that comes out the same each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")

_SEED = "cicscore samples, March 2016"


def dice(topic: str, number: int = 0) -> Random:
    """Dice for one topic and one child: what one topic draws never changes another's."""
    return Random(f"{_SEED}: {topic} {number}")


def pick(items: Iterable[T], count: int, topic: str) -> list[T]:
    """That many of the items, chosen by chance; all of them have to be there."""
    return dice(topic).sample(list(items), count)


def pick_weighted(items: Sequence[T], weights: Sequence[float], count: int, topic: str) -> list[T]:
    """Likewise, each item as likely to be chosen as its weight says."""
    rng = dice(topic)
    keys = [(rng.random() ** (1 / weight), place) for place, weight in enumerate(weights)]
    return [items[place] for _, place in sorted(keys, reverse=True)[:count]]


def deal(items: Iterable[T], quotas: dict[str, int], topic: str) -> list[tuple[T, str]]:
    """Give each item a label so that each label goes to exactly its quota of them.

    Raises `ValueError` where the quotas do not add up to the number of items.
    """
    cards = list(items)
    labels = [label for label, quota in quotas.items() for _ in range(quota)]
    if len(labels) != len(cards):
        raise ValueError(f"{topic}: {len(cards)} items, quotas for {len(labels)}")
    dice(topic).shuffle(labels)
    return list(zip(cards, labels, strict=True))


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, as likely as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def day_between(rng: Random, first: date, last: date, lean: float = 1.0) -> date:
    """A day from first to last; a lean above 1 favours the later ones."""
    if last < first:
        raise ValueError(f"no day from {first} to {last}")
    return last - timedelta(days=int(((last - first).days + 1) * rng.random() ** lean))


def nudge(items: Sequence[T], gap: int, step: Callable[[T, int], int], topic: str, largest: int = 5) -> None:
    """Change random items a little at a time until the gap to a wanted total is closed.

    `step(item, amount)` tries to change the item by the amount and returns by how much it did,
    0 where that would break one of the item's own conditions.
    """
    rng = dice(topic)
    for _ in range(200_000):
        if not gap:
            return
        amount = min(abs(gap), rng.randint(1, largest)) * (1 if gap > 0 else -1)
        gap -= step(rng.choice(items), amount)
    raise ValueError(f"{topic}: {gap} could not be reached")
