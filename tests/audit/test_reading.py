"""A printed scorecard is read under any usual heading, and a file that is none is told what it lacks."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cicscore.audit.columns import Column
from cicscore.audit.numbers import printed_number
from cicscore.audit.reading import read_sheet
from cicscore.audit.sheet import Unrated
from cicscore.faults.fault import FaultsFoundError, fault_text
from cicscore.vocabulary import Polarity, Rag


@pytest.mark.parametrize(
    ("text", "value", "decimals", "percent"),
    [
        ("79.7%", "79.7", 1, True),
        ("+17.7 %", "17.7", 1, True),
        ("-1.4 pp", "-1.4", 1, True),
        ("−8.1%", "-8.1", 1, True),
        ("–26", "-26", 0, False),
        ("1,797", "1797", 0, False),
        ("2,320.0", "2320", 1, False),
        ("328250", "328250", 0, False),
        ("16.0 ▲", "16", 1, False),
        ("79.7%*", "79.7", 1, True),
    ],
)
def test_a_printed_number_has_a_precision(text: str, value: str, decimals: int, percent: bool) -> None:
    """Signs, commas and units are understood, and decimals are counted as printed."""
    number = printed_number(text)
    assert number is not None
    assert (number.value, number.decimals, number.percent) == (Fraction(value), decimals, percent)


@pytest.mark.parametrize("text", ["See note", "1,79", "17,97", "12 of 40", "1.2.3", "%", "1e5", "", "9" * 60])
def test_other_text_is_no_number(text: str) -> None:
    """Nothing is guessed from text that is not a number as a scorecard prints it."""
    assert printed_number(text) is None


def test_a_target_may_say_which_side_is_meant() -> None:
    """A target of at least 95% is 95%, but a figure below 5 is one that is not printed."""
    (row,) = read_sheet(b"indicator,value,target\na,<5,>= 95%\n", "page.csv").rows
    assert list(row.numbers) == [Column.TARGET]
    assert row.numbers[Column.TARGET].value == 95


def test_usual_headings_are_understood() -> None:
    """Letter case, years, quarters and what is in brackets do not count; titles may stand above."""
    text = (
        "Kent County Council,,,,,,,,,\n"
        "Children in care,,,,,,,,,\n"
        "\n"
        "Measure,Good is,Latest Result (%),RAG Status,Num,Denom,Target 15/16,Q3 2015/16,"
        "Outturn 14/15,Variance\n"
        "Reviews on time,High,79.7,Red,1797,2256,98,77.2,97.1,\n"
    )
    (row,) = read_sheet(text.encode(), "page.csv").rows
    assert row.line == 5
    assert {column.value: text for column, text in row.cells.items()} == {
        "indicator": "Reviews on time", "polarity": "High", "value": "79.7", "rag": "Red",
        "numerator": "1797", "denominator": "2256", "target": "98", "previous": "77.2", "outturn": "97.1",
    }  # fmt: skip
    assert (row.polarity, row.rag) == (Polarity.HIGHER, Rag.RED)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_understood(separator: str) -> None:
    """A spreadsheet of another country, or one saved as text, divides cells otherwise."""
    text = 'indicator,value\na,"79.7%"\n'.replace(",", separator)
    (row,) = read_sheet(text.encode(), "page.csv").rows
    assert row.text(Column.VALUE) == "79.7%"


def test_excel_on_windows_writes_pounds_and_dashes() -> None:
    """A file in Windows-1252, and one in UTF-16 with a mark, are read as they are meant."""
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        (row,) = read_sheet("indicator,value\nStay put – cost,–26\n".encode(encoding), "page.csv").rows
        assert (row.text(Column.INDICATOR), row.numbers[Column.VALUE].value) == ("Stay put – cost", -26)


@pytest.mark.parametrize("dash", ["-", "- - -", "–", "", "n/a", "..", "*", "[c]"])
def test_dashes_and_symbols_are_nothing_printed(dash: str) -> None:
    """A cell in which nothing is printed is neither a figure nor one that could not be read."""
    sheet = read_sheet(f"indicator,value,rag\na,{dash},{dash}\n".encode(), "page.csv")
    assert sheet.rows[0].cells == {Column.INDICATOR: "a"}
    assert sheet.aside == ()


def test_what_cannot_be_read_is_kept_for_the_reader() -> None:
    """A word in place of a number, or of a rating, is not checked, and said to be so."""
    sheet = read_sheet(b"indicator,value,Rating\na,See note,on track\nb,5,No RAG Set\n", "page.csv")
    assert [(one.line, one.heading, one.text) for one in sheet.aside] == [
        (2, "value", "See note"),
        (2, "Rating", "on track"),
    ]
    assert sheet.rows[1].rag is Unrated.NO_RAG


def test_two_variants_side_by_side_are_two_rows() -> None:
    """A page with a figure for each variant in one line is read as the same lines below each other."""
    text = (
        "Indicator,Result (inc UASC),RAG (inc UASC),excl_result,Denom excluding,Variance,Target\n"
        "Reviews,79.7%,R,97.4%,1422,+17.7%,98%\n"
        "Adopted,-,-,15.4%,668,-,\n"
    )
    sheet = read_sheet(text.encode(), "page.csv")
    cells = [{column.value: text for column, text in row.cells.items()} for row in sheet.rows]
    assert [(row.line, row.variant) for row in sheet.rows] == [
        (2, "all"), (2, "excluding uasc"), (3, "excluding uasc"),
    ]  # fmt: skip
    assert cells == [
        {
            "indicator": "Reviews", "variant": "including UASC", "target": "98%", "value": "79.7%",
            "rag": "R",
        },
        {
            "indicator": "Reviews", "variant": "excluding UASC", "target": "98%", "value": "97.4%",
            "denominator": "1422", "variance": "+17.7%",
        },
        {
            "indicator": "Adopted", "variant": "excluding UASC", "value": "15.4%", "denominator": "668",
        },
    ]  # fmt: skip
    assert str(sheet.place(sheet.rows[1], Column.VALUE)) == "page.csv:2 (excl_result)"


def test_a_line_about_one_variant_keeps_it_on_either_side() -> None:
    """What stands on the including side of a line that says that it excludes is about the excluding one."""
    text = "indicator,variant,including_value,excluding_value\nadopted,excluding_uasc,15.4,-\n"
    (row,) = read_sheet(text.encode(), "page.csv").rows
    assert (row.variant, row.text(Column.VALUE)) == ("excluding uasc", "15.4")


def faults_of(data: bytes) -> list[str]:
    """The messages of a file that cannot be read."""
    with pytest.raises(FaultsFoundError) as told:
        read_sheet(data, "page.csv")
    return [fault_text(fault) for fault in told.value.faults]


def test_a_file_without_what_is_needed_is_told_so() -> None:
    """Both columns that are needed, with the nearest heading that is there."""
    allowed = (
        "  allowed: indicator, value, and what else is printed: variant, polarity, rag, numerator,"
        " denominator, target, previous, variance\n"
        "  did you mean: {}\n"
        "  what to do: Give the figures, and what each is of, a column with this heading, on a line of"
        " headings."
    )
    assert faults_of(b"indicater,valeu\na,5\n") == [
        "page.csv:1 (indicator): error CIC412: the column `indicator` is missing.\n"
        + allowed.format("indicater"),
        "page.csv:1 (value): error CIC412: the column `value` is missing.\n" + allowed.format("valeu"),
    ]


def test_a_heading_twice_is_told() -> None:
    """Which of the two columns is meant cannot be known."""
    assert faults_of(b"indicator,RAG,value,RAG\na,G,5,R\n") == [
        "page.csv:1 (RAG): error CIC422: two headings are read as `rag`.\n"
        "  what to do: Keep the one that is meant; give each variant, and each page, rows of its own."
    ]


def test_a_quotation_mark_that_is_not_closed_is_told() -> None:
    """All that follows would be one cell."""
    assert faults_of(b'indicator,value\na,5\n"b,6\n') == [
        "page.csv:3: error CIC417: the file is not a CSV from here on.\n"
        "  what to do: Look for a quotation mark that is not closed."
    ]


def test_a_workbook_is_told_to_be_one() -> None:
    """A sheet has to be saved as a CSV first."""
    (message,) = faults_of(b"PK\x03\x04 and so on")
    assert message.startswith("page.csv: error CIC")
    assert "the file is an Excel workbook" in message
