"""A document without the counts that an edition hides, and without everything that follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

from msgspec import Struct

from cicscore.disclosure import blank
from cicscore.disclosure.counts import Count, Naming, is_of_others, last_day, rows_of
from cicscore.disclosure.made import without_made
from cicscore.disclosure.means import Average, averages_hidden, is_exposed
from cicscore.disclosure.problem import Rule
from cicscore.disclosure.rounding import (
    as_printed,
    difference_as_printed,
    panel_with_rounded_counts,
    with_rounded_counts,
)
from cicscore.results import (
    ComparatorRow,
    Disclosure,
    IndicatorInfo,
    Panel,
    RagCounts,
    Row,
    Scorecard,
    SeriesRow,
    Trend,
)
from cicscore.vocabulary import ALL, Counts, DirectionFrom, DisclosureMethod, Overridden, PeriodType, Status
from cicscore.wording.editions import NOT_SHOWN

_D = TypeVar("_D", Scorecard, Trend)
_Rows = TypeVar("_Rows", Row, SeriesRow)


def without_hidden(
    document: _D,
    hidden: frozenset[Count],
    before: tuple[Scorecard | Trend, ...],
    printed: Collection[tuple[str, str, dt.date]],
    policy: Disclosure,
) -> _D:
    """The document without these counts and all that follows from them.

    Earlier figures stay only if readers know them: from the editions ``before``, from what was ``printed``
    otherwise (indicator, variant, day), or from the document's own months.
    """
    return _Blanking(document, hidden, before, printed, policy).document()


class _Blanking(Struct, Generic[_D], frozen=True, dict=True):
    """What one document's rows are without, given the counts that are hidden."""

    whole: _D
    hidden: frozenset[Count]
    before: tuple[Scorecard | Trend, ...]
    printed: Collection[tuple[str, str, dt.date]]
    policy: Disclosure

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.whole)

    @cached_property
    def rule(self) -> Rule:
        return Rule.of(self.policy)

    @cached_property
    def base(self) -> int | None:
        """What every count is rounded to; ``None`` where counts are shown as they are."""
        rounds = self.policy.method is DisclosureMethod.ROUND
        return self.policy.round_to if rounds else None

    @cached_property
    def public(self) -> frozenset[tuple[str, str, dt.date]]:
        """The figures (indicator, variant, day) that readers know from elsewhere."""
        found = {
            (row.indicator, row.variant, _day(row, document))
            for document in self.before
            for row in rows_of(document)
            if row.value is not None and _is_whole(row)
        }
        return frozenset(found | set(self.printed))

    @cached_property
    def too_near(self) -> frozenset[tuple[str, Count]]:
        """The averages (indicator, cohort) that would give away a child's own amount."""
        before = chain.from_iterable(
            _averages(document, frozenset(), is_published=True) for document in self.before
        )
        every = chain(before, _averages(self.whole, self.hidden, is_published=False))
        return frozenset((one.line, one.cohort) for one in averages_hidden(every, self.rule))

    def document(self) -> _D:
        """The document without what is hidden."""
        if isinstance(self.whole, Trend):
            return self.whole.model_copy(update=self._series())
        results = self._results(self.whole.results)
        return self.whole.model_copy(
            update={
                "results": results,
                "rag_counts": _rag_counts(self.whole.rag_counts, results),
                "comparators": tuple(self._comparator(row, results) for row in self.whole.comparators),
                # What was published stays; where the unpublished figure would stand tells what it is.
                "benchmarks": tuple(blank.hide(row, ("current_rank",)) for row in self.whole.benchmarks),
                "panels": tuple(self._panel(panel) for panel in self.whole.panels),
                **self._series(),
            }
        )

    def _results(self, results: Iterable[Row]) -> tuple[Row, ...]:
        rows = self._without_difference(self._shown(results))
        return tuple(self._without_earlier(row) for row in rows)

    @cached_property
    def _months_shown(self) -> dict[tuple[str, str, dt.date], str | None]:
        """The figures that the series shows, as displayed, by indicator, variant and day."""
        return {(row.indicator, row.variant, row.as_at): row.display for row in self._months}

    @cached_property
    def _months(self) -> tuple[SeriesRow, ...]:
        series = self.whole.series
        return tuple(self._without_difference(self._shown(series)))

    def _series(self) -> dict[str, object]:
        # A summary, and a signal, rests on every month, and a difference on those of two variants.
        lacking = {row.indicator for row in self._months if "value" in row.hidden}
        months = [
            row.model_copy(update={"special_causes": (), "special_cause_direction": None})
            if row.indicator in lacking
            else row
            for row in self._months
        ]
        return {
            "series": tuple(
                row if (row.indicator, row.variant, row.as_at) in self.public else blank.hide_published(row)
                for row in months
            ),
            "series_summaries": tuple(
                blank.hide_summary(summary)
                if self.base is not None or summary.indicator in lacking
                else as_printed(summary, self.naming.infos[summary.indicator].decimals)
                for summary in self.whole.series_summaries
            ),
        }

    def _shown(self, rows: Iterable[_Rows]) -> list[_Rows]:
        """The rows without what is hidden, and without what is made of it."""
        found = [self._blanked(row) for row in rows]
        return without_made(found, self.naming.infos, _key, rounded=self.base is not None)

    def _blanked(self, row: _Rows) -> _Rows:
        info = self.naming.infos[row.indicator]
        counts = [side for side in ("numerator", "denominator") if self._is_hidden(row, side, info)]
        hidden = [side for side in counts if not _is_amount(row, side, info)]
        found = blank.hide(blank.in_general(row), counts)
        near = (row.indicator, self.naming.denominator(row)) in self.too_near
        near = near or is_exposed(row, info, self.rule)
        # A value that was set by hand stands for counts that nobody knows, so that none could be protected.
        by_hand = Overridden.VALUE in row.overridden and info.safe is None
        # That a variant does not apply to what is counted is the catalogue's word, and tells of no count.
        never = row.status is Status.NOT_APPLICABLE and row.value is None and not info.made_of
        is_hidden = bool(hidden) or near or by_hand or is_of_others(info)
        found = blank.hide_value(found) if is_hidden and not never else found
        if self.base is not None:
            found = with_rounded_counts(found, info, self.base)
        return as_printed(self._without_trend(found, info), info.decimals)

    def _without_trend(self, row: _Rows, info: IndicatorInfo) -> _Rows:
        """The row without a direction that rests on every month: some may not be shown."""
        if isinstance(row, SeriesRow) or info.direction_from is not DirectionFrom.TENDENCY:
            return row
        return blank.hide(row, ("direction",), direction_reason=NOT_SHOWN)

    def _is_hidden(self, row: Row | SeriesRow, side: str, info: IndicatorInfo) -> bool:
        name = self.naming.numerator(row) if side == "numerator" else self.naming.denominator(row)
        return name in self.hidden or _is_amount(row, side, info) or is_of_others(info)

    def _without_difference(self, rows: list[_Rows]) -> list[_Rows]:
        """The rows without differences from figures that are not shown."""
        unshown = {_key(row) for row in rows if row.value is None}
        return [
            blank.hide(row, ("difference_from_all", "difference_display"))
            if _for_everybody(_key(row)) in unshown
            else row
            for row in rows
        ]

    def _without_earlier(self, row: Row) -> Row:
        """The row without earlier figures that nobody has seen, and without the change since."""
        earlier = {
            "previous": (row.previous_as_at, row.previous_display),
            "outturn": (row.outturn_as_at, row.outturn_display),
        }
        for name, (day, display) in earlier.items():
            if day is None or display is None:
                continue
            key = (row.indicator, row.variant, day)
            if key not in self.public and self._months_shown.get(key) != display:
                row = blank.hide_earlier(row, name)
        return row

    def _comparator(self, row: ComparatorRow, results: Iterable[Row]) -> ComparatorRow:
        """The comparator without the difference from a figure that is not shown, or not as it was counted."""
        ours = (found for found in results if (found.indicator, found.variant) == (row.indicator, ALL))
        shown = next((found for found in ours if found.breakdown is None and found.value is not None), None)
        if shown is None or self.base is not None:
            return blank.hide(row, ("difference", "difference_display"))
        info = self.naming.infos[row.indicator]
        found = as_printed(row, info.decimals)
        return difference_as_printed(found, shown, info) if row.indicator in self._benchmarked else found

    @cached_property
    def _benchmarked(self) -> frozenset[str]:
        """The indicators that are compared with many figures."""
        whole = self.whole
        return frozenset(() if isinstance(whole, Trend) else (row.indicator for row in whole.benchmarks))

    def _panel(self, panel: Panel) -> Panel:
        if panel.total is None:
            return panel
        if is_of_others(self.naming.infos[panel.indicator]):
            return blank.hide_panel(panel)
        naming, hidden = self.naming, self.hidden
        lines = tuple(
            line.model_copy(
                update={
                    "total": None if naming.panel_line(panel, line) in hidden else line.total,
                    "counts": tuple(
                        None if name in hidden else count
                        for name, count in zip(naming.panel_line_cells(panel, line), line.counts, strict=True)
                    ),
                }
            )
            for line in panel.lines
        )
        totals = tuple(
            None if name in hidden else total
            for name, total in zip(naming.panel_columns(panel), panel.totals, strict=True)
        )
        total = None if naming.panel_total(panel) in hidden else panel.total
        shown = panel.model_copy(update={"lines": lines, "totals": totals, "total": total})
        return (
            blank.without_shares(shown) if self.base is None else panel_with_rounded_counts(shown, self.base)
        )


def _is_amount(row: Row | SeriesRow, side: str, info: IndicatorInfo) -> bool:
    """Whether one side of a row adds up amounts of children, which no edition shows."""
    kind = info.numerator_counts if side == "numerator" else info.denominator_counts
    value = row.numerator if side == "numerator" else row.denominator
    if info.safe is not None or value is None:
        return False
    return kind is Counts.AMOUNTS or (kind is None and value != int(value))


def _averages(
    document: Scorecard | Trend, hidden: Collection[Count], *, is_published: bool
) -> Iterator[Average]:
    """The averages of growing or rolling cohorts that a document shows, once for each cohort."""
    naming, seen = Naming(document), set[tuple[str, Count]]()
    for row in rows_of(document):
        info = naming.infos[row.indicator]
        if info.numerator_counts is not Counts.AMOUNTS or row.value is None or row.denominator is None:
            continue
        name = naming.denominator(row)
        if (
            (info.grows_as or info.period_type) is PeriodType.SNAPSHOT
            or (info.id, name) in seen
            or name in hidden
        ):
            continue
        seen.add((info.id, name))
        yield Average(info.id, name, int(row.denominator), is_published)


def _day(row: Row | SeriesRow, document: Scorecard | Trend) -> dt.date:
    return row.as_at if isinstance(row, SeriesRow) else last_day(document)


def _is_whole(row: Row | SeriesRow) -> bool:
    return isinstance(row, SeriesRow) or row.breakdown is None


def _key(row: Row | SeriesRow) -> tuple[object, ...]:
    """Which figure of its indicator a row is: its variant, its group and its day."""
    if isinstance(row, SeriesRow):
        return row.indicator, row.variant, row.as_at
    return row.indicator, row.variant, row.breakdown, row.group


def _for_everybody(key: tuple[object, ...]) -> tuple[object, ...]:
    """The key of the figure for everybody."""
    indicator, _, *others = key
    return (indicator, ALL, *others)


def _rag_counts(counts: dict[str, RagCounts], results: Iterable[Row]) -> dict[str, RagCounts]:
    """How many rows have each rating, and how many have one that is not shown."""
    whole = [row for row in results if row.breakdown is None]
    found = {}
    for name in counts:
        rows = [row for row in whole if (row.line if name == "lines" else row.variant == name)]
        unshown = sum("rag" in row.hidden for row in rows)
        tally = RagCounts.of(row.rag for row in rows)
        found[name] = tally.model_copy(
            update={"confidential": unshown, "not_rated": tally.not_rated - unshown}
        )
    return found
