"""Which rows a numerator and a denominator are made of, before any counting.

A cohort is selected once; variants, and the groups of breakdowns, are taken from it afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from cicscore.catalogue.definitions import (
    Children,
    Count,
    Counting,
    DistinctValues,
    Published,
    Ratio,
    Rows,
    Subset,
    SumOf,
    Total,
    Variant,
)
from cicscore.expressions import nodes as n
from cicscore.periods import Window
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions, Table
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

    def without(self, rows: Positions) -> Cohort:
        """The same cohort without these rows."""
        return replace(self, rows=np.setdiff1d(self.rows, rows)) if len(rows) else self


@dataclass(frozen=True)
class Cohorts:
    """What an indicator counts; no denominator where it has a numerator only."""

    numerator: Cohort
    denominator: Cohort | None

    @property
    def parts(self) -> tuple[Cohort, ...]:
        """The denominator, if there is one, and the numerator."""
        return (self.numerator,) if self.denominator is None else (self.denominator, self.numerator)


class Stage(StrEnum):
    """What a step of a selection asks of the rows before it."""

    READ = "read"
    WINDOW = "window"
    CONDITION = "condition"
    DENOMINATOR = "denominator"
    VALUED = "valued"
    PUBLISHED = "published"
    LATEST = "latest"


@dataclass(frozen=True)
class Step:
    """The rows that are left once ``condition`` is asked too; without one, what ``Stage`` says."""

    stage: Stage
    condition: n.Node | None
    kept: Mask


def select(measure: Ratio | Total, window: Window, evaluation: Evaluation) -> Cohorts:
    """The rows of numerator and denominator, nobody left out."""
    match measure:
        case Total(numerator=numerator):
            return Cohorts(_cohort(numerator, window, evaluation), None)
        case Ratio(numerator=numerator, denominator=below):
            whole = _cohort(below, window, evaluation)
            match numerator:
                case Count():
                    above = _cohort(numerator, window, evaluation)
                case Subset():
                    narrowing = subset_steps(numerator, below, whole, evaluation)
                    rows = _left(narrowing, evaluation.tables[below.extract])
                    above = replace(whole, rows=rows, counting=numerator.counting)
            return Cohorts(*paired(above, whole, evaluation))


def paired(above: Cohort, below: Cohort, evaluation: Evaluation) -> tuple[Cohort, Cohort]:
    """Numerator and denominator, each without the rows that lack the value which the other adds up.

    A mean divides by the rows that have a value: one that is not recorded is not nothing. A row that lacks
    both stays in both, where adding up passes over it and says so.
    """
    if above.extract != below.extract:
        return above, below
    lack_above, lack_below = _without_value(above, evaluation), _without_value(below, evaluation)
    return (
        above.without(np.setdiff1d(lack_below, lack_above)),
        below.without(np.setdiff1d(lack_above, lack_below)),
    )


def _without_value(cohort: Cohort, evaluation: Evaluation) -> Positions:
    """The rows that have no value to add up."""
    match cohort.counting:
        case SumOf(of=of):
            known = evaluation.values(settled(of, cohort), cohort.extract, cohort.rows).known
            return cohort.rows[~known]
        case Rows() | Children() | DistinctValues():
            return cohort.rows[:0]


def _cohort(count: Count, window: Window, evaluation: Evaluation) -> Cohort:
    rows = _left(steps(count, window, evaluation), evaluation.tables[count.extract])
    return Cohort(count.extract, count.dated_by, rows, count.counting)


def _left(narrowing: Iterator[Step], table: Table) -> Positions:
    """The rows that are left after the last step."""
    kept = np.ones(len(table), dtype=bool)
    for step in narrowing:
        kept = step.kept
    return np.flatnonzero(kept)


def steps(count: Count, window: Window, evaluation: Evaluation) -> Iterator[Step]:
    """From all rows of an extract to those that are counted: the window, then each condition in order."""
    kept = np.ones(len(evaluation.tables[count.extract]), dtype=bool)
    yield Step(Stage.READ, None, kept)
    if count.dated_by is not None:
        kept = in_window(count, window, evaluation)
        yield Step(Stage.WINDOW, None, kept)
    yield from _meeting(count.where, count, kept, evaluation)


def subset_steps(subset: Subset, below: Count, whole: Cohort, evaluation: Evaluation) -> Iterator[Step]:
    """From the rows of a denominator to those of its numerator, each condition in order."""
    kept = np.zeros(len(evaluation.tables[below.extract]), dtype=bool)
    kept[whole.rows] = True
    yield Step(Stage.DENOMINATOR, None, kept)
    yield from _meeting(subset.where, below, kept, evaluation)


def published_steps(measure: Published, as_at: dt.date, evaluation: Evaluation) -> Iterator[Step]:
    """From all rows of published values to the one that counts: the latest on or before the as-at date."""
    table = evaluation.tables[measure.extract]
    kept = np.ones(len(table), dtype=bool)
    yield Step(Stage.READ, None, kept)
    undated = Count(measure.extract, None, measure.where, Rows(), None)
    for step in _meeting(measure.where, undated, kept, evaluation):
        kept = step.kept
        yield step
    days = table.frame[measure.dated_by].to_numpy().astype("datetime64[D]")
    recorded = ~np.isnan(table.frame[measure.column].to_numpy())
    kept = kept & recorded & (days <= np.datetime64(as_at, "D"))
    yield Step(Stage.PUBLISHED, None, kept)
    yield Step(Stage.LATEST, None, _latest(days, kept))


def latest_published(measure: Published, as_at: dt.date, evaluation: Evaluation) -> Positions:
    """The row of the published value that counts, or none."""
    return _left(published_steps(measure, as_at, evaluation), evaluation.tables[measure.extract])


def _latest(days: npt.NDArray[np.datetime64], kept: Mask) -> Mask:
    """The row with the latest day; the first of the file where two have one day."""
    latest = np.zeros(len(kept), dtype=bool)
    rows = np.flatnonzero(kept)
    if len(rows):
        latest[rows[np.argmax(days[rows])]] = True
    return latest


def in_window(count: Count, window: Window, evaluation: Evaluation) -> Mask:
    """The rows whose date falls into the window; all, where no date is named."""
    table = evaluation.tables[count.extract]
    if count.dated_by is None:
        return np.ones(len(table), dtype=bool)
    days = evaluation.values(n.own_date(count.extract, count.dated_by), count.extract)
    start, end = np.datetime64(window.start, "D"), np.datetime64(window.end, "D")
    inside: Mask = days.known & (days.values >= start) & (days.values <= end)
    return inside


def _meeting(where: n.Node | None, count: Count, kept: Mask, evaluation: Evaluation) -> Iterator[Step]:
    """The rows of ``kept`` that still count after each condition, in the order they are written."""
    for part in n.conjuncts(where):
        kept = evaluation.narrowed(settled(part, count), count.extract, kept)
        yield Step(Stage.CONDITION, part, kept)


def settled(node: n.Node, count: Count | Cohort) -> n.Node:
    """The expression with ``on`` settled for the rows that are counted."""
    return n.with_own_date(node, count.extract, count.dated_by)


def kept_by(variant: Variant, cohort: Cohort, evaluation: Evaluation) -> Mask | None:
    """Which rows of the cohort's extract a variant keeps; ``None`` where it touches none of them.

    A row is left out only where the variant's condition is true, not where it is unknown.
    """
    rule = variant.remove.get(cohort.extract)
    if rule is None:
        return None
    removed, _ = evaluation.condition(settled(rule, cohort), cohort.extract)
    kept: Mask = ~removed
    return kept
