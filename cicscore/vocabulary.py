"""The closed sets of the field: every term that a scorecard uses, defined once.

Each enumeration's values are the words used in the catalogue, in the JSON document and in messages.
"""

from enum import StrEnum
from typing import Self


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


class Unit(StrEnum):
    """The shape of an indicator's value."""

    PERCENT = "percent"
    PER_10000 = "per_10000"
    MEAN = "mean"
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
    """Whose figure stands beside an indicator's own."""

    ENGLAND = "england"
    STATISTICAL_NEIGHBOURS = "statistical_neighbours"

    @property
    def heading(self) -> str:
        """What is printed."""
        return self.value.replace("_", " ").capitalize()


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

    ``amounts`` is a sum over children's rows, such as days; ``published`` is public already, as a population.
    """

    CHILDREN = "children"
    EVENTS = "events"
    AMOUNTS = "amounts"
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
