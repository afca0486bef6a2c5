"""What the return does not record: cells known only within limits, and rows that it may lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from cicscore.ssda903.collection import EPISODES, last_day, titles
from cicscore.ssda903.episodes import UNKNOWN, CarePeriod
from cicscore.ssda903.returns import ALWAYS, Return
from cicscore.tables.table import RecordingLimit
from cicscore.vocabulary import Status

#: One row of an extract. ``origin`` is its place in the return, or ``None`` if it comes from no row. With
#: ``LACKING`` it is a row that the return may lack, for the reason given; ``OTHERWISE`` holds alternatives
#: for some of its cells.
Row: TypeAlias = dict[str, Any]
LACKING = "lacking"
OTHERWISE = "otherwise"

#: Represents any child of whom the return may have no record.
ANYBODY = "\0"


class Within(NamedTuple):
    """A cell between ``low`` and ``high`` (``None``: anything), possibly blank; ``plain`` is shown."""

    plain: Any
    low: Any
    high: Any
    limit: RecordingLimit
    absent: bool = False


def anything(limit: RecordingLimit, plain: object = None) -> Within:
    """A cell of which nothing is known."""
    return Within(plain, None, None, limit, absent=True)


def earlier(day: Any, born: dt.date, limit: RecordingLimit) -> Within:
    """A day known only to be no later than ``day``."""
    return Within(day, min(born, day), day, limit)


_OF_CHANGE = RecordingLimit(
    Status.INSUFFICIENT_HISTORY,
    "it depends on the day of a change of placement or legal status of which episodes that overlap tell two;"
    " correct these episodes",
)


def of_change(day: dt.date | None, by: dt.date | None) -> Any:
    """The day of a change; if episodes overlap, it may be any day up to ``by``."""
    return day if by is None else Within(day, day, by, _OF_CHANGE)


def lacking(child: str, limit: RecordingLimit, **cells: Any) -> Row:
    """A row about the child that the return may lack."""
    return {"origin": None, "child_id": child, LACKING: limit, **cells}


def not_held(what: str) -> RecordingLimit:
    """The reason to withhold a figure that depends on something the return does not hold."""
    return RecordingLimit(
        Status.MISSING_EXTRACT, f"it depends on {what}, which the SSDA903 return does not hold"
    )


def unknown_code(table: str, column: str) -> RecordingLimit:
    """The reason to withhold a figure that a code in no list may change."""
    return RecordingLimit(
        Status.MISSING_EXTRACT,
        f"it depends on a code in {column.upper()} of {titles()[table]} that no list has; say under `codes`"
        " in mapping.yaml what it counts as",
    )


def coded(code: str | None, table: str, column: str) -> str | Within | None:
    """The code as a cell; a code in no list may mean anything."""
    return anything(unknown_code(table, column), code) if code == UNKNOWN else code


def within_period(
    return_: Return, child: str, period: CarePeriod, limit: RecordingLimit, columns: tuple[str, ...]
) -> Row:
    """A row for spells that a period of care may include, or may not, for the reason given."""
    first = period.started if period.start_known else return_.born[child]
    day = Within(None, min(first, period.started), period.ended or last_day(return_.year), limit)
    cells = {column: anything(limit) for column in columns}
    ended = day._replace(absent=True)
    row = lacking(child, limit, started_on=day, ended_on=ended, **cells)
    return row | {"origin": period.episodes[0].origin}


def people(return_: Return) -> Iterator[tuple[str, dt.date]]:
    """Every child whom a row may be about, with the date of birth; unrecorded children count as one."""
    yield from return_.born.items()
    if return_.since[EPISODES] > ALWAYS:
        yield ANYBODY, ALWAYS


def spells_before(return_: Return, columns: tuple[str, ...]) -> Iterator[Row]:
    """For each child, possible spells of care that ended before those in the return.

    A spell that ended in the time covered would be in the return, and an episode that another continues ended
    on the day the latter started.
    """
    limit = return_.before(EPISODES)
    for child, born in people(return_):
        periods = return_.periods.get(child, ())
        last = min([return_.since[EPISODES] - dt.timedelta(1), *(one.started for one in periods[:1])])
        if born < last:
            day = earlier(last, born, limit)
            cells = {column: anything(limit) for column in columns}
            yield lacking(child, limit, started_on=day, ended_on=day, **cells)
