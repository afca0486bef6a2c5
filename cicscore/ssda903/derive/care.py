"""Periods of care, stays with the same carers, and legal statuses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cicscore.catalogue.model import TemporaryPlacements
from cicscore.extracts.cells import in_words
from cicscore.ssda903.care import Spells, legal_statuses, stays, stays_in_doubt
from cicscore.ssda903.code_lists import counted_as
from cicscore.ssda903.collection import EPISODES, last_day
from cicscore.ssda903.episodes import TEMPORARY, UNKNOWN
from cicscore.ssda903.returns import Return
from cicscore.ssda903.table import is_one_of
from cicscore.ssda903.unrecorded import (
    OF_CHANGE,
    Cells,
    Derived,
    Reasons,
    anything,
    coded,
    earlier,
    either,
    exact,
    unknown_code,
    within,
)
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Mask, Texts
from cicscore.tables.table import Positions
from cicscore.vocabulary import ColumnType

_OF_PERIOD = ("end_reason", "category_of_need")
_OF_PLACEMENT = ("placement_type", "provider", "change_reason")


def care_periods(return_: Return) -> Iterator[Derived]:
    """One row for each period of care (rules 388 and 431 to 433; see ``care.Care``)."""
    care = return_.care
    sure = np.flatnonzero(~care.in_doubt)
    child, day = return_.child_of_period[sure], care.started[sure]
    yield return_.own(
        care.rows.kept(care.periods.first[sure]),
        child,
        started_on=either(return_.starts_known[sure], exact(day), _earlier(return_, day, child)),
        ended_on=care.left[sure],
        end_reason=coded(_of(care.reason, sure), return_.why(unknown_code(EPISODES, "rec"))),
        category_of_need=coded(_of(care.need, sure), return_.why(unknown_code(EPISODES, "cin"))),
    )
    doubtful = np.flatnonzero(care.in_doubt)
    yield _within_periods(return_, doubtful, why_in_doubt(return_, doubtful), _OF_PERIOD)
    yield _before(return_, _OF_PERIOD)


def placements(return_: Return) -> Iterator[Derived]:
    """One row for each stay with the same carers (NI 62, NI 63; see ``care.stays``).

    The catalogue's settings say whether temporary placements count (they are then other placements, Z1),
    and which providers are the authority's own.
    """
    care, choices = return_.care, return_.choices
    counted = choices.temporary_placements is TemporaryPlacements.COUNT
    found = stays(care, return_.starts_known, count_temporary=counted)
    doubtful = stays_in_doubt(care, found)
    last = found.runs.last[~doubtful]
    # REASON_PLACE_CHANGE is recorded on the episode that ends with the move (rule 225).
    change = care.optional("reason_place_change")
    changed = Texts(change.distinct, np.where(found.moved[~doubtful], change.codes[last], -1))
    provider = in_words(
        care.rows.texts("place_provider"), lambda code: "PR1" if code in choices.own_provision else code
    )
    yield return_.own(
        care.rows.kept(found.runs.first[~doubtful]),
        return_.child_of_period[found.period[~doubtful]],
        **_days_of(return_, found, ~doubtful),
        placement_type=_of(in_words(care.rows.texts("place"), _placement_type), last),
        provider=coded(_of(provider, last), return_.why(unknown_code(EPISODES, "place_provider"))),
        change_reason=coded(changed, return_.why(unknown_code(EPISODES, "reason_place_change"))),
    )
    periods = np.unique(found.period[doubtful])
    of_place = care.periods.any(is_one_of(care.rows.texts("place"), (UNKNOWN,)))[periods]
    place, rne = (return_.why(unknown_code(EPISODES, column)) for column in ("place", "rne"))
    why = np.where(care.in_doubt[periods], why_in_doubt(return_, periods), np.where(of_place, place, rne))
    yield _within_periods(return_, periods, why.astype(np.int8), _OF_PLACEMENT)
    yield _before(return_, _OF_PLACEMENT)


def _placement_type(code: str) -> str:
    return "Z1" if code in TEMPORARY else counted_as("place").get(code, code)


def legal_status_spells(return_: Return) -> Iterator[Derived]:
    """One row for each time under one legal status."""
    care = return_.care
    found = legal_statuses(care, return_.starts_known)
    sure = ~care.in_doubt[found.period]
    first = found.runs.first[sure]
    yield return_.own(
        care.rows.kept(first),
        return_.child_of_period[found.period[sure]],
        **_days_of(return_, found, sure),
        legal_status=_of(care.rows.texts("ls"), first),
    )
    doubtful = np.flatnonzero(care.in_doubt)
    yield _within_periods(return_, doubtful, why_in_doubt(return_, doubtful), ("legal_status",))
    yield _before(return_, ("legal_status",))


def _of(texts: Texts, which: Positions) -> Texts:
    return Texts(texts.distinct, texts.codes[which])


def _earlier(return_: Return, day: Days, child: Positions) -> Cells:
    return earlier(day, return_.born[child], return_.before(EPISODES))


def _days_of(return_: Return, found: Spells, which: Mask) -> dict[str, Cells]:
    """The first and last days of spells; if episodes overlap, a change may be on any day until one."""
    why = return_.why(OF_CHANGE)
    started, ended = found.started[which], found.ended[which]
    child = return_.child_of_period[found.period[which]]
    started_on, ended_on = (
        either(np.isnat(by), exact(day), within(day, by, why, plain=day))
        for day, by in ((started, found.starts_by[which]), (ended, found.ends_by[which]))
    )
    return {
        "started_on": either(found.start_known[which], started_on, _earlier(return_, started, child)),
        "ended_on": ended_on,
    }


def why_in_doubt(return_: Return, periods: Positions) -> Reasons:
    """The reason of each of these periods, where an unknown code leaves open whether it was care."""
    status, reason = (return_.why(unknown_code(EPISODES, column)) for column in ("ls", "rec"))
    return np.where(return_.care.unknown_status[periods], status, reason).astype(np.int8)


def _within_periods(return_: Return, periods: Positions, why: Reasons, columns: tuple[str, ...]) -> Derived:
    """Rows for spells that periods of care may include, or may not, for the reasons given."""
    care, child = return_.care, return_.child_of_period[periods]
    started, left = care.started[periods], care.left[periods]
    born = np.where(return_.starts_known[periods], started, return_.born[child])
    first, last = (
        np.minimum(born, started),
        np.where(np.isnat(left), np.datetime64(last_day(return_.year)), left),
    )
    return return_.lacking(
        child,
        why,
        care.rows.kept(care.periods.first[periods]).places,
        started_on=within(first, last, why),
        ended_on=within(first, last, why, absent=True),
        **{column: anything(ColumnType.CODE, why) for column in columns},
    )


def _before(return_: Return, columns: tuple[str, ...]) -> Derived:
    """For each child, possible spells of care that ended before those in the return.

    A spell that ended in the time covered would be in the return, and an episode that another continues ended
    on the day the latter started.
    """
    people, born = return_.people, return_.born
    first = return_.first_period[people]
    begins = np.append(return_.care.started, np.datetime64("NaT"))[first]
    # The earlier of the two, or the only one.
    last = np.fmin(np.datetime64(return_.since[EPISODES]) - np.timedelta64(1, "D"), begins)
    child = people[born[people] < last]
    day = earlier(last[born[people] < last], born[child], return_.before(EPISODES))
    why = day.why
    cells = {column: anything(ColumnType.CODE, why) for column in columns}
    return return_.lacking(child, why, started_on=day, ended_on=day, **cells)
