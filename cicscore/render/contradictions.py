"""Whether a saved scorecard agrees with itself: one changed by hand shows here, before it is passed on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from cicscore.faults import Fault, Place, Severity, nearest
from cicscore.figures import as_written, value_text
from cicscore.render.document_faults import CONTRADICTION, DANGLING_NAME, REDO, DocumentPath, path_text
from cicscore.results import RagCounts, Row, Scorecard


def contradictions(scorecard: Scorecard, file: str) -> list[Fault]:
    """Every name that nothing describes; and where all are known, what does not fit together."""
    dangling = list(_dangling(scorecard, file))
    return dangling or [
        Fault(CONTRADICTION, Severity.ERROR, Place(file, within=path_text(path)), found, REDO)
        for path, found in (*_rows(scorecard), *_ratings(scorecard))
    ]


def _dangling(scorecard: Scorecard, file: str) -> Iterator[Fault]:
    """Every name that a part of the document uses has to be one that another part explains."""
    themes = [theme.id for theme in scorecard.themes]
    indicators = [indicator.id for indicator in scorecard.indicators]
    variants = [variant.id for variant in scorecard.variants]
    uses: list[tuple[DocumentPath, str, Sequence[str]]] = [
        *((("indicators", n, "theme"), row.theme, themes) for n, row in enumerate(scorecard.indicators)),
        *(
            (("results", n, "indicator"), row.indicator, indicators)
            for n, row in enumerate(scorecard.results)
        ),
        *((("results", n, "variant"), row.variant, variants) for n, row in enumerate(scorecard.results)),
    ]
    for path, name, names in uses:
        if name not in names:
            yield Fault(
                DANGLING_NAME,
                Severity.ERROR,
                Place(file, within=path_text(path)),
                f"{json.dumps(name)} is not among the document's {path[-1]}s",
                REDO,
                nearest=nearest(name, names),
            )


def _rows(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Rows that stand twice, and figures that are printed otherwise than they are."""
    indicators = {indicator.id: indicator for indicator in scorecard.indicators}
    first: dict[tuple[str | None, ...], int] = {}
    for n, row in enumerate(scorecard.results):
        before = first.setdefault((row.indicator, row.variant, row.breakdown, row.group), n)
        if before != n:
            yield ("results", n), f"the row is of the same figure as results[{before}]"
        info = indicators[row.indicator]
        for name, value, told in _printed(row):
            due = None if value is None else value_text(as_written(value), info.unit, info.decimals)
            if told is not None and told != due:
                found = f"{name} is {json.dumps(told)}, but the figure is {due or 'missing'}"
                yield ("results", n, name), found
        if row.value is None and row.rag is not None:
            yield ("results", n, "rag"), f"a figure that is missing is rated {row.rag.value}"


def _printed(row: Row) -> tuple[tuple[str, float | None, str | None], ...]:
    return (
        ("display", row.value, row.display),
        ("previous_display", row.previous_value, row.previous_display),
        ("outturn_display", row.outturn_value, row.outturn_display),
    )


def _ratings(scorecard: Scorecard) -> Iterator[tuple[DocumentPath, str]]:
    """Counts of ratings that are not those of the rows."""
    whole = [row for row in scorecard.results if row.breakdown is None]
    for name, told in scorecard.rag_counts.items():
        rows = [row for row in whole if (row.line if name == "lines" else row.variant == name)]
        counted = RagCounts.of(row.rag for row in rows)
        if told != counted:
            yield ("rag_counts", name), f"it tells of {_words(told)}; the rows are {_words(counted)}"


def _words(counts: RagCounts) -> str:
    return f"{counts.green} green, {counts.amber} amber, {counts.red} red and {counts.not_rated} not rated"
