"""Lay out either page of a scorecard for readers.

The table and the Markdown renderer draw the same page, so they cannot disagree. The layouts follow the
published scorecard: its first page, and its second with the variants side by side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from enum import StrEnum, auto
from fractions import Fraction
from functools import partial
from typing import TypeAlias, assert_never

from msgspec import Struct

from cicscore.direction import movement
from cicscore.render.matrix import Drawing, matrix_blocks
from cicscore.render.page import (
    ASCII,
    UNICODE,
    UNSAFE_LEGEND,
    Block,
    Cell,
    ColumnRule,
    Page,
    PageColumn,
    Symbols,
    cells,
    headings,
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
from cicscore.render.standing import standing_blocks, standing_legend
from cicscore.results import COLUMNS, Heading, IndicatorInfo, Row, Scorecard, ThemeInfo, VariantInfo
from cicscore.text import amount_text, as_written, date_text, grouping_text, limit_text
from cicscore.view import Layout, View
from cicscore.vocabulary import (
    ALL,
    Comparator,
    Direction,
    DirectionFrom,
    Movement,
    Overridden,
    Period,
    PeriodType,
    Polarity,
    Rag,
    RollingMonths,
    comparator_heading,
    comparator_order,
)
from cicscore.wording.editions import is_hidden, mark, ratings_text, rule, symbol, told
from cicscore.wording.notes import is_stale_note
from cicscore.wording.overrides import LEGEND as OVERRIDES_LEGEND
from cicscore.wording.overrides import is_marked, mark_of

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


class _Part(StrEnum):
    """A part of a page. The second page has, on one line, an indicator and a part for each variant."""

    FIRST_PAGE = auto()
    SECOND_PAGE = auto()
    EVERYBODY = auto()
    VARIANT = auto()
    GROUP = auto()


class _Line(Struct, frozen=True):
    """A line of a part: the rows that it shows, of which there are several only for an indicator."""

    indicator: IndicatorInfo
    title: str
    rows: Sequence[Row]

    @property
    def row(self) -> Row | None:
        return self.rows[0] if self.rows else None


class _Composer(Struct, frozen=True):
    """What every part of a page needs."""

    scorecard: Scorecard
    rules: Sequence[_Rule]
    shown: Sequence[Row]
    view: View
    symbols: Symbols
    numbers: Mapping[str, int]
    of_every_figure: Set[str]
    hidden: Cell

    def word(self, short: str, long: str) -> str:
        return long if self.view.is_wide else short

    def title(self, text: str, rows: Sequence[Row]) -> Cell:
        """A line's title with its note numbers: "Participation at reviews [1, 3]"."""
        numbers = {self.numbers[note] for row in rows for note in self._own_notes(row)}
        about = (rows[0].indicator, rows[0].variant) if rows else None
        return Cell(marked(text, numbers), about=about)

    def _own_notes(self, row: Row) -> Iterable[str]:
        """The row's notes, except those given once for every figure."""
        said = self.of_every_figure if row.value is not None else frozenset[str]()
        return (note for note in _notes_of(row, self.scorecard, self.view.layout) if note not in said)

    def headings(self, part: _Part, over: str | None = None) -> tuple[PageColumn, ...]:
        return headings(self.rules, part, in_words=self.view.is_wide, over=over)

    def cells(self, part: _Part, line: _Line) -> tuple[Cell, ...]:
        return cells(self.rules, part, self, line)


_DrawCell: TypeAlias = Callable[[_Composer, _Line], Cell]
_Rule: TypeAlias = ColumnRule[_Composer, _Line]


def compose(scorecard: Scorecard, view: View) -> Page:
    """Lay out a scorecard for a view, with every text complete and nothing shortened to fit."""
    shown = _shown_rows(scorecard, view.layout)
    notes = tuple(dict.fromkeys(note for row in shown for note in _notes_of(row, scorecard, view.layout)))
    # The matrix has no notes on single groups, so that those on whole lines decide what all have.
    decide = (row for row in shown if view.layout is not Layout.MATRIX or row.breakdown is None)
    of_every_figure = shared(
        _notes_of(row, scorecard, view.layout) for row in decide if row.value is not None
    )
    composer = _Composer(
        scorecard=scorecard,
        rules=_rules(scorecard),
        shown=shown,
        view=view,
        symbols=ASCII if view.ascii_only else UNICODE,
        numbers={note: number for number, note in enumerate(notes, 1)},
        of_every_figure=of_every_figure,
        hidden=Cell(symbol(scorecard), is_hidden=True),
    )
    page = Page(
        title=page_title(scorecard.organisation, scorecard.title),
        subtitle=_subtitle(shown, scorecard.as_at, view.layout),
        mark=mark(scorecard),
        blocks=tuple(_blocks(composer)),
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
        case Layout.SCORECARD | Layout.MATRIX:
            return row.variant in indicator.lines and (row.line or row.breakdown is not None)
        case _ as never:
            assert_never(never)


def _indicators(scorecard: Scorecard) -> Mapping[str, IndicatorInfo]:
    return {indicator.id: indicator for indicator in scorecard.indicators}


def _notes_of(row: Row, scorecard: Scorecard, layout: Layout) -> tuple[str, ...]:
    """One row's footnotes: why a cell is empty, and the row's cautions."""
    found: list[str] = []
    if is_hidden(row, "value"):
        pass  # the symbol in its cells says so, and the legend says why
    elif row.value is None:
        status = row.status.value.replace("_", " ")
        found.append(f"No value ({status})" + (f": {row.status_reason}" if row.status_reason else ""))
    elif row.rag is None and row.target is not None and not is_hidden(row, "rag"):
        found.append(row.rag_reason)
    by_trend = _indicators(scorecard)[row.indicator].direction_from is DirectionFrom.TENDENCY
    calls_for_arrow = row.previous_value is not None or (by_trend and row.breakdown is None)
    if layout is Layout.SCORECARD and row.value is not None and calls_for_arrow:
        why = told(row.direction_reason) if not is_hidden(row, "direction") else None
        found.extend([why] if row.direction is None and why else [])
    for note in row.notes:
        code = note.partition(": ")[0]
        if code == "overlapping_windows" and layout is not Layout.SCORECARD:
            continue  # a caution about the direction, which this page does not show
        if layout is Layout.MATRIX and row.breakdown is not None and code != "unknown_rows":
            continue  # cautions on every group would bury the page
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
        case Layout.VARIANTS | Layout.MATRIX:
            return described
        case Layout.SCORECARD:
            previous = _days_text("previous", {row.previous_as_at for row in shown})
            earlier = _days_text("earlier", {row.earlier_as_at for row in shown})
            outturn = _days_text("outturn", {row.outturn_as_at for row in shown})
            return described + previous + earlier + outturn
        case _ as never:
            assert_never(never)


def _days_text(name: str, days: Set[dt.date | None]) -> str:
    known = sorted(day for day in days if day is not None)
    return f" · {name} {', '.join(date_text(day) for day in known)}" if known else ""


def _blocks(composer: _Composer) -> Iterable[Block]:
    if composer.view.layout is Layout.MATRIX:
        drawing = Drawing(composer.title, partial(_rated_figure, composer), composer.symbols, composer.hidden)
        return matrix_blocks(composer.scorecard, composer.shown, drawing)
    return (*_theme_blocks(composer), *_standing(composer), *_breakdown_blocks(composer))


def _rated_figure(composer: _Composer, row: Row) -> Cell:
    """A figure and its rating in one cell: "82.1% ● G"."""
    text = (row.display or composer.symbols.dash) + mark_of(row, Overridden.VALUE)
    if row.rag is None:
        return Cell(f"{text} {composer.hidden.text}" if is_hidden(row, "rag") else text)
    rating = composer.symbols.rating(row.rag, in_words=composer.view.is_wide, safe=row.rag_safe)
    return Cell(f"{text} {rating}{mark_of(row, Overridden.RAG)}", row.rag)


def _composite(composer: _Composer, theme: ThemeInfo) -> str:
    """A theme's composite on the first page: its title, its headline figure and its rating."""
    indicators = _indicators(composer.scorecard)
    info = indicators.get(theme.composite or "")
    if info is None or composer.view.layout is not Layout.SCORECARD:
        return ""
    row = next((row for row in _rows_of(composer, info) if row.variant == info.lines[0]), None)
    if row is None:
        return ""
    cell = composer.hidden if is_hidden(row, "value") else _rated_figure(composer, row)
    return f" · {info.title}: {cell.text}"


def _theme_blocks(composer: _Composer) -> tuple[Block, ...]:
    """A block for each theme with lines, in catalogue order."""
    match composer.view.layout:
        case Layout.SCORECARD | Layout.MATRIX:
            columns, lines_of = composer.headings(_Part.FIRST_PAGE), partial(_first_page_lines, composer)
        case Layout.VARIANTS:
            columns, lines_of = _second_page_columns(composer), partial(_second_page_lines, composer)
        case _ as never:
            assert_never(never)
    blocks = []
    for theme in composer.scorecard.themes:
        ours = [found for found in composer.scorecard.indicators if found.theme == theme.id]
        lines = tuple(line for indicator in ours for line in lines_of(indicator))
        if lines:
            heading = f"{theme_heading(theme)}{_composite(composer, theme)}"
            blocks.append(Block(heading, columns, lines))
    return tuple(blocks)


def _first_page_lines(composer: _Composer, indicator: IndicatorInfo) -> Iterable[tuple[Cell, ...]]:
    """An indicator's lines on the first page, its headline first."""
    for row in _rows_of(composer, indicator):
        yield composer.cells(_Part.FIRST_PAGE, _line_of(composer, indicator, row))


def _second_page_columns(composer: _Composer) -> tuple[PageColumn, ...]:
    """Those of an indicator, then those of each variant under its title."""
    over = (composer.headings(_part_of(found), found.title) for found in composer.scorecard.variants)
    return (*composer.headings(_Part.SECOND_PAGE), *(column for columns in over for column in columns))


def _second_page_lines(composer: _Composer, indicator: IndicatorInfo) -> Iterable[tuple[Cell, ...]]:
    """An indicator's line on the second page, with its variants side by side."""
    rows = _rows_of(composer, indicator)
    if not rows:
        return
    found = list(composer.cells(_Part.SECOND_PAGE, _Line(indicator, indicator.title, rows)))
    for variant in composer.scorecard.variants:
        own = [row for row in rows if row.variant == variant.id]
        found += composer.cells(_part_of(variant), _Line(indicator, indicator.title, own))
    yield tuple(found)


def _part_of(variant: VariantInfo) -> _Part:
    return _Part.EVERYBODY if variant.id == ALL else _Part.VARIANT


def _breakdown_blocks(composer: _Composer) -> Iterable[Block]:
    """A block for each breakdown: the same figures by group."""
    grouped = [row for row in composer.shown if row.breakdown is not None]
    indicators = _indicators(composer.scorecard)
    columns = composer.headings(_Part.GROUP)
    for breakdown in dict.fromkeys(row.breakdown for row in grouped if row.breakdown):
        lines = tuple(
            composer.cells(_Part.GROUP, _line_of(composer, indicators[row.indicator], row))
            for row in grouped
            if row.breakdown == breakdown
        )
        yield Block(f"By {grouping_text(breakdown)}", columns, lines)


def _standing(composer: _Composer) -> Iterable[Block]:
    """On the first page, where the authority stands among others."""
    if composer.view.layout is Layout.VARIANTS:
        return ()
    return standing_blocks(
        composer.scorecard, composer.symbols.dash, composer.hidden, is_wide=composer.view.is_wide
    )


def _rows_of(composer: _Composer, indicator: IndicatorInfo) -> list[Row]:
    """An indicator's rows on the page for everybody, in order."""
    return [row for row in composer.shown if row.indicator == indicator.id and row.breakdown is None]


def _line_of(composer: _Composer, indicator: IndicatorInfo, row: Row) -> _Line:
    variant = next(found for found in composer.scorecard.variants if found.id == row.variant)
    return _Line(indicator, line_title(indicator, variant), [row])


def _title(composer: _Composer, line: _Line) -> Cell:
    return composer.title(line.title, line.rows)


def _polarity(composer: _Composer, line: _Line) -> Cell:
    return Cell(line.indicator.polarity.letter or composer.symbols.dash)


def _period(_: _Composer, line: _Line) -> Cell:
    return Cell(line.indicator.period_type.abbreviation)


def _group(_: _Composer, line: _Line) -> Cell:
    return Cell((line.row and line.row.group) or "not recorded")


def _plain(field: str) -> _DrawCell:
    """A cell with the value of a field as text."""
    return lambda composer, line: Cell(_text(getattr(line.row, field, None)) or composer.symbols.dash)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return amount_text(as_written(value))
        case Decimal():
            return amount_text(value)
        case _:
            return str(value)


def _rag(composer: _Composer, line: _Line) -> Cell:
    rag, safe = (line.row.rag, line.row.rag_safe) if line.row else (None, None)
    text = composer.symbols.rating(rag, in_words=composer.view.is_wide, safe=safe)
    return Cell(text + mark_of(line.row, Overridden.RAG), rag)


def _result(composer: _Composer, line: _Line) -> Cell:
    """The value, marked where it was set by hand."""
    text = (line.row and line.row.display) or composer.symbols.dash
    return Cell(text + mark_of(line.row, Overridden.VALUE))


def _target(composer: _Composer, line: _Line) -> Cell:
    target = next((row.target for row in line.rows if row.target is not None), None)
    return Cell(composer.symbols.dash if target is None else limit_text(target, line.indicator.printed_in))


def _direction(composer: _Composer, line: _Line) -> Cell:
    """Better or worse; where there is room, also up or down."""
    row = line.row
    if row is None:
        return Cell(composer.symbols.dash)
    text = composer.symbols.travel(row.direction)
    went = _movement(line.indicator, row)
    by_figures = line.indicator.direction_from is DirectionFrom.COMPARISON
    if composer.view.is_wide and went is not None and by_figures:
        text = f"{text} ({went.value})"
    return Cell(text, None if row.direction is None else _TONES[row.direction])


def _earlier(composer: _Composer, line: _Line) -> Cell:
    """The second earlier figure, with whether the value is better than it."""
    row = line.row
    if row is None or row.earlier_display is None:
        return Cell(composer.symbols.dash)
    better = row.earlier_direction
    text = (
        row.earlier_display if better is None else f"{row.earlier_display} {composer.symbols.travel(better)}"
    )
    return Cell(text, None if better is None else _TONES[better])


def _movement(indicator: IndicatorInfo, row: Row) -> Movement | None:
    """Which way the figure went; documents before version 1.1 do not record it."""
    if row.movement is not None or row.direction is None or is_hidden(row, "movement"):
        return row.movement
    if row.value is None or row.previous_value is None:
        return None
    return movement(
        Fraction(as_written(row.value)),
        Fraction(as_written(row.previous_value)),
        decimals=indicator.decimals,
    )


def _comparator(comparator: str, composer: _Composer, line: _Line) -> Cell:
    """The comparator's figure beside an indicator's."""
    key = (line.indicator.id, comparator)
    found = (row.display for row in composer.scorecard.comparators if (row.indicator, row.comparator) == key)
    return Cell(next(found, composer.symbols.dash))


#: The comparators that the table of where the authority stands shows.
_IN_TABLE = frozenset(
    {
        Comparator.BEST_NEIGHBOUR,
        Comparator.MEDIAN,
        Comparator.STATISTICAL_NEIGHBOURS,
        Comparator.UPPER_QUARTILE,
    }
)


def _comparators(scorecard: Scorecard) -> tuple[str, ...]:
    """The comparators whose figures stand beside the scorecard's own.

    What a table of its own shows of others needs no column here.
    """
    elsewhere = {row.indicator for row in scorecard.benchmarks}
    return comparator_order(
        row.comparator
        for row in scorecard.comparators
        if row.comparator not in _IN_TABLE or row.indicator not in elsewhere
    )


def _short(comparator: str) -> str:
    """A comparator's name in one word: its last, such as Neighbours."""
    return comparator_heading(comparator_heading(comparator).split()[-1])


_EVERY_FIGURE = frozenset({_Part.FIRST_PAGE, _Part.EVERYBODY, _Part.VARIANT, _Part.GROUP})


def _of_row(
    field: str, parts: Set[_Part], cell: _DrawCell | None = None, heading: Heading | None = None
) -> _Rule:
    """The column of a field of a row, under the field's own heading if no other is given."""
    drawn = cell or _plain(field)

    def shown_or_not(composer: _Composer, line: _Line) -> Cell:
        return composer.hidden if is_hidden(line.row, field) else drawn(composer, line)

    return ColumnRule(heading or COLUMNS[field] or Heading(field), parts, shown_or_not, field)


#: The columns of both pages, in order. Other fields of a row with a heading follow them, at every figure.
PLACED: Sequence[_Rule] = (
    ColumnRule(Heading("Indicator"), {_Part.FIRST_PAGE, _Part.SECOND_PAGE, _Part.GROUP}, _title),
    ColumnRule(
        Heading("Pol", "Polarity"),
        {_Part.FIRST_PAGE},
        lambda composer, line: Cell(line.indicator.polarity.letter or composer.symbols.dash),
    ),
    ColumnRule(
        Heading("Period"), {_Part.FIRST_PAGE}, lambda _, line: Cell(line.indicator.period_type.abbreviation)
    ),
    _of_row(
        "group",
        {_Part.GROUP},
        lambda _, line: Cell((line.row and line.row.group) or "not recorded"),
        Heading("Group"),
    ),
    _of_row("display", {_Part.FIRST_PAGE, _Part.GROUP}, _result),
    _of_row("display", {_Part.EVERYBODY, _Part.VARIANT}, _result, heading=Heading("Result", is_number=True)),
    _of_row("rag", _EVERY_FIGURE, _rag),
    _of_row("numerator", _EVERY_FIGURE),
    _of_row("denominator", _EVERY_FIGURE),
    _of_row("target", {_Part.FIRST_PAGE, _Part.SECOND_PAGE}, _target),
    _of_row("direction", {_Part.FIRST_PAGE}, _direction),
    _of_row("previous_display", {_Part.FIRST_PAGE}),
    _of_row("earlier_display", {_Part.FIRST_PAGE}, _earlier),
    _of_row("outturn_display", {_Part.FIRST_PAGE}),
    _of_row("difference_display", {_Part.VARIANT}),
)


def _rules(scorecard: Scorecard) -> tuple[_Rule, ...]:
    """The rules of every column of the scorecard, in order."""
    placed = {rule.field for rule in PLACED}
    asked = any(row.also_compared_with is not None for row in scorecard.results)
    others = (name for name, heading in COLUMNS.items() if heading and name not in placed)
    return (
        *(rule for rule in PLACED if asked or rule.field != "earlier_display"),
        *(
            ColumnRule(
                Heading(_short(found), comparator_heading(found), is_number=True),
                {_Part.FIRST_PAGE},
                partial(_comparator, found),
            )
            for found in _comparators(scorecard)
        ),
        *(_of_row(name, _EVERY_FIGURE) for name in others),
    )


def _counted(scorecard: Scorecard, layout: Layout) -> tuple[str, ...]:
    """Counts of green, amber and red."""
    match layout:
        case Layout.SCORECARD | Layout.MATRIX:
            counted = {"RAG": scorecard.rag_counts.get("lines")}
        case Layout.VARIANTS:
            counted = {
                f"RAG, {variant.title}": scorecard.rag_counts.get(variant.id)
                for variant in scorecard.variants
            }
        case _ as never:
            assert_never(never)
    return tuple(f"{name}: {ratings_text(counts)}." for name, counts in counted.items() if counts)


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
    not_shown = rule(composer.scorecard)
    ratings = (
        *([not_shown] if not_shown else []),
        rag,
        *([UNSAFE_LEGEND] if unsafe else []),
        *([OVERRIDES_LEGEND] if is_marked(composer.shown) else []),
    )
    if composer.view.layout is Layout.VARIANTS:
        return (*ratings, "Difference: that variant's value less the value of all, from exact values.")
    arrows = ", ".join(signs.travel(direction) for direction in Direction)
    polarities = ", ".join(
        f"{polarity.letter} {meaning}"
        for polarity, meaning in _POLARITIES.items()
        if any(indicator.polarity is polarity for indicator in used)
    )
    periods = ", ".join(f"{period.abbreviation} {period.legend}" for period in _periods(used))
    if composer.view.layout is Layout.MATRIX:
        return (
            *ratings,
            "Cautions on single groups stand in the scorecard layout, save on what is not known.",
        )
    return (
        *ratings,
        f"Direction: {arrows}, {_direction_legend(composer.scorecard, used)}. "
        "Better or worse is by the polarity; an arrow never means up or down.",
        *([f"Polarity: {polarities}."] if polarities else []),
        *([f"Period: {periods}."] if periods else []),
        *(_sources(composer, comparator) for comparator in _comparators(composer.scorecard)),
        *standing_legend(composer.scorecard),
    )


def _direction_legend(scorecard: Scorecard, used: Sequence[IndicatorInfo]) -> str:
    """What directions are told from: the previous figure, the trend, or each for some."""
    by_trend = [info for info in used if info.direction_from is DirectionFrom.TENDENCY]
    if not by_trend:
        return "against the previous figure"
    months = max((summary.months for summary in scorecard.series_summaries), default=0)
    span = f"over {months} {'month' if months == 1 else 'months'}" if months else "of months"
    missing = "" if months else " (none was computed: ask for months with --trend MONTHS)"
    if len(by_trend) == len(used):
        return f"the trend {span}{missing}"
    titles = ", ".join(info.title for info in by_trend)
    return f"against the previous figure; of {titles}, the trend {span}{missing}"


def _sources(composer: _Composer, comparator: str) -> str:
    """Where a comparator's figures come from, and the days they describe."""
    rows = (row for row in composer.scorecard.comparators if row.comparator == comparator)
    sources = dict.fromkeys(f"{row.source.rstrip('.')} ({date_text(row.as_at)})" for row in rows)
    return f"{comparator_heading(comparator)}: {'; '.join(sources)}."


def _periods(used: Sequence[IndicatorInfo]) -> tuple[Period, ...]:
    """The period types in use: the named ones in the order of the vocabulary, then rolling ones by length."""
    found = {indicator.period_type for indicator in used}
    rolling = [period for period in found if isinstance(period, RollingMonths)]
    named = [period for period in PeriodType if period in found]
    return (*named, *sorted(rolling, key=lambda period: period.months))
