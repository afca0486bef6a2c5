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


IN_CARE = """\
indicators:
  - id: a_year
    unit: count
    period: snapshot
    numerator: {from: care_periods, where: open and started_on <= year_before, count: children}
  - id: two_years
    unit: count
    period: snapshot
    numerator: {from: care_periods, where: open and started_on <= as_at - years(2), count: children}
"""


def policy(*pairs: str, more: str = "") -> str:
    """A policy with these pairs of parts."""
    return (
        "disclosure:\n  threshold: 5\n" + more + "  parts:\n" + "".join(f"    - {pair}\n" for pair in pairs)
    )


def test_a_part_of_a_part_may_be_a_part_of_the_whole_as_well() -> None:
    """There is a circle only where one of them is above itself."""
    pairs = policy(
        "{whole: in_care, part: a_year}",
        "{whole: a_year, part: two_years}",
        "{whole: in_care, part: two_years}",
    )

    assert codes(pairs + IN_CARE) == []


def test_a_pair_that_cannot_be_read_is_part_of_nothing() -> None:
    """What is misspelt is told of once, and not as its own whole."""
    pairs = policy("{whole: in_care, part: In_Care}", "{whole: In_Care, part: In_Care}")

    assert codes(pairs + IN_CARE) == ["CIC107", "CIC107", "CIC107"]


def test_a_method_that_cannot_be_read_says_nothing_of_rounding() -> None:
    """It was likely meant to round."""
    assert codes("disclosure: {threshold: 5, method: rouns, round_to: 5}\n") == ["CIC106"]


def test_a_range_of_ten_thresholds_is_not_called_wide() -> None:
    """The limit itself is within it."""
    assert codes("disclosure: {threshold: 5, protect: {range: 50}}\n") == []


def test_periods_of_a_whole_and_a_part_are_those_of_the_same_days() -> None:
    """A definition that held before the part's has a period that no figure of the part is compared with."""
    fragment = """\
disclosure:
  threshold: 5
  parts:
    - {whole: started, part: started_young}
indicators:
  - id: started
    title: Started
    unit: count
    period: month
    numerator: {from: care_periods, dated_by: started_on}
    changes:
      2016-04-01: {period: year_to_date, change_note: Since 1 April.}
  - id: started_young
    title: Started young
    unit: count
    period: PERIOD
    valid_from: 2016-04-01
    numerator: {from: care_periods, dated_by: started_on, where: "age(child.date_of_birth, started_on) < 5"}
"""

    assert codes(fragment.replace("PERIOD", "year_to_date")) == []
    assert codes(fragment.replace("PERIOD", "month")) == ["CIC361"]


def test_a_register_of_others_may_say_what_it_counts() -> None:
    """No extract tells it of rows that belong to no child."""
    for counts in ("children", "events", "staff", "published"):
        keys = f"unit: count, period: snapshot, counts: {counts}, numerator: {{from: posts}}"
        assert codes(f"indicators:\n  - {{{keys}}}\n") == []
