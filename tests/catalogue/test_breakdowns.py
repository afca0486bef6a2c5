"""What a breakdown may group by."""

from __future__ import annotations

import pytest

from cicscore.catalogue.load import examine_bytes
from tests.base_catalogue import EXTRACTS, counted, dictionary, with_columns

CHILDREN = with_columns(
    "children",
    """\
    name: {type: text}
    area: {type: code, codes: {N: North}}
    """,
)
BEFORE = dictionary(EXTRACTS | {"children": CHILDREN})
#: Where the expression of the breakdown stands.
LINE = BEFORE.count("\n") + 2


def groups(expression: str) -> list[str]:
    """What is said against a breakdown by an expression."""
    text = f"{BEFORE}breakdowns:\n  group: {expression}\n{counted('children')}"
    _, faults = examine_bytes(text.encode(), "indicators.yaml")
    return [f"{fault.place.line}:{fault.place.column} {fault.code} {fault.found}" for fault in faults]


@pytest.mark.parametrize(
    "expression", ["child.area", "uasc", 'name == "x"', 'band(age(born_on, as_at), "0-4", "5+")']
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
        ("age(born_on, as_at)", "a number"),
        ("born_on", "a date"),
    ],
)
def test_a_value_of_its_own_for_every_child_makes_none(expression: str, given: str) -> None:
    """Identifiers and names never name a group, and numbers and dates make one of nearly every row."""
    found = f"the breakdown gives {given}, and every different one would be a group of its own"
    assert groups(expression) == [f"{LINE}:10 CIC203 {found}"]
