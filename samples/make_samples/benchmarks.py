"""Made-up figures of made-up authorities, in the layout of the Department's open data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .dice import dice
from .tables import Table, write_tables

#: No such authority, region or code exists.
_REGIONS = {"Norland": "X12000001", "Estland": "X12000002", "Sudland": "X12000003", "Westland": "X12000004"}
_NAMES = (
    *("Anyshire", "Bordshire", "Coldshire", "Dunshire", "Eastshire", "Farshire", "Glenshire", "Highshire"),
    *("Inshire", "Juneshire", "Kilnshire", "Lowshire", "Marshire", "Newshire", "Oldshire", "Parkshire"),
    *("Quayshire", "Rowshire", "Seashire", "Tollshire", "Upshire", "Valeshire", "Westshire", "Yewshire"),
)
_YEARS = (2014, 2015, 2016, 2022, 2023)
_HEADINGS = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
    *("region_code", "region_name", "old_la_code", "la_name", "new_la_code"),
    *("cla_group", "characteristic", "number", "percentage"),
)


@dataclass(frozen=True)
class _Category:
    """A category of the file, with the percentage of it in a middling authority, and how far they differ."""

    group: str
    name: str
    middle: int
    apart: int


_CATEGORIES = (
    _Category("Placement stability", "Three or more placements during the year", 11, 4),
    _Category("Placement stability", "In the same placement for at least two years", 68, 7),
    _Category("Reason for leaving care", "Adopted", 13, 7),
    _Category("Reason for leaving care", "Special guardianship order", 12, 6),
    _Category("Care leavers aged 19 to 21", "In suitable accommodation", 85, 8),
    _Category("Care leavers aged 19 to 21", "In education, employment or training", 51, 8),
)
#: Cells that hold a symbol in place of a number: the authority, the category and the year (or all).
_SYMBOLS = {
    ("Yewshire", "Adopted", None): "c",
    ("Quayshire", "Special guardianship order", None): "z",
    ("Tollshire", "Three or more placements during the year", 2016): "x",
    ("Rowshire", "In suitable accommodation", 2016): "u",
    ("Inshire", "Adopted", 2016): "low",
    ("Kilnshire", "Adopted", 2023): "k",
}


@dataclass(frozen=True)
class _Figure:
    """How many children of how many."""

    part: int
    whole: int

    @property
    def percentage(self) -> int:
        """Whole per cent, rounded half up."""
        return (200 * self.part + self.whole) // (2 * self.whole)


def write_benchmarks(folder: Path) -> None:
    """Write the open-data file into the folder; the mapping beside it is written by hand."""
    rows = [row for year in _YEARS for category in _CATEGORIES for row in _rows(year, category)]
    write_tables(folder, {"looked_after_children": Table([*_HEADINGS], rows)})


def _rows(year: int, category: _Category) -> Iterator[list[str]]:
    """England, the regions and the authorities in one category and year."""
    drawn = {name: _drawn(year, category, place) for place, name in enumerate(_NAMES)}
    yield _row(year, "National", ("", ""), ("", "", ""), category, _cells(_sum(drawn.values())))
    for place, (region, code) in enumerate(_REGIONS.items()):
        inside = _sum(drawn[name] for name in _NAMES[place :: len(_REGIONS)])
        yield _row(year, "Regional", (code, region), ("", "", ""), category, _cells(inside))
    for number, name in enumerate(_NAMES, 1):
        region, code = list(_REGIONS.items())[(number - 1) % len(_REGIONS)]
        who = (f"{number:03}", name, f"X06{number:06}")
        symbol = _SYMBOLS.get((name, category.name, year), _SYMBOLS.get((name, category.name, None)))
        cells = _cells(drawn[name]) if symbol is None else (symbol, symbol)
        yield _row(year, "Local authority", (code, region), who, category, cells)


def _row(
    year: int,
    level: str,
    region: tuple[str, str],
    who: tuple[str, str, str],
    category: _Category,
    cells: tuple[str, str],
) -> list[str]:
    when = (str(year), "Reporting year", level, "X92000001", "England")
    return [*when, *region, *who, category.group, category.name, *cells]


def _drawn(year: int, category: _Category, place: int) -> _Figure:
    """An authority's children, and how many are of the category: it moves a little from year to year."""
    level = dice(f"benchmarks, {category.name}", place).gauss(category.middle, category.apart)
    this_year = dice(f"benchmarks, {category.name}, {year}", place).gauss(level, category.apart / 4)
    whole = dice("benchmarks, children", place).randint(180, 1400)
    return _Figure(round(whole * min(max(this_year, 1), 99) / 100), whole)


def _sum(figures: Iterable[_Figure]) -> _Figure:
    every = list(figures)
    return _Figure(sum(one.part for one in every), sum(one.whole for one in every))


def _cells(figure: _Figure) -> tuple[str, str]:
    return str(figure.part), str(figure.percentage)
