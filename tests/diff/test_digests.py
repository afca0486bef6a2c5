"""Digests of definitions: they tell what `diff` tells of two catalogues, without the catalogues."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cicscore.catalogue.digests import manifest_of
from cicscore.catalogue.load import load_catalogue
from cicscore.catalogue.yaml import read_yaml
from cicscore.manifest import Manifest
from cicscore.vocabulary import Effect
from tests.diff.catalogues import OLD, changed, difference
from tests.diff.test_catalogues import (
    MOVES_THE_FIGURE,
    MOVES_THE_RATING,
    PRESENTATION,
    ROOT,
    SAME,
    shuffled,
)
from tests.diff.test_shared import EXTRACTS

DAY = dt.date(2016, 3, 31)
#: Changes of a small catalogue, each with what is written now in place of what was.
CHANGES = [
    *((old, new) for old, new, *_ in (*MOVES_THE_FIGURE, *MOVES_THE_RATING, *PRESENTATION, *EXTRACTS)),
    *((old, new) for old, new, *_ in SAME),
]


def manifest(text: str, folder: Path) -> Manifest:
    """The manifest of a scorecard of the day, of the catalogue with this text."""
    path = folder / "indicators.yaml"
    path.write_text(text, encoding="utf-8")
    return manifest_of(load_catalogue(path), (DAY,))


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_a_digest_changes_where_diff_tells_of_a_change(tmp_path: Path, old: str, new: str) -> None:
    """What counts is told by the digest of the figure, what rates by that of the rating, and nothing else."""
    text = changed((old, new))
    before, after = (
        {each.indicator: each for each in manifest(one, tmp_path).definitions} for one in (OLD, text)
    )
    told = {
        found.id: {change.effect for change in found.changes}
        for found in difference(text).indicators
        if found.old_id is None
    }
    for name in before.keys() & after.keys():
        effects = told.get(name, set())
        assert (before[name].figure != after[name].figure) == (Effect.FIGURE in effects), name
        assert (before[name].ratings != after[name].ratings) == (Effect.RATING in effects), name


def test_a_setting_is_named(tmp_path: Path) -> None:
    """A changed setting stands in the manifest by its name, and moves no digest of a definition."""
    text = changed(("{small_cohort: 30}", "{rate_on: displayed, ssda903: {uasc: in_year}}"))
    before, after = manifest(OLD, tmp_path), manifest(text, tmp_path)
    assert before.definitions == after.definitions
    assert {name for name in before.settings if before.settings[name] != after.settings[name]} == {
        "rate_on",
        "ssda903.uasc",
    }


def test_the_year_s_own_limits_count(tmp_path: Path) -> None:
    """A target of another year is no change of this year's rating."""
    target = '      2015-16: {target: 98, amber: 95, source: "The panel", amber_source: "Chosen"}\n'
    other = target.replace("2015-16", "2014-15").replace("98", "99")
    assert manifest(changed((target, target + other)), tmp_path) == manifest(OLD, tmp_path)


def test_a_breakdown_has_a_digest_of_its_own(tmp_path: Path) -> None:
    """Its groups count, and neither the order nor the titles of others."""
    path = tmp_path / "indicators.yaml"
    found = []
    for text in (OLD, changed(("sex: child.sex", "sex: child.sex\n  near: miles <= 5"))):
        path.write_text(text, encoding="utf-8")
        catalogue = load_catalogue(path)
        found.append(manifest_of(catalogue, (DAY,), None, (catalogue.breakdowns["sex"],)).breakdowns)
    assert found[0] == found[1]
    assert found[0].keys() == {"sex"}


def test_the_shipped_catalogue_in_another_order_has_the_same_digests(tmp_path: Path) -> None:
    """Its keys and indicators shuffled, its comments gone, its lines broken elsewhere."""
    text = (ROOT / "indicators.yaml").read_text(encoding="utf-8")
    dice = random.Random(5)  # noqa: S311 - the same order each time
    data = shuffled(read_yaml(text, "indicators.yaml").data, dice)
    dice.shuffle(data["indicators"])
    new = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=60)
    before, after = (
        {each.indicator: each for each in manifest(one, tmp_path).definitions} for one in (text, new)
    )
    assert before == after


def test_digests_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Hashes of sets are seeded otherwise in each process, and days are read in another time zone."""
    path = tmp_path / "indicators.yaml"
    path.write_text(OLD, encoding="utf-8")
    script = (
        "import datetime as dt, sys; from pathlib import Path;"
        "from cicscore.catalogue.digests import manifest_of;"
        "from cicscore.catalogue.load import load_catalogue;"
        "print(manifest_of(load_catalogue(Path(sys.argv[1])), (dt.date(2016, 3, 31),)).model_dump_json())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland"))
    }
    assert printed == {(manifest(OLD, tmp_path).model_dump_json() + "\n").encode()}
