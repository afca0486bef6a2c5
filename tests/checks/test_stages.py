"""What is sound of a faulty catalogue is checked all the same; what follows from a fault is not reported."""

from __future__ import annotations

import datetime as dt

import pytest

from cicscore.app.check import check
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
            ["23:23 extracts.reviews.columns.held_on.type: CIC103: the alias `*date` uses another part of the"
             " file again"],
        ),
        (
            "held_on: {type: date}",
            "held_on: {type: date",
            ["23:16 extracts.reviews.columns.held_on: CIC101: the file is not YAML here: a bracket is not"
             " closed, or a comma is missing"],
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


QUOTE = "CIC101: a quotation mark is not closed"


@pytest.mark.parametrize(
    ("sound", "faulty", "expected"),
    [
        ("title: Average score", 'title: "Average score', "46:12 indicators.average_score.title"),
        ("title: Average score", "title: 'Average score", "46:12 indicators.average_score.title"),
        ("- id: average_score", '- id: "average_score', "45:9 indicators.1.id"),
        ("title: Excluding UASC", 'title: "Excluding UASC', "32:12 variants.excluding_uasc.title"),
        ("title: Children}", 'title: "Children}', "4:27 themes.children.title"),
        ("PN2: Others", 'PN2: "Others', "24:77 extracts.reviews.columns.participation.codes.PN2"),
        ("key: [child_id, held_on]", 'key: ["child_id, held_on]', "20:11 extracts.reviews.key"),
        ("  held_on: {type: date}", '  "held_on: {type: date}', "23:7 extracts.reviews.columns"),
        ("      child_id: {type: id}", '      "child_id: {type: id}', "22:7 extracts.reviews.columns"),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_one_fault(sound: str, faulty: str, expected: str) -> None:
    """At the mark, though YAML reads on to the next one; what stands on the lines between is not lost."""
    whole = completed('indicators:\n  - title: Took part\n    note: The page prints "See note" here.\n')
    assert whole.count(sound) == 1

    assert messages(whole.replace(sound, faulty)) == [f"{expected}: {QUOTE}"]


def test_a_quotation_mark_that_is_not_closed_hides_no_other_fault() -> None:
    """Not on the lines that YAML takes for the text, nor another such mark, nor what comes after."""
    fragment = """\
indicators:
  - title: "Took part
    polarty: higher
    source: "The page
    unit: procent
  - title: Took part again
    polarity: hihger
"""

    assert messages(completed(fragment)) == [
        f"62:12 indicators.example_1.title: {QUOTE}",
        "63:5 indicators.example_1.polarty: CIC105: `polarty` is not a key here",
        f"64:13 indicators.example_1.source: {QUOTE}",
        '65:11 indicators.example_1.unit: CIC106: "procent" is not one of the words allowed here',
        '74:15 indicators.example_2.polarity: CIC106: "hihger" is not one of the words allowed here',
    ]


@pytest.mark.parametrize(
    "note",
    [
        '"See the page\n      note: printed with a colon"',
        "'See the page\n      - the second one'",
        '\n      "See the page\n      that is printed"',
        '"See the page\n    that is printed"',
    ],
)
def test_a_quoted_text_of_several_lines_is_sound(note: str) -> None:
    """Indented further than its key it may look like anything; else, like anything but a key or an item."""
    assert messages(completed(f"indicators:\n  - title: Took part\n    note: {note}\n")) == []


@pytest.mark.parametrize(
    ("written", "column", "before", "suggested"),
    [
        ("{where: exists(care_periods, open)}", 24, ",", '"exists(care_periods, open)"'),
        ("{where: exists(care_periods, open), count: rows}", 24, ",", '"exists(care_periods, open)"'),
        ('{count: rows, where: participation in ["PN1"]}', 37, "[", "'participation in [\"PN1\"]'"),
        ('{where: participation in ("PN1", "PN2")}', 24, ")", '\'participation in ("PN1", "PN2")\''),
        ('{where: "PN1" == participation}', 24, "=", "'\"PN1\" == participation'"),
    ],
)
def test_an_expression_that_needs_quotes_is_one_fault(
    written: str, column: int, before: str, suggested: str
) -> None:
    """Between curly brackets YAML ends a value at a comma, and at some brackets and quotation marks."""
    text = completed(f"indicators:\n  - title: Took part\n    numerator: {written}\n")
    (found,) = check(text.encode(), "c.yaml", on=dt.date(2016, 6, 30), examples=False, strict=False).faults

    assert str(found.place) == f"c.yaml:63:{column} (indicators.example_1.numerator.where)"
    assert found.found == f"YAML ends the expression before `{before}`, in its middle"
    assert found.advice == f"Put the expression in quotes, such as {suggested}."


def test_an_expression_that_a_comma_ends_is_checked_all_the_same() -> None:
    """As if it stood in quotes."""
    fragment = "indicators:\n  - title: Took part\n    numerator: {where: exists(care_periods, opne)}\n"

    assert messages(completed(fragment)) == [
        "63:24 indicators.example_1.numerator.where: CIC101: YAML ends the expression before `,`, in its"
        " middle",
        "63:45 indicators.example_1.numerator.where: CIC204: `opne` is not a name known here",
    ]


@pytest.mark.parametrize("marker", ["---", "..."])
@pytest.mark.parametrize("section", ["indicators:\n", "  posts:\n", "    title: Average score\n"])
def test_what_stands_after_the_end_of_the_document_is_read(marker: str, section: str) -> None:
    """As part of the catalogue, wherever the line of dashes or dots is."""
    whole = completed("")
    line = whole[: whole.index(section)].count("\n") + 1

    assert messages(whole.replace(section, f"{marker}\n{section}")) == [
        f"{line}:1: CIC103: the file holds several YAML documents"
    ]


@pytest.mark.parametrize("key", ["theme", "polarity", "period", "unit", "denominator"])
def test_nothing_is_missing_of_an_indicator_that_lost_its_indentation(key: str) -> None:
    """A key that stands one space further left than the others is one fault."""
    head, indicators = completed("").split("indicators:\n")
    text = head + "indicators:\n" + indicators.replace(f"    {key}: ", f"   {key}: ")
    found = messages(text)

    assert {message.split(": ")[1] for message in found} == {"CIC101"}
    assert len(found) == indicators.count(f"    {key}: ")


def test_no_name_that_stands_in_for_another_is_shown() -> None:
    """Neither as unused nor in the path of a fault."""
    columns = "    columns: {post_id: {type: id}, fte: {type: number}, started_on: {type: date}}\n"
    whole = completed("indicators:\n  - id: [a]\n    title: Took part\n    polarity: hihger\n")
    assert whole.count(columns) == 1
    text = whole.replace(columns, "")

    assert messages(text) == [
        "26:3 extracts.posts: CIC104: the key `columns` is missing",
        "61:9 indicators.3.id: CIC107: a list is not text",
        '63:15 indicators.3.polarity: CIC106: "hihger" is not one of the words allowed here',
    ]


def test_nothing_is_said_of_a_text_whose_lines_could_not_be_read() -> None:
    """A folded text of which the only line lost its indentation is not also called empty."""
    fragment = "indicators:\n  - title: Took part\n    numerator:\n      where: >-\nscore > 1 or\n"

    assert messages(completed(fragment)) == [
        "65:1: CIC101: the file is not YAML here: there is no colon after the key"
    ]


def test_a_code_that_could_not_be_read_is_not_called_unlisted() -> None:
    """It may be on the line at fault."""
    fragment = """\
extracts:
  visits:
    file: visits.csv
    columns:
      seen_on: {type: date}
      place:
        type: code
        codes:
          home: At home
          school: At: school
indicators:
  - {unit: count, numerator: {from: visits, dated_by: seen_on, where: 'place == "school"'}}
"""

    assert [message.split(": ")[1] for message in messages(completed(fragment))] == ["CIC101"]
