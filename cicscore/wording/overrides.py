"""What every page says of a figure, a rating or a note that was set by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Protocol

from cicscore.text import date_text
from cicscore.vocabulary import Overridden, Rag

#: The code of the note on a value or a rating that was set by hand.
OVERRIDDEN: Final = "overridden"
#: The code of a note that was written by hand.
NOTE_BY_HAND: Final = "note_by_hand"

#: The mark beside what was set by hand, in words: signs would be taken for ratings or footnotes.
MARK: Final = "(set)"
#: The meaning of the mark.
LEGEND: Final = f"{MARK}: set by hand, not computed, as the notes say."


class _Row(Protocol):
    @property
    def overridden(self) -> tuple[Overridden, ...]: ...


def mark_of(row: _Row | None, field: Overridden) -> str:
    """What follows a figure or a rating that was set by hand: "81.2% (set)"; empty where it was not."""
    return f" {MARK}" if row is not None and field in row.overridden else ""


def is_marked(rows: Iterable[_Row]) -> bool:
    """Whether a page of these rows has a mark, which its legend then explains."""
    return any({Overridden.VALUE, Overridden.RAG} & {*row.overridden} for row in rows)


def signature(who: str, when: dt.date, why: str) -> str:
    """Who set something, when and why: "Head of Performance, 5 April 2016: entered late"."""
    return f"{who}, {date_text(when)}: {why.rstrip('.')}"


def rag_text(rag: Rag | None) -> str:
    """A rating in words."""
    return "not rated" if rag is None else rag.value


def value_note(display: str, signed: str, computed: str | None, why_none: str | None) -> str:
    """The note on a value that was set by hand; ``why_none`` is why none was computed."""
    if computed is None:
        found = "none was computed" + (f", because {why_none}" if why_none else "")
    else:
        found = f"computed, it is {computed}, and the counts are of that figure"
    return f"{OVERRIDDEN}: the value {display} was set by hand ({signed}); {found}"


def rag_note(rag: Rag | None, signed: str, computed: Rag | None) -> str:
    """The note on a rating that was set by hand."""
    set_to = "the rating was taken away" if rag is None else f"the rating {rag.value} was set"
    return f"{OVERRIDDEN}: {set_to} by hand ({signed}); computed, it is {rag_text(computed)}"


def text_note(text: str, signed: str) -> str:
    """A note that was written by hand."""
    return f"{NOTE_BY_HAND}: {text.rstrip('.')} ({signed})"


def rag_reason(rag: Rag | None, computed_reason: str | None) -> str:
    """Why a rating that was set by hand is what it is; the computed one's reason is not always told."""
    rated = "Not rated" if rag is None else rag.value.capitalize()
    if computed_reason is None:
        return f"{rated}: set by hand."
    return f"{rated}: set by hand; computed, it is {computed_reason[:1].lower()}{computed_reason[1:]}"


def told_to_others(overridden: tuple[Overridden, ...]) -> tuple[str, ...]:
    """The notes on what was set by hand for readers outside: no role, no reason, nothing computed."""
    names = {Overridden.VALUE: "the value", Overridden.RAG: "the rating"}
    return tuple(f"{OVERRIDDEN}: {names[field]} was set by hand" for field in overridden if field in names)
