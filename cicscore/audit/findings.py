"""Findings: which printed cell is contradicted, by what arithmetic, and whether that proves it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from cicscore.audit.columns import Column
from cicscore.audit.sheet import PrintedRow, Sheet
from cicscore.faults.fault import Fault, Place, Severity
from cicscore.faults.rules import fault, severity_of


class Certainty(StrEnum):
    """Whether the printed cells cannot all be right, or most likely are not."""

    PROVED = "proved"
    LIKELY = "likely"


class Finding(Struct, frozen=True):
    """One printed cell that other printed cells contradict.

    ``kind`` is the name of its rule; ``row`` says whose cell it is, and ``printed`` what the cell holds;
    ``proof`` is one sentence, without its full stop, with the arithmetic.
    """

    kind: str
    certainty: Certainty
    place: Place
    row: str
    printed: str
    proof: str
    advice: str

    @property
    def fault(self) -> Fault:
        """The finding as a fault of its rule, for formats that other programs read."""
        severity = Severity.ERROR if self.certainty is Certainty.PROVED else Severity.WARNING
        return replace(
            fault(self.kind, self.place, f"{self.row}: {self.proof}", self.advice), severity=severity
        )


def finding(
    kind: str, sheet: Sheet, row: PrintedRow, column: Column, proof: str, advice: str, *,
    certainty: Certainty | None = None,
) -> Finding:  # fmt: skip
    """A finding about one cell; by default as certain as its rule."""
    usual = Certainty.PROVED if severity_of(kind) is Severity.ERROR else Certainty.LIKELY
    place, text = sheet.place(row, column), row.text(column)
    return Finding(kind, certainty or usual, place, row.name, text, proof, advice)
