"""Draw pages in GitHub's Markdown: the same as the tables, for a pull request or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from cicscore.render.due_page import compose_due
from cicscore.render.page import Block, Page, PageColumn
from cicscore.render.scorecard_page import compose
from cicscore.render.settling_page import compose_settling
from cicscore.render.trend_page import compose_trend
from cicscore.results import DueList, Scorecard, Settling, Trend
from cicscore.text import visible
from cicscore.view import View

#: Wide enough for words instead of abbreviations, as a browser wraps cells itself.
_WIDTH = 200


def render_markdown(scorecard: Scorecard, view: View) -> str:
    """Draw the scorecard as headed tables, with counts, notes and legend as lists."""
    return _drawn(compose(scorecard, replace(view, width=_WIDTH)))


def render_trend_markdown(trend: Trend, view: View) -> str:
    """Draw the trend month by month."""
    return _drawn(compose_trend(trend, replace(view, width=_WIDTH)))


def render_settling_markdown(settling: Settling, view: View) -> str:
    """Draw how figures settled."""
    return _drawn(compose_settling(settling, replace(view, width=_WIDTH)))


def render_due_markdown(due: DueList, view: View) -> str:
    """Draw what is due, and where figures land."""
    return _drawn(compose_due(due, replace(view, width=_WIDTH)))


def _drawn(page: Page) -> str:
    parts = [f"# {escaped(page.title)}", escaped(page.subtitle), escaped(page.mark)]
    parts += [_block(block) for block in page.blocks]
    if page.summary:
        parts += ["## Summary", _list(page.summary)]
    if page.notes:
        notes = (f"{number}. {escaped(note)}" for number, note in enumerate(page.notes, 1))
        parts += ["## Notes", "\n".join(notes)]
    parts += ["## Legend", _list(page.legend)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    rows = [
        [_heading(column) for column in block.columns],
        ["---:" if column.is_number else "---" for column in block.columns],
        *([escaped(cell.text) for cell in line] for line in block.lines),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"## {escaped(block.heading)}\n\n{table}"


def _heading(column: PageColumn) -> str:
    """A column's heading after its shared one, because Markdown has no headings over several columns."""
    return escaped(f"{column.over}: {column.heading}" if column.over else column.heading)


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {escaped(text)}" for text in texts)


def escaped(text: str) -> str:
    """Escape text so that Markdown shows it literally: no catalogue text makes a link, a tag or a new cell.

    A web address does not become a link either, nor a name after an @ a mention that notifies somebody.
    """
    marked = re.sub(r"([\\`*_\[\]<>|~]|:(?=//)|(?<=www)\.)", r"\\\1", visible(text))
    return marked.replace("@", "@<!-- -->")  # a backslash has no effect here
