"""Rows whose key another row has, whatever the columns of the key are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.extracts.folders import catalogue, messages, write

#: Column types, and texts of them: few, so that rows often share a key, and some as far apart as can be.
CELLS = {
    "code": ("{type: code, codes: {A: One, B: Two, C: Three}}", ["A", "B", "C"]),
    "date": ("{type: date}", ["1900-01-01", "2016-03-31", "2016-04-01", "2099-12-31"]),
    "datetime": ("{type: datetime}", ["1900-01-01 00:00", "2016-03-31 23:59", "2099-12-31 12:30"]),
    "number": ("{type: number}", ["-1.5", "0", "999999999"]),
    "text": ("{type: text}", ["x", "y"]),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    "kinds",
    [
        ("date",),
        ("code", "date"),
        ("number", "date"),
        ("text", "datetime", "code"),
        # Together these could have more values than one whole number has.
        ("datetime", "datetime", "datetime", "code"),
    ],
)
@given(data=st.data())
def test_every_row_with_the_key_of_another_is_told_and_no_other(
    tmp_path: Path, kinds: tuple[str, ...], data: st.DataObject
) -> None:
    """Against a plain count of the rows as they were written; a row alone with its key is sound.

    Where all rows of a key have the same note, all but the first of them are repeats; else each is at fault.
    """
    row = st.tuples(*(st.sampled_from(CELLS[kind][1]) for kind in kinds), st.sampled_from(["p", "q", ""]))
    rows = data.draw(st.lists(row, max_size=12))
    names = [f"x{place}" for place in range(len(kinds))]
    columns = ", ".join(f"{name}: {CELLS[kind][0]}" for name, kind in zip(names, kinds, strict=True))
    of = catalogue(
        events=f"{{file: events.csv, key: [{', '.join(names)}], columns: {{{columns},"
        " note: {type: text, required: false}}}"
    )
    text = "".join(",".join(row) + "\n" for row in ((*names, "note"), *rows))
    found = messages(write(tmp_path, events=text, children="child_id\nA1\n"), of)
    told = [
        (int(match[1]), match[2])
        for one in found
        if (match := re.match(r"events\.csv:(\d+) .*(CIC530|CIC552)", one))
    ]
    alike = Counter(row[:-1] for row in rows)
    same = Counter(rows)
    expected = [
        (line, "CIC530" if same[row] < alike[row[:-1]] else "CIC552")
        for line, row in enumerate(rows, start=2)
        if alike[row[:-1]] > 1 and not (same[row] == alike[row[:-1]] and rows.index(row) == line - 2)
    ]
    assert len(told) == len(found)
    assert told == expected
