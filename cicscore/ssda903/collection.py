"""A collection year of the return: its first and last days, and its tables and codes as a data dictionary.

The dictionary is data (``tables.yaml``, ``code_lists.yaml``) in the same form as a catalogue's, so that a
file of the return is read by the same reader, with the same faults, as any extract.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from cicscore.catalogue import model as d
from cicscore.catalogue.definitions import Extract
from cicscore.periods import financial_year
from cicscore.ssda903.code_lists import code_lists, listed_years
from cicscore.ssda903.data import shipped

#: The table that lists every child in the return once; the other tables are about these children.
HEADER = "header"
EPISODES = "episodes"


def first_day(year: str) -> dt.date:
    """The 1 April on which the collection year (such as ``2015-16``) begins."""
    return dt.date(int(year[:4]), 4, 1)


def last_day(year: str) -> dt.date:
    """The 31 March on which it ends."""
    return dt.date(int(year[:4]) + 1, 3, 31)


def year_of(day: dt.date) -> str:
    """The collection year in which ``day`` lies."""
    return financial_year(day)


def year_named(name: str) -> str | None:
    """The collection year in a folder's name, such as ``2015-16``; ``None`` if there is none."""
    found = re.search(r"(?<!\d)(20\d{2})-(\d{2})(?!\d)", name)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return f"{found[1]}-{found[2]}"


def following(year: str) -> str:
    """The collection year after ``year``."""
    return year_of(last_day(year) + dt.timedelta(1))


@cache
def titles() -> Mapping[str, str]:
    """The return's name for each of its tables."""
    return {name: table["title"] for name, table in shipped("tables.yaml").items()}


@cache
def tables_of(year: str) -> tuple[str, ...]:
    """The tables that the collection year's return consists of."""
    return tuple(name for name, table in shipped("tables.yaml").items() if table.get("since", year) <= year)


@cache
def births() -> frozenset[tuple[str, str]]:
    """The columns of every table that repeat a date of the child from the header."""
    tables = shipped("tables.yaml")
    own = [name for name, column in tables[HEADER]["columns"].items() if column["type"] == "date"]
    return frozenset((table, name) for table in tables for name in own)


@cache
def dictionary(year: str) -> Mapping[str, Extract]:
    """The data dictionary of the collection year's return, by table."""
    return {name: _table(name, table, year) for name, table in shipped("tables.yaml").items()}


@cache
def every_table() -> tuple[Extract, ...]:
    """The tables of the first and last collection years, which between them have every column and code."""
    years = listed_years()
    return (*dictionary(years[0]).values(), *dictionary(years[-1]).values())


def _of_other_years(name: str, year: str) -> dict[str, str]:
    """Codes found only in other years' lists, each with this year's code of the same meaning."""
    own = code_lists(year)[name]
    by_meaning = {meaning: code for code, meaning in own.items()}
    return {
        code: by_meaning[meaning]
        for other in listed_years()
        for code, meaning in code_lists(other)[name].items()
        if code not in own and meaning in by_meaning
    }


def _table(name: str, table: Mapping[str, Any], year: str) -> Extract:
    columns = {
        column: _column(spec, year)
        for column, spec in table["columns"].items()
        if spec.get("until", year) >= year
    }
    return Extract(
        name=name,
        file=f"{name}.csv",
        key=tuple(table["key"]),
        about=HEADER,
        columns=columns,
        must=(),
    )


def _column(spec: Mapping[str, Any], year: str) -> d.Column:
    described = {key: value for key, value in spec.items() if key not in ("since", "until", "source")}
    if "codes" in described:
        described["counts_as"] = _of_other_years(described["codes"], year)
        described["codes"] = code_lists(year)[described["codes"]]
    if spec.get("since", year) > year:
        described["optional"] = True
    return d.Column.model_validate(described)
