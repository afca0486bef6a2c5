"""The derivation against a slow second reading of the same rules, on returns made up at random."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cicscore.app.api import load_extracts, score
from tests.ssda903.returns import AS_AT, shipped, write_return
from tests.ssda903.slow_reading import counts

pytestmark = pytest.mark.slow

_INDICATORS = ("awaiting_adoption", "three_or_more_placements", "left_care_adopted", "review_participation")
_STEPS = st.tuples(
    st.integers(1, 60),  # days until the episode ends
    st.sampled_from("LPPPPTBU"),
    st.sampled_from(["C2"] * 6 + ["E1", "V4"]),
    st.sampled_from(["U4", "U4", "U4", "U6", "T2", "T4", "T4", "A5"]),
    st.sampled_from(["AB1", "AB1", "CD2"]),
    st.sampled_from(["X1"] * 9 + ["E4A", "E12", "E3"]),
    st.sampled_from([0, 0, 9]),  # days until the next period of care, after one that ended
)


def _episodes(child: str, first: dt.date, steps: list[tuple[int, str, str, str, str, str, int]]) -> list[str]:
    """The child's rows: each starts as the one before ends, with S after a reason for leaving."""
    rows, start, new = [], first, "S"
    for place, (days, change, status, home, post, reason, pause) in enumerate(steps):
        end = start + dt.timedelta(days=days)
        goes_on = place == len(steps) - 1 and reason == "X1"
        ending = "- -" if goes_on or end > AS_AT else f"{end} {reason}"
        rows.append(f"{child} {start} {new} {status} {home} PR1 {ending} {post}")
        if ending == "- -":
            return rows
        new = change if reason == "X1" else "S"
        start = end if reason == "X1" else end + dt.timedelta(days=pause)
    return rows


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    children=st.lists(
        st.tuples(
            st.dates(dt.date(2015, 4, 1), dt.date(2016, 2, 1)), st.lists(_STEPS, min_size=4, max_size=9)
        ),
        min_size=1,
        max_size=6,
    ),
    reviews=st.lists(
        st.tuples(
            st.integers(0, 5),
            st.dates(dt.date(2015, 4, 1), AS_AT),
            st.sampled_from(["PN0", "PN1", "PN4", "PN7"]),
        ),
        max_size=8,
        unique_by=lambda one: one[:2],
    ),
)
def test_both_readings_count_the_same(
    children: list[tuple[dt.date, list[tuple[int, str, str, str, str, str, int]]]],
    reviews: list[tuple[int, dt.date, str]],
) -> None:
    """Children in care and with three placements, leavers and adopted, reviews and views: all the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_return(
            Path(name) / "2015-16",  # episodes that start after the day would make it the next year's
            episodes="\n".join(
                row
                for child, (first, steps) in enumerate(children)
                for row in _episodes(f"c{child}", first, steps)
            ),
            reviews="\n".join(f"c{child % len(children)} - {day} {code}" for child, day, code in reviews),
        )
        slow = counts(folder, AS_AT)
        extracts = load_extracts(folder, shipped(), as_at=AS_AT, skip_faulty_rows=True)
        rows = {
            row.indicator: (int(row.numerator or 0), int(row.denominator or 0))
            for row in score(shipped(), extracts, AS_AT, only=_INDICATORS).results
            if row.variant == "all"
        }
    assert rows["three_or_more_placements"] == (slow["three placements"], slow["in care"])
    assert rows["left_care_adopted"] == (slow["adopted"], slow["leavers"])
    assert rows["review_participation"] == (slow["views given"], slow["reviews"])
