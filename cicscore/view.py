"""What a page shows, and what the reader's screen can show."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cicscore.text import visible


class Layout(StrEnum):
    """The two pages of the scorecard."""

    SCORECARD = "scorecard"
    VARIANTS = "variants"


@dataclass(frozen=True, slots=True)
class View:
    """Which page, and what the reader's screen can show.

    ``width`` is in columns. ``ascii_only`` is for consoles whose encoding cannot take symbols. Formats for
    machines (JSON, CSV) are the same whatever the view.
    """

    layout: Layout = Layout.SCORECARD
    width: int = 100
    colour: bool = False
    ascii_only: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether there is room for words in place of letters and abbreviations."""
        return self.width >= 150


#: The view of a file: every character, no colour.
PLAIN: Final = View()

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


def fitted(text: str, view: View) -> str:
    """Lines of text that the reader's screen can show."""
    if not view.ascii_only:
        return text
    return "".join(f"{readable(line, ascii_only=True)}\n" for line in text.splitlines())
