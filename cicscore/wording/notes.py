"""Notes on figures whose extracts end early or lack rows, worded alike everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from cicscore.periods import months_before
from cicscore.results import ExtractSource
from cicscore.text import count_text, date_text

#: The code of the note that a figure carries.
LEFT_OUT = "left_out"


def left_out_notes(extracts: Iterable[ExtractSource]) -> tuple[str, ...]:
    """A note, ``code: text``, for each file with rows left out, without repeats."""
    return tuple(dict.fromkeys(note for extract in extracts for note in _notes(extract)))


def _notes(extract: ExtractSource) -> Iterator[str]:
    for file in extract.derived_from:
        yield from _note(file.skipped_rows, file.rows, file.file)
    yield from _note(extract.skipped_rows, extract.rows + extract.skipped_rows, source_text(extract))


def source_text(extract: ExtractSource) -> str:
    """The source of an extract's rows: its file, or the return that they were derived from."""
    return f"{extract.name}, derived from the return" if extract.derived_from else extract.file


def _note(left_out: int, read: int, where: str) -> Iterator[str]:
    if left_out:
        yield f"{LEFT_OUT}: {count_text(left_out)} of {count_text(read)} rows of {where}, for faults"


def is_left_out_note(note: str) -> bool:
    """Whether a figure's note is about rows left out."""
    return note.partition(": ")[0] == LEFT_OUT


#: The codes of the notes that a figure carries.
STALE, EMPTY = "stale_extract", "empty_extract"


def stale_notes(extracts: Iterable[ExtractSource], day: dt.date) -> tuple[str, ...]:
    """A note, ``code: text``, for each extract that is stale or empty on ``day``, without repeats."""
    return tuple(dict.fromkeys(note for extract in extracts for note in _notes_of_stale(extract, day)))


def _notes_of_stale(extract: ExtractSource, day: dt.date) -> Iterator[str]:
    latest = extract.latest_event
    if not (extract.rows or extract.skipped_rows or extract.derived_from):
        yield f"{EMPTY}: {extract.file} holds no rows"
    elif latest is not None and is_stale(latest, extract.quiet_months, day):
        yield (
            f"{STALE}: the latest event in {source_text(extract)} is of {date_text(latest)}; what has "
            "happened since is not counted"
        )


def is_stale(latest_event: dt.date, quiet_months: int | None, day: dt.date) -> bool:
    """Whether the latest event is at least ``quiet_months`` before ``day``; never where ``None`` is given.

    Counting back keeps month ends: one month before 30 June is 31 May.
    """
    return quiet_months is not None and latest_event <= months_before(day, quiet_months)


def is_stale_note(note: str) -> bool:
    """Whether a figure's note is about an extract that is stale or empty."""
    return note.partition(": ")[0] in (STALE, EMPTY)


def is_note_of_extracts(note: str) -> bool:
    """Whether a note is about extracts, and so applies to every figure computed from them."""
    return is_left_out_note(note) or is_stale_note(note)
