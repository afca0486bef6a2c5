"""Read a file's rows as they are written, keeping the texts of cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import Extract
from cicscore.extracts.columns import normal
from cicscore.extracts.decode import decode
from cicscore.extracts.encoded_columns import Wanted
from cicscore.extracts.scan import evened
from cicscore.extracts.split import divided, headed, swallowed_lines, wrong_cell_counts
from cicscore.faults.fault import Fault, Place


class TextRow(Struct, frozen=True):
    """One row as written: the text of each column in the file, empty if the cell is blank."""

    line: int
    cells: Mapping[str, str]


class WrittenRows(Struct, frozen=True):
    """The rows of a file as written, its headings in lower case, and its faults."""

    headings: tuple[str, ...]
    rows: tuple[TextRow, ...]
    faults: tuple[Fault, ...]


def read_written(
    data: bytes, extract: Extract, *, only: Mapping[str, Collection[str]] | None = None
) -> WrittenRows:
    """Read a file by its data dictionary, keeping the texts of cells, whatever the columns' types.

    ``only`` gives for some columns the texts, in lower case, that a row has to have: of a large file, others
    are passed over. If quotation marks are broken from some row on, the rows before it are returned with the
    fault.
    """
    decoded = decode(data, extract.file)
    if decoded.text is None:
        return WrittenRows((), (), decoded.faults)
    read = _written(decoded.text, extract, only or {})
    return replace(read, faults=(*decoded.faults, *read.faults))


def _written(text: bytes, extract: Extract, only: Mapping[str, Collection[str]]) -> WrittenRows:
    head = headed(text, extract)
    if isinstance(head, tuple):
        return WrittenRows((), (), head)
    heading, positions = head.heading, head.columns.positions
    headings = tuple(normal(cell) for cell in heading.cells)
    if head.columns.faults:
        return WrittenRows(headings, (), head.columns.faults)
    least = 1 + max(at for name, at in positions.items() if not extract.columns[name].optional)
    fill_up = partial(evened, text, heading, least)
    cells = divided(text, extract, heading, Wanted(tuple(positions.values())), fill_up)
    if isinstance(cells, tuple):
        (broken,) = cells
        before = text.split(b"\n")[: (broken.place.line or 1) - 1]
        whole = (
            _written(b"\n".join([*before, b""]), extract, only) if len(before) >= heading.next_line else None
        )
        kept = WrittenRows(headings, (), ()) if whole is None else whole
        return replace(kept, faults=(*kept.faults, broken))
    columns = {name: [*cells.cells.columns[at].distinct.to_pylist(), ""] for name, at in positions.items()}
    codes = {name: cells.cells.columns[at].codes for name, at in positions.items()}
    wanted = np.ones(len(cells.where.lines), np.bool_)
    for name, texts in only.items():
        known = np.array([text.casefold() in texts for text in columns[name]], np.bool_)
        wanted &= known[codes[name]]
    rows = tuple(
        # The last text is for blank cells, whose code is -1.
        TextRow(
            int(cells.where.lines[number]), {name: columns[name][codes[name][number]] for name in columns}
        )
        for number in np.flatnonzero(wanted)
    )
    place = Place(extract.file)
    wrong = wrong_cell_counts(place, heading, cells.where)
    return WrittenRows(headings, rows, (*wrong, *swallowed_lines(place, cells.where)))
