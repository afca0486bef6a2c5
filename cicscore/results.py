"""The Scorecard: the document that the engine produces and every renderer reads.

Its shape is the JSON document of design section 6. A minor version of ``SCHEMA_VERSION`` only adds fields.
Rows are flat, so that ``pandas.DataFrame(document["results"])`` needs no unnesting; a missing value is
``null`` with a status, never NaN.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from cicscore.definition import Definition
from cicscore.fields import SYMBOL, UNIT_LABEL, PeriodField
from cicscore.manifest import Manifest
from cicscore.text import PrintedUnit
from cicscore.vocabulary import (
    Audience,
    Compare,
    Counts,
    Direction,
    DirectionFrom,
    DisclosureMethod,
    DueStatus,
    GroupsShown,
    IfDone,
    Movement,
    Overridden,
    PanelOf,
    Polarity,
    Rag,
    SpecialCause,
    Status,
    Tendency,
    Unit,
    comparator_heading,
)

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1.6"


def _as_json_number(number: Decimal) -> int | float:
    """A decimal as a JSON number: whole numbers without a point."""
    return int(number) if number == int(number) else float(number)


#: A count or an exact sum. In JSON a number; in Python exact.
Number = Annotated[
    Decimal,
    Field(allow_inf_nan=False),
    PlainSerializer(_as_json_number, return_type=int | float, when_used="json"),
]


class _Part(BaseModel):
    # Built when the first document is made: most runs that import these make few of them, or none.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class CatalogueSource(_Part):
    """The catalogue that the scorecard was computed from."""

    path: str = Field(description="The catalogue's file name, as it was given.")
    sha256: str = Field(
        description="Digest of the catalogue's text as UTF-8 with one kind of line end: the same anywhere."
    )
    schema_version: int = Field(description="Version of the catalogue's grammar.")


class ReturnFile(_Part):
    """A file of an SSDA903 return that an extract was derived from."""

    file: str = Field(description="The file's name, with its year's folder where there are several.")
    rows: int = Field(description="Rows that were read.")
    skipped_rows: int = Field(
        default=0, description="Rows at fault, and others of their children, that were left out on request."
    )


class ExtractSource(_Part):
    """One extract that was read."""

    name: str = Field(description="The extract's name in the catalogue.")
    file: str = Field(description="The file's name, without its folder.")
    rows: int = Field(description="Rows that were computed from.")
    skipped_rows: int = Field(default=0, description="Rows at fault that were left out on request.")
    sha256: str = Field(description="Digest of the file's bytes.")
    derived_from: tuple[ReturnFile, ...] = Field(
        default=(), description="The files of a return that the rows were derived from, where they were."
    )
    latest_event: dt.date | None = Field(
        default=None,
        description=(
            "Latest day on which something happened, up to the as-at date or to the day that the folder's"
            " name says; null where no date of the extract is of an event."
        ),
    )
    quiet_months: int | None = Field(
        default=None,
        description=(
            "Months that may pass without an event before the extract counts as stale; null where nothing"
            " is expected to happen."
        ),
    )


class ThemeInfo(_Part):
    """A section of the scorecard."""

    id: str
    title: str
    lead: str | None = Field(description="Who leads on the theme: a role.")
    composite: str | None = Field(
        default=None, description="The indicator whose figure and rating stand for the theme."
    )


class VariantInfo(_Part):
    """A named subset that the whole catalogue is computed on."""

    id: str
    title: str


class RagCounts(_Part):
    """How many rows have each rating."""

    green: int = 0
    amber: int = 0
    red: int = 0
    not_rated: int = 0
    confidential: int = Field(default=0, description="Rows whose rating is not shown.")

    @classmethod
    def of(cls, ratings: Iterable[Rag | None]) -> RagCounts:
        """Count each rating."""
        counted = Counter("not_rated" if rag is None else rag.value for rag in ratings)
        return cls(**counted)


class Disclosure(_Part):
    """The policy by which small counts are protected in an edition that leaves the organisation."""

    threshold: int = Field(ge=2, description="Counts of children from 1 to below it are protected.")
    method: DisclosureMethod
    round_to: int | None = Field(ge=2, description="What counts are rounded to, where they are rounded.")
    symbol: str = Field(pattern=SYMBOL, description="What is printed in place of what is not shown.")
    range: int = Field(
        ge=1, description="How many counts apart the least and the most that a protected count could be are."
    )
    groups: GroupsShown = Field(description="The variants whose groups are shown.")
    keep: tuple[str, ...] = Field(description="Indicators whose figures are hidden last.")
    seconds: int = Field(ge=1, description="How long the least to hide is looked for; then more is hidden.")


class IndicatorInfo(_Part):
    """What a reader needs to know of an indicator to read its rows."""

    #: Files are named by it, so that it can be nothing but a name.
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)
    reference: str | None = Field(description="The organisation's own code, such as K25.")
    title: str
    theme: str
    meaning: str
    polarity: Polarity
    period_type: PeriodField
    unit: Unit
    unit_label: str | None = Field(
        default=None, pattern=UNIT_LABEL, description="What values are printed with, such as £ or weeks."
    )
    decimals: int = Field(ge=0, le=6, description="Places that the value is printed with.")
    lines: tuple[str, ...] = Field(
        description="The variants that are lines of the first page; the first is the headline."
    )
    owner: str | None
    note: str | None = Field(default=None, description="What a reader should know of the definition.")
    valid_from: dt.date | None = Field(default=None, description="First as-at date of this definition.")
    valid_to: dt.date | None = Field(default=None, description="Last as-at date of this definition.")
    change_note: str | None = Field(default=None, description="Why the definition last changed.")
    source: str | None = Field(default=None, description="Where the definition comes from.")
    definition: Definition | None = Field(
        default=None, description="The definition in words, where a page for each indicator was asked for."
    )
    numerator_counts: Counts | None = Field(
        default=None, description="What the numerator counts; null where it is not known."
    )
    denominator_counts: Counts | None = None
    numerator_id: str | None = Field(
        default=None, description="The same where the same is counted, in whichever indicator and side."
    )
    denominator_id: str | None = None
    is_share: bool | None = Field(
        default=None, description="Whether the numerator counts some of what the denominator counts."
    )
    percentile: Number | None = Field(
        default=None,
        description="Which percentile of values it takes, 50 for the median; null where it takes none.",
    )
    grows_as: PeriodField | None = Field(
        default=None, description="The period type by which figures of several days are compared."
    )
    part_of: tuple[str, ...] = Field(
        default=(), description="The indicators whose numerators include all of this one's."
    )
    safe: str | None = Field(
        default=None, description="Why its figures need no protection: they are public already."
    )
    made_of: tuple[str, ...] = Field(
        default=(),
        description="The indicators that its value is made of; none where it is counted or an input.",
    )
    direction_from: DirectionFrom = Field(
        default=DirectionFrom.COMPARISON,
        description="Whether the direction is that from the previous figure, or that of the trend.",
    )

    @property
    def printed_in(self) -> PrintedUnit:
        """The unit as values are printed with it."""
        return PrintedUnit(self.unit, self.unit_label)


class Heading(Struct, frozen=True):
    """The column of a field on the pages for readers: its heading where space is short, and in words."""

    short: str
    in_words: str | None = None
    is_number: bool = False


class _Line(_Part):
    def model_post_init(self, _context: object, /) -> None:
        """Let all rows share one set of the names of their fields; which were given, nothing asks.

        pydantic keeps the names beside each row, in more memory than the row itself takes.
        """
        object.__setattr__(self, "__pydantic_fields_set__", _names_in(type(self)))

    indicator: str
    variant: str


@functools.cache
def _names_in(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


class _OnFirstPage(_Part):
    line: bool = Field(description="Whether the row is a line of the first page.")


class _Rated(_Part):
    period_start: dt.date
    period_end: dt.date
    status: Status
    status_reason: str | None = Field(description="Why there is no value; null where there is one.")
    numerator: Annotated[Number | None, Heading("Num", "Numerator", is_number=True)]
    denominator: Annotated[Number | None, Heading("Denom", "Denominator", is_number=True)]
    value: float | None = Field(
        description="The exact ratio as a JSON number (percentages on a scale of 100).", allow_inf_nan=False
    )
    display: Annotated[str | None, Heading("Latest", "Latest result", is_number=True)] = Field(
        description="The value as people see it, rounded half up."
    )
    target: Annotated[Number | None, Heading("Target", is_number=True)]
    amber: Number | None = Field(description="The value at which amber turns red.")
    rag: Annotated[Rag | None, Heading("RAG")] = Field(description="Null where not rated.")
    rag_reason: str = Field(description="One sentence that says why it is rated so, or why it is not rated.")


class _FromAll(_Part):
    difference_from_all: float | None = Field(
        description="Value less that of variant all, in the unit's own points.", allow_inf_nan=False
    )
    difference_display: Annotated[str | None, Heading("Diff", "Difference", is_number=True)]


class _Unknown(_Part):
    """How far blank cells leave a figure unknown."""

    rows_unknown: int | None = Field(
        description=(
            "Rows that hang on blank cells whose content is not known; null where nothing was counted, and in"
            " documents of before version 1.2."
        )
    )
    value_low: float | None = Field(
        description="The lowest value that the figure may have if they were known; null is no bound.",
        allow_inf_nan=False,
    )
    value_high: float | None = Field(description="The highest value that it may have.", allow_inf_nan=False)
    rag_safe: bool | None = Field(
        description="Whether the rating is the same whatever those cells hold; null where there is none."
    )


class _Noted(_Part):
    notes: tuple[str, ...] = Field(description='Each is "code: text".')


class _Confidential(_Part):
    hidden: tuple[str, ...] = Field(
        description="The fields that are null because they are confidential in this edition."
    )


class _ByHand(_Part):
    """What people set by hand, and what was computed beside it.

    Lists go in the order of ``overridden``. An edition that leaves the organisation has only that one.
    """

    overridden: tuple[Overridden, ...] = Field(
        description="What of the row was set by hand: its value, its rag, a note."
    )
    overridden_by: tuple[str, ...] = Field(description="The role of whoever set each.")
    overridden_on: tuple[dt.date, ...] = Field(description="The day on which each was set.")
    overridden_why: tuple[str, ...] = Field(description="Why each was set.")
    computed_value: float | None = Field(
        description="What the value would be, where it or the rag was set; the counts are its own.",
        allow_inf_nan=False,
    )
    computed_display: str | None = Field(description="It as people see it.")
    computed_rag: Rag | None = Field(description="The rating that it would have.")
    computed_rag_reason: str | None = Field(
        description="Why; null where neither the value nor the rag was set by hand."
    )


#: The fields of a row of which nothing is set by hand.
ALL_COMPUTED: dict[str, Any] = {name: () for name in _ByHand.model_fields if name.startswith("over")} | {
    name: None for name in _ByHand.model_fields if name.startswith("computed")
}


class _InGroup(_Part):
    breakdown: str | None
    group: str | None


class _Compared(_Part):
    previous_as_at: dt.date | None
    previous_value: float | None = Field(allow_inf_nan=False)
    previous_display: Annotated[str | None, Heading("Prev", "Previous", is_number=True)]
    previous_rag: Rag | None = Field(
        description="The rating that was published with it; null where none is known."
    )
    change: float | None = Field(description="Value less previous value.", allow_inf_nan=False)
    change_display: str | None
    direction: Annotated[Direction | None, Heading("Direction")] = Field(
        description=(
            "Null where no like-for-like earlier figure is known; of an indicator whose `direction_from` is "
            "`tendency`, that of the trend of the months in `series`."
        )
    )
    direction_reason: str | None = Field(description="Why there is no direction, or what it compares.")
    outturn_as_at: dt.date | None
    outturn_value: float | None = Field(allow_inf_nan=False)
    outturn_display: Annotated[str | None, Heading("Outturn", is_number=True)]
    outturn_rag: Rag | None


class _ComparedAlso(_Part):
    """The same against a second earlier figure, where the catalogue asks for one."""

    also_compared_with: Compare | None = Field(
        description="The second earlier figure that is asked for; null where none is."
    )
    earlier_as_at: dt.date | None = Field(description="The day of it.")
    earlier_value: float | None = Field(allow_inf_nan=False)
    earlier_display: Annotated[str | None, Heading("Earlier", "Earlier figure", is_number=True)]
    earlier_rag: Rag | None = Field(description="The rating that was published with it.")
    earlier_change: float | None = Field(description="Value less the earlier value.", allow_inf_nan=False)
    earlier_change_display: str | None
    earlier_direction: Direction | None = Field(
        description="Whether the value is better than the earlier one, like for like."
    )
    earlier_reason: str | None = Field(description="Why, or why there is no direction.")


class _Counted(_Part):
    to_green: Number | None = Field(
        description="How many more (or, if lower is better, fewer) in the numerator would be green."
    )
    one_is_worth: float | None = Field(
        description="How far one more in the numerator moves the value, in the unit's own points.",
        allow_inf_nan=False,
    )
    interval_low: float | None = Field(
        description="Lower end of the Wilson 95% interval of a percentage of counted rows or children.",
        allow_inf_nan=False,
    )
    interval_high: float | None = Field(description="Upper end of it.", allow_inf_nan=False)
    numerator_children: int | None = Field(
        description="The different children in the numerator; null where its rows are not children's."
    )
    denominator_children: int | None = Field(description="The same of the denominator.")
    movement: Movement | None = Field(
        description="Which way the printed figure went, whether or not that is better."
    )
    compared_with: Compare | None = Field(
        description="The earlier figure that `change`, and the direction unless it is the trend's, call for."
    )
    months_expected: int | None = Field(
        description="Calendar months in the window; null where nothing is dated by a window."
    )
    months_with_data: int | None = Field(
        description="Those of them in which the extracts that are counted have a dated row."
    )


class _Tolerated(_Part):
    green_within: Number | None = Field(
        description="How far from the target is green, where the plan is best; else null."
    )
    amber_within: Number | None = Field(description="How far from it is still amber.")
    target_display: str | None
    amber_display: str | None
    green_low: Number | None = Field(
        description=(
            "The least that is green, where the plan is best and one side is worse than the other; then"
            " green_within and amber_within are null."
        ),
    )
    green_high: Number | None = Field(description="The most that is green, likewise.")
    amber_low: Number | None = Field(description="The least that is not red, likewise.")
    amber_high: Number | None = Field(description="The most that is not red, likewise.")
    exceeded: Number | None = Field(
        description="The value from which the target is exceeded, where there is one; it is rated green.",
    )


# The keys of a document come in the order of the bases, from the last to the first, then the class's own.
class Row(
    _ByHand,
    _Confidential,
    _Noted,
    _ComparedAlso,
    _Tolerated,
    _Unknown,
    _Counted,
    _FromAll,
    _Compared,
    _Rated,
    _OnFirstPage,
    _InGroup,
    _Line,
):
    """One figure: an indicator, for a variant, in a group of a breakdown or as a whole."""


#: The fields of a row, in order; those with a heading are columns of the pages for readers, too.
COLUMNS: dict[str, Heading | None] = {
    name: next((found for found in field.metadata if isinstance(found, Heading)), None)
    for name, field in Row.model_fields.items()
}


class ComparatorRow(_Part):
    """The latest figure of others, such as England, beside an indicator's own for everybody."""

    indicator: str
    comparator: str = Field(
        min_length=1,
        max_length=80,
        description="Whose figure: england, region, statistical_neighbours, or any other name.",
    )
    as_at: dt.date = Field(description="The day that the figure describes.")
    value: float = Field(allow_inf_nan=False)
    display: str
    source: str
    difference: float | None = Field(
        description="The indicator's value for variant all less this one.", allow_inf_nan=False
    )
    difference_display: str | None
    hidden: tuple[str, ...] = Field(
        default=(), description="The fields that are null because they are confidential in this edition."
    )

    @property
    def heading(self) -> str:
        """What is printed of the comparator's name."""
        return comparator_heading(self.comparator)


class NeighbourFigure(_Part):
    """The published figure of a statistical neighbour."""

    name: str = Field(description="As the file names it; as the catalogue does, where the file has it not.")
    status: Status
    status_reason: str | None = Field(description="Why there is no figure; null where there is one.")
    value: float | None = Field(allow_inf_nan=False)
    display: str | None


class BenchmarkRow(_Part):
    """Where the authority stands among others in published figures of one indicator and year.

    Everything but ``current_rank`` follows from what was published, and from nothing of the authority's own
    extracts.
    """

    indicator: str
    period: str = Field(description="The year that the figures describe: the latest by the as-at date.")
    as_at: dt.date = Field(description="The day on which that year ended.")
    source: str
    authority: str | None = Field(description="The authority whose scorecard it is; null where not said.")
    status: Status = Field(description="Whether its published figure is known.")
    status_reason: str | None
    value: float | None = Field(description="Its published figure.", allow_inf_nan=False)
    display: str | None
    rank: int | None = Field(ge=1, description="Its place; 1 is best. Equal figures share the better place.")
    rank_of: int = Field(ge=0, description="The authorities that have a figure.")
    ranked_alike: int | None = Field(ge=1, description="How many have its place, itself included.")
    rank_reason: str = Field(description="One sentence: its place in words, or why there is none.")
    quartile: int | None = Field(ge=1, le=4, description="The quarter it is in; 1 is best.")
    lowest: float | None = Field(description="Of every authority with a figure.", allow_inf_nan=False)
    first_quartile: float | None = Field(description="By size; null of fewer than four.", allow_inf_nan=False)
    median: float | None = Field(allow_inf_nan=False)
    median_display: str | None
    third_quartile: float | None = Field(allow_inf_nan=False)
    highest: float | None = Field(allow_inf_nan=False)
    upper_quartile: float | None = Field(
        description="The figure from which the better quarter begins; null where none is better.",
        allow_inf_nan=False,
    )
    upper_quartile_display: str | None
    neighbours: tuple[NeighbourFigure, ...] = Field(description="In the catalogue's order.")
    neighbours_mean: float | None = Field(
        description="Of those that have a figure; each counts the same.", allow_inf_nan=False
    )
    neighbours_mean_display: str | None
    neighbours_with_figure: int = Field(ge=0)
    neighbours_rank: int | None = Field(ge=1, description="The authority's place among them and itself.")
    best_neighbour: str | None = Field(description="Who; several joined where they are equal.")
    best_neighbour_value: float | None = Field(allow_inf_nan=False)
    best_neighbour_display: str | None
    current_rank: int | None = Field(
        ge=1,
        description=(
            "The place that the row's own figure for everybody, as printed, would have among the others'"
            " published ones; never in editions that leave the organisation."
        ),
    )
    notes: tuple[str, ...] = Field(description='Each is "code: text".')
    hidden: tuple[str, ...] = Field(
        default=(), description="The fields that are null because they are confidential in this edition."
    )


class Group(_Part):
    """A group of a breakdown, and what it is called in print."""

    id: str = Field(description="The group as the rows name it: a code, a band, yes or no.")
    title: str


class BreakdownInfo(_Part):
    """A grouping by which figures are broken down."""

    id: str
    title: str
    groups: tuple[Group, ...] = Field(description="The groups that somebody is in, in order.")
    parts: tuple[str, ...] = Field(
        default=(),
        max_length=2,
        description="The two groupings that it crosses under a name of its own, where it does.",
    )


class PanelLine(_Part):
    """One line of a panel: a group's counts in each column, and in all; null where confidential."""

    group: Group
    counts: tuple[Number | None, ...] = Field(
        description="One for each column; none where there are no columns."
    )
    total: Number | None
    share_display: str | None = Field(
        description="The line's share of the panel's total; null where that is 0."
    )


class Panel(_Part):
    """A table of an indicator's own: who was counted, or missed, by one or two groupings."""

    indicator: str
    variant: str
    title: str
    of: PanelOf
    counted: str | None = Field(description="What is counted, in the catalogue's words.")
    lines_title: str = Field(description="What the lines are groups of.")
    columns_title: str | None = Field(description="What the columns are groups of; null without a second.")
    status: Status
    status_reason: str | None = Field(description="Why nothing is counted; null where it is.")
    columns: tuple[Group, ...] = ()
    lines: tuple[PanelLine, ...] = Field(default=(), description="Groups that nobody is in are left out.")
    totals: tuple[Number | None, ...] = Field(default=(), description="The total of each column.")
    total: Number | None = None
    shares_display: tuple[str | None, ...] = Field(
        default=(), description="Each column's share of the panel's total."
    )


class _AtMonthEnd(_Part):
    as_at: dt.date


class _Defined(_Part):
    definition_from: dt.date | None = Field(
        description="First as-at date of the definition in force; null where it has none."
    )


class _Published(_Part):
    published_value: float | None = Field(description="What was published for the day.", allow_inf_nan=False)
    published_display: str | None
    restated: bool = Field(description="Whether the value prints otherwise than what was published.")
    special_causes: tuple[SpecialCause, ...] = Field(
        description="Signals of an XmR chart that the point is a part of, where asked for."
    )
    special_cause_direction: Direction | None = Field(
        description="Whether the signals are of improvement, by polarity."
    )


class SeriesRow(
    _ByHand,
    _Confidential,
    _Noted,
    _Tolerated,
    _Unknown,
    _Published,
    _FromAll,
    _Rated,
    _Defined,
    _OnFirstPage,
    _AtMonthEnd,
    _Line,
):
    """One figure of a series: what an indicator comes to at a month end, for a variant."""


class SeriesSummary(_Part):
    """A series as a whole: an indicator's month ends, for a variant."""

    indicator: str
    variant: str
    first_as_at: dt.date
    last_as_at: dt.date
    months: int = Field(description="Month ends in the series.")
    months_with_value: int
    difference_average: float | None = Field(
        default=None,
        description="Mean of the exact monthly differences from variant all.",
        allow_inf_nan=False,
    )
    difference_average_display: str | None = None
    tendency: Tendency | None = Field(
        default=None, description="Direction over the whole time, where asked for and where it can be told."
    )
    tendency_per_month: float | None = Field(default=None, allow_inf_nan=False)
    tendency_direction: Direction | None = Field(
        default=None, description="Whether the tendency is better, by polarity."
    )
    tendency_reason: str | None = Field(default=None, description="The test, or why there is none.")
    process_mean: float | None = Field(
        default=None, description="Mean of the XmR chart, where asked for and where it allows one."
    )
    process_lower: float | None = Field(default=None, description="Its lower limit.")
    process_upper: float | None = Field(default=None, description="Its upper limit.")
    process_reason: str | None = Field(default=None, description="What it shows, or why there is none.")
    hidden: tuple[str, ...] = Field(
        default=(), description="The fields that are null because they are confidential in this edition."
    )


class Trend(_Part):
    """Every indicator at each of a run of month ends."""

    schema_version: str = Field(default=SCHEMA_VERSION, pattern=r"^1\.\d+$")
    title: str
    organisation: str | None
    first_as_at: dt.date
    last_as_at: dt.date
    generated_at: dt.datetime
    cicscore: str = Field(description="The version of cicscore that computed it.")
    catalogue: CatalogueSource
    audience: Audience = Field(default=Audience.INTERNAL, description="Whom this edition is for.")
    disclosure: Disclosure | None = Field(
        default=None, description="The catalogue's policy on small counts, where it has one."
    )
    extracts: tuple[ExtractSource, ...] = Field(
        description="What was read; left out of editions that leave the organisation."
    )
    themes: tuple[ThemeInfo, ...]
    variants: tuple[VariantInfo, ...]
    indicators: tuple[IndicatorInfo, ...] = Field(
        description="Each as its latest definition of the series has it."
    )
    series: tuple[SeriesRow, ...]
    series_summaries: tuple[SeriesSummary, ...]
    manifest: Manifest | None = Field(
        default=None, description="What made the document; null in documents of before version 1.5."
    )


class SettlingRow(_Part):
    """How far a line's figures were from those first published, some months later."""

    indicator: str
    variant: str
    months_later: int
    months: int = Field(description="Earlier months of which both figures are known, by one definition.")
    rose: int = Field(description="How many of them were higher by then.")
    fell: int = Field(description="How many were lower.")
    median: float | None = Field(description="Later less first figure, in the unit's own points.")
    median_display: str | None
    lowest: float | None
    lowest_display: str | None
    highest: float | None
    highest_display: str | None
    redefined: int = Field(description="Months left out, because the definition changed in between.")


class Settling(_Part):
    """How published figures settle: for each line, one, two and three months after they were published."""

    schema_version: str = Field(default=SCHEMA_VERSION, pattern=r"^1\.\d+$")
    title: str
    organisation: str | None
    until: dt.date = Field(description="The last month end that was computed beside those published.")
    generated_at: dt.datetime
    cicscore: str = Field(description="The version of cicscore that computed it.")
    themes: tuple[ThemeInfo, ...]
    variants: tuple[VariantInfo, ...]
    indicators: tuple[IndicatorInfo, ...]
    settling: tuple[SettlingRow, ...]


class DueRow(_Part):
    """What has to be done for a line of an indicator, as a whole or in a group."""

    indicator: str
    variant: str
    breakdown: str | None
    group: str | None
    label: str = Field(description="What is due, in the plural.")
    status: DueStatus
    status_reason: str | None = Field(description="Why nothing was counted; null where it was.")
    overdue: int | None = Field(description="Due on the as-at date or before it, and not done.")
    due: int | None = Field(description="Due after it, up to the last day looked at, and not done yet.")
    undated: int | None = Field(description="To be done, but the data give no day by which.")
    unknown: int | None = Field(description="Rows of which blank cells leave open whether they are due.")
    data_until: dt.date | None = Field(
        description="The last due date that the data hold, where it lies before the last day looked at."
    )


class Landing(_Part):
    """A line's figure on a day: now, and on days to come if none, or all, of what is due is done."""

    indicator: str
    variant: str
    breakdown: str | None
    group: str | None
    as_at: dt.date
    if_done: IfDone
    status: DueStatus
    status_reason: str | None = Field(description="Why there is no value; null where there is one.")
    numerator: Number | None
    denominator: Number | None
    value: float | None = Field(description="As in a scorecard.", allow_inf_nan=False)
    display: str | None
    target: Number | None = Field(description="What the figure is rated against on that day.")
    target_display: str | None
    amber: Number | None
    rag: Rag | None
    rag_safe: bool | None
    rag_reason: str | None


class DueList(_Part):
    """What is due or overdue, by indicator and group, and where the figures land."""

    schema_version: str = Field(default=SCHEMA_VERSION, pattern=r"^1\.\d+$")
    title: str
    organisation: str | None
    as_at: dt.date
    days: int = Field(description="How many days are looked ahead.")
    until: dt.date = Field(description="The last of them.")
    month_end: dt.date = Field(description="The first end of a month after the as-at date.")
    year_end: dt.date = Field(description="The first end of a financial year after it.")
    generated_at: dt.datetime
    cicscore: str = Field(description="The version of cicscore that computed it.")
    catalogue: CatalogueSource
    extracts: tuple[ExtractSource, ...]
    themes: tuple[ThemeInfo, ...]
    variants: tuple[VariantInfo, ...]
    indicators: tuple[IndicatorInfo, ...]
    breakdowns: tuple[BreakdownInfo, ...]
    due: tuple[DueRow, ...]
    landings: tuple[Landing, ...]


class Scorecard(_Part):
    """A computed scorecard, whole."""

    schema_version: str = Field(default=SCHEMA_VERSION, pattern=r"^1\.\d+$")
    title: str
    organisation: str | None
    as_at: dt.date
    generated_at: dt.datetime
    cicscore: str = Field(description="The version of cicscore that computed it.")
    catalogue: CatalogueSource
    audience: Audience = Field(default=Audience.INTERNAL, description="Whom this edition is for.")
    disclosure: Disclosure | None = Field(
        default=None, description="The catalogue's policy on small counts, where it has one."
    )
    extracts: tuple[ExtractSource, ...] = Field(
        description="What was read; left out of editions that leave the organisation."
    )
    themes: tuple[ThemeInfo, ...]
    variants: tuple[VariantInfo, ...]
    rag_counts: dict[str, RagCounts] = Field(
        description="For the lines of the first page, and for each variant."
    )
    indicators: tuple[IndicatorInfo, ...]
    results: tuple[Row, ...]
    comparators: tuple[ComparatorRow, ...] = Field(
        default=(), description="Figures of others, such as England and statistical neighbours, where known."
    )
    benchmarks: tuple[BenchmarkRow, ...] = Field(
        default=(), description="Where the authority stands among others, where published figures were given."
    )
    breakdowns: tuple[BreakdownInfo, ...] = Field(
        default=(), description="The breakdowns that were asked for, with their groups."
    )
    panels: tuple[Panel, ...] = Field(
        default=(), description="Tables of the indicators' own, where asked for."
    )
    series: tuple[SeriesRow, ...] = Field(default=(), description="Earlier month ends, where asked for.")
    series_summaries: tuple[SeriesSummary, ...] = ()
    manifest: Manifest | None = Field(
        default=None, description="What made the document; null in documents of before version 1.5."
    )

    def frame(self) -> pd.DataFrame:
        """The results as a data frame: one row for each row of ``results``, its fields as JSON has them."""
        # Writing a scorecard needs no data frame, and importing pandas takes longer than computing it.
        import pandas as pd

        return pd.DataFrame([row.model_dump(mode="json") for row in self.results])
