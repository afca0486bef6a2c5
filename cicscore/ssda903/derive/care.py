"""Periods of care, stays with the same carers, and legal statuses."""

from __future__ import annotations

from collections.abc import Iterator

from cicscore.catalogue.model import TemporaryPlacements
from cicscore.ssda903.code_lists import counted_as
from cicscore.ssda903.collection import EPISODES
from cicscore.ssda903.episodes import TEMPORARY, UNKNOWN, legal_statuses, stays, stays_in_doubt
from cicscore.ssda903.returns import Return
from cicscore.ssda903.unrecorded import (
    Row,
    coded,
    earlier,
    of_change,
    spells_before,
    unknown_code,
    within_period,
)

#: Reasons for a new episode with which the legal status is a new one too.
_NEW_STATUS = frozenset({"S", "L", "B", "U"})


_OF_PERIOD = ("end_reason", "category_of_need")
_OF_PLACEMENT = ("placement_type", "provider", "change_reason")


def care_periods(return_: Return) -> Iterator[Row]:
    """One row for each period of care (rules 388 and 431 to 433; see ``episodes.periods_of_care``)."""
    before = return_.before(EPISODES)
    for child, periods in return_.periods.items():
        for period in periods:
            if period.doubt is not None:
                limit = unknown_code(EPISODES, period.doubt)
                yield within_period(return_, child, period, limit, _OF_PERIOD)
                continue
            day, born = period.started, return_.born[child]
            yield {
                "origin": period.episodes[0].origin,
                "child_id": child,
                "started_on": day if period.start_known else earlier(day, born, before),
                "ended_on": period.ended,
                "end_reason": coded(period.reason, EPISODES, "rec"),
                "category_of_need": coded(period.need, EPISODES, "cin"),
            }
    yield from spells_before(return_, _OF_PERIOD)


def placements(return_: Return) -> Iterator[Row]:
    """One row for each stay with the same carers (NI 62, NI 63; see ``episodes.stays``).

    The catalogue's settings say whether temporary placements count (they are then other placements, Z1),
    and which providers are the authority's own.
    """
    counted = return_.choices.temporary_placements is TemporaryPlacements.COUNT
    before = return_.before(EPISODES)
    for child, periods in return_.periods.items():
        for period in periods:
            found = stays(period, count_temporary=counted)
            doubtful = found if period.doubt is not None else stays_in_doubt(period, found)
            if doubtful:
                of_place = any(episode.place == UNKNOWN for episode in period.episodes)
                limit = unknown_code(EPISODES, period.doubt or ("place" if of_place else "rne"))
                yield within_period(return_, child, period, limit, _OF_PLACEMENT)
            for stay in found:
                if stay in doubtful:
                    continue
                day, born = stay.started, return_.born[child]
                yield {
                    "origin": stay.origin,
                    "child_id": child,
                    "started_on": of_change(day, stay.starts_by)
                    if stay.start_known
                    else earlier(day, born, before),
                    "ended_on": of_change(stay.ended, stay.ends_by),
                    "placement_type": _placement_type(stay.place),
                    "provider": coded(_provider(return_, stay.provider), EPISODES, "place_provider"),
                    "change_reason": coded(stay.change_reason, EPISODES, "reason_place_change"),
                }
    yield from spells_before(return_, _OF_PLACEMENT)


def _placement_type(code: str) -> str:
    return "Z1" if code in TEMPORARY else counted_as("place").get(code, code)


def _provider(return_: Return, code: str | None) -> str | None:
    return "PR1" if code in return_.choices.own_provision else code


def legal_status_spells(return_: Return) -> Iterator[Row]:
    """One row for each time under one legal status."""
    before = return_.before(EPISODES)
    for child, periods in return_.periods.items():
        for period in periods:
            if period.doubt is not None:
                yield within_period(
                    return_, child, period, unknown_code(EPISODES, period.doubt), ("legal_status",)
                )
                continue
            for status in legal_statuses(period):
                first = period.episodes[0]
                known = period.start_known or status.origin != first.origin or first.new in _NEW_STATUS
                day, born = status.started, return_.born[child]
                yield {
                    "origin": status.origin,
                    "child_id": child,
                    "started_on": of_change(day, status.starts_by) if known else earlier(day, born, before),
                    "ended_on": of_change(status.ended, status.ends_by),
                    "legal_status": status.code,
                }
    yield from spells_before(return_, ("legal_status",))
