"""What a whole scorecard would leave unsaid: nothing to compare with, nothing to rate against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cicscore.app.printed import printed_fault
from cicscore.catalogue.definitions import Catalogue, is_in_force
from cicscore.faults import Fault, Place, Severity
from cicscore.figures import date_text
from cicscore.periods import financial_year
from cicscore.record import Record


def cautions(
    catalogue: Catalogue, only: frozenset[str] | None, record: Record, as_at: dt.date
) -> tuple[Fault, ...]:
    """Warnings about the scorecard as a whole, which no single row can give."""
    return (*_no_earlier_day(record, as_at), *_no_targets(catalogue, only, as_at))


def _no_earlier_day(record: Record, as_at: dt.date) -> Iterator[Fault]:
    days = {day for figures in record.figures.values() for day in figures}
    if days and min(days) >= as_at:
        yield printed_fault(
            "CIC420",
            Place("earlier figures"),
            f"none is of a day before {date_text(as_at)}, so nothing is compared",
            "Give figures of an earlier day; `cicscore diff` compares two scorecards of the same day.",
            Severity.WARNING,
        )


def _no_targets(catalogue: Catalogue, only: frozenset[str] | None, as_at: dt.date) -> Iterator[Fault]:
    """Where other years have targets and this one has none at all, every rating is gone at once."""
    year = financial_year(as_at)
    chosen = [
        each
        for each in catalogue.indicators
        if is_in_force(each, as_at) and each.limits and (only is None or each.id in only)
    ]
    if not chosen or any(year in each.limits for each in chosen):
        return
    latest = max(known for each in chosen for known in each.limits)
    indicators = "1 indicator has a target" if len(chosen) == 1 else f"{len(chosen)} indicators have targets"
    yield printed_fault(
        "CIC421",
        Place(catalogue.path),
        f"no target is set for {year}, so nothing is rated; for {latest}, {indicators}",
        f"Add the targets of {year} under `targets`, each with its source.",
        Severity.WARNING,
    )
