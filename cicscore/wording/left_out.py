"""What is said of figures that were computed without the rows at fault: one wording wherever it is told."""

from __future__ import annotations

from collections.abc import Iterable

from cicscore.figures import count_text
from cicscore.results import ExtractSource

#: The code of the note that a figure carries.
LEFT_OUT = "left_out"


def left_out_notes(extracts: Iterable[ExtractSource]) -> tuple[str, ...]:
    """A note, ``code: text``, for each extract of which rows were left out."""
    return tuple(_note(extract) for extract in extracts if extract.skipped_rows)


def _note(extract: ExtractSource) -> str:
    left_out, read = extract.skipped_rows, extract.rows + extract.skipped_rows
    return (
        f"{LEFT_OUT}: {count_text(left_out)} of {count_text(read)} rows of {extract.file}, because "
        f"{'it is' if left_out == 1 else 'they are'} at fault"
    )


def is_left_out_note(note: str) -> bool:
    """Whether a figure's note is one of these."""
    return note.partition(": ")[0] == LEFT_OUT
