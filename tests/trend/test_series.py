"""Series of month ends: the same as computing each month alone, and told as the published tables tell it."""

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.catalogue.definitions import Catalogue
from cicscore.direction import Earlier
from cicscore.record import Record
from cicscore.results import SeriesRow
from cicscore.scorecard.compare import Against
from cicscore.scorecard.series import Series, SeriesRequest, series
from cicscore.tables.table import Extracts
from cicscore.text import change_text
from cicscore.vocabulary import Direction, SpecialCause, Status, Tendency, Unit
from tests.base_catalogue import DICTIONARY
from tests.scorecard.worlds import HEADINGS

ROOT = Path(__file__).parents[2]
MARCH = dt.date(2016, 3, 31)
_SCALES = {Unit.PERCENT: 100, Unit.PER_10000: 10_000}
#: What a row of a series has of a scorecard's.
SHARED = [
    "indicator", "variant", "line", "period_start", "period_end", "status", "status_reason", "numerator",
    "denominator", "value", "display", "target", "amber", "rag", "rag_reason", "difference_from_all",
    "difference_display", "notes",
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> tuple[Catalogue, Extracts, Series]:
    """Twelve months of the samples."""
    catalogue = load_catalogue(ROOT / "indicators.yaml")
    extracts = load_extracts(ROOT / "samples/2016-03", catalogue)
    return catalogue, extracts, series(catalogue, extracts, SeriesRequest(MARCH, 12))


@pytest.mark.parametrize("day", [MARCH, dt.date(2015, 9, 30), dt.date(2015, 4, 30)])
def test_a_month_of_the_trend_is_what_compute_makes_of_it_alone(
    shipped: tuple[Catalogue, Extracts, Series], day: dt.date
) -> None:
    """To the last digit, for every row and variant: what months share never leaks from one to another."""
    catalogue, extracts, found = shipped
    alone = [tuple(getattr(row, name) for name in SHARED) for row in score(catalogue, extracts, day).results]
    within = [tuple(getattr(row, name) for name in SHARED) for row in found.rows if row.as_at == day]
    assert within == alone
    assert len(alone) == 2 * 57


def test_the_average_is_that_of_the_exact_monthly_differences(
    shipped: tuple[Catalogue, Extracts, Series],
) -> None:
    """Recomputed from the counts of both variants in every month, and only then rounded."""
    catalogue, _, found = shipped
    definitions = {indicator.written.id: indicator for indicator in catalogue.indicators}
    values = {(row.indicator, row.variant, row.as_at): _exact(row, definitions[row.indicator].written.unit)
              for row in found.rows}  # fmt: skip
    averaged = 0
    for summary in found.summaries:
        definition = definitions[summary.indicator]
        pairs = [
            (values[summary.indicator, summary.variant, day], values[summary.indicator, "all", day])
            for day in found.days
        ]
        differences = [one - other for one, other in pairs if one is not None and other is not None]
        if summary.variant == "all" or not differences:
            assert summary.difference_average_display is None
            continue
        average = sum(differences, Fraction(0)) / len(differences)
        assert summary.difference_average_display == change_text(
            average, definition.written.unit, definition.decimals
        )
        averaged += 1
    assert averaged >= 40


def _exact(row: SeriesRow, unit: Unit) -> Fraction | None:
    if row.numerator is None or row.status is not Status.CALCULATED:
        return None
    below = Fraction(1) if row.denominator is None else Fraction(row.denominator)
    return Fraction(row.numerator) / below * _SCALES.get(unit, 1)


def test_the_differences_of_march_are_those_that_were_published(
    shipped: tuple[Catalogue, Extracts, Series],
) -> None:
    """The last column of the published monthly table, for each of its ten indicators."""
    table = ROOT / "samples/published/pages/uasc_monthly_difference_2015_16.csv"
    with table.open(encoding="utf-8") as file:
        published = {row["indicator"]: row["2016-03-31"] for row in csv.DictReader(file)}
    found = {
        row.indicator: row.difference_display
        for row in shipped[2].rows
        if (row.variant, row.as_at) == ("excluding_uasc", MARCH)
    }
    assert len(published) == 10
    assert {name: found[name] for name in published} == {
        name: f"{float(value):+.1f} pp" for name, value in published.items()
    }


def world(folder: Path, stays: list[tuple[str, str]], indicators: str) -> tuple[Catalogue, Extracts]:
    """Two girls and a UASC boy, with stays begun and ended on these days."""
    (folder / "indicators.yaml").write_text(DICTIONARY + indicators, encoding="utf-8")
    rows = {
        "children": "1,,no,,F,\n2,,no,,F,\n3,,yes,,M,\n",
        "stays": "".join(f"{n % 3 + 1},{start},{end},,,,\n" for n, (start, end) in enumerate(stays)),
    }
    for name, heading in HEADINGS.items():
        (folder / f"{name}.csv").write_text(f"{heading}\n{rows.get(name, '')}", encoding="utf-8")
    catalogue = load_catalogue(folder / "indicators.yaml")
    return catalogue, load_extracts(folder, catalogue)


FRAME = """
indicators:
  - id: it
    title: It
    theme: all_of_it
    meaning: It.
    polarity: higher
    period: snapshot
    unit: count
    numerator: {from: stays, where: open}
"""


def of(found: Series, variant: str = "all") -> list[SeriesRow]:
    """The rows of one variant."""
    return [row for row in found.rows if row.variant == variant]


def test_months_end_on_their_last_days_up_to_the_last_whole_one(tmp_path: Path) -> None:
    """February of a leap year; a month that is not over has no month end."""
    catalogue, extracts = world(tmp_path, [], FRAME)
    found = series(catalogue, extracts, SeriesRequest(dt.date(2016, 3, 30), 3))
    assert found.days == (dt.date(2015, 12, 31), dt.date(2016, 1, 31), dt.date(2016, 2, 29))


def test_published_figures_stand_beside_what_is_computed_now(tmp_path: Path) -> None:
    """What prints otherwise is restated; the published figure never takes the other's place."""
    catalogue, extracts = world(tmp_path, [("2015-12-01", ""), ("2016-02-01", "")], FRAME)
    days = {dt.date(2016, 1, 31): "1", dt.date(2016, 2, 29): "1"}
    record = Record({("it", "all"): {day: Earlier(day, Fraction(value)) for day, value in days.items()}})
    found = series(catalogue, extracts, SeriesRequest(MARCH, 3, against=Against(record, {})))
    assert [(row.display, row.published_display, row.restated) for row in of(found)] == [
        ("1", "1", False),
        ("2", "1", True),
        ("2", None, False),
    ]


def test_a_definition_that_changes_within_the_series_is_told_month_by_month(tmp_path: Path) -> None:
    """The direction over the whole time looks only at what counts the same as the latest."""
    changes = """
    changes:
      2016-01-01: {numerator: {from: stays}, change_note: Counts all stays.}
"""
    stays = [(f"2015-{month:02d}-01", "2015-12-15") for month in range(1, 13)]
    catalogue, extracts = world(tmp_path, stays, FRAME.rstrip("\n") + changes)
    found = series(catalogue, extracts, SeriesRequest(MARCH, 6, tendency=True))
    assert [(row.display, row.definition_from) for row in of(found)] == [
        ("10", None),
        ("11", None),
        ("0", None),
        ("12", dt.date(2016, 1, 1)),
        ("12", dt.date(2016, 1, 1)),
        ("12", dt.date(2016, 1, 1)),
    ]
    assert found.summaries[0].tendency_reason == (
        "No direction over time: the series has 3 points, and at least 5 are needed."
    )
    assert [indicator.written.valid_from for indicator in found.definitions] == [dt.date(2016, 1, 1)]


def test_the_longer_view_is_off_until_it_is_asked_for(tmp_path: Path) -> None:
    """Thirteen months of a steady rise, then with both tests."""
    stays = [(f"{2015 + month // 12}-{month % 12 + 1:02d}-01", "") for month in range(2, 15)]
    catalogue, extracts = world(tmp_path, stays, FRAME)
    plain = series(catalogue, extracts, SeriesRequest(MARCH, 13))
    assert {summary.tendency_reason for summary in plain.summaries} == {None}
    assert {summary.process_reason for summary in plain.summaries} == {None}
    asked = series(catalogue, extracts, SeriesRequest(MARCH, 13, tendency=True, signals=True))
    summary = asked.summaries[0]
    assert (summary.tendency, summary.tendency_direction, summary.tendency_per_month) == (
        Tendency.RISING,
        Direction.IMPROVED,
        1.0,
    )
    assert summary.process_mean == 7.0
    assert all(SpecialCause.TREND in row.special_causes for row in of(asked))
    assert [row.special_cause_direction for row in of(asked)] == [
        *[Direction.WORSENED] * 6,
        None,  # on the mean
        *[Direction.IMPROVED] * 6,
    ]


def test_only_the_indicators_asked_for_are_computed(tmp_path: Path) -> None:
    """The others are not in the series at all."""
    catalogue, extracts = world(
        tmp_path, [], FRAME + FRAME.replace("indicators:\n", "").replace("id: it", "id: other")
    )
    found = series(catalogue, extracts, SeriesRequest(MARCH, 2, only=frozenset({"other"})))
    assert {row.indicator for row in found.rows} == {"other"}
