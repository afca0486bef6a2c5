"""Tables as they would be: with blank cells filled, or with more rows about the same children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from cicscore.tables.calendar import Days
from cicscore.tables.table import Positions, Table
from cicscore.vocabulary import ColumnType

#: What other columns hold, as the catalogue writes it: codes, and yes or no.
Values = Mapping[str, str]


def with_days(table: Table, rows: Positions, column: str, days: Days, values: Values) -> Table:
    """The table with a day in a column of each of these rows; of ``values``, only blank cells are filled."""
    frame = table.frame.copy()
    dates = frame[column].to_numpy().copy()
    dates[rows] = days.astype(dates.dtype)
    frame[column] = dates
    for name, value in values.items():
        blank = rows[frame[name].isna().to_numpy()[rows]]
        cells = frame[name]
        if isinstance(cells.dtype, pd.CategoricalDtype) and value not in cells.cat.categories:
            cells = cells.cat.add_categories([value])
        cells = cells.copy()
        cells.iloc[blank] = _held(table, name, value)
        frame[name] = cells
    return replace(table, frame=frame)


def with_rows(
    table: Table, about: Table, children: Positions, column: str, days: Days, values: Values
) -> Table:
    """The table with one more row for each of the children (by position in ``about``), on these days."""
    count = len(children)
    keys = {name: about.frame[name].iloc[children] for name in about.extract.key if name in table.frame}
    columns: dict[str, pd.Series[Any]] = {}
    for heading, cells in table.frame.items():
        name = str(heading)
        if name == column:
            added = pd.Series(days.astype(cells.to_numpy().dtype))
        elif name in values:
            added = pd.Series([_held(table, name, values[name])] * count)
        elif name in keys:
            added = keys[name].astype(object)
        else:
            added = pd.Series([None] * count, dtype=object)
        columns[name] = _joined(cells, added)
    assert table.child is not None  # noqa: S101 - the rows belong to children
    return replace(
        table,
        frame=pd.DataFrame(columns),
        lines=np.concatenate([table.lines, np.zeros(count, dtype=table.lines.dtype)]),
        child=np.concatenate([table.child, children]),
        # Whose worker or other does it is not known.
        links={
            subject: np.concatenate([owner, np.full(count, -1, dtype=owner.dtype)])
            for subject, owner in table.links.items()
        },
    )


def _held(table: Table, column: str, value: str) -> Any:
    """A value as a frame holds it."""
    return value == "yes" if table.extract.columns[column].type is ColumnType.FLAG else value


def _joined(column: pd.Series[Any], added: pd.Series[Any]) -> pd.Series[Any]:
    """A column with more cells, of the same kind; text that is new becomes one more category."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        held = list(dict.fromkeys((*column.cat.categories, *added.dropna())))
        whole = [*column.astype(object), *added.where(added.notna(), None)]
        return pd.Series(pd.Categorical(whole, categories=held))
    return pd.concat([column, added.astype(column.dtype)], ignore_index=True)
