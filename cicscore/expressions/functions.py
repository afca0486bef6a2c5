"""Every function of the language: how it is written and what it means, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from cicscore.expressions.nodes import Aggregation, DurationUnit, Function


@dataclass(frozen=True, slots=True)
class Usage:
    """How a function is written, and its meaning in a sentence."""

    form: str
    meaning: str


#: How a date is written out.
DATE = "date"
#: The function that sorts numbers into bands.
BAND = "band"

USAGES: dict[str, Usage] = {
    DATE: Usage('date("2016-03-31")', "A day written out, year-month-day."),
    DurationUnit.HOURS: Usage(
        "hours(n)",
        "Hours that pass in England, whose clocks change; added to or subtracted from a date and time.",
    ),
    DurationUnit.DAYS: Usage("days(n)", "A length of time; added to or subtracted from a date."),
    DurationUnit.WEEKS: Usage("weeks(n)", "Seven days each."),
    DurationUnit.WORKING_DAYS: Usage(
        "working_days(n)",
        "The nth working day after the date, or before it; Monday to Friday less England's bank holidays.",
    ),
    DurationUnit.MONTHS: Usage("months(n)", "Keeps the day of the month, or takes the month's last."),
    DurationUnit.YEARS: Usage("years(n)", "Keeps the day; 29 February becomes the 28th."),
    Function.AGE: Usage(
        "age(born, on)",
        "Age in whole years; who was born on 29 February has a birthday on 1 March in common years.",
    ),
    Function.MONTHS_BETWEEN: Usage(
        "months_between(earlier, later)", "Whole months elapsed from one day to another."
    ),
    Function.DAYS_BETWEEN: Usage(
        "days_between(earlier, later)", "Days from one day to another: later less earlier."
    ),
    Function.WORKING_DAYS_BETWEEN: Usage(
        "working_days_between(earlier, later)",
        "Working days after the first day up to and including the second.",
    ),
    Function.COALESCE: Usage("coalesce(a, b, ...)", "The first value that is not missing."),
    Function.LEAST: Usage("least(a, b, ...)", "The earliest date or the smallest number."),
    Function.GREATEST: Usage("greatest(a, b, ...)", "The latest date or the largest number."),
    BAND: Usage(
        'band(number, "0-4", "5-9", "10+")',
        'The label of the band that a number lies in, up to the next whole number; else "outside the bands".',
    ),
    Aggregation.EXISTS: Usage(
        "exists(extract, condition)", "Whether the child has a row that meets the condition."
    ),
    Aggregation.COUNT: Usage("count(extract, condition)", "How many rows of the child meet the condition."),
    Aggregation.COUNT_DISTINCT: Usage(
        "count_distinct(extract.column, condition)",
        "How many different values a column has in the child's rows; what is missing is none.",
    ),
    Aggregation.SUM: Usage(
        "sum(extract.column, condition)", "The sum of a column of numbers; of no rows, missing."
    ),
    Aggregation.MIN: Usage(
        "min(extract.column, condition)", "The earliest date, smallest number or first text of a column."
    ),
    Aggregation.MAX: Usage(
        "max(extract.column, condition)", "The latest date, largest number or last text of a column."
    ),
    Aggregation.FIRST: Usage(
        "first(extract.column, by=column, where=condition)",
        "The column's value in the first row in the order of `by`.",
    ),
    Aggregation.LAST: Usage(
        "last(extract.column, by=column, where=condition)",
        "The column's value in the last row in the order of `by`.",
    ),
}

#: Every word that is called like a function.
CALLABLE: tuple[str, ...] = tuple(str(name) for name in USAGES)
