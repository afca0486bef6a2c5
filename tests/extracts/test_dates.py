"""Days that are all written plainly are read at once, and mean what they mean one by one."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cicscore.extracts.dates import moments, plain_days
from cicscore.tables.arrow import strings

NUMBERS = st.tuples(st.integers(0, 33), st.integers(0, 14), st.integers(1895, 2105))
FORMS = st.sampled_from(["{0:02}/{1:02}/{2}", "{2}-{1:02}-{0:02}"])
WRITTEN = st.tuples(NUMBERS, FORMS)


def by_calendar(day: int, month: int, year: int) -> dt.datetime | None:
    """The day, if it exists and lies in the years that are read."""
    try:
        return dt.datetime(year, month, day) if 1900 <= year <= 2100 else None  # noqa: DTZ001 - days have none
    except ValueError:
        return None


@given(st.lists(WRITTEN, max_size=5), st.booleans())
def test_plain_days_are_read_as_the_calendar_has_them(
    days: list[tuple[tuple[int, int, int], str]], others: bool
) -> None:
    """Whether or not the column also has a day in words, which makes every text be read by its pattern."""
    texts = [form.format(*numbers) for numbers, form in days]
    expected = [by_calendar(*numbers) for numbers, _ in days]
    if others:
        texts, expected = [*texts, "1 March 2016"], [*expected, dt.datetime(2016, 3, 1)]  # noqa: DTZ001 - as above
    assert moments(strings(texts)).tolist() == expected


@given(st.lists(st.none() | NUMBERS, max_size=5), FORMS)
def test_a_column_of_days_and_blank_cells_is_read_as_a_whole_or_not_at_all(
    days: list[tuple[int, int, int] | None], form: str
) -> None:
    """A blank cell has no day, wherever it stands; one day that does not exist leaves the column unread."""
    found = plain_days(strings(["" if numbers is None else form.format(*numbers) for numbers in days]))
    expected = [None if numbers is None else by_calendar(*numbers) for numbers in days]
    if any(day is None and numbers is not None for day, numbers in zip(expected, days, strict=True)):
        assert found is None
    else:
        assert found is not None
        assert found.tolist() == [None if day is None else day.date() for day in expected]
