"""The one table of documents and formats."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from cicscore.app.formats import FORMATS, Document, endings_of, format_of, render
from cicscore.view import Layout, View
from tests.render.scorecards import SCORECARD


def test_every_document_has_formats_and_every_format_a_renderer() -> None:
    """What is named in the table is there."""
    assert list(FORMATS) == list(Document)
    for named in (name for formats in FORMATS.values() for name in formats.values()):
        module, _, function = named.partition(":")
        assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("document", Document)
def test_no_ending_means_two_formats(document: Document) -> None:
    """What ``--output`` selects by an ending is one format."""
    assert len(set(endings_of(document))) == len(endings_of(document))


def test_the_readme_lists_the_formats_of_a_scorecard() -> None:
    """Each with what it is for, and no other."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    table = readme.split("| format | for |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)`", table, re.MULTILINE) == list(FORMATS[Document.SCORECARD])


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
        (Document.TREND, "march.md", "markdown"),
        (Document.EXPLANATION, "k25.json", "json"),
        (Document.CHECK, "cicscore.sarif", "sarif"),
        (Document.CHECK, "cicscore.xml", "junit"),
        (Document.DIFFERENCE, "changes.markdown", "markdown"),
    ],
)
def test_the_ending_of_the_output_says_the_format(document: Document, output: str | None, meant: str) -> None:
    """In any case; an ending that the document has no format for leaves the default."""
    assert format_of(document, None if output is None else Path(output)) == meant
