"""Whether a printed figure is on the scale of its indicator: 79.7 for 79.7%, and not 0.797."""

from __future__ import annotations

import datetime as dt

from cicscore.app.printed import PrintedNumber, PrintedRow, printed_fault
from cicscore.catalogue.definitions import Catalogue, Indicator, Published, is_in_force, is_share
from cicscore.faults import Fault, Severity
from cicscore.figures import date_text, looks_like_fraction, value_text
from cicscore.periods import financial_year
from cicscore.vocabulary import Unit


def definition_then(catalogue: Catalogue, indicator: str, day: dt.date) -> Indicator:
    """The definition of an indicator on ``day``; the first that there is, where none holds then."""
    versions = [found for found in catalogue.indicators if found.id == indicator]
    return next((found for found in versions if is_in_force(found, day)), versions[0])


def off_scale(row: PrintedRow, number: PrintedNumber, indicator: Indicator, day: dt.date) -> Fault | None:
    """The warning that a figure is left out, because it is not on its indicator's scale."""
    why = _why(number, indicator, day)
    if why is None:
        return None
    found = f"{indicator.id} of {date_text(day)} is {row.cells['value']}, {why}, so it is left out"
    advice = "Write a percentage on the scale of 100, such as 79.7 or 79.7%; no other figure has a sign."
    return printed_fault("CIC424", row.at("value"), found, advice, Severity.WARNING)


def _why(number: PrintedNumber, indicator: Indicator, day: dt.date) -> str | None:
    value = number.value
    if indicator.unit is not Unit.PERCENT:
        return "but it is no percentage" if number.percent else None
    if (is_share(indicator) or isinstance(indicator.measure, Published)) and not 0 <= value <= 100:
        return "and a share lies between 0% and 100%"
    limits = indicator.limits.get(financial_year(day)) or next(iter(indicator.limits.values()), None)
    target = None if limits is None else limits.target
    finer = 0 < value < 1 and number.decimals >= indicator.decimals + 2
    if number.percent or not (finer or looks_like_fraction(value, target)):
        return None
    return f"which looks like a fraction of 1 and not like {value_text(value, Unit.PERCENT, number.decimals)}"
