"""Ratings for the oracle: the limits that hold on a day, for everybody or a group, and the colour."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle import days

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: What a quarter, a month or a group has from its year: distances and a rule, but no value.
FROM_THE_YEAR = ("amber_relative", "amber_needs", "green_within", "amber_within")

#: The lowest and the highest value of a zone; None where it has no end.
Zone = tuple[Fraction | None, Fraction | None]


class Limits(NamedTuple):
    """What a figure is rated against: the zone that is green, the one that is at least amber, and beyond."""

    target: Fraction
    green: Zone
    amber: Zone
    exceeded: Zone | None
    only_if_improved: bool


class Rating(NamedTuple):
    """The colour, None where nothing is rated; its limits; and whether the target is exceeded."""

    rag: str | None
    limits: Limits | None
    exceeds: bool


def rated(value: Fraction | None, polarity: str, limits: Limits | None, direction: str | None) -> Rating:
    """Rate a value: on a limit it is on the better side of it."""
    if value is None or limits is None or polarity == "none":
        return Rating(None, limits, exceeds=False)
    if inside(value, limits.green):
        return Rating("green", limits, limits.exceeded is not None and inside(value, limits.exceeded))
    improved = direction == "improved" or not limits.only_if_improved
    return Rating("amber" if inside(value, limits.amber) and improved else "red", limits, exceeds=False)


def inside(value: Fraction, zone: Zone) -> bool:
    """Whether a value lies in a zone, of which both ends are part."""
    low, high = zone
    return (low is None or low <= value) and (high is None or value <= high)


def limits_of(indicator: dict[str, Any], as_at: date, breakdown: str = "", group: str = "") -> Limits | None:
    """Find the limits of a figure of everybody or of a group; None where no target is set for it."""
    levels = levels_of(indicator, as_at, breakdown, group)
    if levels is None:
        return None
    target = worth(levels["target"], indicator, as_at)
    if target is None:
        return None
    improved = levels.get("amber_needs") == "improved"
    if indicator["polarity"] == "target":
        green, amber = (around(target, levels[name]) for name in ("green_within", "amber_within"))
        return Limits(target, green, amber, None, improved)
    sign = -1 if indicator["polarity"] == "higher" else 1
    if "amber" in levels:
        limit = Fraction(levels["amber"])
    else:
        limit = target + sign * abs(target) * Fraction(levels["amber_relative"]) / 100
    beyond = Fraction(levels["exceeded"]) if "exceeded" in levels else None
    green, amber = (better_than(level, sign) for level in (target, limit))
    return Limits(target, green, amber, None if beyond is None else better_than(beyond, sign), improved)


def better_than(limit: Fraction, sign: int) -> Zone:
    """The values that are as good as a limit or better."""
    return (limit, None) if sign < 0 else (None, limit)


def around(target: Fraction, within: Any) -> Zone:
    """The values within a distance of the plan, which may differ below and above it."""
    sides = within if isinstance(within, dict) else {"below": within, "above": within}
    return target - Fraction(sides["below"]), target + Fraction(sides["above"])


def worth(target: Any, indicator: dict[str, Any], as_at: date) -> Fraction | None:
    """The target as a number: what is written, or the latest figure of others by the day."""
    if not isinstance(target, dict):
        return Fraction(target)
    stated = indicator.get("comparators", {}).get(target["benchmark"], {})
    known = [day for day in stated if date.fromisoformat(day) <= as_at]
    return Fraction(stated[max(known)]["value"]) if known else None


def levels_of(indicator: dict[str, Any], as_at: date, breakdown: str, group: str) -> dict[str, Any] | None:
    """What is written of the day's figures of everybody or of a group."""
    first_month = 9 if indicator.get("target_years") == "academic" else 4
    first = days.start_of_year(as_at, first_month).year
    year = indicator.get("targets", {}).get(f"{first}-{(first + 1) % 100:02}")
    if year is None:
        return None
    if breakdown in year.get("groups", {}):
        own = year["groups"][breakdown].get(group)
        return None if own is None else at_its_time(with_distances(own, year), as_at, first_month)
    if any(part in year.get("groups", {}) for part in breakdown.split(",")):
        return None
    return at_its_time(year, as_at, first_month)


def at_its_time(levels: dict[str, Any], as_at: date, first_month: int) -> dict[str, Any] | None:
    """The step of the quarter or month that a day is in; the last one of a year may be the year's own."""
    if "quarters" in levels:
        number = (as_at.month - 4) % 12 // 3 + 1
        step, is_last = levels["quarters"].get(f"Q{number}"), number == 4
    elif "months" in levels:
        step = levels["months"].get(MONTHS[as_at.month - 1])
        is_last = as_at.month % 12 + 1 == first_month
    else:
        return levels
    if step is not None:
        return with_distances(step, levels)
    return levels if is_last else None


def with_distances(step: dict[str, Any], year: dict[str, Any]) -> dict[str, Any]:
    """A step with what it has from its year; an amber limit of its own stands in place of a distance."""
    inherited = {name: year[name] for name in FROM_THE_YEAR if name in year}
    if "amber" in step:
        inherited.pop("amber_relative", None)
    return inherited | step
