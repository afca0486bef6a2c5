"""Find what a panel is told first: counts of ratings, changes of colour, and what moved most.

Everything is read from the scorecard's rows. A rating at the figure before is what was published with it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec import Struct

from cicscore.render.page import line_title, note_sentence
from cicscore.results import IndicatorInfo, RagCounts, Row, Scorecard
from cicscore.text import as_written, date_text
from cicscore.vocabulary import ALL, Direction, DirectionFrom, PeriodType, Rag, Unit
from cicscore.wording.editions import is_hidden
from cicscore.wording.notes import EMPTY, LEFT_OUT, STALE, left_out_notes
from cicscore.wording.overrides import NOTE_BY_HAND, OVERRIDDEN

#: Rankings leave out figures with fewer in the denominator.
SMALLEST_RANKED = 30
#: How many lines a ranking shows.
_MOST_RANKED = 5
#: Notes that say that a figure rests on incomplete or faulty data, or was set by hand.
_DATA_CAUTIONS = (
    LEFT_OUT,
    STALE,
    EMPTY,
    "incomplete_window",
    "unknown_rows",
    "missing_values",
    "off_scale",
    OVERRIDDEN,
    NOTE_BY_HAND,
)


class Line(Struct, frozen=True):
    """A line of the first page: its indicator, its row and its title."""

    indicator: IndicatorInfo
    row: Row
    title: str

    @property
    def is_restated(self) -> bool:
        """Whether the figure before comes out otherwise when it is computed again."""
        if self.row.previous_as_at is None:
            return False
        of = f"restated: the figure of {date_text(self.row.previous_as_at)} "
        return any(note.startswith(of) for note in self.row.notes)


class VariantEffect(Struct, frozen=True):
    """What leaving out a variant's children changes on a line that is rated otherwise without them."""

    title: str
    indicator: str
    whole: Row
    without: Row


class Caution(Struct, frozen=True):
    """A caution on the data, and the lines that it holds for."""

    text: str
    titles: tuple[str, ...]


class KeyChanges(Struct, frozen=True):
    """What the front page and the covering note report.

    ``before`` counts the ratings published with the figures before, and ``now_of_both`` today's, over the
    lines rated both times; ``None`` where no earlier rating is known. ``unranked`` is the number of
    comparable lines that the rankings leave out.
    """

    now: RagCounts
    before: RagCounts | None
    now_of_both: RagCounts | None
    before_on: tuple[dt.date, ...]
    rated: int
    rated_both_times: int
    lines: tuple[Line, ...]
    reds: tuple[Line, ...]
    moved: tuple[Line, ...]
    improvements: tuple[Line, ...]
    declines: tuple[Line, ...]
    unranked: int
    near_target: tuple[Line, ...]
    variant: str | None
    variant_effects: tuple[VariantEffect, ...]
    cautions: tuple[Caution, ...]
    #: Whether there are ratings that are not shown, so that what is found is found among the others.
    hides_ratings: bool

    @property
    def restated(self) -> int:
        """How many ranked lines are compared with a figure that comes out otherwise when computed again."""
        return sum(line.is_restated for line in (*self.improvements, *self.declines))


def key_changes(scorecard: Scorecard) -> KeyChanges:
    """Find the key changes of a scorecard."""
    lines = lines_of(scorecard)
    both = [line for line in lines if line.row.rag is not None and line.row.previous_rag is not None]
    comparable = [
        line for line in lines if line.row.change is not None and line.indicator.unit is Unit.PERCENT
    ]
    ranked = [line for line in comparable if _is_ranked(line)]
    variant = next((one for one in scorecard.variants if one.id != ALL), None)
    return KeyChanges(
        now=scorecard.rag_counts.get("lines", RagCounts()),
        before=RagCounts.of(line.row.previous_rag for line in both) if both else None,
        now_of_both=RagCounts.of(line.row.rag for line in both) if both else None,
        before_on=_days(line.row.previous_as_at for line in (both or lines)),
        rated=sum(line.row.rag is not None for line in lines),
        rated_both_times=len(both),
        lines=lines,
        reds=tuple(line for line in lines if line.row.rag is Rag.RED),
        moved=tuple(line for line in both if line.row.rag is not line.row.previous_rag),
        improvements=_largest(ranked, Direction.IMPROVED),
        declines=_largest(ranked, Direction.WORSENED),
        unranked=len(comparable) - len(ranked),
        near_target=tuple(sorted((line for line in lines if line.row.rag is Rag.AMBER), key=_distance)),
        variant=None if variant is None else variant.title,
        variant_effects=_variant_effects(scorecard),
        cautions=_cautions(scorecard, lines),
        hides_ratings=any(is_hidden(row, "rag") for row in scorecard.results if row.breakdown is None),
    )


def lines_of(scorecard: Scorecard) -> tuple[Line, ...]:
    """The lines of the first page, in its order."""
    variants = {variant.id: variant for variant in scorecard.variants}
    themes = [theme.id for theme in scorecard.themes]
    rows = {(row.indicator, row.variant): row for row in scorecard.results if row.line}
    ordered = sorted(scorecard.indicators, key=lambda indicator: themes.index(indicator.theme))
    return tuple(
        Line(indicator, rows[indicator.id, variant], line_title(indicator, variants[variant]))
        for indicator in ordered
        for variant in indicator.lines
        if (indicator.id, variant) in rows
    )


def _days(found: Iterable[dt.date | None]) -> tuple[dt.date, ...]:
    """The days that figures are compared with, the most frequent first."""
    return tuple(day for day, _ in Counter(day for day in found if day is not None).most_common())


def _is_ranked(line: Line) -> bool:
    """Whether a change is ranked: no annual figure, no small denominator, no change of under one child.

    Nor is one whose direction is the trend's, which may go the other way than the change.
    A denominator that is confidential may be small.
    """
    row = line.row
    if is_hidden(row, "denominator"):
        return False
    if line.indicator.direction_from is DirectionFrom.TENDENCY:
        return False
    if line.indicator.period_type is PeriodType.ANNUAL or row.direction is None or row.change is None:
        return False
    if row.denominator is not None and row.denominator < SMALLEST_RANKED:
        return False
    return row.one_is_worth is None or abs(row.change) >= row.one_is_worth


def _largest(lines: Sequence[Line], direction: Direction) -> tuple[Line, ...]:
    found = [line for line in lines if line.row.direction is direction]
    return tuple(sorted(found, key=lambda line: -abs(line.row.change or 0))[:_MOST_RANKED])


def _distance(line: Line) -> Fraction:
    """How far an amber value is from its target, as a part of the target."""
    row = line.row
    if row.value is None or row.target is None:
        return Fraction(1)
    gap = abs(Fraction(as_written(row.value)) - Fraction(row.target))
    return gap / abs(Fraction(row.target)) if row.target else gap


def _variant_effects(scorecard: Scorecard) -> tuple[VariantEffect, ...]:
    """The figures that are rated otherwise without the children of the first variant."""
    without = next((variant for variant in scorecard.variants if variant.id != ALL), None)
    if without is None:
        return ()
    rows = {(row.indicator, row.variant): row for row in scorecard.results if row.breakdown is None}
    pairs = (
        (info, rows.get((info.id, ALL)), rows.get((info.id, without.id))) for info in scorecard.indicators
    )
    return tuple(
        VariantEffect(info.title, info.id, whole, part)
        for info, whole, part in pairs
        if whole is not None and part is not None and whole.rag and part.rag and whole.rag is not part.rag
    )


def _cautions(scorecard: Scorecard, lines: Sequence[Line]) -> tuple[Caution, ...]:
    """Cautions on the data, each with the lines it holds for; first those that hold for an extract."""
    general = [Caution(note_sentence(note), ()) for note in left_out_notes(scorecard.extracts)]
    found: dict[str, list[str]] = {}
    for line in lines:
        for note in line.row.notes:
            if note.partition(": ")[0] in _DATA_CAUTIONS:
                found.setdefault(note_sentence(note), []).append(line.title)
        if line.row.value is None and line.row.status_reason and not is_hidden(line.row, "value"):
            found.setdefault(f"No figure: {line.row.status_reason}.", []).append(line.title)
    restated = tuple(line.title for line in lines if line.is_restated)
    if restated:
        text = "Earlier figures print otherwise when computed again from these extracts; the pages say how."
        found[text] = [*restated] if len(restated) <= _MOST_RANKED else [f"{len(restated)} lines"]
    known = {caution.text for caution in general}
    return (*general, *(Caution(text, tuple(titles)) for text, titles in found.items() if text not in known))
