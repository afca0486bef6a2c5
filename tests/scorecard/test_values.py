"""Means, medians and percentiles of a number: over the rows that have one, exactly, by a stated rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.results import Row
from tests.scorecard.scorecards import compute, groups, row

CHILDREN = "1,2006-04-01,no,,M,\n2,2015-01-01,yes,,F,\n3,2000-02-29,no,,F,\n"
#: Child, start, end, miles, urgent, kind, carer. Of the last stay nobody wrote down the miles.
STAYS = (
    "1,2015-04-01,,1,yes,A,\n1,2015-05-01,,2,yes,B,\n2,2015-06-01,,4,yes,A,\n"
    "3,2015-07-01,,0.1,no,A,\n3,2015-08-01,,30,no,B,\n3,2015-09-01,,,no,B,\n"
)


def taken(folder: Path, unit: str, how: str, where: str = "", **files: str) -> Row:
    """The row of an indicator that takes this of the stays' values."""
    condition = f", where: {where}" if where else ""
    written = f"{{unit: {unit}, numerator: {{from: stays, count: {how}{condition}}}}}"
    return row(compute(folder, written, **{"children": CHILDREN, "stays": STAYS, **files}))


@pytest.mark.parametrize(
    ("unit", "how", "value"),
    [
        ("median", "{median: miles}", 2.0),
        # The places from 0 to 4: 0.4 of the way from 0.1 to 1; 3.6, so 0.6 of the way from 4 to 30.
        ("percentile", "{percentile: 10, of: miles}", 0.46),
        ("percentile", "{percentile: 90, of: miles}", 19.6),
        ("percentile", "{percentile: 75, of: miles}", 4.0),
        ("percentile", "{percentile: 97.5, of: miles}", 27.4),
        ("median", "{median: 'miles * 2 - 0.1'}", 3.9),
        ("mean", "{mean: miles}", 7.42),
    ],
)
def test_what_is_taken_of_five_values(tmp_path: Path, unit: str, how: str, value: float) -> None:
    """0.1, 1, 2, 4 and 30; the stay without miles is left out, and the row says so."""
    found = taken(tmp_path, unit, how)
    assert (found.value, found.denominator) == (value, 5)
    assert f"missing_values: 1 row has no value and is left out of the {unit}" in found.notes


@pytest.mark.parametrize(
    ("where", "value"), [("urgent and miles < 3", 1.5), ("miles == 4", 4.0), ("not urgent", 15.05)]
)
def test_the_median_of_an_even_number_is_halfway(tmp_path: Path, where: str, value: float) -> None:
    """Of 1 and 2, of 4 alone, of 0.1 and 30."""
    assert taken(tmp_path, "median", "{median: miles}", where).value == value


def test_a_percentile_has_no_numerator_and_a_mean_its_sum(tmp_path: Path) -> None:
    """How many values a percentile is taken of is its denominator."""
    median = taken(tmp_path, "median", "{median: miles}")
    assert (median.numerator, median.denominator, median.denominator_children) == (None, 5, 3)
    assert (median.numerator_children, median.to_green, median.one_is_worth) == (None, None, None)
    mean = taken(tmp_path, "mean", "{mean: miles}")
    assert (float(mean.numerator or 0), mean.denominator, mean.display) == (37.1, 5, "7.4")


def test_of_no_values_nothing_is_taken(tmp_path: Path) -> None:
    """Not 0: there is no figure, and why is said."""
    found = taken(tmp_path, "median", "{median: miles}", stays="1,2015-04-01,,,yes,A,\n")
    assert (found.value, found.status, found.status_reason) == (None, "no_denominator", "no row has a value")
    assert taken(tmp_path, "mean", "{mean: miles}", stays="").value is None


def test_a_variant_and_each_group_have_a_median_of_their_own(tmp_path: Path) -> None:
    """Without child 2's 4: 0.1, 1, 2 and 30. Boys 1 and 2; girls 4, 0.1 and 30, of which the 4 was urgent."""
    card = compute(
        tmp_path,
        "{unit: median, numerator: {from: stays, count: {median: miles}}}",
        children=CHILDREN,
        stays=STAYS,
        options={"by": ["sex", "sex,urgent_stay"]},
        settings="  urgent_stay: urgent\n",
    )
    assert (row(card, "excluding_uasc").value, row(card, "excluding_uasc").denominator) == (1.5, 4)
    assert groups(card, "sex") == {"M": (None, 2), "F": (None, 3)}
    found = {each.group: each.value for each in card.results if each.breakdown and each.variant == "all"}
    assert found == {"M": 1.5, "F": 4.0, "M, yes": 1.5, "F, yes": 4.0, "F, no": 15.05}


def test_a_median_lies_between_what_blank_cells_leave_open(tmp_path: Path) -> None:
    """The sixth value may be the lowest, so that the median is 1.5, or the highest, so that it is 3."""
    found = taken(tmp_path, "median", "{median: miles}")
    assert (found.rows_unknown, found.value_low, found.value_high) == (1, 1.5, 3.0)


def test_a_row_that_may_be_counted_is_let_in_and_left_out(tmp_path: Path) -> None:
    """Whether the stays of 0.1 and 30 miles were urgent is not known: 1, 2, 4 with either, both or none."""
    stays = STAYS.replace(",0.1,no,", ",0.1,,").replace(",30,no,", ",30,,")
    found = taken(tmp_path, "median", "{median: miles}", "urgent", stays=stays)
    assert (found.value, found.rows_unknown, found.value_low, found.value_high) == (2.0, 2, 1.5, 3.0)


def test_an_end_of_a_percentile_may_have_no_bound(tmp_path: Path) -> None:
    """The 90th percentile of six hangs on the greatest, which may be any number; below, it has an end."""
    found = taken(tmp_path, "percentile", "{percentile: 90, of: miles}")
    # With the unknown one lowest, the place is 4.5 of six: halfway from 4 to 30.
    assert (found.value_low, found.value_high) == (17.0, None)
