"""What is said of figures that were computed without the rows at fault: one wording wherever it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cicscore.figures import count_text
from cicscore.results import ExtractSource

#: The code of the note that a figure carries.
LEFT_OUT = "left_out"


def left_out_notes(extracts: Iterable[ExtractSource]) -> tuple[str, ...]:
    """A note, ``code: text``, for each file of which rows were left out; each file once."""
    return tuple(dict.fromkeys(note for extract in extracts for note in _notes(extract)))


def _notes(extract: ExtractSource) -> Iterator[str]:
    for file in extract.derived_from:
        yield from _note(file.skipped_rows, file.rows, file.file)
    yield from _note(extract.skipped_rows, extract.rows + extract.skipped_rows, source_text(extract))


def source_text(extract: ExtractSource) -> str:
    """What the rows of an extract are of: its file, or, where they were derived, no file."""
    return f"{extract.name}, derived from the return" if extract.derived_from else extract.file


def _note(left_out: int, read: int, where: str) -> Iterator[str]:
    if left_out:
        yield f"{LEFT_OUT}: {count_text(left_out)} of {count_text(read)} rows of {where}, for faults"


def is_left_out_note(note: str) -> bool:
    """Whether a figure's note is one of these."""
    return note.partition(": ")[0] == LEFT_OUT
