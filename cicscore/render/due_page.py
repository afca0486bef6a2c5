"""Lay out what is due: a line for each indicator and group, with the figures that it lands at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct, field

from cicscore.render.page import (
    ASCII,
    UNICODE,
    UNSAFE_LEGEND,
    Block,
    Cell,
    Page,
    PageColumn,
    Symbols,
    line_title,
    marked,
    page_title,
    readable_page,
    sentence,
    theme_heading,
)
from cicscore.results import DueList, DueRow, IndicatorInfo, Landing, VariantInfo
from cicscore.text import capital, count_text, date_text, month_text
from cicscore.view import View
from cicscore.vocabulary import DueStatus, IfDone

_MARK = "Internal: for officers; small counts are shown."

#: A line of the page: indicator, variant, and the breakdown and group where it is of one.
_Key: TypeAlias = tuple[str, str, str | None, str | None]


class _Composer(Struct, dict=True):
    """The document by line, the view, and the notes found so far."""

    due: DueList
    symbols: Symbols
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counted = {_key(row): row for row in self.due.due}
        self.landed = {(_key(row), row.as_at, row.if_done): row for row in self.due.landings}
        self.days = tuple(dict.fromkeys((self.due.month_end, self.due.year_end)))
        titles = {
            (breakdown.id, group.id): group.title
            for breakdown in self.due.breakdowns
            for group in breakdown.groups
        }
        self.titles = titles

    def number(self, note: str) -> int:
        """The number of a note, which lines with the same one share."""
        if note not in self.notes:
            self.notes.append(note)
        return self.notes.index(note) + 1


def _key(row: DueRow | Landing) -> _Key:
    return row.indicator, row.variant, row.breakdown, row.group


def compose_due(due: DueList, view: View) -> Page:
    """Lay out the list for a view."""
    composer = _Composer(due, ASCII if view.ascii_only else UNICODE)
    columns = tuple(_columns(composer))
    blocks = []
    for theme in due.themes:
        lines = tuple(
            _line(composer, indicator, key)
            for indicator in due.indicators
            if indicator.theme == theme.id
            for key in _keys(composer, indicator)
        )
        blocks += [Block(theme_heading(theme), columns, lines)] if lines else []
    page = Page(
        title=page_title(due.organisation, due.title),
        subtitle=f"What is due in the {due.days} days after {date_text(due.as_at)}",
        mark=_MARK,
        blocks=tuple(blocks),
        summary=(),
        notes=tuple(composer.notes),
        legend=tuple(_legend(due)),
    )
    return readable_page(page, ascii_only=view.ascii_only)


def _columns(composer: _Composer) -> Iterator[PageColumn]:
    yield PageColumn("Indicator")
    yield PageColumn("Overdue", is_number=True)
    yield PageColumn(f"By {_short_day(composer.due.until)}", is_number=True)
    yield PageColumn("Now", is_number=True)
    for day in composer.days:
        for heading in ("None done", "All done", "Target"):
            yield PageColumn(heading, is_number=True, over=date_text(day))


def _keys(composer: _Composer, indicator: IndicatorInfo) -> Iterator[_Key]:
    """The lines of an indicator: each variant on its first page, and after it its groups."""
    every = dict.fromkeys((*composer.counted, *(key for key, _, _ in composer.landed)))
    for variant in indicator.lines:
        yield indicator.id, variant, None, None
        for breakdown in composer.due.breakdowns:
            for group in breakdown.groups:
                if (key := (indicator.id, variant, breakdown.id, group.id)) in every:
                    yield key


def _line(composer: _Composer, indicator: IndicatorInfo, key: _Key) -> tuple[Cell, ...]:
    cells = [
        _count(composer, key, "overdue"),
        _count(composer, key, "due"),
        _figure(composer, composer.landed.get((key, composer.due.as_at, IfDone.NOW))),
    ]
    for day in composer.days:
        none, every = (composer.landed.get((key, day, done)) for done in (IfDone.NONE, IfDone.ALL))
        target = None if none is None else none.target_display
        cells += [_figure(composer, none), _figure(composer, every), Cell(target or composer.symbols.dash)]
    numbers = sorted({composer.number(note) for note in _notes_of(composer, key)})
    return Cell(marked(_title(composer, indicator, key), numbers)), *cells


def _title(composer: _Composer, indicator: IndicatorInfo, key: _Key) -> str:
    _, variant, breakdown, group = key
    if breakdown is None or group is None:
        info = next(one for one in composer.due.variants if one.id == variant)
        return line_title(indicator, VariantInfo(id=info.id, title=info.title))
    return f"· {composer.titles[breakdown, group]}"


def _count(composer: _Composer, key: _Key, name: str) -> Cell:
    """How many; a group without a row of its own has none, where the whole is known."""
    row = composer.counted.get(key)
    whole = composer.counted.get((key[0], key[1], None, None))
    divided = composer.counted.get((key[0], key[1], key[2], None))
    if row is None and all(one is None or one.status is DueStatus.KNOWN for one in (whole, divided)):
        return Cell("0")
    number = None if row is None else getattr(row, name)
    return Cell(composer.symbols.dash if number is None else count_text(number))


def _figure(composer: _Composer, landing: Landing | None) -> Cell:
    """A figure with its rating, where it has one."""
    if landing is None or landing.display is None:
        return Cell(composer.symbols.dash)
    if landing.rag is None:
        return Cell(landing.display)
    rating = composer.symbols.rating(landing.rag, in_words=False, safe=landing.rag_safe)
    return Cell(f"{landing.display} {rating}", tone=landing.rag)


def _notes_of(composer: _Composer, key: _Key) -> Iterator[str]:
    """Why a line lacks a count or a figure, and what its counts leave open."""
    row = composer.counted.get(key)
    if row is not None and row.status_reason is not None:
        yield _sentence(f"what is due is not known: {row.status_reason}")
    if row is not None and row.breakdown is None:
        if row.undated:
            have, are = ("has", "is") if row.undated == 1 else ("have", "are")
            yield f"{count_text(row.undated)} of the {row.label} {have} no due date, and {are} not counted."
        if row.data_until is not None:
            yield (
                f"The data hold no {row.label} due after {date_text(row.data_until)}: more may fall due by "
                f"{date_text(composer.due.until)}."
            )
        if row.unknown:
            yield _sentence(
                f"blank cells leave open whether {count_text(row.unknown)} more of the {row.label} are due"
            )
    if key[2] is not None:
        return  # the line of the whole says it
    landed = (composer.landed.get((key, day, done)) for day in composer.days for done in IfDone)
    for landing in landed:
        if landing is None or landing.status is DueStatus.KNOWN or landing.status_reason is None:
            continue
        if row is None or landing.status_reason != row.status_reason:
            yield f"No figure as at {date_text(landing.as_at)}: {landing.status_reason}."


def _legend(due: DueList) -> Iterator[str]:
    tomorrow = date_text(due.as_at.fromordinal(due.as_at.toordinal() + 1))
    yield (
        f"Overdue: due on {date_text(due.as_at)} or before, and not done. By {_short_day(due.until)}: due "
        "after it, up to that day, and not done yet."
    )
    yield (
        "None done: the figure on that day if nothing more is done. All done: if all that is due by then is "
        f"done on its due day, again where it falls due again, and what is overdue on {tomorrow}."
    )
    yield (
        "Nothing else is foreseen: children who start or leave care later, and what is due but not in the "
        "data yet, are not in these figures."
    )
    yield "Each figure has the rating and the target of its own day."
    if any(landing.rag_safe is False for landing in due.landings):
        yield UNSAFE_LEGEND


def _sentence(text: str) -> str:
    return sentence(capital(text))


def _short_day(day: dt.date) -> str:
    """A day where space is short, such as 30 Apr."""
    return f"{day.day} {month_text(day)[:3]}"
