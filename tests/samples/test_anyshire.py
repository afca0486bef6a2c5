"""Anyshire in November 2023, by the national catalogue: what the panel was told of that month comes out.

The figures are those of a panel's minutes of February 2024: adopted 10.4% in November and 9% in September;
education, health and care plans 27.5%, 31% without UASC, and 39.1% at key stage 4 without UASC; no school
recorded from 18 to 10, outside the county from six to three; reds from nine to six.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from cicscore.app.arguments import catalogue_path
from cicscore.app.compute import ComputeRequest, compute
from cicscore.catalogue.load import examine
from cicscore.results import Row, Scorecard
from cicscore.vocabulary import Rag
from samples.make_samples.anyshire.extracts import write_anyshire
from tests.scorecard.test_beside_the_oracle import differences

FOLDER = Path(__file__).parents[2] / "samples" / "2023-11"
NOVEMBER, SEPTEMBER = dt.date(2023, 11, 30), dt.date(2023, 9, 30)


@cache
def scorecard(as_at: dt.date) -> Scorecard:
    """The scorecard of a day."""
    return compute(ComputeRequest(FOLDER, catalogue_path("national"), as_at=as_at)).scorecard


def row(indicator: str, variant: str = "all", as_at: dt.date = NOVEMBER) -> Row:
    """One figure."""
    return next(
        found
        for found in scorecard(as_at).results
        if (found.indicator, found.variant) == (indicator, variant) and found.breakdown is None
    )


@pytest.mark.parametrize(
    ("indicator", "variant", "as_at", "display"),
    [
        ("left_care_adopted", "all", NOVEMBER, "10.4%"),
        ("left_care_adopted", "all", SEPTEMBER, "9.0%"),
        ("ehc_plan", "all", NOVEMBER, "27.5%"),
        ("ehc_plan", "excluding_uasc", NOVEMBER, "31.0%"),
        ("ehc_plan_key_stage_4", "excluding_uasc", NOVEMBER, "39.1%"),
        ("no_school_recorded", "all", SEPTEMBER, "18"),
        ("no_school_recorded", "all", NOVEMBER, "10"),
        ("no_school_recorded_outside", "all", SEPTEMBER, "6"),
        ("no_school_recorded_outside", "all", NOVEMBER, "3"),
    ],
)
def test_what_the_panel_was_told_comes_out(
    indicator: str, variant: str, as_at: dt.date, display: str
) -> None:
    """To the digit, from dated events."""
    assert row(indicator, variant, as_at).display == display


def test_adoption_is_above_its_target_in_november_and_was_red_in_september() -> None:
    """The target is 10%, red under 9.5%."""
    assert (row("left_care_adopted").target, row("left_care_adopted").rag) == (10, Rag.GREEN)
    assert row("left_care_adopted", as_at=SEPTEMBER).rag is Rag.RED


def test_reds_go_from_nine_in_september_to_six_in_november() -> None:
    """Of the lines of the first page."""
    for as_at, reds in ((SEPTEMBER, 9), (NOVEMBER, 6)):
        lines = [found for found in scorecard(as_at).results if found.line and found.breakdown is None]
        assert sum(found.rag is Rag.RED for found in lines) == reds


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of an extract, as written."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_instances_of_going_missing_stand_beside_the_children() -> None:
    """Both counted here from the file: twelve months to the end of November, with and without UASC."""
    uasc = {found["child_id"]: found for found in rows_of("children") if found["uasc"] == "yes"}
    gone = [
        (found["child_id"], found["went_missing_at"][:10])
        for found in rows_of("missing_incidents")
        if found["kind"] == "M" and "2022-12-01" <= found["went_missing_at"][:10] <= "2023-11-30"
    ]
    others = [
        (child, on) for child, on in gone if child not in uasc or "" != uasc[child]["uasc_ended_on"] < on
    ]
    for variant, incidents in (("all", gone), ("excluding_uasc", others)):
        assert row("missing_incidents", variant).numerator == len(incidents) > 50
        assert row("children_missing", variant).numerator == len({child for child, _ in incidents})


def test_most_lines_of_the_sample_have_a_figure() -> None:
    """Every indicator is computed from the sample; none lacks an extract or a denominator."""
    assert {found.status.value for found in scorecard(NOVEMBER).results} <= {"calculated", "not_applicable"}
    assert len(scorecard(NOVEMBER).indicators) >= 50


def test_the_script_makes_the_files_that_are_there(tmp_path: Path) -> None:
    """The same bytes each time."""
    write_anyshire(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in FOLDER.glob("*.csv")}


def test_the_national_catalogue_is_sound_and_sets_no_target() -> None:
    """Targets are the council's own."""
    catalogue, faults = examine(catalogue_path("national"))
    assert faults == ()
    assert catalogue is not None
    assert all(not indicator.targets for indicator in catalogue.indicators)


@pytest.mark.slow
def test_the_oracle_comes_to_the_same_figures() -> None:
    """Every indicator and variant of the national catalogue, at both days."""
    assert differences(catalogue_path("national"), FOLDER, NOVEMBER, SEPTEMBER)[0] == []
