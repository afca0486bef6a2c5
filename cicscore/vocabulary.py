"""The closed sets of the field: every term that a scorecard uses, defined once.

Each enumeration's values are the words used in the catalogue, in the JSON document and in messages.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeAlias

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core.core_schema import CoreSchema


class Polarity(StrEnum):
    """Which way is better. Printed H, L, T, or blank."""

    HIGHER = "higher"
    LOWER = "lower"
    TARGET = "target"
    NONE = "none"

    @property
    def letter(self) -> str:
        """The letter the scorecard prints."""
        return {"higher": "H", "lower": "L", "target": "T", "none": ""}[self.value]


class PeriodType(StrEnum):
    """The window that an indicator looks at, seen from the as-at date."""

    #: What the scorecard prints, such as YTD.
    abbreviation: str
    #: What the legend of a page says that it means.
    legend: str
    #: The window in words, where no as-at date is known.
    meaning: str

    def __new__(cls, word: str, abbreviation: str, legend: str, meaning: str) -> Self:
        """One row of the table: the catalogue's word, and what is printed of it."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.abbreviation, member.legend, member.meaning = abbreviation, legend, meaning
        return member

    SNAPSHOT = "snapshot", "SS", "snapshot", "the as-at date (snapshot)"
    MONTH = "month", "M", "month", "the month, up to the as-at date"
    QUARTER = (
        "quarter",
        "Q",
        "quarter to date (from 1 April, July, October or January)",
        "the first day of the financial quarter to the as-at date (quarter to date)",
    )
    YEAR_TO_DATE = (
        "year_to_date",
        "YTD",
        "year to date (from 1 April)",
        "1 April to the as-at date (year to date)",
    )
    ROLLING_12_MONTHS = (
        "rolling_12_months",
        "R12",
        "rolling 12 months",
        "the twelve months that end on the as-at date",
    )
    ACADEMIC_YEAR_TO_DATE = (
        "academic_year_to_date",
        "AC YTD",
        "academic year to date (from 1 September)",
        "1 September to the as-at date (academic year to date)",
    )
    ANNUAL = (
        "annual",
        "A",
        "annual",
        "the last financial year that ended on or before the as-at date (annual)",
    )


#: The longest rolling window, in months.
MOST_ROLLING_MONTHS = 60
_ROLLING = re.compile(r"rolling_([1-9][0-9]?)_months")


class RollingMonths(str):
    """The months that end on the as-at date, any number from 1 to 60 but 12: ``rolling_6_months``.

    Twelve are ``PeriodType.ROLLING_12_MONTHS``, so that each window has one name. Like the members of
    ``PeriodType``, it is the word that a document holds, with what is printed of it.
    """

    __slots__ = ()

    @property
    def value(self) -> str:
        """The word, such as ``rolling_6_months``."""
        return str(self)

    @property
    def months(self) -> int:
        """How many months."""
        return int(self.split("_")[1])

    @property
    def abbreviation(self) -> str:
        """What the scorecard prints, such as R6."""
        return f"R{self.months}"

    @property
    def legend(self) -> str:
        """What the legend of a page says that it means."""
        return "rolling month" if self.months == 1 else f"rolling {self.months} months"

    @property
    def meaning(self) -> str:
        """The window in words, where no as-at date is known."""
        if self.months == 1:
            return "the month that ends on the as-at date"
        return f"the {self.months} months that end on the as-at date"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Read it from its word; pydantic asks for this."""
        from pydantic_core import core_schema

        del source, handler
        return core_schema.no_info_plain_validator_function(
            cls._read, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def _read(cls, word: object) -> "RollingMonths":
        match = _ROLLING.fullmatch(word) if isinstance(word, str) else None
        if match is None or int(match[1]) > MOST_ROLLING_MONTHS:
            from pydantic_core import PydanticCustomError

            raise PydanticCustomError("rolling_months", "a rolling window has 1 to 60 months")
        return cls(word)


def rolling_months(months: int) -> "Period":
    """The window of so many months; the one name that it has.

    >>> rolling_months(6).abbreviation, rolling_months(12) is PeriodType.ROLLING_12_MONTHS
    ('R6', True)
    """
    word = f"rolling_{months}_months"
    return PeriodType.ROLLING_12_MONTHS if word == PeriodType.ROLLING_12_MONTHS else RollingMonths(word)


def period_form(value: object) -> str:
    """Whether a word is one of the named windows or counts its months; for pydantic."""
    counts = isinstance(value, str) and _ROLLING.fullmatch(value) and value != PeriodType.ROLLING_12_MONTHS
    return "rolling" if counts else "named"


#: Every window there is.
Period: TypeAlias = PeriodType | RollingMonths


class Subject(StrEnum):
    """What the rows of an extract belong to, each of them or each event: a child, a worker and so on."""

    #: The word for several, such as children.
    plural: str

    def __new__(cls, word: str, plural: str) -> Self:
        """One row of the table: the catalogue's word, and that for several."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.plural = plural
        return member

    CHILD = "child", "children"
    WORKER = "worker", "workers"
    CARER = "carer", "carers"
    HOME = "home", "homes"
    FAMILY = "family", "families"


class Unit(StrEnum):
    """The shape of an indicator's value."""

    PERCENT = "percent"
    PER_10000 = "per_10000"
    MEAN = "mean"
    MEDIAN = "median"
    PERCENTILE = "percentile"
    RATIO = "ratio"
    COUNT = "count"
    PUBLISHED = "published"


class Rag(StrEnum):
    """A rating. A line that is not rated has none of these, and a reason instead."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def letter(self) -> str:
        """The letter the scorecard prints."""
        return self.value[0].upper()


class Direction(StrEnum):
    """Better or worse than an earlier figure, by polarity: not up or down."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    SAME = "same"


class Movement(StrEnum):
    """Which way a printed figure went, whether or not that is better."""

    ROSE = "rose"
    FELL = "fell"
    UNCHANGED = "unchanged"


class Compare(StrEnum):
    """The earlier figure that the direction of travel looks at."""

    PREVIOUS_MONTH = "previous_month"
    PREVIOUS_QUARTER = "previous_quarter"
    SAME_PERIOD_LAST_YEAR = "same_period_last_year"
    OUTTURN = "outturn"


class DirectionFrom(StrEnum):
    """What the direction of travel is told from: an earlier figure, or the trend of the months."""

    COMPARISON = "comparison"
    TENDENCY = "tendency"


class Tendency(StrEnum):
    """Which way a series went over a longer time, where that can be told from chance."""

    RISING = "rising"
    FALLING = "falling"
    NO_CLEAR_TREND = "no_clear_trend"


class SpecialCause(StrEnum):
    """The signals of an XmR chart that something other than chance is at work.

    Source: NHS England, Making Data Count.
    """

    OUTSIDE_LIMITS = "outside_limits"
    NEAR_LIMIT = "near_limit"
    SHIFT = "shift"
    TREND = "trend"


class Comparator(StrEnum):
    """Whose figure stands beside an indicator's own, where it has a usual name; any other name will do."""

    ENGLAND = "england"
    REGION = "region"
    STATISTICAL_NEIGHBOURS = "statistical_neighbours"
    BEST_NEIGHBOUR = "best_neighbour"
    MEDIAN = "median"
    UPPER_QUARTILE = "upper_quartile"
    LOWER_QUARTILE = "lower_quartile"


def comparator_named(written: str) -> str:
    """The name under which a comparator is known: a usual name in any case, any other as it is written.

    >>> comparator_named("Statistical neighbours"), comparator_named("Kent and Medway")
    ('statistical_neighbours', 'Kent and Medway')
    """
    usual = "_".join(written.casefold().replace("-", " ").replace("_", " ").split())
    return usual if usual in set(Comparator) else " ".join(written.split())


def comparator_heading(name: str) -> str:
    """What is printed of a comparator.

    >>> comparator_heading("best_neighbour"), comparator_heading("Kent and Medway")
    ('Best neighbour', 'Kent and Medway')
    """
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def comparator_order(names: Iterable[str]) -> tuple[str, ...]:
    """The comparators in the order in which they are printed: the usual ones, then others as they come."""
    given = tuple(dict.fromkeys(names))
    usual = [known.value for known in Comparator if known in given]
    return (*usual, *(name for name in given if name not in usual))


class Status(StrEnum):
    """Why a row has a value, or has none. Every row has one."""

    CALCULATED = "calculated"
    PUBLISHED = "published"
    NO_DENOMINATOR = "no_denominator"
    MISSING_EXTRACT = "missing_extract"
    INSUFFICIENT_HISTORY = "insufficient_history"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"
    NOT_REPORTED = "not_reported"
    SUPPRESSED = "suppressed"


class TargetYears(StrEnum):
    """The years by which an indicator's targets are dated."""

    FINANCIAL = "financial"
    ACADEMIC = "academic"


class RateOn(StrEnum):
    """What a rating looks at: the exact value, or the value as it is printed."""

    EXACT = "exact"
    DISPLAYED = "displayed"


class Incomplete(StrEnum):
    """What happens to the rating of a window with a month that has no data; it always carries a note."""

    NOTE = "note"
    WITHHOLD = "withhold"


class UnknownRows(StrEnum):
    """What happens to a rating that rows whose cells are not known could change; it always carries a note."""

    NOTE = "note"
    WITHHOLD = "withhold"


class ColumnType(StrEnum):
    """What the cells of an extract's column hold."""

    ID = "id"
    DATE = "date"
    DATETIME = "datetime"
    NUMBER = "number"
    FLAG = "flag"
    CODE = "code"
    TEXT = "text"
    POSTCODE = "postcode"


#: The variant that leaves nobody out. Always present, always first.
ALL = "all"


class Which(StrEnum):
    """Which of the rows behind a figure are asked for."""

    NUMERATOR = "numerator"
    NOT_COUNTED = "not-counted"
    UNKNOWN = "unknown"


class DueStatus(StrEnum):
    """Why a count of what is due, or the figure on a day to come, is known or not."""

    KNOWN = "known"
    MISSING_EXTRACT = "missing_extract"
    NOT_RECORDED = "not_recorded"
    NOT_DIVIDED = "not_divided"
    BEYOND_DATA = "beyond_data"
    NO_FIGURE = "no_figure"


class IfDone(StrEnum):
    """How much of what is due is taken as done by the day of a figure: as it is, nothing more, or all."""

    NOW = "now"
    NONE = "none"
    ALL = "all"


class PanelOf(StrEnum):
    """The rows that a panel counts: either side of a figure, or the denominator without the numerator."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    NOT_COUNTED = "not_counted"


class Effect(StrEnum):
    """What a change of an indicator's definition can move."""

    FIGURE = "figure"
    RATING = "rating"
    FIRST_PAGE = "first_page"
    MORE_YEARS = "more_years"
    PRESENTATION = "presentation"


class Audience(StrEnum):
    """Whom an edition of a document is for, and so how far small counts are protected in it."""

    INTERNAL = "internal"
    PARTNER = "partner"
    PUBLIC = "public"


class Counts(StrEnum):
    """What a numerator or a denominator counts: whether a small one could be about a child.

    ``amounts`` is a sum, or one of the values, of children's rows, such as days; ``published`` is public
    already, as a population; ``others`` are workers or others by the rows of their children, which no edition
    shows.
    """

    CHILDREN = "children"
    EVENTS = "events"
    AMOUNTS = "amounts"
    OTHERS = "others"
    STAFF = "staff"
    PUBLISHED = "published"

    @property
    def is_about_children(self) -> bool:
        """Whether a small one is protected."""
        return self in (Counts.CHILDREN, Counts.EVENTS)


class Overridden(StrEnum):
    """What of a row can be set by hand. A note is put beside what was computed; the others replace it."""

    VALUE = "value"
    RAG = "rag"
    NOTE = "note"


#: The word for a rating that is taken away by hand.
NOT_RATED = "not_rated"


class DisclosureMethod(StrEnum):
    """How small counts are protected: hidden with what gives them away, or every count rounded as well."""

    SUPPRESS = "suppress"
    ROUND = "round"


class GroupsShown(StrEnum):
    """The variants whose groups a published edition shows."""

    HEADLINE = "headline"
    ALL = "all"
