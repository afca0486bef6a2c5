"""docs/returns.md says what the code supplies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from cicscore.ssda903.collection import titles
from cicscore.ssda903.derive.supplies import SUPPLIES
from cicscore.ssda903.returns import ALWAYS, complete_since
from cicscore.ssda903.table import ReturnTable
from cicscore.tables.columns import Column, texts_of

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


def table(**columns: Column) -> ReturnTable:
    """A table of one row."""
    return ReturnTable(columns, np.array([0]), np.array([2]), np.array(["2015-16"]))


def day(text: str) -> Column:
    """A column of one day."""
    return np.array([text], "datetime64[D]")


def test_a_table_is_complete_as_the_page_says() -> None:
    """One child's episode that ended before the year shows that the whole history was written."""
    begins = {table: dt.date(2015, 4, 1) for table in titles()}
    first = {"child": texts_of(["1"]), "decom": day("2012-05-01"), "rne": texts_of(["S"])}
    tables = {
        "episodes": table(**first, dec=day("2013-05-01")),
        "uasc": table(duc=day("2014-05-01")),
        "placed_for_adoption": table(date_placed_ceased=day("2015-05-01")),
    }
    assert complete_since(tables, begins) == {**begins, "episodes": ALWAYS, "uasc": ALWAYS}
    within_the_year = table(**first, dec=day("2015-06-01"))
    assert complete_since({**tables, "episodes": within_the_year}, begins) == begins
