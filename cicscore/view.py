"""What a page shows, and what the reader's screen can display."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Final

from msgspec import Struct

from cicscore.text import visible


class Layout(StrEnum):
    """The two pages of the scorecard, and the same lines against the groups of a breakdown."""

    SCORECARD = "scorecard"
    VARIANTS = "variants"
    MATRIX = "matrix"


class Paint(StrEnum):
    """How a terminal sets off a piece of text: the sequence that begins it."""

    BOLD = "\x1b[1m"
    DIM = "\x1b[2m"
    RED = "\x1b[31m"
    YELLOW = "\x1b[33m"


class View(Struct, frozen=True):
    """Which page, and what the reader's screen can display.

    ``width`` is in columns. ``ascii_only`` is for consoles whose encoding lacks symbols; ``pictures`` is for
    terminals at which somebody looks. Machine-readable formats (JSON, CSV) are the same for every view.
    """

    layout: Layout = Layout.SCORECARD
    width: int = 100
    colour: bool = False
    ascii_only: bool = False
    pictures: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether there is room for words instead of letters and abbreviations."""
        return self.width >= 150

    def paint(self, text: str, paint: Paint) -> str:
        """The text set off, if the screen has colour."""
        return f"{paint}{text}\x1b[0m" if self.colour else text


#: The view of a file: every character, no colour.
PLAIN: Final = View()

#: ASCII spellings of characters in catalogue text.
_SPELLINGS = str.maketrans(
    {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "·": "|", "£": "GBP ", "≥": ">="}
)


def readable(text: str, *, ascii_only: bool) -> str:
    """Make text safe for one line of a page, without hidden characters and, on request, in ASCII only.

    Accented letters lose their accents; characters without an ASCII spelling become question marks.
    """
    words = visible(text)
    if not ascii_only:
        return words
    spelt = unicodedata.normalize("NFKD", words.translate(_SPELLINGS))
    bare = "".join(sign for sign in spelt if not unicodedata.combining(sign))
    return bare.encode("ascii", "replace").decode("ascii")


def fitted(text: str, view: View) -> str:
    """Fit lines of text to what the reader's screen can display."""
    if not view.ascii_only:
        return text
    return "".join(f"{readable(line, ascii_only=True)}\n" for line in text.splitlines())
