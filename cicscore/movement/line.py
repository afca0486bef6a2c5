"""Direction over a set period: the least-squares line of a series, where it can be told from a flat one.

A council of the field replaced the arrow against the last quarter by a regression over the whole time, with
"no clear trend" as a third answer. The test is the usual one: the slope is told from none where its t
statistic, on the points less two degrees of freedom, lies beyond the two-sided 5% value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from cicscore.figures import change_text, date_text, printed
from cicscore.movement.points import Point, better_or_worse, independent
from cicscore.vocabulary import Direction, PeriodType, Polarity, Tendency, Unit

#: Fewer points than this cannot tell a slope from none.
MINIMUM_POINTS = 5

#: Student's t, two-sided at 5%, by degrees of freedom. Between two entries the smaller one's value counts,
#: which is the stricter.
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


@dataclass(frozen=True, slots=True)
class Course:
    """The direction of a series over its whole time.

    ``tendency`` is none where there are too few points; ``per_month`` is the slope of the line, exact.
    ``direction`` is none where there is no clear trend or no better side.
    """

    tendency: Tendency | None
    per_month: Fraction | None
    direction: Direction | None
    reason: str


def course(
    points: Sequence[Point], *, period: PeriodType, polarity: Polarity, unit: Unit, decimals: int
) -> Course:
    """The direction over ``points``, which are in order of their days."""
    used = independent(points, period)
    if len(used) < MINIMUM_POINTS:
        return Course(None, None, None, f"No direction over time: {_too_few(len(used), len(points))}.")
    slope, squared_t = _fitted(used)
    critical = _critical(len(used) - 2)
    clear = slope != 0 and (squared_t is None or squared_t > Fraction(critical) ** 2)
    span = f"over {len(used)} points from {date_text(used[0].as_at)} to {date_text(used[-1].as_at)}"
    test = f"least squares; {_statistic(squared_t, critical)}"
    if not clear:
        reason = f"No clear trend: {span}, the slope cannot be told from none ({test})."
        return Course(Tendency.NO_CLEAR_TREND, slope, None, reason)
    tendency = Tendency.RISING if slope > 0 else Tendency.FALLING
    monthly = change_text(slope, unit, decimals + 1)
    return Course(
        tendency,
        slope,
        better_or_worse(higher=slope > 0, polarity=polarity),
        f"{tendency.value.capitalize()}: {monthly} a month {span} ({test}).",
    )


def _too_few(used: int, known: int) -> str:
    counted = f"{used} {'point' if used == 1 else 'points'}"
    if used < known:
        counted += f" of {known} {'counts' if used == 1 else 'count'} nothing twice"
        return f"{counted}, and at least {MINIMUM_POINTS} are needed"
    return f"the series has {counted}, and at least {MINIMUM_POINTS} are needed"


def _fitted(points: Sequence[Point]) -> tuple[Fraction, Fraction | None]:
    """The slope a month, and the square of its t statistic; none where the points lie on the line."""
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
