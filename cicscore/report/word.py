"""Write the covering note as a Word document."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from docx import Document
from docx.document import Document as Written
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from cicscore.report.note import Table, note_of
from cicscore.report.package import LANGUAGE, repacked
from cicscore.report.paper import Paper
from cicscore.results import Scorecard
from cicscore.text import visible
from cicscore.view import View

_INK = RGBColor(0, 0, 0)
#: What a property of a document holds at most.
_LONGEST_PROPERTY = 255


def render_note_docx(paper: Paper, _view: View) -> bytes:
    """Write the covering note with real headings, lists and tables; the same bytes each time."""
    scorecard = paper.scorecard
    note = note_of(scorecard)
    written = Document()
    _describe(written, note.title, scorecard)
    _style(written)
    written.add_heading(visible(note.title), level=0)
    written.add_paragraph(visible(note.subtitle))
    written.add_paragraph(visible(note.about))
    for section in note.sections:
        written.add_heading(visible(section.heading), level=1)
        for paragraph in section.paragraphs:
            written.add_paragraph(visible(paragraph))
        if section.table is not None:
            _add_table(written, section.table)
        for item in section.items:
            written.add_paragraph(visible(item), style="List Bullet")
    data = BytesIO()
    written.save(data)
    return repacked(data.getvalue(), {})


def _describe(written: Written, title: str, scorecard: Scorecard) -> None:
    made = scorecard.generated_at.astimezone(dt.UTC).replace(tzinfo=None)
    properties = written.core_properties
    properties.title = visible(title)[:_LONGEST_PROPERTY]
    properties.author = visible(scorecard.organisation or "")[:_LONGEST_PROPERTY]
    properties.comments = f"Written by cicscore {visible(scorecard.cicscore)}"[:_LONGEST_PROPERTY]
    properties.last_modified_by = properties.author
    properties.language = LANGUAGE
    properties.created = properties.modified = made


def _style(written: Written) -> None:
    """English, in black and in a size that is easy to read."""
    for language in written.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    written.styles["Normal"].font.size = Pt(12)
    for name in ("Title", "Heading 1"):
        written.styles[name].font.color.rgb = _INK


def _add_table(written: Written, table: Table) -> None:
    """A table with a grid, whose first row is marked as that of the headings."""
    drawn = written.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    for texts in (table.headings, *table.rows):
        for cell, text in zip(drawn.add_row().cells, texts, strict=True):
            cell.text = visible(text)
    drawn.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in drawn.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
