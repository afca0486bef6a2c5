"""What a breakdown may group by."""

from __future__ import annotations

import pytest

from cicscore.catalogue.loading import examine_bytes

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
      {{child_id: {{type: id}}, date_of_birth: {{type: date}}, uasc: {{type: flag}}, area: {{type: text}}}}
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


@pytest.mark.parametrize("expression", ["child.area", "uasc", 'band(age(date_of_birth, as_at), "0-4", "5+")'])
def test_text_conditions_and_bands_make_groups(expression: str) -> None:
    """A text or code, a flag or condition, and a band each put rows into groups."""
    assert groups(expression) == []


@pytest.mark.parametrize(
    ("expression", "given"),
    [
        ("child.child_id", "an identifier"),
        ("age(date_of_birth, as_at)", "a number"),
        ("date_of_birth", "a date"),
    ],
)
def test_a_value_of_its_own_for_every_child_makes_none(expression: str, given: str) -> None:
    """Identifiers never name a group, and numbers and dates make one of nearly every row."""
    found = f"the breakdown gives {given}, and every different one would be a group of its own"
    assert groups(expression) == [f"12:10 CIC203 {found}"]
