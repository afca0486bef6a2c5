"""The workbook, opened by a second library: one test for each point of the checklist."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cicscore.report.key_changes import lines_of
from cicscore.report.paper import Commentary, Paper
from cicscore.report.workbook import render_workbook
from cicscore.results import Scorecard
from cicscore.view import PLAIN
from cicscore.vocabulary import Compare, Rag
from tests.render.scorecards import SCORECARD
from tests.report.documents import FULL, of_version, with_texts

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://example.org",
    "mailto:someone@example.org",
    "[a](http://example.org)",
    "[a](b) and [c](d)",
    "$$note$$",
    "{=1}",
    "<b>bold</b> & _x0041_",
    "***",
    "2016-03-31",
    "x" * 10_000,
    "x" * 40_000,
]


def opened(scorecard: Scorecard) -> Workbook:
    """The scorecard's workbook."""
    return openpyxl.load_workbook(BytesIO(render_workbook(Paper(scorecard), PLAIN)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The workbook of a scorecard that holds everything."""
    return opened(FULL)


def tables(book: Workbook) -> Iterator[tuple[Worksheet, str]]:
    """Each sheet after the cover, and where its table is."""
    for sheet in book.worksheets[1:]:
        [table] = sheet.tables.values()
        yield sheet, table.ref


def lines(book: Workbook, name: str) -> list[dict[str, Cell]]:
    """The table of a sheet: each row's cells by heading, without the notes of the headings."""
    [table] = book[name].tables.values()
    head, *rows = book[name][table.ref]
    names = [re.sub(r" \[note \d+\]", "", cell.value) for cell in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def as_shown(cell: Cell) -> str:
    """A number as its format shows it."""
    pattern = cell.number_format.split(";")[0]
    places = len(pattern.partition(".")[2])
    number = Decimal(repr(cell.value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if not number:
        return f"{abs(number):f}"
    return f"{number:+,f}" if pattern.startswith("+") else f"{number:,f}"


# Sheets ------------------------------------------------------------------------------------------------


def test_it_begins_with_cover_contents_and_notes(book: Workbook) -> None:
    """Then come the scorecard and all else that the document holds, each under a name of its own."""
    assert book.sheetnames == [
        *("Cover", "Contents", "Notes", "Scorecard", "Variants", "Monthly figures", "Average differences"),
        *("Breakdowns", "Panels", "Comparators", "Definitions", "Extracts"),
    ]


def test_no_sheet_is_blank(book: Workbook) -> None:
    """Each says something in its first cell."""
    assert all(sheet["A1"].value for sheet in book.worksheets)


def test_the_contents_lead_to_every_sheet_after_them(book: Workbook) -> None:
    """By a link within the workbook."""
    links = [line["Sheet"].hyperlink.location for line in lines(book, "Contents")]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]


def test_the_scorecard_as_it_was_when_less_was_recorded_has_fewer_sheets() -> None:
    """An earlier document renders with what it holds, and the cover says what it lacks."""
    for version in ("1.0", "1.1"):
        book = opened(of_version(version))
        assert book.sheetnames == [
            *("Cover", "Contents", "Notes", "Scorecard", "Variants", "Breakdowns", "Definitions", "Extracts")
        ]
        said = "does not hold monthly figures, panels or definitions in words."
        assert any(said in str(row[0].value) for row in book["Cover"].iter_rows())


# Tables ------------------------------------------------------------------------------------------------


def test_a_sheet_holds_one_marked_table_from_its_first_column_to_its_end(book: Workbook) -> None:
    """With a name of its own, and nothing beside or below it."""
    names = [table.name for sheet, _ in tables(book) for table in sheet.tables.values()]
    assert len(names) == len(set(names)) == len(book.sheetnames) - 1
    for sheet, ref in tables(book):
        start, _, end = ref.partition(":")
        assert start.startswith("A")
        assert end == sheet.cell(sheet.max_row, sheet.max_column).coordinate


def test_a_table_has_one_row_of_headings_each_unlike_the_others(book: Workbook) -> None:
    """The marked table's headings are those of the cells."""
    for sheet, ref in tables(book):
        [table] = sheet.tables.values()
        headings = [cell.value for cell in sheet[ref][0]]
        assert table.headerRowCount == 1
        assert all(headings)
        assert len(headings) == len(set(headings))
        assert [column.name for column in table.tableColumns] == headings


def test_nothing_is_merged_hidden_frozen_filtered_or_coloured(book: Workbook) -> None:
    """Nor are there pictures, charts or macros."""
    assert book.vba_archive is None
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert all(table.autoFilter is None for table in sheet.tables.values())
        assert not [*sheet._images, *sheet._charts, *sheet.conditional_formatting]
        dimensions = [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
        assert not any(dimension.hidden for dimension in dimensions)
        assert all(cell.fill.fill_type is None for row in sheet.iter_rows() for cell in row)


def test_no_row_column_or_cell_of_a_table_is_empty(book: Workbook) -> None:
    """A value that is not there is marked, and text above the table is not followed by a gap."""
    for sheet, ref in tables(book):
        assert all(cell.value not in (None, "") for row in sheet[ref] for cell in row), sheet.title
    for sheet in book.worksheets:
        assert all(row[0].value for row in sheet.iter_rows())


# Text --------------------------------------------------------------------------------------------------


def test_text_is_wrapped_and_of_at_least_12_points(book: Workbook) -> None:
    """The title stands in the first cell, in bold and larger."""
    for sheet in book.worksheets:
        assert sheet["A1"].font.bold
        assert sheet["A1"].font.size >= 16
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or cell.font.size >= 12
                assert not isinstance(cell.value, str) or cell.alignment.wrap_text, cell.coordinate


def test_columns_are_neither_narrow_nor_wider_than_a_screen(book: Workbook) -> None:
    """Each has a width that was chosen for it."""
    for sheet, ref in tables(book):
        for cell in sheet[ref][0]:
            assert 10 < sheet.column_dimensions[cell.column_letter].width < 120


def test_every_note_that_is_referred_to_is_listed(book: Workbook) -> None:
    """And every note that is listed is referred to."""
    listed = [line["Note"].value for line in lines(book, "Notes")]
    assert listed == [f"[note {number}]" for number in range(1, len(listed) + 1)]
    cells = (cell.value for sheet in book.worksheets[3:] for row in sheet.iter_rows() for cell in row)
    referred = {mark for text in cells if isinstance(text, str) for mark in re.findall(r"\[note \d+\]", text)}
    assert referred == set(listed)


def test_shorthand_is_explained_above_the_table(book: Workbook) -> None:
    """Each mark that a sheet uses, and no other."""
    marks = set()
    for sheet, ref in tables(book):
        used = {str(cell.value) for row in sheet[ref] for cell in row}
        above = [str(row[0].value) for row in sheet.iter_rows(max_row=sheet[ref][0][0].row - 1)]
        explained = {text[:3] for text in above if text.startswith("[")}
        assert explained == {text for text in used if re.fullmatch(r"\[[a-z]\]", text)}
        marks |= explained
    assert marks == {"[x]", "[z]", "[c]"}


# Figures -----------------------------------------------------------------------------------------------


def test_every_line_of_the_first_page_has_the_documents_figures(book: Workbook) -> None:
    """As numbers, which their formats show as the document displays them."""
    for line, row in zip(lines(book, "Scorecard"), (each.row for each in lines_of(FULL)), strict=True):
        for heading, value, display in (
            ("Result", row.value, row.display),
            ("Previous result", row.previous_value, row.previous_display),
            ("Outturn", row.outturn_value, row.outturn_display),
            ("Change", row.change, row.change_display),
        ):
            same(line[heading], value, display)
        for heading, count in (
            ("Numerator", row.numerator),
            ("Denominator", row.denominator),
            ("Target", row.target),
            ("Amber limit", row.amber),
        ):
            same(line[heading], None if count is None else float(count), None)
        assert line["RAG"].value == ("Not rated" if row.rag is None else row.rag.value.capitalize())
        assert line["Why it is rated so"].value == row.rag_reason


def test_a_second_earlier_figure_has_columns_where_one_is_asked_for(book: Workbook) -> None:
    """What it is of, its value, day and rating, and the change; without a row that has one, no columns."""
    first, *others = [each.row for each in lines_of(FULL)]
    asked = first.model_copy(
        update={
            "also_compared_with": Compare.SAME_PERIOD_LAST_YEAR,
            "earlier_as_at": dt.date(2015, 3, 31),
            "earlier_value": 70.0,
            "earlier_rag": Rag.AMBER,
            "earlier_change": 1.5,
        }
    )
    rows = tuple(asked if row is first else row for row in FULL.results)
    line, *rest = lines(opened(FULL.model_copy(update={"results": rows})), "Scorecard")
    of, rating = line["Second earlier result is of"].value, line["Second earlier RAG"].value

    assert (of, rating) == ("Same period last year", "Amber")
    assert line["Second earlier result as at"].value.date() == dt.date(2015, 3, 31)
    assert (line["Second earlier result"].value, line["Change since it"].value) == (70.0, 1.5)
    assert len(rest) == len(others)
    assert {each["Second earlier result is of"].value for each in rest} == {"[z]"}
    assert not any("earlier" in name for name in lines(book, "Scorecard")[0])


def same(cell: Cell, value: float | None, display: str | None) -> None:
    """The cell holds the value as a number, or a mark where there is none."""
    if value is None:
        assert re.fullmatch(r"\[[xzc]\]", cell.value)
        return
    assert cell.data_type == "n"
    assert cell.value == pytest.approx(value, rel=1e-15)
    if display is not None:
        assert as_shown(cell) == display.removesuffix("%").removesuffix(" pp")


def test_every_variant_and_month_has_the_documents_figures(book: Workbook) -> None:
    """One row for each."""
    whole = [row for row in FULL.results if row.breakdown is None]
    found = [(row, line) for row, line in zip(whole, lines(book, "Variants"), strict=True)]
    for row, line in found:
        same(line["Result"], row.value, row.display)
        same(line["Difference from all"], row.difference_from_all, row.difference_display)
    for month, line in zip(FULL.series, lines(book, "Monthly figures"), strict=True):
        same(line["Result"], month.value, month.display)
        assert line["Month end"].value.date() == month.as_at


def test_a_breakdown_names_its_groups_in_print(book: Workbook) -> None:
    """And says so where the group is not recorded."""
    found = [(line["Breakdown"].value, line["Group"].value) for line in lines(book, "Breakdowns")]
    assert found == [("Age group", "Under five"), ("Age group", "Not recorded")]


def test_panels_are_counts_in_a_long_table(book: Workbook) -> None:
    """Each group by each, their totals, and shares as percentages."""
    found = [
        tuple(
            line[name].value
            for name in ("Group", "Second group", "Number", "Percentage of the panel's total")
        )
        for line in lines(book, "Panels")
    ]
    assert found == [
        ("0-4", "Female", 1, "[z]"),
        ("0-4", "Male", 0, "[z]"),
        ("0-4", "Total", 1, 0.2),
        ("5 and over", "Female", 57, "[z]"),
        ("5 and over", "Male", 401, "[z]"),
        ("5 and over", "Total", 458, 99.8),
        ("Total", "Female", 58, 12.6),
        ("Total", "Male", 401, 87.4),
        ("Total", "Total", 459, "[z]"),
        ("Total", "[z]", "[x]", "[z]"),
    ]


def test_definitions_are_in_words(book: Workbook) -> None:
    """Where the document holds them."""
    first, second, *_ = lines(book, "Definitions")
    assert first["Numerator"].value == (
        'Children reviewed on time. Different children in reviews.csv. Where "late": held on is on or before '
        "due on."
    )
    assert first["What the conditions name"].value == '"late", of reviews: held on is after due on.'
    assert first["Rating"].value == "2015-16: green at 98% or more."
    assert second["Numerator"].value == "[x]"


def test_commentary_is_a_sheet_of_its_own() -> None:
    """As it was written, a line after the other."""
    written = Commentary("K25.md", "Reviews were *late*.\n\n=1+1\n", "<p>Reviews were late.</p>")
    paper = Paper(SCORECARD, {"reviews_on_time": written})
    book = openpyxl.load_workbook(BytesIO(render_workbook(paper, PLAIN)))
    [line] = lines(book, "Commentary")
    assert line["Commentary"].value == "Reviews were *late*.  =1+1"


# The file ----------------------------------------------------------------------------------------------


def test_the_first_cell_of_the_cover_is_selected(book: Workbook) -> None:
    """A reader begins at the beginning, on every sheet."""
    assert book.active is book.worksheets[0]
    for sheet in book.worksheets:
        assert [view.activeCell for view in sheet.sheet_view.selection] == ["A1"]


def test_the_workbook_has_a_title_an_author_and_a_language(book: Workbook) -> None:
    """And the time at which the scorecard was computed."""
    properties = book.properties
    assert properties.title == "Anyshire Council – Children in Care scorecard"
    assert properties.creator == "Anyshire Council"
    assert properties.language == "en-GB"
    assert properties.created == FULL.generated_at.replace(tzinfo=None)


def test_the_same_scorecard_gives_the_same_bytes() -> None:
    """No part of the file bears the time at which it was written."""
    data = render_workbook(Paper(FULL), PLAIN)
    assert data == render_workbook(Paper(FULL), PLAIN)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
def test_text_arrives_as_text(text: str) -> None:
    """It is no formula, no link, no note and no format, however it begins and however long it is."""
    data = render_workbook(Paper(with_texts(text)), PLAIN)
    book = openpyxl.load_workbook(BytesIO(data))
    shown = text if len(text) <= 32_767 else text[:32_739] + " [cut: a cell holds no more]"
    assert lines(book, "Scorecard")[0]["Theme"].value == shown
    assert lines(book, "Panels")[0]["Panel"].value == shown
    assert lines(book, "Definitions")[0]["Meaning"].value == shown
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {cell.parent.title for cell in cells if cell.hyperlink} == {"Contents"}
    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert not any(
            b"http://example.org" in parts.read(name) for name in parts.namelist() if "rels" in name
        )


def test_the_smallest_scorecard_is_a_workbook_too() -> None:
    """Without extracts, indicators or results it holds the notes and the catalogue."""
    document = json.loads(SCORECARD.model_dump_json())
    empty: dict[str, Any] = dict.fromkeys(("extracts", "indicators", "results", "themes"), ())
    book = opened(Scorecard.model_validate(document | empty | {"rag_counts": {}}))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Extracts"]
