"""The documents that commands write, with a table of the renderers for each document and format.

A renderer takes the document and a ``View``, and returns text that ends in a newline, or the bytes of a file.
The table holds names, imported on first use, so that no command waits for a renderer it does not need.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final

from cicscore.view import PLAIN, View


class Document(StrEnum):
    """A document that a command can write."""

    SCORECARD = "scorecard"
    REPORT = "report"
    NOTE = "covering note"
    TREND = "trend"
    SETTLING = "how figures settled"
    DUE = "what is due"
    VARIANTS = "variants"
    EXPLANATION = "explanation"
    CHILDREN = "rows behind a figure"
    DIFFERENCE = "difference"
    VERIFICATION = "verification"
    CHECK = "faults of a catalogue"
    MUTATION = "slips that no worked example notices"
    EXTRACTS = "faults of extracts"
    AUDIT = "rows that merging left out"
    HIDDEN = "counts that an edition hides"
    ATTACK = "what editions give away"
    PROOFS = "what a printed scorecard contradicts"
    RULE = "rule"
    SCHEMA = "schema"


#: The renderers of each document, by the name given to ``--format``; the first is the default.
FORMATS: Final[Mapping[Document, Mapping[str, str]]] = {
    Document.SCORECARD: {
        "table": "cicscore.render.table:render_table",
        "json": "cicscore.render.json:render_json",
        "csv": "cicscore.render.csv:render_csv",
        "csv-excel": "cicscore.render.csv:render_csv_for_excel",
        "markdown": "cicscore.render.markdown:render_markdown",
    },
    Document.REPORT: {
        "html": "cicscore.report.html:render_html",
        "markdown": "cicscore.report.markdown:render_report_markdown",
        "xlsx": "cicscore.report.workbook:render_workbook",
    },
    Document.NOTE: {
        "markdown": "cicscore.report.note:render_note_markdown",
        "docx": "cicscore.report.word:render_note_docx",
    },
    Document.TREND: {
        "table": "cicscore.render.table:render_trend_table",
        "json": "cicscore.render.json:render_json",
        "csv": "cicscore.render.csv:render_trend_csv",
        "csv-excel": "cicscore.render.csv:render_trend_csv_for_excel",
        "markdown": "cicscore.render.markdown:render_trend_markdown",
    },
    Document.SETTLING: {
        "table": "cicscore.render.table:render_settling_table",
        "json": "cicscore.render.json:render_json",
        "csv": "cicscore.render.csv:render_settling_csv",
        "csv-excel": "cicscore.render.csv:render_settling_csv_for_excel",
        "markdown": "cicscore.render.markdown:render_settling_markdown",
    },
    Document.DUE: {
        "table": "cicscore.render.table:render_due_table",
        "json": "cicscore.render.json:render_json",
        "csv": "cicscore.render.csv:render_due_csv",
        "csv-excel": "cicscore.render.csv:render_due_csv_for_excel",
        "markdown": "cicscore.render.markdown:render_due_markdown",
    },
    Document.VARIANTS: {
        "text": "cicscore.explain.text:contrast_text",
        "json": "cicscore.render.json:render_json",
    },
    Document.EXPLANATION: {
        "text": "cicscore.explain.text:explanation_text",
        "json": "cicscore.render.json:render_json",
    },
    Document.CHILDREN: {"csv": "cicscore.explain.children:render_children"},
    Document.DIFFERENCE: {
        "text": "cicscore.diff.formats:render_text",
        "json": "cicscore.render.json:render_json",
        "markdown": "cicscore.diff.formats:render_markdown",
    },
    Document.VERIFICATION: {
        "text": "cicscore.diff.formats:render_text",
        "json": "cicscore.render.json:render_json",
        "markdown": "cicscore.diff.formats:render_markdown",
    },
    Document.CHECK: {
        "text": "cicscore.faults.formats:text_report",
        "json": "cicscore.faults.formats:json_report",
        "github": "cicscore.faults.formats:github_report",
        "sarif": "cicscore.faults.formats:sarif_report",
        "junit": "cicscore.faults.junit:junit_report",
    },
    Document.MUTATION: {
        "text": "cicscore.app.check:mutation_text",
        "json": "cicscore.app.check:mutation_json",
    },
    Document.EXTRACTS: {
        "text": "cicscore.app.extracts:examined_text",
        "json": "cicscore.app.extracts:examined_json",
        "csv": "cicscore.app.extracts:examined_csv",
    },
    Document.AUDIT: {"csv": "cicscore.app.extracts:audit_csv"},
    Document.HIDDEN: {"csv": "cicscore.app.editions:hidden_csv"},
    Document.ATTACK: {
        "text": "cicscore.app.editions:attacked_text",
        "json": "cicscore.app.editions:attacked_json",
    },
    Document.PROOFS: {
        "text": "cicscore.audit.formats:render_text",
        "json": "cicscore.audit.formats:render_json",
        "csv": "cicscore.audit.formats:render_csv",
        "sarif": "cicscore.audit.formats:render_sarif",
    },
    Document.RULE: {"text": "cicscore.faults.formats:rule_text"},
    Document.SCHEMA: {"json": "cicscore.render.json:render_schema"},
}

#: Formats that no ending of a file's name selects, or others than their own name; see ``_endings``.
_OTHER_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "html": (".html", ".htm"),
    "markdown": (".md", ".markdown"),
    "junit": (".xml",),
    "table": (),
    "text": (),
    "github": (),
    "csv-excel": (),
}


def _endings(name: str) -> tuple[str, ...]:
    return _OTHER_ENDINGS.get(name, (f".{name}",))


def endings_of(document: Document) -> tuple[str, ...]:
    """The endings that select a format of the document."""
    return tuple(ending for name in FORMATS[document] for ending in _endings(name))


def format_of(document: Document, output: Path | None) -> str:
    """The document's format selected by the ending of ``output``; the default if it selects none."""
    default, *_ = FORMATS[document]
    ending = "" if output is None else output.suffix.lower()
    return next((name for name in FORMATS[document] if ending in _endings(name)), default)


def render(document: Document, format_: str, content: object, view: View = PLAIN) -> bytes:
    """The document's content in one of its formats, text as UTF-8."""
    module, _, name = FORMATS[document][format_].partition(":")
    written: str | bytes = getattr(import_module(module), name)(content, view)
    # File names may hold bytes that are not text, but documents cannot.
    return written if isinstance(written, bytes) else written.encode("utf-8", "replace")
