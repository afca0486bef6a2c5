"""Averages: which may be shown, so that no two of them give away one child's own amount.

An average of 13 and one of 14 children, the 13 among them, give the amount of the fourteenth. So an average
is shown only if its cohort is that of every other average shown of the same line, or differs from it by the
threshold at least; the latest comes first.

A median, or another percentile, is the own amount of the child in that place, or of the two beside it. It is
shown only if at least as many children as the threshold lie on each side, so that it is nobody's who is known
to have one of the least, or of the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec import Struct

from cicscore.disclosure.counts import Count
from cicscore.disclosure.problem import Rule
from cicscore.results import IndicatorInfo, Row, SeriesRow
from cicscore.vocabulary import Counts


class Average(Struct, frozen=True):
    """An average of a cohort: the cohort's name and size, and whether it is published already."""

    line: str
    cohort: Count
    size: int
    is_published: bool = False


def averages_hidden(averages: Iterable[Average], rule: Rule) -> Iterator[Average]:
    """The averages that may not be shown beside those that are published or come before them."""
    lines: dict[tuple[str, str, object], list[Average]] = {}
    for average in averages:
        lines.setdefault((average.line, average.cohort.population, average.cohort.groups), []).append(average)
    for found in lines.values():
        found.sort(key=lambda one: (not one.is_published, -one.cohort.end.toordinal()))
        shown: list[int] = []
        for average in found:
            if any(rule.is_small(abs(average.size - size)) for size in shown):
                if not average.is_published:
                    yield average
            else:
                shown.append(average.size)


def is_exposed(row: Row | SeriesRow, info: IndicatorInfo, rule: Rule) -> bool:
    """Whether a percentile has too few children on one side, or how many is not known."""
    if not _is_own_amount(row, info):
        return False
    children = row.denominator_children if isinstance(row, Row) else None
    if info.denominator_counts in (None, Counts.CHILDREN):
        children = None if row.denominator is None else int(row.denominator)
    return children is None or _has_few_beside(children, info, rule)


def is_certainly_exposed(row: Row | SeriesRow, info: IndicatorInfo, rule: Rule) -> bool:
    """Whether even the rows on one side of a percentile are too few, so that the children are."""
    counted = row.denominator
    return _is_own_amount(row, info) and counted is not None and _has_few_beside(int(counted), info, rule)


def _is_own_amount(row: Row | SeriesRow, info: IndicatorInfo) -> bool:
    of_children = info.numerator_counts in (None, Counts.AMOUNTS)
    return info.percentile is not None and of_children and info.safe is None and row.value is not None


def _has_few_beside(children: int, info: IndicatorInfo, rule: Rule) -> bool:
    percentile = Fraction(info.percentile or 0)
    return children * min(percentile, 100 - percentile) / 100 < rule.threshold
