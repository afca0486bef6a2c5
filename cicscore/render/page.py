"""The layout of a page for readers: blocks of lines, signs, a legend and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from cicscore.results import ExtractSource, Heading, IndicatorInfo, ThemeInfo, VariantInfo
from cicscore.view import readable
from cicscore.vocabulary import ALL, Direction, Rag
from cicscore.wording.notes import left_out_notes


class Symbols(Struct, frozen=True):
    """One set of signs."""

    rag: Mapping[Rag, str]
    direction: Mapping[Direction, str]
    #: Marks a cell without a value, so that an empty cell is never an oversight.
    dash: str

    def rating(self, rag: Rag | None, *, in_words: bool, safe: bool | None = None) -> str:
        """A rating with its sign: "● G", or in words "● Green"; a dash where not rated.

        A rating that is not safe is marked: "● G?".
        """
        if rag is None:
            return self.dash
        return f"{self.rag[rag]} {rag.value.capitalize() if in_words else rag.letter}{unsafe_mark(safe=safe)}"

    def travel(self, direction: Direction | None) -> str:
        """A direction with its arrow: "▲ improved"; a dash where there is none."""
        return self.dash if direction is None else f"{self.direction[direction]} {direction.value}"


#: The meaning of the mark on a rating that is not safe.
UNSAFE_LEGEND = "?: the rating is not safe: blank cells leave room for another one, as the notes say."


def unsafe_mark(*, safe: bool | None) -> str:
    """The mark of a rating that is not safe; empty for a safe rating or none."""
    return "?" if safe is False else ""


UNICODE = Symbols(
    rag={Rag.GREEN: "●", Rag.AMBER: "◆", Rag.RED: "■"},
    direction={Direction.IMPROVED: "▲", Direction.WORSENED: "▼", Direction.SAME: "="},
    dash="–",
)

ASCII = Symbols(
    rag={Rag.GREEN: "+", Rag.AMBER: "~", Rag.RED: "!"},
    direction={Direction.IMPROVED: "^", Direction.WORSENED: "v", Direction.SAME: "="},
    dash="-",
)

#: From this many lines on, a note that all of them have is given once for all.
_MANY = 5


class PageColumn(Struct, frozen=True):
    """A column's heading; ``over`` is the heading that it shares with its neighbours."""

    heading: str
    is_number: bool = False
    over: str | None = None


class Cell(Struct, frozen=True):
    """One cell's text; ``tone`` lets colour repeat what the text says, never replace it.

    ``about`` names the indicator and the variant of a line, in the cell of its title. ``is_hidden`` marks the
    symbol that stands for what is not shown.
    """

    text: str
    tone: Rag | None = None
    about: tuple[str, str] | None = None
    is_hidden: bool = False


#: What every part of a page needs, and what one line of it shows.
_Composer = TypeVar("_Composer")
_Line = TypeVar("_Line")


class ColumnRule(Struct, Generic[_Composer, _Line], frozen=True):
    """A column of a page: its heading, the parts of the page that show it, and how a line's cell is drawn.

    ``field`` is the field that the column shows, where it shows one.
    """

    heading: Heading
    parts: Set[str]
    cell: Callable[[_Composer, _Line], Cell]
    field: str | None = None


def headings(
    rules: Iterable[ColumnRule[_Composer, _Line]], part: str, *, in_words: bool, over: str | None = None
) -> tuple[PageColumn, ...]:
    """The headings of a part of the page."""
    found = (rule.heading for rule in rules if part in rule.parts)
    return tuple(
        PageColumn((in_words and heading.in_words) or heading.short, heading.is_number, over)
        for heading in found
    )


def cells(
    rules: Iterable[ColumnRule[_Composer, _Line]], part: str, composer: _Composer, line: _Line
) -> tuple[Cell, ...]:
    """The cells of a line in a part of the page."""
    return tuple(rule.cell(composer, line) for rule in rules if part in rule.parts)


class Block(Struct, frozen=True):
    """A headed table; the first column is the line's title."""

    heading: str
    columns: tuple[PageColumn, ...]
    lines: tuple[tuple[Cell, ...], ...]


class Page(Struct, frozen=True):
    """A scorecard page from top to bottom. Notes are numbered from 1 in order.

    ``mark`` says whom the edition is for.
    """

    title: str
    subtitle: str
    mark: str
    blocks: tuple[Block, ...]
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    legend: tuple[str, ...]


def page_title(organisation: str | None, title: str) -> str:
    """The page's title, after the organisation's name where there is one."""
    return " – ".join(part for part in (organisation, title) if part)


def theme_heading(theme: ThemeInfo) -> str:
    """A theme's title, with its lead."""
    return theme.title + (f" · Lead: {theme.lead}" if theme.lead else "")


def line_title(indicator: IndicatorInfo, variant: VariantInfo) -> str:
    """An indicator's title, with the variant's unless the title includes it."""
    if variant.id == ALL or variant.title.casefold() in indicator.title.casefold():
        return indicator.title
    return f"{indicator.title} ({variant.title})"


def sentence(text: str) -> str:
    """End the text with a full stop."""
    return text if text.endswith(".") else f"{text}."


def note_sentence(note: str) -> str:
    """Turn a row's note, ``code: text``, into a sentence."""
    code, _, text = note.partition(": ")
    return sentence(f"{code.replace('_', ' ').capitalize()}: {text}" if text else note)


def marked(text: str, numbers: Iterable[int]) -> str:
    """A title with its note numbers, runs of three or more shortened: "Participation [1, 3-5]"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    marks = [f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"{text} [{', '.join(marks)}]" if marks else text


def shared(notes: Iterable[Sequence[str]]) -> Set[str]:
    """The notes common to all lines, where there are many: given once, not beside each."""
    found = [*map(frozenset, notes)]
    return frozenset[str]().union(*found[:1]).intersection(*found) if len(found) >= _MANY else frozenset()


def other_left_out_notes(extracts: Iterable[ExtractSource], notes: Sequence[str]) -> tuple[str, ...]:
    """Notes on rows left out of extracts for faults that no line's notes give."""
    sentences = (note_sentence(note) for note in left_out_notes(extracts))
    return tuple(text for text in sentences if text not in notes)


def readable_page(page: Page, *, ascii_only: bool) -> Page:
    """Make every text of the page safe for the reader's screen."""

    def fit(text: str) -> str:
        return readable(text, ascii_only=ascii_only)

    blocks = tuple(
        Block(
            heading=fit(block.heading),
            columns=tuple(
                PageColumn(fit(column.heading), column.is_number, column.over and fit(column.over))
                for column in block.columns
            ),
            lines=tuple(tuple(replace(cell, text=fit(cell.text)) for cell in line) for line in block.lines),
        )
        for block in page.blocks
    )
    summary, notes, legend = (
        tuple(fit(text) for text in texts) for texts in (page.summary, page.notes, page.legend)
    )
    return Page(fit(page.title), fit(page.subtitle), fit(page.mark), blocks, summary, notes, legend)
