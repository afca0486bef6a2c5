"""Dates and times as an analyst's extracts write them: day first or ISO, and never guessed."""

from __future__ import annotations

import calendar
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cicscore.extracts.reporting import Explanation
from cicscore.figures import MONTHS

FIRST_YEAR, LAST_YEAR = 1900, 2100

_TIME = r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?$"
_DAY_FIRST = r"^(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})" + _TIME
_ISO = r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _TIME

Moments = npt.NDArray[np.datetime64]


def moments(texts: Any) -> Moments:
    """Each of the distinct ``texts`` as ``datetime64[s]``; not-a-time where it cannot be read.

    A day alone is its midnight; fractions of a second are dropped.
    """
    result = np.full(len(texts), "NaT", "datetime64[s]")
    for pattern in (_DAY_FIRST, _ISO):
        fields = pc.extract_regex(texts, pattern)
        matched = pc.is_valid(fields).to_numpy(zero_copy_only=False)
        if matched.any():
            result[matched] = _assembled(fields.filter(pa.array(matched)))
    return result


def days(times: Moments) -> Moments:
    """Midnight of each."""
    return times.astype("datetime64[D]").astype("datetime64[s]")


def _assembled(fields: Any) -> Moments:
    day, month, year, hour, minute, second = (
        _numbers(pc.struct_field(fields, name))
        for name in ("day", "month", "year", "hour", "minute", "second")
    )
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    month_length = (
        (first + np.timedelta64(1, "M")).astype("datetime64[D]") - first.astype("datetime64[D]")
    ).astype(np.int64)
    valid = (
        (year >= FIRST_YEAR)
        & (year <= LAST_YEAR)
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (day <= month_length)
        & (hour < 24)
        & (minute < 60)
        & (second < 60)
    )
    seconds = (day - 1) * 86_400 + hour * 3_600 + minute * 60 + second
    return np.where(
        valid, first.astype("datetime64[s]") + seconds.astype("timedelta64[s]"), np.datetime64("NaT", "s")
    )


def _numbers(texts: Any) -> npt.NDArray[np.int64]:
    written = pc.if_else(pc.equal(texts, ""), "0", texts)
    return np.asarray(pc.cast(written, pa.int64()).to_numpy(zero_copy_only=False), np.int64)


def explain_date(text: str, shown: str, *, with_time: bool) -> Explanation:
    """Why ``text`` is refused. ``shown`` is how the message names it."""
    allowed = (
        "a date and time as dd/mm/yyyy hh:mm or yyyy-mm-dd hh:mm, with or without seconds"
        if with_time
        else "a date as dd/mm/yyyy or yyyy-mm-dd; a time after it is passed over"
    )
    found, advice = _what_is_wrong(text, shown)
    return Explanation(found, advice, allowed)


def _what_is_wrong(text: str, shown: str) -> tuple[str, str]:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return (
            f"{shown} is not a date but looks like the number by which Excel counts days",
            "Format the column as a date (dd/mm/yyyy) in Excel and save the CSV again.",
        )
    if slashed := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d+)(\D.*)?", text):
        return _wrong_day(shown, *slashed.group(1, 2, 3))
    if iso := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(\D.*)?", text):
        if int(iso[2]) > 12:
            return f"{shown} has no month that exists", "Write the date as year-month-day."
        return _wrong_day(shown, *iso.group(3, 2, 1))
    return (
        f"{shown} is not written as a date",
        "Format the column as a date (dd/mm/yyyy) and export it again; leave the cell blank only where there"
        " is no date.",
    )


def _wrong_day(shown: str, day: str, month: str, year: str) -> tuple[str, str]:
    if len(year) != 4:
        digits = {1: "one digit", 2: "two digits", 3: "three digits"}.get(len(year), f"{len(year)} digits")
        return f"{shown} has a year of {digits}", "Write the year with four digits, such as 31/03/2016."
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return (
            f"{shown} lies outside the years {FIRST_YEAR} to {LAST_YEAR}",
            "Correct the year in the source system.",
        )
    if int(month) > 12 and 1 <= int(day) <= 12:
        return (
            f"{shown} cannot be read as day/month/year; it looks American (month first)",
            "Export every date of the column with the day first, or as yyyy-mm-dd; a date such as 03/04/2016"
            " is wrong there as well, and does not look so.",
        )
    if not 1 <= int(month) <= 12:
        return f"{shown} has no month that exists", "Correct the date in the source system."
    if not 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]:
        return (
            f"there is no {int(day)} {MONTHS[int(month) - 1]} {year}",
            "Correct the date in the source system.",
        )
    # A day that exists is refused only for what follows it.
    return (
        f"{shown} has something after the day that is not a time of day",
        "Write the time as hh:mm or hh:mm:ss on the 24-hour clock, or the date alone.",
    )
