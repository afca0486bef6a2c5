"""Catalogues damaged at random, the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

SHIPPED = (Path(__file__).parents[2] / "indicators.yaml").read_text("utf-8")
_CHARACTERS = "abcxyz019 :-#{}[]\"',.|>&*!%@`\\/?=<>()\t\n\r\x00\x07\x1b\x85\ufeff\u2028é漢😀"


def damaged(seed: int) -> bytes:
    """A version of the shipped catalogue with a few kinds of damage.

    Most versions have lost all but a few indicators too, because that is quick to check; one in twenty is
    whole otherwise.
    """
    chance = random.Random(seed)  # noqa: S311 - the same damage for the same seed is the point
    text = SHIPPED if chance.random() < 0.05 else _with_few_indicators(chance)
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_DAMAGES)(text, chance)
    data = text.encode("utf-8", errors="surrogatepass")
    return _damaged_bytes(data, chance) if chance.random() < 0.1 else data


def _with_few_indicators(chance: random.Random) -> str:
    head, _, rest = SHIPPED.partition("\nindicators:\n")
    items = rest.split("\n  - id: ")[1:]
    return head + "\nindicators:\n" + "".join(f"\n  - id: {item}" for item in chance.sample(items, 3))


def _lose_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join(lines[:at] + lines[at + chance.randint(1, 5) :])


def _repeat_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, end = sorted(chance.choices(range(len(lines)), k=2))
    end = min(end, at + 10)
    return "\n".join(lines[:end] + lines[at:end] + lines[end:])


def _swap_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.choices(range(len(lines)), k=2)
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _indent_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for number in range(at, min(at + chance.randint(1, 5), len(lines))):
        lines[number] = chance.choice([" ", "   ", "\t"]) + lines[number]
    return "\n".join(lines)


def _outdent_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for number in range(at, min(at + chance.randint(1, 5), len(lines))):
        lines[number] = lines[number].removeprefix(" " * chance.randint(1, 4))
    return "\n".join(lines)


def _change_characters(text: str, chance: random.Random) -> str:
    characters = list(text)
    for _ in range(chance.randint(1, 8)):
        characters[chance.randrange(len(characters))] = chance.choice(_CHARACTERS)
    return "".join(characters)


def _add_characters(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + "".join(chance.choices(_CHARACTERS, k=chance.randint(1, 6))) + text[at:]


def _lose_characters(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.randint(1, 30) :]


def _cut_short(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(1, len(text))]


def _swap_words(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    for _ in range(chance.randint(1, 5)):
        one, other = chance.choices(range(len(words)), k=2)
        words[one], words[other] = words[other], words[one]
    return " ".join(words)


def _lose_values(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        lines[at] = lines[at].split(": ")[0] + ":"
    return "\n".join(lines)


_DAMAGES = (
    _lose_lines,
    _repeat_lines,
    _swap_lines,
    _indent_lines,
    _outdent_lines,
    _change_characters,
    _add_characters,
    _lose_characters,
    _cut_short,
    _swap_words,
    _lose_values,
)


def _damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at + 1 :]
