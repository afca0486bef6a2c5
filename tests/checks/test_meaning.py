"""What comes close to a doubtful definition and is none: nothing is said of it."""

from __future__ import annotations

import datetime as dt

import pytest

from cicscore.app.check import check
from tests.checks.fragments import completed


def codes(fragment: str) -> list[str]:
    """The codes of what is found in the catalogue that ``fragment`` is part of."""
    data = completed(fragment).encode()
    report = check(data, "c.yaml", on=dt.date(2016, 6, 30), examples=False, strict=False)
    return [fault.code for fault in report.faults]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("score > 5 and score < 9", "score > 5 or score < 9"),
        ('participation in ["PN1", "PN2"]', 'participation in ["PN1", "PN0"]'),
        ('not participation == "PN0"', 'participation == "PN0"'),
        ("5 < score", "score < 5"),
        ("exists(care_periods, open)", "exists(care_periods, not open)"),
        ("score - 1 > 5", "1 - score > 5"),
    ],
)
def test_conditions_that_differ_are_not_called_the_same(first: str, second: str) -> None:
    """However alike they look."""
    fragment = f"""\
indicators:
  - id: first
    title: First
    numerator: {{where: '{first}'}}
  - id: second
    title: Second
    numerator: {{where: '{second}'}}
"""

    assert codes(fragment) == []


def test_what_a_used_named_expression_names_is_used() -> None:
    """The inner one through the outer one, with the columns and the extract that it looks into."""
    fragment = """\
extracts:
  calls:
    file: calls.csv
    about: children
    columns: {child_id: {type: id}, called_on: {type: date}, answered: {type: flag}}
  visits:
    file: visits.csv
    about: children
    columns:
      child_id: {type: id}
      seen_on: {type: date}
      place: {type: code, codes: {home: At home, school: At school}}
    named:
      announced: exists(calls, answered and called_on < row.seen_on)
      announced_at_home: announced and place == "home"
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: announced_at_home}}
"""

    assert codes(fragment) == []


def test_what_an_unreadable_expression_may_name_is_used() -> None:
    """It is told of itself; whether it uses a named expression shows once it can be read."""
    fragment = """\
extracts:
  visits:
    file: visits.csv
    columns: {seen_on: {type: date}, place: {type: code, codes: {home: At home, school: At school}}}
    named:
      at_home: place == "home"
      lately_at_home: at_home and seen_on > as_at - days(7)
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: lately_at_home and and}}
"""

    assert codes(fragment) == ["CIC201"]


@pytest.mark.parametrize(
    "remove", ["exists(reviews)", "on < date('2016-01-01')", "count(reviews) == 2", "not child.uasc"]
)
def test_a_variant_that_looks_at_anything_of_a_row_touches_something(remove: str) -> None:
    """Its child's rows elsewhere, or its own date, are of the row too."""
    remove = remove.replace("'", '"')

    assert codes(f"variants:\n  other:\n    title: Other\n    remove: '{remove}'\n") == []


def test_two_variants_that_differ_for_one_extract_are_two() -> None:
    """The rule for the rest may be the same."""
    fragment = """\
variants:
  excluding_uasc_in_care:
    title: Excluding UASC in care
    remove: child.uasc
    remove_from:
      reviews: child.uasc and exists(care_periods, open)
"""

    assert codes(fragment) == []


@pytest.mark.parametrize(
    "sides",
    [
        "unit: ratio\n    denominator: {from: reviews, dated_by: held_on, count: children}\n"
        "    numerator: {count: rows}",
        "unit: per_10000\n    period: snapshot\n"
        "    denominator: {from: posts, count: {sum: fte}, under_variants: whole}\n"
        "    numerator: {from: care_periods, where: open, count: children}",
    ],
)
def test_what_is_no_part_of_a_whole_may_have_another_unit(sides: str) -> None:
    """Reviews for each child; children for each post."""
    assert codes(f"indicators:\n  - {sides}\n") == []


@pytest.mark.parametrize(
    ("source", "whole", "part"),
    [
        ("reviews, dated_by: held_on", "children", "{distinct: child_id}"),
        ("reviews, dated_by: held_on", "rows", "{distinct: held_on}"),
        ("reviews, dated_by: held_on", "{sum: score}", "{sum: score}"),
        ("children, dated_by: date_of_birth", "children", "rows"),
    ],
)
def test_what_cannot_be_the_larger_is_a_part(source: str, whole: str, part: str) -> None:
    """There are no more children, or days, than rows; and in the children's own extract a row is a child."""
    fragment = f"""\
indicators:
  - denominator: {{from: {source}, count: {whole}}}
    numerator: {{where: 'exists(care_periods, open)', count: {part}}}
"""

    assert codes(fragment) == []


@pytest.mark.parametrize(
    ("settings", "sides", "target"),
    [
        # 99 is amber.
        ("", "unit: count\n    numerator: {from: reviews, dated_by: held_on}", "target: 98.2, amber: 99"),
        # A sum of hours need not be whole.
        (
            "",
            "unit: count\n    numerator: {from: reviews, dated_by: held_on, count: {sum: score}}",
            "target: 98.2, amber: 98.5",
        ),
        # An exact percentage lies between, though none that is printed does.
        ("", "decimals: 0", "target: 98.2, amber: 98.5"),
        # 98.3% and 98.4% do.
        ("settings: {rate_on: displayed}\n", "decimals: 1", "target: 98.2, amber: 98.5"),
    ],
)
def test_a_colour_that_some_value_reaches(settings: str, sides: str, target: str) -> None:
    """Which values there are depends on what is counted, and on what is rated."""
    fragment = f"""\
{settings}indicators:
  - polarity: lower
    {sides}
    targets:
      2015-16: {{{target}}}
"""

    assert codes(fragment) == []


def test_a_printed_percentage_without_decimals_leaves_no_room_between_two_whole_ones() -> None:
    """Where ratings look at what is printed."""
    fragment = """\
settings: {rate_on: displayed}
indicators:
  - decimals: 0
    targets:
      2015-16: {target: 98.5, amber: 98.2}
"""

    assert codes(fragment) == ["CIC320"]


def test_targets_that_a_dated_change_passes_on_serve_one_of_the_definitions() -> None:
    """Each year's target is one that some definition is rated by."""
    fragment = """\
indicators:
  - targets:
      2015-16: {target: 95, amber: 90}
      2016-17: {target: 96, amber: 90}
    changes:
      2016-04-01: {meaning: Reviews at which the child spoke.}
"""

    assert codes(fragment) == []


@pytest.mark.parametrize(
    ("blank", "found"), [("answer where by_phone", []), ("answer", ["CIC332"])], ids=["asked", "not asked"]
)
def test_a_column_that_only_says_what_a_blank_means_is_used(blank: str, found: list[str]) -> None:
    """Without it nobody knows which blank cells of the other column are an answer."""
    fragment = f"""\
extracts:
  visits:
    file: visits.csv
    columns:
      seen_on: {{type: date}}
      miles: {{type: number, required: false, blank: {blank}}}
      by_phone: {{type: flag}}
indicators:
  - {{unit: count, numerator: {{from: visits, dated_by: seen_on, where: miles > 5}}}}
"""
    assert codes(fragment) == found
