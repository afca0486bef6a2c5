"""Two earlier figures on a row: each of its own day, with a direction of its own, like for like."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.direction import Earlier
from cicscore.record import Record
from cicscore.render.json import parse_scorecard, render_json
from cicscore.render.table import render_table
from cicscore.results import Scorecard
from cicscore.scorecard.compare import Against
from cicscore.view import Layout, View
from cicscore.vocabulary import Rag
from tests.scorecard.scorecards import compute, row

DECEMBER, LAST_MARCH = dt.date(2015, 12, 31), dt.date(2015, 3, 31)
#: Seven posts on 31 March 2016; nine in December, five in March of the year before.
POSTS = ",,1,yes,A\n" * 7
FIGURES = {DECEMBER: 9, LAST_MARCH: 5}
LAST_YEAR = "also_compare: same_period_last_year"


def scorecard(folder: Path, keys: str = LAST_YEAR, settings: str = "", *without: dt.date) -> Scorecard:
    """A scorecard of the posts, of which more is better, with what was published before."""
    known = {
        day: Earlier(day, Fraction(value), rag=Rag.AMBER)
        for day, value in FIGURES.items()
        if day not in without
    }
    indicator = f"{{unit: count, polarity: higher, numerator: {{from: posts}}, {keys}}}"
    options = {"against": Against(Record({("it", "all"): known}), {})}
    return compute(folder, indicator, posts=POSTS, settings=settings, options=options)


def test_a_row_has_two_earlier_figures_where_asked(tmp_path: Path) -> None:
    """Fewer than in the quarter before, and more than in the same month of the year before."""
    found = row(scorecard(tmp_path))
    assert (found.previous_as_at, found.previous_value, found.direction) == (DECEMBER, 9, "worsened")
    assert (found.also_compared_with, found.earlier_as_at) == ("same_period_last_year", LAST_MARCH)
    assert (found.earlier_value, found.earlier_display, found.earlier_rag) == (5, "5", "amber")
    assert (found.earlier_change, found.earlier_change_display) == (2, "+2")
    assert (found.earlier_direction, found.earlier_reason) == (
        "improved",
        "Improved: rose from 5 on 31 March 2015 to 7.",
    )


def test_a_setting_asks_for_every_row(tmp_path: Path) -> None:
    """What the indicator says goes first."""
    settings = "settings: {also_compare: outturn}\n"
    assert row(scorecard(tmp_path, "decimals: 0", settings)).also_compared_with == "outturn"
    assert row(scorecard(tmp_path, LAST_YEAR, settings)).also_compared_with == "same_period_last_year"


def test_an_earlier_figure_that_is_not_known_is_said_to_be_missing(tmp_path: Path) -> None:
    """No other day's figure stands in for it."""
    found = row(scorecard(tmp_path, LAST_YEAR, "", LAST_MARCH))
    assert (found.earlier_value, found.earlier_direction) == (None, None)
    assert found.earlier_reason == (
        "No direction: no figure of 31 March 2015 (same period last year) is recorded; the latest before "
        "31 March 2016 is of 31 December 2015."
    )
    assert found.direction == "worsened"


def test_without_being_asked_a_row_has_one(tmp_path: Path) -> None:
    """And pages have no column for another."""
    plain = scorecard(tmp_path, "decimals: 0")
    assert (row(plain).also_compared_with, row(plain).earlier_value) == (None, None)
    assert "Earlier" not in render_table(plain, View(Layout.SCORECARD, 200))


def test_the_first_page_prints_both(tmp_path: Path) -> None:
    """The second with whether the value is better than it, and both days at the top."""
    page = render_table(scorecard(tmp_path), View(Layout.SCORECARD, 200))
    assert "previous 31 December 2015 · earlier 31 March 2015" in page
    assert "Earlier figure" in page
    line = next(line for line in page.splitlines() if line.startswith("It"))
    assert "improved" in line
    assert "worsened" in line


def test_a_saved_one_is_read_back(tmp_path: Path) -> None:
    """And an earlier document without these fields has none."""
    card = scorecard(tmp_path)
    text = render_json(card, View())
    assert parse_scorecard(text, "it.json").results == card.results


@pytest.mark.parametrize("display", ["6", "5.0"])
def test_a_saved_one_that_contradicts_itself_is_refused(tmp_path: Path, display: str) -> None:
    """Its text is its value as it is printed."""
    text = render_json(scorecard(tmp_path), View())
    changed = text.replace('"earlier_display": "5"', f'"earlier_display": "{display}"')
    assert changed != text
    with pytest.raises(Exception, match="earlier_display"):
        parse_scorecard(changed, "it.json")
