"""The oracle's ratings, earlier figures and trends, held against answers worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.oracle.earlier import compared, day_before
from tests.oracle.ratings import limits_of, rated
from tests.oracle.trend import chance_within, month_ends, trend_direction

MARCH, DECEMBER = date(2016, 3, 31), date(2015, 12, 31)
QUARTERS = {"Q1": {"target": "80"}, "Q3": {"target": "85", "amber": "84"}}
MOVING = {"target": "90", "amber_relative": "10", "quarters": QUARTERS}
BEYOND = {"target": "90", "amber": "80", "exceeded": "95"}
IMPROVED = {"target": "9", "amber": "8", "amber_needs": "improved"}
GREEN, AMBER, RED = ("green", False), ("amber", False), ("red", False)
UNEVEN = {"below": "5", "above": "2"}


def indicator(polarity: str, **keys: Any) -> dict[str, Any]:
    """A percentage at a day."""
    return {"unit": "percent", "period": "snapshot", "polarity": polarity, **keys}


@pytest.mark.parametrize(
    ("day", "target", "amber"),
    [("2015-06-30", 80, 72), ("2015-08-31", None, None), ("2015-10-01", 85, 84), ("2016-01-01", 90, 81)],
)
def test_a_target_moves_through_the_year(day: str, target: int | None, amber: int | None) -> None:
    """The first quarter has the year's distance, the second nothing, the third its own limit."""
    found = limits_of(indicator("higher", targets={"2015-16": MOVING}), date.fromisoformat(day))
    assert ((None, None) if found is None else (found.target, found.amber[0])) == (target, amber)


@pytest.mark.parametrize(
    ("polarity", "levels", "value", "direction", "expected"),
    [
        ("higher", BEYOND, "95", None, ("green", True)),
        ("higher", BEYOND, "94.9", None, GREEN),
        ("higher", BEYOND, "80", None, AMBER),
        ("higher", BEYOND, "79.9", None, RED),
        ("lower", {"target": "10", "amber_relative": "10"}, "11", None, AMBER),
        ("lower", {"target": "10", "amber_relative": "10"}, "11.1", None, RED),
        ("higher", IMPROVED, "8", "same", RED),
        ("higher", IMPROVED, "8", "improved", AMBER),
        ("target", {"target": "90", "green_within": UNEVEN, "amber_within": "6"}, "85", None, GREEN),
        ("target", {"target": "90", "green_within": UNEVEN, "amber_within": "6"}, "95", None, AMBER),
        ("target", {"target": "90", "green_within": "1", "amber_within": UNEVEN}, "93", None, RED),
    ],
)
def test_each_polarity_has_its_zones(
    polarity: str, levels: dict[str, Any], value: str, direction: str | None, expected: tuple[str, bool]
) -> None:
    """A value on a limit is on the better side of it."""
    limits = limits_of(indicator(polarity, targets={"2015-16": levels}), MARCH)
    found = rated(Fraction(value), polarity, limits, direction)
    assert (found.rag, found.exceeds) == expected


@pytest.mark.parametrize(
    ("breakdown", "group", "target"),
    [("team", "A", 70), ("team", "X", None), ("sex,team", "F, A", None), ("sex", "F", 90)],
)
def test_a_group_has_its_own_target_or_everybody_s(breakdown: str, group: str, target: int | None) -> None:
    """And none where others of its breakdown have one."""
    targets = {
        "2015-16": {"target": "90", "amber_relative": "10", "groups": {"team": {"A": {"target": "70"}}}}
    }
    found = limits_of(indicator("higher", targets=targets), MARCH, breakdown, group)
    assert (None if found is None else found.target) == target


@pytest.mark.parametrize(("day", "target"), [("2015-12-30", None), ("2015-12-31", 60), ("2016-02-01", 62)])
def test_a_target_of_others_is_their_latest(day: str, target: int | None) -> None:
    """None before they have any."""
    levels = {"target": {"benchmark": "region"}, "amber_relative": "10"}
    region = {"2015-12-31": {"value": "60"}, "2016-01-31": {"value": "62"}}
    it = indicator("higher", targets={"2015-16": levels}, comparators={"region": region})
    found = limits_of(it, date.fromisoformat(day))
    assert (None if found is None else found.target) == target


def test_an_academic_year_ends_in_august() -> None:
    """On 31 August 2016 it is still 2015-16, and the month has the year's own target."""
    year = {"target": "9", "amber": "8", "months": {"july": {"target": "7", "amber": "6"}}}
    it = indicator("higher", targets={"2015-16": year}, target_years="academic")
    found = [limits_of(it, date(2016, *day)) for day in ((6, 30), (7, 31), (8, 31), (9, 1))]
    assert [None if each is None else each.target for each in found] == [None, 7, 9, None]


@pytest.mark.parametrize(
    ("compare", "day"),
    [
        ("previous_month", "2016-02-29"),
        ("previous_quarter", "2015-12-31"),
        ("same_period_last_year", "2015-03-31"),
        ("outturn", "2015-03-31"),
    ],
)
def test_each_comparison_calls_for_a_day(compare: str, day: str) -> None:
    """Seen from the last of March."""
    assert day_before(compare, MARCH) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("keys", "before", "expected"),
    [
        ({"polarity": "higher"}, "69.96", (Fraction("0.04"), "same")),
        ({"polarity": "higher"}, "69.94", (Fraction("0.06"), "improved")),
        ({"polarity": "higher", "tolerance": "0.1"}, "69.94", (Fraction("0.06"), "same")),
        ({"polarity": "lower"}, "69", (Fraction(1), "worsened")),
        ({"polarity": "target"}, "83", (Fraction(-13), "improved")),
        ({"polarity": "target"}, "71", (Fraction(-1), "worsened")),
        ({"polarity": "target"}, "82", (Fraction(-12), "same")),
        ({"polarity": "none"}, "69", (Fraction(1), None)),
        ({"polarity": "higher", "period": "year_to_date"}, "69", (Fraction(1), "improved")),
        ({"polarity": "higher", "period": "year_to_date", "unit": "count"}, "69", (None, None)),
        ({"polarity": "higher", "period": "quarter"}, "69", (Fraction(1), "improved")),
    ],
)
def test_a_figure_is_compared_as_printed_and_like_for_like(
    keys: dict[str, str], before: str, expected: tuple[Fraction | None, str | None]
) -> None:
    """70 now, against a plan of 76, beside a figure of the quarter before."""
    it = indicator(**keys)
    figures = {DECEMBER: (Fraction(before), None)}
    found = compared(Fraction(70), figures, DECEMBER, (it, it), MARCH, Fraction(76))
    assert (found.change, found.direction) == expected


@pytest.mark.parametrize(
    ("freedom", "critical"), [(3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (28, 2.048), (57, 2.002)]
)
def test_the_chance_of_a_slope_is_that_of_printed_tables(freedom: int, critical: float) -> None:
    """Two-sided, at 5%: odd and even degrees of freedom."""
    assert chance_within(critical - 0.001, freedom) < 0.95 < chance_within(critical + 0.001, freedom)


@pytest.mark.parametrize(
    ("period", "values", "expected"),
    [
        ("snapshot", [10, 11, 13, 12, 14, 15], "improved"),
        ("snapshot", [11, 12, 11, 13, 11, 12], "same"),
        ("snapshot", [1, 2, None, 4, 5], None),
        ("quarter", [*range(12)], None),
        ("quarter", [*range(13)], "improved"),
    ],
)
def test_a_trend_is_clear_or_not(period: str, values: list[int | None], expected: str | None) -> None:
    """Five points or more that share no day: quarters at every third month end."""
    of_months = zip(month_ends(MARCH, len(values)), reversed(values), strict=True)
    known = {day: None if value is None else Fraction(value) for day, value in of_months}
    assert trend_direction(indicator("higher", period=period), known) == expected
