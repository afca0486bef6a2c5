"""Why a row has no figure, and which reason is given where there are several."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.vocabulary import Rag, Status
from tests.scorecard.scorecards import compute, row
from tests.scorecard.worlds import HEADINGS

CHILDREN = "1,2006-04-01,no,,M,\n"
STAYS = "1,2015-04-01,,,,,\n"
SHARE = "{unit: percent, denominator: {from: stays}, numerator: {where: open}}"
PUBLISHED = """
unit: published
period: annual
value: {from: results, column: value, where: measure == "READING", dated_by: known_on}
"""


def test_no_denominator(tmp_path: Path) -> None:
    """The counts are shown, but there is no value: never nought per cent."""
    found = row(compute(tmp_path, SHARE))
    assert (found.status, found.numerator, found.denominator, found.value, found.display) == (
        Status.NO_DENOMINATOR,
        0,
        0,
        None,
        None,
    )
    assert found.rag_reason == "Not rated: the denominator is 0."


def test_a_numerator_is_shown_where_only_the_denominators_extract_is_missing(tmp_path: Path) -> None:
    """How many stays there are is known without the posts; how many that is for each post is not."""
    rate = "{unit: ratio, denominator: {from: posts, under_variants: whole}, numerator: {from: stays}}"
    found = row(compute(tmp_path, rate, children=CHILDREN, stays=STAYS, without=("posts",)))
    assert (found.status, found.numerator, found.denominator, found.value, found.rag) == (
        Status.MISSING_EXTRACT,
        1,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("indicator", "missing", "reason"),
    [
        (SHARE, ("stays",), "the folder has no stays.csv"),
        (
            "{unit: count, numerator: {from: children, where: 'exists(visits)'}}",
            ("visits",),
            "the folder has no visits.csv",
        ),
        (
            "{unit: count, numerator: {from: stays, count: {sum: 'count(visits)'}}}",
            ("visits",),
            "the folder has no visits.csv",
        ),
        (
            "{unit: ratio, denominator: {from: posts, under_variants: whole}, numerator: {from: stays}}",
            ("posts", "stays"),
            "the folder has no stays.csv; the folder has no posts.csv",
        ),
        (PUBLISHED, ("results",), "the folder has no results.csv"),
    ],
)
def test_a_missing_extract(tmp_path: Path, indicator: str, missing: tuple[str, ...], reason: str) -> None:
    """Every extract that the figure rests on is named, however it rests on it."""
    found = row(compute(tmp_path, indicator, without=missing, children=CHILDREN))
    assert (found.status, found.status_reason, found.value) == (Status.MISSING_EXTRACT, reason, None)


def test_without_children_nothing_about_them_is_known(tmp_path: Path) -> None:
    """Their own extract and those about them are missing; what is about posts is computed."""
    posts = "{id: posts, unit: count, numerator: {from: posts}}"
    card = compute(
        tmp_path, "{unit: count, numerator: {from: stays}}", posts, without=("children",), posts="a,,1,,A\n"
    )
    assert row(card).status is Status.MISSING_EXTRACT
    assert row(card).status_reason == "the folder has no children.csv"
    assert row(card, indicator="posts").numerator == 1


def test_what_an_indicator_does_not_look_at_may_be_missing(tmp_path: Path) -> None:
    """Only the extracts it names count."""
    card = compute(tmp_path, SHARE, without=("visits", "posts", "results"), children=CHILDREN, stays=STAYS)
    assert (row(card).status, row(card).value) == (Status.CALCULATED, 100.0)


def test_not_reported_comes_before_every_other_reason(tmp_path: Path) -> None:
    """The catalogue's own words, also where the extract is missing; another year is computed."""
    indicator = "{unit: count, numerator: {from: posts}, not_reported: {2015-16: See note}}"
    card = compute(tmp_path, indicator, without=("posts",))
    for variant in ("all", "excluding_uasc"):
        assert row(card, variant).status is Status.NOT_REPORTED
        assert row(card, variant).status_reason == "See note"
    later = compute(tmp_path, indicator, as_at=dt.date(2016, 4, 1), posts="a,,1,,A\n")
    assert row(later).numerator == 1


def test_an_indicator_may_be_not_reported_at_all(tmp_path: Path) -> None:
    """Nothing is defined, and the years after say so too."""
    indicator = "{unit: count, not_reported: {2015-16: See note}}"
    assert row(compute(tmp_path, indicator)).status_reason == "See note"
    later = row(compute(tmp_path, indicator, as_at=dt.date(2016, 4, 1)))
    assert (later.status, later.status_reason) == (Status.NOT_REPORTED, "nothing is defined for 2016-17")


def test_not_applicable_comes_before_a_missing_extract(tmp_path: Path) -> None:
    """What a variant can never say does not depend on the files."""
    card = compute(tmp_path, "{unit: count, numerator: {from: posts}}", without=("posts",))
    assert row(card).status is Status.MISSING_EXTRACT
    assert row(card, "excluding_uasc").status is Status.NOT_APPLICABLE


def test_a_missing_extract_comes_before_no_denominator(tmp_path: Path) -> None:
    """An empty denominator is not known to be one while an extract is missing."""
    share = "{unit: percent, denominator: {from: stays}, numerator: {where: 'exists(visits)'}}"
    assert row(compute(tmp_path, share, without=("visits",))).status is Status.MISSING_EXTRACT


def test_the_latest_published_value_counts(tmp_path: Path) -> None:
    """On or before the as-at date, of its own measure, with a value; the first of two on one day."""
    results = """
    READING,2014-12-01,61
    READING,2016-03-31,74.1
    READING,2016-03-31,99
    READING,2016-04-01,80
    READING,2016-03-31,
    MATHS,2016-03-31,55
    READING,,98
    """
    found = row(compute(tmp_path, PUBLISHED, results=results))
    assert (found.status, found.value, found.display) == (Status.PUBLISHED, 74.1, "74.1")
    assert (found.numerator, found.denominator) == (None, None)
    before = row(compute(tmp_path, PUBLISHED, results=results, as_at=dt.date(2016, 3, 30)))
    assert before.value == 61


def test_a_published_value_that_is_not_due(tmp_path: Path) -> None:
    """Nothing so early: the day is named."""
    found = row(compute(tmp_path, PUBLISHED, results="READING,2016-04-01,80\n", as_at=dt.date(2016, 3, 31)))
    assert (found.status, found.value) == (Status.NOT_DUE, None)
    assert found.status_reason == "nothing is published for it on or before 31 March 2016"


def percent_published(target: str, polarity: str = "lower") -> str:
    """The published value as a percentage with a target."""
    targets = f'targets: {{2015-16: {{{target}, source: "A plan"}}}}\n'
    return PUBLISHED.replace("unit: published", f"unit: percent\npolarity: {polarity}") + targets


@pytest.mark.parametrize(
    ("value", "phrase"),
    [
        ("0.136", "the value given, 0.136, looks like a fraction of 1"),
        ("113.6", "the value given, 113.6%, lies outside 0% to 100%"),
    ],
)
def test_a_published_percentage_on_another_scale(tmp_path: Path, value: str, phrase: str) -> None:
    """0.136 is not green against a target of 9.8%, where lower is better: 13.6 is meant, which is red."""
    indicator = percent_published("target: 9.8, amber: 10.8")
    found = row(compute(tmp_path, indicator, results=f"READING,2016-03-31,{value}\n"))
    assert (found.rag, found.rag_reason) == (None, f"Not rated: {phrase}.")
    assert f"off_scale: {phrase}" in found.notes
    right = row(compute(tmp_path, indicator, results="READING,2016-03-31,13.6\n"))
    assert (right.rag, right.notes) == (Rag.RED, ())


def test_a_target_that_is_a_fraction(tmp_path: Path) -> None:
    """83.3% is not green because 0.9 was written for 90; 0.9% against 0.9 is a figure like others."""
    indicator = percent_published("target: 0.9, amber: 0.8", "higher")
    found = row(compute(tmp_path, indicator, results="READING,2016-03-31,83.3\n"))
    assert (found.rag, found.rag_reason) == (
        None,
        "Not rated: the target of 0.9% looks like a fraction of 1.",
    )
    small = row(compute(tmp_path, indicator, results="READING,2016-03-31,0.9\n"))
    assert small.rag is Rag.GREEN


def test_a_published_value_has_no_variant(tmp_path: Path) -> None:
    """It comes as a whole."""
    found = row(compute(tmp_path, PUBLISHED, results="READING,2016-03-31,80\n"), "excluding_uasc")
    assert found.status is Status.NOT_APPLICABLE
    assert found.status_reason == ("the figure is published as a whole, so no children can be left out of it")


def test_a_definition_holds_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    """Two definitions of one indicator follow each other; on each day one of them counts."""
    old = "{unit: count, numerator: {from: posts}, valid_to: 2016-03-31}"
    new = "{unit: count, numerator: {from: posts, where: filled}, valid_from: 2016-04-01}"
    posts = "a,,1,yes,A\nb,,1,no,A\n"
    for as_at, amount in ((dt.date(2016, 3, 31), 2), (dt.date(2016, 4, 1), 1)):
        card = compute(tmp_path, old, new, as_at=as_at, posts=posts)
        assert [row.numerator for row in card.results if row.variant == "all"] == [amount]


@pytest.mark.parametrize("indicator", [SHARE, "{unit: count, numerator: {from: stays, where: open}}"])
def test_a_snapshot_before_anything_is_known_has_no_figure(tmp_path: Path, indicator: str) -> None:
    """Nobody is in an extract before its first date: that is no nought, on that day it is one child."""
    files = {"children": CHILDREN, "stays": STAYS}
    found = row(compute(tmp_path, indicator, as_at=dt.date(2015, 3, 31), **files))
    assert (found.status, found.status_reason, found.numerator, found.value) == (
        Status.INSUFFICIENT_HISTORY,
        "stays.csv begins on 1 April 2015",
        None,
        None,
    )
    assert row(compute(tmp_path, indicator, as_at=dt.date(2015, 4, 1), **files)).numerator == 1


def test_a_window_before_anything_is_known_tells_its_months(tmp_path: Path) -> None:
    """In a month before the first date nothing may have happened: the count stands, with what it rests on."""
    indicator = "{unit: count, period: month, numerator: {from: stays, dated_by: started_on}}"
    found = row(compute(tmp_path, indicator, as_at=dt.date(2015, 3, 31), children=CHILDREN, stays=STAYS))
    assert (found.status, found.numerator, found.months_with_data) == (Status.CALCULATED, 0, 0)


def test_an_extract_of_which_every_row_was_left_out_is_as_good_as_missing(tmp_path: Path) -> None:
    """None late out of none would be green; an extract without rows, but without faults too, is a nought."""
    indicator = "{unit: count, numerator: {from: stays}}"
    compute(tmp_path, indicator, children=CHILDREN)
    (tmp_path / "stays.csv").write_text(f"{HEADINGS['stays']}\n1,31/31/2015,,,,,\n1,32/1/2015,,,,,\n")
    catalogue = load_catalogue(tmp_path / "indicators.yaml")
    extracts = load_extracts(tmp_path, catalogue, skip_faulty_rows=True)
    for found in score(catalogue, extracts, dt.date(2016, 3, 31)).results:
        assert (found.status, found.status_reason, found.numerator) == (
            Status.MISSING_EXTRACT,
            "no row of stays.csv is left: 2 were left out, for faults",
            None,
        )
    assert row(compute(tmp_path, indicator, children=CHILDREN)).numerator == 0
