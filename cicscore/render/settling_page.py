"""Lay out how published figures settled: a line for each series, by one, two and three months later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from cicscore.render.page import (
    ASCII,
    UNICODE,
    Block,
    Cell,
    Page,
    PageColumn,
    line_title,
    marked,
    page_title,
    readable_page,
    theme_heading,
)
from cicscore.results import IndicatorInfo, Settling, SettlingRow, VariantInfo
from cicscore.text import as_written, change_text, date_text
from cicscore.view import View
from cicscore.vocabulary import Unit

#: What is shown of each number of months later, where there is room and where there is not.
_WIDE = ("Months", "Rose", "Fell", "Lowest", "Median", "Highest")
_NARROW = ("Months", "Rose", "Median")
_MARK = "Internal: for officers; it tells of figures before they were settled."
_NOTHING = (
    "No figure in the register was stated again within three months. File scorecards that have the months "
    "before (--trend 4, --for-report), or trends."
)


class _Line(Struct, frozen=True):
    """An indicator's settling for one variant, by months later."""

    indicator: IndicatorInfo
    variant: VariantInfo
    rows: Mapping[int, SettlingRow]

    @property
    def note(self) -> str | None:
        """What was left out of the line."""
        left_out = [
            f"{later_text(row.months_later)} {row.redefined}" for row in self.rows.values() if row.redefined
        ]
        if not left_out:
            return None
        return f"Months left out, because the definition changed in between: {', '.join(left_out)}."


def later_text(months: int) -> str:
    """So many months later, in words."""
    return f"{months} month{'' if months == 1 else 's'} later"


def compose_settling(settling: Settling, view: View) -> Page:
    """Lay out the table for a view."""
    lines = list(_lines(settling))
    notes = tuple(dict.fromkeys(line.note for line in lines if line.note))
    dash = (ASCII if view.ascii_only else UNICODE).dash
    shown = _WIDE if view.is_wide else _NARROW
    lags = sorted({row.months_later for row in settling.settling})
    columns = (
        PageColumn("Indicator"),
        *(PageColumn(name, is_number=True, over=later_text(lag)) for lag in lags for name in shown),
    )
    blocks = []
    for theme in settling.themes:
        ours = [line for line in lines if line.indicator.theme == theme.id]
        drawn = tuple((_title(line, notes), *_cells(line, lags, shown, dash)) for line in ours)
        blocks += [Block(theme_heading(theme), columns, drawn)] if drawn else []
    page = Page(
        title=page_title(settling.organisation, settling.title),
        subtitle=f"How published figures settled, up to {date_text(settling.until)}",
        mark=_MARK,
        blocks=tuple(blocks),
        summary=() if lines else (_NOTHING,),
        notes=notes,
        legend=(
            "Later less first published figure, in the unit's own points. A figure counts as first published "
            "in the first document of its own month.",
            "Months: the earlier months of which both figures are known, by one definition; Rose: how many "
            "of them were higher by then. Editions of rounded counts are left out.",
        ),
    )
    return readable_page(page, ascii_only=view.ascii_only)


def _lines(settling: Settling) -> Iterator[_Line]:
    rows: dict[tuple[str, str], dict[int, SettlingRow]] = {}
    for row in settling.settling:
        rows.setdefault((row.indicator, row.variant), {})[row.months_later] = row
    for indicator in settling.indicators:
        for variant in settling.variants:
            if (indicator.id, variant.id) in rows:
                yield _Line(indicator, variant, rows[indicator.id, variant.id])


def _title(line: _Line, notes: tuple[str, ...]) -> Cell:
    numbers = [notes.index(line.note) + 1] if line.note else []
    return Cell(marked(line_title(line.indicator, line.variant), numbers))


def _cells(line: _Line, lags: Sequence[int], shown: Sequence[str], dash: str) -> Iterator[Cell]:
    for lag in lags:
        row = line.rows.get(lag)
        texts = {} if row is None or not row.months else _texts(row, line.indicator.decimals)
        yield from (Cell(texts.get(name, dash)) for name in shown)


def _texts(row: SettlingRow, decimals: int) -> dict[str, str]:
    """What each column says; points go without their unit, which the legend gives."""
    points = {"Lowest": row.lowest, "Median": row.median, "Highest": row.highest}
    return {
        "Months": str(row.months),
        "Rose": str(row.rose),
        "Fell": str(row.fell),
        **{
            name: change_text(as_written(change), Unit.RATIO, decimals)
            for name, change in points.items()
            if change is not None
        },
    }
