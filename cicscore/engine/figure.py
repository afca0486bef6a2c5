"""What was counted for one row of the scorecard."""

from __future__ import annotations

from dataclasses import dataclass

from cicscore.rating import Measured


@dataclass(frozen=True)
class Figure:
    """What was counted for one row of the scorecard.

    The different children of numerator and denominator are ``None`` where the rows are not children's.
    """

    variant: str
    breakdown: str | None
    group: str | None
    measured: Measured
    notes: tuple[str, ...] = ()
    numerator_children: int | None = None
    denominator_children: int | None = None
