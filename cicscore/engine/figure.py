"""What was counted for one row of the scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cicscore.engine.bounds import Bounds
from cicscore.rating import Measured

#: What children without a value for the breakdown are shown as.
NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Figure:
    """What was counted for one row of the scorecard.

    The different children of numerator and denominator are ``None`` where the rows are not children's.
    ``bounds`` are ``None`` where nothing was counted; ``not_recorded`` says in words which columns are blank
    on the rows that are not known.
    """

    variant: str
    breakdown: str | None
    group: str | None
    measured: Measured
    notes: tuple[str, ...] = ()
    numerator_children: int | None = None
    denominator_children: int | None = None
    bounds: Bounds | None = None
    not_recorded: tuple[str, ...] = ()


def unknown_text(figure: Figure) -> str:
    """How many rows are not known, and why: "81 rows where participation is not recorded"."""
    rows = 0 if figure.bounds is None else figure.bounds.rows
    return rows_text(rows, figure.not_recorded)


def rows_text(rows: int, columns: Sequence[str]) -> str:
    """How many rows are not known, and which columns are blank on them."""
    counted = f"{rows:,} {'row' if rows == 1 else 'rows'}"
    if not columns:
        return f"{counted} of which it is not known whether they count"
    return f"{counted} where {' or '.join(columns)} is not recorded"
