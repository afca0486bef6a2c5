"""Each kind of proof is explained by figures that contradict each other and figures that do not."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from cicscore.app.audit import audit_published
from cicscore.app.files import Given
from cicscore.audit.findings import Certainty
from cicscore.faults.fault import Severity
from cicscore.faults.rules import Family, rules_in

RULES = rules_in(Family.AUDIT)


def files(fragment: str) -> list[Given]:
    """The files that a fragment shows; one that names none is the printed scorecard itself."""
    parts = re.split(r"^(\w+\.csv):\n", fragment, flags=re.MULTILINE)
    if len(parts) == 1:
        return [Given("printed.csv", fragment.encode())]
    return [Given(name, dedent(text).encode()) for name, text in zip(parts[1::2], parts[2::2], strict=True)]


def found(fragment: str) -> set[tuple[str, Severity]]:
    """The codes of all findings, with the severity of one as certain."""
    printed, *earlier = files(fragment)
    audit = audit_published(printed, earlier)
    severities = {Certainty.PROVED: Severity.ERROR, Certainty.LIKELY: Severity.WARNING}
    return {(one.fault.code, severities[one.certainty]) for one in audit.findings}


def test_every_kind_is_on_the_page() -> None:
    """The table of proofs in docs/audit.md has each kind, in order, and no other."""
    page = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (CIC[0-9]{3}) \|", page, re.MULTILINE) == list(RULES)


@pytest.mark.parametrize("code", RULES)
def test_the_failing_fragment_is_found(code: str) -> None:
    """What `cicscore rule` says fails is a finding of that kind alone, as certain as the rule says."""
    assert found(RULES[code].failing) == {(code, RULES[code].severity)}


@pytest.mark.parametrize("code", RULES)
def test_the_passing_fragment_is_right(code: str) -> None:
    """What `cicscore rule` says passes is no finding."""
    assert found(RULES[code].passing) == set()
