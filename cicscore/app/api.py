"""The API: three functions for Python users, which every command uses too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cicscore import __version__
from cicscore.benchmarks.figures import Benchmark
from cicscore.catalogue.definitions import Catalogue, Comparators
from cicscore.catalogue.load import load_catalogue
from cicscore.overrides.overrides import NO_OVERRIDES, Overrides
from cicscore.record import Record
from cicscore.results import Scorecard

if TYPE_CHECKING:
    # Imported where used, so that code which needs no extracts never waits for pandas.
    from cicscore.scorecard.compare import Against
    from cicscore.tables.table import Extracts

__all__ = ["load_catalogue", "load_extracts", "score"]


def load_extracts(
    folder: Path | str,
    catalogue: Catalogue,
    *,
    only: Collection[str] | None = None,
    skip_faulty_rows: bool = False,
    progress: Callable[[str], None] | None = None,
    as_at: dt.date | None = None,
) -> Extracts:
    """Read the extracts that ``catalogue`` declares from the CSV files of ``folder``.

    Extracts without a file are derived from an SSDA903 return in the folder, if there is one; ``as_at`` then
    gives its collection year. ``only`` names the extracts to read; ``skip_faulty_rows`` leaves out rows at
    fault and reports them as warnings. Raises ``CannotRunError`` if the folder does not exist, and
    ``FaultsFoundError`` with every fault of every file.
    """
    from cicscore.ssda903.load import load_extracts as load

    return load(
        Path(folder),
        catalogue,
        only=only,
        skip_faulty_rows=skip_faulty_rows,
        progress=progress,
        as_at=as_at,
    )


def score(
    catalogue: Catalogue,
    extracts: Extracts,
    as_at: dt.date,
    *,
    only: Iterable[str] | None = None,
    by: Iterable[str] = (),
    against: Against | None = None,
    comparators: Mapping[str, Comparators] | None = None,
    pages: bool = False,
    overrides: Overrides = NO_OVERRIDES,
    benchmarks: Mapping[str, Benchmark] | None = None,
    generated_at: dt.datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> Scorecard:
    """Compute and rate every indicator on the as-at date, for all children and under each variant.

    ``only`` names indicators by id; ``by`` names breakdowns; ``against`` holds the published figures to
    compare with; ``comparators`` holds figures of others, such as England, by indicator, in addition to the
    catalogue's, and ``benchmarks`` what was published of every authority. ``pages`` puts in what a page for
    each indicator needs: its definition in words and its panels; ``overrides`` are what was set by hand.
    ``generated_at`` is the time of generation
    shown on the scorecard (default: now, UTC); ``progress`` is called with each indicator's id before it is
    computed.
    """
    from cicscore.scorecard.benchmarked import with_benchmarks
    from cicscore.scorecard.compare import Against
    from cicscore.scorecard.score import Request, compute

    request = Request(
        as_at,
        None if only is None else frozenset(only),
        tuple(by),
        against or Against(Record(), {}),
        with_benchmarks(comparators or {}, benchmarks or {}, catalogue, as_at),
        pages,
        overrides,
        benchmarks or {},
    )
    moment = generated_at or dt.datetime.now(dt.UTC).replace(microsecond=0)
    return compute(catalogue, extracts, request, generated_at=moment, version=__version__, progress=progress)
