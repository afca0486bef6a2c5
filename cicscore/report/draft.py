"""Draft a commentary for an officer to correct: what moved, by how much, and who was missed.

A draft says only what the scorecard holds; why it happened is for the officer to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cicscore.report.key_changes import Line, key_changes
from cicscore.results import Panel, PanelLine, Scorecard, SeriesRow
from cicscore.text import amount_text, date_text
from cicscore.vocabulary import Movement, PanelOf
from cicscore.wording.editions import is_hidden

#: How a draft begins, so that none is taken for an officer's words.
MARK = "DRAFT, written by the program: correct it, say why, and delete this line."


def drafted_lines(scorecard: Scorecard) -> tuple[Line, ...]:
    """The lines that get a draft: each red, and each that changed colour; one for each indicator."""
    changes = key_changes(scorecard)
    found = {line.indicator.id: line for line in reversed((*changes.reds, *changes.moved))}
    return tuple(line for line in changes.lines if found.get(line.indicator.id) is line)


def draft(line: Line, scorecard: Scorecard) -> str:
    """The draft for a line, in Markdown."""
    return (
        "\n\n".join([MARK, " ".join(_figure(line)), *_counts(line, scorecard), *_missed(line, scorecard)])
        + "\n"
    )


def _figure(line: Line) -> Iterator[str]:
    row = line.row
    yield f"{line.title}: {row.display}. {row.rag_reason}"
    if row.previous_as_at is not None and row.movement is not None and row.previous_display is not None:
        before = f"{row.previous_display} on {date_text(row.previous_as_at)}"
        match row.movement:
            case Movement.UNCHANGED:
                yield f"It was {before}, too."
            case Movement.ROSE | Movement.FELL:
                yield f"It {row.movement.value} from {before} ({row.change_display})."
    if row.previous_rag is not None and row.rag is not None and row.previous_rag is not row.rag:
        yield f"It was {row.previous_rag.value}, and is now {row.rag.value}."


def _counts(line: Line, scorecard: Scorecard) -> Iterator[str]:
    """What numerator and denominator did since the earlier figure, where the document has its month."""
    row = line.row
    before = _month(line, scorecard)
    if before is None or before.numerator is None or row.numerator is None or is_hidden(before, "display"):
        return
    moved = [f"the numerator went from {amount_text(before.numerator)} to {amount_text(row.numerator)}"]
    if before.denominator is not None and row.denominator is not None:
        moved.append(
            f"the denominator from {amount_text(before.denominator)} to {amount_text(row.denominator)}"
        )
    computed = (
        "" if before.display == row.previous_display else f" (computed again, it was {before.display} then)"
    )
    yield f"Since {date_text(before.as_at)}{computed}, {' and '.join(moved)}."


def _month(line: Line, scorecard: Scorecard) -> SeriesRow | None:
    row = line.row
    return next(
        (
            month
            for month in scorecard.series
            if (month.indicator, month.variant, month.as_at)
            == (row.indicator, row.variant, row.previous_as_at)
        ),
        None,
    )


def _missed(line: Line, scorecard: Scorecard) -> Iterator[str]:
    """The largest groups of those missed, from the indicator's panels; nothing where one is not shown."""
    for panel in scorecard.panels:
        if panel.indicator != line.indicator.id or panel.of is not PanelOf.NOT_COUNTED or not panel.total:
            continue
        known = [(found.total, found) for found in panel.lines if found.total is not None]
        if len(known) == len(panel.lines):
            yield _largest(panel, known)


def _largest(panel: Panel, known: Sequence[tuple[Decimal, PanelLine]]) -> str:
    lines = sorted(known, key=lambda found: -found[0])[:2]
    groups = " and ".join(
        f"{found.group.title} ({amount_text(total)}, {found.share_display})" for total, found in lines
    )
    total, by = amount_text(panel.total or 0), panel.lines_title.lower()
    named = f"the largest groups by {by} are" if len(lines) > 1 else f"by {by}, they are"
    return f"{panel.title}: {total} in all; {named} {groups}."
