"""Lines of text for a reader's screen: wrapped, indented, and told one under the other."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from cicscore.text import visible

#: Narrower than this, words break worse than lines run over.
NARROWEST = 40


def wrapped(text: str, width: int, *, indent: str = "", mark: str = "") -> list[str]:
    """Text in lines of at most ``width`` columns; what follows the first hangs under it, past ``mark``."""
    return textwrap.wrap(
        visible(text),
        max(width, NARROWEST),
        initial_indent=indent + mark,
        subsequent_indent=indent + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


def numbered(texts: Iterable[str], width: int, *, indent: str = "  ") -> list[str]:
    """Texts with their numbers, from 1."""
    return [
        line
        for number, text in enumerate(texts, 1)
        for line in wrapped(text, width, indent=indent, mark=f"{number}. ")
    ]


def labelled(pairs: Iterable[tuple[str, str | None]], width: int) -> list[str]:
    """``label: text`` for each pair that has a text."""
    return [line for label, text in pairs if text for line in wrapped(f"{label}: {text}", width)]
