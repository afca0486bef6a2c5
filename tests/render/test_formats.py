"""The one table of documents and formats."""

from importlib import import_module
from pathlib import Path

import pytest

from cicscore.app.formats import ENDINGS, FORMATS, Document, format_of, render
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD


def test_every_document_has_formats_and_every_format_a_renderer() -> None:
    """What is named in the table is there."""
    assert list(FORMATS) == list(Document)
    for named in (name for formats in FORMATS.values() for name in formats.values()):
        module, _, function = named.partition(":")
        assert callable(getattr(import_module(module), function))


def test_every_ending_means_a_format() -> None:
    """No ending is of a format that no document has."""
    assert set(ENDINGS.values()) <= {name for formats in FORMATS.values() for name in formats}


@pytest.mark.parametrize("name", list(FORMATS[Document.SCORECARD]))
@pytest.mark.parametrize("layout", list(Layout))
def test_every_format_is_the_same_each_time_and_ends_with_one_newline(name: str, layout: Layout) -> None:
    """Identical inputs give identical text."""
    text = render(Document.SCORECARD, name, SCORECARD, View(layout))
    assert text == render(Document.SCORECARD, name, SCORECARD, View(layout))
    assert text.endswith(b"\n")
    assert not text.endswith(b"\n\n")


@pytest.mark.parametrize(
    ("document", "output", "meant"),
    [
        (Document.SCORECARD, "march.json", "json"),
        (Document.SCORECARD, "MARCH.CSV", "csv"),
        (Document.SCORECARD, "march.md", "markdown"),
        (Document.SCORECARD, "march.sarif", "table"),
        (Document.SCORECARD, "march.txt", "table"),
        (Document.SCORECARD, "-", "table"),
        (Document.SCORECARD, None, "table"),
        (Document.TREND, "march.md", "table"),
        (Document.EXPLANATION, "k25.json", "json"),
        (Document.CHECK, "cicscore.sarif", "sarif"),
        (Document.CHECK, "cicscore.xml", "junit"),
        (Document.DIFFERENCE, "changes.markdown", "markdown"),
    ],
)
def test_the_ending_of_the_output_says_the_format(document: Document, output: str | None, meant: str) -> None:
    """In any case; an ending that the document has no format for leaves the default."""
    assert format_of(document, None if output is None else Path(output)) == meant
