"""Check what a saved scorecard says was set by hand, and give the row that its other fields have to fit.

A value that was set does not follow from the counts, and a rating that was set not from the limits. Beside
them stands what was computed, which follows from both; so nothing of a row goes unchecked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cicscore.results import IndicatorInfo, Row, SeriesRow
from cicscore.text import as_written, value_text
from cicscore.vocabulary import Audience, Overridden
from cicscore.wording.editions import is_hidden
from cicscore.wording.overrides import NOTE_BY_HAND, OVERRIDDEN, rag_reason

_SIGNATURES = ("overridden_by", "overridden_on", "overridden_why")
_COMPUTED = ("computed_value", "computed_display", "computed_rag", "computed_rag_reason")
_REPLACING = frozenset({Overridden.VALUE, Overridden.RAG})


def misattributed(row: Row | SeriesRow, info: IndicatorInfo, audience: Audience) -> Iterator[tuple[str, str]]:
    """Find what was set by hand without a role, a day and a reason, and what says so of nothing that was."""
    if list(row.overridden) != sorted({*row.overridden}, key=[*Overridden].index):
        yield "overridden", f"it is not some of {', '.join(Overridden)} in this order, each once"
        return
    told = audience is Audience.INTERNAL
    for name in _SIGNATURES:
        given: Sequence[object] = getattr(row, name)
        if len(given) != (len(row.overridden) if told else 0):
            yield (
                name,
                "there is not one for each field that was set by hand" if told else "it is not for others",
            )
    for name in ("overridden_by", "overridden_why"):
        if not all(text.strip() for text in getattr(row, name)):
            yield name, "one is empty"
    replaced = not _REPLACING.isdisjoint(row.overridden)
    for name in _COMPUTED:
        if getattr(row, name) is not None and not (replaced and told):
            yield name, "it is there, but nothing was set by hand" if told else "it is not for others"
    if replaced and told and row.computed_rag_reason is None:
        yield "computed_rag_reason", "it is missing, but the value or the rating was set by hand"
    yield from _marks(row, told=told)
    if told:
        yield from _beside(row, info)
    if Overridden.RAG in row.overridden and not is_hidden(row, "rag"):
        due = rag_reason(row.rag, row.computed_rag_reason)
        if row.rag_reason != due:
            yield "rag_reason", f"of a rating that was set by hand it is {json.dumps(due)}"


def _marks(row: Row | SeriesRow, *, told: bool) -> Iterator[tuple[str, str]]:
    """Find notes that say that something was set by hand where nothing was, and the other way round."""
    codes = [note.partition(": ")[0] for note in row.notes]
    due = len(_REPLACING & {*row.overridden})
    if codes.count(OVERRIDDEN) != due:
        yield "notes", f"{codes.count(OVERRIDDEN)} say that something was set by hand, and {due} things were"
    if codes.count(NOTE_BY_HAND) != (told and Overridden.NOTE in row.overridden):
        yield "notes", "whether one was written by hand is not what the row says"


def _beside(row: Row | SeriesRow, info: IndicatorInfo) -> Iterator[tuple[str, str]]:
    """Find a computed figure that prints otherwise than it is, or that the one shown was not set beside."""
    if row.computed_rag_reason is None:
        return
    value = row.computed_value
    due = None if value is None else value_text(as_written(value), info.printed_in, info.decimals)
    if row.computed_display != due:
        yield (
            "computed_display",
            f"it is {json.dumps(row.computed_display)}, but the figure is {due or 'missing'}",
        )
    if Overridden.VALUE not in row.overridden and row.computed_value != row.value:
        yield "computed_value", "it is not the value, but only the rating was set by hand"


def as_computed(row: Row) -> Row:
    """The row as its counts and limits have it, with nothing set by hand; it is compared with nothing."""
    return row.model_copy(
        update={
            "value": row.computed_value,
            "display": row.computed_display,
            "rag": row.computed_rag,
            "rag_reason": row.computed_rag_reason,
            "direction": None,
        }
    )


def is_beside(row: Row) -> bool:
    """Whether a computed figure stands beside what was set by hand."""
    return row.computed_rag_reason is not None


def as_shown(row: Row) -> Row:
    """The row without what does not follow: counts of a value that was set, a rating that was set."""
    fields: dict[str, Any] = {}
    if Overridden.VALUE in row.overridden:
        fields |= {"numerator": None, "denominator": None}
    if Overridden.RAG in row.overridden:
        fields |= {"rag": None, "rag_reason": rag_reason(None, None)}
    return row.model_copy(update=fields) if fields else row
