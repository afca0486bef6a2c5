"""Word the faults of extracts, and limit their number.

The content of identifiers and free text is never quoted; ``redact`` decides which texts of other cells a
message may quote.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from cicscore.faults.fault import Fault, Place
from cicscore.faults.rules import fault as rule_fault

#: The most faults of one kind in one column shown individually; the rest are counted.
SHOWN = 1_000
#: How many rows are looked at at once for the first of them: few enough to take next to no memory.
_AT_ONCE = 1 << 16
_QUOTED_CHARACTERS = 40
_LISTED_WORDS = 12


class Origin(NamedTuple):
    """Where a row comes from, of several files: the file's number, and the line in it."""

    file: int
    line: int


class Message(Struct, frozen=True):
    """The text of a fault; the fields are those of ``Fault``."""

    found: str
    advice: str
    allowed: str | None = None
    nearest: str | None = None


def fault(kind: str, place: Place, message: Message) -> Fault:
    """The fault of this kind at this place."""
    return rule_fault(
        kind,
        place,
        message.found,
        message.advice,
        allowed=message.allowed,
        nearest=message.nearest,
    )


def first_marked(which: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """The positions of the first of the rows marked: of those that are shown, and of one more."""
    found = np.empty(0, np.int64)
    for start in range(0, len(which), _AT_ONCE):
        found = np.append(found, np.flatnonzero(which[start : start + _AT_ONCE]) + start)
        if len(found) > SHOWN:
            break
    return found[: SHOWN + 1]


def faults_at(
    kind: str,
    place: Place,
    lines: npt.NDArray[np.integer[Any]],
    explain: Callable[[int], Message],
    files: Sequence[str] | None = None,
    times: int | None = None,
) -> tuple[Fault, ...]:
    """One fault for each of ``lines`` in the file and column of ``place``.

    ``files`` names the file of each line where there are several. ``explain`` is given the position in
    ``lines``. After ``SHOWN`` of them, one last fault counts the rest, of as many ``times`` as there are in
    all where ``lines`` are only the first.
    """
    number = len(lines) if times is None else times

    def at(position: int) -> Place:
        file = place.file if files is None else files[position]
        return replace(place, file=file, line=int(lines[position]))

    shown = tuple(fault(kind, at(position), explain(position)) for position in range(min(len(lines), SHOWN)))
    if number <= SHOWN:
        return shown
    rest = Message(
        f"the same kind of fault as above is in {number - SHOWN:,} more rows, of which this is the first",
        "Correct the rows above in the source system, export again, and see which remain.",
    )
    return (*shown, replace(fault(kind, at(SHOWN), rest), times=number - SHOWN))


def printable(text: str) -> str:
    """``text`` cut short, without characters that could move a terminal's cursor."""
    cut = text if len(text) <= _QUOTED_CHARACTERS else text[: _QUOTED_CHARACTERS - 1] + "…"
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in cut)


def quoted(text: str) -> str:
    """``text`` in quotation marks, for a message."""
    return f'"{printable(text)}"'


def listed(words: Sequence[str], conjunction: str = "or") -> str:
    """The words joined for a sentence: ``a, b or c``; a long list is cut short."""
    if len(words) > _LISTED_WORDS:
        return f"{', '.join(words[:_LISTED_WORDS])} and {len(words) - _LISTED_WORDS} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
