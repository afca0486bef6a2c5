"""Faults of benchmarks are explained by files with them and files without; both are true."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace

from cicscore.app.benchmarks import read_benchmarks
from cicscore.catalogue.load import load_catalogue
from cicscore.catalogue.model import Settings
from cicscore.faults.fault import FaultsFoundError
from cicscore.faults.rules import Family, rules_in
from tests.extracts.listings import lay_out

RULES = rules_in(Family.BENCHMARKS)
SHIPPED = load_catalogue(Path(__file__).parents[2] / "indicators.yaml")
USUAL = {"authority": {"name": "Anyshire"}}


def codes_of(folder: Path, fragment: str) -> set[str]:
    """The codes of everything that is said of a mapping and the file beside it, by a catalogue's settings."""
    lay_out(fragment, folder, {})
    written = folder / "settings"
    settings = yaml.safe_load(written.read_text("utf-8")) if written.exists() else USUAL
    catalogue = replace(SHIPPED, settings=Settings.model_validate(settings))
    try:
        found = read_benchmarks([folder / "benchmarks.yaml"], catalogue, dt.date(2016, 3, 31)).warnings
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
