"""What is due in the samples, beside a count by hand of the same files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cicscore.app.due import DueRequest, Found, due
from cicscore.results import Landing
from cicscore.vocabulary import DueStatus, IfDone
from tests.due import by_hand
from tests.due.by_hand import Council, Due
from tests.oracle.days import age

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples" / "2016-03"
NATIONAL = ROOT / "samples" / "2023-11"
AS_AT, MONTH_END, YEAR_END = date(2016, 3, 31), date(2016, 4, 30), date(2017, 3, 31)

#: The indicators of reviews, plans and health assessments, each with the count by hand of what is due.
COUNTED: dict[str, Callable[[Council, date], Due]] = {
    "reviews_on_time": by_hand.reviews,
    "pep_within_6_months": by_hand.plans,
    "health_assessment_in_time": by_hand.health_assessments,
}


@pytest.fixture(scope="module")
def council() -> Council:
    """The samples as files."""
    return Council(SAMPLES)


@pytest.fixture(scope="module")
def found() -> Found:
    """What the program finds due."""
    return due(DueRequest(SAMPLES, ROOT / "indicators.yaml", 30, children=True))


@pytest.mark.parametrize("indicator", COUNTED)
def test_what_is_due_is_what_a_count_by_hand_finds(indicator: str, found: Found, council: Council) -> None:
    """Overdue and due within thirty days, of the whole council and of each team."""
    rows = [row for row in found.due.due if row.indicator == indicator]
    by_group = {row.group: (row.overdue, row.due) for row in rows}
    every = COUNTED[indicator](council, AS_AT)
    # A team has a line as soon as anything is due of it, however far ahead.
    teams = by_hand.by_team(council, every, AS_AT, 30)

    assert by_group == {None: by_hand.counted(every, AS_AT, 30), **teams}
    assert {row.undated for row in rows} == {row.unknown for row in rows} == {0}


@pytest.mark.parametrize("indicator", COUNTED)
def test_the_children_are_those_found_by_hand(indicator: str, found: Found, council: Council) -> None:
    """The file names each thing that is due, and nothing else."""
    assert found.children is not None
    rows = [row for row in found.children.rows if row["indicator"] == indicator]
    named = sorted((row["child_id"], row["due_on"]) for row in rows)
    wanted = [(child, when) for child, when in COUNTED[indicator](council, AS_AT) if when <= MONTH_END]

    assert named == sorted((child, when.isoformat()) for child, when in wanted)


@pytest.fixture(scope="module")
def national() -> Found:
    """What is due of reviews, visits and plans by the national catalogue."""
    return due(DueRequest(NATIONAL, ROOT / "cicscore" / "national.yaml", 30, only=("practice",)))


def test_plans_of_the_national_samples_are_those_of_a_count_by_hand(national: Found) -> None:
    """Care plans of those under 16 and pathway plans, by the last of each, or the first that is lacking."""
    day, last = date(2023, 11, 30), date(2023, 12, 30)
    council = Council(NATIONAL)
    rows = {row.indicator: (row.overdue, row.due) for row in national.due.due if row.group is None}
    wanted = {
        "reviews_in_time": by_hand.counted(by_hand.reviews(council, day), day, 30),
        "care_plans_current": by_hand.counted(by_hand.care_plans(council, day), day, 30),
        "pathway_plans_current": by_hand.counted(by_hand.pathway_plans(council, day), day, 30),
    }

    assert national.due.until == last
    assert {name: rows[name] for name in wanted} == wanted


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2024, 3, 31)])
def test_everybody_has_a_plan_where_all_of_them_are_made(day: date, national: Found) -> None:
    """Children without any plan yet are given one, too: of those under 16 and of those older."""
    council = Council(NATIONAL)
    ages = [age(council.born(row["child_id"]), day) for row in council.in_care(day)]
    younger, older = sum(years < 16 for years in ages), sum(years >= 16 for years in ages)

    assert counts(landed(national, "care_plans_current", day, IfDone.ALL)) == (younger, younger)
    assert counts(landed(national, "pathway_plans_current", day, IfDone.ALL)) == (older, older)


def landed(found: Found, indicator: str, day: date, if_done: IfDone) -> Landing:
    """The landing of the whole council."""
    (one,) = (
        landing
        for landing in found.due.landings
        if (landing.indicator, landing.as_at, landing.if_done) == (indicator, day, if_done)
        and landing.breakdown is None
    )
    return one


def counts(landing: Landing) -> tuple[int, int]:
    """Numerator and denominator."""
    assert landing.status is DueStatus.KNOWN
    return int(landing.numerator or 0), int(landing.denominator or 0)


def test_reviews_land_where_a_count_by_hand_puts_them(found: Found, council: Council) -> None:
    """At the end of April; no review in the files is due after September."""

    def on_its_day(child: str, due: date) -> date:
        del child
        return max(due, date(2016, 4, 1))

    none = by_hand.reviewed_on_time(council, MONTH_END, by_hand.nothing_more)
    every = by_hand.reviewed_on_time(council, MONTH_END, on_its_day)

    assert counts(landed(found, "reviews_on_time", MONTH_END, IfDone.NONE)) == none
    assert counts(landed(found, "reviews_on_time", MONTH_END, IfDone.ALL)) == every
    later = landed(found, "reviews_on_time", YEAR_END, IfDone.NONE)
    assert (later.status, later.status_reason, later.value) == (
        DueStatus.BEYOND_DATA,
        "reviews.csv holds no due date after 30 September 2016",
        None,
    )


@pytest.mark.parametrize("day", [MONTH_END, YEAR_END])
def test_plans_land_where_a_count_by_hand_puts_them(day: date, found: Found, council: Council) -> None:
    """None made; or each made on its day, and again six months later."""
    made = by_hand.plans_made(council, AS_AT, day)

    assert counts(landed(found, "pep_within_6_months", day, IfDone.NONE)) == by_hand.with_a_plan(
        council, day, {}
    )
    assert counts(landed(found, "pep_within_6_months", day, IfDone.ALL)) == by_hand.with_a_plan(
        council, day, made
    )


@pytest.mark.parametrize("day", [MONTH_END, YEAR_END])
def test_dental_checks_run_out_as_a_count_by_hand_says(day: date, found: Found, council: Council) -> None:
    """If no tooth is looked at from now on."""
    landing = landed(found, "dental_check_in_time", day, IfDone.NONE)

    assert counts(landing) == by_hand.teeth_checked(council, day)
