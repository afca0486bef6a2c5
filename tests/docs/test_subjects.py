"""docs/subjects.md is what the program does: its catalogues are sound, and its example comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts
from cicscore.catalogue.load import examine_bytes
from cicscore.faults.fault import fault_text
from cicscore.wording.definition import define

PAGE = (Path(__file__).parents[2] / "docs" / "subjects.md").read_text(encoding="utf-8")
LISTS, CASELOAD, VARIANTS, ANNEX_A, EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)

HEAD = "schema_version: 1\ntitle: A test\nthemes: [{id: staffing, title: Staffing}]\n"
COUNTED = """\
indicators:
  - id: workers
    title: Workers
    theme: staffing
    meaning: Workers.
    polarity: none
    period: snapshot
    unit: count
    numerator: {from: social_workers}
"""


@pytest.mark.parametrize("text", [HEAD + LISTS + VARIANTS + CASELOAD, HEAD + ANNEX_A + COUNTED])
def test_each_catalogue_is_sound(text: str) -> None:
    """As written on the page, with a head."""
    catalogue, faults = examine_bytes(text.encode(), "c.yaml")
    assert catalogue is not None, [fault_text(fault) for fault in faults]


def test_explain_says_what_the_page_says_that_it_does() -> None:
    """The sentence in quotes."""
    catalogue, _ = examine_bytes((HEAD + LISTS + VARIANTS + CASELOAD).encode(), "c.yaml")
    assert catalogue is not None
    (words, _) = (variant.words for variant in define(catalogue.indicators[0], catalogue).variants)
    assert f'"{words}"' in " ".join(PAGE.split())


def test_the_list_of_workers_is_read_from_the_file_of_their_children(tmp_path: Path) -> None:
    """Two workers and a child without one: two rows, in the order of the file."""
    (tmp_path / "c.yaml").write_text(HEAD + ANNEX_A + COUNTED)
    (tmp_path / "list_8.csv").write_text(
        "Child Unique ID,Allocated Worker,Allocated Team\nC1,W1,N\nC2,W2,S\nC3,W1,N\nC4,,\n"
    )
    tables = load_extracts(tmp_path, load_catalogue(tmp_path / "c.yaml")).tables
    assert list(tables["social_workers"].frame["worker_id"]) == ["W1", "W2"]
    assert len(tables["children_in_care"]) == 4
