"""Which child each row belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from unicodedata import category

import numpy as np

from cicscore.catalogue.definitions import Extract
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, fault, faults_at, listed
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
        named = own.frame[column][unknown].astype(object).to_list()
        explain = partial(_explain, children, _spellings(children) if named else {}, named)
        faults += faults_at(FaultKind.UNKNOWN_CHILD, own.place(column), own.lines[unknown], explain)
        marked[name] = own.marked(unknown)
    return marked, tuple(faults)


#: What spreadsheets and copying add to an identifier or take away, one after the other.
_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("invisible characters", lambda text: "".join(one for one in text if category(one) not in ("Cc", "Cf"))),
    ('the sign ="', lambda text: re.sub(r'^="?(.*?)"?$', r"\1", text)),
    ("apostrophes", lambda text: text.strip("'\u2019")),
    ("spaces", lambda text: "".join(text.split())),
    ("noughts at the beginning", lambda text: text.lstrip("0")),
    ("capital or small letters", str.casefold),
)


def _plainest(identifier: str) -> str:
    for _, change in _CHANGES:
        identifier = change(identifier)
    return identifier


def _spellings(children: Rows) -> Mapping[str, str]:
    """The children's identifiers by what is left of each, where that is left of no other."""
    found: dict[str, list[str]] = {}
    for identifier in children.frame[_child_column(children.extract)].cat.categories:
        found.setdefault(_plainest(identifier), []).append(identifier)
    return {plain: spelt[0] for plain, spelt in found.items() if len(spelt) == 1}


def _differing(identifier: str, meant: str) -> str:
    """In what the two identifiers differ."""
    names: list[str] = []
    for name, change in _CHANGES:
        changed, other = change(identifier), change(meant)
        alone = (changed != identifier) is not (other != meant)
        if alone or (identifier != meant and changed == other):
            names.append(name)
        identifier, meant = changed, other
    return listed(names, "and")


def _explain(
    children: Rows, spellings: Mapping[str, str], named: Sequence[object], position: int
) -> Explanation:
    file = children.extract.file
    identifier = named[position]
    if not isinstance(identifier, str):
        return Explanation(
            "the row names no child, and the rows of this extract belong to children", "Fill it in."
        )
    if (meant := spellings.get(_plainest(identifier))) is not None:
        return Explanation(
            f"the row is about a child who is not in {file}, but one there differs only in"
            f" {_differing(identifier, meant)}",
            "Export the column as text, and do not open the file in a spreadsheet before it is read.",
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
