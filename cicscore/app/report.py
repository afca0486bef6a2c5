"""The ``report`` command without its command line: a saved scorecard, and the formats of a report."""

from __future__ import annotations

from pathlib import Path

from cicscore.app.files import Given, text_of
from cicscore.app.formats import Document, endings_of
from cicscore.faults.fault import CannotRunError, nearest
from cicscore.render.json import parse_scorecard
from cicscore.results import Scorecard


def document_for(output: Path, *, note: bool) -> Document:
    """The whole report, or the covering note alone: on request, in Word, and in a file called note.md."""
    is_note = note or output.suffix.lower() == ".docx" or output.name.lower() == "note.md"
    return Document.NOTE if is_note else Document.REPORT


def check_format(output: Path, document: Document) -> None:
    """Raise ``CannotRunError`` if the file's name calls for no format of the document that there is."""
    suffix, known = output.suffix.lower(), endings_of(document)
    if suffix in known:
        return
    if suffix == ".pdf":
        message = f"{output}: print the HTML report as PDF from a browser. Give a name that ends in .html."
        raise CannotRunError(message)
    close = nearest(suffix, known)
    hint = f" Did you mean {output.with_suffix(close)}?" if close else ""
    message = (
        f"{output}: the name does not say which format is meant.{hint} "
        f"Give a name that ends in {', '.join(known[:-1])} or {known[-1]}."
    )
    raise CannotRunError(message)


def saved_scorecard(given: Given) -> Scorecard:
    """The scorecard in a JSON file. Raises ``FaultsFoundError`` with its faults."""
    return parse_scorecard(text_of(given), given.name)
