"""Whether the months of a window have data: a month without any is a gap in the extracts until shown not.

A month has data where an extract that is counted has a row dated in it, whether or not that row counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cicscore.catalogue.definitions import Indicator, Ratio, Total, counts_of
from cicscore.expressions.nodes import own_date
from cicscore.figures import month_text
from cicscore.periods import add_months, months_touched, window
from cicscore.tables.evaluate import Evaluation


@dataclass(frozen=True)
class DataMonths:
    """The months in which a date of an extract falls, each worked out once for all as-at dates."""

    _memory: dict[tuple[str, str], frozenset[dt.date]] = field(default_factory=dict, repr=False)

    def of(self, extract: str, column: str, evaluation: Evaluation) -> frozenset[dt.date]:
        """The first days of the months with a row dated by ``column``."""
        key = (extract, column)
        if key not in self._memory:
            days = evaluation.values(own_date(extract, column), extract)
            months = np.unique(days.values[days.known].astype("datetime64[M]"))
            self._memory[key] = frozenset(months.astype("datetime64[D]").astype(object))
        return self._memory[key]


@dataclass(frozen=True)
class Completeness:
    """The months of a window and those with data; ``gaps`` is a phrase for each extract that lacks some."""

    expected: int
    with_data: int
    gaps: tuple[str, ...]

    @property
    def counted(self) -> str:
        """How many months have data, as a phrase."""
        if not self.with_data:
            return "no month of the window has data"
        return f"only {self.with_data} of the window's {self.expected} months have data"


def completeness(
    indicator: Indicator, as_at: dt.date, months: DataMonths, evaluation: Evaluation
) -> Completeness | None:
    """The completeness of an indicator's window; none where no date of a row falls into one."""
    measure = indicator.measure
    if not isinstance(measure, Ratio | Total):
        return None
    dated = {
        (count.extract, count.dated_by): months.of(count.extract, count.dated_by, evaluation)
        for count in counts_of(measure)
        if count.dated_by is not None and count.extract in evaluation.tables
    }
    if not dated:
        return None
    expected = months_touched(window(indicator.period, as_at))
    lacking = {source: [month for month in expected if month not in has] for source, has in dated.items()}
    empty = {month for missing in lacking.values() for month in missing}
    gaps = tuple(
        f"{extract} has no {column} in {_spans_text(missing)}"
        for (extract, column), missing in lacking.items()
        if missing
    )
    return Completeness(len(expected), len(expected) - len(empty), gaps)


def _spans_text(months: Sequence[dt.date]) -> str:
    """Months in words, those in a row as a span: "May 2015, August 2015 to October 2015"."""
    spans: list[list[dt.date]] = []
    for month in months:
        if spans and add_months(spans[-1][-1], 1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(
        month_text(span[0]) if len(span) == 1 else f"{month_text(span[0])} to {month_text(span[-1])}"
        for span in spans
    )
