"""Headings that changed between two months' extracts: a sign that the export has changed."""

from __future__ import annotations

from collections.abc import Iterator
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
        if not set(before) & set(after):
            continue  # One of them begins with a row: what stands there is never told.
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
