"""Select the rows to count, and count them: cohorts, groups, exact sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    AllRows,
    Children,
    Count,
    Counting,
    DistinctValues,
    PercentileOf,
    Published,
    Ratio,
    Subjects,
    Subset,
    SumOf,
    Total,
    Variant,
)
from cicscore.expressions import nodes as n
from cicscore.expressions.types import NUMBER
from cicscore.periods import Window
from cicscore.scorecard.percentiles import percentiles_of_groups
from cicscore.tables.columns import Mask
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions, Selection
from cicscore.tables.vectors import DIGITS, Vector, condition
from cicscore.text import as_written


class Cohort(Struct, frozen=True, dict=True):
    """The rows of one extract to count. ``dated_by`` is the column that dates a row, if any."""

    extract: str
    dated_by: str | None
    selected: Selection
    counting: Counting

    @cached_property
    def rows(self) -> Positions:
        """The positions of the rows counted."""
        return np.flatnonzero(self.selected.kept)

    def among(self, others: Selection | None) -> Cohort:
        """The cohort without the rows that are not kept; ``None`` keeps all."""
        return self if others is None else replace(self, selected=self.selected.among(others))

    def with_those_of(self, other: Cohort) -> Cohort:
        """The cohort with the rows of another one of its extract."""
        own, more = self.selected, other.selected
        both = Selection(own.kept | more.kept, own.certain & more.certain, own.possible | more.possible)
        return replace(self, selected=both)

    def without(self, rows: Positions) -> Cohort:
        """The cohort without these rows; the rest is unchanged."""
        if not len(rows):
            return self
        kept = self.selected.kept.copy()
        kept[rows] = False
        return replace(self, selected=replace(self.selected, kept=kept))


class Cohorts(Struct, frozen=True):
    """What an indicator counts; no denominator where it has a numerator only.

    A numerator that is ``part`` of its denominator is certain of a row on the assumption that the denominator
    counts it.
    """

    numerator: Cohort
    denominator: Cohort | None
    part: bool = False

    def among(self, numerator: Selection | None, denominator: Selection | None) -> Cohorts:
        """The cohorts without the rows that are not kept; ``None`` keeps all."""
        if self.part and numerator is not None:
            numerator = numerator.where_counted()
        return replace(
            self,
            numerator=self.numerator.among(numerator),
            denominator=None if self.denominator is None else self.denominator.among(denominator),
        )

    @property
    def parts(self) -> tuple[Cohort, ...]:
        """The denominator, if any, and the numerator."""
        return (self.numerator,) if self.denominator is None else (self.denominator, self.numerator)


class Stage(StrEnum):
    """What a step of a selection requires of the rows before it."""

    READ = "read"
    WINDOW = "window"
    CONDITION = "condition"
    DENOMINATOR = "denominator"
    VALUED = "valued"
    PUBLISHED = "published"
    LATEST = "latest"


class Step(Struct, frozen=True):
    """The rows left after ``condition``, or after what ``stage`` requires where there is none."""

    stage: Stage
    condition: n.Node | None
    selected: Selection

    @property
    def kept(self) -> Mask:
        """The rows left."""
        return self.selected.kept


def select(measure: Ratio | Total, window: Window, evaluation: Evaluation) -> Cohorts:
    """Select the rows of numerator and denominator, with nobody left out."""
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
                    above = replace(whole, selected=_left(narrowing), counting=numerator.counting)
            return Cohorts(*paired(above, whole, evaluation), part=isinstance(numerator, Subset))


def paired(above: Cohort, below: Cohort, evaluation: Evaluation) -> tuple[Cohort, Cohort]:
    """Remove from numerator and denominator the rows without the value that the other adds up.

    A mean divides by the rows with a value: a value that is not recorded is not 0; a percentile is one of
    them. A row without either stays in both sides; the sum ignores it, with a note.
    """
    if above.extract != below.extract:
        return above, below
    lack_above, lack_below = _without_value(above, evaluation), _without_value(below, evaluation)
    if not len(lack_above) and not len(lack_below):
        return above, below
    return (
        above.without(np.setdiff1d(lack_below, lack_above)),
        below.without(np.setdiff1d(lack_above, lack_below)),
    )


def _without_value(cohort: Cohort, evaluation: Evaluation) -> Positions:
    """The rows without a value to add up."""
    match cohort.counting:
        case SumOf(of=of) | PercentileOf(of=of):
            known = evaluation.values(settled(of, cohort), cohort.extract, cohort.rows).known
            return cohort.rows[~known]
        case AllRows() | Children() | Subjects() | DistinctValues():
            return _NO_ROWS


def _cohort(count: Count, window: Window, evaluation: Evaluation) -> Cohort:
    return Cohort(count.extract, count.dated_by, _left(steps(count, window, evaluation)), count.counting)


def _left(narrowing: Iterator[Step]) -> Selection:
    """The rows left after the last step."""
    *_, last = narrowing
    return last.selected


def _every_row(extract: str, evaluation: Evaluation) -> Selection:
    return Selection.of(np.ones(len(evaluation.tables[extract]), dtype=bool))


def steps(count: Count, window: Window, evaluation: Evaluation) -> Iterator[Step]:
    """The steps from all rows of an extract to those counted: the window, then each condition in order."""
    selected = _every_row(count.extract, evaluation)
    yield Step(Stage.READ, None, selected)
    if count.dated_by is not None:
        selected = in_window(count, window, evaluation)
        yield Step(Stage.WINDOW, None, selected)
    yield from _meeting(count.where, count, selected, evaluation)


def subset_steps(subset: Subset, below: Count, whole: Cohort, evaluation: Evaluation) -> Iterator[Step]:
    """The steps from a denominator's rows to its numerator's, each condition in order."""
    # Conditions treat a row that the denominator may count as counted.
    selected = whole.selected.where_counted()
    yield Step(Stage.DENOMINATOR, None, selected)
    yield from _meeting(subset.where, below, selected, evaluation)


def published_steps(measure: Published, evaluation: Evaluation) -> Iterator[Step]:
    """The steps from all published values to the one used: the latest on or before the as-at date."""
    selected = _every_row(measure.extract, evaluation)
    yield Step(Stage.READ, None, selected)
    undated = Count(measure.extract, None, measure.where, AllRows(), None)
    for step in _meeting(measure.where, undated, selected, evaluation):
        selected = step.selected
        yield step
    value = n.Column(n.Owner.OWN, measure.extract, measure.column, NUMBER)
    date = n.own_date(measure.extract, measure.dated_by)
    for asked in (
        n.Missing(value, negated=True),
        n.Comparison(n.ComparisonSign.AT_MOST, date, n.Period(n.PeriodDay.AS_AT)),
    ):
        selected = evaluation.narrowed(asked, measure.extract, selected)
    yield Step(Stage.PUBLISHED, None, selected)
    yield Step(Stage.LATEST, None, _latest(evaluation.values(date, measure.extract), selected))


def _latest(days: Vector, selected: Selection) -> Selection:
    """The row with the latest day; the first in the file where days are equal."""
    latest = np.zeros(len(selected.kept), dtype=bool)
    rows = np.flatnonzero(selected.kept)
    if len(rows):
        latest[rows[np.argmax(days.values[rows])]] = True
    if selected.is_certain:
        return Selection.of(latest)
    possible = selected.possible
    if selected.certain.any():
        # No row before the latest certain one can be the latest.
        possible = possible & (~days.known | (days.values >= days.values[selected.certain].max()))
    alone = possible.sum() == 1
    return Selection(latest, latest & selected.certain if alone else np.zeros_like(latest), possible)


def in_window(count: Count, window: Window, evaluation: Evaluation) -> Selection:
    """The rows whose date falls in the window; all rows where there is no date."""
    if count.dated_by is None:
        return _every_row(count.extract, evaluation)
    days = evaluation.values(n.own_date(count.extract, count.dated_by), count.extract)
    start, end = np.datetime64(window.start, "D"), np.datetime64(window.end, "D")
    inside = (days.values >= start) & (days.values <= end)
    return Selection.where(condition(inside, days.known, days.fixed), len(inside))


def _meeting(
    where: n.Node | None, count: Count, selected: Selection, evaluation: Evaluation
) -> Iterator[Step]:
    """The rows left after each condition, in the order written."""
    for part in n.conjuncts(where):
        selected = evaluation.narrowed(settled(part, count), count.extract, selected)
        yield Step(Stage.CONDITION, part, selected)


def settled(node: n.Node, count: Count | Cohort) -> n.Node:
    """The expression with ``on`` resolved for the rows counted."""
    return n.with_own_date(node, count.extract, count.dated_by)


def kept_by(variant: Variant, cohort: Cohort, evaluation: Evaluation) -> Selection | None:
    """The rows of the cohort's extract that a variant keeps; ``None`` where it does not apply to them.

    A row is left out only where the variant's condition is true, not where it is unknown.
    """
    rule = variant.remove.get(cohort.extract)
    if rule is None:
        return None
    return evaluation.selected(settled(rule, cohort), cohort.extract).others()


_NO_ROWS: Positions = np.array([], dtype=np.int64)

#: The group of each row of an extract, as a number from 0.
Codes = npt.NDArray[np.int64]
#: More digits than any sum of binary numbers has in decimal.
_EVERY_DIGIT = 800


class Tally(Struct, frozen=True):
    """A cohort's amount, its number of rows without a value to add up, and its number of children.

    ``unrounded`` is the amount before rounding to the digits that quotients are exact to, so that groups add
    up. ``children`` is ``None`` where the rows do not belong to children.
    """

    amount: Decimal
    missing: int = 0
    children: int | None = None
    unrounded: Decimal | None = None

    @property
    def adding(self) -> Decimal:
        """The amount that groups add up to."""
        return self.amount if self.unrounded is None else self.unrounded


def tally(cohort: Cohort, evaluation: Evaluation) -> Tally:
    """The amount of the whole cohort."""
    return tally_groups(cohort, _in_one_group(cohort), 1, evaluation)[0]


def amount(cohort: Cohort, evaluation: Evaluation) -> Tally:
    """As ``tally``, without the number of children."""
    return amounts_of_groups(cohort, _in_one_group(cohort), 1, evaluation)[0]


def _in_one_group(cohort: Cohort) -> Codes:
    return np.zeros(len(cohort.rows), dtype=np.int64)


def tally_groups(cohort: Cohort, codes: Codes, groups: int, evaluation: Evaluation) -> tuple[Tally, ...]:
    """The cohort's amount in each of ``groups`` groups; ``codes`` gives each row's group."""
    children = _children(cohort, codes, groups, evaluation)
    if children is not None and isinstance(cohort.counting, Children):
        return tuple(Tally(Decimal(count), children=count) for count in children)
    amounts = amounts_of_groups(cohort, codes, groups, evaluation)
    if children is None:
        return amounts
    return tuple(replace(each, children=count) for each, count in zip(amounts, children, strict=True))


def amounts_of_groups(cohort: Cohort, codes: Codes, groups: int, evaluation: Evaluation) -> tuple[Tally, ...]:
    """As ``tally_groups``, without the numbers of children."""
    match cohort.counting:
        case AllRows():
            return tuple(Tally(Decimal(count)) for count in np.bincount(codes, minlength=groups).tolist())
        case Children():
            children = _children(cohort, codes, groups, evaluation)
            assert children is not None  # noqa: S101 - the catalogue counts children only where rows have one
            return tuple(Tally(Decimal(count)) for count in children)
        case Subjects(of=subject):
            owner = owner_of(subject, cohort.extract, evaluation)[cohort.rows]
            owned = _distinct(codes[owner >= 0], owner[owner >= 0], groups)
            return tuple(Tally(Decimal(count)) for count in owned)
        case DistinctValues(of=of):
            vector = evaluation.values(of, cohort.extract, cohort.rows)
            _, values = np.unique(vector.values, return_inverse=True)
            different = _distinct(codes[vector.known], values[vector.known], groups)
            return tuple(Tally(Decimal(count)) for count in different)
        case SumOf(of=of):
            vector = evaluation.values(settled(of, cohort), cohort.extract, cohort.rows)
            sums = _summed(vector.values, vector.known, codes, groups)
            return tuple(map(_rounded, sums)) if _divides(of) else sums
        case PercentileOf(of=of, percentile=percentile):
            vector = evaluation.values(settled(of, cohort), cohort.extract, cohort.rows)
            found = _percentiles(vector.values, vector.known, codes, groups, percentile)
            return tuple(map(_rounded, found)) if _divides(of) else found


def _children(cohort: Cohort, codes: Codes, groups: int, evaluation: Evaluation) -> tuple[int, ...] | None:
    """How many different children each group's rows belong to; ``None`` where they belong to none."""
    child = evaluation.tables[cohort.extract].child
    if child is None:
        return None
    return _distinct(codes, child[cohort.rows], groups)


def owner_of(subject: str, extract: str, evaluation: Evaluation) -> Positions:
    """The position of each row's worker, carer or other; -1 for none."""
    owner = evaluation.tables[extract].owner(subject)
    assert owner is not None  # noqa: S101 - the catalogue counts only those to whom rows belong
    return owner


def _distinct(codes: Codes, values: npt.NDArray[np.int64], groups: int) -> tuple[int, ...]:
    """How many different values each group has; values are positions, counted from 0."""
    width = int(values.max()) + 1 if len(values) else 0
    # Mark each pair of group and value: no sorting, however many rows there are.
    seen = np.zeros(groups * width, dtype=bool)
    seen[codes * width + values] = True
    return tuple(int(np.count_nonzero(each)) for each in seen.reshape(groups, width))


def _summed(
    values: npt.NDArray[np.float64], known: npt.NDArray[np.bool_], codes: Codes, groups: int
) -> tuple[Tally, ...]:
    """Sums over the distinct values of each group, taking each as the decimal written."""
    totals = []
    for group in range(groups):
        here = codes == group
        distinct, counts = np.unique(values[here & known], return_counts=True)
        with localcontext(prec=_EVERY_DIGIT):
            total = sum(
                (as_written(value) * int(count) for value, count in zip(distinct, counts, strict=True)),
                Decimal(0),
            )
        totals.append(Tally(total, int((here & ~known).sum())))
    return tuple(totals)


def _percentiles(
    values: npt.NDArray[np.float64],
    known: npt.NDArray[np.bool_],
    codes: Codes,
    groups: int,
    percentile: Decimal,
) -> tuple[Tally, ...]:
    """Percentiles of the values known; 0 where there are none, which no figure shows."""
    found = percentiles_of_groups(values[known], codes[known], groups, percentile)
    lacking = np.bincount(codes[~known], minlength=groups)
    return tuple(Tally(one or Decimal(0), int(rows)) for one, rows in zip(found, lacking, strict=True))


def _divides(of: n.Node) -> bool:
    """Whether a value may be a quotient, which has no last digit."""
    return any(part.operator is n.Operator.DIVIDE for part in n.parts_in(of, n.Arithmetic))


def _rounded(each: Tally) -> Tally:
    with localcontext(prec=DIGITS, rounding=ROUND_HALF_UP):
        return replace(each, amount=+each.amount, unrounded=each.amount)
