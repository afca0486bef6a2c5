"""Read dates and times as exports write them, never guessing.

The day or the year comes first, or the month is named; a date that could be read in two ways is refused.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cicscore.extracts.faults import Message
from cicscore.tables.arrow import marked, marks, matching, numbers, places_among, strings, text_bytes
from cicscore.text import MONTHS

FIRST_YEAR, LAST_YEAR = 1900, 2100

#: The number of each English month name, short or full, whatever the machine's locale.
_NAMES = {name.lower(): number for number, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {
    "sept": 9
}
_NAME = f"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?[ ]?(?P<half>am|pm)?"
_TIME = rf"(?:(?:[ ]+|T){_CLOCK})?$"
_PATTERNS = tuple(
    f"(?i)^{day}{_TIME}"
    for day in (
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        # Dates with points are never American.
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        rf"(?P<day>\d{{1,2}})(?:[ ]+|[/.-]){_NAME}(?:[ ]+|[/.-])(?P<year>\d{{4}})",
        # SQL Server's format: Jun  1 2014 12:00AM.
        rf"{_NAME}[ ]+(?P<day>\d{{1,2}}),?[ ]+(?P<year>\d{{4}})",
    )
)

Days: TypeAlias = npt.NDArray[np.datetime64]
Moments: TypeAlias = npt.NDArray[np.datetime64]
_Whole: TypeAlias = npt.NDArray[np.uint16]


def moments(texts: Any, years: tuple[int, int] = (FIRST_YEAR, LAST_YEAR)) -> Moments:
    """Each of the distinct ``texts`` as ``datetime64[s]``, or not-a-time if it cannot be read.

    A date alone is read as midnight; fractions of a second are dropped. Dates outside ``years`` are not read.
    """
    if years == (FIRST_YEAR, LAST_YEAR) and (plain := plain_days(texts)) is not None:
        return plain.astype("datetime64[s]")
    result = np.full(len(texts), "NaT", "datetime64[s]")
    waiting = np.ones(len(texts), np.bool_)
    for pattern in _PATTERNS:
        if not waiting.any():
            break
        fields = pc.extract_regex(marked(texts, waiting), pattern)
        matched = marks(pc.is_valid(fields))
        places = np.flatnonzero(waiting)[matched]
        result[places] = _assembled(marked(fields, matched), years)
        waiting[places] = False
    return result


#: Where a day of ten characters has its separators, its day, its month and its year.
_LAYOUTS = (
    (ord("/"), (2, 5), (0, 1), (3, 4), (6, 7, 8, 9)),
    (ord("-"), (4, 7), (8, 9), (5, 6), (0, 1, 2, 3)),
)
_CHARACTERS = 10
#: The first day of each month of the years that are read, and of the month after them.
_FIRSTS = np.arange(f"{FIRST_YEAR}-01", f"{LAST_YEAR + 1}-02", dtype="datetime64[M]").astype("datetime64[D]")
_LENGTHS = np.diff(_FIRSTS).astype(np.uint8)


def plain_days(texts: Any) -> Days | None:
    """The day of each text of an arrow array, not-a-time for an empty one.

    ``None`` unless each is a day that exists, written dd/mm/yyyy or, all of them, yyyy-mm-dd. Most columns
    are, and are then read a character of all days at a time.
    """
    ends, data = text_bytes(texts)
    widths = np.diff(ends)
    filled = widths > 0
    if (widths[filled] != _CHARACTERS).any():
        return None
    characters = data[ends[0] : ends[-1]].reshape(-1, _CHARACTERS).T.copy()
    for separator, between, *parts in _LAYOUTS:
        if all((characters[at] == separator).all() for at in between):
            written = _existing(*(_whole(characters, at) for at in parts))
            break
    else:
        return None
    if written is None or filled.all():
        return written
    found = np.full(len(texts), "NaT", "datetime64[D]")
    found[filled] = written
    return found


def _whole(characters: npt.NDArray[np.uint8], at: Sequence[int]) -> _Whole:
    """The whole numbers of these digits, beyond every year where a character is none."""
    digits = [characters[place] - ord("0") for place in at]
    if any((digit > 9).any() for digit in digits):
        return np.full(characters.shape[1], LAST_YEAR + 1, np.uint16)
    return reduce(lambda number, digit: number * 10 + digit, (digit.astype(np.uint16) for digit in digits))


def _existing(day: _Whole, month: _Whole, year: _Whole) -> Days | None:
    """The days, or ``None`` if any of them does not exist."""
    if (year < FIRST_YEAR).any() or (year > LAST_YEAR).any() or (month < 1).any() or (month > 12).any():
        return None
    months = (year - FIRST_YEAR) * 12 + month - 1
    if (day < 1).any() or (day > _LENGTHS[months]).any():
        return None
    found: Days = _FIRSTS[months] + (day - 1)
    return found


def day_of(text: str) -> dt.date | None:
    """The date in ``text``, ignoring a time after it; ``None`` if it cannot be read."""
    (moment,) = moments(strings([text.strip()]))
    return None if np.isnat(moment) else moment.astype("datetime64[D]").item()


def _assembled(fields: Any, years: tuple[int, int]) -> Moments:
    day, year, hour, minute, second = (
        _numbers(pc.struct_field(fields, name)) for name in ("day", "year", "hour", "minute", "second")
    )
    month = _months(pc.struct_field(fields, "month"))
    half = places_among(pc.utf8_lower(pc.struct_field(fields, "half")), strings(["am", "pm"]))
    on_clock = np.where(half < 0, hour < 24, (hour >= 1) & (hour <= 12))
    hour = np.where(half < 0, hour, hour % 12 + 12 * half)
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    month_length = (
        (first + np.timedelta64(1, "M")).astype("datetime64[D]") - first.astype("datetime64[D]")
    ).astype(np.int64)
    valid = (
        (year >= years[0])
        & (year <= years[1])
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (day <= month_length)
        & on_clock
        & (minute < 60)
        & (second < 60)
    )
    seconds = (day - 1) * 86_400 + hour * 3_600 + minute * 60 + second
    return np.where(
        valid, first.astype("datetime64[s]") + seconds.astype("timedelta64[s]"), np.datetime64("NaT", "s")
    )


def _months(texts: Any) -> npt.NDArray[np.int64]:
    """The number of each month, written in digits or by its name; 0 for what only looks like a name."""
    if matching(texts, r"^\d+$").all():
        return _numbers(texts)
    named = places_among(pc.utf8_lower(texts), strings(list(_NAMES)))
    of_names: npt.NDArray[np.int64] = np.array([*_NAMES.values(), 0], np.int64)[named]
    return of_names


def _numbers(texts: Any) -> npt.NDArray[np.int64]:
    """The texts as whole numbers; an empty one is nought."""
    return numbers(pc.cast(pc.utf8_lpad(texts, 4, "0"), pa.int64()))


#: Texts that look like a date in a format that is read, valid or not, with their parts and what follows.
_DAY_LIKE = tuple(
    re.compile(day + r"(?P<rest>\D.*)?", re.IGNORECASE | re.ASCII)
    for day in (
        r"(?P<day>\d{1,2})(?P<mark>[/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d+)",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        rf"(?P<day>\d{{1,2}})(?:[ ]+|[/.-]){_NAME}(?:[ ]+|[/.-])(?P<year>\d+)",
    )
)
_ZONE = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})", re.IGNORECASE)


def explain_date(text: str, shown: str, *, with_time: bool) -> Message:
    """Why ``text`` is refused; ``shown`` is how the message refers to it."""
    allowed = (
        "a date and time as dd/mm/yyyy hh:mm or yyyy-mm-dd hh:mm, with or without seconds"
        if with_time
        else "a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored"
    )
    found, advice = _what_is_wrong(text, shown)
    return Message(found, advice, allowed)


def _what_is_wrong(text: str, shown: str) -> tuple[str, str]:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return (
            f"{shown} is not a date but looks like the number by which Excel counts days",
            "Format the column as a date (dd/mm/yyyy) in Excel and save the CSV again.",
        )
    if re.fullmatch(r"\d{1,2}-\d{1,2}-\d{4}(\D.*)?", text):
        return (
            f"{shown} may have the day first or the month",
            "Export it as dd/mm/yyyy; or, where the day is always first, say so in mapping.yaml beside the"
            " extracts (`dates: dd-mm-yyyy`).",
        )
    for pattern in _DAY_LIKE:
        if parts := pattern.fullmatch(text):
            month = _NAMES.get(parts["month"].lower()) or int(parts["month"])
            american = "/" in text and month > 12 and 1 <= int(parts["day"]) <= 12
            return (
                _american(shown)
                if american and len(parts["year"]) == 4
                else _wrong_day(shown, int(parts["day"]), month, parts["year"], parts["rest"] or "")
            )
    return (
        f"{shown} is not written as a date",
        "Format the column as a date (dd/mm/yyyy) and export it again; leave the cell blank only where there"
        " is no date.",
    )


def _american(shown: str) -> tuple[str, str]:
    return (
        f"{shown} cannot be read as day/month/year; it looks American (month first)",
        "Export every date of the column with the day first, or as yyyy-mm-dd; a date such as 03/04/2016"
        " is wrong there as well, and does not look so.",
    )


def _wrong_day(shown: str, day: int, month: int, year: str, rest: str) -> tuple[str, str]:
    if len(year) != 4:
        digits = {1: "one digit", 2: "two digits", 3: "three digits"}.get(len(year), f"{len(year)} digits")
        return f"{shown} has a year of {digits}", "Write the year with four digits, such as 31/03/2016."
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return (
            f"{shown} lies outside the years {FIRST_YEAR} to {LAST_YEAR}",
            "Correct the year in the source system; where the day stands for an end that is still open, say"
            " so with `open_date` at the column in the catalogue.",
        )
    if not 1 <= month <= 12:
        return f"{shown} has no month that exists", "Correct the date in the source system."
    if not 1 <= day <= calendar.monthrange(int(year), month)[1]:
        return f"there is no {day} {MONTHS[month - 1]} {year}", "Correct the date in the source system."
    if _ZONE.fullmatch(rest):
        return (
            f"{shown} is a time of a time zone, and in summer an hour before midnight there is the next day"
            " in England",
            "Export days and times as they were in England, without a zone.",
        )
    # An existing day is refused only because of what follows it.
    return (
        f"{shown} has something after the day that is not a time of day",
        "Write the time as hh:mm or hh:mm:ss, with AM or PM where it is of the 12-hour clock, or the date"
        " alone.",
    )
