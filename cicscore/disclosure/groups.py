"""Groups that an edition leaves out: other variants', and those of which most would be hidden anyway."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from cicscore.disclosure.blank import hide_panel
from cicscore.disclosure.counts import Figure, Naming, figures
from cicscore.disclosure.problem import Rule
from cicscore.results import Disclosure, Panel, Row, Scorecard, Trend
from cicscore.vocabulary import GroupsShown

_D = TypeVar("_D", Scorecard, Trend)


def without_crowded(document: _D, policy: Disclosure) -> _D:
    """The document without other variants' groups, and without breakdowns of which most would be hidden."""
    if isinstance(document, Trend):
        return document
    rule = Rule.of(policy)
    naming = Naming(document)
    headline = {info.id: info.lines[0] for info in document.indicators}
    rows = [
        row
        for row in document.results
        if row.breakdown is None or policy.groups is GroupsShown.ALL or row.variant == headline[row.indicator]
    ]
    small: dict[tuple[str, str, str], list[bool]] = {}
    for figure in figures(document.model_copy(update={"results": tuple(rows), "panels": ()})):
        row = figure.source
        if isinstance(row, Row) and row.breakdown is not None and figure.counts:
            small.setdefault((row.indicator, row.variant, row.breakdown), []).append(_is_small(figure, rule))
    crowded = {key for key, found in small.items() if 2 * sum(found) > len(found)}
    return document.model_copy(
        update={
            "results": tuple(
                row for row in rows if (row.indicator, row.variant, row.breakdown) not in crowded
            ),
            "panels": tuple(
                hide_panel(panel) if _is_mostly_small(panel, naming, rule) else panel
                for panel in document.panels
            ),
        }
    )


def _is_small(figure: Figure, rule: Rule) -> bool:
    """Whether a figure has a count to protect."""
    above, below = figure.numerator, figure.denominator
    counts = [count for count in figure.counts if count.is_protected]
    if any(rule.is_small(count.value) or rule.is_small(count.children) for count in counts):
        return True
    if not figure.is_share or above is None or below is None or not above.is_protected:
        return False
    return above.value is not None and below.value is not None and rule.is_small(below.value - above.value)


def _is_mostly_small(panel: Panel, naming: Naming, rule: Rule) -> bool:
    counts = [int(count) for _, count in naming.panel_cells(panel) if count]
    return 2 * sum(rule.is_small(count) for count in counts) > len(counts)


def without_groups(document: _D, indicators: Collection[str]) -> _D:
    """The document without the groups of these indicators, in rows and in panels."""
    if isinstance(document, Trend):
        return document
    return document.model_copy(
        update={
            "results": tuple(
                row for row in document.results if row.breakdown is None or row.indicator not in indicators
            ),
            "panels": tuple(
                hide_panel(panel) if panel.indicator in indicators else panel for panel in document.panels
            ),
        }
    )
