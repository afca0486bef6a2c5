"""Faulty catalogues, each with the whole of what `check` says about it beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.check import check
from cicscore.faults.formats import text_report
from cicscore.faults.rules import OF_CATALOGUES, rules_in
from cicscore.view import PLAIN

CATALOGUES = Path(__file__).parent / "catalogues"
#: The day on which the catalogues are checked.
ON = dt.date(2016, 6, 30)


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*.yaml")), ids=lambda path: path.stem)
def test_check_says_exactly_this(path: Path) -> None:
    """Place, finding, fragment with a mark, what is allowed, the nearest name, what to do; and the total."""
    report = check(path.read_bytes(), path.name, on=ON, examples=False, strict=False)

    assert text_report(report, PLAIN) == path.with_suffix(".txt").read_text("utf-8")


def test_there_is_a_faulty_catalogue_for_every_code() -> None:
    """A code without one would be a message that nobody has ever read."""
    shown = {path.name.split("_")[0] for path in CATALOGUES.glob("*.yaml")}

    assert shown == {rule.code for rule in rules_in(*OF_CATALOGUES).values()}
