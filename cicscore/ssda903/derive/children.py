"""Children, care leavers, their health, their workers and when they were missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from cicscore.catalogue.model import UascStatus
from cicscore.ssda903.collection import EPISODES, HEADER, first_day, last_day
from cicscore.ssda903.returns import ALWAYS, Record, Return, birthday, days
from cicscore.ssda903.unrecorded import (
    ANYBODY,
    LACKING,
    OTHERWISE,
    Row,
    Within,
    anything,
    coded,
    lacking,
    not_held,
    people,
)

_SEXES = {"1": "M", "2": "F"}


def children(return_: Return) -> Iterator[Row]:
    """One row for each child in the Header, with UASC status and its end.

    The CSV has no flag: a row of the UASC table means UASC at some time in the year, and DUC is the day
    the status ceased (rule 304). A child of an earlier year's table that is not in the last one's was not
    UASC in the last year: the status ended with its year at the latest. A child in none may have had the
    status before the table begins.
    """
    statuses = {row["child"]: row for row in return_.records("uasc")}
    for row in return_.records(HEADER):
        child = row["child"]
        yield {
            "origin": row["origin"],
            "child_id": child,
            "date_of_birth": row["dob"],
            "sex": coded(_SEXES.get(row["sex"], row["sex"]), HEADER, "sex"),
            "ethnicity": coded(row["ethnic"], HEADER, "ethnic"),
            **(_uasc(return_, child, statuses.get(child)) if "uasc" in return_.tables else {}),
        }
    if return_.since[EPISODES] > ALWAYS:
        before = return_.before(EPISODES)
        born = Within(None, ALWAYS, return_.begins, before)
        columns = ("sex", "ethnicity", "uasc", "uasc_ended_on")
        cells = {column: anything(before) for column in columns}
        yield {"origin": None, "child_id": ANYBODY, "date_of_birth": born, LACKING: before, **cells}


def _uasc(return_: Return, child: str, status: Record | None) -> dict[str, Any]:
    if status is None:
        none = {"uasc": False, "uasc_ended_on": None}
        born, since = return_.born[child], return_.since["uasc"]
        if born >= since - days(1):
            return none
        before = return_.before("uasc")
        last = min(since - days(1), birthday(born, 18))
        was = {
            "uasc": Within(plain=True, low=True, high=True, limit=before),
            "uasc_ended_on": Within(None, born, last, before),
        }
        return {**none, OTHERWISE: was}
    if return_.choices.uasc is UascStatus.IN_YEAR:
        return {"uasc": status["year"] == return_.year, "uasc_ended_on": None}
    ended: dt.date | None = status["duc"]
    if ended is None and status["year"] != return_.year:
        ended = last_day(status["year"])
    return {"uasc": True, "uasc_ended_on": ended}


#: The ages whose birthdays national figures of care leavers have counted since 2013-14 (LAIT 112, 113).
_OF_19_TO_21 = range(19, 22)
#: The ages that OC3 holds: those of 17 and 18 and of 22 to 25 came later.
_OF_17_TO_25 = range(17, 26)


def care_leavers(return_: Return) -> Iterator[Row]:
    """One row for each young person in OC3 who turned 19, 20 or 21 in the collection year (LAIT 112, 113)."""
    return _care_leavers(return_, return_.records("oc3"), _OF_19_TO_21)


def every_care_leaver(return_: Return) -> Iterator[Row]:
    """One row for each young person in OC3 at the birthday in the collection year, from the 17th to the 25th.

    A row that is blank throughout is about somebody who is no care leaver: case systems write one for every
    child.
    """
    filled = [row for row in return_.records("oc3") if row["in_touch"] is not None]
    return _care_leavers(return_, filled, _OF_17_TO_25)


def _care_leavers(return_: Return, rows: Iterable[Record], ages: range) -> Iterator[Row]:
    for row in rows:
        if (age := _age_reached(row["year"], row["dob"], ages)) is not None:
            yield {
                "origin": row["origin"],
                "child_id": row["child"],
                "birthday_on": birthday(row["dob"], age),
                "age": age,
                "in_touch": coded(row["in_touch"], "oc3", "in_touch"),
                "activity": coded(row["activ"], "oc3", "activ"),
                "accommodation": coded(row["accom"], "oc3", "accom"),
            }
    before, last = return_.before("oc3"), return_.since["oc3"] - days(1)
    outcomes = {column: anything(before) for column in ("in_touch", "activity", "accommodation")}
    for child, born in people(return_):
        if (first := birthday(born, ages[0])) <= last:
            day = Within(None, first, last, before)
            reached = Within(None, ages[0], ages[-1], before)
            yield lacking(child, before, birthday_on=day, age=reached, **outcomes)


def _age_reached(year: str, born: dt.date, ages: range) -> int | None:
    """The age among ``ages`` that a person reaches in the collection year."""
    return next((age for age in ages if first_day(year) <= birthday(born, age) <= last_day(year)), None)


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


def deprivations_of_liberty(return_: Return) -> Iterator[Row]:
    """One row for each order that deprives a child of liberty, from the table of 2026-27 and later years."""
    for row in return_.records("deprivation_of_liberty"):
        yield {
            "origin": row["origin"],
            "child_id": row["child"],
            "started_on": row["dolo_start"],
            "ended_on": row["dolo_end"],
        }
    before = return_.before("deprivation_of_liberty")
    last = return_.since["deprivation_of_liberty"] - days(1)
    for child, born in people(return_):
        if born < last:
            some_day = Within(None, born, last, before)
            yield lacking(child, before, started_on=some_day, ended_on=some_day)


_TIMES = not_held("the times of day at which children went missing and returned")
_EARLIEST, _LATEST = dt.time(0, 0, 0), dt.time(23, 59, 59)


def missing_incidents(return_: Return) -> Iterator[Row]:
    """One row for each incident; the table has dates only, so the longest possible time is shown."""
    for row in return_.records("missing"):
        ended = row["mis_end"]
        went, latest = (dt.datetime.combine(row["mis_start"], time) for time in (_EARLIEST, _LATEST))
        returned = None
        if ended is not None:
            earliest, last = (dt.datetime.combine(ended, time) for time in (_EARLIEST, _LATEST))
            returned = Within(max(last, went), earliest, last, _TIMES)
        yield {
            "origin": row["origin"],
            "child_id": row["child"],
            "kind": coded(row["missing"], "missing", "missing"),
            "went_missing_at": Within(went, went, latest, _TIMES),
            "returned_at": returned,
        }
    before = return_.before("missing")
    last = dt.datetime.combine(return_.since["missing"] - days(1), _LATEST)
    for child, born in people(return_):
        if (first := dt.datetime.combine(born, _EARLIEST)) < last:
            some_time = Within(None, first, last, before)
            yield lacking(
                child, before, kind=anything(before), went_missing_at=some_time, returned_at=some_time
            )


def allocations(return_: Return) -> Iterator[Row]:
    """One row for each spell of a social worker with a child, from the table of 2023-24 and later years."""
    for row in return_.records("social_workers"):
        yield {
            "origin": row["origin"],
            "child_id": row["child"],
            "worker_id": row["sw_id"],
            "started_on": row["sw_decom"],
            "ended_on": row["sw_dec"],
            "start_reason": coded(row["sw_reason"], "social_workers", "sw_reason"),
        }
    before, last = return_.before("social_workers"), return_.since["social_workers"] - days(1)
    for child, born in people(return_):
        if born < last:
            some_day = Within(None, born, last, before)
            cells = dict.fromkeys(("worker_id", "start_reason"), anything(before))
            yield lacking(child, before, started_on=some_day, ended_on=some_day, **cells)
