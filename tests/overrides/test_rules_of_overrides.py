"""Faults of overrides are explained by files with them and files without; both are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cicscore.app.compute import ComputeRequest, compute
from cicscore.faults.fault import FaultsFoundError
from cicscore.faults.rules import Family, rules_in
from tests.cli.workplace import CATALOGUE, FOLDER, set_out
from tests.extracts.listings import lay_out
from tests.overrides.written import USUAL

RULES = rules_in(Family.OVERRIDES)

#: What a listing names: a file that would be sound if it were read.
DESCRIBED = {
    f"{name}: the overrides of the folder": yaml.safe_dump({"overrides": []})
    for name in ("override.yml", "overrides.yaml")
}


def codes_of(folder: Path, fragment: str) -> set[str]:
    """The codes of what is said of a fragment, whose overrides are completed with what they leave out."""
    set_out(folder)
    dated = CATALOGUE.replace("    title: Reviews", "    valid_from: 2015-04-01\n    title: Reviews")
    (folder / "indicators.yaml").write_text(dated, encoding="utf-8")
    if re.match(r"overrides:\n", fragment):
        # Two of three reviews were on time, and both of those that are not of UASC: 100%.
        usual = USUAL | {"variant": "excluding_uasc"}
        whole = [usual | one for one in yaml.load(fragment, yaml.BaseLoader)["overrides"]]  # noqa: S506 - texts alone
        text = yaml.safe_dump({"overrides": whole}).replace("'", "")
        (folder / FOLDER / "overrides.yaml").write_text(text, encoding="utf-8")
    else:
        lay_out(fragment, folder / FOLDER, DESCRIBED)
    try:
        found = compute(ComputeRequest(folder / FOLDER, folder / "indicators.yaml")).warnings
    except FaultsFoundError as error:
        found = error.faults
    return {fault.code for fault in found}


@pytest.mark.parametrize("code", RULES)
def test_the_failing_fragment_has_the_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says fails does fail, for that reason alone."""
    assert codes_of(tmp_path, RULES[code].failing) == {code}


@pytest.mark.parametrize("code", RULES)
def test_the_passing_fragment_has_no_fault(tmp_path: Path, code: str) -> None:
    """What `cicscore rule` says passes does pass."""
    assert codes_of(tmp_path, RULES[code].passing) == set()
