"""What is green, amber, red or not rated, and the sentence that says why."""

from decimal import Decimal
from fractions import Fraction

import pytest

from cicscore.rating import (
    Limits,
    Measured,
    Rating,
    RatingRule,
    Thresholds,
    Tolerances,
    UnevenTolerances,
    rate,
)
from cicscore.vocabulary import Direction, Polarity, Rag, RateOn, Status, Unit

MULTIPLIER = {Unit.PERCENT: 100, Unit.PER_10000: 10_000}


def measured(numerator: str, denominator: str | None, unit: Unit = Unit.PERCENT) -> Measured:
    """A calculated figure, with the value that its counts give."""
    top = Decimal(numerator)
    bottom = None if denominator is None else Decimal(denominator)
    value = Fraction(top) if bottom is None else Fraction(top) / Fraction(bottom) * MULTIPLIER.get(unit, 1)
    return Measured(Status.CALCULATED, None, top, bottom, value)


def rule(
    polarity: Polarity = Polarity.HIGHER,
    limits: Limits | None = None,
    *,
    unit: Unit = Unit.PERCENT,
    decimals: int = 1,
    rate_on: RateOn = RateOn.EXACT,
    label: str | None = None,
) -> RatingRule:
    """A rule of 2015-16 that says only what the test is about."""
    return RatingRule(polarity, unit, decimals, limits, "no target is set for 2015-16", rate_on, label)


def thresholds(target: str, amber: str, *, amber_needs_improved: bool = False) -> Thresholds:
    """Limits where more, or fewer, is better."""
    return Thresholds(Decimal(target), Decimal(amber), amber_needs_improved)


def tolerances(target: str, green_within: str, amber_within: str) -> Tolerances:
    """Limits where the plan is best."""
    return Tolerances(Decimal(target), Decimal(green_within), Decimal(amber_within))


REVIEWS = rule(Polarity.HIGHER, thresholds("98", "95"), label="children reviewed on time")
MOVES = rule(Polarity.LOWER, thresholds("9", "12"), label="children with three or more placements")
PLAN = rule(Polarity.TARGET, tolerances("100", "2", "5"), label="places filled")


@pytest.mark.parametrize(
    ("numerator", "denominator", "by", "rag", "to_green", "reason"),
    [
        (
            "1797",
            "2256",
            REVIEWS,
            Rag.RED,
            "414",
            "Red: 79.7% is below the amber limit of 95%; 414 more children reviewed on time would be green.",
        ),
        (
            "1385",
            "1422",
            REVIEWS,
            Rag.AMBER,
            "9",
            "Amber: 97.4% is below the target of 98% but not below the amber limit of 95%; "
            "9 more children reviewed on time would be green.",
        ),
        ("98", "100", REVIEWS, Rag.GREEN, "0", "Green: 98.0% meets the target of 98%."),
        (
            "95",
            "100",
            REVIEWS,
            Rag.AMBER,
            "3",
            "Amber: 95.0% is below the target of 98% but not below the amber limit of 95%; "
            "3 more children reviewed on time would be green.",
        ),
        (
            "97",
            "100",
            REVIEWS,
            Rag.AMBER,
            "1",
            "Amber: 97.0% is below the target of 98% but not below the amber limit of 95%; "
            "1 more among children reviewed on time would be green.",
        ),
        (
            "290",
            "2320",
            MOVES,
            Rag.RED,
            "82",
            "Red: 12.5% is above the amber limit of 12%; "
            "82 fewer children with three or more placements would be green.",
        ),
        (
            "162",
            "1454",
            MOVES,
            Rag.AMBER,
            "32",
            "Amber: 11.1% is above the target of 9% but not above the amber limit of 12%; "
            "32 fewer children with three or more placements would be green.",
        ),
        ("9", "100", MOVES, Rag.GREEN, "0", "Green: 9.0% meets the target of 9%."),
        (
            "12",
            "100",
            MOVES,
            Rag.AMBER,
            "3",
            "Amber: 12.0% is above the target of 9% but not above the amber limit of 12%; "
            "3 fewer children with three or more placements would be green.",
        ),
        ("100", "100", PLAN, Rag.GREEN, "0", "Green: 100.0% is the target of 100%."),
        (
            "98",
            "100",
            PLAN,
            Rag.GREEN,
            "0",
            "Green: 98.0% is 2 points from the target of 100%, within the 2 that is green.",
        ),
        (
            "105",
            "100",
            PLAN,
            Rag.AMBER,
            "3",
            "Amber: 105.0% is 5 points from the target of 100%, within the 5 that is amber; "
            "3 fewer places filled would be green.",
        ),
        (
            "94",
            "100",
            PLAN,
            Rag.RED,
            "4",
            "Red: 94.0% is 6 points from the target of 100%, more than the 5 that is amber; "
            "4 more places filled would be green.",
        ),
    ],
)
def test_each_polarity_says_its_rating_its_reason_and_how_far_green_is(
    numerator: str, denominator: str, by: RatingRule, rag: Rag, to_green: str, reason: str
) -> None:
    """Equal to a threshold is on its better side; the remedy is a change of the numerator."""
    assert rate(measured(numerator, denominator), by, None) == Rating(rag, reason, Decimal(to_green), ())


def test_without_a_label_the_remedy_names_the_numerator() -> None:
    """A catalogue that does not say what is counted still gets a sentence that is true."""
    by = rule(Polarity.HIGHER, thresholds("98", "95"))
    assert rate(measured("1797", "2256"), by, None).reason == (
        "Red: 79.7% is below the amber limit of 95%; 414 more in the numerator would be green."
    )


@pytest.mark.parametrize(
    ("status", "status_reason", "reason"),
    [
        (Status.CALCULATED, None, "Not rated: no value could be calculated."),
        (Status.PUBLISHED, None, "Not rated: no value is published."),
        (Status.NO_DENOMINATOR, None, "Not rated: no denominator."),
        (Status.MISSING_EXTRACT, None, "Not rated: an extract that it needs is missing."),
        (
            Status.MISSING_EXTRACT,
            "the extract staff.csv is missing",
            "Not rated: the extract staff.csv is missing.",
        ),
        (Status.INSUFFICIENT_HISTORY, None, "Not rated: the extracts do not go back far enough."),
        (Status.NOT_APPLICABLE, None, "Not rated: the variant does not apply to it."),
        (Status.NOT_DUE, None, "Not rated: not due at this date."),
        (Status.NOT_REPORTED, None, "Not rated: not reported."),
        (
            Status.NOT_REPORTED,
            "the police's figures came late.",
            "Not rated: the police's figures came late.",
        ),
        (Status.SUPPRESSED, None, "Not rated: not shown, so that no small number can be worked out."),
    ],
)
def test_a_row_without_a_value_says_why_it_is_not_rated(
    status: Status, status_reason: str | None, reason: str
) -> None:
    """The row's own reason comes first; without one, its status gives it."""
    figure = Measured(status, status_reason, None, None, None)
    assert rate(figure, REVIEWS, None) == Rating(None, reason, None, ())


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_reason(status: Status) -> None:
    """A status that is added later may not leave a row without its sentence."""
    reason = rate(Measured(status, None, None, None, None), REVIEWS, None).reason
    assert reason.startswith("Not rated: ")
    assert reason.endswith(".")


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (rule(Polarity.HIGHER), "Not rated: no target is set for 2015-16."),
        (rule(Polarity.NONE), "Not rated: the indicator has no polarity."),
        (
            rule(Polarity.NONE, thresholds("95", "90")),
            "Not rated: the indicator has no polarity, so its target of 95% cannot rate it.",
        ),
    ],
)
def test_a_figure_that_nothing_can_rate_says_what_is_missing(by: RatingRule, reason: str) -> None:
    """No target and no polarity are not errors: the row is not rated, and says so."""
    assert rate(measured("1797", "2256"), by, None) == Rating(None, reason, None, ())


def test_a_published_figure_is_rated_without_counts() -> None:
    """An annual national result has no numerator, so nothing is said of how many would be green."""
    figure = Measured(Status.PUBLISHED, None, None, None, Fraction(136, 10))
    by = rule(Polarity.LOWER, thresholds("9.8", "11"))
    assert rate(figure, by, None) == Rating(Rag.RED, "Red: 13.6% is above the amber limit of 11%.", None, ())


def test_a_published_percentage_with_half_its_counts_does_not_guess_the_other() -> None:
    """Without a denominator nobody can say how many would be green."""
    figure = Measured(Status.PUBLISHED, None, Decimal(40), None, Fraction(136, 10))
    by = rule(Polarity.LOWER, thresholds("9.8", "11"))
    assert rate(figure, by, None) == Rating(Rag.RED, "Red: 13.6% is above the amber limit of 11%.", None, ())


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit"),
    [("1763", "110.4", Unit.RATIO), ("51434", "103", Unit.MEAN), ("334.6", "442.8", Unit.PERCENT)],
)
def test_where_a_count_does_not_say_it_nothing_is_said_of_green(
    numerator: str, denominator: str, unit: Unit
) -> None:
    """Means, ratios and full-time equivalents are not moved by a number of children."""
    by = rule(Polarity.LOWER, thresholds("1", "2"), unit=unit)
    rating = rate(measured(numerator, denominator, unit), by, None)
    assert rating.rag is Rag.RED
    assert rating.to_green is None
    assert "would be green" not in rating.reason


def test_a_green_mean_needs_nothing_more() -> None:
    """0 on green rows, whatever the unit."""
    by = rule(Polarity.LOWER, thresholds("500", "520"), unit=Unit.MEAN)
    assert rate(measured("51434", "103", Unit.MEAN), by, None) == Rating(
        Rag.GREEN, "Green: 499.4 meets the target of 500.", Decimal(0), ()
    )


def test_a_count_and_a_rate_per_10000_say_how_many() -> None:
    """Rates per 10,000 hold the population; counts have nothing to hold."""
    count = rule(Polarity.LOWER, thresholds("200", "300"), unit=Unit.COUNT, decimals=0, label="incidents")
    assert rate(measured("1389", None, Unit.COUNT), count, None) == Rating(
        Rag.RED,
        "Red: 1,389 is above the amber limit of 300; 1,189 fewer incidents would be green.",
        Decimal(1189),
        (),
    )
    per_10000 = rule(Polarity.TARGET, tolerances("100", "2", "5"), unit=Unit.PER_10000, label="children")
    assert rate(measured("70", "10000", Unit.PER_10000), per_10000, None) == Rating(
        Rag.RED,
        "Red: 70.0 is 30 from the target of 100, more than the 5 that is amber; "
        "28 more children would be green.",
        Decimal(28),
        (),
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "by", "reason"),
    [
        (
            "90",
            "100",
            rule(Polarity.HIGHER, thresholds("105", "85")),
            "Amber: 90.0% is below the target of 105% but not below the amber limit of 85%; "
            "green is out of reach with a denominator of 100.",
        ),
        (
            "1",
            "3",
            rule(Polarity.TARGET, tolerances("50", "2", "5")),
            "Red: 33.3% is 16.7 points from the target of 50%, more than the 5 that is amber; "
            "green is out of reach with a denominator of 3.",
        ),
        (
            "9",
            None,
            rule(Polarity.TARGET, tolerances("10.5", "0.2", "2"), unit=Unit.COUNT, decimals=0),
            "Amber: 9 is 1.5 from the target of 10.5, within the 2 that is amber; green is out of reach.",
        ),
    ],
)
def test_where_no_count_would_be_green_the_sentence_says_so(
    numerator: str, denominator: str | None, by: RatingRule, reason: str
) -> None:
    """No more than the denominator can be counted, and some plans fall between two whole numbers."""
    assert rate(measured(numerator, denominator, by.unit), by, None) == Rating(
        Rag.AMBER if reason.startswith("Amber") else Rag.RED, reason, None, ()
    )


def test_a_value_that_prints_like_its_limit_shows_enough_decimals_to_tell() -> None:
    """69.96% is not "70.0% below the target of 70%"; the note says what the print would be."""
    by = rule(Polarity.HIGHER, thresholds("70", "65"), label="children")
    assert rate(measured("6996", "10000"), by, None) == Rating(
        Rag.AMBER,
        "Amber: 69.96% is below the target of 70% but not below the amber limit of 65%; "
        "4 more children would be green.",
        Decimal(4),
        ("rounding_conflict: rated amber on the exact value; as printed, 70.0% would be green",),
    )


def test_rating_what_is_displayed_rates_the_printed_value() -> None:
    """With `rate_on: displayed` 69.96% is 70.0% and green; the note rates the exact value."""
    by = rule(Polarity.HIGHER, thresholds("70", "65"), rate_on=RateOn.DISPLAYED)
    assert rate(measured("6996", "10000"), by, None) == Rating(
        Rag.GREEN,
        "Green: 70.0% meets the target of 70%.",
        Decimal(0),
        ("rounding_conflict: rated green as printed, 70.0%; the exact value would be amber",),
    )
    assert rate(measured("6900", "10000"), by, None).to_green == Decimal(95)


def test_a_limit_finer_than_the_print_does_not_conflict_with_itself() -> None:
    """66.25% meets a lower-is-better target of 66.25% though it prints as 66.3%."""
    by = rule(Polarity.LOWER, thresholds("66.25", "70"))
    assert rate(measured("265", "400"), by, None) == Rating(
        Rag.GREEN,
        "Green: 66.25% meets the target of 66.25%.",
        Decimal(0),
        ("rounding_conflict: rated green on the exact value; as printed, 66.3% would be amber",),
    )


@pytest.mark.parametrize(
    ("direction", "rag", "reason"),
    [
        (
            Direction.IMPROVED,
            Rag.AMBER,
            "Amber: 90.0% is below the target of 95% but not below the amber limit of 85%, "
            "and has improved, as amber requires; 5 more in the numerator would be green.",
        ),
        (
            Direction.WORSENED,
            Rag.RED,
            "Red: 90.0% is below the target of 95% but not below the amber limit of 85%, "
            "and has worsened, where amber requires an improvement; 5 more in the numerator would be green.",
        ),
        (
            Direction.SAME,
            Rag.RED,
            "Red: 90.0% is below the target of 95% but not below the amber limit of 85%, "
            "and has stayed the same, where amber requires an improvement; "
            "5 more in the numerator would be green.",
        ),
        (
            None,
            Rag.RED,
            "Red: 90.0% is below the target of 95% but not below the amber limit of 85%, "
            "and no earlier figure shows the improvement that amber requires; "
            "5 more in the numerator would be green.",
        ),
    ],
)
def test_where_amber_needs_improved_anything_else_is_red(
    direction: Direction | None, rag: Rag, reason: str
) -> None:
    """A value in the amber zone is amber only if it improved."""
    by = rule(Polarity.HIGHER, thresholds("95", "85", amber_needs_improved=True))
    assert rate(measured("90", "100"), by, direction) == Rating(rag, reason, Decimal(5), ())


@pytest.mark.parametrize("direction", [None, *Direction])
def test_amber_needs_improved_touches_neither_green_nor_red(direction: Direction | None) -> None:
    """Only the amber zone asks for the direction."""
    by = rule(Polarity.HIGHER, thresholds("95", "85", amber_needs_improved=True))
    assert rate(measured("95", "100"), by, direction).reason == "Green: 95.0% meets the target of 95%."
    assert rate(measured("80", "100"), by, direction).reason == (
        "Red: 80.0% is below the amber limit of 85%; 15 more in the numerator would be green."
    )


def test_limits_that_do_not_fit_the_polarity_are_refused() -> None:
    """A checked catalogue cannot hold them; Python code could."""
    with pytest.raises(ValueError, match=r"^Tolerances cannot rate an indicator whose polarity is higher$"):
        rate(measured("1", "2"), rule(Polarity.HIGHER, tolerances("1", "2", "3")), None)


EXCEEDED = "exceeded: 95.0% reaches 95%, where the target of 90% is exceeded"
UNEVEN = UnevenTolerances(Decimal(90), Decimal(5), Decimal(2), Decimal(10), Decimal(4))


@pytest.mark.parametrize(
    ("numerator", "rag", "to_green", "reason"),
    [
        ("79", Rag.RED, 6, "Red: 79.0% is 11 points below the target of 90%, more than the 10 that is amber"),
        (
            "80",
            Rag.AMBER,
            5,
            "Amber: 80.0% is 10 points below the target of 90%, within the 10 that is amber",
        ),
        ("85", Rag.GREEN, 0, "Green: 85.0% is 5 points below the target of 90%, within the 5 that is green"),
        ("90", Rag.GREEN, 0, "Green: 90.0% is the target of 90%"),
        ("92", Rag.GREEN, 0, "Green: 92.0% is 2 points above the target of 90%, within the 2 that is green"),
        ("93", Rag.AMBER, 1, "Amber: 93.0% is 3 points above the target of 90%, within the 4 that is amber"),
        ("94", Rag.AMBER, 2, "Amber: 94.0% is 4 points above the target of 90%, within the 4 that is amber"),
        ("95", Rag.RED, 3, "Red: 95.0% is 5 points above the target of 90%, more than the 4 that is amber"),
    ],
)
def test_one_side_of_a_plan_may_be_worse(numerator: str, rag: Rag, to_green: int, reason: str) -> None:
    """5 below and 2 above are green, 10 below and 4 above amber; a limit is on its better side."""
    found = rate(measured(numerator, "100"), rule(Polarity.TARGET, UNEVEN, label="children"), None)
    remedy = {0: "", 1: "; 1 fewer among children would be green"}.get(to_green)
    if remedy is None:
        remedy = f"; {to_green} {'more' if numerator < '90' else 'fewer'} children would be green"
    assert (found.rag, found.to_green, found.reason) == (rag, to_green, f"{reason}{remedy}.")


@pytest.mark.parametrize(
    ("polarity", "limits", "numerator", "note"),
    [
        (Polarity.HIGHER, (90, 80, 95), "95", EXCEEDED),
        (Polarity.HIGHER, (90, 80, 95), "94", None),
        (Polarity.HIGHER, (90, 80, 95), "79", None),
        (Polarity.LOWER, (10, 15, 4), "4", "exceeded: 4.0% reaches 4%, where the target of 10% is exceeded"),
        (Polarity.LOWER, (10, 15, 4), "5", None),
    ],
)
def test_the_band_above_green_is_green_with_a_note(
    polarity: Polarity, limits: tuple[int, int, int], numerator: str, note: str | None
) -> None:
    """So that whoever counts greens, or knows three colours, is not misled."""
    target, amber, exceeded = map(Decimal, limits)
    it = rule(polarity, Thresholds(target, amber, exceeded=exceeded))
    plain = rule(polarity, Thresholds(target, amber))
    found, without = (rate(measured(numerator, "100"), each, None) for each in (it, plain))
    assert (found.rag, found.reason, found.to_green) == (without.rag, without.reason, without.to_green)
    assert found.notes == (() if note is None else (note,))


def test_a_value_that_only_prints_as_exceeded_is_not() -> None:
    """94.96% prints as 95.0%; the exact value is rated."""
    limits = Thresholds(Decimal(90), Decimal(80), exceeded=Decimal(95))
    exact, shown = (rate(measured("9496", "10000"), rule(limits=limits, rate_on=on), None) for on in RateOn)
    assert exact.notes == ()
    assert shown.notes == ("exceeded: 95.0% reaches 95%, where the target of 90% is exceeded",)
