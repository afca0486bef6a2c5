"""The columns of a printed scorecard, and the headings by which each is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from cicscore.text import MONTHS


class Column(StrEnum):
    """What a column of a printed scorecard holds. Only the indicator and the value are needed."""

    INDICATOR = "indicator"
    VARIANT = "variant"
    BREAKDOWN = "breakdown"
    GROUP = "group"
    PAGE = "page"
    AS_AT = "as_at"
    TITLE = "title"
    POLARITY = "polarity"
    UNIT = "unit"
    VALUE = "value"
    RAG = "rag"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    TARGET = "target"
    PREVIOUS = "previous"
    PREVIOUS_AS_AT = "previous_as_at"
    OUTTURN = "outturn"
    OUTTURN_AS_AT = "outturn_as_at"
    CHANGE = "change"
    VARIANCE = "variance"
    ASIDE = "aside"


#: The columns whose cells are numbers.
NUMBERS: Final = (
    Column.VALUE,
    Column.NUMERATOR,
    Column.DENOMINATOR,
    Column.TARGET,
    Column.PREVIOUS,
    Column.OUTTURN,
    Column.CHANGE,
    Column.VARIANCE,
)

#: The headings of each column in their plain form; where a file has several of them, the first one counts.
HEADINGS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.INDICATOR: (
        "indicator", "measure", "performance indicator", "performance measure", "kpi", "pi", "indicator name",
        "measure name", "indicator title", "id", "description",
    ),
    Column.VARIANT: ("variant", "variants", "cohort", "population", "uasc"),
    Column.BREAKDOWN: ("breakdown", "broken down by", "split", "split by"),
    Column.GROUP: ("group", "category", "sub group", "subgroup", "area", "district", "team", "age group"),
    Column.PAGE: ("page", "table", "sheet", "section of the paper"),
    Column.AS_AT: ("as at", "as of", "date", "at", "period end", "reporting date", "month"),
    Column.TITLE: ("title", "indicator title", "name", "measure title", "full title", "description"),
    Column.POLARITY: ("polarity", "pol", "good is", "good to be", "good performance", "direction of good"),
    Column.UNIT: ("unit", "units", "unit of measure", "format", "type"),
    Column.VALUE: (
        "display", "latest result", "latest", "result", "value", "current", "current result",
        "current performance", "actual", "performance", "figure", "current value", "latest value", "outcome",
    ),
    Column.RAG: ("rag", "rag rating", "rag status", "rating", "status rag"),
    Column.NUMERATOR: ("numerator", "num", "nume", "numer"),
    Column.DENOMINATOR: ("denominator", "denom", "den"),
    Column.TARGET: ("target", "targets", "plan", "goal"),
    Column.PREVIOUS: (
        "previous display", "previous", "prev", "previous result", "previous value", "previous quarter",
        "previous month", "last quarter", "last month", "prior quarter", "prior", "quarter before", "q",
        "previous figure", "previous performance",
    ),
    Column.PREVIOUS_AS_AT: ("previous as at", "previous date"),
    Column.OUTTURN: (
        "outturn display", "outturn", "previous year", "last year", "prior year", "year before", "year end",
    ),
    Column.OUTTURN_AS_AT: ("outturn as at", "outturn date"),
    Column.CHANGE: (
        "change display", "change", "movement", "change since previous", "change from previous",
        "difference from previous",
    ),
    Column.VARIANCE: (
        "difference display", "variance", "variance with uasc excluded", "difference", "diff", "var",
        "variance excluding uasc", "difference from all",
    ),
    Column.ASIDE: (
        "order", "no", "row", "line", "variant title", "note", "notes", "comment", "comments", "commentary",
        "source", "owner", "lead", "direction", "direction of travel", "dot",
    ),
}  # fmt: skip

_MONTHS = frozenset(name for month in MONTHS for name in (month.casefold(), month[:3].casefold())) | {"sept"}


def plain(heading: str) -> str:
    """A heading without letter case, signs, brackets' content, years, quarters' numbers and months.

    >>> plain("Target 15/16"), plain("Latest Result (%)"), plain("Q3 2015-16"), plain("previous_as_at")
    ('target', 'latest result', 'q', 'previous as at')
    """
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", heading.casefold())
    words = re.sub(r"[^a-z]+", " ", text).split()
    kept = [word for word in words if word not in _MONTHS]
    return " ".join(kept or words)


def columns_of(headings: Sequence[str]) -> Mapping[int, Column]:
    """The column of each position whose heading is known; the others of a column's headings are set aside."""
    forms = [plain(heading) for heading in headings]
    found: dict[int, Column] = {}
    for column, spellings in HEADINGS.items():
        if column is Column.ASIDE:
            continue
        free = [
            position for position, form in enumerate(forms) if form in spellings and position not in found
        ]
        if free:
            found[min(free, key=lambda position: spellings.index(forms[position]))] = column
    known = {spelling for spellings in HEADINGS.values() for spelling in spellings}
    aside = {
        position: Column.ASIDE
        for position, form in enumerate(forms)
        if position not in found and (form in known or not form)
    }
    return found | aside


def doubled(headings: Sequence[str]) -> Iterable[tuple[Column, int]]:
    """The columns whose heading stands twice in the same words, each with the second position."""
    found = columns_of(headings)
    forms = [plain(heading) for heading in headings]
    for position, column in found.items():
        if column is not Column.ASIDE:
            for other in range(position + 1, len(forms)):
                if forms[other] == forms[position]:
                    yield column, other
                    break
