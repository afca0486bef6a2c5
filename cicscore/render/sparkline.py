"""A series drawn in one line of text: each figure by its height between the lowest and the highest."""

from __future__ import annotations

from collections.abc import Sequence

_BLOCKS, _NO_BLOCK = "▁▂▃▄▅▆▇█", "·"
#: Digits where only ASCII can be shown: 1 is the lowest figure, 8 the highest.
_DIGITS, _NO_DIGIT = "12345678", "."


def sparkline(values: Sequence[float | None], *, ascii_only: bool) -> str:
    """One sign for each value; a series that never moves stays in the middle."""
    signs, gap = (_DIGITS, _NO_DIGIT) if ascii_only else (_BLOCKS, _NO_BLOCK)
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)

    def sign(value: float) -> str:
        if high == low:
            return signs[3]
        return signs[min(int((value - low) / (high - low) * len(signs)), len(signs) - 1)]

    return "".join(gap if value is None else sign(value) for value in values)


def sparkline_legend(*, ascii_only: bool) -> str:
    """What the signs mean."""
    signs, gap = (_DIGITS, _NO_DIGIT) if ascii_only else (_BLOCKS, _NO_BLOCK)
    return f"from {signs[0]} (the line's own lowest) to {signs[-1]} (its highest), {gap} no figure"
