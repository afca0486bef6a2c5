"""The extracts that a return supplies: each function reads as its rule does.

What the return leaves open is settled in the plainest way, and put to the test: ``Supposing`` names what
is unknown, and supposing it makes each function give the rows that would be furthest from the plain ones.
A figure that comes out otherwise then rests on what the return does not hold (see ``tables.table.Doubt``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from cicscore.catalogue.document import TemporaryPlacements, UascStatus
from cicscore.periods import add_months
from cicscore.ssda903.collection import EPISODES, HEADER, first_day, last_day
from cicscore.ssda903.episodes import (
    ADOPTED,
    ADOPTIVE,
    COURT_AUTHORITY,
    TEMPORARY,
    Episode,
    Period,
    legal_statuses,
    stays,
)
from cicscore.ssda903.returns import Record, Return, birthday, days, working_days_after

#: One row of an extract, with ``line``: where in the return it comes from; 0 for one only supposed.
Row: TypeAlias = dict[str, Any]

_SPLIT_OTHER = frozenset({"Z11", "Z12", "Z13", "Z14"})
_SEXES = {"1": "M", "2": "F"}


class Supposing(Enum):
    """What the return leaves open."""

    NOTHING = "nothing"
    HISTORY = "what was before the first day that the return covers"
    TIMES = "the times of day at which children went missing and returned"
    MATCHES = "matches of children who are not adopted"
    DECISIONS = "the decisions for children who were adopted and are in neither PlacedAdoption nor AD1"
    DAYS = "the days of checks that OC2 tells of, and the checks of children who are not in it"


#: Which extracts each supposition changes.
CHANGED_BY: Mapping[Supposing, tuple[str, ...]] = {
    Supposing.HISTORY: (
        "children",
        "care_periods",
        "placements",
        "legal_statuses",
        "reviews",
        "adoptions",
        "missing_incidents",
        "care_leavers",
        "allocations",
    ),
    Supposing.TIMES: ("missing_incidents",),
    Supposing.MATCHES: ("adoptions",),
    Supposing.DECISIONS: ("adoptions",),
    Supposing.DAYS: ("health_assessments", "dental_checks"),
}


@dataclass(frozen=True)
class Supply:
    """How one extract comes from the return: the tables it needs, and the columns that it then has.

    ``columns_of`` are further columns, each with the table that holds it.
    """

    derive: Callable[[Return, Supposing], Iterator[Row]]
    needs: tuple[str, ...]
    columns: tuple[str, ...]
    columns_of: Mapping[str, str] = field(default_factory=dict)


# --- Children and UASC -------------------------------------------------------------------------------


def children(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each child of the Header, with UASC status and its end.

    The CSV has no flag: a row of the UASC table means UASC at some time in the year, and DUC is the day
    the status ceased (rule 304). A child of an earlier year's table that is not in the last one's was not
    UASC in the last year: the status ended with its year at the latest.
    """
    statuses = {row["child"]: row for row in return_.records("uasc")}
    for row in return_.records(HEADER):
        child = row["child"]
        uasc, ended = _uasc(return_, child, statuses.get(child), supposing)
        yield {
            "line": row["address"],
            "child_id": child,
            "date_of_birth": row["dob"],
            "sex": _SEXES.get(row["sex"], row["sex"]),
            "ethnicity": row["ethnic"],
        } | ({"uasc": uasc, "uasc_ended_on": ended} if "uasc" in return_.tables else {})


def _uasc(
    return_: Return, child: str, status: Record | None, supposing: Supposing
) -> tuple[bool, dt.date | None]:
    if status is None:
        if supposing is Supposing.HISTORY and return_.born[child] < return_.covers.uasc:
            before = return_.covers.uasc - days(1)
            return True, min(before, birthday(return_.born[child], 18))
        return False, None
    if return_.choices.uasc is UascStatus.IN_YEAR:
        return status["year"] == return_.year, None
    if status["duc"] is None and status["year"] != return_.year:
        return True, last_day(status["year"])
    return True, status["duc"]


def _before_first(return_: Return, child: str) -> dt.date | None:
    """The last day on which a period of care that the return does not hold may have ended, if any.

    One that ended on the first day covered, or later, would be in the return, and so would one before it
    that the first known period goes on from.
    """
    periods = return_.periods.get(child, ())
    if periods and not periods[0].start_known:
        return None
    first = min([return_.covers.episodes, *(period.started for period in periods[:1])])
    return first - days(1) if return_.born[child] < first - days(1) else None


def _started(return_: Return, child: str, period: Period, supposing: Supposing) -> dt.date:
    """The first day of a period; supposing otherwise, birth, where it began before the return does."""
    if supposing is Supposing.HISTORY and not period.start_known:
        return return_.born[child]
    return period.started


# --- Periods of care, stays and legal statuses --------------------------------------------------------


def care_periods(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each period of care (rules 388 and 431 to 433; see ``episodes.periods_of_care``)."""
    for child, periods in return_.periods.items():
        for period in periods:
            yield {
                "line": period.episodes[0].line,
                "child_id": child,
                "started_on": _started(return_, child, period, supposing),
                "ended_on": period.ended,
                "end_reason": period.reason,
            }
    if supposing is Supposing.HISTORY:
        yield from _supposed_spells(return_, {"end_reason": "E8"})


def _supposed_spells(return_: Return, columns: Mapping[str, Any]) -> Iterator[Row]:
    """For each child, a spell from birth to the last day on which an unknown one may have ended."""
    for child, born in return_.born.items():
        if (ended := _before_first(return_, child)) is not None:
            yield {"line": 0, "child_id": child, "started_on": born, "ended_on": ended, **columns}


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
        yield from _supposed_spells(return_, {"placement_type": "U6", "provider": "PR1"})
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
                    "started_on": _started(return_, child, period, supposing) if first else status.started,
                    "ended_on": status.ended,
                    "legal_status": status.code,
                }
    if supposing is Supposing.HISTORY:
        yield from _supposed_spells(return_, {"legal_status": "C2"})


# --- Reviews ------------------------------------------------------------------------------------------


def reviews(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each review held in a period of care, and one for the next that falls due in it.

    The return has no due dates. Care Planning, Placement and Case Review (England) Regulations 2010,
    reg. 33: the first is due within 20 working days of the day the child starts to be looked after, the
    second within three months of the first, later ones within six months of the one before. When the first
    of a period that began before the return does was due is not known.
    """
    held = return_.by_child("reviews", "review")
    for child, periods in return_.periods.items():
        rest = list(held.get(child, ()))
        for period in periods:
            inside = [row for row in rest if period.covers(row["review"])]
            rest = [row for row in rest if row not in inside]
            for row in _reviews_of(period, inside, return_, supposing):
                yield {"child_id": child, **row}


def outside_care(return_: Return) -> list[Record]:
    """The reviews held when the child was not in care, but for short breaks; none of them is counted."""
    return [
        row for row in return_.records("reviews") if return_.period_on(row["child"], row["review"]) is None
    ]


def _reviews_of(
    period: Period, held: Sequence[Record], return_: Return, supposing: Supposing
) -> Iterator[Row]:
    covered = return_.covers.reviews
    known = period.start_known and period.started >= covered
    due = working_days_after(period.started, 20) if known else None
    latest_unknown = add_months(covered, 6)
    if supposing is Supposing.HISTORY and not known:
        before = covered - days(1)
        yield {"line": 0, "due_on": before, "held_on": before, "participation": "PN1"}
        due = latest_unknown if not held else min(latest_unknown, held[0]["review"] - days(1))
    interval = 3 if known else 6
    for row in held:
        yield {
            "line": row["address"],
            "due_on": due,
            "held_on": row["review"],
            "participation": _participation(return_, row["review_code"]),
        }
        due = add_months(row["review"], interval)
        interval = 6
    if due is not None and (period.ended is None or due < period.ended):
        yield {"line": period.episodes[0].line, "due_on": due, "held_on": None, "participation": None}


def _participation(return_: Return, code: str) -> str:
    return "PN3" if code == "PN4" and return_.choices.pn4_takes_part else code


# --- Adoption -----------------------------------------------------------------------------------------


def adoptions(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each decision that a child should be placed for adoption, with what came of it.

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
                yield {
                    "line": row["address"],
                    "child_id": child,
                    **_timeline(return_, child, plan, adopted.get(child), supposing),
                }
    if supposing is Supposing.DECISIONS:
        yield from _supposed_decisions(return_)


@dataclass(frozen=True)
class _Plan:
    """A decision for adoption: its row, its period of care, and the day on which it was over, if it was."""

    row: Record
    period: Period
    over: dt.date | None
    first: bool

    @property
    def decided(self) -> dt.date:
        """The day of the decision."""
        decided: dt.date = self.row["date_placed"]
        return decided

    def in_force_on(self, day: dt.date) -> bool:
        """Whether a day lies between the decision and its end."""
        return day >= self.decided and (self.over is None or day <= self.over)


def decisions(return_: Return) -> dict[str, list[Record]]:
    """Each child's decisions in order: those of PlacedAdoption, and of AD1 where that one lacks them."""
    found: dict[str, list[Record]] = {
        child: list(rows) for child, rows in return_.by_child("placed_for_adoption", "date_placed").items()
    }
    for row in return_.records("ad1"):
        known = found.setdefault(row["child"], [])
        if all(one["date_placed"] != row["date_int"] for one in known) and not known:
            known.append(
                {"date_placed": row["date_int"], "date_placed_ceased": None, "address": row["address"]}
            )
    return found


def _period_of_decision(return_: Return, child: str, day: dt.date) -> Period | None:
    found = return_.period_on(child, day)
    periods = return_.periods.get(child, ())
    if found is None and periods and not periods[0].start_known and day < periods[0].started:
        return periods[0]
    return found


def lost_decisions(return_: Return) -> list[Record]:
    """The decisions that lie in no period of care; nothing is derived from them."""
    return [
        row
        for child, rows in decisions(return_).items()
        for row in rows
        if _period_of_decision(return_, child, row["date_placed"]) is None
    ]


def adopted_without_decision(return_: Return) -> list[tuple[str, Period]]:
    """The children adopted for whom no decision is known, with the period of care that ended so."""
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


def _supposed_decisions(return_: Return) -> Iterator[Row]:
    for child, period in adopted_without_decision(return_):
        row = {"date_placed": period.started, "date_placed_ceased": None}
        plan = _Plan(row, period, None, first=True)
        yield {"line": 0, "child_id": child, **_timeline(return_, child, plan, None, Supposing.DECISIONS)}


def _timeline(
    return_: Return, child: str, plan: _Plan, match: Record | None, supposing: Supposing
) -> dict[str, Any]:
    period = plan.period
    entered = min(_started(return_, child, period, supposing), plan.decided)
    placed = next(
        (one for one in period.episodes if one.place in ADOPTIVE and plan.in_force_on(one.started)), None
    )
    adopted = period.ended if period.reason in ADOPTED and plan.over is None else None
    row = {
        "entered_care_on": entered,
        "decision_on": plan.decided,
        "placement_order_on": _date(plan, _order(plan), "LBUS", supposing),
        "placed_on": _date(plan, placed, "PBS", supposing),
        "adopted_on": adopted,
        "decision_reversed_on": plan.row["date_placed_ceased"],
    }
    if "ad1" in return_.tables:
        row["matched_on"] = _matched(return_, plan, match if adopted else None, supposing)
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


def _date(plan: _Plan, episode: Episode | None, begins_with: str, supposing: Supposing) -> dt.date | None:
    """When what an episode shows began: with it, unless it was so before the first one that is known."""
    if episode is None:
        return None
    first = episode is plan.period.episodes[0] and not plan.period.start_known
    if supposing is Supposing.HISTORY and first and episode.new not in begins_with:
        return plan.decided
    return episode.started


def _matched(return_: Return, plan: _Plan, match: Record | None, supposing: Supposing) -> dt.date | None:
    if match is not None and match["date_match"] is not None:
        matched: dt.date = match["date_match"]
        return matched
    if supposing is Supposing.MATCHES:
        return max(plan.decided, first_day(return_.year))
    return None


# --- Missing, care leavers, workers, health -----------------------------------------------------------


def missing_incidents(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each incident; the table has days only, so the longest time that fits them is taken."""
    shortest = supposing is Supposing.TIMES
    for row in return_.records("missing"):
        ended = row["mis_end"]
        went = dt.datetime.combine(row["mis_start"], _LATEST if shortest else _EARLIEST)
        returned = None if ended is None else dt.datetime.combine(ended, _EARLIEST if shortest else _LATEST)
        yield {
            "line": row["address"],
            "child_id": row["child"],
            "kind": row["missing"],
            "went_missing_at": went,
            "returned_at": returned if returned is None else max(returned, went),
        }
    if supposing is Supposing.HISTORY:
        for child, born in return_.born.items():
            if born < (before := return_.covers.years - days(3)):
                went = dt.datetime.combine(before, _EARLIEST)
                returned = dt.datetime.combine(return_.covers.years - days(1), _LATEST)
                yield {
                    "line": 0,
                    "child_id": child,
                    "kind": "M",
                    "went_missing_at": went,
                    "returned_at": returned,
                }


_EARLIEST, _LATEST = dt.time(0, 0, 0), dt.time(23, 59, 59)


def care_leavers(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each young person of OC3 who turned 19, 20 or 21 in the collection year (LAIT 112, 113)."""
    for row in return_.records("oc3"):
        day = _birthday_in(row["year"], row["dob"])
        if day is not None:
            yield {
                "line": row["address"],
                "child_id": row["child"],
                "birthday_on": day,
                "in_touch": row["in_touch"],
                "activity": row["activ"],
                "accommodation": row["accom"],
            }
    if supposing is Supposing.HISTORY:
        before = return_.covers.years - days(1)
        found = {"birthday_on": before, "in_touch": "YES", "activity": "F1", "accommodation": "U1"}
        for child, born in return_.born.items():
            if born < birthday(before, -18):
                yield {"line": 0, "child_id": child, **found}


def _birthday_in(year: str, born: dt.date) -> dt.date | None:
    reached = (birthday(born, age) for age in (19, 20, 21))
    return next((day for day in reached if first_day(year) <= day <= last_day(year)), None)


def allocations(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """One row for each spell of one social worker with one child, from the table of 2023-24 and later."""
    for row in return_.records("social_workers"):
        yield {
            "line": row["address"],
            "child_id": row["child"],
            "worker_id": row["sw_id"],
            "started_on": row["sw_decom"],
            "ended_on": row["sw_dec"],
        }
    if supposing is Supposing.HISTORY:
        yield from _supposed_spells(return_, {"worker_id": "supposed"})


def _checks(return_: Return, supposing: Supposing, flag: str) -> Iterator[Row]:
    """What OC2 says was done in the year: two rows, because for children under five one means both.

    LAIT 3: two health assessments in the year for a child under five, one for an older one. OC2 tells only
    whether, so the rows are dated with the year's last days, and only a figure of its last day rests on
    them. OC2 holds the children looked after for twelve months on that day.
    """
    told = set()
    for row in return_.records("oc2"):
        if row["year"] == return_.year:
            told.add(row["child"])
        if row[flag]:
            yield from _two_checks(row["child"], row["address"], row["year"], supposing)
    if supposing is Supposing.DAYS:
        for child in return_.periods.keys() - told:
            yield from _two_checks(child, 0, return_.year, supposing)


def _two_checks(child: str, line: int, year: str, supposing: Supposing) -> Iterable[Row]:
    first = first_day(year) if supposing is Supposing.DAYS else last_day(year) - days(1)
    held = {"line": line, "child_id": child, "outcome": "HELD"}
    return ({**held, "offered_for": first}, {**held, "offered_for": first + days(1)})


def health_assessments(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """The health assessments that OC2 says were done; it does not tell which was the initial one."""
    return _checks(return_, supposing, "health_assessment")


def dental_checks(return_: Return, supposing: Supposing) -> Iterator[Row]:
    """The dental checks that OC2 says were done."""
    return _checks(return_, supposing, "teeth_check")


_SPELL = ("child_id", "started_on", "ended_on")

#: What the return can supply, by the name of the extract.
SUPPLIES: Mapping[str, Supply] = {
    "children": Supply(
        children,
        (HEADER,),
        ("child_id", "date_of_birth", "sex", "ethnicity"),
        {"uasc": "uasc", "uasc_ended_on": "uasc"},
    ),
    "care_periods": Supply(care_periods, (HEADER, EPISODES), (*_SPELL, "end_reason")),
    "placements": Supply(placements, (HEADER, EPISODES), (*_SPELL, "placement_type", "provider")),
    "legal_statuses": Supply(legal_status_spells, (HEADER, EPISODES), (*_SPELL, "legal_status")),
    "reviews": Supply(
        reviews, (HEADER, EPISODES, "reviews"), ("child_id", "due_on", "held_on", "participation")
    ),
    "adoptions": Supply(
        adoptions,
        (HEADER, EPISODES, "placed_for_adoption"),
        (
            "child_id",
            "entered_care_on",
            "decision_on",
            "placement_order_on",
            "placed_on",
            "adopted_on",
            "decision_reversed_on",
        ),
        {"matched_on": "ad1"},
    ),
    "missing_incidents": Supply(
        missing_incidents, (HEADER, "missing"), ("child_id", "kind", "went_missing_at", "returned_at")
    ),
    "care_leavers": Supply(
        care_leavers,
        (HEADER, "oc3"),
        ("child_id", "birthday_on", "in_touch", "activity", "accommodation"),
    ),
    "allocations": Supply(allocations, (HEADER, EPISODES, "social_workers"), (*_SPELL, "worker_id")),
    "health_assessments": Supply(
        health_assessments, (HEADER, EPISODES, "oc2"), ("child_id", "offered_for", "outcome")
    ),
    "dental_checks": Supply(dental_checks, (HEADER, EPISODES, "oc2"), ("child_id", "offered_for", "outcome")),
}
