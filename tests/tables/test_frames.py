"""The doors to pandas: extracts and results as data frames."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from cicscore import load_catalogue, load_extracts, score

CATALOGUE = """
schema_version: 1
title: Doors
themes: [{id: all, title: All}]
extracts:
  children:
    file: children.csv
    key: [child_id]
    columns:
      child_id: {type: id}
      born_on: {type: date, required: false}
      seen_at: {type: datetime, required: false}
      score: {type: number, required: false}
      uasc: {type: flag, required: false}
      ended_on: {type: date, optional: true, required: false}
indicators:
  - id: known
    title: Known children
    theme: all
    meaning: Children in the extract.
    polarity: none
    unit: count
    period: snapshot
    numerator: {from: children}
"""
ROWS = """child_id,born_on,seen_at,score,uasc
B,01/02/2010,03/03/2016 14:30,1.5,yes
A,,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue and its extract, with a cell of each type and a missing one."""
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE)
    (tmp_path / "children.csv").write_text(ROWS)
    return tmp_path


def test_an_extract_as_a_data_frame_has_pandas_own_types(folder: Path) -> None:
    """Each column of the dictionary, in its order; what is missing is missing in pandas' sense."""
    extracts = load_extracts(folder, load_catalogue(folder / "catalogue.yaml"))
    frame = extracts.frame("children")
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "child_id": "category",
        "born_on": "datetime64[s]",
        "seen_at": "datetime64[s]",
        "score": "float64",
        "uasc": "boolean",
        "ended_on": "datetime64[s]",
    }
    assert frame.iloc[0].to_list()[:5] == [
        "B",
        pd.Timestamp(2010, 2, 1),
        pd.Timestamp(2016, 3, 3, 14, 30),
        1.5,
        True,
    ]
    assert frame.isna().to_numpy().tolist() == [[False] * 5 + [True], [False] + [True] * 5]


def test_results_as_a_data_frame_are_those_of_the_document(folder: Path) -> None:
    """One row each, with the fields that the saved document has."""
    catalogue = load_catalogue(folder / "catalogue.yaml")
    scorecard = score(catalogue, load_extracts(folder, catalogue), dt.date(2016, 3, 31))
    saved = pd.DataFrame(json.loads(scorecard.model_dump_json())["results"])
    pd.testing.assert_frame_equal(scorecard.frame(), saved)
    assert scorecard.frame()["numerator"].to_list() == [2]


def test_an_extract_that_was_not_read_is_told_with_those_that_were(folder: Path) -> None:
    """A misspelt name, and one whose file is missing, which has its reason."""
    extracts = load_extracts(folder, load_catalogue(folder / "catalogue.yaml"))
    with pytest.raises(KeyError) as raised:
        extracts.frame("childern")
    assert raised.value.args == ("there is no extract `childern`; those read are children",)
    (folder / "catalogue.yaml").write_text(
        CATALOGUE.replace(
            "indicators:", "  posts: {file: posts.csv, columns: {fte: {type: number}}}\nindicators:"
        )
    )
    with pytest.raises(KeyError) as raised:
        load_extracts(folder, load_catalogue(folder / "catalogue.yaml")).frame("posts")
    assert raised.value.args == ("the folder has no posts.csv",)
