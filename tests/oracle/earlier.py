"""Earlier figures for the oracle: the day that each is of, and whether a figure is better than it was."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from tests.oracle import days
from tests.oracle.extracts import exact, moment

#: What was published of an indicator under a variant: the value and its rating, by the day.
Published = dict[tuple[str, str], dict[date, tuple[Fraction, str | None]]]

#: After how many months a window that grows begins again.
BEGINS_AGAIN = {"year_to_date": 12, "academic_year_to_date": 12, "quarter": 3, "month": 1}


#: What makes another definition of an indicator; other words or targets do not.
DEFINES = ("period", "unit", "numerator", "denominator", "value")


class Compared(NamedTuple):
    """An earlier figure, and how another stands to it; ``change`` and ``direction`` where both are alike."""

    as_at: date | None = None
    value: Fraction | None = None
    rag: str | None = None
    change: Fraction | None = None
    direction: str | None = None


def read_published(path: Path) -> Published:
    """Read a file of printed figures."""
    found: Published = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["value"]:
                value = Fraction(exact(line["value"].removesuffix("%")))
                figures = found.setdefault((line["indicator"], line["variant"]), {})
                figures[moment(line["as_at"]).date()] = (value, line.get("rag") or None)
    return found


def day_before(compare: str, as_at: date) -> date:
    """The day that a comparison calls for."""
    match compare:
        case "previous_month":
            return days.months_before(as_at, 1)
        case "previous_quarter":
            return days.start_of_quarter(as_at) - timedelta(days=1)
        case "same_period_last_year":
            return days.months_before(as_at, 12)
        case "outturn":
            return days.start_of_year(as_at, 4) - timedelta(days=1)
    raise ValueError(f"no such comparison: {compare}")


def compared(
    value: Fraction | None,
    figures: dict[date, tuple[Fraction, str | None]],
    day: date,
    definitions: tuple[dict[str, Any] | None, dict[str, Any]],
    as_at: date,
    target: Fraction | None,
) -> Compared:
    """Compare a figure with the one published of a day; ``definitions`` are that day's and today's."""
    then, indicator = definitions
    if day not in figures:
        return Compared()
    before, rag = figures[day]
    found = Compared(day, before, rag)
    if value is None or not is_one_definition(then, indicator) or not are_alike(indicator, day, as_at):
        return found
    found = found._replace(change=value - before)
    places = places_of(indicator)
    gain = better_by(as_printed(value, places), as_printed(before, places), indicator["polarity"], target)
    if gain is None:
        return found
    if abs(gain) <= Fraction(indicator.get("tolerance", 0)):
        return found._replace(direction="same")
    return found._replace(direction="improved" if gain > 0 else "worsened")


def better_by(now: Fraction, before: Fraction, polarity: str, target: Fraction | None) -> Fraction | None:
    """By how much a figure is better than another, below nought where it is worse; None if neither can be."""
    match polarity:
        case "higher":
            return now - before
        case "lower":
            return before - now
        case "target" if target is not None:
            return abs(before - target) - abs(now - target)
    return None


def places_of(indicator: dict[str, Any]) -> int:
    """How many decimals an indicator is printed with."""
    return int(indicator.get("decimals", 0 if indicator["unit"] == "count" else 1))


def as_printed(value: Fraction, places: int) -> Fraction:
    """Round half up, away from nought."""
    rounded = Fraction(int(abs(value) * 10**places + Fraction(1, 2)), 10**places)
    return rounded if value >= 0 else -rounded


def is_one_definition(then: dict[str, Any] | None, now: dict[str, Any]) -> bool:
    """Whether two days' definitions count the same; there may have been none."""
    return then is not None and all(then.get(key) == now.get(key) for key in DEFINES)


def are_alike(indicator: dict[str, Any], day: date, as_at: date) -> bool:
    """Whether the figures of two days are of windows that compare."""
    period = compared_as(indicator)
    months = BEGINS_AGAIN.get(period if isinstance(period, str) else "")
    if months is None or indicator["unit"] == "published":
        return True
    apart = (as_at.year - day.year) * 12 + as_at.month - day.month
    if apart % months == 0 and day == days.months_before(as_at, apart):
        return True
    if indicator["unit"] == "count":
        return False
    return period == "month" or days.window(period, day)[0] == days.window(period, as_at)[0]


def compared_as(indicator: dict[str, Any]) -> Any:
    """The period by which figures of several days compare: a snapshot since 1 April grows as a year."""
    sides = [indicator.get(side, {}) for side in ("numerator", "denominator")]
    grows = any("year_start" in str(side.get("where")).replace("academic_year_start", "") for side in sides)
    return "year_to_date" if grows and indicator["period"] == "snapshot" else indicator["period"]
