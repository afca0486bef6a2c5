"""What a breakdown may group by."""

from __future__ import annotations

import pytest

from cicscore.catalogue.load import examine_bytes

CATALOGUE = """\
schema_version: 1
title: A catalogue
themes: [{{id: children, title: Children}}]
extracts:
  children:
    file: children.csv
    about: children
    key: [child_id]
    columns:
      {{child_id: {{type: id}}, date_of_birth: {{type: date}}, uasc: {{type: flag}}, name: {{type: text}},
       area: {{type: code, codes: {{N: North}}}}}}
breakdowns:
  group: {group}
indicators:
  - id: in_care
    title: Children
    theme: children
    meaning: Children.
    polarity: none
    period: snapshot
    unit: count
    numerator: {{from: children, count: children}}
"""


def groups(expression: str) -> list[str]:
    """What is said against a breakdown by an expression."""
    _, faults = examine_bytes(CATALOGUE.format(group=expression).encode(), "indicators.yaml")
    return [f"{fault.place.line}:{fault.place.column} {fault.code} {fault.found}" for fault in faults]


@pytest.mark.parametrize(
    "expression", ["child.area", "uasc", 'name == "x"', 'band(age(date_of_birth, as_at), "0-4", "5+")']
)
def test_codes_conditions_and_bands_make_groups(expression: str) -> None:
    """A code, a flag or condition, and a band each put rows into groups."""
    assert groups(expression) == []


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("child.child_id", "an identifier or free text"),
        ("child.name", "an identifier or free text"),
        ('coalesce(name, "nobody")', "an identifier or free text"),
        ("age(date_of_birth, as_at)", "a number"),
        ("date_of_birth", "a date"),
    ],
)
def test_a_value_of_its_own_for_every_child_makes_none(expression: str, given: str) -> None:
    """Identifiers and names never name a group, and numbers and dates make one of nearly every row."""
    found = f"the breakdown gives {given}, and every different one would be a group of its own"
    assert groups(expression) == [f"13:10 CIC203 {found}"]
