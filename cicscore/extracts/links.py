"""Which child each row belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from cicscore.catalogue.definitions import Extract
from cicscore.extracts.cells import Marks
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, fault, faults_at
from cicscore.faults import Fault
from cicscore.tables.table import Positions


def child_positions(rows: Rows, children: Rows) -> Positions:
    """For each of ``rows`` the position of its child among ``children``; -1 where it is not there.

    ``children`` have one key column, and ``rows`` have one of the same name. Identifiers are compared
    once each, not once a row.
    """
    if rows.extract.name == children.extract.name:
        return np.arange(len(rows.lines), dtype=np.int64)
    column = _child_column(children.extract)
    identifier, own = rows.frame[column].cat, children.frame[column].cat
    # The last entry is for a blank identifier, whose code is -1.
    position_of = np.full(len(own.categories) + 1, -1, np.int64)
    position_of[own.codes.to_numpy()] = np.arange(len(children.lines))
    position_of[-1] = -1
    codes = identifier.codes.to_numpy()
    if identifier.categories is not own.categories:
        codes = np.append(own.categories.get_indexer(identifier.categories), -1)[codes]
    found: Positions = position_of[codes]
    return found


def _child_column(children: Extract) -> str:
    (column,) = children.key
    return column


def rows_of_unknown_children(rows: Mapping[str, Rows]) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """Mark the rows that name a child who is in no row of the children's file, faulty ones included."""
    marked = dict(rows)
    faults: list[Fault] = []
    for name, own in rows.items():
        children = rows.get(own.extract.about or "")
        if children is None:
            continue
        column = _child_column(children.extract)
        unknown = (child_positions(own, children) < 0) & ~own.at_fault
        blank = own.frame[column].isna().to_numpy()[unknown]
        faults += faults_at(
            FaultKind.UNKNOWN_CHILD, own.place(column), own.lines[unknown], partial(_explain, children, blank)
        )
        marked[name] = own.marked(unknown)
    return marked, tuple(faults)


def _explain(children: Rows, blank: Marks, position: int) -> Explanation:
    file = children.extract.file
    if blank[position]:
        return Explanation(
            "the row names no child, and the rows of this extract belong to children", "Fill it in."
        )
    return Explanation(
        f"the row is about a child who is not in {file}",
        "Export both files on the same day with the same selection of children; if the child should be there,"
        f" add the row to {file} at its source, else correct the identifier here.",
    )


def without_children_left_out(rows: Mapping[str, Rows]) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """Leave out the rows at fault, and then the rows of children whose own row was left out."""
    sound = {name: own.sound() for name, own in rows.items()}
    faults: list[Fault] = []
    for name, own in sound.items():
        children = sound.get(own.extract.about or "")
        if children is None:
            continue
        orphaned = child_positions(own, children) < 0
        if number := int(orphaned.sum()):
            rows_were = "row was" if number == 1 else "rows were"
            explanation = Explanation(
                f"{number:,} {rows_were} left out because the child's row in {children.extract.file} was",
                f"Correct the rows at fault in {children.extract.file}.",
            )
            faults.append(fault(FaultKind.CHILD_LEFT_OUT, own.place(), explanation))
            sound[name] = own.marked(orphaned).sound()
    return sound, tuple(faults)
