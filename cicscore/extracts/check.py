"""Check what rows must satisfy together: keys, children, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from unicodedata import category

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from cicscore.catalogue.definitions import Extract, Requirement
from cicscore.expressions.nodes import Column, Node, Owner, extracts_in, parts_in
from cicscore.extracts.cells import Marks
from cicscore.extracts.faults import Message, fault, listed
from cicscore.extracts.read import Rows
from cicscore.faults.fault import Fault
from cicscore.tables.arrow import places_among
from cicscore.tables.columns import Texts, days, has_value, row_numbers, taken
from cicscore.tables.order import in_order
from cicscore.tables.table import Positions, Table
from cicscore.vocabulary import Subject


def child_positions(rows: Rows, children: Rows) -> Positions:
    """The position of each row's child among ``children``, or -1 if the child is not there.

    ``children`` have one key column, and ``rows`` a column of the same name. Each distinct identifier is
    compared once, not once per row.
    """
    if rows.extract.name == children.extract.name:
        return np.arange(len(rows.lines), dtype=np.int64)
    identifier, own = _identifiers(rows, children.extract), _identifiers(children, children.extract)
    in_file_order = np.arange(len(children.lines))
    if identifier.distinct is own.distinct and np.array_equal(own.codes, in_file_order):
        return identifier.codes.astype(np.int64)
    # The last entry is for a blank identifier, whose code is -1.
    position_of = np.full(len(own.distinct) + 1, -1, np.int64)
    position_of[own.codes] = in_file_order
    position_of[-1] = -1
    if identifier.distinct is not own.distinct:
        position_of = position_of[np.append(places_among(identifier.distinct, own.distinct), -1)]
    found: Positions = position_of[identifier.codes]
    return found


def _child_column(children: Extract) -> str:
    (column,) = children.key
    return column


def _identifiers(rows: Rows, children: Extract) -> Texts:
    """The column of ``rows`` that names a child."""
    column = rows.columns[_child_column(children)]
    assert isinstance(column, Texts)  # noqa: S101 - the catalogue makes it of type id
    return column


def rows_of_unknown_children(rows: Mapping[str, Rows]) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """Mark the rows about a child who has no row in the children's file, not even a faulty one."""
    marked = dict(rows)
    faults: list[Fault] = []
    for name, own in rows.items():
        for subject, kind in own.extract.subjects.items():
            children = rows.get(subject)
            if children is None:
                continue
            column, identifiers = _child_column(children.extract), _identifiers(own, children.extract)
            unknown = (child_positions(own, children) < 0) & ~own.at_fault
            if subject not in own.extract.linked:
                unknown &= has_value(own.columns[column])
            if not unknown.any():
                continue
            named = Texts(identifiers.distinct, identifiers.codes[unknown]).in_use().cells()
            spellings = _spellings(children)
            explain = partial(_explain, children, kind, spellings, named)
            faults += own.faults_at("unknown-child", unknown, explain, column)
            marked[name] = marked[name].marked(unknown)
    return marked, tuple(faults)


#: What spreadsheets and copying add to an identifier or remove from it, undone in this order.
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
    """The children's identifiers by their plainest form, where no two share it."""
    found: dict[str, list[str]] = {}
    for identifier in _identifiers(children, children.extract).words:
        found.setdefault(_plainest(identifier), []).append(identifier)
    return {plain: spelt[0] for plain, spelt in found.items() if len(spelt) == 1}


def _differing(identifier: str, meant: str) -> str:
    """The ways in which two identifiers differ, in words."""
    names: list[str] = []
    for name, change in _CHANGES:
        changed, other = change(identifier), change(meant)
        alone = (changed != identifier) is not (other != meant)
        if alone or (identifier != meant and changed == other):
            names.append(name)
        identifier, meant = changed, other
    return listed(names, "and")


def _explain(
    children: Rows, kind: Subject, spellings: Mapping[str, str], named: Sequence[object], position: int
) -> Message:
    file = children.extract.file
    identifier = named[position]
    if not isinstance(identifier, str):
        return Message(
            f"the row names no {kind}, and the rows of this extract belong to {kind.plural}", "Fill it in."
        )
    if (meant := spellings.get(_plainest(identifier))) is not None:
        return Message(
            f"the row is about a {kind} who is not in {file}, but one there differs only in"
            f" {_differing(identifier, meant)}",
            "Export the column as text, and do not open the file in a spreadsheet before it is read.",
        )
    return Message(
        f"the row is about a {kind} who is not in {file}",
        f"Export both files on the same day with the same selection of {kind.plural}; if the {kind} should be"
        f" there, add the row to {file} at its source, else correct the identifier here.",
    )


def without_children_left_out(rows: Mapping[str, Rows]) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """Leave out the rows at fault, then the rows about children whose own row was left out."""
    if not any(own.at_fault.any() for own in rows.values()):
        return dict(rows), ()
    sound = {name: own.sound() for name, own in rows.items()}
    faults: list[Fault] = []
    # Lists first, because what is left out of them is left out of the others.
    for name in sorted(sound, key=lambda name: sound[name].extract.about != name):
        for subject in sound[name].extract.linked:
            own, children = sound[name], sound.get(subject)
            if children is None:
                continue
            orphaned = child_positions(own, children) < 0
            if number := int(orphaned.sum()):
                faults.append(_left_out(own, children, number))
                sound[name] = own.marked(orphaned).sound()
    return sound, tuple(faults)


def _left_out(own: Rows, children: Rows, number: int) -> Fault:
    file, kind = children.extract.file, children.extract.kind
    message = Message(
        f"--skip-faulty-rows leaves out {number:,} {'row' if number == 1 else 'rows'} of which the"
        f" {kind}'s row in {file} is left out",
        f"Correct the rows at fault in {file}.",
    )
    return fault("child-left-out", own.place(), message)


_OTHER_LINES = 3


def doubled_keys(rows: Rows) -> tuple[Marks, tuple[Fault, ...]]:
    """Mark the rows that share a key with another row; a key with a blank cell matches no other.

    Of rows identical in every column read, the first is kept: it does not matter which.
    """
    key = list(rows.extract.key)
    marks = np.zeros(len(rows.lines), np.bool_)
    if not key:
        return marks, ()
    columns = [rows.columns[name] for name in key]
    has_key = reduce(np.logical_and, map(has_value, columns))
    whole = np.flatnonzero(has_key)
    numbers = row_numbers(columns if has_key.all() else (taken(column, whole) for column in columns))
    if _differ(numbers):
        return marks, ()
    alike = _Alike.among(whole, numbers)
    marks[alike.rows] = True
    marked = np.flatnonzero(marks)
    group = alike.group_of(marked)
    headings = listed([rows.headings.get(name, name) for name in key], "and")
    repeated = _all_the_same(rows, marked, group)
    first_row = alike.rows[alike.starts][group]
    first = marked == first_row

    def explain_repeated(position: int) -> Message:
        line = rows.line_text(first_row[repeats][position])
        return Message(
            f"the row repeats line {line}: all its values are the same",
            "Delete it; --skip-faulty-rows keeps the first of the rows.",
        )

    def explain_doubled(position: int) -> Message:
        own = places[position]
        others = alike.members(group[own])
        others = others[others != marked[own]]
        return Message(
            f"the row has the same {headings} as {_named(rows, others)}, but other values",
            f"Keep the one row that is right: {headings} may occur only once"
            f"{' together' if len(key) > 1 else ''} in this extract.",
        )

    repeats, doubled = repeated & ~first, ~repeated
    places = np.flatnonzero(doubled)
    marks[marks] = repeats | doubled
    return marks, (
        *rows.faults_at("repeated-row", marked[repeats], explain_repeated, *key),
        *rows.faults_at("duplicate-key-of-row", marked[doubled], explain_doubled, *key),
    )


def _differ(numbers: npt.NDArray[np.int64]) -> bool:
    """Whether no number is there twice; sorting numbers alone is faster than finding their order."""
    ordered = np.sort(numbers)
    return not (ordered[1:] == ordered[:-1]).any()


def overlapping_days(rows: Rows) -> tuple[Marks, tuple[Fault, ...]]:
    """Mark the rows of a reference table that share a day with the row before them, by their first days."""
    by = rows.extract.looked_up_by
    marks = np.zeros(len(rows.lines), np.bool_)
    if by is None:
        return marks, ()
    first = days(rows.columns[by.first])
    last = first if by.last is None else days(rows.columns[by.last])
    ends = np.where(np.isnat(last), _NO_END, last)
    order = np.argsort(first, kind="stable")
    order = order[~np.isnat(first[order])]
    reach = np.maximum.accumulate(ends[order])
    at = np.flatnonzero(first[order][1:] <= reach[:-1]) + 1
    marks[order[at]] = True
    before = {int(order[place]): int(order[:place][np.argmax(ends[order[:place]])]) for place in at}
    marked = np.flatnonzero(marks)

    def explain(position: int) -> Message:
        line = rows.line_text(before[int(marked[position])])
        return Message(
            f"the days of the row and those of line {line} overlap, so that a day has two rows",
            "Correct the days, so that each day lies in one row of this table at most.",
        )

    columns = [by.first] if by.last is None else [by.first, by.last]
    return marks, rows.faults_at("duplicate-key-of-row", marks, explain, *columns)


#: The last day of a row that has none.
_NO_END = np.datetime64("9999-12-31", "D")


class _Alike(Struct, frozen=True, eq=False):
    """Rows that share a key with another: key by key, those of each key in file order.

    ``starts`` is where those of each key begin in ``rows``.
    """

    rows: Positions
    starts: Positions

    @classmethod
    def among(cls, rows: Positions, keys: npt.NDArray[np.int64]) -> _Alike:
        """Those of ``rows`` whose keys, as numbers, are not the only ones; there are some."""
        order = in_order(keys)
        same = np.diff(keys[order]) == 0
        shared = np.append(same, False) | np.insert(same, 0, False)
        return cls(rows[order[shared]], np.flatnonzero(~np.insert(same, 0, False)[shared]))

    def group_of(self, marked: Positions) -> Positions:
        """Which key each of these rows has, counted in the order of ``starts``."""
        groups = np.zeros(int(self.rows.max()) + 1, np.int64)
        steps = np.zeros(len(self.rows), np.int64)
        steps[self.starts[1:]] = 1
        groups[self.rows] = np.cumsum(steps)
        return groups[marked]

    def members(self, group: int) -> Positions:
        """The rows that share one key."""
        ends = np.append(self.starts, len(self.rows))
        return self.rows[ends[group] : ends[group + 1]]


def _all_the_same(rows: Rows, marked: Positions, group: Positions) -> Marks:
    """For each marked row, whether the rows of its group are all sound and identical."""
    kinds = row_numbers(taken(column, marked) for column in rows.columns.values())
    any_of_group = np.zeros(int(group.max()) + 1, np.int64)
    any_of_group[group] = kinds
    same = np.ones(len(any_of_group), np.bool_)
    same[group[(kinds != any_of_group[group]) | rows.at_fault[marked]]] = False
    return same[group]


def _named(rows: Rows, others: Positions) -> str:
    words = [rows.line_text(row) for row in others[:_OTHER_LINES]]
    if len(others) > _OTHER_LINES:
        return f"lines {', '.join(words)} and {len(others) - _OTHER_LINES:,} more"
    return f"{'line' if len(others) == 1 else 'lines'} {listed(words, 'and')}"


#: The number of extracts whose keys are checked at once.
_AT_ONCE = 2


def _keyed(rows: Rows) -> tuple[Rows, list[Fault]]:
    """The rows with those marked whose key, or whose days in a reference table, another row has, too."""
    marks, doubled = doubled_keys(rows)
    keyed = rows.marked(marks)
    marks, overlapping = overlapping_days(keyed)
    return keyed.marked(marks), [*doubled, *overlapping]


def check_together(read: Mapping[str, Rows]) -> tuple[dict[str, Rows], list[Fault]]:
    """The sound rows of children who are kept, and every fault of keys and children.

    Every row that shares its key is at fault, and so is a row about an unknown child. Rows about a child
    whose own row is at fault are left out, with one fault for the file.
    """
    faults: list[Fault] = []
    keyed: dict[str, Rows] = {}
    # Sorting is done outside Python, so the next extract's keys can be checked meanwhile.
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as checkers:
        for name, (own, found) in zip(read, checkers.map(_keyed, read.values()), strict=True):
            keyed[name] = own
            faults += found
    known, unknown = rows_of_unknown_children(keyed)
    sound, left_out = without_children_left_out(known)
    return sound, [*faults, *unknown, *left_out]


def broken_rules(
    rows: Mapping[str, Rows], tables: Mapping[str, Table]
) -> tuple[dict[str, Rows], tuple[Fault, ...]]:
    """Mark the rows for which a rule is false; with missing values it is not false but unknown.

    ``tables`` are the same rows, linked. A rule that uses an extract which is missing is not applied.
    """
    from cicscore.tables.evaluate import Evaluation

    evaluation = Evaluation(tables, None)

    def checked(name: str) -> tuple[Rows, list[Fault]]:
        marked, faults = rows[name], list[Fault]()
        for requirement in tables[name].extract.must:
            if not extracts_in(requirement.condition) <= tables.keys():
                continue
            value, known = evaluation.condition(requirement.condition, name)
            broken = np.asarray(known & ~value, np.bool_)
            if broken.any():
                marked = marked.marked(broken)
                faults += _faults(rows[name], requirement, broken)
        return marked, faults

    with ThreadPoolExecutor(max_workers=_AT_ONCE) as checkers:
        found = dict(zip(tables, checkers.map(checked, tables), strict=True))
    marked = {name: found[name][0] if name in found else own for name, own in rows.items()}
    return marked, tuple(one for _, faults in found.values() for one in faults)


def _faults(rows: Rows, requirement: Requirement, broken: np.ndarray) -> tuple[Fault, ...]:
    columns = tuple(dict.fromkeys(_own_columns(requirement.condition, rows.extract)))
    headings = [rows.headings.get(name, name) for name in columns]
    message = Message(
        f"the row does not meet the rule: {requirement.text}",
        f"Look at {listed(headings, 'and') or 'the row'}, and correct at its source what is wrong.",
    )
    return rows.faults_at("broken-rule", broken, lambda _: message, *columns)


def _own_columns(node: Node, extract: Extract) -> Iterator[str]:
    for column in parts_in(node, Column):
        if column.table == extract.name and column.owner is not Owner.CHILD:
            yield column.name
