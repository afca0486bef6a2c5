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
    by_subject: dict[tuple[str, str], dict[Key, list[Row]]] = field(default_factory=dict)

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
        if "each_row" in self.declared[name]:
            return name
        subjects = {"children", *(extract.get("about") for extract in self.declared.values())}
        return self.declared[name].get("about") or (name if name in subjects else None)

    def subjects(self, name: str) -> dict[str, str]:
        """Name every extract to whose rows an extract's rows belong, by what each of those rows is."""
        every = [self.subject(name), *self.declared[name].get("also_about", [])]
        return {self.declared[one].get("each_row", "child"): one for one in every if one is not None}

    def key(self, name: str, row: Row, subject: str | None = None) -> Key | None:
        """Give the key of the child (or of another subject) of a row; None where the row names none."""
        subject = subject or self.subject(name)
        if subject is None:
            return None
        key = tuple(row[column] for column in self.declared[subject]["key"])
        return None if None in key else key

    def rows_of(self, name: str, key: Key | None, subject: str | None = None) -> list[Row]:
        """Find an extract's rows of one child, or of one row of another subject, in file order."""
        at = (name, subject or self.subject(name) or "")
        if at not in self.by_subject:
            index: dict[Key, list[Row]] = {}
            for row in self.rows(name):
                owner = self.key(name, row, subject)
                if owner is not None:
                    index.setdefault(owner, []).append(row)
            self.by_subject[at] = index
        return self.by_subject[at].get(key, []) if key is not None else []

    def speaks_of(self, variant: dict[str, Any], name: str) -> bool:
        """Whether a variant speaks of an extract's rows: its own list's, and events of those on it.

        The rows of another list stay, whoever else they belong to.
        """
        lists = self.subject(name) == name
        if "about" in variant:
            return name == variant["about"] if lists else variant["about"] in self.subjects(name).values()
        return (
            self.declared[name].get("each_row", "child") == "child"
            if lists
            else "child" in self.subjects(name)
        )
