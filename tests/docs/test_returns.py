"""docs/returns.md says what the code supplies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from cicscore.ssda903.collection import titles
from cicscore.ssda903.derive.supplies import SUPPLIES
from cicscore.ssda903.returns import ALWAYS, complete_since

PAGE = (Path(__file__).parents[2] / "docs" / "returns.md").read_text(encoding="utf-8")


def row(name: str) -> str:
    """An extract's line in the table."""
    supply = SUPPLIES[name]
    tables = ", ".join(supply.needs)
    columns = ", ".join(f"`{column}`" for column in supply.columns)
    further = "".join(f"; of {table}: `{column}`" for column, table in supply.columns_of.items())
    return f"| `{name}` | {tables} | {columns}{further} |"


def test_the_page_has_what_a_return_supplies() -> None:
    """Each extract with the tables that it needs and its columns, and no other."""
    assert [line for line in PAGE.splitlines() if line.startswith("| `")] == [row(name) for name in SUPPLIES]


def test_the_page_says_of_every_table_from_which_day_it_is_complete() -> None:
    """Those that an extract needs or takes columns from, and no other."""
    used = {table for supply in SUPPLIES.values() for table in supply.tables()}
    section = PAGE.partition("| table | complete from |")[2].partition("\n\n")[0]
    named = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines()[2:]]
    assert sorted(named) == sorted(titles()[table] for table in used)


def test_a_table_is_complete_as_the_page_says() -> None:
    """One child's episode that ended before the year shows that the whole history was written."""
    begins = {table: dt.date(2015, 4, 1) for table in titles()}
    ended = {"child": ["1"], "decom": ["2012-05-01"], "rne": ["S"], "dec": ["2013-05-01"]}
    episodes = pd.DataFrame(ended).astype({"decom": "datetime64[s]", "dec": "datetime64[s]"})
    uasc = pd.DataFrame({"duc": ["2014-05-01"]}, dtype="datetime64[s]")
    lasting = pd.DataFrame({"date_placed_ceased": ["2015-05-01"]}, dtype="datetime64[s]")
    tables = {"episodes": episodes, "uasc": uasc, "placed_for_adoption": lasting}
    assert complete_since(tables, begins) == {**begins, "episodes": ALWAYS, "uasc": ALWAYS}
    within_the_year = episodes.assign(dec=np.datetime64("2015-06-01"))
    assert complete_since({**tables, "episodes": within_the_year}, begins) == begins
