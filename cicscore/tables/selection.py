"""The rows that met conditions: those that did, those that surely do, and those that may."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cicscore.tables.table import Positions
from cicscore.tables.vectors import Mask, Vector


@dataclass(frozen=True, eq=False)
class Selection:
    """Rows of one extract.

    ``kept`` are those that met every condition, as the cells are. ``certain`` are those that meet them
    whatever the cells hold whose content is not known, ``possible`` those that meet them for some content;
    both are ``kept`` itself where nothing hangs on such a cell.
    """

    kept: Mask
    certain: Mask
    possible: Mask

    @classmethod
    def of(cls, rows: Mask) -> Selection:
        """Rows of which each is certain."""
        return cls(rows, rows, rows)

    @property
    def is_certain(self) -> bool:
        """Whether no row hangs on a cell whose content is not known."""
        return self.certain is self.possible

    @property
    def unknown(self) -> Mask:
        """The rows that may meet the conditions, or not."""
        return self.possible & ~self.certain

    def meeting(self, condition: Vector, rows: Positions | None = None) -> Selection:
        """Those that meet one condition more; ``rows`` are the only ones that it was asked of."""

        def whole(mask: Mask) -> Mask:
            if rows is None:
                return np.broadcast_to(mask, len(self.kept))
            found = np.zeros(len(self.kept), dtype=bool)
            found[rows] = mask
            return found

        met = whole(condition.values)
        if condition.is_fixed:
            return self.among(Selection.of(met))
        return self.among(Selection(met, whole(condition.certain()), whole(condition.possible())))

    def among(self, others: Selection) -> Selection:
        """The rows that are in both."""
        # What is one and the same array stays so.
        possible = self.possible & others.possible
        certain = possible if self.is_certain and others.is_certain else self.certain & others.certain
        whole = self.kept is self.possible and others.kept is others.possible
        return Selection(possible if whole else self.kept & others.kept, certain, possible)

    def without(self, others: Selection) -> Selection:
        """The rows that are not among the others."""
        if others.is_certain:
            return self.among(Selection.of(~others.kept))
        return self.among(Selection(~others.kept, ~others.possible, ~others.certain))

    def where_counted(self) -> Selection:
        """The same rows, each certain where it is possible: what is asked next is asked as though it were."""
        return Selection(self.kept, self.possible, self.possible)
