"""A figure as a waterfall: from the rows that were read to the numerator and the denominator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

import numpy as np

from cicscore.catalogue.definitions import Catalogue, Indicator, Published, Variant
from cicscore.catalogue.footing import columns_in
from cicscore.engine.cohorts import Stage
from cicscore.engine.figure import rows_text
from cicscore.engine.not_recorded import not_recorded
from cicscore.engine.tally import tally
from cicscore.explain.document import SideName, VariantFigure, Waterfall, WaterfallStep
from cicscore.explain.tracing import Trace, Traced
from cicscore.faults import InternalError
from cicscore.figures import date_text
from cicscore.periods import window
from cicscore.results import Row
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.selection import Selection
from cicscore.vocabulary import ALL, Status
from cicscore.wording.definition import Condition, conditions, counting_words, speaker_of
from cicscore.wording.expressions import spaced

#: The figures that something was counted, or looked up, for.
_TOLD = frozenset({Status.CALCULATED, Status.NO_DENOMINATOR, Status.PUBLISHED, Status.NOT_DUE})


@dataclass(frozen=True)
class Telling:
    """Whose steps are told, and as at which day."""

    indicator: Indicator
    catalogue: Catalogue
    as_at: dt.date

    def steps(self, trace: Trace) -> tuple[Condition, ...]:
        """What each step of a trace asks, in words."""
        speaker = speaker_of(self.indicator, self.catalogue, self.as_at)
        asked = iter(conditions(trace.where, trace.count, speaker))
        return tuple(
            next(asked) if step.stage is Stage.CONDITION else Condition(words=self._stage(step.stage, trace))
            for step in trace.steps
        )

    def _stage(self, stage: Stage, trace: Trace) -> str:
        match stage:
            case Stage.READ:
                return f"rows of {self.catalogue.extracts[trace.count.extract].file}"
            case Stage.WINDOW:
                span = window(self.indicator.period, self.as_at)
                days = f"{date_text(span.start)} to {date_text(span.end)}"
                return f"{spaced(trace.count.dated_by or '')} is in {days}"
            case Stage.DENOMINATOR:
                return "rows of the denominator"
            case Stage.VALUED:
                return "with the value that the other side adds up"
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
        """What is counted of the rows that are left."""
        return counting_words(trace.counting, speaker_of(self.indicator, self.catalogue, self.as_at))


def variant_figure(figure: Row, variant: Variant | None, traced: Traced, telling: Telling) -> VariantFigure:
    """How one row's figure came about. Raises ``InternalError`` where it does not end at that figure."""
    waterfalls: tuple[Waterfall, ...] = ()
    if has_waterfall(figure):
        kept = traced.under(variant)
        waterfalls = tuple(_waterfall(side, kept, variant, telling) for side in kept.traces)
    for waterfall in waterfalls:
        _check_end(waterfall, figure)
    return VariantFigure(
        variant=ALL if variant is None else variant.id,
        title="All" if variant is None else variant.title,
        figure=figure,
        waterfalls=waterfalls,
    )


def has_waterfall(figure: Row) -> bool:
    """Whether something was counted, or looked up, for a row."""
    return figure.status in _TOLD


def _waterfall(side: Trace, traced: Traced, variant: Variant | None, telling: Telling) -> Waterfall:
    table = traced.table(side)
    looked_up = side.side is SideName.PUBLISHED
    return Waterfall(
        side=side.side,
        label=side.label,
        file=table.source.file,
        steps=tuple(_steps(side, (table.extract.name, traced.evaluation), variant, telling)),
        counts="the latest value" if looked_up else telling.counts(side),
        amount=None if looked_up else tally(side.cohort, traced.evaluation).amount,
    )


def _steps(
    side: Trace, traced: tuple[str, Evaluation], variant: Variant | None, telling: Telling
) -> Iterator[WaterfallStep]:
    """Each step with the rows that are left; a variant leaves its rows out when all conditions are asked."""
    before: Selection | None = None
    for step, asked in zip(side.steps, telling.steps(side), strict=True):
        # A part of the denominator begins with the rows that the variant left there.
        within = side.within.where_counted() if side.part and side.within is not None else None
        selected = step.selected if within is None else step.selected.among(within)
        columns = () if step.condition is None else columns_in(step.condition)
        if step.stage is Stage.WINDOW and side.count.dated_by is not None:
            columns = ((side.count.extract, side.count.dated_by),)
        yield _step(asked, selected, before, columns, traced)
        before = selected
    if side.within is not None and variant is not None and not side.part:
        asked = Condition(words=f"kept by {variant.title}")
        columns = columns_in(variant.remove[side.count.extract])
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
        # Those of the rows before that this step leaves open: the rest it decides, or one before it did.
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


def _check_end(waterfall: Waterfall, figure: Row) -> None:
    """What the last step comes to is what the scorecard says."""
    match waterfall.side:
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
