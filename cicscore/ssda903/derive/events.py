"""When children were missing, deprived of liberty, and who worked with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cicscore.ssda903.returns import Return
from cicscore.ssda903.unrecorded import (
    Cells,
    Derived,
    anything,
    coded,
    either,
    exact,
    not_held,
    unknown_code,
    within,
)
from cicscore.vocabulary import ColumnType

_TIMES = not_held("the times of day at which children went missing and returned")
#: From the first second of a day to its last.
_DAY_LONG = np.timedelta64(86_399, "s")


def deprivations_of_liberty(return_: Return) -> Iterator[Derived]:
    """One row for each order that deprives a child of liberty, from the table of 2026-27 and later years."""
    table = return_.tables["deprivation_of_liberty"]
    yield return_.own(
        table,
        return_.child("deprivation_of_liberty"),
        started_on=table.days("dolo_start"),
        ended_on=table.days("dolo_end"),
    )
    last = _last_before(return_, "deprivation_of_liberty")
    yield _earlier(return_, "deprivation_of_liberty", last, ("started_on", "ended_on"))


def missing_incidents(return_: Return) -> Iterator[Derived]:
    """One row for each incident; the table has dates only, so the longest possible time is shown."""
    table, why = return_.tables["missing"], return_.why(_TIMES)
    went, ended = (table.days(name).astype("datetime64[s]") for name in ("mis_start", "mis_end"))
    last = ended + _DAY_LONG
    returned = within(ended, last, why, plain=np.maximum(last, went))
    yield return_.own(
        table,
        return_.child("missing"),
        kind=coded(table.texts("missing"), return_.why(unknown_code("missing", "missing"))),
        went_missing_at=within(went, went + _DAY_LONG, why, plain=went),
        returned_at=either(np.isnat(ended), exact(ended), returned),
    )
    end = _last_before(return_, "missing") + _DAY_LONG
    yield _earlier(return_, "missing", end, ("went_missing_at", "returned_at"), ("kind",))


def allocations(return_: Return) -> Iterator[Derived]:
    """One row for each spell of a social worker with a child, from the table of 2023-24 and later years."""
    table = return_.tables["social_workers"]
    yield return_.own(
        table,
        return_.child("social_workers"),
        worker_id=table.texts("sw_id"),
        started_on=table.days("sw_decom"),
        ended_on=table.days("sw_dec"),
        start_reason=coded(
            table.texts("sw_reason"), return_.why(unknown_code("social_workers", "sw_reason"))
        ),
    )
    last = _last_before(return_, "social_workers")
    yield _earlier(return_, "social_workers", last, ("started_on", "ended_on"), ("worker_id", "start_reason"))


def _last_before(return_: Return, table: str) -> np.datetime64:
    """The last day before the table is complete."""
    return np.datetime64(return_.since[table]) - np.timedelta64(1, "D")


def _earlier(
    return_: Return, table: str, last: np.datetime64, dated: tuple[str, ...], codes: tuple[str, ...] = ()
) -> Derived:
    """A row for each child that the table may lack, of a time between birth and ``last``."""
    people, born = return_.people, return_.born[return_.people].astype(last.dtype)
    first = born[born < last]
    why = np.full(len(first), return_.before(table), np.int8)
    some_time = within(first, np.full(len(first), last), why)
    cells: dict[str, Cells] = dict.fromkeys(dated, some_time)
    cells |= dict.fromkeys(codes, anything(ColumnType.CODE, why))
    return return_.lacking(people[born < last], why, **cells)
