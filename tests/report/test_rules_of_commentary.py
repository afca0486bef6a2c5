"""Each rule of commentary is explained by a file that breaks it and one that does not, and both are true."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.app.commentary import given_away, read_commentary
from cicscore.disclosure.edition import FOR_PARTNERS
from cicscore.faults.rules import Family, rules_in
from cicscore.results import Scorecard
from cicscore.vocabulary import Audience
from tests.report.papers import MADE

RULES = rules_in(Family.COMMENTARY)

#: What is printed for the public of the same scorecard: everything, but for the mark.
EDITION = MADE.model_copy(update={"audience": Audience.PUBLIC, "disclosure": FOR_PARTNERS})


def codes(fragment: str, folder: Path, edition: Scorecard) -> list[str]:
    """What is found in a folder with this one file: its name on the first line, then its text."""
    name, _, text = fragment.partition("\n")
    (folder / name).write_bytes(text.encode().replace(rb"\xf6", b"\xf6"))
    read = read_commentary(folder, MADE)
    return [warning.code for warning in (*read.warnings, *given_away(read.commentary, edition, MADE))]


def _printed(code: str) -> Scorecard:
    """The edition in which a rule matters: only one says what a public edition gives away."""
    return EDITION if code == "CIC806" else MADE


@pytest.mark.parametrize("code", RULES)
def test_the_failing_file_breaks_its_rule_and_no_other(code: str, tmp_path: Path) -> None:
    """What `cicscore rule` says fails does fail, for that reason alone."""
    assert codes(RULES[code].failing, tmp_path, _printed(code)) == [code]


@pytest.mark.parametrize("code", RULES)
def test_the_passing_file_breaks_no_rule(code: str, tmp_path: Path) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes(RULES[code].passing, tmp_path, _printed(code)) == []
