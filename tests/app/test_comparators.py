"""Figures of England and of statistical neighbours, read from CSVs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from cicscore.app.published import ComparatorRecord, read_comparators
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.load import load_catalogue
from cicscore.faults.fault import FaultsFoundError, fault_text
from cicscore.vocabulary import Comparator

MARCH = dt.date(2015, 3, 31)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    return load_catalogue(Path(__file__).parents[2] / "indicators.yaml")


def read(folder: Path, catalogue: Catalogue, *rows: str) -> ComparatorRecord:
    """What is read of a file of these rows."""
    path = folder / "others.csv"
    path.write_text("\n".join(["indicator,comparator,as_at,value,source", *rows]) + "\n", encoding="utf-8")
    return read_comparators([path], catalogue)


def values(record: ComparatorRecord) -> dict[dt.date, Decimal]:
    """The figures of England for reviews on time."""
    england = record.figures.get("reviews_on_time", {}).get(Comparator.ENGLAND, {})
    return {day: figure.value for day, figure in england.items()}


def test_a_figure_as_a_spreadsheet_and_as_a_program_write_it(tmp_path: Path, catalogue: Catalogue) -> None:
    """The day first; and as many digits as a program has."""
    record = read(
        tmp_path,
        catalogue,
        "K25,england,31/03/2015,93.1,Statistics",
        "K25,england,2014-03-31,92.654255319148936,Statistics",
    )
    assert record.warnings == ()
    assert values(record) == {MARCH: Decimal("93.1"), dt.date(2014, 3, 31): Decimal("92.654255319148936")}


def test_more_digits_than_anything_has(tmp_path: Path, catalogue: Catalogue) -> None:
    """A slip, told where it is."""
    with pytest.raises(FaultsFoundError) as caught:
        read(tmp_path, catalogue, f"K25,england,2015-03-31,93.{'1' * 30},Statistics")
    assert [fault_text(fault) for fault in caught.value.faults] == [
        f'others.csv:2 (value): error CIC414: "93.{"1" * 30}" has more than 25 characters.\n'
        "  allowed: such as 79.7 or 79.7%\n  what to do: Write the figure as it was printed."
    ]


def test_two_figures_of_one_day(tmp_path: Path, catalogue: Catalogue) -> None:
    """The first counts, and the second is told; where they are the same, nobody need know."""
    rows = ("K25,england,2015-03-31,93.1,A", "K25,england,31/03/2015,93.10,B")
    same = read(tmp_path, catalogue, *rows)
    assert same.warnings == ()
    record = read(tmp_path, catalogue, *rows, "K25,england,2015-03-31,94,C")
    assert values(record) == {MARCH: Decimal("93.1")}
    assert [fault_text(fault) for fault in record.warnings] == [
        "others.csv:4: warning CIC416: the figure of England for reviews_on_time of 31 March 2015 is 94 here "
        "and 93.1 in a row before, which counts.\n  what to do: Keep the one that was published."
    ]


def test_a_fraction_of_one(tmp_path: Path, catalogue: Catalogue) -> None:
    """It would stand beside the council's own figure as 0.9%."""
    record = read(tmp_path, catalogue, "K25,england,2015-03-31,0.931,Statistics")
    assert values(record) == {}
    assert [fault_text(fault) for fault in record.warnings] == [
        "others.csv:2 (value): warning CIC424: reviews_on_time of 31 March 2015 is 0.931, which looks like a "
        "fraction of 1 and not like 0.931%, so it is left out.\n  what to do: Write a percentage on the "
        "scale of 100, such as 79.7 or 79.7%; no other figure has a sign."
    ]
