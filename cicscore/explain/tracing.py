"""The steps by which rows come to be counted: those of the engine's own selection, kept.

Nothing is selected here a second time: ``trace`` keeps every step of which ``cohorts.select`` keeps the last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cicscore.catalogue.definitions import (
    Count,
    Counting,
    Indicator,
    Published,
    Ratio,
    Rows,
    Subset,
    Total,
    Variant,
)
from cicscore.engine.cohorts import Cohort, Stage, Step, kept_by, paired, published_steps, steps, subset_steps
from cicscore.engine.computation import Computation
from cicscore.explain.document import SideName
from cicscore.expressions import nodes as n
from cicscore.periods import window
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.selection import Selection
from cicscore.tables.table import Table
from cicscore.tables.vectors import Mask
from cicscore.wording.definition import published_count

#: For each row, the number of the first step that leaves it out, or ``KEPT``.
Reasons = npt.NDArray[np.int64]
KEPT = -1


@dataclass(frozen=True)
class Trace:
    """How the rows of one side were selected.

    ``count`` says whose rows they are; for a numerator that is ``part`` of its denominator, it is that of
    the denominator. ``where`` is the side's own condition. ``within`` are the rows that a variant keeps, or
    ``None`` where it leaves none out.
    """

    side: SideName
    label: str | None
    count: Count
    counting: Counting
    where: n.Node | None
    part: bool
    steps: tuple[Step, ...]
    within: Selection | None = None

    @property
    def kept(self) -> Mask:
        """The rows that are counted, or that the published value stands in."""
        return self.cohort.selected.kept

    @property
    def cohort(self) -> Cohort:
        """The rows that are counted, as the engine counts them."""
        last = self.steps[-1].selected
        return Cohort(self.count.extract, self.count.dated_by, last, self.counting).among(self.within)

    @property
    def reasons(self) -> Reasons:
        """Why each row is not counted: the first step that it does not meet."""
        found: Reasons = np.full(len(self.kept), KEPT, dtype=np.int64)
        # Backwards, so that the first step is written last.
        for number, step in reversed(tuple(enumerate(self.steps))):
            found[~step.kept] = number
        return found


@dataclass(frozen=True)
class Traced:
    """An indicator's sides on one day, and the evaluation that they were traced on."""

    evaluation: Evaluation
    traces: tuple[Trace, ...]

    def table(self, side: Trace) -> Table:
        """The extract whose rows a side is made of."""
        return self.evaluation.tables[side.count.extract]

    def under(self, variant: Variant | None) -> Traced:
        """The same sides without the rows that a variant leaves out."""
        if variant is None:
            return self
        return replace(
            self,
            traces=tuple(
                replace(side, within=kept_by(variant, side.cohort, self.evaluation)) for side in self.traces
            ),
        )


def trace(indicator: Indicator, computation: Computation) -> Traced:
    """Every side of an indicator with nobody left out. The extracts that it rests on have to be there."""
    span = window(indicator.period, computation.as_at)
    evaluation = computation.on_days_of(span)

    def whole(side: SideName, count: Count) -> Trace:
        found = tuple(steps(count, span, evaluation))
        return Trace(side, count.label, count, count.counting, count.where, part=False, steps=found)

    def part(subset: Subset, denominator: Trace) -> Trace:
        found = tuple(subset_steps(subset, denominator.count, denominator.cohort, evaluation))
        return replace(
            denominator,
            side=SideName.NUMERATOR,
            label=subset.label,
            counting=subset.counting,
            where=subset.where,
            part=True,
            steps=found,
        )

    match indicator.measure:
        case None:
            return Traced(evaluation, ())
        case Published() as published:
            found = tuple(published_steps(published, evaluation))
            rows = published_count(published)
            side = Trace(SideName.PUBLISHED, None, rows, Rows(), rows.where, part=False, steps=found)
            return Traced(evaluation, (side,))
        case Total(numerator=count):
            return Traced(evaluation, (whole(SideName.NUMERATOR, count),))
        case Ratio(numerator=above, denominator=below):
            denominator = whole(SideName.DENOMINATOR, below)
            numerator = (
                whole(SideName.NUMERATOR, above) if isinstance(above, Count) else part(above, denominator)
            )
            upper, lower = paired(numerator.cohort, denominator.cohort, evaluation)
            denominator = _valued(denominator, lower)
            if isinstance(above, Subset):
                numerator = part(above, denominator)
            return Traced(evaluation, (denominator, _valued(numerator, upper)))


def _valued(side: Trace, cohort: Cohort) -> Trace:
    """The side with a last step to the rows of ``cohort``, where that has fewer."""
    kept = cohort.selected.kept & side.kept
    if np.array_equal(kept, side.kept):
        return side
    selected = replace(side.steps[-1].selected, kept=kept)
    return replace(side, steps=(*side.steps, Step(Stage.VALUED, None, selected)))
