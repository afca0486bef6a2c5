"""The trend's own direction for the oracle: a least-squares line, and whether it is more than chance."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle import days
from tests.oracle.earlier import compared_as

FEWEST = 5
#: Of how many months the windows of month ends next to each other share some.
OVERLAPPING = {
    "year_to_date": 12,
    "academic_year_to_date": 12,
    "rolling_12_months": 12,
    "annual": 12,
    "quarter": 3,
}


def month_ends(until: date, count: int) -> list[date]:
    """The last month ends by a day, the latest first."""
    following = (until + timedelta(days=1)).replace(day=1)
    return [days.add_months(following, -back) - timedelta(days=1) for back in range(count)]


def trend_direction(indicator: dict[str, Any], values: dict[date, Fraction | None]) -> str | None:
    """Whether a figure has got better over months; None where no trend can be told, or neither way is."""
    if indicator["polarity"] not in {"higher", "lower"}:
        return None
    points = counted_once(indicator, {day: value for day, value in values.items() if value is not None})
    if len(points) < FEWEST:
        return None
    slope = clear_slope(points)
    if slope == 0:
        return "same"
    return "improved" if (slope > 0) == (indicator["polarity"] == "higher") else "worsened"


def counted_once(indicator: dict[str, Any], values: dict[date, Fraction]) -> list[tuple[int, Fraction]]:
    """The points, in months, whose windows share no day: the latest, and each a window's length earlier."""
    period = compared_as(indicator)
    step = int(period["rolling_months"]) if isinstance(period, dict) else OVERLAPPING.get(period, 1)
    points = {day.year * 12 + day.month: value for day, value in values.items()}
    return [(month, points[month]) for month in sorted(points) if (max(points) - month) % step == 0]


def clear_slope(points: list[tuple[int, Fraction]]) -> Fraction:
    """The slope of the least-squares line, or nought where chance may have made it: two-sided t, at 5%."""
    count = len(points)
    middle = Fraction(sum(x for x, _ in points), count)
    level = Fraction(sum(y for _, y in points)) / count
    spread = sum((x - middle) ** 2 for x, _ in points)
    slope = sum(((x - middle) * (y - level) for x, y in points), Fraction(0)) / spread
    left_over = sum((y - level - slope * (x - middle)) ** 2 for x, y in points)
    if left_over == 0:
        return slope
    t = math.sqrt(slope**2 * spread * (count - 2) / left_over)
    return slope if chance_within(t, count - 2) > 0.95 else Fraction(0)


def chance_within(t: float, freedom: int) -> float:
    """How likely Student's t lies within -t and t: the finite sums of Abramowitz and Stegun, 26.7.3 and 4."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2 == 1
    term, total = (cosine, 0.0) if odd else (1.0, 0.0)
    for power in range(1 if odd else 0, freedom - 1, 2):
        total += term
        term *= cosine**2 * (power + 1) / (power + 2)
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total
