"""Wilson's interval against published values, and its laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.trend_tests import wilson_interval


@pytest.mark.parametrize(
    ("count", "out_of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_published_intervals(count: int, out_of: int, low: float, high: float) -> None:
    """The four examples of R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson_interval(count, out_of) == (
        pytest.approx(low, abs=0.00005),
        pytest.approx(high, abs=0.00005),
    )


parts = st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(parts)
def test_the_interval_holds_the_share_and_stays_a_share(part: tuple[int, int]) -> None:
    """Both ends are shares, and the share itself lies between them."""
    low, high = wilson_interval(*part)
    assert 0 <= low <= part[0] / part[1] <= high <= 1


@given(parts)
def test_what_is_not_counted_has_the_mirrored_interval(part: tuple[int, int]) -> None:
    """Counting the others turns the interval round."""
    low, high = wilson_interval(*part)
    other_low, other_high = wilson_interval(part[1] - part[0], part[1])
    assert (other_low, other_high) == (pytest.approx(1 - high), pytest.approx(1 - low))


@pytest.mark.parametrize(("count", "out_of"), [(-1, 3), (4, 3), (0, 0)])
def test_what_is_no_part_has_no_interval(count: int, out_of: int) -> None:
    """A count outside its total is a mistake of the caller, and said so."""
    with pytest.raises(ValueError, match=rf"^{count} is not a part of {out_of}$"):
        wilson_interval(count, out_of)
