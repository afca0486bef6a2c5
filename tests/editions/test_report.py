"""The report, the workbook and the note of an edition: a symbol in place of each hidden figure."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import docx
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cicscore.render.chart import DESKTOP, chart
from cicscore.report.commentary import contradictions
from cicscore.report.draft import draft, drafted_lines
from cicscore.report.key_changes import key_changes, lines_of
from cicscore.report.markdown import render_report_markdown
from cicscore.report.note import note_of, render_note_markdown
from cicscore.report.paper import Paper
from cicscore.report.word import render_note_docx
from cicscore.report.workbook import render_workbook
from cicscore.results import Row, Scorecard
from cicscore.view import PLAIN
from cicscore.vocabulary import Rag, Status
from tests.editions.made import INTERNAL, POLICY, PUBLIC, REASON, SECRETS, hide, secrets_in
from tests.report.papers import html_of
from tests.report.reading import Element, read

RULE = (
    "c: not shown, because it is a count of 1 to 4 children or could give one away; "
    "totals may therefore not add up."
)


# HTML ------------------------------------------------------------------------------------------------

PAGE = read(html_of(PUBLIC))


def table(page: Element, caption: str) -> list[list[str]]:
    """The text of each cell of the tables with a caption that begins so."""
    return [
        [cell.text for cell in row.all("th", "td")]
        for found in page.all("table")
        if any(each.text.startswith(caption) for each in found.all("caption"))
        for row in found.all("tr")
    ]


def article(page: Element, indicator: str) -> Element:
    """The page of an indicator."""
    return next(found for found in page.all("article") if found["aria-labelledby"] == f"i-{indicator}")


def test_the_page_says_whom_it_is_for_and_by_which_rule() -> None:
    """At the top, and in the key."""
    assert PAGE.one("p", within="audience").text == "Public edition."
    assert RULE in [found.text for found in PAGE.all("p")]
    assert RULE in [found.text for found in PAGE.all("li")]
    assert RULE not in read(html_of(INTERNAL)).text


def test_what_is_not_shown_is_an_abbreviation_that_says_so() -> None:
    """For whoever hears the page, or points at the cell."""
    marks = PAGE.all("abbr")
    assert len(marks) > 20
    assert {(mark.text, mark["title"]) for mark in marks} == {("c", "not shown: confidential")}
    assert read(html_of(INTERNAL)).all("abbr") == []


def test_the_headlines_count_what_is_not_shown() -> None:
    """Apart from what is not rated."""
    counts = [found.text for found in PAGE.one("ul", within="counts").all("li")]
    assert counts[3].startswith("2– Not rated")
    assert counts[4] == "1c Not shown"
    assert "3 of 6 lines are rated against a target, and the rating of 1 is not shown." in PAGE.text


def test_the_tables_of_the_scorecard_have_the_symbol() -> None:
    """In every cell of a hidden line but its titles, limits and earlier figures."""
    found = next(row for row in table(PAGE, "Children") if row[0] == "Left care adopted")
    assert found == ["Left care adopted", "H", "YTD", *"cccc", "9%", "c", "10.1%", "–", "–", "–"]


def test_an_indicator_that_is_hidden_says_so_and_not_that_data_are_missing() -> None:
    """Its figure is the symbol, its rating and its reason that it is not shown."""
    text = article(PAGE, "left_care_adopted").text
    assert text.startswith(
        f"Left care adopted c not shown All children {REASON.capitalize()}. What it counts."
    )
    assert "Countedc of c Target9%" in text
    assert "No figure" not in text
    assert "not rated" not in text


def test_the_page_of_an_indicator_has_the_symbol_in_every_table() -> None:
    """Other variants, months, groups, panels, averages and comparators."""
    page = article(PAGE, "reviews_on_time")
    assert "Excluding UASCc not shown ReferenceK25" in page.text
    months = {row[0]: row[1:] for row in table(page, "Month by month")}
    assert months["March 2016"] == ["79.7% ■ R", "c", "c"]
    assert months["September 2015"] == ["c", "96.0% ◆ A", "c"]
    assert months["Average difference"] == ["", "", "c"]
    assert ["5 and over", "c", "c", "c", "c", "c"] in table(page, "By age group")
    assert table(page, "Compared with others")[1][2:4] == ["90.4%", "c"]
    panel = table(page, "Reviewed out of timescale")
    assert panel[1:] == [
        ["0 to 4", "c", "12", "c", "c", "c"],
        ["16 to 17", "56", "c", "316", "68.8%", ""],
        ["All", "c", "272", "459", "", ""],
        ["Share", "c", "59.3%", "", "", ""],
    ]


def test_a_bar_or_a_small_line_is_drawn_of_what_is_shown() -> None:
    """No bar has the length of what is hidden."""
    bars = article(PAGE, "reviews_on_time").all("svg", within="bar")
    assert len(bars) == 2
    only = PUBLIC.series[6]
    sparse = PUBLIC.model_copy(update={"series": (only,)})
    row = next(row for row in table(read(html_of(sparse)), "Children") if row[0] == "Reviews held on time")
    assert row[-1] == "c"


def test_a_chart_has_no_point_of_a_hidden_month_and_says_how_many_there_are() -> None:
    """In its description; neither a line nor a label has its figure."""
    titles = {variant.id: variant.title for variant in PUBLIC.variants}
    drawn = chart(PUBLIC.indicators[0], PUBLIC.series, titles, DESKTOP)
    assert drawn is not None
    days = {(course.place, point.day) for course in drawn.courses for run in course.runs for point in run}
    hidden = [(row.variant != "all", row.as_at) for row in PUBLIC.series if "value" in row.hidden]
    assert len(hidden) == 2
    assert days.isdisjoint(hidden)
    assert "All children: 1 month is not shown. Excluding UASC: 1 month is not shown." in drawn.description
    assert secrets_in(" ".join(label.text for label in drawn.labels)) == []


def test_an_edition_names_no_extract() -> None:
    """Its page has no table of them."""
    assert table(PAGE, "Extracts") == []
    assert table(read(html_of(INTERNAL)), "Extracts") != []


def test_a_panel_of_which_nothing_is_shown_says_so() -> None:
    """Not that there is no table."""
    hidden = PUBLIC.panels[0].model_copy(
        update={
            "status": Status.SUPPRESSED,
            "status_reason": REASON,
            "columns": (),
            "lines": (),
            "totals": (),
            "total": None,
            "shares_display": (),
        }
    )
    scorecard = PUBLIC.model_copy(update={"panels": (hidden,)})
    text = article(read(html_of(scorecard)), "reviews_on_time").text
    assert f"Reviewed out of timescale, by age and sex{REASON.capitalize()}." in text
    numbers = [row for row in cells(opened(scorecard), "Panels") if "Total" in row]
    assert "[c]" in numbers[0]


def test_the_page_holds_no_hidden_figure() -> None:
    """Neither in its text nor in its pictures; the internal one does."""
    assert secrets_in(html_of(PUBLIC)) == []
    assert secrets_in(render_report_markdown(Paper(PUBLIC), PLAIN)) == []
    found = secrets_in(html_of(INTERNAL))
    assert {"117", "10.5%", "94.7%", "131", "31.2%", "40.7%", "-10.7 pp", "+0.7 pp"} <= set(found)


# Key changes and drafts ------------------------------------------------------------------------------


def test_no_ranking_list_or_caution_names_a_hidden_line() -> None:
    """Of the internal document, the line is among the improvements."""
    assert "Left care adopted" in [line.title for line in key_changes(INTERNAL).improvements]
    found = key_changes(PUBLIC)
    named = (*found.reds, *found.moved, *found.improvements, *found.declines, *found.near_target)
    assert "Left care adopted" not in [line.title for line in named]
    assert [effect.indicator for effect in found.variant_effects] == []
    assert all("Left care adopted" not in caution.titles for caution in found.cautions)


def test_a_line_whose_denominator_is_hidden_is_not_ranked() -> None:
    """It may be a small one."""
    rows = tuple(hide(row, ("denominator",)) if row.line else row for row in INTERNAL.results)
    found = key_changes(INTERNAL.model_copy(update={"results": rows}))
    assert (found.improvements, found.declines) == ((), ())


def test_a_draft_says_nothing_of_what_is_not_shown() -> None:
    """No group is called the largest where another is hidden, and no hidden line has a draft."""
    lines = drafted_lines(PUBLIC)
    assert [line.indicator.id for line in lines] == ["reviews_on_time"]
    internal, public = draft(lines[0], INTERNAL), draft(lines[0], PUBLIC)
    assert "the largest groups by age group are" in internal
    assert "largest" not in public
    assert secrets_in(public) == []


def test_a_number_in_a_commentary_that_the_edition_hides_is_reported() -> None:
    """Counts, too, where the edition shows none of the indicator's."""
    info = next(info for info in PUBLIC.indicators if info.id == "left_care_adopted")
    rows = tuple(_without_counts(row) for row in PUBLIC.results)
    hidden = PUBLIC.model_copy(update={"results": rows, "series": (), "panels": ()})
    text = "Of these, 117 of 1,118 were adopted, or 10.5%."
    assert [found.number for found in contradictions(text, info, INTERNAL)] == []
    assert {found.number for found in contradictions(text, info, hidden)} == {"117 of 1,118", "10.5%"}


def _without_counts(row: Row) -> Row:
    return hide(row, ("numerator", "denominator")) if row.indicator == "left_care_adopted" else row


# Note ------------------------------------------------------------------------------------------------


def test_the_note_says_whom_it_is_for_and_what_is_not_shown() -> None:
    """In Markdown and in Word; what it finds none of is none of what is shown."""
    note = note_of(PUBLIC)
    assert note.about == f"Public edition. {RULE}"
    assert note.sections[0].paragraphs[0] == (
        "Of the 6 lines of the scorecard, 3 are rated: 1 green, 1 amber and 1 red. One rating is not shown."
    )
    text = render_note_markdown(Paper(PUBLIC), PLAIN)
    assert "| Not rated | 2 | 0 | 0 |\n| Not shown | 1 | 0 | 0 |\n" in text
    assert "By the same rule, no line that is shown got worse." in text
    assert "No indicator that is shown is rated otherwise than for everybody." in text
    assert secrets_in(text) == []
    word = docx.Document(BytesIO(render_note_docx(Paper(PUBLIC), PLAIN)))
    assert note.about in [paragraph.text for paragraph in word.paragraphs]
    in_tables = [cell.text for each in word.tables for row in each.rows for cell in row.cells]
    assert "Not shown" in in_tables
    assert secrets_in(" ".join([*(each.text for each in word.paragraphs), *in_tables])) == []


def test_the_internal_note_has_no_row_for_what_is_not_shown() -> None:
    """Everything is."""
    assert "ot shown" not in render_note_markdown(Paper(INTERNAL), PLAIN)


# Workbook --------------------------------------------------------------------------------------------


def opened(scorecard: Scorecard) -> Workbook:
    """The scorecard's workbook."""
    return openpyxl.load_workbook(BytesIO(render_workbook(Paper(scorecard), PLAIN)))


def cells(book: Workbook, name: str) -> list[list[object]]:
    """The cells of a sheet."""
    return [[cell.value for cell in row] for row in book[name].rows]


def rows(book: Workbook, name: str) -> Iterator[dict[str, object]]:
    """The rows of a sheet's table, by heading without its notes."""
    [area] = book[name].tables.values()
    headings, *found = book[name][area.ref]
    names = [str(cell.value).partition(" [")[0] for cell in headings]
    for row in found:
        yield dict(zip(names, [cell.value for cell in row], strict=True))


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The workbook of the public edition."""
    return opened(PUBLIC)


def test_the_cover_says_whom_it_is_for_and_by_which_rule(book: Workbook) -> None:
    """And how many ratings are not shown; there is no sheet of files."""
    texts = [str(value) for row in cells(book, "Cover") for value in row]
    assert f"Public edition. {RULE}" in texts
    assert "Lines of the first page: 1 green, 1 amber, 1 red, 2 not rated, 1 not shown." in texts
    assert not any("Extracts" in text for text in texts)
    assert "Extracts" not in book.sheetnames


def test_a_hidden_cell_holds_the_symbol_in_square_brackets(book: Workbook) -> None:
    """As other shorthand does, explained above the table; it is neither empty nor 0."""
    found = next(row for row in rows(book, "Scorecard") if row["Indicator"] == "Left care adopted")
    hidden = ("Result", "RAG", "Numerator", "Denominator", "Direction", "Change")
    assert [found[name] for name in hidden] == ["[c]"] * 6
    assert (found["Previous result"], found["Target"]) == (10.1, 9)
    legend = [str(row[0]) for row in cells(book, "Scorecard")]
    assert any(text.startswith("[c] means confidential") for text in legend)


def test_every_sheet_marks_what_is_hidden(book: Workbook) -> None:
    """Variants, months, averages, groups, panels and comparators."""
    variant = next(
        row
        for row in rows(book, "Variants")
        if (row["Indicator"], row["Variant"]) == ("Reviews held on time", "Excluding UASC")
    )
    assert (variant["Numerator"], variant["Denominator"]) == ("[c]", 1422)
    assert (variant["Result"], variant["Difference from all"]) == ("[c]", "[c]")
    months = [row for row in rows(book, "Monthly figures") if row["Result"] == "[c]"]
    assert len(months) == 2
    group = next(row for row in rows(book, "Breakdowns") if row["Group"] == "5 and over")
    assert (group["Result"], group["RAG"], group["Numerator"]) == ("[c]", "[c]", "[c]")
    panels = {
        (row["Group"], row["Second group"]): (row["Number"], row["Percentage of the panel's total"])
        for row in rows(book, "Panels")
        if row["Panel"] == "Reviewed out of timescale, by age and sex"
    }
    assert panels == {
        ("0 to 4", "Female"): ("[c]", "[z]"),
        ("0 to 4", "Male"): (12, "[z]"),
        ("0 to 4", "Total"): ("[c]", "[c]"),
        ("16 to 17", "Female"): (56, "[z]"),
        ("16 to 17", "Male"): ("[c]", "[z]"),
        ("16 to 17", "Total"): (316, 68.8),
        ("Total", "Female"): ("[c]", "[c]"),
        ("Total", "Male"): (272, 59.3),
        ("Total", "Total"): (459, "[z]"),
    }
    assert [row["Difference"] for row in rows(book, "Comparators")] == ["[c]"]


def test_the_notes_say_that_it_is_not_shown_and_not_that_there_is_no_result(book: Workbook) -> None:
    """The reason is a note as others are."""
    texts = [row["Text"] for row in rows(book, "Notes")]
    assert f"{REASON.capitalize()}." in texts
    assert not any(str(text).startswith("No result: not shown") for text in texts)
    assert "Not shown." not in texts


@pytest.mark.parametrize(
    ("symbol", "shorthand"), [("low", "[low]"), ("x", "[c]"), ("z", "[c]"), ("*", "[c]")]
)
def test_the_shorthand_is_the_policys_unless_it_means_something_else(symbol: str, shorthand: str) -> None:
    """Two of a workbook's letters have a meaning already, and signs alone have none."""
    policy = POLICY.model_copy(update={"symbol": symbol})
    book = opened(PUBLIC.model_copy(update={"disclosure": policy}))
    found = next(row for row in rows(book, "Scorecard") if row["Indicator"] == "Left care adopted")
    assert found["Result"] == shorthand
    assert found["RAG"] == shorthand


def test_the_workbook_holds_no_hidden_figure(book: Workbook) -> None:
    """Neither as text nor as a number; the internal one does."""

    def numbers(found: Workbook) -> str:
        values = [cell.value for sheet in found for row in sheet.rows for cell in row]
        return " ".join(str(value) for value in values if value is not None)

    assert secrets_in(numbers(book)) == []
    assert {"117", "1118", "1385", "131", "187"} <= set(secrets_in(numbers(opened(INTERNAL)))) < set(SECRETS)


def test_the_lines_of_the_first_page_are_the_same() -> None:
    """What is hidden keeps its place; its rating is none."""
    internal, public = lines_of(INTERNAL), lines_of(PUBLIC)
    assert [line.title for line in internal] == [line.title for line in public]
    assert [line.row.rag for line in internal if line.indicator.id == "left_care_adopted"] == [Rag.GREEN] * 2
    assert [line.row.rag for line in public if line.indicator.id == "left_care_adopted"] == [None, Rag.GREEN]
