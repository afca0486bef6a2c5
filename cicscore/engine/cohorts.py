"""Which rows a numerator and a denominator are made of, before any counting.

A cohort is selected once; variants, and the groups of breakdowns, are taken from it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cicscore.catalogue.definitions import Count, Counting, Ratio, Total, Variant
from cicscore.expressions import nodes as n
from cicscore.expressions.types import DATE, column_type
from cicscore.periods import Window
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions
from cicscore.tables.vectors import Mask


@dataclass(frozen=True)
class Cohort:
    """Rows of one extract that are counted. ``dated_by`` is the row's own date, if it has one."""

    extract: str
    dated_by: str | None
    rows: Positions
    counting: Counting

    def among(self, kept: Mask | None) -> Cohort:
        """The same cohort without the rows that are not kept; ``None`` keeps all."""
        return self if kept is None else replace(self, rows=self.rows[kept[self.rows]])


@dataclass(frozen=True)
class Cohorts:
    """What an indicator counts; no denominator where it has a numerator only."""

    numerator: Cohort
    denominator: Cohort | None


def select(measure: Ratio | Total, window: Window, evaluation: Evaluation) -> Cohorts:
    """The rows of numerator and denominator, nobody left out."""
    match measure:
        case Total(numerator=numerator):
            return Cohorts(_cohort(numerator, window, evaluation), None)
        case Ratio(numerator=Count() as numerator, denominator=denominator):
            return Cohorts(_cohort(numerator, window, evaluation), _cohort(denominator, window, evaluation))
        case Ratio(numerator=subset, denominator=below):
            whole = _cohort(below, window, evaluation)
            within = np.zeros(len(evaluation.tables[below.extract]), dtype=bool)
            within[whole.rows] = True
            rows = np.flatnonzero(_meeting(subset.where, below, within, evaluation))
            return Cohorts(replace(whole, rows=rows, counting=subset.counting), whole)


def _cohort(count: Count, window: Window, evaluation: Evaluation) -> Cohort:
    mask = in_window(count, window, evaluation)
    rows = np.flatnonzero(_meeting(count.where, count, mask, evaluation))
    return Cohort(count.extract, count.dated_by, rows, count.counting)


def in_window(count: Count, window: Window, evaluation: Evaluation) -> Mask:
    """The rows whose date falls into the window; all, where no date is named."""
    table = evaluation.tables[count.extract]
    if count.dated_by is None:
        return np.ones(len(table), dtype=bool)
    days = evaluation.values(own_date(count.extract, count.dated_by, evaluation), count.extract).day()
    start, end = np.datetime64(window.start, "D"), np.datetime64(window.end, "D")
    inside: Mask = days.known & (days.values >= start) & (days.values <= end)
    return inside


def _meeting(where: n.Node | None, count: Count, within: Mask, evaluation: Evaluation) -> Mask:
    """The rows of ``within`` that meet every condition, taken in the order they are written."""
    for part in n.conjuncts(where):
        within = evaluation.narrowed(settled(part, count, evaluation), count.extract, within)
    return within


def own_date(extract: str, column: str, evaluation: Evaluation) -> n.Column:
    """The date column of a row."""
    declared = evaluation.tables[extract].extract.columns[column]
    return n.Column(n.Owner.OWN, extract, column, column_type(declared.type, None))


def settled(node: n.Node, count: Count | Cohort, evaluation: Evaluation) -> n.Node:
    """The expression with ``on`` settled: the row's own date where a window applies to one, else as-at.

    Inside an aggregate ``on`` is still the date of the row outside it.
    """
    outside: n.Node = n.Period(n.PeriodDay.AS_AT, DATE)
    inside = outside
    if count.dated_by is not None:
        date = own_date(count.extract, count.dated_by, evaluation)
        outside, inside = date, replace(date, owner=n.Owner.ROW)
    return n.with_on(node, outside, inside)


def kept_by(variant: Variant, cohort: Cohort, evaluation: Evaluation) -> Mask | None:
    """Which rows of the cohort's extract a variant keeps; ``None`` where it touches none of them.

    A row is left out only where the variant's condition is true, not where it is unknown.
    """
    rule = variant.remove.get(cohort.extract)
    if rule is None:
        return None
    removed, _ = evaluation.condition(settled(rule, cohort, evaluation), cohort.extract)
    kept: Mask = ~removed
    return kept
