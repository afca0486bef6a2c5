"""The extracts as they would be if what is due were done: on its due day, and what is overdue at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import assert_never

import numpy as np
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, DoneCell, DoneRow, Due
from cicscore.expressions import nodes as n
from cicscore.periods import Window
from cicscore.scorecard.computation import Computation
from cicscore.scorecard.due import done_in, items
from cicscore.tables.calendar import Days
from cicscore.tables.changed import with_days, with_rows, without_days, without_rows
from cicscore.tables.columns import days
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts, Positions, Table


def as_known_on(as_at: dt.date, dues: Iterable[Due], extracts: Extracts) -> Extracts:
    """The extracts without what was done after ``as_at``: seen from that day, it is not done yet."""
    tables = dict(extracts.tables)
    for due in dues:
        table = tables.get(done_in(due))
        if table is None:
            continue
        later = days(table.columns[due.done.column]) > np.datetime64(as_at, "D")
        if not later.any():
            continue
        match due.done:
            case DoneCell(column=column):
                tables[table.extract.name] = without_days(table, later, column)
            case DoneRow():
                tables[table.extract.name] = without_rows(table, later)
            case _ as never:
                assert_never(never)
    return replace(extracts, tables=tables)


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
            table = with_days(extracts.tables[due.extract], rows, cell.column, days, cell.values)
            return _dated(_replaced(extracts, table), due.extract, rows, cell, until)
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
        about = extracts.tables[str(extracts.tables[more.extract].extract.child)]
        table, on = extracts.tables[more.extract], _done_on(days, as_at)
        longer = with_rows(table, about, child[rows], more.column, on, more.values)
        added = np.arange(len(table), len(longer))
        extracts = _dated(_replaced(extracts, longer), more.extract, added, more, until)


def _dated(
    extracts: Extracts, extract: str, rows: Positions, done: DoneCell | DoneRow, day: dt.date
) -> Extracts:
    """The extracts with the dates that follow from these rows' being done."""
    for column, node in done.dates.items():
        settled = n.with_own_date(node, extract, None)
        evaluation = Evaluation(extracts.tables, n.period_days(day, Window(day, day)))
        found = evaluation.values(settled, extract, rows).day()
        table = with_days(extracts.tables[extract], rows[found.known], column, found.values[found.known], {})
        extracts = _replaced(extracts, table)
    return extracts


def _seen_from(day: dt.date, catalogue: Catalogue, extracts: Extracts) -> Computation:
    return Computation(catalogue, extracts, day, Evaluation(extracts.tables, None))


def _done_on(days: Days, as_at: dt.date) -> Days:
    """The due days, or the first on which it can still be done."""
    return np.maximum(days, np.datetime64(as_at + dt.timedelta(days=1), "D"))


def _replaced(extracts: Extracts, table: Table) -> Extracts:
    return replace(extracts, tables={**extracts.tables, table.extract.name: table})
