"""Reviews, and when each was due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cicscore.periods import add_months
from cicscore.ssda903.collection import EPISODES, last_day
from cicscore.ssda903.episodes import CarePeriod
from cicscore.ssda903.returns import Return, days, working_days_after
from cicscore.ssda903.table import Record
from cicscore.ssda903.unrecorded import LACKING, Row, Within, anything, coded, lacking, people, unknown_code


def reviews(return_: Return) -> Iterator[Row]:
    """One row for each review held in a period of care, and one for the next that falls due in it.

    The return has no due dates. Care Planning, Placement and Case Review (England) Regulations 2010,
    reg. 33: the first is due within 20 working days of the day the child starts to be looked after, the
    second within three months of the first, later ones within six months of the one before. Where there may
    have been reviews before those that the table holds, the day on which its first was due is not known.
    """
    held = return_.by_child("reviews", "review")
    for child, periods in return_.periods.items():
        rest = list(held.get(child, ()))
        for period in periods:
            inside = [row for row in rest if period.covers(row["review"])]
            rest = [row for row in rest if row not in inside]
            if period.doubt is not None:
                yield _perhaps(child, period, return_)
                continue
            for row in _reviews_of(child, period, inside, return_):
                yield {"child_id": child, **row}
    before, last = return_.before("reviews"), return_.since["reviews"] - days(1)
    for child, born in people(return_):
        periods = return_.periods.get(child, ())
        if born < last and not (periods and periods[0].start_known and periods[0].started > last):
            due = Within(None, born, add_months(last, 6), before)
            day = Within(None, born, last, before)
            yield lacking(child, before, due_on=due, held_on=day, participation=anything(before))


def outside_care(return_: Return) -> list[Record]:
    """The reviews held when the child was not in care, except for short breaks; none is counted."""
    return [
        row for row in return_.records("reviews") if return_.period_on(row["child"], row["review"]) is None
    ]


def _reviews_of(child: str, period: CarePeriod, held: Sequence[Record], return_: Return) -> Iterator[Row]:
    since, before = return_.since["reviews"], return_.before("reviews")
    known = period.start_known and period.started >= since
    by_then = add_months(since, 6)
    started = period.started if period.start_known else return_.born[child]
    due: Any = working_days_after(period.started, 20)
    if not known:
        due = Within(None, min(started, by_then), by_then, before)
    for number, row in enumerate(held):
        yield {
            "origin": row["origin"],
            "due_on": due,
            "held_on": row["review"],
            "participation": _participation(return_, row["review_code"]),
        }
        due = add_months(row["review"], 3 if known and number == 0 else 6)
        if not known and number == 0:
            # It may or may not have been the child's first review.
            due = Within(due, add_months(row["review"], 3), due, before)
    last = {"origin": period.episodes[0].origin, "due_on": due, "held_on": None, "participation": None}
    latest, soonest = (due.plain, due.low) if isinstance(due, Within) else (due, due)
    if latest is not None and (period.ended is None or latest < period.ended):
        yield last
    elif isinstance(due, Within) and (period.ended is None or soonest < period.ended):
        yield {**last, LACKING: before}


def _perhaps(child: str, period: CarePeriod, return_: Return) -> Row:
    """The reviews in a period when it is uncertain whether the child was in care, or for how long."""
    limit, last = unknown_code(EPISODES, str(period.doubt)), period.ended or last_day(return_.year)
    first = min(return_.born[child], period.started)
    day = Within(None, first, last, limit, absent=True)
    due = Within(None, first, add_months(last, 6), limit)
    row = lacking(child, limit, due_on=due, held_on=day, participation=anything(limit))
    return row | {"origin": period.episodes[0].origin}


def _participation(return_: Return, code: str) -> str | Within | None:
    read_as = "PN3" if code == "PN4" and return_.choices.pn4_takes_part else code
    return coded(read_as, "reviews", "review_code")
