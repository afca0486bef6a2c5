"""Windows with a month that has no data: always flagged, and not rated where the catalogue says so."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicscore.periods import add_months, month_end, months_touched, window
from cicscore.results import Row
from cicscore.vocabulary import PeriodType, Rag
from tests.scorecard.scorecards import compute, row

pytestmark = pytest.mark.slow

WINDOWED = [period for period in PeriodType if period is not PeriodType.SNAPSHOT]


def stays_in(months: list[dt.date]) -> str:
    """A stay begun on the second day of each month."""
    return "\n".join(f"1,{month.replace(day=2)},,,,," for month in months)


def counted(folder: Path, period: PeriodType, as_at: dt.date, months: list[dt.date], **options: str) -> Row:
    """The count of stays begun in a period, from extracts with these months only."""
    indicator = f"{{period: {period}, unit: count, numerator: {{from: stays, dated_by: started_on}}}}"
    return row(compute(folder, indicator, as_at=as_at, children="1,,,,,", stays=stays_in(months), **options))


def counted_months(expected: int) -> str:
    """How many months have data where one is missing."""
    if expected == 1:
        return "no month of the window has data"
    return f"only {expected - 1} of the window's {expected} months have data"


def incomplete(found: Row) -> list[str]:
    """The notes that months are missing."""
    return [note for note in found.notes if note.startswith("incomplete_window")]


@settings(max_examples=30)
@given(
    period=st.sampled_from(WINDOWED),
    month=st.dates(dt.date(2014, 1, 1), dt.date(2017, 12, 31)),
    data=st.data(),
)
def test_removing_any_month_of_data_from_any_window_is_flagged(
    tmp_path: Path, period: PeriodType, month: dt.date, data: st.DataObject
) -> None:
    """Whole windows carry no such note; without one month, the note names it and the counts differ by it."""
    as_at = month_end(month)
    months = list(months_touched(window(period, as_at)))
    around = [add_months(months[0], -1), *months, add_months(months[-1], 1)]
    whole = counted(tmp_path, period, as_at, around)
    assert (whole.months_expected, whole.months_with_data) == (len(months), len(months))
    assert incomplete(whole) == []
    removed = data.draw(st.sampled_from(months))
    found = counted(tmp_path, period, as_at, [month for month in around if month != removed])
    assert (found.months_expected, found.months_with_data) == (len(months), len(months) - 1)
    assert incomplete(found) == [
        f"incomplete_window: {counted_months(len(months))}; stays has no started_on in {removed:%B %Y}"
    ]


def test_months_in_a_row_are_told_as_a_span(tmp_path: Path) -> None:
    """April, and June to August; the year to date at the end of December expects nine months."""
    months = [dt.date(2015, month, 1) for month in (5, 9, 10, 11, 12)]
    found = counted(tmp_path, PeriodType.YEAR_TO_DATE, dt.date(2015, 12, 31), months)
    assert incomplete(found) == [
        "incomplete_window: only 5 of the window's 9 months have data; "
        "stays has no started_on in April 2015, June 2015 to August 2015"
    ]


def test_each_side_of_a_ratio_has_to_have_its_months(tmp_path: Path) -> None:
    """Numerator and denominator of two extracts lack a month each, so two months are incomplete."""
    quarter = [dt.date(2015, month, 1) for month in (4, 5, 6)]
    scorecard = compute(
        tmp_path,
        """
        period: year_to_date
        unit: ratio
        denominator: {from: stays, dated_by: started_on}
        numerator: {from: visits, dated_by: made_at}
        """,
        as_at=dt.date(2015, 6, 30),
        children="1,,,,,",
        stays=stays_in(quarter[1:]),
        visits="1,2015-04-02 10:00:00,,,,,\n1,2015-05-02 10:00:00,,,,,",
    )
    assert incomplete(row(scorecard)) == [
        "incomplete_window: only 1 of the window's 3 months have data; "
        "stays has no started_on in April 2015; visits has no made_at in June 2015"
    ]


def test_a_snapshot_has_no_months(tmp_path: Path) -> None:
    """Nothing of a snapshot is dated by a window."""
    found = row(compute(tmp_path, "{unit: count, numerator: {from: stays}}", stays="", children=""))
    assert (found.months_expected, found.months_with_data, incomplete(found)) == (None, None, [])


@pytest.mark.parametrize(
    ("setting", "rag", "reason"),
    [
        ("note", Rag.GREEN, "Green: 2 meets the target of 1."),
        ("withhold", None, "Not rated: only 2 of the window's 3 months have data."),
    ],
)
def test_a_catalogue_can_withhold_the_rating_of_an_incomplete_window(
    tmp_path: Path, setting: str, rag: Rag | None, reason: str
) -> None:
    """The figure and the note stay either way."""
    scorecard = compute(
        tmp_path,
        """
        period: year_to_date
        unit: count
        polarity: higher
        numerator: {from: stays, dated_by: started_on}
        targets: {2015-16: {target: 1, amber: 0}}
        """,
        as_at=dt.date(2015, 6, 30),
        settings=f"settings: {{incomplete: {setting}}}\n",
        children="1,,,,,",
        stays=stays_in([dt.date(2015, 4, 1), dt.date(2015, 6, 1)]),
    )
    found = row(scorecard)
    assert (found.rag, found.rag_reason, found.display) == (rag, reason, "2")
    assert incomplete(found) == [
        "incomplete_window: only 2 of the window's 3 months have data; stays has no started_on in May 2015"
    ]


@settings(max_examples=30)
@given(year=st.integers(2014, 2018), days=st.lists(st.integers(-300, 300), max_size=6))
def test_the_academic_year_restarts_on_the_first_of_september(
    tmp_path: Path, year: int, days: list[int]
) -> None:
    """At 31 August twelve months count; from 1 September only what began since."""
    restart = dt.date(year, 9, 1)
    begun = [restart + dt.timedelta(days=offset) for offset in days]
    stays = "\n".join(f"1,{day},,,,," for day in begun)
    indicator = "{period: academic_year_to_date, unit: count, numerator: {from: stays, dated_by: started_on}}"
    ends = [restart - dt.timedelta(days=1), restart, dt.date(year, 12, 31)]
    found = [
        row(compute(tmp_path, indicator, as_at=end, children="1,,,,,", stays=stays)).numerator for end in ends
    ]
    before = sum(day < restart for day in begun)
    since = [sum(restart <= day <= end for day in begun) for end in ends[1:]]
    assert found == [before, *since]
    assert all(earlier <= later for earlier, later in itertools.pairwise(since))
