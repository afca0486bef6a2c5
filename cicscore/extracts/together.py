"""What concerns more than one row of a folder's files: keys, and the children whom rows are about."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.extracts.keys import doubled_keys
from cicscore.extracts.links import rows_of_unknown_children, without_children_left_out
from cicscore.extracts.reading import Rows
from cicscore.faults import Fault


def check_together(read: Mapping[str, Rows]) -> tuple[dict[str, Rows], list[Fault]]:
    """The rows of children who are kept, with those at fault marked; and what is wrong.

    A key that stands twice is at fault in every row that has it. A row about a child of whom nothing is
    known is at fault; one about a child whose own row is at fault is left out, and told once for the file.
    """
    faults: list[Fault] = []
    keyed: dict[str, Rows] = {}
    for name, rows in read.items():
        marks, doubled = doubled_keys(rows)
        keyed[name] = rows.marked(marks)
        faults += doubled
    known, unknown = rows_of_unknown_children(keyed)
    sound, left_out = without_children_left_out(known)
    return sound, [*faults, *unknown, *left_out]
