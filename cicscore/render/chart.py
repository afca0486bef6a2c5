"""Plan the trend chart of an indicator: exact coordinates of zones, lines and labels, in one unit a pixel.

The picture is drawn from this by a template (SVG) or in characters (a terminal); it holds no number that the
series does not.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from cicscore.results import IndicatorInfo, SeriesRow
from cicscore.text import date_text, limit_text, month_text, short_month_text
from cicscore.vocabulary import ALL, Polarity, Rag, Unit
from cicscore.wording.editions import is_hidden


class Size(Struct, frozen=True):
    """The size of a chart, and the space around its plot."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    #: The height of a line of text.
    text: int
    #: How many months apart the labels of the axis are.
    every: int
    #: Whether the lines' names stand below the plot, for want of room beside it.
    below: bool


DESKTOP = Size(width=660, height=390, left=52, right=110, top=12, bottom=30, text=13, every=3, below=False)
PHONE = Size(width=320, height=310, left=44, right=14, top=10, bottom=110, text=12, every=6, below=True)


class Zone(Struct, frozen=True):
    """A band of one rating, over the months whose limits it follows."""

    rag: Rag
    x: float
    y: float
    width: float
    height: float


class Limit(Struct, frozen=True):
    """A line at a target or at the limit between amber and red."""

    rag: Rag
    x1: float
    x2: float
    y: float


class Point(Struct, frozen=True):
    """One month's value."""

    x: float
    y: float
    day: dt.date
    value: float
    display: str


class Course(Struct, frozen=True):
    """One variant's line: its place among the variants, its title, and its runs of months with a value."""

    place: int
    title: str
    runs: tuple[tuple[Point, ...], ...]

    @property
    def last(self) -> Point:
        """The latest month that has a value."""
        return self.runs[-1][-1]


class Label(Struct, frozen=True):
    """Text beside the plot; ``kind`` says what it belongs to."""

    x: float
    y: float
    text: str
    kind: str
    at: float


class Tick(Struct, frozen=True):
    """A mark on an axis."""

    at: float
    text: str


class Chart(Struct, frozen=True):
    """The trend of one indicator, ready to draw."""

    size: Size
    title: str
    description: str
    zones: tuple[Zone, ...]
    limits: tuple[Limit, ...]
    courses: tuple[Course, ...]
    labels: tuple[Label, ...]
    #: The words of the zones, where there is room that no line takes.
    words: tuple[Label, ...]
    months: tuple[Tick, ...]
    values: tuple[Tick, ...]
    #: Where a new definition begins.
    redefined: tuple[Tick, ...]


class _Scale(Struct, frozen=True):
    """From days and values to pixels."""

    size: Size
    days: tuple[dt.date, ...]
    low: float
    high: float

    @property
    def right(self) -> float:
        return self.size.width - self.size.right

    @property
    def bottom(self) -> float:
        return self.size.height - self.size.bottom

    @property
    def step(self) -> float:
        return (self.right - self.size.left) / max(len(self.days) - 1, 1)

    def x(self, day: dt.date) -> float:
        return self.size.left + self.step * self.days.index(day)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.size.top)


def chart(
    indicator: IndicatorInfo, series: Sequence[SeriesRow], titles: Mapping[str, str], size: Size
) -> Chart | None:
    """The chart of an indicator's series, by variant; ``None`` where fewer than two months have a value.

    ``titles`` gives the variants' titles in order. Zones follow the limits of each month.
    """
    valued = [row for row in series if row.value is not None]
    days = tuple(sorted({row.as_at for row in series}))
    if len({row.as_at for row in valued}) < 2:
        return None
    whole = {row.as_at: row for row in series if row.variant == ALL}
    size = _with_room(size, valued, titles)
    scale = _Scale(size, days, *_ends(indicator, valued, whole.values()))
    courses = tuple(
        Course(place, title, runs)
        for place, (variant, title) in enumerate(titles.items())
        if (runs := tuple(_runs([row for row in series if row.variant == variant], scale)))
    )
    limited = _limit_runs(days, whole)
    zones = tuple(zone for run in limited for zone in _zones(run, indicator, scale))
    return Chart(
        size=size,
        title=f"{indicator.title}: {_span(days)}",
        description=_description(courses, _not_shown(series, titles), limited, indicator),
        zones=zones,
        limits=tuple(limit for run in limited for limit in _limits(run, indicator, scale)),
        courses=courses,
        labels=_labels(courses, limited[-1], indicator, scale),
        words=tuple(word for zone in zones for word in _words(zone, courses)),
        months=tuple(Tick(scale.x(day), short_month_text(day)) for day in days[:: -size.every][::-1]),
        values=tuple(
            Tick(scale.y(value), _axis_text(value, indicator)) for value in _ticks(scale.low, scale.high)
        ),
        redefined=_redefined(days, whole, scale),
    )


def _span(days: Sequence[dt.date]) -> str:
    return f"{month_text(days[0])} to {month_text(days[-1])}"


# The limits of each month ----------------------------------------------------------------------------


class _Run(Struct, frozen=True):
    """Months in a row with the same limits; none where ``row`` has no target."""

    days: tuple[dt.date, ...]
    row: SeriesRow


def _limit_runs(days: Sequence[dt.date], whole: Mapping[dt.date, SeriesRow]) -> tuple[_Run, ...]:
    known = [day for day in days if day in whole]
    grouped = groupby(known, key=lambda day: _limits_of(whole[day]))
    return tuple(_Run(run, whole[run[0]]) for run in (tuple(days) for _, days in grouped))


def _limits_of(row: SeriesRow) -> tuple[Decimal | None, ...]:
    uneven = (row.green_low, row.green_high, row.amber_low, row.amber_high)
    return (row.target, row.amber, row.green_within, row.amber_within, *uneven)


def _borders(row: SeriesRow, polarity: Polarity) -> tuple[tuple[Rag, float, float], ...]:
    """The bands of each rating, from and to a value; infinite at the ends."""
    if row.target is None:
        return ()
    target = float(row.target)
    around = _around(row, row.target)
    if around is not None:
        amber_low, green_low, green_high, amber_high = map(float, around)
        return (
            (Rag.RED, -math.inf, amber_low),
            (Rag.AMBER, amber_low, green_low),
            (Rag.GREEN, green_low, green_high),
            (Rag.AMBER, green_high, amber_high),
            (Rag.RED, amber_high, math.inf),
        )
    if row.amber is None:
        return ()
    limit = float(row.amber)
    match polarity:
        case Polarity.HIGHER:
            return (Rag.RED, -math.inf, limit), (Rag.AMBER, limit, target), (Rag.GREEN, target, math.inf)
        case Polarity.LOWER:
            return (Rag.GREEN, -math.inf, target), (Rag.AMBER, target, limit), (Rag.RED, limit, math.inf)
        case Polarity.TARGET | Polarity.NONE:
            return ()


def _around(row: SeriesRow, target: Decimal) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    """Where amber, green, amber and red begin, going up, where the plan is best; else ``None``."""
    if row.green_within is not None and row.amber_within is not None:
        green, amber = row.green_within, row.amber_within
        return target - amber, target - green, target + green, target + amber
    low, high = (row.amber_low, row.green_low), (row.green_high, row.amber_high)
    if low[0] is None or low[1] is None or high[0] is None or high[1] is None:
        return None
    return low[0], low[1], high[0], high[1]


def _edges(run: _Run, scale: _Scale) -> tuple[float, float]:
    """A run's ends, half way to the months beside it."""
    half = scale.step / 2
    left = scale.x(run.days[0]) - (half if run.days[0] != scale.days[0] else 0)
    right = scale.x(run.days[-1]) + (half if run.days[-1] != scale.days[-1] else 0)
    return left, right


def _zones(run: _Run, indicator: IndicatorInfo, scale: _Scale) -> Iterator[Zone]:
    left, right = _edges(run, scale)
    for rag, low, high in _borders(run.row, indicator.polarity):
        top, bottom = scale.y(high), scale.y(low)
        if bottom - top > 0 and right > left:
            yield Zone(rag, left, top, right - left, bottom - top)


def _limits(run: _Run, indicator: IndicatorInfo, scale: _Scale) -> Iterator[Limit]:
    left, right = _edges(run, scale)
    borders = _borders(run.row, indicator.polarity)
    for (one, _, value), (other, _, _) in pairwise(borders):
        rag = Rag.RED if Rag.RED in (one, other) else Rag.GREEN
        yield Limit(rag, left, right, scale.y(value))


def _redefined(
    days: Sequence[dt.date], whole: Mapping[dt.date, SeriesRow], scale: _Scale
) -> tuple[Tick, ...]:
    """Where another definition begins."""
    return tuple(
        Tick(scale.x(after) - scale.step / 2, f"New definition from {date_text(begins)}")
        for before, after in pairwise(day for day in days if day in whole)
        if (begins := whole[after].definition_from) is not None and begins != whole[before].definition_from
    )


# Lines -----------------------------------------------------------------------------------------------


def _runs(rows: Sequence[SeriesRow], scale: _Scale) -> Iterator[tuple[Point, ...]]:
    """The points of one variant, broken where a month has no value."""
    ordered = sorted(rows, key=lambda row: row.as_at)
    for has_value, run in groupby(ordered, key=lambda row: row.value is not None):
        if has_value:
            yield tuple(
                Point(scale.x(row.as_at), scale.y(row.value), row.as_at, row.value, row.display or "")
                for row in run
                if row.value is not None
            )


def _labels(
    courses: Sequence[Course], last: _Run, indicator: IndicatorInfo, scale: _Scale
) -> tuple[Label, ...]:
    """The labels at the lines' ends, moved apart where they would cover each other."""
    wanted = [
        (course.last.y, f"{course.title} {course.last.display}", f"v{course.place}") for course in courses
    ]
    row = last.row
    if row.target is not None and _borders(row, indicator.polarity):
        name = "Target" if _around(row, row.target) is None else "Plan"
        wanted.append(
            (scale.y(float(row.target)), f"{name} {limit_text(row.target, indicator.printed_in)}", "target")
        )
        if row.amber is not None:
            text = f"Red limit {limit_text(row.amber, indicator.printed_in)}"
            wanted.append((scale.y(float(row.amber)), text, "limit"))
    if scale.size.below:
        first = scale.bottom + 2.6 * scale.size.text + 8
        return tuple(
            Label(scale.size.left, first + index * (scale.size.text + 5), text, kind, at)
            for index, (at, text, kind) in enumerate(wanted)
        )
    places = _apart([at for at, _, _ in wanted], scale.size.text + 3, scale.size.top, scale.bottom)
    x = scale.right + 14
    return tuple(
        Label(x, place, text, kind, at) for place, (at, text, kind) in zip(places, wanted, strict=True)
    )


#: The width of a letter of a label, at most.
_LETTER = 7.6


def _with_room(size: Size, valued: Sequence[SeriesRow], titles: Mapping[str, str]) -> Size:
    """The size with as much room beside the plot as the labels need."""
    if size.below:
        return size
    longest = max(len(f"{titles[row.variant]} {row.display}") for row in valued)
    return replace(size, right=int(min(max(20 + _LETTER * longest, size.right), size.width / 2)))


#: The width and height that a zone's word takes.
_WORD_WIDTH, _WORD_HEIGHT = 52, 16


def _words(zone: Zone, courses: Sequence[Course]) -> Iterator[Label]:
    """The zone's word, at the first of several places that no line passes; none in a small zone."""
    if zone.height < _WORD_HEIGHT or zone.width < _WORD_WIDTH:
        return
    points = [point for course in courses for run in course.runs for point in run]
    places = [
        (x, y)
        for y in (zone.y + zone.height - 5, zone.y + 13)
        for x in (zone.x + 6, zone.x + (zone.width - _WORD_WIDTH) / 2, zone.x + zone.width - _WORD_WIDTH)
    ]
    x, y = next((place for place in places if _is_free(*place, points)), places[0])
    yield Label(x, y, zone.rag.value.capitalize(), zone.rag.value, y)


def _is_free(x: float, y: float, points: Iterable[Point]) -> bool:
    return not any(
        x - 14 <= point.x <= x + _WORD_WIDTH + 14 and abs(point.y - (y - 4)) < _WORD_HEIGHT - 3
        for point in points
    )


def _apart(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Places as near to those wanted as there is room for, in the same order from the top."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = list(wanted)
    for before, after in pairwise(order):
        places[after] = max(places[after], places[before] + gap)
    if order and places[order[-1]] > bottom:
        places[order[-1]] = bottom
        for after, before in pairwise(reversed(order)):
            places[before] = min(places[before], places[after] - gap)
    return [max(place, top) for place in places]


# Axes ------------------------------------------------------------------------------------------------


def _ends(
    indicator: IndicatorInfo, valued: Iterable[SeriesRow], whole: Iterable[SeriesRow]
) -> tuple[float, float]:
    """The ends of the axis: round numbers around every value and limit; percentages within 0 to 100."""
    numbers = [row.value for row in valued if row.value is not None]
    for row in whole:
        numbers += [low for _, low, _ in _borders(row, indicator.polarity) if math.isfinite(low)]
    low, high = min(numbers), max(numbers)
    room = (high - low) * 0.15 or max(abs(high) * 0.1, 1)
    step = _step(low - room, high + room)
    low = math.floor((low - room) / step) * step
    high = math.ceil((high + room) / step) * step
    if min(numbers) >= 0:
        low = max(low, 0.0)
    if indicator.unit is Unit.PERCENT and max(numbers) <= 100:
        high = min(high, 100.0)
    return low, high


def _step(low: float, high: float) -> float:
    """The distance between marks: 1, 2 or 5 times a power of ten, so that there are about five."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    step = _step(low, high)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def _axis_text(value: float, indicator: IndicatorInfo) -> str:
    return limit_text(Decimal(str(value)), indicator.unit)  # a label would not fit beside the axis


# Words -----------------------------------------------------------------------------------------------


def _not_shown(series: Iterable[SeriesRow], titles: Mapping[str, str]) -> Iterator[str]:
    """How many months of each line are confidential, so that nobody takes a gap for missing data."""
    hidden = Counter(row.variant for row in series if is_hidden(row, "value"))
    for variant, title in titles.items():
        if count := hidden[variant]:
            yield f"{title}: {count} {'month is' if count == 1 else 'months are'} not shown."


def _description(
    courses: Sequence[Course], not_shown: Iterable[str], runs: Sequence[_Run], indicator: IndicatorInfo
) -> str:
    """What the picture shows, for a reader who does not see it."""
    lines = [
        f"{course.title}: {course.runs[0][0].display} in {month_text(course.runs[0][0].day)}, "
        f"{course.last.display} in {month_text(course.last.day)}."
        for course in courses
    ]
    row = runs[-1].row
    if row.target is not None:
        limit = "" if row.amber is None else f", red beyond {limit_text(row.amber, indicator.printed_in)}"
        lines.append(f"Latest target {limit_text(row.target, indicator.printed_in)}{limit}.")
    return " ".join([*lines, *not_shown, "The figures stand in the table of months."])


# Small trend lines -----------------------------------------------------------------------------------

#: The size of a small trend line.
SPARK_WIDTH, SPARK_HEIGHT = 96, 20


def sparkline(rows: Sequence[SeriesRow]) -> str | None:
    """The path of a small trend line, broken where a month has no value; ``None`` without two values."""
    ordered = sorted(rows, key=lambda row: row.as_at)
    values = [row.value for row in ordered]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    path, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x = 2 + index * (SPARK_WIDTH - 4) / max(len(values) - 1, 1)
        y = SPARK_HEIGHT / 2 if high == low else 2 + (high - value) / (high - low) * (SPARK_HEIGHT - 4)
        path.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(path)
