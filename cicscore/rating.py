"""The rating of one figure: green, amber, red, or not rated, always with the reason in a sentence.

One function serves every output. Source of the rules: design section 4, rules 3, 4 and 9. Values are exact
ratios on the indicator's scale: percentages 0 to 100, rates per 10,000.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, assert_never

from msgspec import Struct

from cicscore.text import PrintedUnit, amount_text, count_text, limit_text, printed, scale_of, value_text
from cicscore.vocabulary import Direction, Polarity, Rag, RateOn, Status, Unit


class Thresholds(Struct, frozen=True):
    """Limits where more, or fewer, is better.

    ``target`` is the worst green value, ``amber`` the worst amber one. With ``amber_needs_improved``, a value
    between them that has not improved is red. From ``exceeded`` on, a green value has exceeded the target.
    """

    target: Decimal
    amber: Decimal
    amber_needs_improved: bool = False
    exceeded: Decimal | None = None


class Tolerances(Struct, frozen=True):
    """Limits where the plan is best: how far from ``target``, either way, is still green, or amber."""

    target: Decimal
    green_within: Decimal
    amber_within: Decimal


class UnevenTolerances(Struct, frozen=True):
    """Limits where the plan is best, and one side of it is worse than the other."""

    target: Decimal
    green_below: Decimal
    green_above: Decimal
    amber_below: Decimal
    amber_above: Decimal


def uneven_tolerances(
    target: Decimal,
    green: tuple[Decimal | None, Decimal | None],
    amber: tuple[Decimal | None, Decimal | None],
) -> UnevenTolerances | None:
    """The limits whose zones of green and amber these are, from and to a value; ``None`` where one lacks."""
    (green_low, green_high), (amber_low, amber_high) = green, amber
    if green_low is None or green_high is None or amber_low is None or amber_high is None:
        return None
    return UnevenTolerances(
        target, target - green_low, green_high - target, target - amber_low, amber_high - target
    )


Limits: TypeAlias = Thresholds | Tolerances | UnevenTolerances


class Measured(Struct, frozen=True):
    """What was counted.

    ``status_reason`` is a phrase without a full stop ("the extract staff.csv is missing"). ``value`` is
    exact, on the indicator's scale, and ``None`` where the status implies no value.
    """

    status: Status
    status_reason: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    value: Fraction | None


class RatingRule(Struct, frozen=True):
    """How an indicator is rated while one target holds.

    ``limits`` is ``None`` where there is no target, for which ``no_target`` is a phrase. ``label`` is what
    the numerator counts, in the plural ("children reviewed on time").
    """

    polarity: Polarity
    unit: Unit
    decimals: int
    limits: Limits | None
    no_target: str
    rate_on: RateOn
    label: str | None
    unit_label: str | None = None

    @property
    def printed_in(self) -> PrintedUnit:
        """The unit as values are printed with it."""
        return PrintedUnit(self.unit, self.unit_label)


class Rating(Struct, frozen=True):
    """A rating and why.

    ``rag`` is ``None`` where not rated. ``to_green`` is how many more in the numerator (where lower is
    better, fewer; for polarity ``target``, whichever the reason gives) would be green with the denominator
    held: 0 on green rows, ``None`` where it is not a matter of counts or no count would do. Each note is
    ``code: text``.
    """

    rag: Rag | None
    reason: str
    to_green: Decimal | None
    notes: tuple[str, ...]


#: Why a row has no value, where nothing more specific is known.
STATUS_PHRASES: Mapping[Status, str] = {
    Status.CALCULATED: "no value could be calculated",
    Status.PUBLISHED: "no value is published",
    Status.NO_DENOMINATOR: "no denominator",
    Status.MISSING_EXTRACT: "an extract that it needs is missing",
    Status.INSUFFICIENT_HISTORY: "the extracts do not go back far enough",
    Status.NOT_APPLICABLE: "the variant does not apply to it",
    Status.NOT_DUE: "not due at this date",
    Status.NOT_REPORTED: "not reported",
    Status.SUPPRESSED: "not shown, so that no small number can be worked out",
}


class _Zone(Struct, frozen=True):
    """Values from ``low`` to ``high``, inclusive; ``None`` is no bound."""

    low: Fraction | None
    high: Fraction | None

    def __contains__(self, value: Fraction) -> bool:
        return not self.is_below(value) and not self.is_above(value)

    def is_below(self, value: Fraction) -> bool:
        return self.low is not None and value < self.low

    def is_above(self, value: Fraction) -> bool:
        return self.high is not None and value > self.high


class _Scale(Struct, frozen=True):
    """The zone where a value is green, and the zone where it is amber if not green. Elsewhere it is red."""

    green: _Zone
    amber: _Zone

    def rag(self, value: Fraction) -> Rag:
        if value in self.green:
            return Rag.GREEN
        return Rag.AMBER if value in self.amber else Rag.RED


def rate(
    measured: Measured, rule: RatingRule, direction: Direction | None, *, withheld: str | None = None
) -> Rating:
    """Rate a figure by its rule.

    ``direction`` is the figure's direction of travel, which matters only where amber needs an improvement.
    ``withheld`` is a phrase for why a figure that could be rated is not. A value equal to a threshold is on
    its better side. Raises ``ValueError`` if the kind of limits does not fit the polarity, which cannot occur
    in a checked catalogue.
    """
    not_rated = _why_not_rated(measured, rule) or withheld
    if not_rated is not None or measured.value is None or rule.limits is None:
        return Rating(None, f"Not rated: {not_rated}.", None, ())
    scale = _scale(rule.polarity, rule.limits)
    shown = printed(measured.value, rule.decimals)
    exact, displayed = measured.value, Fraction(shown)
    on_exact = rule.rate_on is RateOn.EXACT
    rated, other = (exact, displayed) if on_exact else (displayed, exact)
    zone, other_zone = scale.rag(rated), scale.rag(other)
    rag, elsewhere = (_final(each, rule.limits, direction) for each in (zone, other_zone))
    steps = 0 if rag is Rag.GREEN else _steps_to_green(measured, rule, scale.green)
    rounded = shown
    if zone is not other_zone:
        rounded = printed(rated, _distinguishing_decimals(rated, rule.decimals, scale))
    finding = _finding(rounded, zone, rule.limits, rule, direction)
    reason = f"{rag.value.capitalize()}: {finding}{_remedy(steps, rag, measured, rule)}."
    return Rating(
        rag=rag,
        reason=reason,
        to_green=None if steps is None else Decimal(abs(steps)),
        notes=(
            *(() if rag is elsewhere else (_conflict(measured.value, rule, rag, elsewhere),)),
            *_exceeded(rated, rounded, rag, rule),
        ),
    )


def colour(value: Fraction, rule: RatingRule, direction: Direction | None) -> Rag | None:
    """The rating of a value, without the reason; ``None`` where no value is rated."""
    if rule.polarity is Polarity.NONE or rule.limits is None:
        return None
    rated = value if rule.rate_on is RateOn.EXACT else Fraction(printed(value, rule.decimals))
    return _final(_scale(rule.polarity, rule.limits).rag(rated), rule.limits, direction)


def rated_alike(low: Fraction, high: Fraction, rule: RatingRule, direction: Direction | None) -> bool:
    """Whether every value from ``low`` to ``high`` has the same rating, given the figure's direction.

    The direction holds for the figure's value only: where amber needs an improvement and a value may be
    amber, the answer is no, unless there is no direction.
    """
    if rule.limits is None:
        return True
    scale = _scale(rule.polarity, rule.limits)
    if rule.rate_on is RateOn.DISPLAYED:
        low, high = (Fraction(printed(end, rule.decimals)) for end in (low, high))
    edges = (scale.green.low, scale.green.high, scale.amber.low, scale.amber.high)
    between = [edge for edge in edges if edge is not None and low <= edge <= high]
    found = {scale.rag(value) for value in (low, high, *between)}
    needs_improved = isinstance(rule.limits, Thresholds) and rule.limits.amber_needs_improved
    if needs_improved and direction is not None and low < high and Rag.AMBER in found:
        return False
    return len({_final(rag, rule.limits, direction) for rag in found}) == 1


def _why_not_rated(measured: Measured, rule: RatingRule) -> str | None:
    """The phrase for why a figure is not rated; ``None`` where it is."""
    if measured.value is None or measured.status not in (Status.CALCULATED, Status.PUBLISHED):
        return (measured.status_reason or STATUS_PHRASES[measured.status]).rstrip(".")
    if rule.polarity is Polarity.NONE:
        if rule.limits is None:
            return "the indicator has no polarity"
        target = limit_text(rule.limits.target, rule.printed_in)
        return f"the indicator has no polarity, so its target of {target} cannot rate it"
    return rule.no_target if rule.limits is None else None


@functools.cache
def _scale(polarity: Polarity, limits: Limits) -> _Scale:
    """The zones for a polarity and limits, the same for every figure that these rate."""
    target = Fraction(limits.target)
    match polarity, limits:
        case Polarity.HIGHER, Thresholds():
            return _Scale(_Zone(target, None), _Zone(Fraction(limits.amber), None))
        case Polarity.LOWER, Thresholds():
            return _Scale(_Zone(None, target), _Zone(None, Fraction(limits.amber)))
        case Polarity.TARGET, Tolerances():
            green, amber = Fraction(limits.green_within), Fraction(limits.amber_within)
            return _Scale(
                _Zone(target - green, target + green),
                _Zone(target - amber, target + amber),
            )
        case Polarity.TARGET, UnevenTolerances():
            return _Scale(
                _Zone(target - Fraction(limits.green_below), target + Fraction(limits.green_above)),
                _Zone(target - Fraction(limits.amber_below), target + Fraction(limits.amber_above)),
            )
        case _:
            kind = type(limits).__name__
            raise ValueError(f"{kind} cannot rate an indicator whose polarity is {polarity.value}")


def _final(rag: Rag, limits: Limits, direction: Direction | None) -> Rag:
    """The rating after "amber needs improved" is applied."""
    needs_improved = isinstance(limits, Thresholds) and limits.amber_needs_improved
    if rag is Rag.AMBER and needs_improved and direction is not Direction.IMPROVED:
        return Rag.RED
    return rag


def _distinguishing_decimals(value: Fraction, decimals: int, scale: _Scale) -> int:
    """The fewest decimals, at least the indicator's, at which the printed value is rated as the exact one.

    The search ends because, with enough decimals, the printed value is nearer to the exact one than any limit
    that differs from it.
    """
    rag = scale.rag(value)
    while scale.rag(Fraction(printed(value, decimals))) is not rag:
        decimals += 1
    return decimals


def _finding(value: Decimal, rag: Rag, limits: Limits, rule: RatingRule, direction: Direction | None) -> str:
    """The position of a printed value among its limits, in words."""
    if not isinstance(limits, Thresholds):
        return _distance_finding(value, rag, limits, rule)
    text = _with_unit(value, rule.printed_in)
    target, amber = limit_text(limits.target, rule.printed_in), limit_text(limits.amber, rule.printed_in)
    worse = "below" if rule.polarity is Polarity.HIGHER else "above"
    match rag:
        case Rag.GREEN:
            return f"{text} meets the target of {target}"
        case Rag.AMBER:
            between = f"{text} is {worse} the target of {target} but not {worse} the amber limit of {amber}"
            return between + _improvement_clause(limits, direction)
        case Rag.RED:
            return f"{text} is {worse} the amber limit of {amber}"
        case _ as never:
            assert_never(never)


def _with_unit(value: Decimal, unit: PrintedUnit) -> str:
    """A rounded value with its unit."""
    places = -int(value.as_tuple().exponent)
    return value_text(value, unit, max(places, 0))  # a huge number has fewer places than none


def _distance_finding(
    value: Decimal, rag: Rag, limits: Tolerances | UnevenTolerances, rule: RatingRule
) -> str:
    """The distance of a printed value from the plan, beside the distance allowed."""
    text, target = _with_unit(value, rule.printed_in), limit_text(limits.target, rule.printed_in)
    distance = abs(value - limits.target)
    if distance == 0:
        return f"{text} is the target of {target}"
    points = " points" if rule.unit is Unit.PERCENT else ""
    match limits:
        case Tolerances(green_within=green, amber_within=amber):
            side = "from"
        case UnevenTolerances() if value < limits.target:
            side, green, amber = "below", limits.green_below, limits.amber_below
        case UnevenTolerances():
            side, green, amber = "above", limits.green_above, limits.amber_above
        case _ as neither:
            assert_never(neither)
    start = f"{text} is {count_text(distance)}{points} {side} the target of {target}"
    match rag:
        case Rag.GREEN:
            return f"{start}, within the {count_text(green)} that is green"
        case Rag.AMBER:
            return f"{start}, within the {count_text(amber)} that is amber"
        case Rag.RED:
            return f"{start}, more than the {count_text(amber)} that is amber"
        case _ as never:
            assert_never(never)


def _improvement_clause(limits: Thresholds, direction: Direction | None) -> str:
    """The effect of the direction of travel on a value in the amber zone."""
    if not limits.amber_needs_improved:
        return ""
    match direction:
        case Direction.IMPROVED:
            return ", and has improved, as amber requires"
        case Direction.WORSENED:
            return ", and has worsened, where amber requires an improvement"
        case Direction.SAME:
            return ", and has stayed the same, where amber requires an improvement"
        case None:
            return ", and no earlier figure shows the improvement that amber requires"
        case _ as never:
            assert_never(never)


def _counts_up(measured: Measured, rule: RatingRule) -> tuple[int, Fraction, Fraction] | None:
    """The numerator, denominator and multiplier, where a whole-number numerator moves the value."""
    numerator, denominator = measured.numerator, measured.denominator
    if numerator is None or numerator != int(numerator):
        return None
    match rule.unit:
        case Unit.COUNT:
            return int(numerator), Fraction(1), Fraction(1)
        case Unit.PERCENT | Unit.PER_10000:
            if not denominator:
                return None
            multiplier = Fraction(scale_of(rule.unit))
            return int(numerator), Fraction(denominator), multiplier
        case Unit.MEAN | Unit.MEDIAN | Unit.PERCENTILE | Unit.RATIO | Unit.PUBLISHED:
            return None
        case _ as never:
            assert_never(never)


def worth_of_one(measured: Measured, rule: RatingRule) -> Fraction | None:
    """How far one more in the numerator moves the value, denominator held; ``None`` where no count does."""
    counted = None if measured.value is None else _counts_up(measured, rule)
    if counted is None:
        return None
    _, denominator, multiplier = counted
    return multiplier / denominator


def _steps_to_green(measured: Measured, rule: RatingRule, green: _Zone) -> int | None:
    """The smallest change of the numerator, denominator held, that gives green; negative is fewer.

    ``None`` where no count does: the numerator of a percentage stays between 0 and its denominator.
    """
    counted = _counts_up(measured, rule)
    if counted is None:
        return None
    numerator, denominator, multiplier = counted

    def rated(count: int) -> Fraction:
        value = multiplier * count / denominator
        return value if rule.rate_on is RateOn.EXACT else Fraction(printed(value, rule.decimals))

    # Rounding moves a value by less than its last decimal: only that near the limit can it matter, and the
    # search looks nowhere else.
    last = Fraction(1, 10**rule.decimals)

    def about(limit: Fraction) -> tuple[Fraction, Fraction]:
        return (limit - last) * denominator / multiplier, (limit + last) * denominator / multiplier

    if green.low is not None and green.is_below(rated(numerator)):
        least, most = map(math.ceil, about(green.low))
        most = min(most, math.floor(denominator)) if rule.unit is Unit.PERCENT else most
        steps = _fewest(
            least - numerator, most - numerator, lambda more: not green.is_below(rated(numerator + more))
        )
    else:
        least, most = map(math.floor, about(green.high or Fraction(0)))
        # A count of rows stops at 0; a sum that is already negative may go lower.
        low = least if numerator < 0 else 0
        fewer = _fewest(
            numerator - most, numerator - low, lambda less: not green.is_above(rated(numerator - less))
        )
        steps = None if fewer is None else -fewer
    return steps if steps is not None and rated(numerator + steps) in green else None


def _fewest(least: int, most: int, enough: Callable[[int], bool]) -> int | None:
    """The least number, 0 or more, that is enough; every larger one is too, and none below ``least``."""
    low, high = max(least, 0), most + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low if low <= most else None


def _remedy(steps: int | None, rag: Rag, measured: Measured, rule: RatingRule) -> str:
    """How many more, or fewer, would be green; empty where it is not a matter of counts."""
    if rag is Rag.GREEN or _counts_up(measured, rule) is None:
        return ""
    if steps is None:
        held = (
            ""
            if measured.denominator is None
            else f" with a denominator of {amount_text(measured.denominator)}"
        )
        return f"; green is out of reach{held}"
    many, word = abs(steps), "more" if steps > 0 else "fewer"
    if rule.label is None:
        return f"; {many:,} {word} in the numerator would be green"
    # The label is plural: "1 more among children reviewed on time", not "1 more children".
    among = "among " if many == 1 else ""
    return f"; {many:,} {word} {among}{rule.label} would be green"


def _exceeded(rated: Fraction, rounded: Decimal, rag: Rag, rule: RatingRule) -> tuple[str, ...]:
    """The note on a green value in the band above green; the rating itself has three colours and no more."""
    limits = rule.limits
    if rag is not Rag.GREEN or not isinstance(limits, Thresholds) or limits.exceeded is None:
        return ()
    beyond = Fraction(limits.exceeded)
    if not (rated >= beyond if rule.polarity is Polarity.HIGHER else rated <= beyond):
        return ()
    target, band = limit_text(limits.target, rule.printed_in), limit_text(limits.exceeded, rule.printed_in)
    value = _with_unit(rounded, rule.printed_in)
    return (f"exceeded: {value} reaches {band}, where the target of {target} is exceeded",)


def _conflict(exact: Fraction, rule: RatingRule, rag: Rag, elsewhere: Rag) -> str:
    """The note where the printed value and the exact value would be rated differently."""
    shown = value_text(exact, rule.printed_in, rule.decimals)
    match rule.rate_on:
        case RateOn.EXACT:
            return (
                f"rounding_conflict: rated {rag} on the exact value; as printed, {shown} would be {elsewhere}"
            )
        case RateOn.DISPLAYED:
            return f"rounding_conflict: rated {rag} as printed, {shown}; the exact value would be {elsewhere}"
        case _ as never:
            assert_never(never)
