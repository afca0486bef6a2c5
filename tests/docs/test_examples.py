"""docs/examples.md is what the program does: its example holds, and each feature is shown where it says."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from functools import cache
from pathlib import Path

import pytest

from cicscore.app.arguments import catalogue_path
from cicscore.app.check import check

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
ROWS = [
    (written, reference)
    for written, references in re.findall(r"^\| [^|]+ \| `(.+)` \| ([NFC0-9, ]+) \|$", PAGE, re.MULTILINE)
    for reference in references.split(", ")
]

FRAME = """\
schema_version: 1
title: Reviews
themes: [{id: practice, title: Practice}]
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      date_of_birth: {type: date}
      uasc: {type: flag}
      area: {type: code, codes: {N: North, S: South}}
  reviews:
    file: reviews.csv
    about: children
    key: [child_id, held_on]
    columns: {child_id: {type: id}, held_on: {type: date}}
variants: {excluding_uasc: {title: Excluding UASC, remove: child.uasc}}
breakdowns: {area: child.area}
indicators:
  - id: reviewed
    title: Reviewed
    theme: practice
    meaning: Children with a review since 1 April.
    polarity: higher
    period: snapshot
    unit: percent
    denominator: {from: children, where: date_of_birth <= as_at}
    numerator: {where: "exists(reviews, held_on >= year_start and held_on <= as_at)"}
"""


def test_its_example_comes_out_as_it_says() -> None:
    """Everything that it expects, of everybody, of the variant and of groups."""
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    text = FRAME + textwrap.indent(example, "    ")
    report = check(text.encode(), "c.yaml", on=dt.date(2023, 11, 30), examples=True, strict=False)
    assert [fault.found for fault in report.faults if fault.code.startswith("CIC60")] == []


@cache
def catalogue(prefix: str) -> tuple[str, dict[str, str]]:
    """What a catalogue declares, and the text of each indicator by its reference."""
    survey = ROOT / "examples" / "foster_carers_survey" / "indicators.yaml"
    path = {"N": catalogue_path("national"), "FC": survey}[prefix]
    declared, _, indicators = path.read_text(encoding="utf-8").partition("\nindicators:\n")
    blocks = re.split(r"^  - (?=id: )", indicators, flags=re.MULTILINE)[1:]
    return declared, {re.findall(r"^    reference: (\w+)", block, re.MULTILINE)[0]: block for block in blocks}


def test_the_table_names_features_and_where_they_are() -> None:
    """All of it was read."""
    assert len(ROWS) == sum(len(line.split("|")[3].split(",")) for line in PAGE.splitlines() if "| `" in line)


@pytest.mark.parametrize(("written", "reference"), ROWS)
def test_each_feature_is_in_an_indicator_with_worked_examples(written: str, reference: str) -> None:
    """As it is written there, in the indicator or in what it rests on."""
    declared, indicators = catalogue(reference.rstrip("0123456789"))
    assert "\n    examples:\n" in indicators[reference]
    assert written in indicators[reference] or written in declared
