"""Decisions for adoption, and the outcome of each.

Few children have one, so that these are looked at one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct

from cicscore.ssda903.collection import EPISODES, last_day
from cicscore.ssda903.episodes import ADOPTED, ADOPTIVE, COURT_AUTHORITY, UNKNOWN, CarePeriod, Episode
from cicscore.ssda903.returns import Return
from cicscore.ssda903.table import Places, Record, is_one_of
from cicscore.ssda903.unrecorded import Cells, Derived, Reasons, in_order_of, not_held, unknown_code, within
from cicscore.tables.calendar import Days
from cicscore.tables.table import Positions

_MATCHES = not_held("matches of children who are not adopted")
_DECISIONS = not_held("the decisions for children who were adopted and are in neither PlacedAdoption nor AD1")
_BY_DECISION = ("entered_care_on", "decision_on")
_ON_THE_WAY = ("placement_order_on", "matched_on", "placed_on")


class _Within(NamedTuple):
    """A day between two, or possibly none; ``plain`` is shown."""

    plain: dt.date | None
    low: dt.date
    high: dt.date
    why: int
    absent: bool = False


_Day: TypeAlias = dt.date | _Within | None


def adoptions(return_: Return) -> Iterator[Derived]:
    """One row for each decision that a child should be placed for adoption, with its outcome.

    DATE_PLACED is that decision, not a move (rule 523 has DATE_INT equal to it). Entered care: the start
    of the period of care. Court authority: the first day under a placement or freeing order (LG Inform
    912). Placed: the first day of the first placement A3 to A6 after the decision (rule 333). Adopted: the
    end of the period with E11 or E12. Matched: DATE_MATCH of AD1, which holds adopted children only.
    """
    found = Decisions.of(return_)
    matches = {row["position"]: row for row in _records(return_, "ad1")}
    plans = list(found.plans())
    doubts = [_unknown_of(plan.period) for plan in plans]
    sure = [plan for plan, doubt in zip(plans, doubts, strict=True) if doubt is None]
    rows = [_timeline(return_, plan, matches.get(plan.child)) for plan in sure]
    yield return_.lacking(_children(sure), np.zeros(len(sure), np.int8), _places(sure), **_by_column(rows))
    unsure = [plan for plan, doubt in zip(plans, doubts, strict=True) if doubt is not None]
    why = np.array([return_.why(unknown_code(EPISODES, doubt)) for doubt in doubts if doubt], np.int8)
    perhaps = [_perhaps(return_, plan, one) for plan, one in zip(unsure, why.tolist(), strict=True)]
    yield return_.lacking(_children(unsure), why, _places(unsure), **_by_column(perhaps))
    yield _over_before(return_)
    yield _without_decision(return_, found)


def _children(plans: Sequence[_Plan]) -> Positions:
    return np.array([plan.child for plan in plans], np.int64)


def _places(plans: Sequence[_Plan]) -> Places:
    origins = np.array([plan.row["origin"] for plan in plans], np.int64).reshape(len(plans), 2)
    return Places(origins[:, 0], origins[:, 1])


def _by_column(rows: Sequence[Mapping[str, _Day]]) -> dict[str, Cells]:
    """The days of each column, of rows that have the same columns."""
    return {name: _cells([row[name] for row in rows]) for name in (rows[0] if rows else ())}


def _cells(days: Sequence[_Day]) -> Cells:
    whole = [day if isinstance(day, _Within) else _Within(day, day, day, 0) for day in days]  # type: ignore[arg-type]  # no day is between none
    plain, low, high = (
        np.array([getattr(day, name) for day in whole], "datetime64[D]") for name in ("plain", "low", "high")
    )
    return Cells(
        plain,
        low,
        high,
        np.array([day.absent for day in whole], np.bool_),
        np.array([day.why for day in whole], np.int8),
    )


def _records(return_: Return, table: str) -> list[Record]:
    """The rows of a table, with the position of the child; none if the return lacks it."""
    if table not in return_.tables:
        return []
    rows = return_.tables[table].records()
    return [
        {**row, "position": child} for row, child in zip(rows, return_.child(table).tolist(), strict=True)
    ]


def _over_before(return_: Return) -> Derived:
    """Decisions that were over before the table is complete: by adoption, or reversed."""
    people, why = return_.people, return_.before("placed_for_adoption")
    last = np.datetime64(return_.since["placed_for_adoption"]) - np.timedelta64(1, "D")
    child = people[return_.born[people] < last]
    first, until = return_.born[child], np.full(len(child), last)
    reasons = np.full(len(child), why, np.int8)
    parts = [
        return_.lacking(
            child,
            reasons,
            **_open_days(first, until, reasons),
            **{
                column: within(first, until, reasons) if column == over else _no_days(len(child))
                for column in ("adopted_on", "decision_reversed_on")
            },
        )
        for over in ("adopted_on", "decision_reversed_on")
    ]
    return in_order_of(parts, [child, child])


def _open_days(first: Days, last: Days, why: Reasons) -> dict[str, Cells]:
    """The days of decisions of which is known only between what they were."""
    return {
        **{column: within(first, last, why) for column in _BY_DECISION},
        **{column: within(first, last, why, absent=True) for column in _ON_THE_WAY},
    }


def _no_days(rows: int) -> Days:
    return np.full(rows, "NaT", "datetime64[D]")


def _without_decision(return_: Return, found: Decisions) -> Derived:
    """Decisions that the table may lack: of children adopted, or who left for a reason in no list."""
    care = return_.care
    unknown = np.flatnonzero(is_one_of(care.rows.texts("rec"), (UNKNOWN,)))
    periods = np.array(list(found.without()), np.int64)
    child = return_.child_of_period[np.append(periods, care.of_period[unknown])]
    adopted = np.append(care.left[periods], care.ended[unknown])
    why = np.repeat(
        np.array([return_.why(_DECISIONS), return_.why(unknown_code(EPISODES, "rec"))], np.int8),
        [len(periods), len(unknown)],
    )
    days = _open_days(return_.born[child], adopted, why)
    return return_.lacking(child, why, **days, adopted_on=adopted, decision_reversed_on=_no_days(len(child)))


class _Plan(Struct, frozen=True):
    """A decision for adoption: its row, its child's period of care, and the day it was over, if it is."""

    child: int
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


class Decisions(Struct, frozen=True):
    """Each child's decisions in order: those in PlacedAdoption, and those in AD1 that it lacks.

    ``periods`` are the periods of care, by number, of the children with a decision, and of those adopted.
    """

    of_child: Mapping[int, list[Record]]
    periods: Mapping[int, Mapping[int, CarePeriod]]

    @classmethod
    def of(cls, return_: Return) -> Decisions:
        """The decisions in a return."""
        found: dict[int, list[Record]] = {}
        for row in sorted(_records(return_, "placed_for_adoption"), key=lambda row: row["date_placed"]):
            found.setdefault(row["position"], []).append(row)
        for row in _records(return_, "ad1"):
            known = found.setdefault(row["position"], [])
            if not known:
                known.append({**row, "date_placed": row["date_int"], "date_placed_ceased": None})
        adopted = is_one_of(return_.care.reason, ADOPTED)
        children = [*found, *return_.child_of_period[adopted].tolist()]
        numbers = np.flatnonzero(np.isin(return_.child_of_period, children))
        periods: dict[int, dict[int, CarePeriod]] = {}
        for number, period in zip(numbers.tolist(), return_.objects(numbers), strict=True):
            periods.setdefault(int(return_.child_of_period[number]), {})[number] = period
        return cls(found, periods)

    def plans(self) -> Iterator[_Plan]:
        """The decisions in a period of care."""
        for child, decided in self.of_child.items():
            for place, row in enumerate(decided):
                if (period := self._period(child, row)) is not None:
                    later = decided[place + 1]["date_placed"] if place + 1 < len(decided) else None
                    yield _Plan(child, row, period, row["date_placed_ceased"] or later, first=place == 0)

    def lost(self) -> list[Record]:
        """The decisions outside any period of care; nothing is derived from them."""
        return [
            row for child, rows in self.of_child.items() for row in rows if self._period(child, row) is None
        ]

    def without(self) -> dict[int, CarePeriod]:
        """The periods of care that ended in adoption without a known decision, by number."""
        decided = {id(self._period(child, row)) for child, rows in self.of_child.items() for row in rows}
        return {
            number: period
            for periods in self.periods.values()
            for number, period in periods.items()
            if period.reason in ADOPTED and id(period) not in decided
        }

    def _period(self, child: int, row: Record) -> CarePeriod | None:
        day, periods = row["date_placed"], list(self.periods.get(child, {}).values())
        found = next((period for period in periods if period.covers(day)), None)
        if found is None and periods and not periods[0].start_known and day < periods[0].started:
            return periods[0]
        return found


def _unknown_of(period: CarePeriod) -> str | None:
    """The column whose unknown code makes the outcome of a decision uncertain, if any."""
    if period.doubt is not None or any(episode.place == UNKNOWN for episode in period.episodes):
        return period.doubt or "place"
    return "rec" if period.reason == UNKNOWN else None


def _perhaps(return_: Return, plan: _Plan, why: int) -> dict[str, _Day]:
    born = _born(return_, plan.child)
    day = _Within(None, born, last_day(return_.year), why, absent=True)
    return {
        "entered_care_on": _Within(None, born, plan.decided, why),
        "decision_on": plan.decided,
        **dict.fromkeys((*_ON_THE_WAY, "adopted_on"), day),
        "decision_reversed_on": plan.row["date_placed_ceased"],
    }


def _born(return_: Return, child: int) -> dt.date:
    born: dt.date = return_.born[child].item()
    return born


def _timeline(return_: Return, plan: _Plan, match: Record | None) -> dict[str, _Day]:
    period = plan.period
    entered: _Day = min(period.started, plan.decided)
    if not period.start_known:
        entered = _earlier(return_, plan, min(period.started, plan.decided))
    placed = next(
        (one for one in period.episodes if one.place in ADOPTIVE and plan.in_force_on(one.started)), None
    )
    adopted = period.ended if period.reason in ADOPTED and plan.over is None else None
    row = {
        "entered_care_on": entered,
        "decision_on": plan.decided,
        "placement_order_on": _began(return_, plan, _order(plan), "LBUS"),
        "placed_on": _began(return_, plan, placed, "PBS"),
        "adopted_on": adopted,
        "decision_reversed_on": plan.row["date_placed_ceased"],
    }
    if "ad1" in return_.tables:
        row["matched_on"] = _matched(return_, plan, match if adopted else None)
    return row


def _earlier(return_: Return, plan: _Plan, day: dt.date) -> _Within:
    """A day known only to be no later than ``day``."""
    return _Within(day, min(_born(return_, plan.child), day), day, return_.before(EPISODES))


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


def _began(return_: Return, plan: _Plan, episode: Episode | None, begins_with: str) -> _Day:
    """When what an episode shows began: with it, unless it was so before the first one that is known."""
    if episode is None:
        return None
    first = episode is plan.period.episodes[0] and not plan.period.start_known
    if first and episode.new not in begins_with:
        return _earlier(return_, plan, episode.started)
    return episode.started


def _matched(return_: Return, plan: _Plan, match: Record | None) -> _Day:
    if match is not None and match["date_match"] is not None:
        matched: dt.date = match["date_match"]
        return matched
    last = max(plan.decided, last_day(return_.year))
    return _Within(None, plan.decided, last, return_.why(_MATCHES), absent=True)
