"""No damage to a catalogue makes the program break down, and the same file always gets the same answer."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from cicscore.app.check import check
from cicscore.app.formats import FORMATS, Document, render
from tests.checks.damage import damaged

pytestmark = pytest.mark.slow

#: How many versions are checked; CICSCORE_DAMAGED asks for more, such as 10000.
VERSIONS = int(os.environ.get("CICSCORE_DAMAGED", "500"))
#: Many small tests, so that every core has its share.
SHARE = 25
ON = dt.date(2016, 4, 1)


def reports_of(data: bytes) -> dict[str, str]:
    """The report on a catalogue in every format."""
    report = check(data, "indicators.yaml", on=ON, examples=False, strict=False)
    return {name: render(Document.CHECK, name, report).decode() for name in FORMATS[Document.CHECK]}


@pytest.mark.parametrize("first", range(0, VERSIONS, SHARE))
def test_a_damaged_catalogue_gets_a_report_in_every_format(first: int) -> None:
    """Whatever was done to the file: faults in their places, and never an exception."""
    for seed in range(first, first + SHARE):
        data = damaged(seed)
        report = check(data, "indicators.yaml", on=ON, examples=False, strict=False)
        lines = len(report.lines)

        assert all(1 <= (fault.place.line or 0) <= lines for fault in report.faults), seed
        assert all((fault.place.column or 0) >= 1 for fault in report.faults), seed


@pytest.mark.parametrize("seed", range(40))
def test_the_same_file_gets_the_same_report(seed: int) -> None:
    """To the byte, in every format."""
    assert reports_of(damaged(seed)) == reports_of(damaged(seed))


def test_damage_is_found() -> None:
    """Nearly every one of these versions has faults; a check that looked away would pass the tests above."""
    clean = [
        seed
        for seed in range(60)
        if not check(damaged(seed), "indicators.yaml", on=ON, examples=False, strict=False).faults
    ]

    assert len(clean) < 6
