"""Reviews, and when each was due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cicscore.periods import add_months
from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.episodes import Period
from cicscore.ssda903.returns import Record, Return, days, working_days_after


def reviews(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each review held in a period of care, and one for the next that falls due in it.

    The return has no due dates. Care Planning, Placement and Case Review (England) Regulations 2010,
    reg. 33: the first is due within 20 working days of the day the child starts to be looked after, the
    second within three months of the first, later ones within six months of the one before. When the first
    of a period that began before the return does was due is not known.
    """
    held = return_.by_child("reviews", "review")
    for child, periods in return_.periods.items():
        rest = list(held.get(child, ()))
        for period in periods:
            inside = [row for row in rest if period.covers(row["review"])]
            rest = [row for row in rest if row not in inside]
            for row in _reviews_of(period, inside, return_, supposing):
                yield {"child_id": child, **row}


def outside_care(return_: Return) -> list[Record]:
    """The reviews held when the child was not in care, but for short breaks; none of them is counted."""
    return [
        row for row in return_.records("reviews") if return_.period_on(row["child"], row["review"]) is None
    ]


def _reviews_of(
    period: Period, held: Sequence[Record], return_: Return, supposing: Supposing
) -> Iterator[Row]:
    covered = return_.covers.reviews
    known = period.start_known and period.started >= covered
    due = working_days_after(period.started, 20) if known else None
    latest_unknown = add_months(covered, 6)
    if supposing is Supposing.HISTORY and not known:
        before = covered - days(1)
        yield {"line": 0, "due_on": before, "held_on": before, "participation": "PN1"}
        due = latest_unknown if not held else min(latest_unknown, held[0]["review"] - days(1))
    interval = 3 if known else 6
    for row in held:
        yield {
            "line": row["address"],
            "due_on": due,
            "held_on": row["review"],
            "participation": _participation(return_, row["review_code"]),
        }
        due = add_months(row["review"], interval)
        interval = 6
    if due is not None and (period.ended is None or due < period.ended):
        yield {"line": period.episodes[0].line, "due_on": due, "held_on": None, "participation": None}


def _participation(return_: Return, code: str) -> str:
    return "PN3" if code == "PN4" and return_.choices.pn4_takes_part else code
