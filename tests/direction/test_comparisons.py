"""Comparisons by name: the day each calls for, and what is said where there is no figure of that day."""

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.direction import Earlier
from cicscore.periods import compared_day
from cicscore.record import Record
from cicscore.results import Row
from cicscore.scorecard.compare import Against
from cicscore.vocabulary import Compare, Direction, Movement, PeriodType, Unit
from tests.base_catalogue import DICTIONARY
from tests.scorecard.scorecards import row
from tests.scorecard.worlds import HEADINGS

MARCH, DECEMBER = dt.date(2016, 3, 31), dt.date(2015, 12, 31)
ALL = ("it", "all")


@pytest.mark.parametrize(
    ("compare", "as_at", "day"),
    [
        (Compare.PREVIOUS_MONTH, "2016-03-31", "2016-02-29"),
        (Compare.PREVIOUS_MONTH, "2016-02-29", "2016-01-31"),
        (Compare.PREVIOUS_MONTH, "2016-03-15", "2016-02-15"),
        (Compare.PREVIOUS_QUARTER, "2016-03-31", "2015-12-31"),
        (Compare.PREVIOUS_QUARTER, "2016-02-29", "2015-12-31"),
        (Compare.PREVIOUS_QUARTER, "2016-04-01", "2016-03-31"),
        (Compare.PREVIOUS_QUARTER, "2016-06-30", "2016-03-31"),
        (Compare.PREVIOUS_QUARTER, "2016-07-15", "2016-06-30"),
        (Compare.SAME_PERIOD_LAST_YEAR, "2016-03-31", "2015-03-31"),
        (Compare.SAME_PERIOD_LAST_YEAR, "2016-02-29", "2015-02-28"),
        (Compare.SAME_PERIOD_LAST_YEAR, "2017-02-28", "2016-02-29"),
        (Compare.SAME_PERIOD_LAST_YEAR, "2016-03-15", "2015-03-15"),
        (Compare.OUTTURN, "2016-03-31", "2015-03-31"),
        (Compare.OUTTURN, "2016-04-01", "2016-03-31"),
        (Compare.OUTTURN, "2015-12-31", "2015-03-31"),
    ],
)
def test_each_comparison_calls_for_one_day(compare: Compare, as_at: str, day: str) -> None:
    """From a calendar: month ends against month ends, quarters of the financial year, 31 March."""
    assert compared_day(compare, dt.date.fromisoformat(as_at)) == dt.date.fromisoformat(day)


def published(*figures: tuple[str, str], **kind: Any) -> Record:
    """A record of the indicator for all children: days and values."""
    days = {dt.date.fromisoformat(day): Fraction(value) for day, value in figures}
    return Record({ALL: {day: Earlier(day, value, **kind) for day, value in days.items()}})


def compared(
    folder: Path,
    record: Record,
    *,
    as_at: dt.date = MARCH,
    settings: str = "",
    recomputed: dict[str, str] | None = None,
    compare: Compare | None = None,
    indicators: tuple[dict[str, Any], ...] = ({},),
) -> Row:
    """The row of a count of three children, 3 at every date, against a record."""
    frame = {
        "id": "it",
        "title": "It",
        "theme": "all_of_it",
        "meaning": "It.",
        "polarity": "higher",
        "period": "snapshot",
        "unit": "count",
        "numerator": {"from": "children"},
    }
    path = folder / "indicators.yaml"
    written = f"indicators: {json.dumps([{**frame, **keys} for keys in indicators])}\n"
    path.write_text(DICTIONARY + settings + written, encoding="utf-8")
    for name, heading in HEADINGS.items():
        rows = "1,,,,,\n2,,,,,\n3,,,,,\n" if name == "children" else ""
        (folder / f"{name}.csv").write_text(f"{heading}\n{rows}", encoding="utf-8")
    catalogue = load_catalogue(path)
    again = {ALL: {dt.date.fromisoformat(day): Fraction(value) for day, value in (recomputed or {}).items()}}
    extracts = load_extracts(folder, catalogue)
    return row(score(catalogue, extracts, as_at, against=Against(record, again, compare)))


def test_the_quarter_before_is_what_a_figure_is_compared_with(tmp_path: Path) -> None:
    """Not a later figure, nor the latest: that of the day that is called for."""
    found = compared(tmp_path, published(("2015-12-31", "2"), ("2016-02-29", "9"), ("2015-03-31", "4")))
    assert (found.compared_with, found.previous_as_at, found.previous_display) == (
        Compare.PREVIOUS_QUARTER,
        DECEMBER,
        "2",
    )
    assert (found.direction, found.movement) == (Direction.IMPROVED, Movement.ROSE)
    assert found.direction_reason == "Improved: rose from 2 on 31 December 2015 to 3."
    assert (found.outturn_as_at, found.outturn_display) == (dt.date(2015, 3, 31), "4")


def test_a_record_without_the_day_gives_no_arrow_and_says_which_it_lacks(tmp_path: Path) -> None:
    """The latest figure before is named, but never compared with in its place."""
    found = compared(tmp_path, published(("2016-02-29", "2")))
    why = (
        "no figure of 31 December 2015 (previous quarter) is recorded; "
        "the latest before 31 March 2016 is of 29 February 2016"
    )
    assert (found.direction, found.movement, found.previous_as_at, found.change) == (None, None, None, None)
    assert found.direction_reason == f"No direction: {why}."
    assert found.notes == (f"no_like_for_like: {why}",)


def test_a_record_without_the_indicator_is_no_more_than_no_record(tmp_path: Path) -> None:
    """There is nothing to name, and nothing to be noted on every line."""
    found = compared(tmp_path, Record())
    assert (found.direction_reason, found.notes) == ("No direction: no earlier figure is known.", ())


@pytest.mark.parametrize(
    ("settings", "indicator", "compare", "day"),
    [
        ("settings: {compare: outturn}\n", {}, None, dt.date(2015, 3, 31)),
        ("settings: {compare: outturn}\n", {"compare": "previous_month"}, None, dt.date(2016, 2, 29)),
        ("", {"compare": "same_period_last_year"}, None, dt.date(2015, 3, 31)),
        ("", {"compare": "previous_month"}, Compare.PREVIOUS_QUARTER, DECEMBER),
    ],
)
def test_the_catalogue_chooses_and_each_indicator_may_choose_otherwise(
    tmp_path: Path, settings: str, indicator: dict[str, str], compare: Compare | None, day: dt.date
) -> None:
    """An indicator's own comparison goes before the catalogue's, and the caller's before both."""
    record = published(("2015-03-31", "1"), ("2015-12-31", "1"), ("2016-02-29", "1"))
    found = compared(tmp_path, record, settings=settings, indicators=(indicator,), compare=compare)
    assert found.previous_as_at == day


def test_a_published_figure_that_comes_out_otherwise_now_is_restated_with_both(tmp_path: Path) -> None:
    """The published figure stays the one that is compared with."""
    record = published(("2015-12-31", "2"), ("2015-03-31", "4"))
    found = compared(tmp_path, record, recomputed={"2015-12-31": "3", "2015-03-31": "4.4"})
    assert found.previous_display == "2"
    assert found.notes == (
        "restated: the figure of 31 December 2015 was published as 2; "
        "computed again from these extracts it is 3 (+1)",
    )


def test_figures_of_another_kind_are_not_compared(tmp_path: Path) -> None:
    """The record tells that the figure was of a year to date then, or of another unit."""
    found = compared(tmp_path, published(("2015-12-31", "2"), period=PeriodType.YEAR_TO_DATE))
    assert found.direction_reason == (
        "No direction: the period was year to date on 31 December 2015 and is snapshot now."
    )
    found = compared(tmp_path, published(("2015-12-31", "2"), unit=Unit.PERCENT))
    assert found.direction_reason == (
        "No direction: the unit was percent on 31 December 2015 and is count now."
    )


BEFORE = {"valid_to": "2016-01-31", "numerator": {"from": "stays"}}
AFTER = {"valid_from": "2016-02-01", "change_note": "Counts children, no longer stays."}


def test_a_snapshot_of_the_year_so_far_is_compared_with_its_own_kind(tmp_path: Path) -> None:
    """A saved scorecard calls it a snapshot, as the catalogue does: within the year that keeps its arrow."""
    of_the_year = {
        "unit": "percent",
        "denominator": {"from": "children"},
        "numerator": {"where": "born_on >= year_start"},
    }
    kind = {"period": PeriodType.SNAPSHOT, "unit": Unit.PERCENT}
    december, march = published(("2015-12-31", "90"), **kind), published(("2015-03-31", "90"), **kind)
    found = compared(tmp_path, december, indicators=(of_the_year,))
    assert (found.direction, found.value, found.previous_value) == (Direction.WORSENED, 0, 90)
    across = compared(tmp_path, march, indicators=(of_the_year,), as_at=dt.date(2015, 6, 30))
    assert across.direction is None
    assert "begins again on 1 April" in str(across.direction_reason)


def test_there_is_no_arrow_across_a_change_of_definition(tmp_path: Path) -> None:
    """The day of the change is given, and why it was made."""
    found = compared(tmp_path, published(("2015-12-31", "2")), indicators=(BEFORE, AFTER))
    assert (found.direction, found.previous_display) == (None, "2")
    assert found.direction_reason == (
        "No direction: the definition changed on 1 February 2016 (Counts children, no longer stays)."
    )


def test_a_change_of_words_alone_keeps_the_arrow(tmp_path: Path) -> None:
    """A new title counts nothing differently."""
    words = {"valid_to": "2016-01-31", "title": "It was"}
    found = compared(tmp_path, published(("2015-12-31", "2")), indicators=(words, AFTER))
    assert found.direction is Direction.IMPROVED


def test_a_figure_from_before_any_definition_is_not_compared(tmp_path: Path) -> None:
    """Nobody can say what it counted."""
    found = compared(tmp_path, published(("2015-12-31", "2")), indicators=(AFTER,))
    assert found.direction_reason == ("No direction: the catalogue has no definition for 31 December 2015.")
