"""What OC2 tells of the health and the year of children looked after for twelve months."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cicscore.ssda903.collection import first_day, last_day
from cicscore.ssda903.returns import Return
from cicscore.ssda903.table import ReturnTable, birthdays, days_of_years
from cicscore.ssda903.unrecorded import (
    Derived,
    anything,
    coded,
    in_order_of,
    not_held,
    unknown_code,
    within,
)
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Array, Texts, texts_of
from cicscore.tables.table import Positions
from cicscore.vocabulary import ColumnType

_DAYS = not_held("the days of checks that OC2 tells of, or the checks of children who are not in it")
#: Children younger than this are to have two health assessments in the year.
_TWO_A_YEAR = 5
_DAY = np.timedelta64(1, "D")
_NOT_KEPT = ("REFUSED", "MISSED")


def health_assessments(return_: Return) -> Iterator[Derived]:
    """The health assessments recorded in OC2; it does not show which was the initial one."""
    _, last = days_of_years(return_.tables["oc2"].years)
    young = last < birthdays(return_.born[return_.child("oc2")], _TWO_A_YEAR)
    return _checks(return_, "health_assessment", np.where(young, 2, 1))


def dental_checks(return_: Return) -> Iterator[Derived]:
    """The dental checks recorded in OC2."""
    return _checks(return_, "teeth_check", np.ones(len(return_.tables["oc2"]), np.int64))


def _checks(return_: Return, flag: str, times: Positions) -> Iterator[Derived]:
    """The checks recorded in OC2 as done in the year, ``times`` for each row, dated with its last days.

    LAIT 3: two health assessments in the year for a child under five, one for an older one; there may have
    been more, and appointments that were not kept. OC2 holds the children looked after for twelve months
    on the last day of the year, and nothing of the others.
    """
    table, child, why = return_.tables["oc2"], return_.child("oc2"), return_.why(_DAYS)
    done = np.flatnonzero(_numbers(table, flag) == 1)
    each = np.repeat(done, times[done])
    number = np.arange(len(each)) - np.repeat(np.cumsum(times[done]) - times[done], times[done])
    first, last = days_of_years(table.years)
    latest = last[each] - (times[each] - 1 - number) * _DAY
    yield return_.own(
        table.kept(each),
        child[each],
        offered_for=within(first[each] + number * _DAY, latest, why, plain=latest),
        outcome=_words("HELD", len(each)),
    )
    yield _some_day(return_, child[done], first[done], last[done], "HELD")
    yield in_order_of(*_perhaps(return_, table, child))


def _perhaps(return_: Return, table: ReturnTable, child: Positions) -> tuple[list[Derived], list[Positions]]:
    """Checks of which OC2 tells nothing, with the child of each: before its first year, and in each."""
    people = return_.people
    before, who = _before(return_, "offered_for", "outcome")
    found, of = [before], [who]
    for year in dict.fromkeys(table.years.tolist()):
        recorded = np.zeros(len(return_.born), np.bool_)
        recorded[child[table.years == year]] = True
        for outcome in ("HELD", *_NOT_KEPT):
            about = people if outcome in _NOT_KEPT else people[~recorded[people]]
            first, last = (
                np.full(len(about), day, "datetime64[D]") for day in (first_day(year), last_day(year))
            )
            found.append(_some_day(return_, about, first, last, outcome))
            of.append(about)
    return found, of


def _some_day(return_: Return, child: Positions, first: Days, last: Days, outcome: str) -> Derived:
    """A check on some day of a year that OC2 may not tell of."""
    why = np.full(len(child), return_.why(_DAYS), np.int8)
    words = _words(outcome, len(child))
    return return_.lacking(child, why, offered_for=within(first, last, why), outcome=words)


def _words(word: str, rows: int) -> Texts:
    return Texts(texts_of([word]).distinct, np.zeros(rows, np.int8))


def _numbers(table: ReturnTable, name: str) -> Array:
    column = table.columns[name]
    assert not isinstance(column, Texts)  # noqa: S101 - tables.yaml gives the column's type
    return column


def _before(return_: Return, dated: str, *columns: str, **kinds: ColumnType) -> tuple[Derived, Positions]:
    """A row for each child of the time before OC2 is complete, and the children."""
    people, since = return_.people, np.datetime64(return_.since["oc2"])
    child = people[return_.born[people] < since]
    why = np.full(len(child), return_.before("oc2"), np.int8)
    day = within(return_.born[child], np.full(len(child), since - _DAY), why)
    cells = {column: anything(ColumnType.CODE, why) for column in columns}
    cells |= {column: anything(kind, why) for column, kind in kinds.items()}
    return return_.lacking(child, why, **{dated: day}, **cells), child


def sdq_questionnaires(return_: Return) -> Iterator[Derived]:
    """The year's score from OC2, dated with the last day of the year.

    LAIT 162: the average is of children looked after for twelve months on 31 March, whom OC2 holds; the
    questionnaires of others are not collected.
    """
    table, child = return_.tables["oc2"], return_.child("oc2")
    score = _numbers(table, "sdq_score")
    scored = ~np.isnan(score)
    first, last = days_of_years(table.years[scored])
    yield return_.own(
        table.kept(scored),
        child[scored],
        completed_on=within(first, last, return_.why(_DAYS), plain=last),
        score=score[scored],
    )
    yield _before(return_, "completed_on", score=ColumnType.NUMBER)[0]


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


def yearly_outcomes(return_: Return) -> Iterator[Derived]:
    """One row for each child and year in OC2, on 31 March: what is recorded of the child's year.

    OC2 holds the children looked after for twelve months on that day, who are the denominator of the national
    figures (LAIT 3, 162); of the others nothing is collected.
    """
    table = return_.tables["oc2"]
    yield return_.own(
        table,
        return_.child("oc2"),
        recorded_on=days_of_years(table.years)[1],
        **{column: _numbers(table, of) for column, of in _OUTCOMES.items()},
        sdq_reason=coded(table.texts("sdq_reason"), return_.why(unknown_code("oc2", "sdq_reason"))),
    )
    kinds = dict.fromkeys(_OUTCOMES, ColumnType.FLAG) | {"sdq_score": ColumnType.NUMBER}
    yield _before(return_, "recorded_on", "sdq_reason", **kinds)[0]
