"""Text from outside, made safe to show: titles, file names, keys of documents."""

from __future__ import annotations

import re

#: What moves the cursor, turns the order of letters round, or is no character at all.
_HIDDEN = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
#: What runs a command where it begins a line of GitHub's log, or stands anywhere in one.
_COMMANDS = r"(?<=:):|(?<=#)#(?=\[)"


def visible(text: str) -> str:
    """The text on one line, in which nothing but letters is left: all else is written out.

    >>> visible("a\\n::error\\x1b[2J")
    'a :\\\\u003aerror\\\\u001b[2J'
    """
    return re.sub(f"{_HIDDEN}|{_COMMANDS}", _written_out, text)


def visible_or_none(text: str | None) -> str | None:
    """The same where there is a text."""
    return None if text is None else visible(text)


def normal_postcode(text: str) -> str:
    """A postcode in capital letters and without spaces, as which postcodes are compared."""
    return "".join(text.split()).upper()


def _written_out(match: re.Match[str]) -> str:
    return " " if match.group() in "\t\n\r" else f"\\u{ord(match.group()):04x}"
