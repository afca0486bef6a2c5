"""Figures of England and of statistical neighbours beside an indicator's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from cicscore.catalogue.definitions import Comparators, Indicator
from cicscore.figures import change_text, value_text
from cicscore.results import ComparatorRow
from cicscore.vocabulary import Comparator


def comparator_rows(
    indicator: Indicator, more: Comparators, value: Fraction | None, as_at: dt.date
) -> Iterator[ComparatorRow]:
    """The latest figure of each comparator as at ``as_at`` or before.

    ``more`` are figures beside those of the catalogue, and go before one of the same day; ``value`` is the
    indicator's own for everybody.
    """
    for comparator in Comparator:
        known = {**indicator.comparators.get(comparator, {}), **more.get(comparator, {})}
        days = [day for day in known if day <= as_at]
        if not days:
            continue
        figure = known[max(days)]
        theirs = Fraction(figure.value)
        difference = None if value is None else value - theirs
        yield ComparatorRow(
            indicator=indicator.id,
            comparator=comparator,
            as_at=max(days),
            value=float(theirs),
            display=value_text(theirs, indicator.unit, indicator.decimals),
            source=figure.source,
            difference=None if difference is None else float(difference),
            difference_display=None
            if difference is None
            else change_text(difference, indicator.unit, indicator.decimals),
        )
