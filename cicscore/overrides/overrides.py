"""Overrides that were read and checked, found by figure and day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import PurePath
from typing import TypeAlias

from msgspec import Struct

from cicscore.faults.fault import Place
from cicscore.manifest import FileDigest
from cicscore.record import Line
from cicscore.vocabulary import Overridden, Rag


class Signed(Struct, frozen=True):
    """Who set something by hand (a role), when, why, and where it is written."""

    who: str
    when: dt.date
    why: str
    place: Place


class ValueByHand(Signed, frozen=True):
    """A figure in the unit of its indicator, percentages on a scale of 100."""

    value: Decimal


class RagByHand(Signed, frozen=True):
    """A rating; ``None`` takes the rating away."""

    rag: Rag | None


class NoteByHand(Signed, frozen=True):
    """A text that is put beside the notes of the figure."""

    text: str


Override: TypeAlias = ValueByHand | RagByHand | NoteByHand


class OfFigure(Struct, frozen=True):
    """What is set by hand of one figure on one day."""

    value: ValueByHand | None = None
    rag: RagByHand | None = None
    note: NoteByHand | None = None

    def of(self, field: Overridden) -> Override | None:
        """What is set of this field."""
        match field:
            case Overridden.VALUE:
                return self.value
            case Overridden.RAG:
                return self.rag
            case Overridden.NOTE:
                return self.note


NOTHING_SET = OfFigure()


class Entry(Struct, frozen=True):
    """One override: of which figure, of which day, and what is set."""

    line: Line
    as_at: dt.date
    field: Overridden
    override: Override


class Overrides(Struct, frozen=True):
    """The overrides of one file, in its order; none where a folder has no such file.

    ``sha256`` is the digest of the file's text as UTF-8 with one kind of line end: the same anywhere.
    """

    entries: tuple[Entry, ...] = ()
    file: str | None = None
    sha256: str | None = None

    @property
    def digest(self) -> FileDigest | None:
        """The file's name and digest, for a document's manifest."""
        if self.file is None or self.sha256 is None:
            return None
        return FileDigest(file=PurePath(self.file).name, sha256=self.sha256)

    def of(self, line: Line, day: dt.date) -> OfFigure:
        """What is set of the figure of this indicator and variant as at ``day``."""
        found = {
            entry.field.value: entry.override
            for entry in self.entries
            if (entry.line, entry.as_at) == (line, day)
        }
        return OfFigure(**found) if found else NOTHING_SET  # type: ignore[arg-type]  # each field has its own kind

    def on(self, day: dt.date) -> tuple[Entry, ...]:
        """The overrides of figures as at ``day``."""
        return tuple(entry for entry in self.entries if entry.as_at == day)


NO_OVERRIDES = Overrides()
