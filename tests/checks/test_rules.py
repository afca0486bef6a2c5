"""Every rule is explained by a fragment that breaks it and one that does not, and both are true."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from cicscore.app.check import check
from cicscore.app.rulebook import all_rules
from cicscore.app.rules_of_figures import FIGURE_RULES
from cicscore.catalogue.checks.table import CHECKS
from cicscore.catalogue.rules import RULES
from cicscore.examples.rules import EXAMPLE_RULES
from cicscore.extracts.codes import FaultKind
from cicscore.faults.fault import Severity
from tests.checks.fragments import completed

PACKAGE = Path(__file__).parents[2] / "cicscore"


def codes_of(catalogue: str) -> list[str]:
    """The codes of everything wrong with a catalogue."""
    report = check(catalogue.encode(), "c.yaml", on=dt.date(2016, 6, 30), examples=False, strict=False)
    return [fault.code for fault in report.faults]


def test_the_catalogue_that_fragments_are_part_of_is_sound() -> None:
    """So that nothing but the fragment can be at fault."""
    assert codes_of(completed("")) == []


@pytest.mark.parametrize("code", RULES)
def test_the_failing_fragment_breaks_its_rule_and_no_other(code: str) -> None:
    """What `cicscore rule` says fails does fail, for that reason alone."""
    assert set(codes_of(completed(RULES[code].failing))) == {code}


@pytest.mark.parametrize("code", RULES)
def test_the_passing_fragment_breaks_no_rule(code: str) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes_of(completed(RULES[code].passing)) == []


def test_every_code_that_the_package_can_raise_has_a_rule() -> None:
    """A code in a message can always be looked up."""
    sources = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    raised = set(re.findall(r'"(CIC\d{3})"', sources))

    assert raised - set(all_rules()) == set()


def test_no_two_rules_share_a_code() -> None:
    """A code stands for one thing, whichever part of the program it comes from."""
    codes = [
        *RULES,
        *EXAMPLE_RULES,
        *(rule.code for rule in FIGURE_RULES),
        *(kind.code for kind in FaultKind),
    ]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", all_rules())
def test_every_rule_is_explained(code: str) -> None:
    """A finding that nobody sees the point of, or how to put right, is soon passed over."""
    rule = all_rules()[code]

    assert rule.why.endswith(".")
    assert rule.failing.endswith("\n")
    assert rule.passing.endswith("\n")
    assert rule.failing != rule.passing


def test_every_check_finds_what_its_rule_calls_a_warning() -> None:
    """An error stops a computation, so it has to be found when a catalogue is loaded, not in a check."""
    assert {RULES[code].severity for code in CHECKS} == {Severity.WARNING}
