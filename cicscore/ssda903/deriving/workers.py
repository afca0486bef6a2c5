"""Who was whose social worker, and when."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.ssda903.deriving.supposing import Row, Supposing, supposed_spells
from cicscore.ssda903.returns import Return


def allocations(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each spell of one social worker with one child, from the table of 2023-24 and later."""
    for row in return_.records("social_workers"):
        yield {
            "line": row["address"],
            "child_id": row["child"],
            "worker_id": row["sw_id"],
            "started_on": row["sw_decom"],
            "ended_on": row["sw_dec"],
        }
    if supposing is Supposing.HISTORY:
        yield from supposed_spells(return_, {"worker_id": "supposed"})
