"""Direction over a set period: when a slope can be told from none, and what is said of it."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.periods import month_ends
from cicscore.trend_tests import MonthFigure, TrendLine, trend_line
from cicscore.vocabulary import Direction, PeriodType, Polarity, Tendency, Unit

MARCH = dt.date(2016, 3, 31)


def points(*values: str) -> list[MonthFigure]:
    """Figures of the months up to March 2016; an empty text is a month without one."""
    days = month_ends(MARCH, len(values))
    return [MonthFigure(day, Fraction(value)) for day, value in zip(days, values, strict=True) if value]


def over(
    *values: str, polarity: Polarity = Polarity.HIGHER, period: PeriodType = PeriodType.SNAPSHOT
) -> TrendLine:
    """The direction over the figures, as percentages."""
    return trend_line(points(*values), period=period, polarity=polarity, unit=Unit.PERCENT, decimals=1)


@pytest.mark.parametrize(
    ("polarity", "direction"),
    [
        (Polarity.HIGHER, Direction.IMPROVED),
        (Polarity.LOWER, Direction.WORSENED),
        (Polarity.TARGET, None),
        (Polarity.NONE, None),
    ],
)
def test_a_slope_beyond_chance_rises_and_polarity_says_whether_that_is_better(
    polarity: Polarity, direction: Direction | None
) -> None:
    """Worked by hand: slope 16.5/17.5; t = 5.66 on four degrees of freedom, where 2.776 is the limit."""
    assert over("10", "11", "13", "12", "14", "15", polarity=polarity) == TrendLine(
        Tendency.RISING,
        Fraction(33, 35),
        direction,
        "Rising: +0.94 pp a month over 6 points from 31 October 2015 to 31 March 2016 "
        "(least squares; t = 5.66, beyond 2.776 at 5%, two-sided).",
    )


def test_a_slope_within_chance_is_no_clear_trend() -> None:
    """Worked by hand: slope 2/17.5, left over 10/3 - 8/35, so t squared is 4 * (8/35) / (326/105)."""
    assert over("11", "12", "11", "13", "11", "12") == TrendLine(
        Tendency.NO_CLEAR_TREND,
        Fraction(4, 35),
        None,
        "No clear trend: over 6 points from 31 October 2015 to 31 March 2016, the slope cannot be told from "
        "none (least squares; t = 0.54, within 2.776 at 5%, two-sided).",
    )


def test_points_on_one_line_need_no_test() -> None:
    """Nothing is left over, so the slope is certain, unless there is none."""
    falling = over("9", "8", "7", "6", "5")
    assert (falling.tendency, falling.reason) == (
        Tendency.FALLING,
        "Falling: -1.00 pp a month over 5 points from 30 November 2015 to 31 March 2016 "
        "(least squares; the points lie on one line).",
    )
    assert over("9", "9", "9", "9", "9").tendency is Tendency.NO_CLEAR_TREND


def test_a_month_without_a_figure_leaves_a_gap_in_time() -> None:
    """The slope is a month's, also across a month that is missing."""
    assert over("1", "2", "", "4", "5", "6").per_month == 1


def test_few_points_have_no_direction() -> None:
    """Four points cannot tell a slope from none."""
    assert over("1", "2", "3", "4") == TrendLine(
        None, None, None, "No direction over time: the series has 4 points, and at least 5 are needed."
    )


def test_windows_that_overlap_count_once_a_year() -> None:
    """Of a year to date at thirteen month ends, the two Marches share nothing."""
    found = over(*(str(n) for n in range(13)), period=PeriodType.YEAR_TO_DATE)
    assert found == TrendLine(
        None,
        None,
        None,
        "No direction over time: 2 points of 13 count nothing twice, and at least 5 are needed.",
    )
    years = over(*(str(n) for n in range(49)), period=PeriodType.ROLLING_12_MONTHS)
    assert (years.tendency, years.per_month) == (Tendency.RISING, 1)


@given(
    values=st.lists(st.decimals(0, 100, places=1), min_size=5, max_size=24),
    shift=st.integers(-50, 50),
)
def test_turning_a_series_over_turns_its_direction_over(values: list[Decimal], shift: int) -> None:
    """A series and its mirror image have opposite slopes and one test, wherever they lie."""
    up = over(*(str(value) for value in values))
    down = over(*(str(shift - value) for value in values))
    opposite = {
        Tendency.RISING: Tendency.FALLING,
        Tendency.FALLING: Tendency.RISING,
        Tendency.NO_CLEAR_TREND: Tendency.NO_CLEAR_TREND,
    }
    assert up.tendency is not None
    assert up.per_month is not None
    assert (down.tendency, down.per_month) == (opposite[up.tendency], -up.per_month)
