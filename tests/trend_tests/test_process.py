"""XmR charts: limits and signals worked out by hand, and the series that allow no chart."""

import datetime as dt
from fractions import Fraction

import pytest

from cicscore.periods import month_ends
from cicscore.trend_tests import Limits, MonthFigure, Signal, XmrChart, chart, limits_of, special_causes
from cicscore.vocabulary import Direction, Period, PeriodType, Polarity, SpecialCause, Unit, rolling_months

MARCH = dt.date(2016, 3, 31)
ZIGZAG = [10, 12] * 6


def fractions(values: list[int]) -> list[Fraction]:
    """The values, exact."""
    return [Fraction(value) for value in values]


def causes(values: list[int]) -> dict[int, tuple[SpecialCause, ...]]:
    """The special causes of each place that has any."""
    return {place: found for place, found in enumerate(special_causes(fractions(values))) if found}


def charted(
    values: list[int | None],
    *,
    polarity: Polarity = Polarity.HIGHER,
    period: PeriodType = PeriodType.SNAPSHOT,
) -> XmrChart:
    """The chart of the months up to March 2016."""
    days = month_ends(MARCH, len(values))
    points = [
        MonthFigure(day, Fraction(value))
        for day, value in zip(days, values, strict=True)
        if value is not None
    ]
    return chart(points, period=period, polarity=polarity, unit=Unit.PERCENT, decimals=1)


def test_limits_lie_two_point_six_six_mean_moving_ranges_from_the_mean() -> None:
    """Every range of the zigzag is 2, so the limits are 11 less and plus 5.32."""
    assert limits_of(fractions(ZIGZAG)) == Limits(Fraction(11), Fraction("5.68"), Fraction("16.32"))
    assert causes(ZIGZAG) == {}


def test_a_range_far_beyond_the_others_does_not_widen_the_limits() -> None:
    """The leap to 40 is 28, more than 3.267 times the mean range of 50/12; the others are all 2."""
    mean = Fraction(172, 13)
    found = limits_of(fractions([*ZIGZAG, 40]))
    assert found == Limits(mean, mean - Fraction("5.32"), mean + Fraction("5.32"))


def test_a_point_outside_the_limits_is_a_special_cause() -> None:
    """With 19 the mean range is 29/12, and the upper limit 151/13 + 2.66 * 29/12 = 18.04."""
    assert causes([*ZIGZAG, 19]) == {12: (SpecialCause.OUTSIDE_LIMITS,)}
    assert causes([*ZIGZAG, 17]) == {}


def test_two_of_three_points_near_a_limit_are_a_special_cause_on_one_side_of_the_mean() -> None:
    """Mean 11.8 and near the limit from 15.85: both 16s; not where the point between them is below it."""
    near = (SpecialCause.NEAR_LIMIT,)
    assert causes([*ZIGZAG, 16, 13, 16]) == {12: near, 14: near}
    assert causes([*ZIGZAG, 17, 11, 17]) == {}


def test_seven_points_on_one_side_of_the_mean_are_a_shift_and_six_are_none() -> None:
    """Steps of one leave every point within the limits and none near one."""
    low, high = [10, 11, 10, 11, 10, 11, 10], [13, 14, 13, 14, 13, 14, 13]
    shift = (SpecialCause.SHIFT,)
    assert {place for place, found in causes([*low, *high]).items() if SpecialCause.SHIFT in found} == set(
        range(14)
    )
    assert shift not in causes([*low[:6], *high[:6]]).values()


def test_a_point_on_the_mean_breaks_a_run() -> None:
    """Three, one on the mean, three: no seven on one side."""
    values = [9, 8, 9, 10, 9, 8, 9, 11, 12, 11, 10, 11, 12, 11]
    assert sum(values) == 10 * len(values)
    assert all(SpecialCause.SHIFT not in found for found in causes(values).values())


@pytest.mark.parametrize(("rising", "length"), [(7, 7), (6, 0)])
def test_seven_points_that_rise_are_a_trend_and_six_are_none(rising: int, length: int) -> None:
    """Six steps up from the first of seven points; the same downwards."""
    values = [20, 18, 20, 18, 20, 18, *(17 + step for step in range(rising)), 20, 22, 20]
    for series in (values, [-value for value in values]):
        trend = [place for place, found in causes(series).items() if SpecialCause.TREND in found]
        assert trend == list(range(6, 6 + length))


@pytest.mark.parametrize(
    ("polarity", "direction"),
    [
        (Polarity.HIGHER, Direction.IMPROVED),
        (Polarity.LOWER, Direction.WORSENED),
        (Polarity.NONE, None),
        (Polarity.TARGET, None),
    ],
)
def test_polarity_says_whether_a_signal_is_of_improvement(
    polarity: Polarity, direction: Direction | None
) -> None:
    """High is improvement where higher is better, concern where lower is."""
    found = charted([*ZIGZAG, 19], polarity=polarity)
    point = MonthFigure(MARCH, Fraction(19))
    assert found.signals == (Signal(point, (SpecialCause.OUTSIDE_LIMITS,), direction),)
    assert found.reason == (
        "XmR chart of 13 points from 31 March 2015: mean 11.6%, limits 5.2% to 18.0%; "
        "1 shows a special cause."
    )


def test_only_the_months_after_the_last_gap_are_charted() -> None:
    """A range across a missing month would not be a month's."""
    found = charted([50, None, *ZIGZAG])
    assert found.limits == Limits(Fraction(11), Fraction("5.68"), Fraction("16.32"))
    assert found.reason == (
        "XmR chart of 12 points from 30 April 2015: mean 11.0%, limits 5.7% to 16.3%; "
        "none shows a special cause."
    )


def test_few_points_allow_no_chart() -> None:
    """Limits on fewer than twelve points would move with every month."""
    assert charted([*ZIGZAG, None, 12]) == XmrChart(
        None, (), "No XmR chart: there are figures of 1 month in a row, and at least 12 are needed."
    )


@pytest.mark.parametrize(
    ("period", "kind"),
    [
        (PeriodType.YEAR_TO_DATE, "year to date"),
        (PeriodType.ACADEMIC_YEAR_TO_DATE, "academic year to date"),
        (PeriodType.ROLLING_12_MONTHS, "rolling 12 months"),
        (PeriodType.ANNUAL, "annual"),
        (PeriodType.QUARTER, "quarter"),
        (rolling_months(6), "rolling 6 months"),
    ],
)
def test_overlapping_windows_allow_no_chart(period: Period, kind: str) -> None:
    """Months that count the same cases twice make runs by themselves."""
    assert charted(list(ZIGZAG), period=period) == XmrChart(
        None,
        (),
        f"No XmR chart: the windows of {kind} figures overlap from month to month, "
        "so they are not independent.",
    )
