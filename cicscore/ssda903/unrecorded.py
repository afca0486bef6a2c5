"""What the return does not record: cells of which only the limits are known, and rows that it may lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from cicscore.ssda903.collection import EPISODES, last_day, titles
from cicscore.ssda903.episodes import UNKNOWN, Period
from cicscore.ssda903.returns import ALWAYS, Return
from cicscore.tables.table import Limit
from cicscore.vocabulary import Status

#: One row of an extract. ``origin``: where in the return it comes from; ``None`` where from no row. With
#: ``LACKING`` it is a row that the return may lack, for the reason given; with ``OTHERWISE``, what may be
#: instead of some of its cells.
Row: TypeAlias = dict[str, Any]
LACKING = "lacking"
OTHERWISE = "otherwise"

#: Stands for every child of whom the return may know nothing.
ANYBODY = "\0"


class Within(NamedTuple):
    """A cell between ``low`` and ``high`` (``None``: anything), and perhaps blank; ``plain`` is shown."""

    plain: Any
    low: Any
    high: Any
    limit: Limit
    absent: bool = False


def anything(limit: Limit, plain: object = None) -> Within:
    """A cell of which nothing is known."""
    return Within(plain, None, None, limit, absent=True)


def earlier(day: Any, born: dt.date, limit: Limit) -> Within:
    """A day that is known only not to be later than ``day``."""
    return Within(day, min(born, day), day, limit)


_OF_CHANGE = Limit(
    Status.INSUFFICIENT_HISTORY,
    "it depends on the day of a change of placement or legal status of which episodes that overlap tell two;"
    " correct these episodes",
)


def of_change(day: dt.date | None, by: dt.date | None) -> Any:
    """The day of a change; where episodes overlap, it may be any until ``by``."""
    return day if by is None else Within(day, day, by, _OF_CHANGE)


def lacking(child: str, limit: Limit, **cells: Any) -> Row:
    """A row about the child that the return may lack."""
    return {"origin": None, "child_id": child, LACKING: limit, **cells}


def not_held(what: str) -> Limit:
    """The reason where the return has no place for what a figure rests on."""
    return Limit(Status.MISSING_EXTRACT, f"it depends on {what}, which the SSDA903 return does not hold")


def unknown_code(table: str, column: str) -> Limit:
    """The reason where a code that no list has may move a figure."""
    return Limit(
        Status.MISSING_EXTRACT,
        f"it depends on a code in {column.upper()} of {titles()[table]} that no list has; say under `codes`"
        " in mapping.yaml what it counts as",
    )


def coded(code: str | None, table: str, column: str) -> str | Within | None:
    """The code as a cell; one that no list has may be any."""
    return anything(unknown_code(table, column), code) if code == UNKNOWN else code


def within_period(return_: Return, child: str, period: Period, limit: Limit, columns: tuple[str, ...]) -> Row:
    """Spells that there may be in a period of care, or none, for the reason given."""
    first = period.started if period.start_known else return_.born[child]
    day = Within(None, min(first, period.started), period.ended or last_day(return_.year), limit)
    cells = {column: anything(limit) for column in columns}
    ended = day._replace(absent=True)
    row = lacking(child, limit, started_on=day, ended_on=ended, **cells)
    return row | {"origin": period.episodes[0].origin}


def people(return_: Return) -> Iterator[tuple[str, dt.date]]:
    """Every child whom a row may be about, with the date of birth: those of whom nothing is known as one."""
    yield from return_.born.items()
    if return_.since[EPISODES] > ALWAYS:
        yield ANYBODY, ALWAYS


def spells_before(return_: Return, columns: tuple[str, ...]) -> Iterator[Row]:
    """For each child, spells of care that ended before those that the return holds.

    A spell that ended in the time covered would be in the return, and an episode that another goes on from
    ended on the day that this one started.
    """
    limit = return_.before(EPISODES)
    for child, born in people(return_):
        periods = return_.periods.get(child, ())
        last = min([return_.since[EPISODES] - dt.timedelta(1), *(one.started for one in periods[:1])])
        if born < last:
            day = earlier(last, born, limit)
            cells = {column: anything(limit) for column in columns}
            yield lacking(child, limit, started_on=day, ended_on=day, **cells)
