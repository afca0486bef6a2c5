"""The ``report`` command without its command line: a saved scorecard rendered without the data."""

from __future__ import annotations

from pathlib import Path

from cicscore.app.files import Given, text_of
from cicscore.app.formats import Document, endings_of
from cicscore.faults.fault import CannotRunError, nearest
from cicscore.render.json import parse_scorecard
from cicscore.results import Scorecard

#: Formats that people may ask for but that have no renderer.
_NOT_AVAILABLE = {".html": "HTML", ".htm": "HTML", ".xlsx": "Excel workbooks", ".pdf": "PDF"}


def check_format(output: Path) -> None:
    """Raise ``CannotRunError`` if the report's name calls for a format that is not available."""
    suffix, known = output.suffix.lower(), endings_of(Document.REPORT)
    if suffix in known:
        return
    if suffix in _NOT_AVAILABLE:
        message = (
            f"{output}: reports as {_NOT_AVAILABLE[suffix]} are not available in this version. "
            "Write Markdown: --output with a name that ends in .md."
        )
        raise CannotRunError(message)
    close = nearest(suffix, known)
    hint = f" Did you mean {output.with_suffix(close)}?" if close else ""
    message = (
        f"{output}: the name does not say which format is meant.{hint} "
        "Give a name that ends in .md (Markdown)."
    )
    raise CannotRunError(message)


def saved_scorecard(given: Given) -> Scorecard:
    """The scorecard in a JSON file. Raises ``FaultsFoundError`` with its faults."""
    return parse_scorecard(text_of(given), given.name)
