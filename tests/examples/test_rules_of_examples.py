"""Faults of worked examples are explained by examples that have them and ones that do not; both are true."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import yaml

from cicscore.app.check import check
from cicscore.faults.fault import Severity
from cicscore.faults.rules import Family, rules_in
from tests.checks.fragments import BASE

#: The catalogue that completes the fragments of other rules, with one more code.
CATALOGUE = "".join(BASE.values()).replace("codes: {PN0:", "codes: {PN7: Did not come, PN0:")
INDICATOR = {
    "id": "it",
    "title": "It",
    "theme": "children",
    "meaning": "Reviews at which the child took part.",
    "polarity": "higher",
    "period": "snapshot",
}
TOOK_PART = {
    "unit": "percent",
    "denominator": {"from": "reviews", "label": "reviews"},
    "numerator": {"where": 'participation == "PN1"', "label": "reviews"},
}
IN_CARE = {"unit": "count", "numerator": {"from": "care_periods", "label": "periods of care"}}

SOURCES = {"source": "A test", "amber_source": "Chosen: a test"}
SPOKE, SILENT = {"reviews": [{"participation": "PN1"}]}, {"reviews": [{"participation": "PN7"}]}
#: Whose children an example is about that shows only what is expected, so that it comes to that.
CHILDREN = {
    "CIC602": [SPOKE, {"uasc": "yes"} | SPOKE],
    "CIC603": [SPOKE],
    "CIC604": [SPOKE, {"times": 3} | SILENT],
    "CIC608": [{"date_of_birth": "2006-05-05"} | SPOKE],
    "CIC613": [SPOKE],
}
#: What an example comes to that shows only children.
EXPECTED = {"CIC605": 1, "CIC606": 1, "CIC607": 2, "CIC608": 1}

EXAMPLE_RULES = rules_in(Family.EXAMPLES)
ERRORS = [code for code, rule in EXAMPLE_RULES.items() if rule.severity is Severity.ERROR]
GAPS = [code for code, rule in EXAMPLE_RULES.items() if rule.severity is Severity.WARNING]


def completed(code: str, fragment: str) -> bytes:
    """The whole catalogue that a fragment is part of: keys of an example, or of an indicator."""
    part = yaml.safe_load(fragment)
    written = part if "examples" in part else {"examples": [part]}
    usual: dict[str, Any] = IN_CARE if code == "CIC614" else TOOK_PART
    indicator = {
        **INDICATOR,
        **usual,
        **written,
        "numerator": usual["numerator"] | written.get("numerator", {}),
        "examples": [_example(code, example) for example in written["examples"]],
        "targets": {year: limits | SOURCES for year, limits in written.get("targets", {}).items()},
    }
    catalogue = yaml.safe_load(CATALOGUE) | {"indicators": [indicator]}
    # JSON is YAML without anchors, which catalogues do not have.
    return json.dumps(catalogue, default=str).encode()


def _example(code: str, written: dict[str, Any]) -> dict[str, Any]:
    """An example with the keys that it leaves out."""
    nobody = written.get("expect", {}).get("all") == {"status": "no_denominator"}
    usual = {
        "name": "An example",
        "as_at": "2016-03-31",
        "children": [] if nobody else CHILDREN.get(code, []),
        "expect": {"all": {"denominator": EXPECTED.get(code, 0)}},
    }
    return usual | written


def codes_of(code: str, fragment: str) -> set[str]:
    """The codes of everything that is said of the examples, and of all that is an error."""
    report = check(completed(code, fragment), "c.yaml", on=dt.date(2016, 6, 30), examples=True, strict=False)
    return {
        fault.code
        for fault in report.faults
        if fault.code in EXAMPLE_RULES or fault.severity is Severity.ERROR
    }


@pytest.mark.parametrize("code", ERRORS)
def test_the_failing_example_has_the_fault(code: str) -> None:
    """What `cicscore rule` says fails does fail; beside it there are at most gaps in what is proved."""
    assert codes_of(code, EXAMPLE_RULES[code].failing) - set(GAPS) == {code}


@pytest.mark.parametrize("code", ERRORS)
def test_the_passing_example_has_no_fault(code: str) -> None:
    """What `cicscore rule` says passes does pass; one example need not prove everything."""
    assert codes_of(code, EXAMPLE_RULES[code].passing) <= set(GAPS)


@pytest.mark.parametrize("code", GAPS)
def test_the_failing_examples_leave_it_unproved(code: str) -> None:
    """What the examples lack is told; no example of a fragment proves everything, so more may be lacking."""
    found = codes_of(code, EXAMPLE_RULES[code].failing)

    assert code in found
    assert found <= set(GAPS)


@pytest.mark.parametrize("code", GAPS)
def test_the_passing_examples_prove_it(code: str) -> None:
    """They come to what they say, and what the failing ones lacked is not lacking any more."""
    found = codes_of(code, EXAMPLE_RULES[code].passing)

    assert code not in found
    assert found <= set(GAPS)
