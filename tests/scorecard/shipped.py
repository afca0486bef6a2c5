"""Random small extracts for the shipped catalogue: rows that keep to its data dictionary, for any seed."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from random import Random
from typing import Any

from tests.oracle.days import dates_of
from tests.oracle.expressions import Language
from tests.oracle.extracts import Extracts, Row
from tests.oracle.oracle import read_catalogue

SHIPPED = Path(__file__).parents[2] / "indicators.yaml"
AS_AT = dt.date(2016, 3, 31)
#: Columns whose dates are birthdays: the rest lie in the years before the as-at date.
BORN = "date_of_birth"


def write_extracts(folder: Path, seed: int, children: int) -> None:
    """Write every extract of the shipped catalogue: rows that meet its types, codes, keys and rules."""
    random = Random(seed)  # noqa: S311 - the same each time is the point
    declared = read_catalogue(SHIPPED)["extracts"]
    identifiers = [f"{number:03d}" for number in range(children)]
    for name, extract in sorted(declared.items(), key=lambda item: item[0] != "children"):
        rows = [
            _row(extract["columns"], identifier, random)
            for identifier in identifiers
            for _ in range(1 if name == "children" else random.choice([0, 2, 5, 9]))
        ]
        _write(folder / extract["file"], extract, _with_own_key(rows, extract))
        sound = _within_the_rules(folder, name, declared)
        _write(folder / extract["file"], extract, sound)
        if name == "children":
            identifiers = [row["child_id"] for row in sound]


def _row(columns: dict[str, Any], identifier: str, random: Random) -> dict[str, str]:
    return {name: _cell(name, column, identifier, random) for name, column in columns.items()}


def _cell(name: str, column: dict[str, Any], identifier: str, random: Random) -> str:
    if column.get("required") == "false" and random.random() < 0.4:
        return ""
    match column["type"]:
        case "date":
            return _day(name, random).strftime("%d/%m/%Y")
        case "datetime":
            return f"{_day(name, random)} {random.randrange(24):02}:{random.randrange(60):02}"
        case "number":
            return random.choice(["0", "1", "2", "3", "0.5", "0.7", "17", "19.5"])
        case "flag":
            return random.choice(["Yes", "no", "1", "FALSE"])
        case "code":
            codes = list(column["codes"])
            return random.choice(random.choice([codes, codes[:3]]))
        case "id" if name == "child_id":
            return identifier
        case _:
            return random.choice(["886", "887", "Ash", "Birch"])


def _day(name: str, random: Random) -> dt.date:
    if name == BORN:
        return dt.date(1997, 1, 1) + dt.timedelta(days=random.randrange(5000))
    edge = random.choice([AS_AT, dt.date(2015, 4, 1), dt.date(2015, 9, 1), dt.date(2014, 3, 31)])
    near = edge + dt.timedelta(days=random.randint(-3, 3))
    anywhere = AS_AT - dt.timedelta(days=int(random.expovariate(1 / 500)) - 30)
    return random.choice([near, anywhere, anywhere])


def _with_own_key(rows: list[dict[str, str]], extract: dict[str, Any]) -> list[dict[str, str]]:
    """The first row of each key."""
    found: dict[object, dict[str, str]] = {}
    for number, row in enumerate(rows):
        key = tuple(row[column] for column in extract.get("key", ())) or number
        found.setdefault(key, row)
    return list(found.values())


def _within_the_rules(folder: Path, name: str, declared: dict[str, Any]) -> list[dict[str, str]]:
    """The rows that break no rule of the extract, by the oracle's reading of the rules."""
    read = Extracts(declared, folder)
    language = Language(read)
    rules = [language.translate(rule, name) for rule in declared[name].get("must", ())]
    when = dates_of("snapshot", AS_AT)

    def is_sound(row: Row) -> bool:
        return all(rule(row, None, when) is not False for rule in rules)

    with (folder / declared[name]["file"]).open(newline="") as file:
        written = list(csv.DictReader(file))
    return [text for text, row in zip(written, read.rows(name), strict=True) if is_sound(row)]


def _write(path: Path, extract: dict[str, Any], rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(extract["columns"]))
        writer.writeheader()
        writer.writerows(rows)
