"""Forty faults of different kinds in one file, found in one run, each in its place.

`forty_faults.txt` was written by hand with the catalogue: line and column, code, and the name that a
misspelling stands for.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from cicscore.app.check import check
from cicscore.faults.fault import Fault

HERE = Path(__file__).parent


class Seeded(NamedTuple):
    """One of the forty."""

    line: int
    column: int
    code: str
    meant: str | None


def _seeded(line: str) -> Seeded:
    place, code, meant = line.split()
    number, column = place.split(":")
    return Seeded(int(number), int(column), code, None if meant == "-" else meant)


SEEDED = tuple(map(_seeded, (HERE / "forty_faults.txt").read_text("utf-8").splitlines()[1:]))


@pytest.fixture(scope="module")
def found() -> tuple[Fault, ...]:
    """What one run finds."""
    data = (HERE / "forty_faults.yaml").read_bytes()
    return check(data, "forty_faults.yaml", on=dt.date(2016, 6, 30), examples=False, strict=False).faults


def _on_its_line(seeded: Seeded, found: tuple[Fault, ...]) -> list[Fault]:
    return [fault for fault in found if (fault.place.line, fault.code) == (seeded.line, seeded.code)]


def test_there_are_forty_faults() -> None:
    """The bar is set for forty, of many kinds."""
    assert len(SEEDED) == 40
    assert len({seeded.code for seeded in SEEDED}) >= 25


def test_at_least_38_are_found_each_on_its_line(found: tuple[Fault, ...]) -> None:
    """One slip hides no other."""
    missed = [seeded for seeded in SEEDED if not _on_its_line(seeded, found)]

    assert len(missed) <= 2, missed


def test_at_least_95_per_cent_are_in_the_right_column(found: tuple[Fault, ...]) -> None:
    """Also within an expression, and in a mapping written on one line."""
    right = [
        seeded
        for seeded in SEEDED
        if any(fault.place.column == seeded.column for fault in _on_its_line(seeded, found))
    ]

    assert len(right) >= 0.95 * len(SEEDED)


def test_at_least_90_per_cent_of_misspellings_get_the_right_name(found: tuple[Fault, ...]) -> None:
    """Misspellings of up to two letters."""
    misspelt = [seeded for seeded in SEEDED if seeded.meant is not None]
    helped = [
        seeded
        for seeded in misspelt
        if any((fault.nearest or "").strip('"') == seeded.meant for fault in _on_its_line(seeded, found))
    ]

    assert len(misspelt) >= 15
    assert len(helped) >= 0.9 * len(misspelt)


def test_nothing_else_is_called_a_fault(found: tuple[Fault, ...]) -> None:
    """What follows from a fault is not reported as another."""
    seeded = {(one.line, one.code) for one in SEEDED}

    assert [str(fault.place) for fault in found if (fault.place.line, fault.code) not in seeded] == []
