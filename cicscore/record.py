"""The record of published figures, by indicator, variant and day.

Recomputing never changes a published figure; where the two differ, both are reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from msgspec import Struct, field

from cicscore.direction import Earlier

#: An indicator's id and a variant's id.
Line = tuple[str, str]


class Record(Struct, frozen=True):
    """Published figures by day, for each indicator and variant, and the names of their files."""

    figures: Mapping[Line, Mapping[dt.date, Earlier]] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def on(self, line: Line, day: dt.date) -> Earlier | None:
        """The figure published as at ``day``."""
        return self.figures.get(line, {}).get(day)

    def latest_before(self, line: Line, day: dt.date) -> Earlier | None:
        """The latest figure as at a day before ``day``."""
        known = self.figures.get(line, {})
        return max((known[found] for found in known if found < day), key=_as_at, default=None)


def _as_at(figure: Earlier) -> dt.date:
    return figure.as_at
