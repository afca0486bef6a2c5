"""Indicators counted two at a time come to what they come to one after another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore import load_catalogue, load_extracts, score
from cicscore.scorecard import side_by_side
from tests.scorecard.shipped import AS_AT, SHIPPED, write_extracts

MOMENT = dt.datetime(2016, 4, 1, tzinfo=dt.UTC)


def test_the_scorecard_of_many_rows_is_that_of_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are many rows, two indicators are counted at once, in another order; no figure differs."""
    write_extracts(tmp_path, seed=16, children=30)
    catalogue = load_catalogue(SHIPPED)
    extracts = load_extracts(tmp_path, catalogue, as_at=AS_AT)
    options = {"by": ("sex",), "generated_at": MOMENT}
    one_by_one = score(catalogue, extracts, AS_AT, **options)
    monkeypatch.setattr(side_by_side, "_MANY_ROWS", 0)
    assert score(catalogue, extracts, AS_AT, **options) == one_by_one
