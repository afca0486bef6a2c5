"""Targets that move through the year: which one rates a figure, and where there is none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.scorecard.scorecards import compute, row

#: Seven posts, so that the figure is 7 on every day.
POSTS = ",,1,yes,A\n" * 7


def rated(folder: Path, targets: str, day: str, **more: str) -> tuple[Any, Any, Any, str]:
    """Target, amber limit, rating and reason of a figure of 7 as at a day."""
    keys = "".join(f", {name}: {value}" for name, value in ({"polarity": "higher"} | more).items())
    indicator = f"{{unit: count, numerator: {{from: posts}}, targets: {targets}{keys}}}"
    found = row(compute(folder, indicator, as_at=dt.date.fromisoformat(day), posts=POSTS))
    return found.target, found.amber, found.rag, found.rag_reason


QUARTERS = """{2015-16: {target: 10, amber: 8, quarters:
    {Q1: {target: 4, amber: 2}, Q2: {target: 7, amber: 5}, Q3: {target: 8, amber: 6}}}}"""


@pytest.mark.parametrize(
    ("day", "target", "amber", "rag"),
    [
        ("2015-04-01", 4, 2, "green"),
        ("2015-06-30", 4, 2, "green"),
        ("2015-07-01", 7, 5, "green"),
        ("2015-09-30", 7, 5, "green"),
        ("2015-12-31", 8, 6, "amber"),
        ("2016-01-01", 10, 8, "red"),
        ("2016-03-31", 10, 8, "red"),
    ],
)
def test_a_figure_is_rated_by_the_target_of_its_quarter(
    tmp_path: Path, day: str, target: int, amber: int, rag: str
) -> None:
    """The last quarter has no target of its own, so the year's own holds."""
    assert rated(tmp_path, QUARTERS, day)[:3] == (target, amber, rag)


def test_a_quarter_without_a_target_is_not_rated(tmp_path: Path) -> None:
    """What lies between two quarters' targets is not guessed."""
    targets = "{2015-16: {target: 10, amber: 8, quarters: {Q1: {target: 4, amber: 2}}}}"
    reason = "Not rated: no target is set for Q2 of 2015-16."
    assert rated(tmp_path, targets, "2015-08-31") == (None, None, None, reason)


@pytest.mark.parametrize(
    ("day", "target", "rag"),
    [("2015-04-30", 6, "green"), ("2015-05-31", 8, "red"), ("2016-03-31", 10, "red")],
)
def test_a_step_has_the_distance_of_its_year(tmp_path: Path, day: str, target: int, rag: str) -> None:
    """With an amber limit of 10% below the target: 5.4 in April, 7.2 in May, 9 in March."""
    months = "{april: {target: 6}, may: {target: 8}}"
    targets = f"{{2015-16: {{target: 10, amber_relative: 10, months: {months}}}}}"
    found = rated(tmp_path, targets, day)
    assert (found[0], found[1], found[2]) == (target, Decimal(target * 9) / 10, rag)


def test_a_month_without_a_target_is_not_rated(tmp_path: Path) -> None:
    """The reason names the month, of the right calendar year."""
    targets = "{2015-16: {target: 10, amber: 8, months: {april: {target: 4, amber: 2}}}}"
    reason = "Not rated: no target is set for February 2016."
    assert rated(tmp_path, targets, "2016-02-29") == (None, None, None, reason)


@pytest.mark.parametrize(
    ("day", "target", "reason"),
    [
        ("2015-08-31", 7, "Green: 7 meets the target of 7."),
        ("2015-09-01", 9, "Red: 7 is below the amber limit of 8; 2 more in the numerator would be green."),
        ("2016-08-31", 9, "Red: 7 is below the amber limit of 8; 2 more in the numerator would be green."),
        ("2016-09-01", None, "Not rated: no target is set for the academic year 2016-17."),
    ],
)
def test_targets_may_be_of_academic_years(tmp_path: Path, day: str, target: int | None, reason: str) -> None:
    """From 1 September to 31 August, whatever the financial year."""
    targets = "{2014-15: {target: 7, amber: 6}, 2015-16: {target: 9, amber: 8}}"
    found = rated(tmp_path, targets, day, target_years="academic")
    assert (found[0], found[3]) == (target, reason)


def test_an_academic_year_ends_with_the_year_s_own_target(tmp_path: Path) -> None:
    """By month, from September on; August has the target of the year."""
    targets = "{2015-16: {target: 9, amber: 8, months: {september: {target: 5, amber: 4}}}}"
    found = [
        rated(tmp_path, targets, day, target_years="academic")[0]
        for day in ("2015-09-30", "2015-10-31", "2016-08-31")
    ]
    assert found == [5, None, 9]
