"""How an indicator is rated in one year, in words, and why by these limits."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from cicscore.catalogue.definitions import Indicator, LimitSources
from cicscore.figures import count_text, limit_text
from cicscore.rating import Limits, Thresholds, Tolerances
from cicscore.vocabulary import Polarity, RateOn, Unit

_POLARITIES = {
    Polarity.HIGHER: "Higher is better",
    Polarity.LOWER: "Lower is better",
    Polarity.TARGET: "The plan is best",
    Polarity.NONE: "No polarity: more is neither better nor worse",
}


class YearRule(BaseModel):
    """What one financial year's figures are rated by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    financial_year: str
    rule: str = Field(description="Green, amber and red in words, or why there is no rating.")
    target_source: str | None = Field(description="Where the target was set.")
    amber_source: str | None = Field(description="Where the amber limit comes from, or why it was chosen.")


def polarity_words(polarity: Polarity) -> str:
    """Which way is better."""
    return _POLARITIES[polarity]


def year_rules(indicator: Indicator, year: str | None) -> tuple[YearRule, ...]:
    """The rule of one financial year, or where none is named of every year that has limits."""
    years = tuple(indicator.limits) if year is None else (year,)
    return tuple(_year_rule(indicator, each) for each in years)


def _year_rule(indicator: Indicator, year: str) -> YearRule:
    limits = indicator.limits.get(year)
    if year in indicator.not_reported:
        rule = f"not reported: {indicator.not_reported[year]}"
    elif indicator.polarity is Polarity.NONE:
        rule = "not rated, because the indicator has no polarity"
    elif limits is None:
        rule = "not rated, because no target is set for this year"
    else:
        rule = _limits_words(limits, indicator.polarity, indicator.unit)
    sources = indicator.limit_sources.get(year, LimitSources(None, None))
    return YearRule(financial_year=year, rule=rule, target_source=sources.target, amber_source=sources.amber)


def _limits_words(limits: Limits, polarity: Polarity, unit: Unit) -> str:
    match limits:
        case Tolerances(target=target, green_within=green, amber_within=amber):
            return (
                f"green within {_distance(green, unit)} of {limit_text(target, unit)}, "
                f"amber within {_distance(amber, unit)}, red further away"
            )
        case Thresholds(target=target, amber=amber, amber_needs_improved=needs_improved):
            better, beyond = ("more", "below") if polarity is Polarity.HIGHER else ("less", "above")
            improved = " if it has improved" if needs_improved else ""
            rest = ", red otherwise" if needs_improved else f", red {beyond} that"
            return (
                f"green at {limit_text(target, unit)} or {better}, "
                f"amber at {limit_text(amber, unit)} or {better}{improved}{rest}"
            )


def _distance(distance: Decimal, unit: Unit) -> str:
    return f"{count_text(distance)} points" if unit is Unit.PERCENT else count_text(distance)


def rated_on_words(rate_on: RateOn) -> str:
    """Which value a rating looks at."""
    match rate_on:
        case RateOn.EXACT:
            return "Rated on the exact value, not on the one that is printed"
        case RateOn.DISPLAYED:
            return "Rated on the value as it is printed"
