"""Targets that move, of groups and of others: which one rates a figure, and where there is none."""

from __future__ import annotations

import datetime as dt
import re
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


#: What would make a count green that is one short.
MORE = "1 more in the numerator would be green."
ONE_SHORT = f"7 is below the target of 8 but not below the amber limit of 6; {MORE}"
NONE_KNOWN = (
    "its target is the figure of statistical neighbours, and none of 31 March 2016 or before is known"
)

#: Two posts of team A and one of another, of whose 4 places 3, and 0, are filled.
TEAMS = ",,1,yes,A\n,,3,yes,A\n,,2,no,X\n"


def by_team(folder: Path, targets: str, day: str = "2016-03-31") -> dict[str | None, tuple[Any, Any, str]]:
    """Target, rating and reason for everybody (4 rows of 3) and for each group by team."""
    indicator = f"{{unit: count, polarity: higher, numerator: {{from: posts}}, targets: {targets}}}"
    card = compute(
        folder,
        indicator,
        as_at=dt.date.fromisoformat(day),
        posts=TEAMS,
        options={"by": ("team",)},
        settings="  team: team\n",
    )
    return {row.group: (row.target, row.rag, row.rag_reason) for row in card.results if row.variant == "all"}


def test_a_group_has_the_target_that_is_its_own(tmp_path: Path) -> None:
    """Two posts against a target of 2 for team A; three against the target of 4 for everybody."""
    targets = "{2015-16: {target: 4, amber_relative: 50, groups: {team: {A: {target: 2}, X: {target: 3}}}}}"
    assert by_team(tmp_path, targets) == {
        None: (4, "amber", f"Amber: 3 is below the target of 4 but not below the amber limit of 2; {MORE}"),
        "A": (2, "green", "Green: 2 meets the target of 2."),
        "X": (3, "red", "Red: 1 is below the amber limit of 1.5; 2 more in the numerator would be green."),
    }


def test_a_group_that_is_left_out_is_not_rated_by_everybody_s_target(tmp_path: Path) -> None:
    """Where another group of the breakdown has a target of its own."""
    targets = "{2015-16: {target: 4, amber_relative: 50, groups: {team: {A: {target: 2}}}}}"
    found = by_team(tmp_path, targets)
    assert found["X"] == (None, None, "Not rated: no target is set for X (team) in 2015-16.")


def test_without_targets_of_their_own_groups_are_rated_by_everybody_s(tmp_path: Path) -> None:
    """As they always were."""
    found = by_team(tmp_path, "{2015-16: {target: 2, amber: 1}}")
    assert {group: rag for group, (_, rag, _) in found.items()} == {None: "green", "A": "green", "X": "amber"}


def test_a_group_s_target_may_move_through_the_year(tmp_path: Path) -> None:
    """One in the second quarter, none in the third, and the group's own of the year in the last."""
    own = "{target: 3, quarters: {Q2: {target: 2}}}"
    targets = f"{{2015-16: {{target: 4, amber_relative: 50, groups: {{team: {{A: {own}}}}}}}}}"
    found = [by_team(tmp_path, targets, day)["A"] for day in ("2015-09-30", "2015-12-31", "2016-03-31")]
    assert [target for target, _, _ in found] == [2, None, 3]
    assert found[1][2] == "Not rated: no target is set for A (team) in Q3 of 2015-16."


BENCHMARK = "{2015-16: {target: {benchmark: statistical_neighbours}, amber_relative: 25}}"


@pytest.mark.parametrize(
    ("figures", "target", "reason"),
    [
        ("{2014-03-31: 9, 2015-03-31: 8}", 8, f"Amber: {ONE_SHORT}"),
        ("{2015-03-31: 7, 2016-04-01: 9}", 7, "Green: 7 meets the target of 7."),
        ("{2016-04-01: 9}", None, f"Not rated: {NONE_KNOWN}."),
    ],
)  # fmt: skip
def test_a_target_may_be_the_figure_of_others(
    tmp_path: Path, figures: str, target: int | None, reason: str
) -> None:
    """The latest by the as-at date, never one of a later day."""
    known = re.sub(r": (\d+)([,}])", r": {value: \1, source: Open data}\2", figures)
    found = rated(tmp_path, BENCHMARK, "2016-03-31", comparators=f"{{statistical_neighbours: {known}}}")
    assert (found[0], found[3]) == (target, reason)


def test_a_target_of_others_is_said_to_be_theirs(tmp_path: Path) -> None:
    """A note on the row, with the day of their figure."""
    indicator = (
        f"{{unit: count, polarity: higher, numerator: {{from: posts}}, targets: {BENCHMARK}, comparators:"
        " {statistical_neighbours: {2015-03-31: {value: 8, source: Open data}}}}"
    )
    found = row(compute(tmp_path, indicator, posts=POSTS))
    said = "target_of_benchmark: the target, 8, is the figure of statistical neighbours of 31 March 2015"
    assert said in found.notes


@pytest.mark.parametrize(
    ("within", "limits", "rag"),
    [
        ("green_within: 1, amber_within: 3", (None, None, None, None), "amber"),
        ("green_within: {below: 2, above: 0}, amber_within: {below: 3, above: 1}", (7, 9, 6, 10), "green"),
        ("green_within: {below: 1, above: 5}, amber_within: {below: 1, above: 6}", (8, 14, 8, 15), "red"),
    ],
)
def test_one_side_of_a_plan_may_be_worse(
    tmp_path: Path, within: str, limits: tuple[int | None, ...], rag: str
) -> None:
    """7 posts where 9 are planned; the row has the zones where distances do not say them."""
    targets = f"{{2015-16: {{target: 9, {within}}}}}"
    indicator = f"{{unit: count, polarity: target, numerator: {{from: posts}}, targets: {targets}}}"
    found = row(compute(tmp_path, indicator, posts=POSTS))
    assert (found.green_low, found.green_high, found.amber_low, found.amber_high) == limits
    assert found.rag == rag
    assert found.green_within == (1 if limits[0] is None else None)


def test_exceeding_a_target_is_green_with_a_note(tmp_path: Path) -> None:
    """7 posts where 5 are the target and 7 exceed it: one green more, and no other colour."""
    targets = "{2015-16: {target: 5, amber: 4, exceeded: 7}}"
    indicator = f"{{unit: count, polarity: higher, numerator: {{from: posts}}, targets: {targets}}}"
    card = compute(tmp_path, indicator, posts=POSTS)
    found = row(card)
    assert (found.rag, found.exceeded, card.rag_counts["lines"].green) == ("green", 7, 1)
    assert "exceeded: 7 reaches 7, where the target of 5 is exceeded" in found.notes
