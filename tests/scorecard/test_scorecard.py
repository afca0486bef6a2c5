"""The scorecard as a whole: groups, notes, earlier figures, ratings counted, and what was asked for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.direction import Earlier
from cicscore.record import Record
from cicscore.results import RagCounts
from cicscore.scorecard.compare import Against
from cicscore.vocabulary import Direction, Rag
from tests.scorecard.scorecards import MOMENT, compute, groups, row

#: Sexes M, F, none and U; one of the boys is UASC.
CHILDREN = """
1,2006-04-01,no,,M,
2,2012-01-01,yes,,M,
3,2006-03-31,no,,F,
4,,no,,,
5,2016-01-01,no,,U,
"""
STAYS = """
4,2015-01-01,,,yes,B,Elm
5,2015-01-01,,2,yes,A,Ash
3,2015-01-01,,1.5,no,A,Ash
2,2015-01-01,,,yes,C,Oak
1,2015-01-01,,,yes,,
1,2014-01-01,2015-01-01,,no,A,Ash
"""
SHARE = "{unit: percent, denominator: {from: stays}, numerator: {where: urgent}}"
#: The quarter before the last day of March 2016, and the end of the year before.
QUARTER, OUTTURN = dt.date(2015, 12, 31), dt.date(2015, 3, 31)


def shuffled(rows: str) -> str:
    """The same rows, the other way round."""
    return "\n".join(reversed(rows.strip().splitlines()))


# Groups ---------------------------------------------------------------------------------------------


def test_groups_add_up_to_the_whole(tmp_path: Path) -> None:
    """For every variant and breakdown, numerators and denominators of the groups come to the whole's."""
    card = compute(
        tmp_path,
        SHARE,
        children=CHILDREN,
        stays=STAYS,
        options={"by": ["sex", "age_group", "kind"]},
    )
    for variant in ("all", "excluding_uasc", "girls"):
        whole = row(card, variant)
        for breakdown in ("sex", "age_group", "kind"):
            parts = groups(card, breakdown, variant).values()
            assert sum(part[0] for part in parts) == whole.numerator, (variant, breakdown)
            assert sum(part[1] for part in parts) == whole.denominator, (variant, breakdown)


@pytest.mark.parametrize("stays", [STAYS, shuffled(STAYS)])
@pytest.mark.parametrize("children", [CHILDREN, shuffled(CHILDREN)])
def test_groups_stand_in_the_order_of_the_catalogue(tmp_path: Path, stays: str, children: str) -> None:
    """Codes and bands as declared, not recorded last: not as in the file."""
    card = compute(
        tmp_path,
        SHARE,
        children=children,
        stays=stays,
        options={"by": ["sex", "age_group", "kind"]},
    )
    assert groups(card, "sex") == {"M": (2, 3), "F": (0, 1), "U": (1, 1), "not recorded": (1, 1)}
    assert groups(card, "age_group") == {
        "0-4": (2, 2),
        "5-9": (1, 2),
        "10+": (0, 1),
        "not recorded": (1, 1),
    }
    assert list(groups(card, "kind")) == ["A", "B", "C", "not recorded"]


def test_groups_by_a_flag(tmp_path: Path) -> None:
    """Yes, no, and those of whom it is not recorded."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: children}}",
        children="1,,no,,,\n2,,yes,,,\n3,,,,,\n4,,no,,,\n",
        options={"by": ["uasc"]},
    )
    assert list(groups(card, "uasc").items()) == [
        ("yes", (1, None)),
        ("no", (2, None)),
        ("not recorded", (1, None)),
    ]


def test_a_group_has_its_own_figures(tmp_path: Path) -> None:
    """Value, difference and rating are the group's; lines, earlier figures and outturns the whole's."""
    earlier = {
        ("it", "all"): {OUTTURN: Earlier(OUTTURN, Fraction(40)), QUARTER: Earlier(QUARTER, Fraction(50))}
    }
    card = compute(
        tmp_path,
        SHARE[:-1] + ", polarity: higher, targets: {2015-16: {target: 60, amber: 50}}}",
        children=CHILDREN,
        stays=STAYS,
        options={"by": ["sex"], "against": Against(Record(earlier), {})},
    )
    found = {(row.group, row.variant): row for row in card.results}
    assert found["M", "all"].value == pytest.approx(200 / 3)
    assert (found["M", "all"].rag, found["F", "all"].rag) == (Rag.GREEN, Rag.RED)
    assert found["M", "excluding_uasc"].difference_from_all == pytest.approx(50 - 200 / 3)
    assert [found["M", "all"].line, found[None, "all"].line] == [False, True]
    assert (found["M", "all"].previous_value, found["M", "all"].outturn_value) == (None, None)
    assert (found[None, "all"].previous_value, found[None, "all"].outturn_value) == (50, 40)
    assert card.rag_counts["all"] == RagCounts(green=1)


def test_a_breakdown_without_meaning_has_no_groups(tmp_path: Path) -> None:
    """Posts have no sex; the whole is there all the same."""
    card = compute(
        tmp_path, "{unit: count, numerator: {from: posts}}", posts="a,,1,,A\n", options={"by": ["sex"]}
    )
    assert groups(card, "sex") == {}
    assert row(card).numerator == 1


def test_a_breakdown_whose_extract_is_missing_has_no_groups(tmp_path: Path) -> None:
    """Of which kind the last stays are is not known without the stays; the figure does not need them."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: children}}",
        without=("stays",),
        children=CHILDREN,
        options={"by": ["kind", "sex"]},
    )
    assert groups(card, "kind") == {}
    assert sum(part[0] for part in groups(card, "sex").values()) == row(card).numerator == 5


def test_a_child_is_counted_once_in_each_group(tmp_path: Path) -> None:
    """Two stays of one child in one group are one child there."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: stays, count: children}}",
        children=CHILDREN,
        stays=STAYS,
        options={"by": ["sex"]},
    )
    assert groups(card, "sex") == {"M": (2, None), "F": (1, None), "U": (1, None), "not recorded": (1, None)}


# Notes ----------------------------------------------------------------------------------------------


def test_a_sum_says_how_many_rows_it_passed_over(tmp_path: Path) -> None:
    """Of six stays two have miles; the sum is of those, and the note counts the rest."""
    card = compute(
        tmp_path,
        "{unit: mean, denominator: {from: stays}, numerator: {count: {sum: miles}}}",
        children=CHILDREN,
        stays=STAYS,
        settings="settings: {small_cohort: 0}\n",
    )
    assert (row(card).numerator, row(card).denominator, row(card).value) == (3.5, 2, 1.75)
    assert row(card).notes == (
        "missing_values: 4 rows of the numerator have no value to add up",
        "unknown_rows: 4 rows where miles is not recorded; how far that could move the figure is not known",
    )


def test_quotients_add_up_over_their_groups(tmp_path: Path) -> None:
    """The weeks of stays of 1, 2 and 4 days are a seventh each: in all one week, whatever the groups."""
    card = compute(
        tmp_path,
        "{unit: mean, denominator: {from: stays},"
        " numerator: {count: {sum: 'days_between(started_on, ended_on) / 7'}}}",
        children=CHILDREN,
        stays="""
            1,2015-05-01,2015-05-02,,,,
            2,2015-05-01,2015-05-03,,,,
            3,2015-05-01,2015-05-05,,,,
        """,
        options={"by": ["sex"]},
    )
    assert (row(card).numerator, row(card).denominator) == (1, 3)
    assert [part[0] for part in groups(card, "sex").values()] == [
        Decimal("0.428571428571429"),
        Decimal("0.571428571428571"),
    ]


MEAN = (
    "{unit: mean, polarity: lower, denominator: {from: stays}, numerator: {count: {sum: miles}},"
    " targets: {2015-16: {target: 12, amber: 14, source: s}}}"
)


def test_a_mean_divides_by_the_rows_that_have_a_value(tmp_path: Path) -> None:
    """15, 15 and 15 have a mean of 15, which is red, whatever a fourth was; not of 11.3, which is green."""
    stays = "1,2015-05-01,,15,,,\n1,2015-05-02,,15,,,\n2,2015-05-03,,15,,,\n2,2015-05-04,,,,,\n"
    whole = row(compute(tmp_path, MEAN, children=CHILDREN, stays=stays))
    assert (whole.numerator, whole.denominator, whole.value, whole.rag) == (45, 3, 15, "red")


def test_a_mean_of_no_value_has_no_value(tmp_path: Path) -> None:
    """Where nothing is recorded the mean is not 0, which would be green."""
    whole = row(compute(tmp_path, MEAN, children=CHILDREN, stays="1,2015-05-01,,,,,\n"))
    assert (whole.numerator, whole.denominator, whole.value, whole.rag) == (0, 0, None, None)
    assert whole.status == "no_denominator"


def test_a_ratio_of_sums_adds_up_the_rows_that_have_both(tmp_path: Path) -> None:
    """2 and 4 miles of 1 and 2 days; 6 miles without days and 8 days without miles are left out."""
    days = "days_between(started_on, ended_on)"
    card = compute(
        tmp_path,
        f"{{unit: ratio, denominator: {{from: stays, count: {{sum: '{days}'}}}},"
        " numerator: {count: {sum: miles}}}",
        children=CHILDREN,
        stays="""
            1,2015-05-01,2015-05-02,2,,,
            1,2015-05-02,2015-05-04,4,,,
            2,2015-05-01,,6,,,
            2,2015-05-02,2015-05-10,,,,
            3,2015-05-02,,,,,
        """,
        settings="settings: {small_cohort: 0}\n",
    )
    assert (row(card).numerator, row(card).denominator, row(card).value) == (6, 3, 2)
    assert row(card).notes == (
        "missing_values: 2 rows of the numerator and 2 rows of the denominator have no value to add up",
        # A blank `ended_on` is an answer: the stay goes on, and has no days to add up.
        "unknown_rows: 2 rows where miles is not recorded; how far that could move the figure is not known",
    )


def test_a_denominator_that_is_a_sum_says_so_too(tmp_path: Path) -> None:
    """One post without its hours on each side, and one that only the denominator has."""
    card = compute(
        tmp_path,
        "{unit: percent, denominator: {from: posts, count: {sum: fte}}, numerator: {where: filled}}",
        posts="a,,1,yes,A\nb,,,yes,A\nc,,,no,A\n",
        settings="settings: {small_cohort: 0}\n",
    )
    assert row(card).notes == (
        "missing_values: 1 row of the numerator and 2 rows of the denominator have no value to add up",
        "unknown_rows: 2 rows where fte is not recorded; how far that could move the figure is not known",
    )


@pytest.mark.parametrize(("limit", "noted"), [(6, False), (7, True)])
def test_a_small_denominator_is_noted(tmp_path: Path, limit: int, noted: bool) -> None:
    """Under the catalogue's limit, not at it."""
    card = compute(
        tmp_path, SHARE, children=CHILDREN, stays=STAYS, settings=f"settings: {{small_cohort: {limit}}}\n"
    )
    note = f"small_cohort: the denominator is under {limit}, so one more or fewer moves the figure a lot"
    assert row(card).notes == ((note,) if noted else ())


@pytest.mark.parametrize(
    ("as_at", "days"), [("2015-04-01", 1), ("2015-06-30", 91), ("2015-07-01", None), ("2016-03-31", None)]
)
def test_a_year_that_has_only_begun_is_noted(tmp_path: Path, as_at: str, days: int | None) -> None:
    """Until the end of its first quarter."""
    card = compute(
        tmp_path,
        "{period: year_to_date, unit: count, numerator: {from: stays, dated_by: started_on}}",
        as_at=dt.date.fromisoformat(as_at),
    )
    note = f"small_cohort: the year to date has run for {days} days only"
    early = [found for found in row(card).notes if found.startswith("small_cohort")]
    assert early == ([note] if days else [])


# Earlier figures ------------------------------------------------------------------------------------


def test_earlier_figures_are_shown_and_compared(tmp_path: Path) -> None:
    """66.7% after 60.0% in December is better; the outturn is only shown. Each variant has its own."""
    published = {
        ("it", "all"): {
            QUARTER: Earlier(QUARTER, Fraction(60)),
            OUTTURN: Earlier(OUTTURN, Fraction(75)),
        },
        ("it", "excluding_uasc"): {QUARTER: Earlier(QUARTER, Fraction(70))},
    }
    card = compute(
        tmp_path,
        SHARE[:-1] + ", polarity: higher}",
        children=CHILDREN,
        stays=STAYS,
        options={"against": Against(Record(published), {})},
    )
    found = row(card)
    assert (found.previous_as_at, found.previous_value, found.previous_display) == (
        QUARTER,
        60,
        "60.0%",
    )
    assert found.change == pytest.approx(200 / 3 - 60)
    assert found.direction is Direction.IMPROVED
    assert (found.outturn_as_at, found.outturn_value, found.outturn_display) == (
        OUTTURN,
        75,
        "75.0%",
    )
    assert row(card, "excluding_uasc").direction is Direction.WORSENED
    assert row(card, "excluding_uasc").outturn_value is None


# Counted ratings, lines, and what was asked for ------------------------------------------------------


def rated(name: str, target: int, amber: int, lines: str) -> str:
    """The share with a target for 2015-16."""
    targets = f"{{2015-16: {{target: {target}, amber: {amber}}}}}"
    return f"{SHARE[:-1]}, id: {name}, polarity: higher, lines: {lines}, targets: {targets}}}"


def test_ratings_are_counted_by_line_and_by_variant(tmp_path: Path) -> None:
    """Three indicators: all four of six, 60% of five without UASC, none of one girl."""
    card = compute(
        tmp_path,
        rated("one", 66, 60, "[all]"),
        rated("two", 67, 60, "[excluding_uasc, all]"),
        rated("three", 90, 80, "[girls]"),
        SHARE[:-1] + ", id: four}",
        children=CHILDREN,
        stays=STAYS,
    )
    assert card.rag_counts == {
        "lines": RagCounts(green=1, amber=2, red=1, not_rated=1),
        "all": RagCounts(green=1, amber=1, red=1, not_rated=1),
        "excluding_uasc": RagCounts(green=0, amber=2, red=1, not_rated=1),
        "girls": RagCounts(green=0, amber=0, red=3, not_rated=1),
    }


def test_targets_are_those_of_the_financial_year(tmp_path: Path) -> None:
    """A year that is not listed has no target, and the row says so."""
    indicator = rated("it", 66, 60, "[all]")
    for as_at, target in ((dt.date(2016, 3, 31), 66), (dt.date(2016, 4, 1), None)):
        assert row(compute(tmp_path, indicator, as_at=as_at, children=CHILDREN, stays=STAYS)).target == target
    later = compute(tmp_path, indicator, as_at=dt.date(2016, 4, 1), children=CHILDREN, stays=STAYS)
    assert row(later).rag_reason == "Not rated: no target is set for 2016-17."


def test_only_some_indicators(tmp_path: Path) -> None:
    """The others are neither computed nor described."""
    one, two = (f"{{unit: count, numerator: {{from: posts}}, id: {name}}}" for name in ("one", "two"))
    card = compute(tmp_path, one, two, options={"only": ["two"]})
    assert [indicator.id for indicator in card.indicators] == ["two"]
    assert {row.indicator for row in card.results} == {"two"}


def test_rows_stand_by_indicator_then_variant(tmp_path: Path) -> None:
    """In the order of the catalogue, each variant with its groups after it."""
    card = compute(
        tmp_path,
        "{unit: count, numerator: {from: stays}, id: one}",
        "{unit: count, numerator: {from: children}, id: two}",
        children="1,,,,F,\n",
        options={"by": ["sex"]},
    )
    assert [(row.indicator, row.variant, row.group) for row in card.results] == [
        ("one", "all", None),
        ("one", "excluding_uasc", None),
        ("one", "girls", None),
        ("two", "all", None),
        ("two", "all", "F"),
        ("two", "excluding_uasc", None),
        ("two", "excluding_uasc", "F"),
        ("two", "girls", None),
        ("two", "girls", "F"),
    ]


def test_the_scorecard_says_what_it_was_made_of(tmp_path: Path) -> None:
    """The day, the moment, the catalogue's variants and themes, and every extract with its rows."""
    card = compute(tmp_path, SHARE, children=CHILDREN, stays=STAYS, without=("results",))
    assert (card.as_at, card.generated_at) == (dt.date(2016, 3, 31), MOMENT)
    assert [variant.id for variant in card.variants] == ["all", "excluding_uasc", "girls"]
    assert [theme.id for theme in card.themes] == ["all_of_it"]
    assert [(extract.name, extract.rows) for extract in card.extracts] == [
        ("children", 5),
        ("stays", 6),
        ("visits", 0),
        ("posts", 0),
    ]
