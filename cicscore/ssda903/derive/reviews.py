"""Reviews, and when each was due."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from cicscore.extracts.cells import in_words
from cicscore.periods import add_months
from cicscore.ssda903.collection import last_day
from cicscore.ssda903.derive.care import why_in_doubt
from cicscore.ssda903.returns import Return
from cicscore.ssda903.table import Places, ReturnTable
from cicscore.ssda903.unrecorded import (
    Cells,
    Derived,
    anything,
    coded,
    in_order_of,
    unknown_code,
    within,
)
from cicscore.tables import calendar
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Mask, Texts
from cicscore.tables.order import in_order
from cicscore.tables.table import Positions
from cicscore.vocabulary import ColumnType

_NO_DAY = np.datetime64("NaT", "D")


def reviews(return_: Return) -> Iterator[Derived]:
    """One row for each review held in a period of care, and one for the next that falls due in it.

    The return has no due dates. Care Planning, Placement and Case Review (England) Regulations 2010,
    reg. 33: the first is due within 20 working days of the day the child starts to be looked after, the
    second within three months of the first, later ones within six months of the one before. Where there may
    have been reviews before those that the table holds, the day on which its first was due is not known.
    """
    held, doubtful = _held(return_), np.flatnonzero(return_.care.in_doubt)
    due = _due(return_, held)
    may_fall, falls = _next(return_, held, due)
    which = ~held.follows | falls | may_fall
    rows = return_.lacking(
        return_.child_of_period[held.period],
        np.where(may_fall, return_.before("reviews"), 0).astype(np.int8),
        held.places,
        due_on=due,
        held_on=held.review,
        participation=coded(held.code, return_.why(unknown_code("reviews", "review_code"))),
    )
    perhaps = _perhaps(return_, doubtful)
    yield in_order_of([rows.taken(which), perhaps], [held.period[which], doubtful])
    yield _earlier(return_)


def outside_care(return_: Return) -> ReturnTable | None:
    """The reviews held when the child was not in care, except for short breaks; none is counted."""
    if "reviews" not in return_.tables:
        return None
    table = return_.tables["reviews"]
    return table.kept(return_.period_on(return_.child("reviews"), table.days("review")) < 0)


class _Held(Struct, frozen=True, eq=False):
    """The reviews of each period of care in order, and after them a row for the one that follows.

    ``number`` counts from 0 within the period; the row that ``follows`` has no ``review``, and no ``code``.
    """

    period: Positions
    number: Positions
    follows: Mask
    review: Days
    code: Texts
    places: Places


def _held(return_: Return) -> _Held:
    care, table = return_.care, return_.tables["reviews"]
    period = return_.period_on(return_.child("reviews"), table.days("review"))
    order = in_order(period, table.days("review"))
    order = order[(period[order] >= 0) & ~np.append(care.in_doubt, True)[period[order]]]
    inside, sure = table.kept(order), np.flatnonzero(~care.in_doubt)
    counts = np.bincount(period[order], minlength=len(care.periods))[sure] + 1
    of = np.repeat(sure, counts)
    follows = np.zeros(len(of), np.bool_)
    follows[np.cumsum(counts) - 1] = True
    review, code = np.full(len(of), _NO_DAY), np.full(len(of), -1, np.int64)
    read_as = inside.texts("review_code")
    if return_.choices.pn4_takes_part:
        read_as = in_words(read_as, lambda word: "PN3" if word == "PN4" else word)
    review[~follows], code[~follows] = inside.days("review"), read_as.codes
    first = care.rows.kept(care.periods.first[of])
    first.files[~follows], first.lines[~follows] = inside.files, inside.lines
    number = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    return _Held(of, number, follows, review, Texts(read_as.distinct, code), Places(first.files, first.lines))


def _due(return_: Return, held: _Held) -> Cells:
    """When each review was due; where its period's first may not have been the first, within limits."""
    care, since = return_.care, return_.since["reviews"]
    by_then = np.datetime64(add_months(since, 6))
    start_known = return_.starts_known[held.period]
    started = care.started[held.period]
    known = start_known & (started >= np.datetime64(since))
    born = np.where(start_known, started, return_.born[return_.child_of_period[held.period]])
    before = np.append(_NO_DAY, held.review)[:-1]
    three, six = (calendar.add_months(before, months) for months in (3, 6))
    first, second = held.number == 0, held.number == 1
    of_first = np.where(known, calendar.add_working_days(started, 20), _NO_DAY)
    plain = np.where(first, of_first, np.where(known & second, three, six))
    # It may or may not have been the child's first review.
    low = np.where(~known & first, np.minimum(born, by_then), np.where(~known & second, three, plain))
    high = np.where(~known & first, by_then, plain)
    why = np.where(~known & (first | second), return_.before("reviews"), 0).astype(np.int8)
    return within(low, high, why, plain=plain)


def _next(return_: Return, held: _Held, due: Cells) -> tuple[Mask, Mask]:
    """Where a review may yet fall due in the period, and where one does."""
    ended = return_.care.left[held.period]
    falls, soonest = (
        held.follows & (np.isnat(ended) | (np.asarray(day) < ended)) for day in (due.plain, due.low)
    )
    falls &= ~np.isnat(np.asarray(due.plain))
    return soonest & (due.why > 0) & ~falls, falls


def _perhaps(return_: Return, periods: Positions) -> Derived:
    """The reviews in periods when it is uncertain whether the child was in care, or for how long."""
    care, child, why = return_.care, return_.child_of_period[periods], why_in_doubt(return_, periods)
    started, left = care.started[periods], care.left[periods]
    last = np.where(np.isnat(left), np.datetime64(last_day(return_.year)), left)
    first = np.minimum(return_.born[child], started)
    return return_.lacking(
        child,
        why,
        care.rows.kept(care.periods.first[periods]).places,
        due_on=within(first, calendar.add_months(last, 6), why),
        held_on=within(first, last, why, absent=True),
        participation=anything(ColumnType.CODE, why),
    )


def _earlier(return_: Return) -> Derived:
    """Reviews that were held before the table is complete."""
    since = return_.since["reviews"]
    last = np.datetime64(since) - np.timedelta64(1, "D")
    people = return_.people
    period = return_.first_period[people]
    came_later = (period >= 0) & np.append(return_.starts_known & (return_.care.started > last), False)[
        period
    ]
    child = people[(return_.born[people] < last) & ~came_later]
    born, why = return_.born[child], np.full(len(child), return_.before("reviews"), np.int8)
    until = np.full(len(child), last)
    return return_.lacking(
        child,
        why,
        due_on=within(born, calendar.add_months(until, 6), why),
        held_on=within(born, until, why),
        participation=anything(ColumnType.CODE, why),
    )
