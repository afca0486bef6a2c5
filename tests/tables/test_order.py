"""Rows in order, by a number that holds every key or, where 64 bits do not hold it, key by key."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cicscore.tables.order import in_order

SMALL = st.integers(-3, 3)
LARGE = st.sampled_from([-(2**62), -1, 0, 2**62])


@given(st.lists(st.tuples(SMALL, SMALL)) | st.lists(st.tuples(LARGE, SMALL)))
def test_rows_come_in_the_order_of_their_keys_or_as_they_stand(
    rows: list[tuple[int, int]],
) -> None:
    """As Python sorts pairs, which keeps the order of those that are alike."""
    first, second = (np.array([row[at] for row in rows], np.int64) for at in (0, 1))
    expected = sorted(range(len(rows)), key=lambda at: rows[at])
    assert in_order(first, second).tolist() == expected
    assert in_order(second.astype("datetime64[D]"), first).tolist() == sorted(
        range(len(rows)), key=lambda at: rows[at][::-1]
    )
    assert in_order(first.astype(np.float64), second).tolist() == sorted(
        range(len(rows)), key=lambda at: (float(rows[at][0]), rows[at][1])
    )
