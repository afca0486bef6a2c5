"""Draw a scorecard or a trend as tables for a terminal or a log file.

Numbers are never cut off: titles wrap, and lines run over where the screen is too narrow for the figures.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cicscore.render.due_page import compose_due
from cicscore.render.page import Block, Cell, Page, PageColumn
from cicscore.render.plot import plot
from cicscore.render.scorecard_page import compose
from cicscore.render.settling_page import compose_settling
from cicscore.render.trend_page import compose_trend
from cicscore.results import DueList, Scorecard, Settling, Trend
from cicscore.view import View
from cicscore.vocabulary import Rag

#: Columns separated by the divider's width, with a rule under the headings.
_GAP = 1
_MINIMUM_TITLE = 20

_RULED = Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
_RULED_ASCII = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)

_STYLES: Mapping[Rag | None, str] = {
    Rag.GREEN: "green",
    Rag.AMBER: "yellow",
    Rag.RED: "bold red",
    None: "",
}


def render_table(scorecard: Scorecard, view: View) -> str:
    """Draw the scorecard as lines of text, with colour where the view has it."""
    return draw(compose(scorecard, view), view)


def render_trend_table(trend: Trend, view: View) -> str:
    """Draw the trend as lines of text, each series as a sparkline in block characters.

    Where somebody looks at a terminal, a few indicators are drawn as plots, too.
    """
    return plots(trend, view) + draw(compose_trend(trend, view), view)


def render_settling_table(settling: Settling, view: View) -> str:
    """Draw how figures settled as lines of text."""
    return draw(compose_settling(settling, view), view)


def render_due_table(due: DueList, view: View) -> str:
    """Draw what is due, and where figures land, as lines of text."""
    return draw(compose_due(due, view), view)


#: More plots than fit on a screen or two are no help.
_MOST_PLOTS = 3


def plots(trend: Trend, view: View) -> str:
    """A plot of each indicator, if they are few and somebody looks at a terminal; else nothing."""
    if not view.pictures or len(trend.indicators) > _MOST_PLOTS:
        return ""
    titles = {variant.id: variant.title for variant in trend.variants}
    lines = io.StringIO()
    console = _console(lines, view, view.width)
    for indicator in trend.indicators:
        series = [row for row in trend.series if row.indicator == indicator.id]
        drawn = plot(indicator, series, titles, view.width)
        if drawn is not None:
            console.print(drawn, soft_wrap=True)
    return lines.getvalue()


def draw(page: Page, view: View) -> str:
    """Draw a page as lines of text."""
    layouts = {block.columns: _widths(block.columns, page.blocks, view.width) for block in page.blocks}
    needed = max((_total(widths) for widths in layouts.values()), default=0)
    lines = io.StringIO()
    console = _console(lines, view, max(view.width, needed))
    console.print(Text(page.title, style="bold"))
    console.print(Text(page.subtitle))
    console.print(Text(page.mark))
    for block in page.blocks:
        console.print()
        _print_block(console, block, layouts[block.columns], view)
    _print_foot(console, page)
    # Padding on the right has no use and makes a log file wide.
    return "".join(f"{line.rstrip()}\n" for line in lines.getvalue().splitlines())


def _console(file: io.StringIO, view: View, width: int) -> Console:
    """A console that follows the view, whatever the machine's terminal and environment."""
    return Console(
        file=file,
        width=width,
        color_system="standard" if view.colour else None,
        force_terminal=view.colour,
        force_jupyter=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def _widths(columns: tuple[PageColumn, ...], blocks: Sequence[Block], width: int) -> tuple[int, ...]:
    """The width of each column, equal in all blocks with these columns; titles take the rest."""
    lines = [line for block in blocks if block.columns == columns for line in block.lines]
    natural = [
        max(cell_len(column.heading), *(cell_len(line[place].text) for line in lines))
        for place, column in enumerate(columns)
    ]
    for places in _spans(columns).values():
        missing = cell_len(columns[places[0]].over or "") - _total([natural[place] for place in places])
        natural[places[0]] += max(0, missing)
    left = width - _total(natural[1:]) - _GAP
    return min(natural[0], max(left, _MINIMUM_TITLE)), *natural[1:]


def _spans(columns: tuple[PageColumn, ...]) -> Mapping[str, Sequence[int]]:
    """The positions of the columns under each shared heading."""
    found: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if column.over:
            found.setdefault(column.over, []).append(place)
    return found


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _print_block(console: Console, block: Block, widths: tuple[int, ...], view: View) -> None:
    console.print(Text(block.heading, style="bold"))
    over = "".join(
        heading.ljust(_total([widths[place] for place in places]) + _GAP)
        for heading, places in _spans(block.columns).items()
    )
    if over:
        console.print(Text(" " * (_total(widths) + _GAP - cell_len(over)) + over.rstrip(), style="bold"))
    table = Table(
        box=_RULED_ASCII if view.ascii_only else _RULED,
        show_edge=False,
        padding=0,
        pad_edge=False,
        header_style="bold",
    )
    for column, width in zip(block.columns, widths, strict=True):
        table.add_column(column.heading, width=width, justify="right" if column.is_number else "left")
    for line in block.lines:
        table.add_row(*(_text(cell) for cell in line))
    console.print(table)


def _text(cell: Cell) -> Text:
    return Text(cell.text, style=_STYLES[cell.tone])


def _print_foot(console: Console, page: Page) -> None:
    """Print the counts, the numbered notes and the legend."""
    for texts in (page.summary, page.legend):
        if texts:
            console.print()
        for text in texts:
            console.print(Text(text))
    if page.notes:
        console.print()
        console.print(Text("Notes", style="bold"))
        console.print(_hanging([(f"[{number}]", note) for number, note in enumerate(page.notes, 1)]))


def _hanging(items: Iterable[tuple[str, str]]) -> Table:
    """Wrap text with a hanging mark on its left."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    for mark, text in items:
        grid.add_row(Text(mark), Text(text))
    return grid
