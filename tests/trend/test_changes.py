"""Definitions by date: one catalogue for the scorecards before a change and after it."""

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from cicscore.app.api import load_catalogue, load_extracts, score
from cicscore.catalogue.definitions import Catalogue, definition_on, in_force
from cicscore.catalogue.load import examine_bytes
from cicscore.faults.fault import fault_text
from cicscore.vocabulary import Polarity, Unit
from tests.base_catalogue import DICTIONARY

ROOT = Path(__file__).parents[2]
INDICATORS = """
indicators:
  - id: first
    title: First
    theme: all_of_it
    meaning: It.
    polarity: none
    period: snapshot
    unit: count
    numerator: {from: children}
  - id: changing
    title: Changing
    theme: all_of_it
    meaning: It.
    polarity: higher
    period: snapshot
    unit: percent
    denominator: {from: children, where: tall}
    numerator: {where: uasc}
    note: As it was.
    change_note: Agreed in 2014.
    changes:
      2017-04-01: {polarity: lower}
      2016-04-01:
        denominator:
          from: stays
        numerator: {where: urgent}
        change_note: Counts stays.
  - id: last
    title: Last
    theme: all_of_it
    meaning: It.
    polarity: none
    period: snapshot
    unit: count
    numerator: {from: stays}
"""


def catalogue_of(indicators: str) -> Catalogue:
    """The catalogue, which has no faults."""
    catalogue, faults = examine_bytes((DICTIONARY + indicators).encode(), "c.yaml")
    assert faults == ()
    assert catalogue is not None
    return catalogue


def faults_of(indicators: str) -> list[str]:
    """What is told of a catalogue."""
    return [fault_text(fault) for fault in examine_bytes((DICTIONARY + indicators).encode(), "c.yaml")[1]]


def line_of(text: str, indicators: str = INDICATORS) -> int:
    """The line on which a text stands in the catalogue."""
    whole = DICTIONARY + indicators
    return whole[: whole.index(text)].count("\n") + 1


def test_each_change_is_in_force_until_the_day_before_the_next() -> None:
    """In the order of their days, whatever order they are written in."""
    catalogue = catalogue_of(INDICATORS)
    spans = [
        (found.written.valid_from, found.written.valid_to)
        for found in catalogue.indicators
        if found.written.id == "changing"
    ]
    assert spans == [
        (None, dt.date(2016, 3, 31)),
        (dt.date(2016, 4, 1), dt.date(2017, 3, 31)),
        (dt.date(2017, 4, 1), None),
    ]


def test_what_a_change_does_not_write_stays_and_its_note_is_its_own() -> None:
    """Definitions of March 2016, June 2016 and June 2017 from one catalogue."""
    catalogue = catalogue_of(INDICATORS)
    march, june, year_on = (
        definition_on(catalogue, "changing", day)
        for day in (dt.date(2016, 3, 31), dt.date(2016, 6, 30), dt.date(2017, 6, 30))
    )
    assert march is not None
    assert june is not None
    assert year_on is not None
    assert (march.written.change_note, june.written.change_note, year_on.written.change_note) == (
        "Agreed in 2014.",
        "Counts stays.",
        None,
    )
    assert june.measure != march.measure
    assert year_on.measure == june.measure
    assert (march.written.polarity, june.written.polarity, year_on.written.polarity) == (
        Polarity.HIGHER,
        Polarity.HIGHER,
        Polarity.LOWER,
    )
    assert {found.written.note for found in (march, june, year_on)} == {"As it was."}
    assert {found.written.unit for found in (march, june, year_on)} == {Unit.PERCENT}


@pytest.mark.parametrize("day", [dt.date(2016, 3, 31), dt.date(2016, 4, 1), dt.date(2018, 1, 1)])
def test_a_changed_definition_keeps_its_place_on_the_scorecard(day: dt.date) -> None:
    """One definition of each indicator, in the order of the file."""
    found = in_force(catalogue_of(INDICATORS), day)
    assert [indicator.written.id for indicator in found] == ["first", "changing", "last"]


def test_a_fault_in_a_change_is_placed_where_it_is_written() -> None:
    """And told once, though a later definition has the same part."""
    faulty = INDICATORS.replace("{where: urgent}", "{where: urgnt}")
    place = f"c.yaml:{line_of('urgnt', faulty)}:28 (indicators.changing.numerator.where)"
    assert faults_of(faulty) == [
        f"{place}: error CIC204: `urgnt` is not a name known here.\n"
        "  allowed: child_id, started_on, ended_on, miles, urgent, kind, carer, open, far, over; "
        "as_at, period_start, period_end, year_start, quarter_start, academic_year_start, year_before, on\n"
        "  did you mean: urgent\n"
        "  what to do: Use a column of `stays`, or declare one."
    ]


@pytest.mark.parametrize(
    ("written", "instead", "at", "message"),
    [
        (
            "2017-04-01: {polarity: lower}",
            "2017-4-1: {polarity: lower}",
            "7 (indicators.changing.changes.2017-4-1)",
            'error CIC107: "2017-4-1" is not a day written year-month-day.\n'
            "  allowed: such as 2016-04-01\n  did you mean: 2017-04-01\n"
            "  what to do: Write the year first, then the month, then the day.",
        ),
        (
            "2017-04-01: {polarity: lower}",
            "2017-04-01: lower",
            "7 (indicators.changing.changes.2017-04-01)",
            "error CIC107: the change of 2017-04-01 is not a mapping of the keys that change.\n"
            "  allowed: such as 2016-04-01\n  what to do: Correct the change.",
        ),
        (
            "2017-04-01: {polarity: lower}",
            "2017-04-01: {id: other}",
            "20 (indicators.changing.changes.2017-04-01.id)",
            "error CIC105: `id` cannot change.\n"
            "  what to do: Remove it; the day says from when the change holds.",
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_a_fault(written: str, instead: str, at: str, message: str) -> None:
    """Never passed over: a definition that nobody meant would be computed."""
    faulty = INDICATORS.replace(written, instead)
    place = f"c.yaml:{line_of(instead, faulty)}:{at}"
    assert f"{place}: {message}" in faults_of(faulty)


def test_a_change_lies_within_the_validity_of_its_indicator() -> None:
    """A change after the last day would never come into force."""
    faulty = INDICATORS.replace("note: As it was.", "valid_to: 2016-12-31\n    note: As it was.")
    assert faults_of(faulty) == [
        f"c.yaml:{line_of('2017-04-01:', faulty)}:7 (indicators.changing.changes.2017-04-01): error CIC107: "
        "the change of 2017-04-01 does not lie within `valid_from` and `valid_to`.\n"
        "  allowed: such as 2016-04-01\n  what to do: Correct the change."
    ]


def test_changes_that_are_no_mapping_are_a_fault() -> None:
    """A list has no days."""
    start, end = INDICATORS.index("    changes:"), INDICATORS.index("  - id: last")
    faulty = INDICATORS[:start] + "    changes: [lower]\n" + INDICATORS[end:]
    assert faults_of(faulty) == [
        f"c.yaml:{line_of('changes: [', faulty)}:5 (indicators.changing.changes): error CIC107: "
        "`changes` is not a mapping of days to what changes on them.\n"
        "  what to do: Write a day, and below it the keys that change."
    ]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    """The catalogue that ships."""
    return load_catalogue(ROOT / "indicators.yaml")


@pytest.mark.parametrize(
    ("indicator", "in_2015_16", "from_2016_17"),
    [
        ("care_leavers_suitable_accommodation", (962, 1508, "63.8%"), (962, 1058, "90.9%")),
        ("care_leavers_in_eet", (617, 1508, "40.9%"), (617, 1058, "58.3%")),
    ],
)
def test_from_2016_17_only_care_leavers_in_touch_are_counted(
    shipped: Catalogue,
    indicator: str,
    in_2015_16: tuple[int, int, str],
    from_2016_17: tuple[int, int, str],
) -> None:
    """On the sample of March 2016, both definitions give what the scorecard and its commentary print."""
    definitions = [
        definition_on(shipped, indicator, day) for day in (dt.date(2016, 3, 31), dt.date(2016, 6, 30))
    ]
    extracts = load_extracts(ROOT / "samples/2016-03", shipped, only={"children", "care_leavers"})
    found = []
    for definition in definitions:
        assert definition is not None
        written = definition.written.model_copy(update={"valid_from": None, "valid_to": None})
        ageless = replace(shipped, indicators=(replace(definition, written=written),))
        row = score(ageless, extracts, dt.date(2016, 3, 31)).results[0]
        found.append((row.numerator, row.denominator, row.display))
    assert found == [in_2015_16, from_2016_17]
