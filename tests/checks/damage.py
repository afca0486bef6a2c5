"""The shipped catalogue damaged at random, the same for the same seed."""

from __future__ import annotations

import random
import re
from pathlib import Path

from tests.fuzz.damage import YAML_DAMAGE, bytes_of, damage_bytes

SHIPPED = (Path(__file__).parents[2] / "indicators.yaml").read_text("utf-8")
_HEAD, _, _REST = SHIPPED.partition("\nindicators:\n")
#: The text of each indicator, by its id.
_INDICATORS = {item.partition("\n")[0]: item for item in _REST.split("\n  - id: ")[1:]}
_KINDS = tuple(YAML_DAMAGE.values())


def damaged(seed: int) -> bytes:
    """A version of the shipped catalogue with a few kinds of damage.

    Most versions have lost all but a few indicators too, because that is quick to check; one in twenty is
    whole otherwise.
    """
    chance = random.Random(seed)  # noqa: S311 - the same damage for the same seed is the point
    text = SHIPPED if chance.random() < 0.05 else with_few_indicators(chance)
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_KINDS)(text, chance)
    data = bytes_of(text)
    return damage_bytes(data, chance) if chance.random() < 0.1 else data


def with_few_indicators(chance: random.Random) -> str:
    """The shipped catalogue with three of its indicators."""
    return with_indicators(*chance.sample(list(_INDICATORS), 3))


def with_indicators(*chosen: str) -> str:
    """The shipped catalogue with these of its indicators, without the policy's parts, which name others."""
    head = re.sub(r"  parts:\n(    - .*\n)+", "", _HEAD)
    return head + "\nindicators:\n" + "".join(f"\n  - id: {_INDICATORS[each]}" for each in chosen)
