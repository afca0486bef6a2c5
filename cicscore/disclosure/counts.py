"""The counts that documents print, each named by what is counted, of whom, and over which days.

The same count printed in two places (a shared denominator, a row of the results and a month of the series)
has one name, so that hiding it in one place and printing it in another is not possible.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from cicscore.expressions.crossing import unpaired
from cicscore.periods import window
from cicscore.results import IndicatorInfo, Panel, PanelLine, Row, Scorecard, SeriesRow, Trend
from cicscore.vocabulary import Counts, PanelOf, Status

Document: TypeAlias = Scorecard | Trend

#: The groups that a count is of: (breakdown, group) for each breakdown, in the order of their names.
Groups: TypeAlias = tuple[tuple[str, str], ...]


class Count(Struct, frozen=True):
    """The name of one count.

    ``what`` is counted of the ``population`` (a variant, or ``one less other``: those in the one and not in
    the other) in ``groups``, over the days from ``start`` to ``end``, which are one day for a snapshot.
    ``as_at`` is the day on which it was counted: the end, save for a year that was over before. ``edition``
    is 0, or tells apart a figure that was published otherwise before.
    """

    what: str
    population: str
    groups: Groups
    start: dt.date
    end: dt.date
    as_at: dt.date
    edition: int = 0


class Printed(Struct, frozen=True):
    """A count that a document prints, or hides.

    ``value`` is ``None`` where it is hidden; ``children`` are those behind events.
    """

    name: Count
    value: int | None
    is_protected: bool
    children: int | None = None


class Figure(Struct, frozen=True):
    """A figure of a document: the counts that it is made of, and the row or panel that prints it."""

    numerator: Printed | None
    denominator: Printed | None
    source: Row | SeriesRow | Panel
    is_share: bool = False

    @property
    def counts(self) -> tuple[Printed, ...]:
        """The numerator and the denominator, where it has them."""
        return tuple(count for count in (self.numerator, self.denominator) if count is not None)


class Naming:
    """How one document's rows and panels name their counts."""

    def __init__(self, document: Document) -> None:
        """Take in the document's indicators and breakdowns."""
        self.infos: Mapping[str, IndicatorInfo] = {info.id: info for info in document.indicators}
        self.breakdowns: Mapping[str, str] = {
            info.title: info.id for info in (document.breakdowns if isinstance(document, Scorecard) else ())
        }
        self.parts: Mapping[str, tuple[str, ...]] = {
            info.id: info.parts for info in (document.breakdowns if isinstance(document, Scorecard) else ())
        }
        self.document = document

    def numerator(self, row: Row | SeriesRow) -> Count:
        """The name of the row's numerator."""
        info = self.infos[row.indicator]
        return self._count(info, sides_of(info)[0], row)

    def denominator(self, row: Row | SeriesRow) -> Count:
        """The name of the row's denominator."""
        info = self.infos[row.indicator]
        return self._count(info, sides_of(info)[1], row)

    def _count(self, info: IndicatorInfo, what: str, row: Row | SeriesRow) -> Count:
        as_at = row.as_at if isinstance(row, SeriesRow) else last_day(self.document)
        groups: Groups = ()
        if isinstance(row, Row) and row.breakdown is not None:
            groups = self._groups(row.breakdown, row.group or "")
        return self._named(info, what, row.variant, groups, as_at)

    def _named(self, info: IndicatorInfo, what: str, variant: str, groups: Groups, as_at: dt.date) -> Count:
        days = window(info.grows_as or info.period_type, as_at)
        return Count(what, variant, groups, days.start, days.end, as_at)

    def _groups(self, breakdown: str, group: str) -> Groups:
        names = self.parts.get(breakdown) or tuple(breakdown.split(","))
        if len(names) == 1:
            return ((breakdown, group),)
        return tuple(sorted(zip(names, unpaired(group), strict=True)))

    def panel_cells(self, panel: Panel) -> Iterator[tuple[Count, Decimal | None]]:
        """Every count that a panel prints, with its name: its lines, their cells, and the totals."""
        whole = self.panel_total(panel)
        yield whole, panel.total
        for line in panel.lines:
            yield self.panel_line(panel, line), line.total
            yield from zip(self.panel_line_cells(panel, line), line.counts, strict=False)
        yield from zip(self.panel_columns(panel), panel.totals, strict=False)

    def panel_total(self, panel: Panel) -> Count:
        """The name of what the panel counts in all."""
        return self._panel_count(panel, ())

    def panel_line(self, panel: Panel, line: PanelLine) -> Count:
        """The name of a line's total."""
        return self._panel_count(panel, ((self._breakdown(panel.lines_title), line.group.id),))

    def panel_columns(self, panel: Panel) -> tuple[Count, ...]:
        """The names of the columns' totals."""
        name = self._breakdown(panel.columns_title or "")
        return tuple(self._panel_count(panel, ((name, group.id),)) for group in panel.columns)

    def panel_line_cells(self, panel: Panel, line: PanelLine) -> tuple[Count, ...]:
        """The names of a line's counts, one for each column."""
        lines, columns = self._breakdown(panel.lines_title), self._breakdown(panel.columns_title or "")
        return tuple(
            self._panel_count(panel, tuple(sorted(((lines, line.group.id), (columns, group.id)))))
            for group in panel.columns
        )

    def _breakdown(self, title: str) -> str:
        return self.breakdowns.get(title, title.casefold().replace(" ", "_"))

    def _panel_count(self, panel: Panel, groups: Groups) -> Count:
        info = self.infos[panel.indicator]
        above, below = sides_of(info)
        match panel.of:
            case PanelOf.NUMERATOR:
                what = above
            case PanelOf.DENOMINATOR:
                what = below
            case PanelOf.NOT_COUNTED:
                what = without(below, above)
        return self._named(info, what, panel.variant, groups, last_day(self.document))


def sides_of(info: IndicatorInfo) -> tuple[str, str]:
    """The names of what an indicator's numerator and its denominator count."""
    return info.numerator_id or f"{info.id}.numerator", info.denominator_id or f"{info.id}.denominator"


#: Stands between a whole and the part that is left out of it; in the name of no indicator or variant.
LESS = " less "


def without(whole: str, part: str) -> str:
    """The name of a whole without a part."""
    return f"{whole}{LESS}{part}"


def rest_of(whole: Count, part: Count) -> Count:
    """Those in the denominator that the numerator does not count."""
    return replace(whole, what=without(whole.what, part.what))


def only_in(whole: Count, part: Count) -> Count:
    """Those in one variant and not in the other."""
    return replace(whole, population=without(whole.population, part.population))


def after(earlier: Count, later: Count) -> Count:
    """What a growing window counts since it was as long as the earlier one."""
    return replace(later, start=earlier.end + dt.timedelta(days=1))


def figures(document: Document) -> Iterator[Figure]:
    """Every figure that a document prints or hides: its results, its series and the cells of its panels."""
    naming = Naming(document)
    for row in rows_of(document):
        info = naming.infos[row.indicator]
        above = _printed(row, "numerator", naming.numerator(row), info)
        below = _printed(row, "denominator", naming.denominator(row), info)
        share = bool(info.is_share) and above is not None and below is not None
        yield Figure(above, below, row, share)
    for panel in document.panels if isinstance(document, Scorecard) else ():
        if panel.status is not Status.CALCULATED or is_of_others(naming.infos[panel.indicator]):
            continue  # it prints nothing, whatever is counted elsewhere
        protected = _is_protected(
            _panel_counts(panel, naming.infos[panel.indicator]), naming.infos[panel.indicator]
        )
        for name, count in naming.panel_cells(panel):
            value = None if count is None else int(count)
            yield Figure(Printed(name, value, protected), None, panel)


def last_day(document: Document) -> dt.date:
    """The day that a document describes: the last one, of a trend."""
    return document.as_at if isinstance(document, Scorecard) else document.last_as_at


def rows_of(document: Document) -> tuple[Row | SeriesRow, ...]:
    """Every row that a document prints: its results and its series."""
    return (*document.results, *document.series) if isinstance(document, Scorecard) else document.series


def _printed(
    row: Row | SeriesRow, side: Literal["numerator", "denominator"], name: Count, info: IndicatorInfo
) -> Printed | None:
    """One side of a row; ``None`` where it has none, or none that is a count."""
    kind = info.numerator_counts if side == "numerator" else info.denominator_counts
    value: Decimal | None = getattr(row, side)
    if kind is Counts.AMOUNTS or is_of_others(info) or (value is None and side not in row.hidden):
        return None
    if value is not None and value != int(value):
        return None
    children = getattr(row, f"{side}_children", None)
    return Printed(name, None if value is None else int(value), _is_protected(kind, info), children)


def _is_protected(kind: Counts | None, info: IndicatorInfo) -> bool:
    """Whether small counts of this kind are protected; where the kind is not known, they are."""
    return info.safe is None and (kind is None or kind.is_about_children)


def is_of_others(info: IndicatorInfo) -> bool:
    """Whether it counts workers or others by the rows of their children, so that no edition shows it."""
    return info.safe is None and Counts.OTHERS in (info.numerator_counts, info.denominator_counts)


def _panel_counts(panel: Panel, info: IndicatorInfo) -> Counts | None:
    return info.denominator_counts if panel.of is PanelOf.DENOMINATOR else info.numerator_counts
