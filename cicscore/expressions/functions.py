"""Every function of the language, in one table: usage, meaning, words and types.

To add a function of a row's values, add its row to ``Function``, and compute it in ``tables.functions``:
apart from this table, because computing needs NumPy, and checking a catalogue does not wait for it.
Suggestions, messages, wording and the documentation follow from the row.
"""

from __future__ import annotations

from enum import StrEnum

from cicscore.expressions.types import (
    CONDITION,
    DATES,
    EVERY_KIND,
    NUMBER,
    ORDERED,
    TEXTS,
    TIMES,
    Kind,
    Kinds,
    Type,
)

#: The days of the week, as `weekday` names them.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class _Called(StrEnum):
    """A word that brackets follow, with its row of the table.

    ``usage`` shows how to write it; ``meaning`` explains it in a sentence. ``phrase`` puts a call into words:
    it names each argument, or ``{all}`` of them, and the adjectives ``{lesser}``, ``{greater}``, ``{least}``
    and ``{most}`` suit their kind. ``takes`` lists the kinds an argument may have; ``gives`` is the type of
    the result, ``None`` for that of the arguments.
    """

    usage: str
    meaning: str
    phrase: str
    takes: Kinds
    gives: Type | None

    def __new__(
        cls, usage: str, meaning: str, phrase: str = "", takes: Kinds = EVERY_KIND, gives: Type | None = None
    ) -> _Called:
        """A row of the table; the usage begins with the function's name."""
        name = usage.partition("(")[0]
        row = str.__new__(cls, name)
        row._value_ = name
        row.usage, row.meaning, row.phrase, row.takes, row.gives = usage, meaning, phrase, takes, gives
        return row

    @property
    def parameters(self) -> tuple[str, ...]:
        """The arguments as the usage names them; ``...`` is for more of them."""
        words = self.usage.removeprefix(f"{self.value}(").removesuffix(")").split(", ")
        return tuple(word.strip('"') for word in words)

    @property
    def repeats(self) -> bool:
        """Whether there may be more arguments than the usage names."""
        return self.parameters[-1] == "..."


class Written(_Called):
    """Values written like a function, of which some arguments are fixed texts."""

    DATE = 'date("2016-03-31")', "A day written out, year-month-day."
    BAND = (
        'band(number, "0-4", "5-9", "10+")',
        'The label of the band that a number lies in, up to the next whole number; else "outside the bands".'
        ' A band may be one number: `"1", "2", "3+"`.',
    )
    POINTS = (
        'points(column, {"A": 1, "B": 2})',
        "The number written beside a code; of a code without one, missing.",
    )
    LOOKUP = (
        "lookup(table.column, day)",
        "What a reference table holds for a day: its column in the row around the day; in no row, missing.",
    )


class DurationUnit(_Called):
    """What a length of time is counted in."""

    HOURS = (
        "hours(n)",
        "Hours that pass in England, whose clocks change; added to or subtracted from a date and time.",
    )
    DAYS = "days(n)", "A length of time; added to or subtracted from a date."
    WEEKS = "weeks(n)", "Seven days each."
    WORKING_DAYS = (
        "working_days(n)",
        "The nth working day after the date, or before it; Monday to Friday less England's bank holidays.",
    )
    MONTHS = "months(n)", "Keeps the day of the month, or takes the month's last."
    YEARS = "years(n)", "Keeps the day; 29 February becomes the 28th."


class Function(_Called):
    """Functions of a row's values."""

    AGE = (
        "age(born, on)",
        "Age in whole years; who was born on 29 February has a birthday on 1 March in common years.",
        "the age on {on} (by {born})",
        DATES,
        NUMBER,
    )
    MONTHS_BETWEEN = (
        "months_between(earlier, later)",
        "Whole months elapsed from one day to another.",
        "the whole months from {earlier} to {later}",
        DATES,
        NUMBER,
    )
    DAYS_BETWEEN = (
        "days_between(earlier, later)",
        "Days from one day to another: later less earlier.",
        "the days from {earlier} to {later}",
        DATES,
        NUMBER,
    )
    HOURS_BETWEEN = (
        "hours_between(earlier, later)",
        "Hours that pass in England from one date and time to another, with decimals.",
        "the hours from {earlier} to {later}",
        TIMES,
        NUMBER,
    )
    WORKING_DAYS_BETWEEN = (
        "working_days_between(earlier, later)",
        "Working days after the first day up to and including the second.",
        "the working days from {earlier} to {later}",
        DATES,
        NUMBER,
    )
    MONTH = (
        "month(day)",
        "The month as a number: 1 is January, 12 is December.",
        "the month of {day}",
        DATES,
        NUMBER,
    )
    WEEKDAY = (
        "weekday(day)",
        'The day of the week by its name: "Monday" to "Sunday".',
        "the day of the week of {day}",
        DATES,
        Type(Kind.TEXT, WEEKDAYS),
    )
    STARTS_WITH = (
        'starts_with(text, "prefix")',
        "Whether a text or code begins with these letters, capitals being other letters than small ones.",
        "whether {text} begins with {prefix}",
        TEXTS,
        CONDITION,
    )
    IF = (
        "if(condition, a, b)",
        "`a` where the condition is true, `b` where it is false; where it is unknown, missing.",
        "({a} where {condition}, otherwise {b})",
    )
    COALESCE = (
        "coalesce(a, b, ...)",
        "The first value that is not missing.",
        "({all:, or where that is not recorded })",
    )
    LEAST = (
        "least(a, b, ...)",
        "The earliest date or the smallest number.",
        "the {lesser} of {all}",
        ORDERED,
    )
    GREATEST = (
        "greatest(a, b, ...)",
        "The latest date or the largest number.",
        "the {greater} of {all}",
        ORDERED,
    )
    CROSS = (
        "cross(a, b)",
        "Two groupings at once, of codes, bands or conditions, for a breakdown: the values of both.",
        "({a} with {b})",
        frozenset({Kind.TEXT, Kind.CONDITION}),
    )


_NOT_CONDITIONS = EVERY_KIND - {Kind.CONDITION}


class Aggregation(_Called):
    """Functions of a child's rows in another extract."""

    EXISTS = (
        "exists(extract, condition)",
        "Whether the child has a row that meets the condition.",
        "whether there is a row of {rows}",
        EVERY_KIND,
        CONDITION,
    )
    COUNT = (
        "count(extract, condition)",
        "How many rows of the child meet the condition.",
        "(the number of rows of {rows})",
        EVERY_KIND,
        NUMBER,
    )
    COUNT_DISTINCT = (
        "count_distinct(extract.column, condition)",
        "How many different values a column has in the child's rows; what is missing is none.",
        "(the number of different {column} in the rows of {rows})",
        EVERY_KIND,
        NUMBER,
    )
    SUM = (
        "sum(extract.column, condition)",
        "The sum of a column of numbers; of no rows, missing.",
        "(the total of {column} over the rows of {rows})",
        frozenset({Kind.NUMBER}),
        NUMBER,
    )
    MIN = (
        "min(extract.column, condition)",
        "The earliest date, smallest number or first text of a column.",
        "(the {least} {column} of the rows of {rows})",
        _NOT_CONDITIONS,
    )
    MAX = (
        "max(extract.column, condition)",
        "The latest date, largest number or last text of a column.",
        "(the {most} {column} of the rows of {rows})",
        _NOT_CONDITIONS,
    )
    FIRST = (
        "first(extract.column, by=column, where=condition)",
        "The column's value in the first row in the order of `by`.",
        "({column} of the first, by {by}, of the rows of {rows})",
    )
    LAST = (
        "last(extract.column, by=column, where=condition)",
        "The column's value in the last row in the order of `by`.",
        "({column} of the last, by {by}, of the rows of {rows})",
    )

    @property
    def of_rows(self) -> bool:
        """Whether it looks at rows as a whole, and not at one of their columns."""
        return self.parameters[0] == "extract"

    @property
    def ordered(self) -> bool:
        """Whether it takes a row by its place in an order."""
        return "by=column" in self.parameters


#: Every function by the word it is called by, in the order of the documentation.
FUNCTIONS: dict[str, Written | DurationUnit | Function | Aggregation] = {
    row.value: row
    for row in (
        Written.DATE,
        *DurationUnit,
        *Function,
        Written.BAND,
        Written.POINTS,
        Written.LOOKUP,
        *Aggregation,
    )
}
#: Every word that is called like a function, for a message.
CALLABLE = ", ".join(FUNCTIONS)


def table_of_functions() -> str:
    """The table as the documentation shows it."""
    rows = [f"| `{row.usage}` | {row.meaning} |" for row in FUNCTIONS.values()]
    return "\n".join(["| written | means |", "| --- | --- |", *rows])
