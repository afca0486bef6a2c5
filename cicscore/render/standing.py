"""The table of a scorecard's page that shows where the authority stands among others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from cicscore.render.page import Block, Cell, PageColumn
from cicscore.results import BenchmarkRow, Scorecard
from cicscore.text import date_text
from cicscore.wording.benchmarks import RULE, RULE_OF_NOW, caveats, current_text, rank_text, sources
from cicscore.wording.editions import is_hidden


class _Column(Struct, frozen=True):
    """A column: its heading where space is short, and in words; what it shows of a row."""

    short: str
    in_words: str
    text: Callable[[BenchmarkRow], str | None]


_COLUMNS = (
    _Column("Published", "Published figure", lambda row: row.display),
    _Column("Rank", "Rank", rank_text),
    _Column("Qrt", "Quartile", lambda row: None if row.quartile is None else str(row.quartile)),
    _Column("Median", "Median", lambda row: row.median_display),
    _Column("Upper", "Upper quartile", lambda row: row.upper_quartile_display),
    _Column("Neighb", "Neighbours' mean", lambda row: row.neighbours_mean_display),
    _Column("Best", "Best neighbour", lambda row: row.best_neighbour_display),
)
_NOW = _Column("Now", "This scorecard's rank", current_text)


def standing_blocks(scorecard: Scorecard, dash: str, hidden: Cell, *, is_wide: bool) -> Iterator[Block]:
    """A table for each year that figures were published of, in the order of the document."""
    titles = {info.id: info.title for info in scorecard.indicators}
    columns = (*_COLUMNS, *([_NOW] if _has_now(scorecard) else []))
    for period, ends in dict.fromkeys((row.period, row.as_at) for row in scorecard.benchmarks):
        rows = [row for row in scorecard.benchmarks if (row.period, row.as_at) == (period, ends)]

        def cell(row: BenchmarkRow, column: _Column) -> Cell:
            if column is _NOW and is_hidden(row, "current_rank"):
                return hidden
            return Cell(column.text(row) or dash)

        yield Block(
            f"Among other authorities · {period}, to {date_text(ends)}",
            (
                PageColumn("Indicator"),
                *(PageColumn(one.in_words if is_wide else one.short, is_number=True) for one in columns),
            ),
            tuple(
                (Cell(titles[row.indicator], about=(row.indicator, "")), *(cell(row, one) for one in columns))
                for row in rows
            ),
        )


def _has_now(scorecard: Scorecard) -> bool:
    """Whether the own figure has a place; in editions for others a column of symbols would tell nothing."""
    return any(row.current_rank is not None for row in scorecard.benchmarks)


def standing_legend(scorecard: Scorecard) -> tuple[str, ...]:
    """What the table's columns mean, where its figures are from, and what was left out."""
    if not scorecard.benchmarks:
        return ()
    titles = {info.id: info.title for info in scorecard.indicators}
    return (
        f"Among other authorities: {'; '.join(sources(scorecard.benchmarks))}. {RULE}",
        *([RULE_OF_NOW] if _has_now(scorecard) else []),
        *caveats(scorecard.benchmarks, titles),
    )
