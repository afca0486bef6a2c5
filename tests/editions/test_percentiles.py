"""A median, or another percentile, of too few children stays out of editions for others."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.editions import PublishedBefore, edition
from cicscore.disclosure.check import leaks
from cicscore.results import Row, Scorecard
from cicscore.vocabulary import Audience
from tests.scorecard.scorecards import compute, row

POLICY = "disclosure: {threshold: 5}\n"
MEDIAN = "{unit: median, numerator: {from: stays, count: {median: miles}}}"
P90 = "{unit: percentile, numerator: {from: stays, count: {percentile: 90, of: miles}}}"
P10 = "{unit: percentile, numerator: {from: stays, count: {percentile: 10, of: miles}}}"


def card(folder: Path, children: int, indicator: str, *, policy: str = POLICY, stays: int = 1) -> Scorecard:
    """Of so many children, each with so many stays of 1 mile, 2 miles and so on."""
    rows = "".join(f"{child},2015-06-01,,{child},,,\n" * stays for child in range(1, children + 1))
    people = "".join(f"{child},2006-04-01,no,,M,\n" for child in range(1, children + 1))
    return compute(folder, indicator, children=people, stays=rows, settings=policy)


def shown(folder: Path, children: int, indicator: str, audience: Audience, **more: int) -> Row:
    """The figure in an edition for others."""
    made = card(folder, children, indicator, policy=POLICY, **more)
    return row(edition(made, audience, PublishedBefore()).document)


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNER])
@pytest.mark.parametrize(
    ("indicator", "fewest", "value"), [(MEDIAN, 10, 5.5), (P90, 50, 45.1), (P10, 50, 5.9)]
)
def test_five_children_on_each_side_are_enough(
    tmp_path: Path, indicator: str, fewest: int, value: float, audience: Audience
) -> None:
    """Half of ten are five, and so is a tenth of fifty; with one child less there is no figure."""
    assert shown(tmp_path, fewest, indicator, audience).value == value
    withheld = shown(tmp_path, fewest - 1, indicator, audience)
    assert (withheld.value, withheld.display, withheld.status) == (None, None, "suppressed")
    assert {"value", "display"} <= set(withheld.hidden)


def test_children_are_counted_and_not_their_events(tmp_path: Path) -> None:
    """Nine children with five stays each are forty-five rows, and too few; their number is not told."""
    found = shown(tmp_path, 9, MEDIAN, Audience.PUBLIC, stays=5)
    assert (found.value, found.denominator, found.denominator_children) == (None, 45, None)
    assert shown(tmp_path, 10, MEDIAN, Audience.PUBLIC, stays=5).value == 5.5


@pytest.mark.parametrize(("counts", "fewest"), [("", 10), ("counts: children, ", 10), ("counts: staff, ", 1)])
def test_what_rows_are_of_decides_where_they_belong_to_nobody(
    tmp_path: Path, counts: str, fewest: int
) -> None:
    """Where nobody says what a register is of, it may be of children; a median of staff is shown of two."""
    indicator = f"{{unit: median, {counts}numerator: {{from: posts, count: {{median: fte}}}}}}"

    def value(rows: int) -> float | None:
        posts = "".join(f"{post},,{post},,\n" for post in range(1, rows + 1))
        made = compute(tmp_path, indicator, posts=posts, settings=POLICY)
        return row(edition(made, Audience.PUBLIC, PublishedBefore()).document).value

    assert value(max(fewest, 10)) == 5.5
    assert value(9) == (5 if fewest < 9 else None)
    assert value(2) == (1.5 if fewest < 2 else None)


def test_an_attack_finds_a_median_of_too_few(tmp_path: Path) -> None:
    """In a document that says it is for the public, whoever made it."""
    made = card(tmp_path, 9, MEDIAN)
    printed = made.model_copy(update={"audience": Audience.PUBLIC, "extracts": ()})
    assert made.disclosure is not None
    found = [(leak.what, leak.known) for leak in leaks([printed], made.disclosure)]
    on = dt.date(2016, 3, 31)
    assert found == [
        (f"it, {variant}, {on}", "is printed, with fewer than 5 on one side of it")
        for variant in ("all", "excluding_uasc")
    ]
    made = card(tmp_path, 10, MEDIAN)
    printed = made.model_copy(update={"audience": Audience.PUBLIC, "extracts": ()})
    assert list(leaks([printed], made.disclosure)) == []
