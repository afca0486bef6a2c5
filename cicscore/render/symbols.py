"""The signs of a rating and of a direction, each beside its letter or word; colour never speaks alone.

A rating has a shape of its own, an arrow means better or worse, and neither is used for anything else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from cicscore.text import visible
from cicscore.vocabulary import Direction, Rag


@dataclass(frozen=True, slots=True)
class Symbols:
    """One set of signs."""

    rag: Mapping[Rag, str]
    direction: Mapping[Direction, str]
    #: Stands where there is nothing, so that an empty cell is never an oversight.
    dash: str

    def rating(self, rag: Rag | None, *, in_words: bool, safe: bool | None = None) -> str:
        """A rating with its sign: "● G", or in words "● Green"; a dash where not rated.

        One that is not safe bears its mark: "● G?".
        """
        if rag is None:
            return self.dash
        return f"{self.rag[rag]} {rag.value.capitalize() if in_words else rag.letter}{unsafe_mark(safe=safe)}"

    def travel(self, direction: Direction | None) -> str:
        """A direction with its arrow: "▲ improved"; a dash where there is none."""
        return self.dash if direction is None else f"{self.direction[direction]} {direction.value}"


#: What the mark of a rating that is not safe means.
UNSAFE_LEGEND = "?: the rating is not safe: blank cells leave room for another one, as the notes say."


def unsafe_mark(*, safe: bool | None) -> str:
    """The mark of a rating that is not safe; nothing where it is, or where there is none."""
    return "?" if safe is False else ""


UNICODE = Symbols(
    rag={Rag.GREEN: "●", Rag.AMBER: "◆", Rag.RED: "■"},
    direction={Direction.IMPROVED: "▲", Direction.WORSENED: "▼", Direction.SAME: "="},
    dash="–",
)

ASCII = Symbols(
    rag={Rag.GREEN: "+", Rag.AMBER: "~", Rag.RED: "!"},
    direction={Direction.IMPROVED: "^", Direction.WORSENED: "v", Direction.SAME: "="},
    dash="-",
)

#: How text from a catalogue is spelt where only ASCII can be shown.
_SPELLINGS = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "·": "|", "£": "GBP ", "≥": ">="}
)


def readable(text: str, *, ascii_only: bool) -> str:
    """Text fit for one line of a page: nothing hidden in it and, where asked, nothing but ASCII.

    A letter with an accent loses it; what has no ASCII spelling becomes a question mark.
    """
    words = visible(text)
    if not ascii_only:
        return words
    spelt = unicodedata.normalize("NFKD", words.translate(_SPELLINGS))
    bare = "".join(sign for sign in spelt if not unicodedata.combining(sign))
    return bare.encode("ascii", "replace").decode("ascii")
