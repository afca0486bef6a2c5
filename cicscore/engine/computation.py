"""What figures are computed from on one as-at date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property

from cicscore.catalogue.definitions import Catalogue
from cicscore.engine.completeness import DataMonths
from cicscore.expressions import nodes as n
from cicscore.periods import Window
from cicscore.tables.evaluate import Evaluation
from cicscore.tables.table import Doubt, Extracts


@dataclass(frozen=True)
class Computation:
    """Everything that figures are computed from on one as-at date."""

    catalogue: Catalogue
    extracts: Extracts
    as_at: dt.date
    evaluation: Evaluation
    data_months: DataMonths = field(default_factory=DataMonths)

    @cached_property
    def supposed(self) -> tuple[tuple[Doubt, Computation], ...]:
        """The same computation were something otherwise, for each thing that the files leave open."""
        return tuple((doubt, self._supposing(doubt)) for doubt in self.extracts.doubts)

    def _supposing(self, doubt: Doubt) -> Computation:
        tables = {**self.extracts.tables, **doubt.tables}
        extracts = replace(self.extracts, tables=tables, doubts=())
        return replace(self, extracts=extracts, evaluation=Evaluation(tables, None))

    def on_days_of(self, span: Window) -> Evaluation:
        """The evaluation with the days of this window."""
        return self.evaluation.at(n.period_days(self.as_at, span))
