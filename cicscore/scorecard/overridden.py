"""Put what was set by hand on a row, beside what was computed.

A value that was set is rated and compared anew. The counts stay those that were computed: the value does not
follow from them, nor does anything from it that is told from counts. A rating that was set stands whatever
the limits say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, assert_never

from msgspec.structs import replace

from cicscore.catalogue.definitions import Indicator
from cicscore.faults.fault import Fault
from cicscore.faults.rules import fault
from cicscore.overrides.overrides import (
    NOTHING_SET,
    Entry,
    NoteByHand,
    OfFigure,
    Override,
    RagByHand,
    Signed,
    ValueByHand,
)
from cicscore.rating import Measured
from cicscore.results import Row, SeriesRow
from cicscore.scorecard.computation import Figure
from cicscore.text import date_text, value_text
from cicscore.vocabulary import Overridden, Status
from cicscore.wording.overrides import (
    NOTE_BY_HAND,
    OVERRIDDEN,
    rag_note,
    rag_reason,
    rag_text,
    signature,
    text_note,
    value_note,
)

#: Computes the row of a figure.
MakeRow = Callable[[Figure], Row]


def row_with_overrides(figure: Figure, indicator: Indicator, chosen: OfFigure, make: MakeRow) -> Row:
    """The row that ``make`` computes of a figure, with what was set by hand of it."""
    computed = make(figure)
    if chosen is NOTHING_SET:
        return computed
    row = computed
    if chosen.value is not None and _changes(chosen.value, figure, indicator):
        row = _with_value(make(_set(figure, chosen.value)), computed, chosen.value)
    if chosen.rag is not None and chosen.rag.rag is not row.rag:
        row = _with_rag(row, computed, chosen.rag)
    if chosen.note is not None:
        row = _with_note(row, chosen.note)
    return row


def shown_value(figure: Figure, indicator: Indicator, chosen: OfFigure) -> Fraction | None:
    """The exact value that a figure's row shows: the one set by hand, or the one that was computed."""
    by_hand = chosen.value
    if by_hand is not None and _changes(by_hand, figure, indicator):
        return Fraction(by_hand.value)
    return figure.measured.value


def _changes(by_hand: ValueByHand, figure: Figure, indicator: Indicator) -> bool:
    """Whether a value that was set prints otherwise than the one that was computed."""
    value, unit, decimals = figure.measured.value, indicator.written.printed_in, indicator.decimals
    return value is None or value_text(value, unit, decimals) != value_text(by_hand.value, unit, decimals)


def _set(figure: Figure, by_hand: ValueByHand) -> Figure:
    """The figure with the value alone: its counts would tell what holds of the one that was computed."""
    # An input is checked for its scale, as one that is written by hand has to be.
    measured = Measured(Status.PUBLISHED, None, None, None, Fraction(by_hand.value))
    return replace(figure, measured=measured, bounds=None)


def _with_value(row: Row, computed: Row, by_hand: ValueByHand) -> Row:
    signed = signature(by_hand.who, by_hand.when, by_hand.why)
    note = value_note(row.display or "", signed, computed.display, computed.status_reason)
    counted = computed.status is Status.CALCULATED
    kept = ("numerator", "denominator", "months_expected", "months_with_data")
    return _signed(
        row,
        Overridden.VALUE,
        by_hand,
        status=Status.CALCULATED if counted else Status.PUBLISHED,
        notes=(note, *row.notes),
        **{name: getattr(computed, name) for name in kept},
        **_beside(computed),
    )


def _with_rag(row: Row, computed: Row, by_hand: RagByHand) -> Row:
    """The row with a rating that no cell in doubt could change, and of which no count says what it needs."""
    signed = signature(by_hand.who, by_hand.when, by_hand.why)
    notes = (note for note in row.notes if not note.startswith(("rounding_conflict: ", "exceeded: ")))
    return _signed(
        row,
        Overridden.RAG,
        by_hand,
        rag=by_hand.rag,
        rag_reason=rag_reason(by_hand.rag, computed.rag_reason),
        rag_safe=None,
        to_green=None,
        notes=(rag_note(by_hand.rag, signed, computed.rag), *notes),
        **_beside(computed),
    )


def _with_note(row: Row, by_hand: NoteByHand) -> Row:
    note = text_note(by_hand.text, signature(by_hand.who, by_hand.when, by_hand.why))
    return _signed(row, Overridden.NOTE, by_hand, notes=(*row.notes, note))


def _beside(computed: Row) -> dict[str, Any]:
    """What was computed, as it stands beside what was set."""
    return {
        "computed_value": computed.value,
        "computed_display": computed.display,
        "computed_rag": computed.rag,
        "computed_rag_reason": computed.rag_reason,
    }


def _signed(row: Row, field: Overridden, by_hand: Signed, **more: Any) -> Row:
    return row.model_copy(
        update={
            **more,
            "overridden": (*row.overridden, field),
            "overridden_by": (*row.overridden_by, by_hand.who),
            "overridden_on": (*row.overridden_on, by_hand.when),
            "overridden_why": (*row.overridden_why, by_hand.why),
        }
    )


def with_notes_by_hand(computed: Iterable[Row], shown: Iterable[Row]) -> tuple[Row, ...]:
    """The rows as they were computed, each with the notes that say what of it was set by hand."""
    return tuple(
        row.model_copy(update={"notes": (*_notes_by_hand(marked), *row.notes)})
        for row, marked in zip(computed, shown, strict=True)
    )


def _notes_by_hand(row: Row) -> tuple[str, ...]:
    return tuple(note for note in row.notes if note.partition(": ")[0] in (OVERRIDDEN, NOTE_BY_HAND))


def without_effect(entries: Iterable[Entry], rows: Iterable[Row | SeriesRow]) -> Iterator[Fault]:
    """A warning for each override whose figure is as it would be without it.

    ``rows`` are those of the overrides' day. A figure that was not asked for is passed over.
    """
    whole = {(row.indicator, row.variant): row for row in rows if getattr(row, "breakdown", None) is None}
    for entry in entries:
        row = whole.get(entry.line)
        if row is not None and entry.field not in row.overridden:
            yield fault(
                "override-without-effect",
                entry.override.place,
                f"{_computed_as(entry.override, row)} what is computed of {' ('.join(entry.line)}) as at "
                f"{date_text(entry.as_at)}",
                "Remove the override, or correct it.",
            )


def _computed_as(override: Override, row: Row | SeriesRow) -> str:
    match override:
        case ValueByHand(value=value):
            return f"the value {value:f} prints as {row.display}, which is"
        case RagByHand(rag=rag):
            return f"{'the rating ' if rag else ''}{rag_text(rag)} is"
        case NoteByHand():
            return "the note is"
        case _ as never:
            assert_never(never)
