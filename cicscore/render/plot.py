"""Draw an indicator's trend chart in characters, for a terminal.

Colour only repeats what signs say: letters name the zones, and each line has a mark of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich.text import Text

from cicscore.render.chart import Chart, Size, chart
from cicscore.results import IndicatorInfo, SeriesRow
from cicscore.vocabulary import Rag

#: The size of a character in the chart's own unit.
_WIDE, _HIGH = 8, 16
_ROWS = 14
#: The most columns that a plot takes; wider lines are harder to follow.
_MOST_COLUMNS = 110
#: The mark of each variant's line, and that of a place that two lines share.
_MARKS, _SHARED = "●○◇△", "◎"
_ZONES = {Rag.GREEN: "on dark_green", Rag.AMBER: "on dark_goldenrod", Rag.RED: "on dark_red"}


def plot(
    indicator: IndicatorInfo, series: Sequence[SeriesRow], titles: Mapping[str, str], width: int
) -> Text | None:
    """The plot of a series in at most ``width`` columns; ``None`` where there is nothing to draw."""
    size = Size(
        width=min(width, _MOST_COLUMNS) * _WIDE,
        height=_ROWS * _HIGH,
        left=9 * _WIDE,
        right=28 * _WIDE,
        top=_HIGH // 2,
        bottom=_HIGH * 3 // 2,
        text=_HIGH - 3,
        every=6,
        below=False,
    )
    planned = chart(indicator, series, titles, size)
    return None if planned is None else _Canvas.of(planned).text(planned.title)


class _Canvas(Struct):
    """Characters and their styles, by row and column."""

    signs: list[list[str]]
    styles: list[list[str]]

    @classmethod
    def of(cls, planned: Chart) -> _Canvas:
        columns = planned.size.width // _WIDE
        canvas = cls([[" "] * columns for _ in range(_ROWS)], [[""] * columns for _ in range(_ROWS)])
        canvas._zones(planned)
        canvas._axes(planned)
        canvas._courses(planned)
        return canvas

    def text(self, title: str) -> Text:
        drawn = Text(f"{title}\n", style="bold")
        for signs, styles in zip(self.signs, self.styles, strict=True):
            line = Text()
            for sign, style in zip(signs, styles, strict=True):
                line.append(sign, style=style)
            line.rstrip()
            drawn.append_text(line).append("\n")
        return drawn

    def _zones(self, planned: Chart) -> None:
        for zone in planned.zones:
            left, right = _column(zone.x), _column(zone.x + zone.width)
            for row in range(_row(zone.y), _row(zone.y + zone.height - 1) + 1):
                for column in range(left, right + 1):
                    self.styles[row][column] = _ZONES[zone.rag]
                self.signs[row][right] = zone.rag.letter
        for limit in planned.limits:
            for column in range(_column(limit.x1), _column(limit.x2)):
                self.signs[_row(limit.y)][column] = "─"

    def _axes(self, planned: Chart) -> None:
        for tick in planned.values:
            self._write(_row(tick.at), _column(planned.size.left) - 2 - len(tick.text), tick.text)
        for tick in planned.months:
            self._write(_ROWS - 1, _column(tick.at) - len(tick.text) // 2, tick.text)
        for label in planned.labels:
            mark = f"{_MARKS[int(label.kind[1:]) % len(_MARKS)]} " if label.kind[0] == "v" else ""
            self._write(_row(label.y), _column(label.x) + 1, mark + label.text)

    def _courses(self, planned: Chart) -> None:
        for course in planned.courses:
            mark = _MARKS[course.place % len(_MARKS)]
            for point in (point for run in course.runs for point in run):
                row, column = _row(point.y), _column(point.x)
                taken = self.signs[row][column] in (*_MARKS, _SHARED)
                self.signs[row][column] = _SHARED if taken else mark

    def _write(self, row: int, column: int, text: str) -> None:
        for place, sign in enumerate(text, max(column, 0)):
            if place < len(self.signs[row]):
                self.signs[row][place] = sign


def _column(x: float) -> int:
    return int(x // _WIDE)


def _row(y: float) -> int:
    return min(max(int(y // _HIGH), 0), _ROWS - 1)
