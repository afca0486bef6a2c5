"""Every rule is explained by a fragment that breaks it and one that does not, and both are true."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from cicscore.app.check import check
from cicscore.catalogue.checks.table import CHECKS
from cicscore.faults.fault import Severity
from cicscore.faults.rules import OF_CATALOGUES, Family, rule_called, rules_in
from tests.checks.fragments import completed

RULES = rules_in(*OF_CATALOGUES)
ALL = rules_in(*Family)
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


def names_given() -> set[str]:
    """Every name of a rule that the package's code gives."""
    sources = "".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    return set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', sources))


def test_every_rule_is_named_by_the_code_that_finds_it() -> None:
    """A rule that nothing can break is explained for nothing, and one that is misspelt would not be found."""
    assert {rule.name for rule in ALL.values()} - names_given() == set()


def test_no_two_rules_share_a_code_or_a_name() -> None:
    """Either stands for one thing, whichever part of the program it comes from."""
    every = [rule for family in Family for rule in rules_in(family).values()]

    assert len({rule.code for rule in every}) == len({rule.name for rule in every}) == len(every)


def test_a_rule_is_known_by_its_code_and_its_name_in_any_case() -> None:
    """People read the code in a message, and write the name in a suppression."""
    assert rule_called("cic306") == rule_called("Thresholds-Against-Polarity") == ALL["CIC306"]


@pytest.mark.parametrize("code", ALL)
def test_every_rule_is_explained(code: str) -> None:
    """A finding that nobody sees the point of, or how to put right, is soon passed over."""
    rule = ALL[code]

    assert rule.why.endswith(".")
    assert rule.failing.endswith("\n")
    assert rule.passing.endswith("\n")
    assert rule.failing != rule.passing


def test_every_check_finds_what_its_rule_calls_a_warning() -> None:
    """An error stops a computation, so it has to be found when a catalogue is loaded, not in a check."""
    assert {rule_called(check.rule).severity for check in CHECKS} == {Severity.WARNING}
