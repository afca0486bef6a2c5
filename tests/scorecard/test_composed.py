"""Indicators made of others: worked by hand, with what is missing and what is not known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.direction import Earlier
from cicscore.faults.fault import Place
from cicscore.overrides.overrides import Entry, Overrides, ValueByHand
from cicscore.record import Record
from cicscore.results import Row, Scorecard
from cicscore.scorecard.compare import Against
from cicscore.vocabulary import Direction, Overridden, Rag, Status
from tests.scorecard.scorecards import MARCH_2016, compute, row

#: Of four stays, three of them of boys, two are urgent, both of boys; one of the boys is UASC.
CHILDREN = "1,2006-04-01,no,,M,\n2,2006-04-01,no,,M,\n3,2006-04-01,yes,,M,\n4,2006-04-01,no,,F,\n"
STAYS = (
    "1,2016-03-01,,,yes,A,\n2,2015-04-01,2016-03-10,,yes,A,\n3,2015-05-01,2016-03-20,,no,B,\n"
    "4,2016-03-02,,,no,B,\n"
)
BEGUN = """
{id: begun, title: Begun, unit: count, period: month, numerator: {from: stays, dated_by: started_on}}
"""
ENDED = """
{id: ended, title: Ended, unit: count, period: month, numerator: {from: stays, dated_by: ended_on}}
"""
URGENT = """
{id: urgent, title: Urgent, unit: percent, denominator: {from: stays}, numerator: {where: urgent},
 comparators: {england: {2015-03-31: {value: 40, source: x}, 2016-03-31: {value: "42.5", source: x}}}}
"""
OF_BOYS = """
{id: of_boys, title: Of boys, unit: percent, denominator: {from: stays, where: child.sex == "M"},
 numerator: {where: urgent}}
"""
READING = """
{id: reading, title: Reading, unit: percent, period: annual,
 value: {from: results, column: value, where: measure == "READING", dated_by: known_on}}
"""
NET = "{id: net, unit: count, period: month, value: {from_indicators: begun - ended}}"
GAP = "{id: gap, unit: percent, value: {from_indicators: urgent - urgent.england}}"
ROWS = {"children": CHILDREN, "stays": STAYS}


def of(scorecard: Scorecard, indicator: str, breakdown: str, group: str) -> Row:
    """The row of a group, for everybody."""
    (found,) = [
        row
        for row in scorecard.results
        if (row.indicator, row.variant, row.breakdown, row.group) == (indicator, "all", breakdown, group)
    ]
    return found


def test_net_change_is_what_began_less_what_ended(tmp_path: Path) -> None:
    """Two began in March, two ended; without UASC one ended. There are no counts of its own."""
    card = compute(tmp_path, BEGUN, ENDED, NET, **ROWS)
    every, without = (row(card, variant, "net") for variant in ("all", "excluding_uasc"))

    assert (every.status, every.value, every.display) == (Status.CALCULATED, 0.0, "0")
    assert (without.value, without.difference_from_all) == (1.0, 1.0)
    assert (every.numerator, every.denominator, every.to_green) == (None, None, None)


def test_the_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    """What is made of others may come before them."""
    assert row(compute(tmp_path, NET, BEGUN, ENDED, **ROWS), indicator="net").value == 0.0


def test_exact_values_are_taken_before_they_are_rounded(tmp_path: Path) -> None:
    """66.7% (two of three) less 50%, printed without decimals, is 16.7%, not 17%."""
    share, boys = (text.replace("{id", "{decimals: 0, id") for text in (URGENT, OF_BOYS))
    card = compute(
        tmp_path, share, boys, "{id: more, unit: percent, value: {from_indicators: of_boys - urgent}}", **ROWS
    )

    assert row(card, indicator="of_boys").display == "67%"
    assert row(card, indicator="more").value == float(Fraction(50, 3))
    assert row(card, indicator="more").display == "16.7%"


@pytest.mark.parametrize(
    ("unit", "formula", "value"),
    [
        ("percent", "100 * (of_boys - urgent) / urgent", Fraction(100, 3)),
        ("ratio", "of_boys / urgent", Fraction(4, 3)),
        ("percent", "0.25 * of_boys + 0.75 * urgent", Fraction(325, 6)),
        ("percent", "(of_boys + 3 * urgent) / 4", Fraction(325, 6)),
        ("percent", "-urgent", Fraction(-50)),
    ],
)
def test_changes_rates_and_weights_by_hand(tmp_path: Path, unit: str, formula: str, value: Fraction) -> None:
    """Of 66.7% (two of three) and 50% (two of four)."""
    made = f"{{id: made, unit: {unit}, value: {{from_indicators: {formula}}}}}"

    assert row(compute(tmp_path, URGENT, OF_BOYS, made, **ROWS), indicator="made").value == float(value)


def test_it_is_rated_and_compared_like_any_other(tmp_path: Path) -> None:
    """7.5 points above England's 42.5% misses the target of 10; 3.2 points a quarter before is worse."""
    gap = "{id: gap, title: Gap, unit: percent, polarity: higher, " + (
        "targets: {2015-16: {target: 10, amber: 5}}, value: {from_indicators: urgent - urgent.england}}"
    )
    day = dt.date(2015, 12, 31)
    earlier = Record({("gap", "all"): {day: Earlier(day, Fraction("3.2"))}})
    card = compute(tmp_path, URGENT, gap, options={"against": Against(earlier, {})}, **ROWS)
    found = row(card, indicator="gap")

    assert (found.value, found.rag, found.direction) == (7.5, Rag.AMBER, Direction.IMPROVED)
    assert found.rag_reason == ("Amber: 7.5% is below the target of 10% but not below the amber limit of 5%.")


def test_a_gap_may_be_below_nought(tmp_path: Path) -> None:
    """And is not taken for a percentage off its scale."""
    gap = "{id: gap, unit: percent, value: {from_indicators: urgent.england - urgent}}"
    found = row(compute(tmp_path, URGENT, gap, **ROWS), indicator="gap")

    assert (found.value, found.display) == (-7.5, "-7.5%")
    assert not any(note.startswith("off_scale") for note in found.notes)


def test_a_comparators_figure_is_the_latest_by_the_day(tmp_path: Path) -> None:
    """In December 2015 England's figure was 40%."""
    card = compute(tmp_path, URGENT, GAP, as_at=dt.date(2015, 12, 31), **ROWS)

    assert row(card, indicator="gap").value == 10.0


def test_a_comparators_figure_is_of_everybody(tmp_path: Path) -> None:
    """No child can be left out of England's figure, so the variant has none."""
    found = row(compute(tmp_path, URGENT, GAP, **ROWS), "excluding_uasc", "gap")

    assert (found.status, found.value) == (Status.NOT_APPLICABLE, None)
    assert found.status_reason == (
        "Urgent (England) is a figure for everybody, so no children can be left out of it"
    )


def test_a_comparator_without_a_figure_leaves_none(tmp_path: Path) -> None:
    """Nothing is known of the statistical neighbours, and nothing is supposed."""
    gap = GAP.replace("urgent.england", "urgent.statistical_neighbours")
    found = row(compute(tmp_path, URGENT, gap, **ROWS), indicator="gap")

    assert (found.status, found.value) == (Status.NOT_REPORTED, None)
    assert (
        found.status_reason
        == "Urgent (Statistical neighbours): no figure of 31 March 2016 or before is known"
    )


def test_a_part_without_a_value_gives_its_status_and_reason(tmp_path: Path) -> None:
    """There are no stays of boys to divide by; the other part is known."""
    made = "{id: made, unit: percent, value: {from_indicators: urgent - of_boys}}"
    found = row(
        compute(
            tmp_path, URGENT, OF_BOYS, made, children="4,2006-04-01,no,,F,\n", stays="4,2016-03-02,,,no,B,\n"
        ),
        indicator="made",
    )

    assert (found.status, found.value) == (Status.NO_DENOMINATOR, None)
    assert found.status_reason == "Of boys: the denominator is 0"
    assert found.rag_reason == "Not rated: Of boys: the denominator is 0."


def test_every_part_without_a_value_is_told(tmp_path: Path) -> None:
    """The first one gives the status."""
    made = "{id: made, unit: percent, value: {from_indicators: reading - of_boys}}"
    found = row(compute(tmp_path, OF_BOYS, READING, made, without=("stays",)), indicator="made")

    assert found.status is Status.NOT_DUE
    assert found.status_reason == (
        "Reading: nothing is published for it on or before 31 March 2016; "
        "Of boys: the folder has no stays.csv"
    )


def test_a_value_divided_by_0_is_none(tmp_path: Path) -> None:
    """Never infinite, never nought."""
    made = "{id: made, unit: ratio, period: month, value: {from_indicators: ended / begun}}"
    found = row(compute(tmp_path, BEGUN, ENDED, made, children=CHILDREN), indicator="made")

    assert (found.status, found.status_reason) == (Status.NO_DENOMINATOR, "what it is divided by is 0")


def test_what_a_part_does_not_know_bounds_the_whole(tmp_path: Path) -> None:
    """One stay of four may be urgent or not: 25% or 50%, so 17.5 points below England or 7.5 above."""
    unknown = STAYS.replace("2,2015-04-01,2016-03-10,,yes", "2,2015-04-01,2016-03-10,,")
    found = row(compute(tmp_path, URGENT, GAP, children=CHILDREN, stays=unknown), indicator="gap")

    assert (found.rows_unknown, found.value, found.value_low, found.value_high) == (1, -17.5, -17.5, 7.5)
    assert (
        "unknown_rows: 1 row where urgent is not recorded; with everything known the figure would lie "
        "between -17.5% and 7.5%"
    ) in found.notes


def test_a_rating_that_a_part_leaves_open_is_not_safe(tmp_path: Path) -> None:
    """The target lies between the bounds."""
    unknown = STAYS.replace("2,2015-04-01,2016-03-10,,yes", "2,2015-04-01,2016-03-10,,")
    gap = GAP.replace("unit", "polarity: higher, targets: {2015-16: {target: 0, amber: -20}}, unit")
    found = row(compute(tmp_path, URGENT, gap, children=CHILDREN, stays=unknown), indicator="gap")

    assert (found.rag, found.rag_safe) == (Rag.AMBER, False)


def test_rows_that_two_parts_count_are_counted_once(tmp_path: Path) -> None:
    """The one unknown stay is of a boy, and in both shares."""
    unknown = STAYS.replace("2,2015-04-01,2016-03-10,,yes", "2,2015-04-01,2016-03-10,,")
    made = "{id: made, unit: percent, value: {from_indicators: of_boys - urgent}}"
    found = row(compute(tmp_path, URGENT, OF_BOYS, made, children=CHILDREN, stays=unknown), indicator="made")

    # Of boys 1/3 to 2/3, of all 1/4 to 2/4: the difference lies between 33.3 - 50 and 66.7 - 25.
    assert found.rows_unknown == 1
    assert (found.value_low, found.value_high) == (float(Fraction(-50, 3)), float(Fraction(125, 3)))


def test_a_divisor_that_may_be_0_leaves_the_whole_without_bounds(tmp_path: Path) -> None:
    """Nothing is sure of a figure that may be divided by nought."""
    unknown = "1,2016-03-01,,,,A,\n2,2016-03-01,2016-03-10,,,A,\n"
    made = "{id: made, unit: ratio, value: {from_indicators: urgent / of_boys}}"
    children = CHILDREN.replace("no,,M", "no,,")
    found = row(compute(tmp_path, URGENT, OF_BOYS, made, children=children, stays=unknown), indicator="made")

    assert (found.value, found.value_low, found.value_high) == (None, None, None)


def test_groups_are_made_of_the_same_groups_of_each_part(tmp_path: Path) -> None:
    """Of boys, one stay began and two ended; of girls one began and none ended: nought, not missing."""
    card = compute(tmp_path, BEGUN, ENDED, NET, options={"by": ("sex",)}, **ROWS)

    assert of(card, "net", "sex", "M").value == -1.0
    assert of(card, "net", "sex", "F").value == 1.0


def test_a_group_is_compared_with_the_figure_of_everybody(tmp_path: Path) -> None:
    """England's figure stands beside each group's: 66.7% of boys, none of girls."""
    card = compute(tmp_path, URGENT, GAP, options={"by": ("sex",)}, **ROWS)

    assert of(card, "gap", "sex", "M").display == "24.2%"
    assert of(card, "gap", "sex", "F").display == "-42.5%"


def test_a_group_without_a_denominator_says_so(tmp_path: Path) -> None:
    """No stay of a girl is of a boy."""
    made = "{id: made, unit: percent, value: {from_indicators: urgent - of_boys}}"
    card = compute(tmp_path, URGENT, OF_BOYS, made, options={"by": ("sex",)}, **ROWS)
    found = of(card, "made", "sex", "F")

    assert (found.status, found.status_reason) == (Status.NO_DENOMINATOR, "Of boys: the denominator is 0")


def test_a_window_with_months_without_data_is_told(tmp_path: Path) -> None:
    """Nothing is dated in the other months of the year, of which the parts say so, too."""
    begun, ended = (text.replace("period: month", "period: year_to_date") for text in (BEGUN, ENDED))
    net = NET.replace("period: month", "period: year_to_date")
    found = row(compute(tmp_path, begun, ended, net, **ROWS), indicator="net")

    assert (found.months_expected, found.months_with_data) == (12, 1)
    (note,) = (note for note in found.notes if note.startswith("incomplete_window"))
    assert note == (
        "incomplete_window: only 1 of the window's 12 months have data; stays has no started_on in "
        "June 2015 to February 2016; stays has no ended_on in April 2015 to February 2016"
    )


def test_it_is_computed_without_its_parts_being_asked_for(tmp_path: Path) -> None:
    """The parts are counted, and only the whole is shown."""
    card = compute(tmp_path, BEGUN, ENDED, NET, options={"only": frozenset({"net"})}, **ROWS)

    assert {found.indicator for found in card.results} == {"net"}
    assert row(card, indicator="net").value == 0.0


def test_what_is_made_of_what_is_made_of_others(tmp_path: Path) -> None:
    """Twice the net change without UASC is two."""
    twice = "{id: twice, unit: count, period: month, value: {from_indicators: net * 2}}"

    assert row(compute(tmp_path, BEGUN, ENDED, NET, twice, **ROWS), "excluding_uasc", "twice").value == 2.0


def test_a_value_set_by_hand_is_what_the_whole_is_made_of(tmp_path: Path) -> None:
    """52% by hand less England's 42.5%; the note says so."""
    by_hand = ValueByHand("Analyst", MARCH_2016, "Late records.", Place("overrides.yaml"), Decimal(52))
    overrides = Overrides((Entry(("urgent", "all"), MARCH_2016, Overridden.VALUE, by_hand),))
    found = row(compute(tmp_path, URGENT, GAP, options={"overrides": overrides}, **ROWS), indicator="gap")

    assert found.value == 9.5
    assert "made_of_value_by_hand: the value of Urgent that this is made of was set by hand" in found.notes


def test_the_document_says_what_it_is_made_of(tmp_path: Path) -> None:
    """By id, so that a reader finds the parts."""
    infos = {
        info.id: info.made_of for info in compute(tmp_path, URGENT, BEGUN, ENDED, NET, GAP, **ROWS).indicators
    }

    assert infos == {"urgent": (), "begun": (), "ended": (), "net": ("begun", "ended"), "gap": ("urgent",)}
