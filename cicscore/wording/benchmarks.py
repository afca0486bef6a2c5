"""Words for where an authority stands among others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from cicscore.results import BenchmarkRow, IndicatorInfo
from cicscore.text import as_written, ordinal, value_text

#: How places and quarters are counted, for every page that shows them.
RULE = (
    "Rank: the place of the published figure among all authorities that have one; 1 is best, and equal "
    "figures share the better place. Quartile: 1 is the better quarter."
)
#: What the place of the scorecard's own figure is.
RULE_OF_NOW = (
    "This scorecard's rank: the place that its own figure, which is not published, would have among the "
    "others' published ones."
)


def rank_text(row: BenchmarkRow) -> str | None:
    """The place in short, marked where others share it: "=2 of 150"; ``None`` where there is none."""
    if row.rank is None:
        return None
    shared = "=" if row.ranked_alike is not None and row.ranked_alike > 1 else ""
    return f"{shared}{row.rank:,} of {row.rank_of:,}"


def current_text(row: BenchmarkRow) -> str | None:
    """The place of the scorecard's own figure in short; ``None`` where there is none."""
    return None if row.current_rank is None else f"{row.current_rank:,} of {_among(row):,}"


def current_sentence(row: BenchmarkRow) -> str | None:
    """The place of the scorecard's own figure as a sentence."""
    if row.current_rank is None:
        return None
    return (
        f"The figure of this scorecard, which is not published, would be {ordinal(row.current_rank)} of "
        f"{_among(row):,} among the others' published ones."
    )


def _among(row: BenchmarkRow) -> int:
    """The others with a figure, and the own one, which takes the place of the published one."""
    return row.rank_of + (row.value is None)


def neighbours_text(row: BenchmarkRow) -> str | None:
    """The neighbours' mean and best in a sentence; ``None`` where none is named."""
    if not row.neighbours:
        return None
    whole = len(row.neighbours)
    if row.neighbours_mean_display is None:
        return f"None of the {whole:,} statistical neighbours has a figure."
    mean = (
        f"The mean of {row.neighbours_with_figure:,} of {whole:,} statistical neighbours is "
        f"{row.neighbours_mean_display}"
    )
    if row.best_neighbour is None:
        return f"{mean}."
    return f"{mean}; the best is {row.best_neighbour} with {row.best_neighbour_display}."


def spread_text(row: BenchmarkRow, info: IndicatorInfo) -> str | None:
    """How far the figures of all authorities lie apart, in a sentence; ``None`` where there are none."""
    if row.lowest is None or row.highest is None:
        return None

    def text(value: float) -> str:
        return value_text(Fraction(as_written(value)), info.printed_in, info.decimals)

    found = (
        f"Figures run from {text(row.lowest)} to {text(row.highest)}, with a median of {row.median_display}"
    )
    if row.first_quartile is None or row.third_quartile is None:
        return f"{found}."
    return f"{found}; the middle half lies between {text(row.first_quartile)} and {text(row.third_quartile)}."


def caveats(rows: Iterable[BenchmarkRow], titles: Mapping[str, str]) -> tuple[str, ...]:
    """Why there is no rank, and what was left out, each once with the indicators that it holds for."""
    found: dict[str, list[str]] = {}
    for row in rows:
        reasons = () if row.rank is not None else (row.rank_reason,)
        for text in (*reasons, *(f"{note.partition(': ')[2]}." for note in row.notes)):
            found.setdefault(text[:1].upper() + text[1:], []).append(titles[row.indicator])
    return tuple(f"{text} ({'; '.join(names)})" for text, names in found.items())


def sources(rows: Iterable[BenchmarkRow]) -> tuple[str, ...]:
    """Where the figures were published, and of which year, each once."""
    return tuple(dict.fromkeys(f"{row.source.rstrip('.')}, {row.period}" for row in rows))
