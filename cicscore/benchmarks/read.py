"""Read an open-data file in the layout of the Department: one row for each year, place and category.

A row has ``time_period`` and ``time_identifier``, ``geographic_level``, the names and codes of its region and
authority, columns of categories, and columns of figures, in which a symbol may stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.benchmarks.figures import SYMBOLS, Authority, Benchmark, PublishedFigure, PublishedYear
from cicscore.benchmarks.model import DayOfYear, WrittenBenchmark, WrittenFile
from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.model import Column
from cicscore.extracts.columns import normal
from cicscore.extracts.faults import printable, quoted
from cicscore.extracts.written import TextRow, read_written
from cicscore.faults.fault import Fault, Place, errors, nearest
from cicscore.faults.rules import fault
from cicscore.vocabulary import ColumnType, Unit

_NEEDED: Final = ("time_period", "time_identifier", "geographic_level")
_OF_PLACE: Final = ("region_name", "region_code", "la_name", "old_la_code", "new_la_code")
#: The levels that are read, in lower case; rows of others, such as schools, are passed over.
_ENGLAND, _REGION, _AUTHORITY = "national", "regional", "local authority"
#: A year that begins in one calendar year and ends in the next, written 202223: the month and day of its end.
_TWO_YEARS: Final = {"financial year": DayOfYear(3, 31), "academic year": DayOfYear(8, 31)}
_ONE_YEAR: Final = {"calendar year": DayOfYear(12, 31), "reporting year": None}
#: Numbers written by programs have at most 17 digits, plus leading zeros.
_MOST_DIGITS: Final = 25
#: How many faults of one kind in one file are worth reading.
_MOST_FAULTS: Final = 20


class Wanted(Struct, frozen=True):
    """An indicator whose figures a file has: its unit, and where the mapping says so."""

    indicator: str
    unit: Unit
    written: WrittenBenchmark
    place: Place
    #: Where the mapping names each column.
    places: Mapping[str, Place]


class ReadFile(Struct, frozen=True):
    """The benchmarks of a file by indicator, and its faults."""

    benchmarks: Mapping[str, Benchmark]
    faults: tuple[Fault, ...]


class _Year(Struct):
    """A year that is being read, with the line of each place's row."""

    label: str
    ends: dt.date
    england: PublishedFigure | None = None
    regions: dict[str, PublishedFigure] = field(default_factory=dict)
    authorities: dict[Authority, PublishedFigure] = field(default_factory=dict)
    lines: dict[tuple[str, str], TextRow] = field(default_factory=dict)


def read_file(data: bytes, name: str, written: WrittenFile, wanted: Sequence[Wanted]) -> ReadFile:
    """The figures of every indicator wanted, from the bytes of a file called ``name``. Never raises."""
    mapped = dict.fromkeys(
        normal(column) for one in wanted for column in (one.written.value, *one.written.where)
    )
    optional = Column(type=ColumnType.TEXT, optional=True)
    columns = {
        **dict.fromkeys((*_OF_PLACE, *mapped), optional),
        **dict.fromkeys(_NEEDED, Column(type=ColumnType.TEXT)),
    }
    levels = {"geographic_level": frozenset((_ENGLAND, _REGION, _AUTHORITY))}
    read = read_written(data, Extract(name, name, (), None, columns, ()), only=levels)
    found = [_of_layout(one, name) for one in read.faults]
    if errors(found):
        return ReadFile({}, tuple(dict.fromkeys(found)))
    blank = dict.fromkeys(columns, "")
    rows = [TextRow(row.line, {**blank, **row.cells}) for row in read.rows]
    benchmarks: dict[str, Benchmark] = {}
    for one in wanted:
        lacking = list(_lacking(one, read.headings, name))
        found += lacking
        if not lacking:
            years, faults = _years(one, rows, written, name)
            found += faults
            benchmarks[one.indicator] = Benchmark(written.source, years)
    return ReadFile(benchmarks, tuple(dict.fromkeys(found)))


def _of_layout(one: Fault, name: str) -> Fault:
    """A fault of the file's heading as one of its layout: no catalogue says what it has to hold."""
    if one.name not in ("missing-column", "no-heading", "empty-file"):
        return one
    found = one.found if one.name == "missing-column" else "the first line does not hold the headings"
    return fault(
        "benchmark-layout", replace(one.place, line=one.place.line or 1), found,
        "Take the file as the Department publishes its open data.",
        allowed=", ".join((*_NEEDED, *_OF_PLACE)), nearest=one.nearest,
    )  # fmt: skip


def _lacking(one: Wanted, headings: Sequence[str], name: str) -> Iterator[Fault]:
    """The columns that the mapping names and the file does not have."""
    for column in (one.written.value, *one.written.where):
        if normal(column) not in headings:
            yield fault(
                "benchmark-column-missing", one.places[column], f"{name} has no column {quoted(column)}",
                "Name a column of the file.", allowed=", ".join(map(printable, headings)),
                nearest=nearest(column, headings),
            )  # fmt: skip


def _years(
    one: Wanted, rows: Sequence[TextRow], written: WrittenFile, name: str
) -> tuple[dict[dt.date, PublishedYear], list[Fault]]:
    """The figures of one indicator by year, with the faults of its rows."""
    years: dict[dt.date, _Year] = {}
    faults: list[Fault] = []
    meant = {normal(column): text for column, text in one.written.where.items()}
    matching = [row for row in rows if all(row.cells[column] == text for column, text in meant.items())]
    if not matching:
        return {}, [_no_rows(one, rows, name)]
    for row in matching:
        found = _take(one, row, written, name, years)
        if found is not None:
            faults.append(found)
    every = {
        day: PublishedYear(year.label, day, year.england, year.regions, year.authorities)
        for day, year in years.items()
    }
    return every, _first(faults)


def _first(faults: Sequence[Fault]) -> list[Fault]:
    """The first fault of a kind that holds for many rows; of single cells, as many as are worth reading."""
    of_rows = [one for one in faults if one.name in ("benchmark-ambiguous", "benchmark-year-unknown")]
    alone = {one.name: one for one in reversed(of_rows)}
    return [*alone.values(), *[one for one in faults if one.name not in alone][:_MOST_FAULTS]]


def _no_rows(one: Wanted, rows: Sequence[TextRow], name: str) -> Fault:
    """Why no row is of the category: a text that no row has, or texts that no row has together."""
    for column, text in one.written.where.items():
        known = sorted({row.cells[normal(column)] for row in rows} - {""})
        if text not in known:
            shown = ", ".join(map(printable, known[:20])) + (" and others" if len(known) > 20 else "")
            return fault(
                "benchmark-without-rows", one.places[column],
                f"no row of {name} has {quoted(text)} in the column {quoted(column)}",
                "Write the category as the file does.", allowed=shown or "the file has no such rows",
                nearest=nearest(text, known),
            )  # fmt: skip
    found = f"no row of {name} of England, a region or an authority has all of these categories"
    return fault("benchmark-without-rows", one.place, found, "Correct the categories, or the file.")


def _take(
    one: Wanted, row: TextRow, written: WrittenFile, name: str, years: dict[dt.date, _Year]
) -> Fault | None:
    """Put a row's figure with its year, or say why it cannot be."""
    period = _period(row, written, name)
    if isinstance(period, Fault):
        return period
    figure = _figure(one, row, name)
    if isinstance(figure, Fault):
        return figure
    label, ends = period
    year = years.setdefault(ends, _Year(label, ends))
    level = row.cells["geographic_level"].casefold()
    who = {_ENGLAND: "England", _REGION: row.cells["region_name"]}.get(level, row.cells["la_name"])
    if not who:
        found = f"the row is of level {row.cells['geographic_level']} and has no name"
        return fault("benchmark-nameless", Place(name, row.line), found, "Take the file as it was published.")
    if (first := year.lines.setdefault((level, who), row)) is not row:
        return _ambiguous(one, first, row, who, year.label, name)
    if level == _ENGLAND:
        year.england = figure
    elif level == _REGION:
        year.regions[who] = figure
    else:
        codes = frozenset({row.cells["old_la_code"], row.cells["new_la_code"]} - {""})
        year.authorities[Authority(who, codes, row.cells["region_name"] or None)] = figure
    return None


def _ambiguous(one: Wanted, first: TextRow, row: TextRow, who: str, label: str, name: str) -> Fault:
    return fault(
        "benchmark-ambiguous", one.place,
        f"{name} has more than one row of {printable(who)} for the {label}, such as lines {first.line} and "
        f"{row.line}",
        "Add to `where` the columns that tell them apart.",
    )  # fmt: skip


def _period(row: TextRow, written: WrittenFile, name: str) -> tuple[str, dt.date] | Fault:
    """The year that a row describes, and the day on which it ends; nothing about it is guessed."""
    text, kind = row.cells["time_period"], " ".join(row.cells["time_identifier"].split()).casefold()
    if kind in _TWO_YEARS and (two := re.fullmatch(r"([0-9]{4})([0-9]{2})", text)) is not None:
        first = int(two[1])
        if (first + 1) % 100 == int(two[2]) and first:
            return f"{kind} {first}-{two[2]}", _TWO_YEARS[kind].of(first + 1)
    if kind in _ONE_YEAR and re.fullmatch(r"[1-9][0-9]{3}", text):
        ends = written.year_ends or _ONE_YEAR[kind]
        if ends is not None:
            return f"{kind} {text}", ends.of(int(text))
        found = "the file has reporting years, and the mapping does not say on which day they end"
        advice = "Add `year_ends:` with that day, such as 31 March, to the file's entry."
        return fault("benchmark-year-unknown", Place(name, within="time_period"), found, advice)
    found = f"{quoted(text)} is not a year of the kind {quoted(row.cells['time_identifier'])}"
    return fault(
        "benchmark-year-unknown", Place(name, row.line, within="time_period"), found,
        "Take a file of years.",
        allowed="financial and academic years such as 202223, calendar and reporting years such as 2023",
    )  # fmt: skip


def _figure(one: Wanted, row: TextRow, name: str) -> PublishedFigure | Fault:
    """The figure in a row's cell, or the reason that its symbol stands for."""
    text = row.cells[normal(one.written.value)]
    if text.casefold() in SYMBOLS:
        return SYMBOLS[text.casefold()]
    place = Place(name, row.line, within=one.written.value)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) or len(text) > _MOST_DIGITS:
        symbols = ", ".join(symbol for symbol in SYMBOLS if symbol)
        return fault(
            "benchmark-not-a-figure", place, f"{quoted(text)} is neither a number nor a symbol",
            "Take the file as it was published.", allowed=f"a plain number, {symbols}, or a blank cell",
        )  # fmt: skip
    value = Fraction(text)
    if one.unit is Unit.PERCENT and not 0 <= value <= 100:
        found = f"{text} is not a percentage"
        return fault("benchmark-off-scale", place, found, "Map a column of percentages from 0 to 100.")
    return PublishedFigure(value)
