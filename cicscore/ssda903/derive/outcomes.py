"""What OC2 tells of the health and the year of children looked after for twelve months."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.returns import Return, birthday, days
from cicscore.ssda903.table import Record
from cicscore.ssda903.unrecorded import (
    Row,
    Within,
    anything,
    coded,
    lacking,
    not_held,
    people,
)

_DAYS = not_held("the days of checks that OC2 tells of, or the checks of children who are not in it")
#: Children younger than this are to have two health assessments in the year.
_TWO_A_YEAR = 5


def _checks(return_: Return, flag: str) -> Iterator[Row]:
    """The checks recorded in OC2 as done in the year, dated with the last days of the year.

    LAIT 3: two health assessments in the year for a child under five, one for an older one; there may have
    been more, and appointments that were not kept. OC2 holds the children looked after for twelve months
    on the last day of the year, and nothing of the others.
    """
    recorded: set[tuple[str, str]] = set()
    for row in return_.records("oc2"):
        recorded.add((row["child"], row["year"]))
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
            for outcome in _UNKNOWN if (child, year) not in recorded else _NOT_KEPT:
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
        yield {"origin": row["origin"], "child_id": row["child"], "offered_for": day, "outcome": "HELD"}
    yield lacking(row["child"], _DAYS, offered_for=_some_day(row["year"]), outcome="HELD")


def _some_day(year: str) -> Within:
    return Within(None, first_day(year), last_day(year), _DAYS)


def health_assessments(return_: Return) -> Iterator[Row]:
    """The health assessments recorded in OC2; it does not show which was the initial one."""
    return _checks(return_, "health_assessment")


def dental_checks(return_: Return) -> Iterator[Row]:
    """The dental checks recorded in OC2."""
    return _checks(return_, "teeth_check")


def sdq_questionnaires(return_: Return) -> Iterator[Row]:
    """The year's score from OC2, dated with the last day of the year.

    LAIT 162: the average is of children looked after for twelve months on 31 March, whom OC2 holds; the
    questionnaires of others are not collected.
    """
    since, before = return_.since["oc2"], return_.before("oc2")
    for row in return_.records("oc2"):
        if row["sdq_score"] is not None:
            first, last = first_day(row["year"]), last_day(row["year"])
            day = Within(last, first, last, _DAYS)
            yield {
                "origin": row["origin"],
                "child_id": row["child"],
                "completed_on": day,
                "score": row["sdq_score"],
            }
    for child, born in people(return_):
        if born < since:
            day = Within(None, born, since - days(1), before)
            yield lacking(child, before, completed_on=day, score=anything(before))


#: What OC2 says of a child's year, and the column of Outcomes that holds it.
_OUTCOMES = {
    "convicted": "convicted",
    "development_check": "health_check",
    "immunised": "immunisations",
    "dental_check": "teeth_check",
    "health_assessment": "health_assessment",
    "substance_misuse": "substance_misuse",
    "intervention_received": "intervention_received",
    "intervention_offered": "intervention_offered",
    "sdq_score": "sdq_score",
}


def yearly_outcomes(return_: Return) -> Iterator[Row]:
    """One row for each child and year in OC2, on 31 March: what is recorded of the child's year.

    OC2 holds the children looked after for twelve months on that day, who are the denominator of the national
    figures (LAIT 3, 162); of the others nothing is collected.
    """
    for row in return_.records("oc2"):
        yield {
            "origin": row["origin"],
            "child_id": row["child"],
            "recorded_on": last_day(row["year"]),
            **{column: row[of] for column, of in _OUTCOMES.items()},
            "sdq_reason": coded(row["sdq_reason"], "oc2", "sdq_reason"),
        }
    before, since = return_.before("oc2"), return_.since["oc2"]
    cells = dict.fromkeys((*_OUTCOMES, "sdq_reason"), anything(before))
    for child, born in people(return_):
        if born < since:
            day = Within(None, born, since - days(1), before)
            yield lacking(child, before, recorded_on=day, **cells)
