"""The documents that commands write, with a table of the renderers for each document and format.

A renderer takes the document and a ``View``, and returns text that ends in a newline. The table holds names,
imported on first use, so that no command waits for a renderer it does not need.
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
    TREND = "trend"
    VARIANTS = "variants"
    EXPLANATION = "explanation"
    CHILDREN = "rows behind a figure"
    DIFFERENCE = "difference"
    CHECK = "faults of a catalogue"
    MUTATION = "slips that no worked example notices"
    EXTRACTS = "faults of extracts"
    AUDIT = "rows that merging left out"
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
    Document.REPORT: {"markdown": "cicscore.render.markdown:render_markdown"},
    Document.TREND: {
        "table": "cicscore.render.table:render_trend_table",
        "json": "cicscore.render.json:render_json",
        "csv": "cicscore.render.csv:render_trend_csv",
        "csv-excel": "cicscore.render.csv:render_trend_csv_for_excel",
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
    Document.CHECK: {
        "text": "cicscore.faults.formats:text_report",
        "json": "cicscore.faults.formats:json_report",
        "github": "cicscore.faults.formats:github_report",
        "sarif": "cicscore.faults.formats:sarif_report",
        "junit": "cicscore.faults.formats:junit_report",
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
    Document.RULE: {"text": "cicscore.faults.formats:rule_text"},
    Document.SCHEMA: {"json": "cicscore.render.json:render_schema"},
}

#: The format that the ending of a file name selects.
ENDINGS: Final[Mapping[str, str]] = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".sarif": "sarif",
    ".xml": "junit",
}


def endings_of(document: Document) -> tuple[str, ...]:
    """The endings that select a format of the document."""
    return tuple(ending for ending, name in ENDINGS.items() if name in FORMATS[document])


def format_of(document: Document, output: Path | None) -> str:
    """The document's format selected by the ending of ``output``; the default if it selects none."""
    default, *_ = FORMATS[document]
    meant = None if output is None else ENDINGS.get(output.suffix.lower())
    return default if meant is None or meant not in FORMATS[document] else meant


def render(document: Document, format_: str, content: object, view: View = PLAIN) -> bytes:
    """The document's content in one of its formats, as UTF-8."""
    module, _, name = FORMATS[document][format_].partition(":")
    text: str = getattr(import_module(module), name)(content, view)
    # File names may hold bytes that are not text, but documents cannot.
    return text.encode("utf-8", "replace")
