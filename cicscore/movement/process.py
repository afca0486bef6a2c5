"""XmR charts: limits of what chance does to a series, and the signals of special causes.

Source of the rules: NHS England's "Making Data Count". Limits lie 2.66 mean moving ranges from the mean,
moving ranges beyond 3.267 of their mean left out of it. Signals: a point outside the limits; two of three
points near one limit (in the outer third, all three on its side of the mean); a shift of seven points on one
side of the mean; a trend of seven points rising, or falling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cicscore.figures import date_text, value_text
from cicscore.movement.points import Point, better_or_worse, overlaps_monthly
from cicscore.vocabulary import Direction, PeriodType, Polarity, SpecialCause, Unit

#: The fewest points on which Making Data Count bases limits.
MINIMUM_POINTS = 12

_LIMIT = Fraction("2.66")
_NEAR = _LIMIT * 2 / 3
_SCREEN = Fraction("3.267")
_RUN = 7


@dataclass(frozen=True, slots=True)
class Signal:
    """The special causes that one point is a part of; ``direction`` is none where there is no better side."""

    point: Point
    causes: tuple[SpecialCause, ...]
    direction: Direction | None


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of a process, and how far from it chance alone takes a point."""

    mean: Fraction
    lower: Fraction
    upper: Fraction


@dataclass(frozen=True, slots=True)
class Chart:
    """An XmR chart; ``limits`` is none where there is none, and the reason says why."""

    limits: Limits | None
    signals: tuple[Signal, ...]
    reason: str


def chart(
    points: Sequence[Point], *, period: PeriodType, polarity: Polarity, unit: Unit, decimals: int
) -> Chart:
    """The XmR chart of the latest of ``points`` without a gap; refused where it would mislead."""
    if overlaps_monthly(period):
        kind = period.value.replace("_", " ")
        why = f"the windows of {kind} figures overlap from month to month, so they are not independent"
        return Chart(None, (), f"No XmR chart: {why}.")
    run = _latest_without_gap(points)
    if len(run) < MINIMUM_POINTS:
        counted = f"{len(run)} {'month' if len(run) == 1 else 'months'} in a row"
        why = f"there are figures of {counted}, and at least {MINIMUM_POINTS} are needed"
        return Chart(None, (), f"No XmR chart: {why}.")
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
    told = f"{len(signals)} {'shows' if len(signals) == 1 else 'show'} a special cause"
    reason = (
        f"XmR chart of {len(run)} points from {date_text(run[0].as_at)}: mean {mean}, "
        f"limits {lower} to {upper}; {told if signals else 'none shows a special cause'}."
    )
    return Chart(limits, signals, reason)


def _side(value: Fraction, mean: Fraction, polarity: Polarity) -> Direction | None:
    """Whether a point lies on the better side of the mean; on the mean it lies on neither."""
    return None if value == mean else better_or_worse(higher=value > mean, polarity=polarity)


def _latest_without_gap(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points at the end of the series that follow each other month by month."""
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
    """The mean moving range, without ranges so large that they are no common variation."""
    ranges = [abs(later - earlier) for earlier, later in pairwise(values)]
    screen = _SCREEN * _mean(ranges)
    return _mean([found for found in ranges if found <= screen])


def special_causes(values: Sequence[Fraction]) -> tuple[tuple[SpecialCause, ...], ...]:
    """For each value, the special causes that it is a part of, in the order of the vocabulary."""
    mean, width = _mean(values), _moving_range(values)
    distances = [value - mean for value in values]
    steps = [_sign(later - earlier) for earlier, later in pairwise(values)]
    found = {
        SpecialCause.OUTSIDE_LIMITS: {
            place for place, distance in enumerate(distances) if abs(distance) > _LIMIT * width
        },
        SpecialCause.NEAR_LIMIT: _near_limit(distances, width),
        SpecialCause.SHIFT: _in_runs([_sign(distance) for distance in distances], _RUN),
        # Seven points have six steps between them; a run of steps takes in the point that it starts from.
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
    """The places in runs of at least ``length`` equal signs; what is neither breaks a run."""
    return _in_spans(
        len(signs), length, lambda span: signs[span[0]] != 0 and len({signs[n] for n in span}) == 1
    )


def _near_limit(distances: Sequence[Fraction], width: Fraction) -> Set[int]:
    """The places near a limit where two of three in a row are, and all three on its side of the mean."""
    near = [_NEAR * width < abs(distance) <= _LIMIT * width for distance in distances]

    def on_one_side(span: range) -> bool:
        signs = {_sign(distances[place]) for place in span}
        return len(signs) == 1 and 0 not in signs and sum(near[place] for place in span) >= 2

    return {place for place in _in_spans(len(distances), 3, on_one_side) if near[place]}


def _in_spans(count: int, length: int, holds: Callable[[range], bool]) -> Set[int]:
    """The places of every span of ``length`` neighbours for which something holds."""
    spans = (range(start, start + length) for start in range(count - length + 1))
    return {place for span in spans if holds(span) for place in span}
