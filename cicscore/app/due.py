"""The ``due`` command without its command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from cicscore import __version__
from cicscore.app.arguments import as_at_of, breakdowns_of, check_folder, indicators_of
from cicscore.app.compute import needed_extracts
from cicscore.app.files import check_identified_rows
from cicscore.app.targets import catalogue_for
from cicscore.catalogue.definitions import Breakdown, Catalogue, Indicator, breakdown_named, in_force
from cicscore.explain.children import ChildrenFile
from cicscore.explain.due_children import due_children
from cicscore.expressions.nodes import extracts_in
from cicscore.faults.fault import CannotRunError, Fault
from cicscore.results import BreakdownInfo, DueList, DueRow, Landing
from cicscore.scorecard.done import as_known_on
from cicscore.scorecard.due import Ahead, Items, NotKnown, due_rows, extracts_of_due, items, why_not_known
from cicscore.scorecard.landing import World, landings, next_month_end, next_year_end
from cicscore.scorecard.panels import groups_of
from cicscore.scorecard.score import catalogue_source, indicator_infos, theme_infos, variant_infos
from cicscore.ssda903.load import load_extracts

#: The breakdown that is shown unless another is named.
_USUAL = "team"


class DueRequest(Struct, frozen=True):
    """What to look for, in which folder, and how many days ahead; ``children`` asks for the rows, too."""

    folder: Path
    catalogue: Path
    days: int
    as_at: dt.date | None = None
    only: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    skip_faulty_rows: bool = False
    children: bool = False
    generated_at: dt.datetime | None = None


class Found(Struct, frozen=True):
    """What is due, the rows behind it if requested, and any warnings."""

    due: DueList
    children: ChildrenFile | None
    warnings: tuple[Fault, ...]


def due(request: DueRequest, progress: Callable[[str], None] | None = None) -> Found:
    """Read everything, and find what is due. Raises ``CannotRunError`` and ``FaultsFoundError``."""
    check_folder(request.folder)
    as_at = request.as_at or as_at_of(request.folder)
    catalogue = catalogue_for(request.catalogue, request.folder)
    chosen = _chosen(request, catalogue, as_at)
    usual = (_USUAL,) if _USUAL in catalogue.breakdowns else ()
    by = breakdowns_of(request.by, catalogue) or usual
    breakdowns = tuple(breakdown_named(catalogue, name) for name in by)
    extracts = load_extracts(
        request.folder,
        catalogue,
        only=_needed(chosen, breakdowns, catalogue),
        skip_faulty_rows=request.skip_faulty_rows,
        progress=progress,
        as_at=as_at,
    )
    dues = [indicator.due for indicator in chosen if indicator.due is not None]
    extracts = as_known_on(as_at, dues, extracts)
    world = World(catalogue, extracts, {})
    ahead = Ahead(as_at, as_at + dt.timedelta(days=request.days))
    found: dict[str, Items | NotKnown] = {}
    rows: list[DueRow] = []
    landed: list[Landing] = []
    for indicator in chosen:
        if progress is not None:
            progress(indicator.written.id)
        assert indicator.due is not None  # noqa: S101 - chosen so
        why = why_not_known(indicator.due, catalogue, extracts)
        found[indicator.written.id] = each = why or items(indicator.due, world.on(as_at))
        rows += due_rows(indicator, each, world.on(as_at), breakdowns, ahead)
        landed += landings(indicator, each, world, as_at, breakdowns)
    children = None
    if request.children:
        children = due_children(chosen, found, world.on(as_at), breakdowns, ahead)
    document = DueList(
        title=catalogue.title,
        organisation=catalogue.organisation,
        as_at=as_at,
        days=request.days,
        until=ahead.until,
        month_end=next_month_end(as_at),
        year_end=next_year_end(as_at),
        generated_at=request.generated_at or dt.datetime.now(dt.UTC).replace(microsecond=0),
        cicscore=__version__,
        catalogue=catalogue_source(catalogue),
        extracts=tuple(table.source for table in extracts.tables.values()),
        themes=theme_infos(catalogue),
        variants=variant_infos(catalogue),
        indicators=indicator_infos(chosen, catalogue),
        breakdowns=tuple(_infos(breakdowns, rows, landed)),
        due=tuple(rows),
        landings=tuple(landed),
    )
    return Found(document, children, extracts.warnings)


def _chosen(request: DueRequest, catalogue: Catalogue, as_at: dt.date) -> tuple[Indicator, ...]:
    """The indicators asked for that say what is due; raises ``CannotRunError`` where there is none."""
    only = indicators_of(request.only, catalogue)
    asked = [one for one in in_force(catalogue, as_at) if only is None or one.written.id in only]
    chosen = tuple(one for one in asked if one.due is not None)
    if not chosen:
        which = "no indicator" if only is None else "none of the indicators asked for"
        message = (
            f"{request.catalogue}: {which} says what is due. Add `due:` to one, with the extract, the due "
            "date and the date on which it is done."
        )
        raise CannotRunError(message)
    return chosen


def _needed(
    chosen: Iterable[Indicator], breakdowns: Iterable[Breakdown], catalogue: Catalogue
) -> frozenset[str]:
    """The extracts on which what is due, the figures and their groups depend."""
    found = set(needed_extracts(catalogue, frozenset(one.written.id for one in chosen), ()) or ())
    for indicator in chosen:
        if indicator.due is not None:
            found.update(extracts_of_due(indicator.due, catalogue))
    grouped = {table for each in breakdowns for node in each.group.values() for table in extracts_in(node)}
    abouts = {about for name in grouped for about in catalogue.extracts[name].linked}
    return frozenset(found | grouped | abouts)


def _infos(
    breakdowns: Iterable[Breakdown], rows: Iterable[DueRow], landed: Iterable[Landing]
) -> Iterator[BreakdownInfo]:
    """The breakdowns, with every group that something due or a figure is of."""
    both: tuple[DueRow | Landing, ...] = (*landed, *rows)
    for breakdown in breakdowns:
        names = dict.fromkeys(row.group for row in both if row.breakdown == breakdown.id)
        known = [name for name in names if name is not None]
        yield BreakdownInfo(id=breakdown.id, title=breakdown.title, groups=groups_of(breakdown, known))


def check_children_path(path: Path, request: DueRequest) -> None:
    """Raise ``CannotRunError`` unless the rows with identifiers would go to a separate file."""
    check_identified_rows("--children", path, request.catalogue, [request.folder])
