"""The words of a definition: made from the definition, compared whole, and other for another definition."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from cicscore.wording.definition import define
from cicscore.wording.definition_text import definition_lines
from tests.explain.catalogues import catalogue

UNKNOWN = """\
A row counts only where every condition is true. Where a value that a condition needs is not
recorded, the condition is not true.
"""

LEAVES_STAYS = """\
  Excluding UASC: leaves out rows of stays where the child's uasc is yes and (the child's status
  ended is not recorded or is on or after the as-at date)
"""


def words(indicator: str, as_at: dt.date | None = None) -> str:
    """The definition as text, for a screen of a hundred columns."""
    whole = catalogue(indicator)
    return "\n".join(definition_lines(define(whole.indicators[0], whole, as_at), 100)) + "\n"


SHARE = """
reference: K1
denominator: {label: children in care, from: stays, where: open, count: children}
numerator: {label: children in own homes, where: home == "OWN"}
targets: {2015-16: {target: 95, amber: 90, source: Panel of May, amber_source: "Chosen: five below"}}
source: Handbook, page 3
owner: Data Manager
checked_by: Head of Homes
review_by: 2016-09-30
note: Counted once a month.
"""


def test_a_share_of_children() -> None:
    """Conditions carry the name they are part of; target, sources, roles and review stand below."""
    assert words(SHARE) == (
        """\
It
it · K1 · In care

What it means.

What is counted: children in own homes
Out of: children in care
Shown as: percentage, 1 decimal
Period: the as-at date (snapshot)

Denominator: different children in rows of stays (stays.csv)
  Window: none: the conditions describe the position on the day
  1. "open": began is on or before the as-at date
  2. "open": ended is not recorded or is after the as-at date

Numerator: different children among those of the denominator
  1. home is OWN (Own provision)

"""
        + UNKNOWN
        + """
Rating: Higher is better. Rated on the exact value, not on the one that is printed.
  2015-16: green at 95% or more, amber at 90% or more, red below that
    Target: Panel of May
    Amber limit: Chosen: five below

Headline: All
"""
        + LEAVES_STAYS
        + """
Note: Counted once a month.
Source: Handbook, page 3
Owner: Data Manager
Checked by: Head of Homes
Review by: 30 September 2016
"""
    )


def test_days_are_told_where_the_as_at_date_is_known() -> None:
    """What the calendar settles is a date; the year's rule is that of the as-at date."""
    text = words(SHARE.replace("where: open", "where: long"), dt.date(2016, 8, 31))
    assert (
        """\
Period: 31 August 2016

Denominator: different children in rows of stays (stays.csv)
  Window: none: the conditions describe the position on the day
  1. "long": began is on or before 31 August 2016
  2. "long": ended is not recorded or is after 31 August 2016
  3. "long": began is on or before 28 February 2015
"""
        in text
    )
    assert "  2016-17: not rated, because no target is set for this year\n" in text
    assert "2015-16" not in text


PROFILE = """
period: snapshot
polarity: higher
denominator: {label: children, from: stays, where: open, count: children}
numerator: {label: far away, where: open}
target_years: academic
targets:
  2015-16:
    target: 60
    amber_relative: 10
    source: Plan
    months: {may: {target: 40}, june: {target: 50, source: Board}}
"""


def test_a_target_that_moves_is_told_of_its_days() -> None:
    """Without a day every step, in order; with one that of the day, with the source of the step."""
    assert """\
  May 2016: green at 40% or more, amber at 36% or more, red below that
    Target: Plan
  June 2016: green at 50% or more, amber at 45% or more, red below that
    Target: Board
  August 2016: green at 60% or more, amber at 54% or more, red below that
    Target: Plan
""" in words(PROFILE)
    assert "June 2016: green at 50% or more" in words(PROFILE, dt.date(2016, 6, 30))
    told = words(PROFILE, dt.date(2016, 7, 31))
    assert "  July 2016: not rated, because no target is set for this month\n" in told


@pytest.mark.parametrize(
    ("polarity", "target", "rule"),
    [
        (
            "higher",
            "{target: {benchmark: statistical_neighbours}, amber_relative: 10}",
            "green at the figure of statistical neighbours or more, amber within 10% of it, red\n"
            "  further below",
        ),
        (
            "target",
            "{target: 90, green_within: {below: 5, above: 2}, amber_within: {below: 10, above: 4}}",
            "green within 5 points below or 2 points above 90%, amber within 10 points below or 4\n"
            "  points above, red further away",
        ),
        (
            "lower",
            "{target: 9, amber: 12, exceeded: 5}",
            "green at 9% or less, amber at 12% or less, red above that; exceeded at 5% or less",
        ),
    ],
)
def test_other_targets_in_words(polarity: str, target: str, rule: str) -> None:
    """Whose figure it is, what each side allows, and from where it is exceeded."""
    text = words(
        f"""
        period: snapshot
        polarity: {polarity}
        denominator: {{label: children, from: stays, where: open, count: children}}
        numerator: {{label: far away, where: open}}
        targets: {{2015-16: {target}}}
        """
    )
    assert f"  2015-16: {rule}\n" in text


def test_events_in_a_window() -> None:
    """The date that falls into the period is named, and a variant looks at that date."""
    assert words(
        """
        period: year_to_date
        polarity: lower
        denominator: {label: stays begun, from: stays, dated_by: began}
        numerator: {label: short stays, where: not (ended is None or ended > began + days(7))}
        targets: {2015-16: {target: 10, amber_relative: 20}}
        lines: [excluding_uasc, all]
        """
    ) == (
        """\
It
it · In care

What it means.

What is counted: short stays
Out of: stays begun
Shown as: percentage, 1 decimal
Period: 1 April to the as-at date (year to date)

Denominator: rows of stays (stays.csv)
  Window: began is in 1 April to the as-at date (year to date)

Numerator: rows among those of the denominator
  1. ended is recorded and is on or before 7 days after began

"""
        + UNKNOWN
        + """
Rating: Lower is better. Rated on the exact value, not on the one that is printed.
  2015-16: green at 10% or less, amber at 12% or less, red above that

Headline: Excluding UASC; also a line: All
  Excluding UASC: leaves out rows of stays where the child's uasc is yes and (the child's status
  ended is not recorded or is on or after began)
"""
    )


def test_a_mean() -> None:
    """What is added up is said; another rule of the variant for one extract is told for that extract."""
    assert words(
        """
        period: rolling_12_months
        unit: mean
        decimals: 2
        denominator: {label: checks, from: checks, dated_by: held_on, where: score is not None}
        numerator: {label: points, count: {sum: score}}
        """
    ) == (
        """\
It
it · In care

What it means.

What is counted: points
Out of: checks
Shown as: mean, 2 decimals
Period: the twelve months that end on the as-at date

Denominator: rows of checks (checks.csv)
  Window: held on is in the twelve months that end on the as-at date
  1. score is recorded

Numerator: the total of score among those of the denominator

"""
        + UNKNOWN
        + """
Rating: Higher is better. Rated on the exact value, not on the one that is printed.

Headline: All
  Excluding UASC: leaves out rows of checks where the child's uasc is yes
"""
    )


def test_a_ratio_of_two_extracts() -> None:
    """Each side has its own rows; the side that is not children's stays whole under a variant."""
    assert words(
        """
        unit: ratio
        polarity: target
        denominator: {label: posts, from: posts, where: filled, count: {sum: fte}, under_variants: whole}
        numerator: {label: children, from: stays, where: open, count: children}
        targets: {2015-16: {target: 15, green_within: 1, amber_within: 2.5, source: Plan}}
        """
    ) == (
        """\
It
it · In care

What it means.

What is counted: children
Out of: posts
Shown as: ratio, 1 decimal
Period: the as-at date (snapshot)

Denominator: the total of fte in rows of posts (posts.csv)
  Window: none: the conditions describe the position on the day
  1. filled is yes

Numerator: different children in rows of stays (stays.csv)
  Window: none: the conditions describe the position on the day
  1. "open": began is on or before the as-at date
  2. "open": ended is not recorded or is after the as-at date

"""
        + UNKNOWN
        + """
Rating: The plan is best. Rated on the exact value, not on the one that is printed.
  2015-16: green within 1 of 15, amber within 2.5, red further away
    Target: Plan

Headline: All
  Excluding UASC: leaves out rows of stays where the child's uasc is yes and (the child's status
  ended is not recorded or is on or after the as-at date); posts stays whole
"""
    )


def test_a_count_whose_conditions_hold_the_window() -> None:
    """A count has a numerator only, and no denominator is told."""
    assert words(
        """
        period: month
        unit: count
        polarity: none
        numerator:
          {label: homes, from: stays, dated_by: none, where: ended >= period_start, count: {distinct: home}}
        """
    ) == (
        """\
It
it · In care

What it means.

What is counted: homes
Shown as: count, no decimals
Period: the month, up to the as-at date

Numerator: different values of home in rows of stays (stays.csv)
  Window: set by the conditions
  1. ended is on or after the first day of the period

"""
        + UNKNOWN
        + """
Rating: No polarity: more is neither better nor worse. Rated on the exact value, not on the one that
is printed.

Headline: All
"""
        + LEAVES_STAYS
    )


def test_a_published_value() -> None:
    """Where it is looked up; it has no variant of its own."""
    assert words(
        """
        period: annual
        value: {from: results, column: per_cent, where: measure == "READ", dated_by: out_on}
        """
    ) == (
        """\
It
it · In care

What it means.

Shown as: percentage, 1 decimal
Period: the last financial year that ended on or before the as-at date (annual)

Published value: the latest per cent in rows of results (results.csv)
  Window: out on is on or before the as-at date
  1. measure is READ (Reading)

Rating: Higher is better. Rated on the exact value, not on the one that is printed.

Headline: All
  Excluding UASC: no figure: the value is published as a whole
"""
    )


def test_what_is_not_reported() -> None:
    """The year and the reason stand where the counts would."""
    assert words("not_reported: {2015-16: Nobody counts it}") == (
        """\
It
it · In care

What it means.

Shown as: percentage, 1 decimal
Period: the as-at date (snapshot)
Not reported in 2015-16: Nobody counts it

Rating: Higher is better. Rated on the exact value, not on the one that is printed.

Headline: All
  Excluding UASC: no figure: nothing is defined
"""
    )


def test_a_name_inside_a_condition_is_explained_below() -> None:
    """Names that stand for themselves are listed with their meaning, each once."""
    text = words(
        """
        denominator:
          {label: children, from: stays, where: "open and exists(checks, this_year)", count: children}
        numerator:
          label: grown up
          where: child.nearly_grown_up and count(checks, this_year and held_on >= row.began) >= 2
        """
    )
    assert (
        """\
Denominator: different children in rows of stays (stays.csv)
  Window: none: the conditions describe the position on the day
  1. "open": began is on or before the as-at date
  2. "open": ended is not recorded or is after the as-at date
  3. there is a row of checks about the same child where "this year"

Numerator: different children among those of the denominator
  1. "nearly grown up": the age on the as-at date (by the child's born) is at least 16
  2. there are at least 2 rows of checks about the same child where "this year" and held on is on or
     after began of the row counted

Where the conditions say
  "this year", of checks: held on is on or after 1 April and is on or before the as-at date
A row counts"""
        in text
    )


def test_a_definition_that_holds_for_a_time() -> None:
    """From when to when, and why it changed."""
    text = words(
        SHARE
        + """
valid_from: 2016-04-01
valid_to: 2017-03-31
change_note: The law changed
"""
    )
    assert text.endswith(
        """\
Review by: 30 September 2016
Valid from: 1 April 2016
Valid to: 31 March 2017
Change note: The law changed
"""
    )


def test_a_plan_in_per_cent_and_a_denominator_without_variants() -> None:
    """Distances of percentages are points; a variant without a figure says why."""
    text = words(
        """
        polarity: target
        denominator: {label: posts, from: posts, count: {sum: fte}, under_variants: not_applicable}
        numerator: {label: children, from: stays, where: open, count: children}
        targets: {2015-16: {target: 100, green_within: 2, amber_within: 5}}
        """
    )
    assert "  2015-16: green within 2 points of 100%, amber within 5 points, red further away\n" in text
    assert "  Excluding UASC: no figure: the denominator is not made of children\n" in text


def test_a_rating_that_asks_for_improvement() -> None:
    """Amber only with an improvement is said so."""
    text = words(SHARE.replace("amber: 90", "amber: 90, amber_needs: improved"))
    assert "  2015-16: green at 95% or more, amber at 90% or more if it has improved, red otherwise\n" in text


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ('home == "OWN"', "home is OWN (Own provision)"),
        ('home != "OWN"', "home is not OWN (Own provision)"),
        ('home in ["OWN", "PRIV"]', "home is one of OWN (Own provision), PRIV (Private provision)"),
        ('not home in ["OWN", "PRIV"]', "home is not one of OWN (Own provision), PRIV (Private provision)"),
        ("began < as_at", "began is before the as-at date"),
        ("not began < as_at", "began is on or after the as-at date"),
        ('began == date("2016-02-29")', "began is on 29 February 2016"),
        ("began != ended", "began is not on ended"),
        (
            "count_distinct(stays.home) > 1",
            "(the number of different home in the rows of stays about the same child) is more than 1",
        ),
        ("began > quarter_start", "began is after the first day of the quarter"),
        ("began > academic_year_start", "began is after 1 September"),
        ("began > year_before", "began is after the day a year before"),
        ("child.uasc", "the child's uasc is yes"),
        ("not child.uasc", "the child's uasc is no"),
        ("child.status_ended >= on", "the child's status ended is on or after the as-at date"),
        ("open or not open", '"open" or not "open"'),
        ("not child.nearly_grown_up", 'the child is not "nearly grown up"'),
        ("age(child.born, began) < 4", "the age on began (by the child's born) is less than 4"),
        ("days_between(began, ended) <= 1.5", "the days from began to ended is at most 1.5"),
        ("months_between(began, ended) > 2", "the whole months from began to ended is more than 2"),
        ("working_days_between(began, ended) == 3", "the working days from began to ended is 3"),
        (
            "count(stays, exists(checks, held_on >= row.began)) > 1",
            "there is more than 1 row of stays about the same child where there is a row of checks about the "
            "same child where held on is on or after began of that row of stays",
        ),
        ("month(began) in [7, 8]", "the month of began is one of 7, 8"),
        ('weekday(began) == "Sunday"', 'the day of the week of began is "Sunday"'),
        ('starts_with(home, "P")', 'home begins with "P"'),
        ('not starts_with(home, "P")', 'home does not begin with "P"'),
        ('starts_with(home, "P") == child.uasc', 'whether home begins with "P" is the child\'s uasc'),
        (
            'if(home == "OWN", months_between(began, as_at), 0) > 3',
            "(the whole months from began to the as-at date where home is OWN (Own provision), otherwise 0) "
            "is more than 3",
        ),
        (
            'if(open, home, "PRIV") == "OWN"',
            '(home where "open", otherwise PRIV (Private provision)) is OWN (Own provision)',
        ),
        (
            'points(home, {"OWN": 1, "PRIV": -2.5}) > 0',
            "the points of home (1 for OWN (Own provision), -2.5 for PRIV (Private provision)) "
            "is more than 0",
        ),
        (
            "coalesce(ended, as_at) <= began + working_days(1)",
            "(ended, or where that is not recorded the as-at date) is on or before 1 working day after began",
        ),
        (
            "least(began, ended) <= greatest(began, as_at)",
            "the earlier of began and ended is on or before the later of began and the as-at date",
        ),
        (
            'band(age(child.born, as_at), "0-4", "5+") == "0-4"',
            'the band of the age on the as-at date (by the child\'s born) (0-4, 5+) is "0-4"',
        ),
        ("exists(checks)", "there is a row of checks about the same child"),
        (
            "exists(checks, row.open and not row.open)",
            'there is a row of checks about the same child where the row counted is "open" and the row '
            'counted is not "open"',
        ),
        (
            "first(checks.score, by=held_on) >= count(checks)",
            "(score of the first, by held on, of the rows of checks about the same child) is at least (the "
            "number of rows of checks about the same child)",
        ),
        ("days_between(began, ended) - 1 > 0", "(the days from began to ended less 1) is more than 0"),
        ("coalesce(child.uasc, open)", '(the child\'s uasc, or where that is not recorded "open") is yes'),
        (
            "not exists(checks, score > 3)",
            "there is no row of checks about the same child where score is more than 3",
        ),
        (
            "exists(checks, score > 3) and began < as_at or child.uasc",
            "((there is a row of checks about the same child where score is more than 3) and began is before "
            "the as-at date) or the child's uasc is yes",
        ),
        ("count(checks) < 1", "there is fewer than 1 row of checks about the same child"),
        (
            "count(checks) > age(child.born, as_at)",
            "(the number of rows of checks about the same child) is more than the age on the as-at date (by "
            "the child's born)",
        ),
        (
            "sum(checks.score, held_on > row.began) / 2 >= 10",
            "((the total of score over the rows of checks about the same child where held on is after began "
            "of the row counted) divided by 2) is at least 10",
        ),
        (
            "max(checks.held_on) > as_at - weeks(1)",
            "(the latest held on of the rows of checks about the same child) is after 1 week before the "
            "as-at date",
        ),
        (
            "min(checks.score) == 0",
            "(the smallest score of the rows of checks about the same child) is 0",
        ),
        (
            "last(checks.score, by=held_on) is None",
            "(score of the last, by held on, of the rows of checks about the same child) is not recorded",
        ),
    ],
)
def test_every_form_of_condition(where: str, said: str) -> None:
    """Each form of the language has words of its own, and a changed condition has changed words."""
    whole = catalogue(f"unit: count\nnumerator:\n  label: rows\n  from: stays\n  where: '{where}'\n")
    numerator = define(whole.indicators[0], whole).numerator
    assert numerator is not None
    assert " and ".join(condition.words for condition in numerator.conditions) == said


def test_the_words_wait_for_no_tables() -> None:
    """What a definition means is told without importing pandas."""
    script = (
        "import sys; import cicscore.app.explain; import cicscore.wording.definition_text; "
        "print([name for name in sys.modules if name in ('pandas', 'numpy', 'pyarrow')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
