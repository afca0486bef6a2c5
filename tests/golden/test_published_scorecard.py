"""The scorecard that was published for March 2016, computed from the sample extracts.

The expected figures are the printed ones, transcribed in ``samples/published``; nothing here comes from
the program's own output. Only printed cells are compared: where a page prints a dash, the program may have
a figure.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import cicscore
from cicscore.results import Row, Scorecard
from cicscore.text import printed

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "samples" / "published"

_REPEATED = "the excluding figures are repeated on the including side"
_ITSELF = "0% compares the excluding side with itself"
_ROUNDED = "full-time equivalents are rounded on this page only"

#: Every printed cell that differs from what the extracts give, and the proof that the print is at fault:
#: (page, printed order, cell) -> (what the program says, why the page is wrong).
SLIPS = {
    ("variants", 25, "excluding_value"): (
        "14.6",
        "11,336 / 774 is 14.646, which rounds to 14.6; the printed variance of 0.6 fits that too",
    ),
    ("variants", 28, "including_value"): ("76.9", _REPEATED),
    ("variants", 28, "including_numerator"): ("1319", _REPEATED),
    ("variants", 28, "including_denominator"): ("1715", _REPEATED),
    ("variants", 28, "including_rag"): ("R", _REPEATED),
    ("variants", 28, "variance"): ("10", _ITSELF + "; the indicator's own page prints +10.3%"),
    ("variants", 29, "including_value"): ("50.3", _REPEATED),
    ("variants", 29, "including_denominator"): ("2269", _REPEATED),
    ("variants", 29, "including_rag"): ("R", _REPEATED),
    ("variants", 29, "variance"): ("31", _ITSELF),
    ("variants", 31, "excluding_denominator"): (
        "1454",
        "149 of the printed 2,320 is 6.4%; the printed 10.2% is 149 of 1,454",
    ),
    ("scorecard", 47, "rag"): ("G", "the second page rates the same figure, 103 of 668 against 13%, green"),
    ("variants", 59, "including_numerator"): ("334.6", _ROUNDED),
    ("variants", 59, "including_denominator"): ("442.8", _ROUNDED),
    ("variants", 60, "including_denominator"): ("110.4", _ROUNDED),
    ("variants", 61, "including_denominator"): ("34.7", _ROUNDED),
    ("variants", 61, "excluding_denominator"): ("34.7", _ROUNDED),
}

#: Lines whose printed title says that they leave UASC out, and which the second page prints as they stand.
EXCLUDING_LINES = frozenset({47, 49, 51, 54})


@dataclass(frozen=True)
class Cell:
    """One printed cell and what the program says in its place."""

    page: str
    order: int
    name: str
    printed: str
    computed: str

    @property
    def key(self) -> tuple[str, int, str]:
        """Which cell of which page."""
        return self.page, self.order, self.name


@cache
def scorecard() -> Scorecard:
    """The scorecard of March 2016, from the samples, through the public doors."""
    catalogue = cicscore.load_catalogue(ROOT / "indicators.yaml")
    extracts = cicscore.load_extracts(ROOT / "samples" / "2016-03", catalogue)
    return cicscore.score(catalogue, extracts, dt.date(2016, 3, 31))


@cache
def rows() -> dict[tuple[str, str], Row]:
    """The computed rows by indicator and variant."""
    return {(row.indicator, row.variant): row for row in scorecard().results}


def read(name: str) -> list[dict[str, str]]:
    """The lines of a file of printed figures."""
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> str:
    """A printed number without what only decorates it, so that 74.0 and 74 are one."""
    return str(Decimal(text.replace(",", "").rstrip("%")).normalize() + 0)


def shown(row: Row, name: str) -> str:
    """A cell of a computed row, as the page would print it."""
    match name:
        case "value":
            return "" if row.display is None else number(row.display)
        case "rag":
            return "" if row.rag is None else row.rag.letter
        case "numerator" | "denominator" | "target":
            amount = getattr(row, name)
            return "" if amount is None else number(str(amount))
        case _:
            raise AssertionError(name)


def expected(name: str, text: str) -> str:
    """A printed cell, for comparison."""
    return text if name == "rag" or not text else number(text)


def first_page() -> Iterator[Cell]:
    """The cells of the first page."""
    for line in read("pages/scorecard_2016_03.csv"):
        row = rows()[line["indicator"], line["variant"]]
        for name in ("value", "rag", "numerator", "denominator", "target"):
            if line[name] or name == "rag":  # a blank rating says that the line is not rated
                yield Cell(
                    "scorecard", int(line["order"]), name, expected(name, line[name]), shown(row, name)
                )


def second_page() -> Iterator[Cell]:
    """The cells of the second page, including and excluding UASC."""
    for line in read("pages/variants_2016_03.csv"):
        order = int(line["order"])
        sides = {
            "including": "excluding_uasc" if order in EXCLUDING_LINES else "all",
            "excluding": "excluding_uasc",
        }
        for side, variant in sides.items():
            row = rows()[line["indicator"], variant]
            for name in ("value", "rag", "numerator", "denominator"):
                text = line[f"{side}_{name}"]
                if text:
                    yield Cell("variants", order, f"{side}_{name}", expected(name, text), shown(row, name))
        if line["variance"]:
            text = line["variance"].rstrip("%")
            decimals = len(text.partition(".")[2])
            difference = rows()[line["indicator"], "excluding_uasc"].difference_from_all
            computed = "" if difference is None else number(str(printed(Decimal(repr(difference)), decimals)))
            yield Cell("variants", order, "variance", number(text), computed)


CELLS = [*first_page(), *second_page()]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.page}-{cell.order}-{cell.name}")
def test_every_printed_cell_is_computed(cell: Cell) -> None:
    """Each printed value, rating, numerator, denominator, target and variance is computed, save slips."""
    slip = SLIPS.get(cell.key)
    assert cell.computed == (cell.printed if slip is None else slip[0])


def test_every_exception_is_needed() -> None:
    """A slip that the program now agrees with is no exception any more, and must leave the list."""
    printed_cells = {cell.key: cell.printed for cell in CELLS}
    assert {key: said for key, (said, _) in SLIPS.items() if printed_cells[key] == said} == {}


def test_the_pages_are_whole() -> None:
    """All 61 lines of both pages are compared, and with them well over five hundred printed cells."""
    assert {cell.order for cell in CELLS if cell.page == "scorecard"} == set(range(1, 62))
    assert {cell.order for cell in CELLS if cell.page == "variants"} >= set(range(1, 9))
    assert len(CELLS) > 550
    assert sum(cell.name == "variance" for cell in CELLS) >= 30


def test_the_lines_come_in_the_printed_order() -> None:
    """The first page has the 61 printed lines in order, but a second line right after its first."""
    published = [(line["indicator"], line["variant"]) for line in read("pages/scorecard_2016_03.csv")]
    firsts = list(dict.fromkeys(indicator for indicator, _ in published))
    together = sorted(published, key=lambda line: firsts.index(line[0]))
    assert [(row.indicator, row.variant) for row in scorecard().results if row.line] == together


def test_what_is_not_rated_says_why() -> None:
    """A line without target, polarity or denominator has no rating, and a sentence in its place."""
    for row in rows().values():
        assert (row.rag is None) == row.rag_reason.startswith("Not rated: ")


def test_first_time_entrants_are_not_reported() -> None:
    """The line that prints "See note" has no figure, and says that nothing was reported, and why."""
    row = rows()["first_time_entrants_youth_justice", "all"]
    assert (row.status, row.value, row.rag) == ("not_reported", None, None)
    assert row.status_reason


def test_where_the_printed_polarity_is_wrong_the_catalogue_is_right() -> None:
    """Rows 3, 41 and 42 print a polarity that their own ratings or meaning contradict, and a note says so."""
    infos = {info.id: info for info in scorecard().indicators}
    lines = {int(line["order"]): line for line in read("pages/scorecard_2016_03.csv")}
    for order, wrong, right in ((3, "L", "H"), (41, "H", "L"), (42, "L", "H")):
        line = lines[order]
        info = infos[line["indicator"]]
        assert (line["polarity"], info.polarity.letter) == (wrong, right)
        assert info.note is not None
        assert f"prints polarity {wrong}" in info.note


def test_all_other_polarities_and_periods_are_those_printed() -> None:
    """Everywhere else the catalogue's polarity and data period are what the page prints."""
    infos = {info.id: info for info in scorecard().indicators}
    for line in read("pages/scorecard_2016_03.csv"):
        info = infos[line["indicator"]]
        if int(line["order"]) not in (3, 41, 42):
            assert info.polarity.letter == line["polarity"], line["indicator"]
        assert info.period_type.abbreviation == line["period"], line["indicator"]
