"""Turn an internal document into the edition that leaves the organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar, assert_never

import numpy as np

from cicscore.disclosure import blank
from cicscore.disclosure.choose import Choice, Loss, choose
from cicscore.disclosure.counts import Count, Naming, figures, rows_of
from cicscore.disclosure.earlier import with_earlier
from cicscore.disclosure.groups import without_crowded, without_groups
from cicscore.disclosure.means import Average, averages_hidden
from cicscore.disclosure.problem import Problem, Rule, problem
from cicscore.disclosure.relations import Known, parts_of, relations, shares_of
from cicscore.disclosure.rounding import as_printed, panel_with_rounded_counts, with_rounded_counts
from cicscore.results import (
    ComparatorRow,
    Disclosure,
    IndicatorInfo,
    Panel,
    RagCounts,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
    Trend,
)
from cicscore.vocabulary import ALL, Audience, Counts, DisclosureMethod, GroupsShown, PeriodType

_D = TypeVar("_D", Scorecard, Trend)
_Rows = TypeVar("_Rows", Row, SeriesRow)

#: The policy of an edition for partners where the catalogue has none.
FOR_PARTNERS = Disclosure(
    threshold=5,
    method=DisclosureMethod.SUPPRESS,
    round_to=None,
    symbol="c",
    range=4,
    groups=GroupsShown.HEADLINE,
    keep=(),
    seconds=60,
)


@dataclass(frozen=True)
class Edition(Generic[_D]):
    """A document for an audience, and what was hidden in it: for those who may know."""

    document: _D
    problem: Problem
    choice: Choice


def publish(
    document: _D,
    earlier: Iterable[Scorecard | Trend] = (),
    *,
    audience: Audience = Audience.PUBLIC,
    printed: Collection[tuple[str, str, dt.date]] = frozenset(),
    is_late: Callable[[], bool] = lambda: False,
) -> Edition[_D]:
    """The edition of an internal document for partners or for the public.

    ``earlier`` are editions published before, or together with this one; ``printed`` names the figures
    (indicator, variant, day) that were published otherwise. When ``is_late``, more is hidden instead of
    the least looked for. Raises ``ValueError`` for an edition for the public where there is no policy.
    """
    policy = document.disclosure or (FOR_PARTNERS if audience is Audience.PARTNER else None)
    if policy is None:
        msg = "an edition for the public needs a policy"
        raise ValueError(msg)
    before = tuple(earlier)
    match audience:
        case Audience.PUBLIC:
            prepared, solved, choice = _chosen(document, before, policy, is_late)
        case Audience.PARTNER:
            prepared, solved = document, _problem(document, before, policy)
            choice = _small_only(solved)
        case Audience.INTERNAL:
            msg = "an internal document is published as it is"
            raise ValueError(msg)
        case _ as never:
            assert_never(never)
    hidden = frozenset(solved.names[n] for n in np.flatnonzero(choice.hidden))
    blanking = _Blanking(prepared, hidden, before, printed, policy)
    made = blanking.document().model_copy(update={"audience": audience, "disclosure": policy, "extracts": ()})
    return Edition(made, solved, choice)


def _chosen(
    document: _D, before: tuple[Scorecard | Trend, ...], policy: Disclosure, is_late: Callable[[], bool]
) -> tuple[_D, Problem, Choice]:
    """What is hidden for the public; groups that would cost a line of the first page are left out instead."""
    prepared = without_crowded(document, policy)
    if isinstance(prepared, Scorecard):
        # Groups are of the latest day alone, so that the months before need not be looked at for this.
        latest = prepared.model_copy(update={"series": ()})
        costly = _costly_groups(latest, *_solved(latest, before, policy, is_late))
        prepared = without_groups(prepared, costly)
    solved, choice = _solved(prepared, before, policy, is_late)
    return prepared, solved, choice


def _solved(
    document: Scorecard | Trend,
    before: tuple[Scorecard | Trend, ...],
    policy: Disclosure,
    is_late: Callable[[], bool],
) -> tuple[Problem, Choice]:
    solved = _problem(document, before, policy)
    return solved, choose(solved, tuple(_losses(document, solved, policy)), is_late)


def _costly_groups(document: Scorecard | Trend, solved: Problem, choice: Choice) -> frozenset[str]:
    """The indicators whose groups are why a line of the first page is hidden."""
    number = {name: n for n, name in enumerate(solved.names)}
    found = set()
    for figure in figures(document):
        row = figure.source
        if not (isinstance(row, Row) and row.line):
            continue
        for n in (number[count.name] for count in figure.counts):
            if any(solved.names[other].groups for other in choice.because.get(n, ())):
                found.add(row.indicator)
    return frozenset(found)


def _small_only(solved: Problem) -> Choice:
    return Choice(solved.must_hide, {}, (), ())


def _problem(
    document: Scorecard | Trend, before: Collection[Scorecard | Trend], policy: Disclosure
) -> Problem:
    every = list(figures(document))
    known = {
        count.name: Known(count.value, count.is_protected, count.children)
        for figure in every
        for count in figure.counts
    }
    published = with_earlier(known, before)
    infos = tuple({info.id: info for one in (*before, document) for info in one.indicators}.values())
    found = relations(published.known, shares_of(infos), parts_of(infos))
    return problem(found, published, known.keys(), policy)


def _losses(document: Scorecard | Trend, solved: Problem, policy: Disclosure) -> Iterator[Loss]:
    """What hiding counts would cost: groups little, the lines of the first page much, those to keep most."""
    number = {name: n for n, name in enumerate(solved.names)}
    targets = {row.indicator for row in rows_of(document) if row.target is not None}
    for figure in figures(document):
        counts = tuple(number[count.name] for count in figure.counts if count.name in number)
        cost = _cost(figure.source, _last_day(document), targets)
        if counts and cost:
            yield Loss(counts, cost * (1000 if figure.source.indicator in policy.keep else 1))


def _cost(source: Row | SeriesRow | Panel, last: dt.date, targets: Collection[str]) -> float:
    match source:
        case Panel():
            return 5
        case Row(breakdown=str(breakdown)):
            return 8 if "," in breakdown else 20
        case Row(line=line, indicator=indicator):
            return (900 if indicator in targets else 600) if line else 150
        case SeriesRow(as_at=as_at, line=line):
            months = (last.year - as_at.year) * 12 + last.month - as_at.month
            # The latest month of a scorecard's series is its row; an old month is missed the least.
            return max(60 - 2 * months, 12) if line else max(20 - months // 2, 8)


def _last_day(document: Scorecard | Trend) -> dt.date:
    return document.as_at if isinstance(document, Scorecard) else document.last_as_at


@dataclass(frozen=True)
class _Blanking(Generic[_D]):
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
            _averages(document, self.hidden, is_published=True) for document in self.before
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
                "panels": tuple(self._panel(panel) for panel in self.whole.panels),
                **self._series(),
            }
        )

    def _results(self, results: Iterable[Row]) -> tuple[Row, ...]:
        rows = self._without_difference([self._blanked(row) for row in results])
        shown = self.public | self._months_shown
        return tuple(self._without_earlier(row, shown) for row in rows)

    @cached_property
    def _months_shown(self) -> frozenset[tuple[str, str, dt.date]]:
        """The figures that the series shows, by indicator, variant and day."""
        return frozenset(
            (row.indicator, row.variant, row.as_at) for row in self._months if row.value is not None
        )

    @cached_property
    def _months(self) -> tuple[SeriesRow, ...]:
        series = self.whole.series
        return tuple(self._without_difference([self._blanked(row) for row in series]))

    def _series(self) -> dict[str, object]:
        lacking = {(row.indicator, row.variant) for row in self._months if "value" in row.hidden}
        months = [
            row.model_copy(update={"special_causes": (), "special_cause_direction": None})
            if (row.indicator, row.variant) in lacking
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
                if self.base is not None or self._is_lacking(summary, lacking)
                else as_printed(summary, self.naming.infos[summary.indicator].decimals)
                for summary in self.whole.series_summaries
            ),
        }

    def _is_lacking(self, summary: SeriesSummary, lacking: Collection[tuple[str, str]]) -> bool:
        """Whether the summary rests on a month that is not shown, of its own variant or of all."""
        return any(one == summary.indicator for one, _ in lacking)

    def _blanked(self, row: _Rows) -> _Rows:
        info = self.naming.infos[row.indicator]
        counts = [side for side in ("numerator", "denominator") if self._is_hidden(row, side, info)]
        hidden = [side for side in counts if not _is_amount(row, side, info)]
        found = blank.hide(blank.in_general(row), counts)
        near = (row.indicator, self.naming.denominator(row)) in self.too_near
        found = blank.hide_value(found) if hidden or near else found
        if self.base is not None:
            found = with_rounded_counts(found, info, self.base)
        return as_printed(found, info.decimals)

    def _is_hidden(self, row: Row | SeriesRow, side: str, info: IndicatorInfo) -> bool:
        name = self.naming.numerator(row) if side == "numerator" else self.naming.denominator(row)
        return name in self.hidden or _is_amount(row, side, info)

    def _without_difference(self, rows: list[_Rows]) -> list[_Rows]:
        """The rows without differences from figures that are not shown."""
        unshown = {_key(row) for row in rows if row.value is None}
        return [
            blank.hide(row, ("difference_from_all", "difference_display"))
            if _for_everybody(_key(row)) in unshown
            else row
            for row in rows
        ]

    def _without_earlier(self, row: Row, shown: Collection[tuple[str, str, dt.date]]) -> Row:
        """The row without earlier figures that nobody has seen, and without the change since."""
        for name, day in (("previous", row.previous_as_at), ("outturn", row.outturn_as_at)):
            if day is not None and (row.indicator, row.variant, day) not in shown:
                row = blank.hide_earlier(row, name)
        return row

    def _comparator(self, row: ComparatorRow, results: Iterable[Row]) -> ComparatorRow:
        """The comparator without the difference from a figure that is not shown, or not as it was counted."""
        ours = (found for found in results if (found.indicator, found.variant) == (row.indicator, ALL))
        shown = any(found.breakdown is None and found.value is not None for found in ours)
        if not shown or self.base is not None:
            return blank.hide(row, ("difference", "difference_display"))
        return as_printed(row, self.naming.infos[row.indicator].decimals)

    def _panel(self, panel: Panel) -> Panel:
        if panel.total is None:
            return panel
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
    return row.as_at if isinstance(row, SeriesRow) else _last_day(document)


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
