"""Health assessments, dental checks and questionnaires, of which OC2 says that they were done in the year."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.returns import Record, Return, birthday, days
from cicscore.ssda903.unrecorded import Row, Within, anything, lacking, not_held, people

_DAYS = not_held("the days of checks that OC2 tells of, or the checks of children who are not in it")
#: Children younger than this are to have two health assessments in the year.
_TWO_A_YEAR = 5


def _checks(return_: Return, flag: str) -> Iterator[Row]:
    """What OC2 says was done in the year: a day of the year, dated with its last ones.

    LAIT 3: two health assessments in the year for a child under five, one for an older one; there may have
    been more, and appointments that were not kept. OC2 holds the children looked after for twelve months
    on the last day of the year, and nothing of the others.
    """
    told: set[tuple[str, str]] = set()
    for row in return_.records("oc2"):
        told.add((row["child"], row["year"]))
        if row[flag]:
            yield from _held(
                return_, row, times=2 if flag == "health_assessment" and _young(return_, row) else 1
            )
    since = return_.since["oc2"]
    years = list(dict.fromkeys(row["year"] for row in return_.records("oc2")))
    before = return_.before("oc2")
    for child, born in people(return_):
        if born < since:
            earlier = Within(None, born, since - days(1), before)
            yield lacking(child, before, offered_for=earlier, outcome=anything(before))
        for year in years:
            for outcome in _UNKNOWN if (child, year) not in told else _NOT_KEPT:
                yield lacking(child, _DAYS, offered_for=_some_day(year), outcome=outcome)


_NOT_KEPT = ("REFUSED", "MISSED")
_UNKNOWN = ("HELD", *_NOT_KEPT)


def _young(return_: Return, row: Record) -> bool:
    return last_day(row["year"]) < birthday(return_.born[row["child"]], _TWO_A_YEAR)


def _held(return_: Return, row: Record, *, times: int) -> Iterator[Row]:
    first, last = first_day(row["year"]), last_day(row["year"])
    for number in range(times):
        later = days(times - 1 - number)
        day = Within(last - later, first + days(number), last - later, _DAYS)
        yield {"line": row["address"], "child_id": row["child"], "offered_for": day, "outcome": "HELD"}
    yield lacking(row["child"], _DAYS, offered_for=_some_day(row["year"]), outcome="HELD")


def _some_day(year: str) -> Within:
    return Within(None, first_day(year), last_day(year), _DAYS)


def health_assessments(return_: Return) -> Iterator[Row]:
    """The health assessments that OC2 says were done; it does not tell which was the initial one."""
    return _checks(return_, "health_assessment")


def dental_checks(return_: Return) -> Iterator[Row]:
    """The dental checks that OC2 says were done."""
    return _checks(return_, "teeth_check")


def sdq_questionnaires(return_: Return) -> Iterator[Row]:
    """The score of the year that OC2 holds, dated with its last day.

    LAIT 162: the average is of children looked after for twelve months on 31 March, which OC2 holds; the
    questionnaires of others are not asked for.
    """
    since, before = return_.since["oc2"], return_.before("oc2")
    for row in return_.records("oc2"):
        if row["sdq_score"] is not None:
            first, last = first_day(row["year"]), last_day(row["year"])
            day = Within(last, first, last, _DAYS)
            yield {
                "line": row["address"],
                "child_id": row["child"],
                "completed_on": day,
                "score": row["sdq_score"],
            }
    for child, born in people(return_):
        if born < since:
            day = Within(None, born, since - days(1), before)
            yield lacking(child, before, completed_on=day, score=anything(before))
