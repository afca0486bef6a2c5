"""The extracts that a return supplies, why it cannot supply others, and what it leaves open."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.loading import Supplied, Supposed
from cicscore.extracts.reporting import Explanation, fault
from cicscore.faults import Fault
from cicscore.figures import date_text
from cicscore.ssda903.collecting import Collected
from cicscore.ssda903.collection import EPISODES, last_day, titles
from cicscore.ssda903.deriving.adoption import adopted_without_decision, lost_decisions
from cicscore.ssda903.deriving.reviews import outside_care
from cicscore.ssda903.deriving.supplies import CHANGED_BY, SUPPLIES, Supply
from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.finding import first_day_of
from cicscore.ssda903.returns import Return, coverage
from cicscore.ssda903.typing_rows import Typed, typed_rows
from cicscore.vocabulary import Status


def supply(
    collected: Collected, catalogue: Catalogue, wanted: Collection[str], as_at: dt.date | None
) -> Supplied:
    """The wanted extracts that the return supplies, why not the others, and what it leaves open."""
    year = collected.found.years[-1].year
    missing = {name: _why_not(catalogue.extracts[name], collected) for name in wanted}
    if as_at is not None and as_at > last_day(year):
        ends = f"the return ends on {date_text(last_day(year))}, before the as-at date"
        missing = {name: ends if name in SUPPLIES else why for name, why in missing.items()}
        return Supplied(missing=missing, faults=collected.faults, unusable=collected.unusable)
    covers = coverage(collected.tables, first_day_of(collected.found.years))
    return_ = Return(collected.tables, covers, year, catalogue.settings.ssda903)
    supplied = [
        name
        for name in catalogue.extracts
        if name in wanted and name in SUPPLIES and not _lacking_tables(SUPPLIES[name], collected)
    ]
    rows = {name: _rows(return_, collected, catalogue.extracts[name], Supposing.NOTHING) for name in supplied}
    supposed = [
        _supposed(
            return_, collected, catalogue, [name for name in CHANGED_BY[what] if name in supplied], what
        )
        for what in Supposing
        if what is not Supposing.NOTHING
    ]
    typed = {name: one.rows for name, one in rows.items()}
    return Supplied(
        rows=typed,
        missing={name: why for name, why in missing.items() if name not in typed},
        faults=(
            *collected.faults,
            *_findings(return_, collected),
            *(f for one in rows.values() for f in one.faults),
        ),
        supposed=tuple(one for one in supposed if one.rows),
        unusable=collected.unusable,
    )


def _why_not(extract: Extract, collected: Collected) -> str:
    if extract.name not in SUPPLIES:
        return f"the folder has no {extract.file}, and the SSDA903 return cannot take its place"
    lacking = _lacking_tables(SUPPLIES[extract.name], collected)
    named = " and ".join(titles()[table] for table in lacking)
    return f"the folder has no {extract.file}, and the return in it no table {named}"


def _lacking_tables(supply: Supply, collected: Collected) -> list[str]:
    return [table for table in supply.needs if table not in collected.merged]


def _rows(return_: Return, collected: Collected, extract: Extract, supposing: Supposing) -> Typed:
    own = SUPPLIES[extract.name]
    found: Sequence[Row] = list(own.derive(return_, supposing))
    columns = (*own.columns, *(name for name, table in own.columns_of.items() if table in collected.merged))
    labels = [label for label, rows in collected.read.items() if rows.extract.name == own.needs[-1]]
    digest = hashlib.sha256("".join(rows.sha256 for rows in collected.read.values()).encode())
    sha256 = collected.read[labels[0]].sha256 if len(collected.read) == 1 else digest.hexdigest()
    derived_from = collected.files_of((*own.needs, *own.columns_of.values()))
    return typed_rows(replace(extract, file=labels[-1]), found, columns, sha256, derived_from)


def _supposed(
    return_: Return, collected: Collected, catalogue: Catalogue, names: Collection[str], what: Supposing
) -> Supposed:
    rows = {name: _rows(return_, collected, catalogue.extracts[name], what).rows for name in names}
    match what:
        case Supposing.HISTORY:
            day = date_text(return_.covers.years)
            reason = (
                f"it depends on what was before {day}, where the return begins; add the returns of"
                " earlier years"
            )
            return Supposed(rows, Status.INSUFFICIENT_HISTORY, reason)
        case _:
            reason = f"it depends on {what.value}, which the SSDA903 return does not hold"
            return Supposed(rows, Status.MISSING_EXTRACT, reason)


def _findings(return_: Return, collected: Collected) -> Iterable[Fault]:
    """What was left out in deriving, counted."""
    if EPISODES not in return_.tables:
        return
    if outside := [row["address"] for row in outside_care(return_)]:
        yield _counted(
            FaultKind.REVIEW_OUTSIDE_CARE,
            collected,
            outside,
            "a review held when the child was not in care, but for short breaks, is not counted",
            "Correct the date of the review, or the episodes of the child.",
        )
    if "placed_for_adoption" in return_.tables:
        yield from _adoption_findings(return_, collected)


def _adoption_findings(return_: Return, collected: Collected) -> Iterable[Fault]:
    if lost := [row["address"] for row in lost_decisions(return_)]:
        yield _counted(
            FaultKind.DECISION_OUTSIDE_CARE,
            collected,
            lost,
            "a decision that a child should be placed for adoption lies in no period of care, and is not"
            " counted",
            "Correct the date of the decision, or the episodes of the child.",
        )
    if without := [period.episodes[-1].line for _, period in adopted_without_decision(return_)]:
        yield _counted(
            FaultKind.ADOPTED_WITHOUT_DECISION,
            collected,
            without,
            "a child was adopted for whom no decision is in PlacedAdoption or AD1 (rule 602); figures that"
            " rest on it are withheld",
            "Export PlacedAdoption and AD1 of the same years, with the child's row.",
        )


def _counted(
    kind: FaultKind, collected: Collected, addresses: Sequence[int], found: str, advice: str
) -> Fault:
    number = f"{len(addresses):,} {'row' if len(addresses) == 1 else 'rows, of which this is the first'}"
    return fault(kind, collected.place(min(addresses)), Explanation(f"{found} ({number})", advice))
