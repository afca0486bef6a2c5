"""Tests against chance: Wilson intervals, the tendency of a series, XmR charts."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import assert_never

from msgspec import Struct

from cicscore.periods import months_apart
from cicscore.text import PrintedUnit, change_text, date_text, printed, value_text
from cicscore.vocabulary import Direction, Period, Polarity, SpecialCause, Tendency, Unit

#: The standard normal quantile that leaves 2.5% on either side.
_Z = 1.959963984540054


def wilson_interval(count: int, out_of: int) -> tuple[float, float]:
    """The 95% interval of the share ``count / out_of``, as shares from 0 to 1.

    Wilson's score interval without continuity correction: E. B. Wilson, "Probable inference, the law of
    succession, and statistical inference", Journal of the American Statistical Association 22 (1927),
    209-212; method 3 in R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872. Raises ``ValueError``
    unless ``count`` is from 0 to ``out_of`` and ``out_of`` is not 0.
    """
    if not 0 <= count <= out_of or out_of == 0:
        raise ValueError(f"{count} is not a part of {out_of}")
    middle = count + _Z**2 / 2
    reach = _Z * math.sqrt(count * (out_of - count) / out_of + _Z**2 / 4)
    total = out_of + _Z**2
    # At the extremes the interval ends exactly at 0 or 1, which binary arithmetic may just miss.
    low = 0.0 if count == 0 else (middle - reach) / total
    high = 1.0 if count == out_of else (middle + reach) / total
    return low, high


class MonthFigure(Struct, frozen=True):
    """The exact figure of one month end, on the indicator's scale."""

    as_at: dt.date
    value: Fraction

    @property
    def month(self) -> int:
        """The number of the month since the year 0, so that a month without a figure leaves a gap."""
        return self.as_at.year * 12 + self.as_at.month


def independent(points: Sequence[MonthFigure], period: Period) -> tuple[MonthFigure, ...]:
    """The points that count nothing twice, in order: the latest, and those whole windows before it."""
    apart = months_apart(period)
    return tuple(point for point in points if (points[-1].month - point.month) % apart == 0)


def better_or_worse(*, higher: bool, polarity: Polarity) -> Direction | None:
    """Whether higher (or lower) figures are better; ``None`` where neither is."""
    match polarity:
        case Polarity.HIGHER:
            return Direction.IMPROVED if higher else Direction.WORSENED
        case Polarity.LOWER:
            return Direction.WORSENED if higher else Direction.IMPROVED
        case Polarity.TARGET | Polarity.NONE:
            return None
        case _ as never:
            assert_never(never)


#: The fewest points that can distinguish a slope from none.
MINIMUM_FOR_TENDENCY = 5

#: Student's t, two-sided at 5%, by degrees of freedom. Between two entries, use the smaller one's value,
#: which is stricter.
_CRITICAL: Mapping[int, Decimal] = MappingProxyType(
    {
        degrees: Decimal(text)
        for degrees, text in (
            (3, "3.182"), (4, "2.776"), (5, "2.571"), (6, "2.447"), (7, "2.365"), (8, "2.306"),
            (9, "2.262"), (10, "2.228"), (11, "2.201"), (12, "2.179"), (13, "2.160"), (14, "2.145"),
            (15, "2.131"), (16, "2.120"), (17, "2.110"), (18, "2.101"), (19, "2.093"), (20, "2.086"),
            (21, "2.080"), (22, "2.074"), (23, "2.069"), (24, "2.064"), (25, "2.060"), (26, "2.056"),
            (27, "2.052"), (28, "2.048"), (29, "2.045"), (30, "2.042"), (40, "2.021"), (60, "2.000"),
            (120, "1.980"),
        )
    }
)  # fmt: skip


class TrendLine(Struct, frozen=True):
    """The direction of a series over its whole time.

    ``tendency`` is ``None`` where there are too few points; ``per_month`` is the exact slope of the line.
    ``direction`` is ``None`` where there is no clear trend or no better side.
    """

    tendency: Tendency | None
    per_month: Fraction | None
    direction: Direction | None
    reason: str


def trend_line(
    points: Sequence[MonthFigure],
    *,
    period: Period,
    polarity: Polarity,
    unit: Unit | PrintedUnit,
    decimals: int,
) -> TrendLine:
    """Find the direction over ``points``, given in order of day."""
    used = independent(points, period)
    if len(used) < MINIMUM_FOR_TENDENCY:
        return TrendLine(None, None, None, f"No direction over time: {_too_few(len(used), len(points))}.")
    slope, squared_t = _fitted(used)
    critical = _critical(len(used) - 2)
    clear = slope != 0 and (squared_t is None or squared_t > Fraction(critical) ** 2)
    span = f"over {len(used)} points from {date_text(used[0].as_at)} to {date_text(used[-1].as_at)}"
    test = f"least squares; {_statistic(squared_t, critical)}"
    if not clear:
        reason = f"No clear trend: {span}, the slope cannot be told from none ({test})."
        return TrendLine(Tendency.NO_CLEAR_TREND, slope, None, reason)
    tendency = Tendency.RISING if slope > 0 else Tendency.FALLING
    monthly = change_text(slope, unit, decimals + 1)
    return TrendLine(
        tendency,
        slope,
        better_or_worse(higher=slope > 0, polarity=polarity),
        f"{tendency.value.capitalize()}: {monthly} a month {span} ({test}).",
    )


def _too_few(used: int, known: int) -> str:
    counted = f"{used} {'point' if used == 1 else 'points'}"
    if used < known:
        counted += f" of {known} {'counts' if used == 1 else 'count'} nothing twice"
        return f"{counted}, and at least {MINIMUM_FOR_TENDENCY} are needed"
    return f"the series has {counted}, and at least {MINIMUM_FOR_TENDENCY} are needed"


def _fitted(points: Sequence[MonthFigure]) -> tuple[Fraction, Fraction | None]:
    """The slope a month, and the square of its t statistic; ``None`` where the points lie on the line."""
    count = len(points)
    mean_month = Fraction(sum(point.month for point in points), count)
    mean_value = sum((point.value for point in points), Fraction(0)) / count
    months = [point.month - mean_month for point in points]
    values = [point.value - mean_value for point in points]
    spread = sum((month**2 for month in months), Fraction(0))
    slope = sum((month * value for month, value in zip(months, values, strict=True)), Fraction(0)) / spread
    left_over = sum((value**2 for value in values), Fraction(0)) - slope**2 * spread
    if left_over == 0:
        return slope, None
    return slope, slope**2 * spread * (count - 2) / left_over


def _critical(degrees: int) -> Decimal:
    return _CRITICAL[max(listed for listed in _CRITICAL if listed <= degrees)]


def _statistic(squared_t: Fraction | None, critical: Decimal) -> str:
    if squared_t is None:
        return "the points lie on one line"
    t = (Decimal(squared_t.numerator) / Decimal(squared_t.denominator)).sqrt()
    side = "beyond" if squared_t > Fraction(critical) ** 2 else "within"
    return f"t = {printed(t, 2)}, {side} {critical} at 5%, two-sided"


#: The fewest points from which Making Data Count sets limits.
MINIMUM_FOR_CHART = 12

_LIMIT = Fraction("2.66")
_NEAR = _LIMIT * 2 / 3
_SCREEN = Fraction("3.267")
_RUN = 7


class Signal(Struct, frozen=True):
    """The special causes that a point belongs to; ``direction`` is ``None`` where there is no better side."""

    point: MonthFigure
    causes: tuple[SpecialCause, ...]
    direction: Direction | None


class Limits(Struct, frozen=True):
    """The mean of a process, and the limits of variation by chance alone."""

    mean: Fraction
    lower: Fraction
    upper: Fraction


class XmrChart(Struct, frozen=True):
    """An XmR chart; ``limits`` is ``None`` where there is no chart, for the given reason."""

    limits: Limits | None
    signals: tuple[Signal, ...]
    reason: str


def chart(
    points: Sequence[MonthFigure],
    *,
    period: Period,
    polarity: Polarity,
    unit: Unit | PrintedUnit,
    decimals: int,
) -> XmrChart:
    """Make an XmR chart of the latest run of ``points`` without a gap; refused where it would mislead."""
    if months_apart(period) > 1:
        kind = period.value.replace("_", " ")
        why = f"the windows of {kind} figures overlap from month to month, so they are not independent"
        return XmrChart(None, (), f"No XmR chart: {why}.")
    run = _latest_without_gap(points)
    if len(run) < MINIMUM_FOR_CHART:
        counted = f"{len(run)} {'month' if len(run) == 1 else 'months'} in a row"
        why = f"there are figures of {counted}, and at least {MINIMUM_FOR_CHART} are needed"
        return XmrChart(None, (), f"No XmR chart: {why}.")
    values = [point.value for point in run]
    limits, causes = limits_of(values), special_causes(values)
    signals = tuple(
        Signal(point, found, _side(point.value, limits.mean, polarity))
        for point, found in zip(run, causes, strict=True)
        if found
    )
    mean, lower, upper = (
        value_text(value, unit, decimals) for value in (limits.mean, limits.lower, limits.upper)
    )
    causes_text = f"{len(signals)} {'shows' if len(signals) == 1 else 'show'} a special cause"
    reason = (
        f"XmR chart of {len(run)} points from {date_text(run[0].as_at)}: mean {mean}, "
        f"limits {lower} to {upper}; {causes_text if signals else 'none shows a special cause'}."
    )
    return XmrChart(limits, signals, reason)


def _side(value: Fraction, mean: Fraction, polarity: Polarity) -> Direction | None:
    """Whether a point lies on the better side of the mean; ``None`` on the mean."""
    return None if value == mean else better_or_worse(higher=value > mean, polarity=polarity)


def _latest_without_gap(points: Sequence[MonthFigure]) -> tuple[MonthFigure, ...]:
    """The consecutive months at the end of the series."""
    start = 0
    for place, (earlier, later) in enumerate(pairwise(points), 1):
        if later.month != earlier.month + 1:
            start = place
    return tuple(points[start:])


def limits_of(values: Sequence[Fraction]) -> Limits:
    """The limits of a series of at least two values."""
    mean, width = _mean(values), _LIMIT * _moving_range(values)
    return Limits(mean, mean - width, mean + width)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _moving_range(values: Sequence[Fraction]) -> Fraction:
    """The mean moving range, excluding ranges too large for common variation."""
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    screen = _SCREEN * _mean(ranges)
    return _mean([found for found in ranges if found <= screen])


def special_causes(values: Sequence[Fraction]) -> tuple[tuple[SpecialCause, ...], ...]:
    """For each value, the special causes that it belongs to, in vocabulary order."""
    mean, width = _mean(values), _moving_range(values)
    distances = [value - mean for value in values]
    steps = [_sign(later - earlier) for earlier, later in pairwise(values)]
    found = {
        SpecialCause.OUTSIDE_LIMITS: {
            place for place, distance in enumerate(distances) if abs(distance) > _LIMIT * width
        },
        SpecialCause.NEAR_LIMIT: _near_limit(distances, width),
        SpecialCause.SHIFT: _in_runs([_sign(distance) for distance in distances], _RUN),
        # Seven points have six steps between them; a run of steps includes the point that it starts from.
        SpecialCause.TREND: {
            place + end for place in _in_runs(steps, _RUN - 1) for end in (0, 1)
        },
    }  # fmt: skip
    return tuple(
        tuple(cause for cause in SpecialCause if place in found[cause]) for place in range(len(values))
    )


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


def _in_runs(signs: Sequence[int], length: int) -> Set[int]:
    """The positions in runs of at least ``length`` equal signs; a zero breaks a run."""
    return _in_spans(
        len(signs), length, lambda span: signs[span[0]] != 0 and len({signs[n] for n in span}) == 1
    )


def _near_limit(distances: Sequence[Fraction], width: Fraction) -> Set[int]:
    """The positions near a limit where two of three in a row are, with all three on its side of the mean."""
    near = [_NEAR * width < abs(distance) <= _LIMIT * width for distance in distances]

    def on_one_side(span: range) -> bool:
        signs = {_sign(distances[place]) for place in span}
        return len(signs) == 1 and 0 not in signs and sum(near[place] for place in span) >= 2

    return {place for place in _in_spans(len(distances), 3, on_one_side) if near[place]}


def _in_spans(count: int, length: int, holds: Callable[[range], bool]) -> Set[int]:
    """The positions in every span of ``length`` neighbours that satisfies a condition."""
    spans = (range(start, start + length) for start in range(count - length + 1))
    return {place for span in spans if holds(span) for place in span}
