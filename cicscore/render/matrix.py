"""The matrix of a scorecard: themes and indicators against groups, with a figure and its rating in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from cicscore.render.page import Block, Cell, PageColumn, Symbols, line_title, theme_heading
from cicscore.results import IndicatorInfo, RagCounts, Row, Scorecard, VariantInfo
from cicscore.text import grouping_text
from cicscore.vocabulary import Rag, Status, Unit
from cicscore.wording.editions import is_hidden

#: A line of the first page: an indicator and a variant.
_Line: TypeAlias = tuple[str, str]


class Drawing(Struct, frozen=True):
    """How a page draws titles, with the numbers of their notes, and the cells of figures."""

    title: Callable[[str, Sequence[Row]], Cell]
    figure: Callable[[Row], Cell]
    symbols: Symbols
    hidden: Cell


def matrix_blocks(scorecard: Scorecard, shown: Sequence[Row], drawing: Drawing) -> Iterator[Block]:
    """For each breakdown: the composites of themes, the lines of each theme, and the ratings of each group.

    ``shown`` are the rows on the page: the lines of the first page, whole and by group.
    """
    for breakdown in dict.fromkeys(row.breakdown for row in shown if row.breakdown):
        yield from _Matrix.of(scorecard, breakdown, shown, drawing).blocks()


class _Matrix(Struct, frozen=True):
    scorecard: Scorecard
    breakdown: str
    groups: Mapping[str, str]
    rows: Mapping[_Line, Mapping[str | None, Row]]
    infos: Mapping[str, IndicatorInfo]
    drawing: Drawing

    @classmethod
    def of(cls, scorecard: Scorecard, breakdown: str, shown: Sequence[Row], drawing: Drawing) -> _Matrix:
        rows: dict[_Line, dict[str | None, Row]] = {}
        for row in shown:
            if row.breakdown in (None, breakdown):
                rows.setdefault((row.indicator, row.variant), {})[row.group] = row
        found = {row.group: row.group for row in shown if row.breakdown == breakdown and row.group}
        info = next((one for one in scorecard.breakdowns if one.id == breakdown), None)
        titles = found if info is None else {one.id: one.title for one in info.groups if one.id in found}
        infos = {info.id: info for info in scorecard.indicators}
        return cls(scorecard, breakdown, titles, rows, infos, drawing)

    def blocks(self) -> Iterator[Block]:
        by = f"by {grouping_text(self.breakdown)}"
        composites = [
            self._line(theme.title, self._headline(self.infos[theme.composite]))
            for theme in self.scorecard.themes
            if theme.composite is not None and theme.composite in self.infos
        ]
        if composites:
            yield Block(f"Themes {by}", self._columns("Theme"), tuple(composites))
        for theme in self.scorecard.themes:
            ours = [info for info in self.scorecard.indicators if info.theme == theme.id]
            lines = tuple(line for info in ours for line in self._lines_of(info))
            if lines:
                yield Block(f"{theme_heading(theme)}, {by}", self._columns("Indicator"), lines)
        yield Block(f"Ratings {by}", self._columns("Rating"), tuple(self._ratings()))

    def _columns(self, first: str) -> tuple[PageColumn, ...]:
        titles = ("All", *self.groups.values())
        return (PageColumn(first), *(PageColumn(title, is_number=True) for title in titles))

    def _headline(self, info: IndicatorInfo) -> _Line:
        return info.id, info.lines[0]

    def _lines_of(self, info: IndicatorInfo) -> Iterator[tuple[Cell, ...]]:
        variants: Mapping[str, VariantInfo] = {one.id: one for one in self.scorecard.variants}
        for variant in info.lines:
            if (info.id, variant) in self.rows:
                yield self._line(line_title(info, variants[variant]), (info.id, variant))

    def _line(self, title: str, line: _Line) -> tuple[Cell, ...]:
        found = self.rows.get(line, {})
        whole = [found[None]] if None in found else []
        ours = [found[group] for group in self.groups if group in found]
        nobody = Cell(
            "0" if ours and _counts_all(found.get(None), self.infos[line[0]]) else self.drawing.symbols.dash
        )
        every: tuple[str | None, ...] = (None, *self.groups)
        cells = (self._cell(found[group]) if group in found else nobody for group in every)
        return (self.drawing.title(title, [*whole, *ours]), *cells)

    def _cell(self, row: Row) -> Cell:
        return self.drawing.hidden if is_hidden(row, "value") else self.drawing.figure(row)

    def _ratings(self) -> Iterator[tuple[Cell, ...]]:
        """How many lines have each rating, in all and in each group; the reds first."""
        counts = [RagCounts.of(row.rag for row in self._rated(group)) for group in (None, *self.groups)]
        unshown = [sum(is_hidden(row, "rag") for row in self._rated(group)) for group in (None, *self.groups)]
        for rag in reversed(Rag):
            numbers = (getattr(count, rag.value) for count in counts)
            yield (Cell(rag.value.capitalize()), *(Cell(f"{number}") for number in numbers))
        others = (count.not_rated - hidden for count, hidden in zip(counts, unshown, strict=True))
        yield (Cell("Not rated"), *(Cell(f"{number}") for number in others))
        if any(unshown):
            yield (Cell("Not shown"), *(Cell(f"{number}") for number in unshown))

    def _rated(self, group: str | None) -> Iterable[Row]:
        return (found[group] for found in self.rows.values() if group in found)


def _counts_all(whole: Row | None, info: IndicatorInfo) -> bool:
    """Whether a group without a row of its own is known to have a count of 0.

    A share of nobody has no value, nor has what is made of other figures; and where blank cells leave rows
    unknown, they may be of that group.
    """
    if whole is None or whole.status is not Status.CALCULATED or whole.numerator is None:
        return False
    # An edition keeps the note, but not the number of rows.
    unknown = whole.rows_unknown or any(note.startswith("unknown_rows: ") for note in whole.notes)
    return info.unit is Unit.COUNT and not unknown
