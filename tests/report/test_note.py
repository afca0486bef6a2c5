"""The covering note: its sentences, in Markdown and in a Word document opened again."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from cicscore.render.json import render_json
from cicscore.report.note import Note, Section, note_of, render_note_markdown
from cicscore.report.paper import Paper
from cicscore.report.word import render_note_docx
from cicscore.results import Scorecard
from cicscore.view import PLAIN, View
from tests.render.scorecards import SCORECARD
from tests.report.documents import FULL, of_version, with_texts


def section(note: Note, heading: str) -> Section:
    """The section under a heading."""
    [found] = [each for each in note.sections if each.heading == heading]
    return found


def opened(scorecard: Scorecard) -> Document:
    """The scorecard's covering note in Word."""
    return docx.Document(BytesIO(render_note_docx(Paper(scorecard), PLAIN)))


NOTE = note_of(FULL)


# Sentences ---------------------------------------------------------------------------------------------


def test_it_says_how_many_lines_have_each_rating() -> None:
    """Now, and at the figure before over the lines rated both times."""
    key = section(NOTE, "Key changes")
    assert key.paragraphs == (
        "Of the 6 lines of the scorecard, 4 are rated: 2 green, 1 amber and 1 red.",
        "Three lines had a rating at the figure before, of 31 December 2015, and have one now. Among them:",
        "Reds stayed at one: one became amber (Children per social worker), one became red (Reviews held on "
        "time).",
        "Ambers stayed at one: one became red (Reviews held on time), one became amber (Children per social "
        "worker).",
        "Greens stayed at one: none became green.",
    )
    assert key.table is not None
    assert key.table.headings == ("Rating", "Lines", "Rated both times: before", "Rated both times: now")
    assert key.table.rows == (
        ("Green", "2", "1", "1"),
        ("Amber", "1", "1", "1"),
        ("Red", "1", "1", "1"),
        ("Not rated", "2", "0", "0"),
    )


def test_it_names_the_lines_that_changed_colour() -> None:
    """From what to what, with both figures."""
    assert section(NOTE, "Changes of colour") == Section(
        "Changes of colour",
        ("Two lines changed colour:",),
        (
            "Reviews held on time: from amber to red (from 77.2% on 31 December 2015 to 79.7%).",
            "Children per social worker: from red to amber (from 16.0 on 31 December 2015 to 16.0).",
        ),
    )


def test_it_never_computes_an_earlier_rating() -> None:
    """Where none was published it says that none is known, and names no change of colour."""
    note = note_of(SCORECARD)
    assert section(note, "Key changes").paragraphs[1:] == (
        "This scorecard does not hold the ratings that were published with the earlier figures, so this note "
        "does not say which lines changed colour.",
    )
    assert not any(each.heading == "Changes of colour" for each in note.sections)


def test_it_says_why_lines_are_red_and_which_ambers_are_nearest_to_target() -> None:
    """In the sentences of the scorecard, with how many more would be green."""
    assert section(NOTE, "Red lines") == Section(
        "Red lines",
        ("One line is red:",),
        (
            "Reviews held on time: 79.7% is below the amber limit of 95%; 414 more children reviewed on time "
            "would be green.",
        ),
    )
    assert section(NOTE, "Amber lines nearest to their targets").items == (
        "Children per social worker: 16.0 is above the target of 15 but not above the amber limit of 18.",
    )


def test_rankings_state_their_rule() -> None:
    """And what they leave out."""
    improvements = section(NOTE, "Largest improvements")
    assert improvements.paragraphs == (
        "Percentages that have an earlier figure, by the change in percentage points. Left out are annual "
        "figures, those with fewer than 30 in the denominator, and changes of less than one in the numerator "
        "(no lines).",
    )
    assert improvements.items == (
        "Reviews held on time: from 77.2% on 31 December 2015 to 79.7% (+2.5 points); it is red.",
    )
    assert section(NOTE, "Largest declines").items == (
        "Left care adopted: from 10.1% on 31 December 2015 to 9.2% (-0.9 points); it is green.",
    )


def test_it_says_what_leaving_children_out_changes() -> None:
    """The figures that are rated otherwise without them."""
    assert section(NOTE, "Excluding UASC") == Section(
        "Excluding UASC",
        ("One indicator is rated otherwise than for everybody:",),
        ("Reviews held on time: amber (97.4%), against red (79.7%) for everybody.",),
    )


def test_it_cautions_on_the_data() -> None:
    """Rows left out, and figures that there are not."""
    assert section(NOTE, "Cautions on the data").items == (
        "Left out: 3 of 6,244 rows of reviews.csv, for faults.",
        "No figure: the Youth Justice Board has not released the figures. "
        "(First-time entrants to the youth justice system)",
    )


def test_many_cautions_of_one_kind_are_counted() -> None:
    """A note of one page does not list ninety of them."""
    rows = [
        row.model_copy(update={"notes": tuple(f"missing_values: column {each}" for each in range(4))})
        if row.line
        else row
        for row in SCORECARD.results
    ]
    note = note_of(SCORECARD.model_copy(update={"results": tuple(rows)}))
    found = section(note, "Cautions on the data").items
    assert "Missing values: 4 notes on six lines; the scorecard gives each." in found


def test_every_figure_is_one_that_the_document_displays() -> None:
    """A percentage in the note stands in the document as it stands in the note."""
    document = render_json(FULL, PLAIN)
    figures = re.findall(r"\d+(?:\.\d+)?%", render_note_markdown(Paper(FULL), PLAIN))
    assert len(figures) >= 10
    assert all(figure in document for figure in figures)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_earlier_document_has_a_note_of_what_it_holds(version: str) -> None:
    """Without changes as displayed, the figures themselves are given."""
    items = section(note_of(of_version(version)), "Largest improvements").items
    assert items == ("Reviews held on time: from 77.2% on 31 December 2015 to 79.7%; it is red.",)


# Markdown ----------------------------------------------------------------------------------------------


def test_it_is_written_in_markdown() -> None:
    """With headings, paragraphs, a table and lists."""
    text = render_note_markdown(Paper(SCORECARD), PLAIN)
    assert text.startswith(
        "# Anyshire Council – Children in Care scorecard\n\n"
        "Covering note to the scorecard as at 31 March 2016.\n\n"
        "Internal: for officers; small counts are shown.\n\n"
        "## Key changes\n\n"
    )
    assert "\n| Rating | Lines |\n| --- | ---: |\n| Green | 2 |\n" in text
    assert "\n\n## Red lines\n\nOne line is red:\n\n- Reviews held on time: 79.7%" in text
    assert render_note_markdown(Paper(SCORECARD), View(ascii_only=True)).isascii()


def test_markup_in_titles_stays_text_in_markdown() -> None:
    """No link, tag or table comes of it."""
    text = render_note_markdown(Paper(with_texts("<b>[a](http://b.c)</b> | x")), PLAIN)
    assert "<b>" not in text.replace("\\<b", "")
    assert "[a](http" not in text


# Word --------------------------------------------------------------------------------------------------


def test_the_word_document_says_what_the_note_says() -> None:
    """Under real headings, with real lists."""
    written = [(each.style.name, each.text) for each in opened(FULL).paragraphs if each.style]
    expected = [("Title", NOTE.title), ("Normal", NOTE.subtitle), ("Normal", NOTE.about)]
    for each in NOTE.sections:
        expected.append(("Heading 1", each.heading))
        expected += [("Normal", text) for text in each.paragraphs]
        expected += [("List Bullet", text) for text in each.items]
    assert written == expected


def test_its_table_has_a_row_marked_as_headings() -> None:
    """So that a screen reader reads them, and they repeat on the next page."""
    [table] = opened(FULL).tables
    assert [cell.text for cell in table.rows[0].cells][:2] == ["Rating", "Lines"]
    marked = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert marked == [True, False, False, False, False]


def test_it_has_a_title_an_author_and_a_language() -> None:
    """British English, in the properties and in the styles."""
    document = opened(FULL)
    properties = document.core_properties
    assert properties.title == "Anyshire Council – Children in Care scorecard"
    assert properties.author == "Anyshire Council"
    assert properties.language == "en-GB"
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_the_same_scorecard_gives_the_same_document() -> None:
    """No part of the file bears the time at which it was written."""
    data = render_note_docx(Paper(FULL), PLAIN)
    assert data == render_note_docx(Paper(FULL), PLAIN)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", ["<w:p>&amp;</w:p>", "=1+1", "\x00\x1b[2J", "\ud800", "x" * 10_000])
def test_text_arrives_as_text_in_word(text: str) -> None:
    """Markup, control characters and long titles break nothing."""
    shown = (
        text.encode("utf-8", "backslashreplace")
        .decode()
        .replace("\x00", "\\u0000")
        .replace("\x1b", "\\u001b")
    )
    paragraphs = [each.text for each in opened(with_texts(text)).paragraphs]
    assert paragraphs[0] == f"{shown} – {shown}"


def test_without_earlier_figures_nothing_is_said_of_changes() -> None:
    """Not that no line improved: nothing was compared."""
    nothing = dict.fromkeys(
        ("previous_as_at", "previous_value", "previous_display", "previous_rag", "change")
    )
    rows = tuple(
        row.model_copy(update=nothing | {"direction": None, "movement": None}) for row in FULL.results
    )
    note = note_of(FULL.model_copy(update={"results": rows}))
    headings = [part.heading for part in note.sections]
    assert "Largest improvements" not in headings
    assert section(note, "Changes").paragraphs == ("No earlier figures were given, so nothing is compared.",)
    assert not any("ratings that were published" in text for text in section(note, "Key changes").paragraphs)
