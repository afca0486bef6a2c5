"""The points of a series, and which of them a test may look at.

Tests of chance need points that do not share what they count. Successive month ends of a year to date, of
rolling twelve months or of an annual figure do; a year apart, they do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from cicscore.vocabulary import Direction, PeriodType, Polarity


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one month end, exact, on the indicator's own scale."""

    as_at: dt.date
    value: Fraction

    @property
    def month(self) -> int:
        """The number of the month since the year 0, so that a month without a figure leaves a gap."""
        return self.as_at.year * 12 + self.as_at.month


def overlaps_monthly(period: PeriodType) -> bool:
    """Whether the windows of this period type at successive month ends share days."""
    match period:
        case PeriodType.SNAPSHOT | PeriodType.MONTH:
            return False
        case (
            PeriodType.YEAR_TO_DATE
            | PeriodType.ACADEMIC_YEAR_TO_DATE
            | PeriodType.ROLLING_12_MONTHS
            | PeriodType.ANNUAL
        ):
            return True
        case _ as never:
            assert_never(never)


def independent(points: Sequence[Point], period: PeriodType) -> tuple[Point, ...]:
    """The points that share nothing they count, in order; of windows that overlap, those of whole years
    before the latest.
    """
    if not points or not overlaps_monthly(period):
        return tuple(points)
    return tuple(point for point in points if (points[-1].month - point.month) % 12 == 0)


def better_or_worse(*, higher: bool, polarity: Polarity) -> Direction | None:
    """Whether higher (or lower) figures are better; none where neither way is."""
    match polarity:
        case Polarity.HIGHER:
            return Direction.IMPROVED if higher else Direction.WORSENED
        case Polarity.LOWER:
            return Direction.WORSENED if higher else Direction.IMPROVED
        case Polarity.TARGET | Polarity.NONE:
            return None
        case _ as never:
            assert_never(never)
