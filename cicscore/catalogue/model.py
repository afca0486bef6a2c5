"""The catalogue as written: one frozen pydantic model for each section of the YAML file.

These models check shape only. ``link`` resolves names and expressions, turning a ``CatalogueDocument`` into
the ``Catalogue`` that the engine reads.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cicscore.expressions.syntax import MAX_DIGITS
from cicscore.faults.fault import nearest
from cicscore.fields import SYMBOL, UNIT_LABEL, NamedPeriod, RollingPeriod
from cicscore.text import PrintedUnit, iso_day
from cicscore.vocabulary import (
    MOST_ROLLING_MONTHS,
    ColumnType,
    Compare,
    Counts,
    Direction,
    DirectionFrom,
    DisclosureMethod,
    Effect,
    GroupsShown,
    Incomplete,
    PanelOf,
    Period,
    Polarity,
    Rag,
    RateOn,
    Status,
    Subject,
    TargetYears,
    Unit,
    UnknownRows,
    period_form,
    rolling_months,
)

SCHEMA_VERSION = 1


_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)")
#: Symbols in which somebody would read a rating, or that nothing is known.
_NO_SYMBOLS = frozenset({"inf", "na", "nan", "nil", "r", "a", "g"})


def _number(value: object) -> object:
    """Refuse forms that pydantic accepts as numbers but nobody writes: exponents, other digits, ``9_8``."""
    text = _text_of_number(value)
    if not _NUMBER.fullmatch(text):
        kind = "number"
        raise PydanticCustomError(kind, "a number")
    return _of_bounded_length(value, text)


def _whole_number(value: object) -> object:
    text = _text_of_number(value)
    if not _WHOLE_NUMBER.fullmatch(text):
        kind = "whole_number"
        raise PydanticCustomError(kind, "a whole number")
    return _of_bounded_length(value, text)


def _text_of_number(value: object) -> str:
    match value:
        case bool():
            return ""
        case Decimal():
            return f"{value:f}"
        case str() | int():
            return str(value).strip()
        case _:
            return ""


def _of_bounded_length(value: object, text: str) -> object:
    digits = sum(character.isdigit() for character in text)
    if digits > MAX_DIGITS:
        kind = "too_many_digits"
        raise PydanticCustomError(kind, "too many digits", {"digits": digits})
    return value


def _iso_date(value: object) -> dt.date:
    day = iso_day(value) if isinstance(value, str) else None
    if day is None:
        kind = "day"
        raise PydanticCustomError(kind, "a day")
    return day


def _financial_year(value: str) -> str:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", value)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        kind = "financial_year"
        raise PydanticCustomError(kind, "a financial year")
    return value


def _symbol(value: str) -> str:
    if not re.fullmatch(SYMBOL, value) or value.casefold() in _NO_SYMBOLS:
        kind = "symbol"
        raise PydanticCustomError(kind, "a symbol")
    return value


def _unit_label(value: str) -> str:
    if not re.fullmatch(UNIT_LABEL, value):
        kind = "unit_label"
        raise PydanticCustomError(kind, "a label")
    return value


IsoDate = Annotated[
    dt.date,
    BeforeValidator(_iso_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]
FinancialYear = Annotated[
    str,
    AfterValidator(_financial_year),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}$"}),
]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
#: What stands in place of a figure that is not shown.
Symbol = Annotated[str, AfterValidator(_symbol), WithJsonSchema({"type": "string", "pattern": SYMBOL})]
#: What values are printed with.
UnitLabel = Annotated[
    str, AfterValidator(_unit_label), WithJsonSchema({"type": "string", "pattern": UNIT_LABEL})
]
#: What a blank cell of a column means.
BlankText = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^(unknown|answer|answer where .+)$"})
]
#: The text of an expression in the closed language.
ExpressionText = Annotated[str, Field(min_length=1)]
Amount = Annotated[Decimal, BeforeValidator(_number)]
#: The distance between two amounts.
Distance = Annotated[Decimal, Field(ge=0), BeforeValidator(_number)]


class _Section(BaseModel):
    # Build all the sections together when the first catalogue is read, not one at a time.
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False, defer_build=True)


class Theme(_Section):
    """A section of the scorecard."""

    id: Identifier = Field(description="The name that indicators refer to.")
    title: Text = Field(description="The heading that is printed.")
    lead: Text | None = Field(default=None, description="Who leads on the theme: a role, not a person.")
    composite: Identifier | None = Field(
        default=None,
        description="The indicator whose figure and rating stand for the theme: a pledge's score, say.",
    )


class OtherCodes(StrEnum):
    """What happens to a code that is not in the list."""

    REFUSE = "refuse"
    WARN = "warn"


class Column(_Section):
    """One column of an extract: the entry of the data dictionary."""

    type: ColumnType = Field(description="What the cells hold.")
    headings: tuple[Text, ...] = Field(
        default=(), alias="from", description="Headings accepted beside the column's own name, in any case."
    )
    required: bool = Field(default=True, description="Whether every row must have a value.")
    optional: bool = Field(default=False, description="Whether the file may lack the column.")
    planned: bool = Field(
        default=False,
        description="Whether a date may lie after the as-at date: a day by which something is due.",
    )
    blank: BlankText | None = Field(
        default=None,
        description=(
            "What a blank cell means. unknown: nobody wrote it down. answer: nothing happened, or it does not"
            " apply. answer where CONDITION: an answer on those rows, elsewhere unknown. Default: an answer"
            " where the catalogue asks `is None` of the column or gives a value in its place with coalesce,"
            " else unknown."
        ),
    )
    open_date: IsoDate | None = Field(
        default=None,
        description="A day that stands for a date still open, such as 9999-12-31; it is read as blank.",
    )
    codes: dict[str, Text] | None = Field(default=None, description="The codes and what each means.")
    counts_as: dict[str, Text] = Field(
        default_factory=dict,
        description="Other codes that cells may hold, and the code of the list that each counts as.",
    )
    other_codes: OtherCodes = Field(
        default=OtherCodes.REFUSE,
        description="Whether a code outside the list is refused or let through with a warning.",
    )
    meaning: Text | None = Field(default=None, description="What the column holds, in plain words.")


class LookedUpBy(_Section):
    """By which days a reference table, whose rows belong to nobody, is looked up."""

    first: Identifier = Field(alias="from", description="The column with the first day of a row.")
    last: Identifier | None = Field(
        default=None,
        alias="to",
        description="The column with its last day; without one, a row lasts until the next begins.",
    )


class Extract(_Section):
    """One CSV file: what it must hold."""

    file: Text = Field(description="The file's name in the folder of extracts.")
    key: tuple[Identifier, ...] = Field(default=(), description="The columns that together name a row once.")
    about: Identifier | None = Field(
        default=None,
        description=(
            "The extract of those to whom the rows belong: children, workers, carers, homes or families."
        ),
    )
    also_about: tuple[Identifier, ...] = Field(
        default=(),
        description=(
            "Other extracts to whose rows each row belongs as well, such as the worker of a visit; a cell may"
            " be blank, and then names none, where its column is not required."
        ),
    )
    each_row: Subject | None = Field(
        default=None,
        description=(
            "What each row is, where the file lists them one a row: the list may then stand alone, and other"
            " extracts may be about it. Default: child, where others are about it."
        ),
    )
    once: bool = Field(
        default=False,
        description=(
            "Whether rows that are alike in every column are read as one, and rows without a key passed over:"
            " for a list of workers taken from the file of their children."
        ),
    )
    looked_up_by: LookedUpBy | None = Field(
        default=None,
        description="Of a reference table, such as school terms: the days by which `lookup` finds a row.",
    )
    columns: dict[Identifier, Column] = Field(min_length=1, description="The data dictionary.")
    must: tuple[ExpressionText, ...] = Field(default=(), description="What every row has to meet.")
    named: dict[Identifier, ExpressionText] = Field(
        default_factory=dict, description="Expressions with a name, used like columns."
    )
    meaning: Text | None = Field(default=None, description="What a row is, in plain words.")
    quiet_months: Annotated[int, Field(ge=1, le=600), BeforeValidator(_whole_number)] | None = Field(
        default=None,
        description=(
            "How many months may pass without an event before the extract counts as stale. Default: 1; 13"
            " where only annual indicators rest on it; a population never does."
        ),
    )


class Variant(_Section):
    """A named subset on which the whole catalogue is computed again."""

    title: Text = Field(description="What is printed, such as Excluding UASC.")
    about: Identifier | None = Field(
        default=None,
        description=(
            "The extract of those of whom it speaks, such as workers; indicators about others stay whole."
            " Default: the children's."
        ),
    )
    remove: ExpressionText = Field(description="Which rows are left out.")
    remove_from: dict[Identifier, ExpressionText] = Field(
        default_factory=dict, description="Another rule for the rows of one extract."
    )
    applies_to: tuple[Identifier, ...] | None = Field(
        default=None,
        min_length=1,
        description="The themes and indicators that have figures under it, by id. Default: all that can.",
    )


class TemporaryPlacements(StrEnum):
    """Whether temporary placements (T0 to T4) of the return, and the return from them, are moves."""

    IGNORE = "ignore"
    COUNT = "count"


class UascStatus(StrEnum):
    """When a child in the return's UASC table counts as UASC."""

    AT_DATE = "at_date"
    IN_YEAR = "in_year"


class Ssda903(_Section):
    """Choices that the official texts leave open, for extracts derived from an SSDA903 return."""

    temporary_placements: TemporaryPlacements = Field(
        default=TemporaryPlacements.IGNORE,
        description=(
            "Whether a temporary placement (T0 to T4) and the return from it count as placements. Default:"
            " ignore, as the former NI 62 did; LAIT 372 counts placements of 24 hours or more and does not"
            " name them."
        ),
    )
    uasc: UascStatus = Field(
        default=UascStatus.AT_DATE,
        description=(
            "at_date: a child in the UASC table counts until the day in DUC, or while DUC is blank."
            " in_year: a child in the last year's table counts for the whole of it. Default: at_date,"
            " because validation rule 304 makes DUC the day that the status ceased."
        ),
    )
    own_provision: tuple[Text, ...] = Field(
        default=("PR1",),
        description=(
            "Codes of PLACE_PROVIDER that are read as the authority's own provision, PR1. Default: PR1 alone,"
            " which is what the return calls own provision; some tools take PR1, PR2 and PR3 as in-house."
        ),
    )
    pn4_takes_part: bool = Field(
        default=False,
        description=(
            "Whether a child who attended a review and conveyed no view (PN4) took part; it is then read as"
            " PN3. Default: no, as on the scorecard of March 2016, K26; no official text was found."
        ),
    )


class OwnAuthority(_Section):
    """The authority whose scorecard it is, as open data name it."""

    name: Text = Field(description="Its name, such as Kent.")
    code: Text | None = Field(
        default=None, description="Its code, new or old, such as E10000016; it is looked for first."
    )


class Settings(_Section):
    """Choices for the whole catalogue."""

    rate_on: RateOn = Field(
        default=RateOn.EXACT, description="Whether ratings look at exact or printed values."
    )
    small_cohort: Annotated[int, Field(ge=0), BeforeValidator(_whole_number)] = Field(
        default=30, description="Denominators below this carry a caution."
    )
    compare: Compare = Field(
        default=Compare.PREVIOUS_QUARTER, description="What the direction of travel compares with."
    )
    also_compare: Compare | None = Field(
        default=None, description="A second earlier figure that rows have, beside that of `compare`."
    )
    direction: DirectionFrom = Field(
        default=DirectionFrom.COMPARISON,
        description="Whether the direction is that from the earlier figure, or that of the trend.",
    )
    incomplete: Incomplete = Field(
        default=Incomplete.NOTE,
        description="Whether a window with a month that has no data is only noted, or not rated either.",
    )
    unknown: UnknownRows = Field(
        default=UnknownRows.NOTE,
        description=(
            "Whether a rating that blank cells could change, if they were known, is only noted, or withheld."
        ),
    )
    ssda903: Ssda903 = Field(
        default_factory=Ssda903,
        description="How an SSDA903 return is read where the official texts leave a choice.",
    )
    authority: OwnAuthority | None = Field(
        default=None, description="Whose scorecard it is, so that it is found among benchmarks."
    )
    neighbours: tuple[Text, ...] = Field(
        default=(), description="The statistical neighbours, by name or code, whom benchmarks compare with."
    )


class Symbols(_Section):
    """What is printed in place of a figure."""

    confidential: Symbol = Field(
        default="c", description="In place of a figure that is not shown, in one to three characters."
    )


class Protect(_Section):
    """How closely a small count may be known, and which groups are shown at all."""

    range: Annotated[int, Field(ge=1, le=100), BeforeValidator(_whole_number)] | None = Field(
        default=None,
        description=(
            "How many counts apart the least and the most that a protected count could be must be. Default:"
            " the threshold less 1."
        ),
    )
    groups: GroupsShown = Field(
        default=GroupsShown.HEADLINE,
        description="Whether groups are shown of the headline variant alone, or of every variant.",
    )


class PartOf(_Section):
    """Two indicators of which one counts some of what the other counts."""

    whole: Identifier = Field(description="The indicator whose numerator includes the other's.")
    part: Identifier = Field(description="The indicator whose numerator is all in the other's.")


class Disclosure(_Section):
    """How small counts of children are protected in an edition that leaves the organisation."""

    threshold: Annotated[int, Field(ge=2, le=100), BeforeValidator(_whole_number)] = Field(
        description="Counts of children from 1 to below it are protected; a local policy."
    )
    method: DisclosureMethod = Field(
        default=DisclosureMethod.SUPPRESS,
        description="suppress: hide them, and what gives them away. round: round every other count too.",
    )
    round_to: Annotated[int, Field(ge=2, le=100), BeforeValidator(_whole_number)] | None = Field(
        default=None, description="What counts are rounded to, where the method is round."
    )
    symbols: Symbols = Field(default_factory=Symbols, description="The signs that stand in place of figures.")
    protect: Protect = Field(default_factory=Protect, description="How far, and what is shown at all.")
    keep: tuple[Identifier, ...] = Field(default=(), description="Indicators whose figures are hidden last.")
    seconds: Annotated[int, Field(ge=1, le=3600), BeforeValidator(_whole_number)] = Field(
        default=60, description="How long the least to hide is looked for; then more is hidden."
    )
    parts: tuple[PartOf, ...] = Field(
        default=(), description="Indicators that are part of one another, which a reader can subtract."
    )


class Distinct(_Section):
    """Count the different values of a column."""

    distinct: Identifier = Field(description="The column; a missing value is none of its values.")


class Sum(_Section):
    """Add up a number over the rows."""

    sum: ExpressionText = Field(description="The number to add up; missing ones are passed over.")


class Mean(_Section):
    """Take the mean of a number over the rows that have one: it needs no denominator."""

    mean: ExpressionText = Field(description="The number; rows without it are not divided by.")


class Median(_Section):
    """Take the median of a number over the rows that have one."""

    median: ExpressionText = Field(description="The number; rows without it are left out.")


class Percentile(_Section):
    """Take a percentile of a number over the rows that have one."""

    percentile: Annotated[Decimal, Field(gt=0, lt=100), BeforeValidator(_number)] = Field(
        description="Which one, between 0 and 100; 50 is the median."
    )
    of: ExpressionText = Field(description="The number; rows without it are left out.")


def _counting_form(value: object) -> str | None:
    """Which form of ``count`` a value is meant to take."""
    match value:
        case str():
            return "word"
        case Distinct() | {"distinct": _}:
            return "distinct"
        case Sum() | {"sum": _}:
            return "sum"
        case Mean() | {"mean": _}:
            return "mean"
        case Median() | {"median": _}:
            return "median"
        case Percentile() | {"percentile": _} | {"of": _}:
            return "percentile of"
        case _:
            return None


Counting = Annotated[
    Annotated[Literal["rows", "children", "workers", "carers", "homes", "families"], Tag("word")]
    | Annotated[Distinct, Tag("distinct")]
    | Annotated[Sum, Tag("sum")]
    | Annotated[Mean, Tag("mean")]
    | Annotated[Median, Tag("median")]
    | Annotated[Percentile, Tag("percentile of")],
    Discriminator(_counting_form),
]


class UnderVariants(StrEnum):
    """What a variant does to a denominator that is not made of children."""

    WHOLE = "whole"
    NOT_APPLICABLE = "not_applicable"


class Count(_Section):
    """What is counted: the rows of an extract, in the period's window, that meet a condition."""

    source: Identifier | None = Field(
        default=None, alias="from", description="The extract whose rows are counted."
    )
    dated_by: Identifier | None = Field(
        default=None,
        description="The date column that the window applies to; none where `where` writes the window out.",
    )
    where: ExpressionText | None = Field(default=None, description="Which of the rows count.")
    count: Counting | None = Field(
        default=None,
        description=(
            "What is counted of them: rows, children (or workers, carers, homes, families), a distinct column"
            " or a sum; or, without a denominator, the mean, the median or a percentile of a number."
        ),
    )
    label: Text | None = Field(default=None, description="What is counted, in the plural, for sentences.")


class Denominator(Count):
    """What the numerator is counted out of."""

    under_variants: UnderVariants | None = Field(
        default=None,
        description="Where the rows are not children's: whether the denominator stays whole under a variant.",
    )


class PublishedValue(_Section):
    """A value that is an input, such as an annual national result."""

    source: Identifier = Field(alias="from", description="The extract that holds the values.")
    column: Identifier = Field(description="The column of the value.")
    where: ExpressionText | None = Field(default=None, description="Which rows are this indicator's.")
    dated_by: Identifier = Field(
        description="The date of each value; the latest on or before the as-at date counts."
    )


class FromIndicators(_Section):
    """A value made of the values of other indicators, of the same day, variant and group."""

    from_indicators: ExpressionText = Field(
        description=(
            "Arithmetic on values, each by its indicator's id, such as `a - b`; `a.england` is the figure"
            " of a comparator. Exact values are taken, before they are rounded."
        )
    )


_OF_PUBLISHED = {field.alias or name for name, field in PublishedValue.model_fields.items()}


def _value_form(value: object) -> str:
    """Which form of ``value`` is meant, also where the key that tells is misspelt."""
    match value:
        case FromIndicators() | {"from_indicators": _}:
            return "composed"
        case dict() if any(nearest(str(key), ("from_indicators",)) for key in value.keys() - _OF_PUBLISHED):
            return "composed"
        case _:
            return "published"


Value = Annotated[
    Annotated[PublishedValue, Tag("published")] | Annotated[FromIndicators, Tag("composed")],
    Discriminator(_value_form),
]


class Sides(_Section):
    """A distance that differs by the side of the target on which a value lies."""

    below: Distance = Field(description="The distance of values below the target.")
    above: Distance = Field(description="The distance of values above it.")


def _distance_form(value: object) -> str:
    return "sides" if isinstance(value, Sides | dict) else "both"


#: A distance from the target: one, or one for each side.
Within = Annotated[
    Annotated[Distance, Tag("both")] | Annotated[Sides, Tag("sides")], Discriminator(_distance_form)
]


class Benchmark(_Section):
    """A target that is the figure of others."""

    benchmark: Identifier = Field(
        description="Whose figure, such as statistical_neighbours: the latest by the as-at date."
    )

    def __str__(self) -> str:
        """Whose figure it is, in words."""
        return f"the figure of {self.benchmark}"


def _target_form(value: object) -> str:
    return "benchmark" if isinstance(value, Benchmark | dict) else "number"


class Levels(_Section):
    """What figures are rated against."""

    target: Annotated[
        Annotated[Amount, Tag("number")] | Annotated[Benchmark, Tag("benchmark")],
        Discriminator(_target_form),
    ] = Field(
        description=(
            "The worst value that is green; for polarity target, the plan. {benchmark: name} takes the figure"
            " of others."
        )
    )
    amber: Amount | None = Field(default=None, description="The value at which amber turns red.")
    amber_relative: Annotated[Decimal, Field(gt=0), BeforeValidator(_number)] | None = Field(
        default=None, description="The same as a distance from the target, in per cent of the target."
    )
    amber_needs: Literal["improved"] | None = Field(
        default=None, description="Makes what is amber but has not improved red."
    )
    green_within: Within | None = Field(
        default=None,
        description="For polarity target: green up to this distance, or up to {below: ..., above: ...}.",
    )
    amber_within: Within | None = Field(
        default=None, description="For polarity target: amber up to this distance, or up to one each side."
    )
    exceeded: Amount | None = Field(
        default=None,
        description="The value from which the target is exceeded: green all the same, with a note.",
    )
    source: Text | None = Field(default=None, description="Where the target was set.")
    amber_source: Text | None = Field(
        default=None, description="Where the amber limit comes from, or why it was chosen."
    )


class Quarters(_Section):
    """What the figures of a quarter of the financial year are rated against; the distances are the year's."""

    Q1: Levels | None = Field(default=None, description="April to June.")
    Q2: Levels | None = Field(default=None, description="July to September.")
    Q3: Levels | None = Field(default=None, description="October to December.")
    Q4: Levels | None = Field(default=None, description="January to March. Default: the year's own target.")


class Months(_Section):
    """What a month's figures are rated against; the distances are the year's.

    The last month of the year has by default the year's own target.
    """

    april: Levels | None = Field(default=None, description="Figures as at a day in April.")
    may: Levels | None = Field(default=None, description="Figures as at a day in May.")
    june: Levels | None = Field(default=None, description="Figures as at a day in June.")
    july: Levels | None = Field(default=None, description="Figures as at a day in July.")
    august: Levels | None = Field(default=None, description="Figures as at a day in August.")
    september: Levels | None = Field(default=None, description="Figures as at a day in September.")
    october: Levels | None = Field(default=None, description="Figures as at a day in October.")
    november: Levels | None = Field(default=None, description="Figures as at a day in November.")
    december: Levels | None = Field(default=None, description="Figures as at a day in December.")
    january: Levels | None = Field(default=None, description="Figures as at a day in January.")
    february: Levels | None = Field(default=None, description="Figures as at a day in February.")
    march: Levels | None = Field(default=None, description="Figures as at a day in March.")


class Profiled(Levels):
    """A year's target; with a profile, that of its end."""

    quarters: Quarters | None = Field(
        default=None, description="A target that moves through the year, by quarter."
    )
    months: Months | None = Field(default=None, description="A target that moves through the year, by month.")


class Target(Profiled):
    """What one year's figures are rated against."""

    groups: dict[Identifier, dict[Text, Profiled]] = Field(
        default_factory=dict,
        description=(
            "Targets of their own for groups, by breakdown and group; the distances are the year's. Groups of"
            " such a breakdown that are not listed are not rated."
        ),
    )


class Allow(_Section):
    """A check that does not apply here, and why."""

    code: Text = Field(description="The check's code or name, such as CIC341 or review-overdue.")
    reason: Text = Field(description="Why it does not apply here.")


class Expectation(_Section):
    """What a worked example comes to; what is left out is not checked."""

    status: Status = Field(default=Status.CALCULATED, description="Why there is a value, or none.")
    numerator: Amount | None = Field(default=None, description="What the numerator comes to.")
    denominator: Amount | None = Field(default=None, description="What the denominator comes to.")
    value: Amount | None = Field(
        default=None, description="The value as it is printed, at the indicator's decimals."
    )
    rag: Rag | Literal["not_rated"] | None = Field(default=None, description="The rating, or not_rated.")
    previous: Amount | None = Field(
        default=None, description="A figure of the same day a year before, which `direction` compares with."
    )
    direction: Direction | None = Field(
        default=None, description="Whether the value is better than `previous`: shows the polarity."
    )
    exceeded: bool | None = Field(default=None, description="Whether the target is exceeded.")


class Example(_Section):
    """A worked example: a few rows, a day, and what the indicator comes to."""

    name: Text = Field(description="What the example shows, as a sentence.")
    as_at: IsoDate = Field(description="The day that the example describes.")
    children: tuple[dict[str, Any], ...] = Field(
        default=(),
        description=(
            "Kinds of children. Each has columns of the children's extract, and under the name of any"
            " extract about children a list of its rows; `times` makes so many like it. Keys are made up;"
            " what is left out is missing."
        ),
    )
    rows: dict[Identifier, tuple[dict[str, Any], ...]] = Field(
        default_factory=dict, description="Rows of extracts that are not about children; `times` repeats one."
    )
    expect: dict[Identifier, Expectation] = Field(
        min_length=1, description="What comes out, for `all` and for each variant that matters."
    )
    groups: dict[Identifier, dict[Text, Expectation]] = Field(
        default_factory=dict, description="What comes out for groups of everybody, by breakdown and group."
    )


class ComparatorFigure(_Section):
    """A figure of others, such as England, on the indicator's own scale."""

    value: Amount = Field(description="The figure as it was published.")
    source: Text = Field(description="Where it was published.")


class Panel(_Section):
    """A table of an indicator's own on its page: who was counted or missed, by one or two groupings."""

    title: Text = Field(description="What is printed above the table.")
    of: PanelOf = Field(
        description="The rows counted; not_counted: those of the denominator that the numerator lacks."
    )
    by: tuple[Identifier, ...] = Field(
        min_length=1,
        max_length=2,
        description="One or two breakdowns, or columns of codes or flags of the extract counted.",
    )


class Due(_Section):
    """What has to be done for an indicator, by which day, and what says that it was done."""

    source: Identifier = Field(
        alias="from", description="The extract of whose rows each is something to be done, once."
    )
    where: ExpressionText | None = Field(
        default=None, description="Which of the rows, seen from the as-at date."
    )
    date: ExpressionText = Field(
        description="The last day on which it is done in time: a date column, or what gives a date."
    )
    done: Identifier = Field(
        description="The date column that says when it was done; of the row itself, blank until then."
    )
    done_in: Identifier | None = Field(
        default=None,
        description=(
            "The extract of events of which one more, of that day, says that it was done. The due date has to"
            " follow from its rows, or `where` to look for them. Default: the row itself says so."
        ),
    )
    values: dict[Identifier, Text] = Field(
        default_factory=dict,
        description=(
            "What other columns hold where it was done, by column: a code, yes or no, or for a date an"
            " expression about that row, such as the day on which it is next due."
        ),
    )
    label: Text | None = Field(default=None, description="What is due, in the plural, for sentences.")


def _all_expanded(changes: dict[dt.date, dict[str, Any]]) -> dict[dt.date, dict[str, Any]]:
    """Refuse changes that have not been expanded into separate indicators, so that none is overlooked."""
    if changes:
        kind = "changes_not_made"
        raise PydanticCustomError(kind, "changes not made into definitions of their own")
    return changes


#: Dated changes become separate indicators before a document is validated (see ``changes``).
Changes = Annotated[dict[IsoDate, dict[str, Any]], AfterValidator(_all_expanded)]


class Rolling(_Section):
    """A window of so many months that end on the as-at date."""

    rolling_months: Annotated[int, Field(ge=1, le=MOST_ROLLING_MONTHS), BeforeValidator(_whole_number)] = (
        Field(description="How many months; printed R and the number.")
    )


def _rolling_window(written: Rolling) -> Period:
    return rolling_months(written.rolling_months)


def _period_form(value: object) -> str:
    """Which form of ``period`` a value is meant to take."""
    return "mapping" if isinstance(value, dict | Rolling) else period_form(value)


if TYPE_CHECKING:
    WrittenPeriod = Period
else:
    #: A window as a catalogue writes it: a word, or how many months it rolls over. Read, either is a Period,
    #: which no annotation can say of a union of forms that are converted.
    WrittenPeriod = Annotated[
        NamedPeriod | RollingPeriod | Annotated[Rolling, AfterValidator(_rolling_window), Tag("mapping")],
        Discriminator(_period_form),
    ]


class Indicator(_Section):
    """One indicator of the scorecard."""

    # A field compared as written is marked with the effect of changing it; unmarked fields are compared by
    # meaning. Readers see the field's name as its label.

    id: Identifier = Field(description="The name that everything refers to; it never changes.")
    reference: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="The organisation's own code, such as K25."
    )
    title: Annotated[Text, Effect.PRESENTATION] = Field(description="What is printed.")
    theme: Annotated[Identifier, Effect.PRESENTATION] = Field(
        description="The theme under which it is printed."
    )
    meaning: Annotated[Text, Effect.PRESENTATION] = Field(
        description="What is counted out of what, in plain words."
    )
    polarity: Polarity = Field(description="Which way is better; target: the plan is best.")
    period: Annotated[WrittenPeriod, Effect.FIGURE] = Field(
        description="The window that it looks at, seen from the as-at date."
    )
    unit: Annotated[Unit, Effect.FIGURE] = Field(
        description="The shape of the value; count, median and percentile have a numerator only."
    )
    unit_label: Annotated[UnitLabel | None, Effect.PRESENTATION] = Field(
        default=None,
        description="What values are printed with, such as £, days or weeks; a percentage has its sign.",
    )
    decimals: Annotated[int, Field(ge=0, le=6), BeforeValidator(_whole_number)] | None = Field(
        default=None, description="Printed precision; 1, or 0 for counts."
    )
    denominator: Denominator | None = Field(
        default=None, description="What the numerator is counted out of; a count has none."
    )
    numerator: Count | None = Field(
        default=None,
        description="What is counted: part of the denominator's rows, unless it names its own `from`.",
    )
    value: Value | None = Field(
        default=None,
        description=(
            "A value that is an input, or made of the values of other indicators, in place of a numerator and"
            " a denominator."
        ),
    )
    targets: dict[FinancialYear, Target] = Field(
        default_factory=dict, description="What each year's figures are rated against."
    )
    target_years: TargetYears = Field(
        default=TargetYears.FINANCIAL,
        description="The years of `targets`: financial, from 1 April, or academic, from 1 September.",
    )
    lines: Annotated[tuple[Identifier, ...], Effect.FIRST_PAGE] = Field(
        default=("all",),
        min_length=1,
        description="Which variants are lines of the first page; the first is the headline.",
    )
    applies_to: Annotated[tuple[Identifier, ...] | None, Effect.FIGURE] = Field(
        default=None, description="The variants that it has figures under. Default: all that can apply."
    )
    not_reported: dict[FinancialYear, Text] = Field(
        default_factory=dict, description="Years without a figure, and why."
    )
    tolerance: Distance = Field(default=Decimal(0), description="A printed change up to this is no change.")
    compare: Compare | None = Field(
        default=None, description="What the direction of travel compares with; default: as in `settings`."
    )
    also_compare: Compare | None = Field(
        default=None, description="A second earlier figure that rows have; default: as in `settings`."
    )
    direction: DirectionFrom | None = Field(
        default=None,
        description=(
            "Whether the direction is that from the earlier figure, or that of the trend; default: as in "
            "`settings`."
        ),
    )
    valid_from: IsoDate | None = Field(default=None, description="First as-at date of this definition.")
    valid_to: IsoDate | None = Field(default=None, description="Last as-at date of this definition.")
    source: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="Where the definition comes from."
    )
    note: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="What a reader should know."
    )
    owner: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="Who answers for the definition: a role."
    )
    checked_by: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="Who checked it: another role."
    )
    review_by: Annotated[IsoDate | None, Effect.PRESENTATION] = Field(
        default=None, description="When it is next reviewed."
    )
    change_note: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="Why the definition last changed."
    )
    due: Annotated[Due | None, Effect.PRESENTATION] = Field(
        default=None, description="What has to be done for it, by which day: for the command `due`."
    )
    panels: Annotated[tuple[Panel, ...], Effect.PRESENTATION] = Field(
        default=(), description="Tables of its own on the indicator's page of a report."
    )
    counts: Annotated[Counts | None, Effect.PRESENTATION] = Field(
        default=None,
        description="What it counts, where the extracts do not tell: whether a small count is of children.",
    )
    safe: Annotated[Text | None, Effect.PRESENTATION] = Field(
        default=None, description="Why its figures need no protection: where they are public already."
    )
    comparators: dict[Identifier, dict[IsoDate, ComparatorFigure]] = Field(
        default_factory=dict,
        description=(
            "Figures of others by name (england, region, statistical_neighbours, best_neighbour, median,"
            " upper_quartile, or any other), each by the day that it describes."
        ),
    )
    changes: Changes = Field(
        default_factory=dict,
        description=(
            "From each day on, the keys that are different; what is written stands in place of what was. "
            "`examples` and `change_note` are the new definition's own."
        ),
    )
    allow: tuple[Allow, ...] = Field(default=(), description="Checks that do not apply, and why.")

    @property
    def printed_in(self) -> PrintedUnit:
        """The unit as values are printed with it."""
        return PrintedUnit(self.unit, self.unit_label)

    examples: tuple[Example, ...] = Field(default=(), description="Worked examples, which `check` computes.")


class CatalogueDocument(_Section):
    """The whole file."""

    schema_version: Literal[1] = Field(description="The version of this grammar.")
    title: Text = Field(description="The scorecard's title.")
    organisation: Text | None = Field(default=None, description="Whose scorecard it is.")
    year_starts: Literal["april"] = Field(
        default="april", description="When the financial year starts, by which targets are dated."
    )
    themes: tuple[Theme, ...] = Field(min_length=1, description="The sections of the scorecard, in order.")
    extracts: dict[Identifier, Extract] = Field(
        min_length=1, description="The data dictionary: what each CSV file has to hold."
    )
    variants: dict[Identifier, Variant] = Field(
        default_factory=dict, description="The same scorecard on named subsets of the children."
    )
    settings: Settings = Field(default_factory=Settings, description="Choices that hold for every indicator.")
    disclosure: Disclosure | None = Field(
        default=None,
        description="How small counts are protected in what is published; without it nothing is published.",
    )
    breakdowns: dict[Identifier, ExpressionText] = Field(
        default_factory=dict, description="Groupings by name: the expression gives the group of a row."
    )
    allow: tuple[Allow, ...] = Field(
        default=(), description="Checks that do not apply to the catalogue as a whole."
    )
    indicators: tuple[Indicator, ...] = Field(
        min_length=1, description="The indicators, in the order of the scorecard."
    )
