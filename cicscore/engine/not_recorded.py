"""Which columns are blank on the rows of which it is not known whether they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cicscore.expressions import nodes as n
from cicscore.expressions.types import TEXT
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Positions
from cicscore.tables.vectors import Mask
from cicscore.wording.expressions import spaced


def not_recorded(
    extract: str, rows: Mask, columns: Sequence[tuple[str, str]], evaluation: Evaluation
) -> tuple[str, ...]:
    """Those of ``columns`` that are not known on these rows, or on what they look at, in words."""
    return tuple(dict.fromkeys(_words(extract, np.flatnonzero(rows), columns, evaluation)))


def _words(
    extract: str, rows: Positions, columns: Sequence[tuple[str, str]], evaluation: Evaluation
) -> Iterator[str]:
    table = evaluation.tables[extract]
    for owner, column in columns:
        if owner == extract and _is_loose(owner, column, rows, evaluation):
            yield spaced(column)
        elif table.child is None:
            continue
        elif owner == table.extract.about:
            if _is_loose(owner, column, table.child[rows], evaluation):
                yield f"the child's {spaced(column)}"
        elif (child := evaluation.tables[owner].child) is not None:
            others = np.flatnonzero(np.isin(child, table.child[rows]))
            if _is_loose(owner, column, others, evaluation):
                yield f"{spaced(column)} of {spaced(owner)}"


def _is_loose(extract: str, column: str, rows: Positions, evaluation: Evaluation) -> bool:
    """Whether the column's content is not known on one of the rows."""
    vector = evaluation.values(n.Column(n.Owner.OWN, extract, column, TEXT), extract)
    return not vector.is_fixed and not vector.fixed[rows].all()
