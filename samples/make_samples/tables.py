"""Tables of text, and the CSV files that they become."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

Cell = str | int | date | datetime | bool | None


class Table(NamedTuple):
    """A file to be: its headings, and its rows as text."""

    headings: list[str]
    rows: list[list[str]]


def write_tables(folder: Path, tables: dict[str, Table]) -> None:
    """Write each table to a file: UTF-8, a line feed after each row."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(made.headings)
            writer.writerows(made.rows)


def table(rows: Iterable[object], columns: str) -> Table:
    """A table of objects, sorted: each column is an attribute, or heading=path.to.attribute."""
    pairs = [column.partition("=") for column in columns.split()]
    read = [attrgetter(path or heading) for heading, _, path in pairs]
    written = [[_text(get(row)) for get in read] for row in rows]
    return Table([heading for heading, _, _ in pairs], sorted(written))


def _text(value: Cell) -> str:
    """A cell as it is written."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return str(value)
