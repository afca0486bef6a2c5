"""The trend chart: its zones follow the limits of their months, and its lines, labels and axes are true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.render.chart import DESKTOP, PHONE, Chart, Size, chart, sparkline
from cicscore.results import SeriesRow
from cicscore.vocabulary import Polarity, Rag
from tests.render.scorecards import indicator
from tests.report.papers import MONTH_ENDS, SERIES, month

TITLES = {"all": "All children", "excluding_uasc": "Excluding UASC"}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def months(values: Sequence[float | None], variant: str = "all", **limits: Any) -> list[SeriesRow]:
    """A month for each value, from March 2015 on."""
    return [
        month(
            "it",
            day,
            variant=variant,
            value=value,
            display=None if value is None else f"{value:.1f}%",
            **limits,
        )
        for day, value in zip(MONTH_ENDS, values, strict=False)
    ]


def drawn(series: Sequence[SeriesRow], size: Size = DESKTOP, **more: Any) -> Chart:
    """The chart of a percentage."""
    found = chart(indicator("it", "It", **more), series, TITLES, size)
    assert found is not None
    return found


def place(found: Chart, value: float) -> float:
    """Where a value is, by the marks of the axis."""
    marks = [(tick.at, float(tick.text.rstrip("%").replace(",", ""))) for tick in found.values]
    (at, first), (end, last) = marks[0], marks[-1]
    return at + (value - first) / (last - first) * (end - at)


def zone_at(found: Chart, x: float, y: float) -> Rag | None:
    """The zone that a point lies in; never in two."""
    inside = [
        zone.rag
        for zone in found.zones
        if zone.x <= x <= zone.x + zone.width and zone.y < y < zone.y + zone.height
    ]
    assert len(inside) <= 1
    return inside[0] if inside else None


HIGHER = {"target": 80, "amber": 60}
LOWER = {"target": 20, "amber": 40}
PLAN = {"target": 50, "green_within": 5, "amber_within": 15}


@SIZES
@pytest.mark.parametrize(
    ("polarity", "limits", "colours"),
    [
        ("higher", HIGHER, {30: "red", 59: "red", 61: "amber", 79: "amber", 81: "green", 89: "green"}),
        ("lower", LOWER, {11: "green", 19: "green", 21: "amber", 39: "amber", 41: "red", 70: "red"}),
        (
            "target",
            PLAN,
            {
                30: "red",
                34: "red",
                36: "amber",
                44: "amber",
                46: "green",
                54: "green",
                56: "amber",
                64: "amber",
            }
            | {66: "red", 75: "red"},
        ),
        ("none", HIGHER, dict.fromkeys((30, 59, 61, 81))),
        ("higher", {}, dict.fromkeys((30, 59, 61, 81))),
    ],
)
def test_zones_are_those_of_the_limits(
    size: Size, polarity: str, limits: dict[str, int], colours: dict[int, str | None]
) -> None:
    """Beyond a limit is red, at or better than the target green; for a plan on either side of it."""
    found = drawn(months([20, 85, 30], **limits), size, polarity=polarity)
    for value, rag in colours.items():
        got = zone_at(found, found.courses[0].last.x - 1, place(found, value))
        assert (got and got.value) == rag, value


@SIZES
def test_zones_change_with_the_limits_of_their_months(size: Size) -> None:
    """The target goes from 90 to 98 in April: 92 is green until half way between the months, then red."""
    found = chart(indicator("reviews_on_time", "Reviews"), SERIES, TITLES, size)
    assert found is not None
    (first, second, *_) = [point.x for point in found.courses[0].runs[0]]
    y = place(found, 92)
    assert zone_at(found, first, y) is Rag.GREEN
    assert zone_at(found, (first + second) / 2 - 0.5, y) is Rag.GREEN
    assert zone_at(found, (first + second) / 2 + 0.5, y) is Rag.RED
    assert zone_at(found, second, y) is Rag.RED
    targets = sorted((limit.x1, round(limit.y, 3)) for limit in found.limits if limit.rag is Rag.GREEN)
    assert [y for _, y in targets] == [round(place(found, 90), 3), round(place(found, 98), 3)]
    assert [tick.text for tick in found.redefined] == ["New definition from 1 April 2015"]


def test_months_without_a_target_have_no_zone() -> None:
    """A target that is set later colours nothing before it."""
    series = [*months([50, 50])[:2], *months([50] * 5, **HIGHER)[2:]]
    found = drawn(series)
    left = found.courses[0].runs[0][0].x
    assert zone_at(found, left, place(found, 85)) is None
    assert min(zone.x for zone in found.zones) > left


def test_a_month_without_a_value_breaks_the_line() -> None:
    """Two runs, with nothing drawn across the gap, and the place of the months kept."""
    found = drawn(months([1, 2, None, 4, 5]))
    (course,) = found.courses
    assert [[point.value for point in run] for run in course.runs] == [[1, 2], [4, 5]]
    at = [point.x for run in course.runs for point in run]
    steps = [round(after - before, 6) for before, after in pairwise(at)]
    assert steps[0] == steps[2] == steps[1] / 2


@pytest.mark.parametrize("values", [[], [5], [None, None], [None, 5, None]])
def test_without_two_months_there_is_no_chart(values: list[float | None]) -> None:
    """One point is no trend."""
    assert chart(indicator("it", "It"), months(values), TITLES, DESKTOP) is None
    assert sparkline(months(values)) is None


def test_both_lines_are_labelled_at_their_ends() -> None:
    """Each with its variant and the latest figure, at the height of its last point."""
    found = drawn([*months([50, 60]), *months([70, 80], "excluding_uasc")])
    labels = {label.text: label for label in found.labels}
    assert list(labels) == ["All children 60.0%", "Excluding UASC 80.0%"]
    for course, label in zip(found.courses, found.labels, strict=True):
        assert label.at == course.last.y
        assert label.x > course.last.x


def test_the_limits_are_labelled_as_of_the_latest_month() -> None:
    """The target, or the plan, and where red begins."""
    found = drawn(months([50, 60], **HIGHER))
    assert [label.text for label in found.labels] == ["All children 60.0%", "Target 80%", "Red limit 60%"]
    found = drawn(months([50, 60], **PLAN), polarity="target")
    assert [label.text for label in found.labels] == ["All children 60.0%", "Plan 50%"]


percentages = st.one_of(st.none(), st.floats(0, 100).map(lambda value: round(value, 1)))


@SIZES
@given(
    every=st.lists(percentages, min_size=2, max_size=13),
    part=st.lists(percentages, min_size=2, max_size=13),
    limits=st.sampled_from([{}, HIGHER, {"target": 100, "amber": 99.5}, {"target": 1, "amber": 0}]),
)
def test_nothing_leaves_its_place(
    size: Size, every: list[float | None], part: list[float | None], limits: dict[str, Any]
) -> None:
    """An axis of percentages keeps to 0 to 100; points keep to the plot; labels never cover each other."""
    series = [*months(every, **limits), *months(part, "excluding_uasc", **limits)]
    found = chart(indicator("it", "It"), series, TITLES, size)
    if found is None:
        assert len({row.as_at for row in series if row.value is not None}) < 2
        return
    marks = [float(tick.text.rstrip("%")) for tick in found.values]
    assert min(marks) >= 0
    assert max(marks) <= 100
    assert len(marks) >= 2
    right, bottom = size.width - size.right, size.height - size.bottom
    for course in found.courses:
        for point in (point for run in course.runs for point in run):
            assert size.left <= point.x <= right + 1e-6
            assert size.top - 1e-6 <= point.y <= bottom + 1e-6
            assert point.y == pytest.approx(place(found, point.value), abs=1e-6)
    for zone in found.zones:
        assert size.left - 1e-6 <= zone.x
        assert zone.x + zone.width <= right + 1e-6
        assert size.top - 1e-6 <= zone.y
        assert zone.y + zone.height <= bottom + 1e-6
    heights = sorted(label.y for label in found.labels)
    assert all(after - before >= size.text for before, after in pairwise(heights))
    assert all(size.top <= height <= size.height for height in heights)
    months_at = [tick.at for tick in found.months]
    assert all(after - before >= 3 * size.text for before, after in pairwise(months_at))


@pytest.mark.parametrize(
    ("unit", "values", "ends"),
    [
        ("percent", [96.0, 100.0], (94, 100)),
        ("percent", [0.0, 3.0], (0, 4)),
        ("count", [2320.0, 2410.0], None),
        ("count", [0.0, 0.0], None),
        ("mean", [13.9, 14.1], None),
    ],
)
def test_the_axis_has_round_marks(unit: str, values: list[float], ends: tuple[int, int] | None) -> None:
    """Marks are evenly apart, around every value; nothing below 0 where no value is."""
    found = drawn(months(values), unit=unit)
    marks = [float(tick.text.rstrip("%").replace(",", "")) for tick in found.values]
    steps = {round(after - before, 9) for before, after in pairwise(marks)}
    assert len(steps) == 1
    assert min(marks) >= 0
    if ends is not None:
        assert marks[0] <= min(values)
        assert marks[-1] <= 100


def test_the_description_says_what_the_lines_do() -> None:
    """First and last figure of each line, with the latest limits."""
    found = drawn([*months([50, 60], **HIGHER), *months([None, 80], "excluding_uasc", **HIGHER)])
    assert found.title == "It: March 2015 to April 2015"
    assert found.description == (
        "All children: 50.0% in March 2015, 60.0% in April 2015. "
        "Excluding UASC: 80.0% in April 2015, 80.0% in April 2015. "
        "Latest target 80%, red beyond 60%. The figures stand in the table of months."
    )


def test_a_small_trend_line_is_broken_where_a_month_is_missing() -> None:
    """Two runs of the path; the same height throughout where nothing changes."""
    path = sparkline(months([1, 2, None, 4]))
    assert path is not None
    assert path.count("M") == 2
    assert path.count("L") == 1
    level = sparkline(months([5, 5, 5]))
    assert level is not None
    assert {part.split(" ")[1] for part in level.replace("L", "M").split("M")[1:]} == {"10.0"}


def test_the_polarities_are_all_tried() -> None:
    """A new polarity needs its zones here."""
    assert {one.value for one in Polarity} == {"higher", "lower", "target", "none"}
    assert dt.date(2015, 3, 31) == MONTH_ENDS[0]
