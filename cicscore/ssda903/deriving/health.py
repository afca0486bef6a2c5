"""Health assessments and dental checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.returns import Return, days


def _checks(return_: Return, supposing: Supposing, flag: str) -> Iterator[Row]:
    """What OC2 says was done in the year: two rows, because for children under five one means both.

    LAIT 3: two health assessments in the year for a child under five, one for an older one. OC2 tells only
    whether, so the rows are dated with the year's last days, and only a figure of its last day rests on
    them. OC2 holds the children looked after for twelve months on that day.
    """
    told = set()
    for row in return_.records("oc2"):
        if row["year"] == return_.year:
            told.add(row["child"])
        if row[flag]:
            yield from _two_checks(row["child"], row["address"], row["year"], supposing)
    if supposing is Supposing.DAYS:
        for child in return_.periods.keys() - told:
            yield from _two_checks(child, 0, return_.year, supposing)


def _two_checks(child: str, line: int, year: str, supposing: Supposing) -> Iterable[Row]:
    first = first_day(year) if supposing is Supposing.DAYS else last_day(year) - days(1)
    held = {"line": line, "child_id": child, "outcome": "HELD"}
    return ({**held, "offered_for": first}, {**held, "offered_for": first + days(1)})


def health_assessments(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """The health assessments that OC2 says were done; it does not tell which was the initial one."""
    return _checks(return_, supposing, "health_assessment")


def dental_checks(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """The dental checks that OC2 says were done."""
    return _checks(return_, supposing, "teeth_check")
