"""Better, worse or the same than before: when an arrow may be drawn, and the sentence that goes with it."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.direction import Earlier, Travel, movement, travel
from cicscore.vocabulary import Direction, Movement, PeriodType, Polarity, Unit

MARCH = dt.date(2016, 3, 31)
DECEMBER = dt.date(2015, 12, 31)


def compare(
    now: str | None,
    before: str | None,
    *,
    on: dt.date = DECEMBER,
    as_at: dt.date = MARCH,
    period: PeriodType = PeriodType.SNAPSHOT,
    polarity: Polarity = Polarity.HIGHER,
    unit: Unit = Unit.PERCENT,
    decimals: int = 1,
    target: str | None = None,
    tolerance: str = "0",
) -> Travel:
    """The direction of travel between two figures given as texts."""
    return travel(
        None if now is None else Fraction(now),
        None if before is None else Earlier(on, Fraction(before)),
        as_at=as_at,
        period=period,
        polarity=polarity,
        unit=unit,
        decimals=decimals,
        target=None if target is None else Decimal(target),
        tolerance=Decimal(tolerance),
    )


@pytest.mark.parametrize(
    ("now", "before", "polarity", "direction", "went", "reason"),
    [
        (
            "79.7",
            "77.2",
            Polarity.HIGHER,
            Direction.IMPROVED,
            Movement.ROSE,
            "Improved: rose from 77.2% on 31 December 2015 to 79.7%.",
        ),
        (
            "77.2",
            "79.7",
            Polarity.HIGHER,
            Direction.WORSENED,
            Movement.FELL,
            "Worsened: fell from 79.7% on 31 December 2015 to 77.2%.",
        ),
        (
            "12.5",
            "12.1",
            Polarity.LOWER,
            Direction.WORSENED,
            Movement.ROSE,
            "Worsened: rose from 12.1% on 31 December 2015 to 12.5%.",
        ),
        (
            "11.9",
            "12.1",
            Polarity.LOWER,
            Direction.IMPROVED,
            Movement.FELL,
            "Improved: fell from 12.1% on 31 December 2015 to 11.9%.",
        ),
        (
            "12.14",
            "12.06",
            Polarity.LOWER,
            Direction.SAME,
            Movement.UNCHANGED,
            "Same: 12.1%, unchanged since 31 December 2015.",
        ),
    ],
)
def test_better_depends_on_the_polarity_and_up_or_down_is_said_apart(
    now: str, before: str, polarity: Polarity, direction: Direction, went: Movement, reason: str
) -> None:
    """The direction compares printed figures; the change is exact."""
    assert compare(now, before, polarity=polarity) == Travel(
        direction, reason, Fraction(now) - Fraction(before), (), went
    )


@pytest.mark.parametrize(
    ("now", "before", "direction", "reason"),
    [
        (
            "101",
            "97",
            Direction.IMPROVED,
            "Improved: rose from 97.0% on 31 December 2015 to 101.0%, "
            "measured by the distance from the target of 100%.",
        ),
        (
            "104",
            "97",
            Direction.WORSENED,
            "Worsened: rose from 97.0% on 31 December 2015 to 104.0%, "
            "measured by the distance from the target of 100%.",
        ),
        (
            "103",
            "97",
            Direction.SAME,
            "Same: rose from 97.0% on 31 December 2015 to 103.0%, "
            "measured by the distance from the target of 100%.",
        ),
    ],
)
def test_where_the_plan_is_best_the_distance_from_it_is_compared(
    now: str, before: str, direction: Direction, reason: str
) -> None:
    """Two figures on either side of the target, equally far, are the same."""
    found = compare(now, before, polarity=Polarity.TARGET, target="100")
    assert found == Travel(direction, reason, Fraction(now) - Fraction(before), (), Movement.ROSE)


@pytest.mark.parametrize(
    ("now", "direction", "reason"),
    [
        (
            "70.5",
            Direction.SAME,
            "Same: rose from 70.0% on 31 December 2015 to 70.5%, within the tolerance of 0.5.",
        ),
        (
            "69.5",
            Direction.SAME,
            "Same: fell from 70.0% on 31 December 2015 to 69.5%, within the tolerance of 0.5.",
        ),
        ("70.6", Direction.IMPROVED, "Improved: rose from 70.0% on 31 December 2015 to 70.6%."),
        ("69.4", Direction.WORSENED, "Worsened: fell from 70.0% on 31 December 2015 to 69.4%."),
        (
            "70.54",
            Direction.SAME,
            "Same: rose from 70.0% on 31 December 2015 to 70.5%, within the tolerance of 0.5.",
        ),
    ],
)
def test_a_printed_difference_within_the_tolerance_is_the_same(
    now: str, direction: Direction, reason: str
) -> None:
    """A difference as large as the tolerance is still within it."""
    found = compare(now, "70", tolerance="0.5")
    assert (found.direction, found.reason) == (direction, reason)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (compare(None, "70"), Travel(None, "No direction: there is no value to compare.", None, ())),
        (compare("70", None), Travel(None, "No direction: no earlier figure is known.", None, ())),
        (
            compare("70", "69", on=MARCH),
            Travel(
                None,
                "No direction: the earlier figure, of 31 March 2016, is not from before 31 March 2016.",
                None,
                (),
            ),
        ),
        (
            compare("70", "69", polarity=Polarity.NONE),
            Travel(None, "No direction: the indicator has no polarity.", Fraction(1), (), Movement.ROSE),
        ),
        (
            compare("70", "69", polarity=Polarity.TARGET),
            Travel(
                None,
                "No direction: no target is set to measure the distance from.",
                Fraction(1),
                (),
                Movement.ROSE,
            ),
        ),
    ],
)
def test_without_a_direction_the_reason_is_given(found: Travel, expected: Travel) -> None:
    """Never an arrow without an earlier figure and a better side."""
    assert found == expected


def test_a_year_to_date_rate_is_compared_within_its_year_with_a_caution() -> None:
    """The quarter before shares nine of the twelve months, and the note says so."""
    assert compare("95", "95.3", period=PeriodType.YEAR_TO_DATE) == Travel(
        Direction.WORSENED,
        "Worsened: fell from 95.3% on 31 December 2015 to 95.0%.",
        Fraction(-3, 10),
        (
            "overlapping_windows: the figures of 31 December 2015 and 31 March 2016 "
            "both count from 1 April 2015",
        ),
        Movement.FELL,
    )


def test_a_year_to_date_rate_is_compared_with_the_same_day_of_the_year_before() -> None:
    """Two whole years to the same day do not overlap, so there is nothing to caution about."""
    found = compare("95", "95.6", on=dt.date(2015, 3, 31), period=PeriodType.YEAR_TO_DATE)
    assert (found.direction, found.notes) == (Direction.WORSENED, ())


def test_a_year_to_date_rate_has_no_arrow_across_the_first_of_april() -> None:
    """A quarter of one year is not compared with the whole of the last."""
    found = compare("95", "96", on=MARCH, as_at=dt.date(2016, 6, 30), period=PeriodType.YEAR_TO_DATE)
    assert found == Travel(
        None,
        "No direction: the window begins again on 1 April 2016, and the one to 31 March 2016 "
        "is of another length.",
        None,
        (),
    )


def test_an_academic_year_to_date_rate_begins_again_on_the_first_of_september() -> None:
    """31 August and 30 September are of two academic years; October and November are of one."""
    period = PeriodType.ACADEMIC_YEAR_TO_DATE
    across = compare("5", "4", on=dt.date(2015, 8, 31), as_at=dt.date(2015, 9, 30), period=period)
    assert across == Travel(
        None,
        "No direction: the window begins again on 1 September 2015, and the one to 31 August 2015 "
        "is of another length.",
        None,
        (),
    )
    within = compare("5", "4", on=dt.date(2015, 10, 31), as_at=dt.date(2015, 11, 30), period=period)
    assert within.direction is Direction.IMPROVED
    assert within.notes == (
        "overlapping_windows: the figures of 31 October 2015 and 30 November 2015 "
        "both count from 1 September 2015",
    )


def test_a_year_to_date_count_needs_a_window_of_the_same_length() -> None:
    """Twelve months of incidents are not more than nine; a year's to the same day may be."""
    quarter = compare("389", "250", unit=Unit.COUNT, decimals=0, period=PeriodType.YEAR_TO_DATE)
    assert quarter == Travel(
        None,
        "No direction: counts need windows of the same length, "
        "and those to 31 December 2015 and 31 March 2016 differ.",
        None,
        (),
    )
    year = compare(
        "389",
        "250",
        on=dt.date(2015, 3, 31),
        unit=Unit.COUNT,
        decimals=0,
        polarity=Polarity.LOWER,
        period=PeriodType.YEAR_TO_DATE,
    )
    assert (year.direction, year.reason) == (
        Direction.WORSENED,
        "Worsened: rose from 250 on 31 March 2015 to 389.",
    )


def test_the_last_of_february_is_the_same_day_in_a_leap_year() -> None:
    """28 February 2015 and 29 February 2016 both end eleven months of a year."""
    found = compare(
        "389",
        "250",
        on=dt.date(2015, 2, 28),
        as_at=dt.date(2016, 2, 29),
        unit=Unit.COUNT,
        period=PeriodType.YEAR_TO_DATE,
    )
    assert found.direction is Direction.IMPROVED


def test_a_published_figure_compares_with_any_earlier_day() -> None:
    """Whoever publishes a figure in its own unit has fixed its window."""
    found = compare(
        "389", "250", on=dt.date(2015, 6, 30), unit=Unit.PUBLISHED, period=PeriodType.YEAR_TO_DATE
    )
    assert found.reason == "Improved: rose from 250.0 on 30 June 2015 to 389.0."


def test_a_count_of_a_part_of_a_month_is_not_compared_with_a_whole_one() -> None:
    """Whole months compare though one is shorter; half a month does not."""
    month, count = PeriodType.MONTH, Unit.COUNT
    whole = compare("77", "47", unit=count, period=month)
    part = compare("30", "47", as_at=dt.date(2016, 3, 15), unit=count, decimals=0, period=month)
    assert whole.direction is Direction.IMPROVED
    assert part.reason == (
        "No direction: counts need windows of the same length, "
        "and those to 31 December 2015 and 15 March 2016 differ."
    )


@pytest.mark.parametrize("period", [PeriodType.ANNUAL, PeriodType.SNAPSHOT, PeriodType.ROLLING_12_MONTHS])
@pytest.mark.parametrize("unit", list(Unit))
def test_annual_snapshot_and_rolling_figures_compare_with_any_earlier_day(
    period: PeriodType, unit: Unit
) -> None:
    """Their windows are of one length whatever the day."""
    found = compare("70", "69", on=dt.date(2015, 1, 7), unit=unit, period=period)
    assert (found.direction, found.notes) == (Direction.IMPROVED, ())


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("16.04", "15.96", Movement.UNCHANGED),
        ("16.05", "16.04", Movement.ROSE),
        ("15.94", "15.95", Movement.FELL),
    ],
)
def test_up_and_down_are_of_the_printed_figure_and_know_no_polarity(
    now: str, before: str, expected: Movement
) -> None:
    """Rose and fell are what a reader of the two printed figures sees."""
    assert movement(Fraction(now), Fraction(before), decimals=1) is expected


values = st.fractions(min_value=0, max_value=1000)


@given(now=values, before=values, tolerance=st.decimals(0, 5, places=1), decimals=st.integers(0, 3))
def test_lower_sees_the_opposite_of_higher(
    now: Fraction, before: Fraction, tolerance: Decimal, decimals: int
) -> None:
    """What improves under one polarity worsens under the other, and the same stays the same."""
    higher, lower = (
        travel(
            now,
            Earlier(DECEMBER, before),
            as_at=MARCH,
            period=PeriodType.SNAPSHOT,
            polarity=polarity,
            unit=Unit.PERCENT,
            decimals=decimals,
            target=None,
            tolerance=tolerance,
        )
        for polarity in (Polarity.HIGHER, Polarity.LOWER)
    )
    opposite = {
        Direction.IMPROVED: Direction.WORSENED,
        Direction.WORSENED: Direction.IMPROVED,
        Direction.SAME: Direction.SAME,
    }
    assert higher.direction is not None
    assert lower.direction is opposite[higher.direction]
    assert higher.change == lower.change == now - before
