"""Record the steps by which the engine selects the rows it counts.

Nothing is selected a second time: ``trace`` keeps every step, where ``count.select`` keeps only the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import assert_never

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from cicscore.catalogue.definitions import (
    AllRows,
    Catalogue,
    Composed,
    Count,
    Counting,
    Indicator,
    Measure,
    PercentileOf,
    Published,
    Ratio,
    Subset,
    Total,
    Variant,
)
from cicscore.catalogue.subsets import under
from cicscore.definition import Condition
from cicscore.explain.document import ExplainedVariant, SideName, Waterfall, WaterfallStep
from cicscore.expressions import nodes as n
from cicscore.faults.fault import InternalError
from cicscore.periods import Window, window
from cicscore.results import Row
from cicscore.scorecard.bounds import not_recorded
from cicscore.scorecard.computation import Computation, rows_text
from cicscore.scorecard.count import (
    Cohort,
    Stage,
    Step,
    kept_by,
    paired,
    published_steps,
    steps,
    subset_steps,
    tally,
)
from cicscore.tables.columns import Mask
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Selection, Table
from cicscore.text import date_text, spaced
from cicscore.vocabulary import ALL, Status
from cicscore.wording.definition import conditions, counting_words, published_count, wording_of

#: For each row, the number of the first step that excludes it, or ``KEPT``.
Reasons = npt.NDArray[np.int64]
KEPT = -1


class Trace(Struct, frozen=True):
    """How the rows of one side were selected.

    ``count`` names the extract and date of the rows; a numerator that is ``part`` of its denominator has the
    denominator's. ``where`` is the side's condition. ``within`` are the rows that a variant keeps, or
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
        """The rows counted, or the row that holds the published value."""
        return self.cohort.selected.kept

    @property
    def cohort(self) -> Cohort:
        """The rows counted, as the engine counts them."""
        last = self.steps[-1].selected
        return Cohort(self.count.extract, self.count.dated_by, last, self.counting).among(self.within)

    @property
    def reasons(self) -> Reasons:
        """Why each row is not counted: the first step that it fails."""
        found: Reasons = np.full(len(self.kept), KEPT, dtype=np.int64)
        # In reverse, so that the first step is written last.
        for number, step in reversed(tuple(enumerate(self.steps))):
            found[~step.kept] = number
        return found


class Traced(Struct, frozen=True):
    """An indicator's sides on one day, its window, and the evaluation used to trace them."""

    indicator: Indicator
    span: Window
    evaluation: Evaluation
    traces: tuple[Trace, ...]

    def table(self, side: Trace) -> Table:
        """The table that a side's rows come from."""
        return self.evaluation.tables[side.count.extract]

    def under(self, variant: Variant | None) -> Traced:
        """The same sides without the rows that a variant leaves out."""
        if variant is None or self.indicator.measure is None:
            return self
        left = under(self.indicator.measure, variant)
        sides = self.traces if left == self.indicator.measure else _traces(left, self.span, self.evaluation)
        return replace(
            self,
            traces=tuple(
                replace(side, within=kept_by(variant, side.cohort, self.evaluation)) for side in sides
            ),
        )


def trace(indicator: Indicator, computation: Computation) -> Traced:
    """Trace every side of an indicator with nobody left out. The extracts it needs must be present."""
    span = window(indicator.written.period, computation.as_at)
    evaluation = computation.on_days_of(span)
    traces = () if indicator.measure is None else _traces(indicator.measure, span, evaluation)
    return Traced(indicator, span, evaluation, traces)


def _traces(measure: Measure, span: Window, evaluation: Evaluation) -> tuple[Trace, ...]:
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

    match measure:
        case Composed():
            return ()
        case Published() as published:
            found = tuple(published_steps(published, evaluation))
            rows = published_count(published)
            side = Trace(SideName.PUBLISHED, None, rows, AllRows(), rows.where, part=False, steps=found)
            return (side,)
        case Total(numerator=count):
            return (whole(SideName.NUMERATOR, count),)
        case Ratio(numerator=above, denominator=below):
            denominator = whole(SideName.DENOMINATOR, below)
            numerator = (
                whole(SideName.NUMERATOR, above) if isinstance(above, Count) else part(above, denominator)
            )
            upper, lower = paired(numerator.cohort, denominator.cohort, evaluation)
            denominator = _valued(denominator, lower)
            if isinstance(above, Subset):
                numerator = part(above, denominator)
            return denominator, _valued(numerator, upper)


def _valued(side: Trace, cohort: Cohort) -> Trace:
    """Add a last step to the rows of ``cohort``, where that has fewer."""
    kept = cohort.selected.kept & side.kept
    if np.array_equal(kept, side.kept):
        return side
    selected = replace(side.steps[-1].selected, kept=kept)
    return replace(side, steps=(*side.steps, Step(Stage.VALUED, None, selected)))


#: The statuses of figures that were counted or looked up.
_WITH_WATERFALL = frozenset({Status.CALCULATED, Status.NO_DENOMINATOR, Status.PUBLISHED, Status.NOT_DUE})


class StepWording(Struct, frozen=True):
    """Words for the steps of one indicator, as at one day."""

    indicator: Indicator
    catalogue: Catalogue
    as_at: dt.date

    def steps(self, trace: Trace) -> tuple[Condition, ...]:
        """The condition of each step of a trace, in words."""
        wording = wording_of(self.indicator, self.catalogue, self.as_at)
        asked = iter(conditions(trace.where, trace.count, wording))
        return tuple(
            next(asked) if step.stage is Stage.CONDITION else Condition(words=self._stage(step.stage, trace))
            for step in trace.steps
        )

    def _stage(self, stage: Stage, trace: Trace) -> str:
        match stage:
            case Stage.READ:
                return f"rows of {self.catalogue.extracts[trace.count.extract].file}"
            case Stage.WINDOW:
                span = window(self.indicator.written.period, self.as_at)
                days = f"{date_text(span.start)} to {date_text(span.end)}"
                return f"{spaced(trace.count.dated_by or '')} is in {days}"
            case Stage.DENOMINATOR:
                return "rows of the denominator"
            case Stage.VALUED:
                written = self.indicator.written.denominator is not None
                return "with the value that the other side adds up" if written else "with a value"
            case Stage.PUBLISHED:
                measure = self.indicator.measure
                dated_by = measure.dated_by if isinstance(measure, Published) else ""
                return f"with a value, and {spaced(dated_by)} is on or before {date_text(self.as_at)}"
            case Stage.LATEST:
                return "the latest of these"
            case Stage.CONDITION:
                msg = "conditions have words of their own"
                raise AssertionError(msg)
            case _:
                assert_never(stage)

    def counts(self, trace: Trace) -> str:
        """What is counted in the rows left."""
        return counting_words(trace.counting, wording_of(self.indicator, self.catalogue, self.as_at))


def variant_figure(
    figure: Row, variant: Variant | None, traced: Traced, wording: StepWording
) -> ExplainedVariant:
    """Explain one row's figure. Raises ``InternalError`` if the waterfall does not end at that figure."""
    waterfalls: tuple[Waterfall, ...] = ()
    if has_waterfall(figure):
        kept = traced.under(variant)
        waterfalls = tuple(_waterfall(side, kept, variant, wording) for side in kept.traces)
    for waterfall in waterfalls:
        _check_end(waterfall, figure, wording.indicator)
    return ExplainedVariant(
        variant=ALL if variant is None else variant.id,
        title="All" if variant is None else variant.title,
        figure=figure,
        waterfalls=waterfalls,
    )


def _is_percentile(indicator: Indicator) -> bool:
    match indicator.measure:
        case Ratio(numerator=Subset(counting=PercentileOf())):
            return True
        case _:
            return False


def has_waterfall(figure: Row) -> bool:
    """Whether a row's figure was counted or looked up."""
    return figure.status in _WITH_WATERFALL


def _waterfall(side: Trace, traced: Traced, variant: Variant | None, wording: StepWording) -> Waterfall:
    table = traced.table(side)
    looked_up = side.side is SideName.PUBLISHED
    return Waterfall(
        side=side.side,
        label=side.label,
        file=table.source.file,
        steps=tuple(_steps(side, (table.extract.name, traced.evaluation), variant, wording)),
        counts="the latest value" if looked_up else wording.counts(side),
        amount=None if looked_up else _amount(side, traced.evaluation),
    )


def _amount(side: Trace, evaluation: Evaluation) -> Decimal | None:
    """What the rows left come to; a percentile of no values is nothing."""
    counted = tally(side.cohort, evaluation)
    is_percentile = isinstance(side.counting, PercentileOf)
    return None if is_percentile and counted.missing == len(side.cohort.rows) else counted.amount


def _steps(
    side: Trace, traced: tuple[str, Evaluation], variant: Variant | None, wording: StepWording
) -> Iterator[WaterfallStep]:
    """Each step with the rows left; a variant's rows are left out after all the conditions."""
    before: Selection | None = None
    for step, asked in zip(side.steps, wording.steps(side), strict=True):
        # A part of the denominator starts from the rows that the variant left there.
        within = side.within.where_counted() if side.part and side.within is not None else None
        selected = step.selected if within is None else step.selected.among(within)
        columns = () if step.condition is None else n.columns_in(step.condition)
        if step.stage is Stage.WINDOW and side.count.dated_by is not None:
            columns = ((side.count.extract, side.count.dated_by),)
        yield _step(asked, selected, before, columns, traced)
        before = selected
    if side.within is not None and variant is not None and not side.part:
        asked = Condition(words=f"kept by {variant.title}")
        columns = n.columns_in(variant.remove[side.count.extract])
        yield _step(asked, side.cohort.selected, before, columns, traced)


def _step(
    asked: Condition,
    selected: Selection,
    before: Selection | None,
    columns: Sequence[tuple[str, str]],
    asked_of: tuple[str, Evaluation],
) -> WaterfallStep:
    extract, evaluation = asked_of
    child = evaluation.tables[extract].child
    rows = int(np.count_nonzero(selected.kept))
    unknown = np.zeros_like(selected.kept)
    if before is not None:
        # Rows certain until now that this step leaves uncertain.
        unknown = before.kept & before.certain & selected.unknown
    count = int(np.count_nonzero(unknown))
    words = None if not count else rows_text(count, not_recorded(extract, unknown, columns, evaluation))
    return WaterfallStep(
        words=asked.words,
        term=asked.term,
        rows=rows,
        left_out=0 if before is None else int(np.count_nonzero(before.kept)) - rows,
        children=None if child is None else len(np.unique(child[selected.kept])),
        unknown=count,
        not_recorded=words,
    )


def _check_end(waterfall: Waterfall, figure: Row, indicator: Indicator) -> None:
    """Check that the last step's amount is the scorecard's: a percentile is the value itself."""
    match waterfall.side:
        case SideName.NUMERATOR if _is_percentile(indicator):
            if waterfall.amount is not None and float(waterfall.amount) != figure.value:
                raise InternalError(f"the waterfall of {figure.indicator} ends at another value")
            return
        case SideName.NUMERATOR:
            counted: Decimal | None = figure.numerator
        case SideName.DENOMINATOR:
            counted = figure.denominator
        case SideName.PUBLISHED:
            counted = None
        case _:
            assert_never(waterfall.side)
    if waterfall.amount != counted:
        raise InternalError(f"the waterfall of the {waterfall.side} of {figure.indicator} ends elsewhere")
