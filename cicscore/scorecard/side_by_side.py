"""Count indicators side by side, keeping in memory only what those still to come need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from cicscore.catalogue.definitions import Breakdown, Indicator
from cicscore.catalogue.dependencies import extracts_of
from cicscore.expressions.nodes import extracts_in
from cicscore.scorecard.computation import Computation, Figure
from cicscore.scorecard.parts import figures_once

#: The number of indicators counted at once: most of the work is done outside Python.
_AT_ONCE = 2
#: Of fewer rows than this, two threads would wait for each other's Python longer than they count.
_MANY_ROWS = 500_000


def figures_of_each(
    asked: Sequence[tuple[Indicator, tuple[Breakdown, ...]]],
    computation: Computation,
    progress: Callable[[str], None] | None = None,
) -> list[tuple[Figure, ...]]:
    """The figures of each indicator, grouped by its breakdowns, in the order asked for.

    ``progress`` is called with each indicator's id before it is counted.
    """
    tables = computation.extracts.tables
    needs = [_needed(indicator, breakdowns, computation) for indicator, breakdowns in asked]
    left = Counter(name for names in needs for name in names)
    lock = Lock()

    def count(at: int) -> tuple[Figure, ...]:
        indicator, breakdowns = asked[at]
        if progress is not None:
            progress(indicator.written.id)
        found = figures_once(indicator, computation, breakdowns)
        with lock:
            left.subtract(needs[at])
            computation.evaluation.forget({name for name in needs[at] if not left[name]})
        return found

    def largest_first(at: int) -> list[tuple[int, str]]:
        return sorted(((len(tables[name]), name) for name in needs[at]), reverse=True)

    if sum(map(len, tables.values())) < _MANY_ROWS:
        return [count(at) for at in range(len(asked))]
    # What needs the same large extracts comes together, so that what is known of their rows can soon go.
    order = sorted(range(len(asked)), key=largest_first, reverse=True)
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as counting:
        found = dict(zip(order, counting.map(count, order), strict=True))
    return [found[at] for at in range(len(asked))]


def _needed(
    indicator: Indicator, breakdowns: Sequence[Breakdown], computation: Computation
) -> frozenset[str]:
    """The extracts that were read of those that the figures depend on."""
    catalogue, measure = computation.catalogue, indicator.measure
    if measure is None:
        return frozenset()
    named = {
        name
        for variant in (None, *catalogue.variants.values())
        for name in extracts_of(measure, variant, catalogue)
    }
    groups = (breakdown.group[name] for breakdown in breakdowns for name in named & breakdown.group.keys())
    named |= {name for group in groups for name in extracts_in(group)}
    return frozenset(named & computation.extracts.tables.keys())
