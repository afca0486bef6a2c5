"""On which days a definition holds, and so which of its targets anything is ever rated against."""

from __future__ import annotations

from collections.abc import Mapping

from cicscore.catalogue.definitions import Indicator
from cicscore.figures import date_text
from cicscore.periods import financial_year
from cicscore.rating import Limits


def span_text(indicator: Indicator) -> str:
    """The days on which the definition holds, in words; nothing where it holds on all."""
    first = "" if indicator.valid_from is None else f"from {date_text(indicator.valid_from)}"
    last = "" if indicator.valid_to is None else f"until {date_text(indicator.valid_to)}"
    return " ".join(part for part in (first, last) if part)


def limits_in_force(indicator: Indicator) -> Mapping[str, Limits]:
    """The limits of the financial years in which the definition holds on some day.

    A definition that changed within the list of targets carries those of the years before too.
    """
    # Years sort as they follow each other: "2015-16" comes before "2016-17".
    first = "" if indicator.valid_from is None else financial_year(indicator.valid_from)
    last = "9" if indicator.valid_to is None else financial_year(indicator.valid_to)
    return {year: limits for year, limits in indicator.limits.items() if first <= year <= last}
