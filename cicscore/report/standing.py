"""Where the authority stands among others, as the page of an indicator shows it: sentences and a strip."""

from __future__ import annotations

from msgspec import Struct

from cicscore.results import BenchmarkRow, IndicatorInfo, Scorecard
from cicscore.wording.benchmarks import current_sentence, neighbours_text, spread_text

#: The ends of the strip, in the units of its drawing; a mark at an end needs room.
_LEFT, _RIGHT = 14.0, 626.0


class Strip(Struct, frozen=True):
    """A line from the lowest figure to the highest, with marks at places along it."""

    title: str
    left: float
    right: float
    box: tuple[float, float] | None
    median: float
    neighbours: tuple[float, ...]
    own: float | None


class Standing(Struct, frozen=True):
    """A row of benchmarks, with what is said and drawn of it."""

    row: BenchmarkRow
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    strip: Strip | None


def standing_of(scorecard: Scorecard, info: IndicatorInfo) -> Standing | None:
    """Where the authority stands in an indicator; ``None`` where no figures of others were given."""
    row = next((found for found in scorecard.benchmarks if found.indicator == info.id), None)
    if row is None:
        return None
    said = (spread_text(row, info), neighbours_text(row), current_sentence(row))
    notes = (note.partition(": ")[2] for note in row.notes)
    return Standing(
        row=row,
        sentences=tuple(text for text in said if text is not None),
        notes=tuple(f"{note[:1].upper()}{note[1:]}." for note in notes),
        strip=_strip(row, info),
    )


def _strip(row: BenchmarkRow, info: IndicatorInfo) -> Strip | None:
    """The drawing; ``None`` where all figures are the same, so that there is no line."""
    if row.lowest is None or row.highest is None or row.median is None or row.lowest == row.highest:
        return None
    low, high = row.lowest, row.highest

    def at(value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * (value - low) / (high - low)

    has_box = row.first_quartile is not None and row.third_quartile is not None
    box = (at(row.first_quartile or 0), at(row.third_quartile or 0)) if has_box else None
    return Strip(
        title=f"{info.title}: figures of all authorities, {row.period}",
        left=_LEFT,
        right=_RIGHT,
        box=box,
        median=at(row.median),
        neighbours=tuple(at(one.value) for one in row.neighbours if one.value is not None),
        own=None if row.value is None else at(row.value),
    )
