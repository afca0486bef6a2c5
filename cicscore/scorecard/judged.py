"""Rate a figure by its target, and compare it with earlier ones."""

from __future__ import annotations

import datetime as dt
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, Comparators, Indicator
from cicscore.rating import Limits, Measured, Rating, RatingRule, rate, rated_alike
from cicscore.scorecard.available import Completeness
from cicscore.scorecard.compare import NOTHING, Against, Compared, compared, parts_of_measure
from cicscore.scorecard.computation import Figure, unknown_text
from cicscore.scorecard.targets import Held, held
from cicscore.text import limit_text, looks_like_fraction
from cicscore.vocabulary import Direction, Incomplete, Polarity, Status, Unit, UnknownRows


class Judged(Struct, frozen=True):
    """A figure's target, the figures that it is compared with, and its rating by its rule.

    ``safe`` is whether blank cells leave the rating as it is, ``off_scale`` why the target cannot rate it.
    """

    target: Held
    compared: Compared
    rule: RatingRule
    rating: Rating
    safe: bool | None
    off_scale: str | None

    @property
    def direction(self) -> Direction | None:
        """The direction of travel."""
        return self.compared.previous.travel.direction


def judged(
    indicator: Indicator,
    figure: Figure,
    complete: Completeness | None,
    catalogue: Catalogue,
    as_at: dt.date,
    *,
    against: Against,
    given: Comparators,
) -> Judged:
    """Rate a figure and compare it; ``given`` are comparators' figures in addition to the catalogue's."""
    measured = figure.measured
    target = held(indicator, as_at, figure.breakdown, figure.group, given)
    comparison = compared(
        measured.value,
        (indicator.written.id, figure.variant),
        indicator,
        target.limits,
        as_at=as_at,
        catalogue=catalogue,
        # Published figures, and trends, are for everybody, not for groups.
        against=against if figure.breakdown is None else NOTHING,
    )
    direction = comparison.previous.travel.direction
    rule = _rule(indicator, target, catalogue)
    off_scale = _off_scale(indicator, measured, target.limits)
    rate_figure = partial(rate, measured, rule, direction)
    rating = rate_figure(withheld=off_scale or _withheld(complete, catalogue))
    safe = _is_safe(indicator, figure, rating, rule, direction)
    if safe is False and catalogue.settings.unknown is UnknownRows.WITHHOLD:
        rating = rate_figure(withheld=f"{unknown_text(figure)}, and could change the rating")
    return Judged(target, comparison, rule, rating, safe, off_scale)


def _rule(indicator: Indicator, target: Held, catalogue: Catalogue) -> RatingRule:
    return RatingRule(
        polarity=indicator.written.polarity,
        unit=indicator.written.unit,
        decimals=indicator.decimals,
        limits=target.limits,
        no_target=target.none,
        rate_on=catalogue.settings.rate_on,
        label=_label(indicator),
        unit_label=indicator.written.unit_label,
    )


def _label(indicator: Indicator) -> str | None:
    numerator = getattr(indicator.measure, "numerator", None)
    return None if numerator is None else numerator.label


def _withheld(complete: Completeness | None, catalogue: Catalogue) -> str | None:
    """Why a rating is withheld, where the catalogue does so for incomplete windows."""
    if complete is None or not complete.gaps or catalogue.settings.incomplete is not Incomplete.WITHHOLD:
        return None
    return complete.counted


def _off_scale(indicator: Indicator, measured: Measured, limits: Limits | None) -> str | None:
    """Why a percentage and its target are on different scales, so that the target cannot rate it."""
    value, target = measured.value, None if limits is None else limits.target
    # What is made of others, such as a gap, is on no scale from 0% to 100%.
    if value is None or indicator.written.unit is not Unit.PERCENT or parts_of_measure(indicator):
        return None
    if measured.status is Status.PUBLISHED:
        if not 0 <= value <= 100:
            return (
                f"the value given, {limit_text(value, indicator.written.printed_in)}, lies outside 0% to 100%"
            )
        if looks_like_fraction(value, target):
            return f"the value given, {limit_text(value, Unit.PUBLISHED)}, looks like a fraction of 1"
    if (
        target is not None
        and indicator.written.polarity is Polarity.HIGHER
        and looks_like_fraction(target, value)
    ):
        return f"the target of {limit_text(target, indicator.written.printed_in)} looks like a fraction of 1"
    return None


def _is_safe(
    indicator: Indicator, figure: Figure, rating: Rating, rule: RatingRule, direction: Direction | None
) -> bool | None:
    """Whether the rating is the same whatever the unknown cells hold; ``None`` where there is no rating."""
    found = figure.bounds
    if rating.rag is None or found is None:
        return None
    if not found.rows:
        return True
    if not found.always or found.low is None or found.high is None:
        return False
    ends = (replace(figure.measured, value=end) for end in (found.low, found.high))
    if any(_off_scale(indicator, end, rule.limits) is not None for end in ends):
        return False
    return rated_alike(found.low, found.high, rule, direction)
