"""Periods of care, stays with the same carers, and legal statuses."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.document import TemporaryPlacements
from cicscore.ssda903.deriving.supposing import Row, Supposing, started, supposed_spells
from cicscore.ssda903.episodes import TEMPORARY, legal_statuses, stays
from cicscore.ssda903.returns import Return

_SPLIT_OTHER = frozenset({"Z11", "Z12", "Z13", "Z14"})


def care_periods(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each period of care (rules 388 and 431 to 433; see ``episodes.periods_of_care``)."""
    for child, periods in return_.periods.items():
        for period in periods:
            yield {
                "line": period.episodes[0].line,
                "child_id": child,
                "started_on": started(return_, child, period, supposing),
                "ended_on": period.ended,
                "end_reason": period.reason,
            }
    if supposing is Supposing.HISTORY:
        yield from supposed_spells(return_, {"end_reason": "E8"})


def placements(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each stay with the same carers (NI 62, NI 63; see ``episodes.stays``).

    The catalogue's settings say whether temporary placements count (they are then other placements, Z1),
    and which providers are the authority's own. Z11 to Z14 split Z1 in 2025-26 and are read as it.
    """
    counted = return_.choices.temporary_placements is TemporaryPlacements.COUNT
    for child, periods in return_.periods.items():
        for period in periods:
            for stay in stays(period, count_temporary=counted):
                unknown = supposing is Supposing.HISTORY and not stay.start_known
                yield {
                    "line": stay.line,
                    "child_id": child,
                    "started_on": return_.born[child] if unknown else stay.started,
                    "ended_on": stay.ended,
                    "placement_type": _placement_type(stay.place),
                    "provider": _provider(return_, stay.provider),
                }
    if supposing is Supposing.HISTORY:
        yield from supposed_spells(return_, {"placement_type": "U6", "provider": "PR1"})
        yield from _supposed_stays(return_)


def _supposed_stays(return_: Return) -> Iterator[Row]:
    """Where a period began before the return does and its first stay in it: a stay before that one."""
    for child, periods in return_.periods.items():
        first = periods[0].episodes[0]
        if not periods[0].start_known and return_.born[child] < first.started:
            yield {
                "line": 0,
                "child_id": child,
                "started_on": return_.born[child],
                "ended_on": first.started,
                "placement_type": "U6",
                "provider": "PR1",
            }


def _placement_type(code: str) -> str:
    return "Z1" if code in TEMPORARY or code in _SPLIT_OTHER else code


def _provider(return_: Return, code: str | None) -> str | None:
    return "PR1" if code in return_.choices.own_provision else code


def legal_status_spells(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each time under one legal status."""
    for child, periods in return_.periods.items():
        for period in periods:
            for status in legal_statuses(period):
                first = supposing is Supposing.HISTORY and status.started == period.started
                yield {
                    "line": status.line,
                    "child_id": child,
                    "started_on": started(return_, child, period, supposing) if first else status.started,
                    "ended_on": status.ended,
                    "legal_status": status.code,
                }
    if supposing is Supposing.HISTORY:
        yield from supposed_spells(return_, {"legal_status": "C2"})
