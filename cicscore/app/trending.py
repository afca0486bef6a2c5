"""The ``trend`` command without its command line: files in, a Trend out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cicscore import __version__
from cicscore.app.asking import as_at_of, check_folder, indicators_of
from cicscore.app.computing import needed_extracts, of_earlier_returns
from cicscore.app.doors import load_extracts
from cicscore.app.earlier import read_record
from cicscore.catalogue.definitions import Catalogue
from cicscore.catalogue.loading import load_catalogue
from cicscore.engine.comparing import Against
from cicscore.engine.describing import catalogue_source, indicator_info, theme_infos, variant_infos
from cicscore.engine.series import Series, SeriesRequest, series
from cicscore.faults import Fault
from cicscore.periods import month_ends
from cicscore.results import Trend
from cicscore.tables.table import Extracts


@dataclass(frozen=True)
class TrendRequest:
    """Which month ends to compute, from where, and what was published for them.

    ``until`` is by default the month that the folder's name says.
    """

    folder: Path
    catalogue: Path
    months: int
    until: dt.date | None = None
    published: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    skip_faulty_rows: bool = False
    tendency: bool = False
    signals: bool = False
    generated_at: dt.datetime | None = None


@dataclass(frozen=True)
class Trended:
    """The trend, and what was noticed on the way."""

    trend: Trend
    warnings: tuple[Fault, ...]


def trend(request: TrendRequest, progress: Callable[[str], None] | None = None) -> Trended:
    """Read everything, compute each month end. Raises ``CannotRunError`` and ``FaultsFoundError``."""
    check_folder(request.folder)
    until = request.until or as_at_of(request.folder)
    catalogue = load_catalogue(request.catalogue)
    only = indicators_of(request.only, catalogue)
    published = read_record(request.published, catalogue)
    load = partial(
        load_extracts,
        request.folder,
        catalogue,
        only=needed_extracts(catalogue, only, ()),
        skip_faulty_rows=request.skip_faulty_rows,
        progress=progress,
    )
    extracts = load(as_at=until)
    found = series(
        catalogue,
        extracts,
        SeriesRequest(
            until,
            request.months,
            only,
            Against(published.record, {}),
            tendency=request.tendency,
            signals=request.signals,
        ),
        of_earlier_returns(request.folder, catalogue, month_ends(until, request.months), load),
    )
    moment = request.generated_at or dt.datetime.now(dt.UTC).replace(microsecond=0)
    warnings = (*extracts.warnings, *published.warnings)
    return Trended(_document(found, catalogue, extracts, moment), warnings)


def _document(found: Series, catalogue: Catalogue, extracts: Extracts, moment: dt.datetime) -> Trend:
    return Trend(
        title=catalogue.title,
        organisation=catalogue.organisation,
        first_as_at=found.days[0],
        last_as_at=found.days[-1],
        generated_at=moment,
        cicscore=__version__,
        catalogue=catalogue_source(catalogue),
        extracts=tuple(table.source for table in extracts.tables.values()),
        themes=theme_infos(catalogue),
        variants=variant_infos(catalogue),
        indicators=tuple(indicator_info(indicator) for indicator in found.definitions),
        series=found.rows,
        series_summaries=found.summaries,
    )
