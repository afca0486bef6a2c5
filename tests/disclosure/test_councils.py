"""The made-up councils are what they say, and their scorecards ones that the program could have made."""

from __future__ import annotations

import pytest

from cicscore.render.json import parse_scorecard, render_json
from cicscore.view import PLAIN
from tests.disclosure.councils import corrected, council, next_month, scorecard


@pytest.mark.parametrize("seed", range(4))
def test_a_scorecard_contradicts_itself_nowhere(seed: int) -> None:
    """Values, ratings, movements, intervals, tallies and panels are read back and held against each other."""
    made = scorecard(council(seed))
    assert parse_scorecard(render_json(made, PLAIN), "made.json") == made


def test_a_seed_makes_the_same_scorecard_each_time() -> None:
    """So that a leak that was found can be looked at again."""
    assert scorecard(council(7)) == scorecard(council(7))


def test_sizes_spread_from_dozens_to_thousands() -> None:
    """As councils do."""
    cared_for = [int(scorecard(council(seed)).results[0].numerator or 0) for seed in range(40)]
    assert min(cared_for) < 120
    assert max(cared_for) > 1_500


def test_a_corrected_month_has_the_same_day_and_other_counts() -> None:
    """Some, and far from all."""
    one = council(3)
    before, after = scorecard(one).results, scorecard(corrected(one)).results
    rows = {(row.indicator, row.variant, row.breakdown, row.group): row.numerator for row in before}
    changed = [
        row
        for row in after
        if rows.get((row.indicator, row.variant, row.breakdown, row.group)) != row.numerator
    ]
    assert 0 < len(changed) < len(after) * 0.6


def test_the_next_month_repeats_the_months_before() -> None:
    """The series of both have two months, whose figures are the same."""
    one = council(3)
    first, second = scorecard(one), scorecard(next_month(one))
    shared = {(row.indicator, row.variant, row.as_at): row.value for row in first.series}
    again = [row for row in second.series if (row.indicator, row.variant, row.as_at) in shared]
    assert len(again) == len(first.series) // 3 * 2
    assert all(row.value == shared[row.indicator, row.variant, row.as_at] for row in again)
