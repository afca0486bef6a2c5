"""How far a share of few may be from what lies behind it."""

from __future__ import annotations

import math

#: The standard normal quantile that leaves 2.5% on either side.
_Z = 1.959963984540054


def wilson_interval(count: int, out_of: int) -> tuple[float, float]:
    """The 95% interval of the share ``count / out_of``, as shares from 0 to 1.

    Wilson's score interval without continuity correction: E. B. Wilson, "Probable inference, the law of
    succession, and statistical inference", Journal of the American Statistical Association 22 (1927),
    209-212; method 3 in R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872. Raises ``ValueError``
    where ``count`` is no part of ``out_of``.
    """
    if not 0 <= count <= out_of or out_of == 0:
        raise ValueError(f"{count} is not a part of {out_of}")
    middle = count + _Z**2 / 2
    reach = _Z * math.sqrt(count * (out_of - count) / out_of + _Z**2 / 4)
    total = out_of + _Z**2
    # At either end the interval reaches 0 or 1 exactly, which binary numbers may just miss.
    low = 0.0 if count == 0 else (middle - reach) / total
    high = 1.0 if count == out_of else (middle + reach) / total
    return low, high
