"""Children, and whether they are UASC."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from cicscore.catalogue.model import UascStatus
from cicscore.extracts.cells import in_words
from cicscore.ssda903.collection import EPISODES, HEADER
from cicscore.ssda903.returns import ALWAYS, Return
from cicscore.ssda903.table import ReturnTable, birthdays, days_of_years
from cicscore.ssda903.unrecorded import Cells, Derived, anything, coded, either, exact, unknown_code, within
from cicscore.tables.calendar import Days
from cicscore.vocabulary import ColumnType

_SEXES = {"1": "M", "2": "F"}
_DAY = np.timedelta64(1, "D")


def children(return_: Return) -> Iterator[Derived]:
    """One row for each child in the Header, with UASC status and its end.

    The CSV has no flag: a row of the UASC table means UASC at some time in the year, and DUC is the day
    the status ceased (rule 304). A child of an earlier year's table that is not in the last one's was not
    UASC in the last year: the status ended with its year at the latest. A child in none may have had the
    status before the table begins.
    """
    header = return_.tables[HEADER]
    sex = in_words(header.texts("sex"), lambda code: _SEXES.get(code, code))
    whole = return_.own(
        header,
        np.arange(len(header)),
        date_of_birth=header.days("dob"),
        sex=coded(sex, return_.why(unknown_code(HEADER, "sex"))),
        ethnicity=coded(header.texts("ethnic"), return_.why(unknown_code(HEADER, "ethnic"))),
    )
    if "uasc" in return_.tables:
        now, otherwise = _uasc(return_, return_.tables["uasc"], header.days("dob"))
        whole = replace(whole, cells={**whole.cells, **now}, otherwise=otherwise)
    yield whole
    if return_.since[EPISODES] > ALWAYS:
        yield _anybody(return_)


def _anybody(return_: Return) -> Derived:
    """A child who was in care before the return begins."""
    before = np.array([return_.before(EPISODES)], np.int8)
    first, begins = (np.array([day], "datetime64[D]") for day in (ALWAYS, return_.begins))
    return return_.lacking(
        np.array([len(return_.born) - 1]),
        before,
        date_of_birth=within(first, begins, before),
        sex=anything(ColumnType.CODE, before),
        ethnicity=anything(ColumnType.CODE, before),
        uasc=anything(ColumnType.FLAG, before),
        uasc_ended_on=anything(ColumnType.DATE, before),
    )


def _uasc(return_: Return, statuses: ReturnTable, born: Days) -> tuple[dict[str, Cells], dict[str, Cells]]:
    """Whether each child is UASC and until when, and what may have been instead."""
    row = np.full(len(return_.born), -1, np.int64)
    row[return_.child("uasc")] = np.arange(len(statuses))
    row = row[: len(born)]
    none = row < 0
    in_last = np.append(statuses.years == return_.year, False)[row]
    if return_.choices.uasc is UascStatus.IN_YEAR:
        is_uasc, ended = in_last, np.full(len(born), "NaT", "datetime64[D]")
    else:
        _, year_ends = days_of_years(statuses.years)
        ceased = np.append(statuses.days("duc"), np.datetime64("NaT"))[row]
        at_latest = np.where(in_last, np.datetime64("NaT"), np.append(year_ends, np.datetime64("NaT"))[row])
        is_uasc, ended = ~none, np.where(np.isnat(ceased), at_latest, ceased)
    now = {"uasc": exact(is_uasc.astype(np.int8)), "uasc_ended_on": exact(ended)}
    since = np.datetime64(return_.since["uasc"])
    perhaps = none & (born < since - _DAY)
    if not perhaps.any():
        return now, {}
    before = return_.before("uasc")
    was = np.ones(len(born), np.int8)
    until = np.minimum(since - _DAY, birthdays(born, 18))
    return now, {
        "uasc": either(perhaps, replace(exact(was), why=np.full(len(was), before, np.int8)), now["uasc"]),
        "uasc_ended_on": either(perhaps, within(born, until, before), now["uasc_ended_on"]),
    }
