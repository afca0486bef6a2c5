"""What figures are computed from on one as-at date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from cicscore.catalogue.definitions import Catalogue
from cicscore.engine.completeness import DataMonths
from cicscore.expressions import nodes as n
from cicscore.periods import Window
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Extracts


@dataclass(frozen=True)
class Computation:
    """Everything that figures are computed from on one as-at date."""

    catalogue: Catalogue
    extracts: Extracts
    as_at: dt.date
    evaluation: Evaluation
    data_months: DataMonths = field(default_factory=DataMonths)

    def on_days_of(self, span: Window) -> Evaluation:
        """The evaluation with the days of this window."""
        return self.evaluation.at(n.period_days(self.as_at, span))
