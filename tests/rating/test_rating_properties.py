"""What holds for every figure and every rule, whatever the numbers."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from cicscore.rating import Limits, Measured, RatingRule, Thresholds, Tolerances, rate
from cicscore.vocabulary import Direction, Polarity, Rag, RateOn, Status, Unit

BETTER = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}
limit = st.decimals(min_value=0, max_value=100, places=2)
denominators = st.integers(1, 400)
polarities = st.sampled_from([Polarity.HIGHER, Polarity.LOWER, Polarity.TARGET])
directions = st.sampled_from([None, *Direction])


def percentage(numerator: int, denominator: int) -> Measured:
    """A calculated percentage."""
    value = Fraction(100 * numerator, denominator)
    return Measured(Status.CALCULATED, None, Decimal(numerator), Decimal(denominator), value)


@st.composite
def limits_of(draw: st.DrawFn, polarity: Polarity) -> Limits:
    """Limits that fit the polarity, the amber one never on the better side of the target."""
    better, worse = sorted((draw(limit), draw(limit)), reverse=polarity is Polarity.HIGHER)
    if polarity is Polarity.TARGET:
        return Tolerances(draw(limit), better, worse)
    return Thresholds(better, worse, draw(st.booleans()))


@st.composite
def rules(draw: st.DrawFn, polarity: st.SearchStrategy[Polarity] = polarities) -> RatingRule:
    """A rule with limits."""
    chosen = draw(polarity)
    decimals, rate_on = draw(st.integers(0, 2)), draw(st.sampled_from(RateOn))
    return RatingRule(chosen, Unit.PERCENT, decimals, draw(limits_of(chosen)), "2015-16", rate_on, "children")


@st.composite
def percentages(draw: st.DrawFn) -> tuple[int, int]:
    """A numerator and its denominator."""
    denominator = draw(denominators)
    return draw(st.integers(0, denominator)), denominator


@given(counts=percentages(), rule=rules(st.just(Polarity.HIGHER)), direction=directions)
def test_one_more_never_worsens_a_higher_rating(
    counts: tuple[int, int], rule: RatingRule, direction: Direction | None
) -> None:
    """Where more is better, raising the numerator keeps the rating or betters it."""
    numerator, denominator = counts
    before = rate(percentage(numerator, denominator), rule, direction).rag
    after = rate(percentage(numerator + 1, denominator), rule, direction).rag
    assert before is not None
    assert after is not None
    assert BETTER[after] >= BETTER[before]


@given(counts=percentages(), rule=rules(), direction=directions)
def test_to_green_is_enough_and_no_less_is(
    counts: tuple[int, int], rule: RatingRule, direction: Direction | None
) -> None:
    """With `to_green` in the direction that the reason says the row is green; with any less it is not."""
    numerator, denominator = counts
    rating = rate(percentage(numerator, denominator), rule, direction)

    def is_green(count: int) -> bool:
        return rate(percentage(count, denominator), rule, direction).rag is Rag.GREEN

    # Slowly and without cleverness: every numerator that a percentage may have.
    green = [abs(count - numerator) for count in range(denominator + 1) if is_green(count)]
    assert rating.to_green == (Decimal(min(green)) if green else None)
    if rating.to_green:
        sign = -1 if " fewer " in rating.reason else 1
        assert is_green(numerator + sign * int(rating.to_green))


@given(counts=percentages(), rule=rules(st.just(Polarity.HIGHER)), direction=directions)
def test_lower_is_higher_in_a_mirror(
    counts: tuple[int, int], rule: RatingRule, direction: Direction | None
) -> None:
    """Counting the others against the mirrored limits, with the other polarity, rates the same."""
    assume(rule.rate_on is RateOn.EXACT)  # half up is not symmetrical: 50.5 and 49.5 both round up
    numerator, denominator = counts
    assert isinstance(rule.limits, Thresholds)
    mirrored = Thresholds(100 - rule.limits.target, 100 - rule.limits.amber, rule.limits.amber_needs_improved)
    mirror = replace(rule, polarity=Polarity.LOWER, limits=mirrored)
    one = rate(percentage(numerator, denominator), rule, direction)
    other = rate(percentage(denominator - numerator, denominator), mirror, direction)
    assert (one.rag, one.to_green) == (other.rag, other.to_green)


@given(counts=percentages(), rule=rules(), direction=directions)
def test_a_conflict_is_noted_exactly_where_print_and_exact_value_are_rated_differently(
    counts: tuple[int, int], rule: RatingRule, direction: Direction | None
) -> None:
    """The note is there when the two readings of the same figure disagree, and only then."""
    figure = percentage(*counts)
    exact = rate(figure, replace(rule, rate_on=RateOn.EXACT), direction)
    displayed = rate(figure, replace(rule, rate_on=RateOn.DISPLAYED), direction)
    noted = [note.partition(":")[0] for note in exact.notes]
    assert noted == (["rounding_conflict"] if exact.rag is not displayed.rag else [])


@given(counts=percentages(), rule=rules(), direction=directions)
def test_the_reason_begins_with_the_rating_and_ends_as_a_sentence(
    counts: tuple[int, int], rule: RatingRule, direction: Direction | None
) -> None:
    """One sentence a row, in every case."""
    rating = rate(percentage(*counts), rule, direction)
    assert rating.rag is not None
    assert rating.reason.startswith(f"{rating.rag.value.capitalize()}: ")
    assert rating.reason.endswith(".")
