"""A return of the whole history, cut to what the return of one collection year would hold."""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

_Row = dict[str, str]
_FOSTER = {"U1": "Q1", "U2": "Q1", "U3": "Q1", "U4": "Q2", "U5": "Q2", "U6": "Q2"}
#: Before April 2015 the codes of today's foster placements, and T and U, were not there yet.
_WITH_SAME_CARERS = {"T": "L", "U": "L"}


def cut_year(source: Path, target: Path, first: int) -> None:
    """Write the return of 1 April ``first`` to 31 March after into a folder named by its year."""
    start, end = dt.date(first, 4, 1), dt.date(first + 1, 3, 31)
    folder = target / f"{first}-{(first + 1) % 100:02d}"
    folder.mkdir(parents=True)
    read = {path.stem: _rows(path) for path in source.glob("*.csv")}
    newest = first == 2015
    episodes = [
        _of_the_time(_still_open(row, "DEC", ("DEC", "REC", "REASON_PLACE_CHANGE"), end), old=not newest)
        for row in read["episodes"]
        if _day(row["DECOM"]) <= end and _lasts(row["DEC"], start)
    ]
    here = {row["CHILD"] for row in episodes}
    adopted = {row["CHILD"] for row in episodes if row["REC"] in ("E11", "E12")}
    ceased = ("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    tables = {
        "episodes": episodes,
        "uasc": [
            _still_open(row, "DUC", ("DUC",), end)
            for row in read["uasc"]
            if row["CHILD"] in here and _lasts(row["DUC"], start)
        ],
        "reviews": [row for row in read["reviews"] if start <= _day(row["REVIEW"]) <= end],
        "placed_for_adoption": [
            _still_open(row, ceased[0], ceased, end)
            for row in read["placed_for_adoption"]
            if row["CHILD"] in here and _day(row["DATE_PLACED"]) <= end and _lasts(row[ceased[0]], start)
        ],
        "ad1": [row for row in read["ad1"] if row["CHILD"] in adopted],
        **{name: read[name] if newest else [] for name in ("oc2", "oc3", "missing")},
    }
    named = {row["CHILD"] for rows in tables.values() for row in rows}
    tables["header"] = [row for row in read["header"] if row["CHILD"] in named]
    for name, rows in tables.items():
        _write(folder / f"{name}.csv", list(read[name][0]), rows)


def _rows(path: Path) -> list[_Row]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _day(text: str) -> dt.date:
    day, month, year = text.split("/")
    return dt.date(int(year), int(month), int(day))


def _lasts(ended: str, start: dt.date) -> bool:
    return not ended or _day(ended) >= start


def _still_open(row: _Row, ended: str, columns: Iterable[str], end: dt.date) -> _Row:
    """The row as it was on the last day of the year: what ended later had no end yet."""
    open_then = bool(row[ended]) and _day(row[ended]) > end
    return {**row, **dict.fromkeys(columns, "")} if open_then else row


def _of_the_time(row: _Row, *, old: bool) -> _Row:
    if not old:
        return row
    place, new = row["PLACE"], row["RNE"]
    return {**row, "PLACE": _FOSTER.get(place, place), "RNE": _WITH_SAME_CARERS.get(new, new)}


def _write(path: Path, headings: list[str], rows: list[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings)
        writer.writeheader()
        writer.writerows(rows)
