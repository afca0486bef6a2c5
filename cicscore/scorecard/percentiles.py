"""Percentiles of values, exactly, by definition 7 of Hyndman and Fan (1996); and between which they lie.

Of ``n`` values in rising order, the place from 0 of percentile ``p`` is ``p / 100 * (n - 1)``; between two
values the percentile is on the line from one to the other. Excel's PERCENTILE.INC and SQL's PERCENTILE_CONT
give the same, and for the median so do all definitions in common use. Source: "Sample quantiles in
statistical packages", The American Statistician 50 (4), 361-365.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from cicscore.text import as_written

_Values: TypeAlias = npt.NDArray[np.float64]

#: More digits than any percentile of binary numbers has in decimal.
_EVERY_DIGIT = 800


def percentile_of(ordered: _Values, percentile: Decimal) -> Decimal:
    """The percentile of values in rising order, each taken as the decimal written."""
    with localcontext(prec=_EVERY_DIGIT):
        place = percentile * (len(ordered) - 1) / 100
        below = int(place)
        least = as_written(ordered[below])
        if place == below:
            return least
        return least + (place - below) * (as_written(ordered[below + 1]) - least)


def percentiles_of_groups(
    values: _Values, codes: npt.NDArray[np.int64], groups: int, percentile: Decimal
) -> tuple[Decimal | None, ...]:
    """The percentile of each group's values; ``None`` where it has none."""
    ordered = values[np.lexsort((values, codes))]
    sizes = np.bincount(codes, minlength=groups)
    return tuple(
        percentile_of(ordered[end - size : end], percentile) if size else None
        for end, size in zip(np.cumsum(sizes), sizes, strict=True)
    )


def least_and_most(
    certain: _Values, others: _Values, unknown: int, percentile: Decimal
) -> tuple[Fraction | None, Fraction | None]:
    """The lowest and highest percentile of ``certain`` values with any of the ``others``.

    So many more values, which may be there or not, are ``unknown``. ``None`` is no bound.
    """
    most = _least(-certain, np.append(-others, [-np.inf] * unknown), 100 - percentile)
    return _least(
        certain, np.append(others, [-np.inf] * unknown), percentile
    ), None if most is None else -most


def _least(certain: _Values, others: _Values, percentile: Decimal) -> Fraction | None:
    """The lowest percentile; of any number of the others, the lowest so many make it lowest."""
    whole, more = np.sort(certain), np.sort(others)
    every = np.sort(np.append(whole, more))
    # How many of all the values, in order, are among the certain ones and so many of the others.
    shared = np.arange(len(more) + 1)
    shared[1:] += np.searchsorted(whole, more, side="right")
    with localcontext(prec=_EVERY_DIGIT):
        places = [percentile * (len(whole) + count - 1) / 100 for count in range(len(more) + 1)]
    found = [
        (_between(whole, every, count, int(shared[count]), place), count)
        for count, place in enumerate(places)
        if place >= 0
    ]
    if not found:
        return None
    low, count = min(found)
    return (
        None
        if low == -np.inf
        else Fraction(percentile_of(np.sort(np.append(whole, more[:count])), percentile))
    )


def _between(whole: _Values, every: _Values, count: int, shared: int, place: Decimal) -> float:
    """The value at a place among the certain values and the first ``count`` of the others, about."""
    below = int(place)
    ends = [every[n] if n < shared else whole[n - count] for n in (below, below + (place != below))]
    if ends[0] == -np.inf:
        return -np.inf
    return float(ends[0] + float(place - below) * (ends[1] - ends[0]))
