"""The ``compute`` and ``trend`` commands without their command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from cicscore import __version__
from cicscore.app.api import score
from cicscore.app.arguments import as_at_of, breakdowns_of, check_folder, indicators_of
from cicscore.app.benchmarks import BenchmarkRecord, read_benchmarks
from cicscore.app.files import Given, digest_of
from cicscore.app.overrides import read_overrides
from cicscore.app.published import ComparatorRecord, PublishedRecord, read_comparators, read_record
from cicscore.app.register import told_by
from cicscore.app.targets import catalogue_for
from cicscore.catalogue.council_targets import TARGETS_NAME
from cicscore.catalogue.definitions import Catalogue, breakdown_named, is_in_force, limits_on, span_on
from cicscore.catalogue.dependencies import extracts_of
from cicscore.catalogue.digests import manifest_of
from cicscore.catalogue.target_spans import TargetSpan
from cicscore.extracts.faults import listed
from cicscore.extracts.inputs import InputFiles
from cicscore.extracts.mapping import MAPPING_NAME
from cicscore.faults.fault import CannotRunError, Fault, Place
from cicscore.faults.rules import fault
from cicscore.manifest import FileDigest, Manifest, RunOptions
from cicscore.overrides.overrides import NO_OVERRIDES, Overrides
from cicscore.periods import financial_year, month_ends
from cicscore.record import Record
from cicscore.results import Row, Scorecard, Trend
from cicscore.scorecard.benchmarked import with_benchmarks
from cicscore.scorecard.compare import Against
from cicscore.scorecard.counted import policy_of
from cicscore.scorecard.overridden import without_effect
from cicscore.scorecard.score import catalogue_source, indicator_infos, theme_infos, variant_infos
from cicscore.scorecard.series import Series, SeriesRequest, series
from cicscore.scorecard.settling import with_cautions
from cicscore.ssda903.collection import last_day, year_of
from cicscore.ssda903.find import UNREAD
from cicscore.ssda903.load import load_extracts, years_held
from cicscore.tables.table import Extracts
from cicscore.text import date_text, visible
from cicscore.vocabulary import ALL, Rag, Status


def scorecard_warnings(
    catalogue: Catalogue, only: frozenset[str] | None, record: Record, as_at: dt.date
) -> tuple[Fault, ...]:
    """Warnings about the scorecard as a whole, rather than a single row."""
    return (*_no_earlier_day(record, as_at), *_no_targets(catalogue, only, as_at))


def _no_earlier_day(record: Record, as_at: dt.date) -> Iterator[Fault]:
    days = {day for figures in record.figures.values() for day in figures}
    if days and min(days) >= as_at:
        first, *others = record.files or ("earlier figures",)
        also = f", nor is any in {listed(others)}" if others else ""
        yield fault(
            "nothing-earlier",
            Place(first),
            f"none of the figures is of a day before {date_text(as_at)}{also}, so nothing is compared",
            "Give figures of an earlier day; `cicscore diff` compares two scorecards of the same day.",
        )


def _no_targets(catalogue: Catalogue, only: frozenset[str] | None, as_at: dt.date) -> Iterator[Fault]:
    """Warn if other years have targets but this one has none at all, so that nothing is rated."""
    chosen = [
        each
        for each in catalogue.indicators
        if is_in_force(each, as_at) and each.targets and (only is None or each.written.id in only)
    ]
    if not chosen or any(limits_on(each, as_at) is not None for each in chosen):
        return
    spans = {span_on(each, as_at).name for each in chosen}
    year = spans.pop() if len(spans) == 1 else financial_year(as_at)
    latest = max((span for each in chosen for span in each.targets), key=lambda span: span.days.end)
    rated = sum(any(span.year == latest.year for span in each.targets) for each in chosen)
    indicators = "1 indicator has a target" if rated == 1 else f"{rated} indicators have targets"
    none = f"no target is set for {year}, so nothing is rated"
    if only is not None:
        none = f"no target is set for {year} of what was asked for, so none of it is rated"
    own = catalogue.council_targets
    theirs = own is not None and any(each.written.id in own.indicators for each in chosen)
    yield fault(
        "no-target-this-year",
        Place(own.file if own is not None and theirs else catalogue.path),
        f"{none}; for {TargetSpan(latest.year, years=latest.years).name}, {indicators}",
        f"Add the targets of {year} under `targets`, each with its source.",
    )


def emptied_by_variants(scorecard: Scorecard) -> Iterator[Fault]:
    """Warn of each variant that leaves out every row of an indicator: 0 under it may mean nothing."""
    rows = [row for row in scorecard.results if row.breakdown is None]
    whole = {row.indicator: row for row in rows if row.variant == ALL}
    for variant in scorecard.variants:
        emptied = [
            row.indicator
            for row in rows
            if row.variant == variant.id and _is_emptied(row, whole[row.indicator])
        ]
        if emptied:
            yield fault(
                "variant-leaves-nothing",
                Place(scorecard.catalogue.path),
                f"`{variant.id}` leaves out every row that {', '.join(emptied)} "
                f"{'counts' if len(emptied) == 1 else 'count'}",
                "Say under `applies_to` where the variant applies; or correct its rule.",
            )


def _is_emptied(row: Row, whole: Row) -> bool:
    """Whether nothing is counted of what is counted for everybody."""
    base, left = (each.numerator if whole.denominator is None else each.denominator for each in (whole, row))
    return bool(base) and left == 0 and row.status is not Status.NOT_APPLICABLE


class Gate(StrEnum):
    """A condition on the first page that ``--fail-on`` reports as a finding."""

    RED = "red"
    AMBER = "amber"
    MISSING = "missing"
    UNSAFE = "unsafe"


#: The month ends that a report shows.
REPORT_MONTHS = 24


class ComputeRequest(Struct, frozen=True):
    """What to compute, from which folder, and the published figures (files and folders) to compare with.

    ``months`` is the number of month ends, up to the as-at date, in the document's series; ``pages`` puts in
    what the pages of a report need. ``overrides`` take the place of those beside the extracts;
    ``known`` are the digests of the documents in a register that count, by default of all.
    """

    folder: Path
    catalogue: Path
    as_at: dt.date | None = None
    published: tuple[Path, ...] = ()
    comparators: tuple[Path, ...] = ()
    benchmarks: tuple[Path, ...] = ()
    only: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    months: int = 0
    pages: bool = False
    overrides: Overrides | None = None
    skip_faulty_rows: bool = False
    generated_at: dt.datetime | None = None
    known: frozenset[str] | None = None


class Computed(Struct, frozen=True):
    """The scorecard, with any warnings, and what was set by hand."""

    scorecard: Scorecard
    warnings: tuple[Fault, ...]
    overrides: Overrides = NO_OVERRIDES


def compute(request: ComputeRequest, progress: Callable[[str], None] | None = None) -> Computed:
    """Read everything, compute and compare. Raises ``CannotRunError`` and ``FaultsFoundError``."""
    check_folder(request.folder)
    if request.as_at is None:
        request = replace(request, as_at=as_at_of(request.folder))
    return compute_by(catalogue_for(request.catalogue, request.folder), request, progress)


def compute_by(
    catalogue: Catalogue, request: ComputeRequest, progress: Callable[[str], None] | None = None
) -> Computed:
    """As ``compute``, by a catalogue that is loaded already in place of the one that the request names."""
    as_at = request.as_at or as_at_of(request.folder)
    only = indicators_of(request.only, catalogue)
    by = breakdowns_of(request.by, catalogue)
    overrides = _overrides(request, catalogue)
    published = read_record(request.published, catalogue, request.known)
    others = read_comparators(request.comparators, catalogue)
    standing = read_benchmarks(request.benchmarks, catalogue, as_at)
    files = InputFiles()
    load = partial(
        load_extracts,
        request.folder,
        catalogue,
        only=needed_extracts(catalogue, only, by),
        skip_faulty_rows=request.skip_faulty_rows,
        progress=progress,
        files=files,
    )
    extracts = load(as_at=as_at)
    if not extracts.tables:
        raise CannotRunError(_no_extracts(request.folder, catalogue, extracts))
    against = Against(published.record, {})
    found = None
    if request.months:
        earlier = earlier_returns(request.folder, catalogue, month_ends(as_at, request.months), files, load)
        theirs = with_benchmarks(others.figures, standing.benchmarks, catalogue, as_at)
        asked = SeriesRequest(as_at, request.months, only, against, overrides=overrides, comparators=theirs)
        found = series(catalogue, extracts, asked, earlier)
        against = replace(against, recomputed=found.recomputed, trends=found.trends)
    scorecard = score(
        catalogue,
        extracts,
        as_at,
        only=only,
        by=by,
        against=against,
        comparators=others.figures,
        benchmarks=standing.benchmarks,
        pages=request.pages,
        overrides=overrides,
        generated_at=request.generated_at,
        progress=progress,
    )
    options = _options(request, catalogue)
    meant = scorecard.manifest
    if found is not None:
        scorecard = scorecard.model_copy(update={"series": found.rows, "series_summaries": found.summaries})
        meant = _meant_by_months(catalogue, request, as_at, options)
    manifest = _manifest(meant, request, options, (published, others, standing, overrides), files)
    scorecard = scorecard.model_copy(update={"manifest": manifest})
    scorecard = with_cautions(scorecard, told_by(request.published, request.known))
    noticed = scorecard_warnings(catalogue, only, published.record, as_at)
    idle = without_effect(overrides.on(as_at), scorecard.results)
    emptied = emptied_by_variants(scorecard)
    warnings = (
        *extracts.warnings,
        *published.warnings,
        *others.warnings,
        *standing.warnings,
        *noticed,
        *emptied,
        *idle,
    )
    return Computed(scorecard, warnings, overrides)


def _overrides(request: ComputeRequest | TrendRequest, catalogue: Catalogue) -> Overrides:
    """What was set by hand: as the request says, or as the folder's file does."""
    given = request.overrides
    return read_overrides(request.folder, catalogue) if given is None else given


def _manifest(
    meant: Manifest | None,
    request: ComputeRequest | TrendRequest,
    options: RunOptions,
    read: tuple[PublishedRecord, ComparatorRecord, BenchmarkRecord, Overrides],
    files: InputFiles,
) -> Manifest | None:
    """What made the document: what the catalogue ``meant``, the request, and the files read."""
    if meant is None:
        return None
    published, comparators, benchmarks, overrides = read
    columns, targets = (_digest_beside(request.folder / name, files) for name in (MAPPING_NAME, TARGETS_NAME))
    update = {
        "options": options,
        "published": published.files,
        "comparators": comparators.files,
        "benchmarks": benchmarks.files,
        "overrides": overrides.digest,
        "columns": columns,
        "targets": targets,
    }
    return meant.model_copy(update=update)


def _digest_beside(path: Path, files: InputFiles) -> FileDigest | None:
    """The digest of a file beside the extracts; ``None`` where there is none."""
    return digest_of(Given(path.name, files.at(path).data())) if path.is_file() else None


def _meant_by_months(
    catalogue: Catalogue, request: ComputeRequest | TrendRequest, last: dt.date, options: RunOptions
) -> Manifest:
    """What the catalogue meant on each day of a document with months."""
    breakdowns = tuple(breakdown_named(catalogue, name) for name in options.by)
    return manifest_of(catalogue, month_ends(last, request.months), options.only, breakdowns)


def _options(request: ComputeRequest | TrendRequest, catalogue: Catalogue) -> RunOptions:
    only = indicators_of(request.only, catalogue)
    common = RunOptions(
        only=None if only is None else tuple(sorted(only)),
        months=request.months,
        skip_faulty_rows=request.skip_faulty_rows,
    )
    match request:
        case ComputeRequest():
            more: dict[str, object] = {"by": breakdowns_of(request.by, catalogue), "pages": request.pages}
        case TrendRequest():
            more = {"tendency": request.tendency, "signals": request.signals}
        case _:
            assert_never(request)
    return common.model_copy(update=more)


def earlier_returns(
    folder: Path,
    catalogue: Catalogue,
    days: Sequence[dt.date],
    files: InputFiles,
    load: Callable[..., Extracts],
) -> dict[dt.date, Extracts]:
    """The extracts for the days covered by a return before the last one: each day uses its own return.

    The next year's return may lack a child who was there.
    """
    earlier = set(years_held(folder, catalogue, days[-1], files)[:-1])
    loaded = {year: load(as_at=last_day(year)) for year in sorted(earlier & {year_of(day) for day in days})}
    return {day: loaded[year_of(day)] for day in days if year_of(day) in loaded}


def _no_extracts(folder: Path, catalogue: Catalogue, extracts: Extracts) -> str:
    unread = [one for one in extracts.warnings if one.name in UNREAD]
    if unread:
        names = ", ".join(one.place.file for one in unread)
        return f"the folder {folder} holds no extract: {UNREAD[unread[0].name]} ({names}). {unread[0].advice}"
    files = ", ".join(extract.file for extract in catalogue.extracts.values())
    return f"the folder {folder} holds none of the extracts that are needed. The catalogue names: {files}."


def needed_extracts(
    catalogue: Catalogue, only: frozenset[str] | None, by: tuple[str, ...]
) -> frozenset[str] | None:
    """The extracts on which the chosen indicators depend; ``None`` for all."""
    if only is None or by:
        return None
    return frozenset(
        name
        for indicator in catalogue.indicators
        if indicator.written.id in only and indicator.measure is not None
        for variant in (None, *catalogue.variants.values())
        for name in extracts_of(indicator.measure, variant, catalogue)
    )


def gate_findings(scorecard: Scorecard, gates: frozenset[Gate]) -> tuple[str, ...]:
    """A sentence for each line of the first page that one of the gates finds."""
    rags = {rag for gate in gates for rag in _GATED[gate]}
    titles = {indicator.id: indicator.title for indicator in scorecard.indicators}
    lines = [row for row in scorecard.results if row.line]
    found = [f"{titles[row.indicator]} ({row.variant}): {row.rag_reason}" for row in lines if row.rag in rags]
    if Gate.MISSING in gates:
        found += [
            f"{titles[row.indicator]} ({row.variant}): no figure, because {row.status_reason}."
            for row in lines
            if row.status in (Status.MISSING_EXTRACT, Status.INSUFFICIENT_HISTORY)
        ]
    if Gate.UNSAFE in gates:
        found += [
            f"{titles[row.indicator]} ({row.variant}): the rating is not safe. {note.partition(': ')[2]}."
            for row in lines
            if row.rag_safe is False
            for note in row.notes
            if note.startswith("unknown_rows: ")
        ]
    return tuple(visible(text) for text in found)


_GATED: dict[Gate, frozenset[Rag]] = {
    Gate.RED: frozenset({Rag.RED}),
    Gate.AMBER: frozenset({Rag.AMBER, Rag.RED}),
    Gate.MISSING: frozenset(),
    Gate.UNSAFE: frozenset(),
}


class TrendRequest(Struct, frozen=True):
    """Which month ends to compute, from which folder, and what was published for them.

    ``until`` defaults to the month in the folder's name; ``overrides`` are applied in place of the folder's;
    ``known`` are the digests of the documents in a register that count, by default of all.
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
    known: frozenset[str] | None = None
    overrides: Overrides | None = None


class Trended(Struct, frozen=True):
    """The trend, with any warnings, and what was set by hand."""

    trend: Trend
    warnings: tuple[Fault, ...]
    overrides: Overrides = NO_OVERRIDES


def trend(request: TrendRequest, progress: Callable[[str], None] | None = None) -> Trended:
    """Read everything and compute each month end. Raises ``CannotRunError`` and ``FaultsFoundError``."""
    check_folder(request.folder)
    until = request.until or as_at_of(request.folder)
    catalogue = catalogue_for(request.catalogue, request.folder)
    only = indicators_of(request.only, catalogue)
    overrides = _overrides(request, catalogue)
    published = read_record(request.published, catalogue, request.known)
    files = InputFiles()
    load = partial(
        load_extracts,
        request.folder,
        catalogue,
        only=needed_extracts(catalogue, only, ()),
        skip_faulty_rows=request.skip_faulty_rows,
        progress=progress,
        files=files,
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
            overrides=overrides,
        ),
        earlier_returns(request.folder, catalogue, month_ends(until, request.months), files, load),
    )
    moment = request.generated_at or dt.datetime.now(dt.UTC).replace(microsecond=0)
    idle = (
        warning
        for day in found.days
        for warning in without_effect(overrides.on(day), (row for row in found.rows if row.as_at == day))
    )
    warnings = (*extracts.warnings, *published.warnings, *idle)
    options = _options(request, catalogue)
    meant = _meant_by_months(catalogue, request, until, options)
    manifest = _manifest(
        meant, request, options, (published, ComparatorRecord({}, ()), BenchmarkRecord(), overrides), files
    )
    document = trend_document(found, catalogue, extracts, moment, manifest)
    return Trended(document, warnings, overrides)


def trend_document(
    found: Series, catalogue: Catalogue, extracts: Extracts, moment: dt.datetime, manifest: Manifest | None
) -> Trend:
    """The document of a series."""
    return Trend(
        title=catalogue.title,
        organisation=catalogue.organisation,
        first_as_at=found.days[0],
        last_as_at=found.days[-1],
        generated_at=moment,
        cicscore=__version__,
        catalogue=catalogue_source(catalogue),
        disclosure=policy_of(catalogue),
        extracts=tuple(table.source for table in extracts.tables.values()),
        themes=theme_infos(catalogue),
        variants=variant_infos(catalogue),
        indicators=indicator_infos(found.definitions, catalogue),
        series=found.rows,
        series_summaries=found.summaries,
        manifest=manifest,
    )
