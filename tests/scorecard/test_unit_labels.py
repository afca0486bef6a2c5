"""Units with a label: £, days, weeks, wherever a value of the indicator is printed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from cicscore.direction import Earlier, travel
from cicscore.render.json import parse_scorecard, render_json
from cicscore.text import PrintedUnit, change_text, limit_text, value_text
from cicscore.view import View
from cicscore.vocabulary import PeriodType, Polarity, Unit
from tests.scorecard.scorecards import compute, row

CHILDREN = "1,2006-04-01,no,,M,\n2,2015-01-01,yes,,F,\n3,2000-02-29,no,,F,\n"
STAYS = "1,2015-04-01,,1,yes,A,\n2,2015-06-01,,40,yes,A,\n3,2015-07-01,,,no,A,\n3,2015-08-01,,3,no,A,\n"


@pytest.mark.parametrize(
    ("label", "value", "change", "limit"),
    [
        (None, "1,250.0", "-1,250.0", "1,250.5"),
        ("£", "£1,250.0", "-£1,250.0", "£1,250.5"),
        ("£k", "£1,250.0k", "-£1,250.0k", "£1,250.5k"),
        ("weeks", "1,250.0 weeks", "-1,250.0 weeks", "1,250.5 weeks"),
    ],
)
def test_a_sign_stands_before_and_a_word_behind(
    label: str | None, value: str, change: str, limit: str
) -> None:
    """The sign of a currency after a minus, letters beside it behind the number."""
    unit = PrintedUnit(Unit.MEAN, label)
    texts = (value_text(1250, unit, 1), change_text(-1250, unit, 1), limit_text(Decimal("1250.5"), unit))
    assert texts == (value, change, limit)


@pytest.mark.parametrize(
    ("label", "one", "three", "zero"),
    [
        ("days", "+1 day", "+3 days", "0 days"),
        ("addresses", "+1 address", "+3 addresses", "0 addresses"),
        ("FTE", "+1 FTE", "+3 FTE", "0 FTE"),
        ("business", "+1 business", "+3 business", "0 business"),
    ],
)
def test_one_is_singular(label: str, one: str, three: str, zero: str) -> None:
    """One that is printed with decimals is not: 1.0 days."""
    unit = PrintedUnit(Unit.MEDIAN, label)
    assert [change_text(number, unit, 0) for number in (1, 3, 0)] == [one, three, zero]
    assert value_text(1, PrintedUnit(Unit.MEDIAN, "days"), 1) == "1.0 days"


def test_every_text_of_a_row_has_the_label(tmp_path: Path) -> None:
    """Value, limits, difference, earlier figure and reasons; numbers of the document stay numbers."""
    written = """
    unit: median
    unit_label: weeks
    decimals: 0
    polarity: lower
    numerator: {from: stays, count: {median: miles}}
    targets: {2015-16: {target: 1, amber: 5}}
    """
    card = compute(tmp_path, written, children=CHILDREN, stays=STAYS)
    found = row(card)
    assert (found.value, found.display) == (3.0, "3 weeks")
    assert (found.target_display, found.amber_display) == ("1 week", "5 weeks")
    assert found.rag_reason == (
        "Amber: 3 weeks is above the target of 1 week but not above the amber limit of 5 weeks."
    )
    assert row(card, "excluding_uasc").difference_display == "-1 week"
    assert found.notes == (
        "missing_values: 1 row has no value and is left out of the median",
        "unknown_rows: 1 row where miles is not recorded; with everything known the figure would lie between "
        "2 weeks and 22 weeks; the rating is not safe",
        "small_cohort: the denominator is under 30, so one more or fewer moves the figure a lot",
    )
    assert card.indicators[0].unit_label == "weeks"


def test_a_direction_has_the_label() -> None:
    """Both figures, and the target that distances are measured from."""
    found = travel(
        Fraction(17),
        Earlier(dt.date(2015, 12, 31), Fraction(147, 10)),
        as_at=dt.date(2016, 3, 31),
        period=PeriodType.SNAPSHOT,
        polarity=Polarity.TARGET,
        unit=Unit.MEAN,
        unit_label="£",
        decimals=1,
        target=Decimal(20),
        tolerance=Decimal(0),
    )
    assert found.reason == (
        "Improved: rose from £14.7 on 31 December 2015 to £17.0, measured by the distance from the target of "
        "£20."
    )


def test_a_saved_document_with_labels_is_read_again(tmp_path: Path) -> None:
    """What its texts have to say follows from the numbers and the label."""
    written = "{unit: mean, unit_label: days, numerator: {from: stays, count: {mean: miles}}}"
    card = compute(tmp_path, written, children=CHILDREN, stays=STAYS)
    assert parse_scorecard(render_json(card, View()), "it.json") == card
