"""Take what is confidential out of the rows of a document, with everything derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

from cicscore.rating import STATUS_PHRASES
from cicscore.results import (
    BenchmarkRow,
    ComparatorRow,
    Panel,
    PanelLine,
    Row,
    SeriesRow,
    SeriesSummary,
)
from cicscore.vocabulary import Overridden, Status
from cicscore.wording.editions import NOT_SHOWN
from cicscore.wording.notes import LEFT_OUT
from cicscore.wording.overrides import rag_reason, told_to_others

#: What follows from a figure's counts, so that a reader could work them out from it.
_VALUE: Final = (
    *("value", "display", "rag", "difference_from_all", "difference_display"),
    *("to_green", "one_is_worth", "interval_low", "interval_high"),
)
#: What was computed of a figure that was set by hand.
_COMPUTED: Final = ("computed_value", "computed_display", "computed_rag", "computed_rag_reason")
#: What follows from a figure and the one before it.
_CHANGE: Final = ("change", "change_display", "direction", "movement")
#: What tells of how many rows with blank cells, or of how many children's events, a figure is made.
_NEVER: Final = ("rows_unknown", "value_low", "value_high", "rag_safe")
#: A second earlier figure, and what follows from it: no edition shows how one more difference of counts went.
_EARLIER: Final = (
    *("earlier_value", "earlier_display", "earlier_rag", "earlier_change", "earlier_change_display"),
    *("earlier_direction", "earlier_reason"),
)
_BEHIND: Final = ("numerator_children", "denominator_children")

#: The notes that say nothing of how many rows there are.
_HARMLESS: Final = frozenset(
    {"incomplete_window", "overlapping_windows", "no_like_for_like", "stale_extract", "empty_extract"}
)
#: The notes that say nothing more than the figure itself.
_OF_FIGURE: Final = frozenset(
    {"small_cohort", "rounding_conflict", "off_scale", "not_distinguishable_from_target", "exceeded"}
)
#: What is said in place of notes that count rows.
_UNCOUNTED: Final = {
    LEFT_OUT: "some rows were left out, for faults",
    "unknown_rows": "some rows hang on blank cells whose content is not known",
    "missing_values": "some rows have no value to add up",
}

_Rows = TypeVar("_Rows", Row, SeriesRow)
_Hiding = TypeVar("_Hiding", Row, SeriesRow, ComparatorRow, BenchmarkRow, SeriesSummary)


def hide(row: _Hiding, fields: Iterable[str], **more: Any) -> _Hiding:
    """The row without these fields, each named as hidden if it had it; ``more`` stands in other fields."""
    wanted = set(fields)
    known = type(row).model_fields
    had: list[str] = [name for name in known if name in wanted and getattr(row, name) is not None]
    hidden = tuple(name for name in known if name in had or name in row.hidden)
    return row.model_copy(update={**dict.fromkeys(had), **more, "hidden": hidden})


def in_general(row: _Rows) -> _Rows:
    """The row without what no edition that leaves the organisation has, whatever its counts are."""
    codes = _HARMLESS | _OF_FIGURE
    found = hide(row, (*_NEVER, *_EARLIER, *_behind_events(row)), notes=tuple(_notes(row.notes, codes)))
    return _without_reasons(found) if row.overridden else found


def _without_reasons(row: _Rows) -> _Rows:
    """The row without what was computed of it, and without who set it by hand, and why: it may tell much."""
    more: dict[str, Any] = dict.fromkeys(("overridden_by", "overridden_on", "overridden_why"), ())
    if Overridden.RAG in row.overridden:
        more["rag_reason"] = rag_reason(row.rag, None)
    notes = (*told_to_others(row.overridden), *row.notes)
    return hide(row, _COMPUTED, **more, notes=notes)


def _behind_events(row: Row | SeriesRow) -> tuple[str, ...]:
    """The numbers of children behind a row's counts, where these are not of children themselves."""
    if isinstance(row, SeriesRow):
        return ()
    same = row.numerator_children == row.numerator and row.denominator_children in (None, row.denominator)
    return () if same else _BEHIND


def hide_value(row: _Rows) -> _Rows:
    """The row without its value and everything that follows from it."""
    blanked = hide(
        row,
        (*_VALUE, *_BEHIND),
        status=Status.SUPPRESSED,
        status_reason=STATUS_PHRASES[Status.SUPPRESSED],
        rag_reason=NOT_SHOWN,
        notes=(*told_to_others(row.overridden), *_notes(row.notes, _HARMLESS)),
    )
    return hide_change(blanked)


def inapplicable(row: _Rows, reason: str) -> _Rows:
    """The row without a value as one that never has any, for a reason that the catalogue gives."""
    return row.model_copy(
        update={
            "status": Status.NOT_APPLICABLE,
            "status_reason": reason,
            "rag_reason": f"Not rated: {reason}.",
        }
    )


def hide_change(row: _Rows) -> _Rows:
    """The row without what follows from it and an earlier figure."""
    if isinstance(row, SeriesRow):
        return row
    if row.direction_reason is None and row.change is None:
        return row
    return hide(row, _CHANGE, direction_reason=NOT_SHOWN)


def hide_earlier(row: Row, name: str) -> Row:
    """The row without its previous figure or its outturn, as ``name`` says."""
    fields = [f"{name}_value", f"{name}_display", f"{name}_rag"]
    blanked = hide(row, fields)
    return hide_change(blanked) if name == "previous" and blanked is not row else blanked


def hide_published(row: SeriesRow) -> SeriesRow:
    """The month without what was published of it."""
    return hide(row, ("published_value", "published_display"), restated=False)


def hide_summary(summary: SeriesSummary) -> SeriesSummary:
    """The summary without what follows from the months."""
    fields = [
        name
        for name in SeriesSummary.model_fields
        if name.startswith(("difference_average", "tendency", "process")) and not name.endswith("_reason")
    ]
    reasons = {
        name: NOT_SHOWN
        for name in ("tendency_reason", "process_reason")
        if getattr(summary, name) is not None
    }
    return hide(summary, fields, **reasons)


def _notes(notes: Iterable[str], codes: frozenset[str]) -> Iterator[str]:
    for note in notes:
        code = note.partition(": ")[0]
        if code in codes:
            yield note
        elif code in _UNCOUNTED:
            yield f"{code}: {_UNCOUNTED[code]}"


def without_shares(panel: Panel) -> Panel:
    """The panel without the shares whose count, or whose total, is not shown."""
    known = panel.total is not None
    return panel.model_copy(
        update={
            "lines": tuple(
                line.model_copy(
                    update={"share_display": line.share_display if known and line.total is not None else None}
                )
                for line in panel.lines
            ),
            "shares_display": tuple(
                share if known and total is not None else None
                for share, total in zip(panel.shares_display, panel.totals, strict=True)
            ),
        }
    )


def hide_panel(panel: Panel) -> Panel:
    """The panel without any count."""
    lines: tuple[PanelLine, ...] = ()
    return panel.model_copy(
        update={
            "status": Status.SUPPRESSED,
            "status_reason": STATUS_PHRASES[Status.SUPPRESSED],
            "columns": (),
            "lines": lines,
            "totals": (),
            "total": None,
            "shares_display": (),
        }
    )
