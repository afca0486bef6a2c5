"""Tables as they would be: with cells filled or blank, or with more or fewer rows about the same children."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from cicscore.tables.calendar import Days
from cicscore.tables.columns import Column, Mask, Texts, has_value, joined, repeated, taken
from cicscore.tables.table import Positions, Table

#: What other columns hold, as the catalogue writes it: codes, and yes or no.
Values = Mapping[str, str]


def without_days(table: Table, which: Mask, column: str) -> Table:
    """The table with no day in a column of these rows."""
    days = repeated(table.extract.columns[column].type, None, int(which.sum()))
    return replace(
        table, columns={**table.columns, column: _filled(table.columns[column], np.flatnonzero(which), days)}
    )


def without_rows(table: Table, which: Mask) -> Table:
    """The table without these rows."""
    return replace(
        table,
        columns={name: taken(column, ~which) for name, column in table.columns.items()},
        lines=table.lines[~which],
        child=None if table.child is None else table.child[~which],
        links={subject: owner[~which] for subject, owner in table.links.items()},
    )


def with_days(table: Table, rows: Positions, column: str, days: Days, values: Values) -> Table:
    """The table with a day in a column of each of these rows; of ``values``, only blank cells are filled."""
    columns = dict(table.columns)
    columns[column] = _filled(columns[column], rows, days)
    for name, value in values.items():
        blank = rows[~has_value(columns[name])[rows]]
        cells = repeated(table.extract.columns[name].type, value, len(blank))
        columns[name] = _filled(columns[name], blank, cells)
    return replace(table, columns=columns)


def _filled(column: Column, rows: Positions, cells: Column) -> Column:
    """The column with these cells in these rows."""
    both = joined(column, cells)
    count = len(column.codes) if isinstance(column, Texts) else len(column)
    places = np.arange(count, dtype=np.int64)
    places[rows] = count + np.arange(len(rows), dtype=np.int64)
    return taken(both, places)


def with_rows(
    table: Table, about: Table, children: Positions, column: str, days: Days, values: Values
) -> Table:
    """The table with one more row for each of the children (by position in ``about``), on these days."""
    count = len(children)

    def added(name: str) -> Column:
        if name == column:
            return days
        if name in about.extract.key and name not in values:
            return taken(about.columns[name], children)
        return repeated(table.extract.columns[name].type, values.get(name), count)

    assert table.child is not None  # noqa: S101 - the rows belong to children
    return replace(
        table,
        columns={name: joined(cells, added(name)) for name, cells in table.columns.items()},
        lines=np.concatenate([table.lines, np.zeros(count, dtype=table.lines.dtype)]),
        child=np.concatenate([table.child, children]),
        # Whose worker or other does it is not known.
        links={
            subject: np.concatenate([owner, np.full(count, -1, dtype=owner.dtype)])
            for subject, owner in table.links.items()
        },
    )
