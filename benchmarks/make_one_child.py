"""One child with very many rows in every extract about events: the samples' own, as often as needed.

Nobody has them; a file that was joined wrongly does, and what pairs rows with rows of the same child would
grow with their square.
"""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

from benchmarks.make_data import SAMPLES, read_sheets, write_sheet

_CHILD = "0000001"
#: Extracts in which one row is all that a child can have.
_ONE_ROW = frozenset({"children", "care_leavers"})


def make(folder: Path, rows: int, samples: Path = SAMPLES) -> None:
    """Write every extract of the samples, those about children with so many rows, all of one child."""
    for sheet in read_sheets(samples):
        lines = sheet.copied(0, frozenset())
        if sheet.children[0] is not None:
            place = sheet.heading.split(",").index("child_id")
            own = [_of_the_child(line, place) for line in lines]
            lines = own[:1] if sheet.name in _ONE_ROW else list(islice(cycle(own), rows))
        write_sheet(folder, sheet, lines)


def _of_the_child(line: str, place: int) -> str:
    """The row under the identifier of the one child; nothing before it in a row is quoted."""
    cells = line.split(",", place + 1)
    return ",".join((*cells[:place], _CHILD, *cells[place + 1 :]))
