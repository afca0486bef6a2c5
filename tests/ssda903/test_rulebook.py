"""Faults of a return are explained by a return that has them and one that does not; both are true."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.extracts import ExamineRequest, examine
from cicscore.faults.rules import Family, rules_in
from tests.extracts.listings import lay_out, newest

RULES = rules_in(Family.RETURNS)
CATALOGUE = Path(__file__).parents[2] / "indicators.yaml"

HEADER = "CHILD,SEX,DOB,ETHNIC\n"
EPISODES = "CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC,URN\n"

#: What the files hold of which a fragment gives the name alone: where rows do not matter, there are none.
DESCRIBED = {"header.csv": HEADER, "episodes.csv": EPISODES, "episodes_old.csv": EPISODES}

#: A fault in a child's episodes always brings the warning about the others, and that one never comes alone.
ALL_LEFT_OUT = {
    "CIC710": "CIC720",
    "CIC711": "CIC720",
    "CIC712": "CIC720",
    "CIC714": "CIC720",
    "CIC715": "CIC720",
    "CIC716": "CIC720",
    "CIC717": "CIC720",
    "CIC720": "CIC711",
}

#: The one child of a fragment has no event in the last month of the collection year, and some tables no row.
QUIET = {"CIC542", "CIC545"}

#: An open episode that is in the next year's return is one of its two rows merged, of which there is word.
TOLD_ALTHOUGH_RIGHT = {"CIC732": {"CIC731"}}


def codes_of(folder: Path, fragment: str) -> set[str]:
    """The codes of everything that is said of a return.

    Rows that stand alone are the table Episodes, beside a Header with their one child.
    """
    if fragment.startswith(EPISODES):
        lay_out("2015-16/\n  episodes.csv\n  header.csv\n", folder, {
            "episodes.csv": fragment, "header.csv": f"{HEADER}1,1,04/05/2008,WBRI\n"
        })  # fmt: skip
    else:
        lay_out(fragment, folder, DESCRIBED)
    examined = examine(ExamineRequest(newest(folder), CATALOGUE))
    return {finding.fault.code for finding in examined.findings} - QUIET


@pytest.mark.parametrize("code", RULES)
def test_the_failing_return_has_the_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says fails does fail, for that reason alone."""
    assert codes_of(tmp_path, RULES[code].failing) == {code, ALL_LEFT_OUT.get(code, code)}


@pytest.mark.parametrize("code", RULES)
def test_the_passing_return_has_no_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes_of(tmp_path, RULES[code].passing) == TOLD_ALTHOUGH_RIGHT.get(code, set())
