"""The extracts as they would be if what is due were done: on its due day, and what is overdue at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, assert_never

import numpy as np
import pandas as pd

from cicscore.catalogue.definitions import Catalogue, DoneCell, DoneRow, Due
from cicscore.scorecard.computation import Computation
from cicscore.scorecard.due import items
from cicscore.tables.calendar import Days
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts, Positions, Table
from cicscore.vocabulary import ColumnType


def with_all_done(
    due: Due, catalogue: Catalogue, extracts: Extracts, as_at: dt.date, until: dt.date
) -> Extracts:
    """The extracts with everything done that is due by ``until``, again where it falls due again by then.

    Each thing is done on its due day; what is overdue on ``as_at``, on the day after.
    """
    match due.done:
        case DoneCell() as cell:
            found = items(due, _seen_from(until, catalogue, extracts))
            ripe = found.days <= np.datetime64(until, "D")
            rows, days = found.rows[ripe], _done_on(found.days[ripe], as_at)
            return _replaced(extracts, _filled(extracts.tables[due.extract], rows, days, cell))
        case DoneRow() as more:
            return _repeatedly_done(due, more, catalogue, extracts, (as_at, until))
        case _ as never:
            assert_never(never)


def _repeatedly_done(
    due: Due, more: DoneRow, catalogue: Catalogue, extracts: Extracts, span: tuple[dt.date, dt.date]
) -> Extracts:
    """The extracts with one more event for each thing due, until nothing more falls due."""
    as_at, until = span
    done_before: dict[int, np.datetime64] = {}
    while True:
        found = items(due, _seen_from(until, catalogue, extracts))
        ripe = found.days <= np.datetime64(until, "D")
        # A due date that does not move with what is done would come up for ever: each is done once.
        earlier = np.array([done_before.get(int(row), np.datetime64("NaT")) for row in found.rows[ripe]])
        rows, days = found.rows[ripe], found.days[ripe]
        moved = np.isnat(earlier.astype("datetime64[D]")) | (days > earlier.astype("datetime64[D]"))
        rows, days = rows[moved], days[moved]
        if not len(rows):
            return extracts
        done_before.update(zip((int(row) for row in rows), days, strict=True))
        child = extracts.tables[due.extract].child
        assert child is not None  # noqa: S101 - the catalogue lets only rows of children be done so
        about = extracts.tables[str(extracts.tables[more.extract].extract.about)]
        table = _lengthened(extracts.tables[more.extract], about, child[rows], _done_on(days, as_at), more)
        extracts = _replaced(extracts, table)


def _seen_from(day: dt.date, catalogue: Catalogue, extracts: Extracts) -> Computation:
    return Computation(catalogue, extracts, day, Evaluation(extracts.tables, None))


def _done_on(days: Days, as_at: dt.date) -> Days:
    """The due days, or the first on which it can still be done."""
    return np.maximum(days, np.datetime64(as_at + dt.timedelta(days=1), "D"))


def _replaced(extracts: Extracts, table: Table) -> Extracts:
    return replace(extracts, tables={**extracts.tables, table.extract.name: table})


def _filled(table: Table, rows: Positions, days: Days, cell: DoneCell) -> Table:
    """The table with these rows done on these days; what a cell holds already stays."""
    frame = table.frame.copy()
    dates = frame[cell.column].to_numpy().copy()
    dates[rows] = days.astype(dates.dtype)
    frame[cell.column] = dates
    for name, value in cell.values.items():
        blank = rows[frame[name].isna().to_numpy()[rows]]
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype) and value not in column.cat.categories:
            column = column.cat.add_categories([value])
        column = column.copy()
        column.iloc[blank] = _held(table, name, value)
        frame[name] = column
    return replace(table, frame=frame)


def _held(table: Table, column: str, value: str) -> Any:
    """A value as a frame holds it."""
    return value == "yes" if table.extract.columns[column].type is ColumnType.FLAG else value


def _lengthened(table: Table, about: Table, children: Positions, days: Days, more: DoneRow) -> Table:
    """The table with one more row for each of the children (by position), on these days."""
    count = len(children)
    keys = {name: about.frame[name].iloc[children] for name in about.extract.key if name in table.frame}
    columns: dict[str, pd.Series[Any]] = {}
    for name, column in table.frame.items():
        name = str(name)
        if name == more.column:
            added = pd.Series(days.astype(column.to_numpy().dtype))
        elif name in more.values:
            added = pd.Series([_held(table, name, more.values[name])] * count)
        elif name in keys:
            added = keys[name].astype(object)
        else:
            added = pd.Series([None] * count, dtype=object)
        columns[name] = _joined(column, added)
    frame = pd.DataFrame(columns)
    assert table.child is not None  # noqa: S101 - the rows belong to children
    return replace(
        table,
        frame=frame,
        lines=np.concatenate([table.lines, np.zeros(count, dtype=table.lines.dtype)]),
        child=np.concatenate([table.child, children]),
    )


def _joined(column: pd.Series[Any], added: pd.Series[Any]) -> pd.Series[Any]:
    """A column with more cells, of the same kind; text that is new becomes one more category."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        held = list(dict.fromkeys((*column.cat.categories, *added.dropna())))
        whole = [*column.astype(object), *added.where(added.notna(), None)]
        return pd.Series(pd.Categorical(whole, categories=held))
    return pd.concat([column, added.astype(column.dtype)], ignore_index=True)
