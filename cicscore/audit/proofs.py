"""Every proof, run on a printed scorecard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec import Struct

from cicscore.audit.differences import wrong_changes, wrong_variances, wrong_variances_of_all
from cicscore.audit.earlier import EarlierFigure, contradicted_by_earlier
from cicscore.audit.findings import Certainty, Finding
from cicscore.audit.ratings import two_ratings, wrong_ratings
from cicscore.audit.ratios import averages_as_percentages, wrong_ratios
from cicscore.audit.sheet import Sheet
from cicscore.audit.totals import wrong_totals
from cicscore.audit.twice import printed_twice


class Audit(Struct, frozen=True):
    """What was found in a printed scorecard, in the order of its rows."""

    sheet: Sheet
    findings: tuple[Finding, ...]
    version: str

    def count(self, certainty: Certainty) -> int:
        """How many findings are proved, or likely."""
        return sum(finding.certainty is certainty for finding in self.findings)


def audit_sheet(sheet: Sheet, version: str, earlier: Sequence[EarlierFigure] = ()) -> Audit:
    """Every contradiction among the printed cells, and with the earlier scorecards."""
    found: Iterable[Finding] = chain(
        wrong_ratios(sheet),
        averages_as_percentages(sheet),
        wrong_ratings(sheet),
        two_ratings(sheet),
        printed_twice(sheet),
        wrong_variances(sheet),
        wrong_variances_of_all(sheet),
        wrong_changes(sheet),
        wrong_totals(sheet),
        contradicted_by_earlier(sheet, earlier),
    )
    ordered = sorted(found, key=lambda one: (one.place.line or 0, one.kind, one.place.within or ""))
    return Audit(sheet, tuple(ordered), version)
