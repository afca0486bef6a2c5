"""Turn an officer's commentary into safe HTML, and hold its numbers against the figures it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

import nh3
from markdown_it import MarkdownIt
from msgspec import Struct

from cicscore.results import BenchmarkRow, IndicatorInfo, Row, Scorecard
from cicscore.text import amount_text, visible
from cicscore.vocabulary import Unit

#: What of Markdown is written as itself: links, pictures and HTML would lead out of the page.
_AS_WRITTEN = ["link", "image", "autolink", "html_inline", "html_block", "reference", "entity"]
_TAGS = {"p", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "br", "hr", "h5"}


def safe_html(text: str) -> str:
    """The Markdown as HTML: paragraphs, lists, headings and emphasis; all else stands as it was written."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    tokens = _markdown().parse(lines)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h5"  # the page's own headings come before it
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return nh3.clean(html, tags=_TAGS, attributes={})


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(_AS_WRITTEN)


class Contradiction(Struct, frozen=True):
    """A number in a commentary that is none of its indicator's: where it stands, and what was expected."""

    line: int
    column: int
    number: str
    known: tuple[str, ...]


_PERCENTAGE = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d+)?)\s?(?:%|per\s?cent\b)")
_COUNT = r"(\d{1,3}(?:,\d{3})+|\d+)"
_COUNTS = re.compile(rf"(?<![\d.,]){_COUNT}\s+(?:out\s+)?of\s+(?:the\s+)?{_COUNT}(?![\d.,]*\d)")


def contradictions(text: str, info: IndicatorInfo, scorecard: Scorecard) -> Iterator[Contradiction]:
    """The percentages, and the counts such as "459 out of 2,256", that no figure of the indicator gives.

    A percentage may be rounded further than it is printed, or be the rest up to 100%.
    """
    percentages, pairs = _known(info, scorecard)
    has_hidden = any(row.hidden for row in scorecard.results if row.indicator == info.id)
    for number, line in enumerate(text.splitlines(), 1):
        for match in _PERCENTAGE.finditer(line) if info.unit is Unit.PERCENT else ():
            if not any(_means(Decimal(match[1]), known) for known in percentages):
                known = tuple(f"{one}%" for one in list(percentages)[:4])
                yield Contradiction(number, match.start() + 1, match[0], known)
        for match in _COUNTS.finditer(line):
            pair = tuple(int(part.replace(",", "")) for part in match.groups())
            if pair not in pairs and (pairs or has_hidden):
                shown = tuple(f"{amount_text(one)} of {amount_text(whole)}" for one, whole in list(pairs)[:2])
                yield Contradiction(number, match.start() + 1, match[0], shown)


def _means(written: Decimal, known: Decimal) -> bool:
    """Whether a percentage says what is known, perhaps to fewer decimals, or the rest up to 100."""
    places = -int(written.as_tuple().exponent)
    step = Decimal(1).scaleb(-places)
    return any(abs(written - one) <= step / 2 for one in (known, 100 - known))


def _known(
    info: IndicatorInfo, scorecard: Scorecard
) -> tuple[dict[Decimal, None], dict[tuple[int, int], None]]:
    """Every percentage and every pair of counts that the document gives for the indicator, latest first."""
    rows = [row for row in scorecard.results if row.indicator == info.id]
    series = [row for row in scorecard.series if row.indicator == info.id]
    panels = [panel for panel in scorecard.panels if panel.indicator == info.id]
    texts = [
        *(text for row in rows for text in _texts(row)),
        *(
            text
            for row in reversed(series)
            for text in (row.display, row.published_display, row.target_display)
        ),
        *(line.share_display for panel in panels for line in panel.lines),
        *(share for panel in panels for share in panel.shares_display),
        *(other.display for other in scorecard.comparators if other.indicator == info.id),
        *(text for row in scorecard.benchmarks if row.indicator == info.id for text in _of_others(row)),
    ]
    percentages = dict.fromkeys(
        Decimal(text.removesuffix("%").replace(",", "")) for text in texts if text and text.endswith("%")
    )
    counted = [(row.numerator, row.denominator) for row in rows]
    counted += [(row.numerator, row.denominator) for row in reversed(series)]
    pairs = [(int(one), int(whole)) for one, whole in counted if one is not None and whole is not None]
    pairs += [(whole - one, whole) for one, whole in pairs]
    pairs += [
        (int(count), int(panel.total))
        for panel in panels
        if panel.total is not None
        for line in panel.lines
        for count in (*line.counts, line.total)
        if count is not None
    ]
    return percentages, dict.fromkeys(pairs)


def _of_others(row: BenchmarkRow) -> Iterable[str | None]:
    return row.display, *(one.display for one in row.neighbours)


def _texts(row: Row) -> Iterable[str | None]:
    return row.display, row.previous_display, row.outturn_display, row.target_display, row.amber_display
