"""Decisions for adoption, and the outcome of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from cicscore.ssda903.collection import EPISODES, last_day
from cicscore.ssda903.episodes import ADOPTED, ADOPTIVE, COURT_AUTHORITY, UNKNOWN, CarePeriod, Episode
from cicscore.ssda903.returns import Return, days
from cicscore.ssda903.table import Record
from cicscore.ssda903.unrecorded import Row, Within, earlier, lacking, not_held, people, unknown_code
from cicscore.tables.table import RecordingLimit

_MATCHES = not_held("matches of children who are not adopted")
_DECISIONS = not_held("the decisions for children who were adopted and are in neither PlacedAdoption nor AD1")


def adoptions(return_: Return) -> Iterator[Row]:
    """One row for each decision that a child should be placed for adoption, with its outcome.

    DATE_PLACED is that decision, not a move (rule 523 has DATE_INT equal to it). Entered care: the start
    of the period of care. Court authority: the first day under a placement or freeing order (LG Inform
    912). Placed: the first day of the first placement A3 to A6 after the decision (rule 333). Adopted: the
    end of the period with E11 or E12. Matched: DATE_MATCH of AD1, which holds adopted children only.
    """
    adopted = {row["child"]: row for row in return_.records("ad1")}
    for child, decided in decisions(return_).items():
        for place, row in enumerate(decided):
            if (period := _period_of_decision(return_, child, row["date_placed"])) is not None:
                later = decided[place + 1]["date_placed"] if place + 1 < len(decided) else None
                plan = _Plan(row, period, row["date_placed_ceased"] or later, first=place == 0)
                if (column := _unknown_of(period)) is not None:
                    yield _perhaps(return_, child, plan, unknown_code(EPISODES, column))
                    continue
                yield {
                    "origin": row["origin"],
                    "child_id": child,
                    **_timeline(return_, child, plan, adopted.get(child)),
                }
    yield from _lacking(return_)


def _lacking(return_: Return) -> Iterator[Row]:
    """Decisions that were over before the table is complete, and those that it may lack."""
    before, last = return_.before("placed_for_adoption"), return_.since["placed_for_adoption"] - days(1)
    for child, born in people(return_):
        if born < last:
            day = Within(None, born, last, before)
            over = dict.fromkeys(("entered_care_on", "decision_on"), day)
            over |= dict.fromkeys(
                ("placement_order_on", "matched_on", "placed_on"), day._replace(absent=True)
            )
            yield lacking(child, before, **over, adopted_on=day, decision_reversed_on=None)
            yield lacking(child, before, **over, adopted_on=None, decision_reversed_on=day)
    unknown = unknown_code(EPISODES, "rec")
    without = [
        *((child, period.ended, _DECISIONS) for child, period in adopted_without_decision(return_)),
        *(
            (child, episode.ended, unknown)
            for child, periods in return_.periods.items()
            for period in periods
            for episode in period.episodes
            if episode.reason == UNKNOWN
        ),
    ]
    for child, adopted, limit in without:
        day = Within(None, return_.born[child], adopted, limit)
        cells = dict.fromkeys(("entered_care_on", "decision_on"), day)
        cells |= dict.fromkeys(("placement_order_on", "matched_on", "placed_on"), day._replace(absent=True))
        yield lacking(child, limit, **cells, adopted_on=adopted, decision_reversed_on=None)


class _Plan(Struct, frozen=True):
    """A decision for adoption: its row, its period of care, and the day it was over, if it is."""

    row: Record
    period: CarePeriod
    over: dt.date | None
    first: bool

    @property
    def decided(self) -> dt.date:
        """The day of the decision."""
        decided: dt.date = self.row["date_placed"]
        return decided

    def in_force_on(self, day: dt.date) -> bool:
        """Whether a day is between the decision and its end, inclusive."""
        return day >= self.decided and (self.over is None or day <= self.over)


def _unknown_of(period: CarePeriod) -> str | None:
    """The column whose unknown code makes the outcome of a decision uncertain, if any."""
    if period.doubt is not None or any(episode.place == UNKNOWN for episode in period.episodes):
        return period.doubt or "place"
    return "rec" if period.reason == UNKNOWN else None


def _perhaps(return_: Return, child: str, plan: _Plan, limit: RecordingLimit) -> Row:
    born = return_.born[child]
    before = Within(None, born, plan.decided, limit)
    day = Within(None, born, last_day(return_.year), limit, absent=True)
    cells = dict.fromkeys(("placement_order_on", "matched_on", "placed_on", "adopted_on"), day)
    over = plan.row["date_placed_ceased"]
    row = lacking(
        child, limit, entered_care_on=before, decision_on=plan.decided, **cells, decision_reversed_on=over
    )
    return row | {"origin": plan.row["origin"]}


def decisions(return_: Return) -> dict[str, list[Record]]:
    """Each child's decisions in order: those in PlacedAdoption, and those in AD1 that it lacks."""
    found: dict[str, list[Record]] = {
        child: list(rows) for child, rows in return_.by_child("placed_for_adoption", "date_placed").items()
    }
    for row in return_.records("ad1"):
        known = found.setdefault(row["child"], [])
        if not known:
            known.append(
                {"date_placed": row["date_int"], "date_placed_ceased": None, "origin": row["origin"]}
            )
    return found


def _period_of_decision(return_: Return, child: str, day: dt.date) -> CarePeriod | None:
    found = return_.period_on(child, day)
    periods = return_.periods.get(child, ())
    if found is None and periods and not periods[0].start_known and day < periods[0].started:
        return periods[0]
    return found


def lost_decisions(return_: Return) -> list[Record]:
    """The decisions outside any period of care; nothing is derived from them."""
    return [
        row
        for child, rows in decisions(return_).items()
        for row in rows
        if _period_of_decision(return_, child, row["date_placed"]) is None
    ]


def adopted_without_decision(return_: Return) -> list[tuple[str, CarePeriod]]:
    """The children adopted without a known decision, with the period of care that ended in adoption."""
    decided = decisions(return_)
    return [
        (child, period)
        for child, periods in return_.periods.items()
        for period in periods
        if period.reason in ADOPTED
        and not any(
            _period_of_decision(return_, child, row["date_placed"]) is period
            for row in decided.get(child, ())
        )
    ]


def _timeline(return_: Return, child: str, plan: _Plan, match: Record | None) -> dict[str, Any]:
    period, born = plan.period, return_.born[child]
    entered: Any = min(period.started, plan.decided)
    if not period.start_known:
        entered = earlier(entered, born, return_.before(EPISODES))
    placed = next(
        (one for one in period.episodes if one.place in ADOPTIVE and plan.in_force_on(one.started)), None
    )
    adopted = period.ended if period.reason in ADOPTED and plan.over is None else None
    row = {
        "entered_care_on": entered,
        "decision_on": plan.decided,
        "placement_order_on": _began(return_, born, plan, _order(plan), "LBUS"),
        "placed_on": _began(return_, born, plan, placed, "PBS"),
        "adopted_on": adopted,
        "decision_reversed_on": plan.row["date_placed_ceased"],
    }
    if "ad1" in return_.tables:
        row["matched_on"] = _matched(return_, plan, match if adopted else None)
    return row


def _order(plan: _Plan) -> Episode | None:
    """The first episode under a court's authority; for a later decision, the first since that one."""
    return next(
        (
            episode
            for episode in plan.period.episodes
            if episode.legal_status in COURT_AUTHORITY
            and (plan.first or plan.in_force_on(episode.started))
            and (plan.over is None or episode.started <= plan.over)
        ),
        None,
    )


def _began(return_: Return, born: dt.date, plan: _Plan, episode: Episode | None, begins_with: str) -> Any:
    """When what an episode shows began: with it, unless it was so before the first one that is known."""
    if episode is None:
        return None
    first = episode is plan.period.episodes[0] and not plan.period.start_known
    if first and episode.new not in begins_with:
        return earlier(episode.started, born, return_.before(EPISODES))
    return episode.started


def _matched(return_: Return, plan: _Plan, match: Record | None) -> Any:
    if match is not None and match["date_match"] is not None:
        return match["date_match"]
    last = max(plan.decided, last_day(return_.year))
    return Within(None, plan.decided, last, _MATCHES, absent=True)
