"""Write the rows behind a figure as CSV: to the file requested, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import Variant
from cicscore.explain.document import SideName
from cicscore.explain.waterfall import KEPT, StepWording, Trace, Traced
from cicscore.expressions import nodes as n
from cicscore.expressions.functions import Aggregation
from cicscore.expressions.types import DATE, DATES
from cicscore.render.csv import csv_text
from cicscore.scorecard.bounds import uncertain
from cicscore.scorecard.count import kept_by, settled
from cicscore.tables.columns import Mask
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions, Table
from cicscore.tables.vectors import Vector
from cicscore.view import View
from cicscore.vocabulary import Which

_YES_NO = {True: "yes", False: "no"}

#: A column of the file: its heading, and a cell for each row.
_Cells = Mapping[str, list[str]]


class ChildrenFile(Struct, frozen=True):
    """The file's columns, its rows by column, and how many children they concern."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    children: int | None


def render_children(file: ChildrenFile, view: View) -> str:
    """The rows as CSV."""
    del view  # machine-readable, so the same for every reader
    return csv_text(file.columns, file.rows)


def children_file(
    traced: Traced, variants: Mapping[str, Variant], wording: StepWording, which: Which | None = None
) -> ChildrenFile:
    """Every row read for a figure: whether it counts, what excluded it, and the dates that decided.

    With ``which``, only the rows of that part. Rows keep the order of their files, the denominator's first; a
    numerator that is part of the denominator shares its rows. A date from another extract is the latest among
    the rows that a condition reads.
    """
    groups = [(group, _asked(group, which, traced.evaluation)) for group in _groups(traced)]
    blocks = [_block(group, asked, traced, variants, wording) for group, asked in groups]
    return ChildrenFile(
        columns=tuple(dict.fromkeys(heading for block in blocks for heading in block)),
        rows=tuple(
            dict(zip(block, row, strict=True))
            for block in blocks
            for row in zip(*block.values(), strict=True)
        ),
        children=_children(groups, traced),
    )


def _children(groups: Sequence[tuple[tuple[Trace, ...], Positions]], traced: Traced) -> int | None:
    """How many different children the rows belong to; ``None`` where they do not belong to children."""
    found = [
        table.child[asked] for group, asked in groups if (table := traced.table(group[0])).child is not None
    ]
    return len(np.unique(np.concatenate(found))) if found else None


def has_part(traced: Traced, which: Which) -> bool:
    """Whether the indicator has that part at all, even if it has no rows."""
    match which:
        case Which.NUMERATOR:
            return any(side.side is SideName.NUMERATOR for side in traced.traces)
        case Which.NOT_COUNTED:
            return any(side.part for side in traced.traces)
        case Which.UNKNOWN:
            return True


def _asked(group: tuple[Trace, ...], which: Which | None, evaluation: Evaluation) -> Positions:
    """The rows requested, from a group of sides that share an extract."""
    sides = {side.side: side for side in group}
    every = np.ones_like(group[0].kept)
    match which:
        case None:
            rows = every
        case Which.NUMERATOR:
            rows = sides[SideName.NUMERATOR].kept if SideName.NUMERATOR in sides else ~every
        case Which.NOT_COUNTED:
            below, above = (sides.get(name) for name in (SideName.DENOMINATOR, SideName.NUMERATOR))
            rows = below.kept & ~above.kept if below and above else ~every
        case Which.UNKNOWN:
            rows = np.logical_or.reduce([uncertain(side.cohort, evaluation) for side in group])
    return np.flatnonzero(rows)


def _groups(traced: Traced) -> Iterator[tuple[Trace, ...]]:
    """Group the sides that share their rows."""
    match traced.traces:
        case (below, above) if above.part:
            yield below, above
        case sides:
            for side in sides:
                yield (side,)


def _block(
    group: tuple[Trace, ...],
    asked: Positions,
    traced: Traced,
    variants: Mapping[str, Variant],
    wording: StepWording,
) -> _Cells:
    """The cells of one extract's requested rows, by column."""
    first, table = group[0], traced.table(group[0])
    cells: dict[str, list[str]] = {
        "extract": [table.extract.name] * len(table),
        "line": [str(line) for line in table.lines],
        **identifiers(table, traced.evaluation),
    }
    for side in group:
        cells[f"in_{side.side.value}"] = [_YES_NO[bool(kept)] for kept in side.kept]
    cells["left_out_of"], cells["left_out_by"] = _reasons(group, wording)
    for variant in variants.values():
        # For every row, so that a reader sees whom the variant leaves out whatever the conditions.
        kept = kept_by(variant, first.cohort, traced.evaluation)
        cells[f"left_out_{variant.id}"] = [""] * len(table) if kept is None else yes_no_words(~kept.kept)
    for side in group:
        cells |= _dates(side, table, traced.evaluation)
    return {heading: [column[row] for row in asked] for heading, column in cells.items()}


def yes_no_words(mask: Mask) -> list[str]:
    """Whether, for each row, in words."""
    return [_YES_NO[bool(value)] for value in mask]


def identifiers(table: Table, evaluation: Evaluation) -> dict[str, list[str]]:
    """The key of the child, worker or other, where the rows belong to any, then the row's."""
    owners = (subject for subject in table.extract.subjects if subject in evaluation.tables)
    keys = (column for subject in owners for column in evaluation.tables[subject].extract.key)
    return {
        column: cell_texts(evaluation.values(_own(table, column), table.extract.name))
        for column in dict.fromkeys((*keys, *table.extract.key))
    }


def _own(table: Table, column: str) -> n.Column:
    return n.Column(n.Owner.OWN, table.extract.name, column, DATE)


def _reasons(group: tuple[Trace, ...], wording: StepWording) -> tuple[list[str], list[str]]:
    """The side that each row is left out of, and the first condition it fails."""
    sides = [""] * len(group[0].kept)
    words = [""] * len(sides)
    for side in reversed(group):
        asked = [step.text for step in wording.steps(side)]
        for row in np.flatnonzero(side.reasons != KEPT):
            sides[row], words[row] = side.side.value, asked[side.reasons[row]]
    return sides, words


def _dates(side: Trace, table: Table, evaluation: Evaluation) -> dict[str, list[str]]:
    """The dates that the side's window and conditions use."""
    found: dict[str, n.Node] = {}
    if side.count.dated_by is not None:
        found[side.count.dated_by] = _own(table, side.count.dated_by)
    for number, condition in enumerate(n.conjuncts(side.where), 1):
        node = settled(condition, side.count)
        for column in _own_dates(node):
            found[_heading(column, table)] = column
        for aggregate in (part for part in n.outside_aggregates(node) if isinstance(part, n.Aggregate)):
            for latest in _latest(aggregate):
                assert isinstance(latest.of, n.Column)  # noqa: S101 - made so
                found[f"{side.side.value} {number}: latest {aggregate.table}.{latest.of.name}"] = latest
    return {
        heading: cell_texts(evaluation.values(node, table.extract.name)) for heading, node in found.items()
    }


def _heading(column: n.Column, table: Table) -> str:
    if column.owner is n.Owner.OWN:
        return column.name
    return f"{table.extract.subjects[column.table]}.{column.name}"


def _own_dates(node: n.Node) -> Iterator[n.Column]:
    """The dates of the row and of its child, outside and inside aggregates."""
    match node:
        case n.Aggregate(where=where):
            for column in _columns(where, n.Owner.ROW):
                yield replace(column, owner=n.Owner.OWN)
        case n.Lookup(day=day):
            yield from _own_dates(day)
        case n.Column() if node.type.kind in DATES:
            yield node
        case _:
            for part in n.children(node):
                yield from _own_dates(part)


def _columns(node: n.Node | None, owner: n.Owner) -> Iterator[n.Column]:
    """The dates of this owner in an aggregate's condition, but for those of aggregates inside it."""
    for part in n.outside_aggregates(node):
        if isinstance(part, n.Column) and part.owner is owner and part.type.kind in DATES:
            yield part


def _latest(aggregate: n.Aggregate) -> Iterator[n.Aggregate]:
    """For each date in the rows that an aggregate reads, its latest value."""
    for column in sorted(set(_columns(aggregate.where, n.Owner.OWN)), key=lambda date: date.name):
        yield replace(aggregate, aggregation=Aggregation.MAX, of=column, by=None, type=column.type)


def cell_texts(vector: Vector) -> list[str]:
    """Values as cell text; a missing value is an empty cell."""
    words = np.array([*vector.categories, ""], dtype=object)
    if vector.categories:
        return [str(word) for word in words[np.where(vector.known, vector.values, -1)]]
    texts = (
        np.datetime_as_string(vector.values) if vector.values.dtype.kind == "M" else vector.values.astype(str)
    )
    return [str(text) if known else "" for text, known in zip(texts, vector.known, strict=True)]
