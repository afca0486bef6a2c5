"""Check that a saved scorecard does not show what it says is confidential."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from cicscore.faults.fault import nearest
from cicscore.results import (
    BenchmarkRow,
    ComparatorRow,
    Panel,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
    Trend,
)
from cicscore.vocabulary import ALL, Audience
from cicscore.wording.editions import is_hidden

DocumentPath: TypeAlias = tuple[int | str, ...]

_Hiding: TypeAlias = Row | SeriesRow | SeriesSummary | ComparatorRow | BenchmarkRow

#: Two fields that say the same, so that one cannot be confidential while the other is shown.
_ALIKE: Final = (
    ("value", "display"),
    ("difference_from_all", "difference_display"),
    ("change", "change_display"),
    ("previous_value", "previous_display"),
    ("earlier_value", "earlier_display"),
    ("earlier_change", "earlier_change_display"),
    ("outturn_value", "outturn_display"),
    ("published_value", "published_display"),
    ("difference_average", "difference_average_display"),
    ("difference", "difference_display"),
)


def revealed(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Find what an edition says that it does not show, and shows."""
    yield from revealed_months(scorecard)
    for part in ("results", "comparators", "benchmarks"):
        for n, row in enumerate(getattr(scorecard, part)):
            for name, found in _shown_and_hidden(row):
                yield (part, n, name), found
    whole = {(row.indicator, row.variant): row for row in scorecard.results if row.breakdown is None}
    yield from _compared(scorecard, whole)
    for n, month in enumerate(scorecard.series):
        row = whole.get((month.indicator, month.variant))
        if row is not None and month.as_at == scorecard.as_at:
            for name, found in _shown_elsewhere(month, row):
                yield ("series", n, name), found
    for n, panel in enumerate(scorecard.panels):
        for path, found in _uncounted(scorecard, panel):
            yield ("panels", n, *path), found


def _compared(
    scorecard: Scorecard, whole: Mapping[tuple[str, str], Row]
) -> Iterator[tuple[DocumentPath, str]]:
    """Find what figures of others tell of one that is not shown."""
    for n, other in enumerate(scorecard.comparators):
        if is_hidden(whole.get((other.indicator, ALL)), "value") and other.difference is not None:
            yield ("comparators", n, "difference"), "it is there, but the figure that it is from is not shown"
    for n, standing in enumerate(scorecard.benchmarks):
        if scorecard.audience is not Audience.INTERNAL and standing.current_rank is not None:
            yield (
                ("benchmarks", n, "current_rank"),
                "it is there, and tells of a figure that is not published",
            )


def revealed_months(document: Scorecard | Trend) -> Iterator[tuple[DocumentPath, str]]:
    """Find the extracts that an edition names, and what its months say that they do not show, and show."""
    if document.extracts and document.audience is not Audience.INTERNAL:
        yield ("extracts",), f"an edition for {_READERS[document.audience]} names no extracts"
    for part in ("series", "series_summaries"):
        for n, row in enumerate(getattr(document, part)):
            for name, found in _shown_and_hidden(row):
                yield (part, n, name), found


_READERS: Final = {
    Audience.INTERNAL: "officers",
    Audience.PARTNER: "partners",
    Audience.PUBLIC: "the public",
}


def _shown_and_hidden(row: _Hiding) -> Iterator[tuple[str, str]]:
    known = type(row).model_fields
    for name in row.hidden:
        if name not in known or name == "hidden":
            near = nearest(name, [*known])
            meant = f"; {near} is one" if near else ""
            yield "hidden", f"it names {json.dumps(name)}, which is no field of the row{meant}"
        elif getattr(row, name) is not None:
            yield name, "it is there, but the row says that it is not shown"
    for pair in _ALIKE:
        for name, other in (pair, pair[::-1]):
            if name in row.hidden and other not in row.hidden and getattr(row, other, None) is not None:
                yield other, f"it is there, but the row says that {name} is not shown"


def _shown_elsewhere(month: SeriesRow, row: Row) -> Iterator[tuple[str, str]]:
    """Find what a month does not show and the same figure among the results does, or the other way round."""
    for name in (name for name in SeriesRow.model_fields if name in Row.model_fields):
        if name in month.hidden and getattr(row, name) is not None:
            yield name, "the row says that it is not shown, but the results show it"
        elif name in row.hidden and getattr(month, name) is not None:
            yield name, "it is there, but the results say that it is not shown"


def _uncounted(scorecard: Scorecard, panel: Panel) -> Iterator[tuple[DocumentPath, str]]:
    """Find counts missing where nothing is confidential, and shares of counts that are not shown."""
    if scorecard.audience is Audience.INTERNAL:
        if any(total is None for total in (*panel.totals, *((panel.total,) if panel.lines else ()))):
            yield ("totals",), "one is missing"
        for m, line in enumerate(panel.lines):
            if line.total is None or None in line.counts:
                yield ("lines", m, "counts"), "one is missing"
    for m, line in enumerate(panel.lines):
        if line.share_display is not None and (line.total is None or panel.total is None):
            yield ("lines", m, "share_display"), "it is there, but the count that it is of is not shown"
    for m, (share, total) in enumerate(zip(panel.shares_display, panel.totals, strict=False)):
        if share is not None and (total is None or panel.total is None):
            yield ("shares_display", m), "it is there, but the count that it is of is not shown"
