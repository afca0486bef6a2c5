"""Averages: which may be shown, so that no two of them give away one child's own amount.

An average of 13 and one of 14 children, the 13 among them, give the amount of the fourteenth. So an average
is shown only if its cohort is that of every other average shown of the same line, or differs from it by the
threshold at least; the latest comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cicscore.disclosure.counts import Count
from cicscore.disclosure.problem import Rule


@dataclass(frozen=True, slots=True)
class Average:
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
