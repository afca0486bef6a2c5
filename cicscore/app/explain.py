"""The ``explain`` and ``variants`` commands without their command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from cicscore import __version__
from cicscore.app.arguments import as_at_of, breakdowns_of, check_folder, indicator_of
from cicscore.app.files import check_identified_rows
from cicscore.app.targets import catalogue_for
from cicscore.catalogue.definitions import Catalogue, Indicator, definition_on
from cicscore.catalogue.load import load_catalogue
from cicscore.explain.document import Explanation
from cicscore.faults.fault import CannotRunError, Fault
from cicscore.overrides.overrides import NO_OVERRIDES
from cicscore.text import date_text
from cicscore.vocabulary import Which
from cicscore.wording.definition import define

if TYPE_CHECKING:
    # Imported where used, so that explaining a definition does not wait for pandas.
    from cicscore.definition import Definition
    from cicscore.explain.children import ChildrenFile
    from cicscore.explain.document import Changes, PartFigure
    from cicscore.explain.variant_effects import Contrast
    from cicscore.explain.waterfall import Traced
    from cicscore.extracts.inputs import InputFiles
    from cicscore.results import ComparatorRow, Row, Trend
    from cicscore.tables.table import Extracts


class ExplainRequest(Struct, frozen=True):
    """Which indicator to explain, and the extracts from which to explain its figures.

    ``months`` is the number of month ends to show, up to the as-at date.
    """

    name: str
    catalogue: Path
    folder: Path | None = None
    as_at: dt.date | None = None
    previous: Path | None = None
    previous_as_at: dt.date | None = None
    history: tuple[Path, ...] = ()
    by: tuple[str, ...] = ()
    months: int = 0
    skip_faulty_rows: bool = False
    children: bool = False
    which: Which | None = None
    generated_at: dt.datetime | None = None


class Explained(Struct, frozen=True):
    """The explanation, the rows behind the figure if requested, and any warnings."""

    explanation: Explanation
    children: ChildrenFile | None = None
    warnings: tuple[Fault, ...] = ()


def explain(request: ExplainRequest, progress: Callable[[str], None] | None = None) -> Explained:
    """What an indicator means and, given extracts, how its figures came about.

    Raises ``CannotRunError`` and ``FaultsFoundError``.
    """
    if request.folder is None:
        return _without_figures(request)
    check_folder(request.folder)
    as_at = request.as_at or as_at_of(request.folder)
    catalogue = catalogue_for(request.catalogue, request.folder)
    indicator = _definition(request.name, catalogue, as_at)
    return _with_figures(request, indicator, catalogue, request.folder, as_at, progress)


def _without_figures(request: ExplainRequest) -> Explained:
    catalogue = load_catalogue(request.catalogue)
    indicator = _definition(request.name, catalogue, request.as_at)
    return Explained(
        Explanation(
            title=catalogue.title,
            organisation=catalogue.organisation,
            as_at=request.as_at,
            cicscore=__version__,
            definition=define(indicator, catalogue, request.as_at),
        )
    )


def _definition(name: str, catalogue: Catalogue, as_at: dt.date | None) -> Indicator:
    """The definition in force on the as-at date or, if no date is given, the last one written."""
    found = indicator_of(name, catalogue)
    if as_at is None:
        return [indicator for indicator in catalogue.indicators if indicator.written.id == found][-1]
    definition = definition_on(catalogue, found, as_at)
    if definition is None:
        message = (
            f"ID: the catalogue has no definition of {found} for {date_text(as_at)}. Give another --as-at."
        )
        raise CannotRunError(message)
    return definition


def _with_figures(
    request: ExplainRequest,
    indicator: Indicator,
    catalogue: Catalogue,
    folder: Path,
    as_at: dt.date,
    progress: Callable[[str], None] | None,
) -> Explained:
    from cicscore.explain.children import children_file, has_part
    from cicscore.explain.waterfall import StepWording, variant_figure
    from cicscore.extracts.inputs import InputFiles
    from cicscore.scorecard.compare import parts_of_measure

    reading = _Reading(request, catalogue, progress, InputFiles())
    now = reading.day(indicator, folder, as_at, by=breakdowns_of(request.by, catalogue))
    changes, earlier_warnings = reading.changes(indicator, now, as_at)
    wording, meaning = StepWording(indicator, catalogue, as_at), define(indicator, catalogue, as_at)
    explanation = Explanation(
        title=catalogue.title,
        organisation=catalogue.organisation,
        as_at=as_at,
        cicscore=__version__,
        definition=meaning,
        figures=tuple(
            variant_figure(row, catalogue.variants.get(row.variant), now.traced, wording).model_copy(
                update={"made_of": now.made_of(row.variant, meaning)}
            )
            for row in now.rows
            if row.breakdown is None
        ),
        groups=tuple(row for row in now.rows if row.breakdown is not None),
        changes=changes,
        trend=reading.trend(indicator, now, folder, as_at),
    )
    children = None
    if request.children:
        if not now.traced.traces:
            message = (
                f"--children: nothing was counted for {indicator.written.id}, so there are no rows behind it."
            )
            if parts := parts_of_measure(indicator):
                message = (
                    f"--children: {indicator.written.id} is made of other indicators, so there are no rows "
                    f"behind it. Explain one of them: {', '.join(parts)}."
                )
            raise CannotRunError(message)
        if request.which is not None and not has_part(now.traced, request.which):
            message = (
                f"--which: {indicator.written.id} has no numerator that is part of a denominator."
                if request.which is Which.NOT_COUNTED
                else f"--which: the figure of {indicator.written.id} is published and has no numerator."
            )
            raise CannotRunError(f"{message} Leave --which out for every row.")
        children = children_file(now.traced, catalogue.variants, wording, request.which)
    return Explained(explanation, children, (*now.warnings, *earlier_warnings))


class _Day(Struct, frozen=True):
    """An indicator's scorecard rows for one day, and how they came about."""

    rows: tuple[Row, ...]
    traced: Traced
    warnings: tuple[Fault, ...]
    extracts: Extracts
    parts: tuple[Row, ...] = ()
    comparators: tuple[ComparatorRow, ...] = ()

    def made_of(self, variant: str, meaning: Definition) -> tuple[PartFigure, ...]:
        """The figures that the indicator's value for a variant is made of."""
        from cicscore.explain.document import PartFigure

        own = {(row.indicator, row.variant): row.display for row in self.parts if row.breakdown is None}
        theirs = {(row.indicator, row.comparator): row.display for row in self.comparators}
        return tuple(
            PartFigure(
                **dict(part),
                display=own.get((part.indicator, variant))
                if part.comparator is None
                else theirs.get((part.indicator, part.comparator)),
            )
            for part in (() if meaning.composed is None else meaning.composed.parts)
        )


class _Reading(Struct, frozen=True):
    """What all folders read for one explanation have in common."""

    request: ExplainRequest
    catalogue: Catalogue
    progress: Callable[[str], None] | None
    files: InputFiles

    def day(self, indicator: Indicator, folder: Path, as_at: dt.date, by: tuple[str, ...] = ()) -> _Day:
        """Read a folder and compute the indicator from it, as the scorecard does."""
        from cicscore.app.api import score
        from cicscore.app.overrides import read_overrides
        from cicscore.app.published import read_record
        from cicscore.explain.waterfall import has_waterfall, trace
        from cicscore.scorecard.compare import Against, parts_of_measure
        from cicscore.scorecard.computation import Computation
        from cicscore.scorecard.overridden import with_notes_by_hand
        from cicscore.tables.evaluate import Evaluation

        published = read_record(self.request.history, self.catalogue)
        only = frozenset({indicator.written.id, *parts_of_measure(indicator)})
        extracts = self.load(indicator, folder, by)(as_at=as_at)
        against = Against(published.record, {})
        scored = partial(score, self.catalogue, extracts, as_at, only=only, by=by, against=against)
        card, overrides = scored(), read_overrides(folder, self.catalogue)
        every = card.results
        if overrides.on(as_at):
            every = with_notes_by_hand(every, scored(overrides=overrides).results)
        rows = tuple(row for row in every if row.indicator == indicator.written.id)
        parts = tuple(row for row in every if row.indicator != indicator.written.id)
        evaluation = Evaluation(extracts.tables, None)
        # Without a figure there is nothing to trace, and extracts may be missing.
        counted = indicator if any(has_waterfall(row) for row in rows) else replace(indicator, measure=None)
        traced = trace(counted, Computation(self.catalogue, extracts, as_at, evaluation))
        warnings = (*extracts.warnings, *published.warnings)
        return _Day(rows, traced, warnings, extracts, parts, card.comparators)

    def load(self, indicator: Indicator, folder: Path, by: tuple[str, ...] = ()) -> Callable[..., Extracts]:
        """Reads the extracts that the indicator needs, for the ``as_at`` it is given."""
        from cicscore.app.compute import needed_extracts
        from cicscore.ssda903.load import load_extracts

        return partial(
            load_extracts,
            folder,
            self.catalogue,
            only=needed_extracts(self.catalogue, frozenset({indicator.written.id}), by),
            skip_faulty_rows=self.request.skip_faulty_rows,
            progress=self.progress,
            files=self.files,
        )

    def trend(self, indicator: Indicator, now: _Day, folder: Path, as_at: dt.date) -> Trend | None:
        """The month ends asked for, if any."""
        from cicscore.app.compute import earlier_returns, trend_document
        from cicscore.periods import month_ends
        from cicscore.scorecard.series import SeriesRequest, series

        months = self.request.months
        if not months:
            return None
        days, load = month_ends(as_at, months), self.load(indicator, folder)
        earlier = earlier_returns(folder, self.catalogue, days, self.files, load)
        wanted = SeriesRequest(as_at, months, frozenset({indicator.written.id}))
        found = series(self.catalogue, now.extracts, wanted, earlier)
        moment = self.request.generated_at or dt.datetime.now(dt.UTC).replace(microsecond=0)
        return trend_document(found, self.catalogue, now.extracts, moment, None)

    def changes(
        self, indicator: Indicator, now: _Day, as_at: dt.date
    ) -> tuple[Changes | None, tuple[Fault, ...]]:
        """What changed since the earlier folder, if there is one, and the warnings about it."""
        from cicscore.explain.document import Changes
        from cicscore.scorecard.compare import alike

        folder = self.request.previous
        if folder is None:
            return None, ()
        check_folder(folder)
        before = self.request.previous_as_at or as_at_of(folder)
        if before >= as_at:
            message = (
                f"--previous: {date_text(before)} is not before {date_text(as_at)}. Give an earlier folder."
            )
            raise CannotRunError(message)
        then = definition_on(self.catalogue, indicator.written.id, before)
        if then is None or not alike(then, before, indicator, as_at, self.catalogue):
            why = "the definition was another then" if then else "there was no definition of it then"
            return Changes(as_at=before, not_compared=why, variants=()), ()
        earlier = self.day(then, folder, before)
        return self._compared(indicator, now, earlier, before), earlier.warnings

    def _compared(self, indicator: Indicator, now: _Day, earlier: _Day, before: dt.date) -> Changes:
        from cicscore.explain.changes import Day, change
        from cicscore.explain.document import Changes

        old = {row.variant: row for row in earlier.rows if row.breakdown is None}
        found = [
            change(
                self.catalogue.variants.get(row.variant),
                indicator.written.unit,
                Day(old[row.variant], earlier.traced),
                Day(row, now.traced),
            )
            for row in now.rows
            if row.breakdown is None
        ]
        compared = tuple(each for each in found if each is not None)
        why = None if compared else "nothing was counted that can be followed from day to day"
        return Changes(as_at=before, not_compared=why, variants=compared)


def check_children_path(path: Path, request: ExplainRequest) -> None:
    """Raise ``CannotRunError`` unless the rows behind a figure would go to a separate file."""
    if request.folder is None:
        message = "--children: without EXTRACTS there are no rows to write. Give the folder of extracts."
        raise CannotRunError(message)
    check_identified_rows("--children", path, request.catalogue, [request.folder, request.previous])


def children_reminder(path: Path, children: ChildrenFile) -> str:
    """A reminder of the identifiers that the file holds, and of how to treat it."""
    number = len(children.rows)
    rows = f"{number:,} {'row' if number == 1 else 'rows'}"
    held = f"{rows} with identifiers"
    if children.children is not None:
        held = (
            f"{rows} with the identifiers and dates of {children.children:,} "
            f"{'child' if children.children == 1 else 'children'}"
        )
    return f"{path} holds {held}. Keep it where the extracts are kept, and delete it after use."


def contrasted(
    folder: Path,
    catalogue: Path,
    as_at: dt.date | None,
    progress: Callable[[str], None] | None = None,
    *,
    skip_faulty_rows: bool = False,
) -> tuple[Contrast, tuple[Fault, ...]]:
    """What each variant changes, and the warnings of reading and computing.

    Its parts follow from what was counted, so that nothing set by hand is among the figures.
    """
    from cicscore.app.compute import ComputeRequest, compute
    from cicscore.explain.variant_effects import contrast

    request = ComputeRequest(
        folder, catalogue, as_at, skip_faulty_rows=skip_faulty_rows, overrides=NO_OVERRIDES
    )
    computed = compute(request, progress)
    return contrast(computed.scorecard), computed.warnings
