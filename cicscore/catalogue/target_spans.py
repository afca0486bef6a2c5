"""The days on which a target holds: a year, or a quarter or a month of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import assert_never

from cicscore.catalogue.model import Months, Quarters
from cicscore.catalogue.yaml import Path
from cicscore.periods import Window, academic_year, add_months, financial_year
from cicscore.vocabulary import TargetYears

#: The quarters of the financial year, in order, as they are written.
QUARTERS = tuple(Quarters.model_fields)
#: The months, from April on, as they are written.
MONTHS = tuple(Months.model_fields)


@dataclass(frozen=True)
class TargetSpan:
    """A year, or one ``step`` of it (``Q1``, ``april``), for which a target is set.

    ``path`` is where its target is written, below ``targets``; it takes no part in comparisons.
    """

    year: str
    step: str | None = None
    years: TargetYears = TargetYears.FINANCIAL
    path: Path = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The days in words, such as "2015-16", "Q1 of 2015-16" or "April 2015"."""
        if self.step is None:
            return self.year if self.years is TargetYears.FINANCIAL else f"the academic year {self.year}"
        if self.step in QUARTERS:
            return f"{self.step} of {self.year}"
        return f"{self.step.capitalize()} {self.days.start.year}"

    @property
    def days(self) -> Window:
        """The first day and the last."""
        first, months = dt.date(int(self.year[:4]), _first_month(self.years), 1), 12
        if self.step is not None and self.step in QUARTERS:
            first, months = add_months(first, 3 * QUARTERS.index(self.step)), 3
        elif self.step is not None:
            number = MONTHS.index(self.step) + 4
            first, months = add_months(first, (number - first.month) % 12), 1
        return Window(first, add_months(first, months) - dt.timedelta(days=1))

    @property
    def kind(self) -> str:
        """What it is: a year, a quarter or a month."""
        if self.step is None:
            return "year"
        return "quarter" if self.step in QUARTERS else "month"


def _first_month(years: TargetYears) -> int:
    match years:
        case TargetYears.FINANCIAL:
            return 4
        case TargetYears.ACADEMIC:
            return 9
        case _ as never:
            assert_never(never)


def year_of(day: dt.date, years: TargetYears) -> str:
    """The name of the year in which a day lies."""
    match years:
        case TargetYears.FINANCIAL:
            return financial_year(day)
        case TargetYears.ACADEMIC:
            return academic_year(day)
        case _ as never:
            assert_never(never)


def quarter_of(day: dt.date) -> str:
    """The quarter of the financial year in which a day lies, as it is written."""
    return QUARTERS[(day.month - 4) % 12 // 3]


def month_of(day: dt.date) -> str:
    """The month in which a day lies, as it is written."""
    return MONTHS[(day.month - 4) % 12]


def last_step(steps: tuple[str, ...], years: TargetYears) -> str:
    """The quarter or month that ends the year."""
    return steps[(_first_month(years) - 5) % 12] if steps == MONTHS else steps[-1]
