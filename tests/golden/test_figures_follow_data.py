"""The figures follow the data: one record of the samples is changed, and exactly the expected rows move.

Every case picks its record by what it says, in plain Python, and states by hand how far each numerator and
denominator moves; every other row of the scorecard has to stay as it was. Dates are ISO texts, which compare
as days do.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import cicscore
from cicscore.catalogue.definitions import Catalogue

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "2016-03"
AS_AT, YEAR_START, YEAR_AGO = "2016-03-31", "2015-04-01", "2015-03-31"

Record = dict[str, str]
Moves = dict[tuple[str, str], tuple[Decimal | None, Decimal | None]]
Figures = dict[tuple[str, str], tuple[Decimal | None, Decimal | None, float | None]]
BOTH = ("all", "excluding_uasc")


@cache
def records(extract: str) -> tuple[Record, ...]:
    """The rows of a sample extract."""
    with (SAMPLES / f"{extract}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def of_child(extract: str) -> dict[str, list[Record]]:
    """The rows of a sample extract by child."""
    found: dict[str, list[Record]] = {}
    for row in records(extract):
        found.setdefault(row["child_id"], []).append(row)
    return found


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return cicscore.load_catalogue(ROOT / "indicators.yaml")


def figures(folder: Path) -> Figures:
    """Numerator, denominator and value of every row of the scorecard."""
    extracts = cicscore.load_extracts(folder, catalogue())
    scorecard = cicscore.score(catalogue(), extracts, dt.date.fromisoformat(AS_AT))
    return {
        (row.indicator, row.variant): (row.numerator, row.denominator, row.value) for row in scorecard.results
    }


@cache
def before() -> Figures:
    """The figures of the samples as they are."""
    return figures(SAMPLES)


# What a record says --------------------------------------------------------------------------------------


def is_open(row: Record, start: str = "started_on", end: str = "ended_on") -> bool:
    """Begun, and not ended on the as-at date."""
    return row[start] <= AS_AT and (not row[end] or row[end] > AS_AT)


def uasc(row: Record) -> bool:
    """Whether the child came as UASC."""
    return of_child("children")[row["child_id"]][0]["uasc"] == "yes"


def in_care(row: Record) -> bool:
    """Whether the child is in care on the as-at date."""
    return any(is_open(period) for period in of_child("care_periods").get(row["child_id"], ()))


def in_care_since(row: Record, day: str) -> bool:
    """Whether the child is in care on the as-at date and was without a break since ``day``."""
    periods = of_child("care_periods").get(row["child_id"], ())
    return any(is_open(period) and period["started_on"] <= day for period in periods)


def born(row: Record) -> str:
    """The child's date of birth."""
    return of_child("children")[row["child_id"]][0]["date_of_birth"]


def only_one(row: Record, extract: str, which: Callable[[Record], bool]) -> bool:
    """Whether the child has just one such row in an extract."""
    return sum(which(other) for other in of_child(extract).get(row["child_id"], ())) == 1


def no_rows(row: Record, *extracts: str) -> bool:
    """Whether the child has no rows in these extracts."""
    return all(row["child_id"] not in of_child(extract) for extract in extracts)


def later(day: str, days: int) -> str:
    """A number of days after a day; the time of day, if it has one, is dropped."""
    return (dt.date.fromisoformat(day[:10]) + dt.timedelta(days=days)).isoformat()


# Cases ---------------------------------------------------------------------------------------------------


def moves(numerator: str | int, denominator: str | int = 0, *indicators: str) -> Moves:
    """The same move of some indicators in both variants."""
    return {
        (each, variant): (Decimal(numerator), Decimal(denominator)) for each in indicators for variant in BOTH
    }


def of_all(moved: Moves) -> Moves:
    """Only the rows of all children: the child came as UASC."""
    return {key: by for key, by in moved.items() if key[1] == "all"}


def totals(by: int, *indicators: str) -> Moves:
    """The same for counts, which have no denominator."""
    return {(each, variant): (Decimal(by), None) for each in indicators for variant in BOTH}


@dataclass(frozen=True)
class Case:
    """A record of an extract, found by what it says; what is changed in it; and the rows that move by it.

    ``change`` gives the new cells; ``None`` takes the record out.
    """

    says: str
    extract: str
    find: Callable[[Record], bool]
    change: Callable[[Record], Record] | None
    moved: Moves


def due_this_year(row: Record) -> bool:
    """A review due in the year to date."""
    return YEAR_START <= row["due_on"] <= AS_AT


def all_on_time(row: Record) -> bool:
    """Whether every review of the child due in the year was held in time."""
    reviews = [review for review in of_child("reviews")[row["child_id"]] if due_this_year(review)]
    return all(review["held_on"] and review["held_on"] <= review["due_on"] for review in reviews)


def reviews_held(row: Record, since: str, before_day: str) -> int:
    """How many of the child's reviews were held from one day on and before another."""
    return sum(since <= review["held_on"] < before_day for review in of_child("reviews")[row["child_id"]])


def recorded(row: Record, name: str) -> str:
    """What is recorded of the child."""
    return of_child("children")[row["child_id"]][0][name]


def left_otherwise(row: Record) -> bool:
    """Left care in the year, once, neither adopted nor to a special guardian, and was not UASC."""
    once = len(of_child("care_periods")[row["child_id"]]) == 1
    reasons = ("E11", "E12", "E43", "E44", "E45", "E46", "E47", "E48")
    return (
        once and YEAR_START <= row["ended_on"] <= AS_AT and row["end_reason"] not in reasons and not uasc(row)
    )


def adopted_this_year(row: Record) -> bool:
    """Adopted in the year to date."""
    return bool(row["adopted_on"]) and YEAR_START <= row["adopted_on"] <= AS_AT


CASES = [
    Case(
        "one review is held a day late",
        "reviews",
        lambda r: (
            due_this_year(r)
            and r["due_on"] < AS_AT
            and not uasc(r)
            and in_care_since(r, YEAR_AGO)
            and all_on_time(r)
            and r["held_on"] == r["due_on"]
            and no_rows(r, "adoptions")
        ),
        lambda r: {"held_on": later(r["due_on"], 1)},
        moves(-1, 0, "reviews_on_time"),
    ),
    Case(
        "at one review the child conveyed no view after all",
        "reviews",
        lambda r: YEAR_START <= r["held_on"] <= AS_AT and r["participation"] == "PN1" and not uasc(r),
        lambda r: {"participation": "PN7"},
        moves(-1, 0, "review_participation"),
    ),
    Case(
        "at one review the child turns out to have been under four",
        "reviews",
        lambda r: (
            YEAR_START <= r["held_on"] <= AS_AT and r["participation"] == "PN1" and uasc(r) and in_care(r)
        ),
        lambda r: {"participation": "PN0"},
        of_all(moves(-1, -1, "review_participation")),
    ),
    Case(
        "one social worker took over a day too late",
        "allocations",
        lambda r: (
            is_open(r) and r["started_on"] <= YEAR_AGO and not uasc(r) and in_care_since(r, "2014-09-30")
        ),
        lambda r: {"started_on": "2015-04-01"},
        moves(-1, 0, "same_social_worker_12_months"),
    ),
    Case(
        "a hundred more five-year-olds live in the county",
        "population",
        lambda r: (
            r["age"] == "5" and r["used_from"] <= AS_AT and (not r["used_until"] or r["used_until"] >= AS_AT)
        ),
        lambda r: {"people": str(int(r["people"]) + 100)},
        moves(0, 100, "children_in_care_per_10000"),
    ),
    Case(
        "one child protection plan ended on the as-at date",
        "child_protection_plans",
        lambda r: (
            is_open(r) and in_care(r) and not uasc(r) and only_one(r, "child_protection_plans", is_open)
        ),
        lambda r: {"ended_on": AS_AT},
        totals(-1, "child_protection_plan"),
    ),
    Case(
        "one child of another authority went home",
        "other_authority_children",
        lambda r: is_open(r, "placed_on", "left_on"),
        lambda r: {"left_on": AS_AT},
        {("other_authority_children_placed_here", "all"): (Decimal(-1), None)},
    ),
    Case(
        "one earlier time in care ended longer ago",
        "care_periods",
        lambda r: (
            bool(r["ended_on"])
            and r["ended_on"] < YEAR_START
            and not uasc(r)
            and len(of_child("care_periods")[r["child_id"]]) == 2
            and any(
                YEAR_START <= o["started_on"] <= AS_AT
                and later(o["started_on"], -700) < r["ended_on"] < o["started_on"]
                for o in of_child("care_periods")[r["child_id"]]
            )
            and later(born(r), 40) < later(r["started_on"], -800)
        ),
        lambda r: {"started_on": later(r["started_on"], -800), "ended_on": later(r["started_on"], -790)},
        moves(-1, 0, "re_entered_within_24_months"),
    ),
    Case(
        "youth offending services closed one case",
        "youth_offending",
        lambda r: (
            is_open(r, "opened_on", "closed_on")
            and in_care(r)
            and not uasc(r)
            and only_one(r, "youth_offending", lambda o: is_open(o, "opened_on", "closed_on"))
        ),
        lambda r: {"closed_on": AS_AT},
        moves(-1, 0, "open_to_youth_offending"),
    ),
    Case(
        "first outcomes are not reported, so none of them moves a figure",
        "youth_offending",
        lambda r: is_open(r, "opened_on", "closed_on") and in_care(r),
        lambda r: {"first_outcome_on": "2016-01-15"},
        {},
    ),
    *(
        Case(
            f"the national result {measure} is published again, a tenth higher",
            "published",
            lambda r, measure=measure: (
                r["measure"] == measure
                and r["published_on"]
                == max(
                    o["published_on"]
                    for o in records("published")
                    if o["measure"] == measure and o["published_on"] <= AS_AT
                )
            ),
            lambda r: {"value": str(Decimal(r["value"]) + Decimal("0.1"))},
            {(indicator, "all"): (None, None)},
        )
        for measure, indicator in (
            ("FIXED_TERM_EXCLUSION", "fixed_term_exclusion"),
            ("PERSISTENT_ABSENCE", "persistent_absence"),
            ("KS2_READING", "ks2_reading"),
            ("KS2_WRITING", "ks2_writing"),
            ("KS2_MATHS", "ks2_maths"),
            ("GCSE_5_A_STAR_TO_C", "gcse_5_a_star_to_c"),
        )
    ),
    Case(
        "one permanent exclusion was withdrawn",
        "exclusions",
        lambda r: (
            r["kind"] == "PERM"
            and "2015-09-01" <= r["excluded_on"] <= AS_AT
            and not uasc(r)
            and in_care(r)
            and only_one(r, "exclusions", lambda o: o["kind"] == "PERM")
        ),
        None,
        totals(-1, "permanently_excluded"),
    ),
    Case(
        "one part-time timetable ended on the last day of the month",
        "part_time_timetables",
        lambda r: is_open(r) and in_care(r) and not uasc(r) and only_one(r, "part_time_timetables", is_open),
        lambda r: {"ended_on": AS_AT},
        totals(-1, "part_time_timetable"),
    ),
    Case(
        "one statement of special educational needs ended",
        "sen_statements",
        lambda r: (
            is_open(r)
            and in_care_since(r, "2015-04-01")
            and not uasc(r)
            and only_one(r, "sen_statements", is_open)
        ),
        lambda r: {"ended_on": AS_AT},
        moves(-1, 0, "sen_statement"),
    ),
    Case(
        "one education plan was made a day before the six months",
        "peps",
        lambda r: (
            r["held_on"] >= "2015-09-30"
            and not uasc(r)
            and in_care_since(r, "2016-02-01")
            and "2000-09-01" <= born(r) <= "2010-08-31"
            and only_one(r, "peps", lambda o: o["held_on"] >= "2015-09-29")
        ),
        lambda r: {"held_on": "2015-09-29"},
        moves(-1, 0, "pep_within_6_months"),
    ),
    Case(
        "one pupil left school",
        "enrolments",
        lambda r: (
            is_open(r)
            and in_care(r)
            and not uasc(r)
            and born(r) <= "2011-03-31"
            and only_one(r, "enrolments", is_open)
        ),
        lambda r: {"ended_on": AS_AT},
        moves(1, 0, "no_school_recorded"),
    ),
    Case(
        "one referral for a health assessment was never made",
        "health_referrals",
        lambda r: (
            not uasc(r)
            and only_one(r, "health_referrals", lambda _: True)
            and len(of_child("care_periods")[r["child_id"]]) == 1
            and any(
                YEAR_START <= p["started_on"] <= "2016-03-01"
                and p["started_on"] <= r["referred_on"] <= later(p["started_on"], 5)
                and (not p["ended_on"] or p["ended_on"] > later(p["started_on"], 20))
                for p in of_child("care_periods")[r["child_id"]]
            )
        ),
        None,
        moves(-1, 0, "iha_referral_within_5_days"),
    ),
    Case(
        "one health assessment was refused",
        "health_assessments",
        lambda r: (
            r["kind"] == "REVIEW"
            and r["outcome"] == "HELD"
            and YEAR_AGO < r["offered_for"] <= AS_AT
            and not uasc(r)
            and in_care_since(r, "2015-04-01")
            and born(r) <= "2011-03-31"
            and only_one(
                r,
                "health_assessments",
                lambda o: o["outcome"] == "HELD" and YEAR_AGO < o["offered_for"] <= AS_AT,
            )
        ),
        lambda r: {"outcome": "REFUSED"},
        moves(-1, 0, "health_assessment_in_time"),
    ),
    Case(
        "one dental check was missed",
        "dental_checks",
        lambda r: (
            r["outcome"] == "HELD"
            and YEAR_AGO < r["offered_for"] <= AS_AT
            and not uasc(r)
            and in_care_since(r, "2015-04-01")
            and only_one(
                r, "dental_checks", lambda o: o["outcome"] == "HELD" and YEAR_AGO < o["offered_for"] <= AS_AT
            )
        ),
        lambda r: {"outcome": "MISSED"},
        moves(-1, 0, "dental_check_in_time"),
    ),
    Case(
        "one initial health assessment took place two months later",
        "health_assessments",
        lambda r: (
            r["kind"] == "INITIAL"
            and r["outcome"] == "HELD"
            and not uasc(r)
            and len(of_child("care_periods")[r["child_id"]]) == 1
            and only_one(r, "health_assessments", lambda o: o["kind"] == "INITIAL")
            and any(
                YEAR_START < p["started_on"] <= "2015-12-31"
                and p["started_on"] <= r["offered_for"] <= later(p["started_on"], 26)
                and is_open(p)
                for p in of_child("care_periods")[r["child_id"]]
            )
        ),
        lambda r: {"offered_for": later(r["offered_for"], 61)},
        moves(-1, 0, "iha_within_20_days"),
    ),
    Case(
        "one questionnaire scored a point more",
        "sdq_questionnaires",
        lambda r: YEAR_START <= r["completed_on"] <= AS_AT and not uasc(r) and r["score"] == "12",
        lambda r: {"score": "13"},
        moves(1, 0, "sdq_average"),
    ),
    Case(
        "one of three placements ended on the first day of the twelve months",
        "placements",
        lambda r: (
            "2015-04-01" < r["ended_on"] <= AS_AT
            and r["started_on"] < "2015-04-01"
            and not uasc(r)
            and in_care(r)
            and no_rows(r, "adoptions")
            and sum(
                o["started_on"] <= AS_AT and (not o["ended_on"] or o["ended_on"] > "2015-04-01")
                for o in of_child("placements")[r["child_id"]]
            )
            == 3
        ),
        lambda r: {"ended_on": "2015-04-01"},
        moves(-1, 0, "three_or_more_placements"),
    ),
    Case(
        "one placement of two years began a day later",
        "placements",
        lambda r: (
            is_open(r)
            and r["started_on"] <= "2014-03-31"
            and not uasc(r)
            and in_care_since(r, "2013-09-30")
            and born(r) > "2000-03-31"
            and no_rows(r, "adoptions")
        ),
        lambda r: {"started_on": "2014-04-01"},
        moves(-1, 0, "same_placement_2_years"),
    ),
    Case(
        "one foster carer turned out to work for an agency",
        "placements",
        lambda r: is_open(r) and r["placement_type"] == "U6" and r["provider"] == "PR1" and not uasc(r),
        lambda r: {"provider": "PR4"},
        moves(-1, 0, "own_foster_or_relatives"),
    ),
    Case(
        "one placement is further from home than it seemed",
        "placements",
        lambda r: (
            is_open(r)
            and r["placement_type"] == "U6"
            and bool(r["distance_miles"])
            and not uasc(r)
            and Decimal(r["distance_miles"]) <= 20
        ),
        lambda r: {"distance_miles": "20.1"},
        moves(-1, 0, "foster_within_20_miles"),
    ),
    Case(
        "one children's home turned out to be a residential school",
        "placements",
        lambda r: is_open(r) and r["placement_type"] == "K2" and not uasc(r),
        lambda r: {"placement_type": "S1"},
        moves(-1, 0, "residential_placement"),
    ),
    Case(
        "one foster home lies across the border",
        "placements",
        lambda r: is_open(r) and r["placement_type"] == "U6" and r["authority"] == "886" and not uasc(r),
        lambda r: {"authority": "887"},
        moves(1, 0, "placed_in_other_authority", "placed_unrelated_in_other_authority"),
    ),
    Case(
        "one relative's home lies across the border",
        "placements",
        lambda r: (
            is_open(r) and r["placement_type"] in ("U1", "U3") and r["authority"] == "886" and not uasc(r)
        ),
        lambda r: {"authority": "887"},
        moves(1, 0, "placed_in_other_authority"),
    ),
    Case(
        "one missing child was back within two days",
        "missing_incidents",
        lambda r: (
            r["kind"] == "M"
            and "2015-05-01" <= r["went_missing_at"] <= "2016-02-28"
            and not uasc(r)
            and bool(r["returned_at"])
            and r["returned_at"][:10] > later(r["went_missing_at"], 3)
            and r["returned_at"] < AS_AT
            and not r["interviewed_on"]
        ),
        lambda r: {"returned_at": f"{later(r['went_missing_at'], 1)} 23:59"},
        totals(-1, "missing_over_48_hours"),
    ),
    Case(
        "one return interview never took place",
        "missing_incidents",
        lambda r: (
            r["kind"] == "M"
            and YEAR_START <= r["returned_at"] <= AS_AT
            and not uasc(r)
            and bool(r["interviewed_on"])
            and r["interviewed_on"] <= AS_AT
        ),
        lambda r: {"interviewed_on": ""},
        moves(-1, 0, "return_interviews"),
    ),
    Case(
        "one adoption was agreed as the plan a year later",
        "adoptions",
        lambda r: (
            YEAR_START <= r["decision_on"] <= AS_AT
            and not uasc(r)
            and bool(r["plan_agreed_on"])
            and r["decision_on"] > later(r["plan_agreed_on"], 60)
            and reviews_held(r, r["entered_care_on"], r["plan_agreed_on"]) < 2
            and reviews_held(r, r["entered_care_on"], later(r["decision_on"], -57)) >= 2
        ),
        lambda r: {"plan_agreed_on": later(r["decision_on"], -57)},
        moves(-1, 0, "adoption_plan_by_second_review"),
    ),
    Case(
        "one child moved in with the adoptive family a day later",
        "adoptions",
        lambda r: (
            adopted_this_year(r)
            and bool(r["placed_on"])
            and r["adopted_on"] > later(r["placed_on"], 30)
            and r["placed_on"] < later(r["decision_on"], 300)
            and r["placed_on"] < later(r["entered_care_on"], 400)
        ),
        lambda r: {"placed_on": later(r["placed_on"], 1)},
        moves(1, 0, "days_entering_care_to_adoptive_placement"),
    ),
    Case(
        "one match was decided a day later",
        "adoptions",
        lambda r: (
            adopted_this_year(r)
            and bool(r["placed_on"])
            and bool(r["placement_order_on"])
            and bool(r["matched_on"])
            and r["matched_on"] > r["placement_order_on"]
            and not YEAR_START <= later(r["matched_on"], 1) <= AS_AT
            and not YEAR_START <= r["matched_on"] <= AS_AT
        ),
        lambda r: {"matched_on": later(r["matched_on"], 1)},
        moves(1, 0, "days_placement_order_to_match"),
    ),
    Case(
        "one child who went home was adopted instead",
        "care_periods",
        lambda r: (
            left_otherwise(r)
            and born(r) > later(r["ended_on"], -4 * 365)
            and recorded(r, "ethnicity") == "WBRI"
            and recorded(r, "disabled") == "no"
        ),
        lambda r: {"end_reason": "E11"},
        moves(1, 0, "left_care_adopted"),
    ),
    Case(
        "one older child of a minority was adopted instead",
        "care_periods",
        lambda r: (
            left_otherwise(r)
            and born(r) < later(r["ended_on"], -6 * 365)
            and recorded(r, "ethnicity") in ("BAFR", "BCRB", "AOTH", "MWBC", "MOTH", "APKN", "AIND", "OOTH")
            and recorded(r, "disabled") == "no"
        ),
        lambda r: {"end_reason": "E12"},
        moves(1, 0, "left_care_adopted", "leavers_aged_5_plus_adopted", "minority_ethnic_leavers_adopted"),
    ),
    Case(
        "one older, disabled child was adopted instead",
        "care_periods",
        lambda r: (
            left_otherwise(r)
            and born(r) < later(r["ended_on"], -6 * 365)
            and recorded(r, "ethnicity") == "WBRI"
            and recorded(r, "disabled") == "yes"
        ),
        lambda r: {"end_reason": "E12"},
        moves(1, 0, "left_care_adopted", "leavers_aged_5_plus_adopted", "disabled_leavers_adopted"),
    ),
    Case(
        "one child who went home left to a special guardian instead",
        "care_periods",
        left_otherwise,
        lambda r: {"end_reason": "E43"},
        moves(1, 0, "left_care_special_guardianship"),
    ),
    Case(
        "one plan of twin tracking had ended",
        "care_plans",
        lambda r: (
            is_open(r)
            and r["plan"] == "TWIN"
            and in_care(r)
            and not uasc(r)
            and sum(r["started_on"] <= v["held_on"] <= AS_AT for v in of_child("reviews")[r["child_id"]]) < 3
            and sum(bool(v["held_on"]) for v in of_child("reviews")[r["child_id"]]) < 3
        ),
        lambda r: {"ended_on": AS_AT},
        moves(0, -1, "twin_track_plans_at_third_review"),
    ),
    Case(
        "one agency decision came long after the plan",
        "adoptions",
        lambda r: (
            YEAR_START <= r["decision_on"] <= AS_AT
            and not uasc(r)
            and bool(r["plan_agreed_on"])
            and r["decision_on"] <= later(r["plan_agreed_on"], 56)
            and later(r["decision_on"], -57) > r["entered_care_on"]
            and reviews_held(r, r["entered_care_on"], r["plan_agreed_on"]) < 2
        ),
        lambda r: {"plan_agreed_on": later(r["decision_on"], -57)},
        moves(-1, 0, "decision_within_8_weeks_of_plan"),
    ),
    Case(
        "one placement order was granted a day later",
        "adoptions",
        lambda r: YEAR_START <= r["placement_order_on"] < AS_AT and not adopted_this_year(r),
        lambda r: {"placement_order_on": later(r["placement_order_on"], 1)},
        moves(1, 0, "days_decision_to_placement_order"),
    ),
    Case(
        "one match came after more than six months",
        "adoptions",
        lambda r: (
            YEAR_START <= r["matched_on"] <= AS_AT
            and not adopted_this_year(r)
            and r["matched_on"] < later(r["decision_on"], 180)
            and later(r["decision_on"], 190) <= AS_AT
        ),
        lambda r: {"matched_on": later(r["decision_on"], 190)},
        moves(-1, 0, "matched_within_6_months_of_decision"),
    ),
    Case(
        "one child was placed eleven months later",
        "adoptions",
        lambda r: (
            adopted_this_year(r)
            and bool(r["placed_on"])
            and r["placed_on"] > later(r["entered_care_on"], 440)
            and later(r["decision_on"], 300) < r["placed_on"] < later(r["decision_on"], 360)
            and r["adopted_on"] > later(r["placed_on"], 70)
        ),
        lambda r: {"placed_on": later(r["placed_on"], 66)},
        moves(66, 0, "days_entering_care_to_adoptive_placement")
        | moves(-1, 0, "placed_within_12_months_of_decision"),
    ),
    Case(
        "one child waited longer than fourteen months",
        "adoptions",
        lambda r: (
            adopted_this_year(r)
            and bool(r["placed_on"])
            and later(r["entered_care_on"], 380) < r["placed_on"] < later(r["entered_care_on"], 420)
            and r["adopted_on"] > later(r["entered_care_on"], 441)
            and later(r["entered_care_on"], 440) < later(r["decision_on"], 360)
        ),
        lambda r: {"placed_on": later(r["placed_on"], 50)},
        moves(50, 0, "days_entering_care_to_adoptive_placement") | moves(-1, 0, "waited_under_14_months"),
    ),
    Case(
        "one group of brothers and sisters went to two families",
        "sibling_groups",
        lambda r: YEAR_START <= r["placed_on"] <= AS_AT and r["families"] == "1",
        lambda r: {"families": "2"},
        {("siblings_placed_together", "all"): (Decimal(-1), Decimal(0))},
    ),
    Case(
        "one child awaiting adoption was placed on the as-at date",
        "adoptions",
        lambda r: (
            r["decision_on"] <= AS_AT
            and not r["placed_on"]
            and not r["adopted_on"]
            and not r["decision_reversed_on"]
            and in_care(r)
            and not uasc(r)
        ),
        lambda r: {"placed_on": AS_AT},
        moves(-1, 0, "awaiting_adoption"),
    ),
    Case(
        "one decision for adoption was reversed, for a child already placed",
        "adoptions",
        lambda r: (
            r["decision_on"] <= AS_AT
            and bool(r["placed_on"])
            and r["placed_on"] <= AS_AT
            and not r["adopted_on"]
            and not r["decision_reversed_on"]
            and in_care(r)
            and not uasc(r)
            and r["placed_on"] > later(r["entered_care_on"], 440)
        ),
        lambda r: {"decision_reversed_on": AS_AT},
        moves(1, 0, "plan_changed_from_adoption") | moves(0, -1, "waited_under_14_months"),
    ),
    Case(
        "one care leaver lives in unsuitable accommodation",
        "care_leavers",
        lambda r: (
            YEAR_START <= r["birthday_on"] <= AS_AT
            and r["accommodation"] == "U1"
            and not uasc(r)
            and r["in_touch"] not in ("DIED", "RHOM")
        ),
        lambda r: {"accommodation": "U2"},
        moves(-1, 0, "care_leavers_suitable_accommodation"),
    ),
    Case(
        "one care leaver left college",
        "care_leavers",
        lambda r: (
            YEAR_START <= r["birthday_on"] <= AS_AT
            and r["activity"] == "F2"
            and not uasc(r)
            and r["in_touch"] not in ("DIED", "RHOM")
        ),
        lambda r: {"activity": "G5"},
        moves(-1, 0, "care_leavers_in_eet"),
    ),
    Case(
        "one care leaver who came as UASC lost touch",
        "care_leavers",
        lambda r: YEAR_START <= r["birthday_on"] <= AS_AT and r["in_touch"] == "YES" and uasc(r),
        lambda r: {"in_touch": "NO"},
        of_all(moves(-1, 0, "care_leavers_in_contact")),
    ),
    Case(
        "one permanent post in the family support team fell vacant",
        "posts",
        lambda r: (
            is_open(r)
            and r["role"] == "CASEHOLDER"
            and r["held_by"] == "PERMANENT"
            and r["team"] == "SUPPORT"
            and r["fte"] in ("1", "1.0")
        ),
        lambda r: {"held_by": "VACANT"},
        {("posts_filled_by_permanent_social_workers", "all"): (Decimal(-1), Decimal(0))},
    ),
    Case(
        "one agency worker left a district team",
        "posts",
        lambda r: (
            is_open(r)
            and r["role"] == "CASEHOLDER"
            and r["held_by"] == "AGENCY"
            and r["team"] == "CIC"
            and r["fte"] in ("1", "1.0")
        ),
        lambda r: {"held_by": "VACANT"},
        {("social_worker_caseload", "all"): (Decimal(0), Decimal(-1))},
    ),
    Case(
        "one reviewing officer's post fell vacant",
        "posts",
        lambda r: is_open(r) and r["role"] == "IRO" and r["held_by"] != "VACANT" and r["fte"] in ("1", "1.0"),
        lambda r: {"held_by": "VACANT"},
        moves(0, -1, "iro_caseload"),
    ),
]


def changed(case: Case, folder: Path) -> None:
    """The samples with the case's one record changed, in ``folder``."""
    rows = records(case.extract)
    at = next(place for place, row in enumerate(rows) if case.find(row))
    new = None if case.change is None else rows[at] | case.change(rows[at])
    assert new != rows[at]
    for source in SAMPLES.glob("*.csv"):
        (folder / source.name).symlink_to(source)
    target = folder / f"{case.extract}.csv"
    target.unlink()
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows[:at], *([] if new is None else [new]), *rows[at + 1 :]])


def moved(after: Figures) -> Moves:
    """How far each row that changed has moved."""

    def by(old: Decimal | None, new: Decimal | None) -> Decimal | None:
        return None if old is None or new is None else new - old

    return {
        key: (by(old[0], after[key][0]), by(old[1], after[key][1]))
        for key, old in before().items()
        if after[key] != old
    }


def _param(number: int, case: Case) -> object:
    """One case in seven is enough for every day; the others are tried as often as slow tests are."""
    marks = [pytest.mark.slow] if number % 7 else []
    return pytest.param(case, id=case.says.replace(" ", "-"), marks=marks)


@pytest.mark.parametrize("case", [_param(number, case) for number, case in enumerate(CASES)])
def test_one_changed_record_moves_exactly_the_expected_rows(case: Case, tmp_path: Path) -> None:
    """Change one record: the rows that it bears on move by what it says, and no other row moves at all."""
    changed(case, tmp_path)
    assert moved(figures(tmp_path)) == case.moved


def test_the_end_of_one_uasc_status_moves_rows_without_uasc_only(tmp_path: Path) -> None:
    """A status that ended the day before puts the child back among those who are not UASC, nowhere else."""
    one = Case(
        "one UASC status ended the day before",
        "children",
        lambda r: r["uasc"] == "yes" and not r["uasc_ended_on"] and in_care_since(r, "2014-09-30"),
        lambda _: {"uasc_ended_on": later(AS_AT, -1)},
        {},
    )
    changed(one, tmp_path)
    found = moved(figures(tmp_path))
    assert {variant for _, variant in found} == {"excluding_uasc"}
    assert found["children_in_care_per_10000", "excluding_uasc"] == (Decimal(1), Decimal(0))
    assert found["iro_caseload", "excluding_uasc"] == (Decimal(1), Decimal(0))
    assert found["three_or_more_placements", "excluding_uasc"][1] == Decimal(1)
    assert found["same_social_worker_12_months", "excluding_uasc"][1] == Decimal(1)


def test_every_indicator_has_a_case() -> None:
    """There is a record for every indicator that moves it; the one that is not reported never moves."""
    indicators = {indicator for indicator, _ in before()}
    assert {key[0] for case in CASES for key in case.moved} == indicators - {
        "first_time_entrants_youth_justice"
    }
