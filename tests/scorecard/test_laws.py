"""Laws of calculation that hold whatever the data: time moved, rows shuffled, rows that do not matter."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.results import Scorecard
from tests.scorecard import shipped
from tests.scorecard.scorecards import compute, counts

pytestmark = pytest.mark.slow

Cells = list[tuple[str, dt.date | None, dt.date | None]]

CHILDREN = "1,2006-04-01,yes,2015-12-31,F,\n2,2012-01-01,yes,,M,\n3,2006-03-31,no,,F,\n"
#: Nothing about working days: bank holidays are not the same days every year.
INDICATORS = (
    "{id: begun, period: year_to_date, unit: count, numerator: {from: stays, dated_by: started_on}}",
    "{id: left, period: rolling_12_months, unit: count,"
    " numerator: {from: stays, dated_by: ended_on, count: children}}",
    "{id: month, period: month, unit: count, numerator: {from: stays, dated_by: started_on}}",
    "{id: school, period: academic_year_to_date, unit: count, numerator: {from: stays, dated_by: ended_on}}",
    "{id: open, unit: percent, denominator: {from: stays},"
    " numerator: {where: open and started_on <= as_at - months(6)}}",
    "{id: back, period: annual, unit: percent, denominator: {from: stays, dated_by: started_on},"
    " numerator: {where: 'exists(stays, ended_on < row.started_on"
    " and ended_on >= row.started_on - years(1))'}}",
)


def begun(period: str) -> str:
    """The stays begun in a period, named after it."""
    return (
        f"{{id: {period}, period: {period}, unit: count, numerator: {{from: stays, dated_by: started_on}}}}"
    )


def stays(rows: Cells, years: int = 0) -> str:
    """Stays as CSV rows, every date moved by so many years."""

    def moved(day: dt.date | None) -> str:
        return "" if day is None else day.replace(year=day.year + years).isoformat()

    return "".join(f"{child},{moved(start)},{moved(end)},,,,\n" for child, start, end in rows)


def rows_between(first: dt.date, last: dt.date) -> st.SearchStrategy[Cells]:
    """A few stays of three children, all dates between two days."""
    days = st.none() | st.dates(first, last)
    return st.lists(st.tuples(st.sampled_from("123"), days, days), max_size=15)


def all_counts(card: Scorecard) -> list[object]:
    """Every figure of a scorecard, without its dates."""
    return [(row.indicator, row.variant, row.numerator, row.denominator, row.value) for row in card.results]


@given(rows_between(dt.date(2014, 12, 1), dt.date(2016, 6, 30)))
@settings(max_examples=25)
def test_at_the_end_of_march_three_windows_count_the_same(tmp_path: Path, rows: Cells) -> None:
    """For additive counts, the year to date at 31 March is the annual figure and that of twelve months."""
    kinds = ("year_to_date", "annual", "rolling_12_months")
    card = compute(
        tmp_path,
        *(begun(kind) for kind in kinds),
        children=CHILDREN,
        stays=stays(rows),
    )
    for variant in ("all", "excluding_uasc", "girls"):
        assert len({counts(card, variant, kind) for kind in kinds}) == 1


@given(rows_between(dt.date(2014, 12, 1), dt.date(2016, 6, 30)))
@settings(max_examples=5)
def test_the_months_of_a_year_add_up_to_it(tmp_path: Path, rows: Cells) -> None:
    """Twelve monthly counts are the year's."""
    indicators = [begun("month"), begun("year_to_date")]
    ends = [dt.date(2015, month + 1, 1) - dt.timedelta(days=1) for month in range(4, 12)]
    ends += [dt.date(2015, 12, 31), dt.date(2016, 1, 31), dt.date(2016, 2, 29), dt.date(2016, 3, 31)]
    cards = [compute(tmp_path, *indicators, as_at=end, children=CHILDREN, stays=stays(rows)) for end in ends]
    months = [counts(card, indicator="month")[0] for card in cards]
    assert sum(months) == counts(cards[-1], indicator="year_to_date")[0]


@pytest.mark.parametrize(
    ("first", "last", "as_at", "years"),
    [
        # One year on, with no leap day among the days of either.
        (dt.date(2012, 3, 1), dt.date(2014, 12, 31), dt.date(2014, 12, 31), 1),
        # Four years on: a leap day falls on a leap day.
        (dt.date(2014, 1, 1), dt.date(2016, 6, 30), dt.date(2016, 3, 31), 4),
        (dt.date(2014, 1, 1), dt.date(2016, 6, 30), dt.date(2016, 2, 29), -4),
    ],
)
@given(data=st.data())
@settings(max_examples=12)
def test_moving_every_date_by_years_moves_nothing(
    tmp_path: Path, first: dt.date, last: dt.date, as_at: dt.date, years: int, data: st.DataObject
) -> None:
    """Dates, birthdays, status and as-at date together: the same figures."""
    rows = data.draw(rows_between(first, last))
    end = data.draw(st.dates(first, last))
    found = []
    for by in (0, years):
        children = (
            f"1,{2006 + by}-04-01,yes,{end.replace(year=end.year + by)},F,\n"
            f"2,{2011 + by}-01-01,yes,,M,\n3,{2006 + by}-03-31,no,,F,\n"
        )
        found.append(
            compute(
                tmp_path,
                *INDICATORS,
                as_at=as_at.replace(year=as_at.year + by),
                options={"by": ["age_group"]},
                children=children,
                stays=stays(rows, by),
            )
        )
    assert all_counts(found[0]) == all_counts(found[1])


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_rows_changes_nothing(tmp_path: Path, seed: int) -> None:
    """Every file of the shipped catalogue shuffled: the same scorecard, groups and their order included."""
    shipped.write_extracts(tmp_path, seed, children=25)
    catalogue = load_catalogue(shipped.SHIPPED)
    random = Random(seed)  # noqa: S311 - the same each time is the point
    found = []
    for _ in range(2):
        card = score(
            catalogue, load_extracts(tmp_path, catalogue), shipped.AS_AT, by=list(catalogue.breakdowns)
        )
        found.append([row.model_dump() for row in card.results])
        for path in tmp_path.glob("*.csv"):
            heading, *rows = path.read_text().splitlines(keepends=True)
            path.write_text("".join([heading, *random.sample(rows, len(rows))]))
    assert found[0] == found[1]


#: A child who left care long ago, and whom no window of 2015-16 can reach.
CHILD = {"child_id": "long-ago"}
SPELL = CHILD | {"started_on": "1980-05-01", "ended_on": "1988-01-01"}
ADOPTED = {"placed_on": "1985-01-01", "adopted_on": "1988-01-01"}
LONG_AGO = {
    "children": CHILD | {"date_of_birth": "01/01/1970", "uasc": "no", "disabled": "yes"},
    "care_periods": SPELL | {"end_reason": "E11"},
    "placements": SPELL | {"provider": "PR1"},
    "reviews": CHILD | {"due_on": "1981-05-01", "held_on": "1981-06-01", "participation": "PN1"},
    "allocations": SPELL,
    "exclusions": CHILD | {"excluded_on": "1984-05-01"},
    "health_assessments": CHILD | {"offered_for": "1984-05-01"},
    "missing_incidents": CHILD | {"went_missing_at": "1984-05-01 10:00"},
    "adoptions": CHILD | {"entered_care_on": "1980-05-01", "decision_on": "1981-01-01"} | ADOPTED,
    "sdq_questionnaires": CHILD | {"completed_on": "1984-05-01", "score": "40"},
    "care_leavers": CHILD | {"birthday_on": "1989-01-01"},
}


@pytest.mark.parametrize("seed", range(2))
def test_a_child_of_long_ago_changes_nothing(tmp_path: Path, seed: int) -> None:
    """Rows that no window reaches are counted nowhere, in any variant."""
    shipped.write_extracts(tmp_path, seed, children=25)
    catalogue = load_catalogue(shipped.SHIPPED)
    found = []
    for _ in range(2):
        card = score(catalogue, load_extracts(tmp_path, catalogue), shipped.AS_AT)
        found.append([row.model_dump() for row in card.results])
        for name, cells in LONG_AGO.items():
            columns = catalogue.extracts[name].columns
            others = {
                column: next(iter(spec.codes or "x")) for column, spec in columns.items() if spec.required
            }
            with (tmp_path / catalogue.extracts[name].file).open("a", newline="") as file:
                csv.DictWriter(file, list(columns)).writerow(others | cells)
    assert found[0] == found[1]
