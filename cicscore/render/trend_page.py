"""Lay out a trend for readers: a sparkline for each series, its latest figures and its notes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import StrEnum, auto
from functools import partial
from itertools import pairwise
from typing import TypeAlias

from msgspec import Struct

from cicscore.render.page import (
    ASCII,
    UNICODE,
    UNSAFE_LEGEND,
    Block,
    Cell,
    ColumnRule,
    Page,
    Symbols,
    cells,
    headings,
    line_title,
    marked,
    note_sentence,
    other_left_out_notes,
    page_title,
    readable_page,
    shared,
    theme_heading,
    unsafe_mark,
)
from cicscore.results import Heading, IndicatorInfo, SeriesRow, SeriesSummary, Trend, VariantInfo
from cicscore.text import as_written, change_text, date_text, short_month_text
from cicscore.view import View
from cicscore.vocabulary import ALL, Overridden, Status, Unit
from cicscore.wording.editions import is_hidden, mark, rule, symbol, told
from cicscore.wording.notes import is_note_of_extracts
from cicscore.wording.overrides import LEGEND as OVERRIDES_LEGEND
from cicscore.wording.overrides import NOTE_BY_HAND, OVERRIDDEN, is_marked, mark_of

_BLOCKS, _NO_BLOCK = "▁▂▃▄▅▆▇█", "·"
#: Digits for ASCII-only screens: 1 is the lowest figure, 8 the highest.
_DIGITS, _NO_DIGIT = "12345678", "."


def sparkline(values: Sequence[float | None], *, ascii_only: bool) -> str:
    """Draw one sign for each value; a constant series stays in the middle."""
    signs, gap = (_DIGITS, _NO_DIGIT) if ascii_only else (_BLOCKS, _NO_BLOCK)
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)

    def sign(value: float) -> str:
        if high == low:
            return signs[3]
        return signs[min(int((value - low) / (high - low) * len(signs)), len(signs) - 1)]

    return "".join(gap if value is None else sign(value) for value in values)


def sparkline_legend(*, ascii_only: bool, gap_means: str = "no figure") -> str:
    """The meaning of a sparkline's signs."""
    signs, gap = (_DIGITS, _NO_DIGIT) if ascii_only else (_BLOCKS, _NO_BLOCK)
    return f"from {signs[0]} (the line's own lowest) to {signs[-1]} (its highest), {gap} {gap_means}"


#: The published tables show one year's months; JSON and CSV have the whole of a longer series.
_MONTHS_SHOWN = 12


class _Line(Struct, frozen=True):
    """An indicator's series for one variant."""

    indicator: IndicatorInfo
    variant: VariantInfo
    rows: Mapping[dt.date, SeriesRow]
    summary: SeriesSummary


class _Composer(Struct, frozen=True):
    """What every part of the page needs."""

    days: tuple[dt.date, ...]
    view: View
    symbols: Symbols
    numbers: Mapping[str, int]
    of_every_line: Set[str]
    has_unsafe: bool
    has_overrides: bool
    hidden: Cell
    #: What the legend says of the symbol, where the edition has one.
    rule: str | None
    has_hidden: bool

    @property
    def shown(self) -> tuple[dt.date, ...]:
        return self.days[-_MONTHS_SHOWN:]

    def title(self, line: _Line, text: str) -> Cell:
        """A title with its note numbers."""
        own = (note for note in _notes(line) if note not in self.of_every_line)
        return Cell(marked(text, (self.numbers[note] for note in own)))


class _Part(StrEnum):
    """A part of the page."""

    RANGES = auto()
    MONTHS = auto()
    DIFFERENCES = auto()


_Rule: TypeAlias = ColumnRule[_Composer, _Line]


def compose_trend(trend: Trend, view: View) -> Page:
    """Lay out a trend for a view."""
    lines = list(_lines(trend))
    notes = tuple(dict.fromkeys(note for line in lines for note in _notes(line)))
    days = tuple(sorted({row.as_at for row in trend.series}))
    symbols = ASCII if view.ascii_only else UNICODE
    numbers = {note: number for number, note in enumerate(notes, 1)}
    unsafe = any(row.rag and row.rag_safe is False for line in lines for row in line.rows.values())
    of_every_line = shared(map(_notes, lines))
    composer = _Composer(
        days=days,
        view=view,
        symbols=symbols,
        numbers=numbers,
        of_every_line=of_every_line,
        has_unsafe=unsafe,
        has_overrides=is_marked(trend.series),
        hidden=Cell(symbol(trend), is_hidden=True),
        rule=rule(trend),
        has_hidden=any(is_hidden(row, "value") for row in trend.series),
    )
    page = Page(
        title=page_title(trend.organisation, trend.title),
        subtitle=f"Month ends from {date_text(trend.first_as_at)} to {date_text(trend.last_as_at)}",
        mark=mark(trend),
        blocks=(*_theme_blocks(trend, lines, composer), *_difference_blocks(trend, lines, composer)),
        summary=other_left_out_notes(trend.extracts, notes),
        notes=tuple(
            f"{note} This holds for every line." if note in of_every_line else note for note in notes
        ),
        legend=_legend(composer),
    )
    return readable_page(page, ascii_only=view.ascii_only)


def _lines(trend: Trend) -> Iterator[_Line]:
    """The lines in order (themes, indicators, variants), without variants that never apply."""
    rows: dict[tuple[str, str], dict[dt.date, SeriesRow]] = {}
    for row in trend.series:
        rows.setdefault((row.indicator, row.variant), {})[row.as_at] = row
    summaries = {(summary.indicator, summary.variant): summary for summary in trend.series_summaries}
    for theme in trend.themes:
        for indicator in trend.indicators:
            for variant in trend.variants:
                key = (indicator.id, variant.id)
                if indicator.theme == theme.id and key in rows and _applies(rows[key].values()):
                    yield _Line(indicator, variant, rows[key], summaries[key])


def _applies(rows: Iterable[SeriesRow]) -> bool:
    return any(row.status is not Status.NOT_APPLICABLE for row in rows)


def _notes(line: _Line) -> tuple[str, ...]:
    """One line's notes: missing figures, restatements, cautions, and the tests requested."""
    rows = tuple(line.rows.values())
    summary = line.summary
    found = [
        *_gaps(rows),
        *_redefinitions(rows, line.indicator),
        *_restatements(rows, line.indicator),
        *_cautions(rows),
        *_by_hand(rows),
    ]
    of_extracts = (note for row in rows for note in row.notes if is_note_of_extracts(note))
    found += dict.fromkeys(map(note_sentence, of_extracts))
    found += [reason for reason in map(told, (summary.tendency_reason, summary.process_reason)) if reason]
    found += [_signals(rows)] if any(row.special_causes for row in rows) else []
    return tuple(found)


def _gaps(rows: Sequence[SeriesRow]) -> Iterator[str]:
    """The reasons why months have no figure, each once."""
    hidden = sum(is_hidden(row, "value") for row in rows)
    if hidden:
        yield f"Not shown at {_month_ends(hidden)}, so that no small number can be worked out."
    missing = (row for row in rows if row.value is None and not is_hidden(row, "value"))
    reasons = Counter(row.status_reason for row in missing if row.status_reason)
    for reason, count in reasons.items():
        yield f"No value at {_month_ends(count)}: {reason.rstrip('.')}."


def _month_ends(count: int) -> str:
    return f"{count} month {'end' if count == 1 else 'ends'}"


def _redefinitions(rows: Sequence[SeriesRow], indicator: IndicatorInfo) -> Iterator[str]:
    """The days on which the series changes definition."""
    for earlier, later in pairwise(rows):
        if earlier.definition_from != later.definition_from and later.definition_from is not None:
            latest = later.definition_from == indicator.valid_from and indicator.change_note
            why = f": {indicator.change_note}" if latest else ""
            yield f"The definition changed on {date_text(later.definition_from)}{why}".rstrip(".") + "."


def _restatements(rows: Sequence[SeriesRow], indicator: IndicatorInfo) -> Iterator[str]:
    """Published figures that print differently when recomputed, and how far; neither replaces the other."""
    for row in rows:
        if row.restated and row.value is not None and row.published_value is not None:
            change = as_written(row.value) - as_written(row.published_value)
            yield (
                f"Restated: {row.published_display} was published for {date_text(row.as_at)}; computed again "
                f"it is {row.display} ({change_text(change, indicator.printed_in, indicator.decimals)})."
            )


def _cautions(rows: Sequence[SeriesRow]) -> Iterator[str]:
    """Incomplete windows and unknown rows, with the text from the latest month end."""
    for code, what in (("incomplete_window", "Incomplete windows"), ("unknown_rows", "Unknown rows")):
        found = [
            (row.as_at, note.partition(": ")[2])
            for row in rows
            for note in row.notes
            if note.startswith(f"{code}: ")
        ]
        if found:
            day, text = found[-1]
            yield f"{what} at {_month_ends(len(found))}; at {date_text(day)}: {text}."


def _by_hand(rows: Sequence[SeriesRow]) -> Iterator[str]:
    """What was set by hand, and at which month ends."""
    for row in rows:
        for note in row.notes:
            if note.partition(": ")[0] in (OVERRIDDEN, NOTE_BY_HAND):
                yield f"{date_text(row.as_at)}: {note_sentence(note)}"


def _signals(rows: Sequence[SeriesRow]) -> str:
    """The points that show special causes, and whether they are improvements."""
    points = []
    for row in rows:
        if row.special_causes:
            causes = ", ".join(cause.value.replace("_", " ") for cause in row.special_causes)
            better = f", {row.special_cause_direction.value}" if row.special_cause_direction else ""
            points.append(f"{short_month_text(row.as_at)} ({causes}{better})")
    return f"Special causes: {'; '.join(points)}."


def _theme_blocks(trend: Trend, lines: Sequence[_Line], composer: _Composer) -> Iterator[Block]:
    """A block for each theme: month by month where there is room, otherwise as ranges."""
    part, rules = _Part.MONTHS if composer.view.is_wide else _Part.RANGES, _rules(composer)
    for theme in trend.themes:
        ours = [line for line in lines if line.indicator.theme == theme.id]
        if ours:
            yield _block(theme_heading(theme), part, rules, composer, ours)


def _difference_blocks(trend: Trend, lines: Sequence[_Line], composer: _Composer) -> Iterator[Block]:
    """For each variant, its monthly difference from all, with the average, as in the published tables."""
    rules = _rules(composer)
    for variant in trend.variants:
        ours = [line for line in lines if line.variant == variant and _has_average(line.summary)]
        if variant.id != ALL and ours:
            heading = f"Monthly difference: {variant.title} less all"
            yield _block(heading, _Part.DIFFERENCES, rules, composer, ours)


def _has_average(summary: SeriesSummary) -> bool:
    return summary.difference_average is not None or is_hidden(summary, "difference_average")


def _block(
    heading: str, part: _Part, rules: Sequence[_Rule], composer: _Composer, lines: Iterable[_Line]
) -> Block:
    columns = headings(rules, part, in_words=composer.view.is_wide)
    return Block(heading, columns, tuple(cells(rules, part, composer, line) for line in lines))


def _rules(composer: _Composer) -> tuple[_Rule, ...]:
    """The rules of every column of the page, in order."""
    both = {_Part.RANGES, _Part.MONTHS}
    months = [(Heading(short_month_text(day), is_number=True), day) for day in composer.shown]
    return (
        ColumnRule(Heading("Indicator"), both, _title),
        ColumnRule(Heading("Indicator"), {_Part.DIFFERENCES}, lambda _, line: Cell(line.indicator.title)),
        ColumnRule(Heading("Period"), both, lambda _, line: Cell(line.indicator.period_type.abbreviation)),
        ColumnRule(Heading("First", is_number=True), {_Part.RANGES}, _first),
        ColumnRule(Heading("Lowest", is_number=True), {_Part.RANGES}, _lowest),
        ColumnRule(Heading("Highest", is_number=True), {_Part.RANGES}, _highest),
        ColumnRule(Heading("Latest", is_number=True), {_Part.RANGES}, _latest),
        ColumnRule(Heading("RAG"), {_Part.RANGES}, _latest_rag),
        ColumnRule(Heading("RAG by month"), {_Part.RANGES}, _letters),
        *(ColumnRule(heading, {_Part.MONTHS}, partial(_month, day)) for heading, day in months),
        ColumnRule(Heading("Course"), both, _course),
        *(ColumnRule(heading, {_Part.DIFFERENCES}, partial(_difference, day)) for heading, day in months),
        ColumnRule(Heading("Ave", is_number=True), {_Part.DIFFERENCES}, _average_difference),
    )


def _title(composer: _Composer, line: _Line) -> Cell:
    return composer.title(line, line_title(line.indicator, line.variant))


def _known(composer: _Composer, line: _Line) -> list[SeriesRow]:
    """The months of the line that have a figure."""
    return [row for day in composer.days if (row := line.rows.get(day)) and row.value is not None]


def _value(row: SeriesRow) -> float:
    return row.value or 0.0


def _figure(composer: _Composer, row: SeriesRow | None) -> Cell:
    if is_hidden(row, "display"):
        return composer.hidden
    return Cell(((row and row.display) or composer.symbols.dash) + mark_of(row, Overridden.VALUE))


def _first_hidden(composer: _Composer, line: _Line) -> SeriesRow | None:
    rows = (line.rows.get(day) for day in composer.days)
    return next((row for row in rows if is_hidden(row, "display")), None)


def _first(composer: _Composer, line: _Line) -> Cell:
    """The first month that has a figure, shown or not."""
    known, hidden = next(iter(_known(composer, line)), None), _first_hidden(composer, line)
    first = min((row for row in (known, hidden) if row), key=lambda row: row.as_at, default=None)
    return _figure(composer, first)


def _lowest(composer: _Composer, line: _Line) -> Cell:
    hidden = _first_hidden(composer, line)
    return _figure(composer, min(_known(composer, line), key=_value, default=hidden))


def _highest(composer: _Composer, line: _Line) -> Cell:
    hidden = _first_hidden(composer, line)
    return _figure(composer, max(_known(composer, line), key=_value, default=hidden))


def _latest(composer: _Composer, line: _Line) -> Cell:
    return _figure(composer, line.rows.get(composer.days[-1]))


def _latest_rag(composer: _Composer, line: _Line) -> Cell:
    row = line.rows.get(composer.days[-1])
    if is_hidden(row, "rag"):
        return composer.hidden
    rag, safe = (None, None) if row is None else (row.rag, row.rag_safe)
    text = composer.symbols.rating(rag, in_words=False, safe=safe)
    return Cell(text + mark_of(row, Overridden.RAG), rag)


def _letters(composer: _Composer, line: _Line) -> Cell:
    dash = composer.symbols.dash
    rows = [line.rows.get(day) for day in composer.days]
    return Cell(
        "".join(composer.hidden.text if is_hidden(row, "rag") else _letter(row) or dash for row in rows)
    )


def _letter(row: SeriesRow | None) -> str:
    """The letter of a rating, marked if not safe or set by hand; empty where there is none."""
    letter = "" if row is None or row.rag is None else row.rag.letter + unsafe_mark(safe=row.rag_safe)
    return letter + mark_of(row, Overridden.RAG)


def _month(day: dt.date, composer: _Composer, line: _Line) -> Cell:
    """A month's figure with its rating's letter."""
    row = line.rows.get(day)
    if row is None or row.display is None:
        return _figure(composer, row)
    letter = composer.hidden.text if is_hidden(row, "rag") else _letter(row)
    return Cell(f"{row.display}{mark_of(row, Overridden.VALUE)} {letter}".rstrip(), row.rag)


def _course(composer: _Composer, line: _Line) -> Cell:
    values = [row.value if (row := line.rows.get(day)) else None for day in composer.days]
    return Cell(sparkline(values, ascii_only=composer.view.ascii_only))


def _difference(day: dt.date, composer: _Composer, line: _Line) -> Cell:
    row = line.rows.get(day)
    if is_hidden(row, "difference_from_all"):
        return composer.hidden
    return _difference_cell(None if row is None else row.difference_from_all, composer, line)


def _average_difference(composer: _Composer, line: _Line) -> Cell:
    if is_hidden(line.summary, "difference_average"):
        return composer.hidden
    return _difference_cell(line.summary.difference_average, composer, line)


def _difference_cell(number: float | None, composer: _Composer, line: _Line) -> Cell:
    """A difference without its unit, which the legend gives; whole numbers for counts."""
    if number is None:
        return Cell(composer.symbols.dash)
    return Cell(change_text(as_written(number), Unit.RATIO, line.indicator.decimals))


def _legend(composer: _Composer) -> tuple[str, ...]:
    count = len(composer.days)
    months = "" if count <= _MONTHS_SHOWN else f" The table shows the last {_MONTHS_SHOWN} months."
    gap = "no figure, or one that is not shown" if composer.has_hidden else "no figure"
    shown = " Lowest and highest are those of the month ends that are shown." if composer.has_hidden else ""
    return (
        *([composer.rule] if composer.rule else []),
        f"Course: {sparkline_legend(ascii_only=composer.view.ascii_only, gap_means=gap)}.{shown}",
        f"RAG: G green, A amber, R red, {composer.symbols.dash} not rated.",
        *([UNSAFE_LEGEND] if composer.has_unsafe else []),
        *([OVERRIDES_LEGEND] if composer.has_overrides else []),
        "Monthly difference: in the unit's own points, from exact values. "
        f"Ave: the mean of the exact differences of all {_month_ends(count)}.{months}",
    )
