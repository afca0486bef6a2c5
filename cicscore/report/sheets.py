"""Lay out a scorecard as the sheets of a workbook: one table a sheet, with no cell left empty.

A cell is text, a number with its decimals, a day, or a mark that says why there is neither. Nothing here
knows how a workbook is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from cicscore.definition import Definition, Side
from cicscore.render.page import note_sentence, page_title, sentence
from cicscore.report.key_changes import lines_of
from cicscore.report.paper import Commentary, Paper, lacking
from cicscore.results import (
    BenchmarkRow,
    ComparatorRow,
    IndicatorInfo,
    NeighbourFigure,
    Panel,
    Row,
    Scorecard,
    SeriesRow,
    SeriesSummary,
)
from cicscore.text import PrintedUnit, amount_text, capital, date_text, spaced, visible
from cicscore.vocabulary import Audience, DirectionFrom, Polarity, Rag, Status, Unit
from cicscore.wording.definition import polarity_words
from cicscore.wording.editions import about, is_hidden, ratings_text, symbol, told


class Mark(StrEnum):
    """Shorthand for a value that is not there, as government statistics use it."""

    meaning: str

    def __new__(cls, letter: str, meaning: str) -> Mark:
        """One row of the table: what a cell holds, and what it means."""
        member = str.__new__(cls, letter)
        member._value_ = letter
        member.meaning = meaning
        return member

    NOT_AVAILABLE = "[x]", "not available: not supplied, not reported or not known"
    NOT_APPLICABLE = "[z]", "not applicable: there is nothing that could be shown here"
    CONFIDENTIAL = "[c]", "confidential: withheld so that nobody can be recognised"


class Number(Struct, frozen=True):
    """A number, and the format that it is shown in."""

    value: int | float | Decimal
    decimals: int = 0
    is_change: bool = False


Cell: TypeAlias = str | Mark | Number | dt.date


class Sheet(Struct, frozen=True):
    """A sheet: its name, its title, what to know of it, and one table."""

    name: str
    title: str
    about: str
    headings: tuple[str, ...]
    #: The widths of the columns, in characters.
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    #: What stands for what is confidential.
    confidential: str = Mark.CONFIDENTIAL.value

    def shorthand(self, mark: Mark) -> str:
        """What a cell with a mark holds."""
        return self.confidential if mark is Mark.CONFIDENTIAL else mark.value

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The shorthand that its cells use."""
        used = {cell for row in self.rows for cell in row if isinstance(cell, Mark)}
        return tuple(mark for mark in Mark if mark in used)


class Cover(Struct, frozen=True):
    """The first sheet: a title, and paragraphs."""

    title: str
    about_scorecard: tuple[str, ...]
    about_data: tuple[str, ...]


#: Notes that headings refer to, in the order of their numbers.
_RATED = "Green meets the target; amber is close to it; red is significantly away from it."
_DIRECTION = (
    "Better or worse than the previous result, by which way is better for the indicator: never up or down."
)
_EARLIER = "Earlier results and their ratings are as they were published, never computed again."
_EXACT = (
    "Results are exact, and shown with the decimals of the printed scorecard. A percentage is on a scale of "
    "100: 79.7 is 79.7%."
)
_POINTS = (
    "The difference between two results: in percentage points where they are percentages, else in their unit."
)
_GENERAL = (_RATED, _DIRECTION, _EARLIER, _EXACT, _POINTS)

_UNITS = {
    Unit.PERCENT: "Percentage",
    Unit.PER_10000: "Rate per 10,000",
    Unit.MEAN: "Mean",
    Unit.MEDIAN: "Median",
    Unit.PERCENTILE: "Percentile",
    Unit.RATIO: "Ratio",
    Unit.COUNT: "Number",
    Unit.PUBLISHED: "Published value",
}


def _unit_text(unit: PrintedUnit) -> str:
    return _UNITS[unit.unit] if unit.label is None else f"{_UNITS[unit.unit]} ({unit.label})"


#: Notes that months do without: on a direction, which they do not have, and on the chance in every figure
#: near its target, which would bury the others.
_NOT_OF_MONTHS = ("overlapping_windows", "no_like_for_like", "not_distinguishable_from_target")

#: The marks of values that there are not, by the reason.
_MARKS: Mapping[Status, Mark] = {
    Status.CALCULATED: Mark.NOT_APPLICABLE,
    Status.PUBLISHED: Mark.NOT_AVAILABLE,
    Status.NO_DENOMINATOR: Mark.NOT_APPLICABLE,
    Status.MISSING_EXTRACT: Mark.NOT_AVAILABLE,
    Status.INSUFFICIENT_HISTORY: Mark.NOT_AVAILABLE,
    Status.NOT_APPLICABLE: Mark.NOT_APPLICABLE,
    Status.NOT_DUE: Mark.NOT_AVAILABLE,
    Status.NOT_REPORTED: Mark.NOT_AVAILABLE,
    Status.SUPPRESSED: Mark.CONFIDENTIAL,
}


class _OfIndicator(Protocol):
    @property
    def indicator(self) -> str: ...


class _OfVariant(_OfIndicator, Protocol):
    @property
    def variant(self) -> str: ...


class _Figured(_OfIndicator, Protocol):
    @property
    def hidden(self) -> tuple[str, ...]: ...


_Figure: TypeAlias = Row | SeriesRow
_Item = TypeVar("_Item", contravariant=True)
_Described = TypeVar("_Described", bound=_OfIndicator)
_WithFigures = TypeVar("_WithFigures", bound=_Figured)


class _Column(Struct, Generic[_Item], frozen=True):
    """A column of a table: its heading, its width in characters, and an item's cell."""

    heading: str
    width: int
    cell: Callable[[_Item], Cell]


def _sheet(
    name: str, title: str, about: str, columns: Sequence[_Column[_Item]], items: Iterable[_Item]
) -> Sheet:
    return Sheet(
        name=name,
        title=title,
        about=about,
        headings=tuple(column.heading for column in columns),
        widths=tuple(column.width for column in columns),
        rows=tuple(tuple(column.cell(item) for column in columns) for item in items),
    )


def cover(scorecard: Scorecard) -> Cover:
    """What the first sheet says."""
    counts = scorecard.rag_counts.get("lines")
    rated = (f"Lines of the first page: {ratings_text(counts)}.",) if counts else ()
    absent = lacking(scorecard)
    files = " The sheet Extracts lists the files." if _lists_files(scorecard) else ""
    return Cover(
        title=page_title(scorecard.organisation, scorecard.title),
        about_scorecard=(about(scorecard), f"As at {date_text(scorecard.as_at)}.", *rated),
        about_data=(
            f"Computed on {date_text(scorecard.generated_at.date())} by cicscore {scorecard.cicscore} from "
            f"the catalogue {scorecard.catalogue.path}.{files}",
            "Each sheet holds one table. A value that is not there is marked with shorthand that the sheet "
            "explains above its table. Numbers in square brackets, such as [note 1], refer to the sheet "
            "Notes.",
            *([f"The scorecard that this workbook was made from does not hold {absent}."] if absent else []),
        ),
    )


def _lists_files(scorecard: Scorecard) -> bool:
    """Whether there is a sheet of the files: an edition that leaves the organisation names none."""
    return scorecard.audience is Audience.INTERNAL or bool(scorecard.extracts)


def _shorthand(scorecard: Scorecard) -> str:
    """The policy's symbol in square brackets; the usual letter for one that means something else already.

    Signs alone mean nothing to whoever hears the workbook, and its library refuses them.
    """
    mark = f"[{visible(symbol(scorecard))}]"
    is_taken = mark in (Mark.NOT_AVAILABLE, Mark.NOT_APPLICABLE)
    return Mark.CONFIDENTIAL.value if is_taken or not any(map(str.isalnum, mark)) else mark


def sheets(paper: Paper) -> tuple[Sheet, ...]:
    """Every sheet but the cover and the contents, without those that would be empty."""
    book = _Book(paper.scorecard, _numbered_notes(paper.scorecard))
    found = (
        book.notes(),
        book.first_page(),
        book.every_variant(),
        book.monthly(),
        book.average_differences(),
        book.breakdowns(),
        book.panels(),
        book.comparators(),
        book.benchmarks(),
        book.neighbours(),
        book.commentary(paper.commentary),
        book.definitions(),
        book.extracts(),
    )
    confidential = _shorthand(paper.scorecard)
    return tuple(replace(sheet, confidential=confidential) for sheet in found if sheet.rows)


def _numbered_notes(scorecard: Scorecard) -> Mapping[str, int]:
    """The number of every note of the workbook."""
    rows: Iterator[Row | SeriesRow | Panel] = (
        row for part in (scorecard.results, scorecard.series, scorecard.panels) for row in part
    )
    texts = dict.fromkeys([*_GENERAL, *(note for row in rows for note in _notes_of(row))])
    return {text: number for number, text in enumerate(texts, 1)}


def _notes_of(row: Row | SeriesRow | Panel) -> tuple[str, ...]:
    """Why there is no figure, why there is no direction, and the cautions."""
    reason = [_no_result(row, row.status_reason)] if row.status_reason else []
    match row:
        case Panel():
            return tuple(reason)
        case SeriesRow():
            cautions = [note for note in row.notes if note.partition(": ")[0] not in _NOT_OF_MONTHS]
        case Row():
            cautions = [*row.notes]
            why = told(row.direction_reason) if not is_hidden(row, "direction") else None
            if row.previous_value is not None and row.direction is None and why:
                reason.append(sentence(why))
    return (*reason, *map(note_sentence, cautions))


def _no_result(row: Row | SeriesRow | Panel, why: str) -> str:
    """Why there is no figure; what is confidential is there, and not shown."""
    hidden = row.status is Status.SUPPRESSED if isinstance(row, Panel) else is_hidden(row, "value")
    if hidden:
        return sentence(capital(why))
    return f"No result: {sentence(why)}"


class _PanelCount(Struct, frozen=True):
    """One count of a panel; ``None`` for a group stands for all of them."""

    panel: Panel
    line: str | None
    column: str | None
    count: Decimal | None
    share: str | None
    #: Whether counts in its place have a share of the panel's total.
    has_share: bool = True


class _Neighbour(Struct, frozen=True):
    """The figure of one neighbour in a row of benchmarks."""

    row: BenchmarkRow
    figure: NeighbourFigure

    @property
    def indicator(self) -> str:
        """The indicator that the figure is of."""
        return self.row.indicator


class _Book:
    """The sheets of one scorecard."""

    def __init__(self, scorecard: Scorecard, numbers: Mapping[str, int]) -> None:
        self._scorecard = scorecard
        self._numbers = numbers
        self._indicators = {found.id: found for found in scorecard.indicators}
        self._themes = {theme.id: theme.title for theme in scorecard.themes}
        self._variants = {variant.id: variant.title for variant in scorecard.variants}
        self._order = {found.id: place for place, found in enumerate(self._in_order())}
        self._day = date_text(scorecard.as_at)

    # Sheets --------------------------------------------------------------------------------------------

    def notes(self) -> Sheet:
        columns: list[_Column[tuple[str, int]]] = [
            _Column("Note", 12, lambda note: f"[note {note[1]}]"),
            _Column("Text", 110, lambda note: note[0]),
        ]
        about = "What the numbers in square brackets refer to."
        return _sheet("Notes", "Notes", about, columns, self._numbers.items())

    def first_page(self) -> Sheet:
        rows = [line.row for line in lines_of(self._scorecard)]
        columns: list[_Column[Row]] = [
            *self._named(),
            _Column("Better is", 18, lambda row: polarity_words(self._of(row).polarity)),
            *self._figures(),
            _Column(self._noted("Direction", _DIRECTION), 14, self._direction),
            self._change("Change", "change"),
            self._value("Previous result", "previous_value"),
            _Column("Previous result as at", 20, lambda row: row.previous_as_at or Mark.NOT_AVAILABLE),
            _Column(self._noted("Previous RAG", _EARLIER), 14, _earlier_rag("previous_rag")),
            *self._second_earlier(rows),
            self._value("Outturn", "outturn_value"),
            _Column("Outturn as at", 20, lambda row: row.outturn_as_at or Mark.NOT_AVAILABLE),
            _Column(self._noted("Outturn RAG", _EARLIER), 14, _earlier_rag("outturn_rag")),
            _Column("Why it is rated so", 60, lambda row: row.rag_reason),
            self._notes_column(),
        ]
        title = f"First page of the scorecard, as at {self._day}"
        about = f"One row for each line of the first page. {self._told_from()}"
        return _sheet("Scorecard", title, about, columns, rows)

    def _second_earlier(self, rows: Iterable[Row]) -> list[_Column[Row]]:
        """The second earlier figure, of what and when; no columns where none is asked for."""
        if all(row.also_compared_with is None for row in rows):
            return []

        def compared(row: Row) -> Cell:
            asked = row.also_compared_with
            return Mark.NOT_APPLICABLE if asked is None else capital(spaced(asked))

        return [
            _Column("Second earlier result is of", 24, compared),
            self._value("Second earlier result", "earlier_value"),
            _Column("Second earlier result as at", 20, self._earlier_day),
            _Column(self._noted("Second earlier RAG", _EARLIER), 14, _earlier_rag("earlier_rag")),
            self._change("Change since it", "earlier_change"),
        ]

    def _earlier_day(self, row: Row) -> Cell:
        if is_hidden(row, "earlier_value"):
            return Mark.CONFIDENTIAL
        return row.earlier_as_at or Mark.NOT_AVAILABLE

    def _told_from(self) -> str:
        """What the directions are told from."""
        told = "The direction compares with the previous result"
        by_trend = [info.title for info in self._in_order() if info.direction_from is DirectionFrom.TENDENCY]
        return f"{told}; that of {', '.join(by_trend)} is the trend's." if by_trend else f"{told}."

    def every_variant(self) -> Sheet:
        rows = [row for row in self._scorecard.results if row.breakdown is None]
        columns: list[_Column[Row]] = [
            *self._named(),
            *self._figures(),
            self._change("Difference from all", "difference_from_all"),
            self._notes_column(),
        ]
        title = f"Every indicator with and without the children of each variant, as at {self._day}"
        about = "One row for each indicator and variant. The difference is from the result of everybody."
        several = len(self._variants) > 1
        return _sheet("Variants", title, about, columns, self._sorted(rows) if several else ())

    def monthly(self) -> Sheet:
        columns: list[_Column[SeriesRow]] = [
            *self._named(),
            _Column("Month end", 20, lambda row: row.as_at),
            *self._figures(),
            self._change("Difference from all", "difference_from_all"),
            self._value("Published result", "published_value"),
            self._notes_column(),
        ]
        title = f"Monthly figures up to {self._day}"
        about = "One row for each indicator, variant and month end, by the targets of its financial year."
        return _sheet("Monthly figures", title, about, columns, self._sorted(self._scorecard.series))

    def average_differences(self) -> Sheet:
        field = "difference_average"
        rows = [
            row
            for row in self._scorecard.series_summaries
            if row.difference_average is not None or is_hidden(row, field)
        ]
        columns: list[_Column[SeriesSummary]] = [
            *self._named(),
            _Column("First month end", 20, lambda row: row.first_as_at),
            _Column("Last month end", 20, lambda row: row.last_as_at),
            _Column("Months with a result", 14, lambda row: Number(row.months_with_value)),
            self._change("Average difference from all", field),
        ]
        title = f"Average of the monthly differences, up to {self._day}"
        about = "The mean of the differences between a variant's monthly results and those of everybody."
        return _sheet("Average differences", title, about, columns, rows)

    def breakdowns(self) -> Sheet:
        infos = {info.id: info for info in self._scorecard.breakdowns}
        groups = {(info.id, group.id): group.title for info in infos.values() for group in info.groups}
        rows = [row for row in self._scorecard.results if row.breakdown is not None]

        def breakdown(row: Row) -> str:
            known = infos.get(row.breakdown or "")
            return known.title if known else (row.breakdown or "").replace("_", " ")

        def group(row: Row) -> str:
            if row.group is None:
                return "Not recorded"
            return groups.get((row.breakdown or "", row.group), row.group)

        columns: list[_Column[Row]] = [
            *self._named(),
            _Column("Breakdown", 22, breakdown),
            _Column("Group", 24, group),
            *self._figures(),
            self._notes_column(),
        ]
        title = f"Figures by group, as at {self._day}"
        about = "One row for each indicator, variant and group."
        return _sheet("Breakdowns", title, about, columns, rows)

    def panels(self) -> Sheet:
        columns: list[_Column[_PanelCount]] = [
            _Column("Indicator", 48, lambda each: self._of(each.panel).title),
            _Column("Panel", 40, lambda each: each.panel.title),
            _Column("What is counted", 48, lambda each: each.panel.counted or Mark.NOT_AVAILABLE),
            _Column("Variant", 18, lambda each: self._variants[each.panel.variant]),
            _Column("Grouped by", 20, lambda each: each.panel.lines_title),
            _Column("Group", 26, lambda each: each.line or "Total"),
            _Column("Also grouped by", 20, lambda each: each.panel.columns_title or Mark.NOT_APPLICABLE),
            _Column("Second group", 26, _second_group),
            _Column("Number", 12, _panel_number),
            _Column("Percentage of the panel's total", 18, _panel_share),
            _Column("Notes", 14, lambda each: self._marks(each.panel)),
        ]
        title = f"Panels: who was counted, or missed, as at {self._day}"
        about = "One row for each count of a panel. A group called Total is everybody whom the panel counts."
        counts = (count for panel in self._scorecard.panels for count in _panel_counts(panel))
        return _sheet("Panels", title, about, columns, counts)

    def comparators(self) -> Sheet:
        columns: list[_Column[ComparatorRow]] = [
            *self._identified(),
            _Column("Compared with", 24, lambda row: row.heading),
            _Column("As at", 20, lambda row: row.as_at),
            self._value("Result", "value"),
            self._change("Difference", "difference"),
            _Column("Source", 48, lambda row: row.source),
        ]
        title = f"Figures of others, beside those as at {self._day}"
        about = "The difference is the result of everybody less the figure that it is compared with."
        return _sheet("Comparators", title, about, columns, self._scorecard.comparators)

    def benchmarks(self) -> Sheet:
        columns: list[_Column[BenchmarkRow]] = [
            *self._identified(),
            _Column("Year", 26, lambda row: capital(row.period)),
            _Column("Year ended on", 20, lambda row: row.as_at),
            _Column("Authority", 24, lambda row: row.authority or Mark.NOT_AVAILABLE),
            self._value("Published result", "value", _unpublished),
            _Column("Rank", 10, lambda row: Mark.NOT_APPLICABLE if row.rank is None else Number(row.rank)),
            _Column("Authorities with a result", 14, lambda row: Number(row.rank_of)),
            _Column("Quartile", 10, _quartile),
            self._value("Lowest", "lowest"),
            self._value("Median", "median"),
            self._value("Highest", "highest"),
            self._value("Upper quartile", "upper_quartile", lambda *_: Mark.NOT_APPLICABLE),
            self._value("Neighbours' mean", "neighbours_mean"),
            _Column("Neighbours with a result", 14, lambda row: Number(row.neighbours_with_figure)),
            _Column("Best neighbour", 24, lambda row: row.best_neighbour or Mark.NOT_APPLICABLE),
            self._value("Its result", "best_neighbour_value", lambda *_: Mark.NOT_APPLICABLE),
            _Column("Rank of this scorecard's result among the others' published ones", 20, _current_rank),
            _Column("What the rank is", 60, lambda row: row.rank_reason),
            _Column("What was left out", 60, _left_out),
            _Column("Source", 48, lambda row: row.source),
        ]
        title = f"Where the authority stands among others, beside results as at {self._day}"
        about = (
            "One row for each indicator that figures of others were given for. Rank 1 and quartile 1 are "
            "best, and equal results share the better rank. Everything is of the published results of the "
            "year, but for the rank of this scorecard's own."
        )
        return _sheet("Benchmarks", title, about, columns, self._scorecard.benchmarks)

    def neighbours(self) -> Sheet:
        columns: list[_Column[_Neighbour]] = [
            *self._identified(),
            _Column("Year", 26, lambda each: capital(each.row.period)),
            _Column("Neighbour", 24, lambda each: each.figure.name),
            _Column("Published result", 14, self._of_neighbour),
            _Column("Why there is none", 48, lambda each: each.figure.status_reason or Mark.NOT_APPLICABLE),
        ]
        title = f"Published results of the statistical neighbours, beside those as at {self._day}"
        about = "One row for each indicator and neighbour, in the catalogue's order."
        found = (_Neighbour(row, one) for row in self._scorecard.benchmarks for one in row.neighbours)
        return _sheet("Neighbours", title, about, columns, found)

    def _of_neighbour(self, each: _Neighbour) -> Cell:
        value = each.figure.value
        return _MARKS[each.figure.status] if value is None else Number(value, self._of(each).decimals)

    def commentary(self, written: Mapping[str, Commentary]) -> Sheet:
        columns: list[_Column[IndicatorInfo]] = [
            _Column("Indicator", 48, lambda found: found.title),
            _Column("Reference", 12, lambda found: found.reference or Mark.NOT_APPLICABLE),
            _Column("Commentary", 100, lambda found: written[found.id].text.strip() or Mark.NOT_AVAILABLE),
        ]
        title = f"Commentary on the figures as at {self._day}"
        about = "One row for each indicator that something was written on."
        commented = (found for found in self._in_order() if found.id in written)
        return _sheet("Commentary", title, about, columns, commented)

    def definitions(self) -> Sheet:
        columns: list[_Column[IndicatorInfo]] = [
            _Column("Indicator", 48, lambda found: found.title),
            _Column("Reference", 12, lambda found: found.reference or Mark.NOT_APPLICABLE),
            _Column("Theme", 20, lambda found: self._themes[found.theme]),
            _Column("Meaning", 60, lambda found: found.meaning),
            _Column("Better is", 18, lambda found: polarity_words(found.polarity)),
            _Column("Period", 20, lambda found: capital(found.period_type.legend)),
            _Column("Unit", 16, lambda found: _unit_text(found.printed_in)),
            _Column("Numerator", 60, lambda found: _side_of(found, lambda words: words.numerator)),
            _Column("Denominator", 60, lambda found: _side_of(found, lambda words: words.denominator)),
            _Column("Published value", 40, lambda found: _side_of(found, lambda words: words.published)),
            _Column("What the conditions name", 60, _terms),
            _Column("Rating", 60, _rules),
            _Column("Owner", 24, lambda found: found.owner or Mark.NOT_AVAILABLE),
            _Column("Source", 40, lambda found: found.source or Mark.NOT_AVAILABLE),
            _Column("In force from", 20, lambda found: found.valid_from or Mark.NOT_APPLICABLE),
            _Column("Why it last changed", 40, lambda found: found.change_note or Mark.NOT_APPLICABLE),
            _Column("What to know of it", 60, lambda found: found.note or Mark.NOT_APPLICABLE),
        ]
        title = f"Definitions in force on {self._day}"
        about = "One row for each indicator. A row of an extract counts where every condition is met."
        return _sheet("Definitions", title, about, columns, self._in_order())

    def extracts(self) -> Sheet:
        columns: list[_Column[tuple[Cell, ...]]] = [
            _Column("Extract", 30, lambda row: row[0]),
            _Column("File", 36, lambda row: row[1]),
            _Column("Rows that were read", 14, lambda row: row[2]),
            _Column("Rows left out for faults", 14, lambda row: row[3]),
            _Column("Latest event", 20, lambda row: row[4]),
            _Column("Digest (SHA-256)", 72, lambda row: row[5]),
        ]
        title = "How it was computed: the extracts and the catalogue"
        about = "One row for each file. The digest is the same for two files only if they hold the same."
        return _sheet("Extracts", title, about, columns, self._files())

    def _files(self) -> Iterator[tuple[Cell, ...]]:
        if not _lists_files(self._scorecard):
            return
        for extract in self._scorecard.extracts:
            yield (
                extract.name,
                extract.file,
                Number(extract.rows),
                Number(extract.skipped_rows),
                extract.latest_event or Mark.NOT_APPLICABLE,
                extract.sha256,
            )
            for file in extract.derived_from:
                rows, left_out = Number(file.rows), Number(file.skipped_rows)
                origin = f"{extract.name}: file of the return"
                yield (origin, file.file, rows, left_out, Mark.NOT_APPLICABLE, Mark.NOT_AVAILABLE)
        catalogue, none = self._scorecard.catalogue, Mark.NOT_APPLICABLE
        yield ("The catalogue", catalogue.path, none, none, none, catalogue.sha256)

    # Columns -------------------------------------------------------------------------------------------

    def _identified(self) -> list[_Column[_OfIndicator]]:
        return [
            _Column("Indicator", 48, lambda row: self._of(row).title),
            _Column("Reference", 12, lambda row: self._of(row).reference or Mark.NOT_APPLICABLE),
            _Column("Theme", 20, lambda row: self._themes[self._of(row).theme]),
        ]

    def _named(self) -> list[_Column[_OfVariant]]:
        return [*self._identified(), _Column("Variant", 18, lambda row: self._variants[row.variant])]

    def _figures(self) -> list[_Column[_Figure]]:
        """What a figure is, and how it is rated."""
        return [
            _Column("Period", 20, lambda row: capital(self._of(row).period_type.legend)),
            _Column("Unit", 16, lambda row: _unit_text(self._of(row).printed_in)),
            self._value(self._noted("Result", _EXACT), "value", _absent),
            _Column(self._noted("RAG", _RATED), 12, _rag),
            _Column("Numerator", 14, lambda row: _exact(row.numerator, _absent(row, "numerator"))),
            _Column("Denominator", 14, lambda row: _exact(row.denominator, _absent(row, "denominator"))),
            _Column("Target", 12, lambda row: _exact(row.target, Mark.NOT_APPLICABLE)),
            _Column("Amber limit", 12, lambda row: _exact(row.amber, Mark.NOT_APPLICABLE)),
            *self._by_hand(),
        ]

    def _by_hand(self) -> list[_Column[_Figure]]:
        """What was set by hand, in words, with what was computed; no columns where nothing was."""
        scorecard = self._scorecard
        if not any(row.overridden for row in (*scorecard.results, *scorecard.series)):
            return []
        return [
            _Column("Set by hand", 18, lambda row: capital(", ".join(row.overridden)) or "No"),
            self._value("Computed result", "computed_value", lambda *_: Mark.NOT_APPLICABLE),
            _Column("Computed RAG", 14, _computed_rag),
        ]

    def _value(
        self,
        heading: str,
        field: str,
        absent: Callable[[_WithFigures, str], Mark] = lambda *_: Mark.NOT_AVAILABLE,
        show: Callable[[float, int], Number] = Number,
    ) -> _Column[_WithFigures]:
        """A column of a field's values with the decimals of their indicators."""

        def cell(row: _WithFigures) -> Cell:
            if is_hidden(row, field):
                return Mark.CONFIDENTIAL
            found: float | None = getattr(row, field)
            return absent(row, field) if found is None else show(found, self._of(row).decimals)

        return _Column(heading, 14, cell)

    def _change(self, heading: str, field: str) -> _Column[_WithFigures]:
        return self._value(self._noted(heading, _POINTS), field, lambda *_: Mark.NOT_APPLICABLE, _signed)

    def _direction(self, row: Row) -> Cell:
        if is_hidden(row, "direction"):
            return Mark.CONFIDENTIAL
        if row.direction is not None:
            return row.direction.value.capitalize()
        polarity = self._of(row).polarity
        return Mark.NOT_APPLICABLE if polarity is Polarity.NONE else Mark.NOT_AVAILABLE

    def _notes_column(self) -> _Column[_Figure]:
        return _Column("Notes", 14, self._marks)

    def _marks(self, row: Row | SeriesRow | Panel) -> str:
        numbers = sorted({self._numbers[text] for text in _notes_of(row)})
        return " ".join(f"[note {number}]" for number in numbers) or "None"

    def _noted(self, heading: str, note: str) -> str:
        return f"{heading} [note {self._numbers[note]}]"

    # Order ---------------------------------------------------------------------------------------------

    def _in_order(self) -> list[IndicatorInfo]:
        themes = list(self._themes)
        return sorted(self._scorecard.indicators, key=lambda found: themes.index(found.theme))

    def _sorted(self, rows: Iterable[_Described]) -> list[_Described]:
        return sorted(rows, key=lambda row: self._order[row.indicator])

    def _of(self, row: _OfIndicator) -> IndicatorInfo:
        return self._indicators[row.indicator]


# Cells -------------------------------------------------------------------------------------------------


def _signed(value: float, decimals: int) -> Number:
    return Number(value, decimals, is_change=True)


def _absent(row: _Figure, field: str) -> Mark:
    """Why a field of a figure is null. What an edition does not show is marked in the fields it names."""
    if is_hidden(row, field):
        return Mark.CONFIDENTIAL
    return Mark.NOT_APPLICABLE if is_hidden(row, "value") else _MARKS[row.status]


def _unpublished(row: BenchmarkRow, _: str) -> Mark:
    return Mark.NOT_AVAILABLE if row.authority is None else _MARKS[row.status]


def _quartile(row: BenchmarkRow) -> Cell:
    return Mark.NOT_APPLICABLE if row.quartile is None else Number(row.quartile)


def _current_rank(row: BenchmarkRow) -> Cell:
    if is_hidden(row, "current_rank"):
        return Mark.CONFIDENTIAL
    return Mark.NOT_APPLICABLE if row.current_rank is None else Number(row.current_rank)


def _left_out(row: BenchmarkRow) -> Cell:
    notes = (note.partition(": ")[2] for note in row.notes)
    return " ".join(sentence(capital(note)) for note in notes) or Mark.NOT_APPLICABLE


def _exact(number: Decimal | None, absent: Mark) -> Cell:
    """A count, a sum or a limit, with the decimals that it has, of a sum the first three."""
    if number is None:
        return absent
    return Number(number, len(amount_text(number).partition(".")[2]))


def _rag(row: _Figure) -> Cell:
    if is_hidden(row, "rag"):
        return Mark.CONFIDENTIAL
    return "Not rated" if row.rag is None else capital(row.rag)


def _computed_rag(row: _Figure) -> Cell:
    if is_hidden(row, "computed_rag"):
        return Mark.CONFIDENTIAL
    if row.computed_rag is None:
        return Mark.NOT_APPLICABLE if row.computed_rag_reason is None else "Not rated"
    return capital(row.computed_rag)


def _earlier_rag(field: str) -> Callable[[Row], Cell]:
    """The cell of a rating that was published with an earlier figure."""

    def cell(row: Row) -> Cell:
        if is_hidden(row, field):
            return Mark.CONFIDENTIAL
        rag: Rag | None = getattr(row, field)
        return Mark.NOT_AVAILABLE if rag is None else capital(rag)

    return cell


def _panel_counts(panel: Panel) -> Iterator[_PanelCount]:
    """Every count of a panel: of each line and column, of each line, of each column, and of all."""
    for line in panel.lines:
        for column, count in zip(panel.columns, line.counts, strict=True):
            yield _PanelCount(panel, line.group.title, column.title, count, None, has_share=False)
        yield _PanelCount(panel, line.group.title, None, line.total, line.share_display)
    for column, total, share in zip(panel.columns, panel.totals, panel.shares_display, strict=True):
        yield _PanelCount(panel, None, column.title, total, share)
    yield _PanelCount(panel, None, None, panel.total, None, has_share=False)


def _second_group(each: _PanelCount) -> Cell:
    if each.panel.columns_title is None:
        return Mark.NOT_APPLICABLE
    return each.column or "Total"


def _panel_number(each: _PanelCount) -> Cell:
    is_counted = each.panel.status is Status.CALCULATED
    return _exact(each.count, Mark.CONFIDENTIAL if is_counted else _MARKS[each.panel.status])


def _panel_share(each: _PanelCount) -> Cell:
    if each.share is None:
        return Mark.CONFIDENTIAL if each.has_share and each.panel.total != 0 else Mark.NOT_APPLICABLE
    share = Decimal(each.share.rstrip("%").replace(",", ""))
    return Number(share, 1)


def _side_of(found: IndicatorInfo, side: Callable[[Definition], Side | None]) -> Cell:
    """A numerator or denominator in words."""
    if found.definition is None:
        return Mark.NOT_AVAILABLE
    words = side(found.definition)
    if words is None:
        return Mark.NOT_APPLICABLE
    among = "among those of the denominator" if words.part_of_denominator else f"in {words.file}"
    conditions = "; ".join(condition.text for condition in words.conditions)
    parts = (words.label, f"{words.counts} {among}", f"where {conditions}" if conditions else None)
    return " ".join(sentence(capital(part)) for part in parts if part)


def _terms(found: IndicatorInfo) -> Cell:
    """The meaning of the names that the conditions use."""
    if found.definition is None:
        return Mark.NOT_AVAILABLE
    terms = (f'"{term.name}", of {term.extract}: {term.words}' for term in found.definition.terms)
    return " ".join(map(sentence, terms)) or Mark.NOT_APPLICABLE


def _rules(found: IndicatorInfo) -> Cell:
    """The rule of each financial year."""
    if found.definition is None:
        return Mark.NOT_AVAILABLE
    rules = (f"{rule.financial_year}: {rule.rule}" for rule in found.definition.rules)
    return " ".join(map(sentence, rules)) or Mark.NOT_APPLICABLE
