"""The oracle held against answers worked out by hand."""

from __future__ import annotations

import json
import textwrap
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle import days, oracle
from tests.oracle.extracts import moment
from tests.oracle.oracle import Result

MARCH_2016 = date(2016, 3, 31)

CATALOGUE = """
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id, from: [Child ID]}
      date_of_birth: {type: date}
      uasc: {type: flag}
      uasc_ended_on: {type: date, required: false}
    named:
      in_care: exists(stays, open)
  stays:
    file: stays.csv
    about: children
    columns:
      child_id: {type: id}
      started_on: {type: date}
      ended_on: {type: date, required: false}
      end_reason: {type: code, required: false}
    named:
      open: started_on <= as_at and (ended_on is None or ended_on > as_at)
  assessments:
    file: assessments.csv
    about: children
    columns:
      child_id: {type: id}
      held_on: {type: date, required: false}
      score: {type: number, required: false}
  staff:
    file: staff.csv
    columns:
      post: {type: id}
      fte: {type: number}
  results:
    file: results.csv
    columns:
      measure: {type: code}
      published_on: {type: date}
      value: {type: number}
variants:
  excluding_uasc:
    remove: child.uasc and (child.uasc_ended_on is None or child.uasc_ended_on >= on)
indicators:
"""

CHILDREN = """\ufeffCHILD ID ,Date_of_Birth,uasc,uasc_ended_on
001,01/02/2010,no,
002,2001-06-30,Y,15/01/2016
003,29/02/2000,yes,
004,05/05/2012,0,
"""


def figures(folder: Path, indicator: str, **extracts: str) -> dict[str, Result]:
    """Compute one indicator at the end of March 2016 over these extracts; results by variant."""
    catalogue = folder / "catalogue.yaml"
    catalogue.write_text(CATALOGUE + textwrap.indent("- id: it\n" + textwrap.indent(indicator, "  "), "  "))
    for name, rows in {"children": CHILDREN, **extracts}.items():
        (folder / f"{name}.csv").write_text(rows, encoding="utf-8")
    results = oracle.compute(catalogue, folder, MARCH_2016)
    return {variant: result for (_, variant), result in results.items()}


def count_of_stays(folder: Path, condition: str, stays: str) -> int | Decimal | None:
    """Count the stays that meet a condition, with everyone in."""
    indicator = f"unit: count\nperiod: snapshot\nnumerator:\n  from: stays\n  where: {condition}\n"
    return figures(folder, indicator, stays=stays)["all"].numerator


ENDS = "child_id,started_on,ended_on,end_reason\n"
THREE_ENDS = ENDS + "001,01/04/2015,,\n002,01/04/2015,01/03/2016,E11\n004,01/04/2015,01/03/2016,\n"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('end_reason == "E11"', 1),
        ('end_reason != "E11"', 0),
        ('not end_reason == "E11"', 0),
        ('end_reason not in ["E12", "E43"]', 1),
        ('end_reason == "E11" or started_on <= as_at', 3),
        ('not (end_reason == "E11" and started_on > as_at)', 3),
        ('end_reason is None or end_reason != "E11"', 2),
    ],
)
def test_a_comparison_with_a_missing_value_is_unknown(tmp_path: Path, condition: str, expected: int) -> None:
    """Two of three end reasons are missing; an unknown condition counts no row, negated or not."""
    assert count_of_stays(tmp_path, condition, THREE_ENDS) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('date("2016-01-31") + months(1)', "2016-02-29"),
        ('date("2016-03-31") - months(1)', "2016-02-29"),
        ('date("2015-12-31") + months(2)', "2016-02-29"),
        ('date("2016-02-29") + years(1)', "2017-02-28"),
        ('date("2016-02-29") - years(4)', "2012-02-29"),
        ('date("2015-11-30") + months(3)', "2016-02-29"),
        ('date("2016-03-23") + working_days(1)', "2016-03-24"),
        ('date("2016-03-23") + working_days(2)', "2016-03-29"),
        ('date("2016-03-25") + working_days(1)', "2016-03-29"),
        ('date("2016-03-29") - working_days(1)', "2016-03-24"),
    ],
)
def test_dates_move_by_months_and_by_working_days(tmp_path: Path, expression: str, expected: str) -> None:
    """Months keep the day or take the last; Good Friday (25 March) and Easter Monday are passed over."""
    one_stay = ENDS + "001,01/04/2015,,\n"
    assert count_of_stays(tmp_path, f"{expression} == date('{expected}')", one_stay) == 1


@pytest.mark.parametrize(
    ("first", "second", "working_days", "months"),
    [
        (date(2016, 3, 23), date(2016, 3, 29), 2, 0),
        (date(2016, 3, 24), date(2016, 3, 28), 0, 0),
        (date(2016, 1, 31), date(2016, 2, 29), 20 + 1, 1),
        (date(2016, 1, 31), date(2016, 2, 28), 20, 0),
    ],
)
def test_time_between_two_days(first: date, second: date, working_days: int, months: int) -> None:
    """Working days run from the day after to the second day itself; months are whole ones."""
    assert days.working_days_between(first, second) == working_days
    assert days.months_between(first, second) == months


def test_a_birthday_on_29_february_is_reached_on_1_march() -> None:
    """In a common year nobody born on 29 February is a year older on 28 February."""
    born = date(2000, 2, 29)
    assert [days.age(born, on) for on in (date(2015, 2, 28), date(2015, 3, 1), date(2016, 2, 29))] == [
        14,
        15,
        16,
    ]


@pytest.mark.parametrize(
    ("period", "as_at", "first", "last"),
    [
        ("snapshot", date(2016, 2, 29), date(2016, 2, 29), date(2016, 2, 29)),
        ("month", date(2016, 2, 29), date(2016, 2, 1), date(2016, 2, 29)),
        ("year_to_date", date(2016, 3, 31), date(2015, 4, 1), date(2016, 3, 31)),
        ("year_to_date", date(2016, 4, 30), date(2016, 4, 1), date(2016, 4, 30)),
        ("academic_year_to_date", date(2016, 8, 31), date(2015, 9, 1), date(2016, 8, 31)),
        ("rolling_12_months", date(2016, 3, 31), date(2015, 4, 1), date(2016, 3, 31)),
        ("rolling_12_months", date(2016, 2, 29), date(2015, 3, 1), date(2016, 2, 29)),
        ("rolling_12_months", date(2017, 2, 28), date(2016, 3, 1), date(2017, 2, 28)),
        ("quarter", date(2023, 11, 30), date(2023, 10, 1), date(2023, 11, 30)),
        ("quarter", date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31)),
        ({"rolling_months": 6}, date(2023, 11, 30), date(2023, 6, 1), date(2023, 11, 30)),
        ({"rolling_months": 36}, date(2023, 2, 28), date(2020, 3, 1), date(2023, 2, 28)),
        ("annual", date(2016, 3, 31), date(2015, 4, 1), date(2016, 3, 31)),
        ("annual", date(2016, 3, 30), date(2014, 4, 1), date(2015, 3, 31)),
    ],
)
def test_windows_of_the_periods(period: str, as_at: date, first: date, last: date) -> None:
    """A window is inclusive at both ends, and annual is the last financial year that has ended."""
    assert days.window(period, as_at) == (first, last)


def test_a_subset_numerator_counts_rows_of_the_denominator(tmp_path: Path) -> None:
    """Of four stays one starts a day too early for the year and one is undated; one of the others ended."""
    indicator = """\
unit: percent
period: year_to_date
denominator: {from: stays, dated_by: started_on}
numerator: {where: ended_on is not None}
"""
    stays = (
        ENDS + "001,31/03/2015,01/05/2015,\n001,01/04/2015,01/05/2015,\n004,31/03/2016,,\n004,,01/05/2015,\n"
    )
    assert figures(tmp_path, indicator, stays=stays)["all"] == Result(1, 2, Fraction(50), "calculated")


def test_a_numerator_with_its_own_extract_and_a_denominator_without_children(tmp_path: Path) -> None:
    """Three open stays over two and a half posts; the posts stay whole where the two UASC are left out."""
    indicator = """\
unit: ratio
period: snapshot
denominator: {from: staff, count: {sum: fte}, under_variants: whole}
numerator: {from: stays, where: open, count: children}
"""
    stays = ENDS + "001,01/04/2015,,\n002,01/04/2015,,\n003,01/04/2015,,\n003,01/04/2015,31/03/2016,\n"
    results = figures(tmp_path, indicator, stays=stays, staff="post,fte\na,1.7\nb,0.8\n")
    assert results["all"] == Result(3, Decimal("2.5"), Fraction(6, 5), "calculated")
    # The status of child 002 ended in January, so that child stays.
    assert results["excluding_uasc"] == Result(2, Decimal("2.5"), Fraction(4, 5), "calculated")


def test_a_denominator_without_children_may_have_no_variant(tmp_path: Path) -> None:
    """The catalogue says that the figure means nothing under a variant."""
    indicator = """\
unit: ratio
period: snapshot
denominator: {from: staff, under_variants: not_applicable}
numerator: {from: stays}
"""
    results = figures(tmp_path, indicator, stays=THREE_ENDS, staff="post,fte\na,1.7\n")
    assert results["all"] == Result(3, 1, Fraction(3), "calculated")
    assert results["excluding_uasc"] == Result(None, None, None, "not_applicable")


def test_a_sum_passes_over_missing_values(tmp_path: Path) -> None:
    """The scores 10 and 12.5 make 22.5 over two assessments; a third has no score."""
    indicator = """\
unit: mean
period: year_to_date
denominator: {from: assessments, dated_by: held_on}
numerator: {count: {sum: score}}
"""
    assessments = "child_id,held_on,score\n001,01/05/2015,10\n001,01/06/2015,\n004,01/07/2015,12.5\n"
    result = figures(tmp_path, indicator, assessments=assessments)["all"]
    assert result == Result(Decimal("22.5"), 2, Fraction(45, 4), "calculated")


@pytest.mark.parametrize(
    ("how", "unit", "expected"),
    [
        ("{median: score}", "median", Result(None, 4, Fraction(5), "calculated")),
        ("{percentile: 90, of: score}", "percentile", Result(None, 4, Fraction(158, 10), "calculated")),
        ("{percentile: 25, of: score}", "percentile", Result(None, 4, Fraction(13, 4), "calculated")),
        ("{mean: score}", "mean", Result(Decimal(31), 4, Fraction(31, 4), "calculated")),
    ],
)
def test_what_is_taken_of_values(tmp_path: Path, how: str, unit: str, expected: Result) -> None:
    """Of 1, 4, 6 and 20: halfway is 5; nine tenths of three steps is 0.7 from 6 to 20; a fifth has none."""
    indicator = f"""\
unit: {unit}
period: year_to_date
numerator: {{from: assessments, dated_by: held_on, count: {how}}}
"""
    rows = ((1, 20), (1, 4), (2, 1), (4, 6), (4, ""))
    scores = "".join(f"00{child},01/06/2015,{score}\n" for child, score in rows)
    result = figures(tmp_path, indicator, assessments=f"child_id,held_on,score\n{scores}")["all"]
    assert result == expected


def test_nothing_is_taken_of_no_values(tmp_path: Path) -> None:
    """One assessment, without a score."""
    for how, unit, numerator in (("{median: score}", "median", None), ("{mean: score}", "mean", 0)):
        indicator = f"unit: {unit}\nperiod: snapshot\nnumerator: {{from: assessments, count: {how}}}\n"
        result = figures(tmp_path, indicator, assessments="child_id,held_on,score\n001,01/06/2015,\n")["all"]
        assert result == Result(numerator, 0, None, "no_denominator")


def test_a_variant_looks_at_each_rows_own_day(tmp_path: Path) -> None:
    """A status that ended on 15 January 2016 still removes what happened that day, and nothing after it."""
    indicator = "unit: count\nperiod: year_to_date\nnumerator: {from: assessments, dated_by: held_on}\n"
    assessments = (
        "child_id,held_on,score\n002,14/01/2016,\n002,15/01/2016,\n002,16/01/2016,\n003,16/01/2016,\n"
    )
    results = figures(tmp_path, indicator, assessments=assessments)
    assert results["all"] == Result(4, None, Fraction(4), "calculated")
    assert results["excluding_uasc"] == Result(1, None, Fraction(1), "calculated")


def test_a_variant_of_a_snapshot_looks_at_the_as_at_date(tmp_path: Path) -> None:
    """Child 002's status ended before the as-at date; only child 003 is removed."""
    indicator = "unit: count\nperiod: snapshot\nnumerator: {from: children}\n"
    results = figures(tmp_path, indicator)
    assert (results["all"].numerator, results["excluding_uasc"].numerator) == (4, 3)


def test_a_variant_keeps_what_it_is_unsure_of(tmp_path: Path) -> None:
    """Child 005 has no UASC flag at all, so that removing is unknown: only child 003 is removed of five."""
    indicator = "unit: count\nperiod: snapshot\nnumerator: {from: children}\n"
    results = figures(tmp_path, indicator, children=CHILDREN + "005,05/05/2012,,\n")
    assert (results["all"].numerator, results["excluding_uasc"].numerator) == (5, 4)


def test_an_aggregate_compares_other_rows_with_the_outer_row(tmp_path: Path) -> None:
    """Returns within 24 months: one of three starts follows an end that is near enough, of the same child."""
    indicator = """\
unit: percent
period: year_to_date
denominator: {from: stays, dated_by: started_on}
numerator:
  where: >-
    exists(stays, ended_on <= row.started_on
    and ended_on >= row.started_on - months(24))
"""
    stays = (
        ENDS
        + "001,01/01/2010,31/05/2013,\n001,01/06/2015,,\n"  # a day too long ago
        + "002,01/01/2010,01/06/2013,\n002,01/06/2015,,\n"  # on the last day that counts
        + "004,01/06/2015,,\n"  # no earlier stay; those of others do not count
    )
    result = figures(tmp_path, indicator, stays=stays)["all"]
    assert result == Result(1, 3, Fraction(100, 3), "calculated")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("count(assessments) == 0", 2),
        ("count(assessments, score > 5) == 1", 1),
        ("sum(assessments.score) == 12", 1),
        ("sum(assessments.score) is None", 3),
        ("min(assessments.score, where=score > 5) == 9", 1),
        ("max(assessments.held_on) == date('2015-07-01')", 1),
        ("first(assessments.score, by=held_on) == 9", 1),
        ("last(assessments.score, by=held_on) == 3", 1),
        ("last(assessments.score, by=held_on, where=held_on < date('2015-07-01')) == 9", 1),
        ("age(child.date_of_birth, as_at) == 16", 1),
        ("band(age(date_of_birth, as_at), '0-3', '5-9', '16+') in ['0-3', '5-9']", 2),
        ("band(count(assessments), '1', '2', '3+') in ['1', '3+']", 2),
        ("in_care", 1),
    ],
)
def test_aggregates_and_functions_over_children(tmp_path: Path, condition: str, expected: int) -> None:
    """Child 001 has scores 9 then 3 and an undated blank; 004 one blank score; 002 and 003 nothing."""
    indicator = f"unit: count\nperiod: snapshot\nnumerator:\n  from: children\n  where: {condition}\n"
    assessments = "child_id,held_on,score\n001,01/07/2015,3\n001,01/06/2015,9\n001,,\n004,01/05/2015,\n"
    stays = ENDS + "001,01/04/2015,,\n002,01/04/2015,31/03/2016,\n"
    results = figures(tmp_path, indicator, assessments=assessments, stays=stays)
    assert results["all"].numerator == expected


@pytest.mark.parametrize(
    ("first", "second", "hours"),
    [
        ("2016-03-26 12:00", "2016-03-28 12:30", Fraction(95, 2)),
        ("2015-10-24 12:00", "2015-10-26 11:30", Fraction(97, 2)),
        ("2015-10-24 12:00", "2015-10-25 01:30", Fraction(27, 2)),
    ],
)
def test_hours_pass_by_the_clocks_of_london(first: str, second: str, hours: Fraction) -> None:
    """An hour less in March, an hour more in October, and the first of two occurrences of a time."""
    assert days.hours_between(moment(first), moment(second)) == hours


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("month(started_on) == 4", 3),
        ('weekday(ended_on) == "Tuesday"', 2),
        ('starts_with(end_reason, "E1")', 1),
        ('if(ended_on is None, started_on, ended_on) == date("2015-04-01")', 1),
        ('if(end_reason == "E11", 1, 0) == 0', 0),
        ('points(end_reason, {"E11": 2.5}) == 2.5', 1),
        ('points(end_reason, {"E12": 2}) is None', 3),
        ('end_reason == "if (this)"', 0),
    ],
)
def test_functions_of_a_row(tmp_path: Path, condition: str, expected: int) -> None:
    """Three stays from April; two ended on Tuesday 1 March 2016, one of them for a reason."""
    assert count_of_stays(tmp_path, json.dumps(condition), THREE_ENDS) == expected


def test_dividing_by_nought_is_missing(tmp_path: Path) -> None:
    """Only the score of 4 has a quotient: 2 / 4 is exactly 0.5."""
    indicator = "unit: count\nperiod: snapshot\nnumerator: {from: assessments, where: 2 / score == 0.5}\n"
    assessments = "child_id,held_on,score\n001,,0\n001,,4\n"
    assert figures(tmp_path, indicator, assessments=assessments)["all"].numerator == 1


def test_a_published_value_is_the_latest_by_the_as_at_date(tmp_path: Path) -> None:
    """April's value comes too late; no variant applies to rows without children."""
    indicator = """\
unit: percent
period: annual
value: {from: results, column: value, dated_by: published_on, where: measure == "reading"}
"""
    published = (
        "measure,published_on,value\nreading,01/03/2016,74.1\nreading,01/03/2015,61\nreading,01/04/2016,80\n"
    )
    results = figures(tmp_path, indicator, results=published)
    assert results["all"] == Result(None, None, Fraction(741, 10), "published")
    assert results["excluding_uasc"] == Result(None, None, None, "not_applicable")


def test_a_figure_that_cannot_be_given_says_why(tmp_path: Path) -> None:
    """No denominator, no extract, not reported this year: three statuses and no value."""
    share = "unit: percent\nperiod: snapshot\ndenominator: {from: stays}\nnumerator: {where: open}\n"
    assert figures(tmp_path, share)["all"] == Result(None, None, None, "missing_extract")
    assert figures(tmp_path, share, stays=ENDS)["all"] == Result(0, 0, None, "no_denominator")
    unreported = share + 'not_reported: {2015-16: "No data"}\n'
    assert figures(tmp_path, unreported)["all"] == Result(None, None, None, "not_reported")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(45, 2), 0, "23"),
        (Fraction(1797 * 100, 2256), 1, "79.7"),
        (Fraction(1, 20), 1, "0.1"),
        (Fraction(-1, 20), 1, "-0.1"),
        (None, 1, "-"),
    ],
)
def test_values_are_printed_half_up(value: Fraction | None, decimals: int, expected: str) -> None:
    """22.5 prints as 23, away from nought on both sides."""
    assert oracle.displayed(value, decimals) == expected
