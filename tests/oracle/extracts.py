"""Extracts for the oracle: CSV files read as lists of dictionaries, found by the child they belong to."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

Value = None | bool | int | Fraction | str | date
Row = dict[str, Value]
Key = tuple[Value, ...]

BRITISH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
FLAGS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


class MissingExtractError(Exception):
    """An extract that a figure needs is not in the folder."""


def exact(text: str) -> int | Fraction:
    """Read a written number without a detour through binary fractions."""
    number = Fraction(Decimal(text))
    return number.numerator if number.denominator == 1 else number


@functools.cache
def moment(text: str) -> datetime:
    """Read dd/mm/yyyy or an ISO date, with or without a time."""
    british = BRITISH_DATE.fullmatch(text)
    if british:
        day, month, year, rest = british.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest}"
    return datetime.fromisoformat(text)


def cell(text: str, kind: str) -> Value:
    """Read one cell as its column's type; a blank cell is missing."""
    text = text.strip()
    if not text:
        return None
    match kind:
        case "date":
            return moment(text).date()
        case "datetime":
            return moment(text)
        case "number":
            return exact(text)
        case "flag":
            return FLAGS[text.lower()]
        case _:
            return text


def read_rows(path: Path, columns: dict[str, Any]) -> list[Row]:
    """Read a file's rows as dictionaries of the declared columns; an absent column is missing throughout."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file)
        headings = [heading.strip().lower() for heading in next(lines)]
        places = {name: place_of(name, column, headings) for name, column in columns.items()}
        return [
            {
                name: None if place is None else cell(line[place], columns[name]["type"])
                for name, place in places.items()
            }
            for line in lines
            if line
        ]


def place_of(name: str, column: dict[str, Any], headings: list[str]) -> int | None:
    """Find which column of the file holds a declared column, by its name or an accepted heading."""
    accepted = {heading.strip().lower() for heading in [name, *column.get("from", [])]}
    return next((place for place, heading in enumerate(headings) if heading in accepted), None)


@dataclass
class Extracts:
    """The extracts of one folder, each read when it is first needed."""

    declared: dict[str, Any]
    folder: Path
    read: dict[str, list[Row]] = field(default_factory=dict)
    by_subject: dict[str, dict[Key, list[Row]]] = field(default_factory=dict)

    def rows(self, name: str) -> list[Row]:
        """Read an extract's rows in file order; MissingExtractError where its file is not there."""
        if name not in self.read:
            path = self.folder / self.declared[name]["file"]
            if not path.is_file():
                raise MissingExtractError(name)
            self.read[name] = read_rows(path, self.declared[name]["columns"])
        return self.read[name]

    def subject(self, name: str) -> str | None:
        """Name the extract whose children an extract's rows belong to (itself, for the children)."""
        subjects = {"children", *(extract.get("about") for extract in self.declared.values())}
        return self.declared[name].get("about") or (name if name in subjects else None)

    def key(self, name: str, row: Row) -> Key | None:
        """Give the key of the child a row belongs to; None where the row names no child."""
        subject = self.subject(name)
        if subject is None:
            return None
        key = tuple(row[column] for column in self.declared[subject]["key"])
        return None if None in key else key

    def rows_of(self, name: str, key: Key | None) -> list[Row]:
        """Find an extract's rows of one child, in file order."""
        if name not in self.by_subject:
            index: dict[Key, list[Row]] = {}
            for row in self.rows(name):
                owner = self.key(name, row)
                if owner is not None:
                    index.setdefault(owner, []).append(row)
            self.by_subject[name] = index
        return self.by_subject[name].get(key, []) if key is not None else []
