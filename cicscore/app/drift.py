"""Headings that changed between two months' extracts: a sign that the export has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reporting import Explanation, fault, listed, printable
from cicscore.faults import Fault, Place
from cicscore.ssda903.recognising import headings_in


def heading_drift(earlier: Path, folder: Path) -> Iterator[Fault]:
    """Headings that came or went since an ``earlier`` folder, in files that both have."""
    for path in sorted(earlier.glob("*.csv")):
        now = folder / path.name
        if not now.is_file():
            continue
        before, after = headings_in(path), headings_in(now)
        if not _are_headings(before, after):
            continue
        parts = (
            (" gone: ", [heading for heading in before if heading not in after]),
            (" new: ", [heading for heading in after if heading not in before]),
        )
        told = [
            word + listed([printable(one) for one in headings], "and") for word, headings in parts if headings
        ]
        if told:
            explanation = Explanation(
                f"the headings differ from those of the earlier folder;{';'.join(told)}",
                "Ask whoever changed the export; if the change stays, add the new headings to the catalogue"
                " or to mapping.yaml.",
            )
            yield fault(FaultKind.HEADING_DRIFT, Place(path.name, 1), explanation)


def _are_headings(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether both lines are headings that may be told: what stands in a row is never told.

    At least half of each line's cells are then those of the other, and none holds an end of a line, which
    would bring a row with it.
    """
    cells = [{cell for cell in line if cell} for line in (before, after)]
    shared = len(cells[0] & cells[1])
    return all(2 * shared >= len(one) > 0 for one in cells) and not any(
        len(cell.splitlines()) > 1 for one in cells for cell in one
    )
