"""How numbers, days, years and words are written in a catalogue, and what was meant by another form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from cicscore.expressions.suggestions import day_of, unambiguous_day
from cicscore.faults import nearest
from cicscore.vocabulary import PeriodType, Polarity, Rag

#: What the scorecard prints for a word, where that is shorter.
_PRINTED: tuple[tuple[str, str], ...] = (
    *((polarity.letter, polarity.value) for polarity in Polarity),
    *((period.abbreviation, period.value) for period in PeriodType),
    *((rag.letter, rag.value) for rag in Rag),
)
_WITH_COMMA = re.compile(r"([-+]?[0-9]+),([0-9]{1,2})")
_WITH_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_WITH_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]+")


def meant_word(written: str, words: Sequence[str]) -> str | None:
    """The word that was misspelt, or that the scorecard prints so."""
    printed = (word for short, word in _PRINTED if word in words and short == written.strip().upper() != "")
    return next(printed, None) or nearest(written, words)


def meant_number(written: object) -> tuple[str, str | None]:
    """What to do about a value that is no number, and the number that was meant."""
    text = written.strip() if isinstance(written, str) else ""
    if text.endswith("%"):
        alone = text.rstrip("% ")
        return "Leave out the % sign.", alone if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", alone) else None
    if (decimals := _WITH_COMMA.fullmatch(text)) is not None:
        return "Write a point before decimals.", f"{decimals[1]}.{decimals[2]}"
    if _WITH_THOUSANDS.fullmatch(text):
        return "Leave out the comma.", text.replace(",", "")
    if _WITH_EXPONENT.fullmatch(text):
        return "Write the number out, without an exponent.", None
    return "Write the digits 0 to 9, and a point before decimals.", None


def meant_day(written: str) -> tuple[str, str | None]:
    """What to do about text that is no day, and the day that was meant, where it can only be one."""
    text = written.strip()
    day = unambiguous_day(text)
    if day is not None:
        return "Write the year first, then the month, then the day.", day.isoformat()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and day_of(text) is None:
        return "Write a day of the calendar.", None
    return "Write the year first, then the month, then the day, with a dash between.", None


def meant_financial_year(written: str) -> str | None:
    """The financial year that was meant, such as 2015-16 by 2015/16 or 2015-2016."""
    years = re.fullmatch(r"([0-9]{4}) ?[-/–] ?(?:[0-9]{2})?([0-9]{2})", written.strip())
    if years is None or (int(years[1]) + 1) % 100 != int(years[2]):
        return None
    return f"{years[1]}-{years[2]}"


def is_day(text: str) -> bool:
    """Whether a day of the calendar is written year-month-day."""
    try:
        return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and bool(
            dt.date.fromisoformat(text)
        )
    except ValueError:
        return False
