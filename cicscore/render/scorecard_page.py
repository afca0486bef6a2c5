"""Lay out either page of a scorecard for readers.

The table and the Markdown renderer draw the same page, so they cannot disagree. The layouts follow the
published scorecard: its first page, and its second with the variants side by side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import assert_never

from cicscore.direction import movement
from cicscore.render.page import (
    ASCII,
    UNICODE,
    UNSAFE_LEGEND,
    Block,
    Cell,
    Column,
    Page,
    Symbols,
    line_title,
    marked,
    note_sentence,
    other_left_out_notes,
    page_title,
    readable_page,
    sentence,
    shared,
    theme_heading,
)
from cicscore.results import IndicatorInfo, RagCounts, Row, Scorecard, VariantInfo
from cicscore.text import amount_text, as_written, date_text, limit_text
from cicscore.view import Layout, View
from cicscore.vocabulary import ALL, Comparator, Direction, Movement, PeriodType, Polarity, Rag
from cicscore.wording.notes import is_stale_note

#: Directions take the published guidance's colours: green better, red worse, amber the same.
_TONES: Mapping[Direction, Rag] = {
    Direction.IMPROVED: Rag.GREEN,
    Direction.WORSENED: Rag.RED,
    Direction.SAME: Rag.AMBER,
}

_POLARITIES: Mapping[Polarity, str] = {
    Polarity.HIGHER: "higher is better",
    Polarity.LOWER: "lower is better",
    Polarity.TARGET: "the plan is best",
}


@dataclass(frozen=True, slots=True)
class _Composer:
    """What every part of a page needs."""

    scorecard: Scorecard
    shown: Sequence[Row]
    view: View
    symbols: Symbols
    numbers: Mapping[str, int]
    of_every_figure: Set[str]

    def word(self, short: str, long: str) -> str:
        return long if self.view.is_wide else short

    def title(self, text: str, rows: Iterable[Row]) -> Cell:
        """A line's title with its note numbers: "Participation at reviews [1, 3]"."""
        return Cell(marked(text, {self.numbers[note] for row in rows for note in self._own_notes(row)}))

    def _own_notes(self, row: Row) -> Iterable[str]:
        """The row's notes, except those given once for every figure."""
        said = self.of_every_figure if row.value is not None else frozenset[str]()
        return (note for note in _notes_of(row, self.view.layout) if note not in said)


def compose(scorecard: Scorecard, view: View) -> Page:
    """Lay out a scorecard for a view, with every text complete and nothing shortened to fit."""
    shown = _shown_rows(scorecard, view.layout)
    notes = tuple(dict.fromkeys(note for row in shown for note in _notes_of(row, view.layout)))
    of_every_figure = shared(_notes_of(row, view.layout) for row in shown if row.value is not None)
    composer = _Composer(
        scorecard=scorecard,
        shown=shown,
        view=view,
        symbols=ASCII if view.ascii_only else UNICODE,
        numbers={note: number for number, note in enumerate(notes, 1)},
        of_every_figure=of_every_figure,
    )
    page = Page(
        title=page_title(scorecard.organisation, scorecard.title),
        subtitle=_subtitle(shown, scorecard.as_at, view.layout),
        blocks=(*_theme_blocks(composer), *_breakdown_blocks(composer)),
        summary=(*_counted(scorecard, view.layout), *other_left_out_notes(scorecard.extracts, notes)),
        notes=tuple(
            f"{note} This holds for every figure." if note in of_every_figure else note for note in notes
        ),
        legend=_legend(composer),
    )
    return readable_page(page, ascii_only=view.ascii_only)


def _shown_rows(scorecard: Scorecard, layout: Layout) -> list[Row]:
    """The rows that a layout shows, in page order: themes, indicators, variants; then groups."""
    indicators = _indicators(scorecard)
    themes = [theme.id for theme in scorecard.themes]
    ids, variants = list(indicators), [variant.id for variant in scorecard.variants]

    def place(row: Row) -> tuple[int, ...]:
        if row.breakdown is not None:
            return (1,)
        indicator = indicators[row.indicator]
        order = indicator.lines if layout is Layout.SCORECARD else variants
        return 0, themes.index(indicator.theme), ids.index(indicator.id), order.index(row.variant)

    shown = (row for row in scorecard.results if _is_shown(row, indicators[row.indicator], layout))
    return sorted(shown, key=place)


def _is_shown(row: Row, indicator: IndicatorInfo, layout: Layout) -> bool:
    """Whether the layout shows a row: the lines of the first page and their groups, or every variant."""
    match layout:
        case Layout.VARIANTS:
            return True
        case Layout.SCORECARD:
            return row.variant in indicator.lines and (row.line or row.breakdown is not None)
        case _ as never:
            assert_never(never)


def _indicators(scorecard: Scorecard) -> Mapping[str, IndicatorInfo]:
    return {indicator.id: indicator for indicator in scorecard.indicators}


def _notes_of(row: Row, layout: Layout) -> tuple[str, ...]:
    """One row's footnotes: why a cell is empty, and the row's cautions."""
    found: list[str] = []
    if row.value is None:
        status = row.status.value.replace("_", " ")
        found.append(f"No value ({status})" + (f": {row.status_reason}" if row.status_reason else ""))
    elif row.rag is None and row.target is not None:
        found.append(row.rag_reason)
    if layout is Layout.SCORECARD and row.value is not None and row.previous_value is not None:
        found.extend([row.direction_reason] if row.direction is None and row.direction_reason else [])
    for note in row.notes:
        code = note.partition(": ")[0]
        if code == "overlapping_windows" and layout is Layout.VARIANTS:
            continue  # a caution about the direction, which this page does not show
        if code == "not_distinguishable_from_target" and not _has_small_cohort(row):
            continue  # given for every figure near its target, it would bury those with small cohorts
        found.append(note_sentence(note))
    return tuple(sentence(text) for text in found)


def _has_small_cohort(row: Row) -> bool:
    return any(note.startswith("small_cohort:") for note in row.notes)


def _subtitle(shown: Sequence[Row], as_at: dt.date, layout: Layout) -> str:
    """The day that the page describes, and the days of the figures it is compared with."""
    described = f"As at {date_text(as_at)}"
    if any(is_stale_note(note) for row in shown for note in row.notes):
        described += ", some of it from extracts that end before (see the notes)"
    match layout:
        case Layout.VARIANTS:
            return described
        case Layout.SCORECARD:
            previous = _days_text("previous", {row.previous_as_at for row in shown})
            return described + previous + _days_text("outturn", {row.outturn_as_at for row in shown})
        case _ as never:
            assert_never(never)


def _days_text(name: str, days: Set[dt.date | None]) -> str:
    known = sorted(day for day in days if day is not None)
    return f" · {name} {', '.join(date_text(day) for day in known)}" if known else ""


def _theme_blocks(composer: _Composer) -> tuple[Block, ...]:
    """A block for each theme with lines, in catalogue order."""
    match composer.view.layout:
        case Layout.SCORECARD:
            columns, lines_of = _scorecard_columns(composer), partial(_scorecard_lines, composer)
        case Layout.VARIANTS:
            columns, lines_of = _variant_columns(composer), partial(_variant_lines, composer)
        case _ as never:
            assert_never(never)
    blocks = []
    for theme in composer.scorecard.themes:
        ours = [found for found in composer.scorecard.indicators if found.theme == theme.id]
        lines = tuple(line for indicator in ours for line in lines_of(indicator))
        if lines:
            blocks.append(Block(theme_heading(theme), columns, lines))
    return tuple(blocks)


def _rows_of(composer: _Composer, indicator: IndicatorInfo) -> list[Row]:
    """An indicator's rows on the page for everybody, in order."""
    return [row for row in composer.shown if row.indicator == indicator.id and row.breakdown is None]


def _scorecard_columns(composer: _Composer) -> tuple[Column, ...]:
    word = composer.word
    return (
        Column("Indicator"),
        Column(word("Pol", "Polarity")),
        Column("Period"),
        Column(word("Latest", "Latest result"), is_number=True),
        Column("RAG"),
        Column(word("Num", "Numerator"), is_number=True),
        Column(word("Denom", "Denominator"), is_number=True),
        Column("Target", is_number=True),
        Column("Direction"),
        Column(word("Prev", "Previous"), is_number=True),
        Column("Outturn", is_number=True),
        *(
            Column(word(comparator.heading.split()[-1].capitalize(), comparator.heading), is_number=True)
            for comparator in _comparators(composer)
        ),
    )


def _comparators(composer: _Composer) -> tuple[Comparator, ...]:
    """The comparators whose figures the scorecard has."""
    known = {row.comparator for row in composer.scorecard.comparators}
    return tuple(comparator for comparator in Comparator if comparator in known)


def _scorecard_lines(composer: _Composer, indicator: IndicatorInfo) -> Iterable[tuple[Cell, ...]]:
    """An indicator's lines on the first page, its headline first."""
    return (_scorecard_line(composer, indicator, row) for row in _rows_of(composer, indicator))


def _scorecard_line(composer: _Composer, indicator: IndicatorInfo, row: Row) -> tuple[Cell, ...]:
    dash = composer.symbols.dash
    result, rag, numerator, denominator = _figures(composer, row)
    return (
        composer.title(_line_title(composer.scorecard, indicator, row.variant), [row]),
        Cell(indicator.polarity.letter or dash),
        Cell(indicator.period_type.abbreviation),
        result,
        rag,
        numerator,
        denominator,
        Cell(dash if row.target is None else limit_text(row.target, indicator.unit)),
        _direction(composer, indicator, row),
        Cell(row.previous_display or dash),
        Cell(row.outturn_display or dash),
        *(Cell(_figure_of(composer, indicator, comparator)) for comparator in _comparators(composer)),
    )


def _figure_of(composer: _Composer, indicator: IndicatorInfo, comparator: Comparator) -> str:
    """The comparator's figure beside an indicator's."""
    return next(
        (
            row.display
            for row in composer.scorecard.comparators
            if (row.indicator, row.comparator) == (indicator.id, comparator)
        ),
        composer.symbols.dash,
    )


def _figures(composer: _Composer, row: Row) -> tuple[Cell, Cell, Cell, Cell]:
    """A row's result, RAG, numerator and denominator."""
    dash = composer.symbols.dash
    return (
        Cell(row.display or dash),
        Cell(composer.symbols.rating(row.rag, in_words=composer.view.is_wide, safe=row.rag_safe), row.rag),
        Cell(dash if row.numerator is None else amount_text(row.numerator)),
        Cell(dash if row.denominator is None else amount_text(row.denominator)),
    )


def _direction(composer: _Composer, indicator: IndicatorInfo, row: Row) -> Cell:
    """Better or worse; where there is room, also up or down."""
    text = composer.symbols.travel(row.direction)
    went = _movement(indicator, row)
    if composer.view.is_wide and went is not None:
        text = f"{text} ({went.value})"
    return Cell(text, None if row.direction is None else _TONES[row.direction])


def _movement(indicator: IndicatorInfo, row: Row) -> Movement | None:
    """Which way the figure went; documents before version 1.1 do not record it."""
    if row.movement is not None or row.direction is None or row.value is None or row.previous_value is None:
        return row.movement
    return movement(
        Fraction(as_written(row.value)),
        Fraction(as_written(row.previous_value)),
        decimals=indicator.decimals,
    )


def _line_title(scorecard: Scorecard, indicator: IndicatorInfo, variant: str) -> str:
    return line_title(indicator, _variant(scorecard, variant))


def _variant(scorecard: Scorecard, variant: str) -> VariantInfo:
    return next(found for found in scorecard.variants if found.id == variant)


def _variant_columns(composer: _Composer) -> tuple[Column, ...]:
    word = composer.word
    columns = [Column("Indicator"), Column("Target", is_number=True)]
    for variant in composer.scorecard.variants:
        columns += [
            Column("Result", is_number=True, over=variant.title),
            Column("RAG", over=variant.title),
            Column(word("Num", "Numerator"), is_number=True, over=variant.title),
            Column(word("Denom", "Denominator"), is_number=True, over=variant.title),
        ]
        if variant.id != ALL:
            columns.append(Column(word("Diff", "Difference"), is_number=True, over=variant.title))
    return tuple(columns)


def _variant_lines(composer: _Composer, indicator: IndicatorInfo) -> Iterable[tuple[Cell, ...]]:
    """An indicator's line on the second page, with its variants side by side."""
    rows = {row.variant: row for row in _rows_of(composer, indicator)}
    dash = composer.symbols.dash
    if not rows:
        return
    target = next((row.target for row in rows.values() if row.target is not None), None)
    cells = [Cell(dash if target is None else limit_text(target, indicator.unit))]
    for variant in composer.scorecard.variants:
        row = rows.get(variant.id)
        cells += [Cell(dash)] * 4 if row is None else _figures(composer, row)
        if variant.id != ALL:
            cells.append(Cell((row and row.difference_display) or dash))
    yield (composer.title(indicator.title, rows.values()), *cells)


def _breakdown_blocks(composer: _Composer) -> Iterable[Block]:
    """A block for each breakdown: the same figures by group."""
    grouped = [row for row in composer.shown if row.breakdown is not None]
    indicators = _indicators(composer.scorecard)
    word = composer.word
    columns = (
        Column("Indicator"),
        Column("Group"),
        Column(word("Latest", "Latest result"), is_number=True),
        Column("RAG"),
        Column(word("Num", "Numerator"), is_number=True),
        Column(word("Denom", "Denominator"), is_number=True),
    )
    for breakdown in dict.fromkeys(row.breakdown for row in grouped if row.breakdown):
        lines = tuple(
            (
                composer.title(
                    _line_title(composer.scorecard, indicators[row.indicator], row.variant), [row]
                ),
                Cell(row.group or "not recorded"),
                *_figures(composer, row),
            )
            for row in grouped
            if row.breakdown == breakdown
        )
        yield Block(f"By {breakdown.replace('_', ' ')}", columns, lines)


def _counted(scorecard: Scorecard, layout: Layout) -> tuple[str, ...]:
    """Counts of green, amber and red."""
    match layout:
        case Layout.SCORECARD:
            counted = {"RAG": scorecard.rag_counts.get("lines")}
        case Layout.VARIANTS:
            counted = {
                f"RAG, {variant.title}": scorecard.rag_counts.get(variant.id)
                for variant in scorecard.variants
            }
        case _ as never:
            assert_never(never)
    return tuple(_counts_text(name, counts) for name, counts in counted.items() if counts)


def _counts_text(name: str, counts: RagCounts) -> str:
    return (
        f"{name}: {counts.green} green, {counts.amber} amber, {counts.red} red, {counts.not_rated} not rated."
    )


def _legend(composer: _Composer) -> tuple[str, ...]:
    """The meanings of the signs and abbreviations on the page."""
    signs = composer.symbols
    indicators = _indicators(composer.scorecard)
    used = [indicators[indicator] for indicator in dict.fromkeys(row.indicator for row in composer.shown)]
    green, amber, red = (signs.rating(rag, in_words=composer.view.is_wide) for rag in Rag)
    rag = (
        f"RAG: {green}{composer.word(' green', '')}, meets the target; "
        f"{amber}{composer.word(' amber', '')}, close to it; "
        f"{red}{composer.word(' red', '')}, significantly away from it; {signs.dash} not rated."
    )
    unsafe = any(row.rag is not None and row.rag_safe is False for row in composer.shown)
    ratings = (rag, UNSAFE_LEGEND) if unsafe else (rag,)
    if composer.view.layout is Layout.VARIANTS:
        return (*ratings, "Difference: that variant's value less the value of all, from exact values.")
    arrows = ", ".join(signs.travel(direction) for direction in Direction)
    polarities = ", ".join(
        f"{polarity.letter} {meaning}"
        for polarity, meaning in _POLARITIES.items()
        if any(indicator.polarity is polarity for indicator in used)
    )
    periods = ", ".join(
        f"{period.abbreviation} {period.legend}"
        for period in PeriodType
        if any(indicator.period_type is period for indicator in used)
    )
    return (
        *ratings,
        f"Direction: {arrows}, against the previous figure. Better or worse is by the polarity; "
        "an arrow never means up or down.",
        *([f"Polarity: {polarities}."] if polarities else []),
        *([f"Period: {periods}."] if periods else []),
        *(_sources(composer, comparator) for comparator in _comparators(composer)),
    )


def _sources(composer: _Composer, comparator: Comparator) -> str:
    """Where a comparator's figures come from, and the days they describe."""
    rows = (row for row in composer.scorecard.comparators if row.comparator is comparator)
    sources = dict.fromkeys(f"{row.source.rstrip('.')} ({date_text(row.as_at)})" for row in rows)
    return f"{comparator.heading}: {'; '.join(sources)}."
