"""The engine and the oracle, written apart from each other, come to the same figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.api import load_catalogue, load_extracts, score
from tests.oracle import oracle
from tests.scorecard import conditions, shipped, worlds

DAYS = (dt.date(2016, 3, 31), dt.date(2016, 2, 29), dt.date(2015, 9, 1))


def differences(catalogue: Path, folder: Path, *days: dt.date) -> tuple[list[str], set[str]]:
    """Each figure on which the two disagree, and the statuses that occurred."""
    loaded = load_catalogue(catalogue)
    extracts = load_extracts(folder, loaded)
    found: list[str] = []
    statuses: set[str] = set()
    for as_at in days:
        engine = {(row.indicator, row.variant): row for row in score(loaded, extracts, as_at).results}
        oracles = oracle.compute(catalogue, folder, as_at)
        assert engine.keys() == oracles.keys()
        for (indicator, variant), wanted in oracles.items():
            row = engine[indicator, variant]
            given = (row.numerator, row.denominator, row.value, row.status.value)
            value = None if wanted.value is None else float(wanted.value)
            expected = (wanted.numerator, wanted.denominator, value, wanted.status)
            if given != expected:
                found.append(f"{indicator} ({variant}) at {as_at}: engine {given}, oracle {expected}")
            statuses.add(wanted.status)
    return found, statuses


@pytest.mark.parametrize("seed", range(30))
def test_random_catalogues_come_to_the_same_figures(tmp_path: Path, seed: int) -> None:
    """Every indicator and variant of a random catalogue over random rows, at three as-at dates."""
    catalogue = worlds.world(seed, indicators=12).write(tmp_path)
    assert differences(catalogue, tmp_path, *DAYS)[0] == []


@pytest.mark.parametrize("seed", range(12))
def test_what_is_taken_of_values_comes_to_the_same_figures(tmp_path: Path, seed: int) -> None:
    """Means, medians and percentiles of random numbers, under every variant."""
    catalogue = worlds.world(seed, indicators=0, of_values=12).write(tmp_path)
    assert differences(catalogue, tmp_path, DAYS[0])[0] == []


@pytest.mark.parametrize("seed", range(8))
def test_what_is_made_of_others_comes_to_the_same(tmp_path: Path, seed: int) -> None:
    """Gaps, changes, ratios and weighted sums of random indicators, and of each other, at three days."""
    plain = worlds.world(seed, indicators=12)
    catalogue = worlds.with_composed(plain, seed, number=10).write(tmp_path)

    assert differences(catalogue, tmp_path, *DAYS)[0] == []


def test_what_is_made_of_others_has_something_to_compare(tmp_path: Path) -> None:
    """Across a few seeds such figures have a value, or lack one for a reason of a part."""
    statuses: set[str] = set()
    for seed in range(6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        catalogue = worlds.with_composed(worlds.world(seed, indicators=12), seed, number=10).write(folder)
        made = {name: one.status for name, one in oracle.compute(catalogue, folder, DAYS[0]).items()}
        statuses |= {status for (name, _), status in made.items() if name.startswith("c")}
    assert statuses >= {"calculated", "no_denominator", "not_applicable", "missing_extract"}


def test_random_catalogues_have_something_to_compare(tmp_path: Path) -> None:
    """Across a few seeds every status occurs that the engine can give, so that agreeing means something."""
    statuses: set[str] = set()
    for seed in range(12):
        folder = tmp_path / str(seed)
        folder.mkdir()
        catalogue = worlds.world(seed, indicators=12).write(folder)
        statuses |= differences(catalogue, folder, DAYS[0])[1]
    assert statuses == {
        "calculated",
        "published",
        "no_denominator",
        "missing_extract",
        "insufficient_history",
        "not_applicable",
        "not_due",
        "not_reported",
    }


@pytest.mark.parametrize("seed", range(2))
def test_conditions_come_to_the_same_figures(tmp_path: Path, seed: int) -> None:
    """Each condition of a list, and each sum, over random rows about the nights when the clocks change."""
    for number, listed in enumerate((conditions.OF_A_ROW, conditions.LOOKED_UP, conditions.NESTED)):
        folder = tmp_path / str(number)
        folder.mkdir()
        catalogue = conditions.world(seed, listed).write(folder)
        assert differences(catalogue, folder, DAYS[0])[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_shipped_catalogue_comes_to_the_same_figures(tmp_path: Path, seed: int) -> None:
    """Every indicator, before and after definitions changed, over rows that keep to the data dictionary."""
    shipped.write_extracts(tmp_path, seed, children=60)
    assert differences(shipped.SHIPPED, tmp_path, DAYS[0], dt.date(2016, 6, 30))[0] == []
