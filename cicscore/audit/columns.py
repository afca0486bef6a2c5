"""The columns of a printed scorecard, and the headings by which each is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

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
    OVERRIDDEN = "overridden"
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
    Column.VARIANT: ("variant", "variants", "line variant", "cohort", "population", "uasc"),
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
    Column.OVERRIDDEN: ("overridden", "set by hand"),
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


#: Headings of a page that prints two variants beside each other: excl_result, Latest Result (inc UASC).
_SIDE = r"(?P<word>incl|including|inc|excl|excluding|exc)(?: uasc)?"
_SIDES = (
    re.compile(rf"(?P<rest>.*)[(\[]{_SIDE}[)\]]", re.IGNORECASE),
    re.compile(rf"{_SIDE}[ _](?:page[ _])?(?P<rest>.+)", re.IGNORECASE),
    re.compile(rf"(?P<rest>.+)[ _]{_SIDE}", re.IGNORECASE),
)


class Slot(NamedTuple):
    """What a position of a row holds: a column and, on a page with two variants side by side, of which."""

    column: Column
    side: str | None = None


def _form(heading: str) -> tuple[str, str | None]:
    """The plain form of a heading without the variant that it names, and that variant."""
    whole = plain(heading)
    if whole in HEADINGS[Column.VARIANCE]:
        return whole, None
    for pattern in _SIDES:
        if match := pattern.fullmatch(heading.strip()):
            word = "including" if match["word"].casefold().startswith("in") else "excluding"
            return plain(match["rest"]), f"{word} UASC"
    return whole, None


def columns_of(headings: Sequence[str]) -> Mapping[int, Slot]:
    """What each position holds whose heading is known; a column's other headings are set aside."""
    forms = [_form(heading) for heading in headings]
    found: dict[int, Slot] = {}
    for side in dict.fromkeys(side for _, side in forms):
        for column, spellings in HEADINGS.items():
            free = [
                at
                for at, (form, own) in enumerate(forms)
                if own == side and form in spellings and at not in found and column is not Column.ASIDE
            ]
            if free:
                found[min(free, key=lambda at: spellings.index(forms[at][0]))] = Slot(column, side)
    known = {spelling for spellings in HEADINGS.values() for spelling in spellings}
    aside = {
        at: Slot(Column.ASIDE)
        for at, (form, _) in enumerate(forms)
        if at not in found and (form in known or not form)
    }
    return found | aside


def doubled(headings: Sequence[str]) -> Iterable[tuple[Column, int]]:
    """The columns whose heading stands twice in the same words, each with the second position."""
    forms = [_form(heading) for heading in headings]
    for position, slot in columns_of(headings).items():
        if slot.column is not Column.ASIDE:
            for other in range(position + 1, len(forms)):
                if forms[other] == forms[position]:
                    yield slot.column, other
                    break
