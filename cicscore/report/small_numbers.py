"""Find what a commentary tells that an edition does not show: small numbers, and figures that are hidden."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: What stands before and behind a number by itself: no part of a date, a time, a year, a decimal, a
#: percentage or a name such as K25.
_BEFORE, _BEHIND = r"(?<![\w.,/:-])", rf"(?![\w%/:-]|[.,][0-9]|\s*%|\s+(?:{_MONTHS})\b)"
_DIGITS = re.compile(rf"{_BEFORE}([0-9]{{1,3}}){_BEHIND}")
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)


class Told(Struct, frozen=True):
    """A number that a commentary tells: its place, the text and what is wrong with it."""

    line: int
    column: int
    text: str
    why: str


def telling(text: str, threshold: int, unshown: Collection[str]) -> Iterator[Told]:
    """The numbers from 1 to below the threshold, in digits or words, and the figures that are not shown."""
    small = f"is a number below {threshold}"
    for number, line in enumerate(text.splitlines(), 1):
        for match in _DIGITS.finditer(line):
            if 0 < int(match[1]) < threshold:
                yield Told(number, match.start() + 1, match[1], small)
        for match in _WORD.finditer(line):
            if _WORDS.index(match[1].lower()) + 1 < threshold:
                yield Told(number, match.start() + 1, match[1], small)
        for figure in sorted(unshown):
            for match in _pattern(figure).finditer(line):
                yield Told(number, match.start() + 1, figure, "is a figure that is not shown")


def _pattern(figure: str) -> re.Pattern[str]:
    """A figure as people write it: a percentage wherever it stands, a count only as a number by itself."""
    if not figure[-1].isdigit():
        return re.compile(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)")
    return re.compile(rf"{_BEFORE}{re.escape(figure)}{_BEHIND}")
