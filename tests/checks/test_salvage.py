"""What is sound of a faulty catalogue is checked all the same; what follows from a fault is not reported."""

from __future__ import annotations

import datetime as dt

import pytest

from cicscore.app.checking import check
from tests.checks.fragments import completed


def messages(text: str) -> list[str]:
    """Where each fault is, its code, and what was found."""
    report = check(text.encode(), "c.yaml", on=dt.date(2016, 6, 30), examples=False, strict=False)
    places = [f"{at.line}:{at.column} {at.within or ''}".rstrip() for at in (f.place for f in report.faults)]
    return [f"{at}: {f.code}: {f.found}" for at, f in zip(places, report.faults, strict=True)]


def test_the_value_of_a_misspelt_key_is_checked() -> None:
    """The key is taken for the one that was meant."""
    assert messages(completed('indicators:\n  - numerator: {wher: partcipation == "PN1"}\n')) == [
        "62:17 indicators.example_1.numerator.wher: CIC105: `wher` is not a key here",
        "62:23 indicators.example_1.numerator.where: CIC204: `partcipation` is not a name known here",
    ]


@pytest.mark.parametrize(
    ("sound", "faulty", "expected"),
    [
        (
            "held_on: {type: date}",
            "held_on: {type: whenever}",
            ['23:23 extracts.reviews.columns.held_on.type: CIC106: "whenever" is not one of the words'
             " allowed here"],
        ),
        (
            "held_on: {type: date}",
            "held_on: {type: *date}",
            ["23:23: CIC103: the alias `*date` uses another part of the file again"],
        ),
        (
            "held_on: {type: date}",
            "held_on: {type: date",
            ["23:16: CIC101: the file is not YAML here: a bracket is not closed, or a comma is missing"],
        ),
        (
            "  excluding_uasc:\n    title: Excluding UASC\n",
            "  excluding_uasc:\n    title: [Excluding, UASC]\n",
            ["32:12 variants.excluding_uasc.title: CIC107: a list is not text"],
        ),
        (
            "    unit: mean\n",
            "    unit: average\n",
            ['51:11 indicators.average_score.unit: CIC106: "average" is not one of the words allowed here'],
        ),
        (
            "    period: month\n",
            "",
            ["45:5 indicators.average_score: CIC104: the key `period` is missing"],
        ),
    ],
)  # fmt: skip
def test_one_slip_is_one_fault(sound: str, faulty: str, expected: list[str]) -> None:
    """Whatever uses the column, the variant or the unit is not called wrong for it."""
    whole = completed("indicators:\n  - title: Took part\n    lines: [all, excluding_uasc]\n")
    assert whole.count(sound) == 1

    assert messages(whole.replace(sound, faulty)) == expected


def test_a_part_that_a_later_definition_keeps_is_wrong_once() -> None:
    """A change of a definition leaves most parts as they were written."""
    fragment = """\
indicators:
  - title: Took part
    numerator: {where: participation == "PN1", colour: red}
    changes:
      2016-04-01: {meaning: Reviews at which the child spoke., change_note: Said more plainly.}
"""

    assert messages(completed(fragment)) == [
        "63:48 indicators.example_1.numerator.colour: CIC105: `colour` is not a key here"
    ]


def test_nothing_is_called_unused_that_an_unreadable_part_may_use() -> None:
    """The part that cannot be read may be the only one that uses it."""
    text = completed("").replace("{count: {sum: score}}", "*shared").replace("open, count", "open: count")

    assert [message.split(": ")[1] for message in messages(text)] == ["CIC101", "CIC103"]
