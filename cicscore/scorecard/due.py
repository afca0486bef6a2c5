"""Find what is due for an indicator: the rows, their due days, and how many of each group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from cicscore.catalogue.definitions import (
    AllRows,
    Breakdown,
    Catalogue,
    DoneCell,
    DoneRow,
    Due,
    Indicator,
    Variant,
)
from cicscore.expressions import nodes as n
from cicscore.periods import Window
from cicscore.results import DueRow
from cicscore.scorecard.computation import Computation
from cicscore.scorecard.count import Cohort, kept_by, settled
from cicscore.scorecard.figures import OTHER
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Mask
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts, Positions, Selection
from cicscore.tables.vectors import in_words
from cicscore.vocabulary import ALL, DueStatus


class NotKnown(Struct, frozen=True):
    """Why it cannot be told what is due."""

    status: DueStatus
    reason: str


class Items(Struct, frozen=True):
    """What is not done yet: the positions of its rows, the due day of each, and the rows that may belong.

    A day is NaT where the data give none. ``unknown`` are the rows of which blank cells leave open whether
    they are due.
    """

    due: Due
    rows: Positions
    days: Days
    unknown: Positions


class Ahead(Struct, frozen=True):
    """The days looked ahead: after ``as_at``, up to and including ``until``."""

    as_at: dt.date
    until: dt.date


def on_day(computation: Computation) -> Evaluation:
    """The evaluation as a snapshot of the day sees it."""
    return computation.on_days_of(Window(computation.as_at, computation.as_at))


def items(due: Due, computation: Computation) -> Items:
    """Everything that is not done yet, seen from the computation's as-at date."""
    evaluation = on_day(computation)
    undone = np.ones(len(evaluation.tables[due.extract]), dtype=bool)
    if isinstance(due.done, DoneCell):
        undone = ~evaluation.values(n.own_date(due.extract, due.done.column), due.extract).known
    cohort = cohort_of(due, Selection.of(undone))
    selected = cohort.selected
    for part in n.conjuncts(due.where):
        selected = evaluation.narrowed(settled(part, cohort), due.extract, selected)
    rows = np.flatnonzero(selected.kept)
    found = evaluation.values(settled(due.date, cohort), due.extract, rows).day()
    days = np.where(found.known, found.values, np.datetime64("NaT"))
    return Items(due, rows, days, np.flatnonzero(selected.unknown))


def cohort_of(due: Due, selected: Selection) -> Cohort:
    """These rows of what is due, as rows to count."""
    return Cohort(due.extract, None, selected, AllRows())


def data_end(found: Items, computation: Computation) -> dt.date | None:
    """The last due day of any row, done or not, where each thing due has a row; ``None`` without any.

    Where due days follow from what was done before, nothing ends: ``date.max``.
    """
    due = found.due
    if isinstance(due.done, DoneRow):
        return dt.date.max
    evaluation = on_day(computation)
    every = np.ones(len(evaluation.tables[due.extract]), dtype=bool)
    node = settled(due.date, cohort_of(due, Selection.of(every)))
    vector = evaluation.values(node, due.extract).day()
    days = vector.values[vector.known]
    return days.max().astype(object) if len(days) else None


def why_not_known(due: Due, catalogue: Catalogue, extracts: Extracts) -> NotKnown | None:
    """Why the extracts do not tell what is due; otherwise ``None``."""
    needed = extracts_of_due(due, catalogue)
    missing = [name for name in needed if name not in extracts.tables]
    # Where the children's extract is missing, extracts about children are missing for that reason alone.
    read = extracts.tables.keys()
    missing = [name for name in missing if {name, *read} >= set(catalogue.extracts[name].linked)]
    if missing:
        reasons = (extracts.missing.get(name, f"the extract {name} was not read") for name in missing)
        return NotKnown(DueStatus.MISSING_EXTRACT, "; ".join(reasons))
    lacking = [
        why
        for extract, column in _columns_of(due)
        if (why := extracts.tables[extract].lacking.get(column)) is not None
    ]
    if lacking:
        return NotKnown(DueStatus.NOT_RECORDED, "; ".join(dict.fromkeys(lacking)))
    within = [name for name in needed if any(name in reach for reach in extracts.reach)]
    if within:
        # What a return may lack is bounded for a figure as it is, not for one with more done.
        files = ", ".join(extracts.tables[name].source.file for name in within)
        return NotKnown(DueStatus.NOT_RECORDED, f"the return does not record all of {files}")
    return None


def nodes_of(due: Due) -> tuple[n.Node, ...]:
    """Every expression that says what is due."""
    return (due.date,) if due.where is None else (due.where, due.date)


def done_in(due: Due) -> str:
    """The extract that says whether it is done."""
    return due.done.extract if isinstance(due.done, DoneRow) else due.extract


def extracts_of_due(due: Due, catalogue: Catalogue) -> tuple[str, ...]:
    """The extracts that say what is due and whether it is done."""
    named = {due.extract, done_in(due)}
    named.update(table for node in nodes_of(due) for table in n.extracts_in(node))
    named.update(about for name in tuple(named) for about in catalogue.extracts[name].linked)
    return tuple(name for name in catalogue.extracts if name in named)


def _columns_of(due: Due) -> tuple[tuple[str, str], ...]:
    named = [column for node in nodes_of(due) for column in n.columns_in(node)]
    return tuple(dict.fromkeys((*named, (done_in(due), due.done.column))))


def due_rows(
    indicator: Indicator,
    found: Items | NotKnown,
    computation: Computation,
    breakdowns: Sequence[Breakdown],
    ahead: Ahead,
) -> Iterator[DueRow]:
    """A row for each line of the indicator, and for each group that something due is in."""
    due = indicator.due
    assert due is not None  # noqa: S101 - what is due was found
    for name in indicator.written.lines:
        base = {"indicator": indicator.written.id, "variant": name, "label": due.label}
        whole = base | {"breakdown": None, "group": None}
        if isinstance(found, NotKnown):
            yield DueRow(**whole, **_none(found))
            continue
        last = data_end(found, computation)
        last = last if last is not None and last < ahead.until else None
        variant = None if name == ALL else computation.catalogue.variants[name]
        kept, open_rows = (_kept(due, rows, variant, computation) for rows in (found.rows, found.unknown))
        yield DueRow(**whole, **_counts(found.days[kept], int(open_rows.sum()), ahead, last))
        for breakdown in breakdowns:
            if due.extract not in breakdown.group:
                reason = f"{breakdown.id} does not divide the rows of {due.extract}"
                yield DueRow(
                    **base,
                    breakdown=breakdown.id,
                    group=None,
                    **_none(NotKnown(DueStatus.NOT_DIVIDED, reason)),
                )
                continue
            labels = labels_of(due.extract, found.rows, breakdown, computation)
            others = labels_of(due.extract, found.unknown, breakdown, computation)
            for label in sorted({*labels[kept], *others[open_rows]}):
                here, there = kept & (labels == label), open_rows & (others == label)
                counted = _counts(found.days[here], int(there.sum()), ahead, last)
                yield DueRow(**base, breakdown=breakdown.id, group=label, **counted)


def _kept(due: Due, rows: Positions, variant: Variant | None, computation: Computation) -> Mask:
    """Which of the rows a variant keeps."""
    evaluation = on_day(computation)
    every = np.ones(len(evaluation.tables[due.extract]), dtype=bool)
    kept = None
    if variant is not None:
        kept = kept_by(variant, cohort_of(due, Selection.of(every)), evaluation)
    return (every if kept is None else kept.kept)[rows]


def labels_of(
    extract: str, rows: Positions, breakdown: Breakdown, computation: Computation
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The group of each of the rows, as figures name it."""
    group = breakdown.group[extract]
    node = n.with_own_date(group, extract, None)
    vector = in_words(on_day(computation).values(node, extract, rows))
    codes = group.type.codes
    words = [word if codes is None or word in codes else OTHER for word in vector.categories]
    return np.array([*words, n.NOT_RECORDED], dtype=object)[np.where(vector.known, vector.values, -1)]


def _none(why: NotKnown) -> dict[str, object]:
    nothing = dict.fromkeys(("overdue", "due", "undated", "unknown", "data_until"))
    return {"status": why.status, "status_reason": why.reason, **nothing}


def _counts(days: Days, unknown: int, ahead: Ahead, last: dt.date | None) -> dict[str, object]:
    as_at, until = np.datetime64(ahead.as_at, "D"), np.datetime64(ahead.until, "D")
    return {
        "status": DueStatus.KNOWN,
        "status_reason": None,
        "overdue": int((days <= as_at).sum()),
        "due": int(((days > as_at) & (days <= until)).sum()),
        "undated": int(np.isnat(days).sum()),
        "unknown": unknown,
        "data_until": last,
    }
