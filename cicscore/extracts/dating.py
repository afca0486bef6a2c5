"""What the dates in extracts say about the day that they describe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from cicscore.extracts.codes import FaultKind
from cicscore.extracts.reading import Rows
from cicscore.extracts.reporting import Explanation, fault
from cicscore.faults import Fault, Place
from cicscore.figures import date_text
from cicscore.vocabulary import ColumnType

#: Columns that say nothing about when the extract is from.
_BIRTHS = frozenset({"dob", "mc_dob", "date_of_birth"})


def event_dates(rows: Rows) -> list[str]:
    """The columns whose dates say when something happened."""
    dated = (ColumnType.DATE, ColumnType.DATETIME)
    return [
        name for name, column in rows.extract.columns.items() if column.type in dated and name not in _BIRTHS
    ]


def against_the_day(read: Sequence[Rows], as_at: dt.date) -> Iterator[Fault]:
    """What does not fit ``as_at``: dates after it, and files of which none reaches its month."""
    for rows in read:
        for name in event_dates(rows):
            if not rows.extract.columns[name].planned:
                yield from _after(rows, name, as_at)
    yield from _other_month(read, as_at)


def _after(rows: Rows, name: str, as_at: dt.date) -> Iterator[Fault]:
    next_day = dt.datetime.combine(as_at + dt.timedelta(days=1), dt.time())
    late = (rows.frame[name] >= next_day).to_numpy().nonzero()[0]
    if len(late):
        place = rows.place(name)
        explanation = Explanation(
            f"{len(late):,} {'date lies' if len(late) == 1 else 'dates lie'} after {date_text(as_at)}, the"
            " first of them here",
            "Correct them, or give the right --as-at. Where they are planned or due, write `planned: true` at"
            " the column in the catalogue.",
        )
        where = Place(place.file, int(rows.lines[late[0]]), within=place.within)
        yield fault(FaultKind.AFTER_AS_AT, where, explanation)


def _other_month(read: Sequence[Rows], as_at: dt.date) -> Iterator[Fault]:
    newest = [
        (max(day.date() for day in past), rows.place(name).file)
        for rows in read
        for name in event_dates(rows)
        if len(past := [day for day in rows.frame[name].dropna().unique() if day.date() <= as_at])
    ]
    if newest and max(newest)[0] < as_at.replace(day=1):
        day, file = max(newest)
        explanation = Explanation(
            f"the newest date of all files up to {date_text(as_at)} is {date_text(day)}, of an earlier month",
            "Check that these are the extracts of the month that the folder or --as-at says.",
        )
        yield fault(FaultKind.OTHER_MONTH, Place(file), explanation)
