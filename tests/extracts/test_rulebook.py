"""Faults of extracts are explained by rows or folders that have them and ones that do not; both are true."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.extracts import ExamineRequest, examine
from cicscore.faults.rules import Family, rules_in
from tests.base_catalogue import counted, dictionary
from tests.extracts.listings import lay_out, newest

RULES = rules_in(Family.EXTRACTS)

#: What the file of the fragments has to hold.
DICTIONARY = """\
file: visits.csv
about: children
key: [child_id, seen_on]
columns:
  child_id: {type: id}
  seen_on: {type: date, from: [DATE]}
  hours: {type: number, required: false}
  alone: {type: flag}
  place: {type: code, codes: {H: At home, S: At school}}
  visitor: {type: code, codes: {SW: Social worker}, other_codes: warn}
must:
  - hours > 0
"""

CHILDREN = """\
file: children.csv
key: [child_id]
columns: {child_id: {type: id}, born: {type: date, optional: true, required: false}}
"""
CATALOGUE = dictionary({"children": CHILDREN, "visits": DICTIONARY}, rest=counted("children"))

HEADING = "child_id,seen_on,hours,alone,place,visitor"
ROW = "A1,2016-03-01,1,yes,H,SW"
SOUND = f"{HEADING}\n{ROW}\n"


def noted(note: str) -> str:
    """The sound row beside a note, which no dictionary asks for."""
    return f"{HEADING},note\n{ROW},{note}\n"


#: What the files hold of which a fragment gives the name alone, or what is special about their bytes.
DESCRIBED = {
    "children.csv": "child_id\nA1\n",
    "visits.csv": SOUND,
    "Visits.csv": SOUND,
    "visits.csv: empty": "",
    "visits.csv: an Excel workbook": b"PK\x03\x04\x14\x00",
    "visits.csv: a heading line and no rows": f"{HEADING}\n",
    "visits.csv: UTF-16 without a byte-order mark": SOUND.encode("utf-16-le"),
    "visits.csv: UTF-16 with a byte-order mark": SOUND.encode("utf-16"),
    "visits.csv: Windows-1252, with an accent in a cell": noted("Zoë").encode("cp1252"),
    "visits.csv: UTF-8, with an accent in a cell": noted("Zoë"),
    "visits.csv: a cell of 9 million characters": noted(f'"{"b" * 9_000_000}"'),
    "visits.csv: a cell of 300 characters": noted(f'"{"b" * 300}"'),
}

#: What a fragment also shows: a cell with rows in it is no code of a list, and rows are left out with a
#: child whose own row is at fault.
COMES_WITH = {"CIC514": {"CIC528"}, "CIC533": {"CIC530"}}


def codes_of(folder: Path, fragment: str) -> set[str]:
    """The codes of everything that is said of a folder; rows that stand alone are its file of visits."""
    if fragment.startswith("20"):
        lay_out(fragment, folder, DESCRIBED)
    else:
        alone = {**DESCRIBED, "visits.csv": fragment}
        lay_out("2016-03/\n  children.csv\n  visits.csv\n", folder, alone)
    (folder / "indicators.yaml").write_text(CATALOGUE, encoding="utf-8")
    earlier = folder / "2016-02"
    request = ExamineRequest(
        newest(folder), folder / "indicators.yaml", earlier=earlier if earlier.exists() else None
    )
    return {finding.fault.code for finding in examine(request).findings}


def letters_tell_files_apart(folder: Path) -> bool:
    """Whether the disk takes names in capital and in small letters for two."""
    (folder / "letters").touch()
    return not (folder / "LETTERS").exists()


@pytest.mark.parametrize("code", RULES)
def test_the_failing_fragment_has_the_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says fails does fail, for that reason alone."""
    if code == "CIC513" and not letters_tell_files_apart(tmp_path):
        pytest.skip("this disk cannot hold both files")
    assert codes_of(tmp_path, RULES[code].failing) == {code} | COMES_WITH.get(code, set())


@pytest.mark.parametrize("code", RULES)
def test_the_passing_fragment_has_no_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes_of(tmp_path, RULES[code].passing) == set()
