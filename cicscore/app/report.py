"""The ``report`` command without its command line: a saved scorecard rendered again, without the data."""

from __future__ import annotations

from pathlib import Path

from cicscore.app.files import Given, text_of
from cicscore.faults.fault import CannotRunError, nearest
from cicscore.render.json import parse_scorecard
from cicscore.render.markdown import render_markdown
from cicscore.render.page import View

_MARKDOWN = (".md", ".markdown")
#: What people ask for, and there is no renderer of.
_NOT_AVAILABLE = {".html": "HTML", ".htm": "HTML", ".xlsx": "Excel workbooks", ".pdf": "PDF"}


def check_format(output: Path) -> None:
    """Raise ``CannotRunError`` where the name of the report calls for a format that there is not."""
    suffix = output.suffix.lower()
    if suffix in _MARKDOWN:
        return
    if suffix in _NOT_AVAILABLE:
        message = (
            f"{output}: reports as {_NOT_AVAILABLE[suffix]} are not available in this version. "
            "Write Markdown: --output with a name that ends in .md."
        )
        raise CannotRunError(message)
    close = nearest(suffix, _MARKDOWN)
    hint = f" Did you mean {output.with_suffix(close)}?" if close else ""
    message = (
        f"{output}: the name does not say which format is meant.{hint} "
        "Give a name that ends in .md (Markdown)."
    )
    raise CannotRunError(message)


def report(given: Given) -> str:
    """The report of a scorecard JSON, in Markdown. Raises ``FaultsFoundError`` with what is wrong in it."""
    return render_markdown(parse_scorecard(text_of(given), given.name), View())
