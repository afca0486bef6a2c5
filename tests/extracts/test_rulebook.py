"""Faults that rows can show are explained by rows that have them and rows that do not; both are true."""

from __future__ import annotations

from pathlib import Path

import pytest

from cicscore.extracts.loading import load_extracts
from cicscore.extracts.rulebook import DICTIONARY, extract_rules
from cicscore.faults import FaultsFoundError
from tests.extracts.folders import catalogue, write

SHOWN = {code: rule for code, rule in extract_rules().items() if rule.failing}


def codes_of(folder: Path, visits: str) -> set[str]:
    """The codes of everything that is said of a file of visits."""
    indented = "\n" + "".join(f"    {line}\n" for line in DICTIONARY.splitlines())
    write(folder, children="child_id\nA1\n", visits=visits)
    try:
        loaded = load_extracts(folder, catalogue(visits=indented))
    except FaultsFoundError as error:
        return {fault.code for fault in error.faults}
    return {fault.code for fault in loaded.warnings}


@pytest.mark.parametrize("code", SHOWN)
def test_the_failing_rows_have_the_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says fails does fail, for that reason."""
    assert code in codes_of(tmp_path, SHOWN[code].failing)


@pytest.mark.parametrize("code", SHOWN)
def test_the_passing_rows_have_no_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes_of(tmp_path, SHOWN[code].passing) == set()


def test_every_fault_of_an_extract_says_why_it_matters() -> None:
    """A finding that nobody sees the point of is soon passed over."""
    unexplained = [rule.code for rule in extract_rules().values() if rule.code < "CIC6" and not rule.why]

    assert unexplained == []
