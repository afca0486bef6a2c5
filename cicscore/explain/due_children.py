"""What is due, by child: the rows of a file that is written on request, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from cicscore.catalogue.definitions import Breakdown, Indicator
from cicscore.explain.children import ChildrenFile, identifiers, yes_no_words
from cicscore.scorecard.computation import Computation
from cicscore.scorecard.count import Cohort, kept_by
from cicscore.scorecard.due import Ahead, Items, NotKnown, cohort_of, labels_of, on_day
from cicscore.tables.table import Positions, Selection


def due_children(
    chosen: Iterable[Indicator],
    found: Mapping[str, Items | NotKnown],
    computation: Computation,
    breakdowns: Sequence[Breakdown],
    ahead: Ahead,
) -> ChildrenFile:
    """A row for each thing that is overdue, due in the days ahead, or has no due date, in order of day."""
    blocks: list[Mapping[str, list[str]]] = []
    children: list[Positions] = []
    for indicator in chosen:
        each = found[indicator.written.id]
        if isinstance(each, NotKnown):
            continue
        late = ~(each.days > np.datetime64(ahead.until, "D"))
        order = np.argsort(each.days[late], kind="stable")
        rows, days = each.rows[late][order], each.days[late][order]
        block = _block(indicator, Items(each.due, rows, days, each.unknown), computation, breakdowns, ahead)
        blocks.append(block)
        child = on_day(computation).tables[each.due.extract].child
        children += [] if child is None else [child[rows]]
    return ChildrenFile(
        columns=tuple(dict.fromkeys(heading for block in blocks for heading in block)),
        rows=tuple(
            dict(zip(block, row, strict=True))
            for block in blocks
            for row in zip(*block.values(), strict=True)
        ),
        children=len(np.unique(np.concatenate(children))) if children else None,
    )


def _block(
    indicator: Indicator,
    some: Items,
    computation: Computation,
    breakdowns: Sequence[Breakdown],
    ahead: Ahead,
) -> Mapping[str, list[str]]:
    """The cells of one indicator's rows, by column."""
    evaluation = on_day(computation)
    table = evaluation.tables[some.due.extract]
    undated, overdue = np.isnat(some.days), some.days <= np.datetime64(ahead.as_at, "D")
    cells: dict[str, list[str]] = {
        "indicator": [indicator.written.id] * len(some.rows),
        "what": [some.due.label] * len(some.rows),
        "due_on": ["" if none else str(day) for none, day in zip(undated, some.days, strict=True)],
        "standing": [str(word) for word in np.where(undated, "undated", np.where(overdue, "overdue", "due"))],
        "extract": [table.extract.name] * len(some.rows),
        "line": [str(line) for line in table.lines[some.rows]],
    }
    for heading, texts in identifiers(table, evaluation).items():
        cells[heading] = [texts[row] for row in some.rows]
    for breakdown in breakdowns:
        if some.due.extract in breakdown.group:
            cells[breakdown.id] = [
                str(label) for label in labels_of(some.due.extract, some.rows, breakdown, computation)
            ]
    every: Cohort = cohort_of(some.due, Selection.of(np.ones(len(table), dtype=bool)))
    for variant in computation.catalogue.variants.values():
        kept = kept_by(variant, every, evaluation)
        left_out = np.zeros(len(table), dtype=bool) if kept is None else ~kept.kept
        cells[f"left_out_{variant.id}"] = yes_no_words(left_out[some.rows])
    return cells
