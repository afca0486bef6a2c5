"""The extracts that a return supplies, why it cannot supply others, and what it leaves open."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.loading import Supplied
from cicscore.extracts.reporting import Explanation, fault
from cicscore.faults import Fault
from cicscore.figures import date_text
from cicscore.ssda903.collecting import Collected
from cicscore.ssda903.collection import EPISODES, every_table, first_day, following, last_day, titles
from cicscore.ssda903.deriving.adoption import adopted_without_decision, lost_decisions
from cicscore.ssda903.deriving.reviews import outside_care
from cicscore.ssda903.deriving.supplies import SUPPLIES, Supply
from cicscore.ssda903.finding import first_day_of
from cicscore.ssda903.returns import Return, complete_since
from cicscore.ssda903.typing_rows import Typed, typed_rows
from cicscore.tables.table import Limit


def supply(
    collected: Collected, catalogue: Catalogue, wanted: Collection[str], as_at: dt.date | None
) -> Supplied:
    """The wanted extracts that the return supplies, why not the others, and what it leaves open."""
    year, held = collected.found.years[-1].year, _held(collected)
    lacked = {table: years[-1] for table, years in held.items() if years[-1] != year}
    missing = {name: _why_not(catalogue.extracts[name], collected, lacked) for name in wanted}
    if as_at is not None and as_at > last_day(year):
        ends = f"the return ends on {date_text(last_day(year))}, before the as-at date"
        if not collected.found.years[-1].named:
            ends += (
                f" (the newest event in it is of {year}; put a return of a later year into a folder that is"
                f" named after it, such as {following(year)})"
            )
        missing = {name: ends if name in SUPPLIES else why for name, why in missing.items()}
        return Supplied(
            missing=missing, faults=collected.faults, unusable=collected.unusable, tables=every_table()
        )
    first = first_day_of(collected.found.years)
    begins = {table: first_day(held[table][0]) if table in held else first for table in titles()}
    tables = {name: frame for name, frame in collected.tables.items() if name not in lacked}
    return_ = Return(
        tables,
        complete_since(tables, begins),
        first,
        year,
        catalogue.settings.ssda903,
    )
    limits: list[Limit] = []
    rows = {
        name: _rows(return_, collected, catalogue.extracts[name], limits)
        for name in catalogue.extracts
        if name in wanted and name in SUPPLIES and not _lacking_tables(SUPPLIES[name], return_.tables)
    }
    ways = max((len(one.unrecorded) for one in rows.values()), default=0)
    typed = {name: one.rows for name, one in rows.items()}
    return Supplied(
        rows=typed,
        missing={name: why for name, why in missing.items() if name not in typed},
        faults=(
            *collected.faults,
            *_findings(return_, collected),
            *(f for one in rows.values() for f in one.faults),
        ),
        # An extract of which there is one way only is the same in each.
        unrecorded=tuple(
            {name: one.unrecorded[min(way, len(one.unrecorded) - 1)] for name, one in rows.items()}
            for way in range(ways)
        ),
        limits=tuple(limits),
        unusable=collected.unusable,
        tables=every_table(),
    )


def _held(collected: Collected) -> dict[str, list[str]]:
    """The collection years of each table: the last of them, and those before it without a gap."""
    held: dict[str, list[str]] = {}
    for found in collected.found.years:
        for table in found.files:
            years = held.setdefault(table, [])
            if years and found.year != following(years[-1]):
                years.clear()
            years.append(found.year)
    return held


def _why_not(extract: Extract, collected: Collected, lacked: Mapping[str, str]) -> str:
    if extract.name not in SUPPLIES:
        return f"the folder has no {extract.file}, and the SSDA903 return cannot take its place"
    there = collected.tables.keys() - lacked.keys()
    lacking = _lacking_tables(SUPPLIES[extract.name], there)
    named = " and ".join(titles()[table] for table in lacking)
    if lacked.keys() & set(lacking):
        return (
            f"the folder has no {extract.file}, and the return of {collected.found.years[-1].year} no table"
            f" {named}, which that of {max(lacked.values())} has"
        )
    return f"the folder has no {extract.file}, and the return in it no table {named}"


def _lacking_tables(supply: Supply, tables: Collection[str]) -> list[str]:
    return [table for table in supply.needs if table not in tables]


def _rows(return_: Return, collected: Collected, extract: Extract, limits: list[Limit]) -> Typed:
    own = SUPPLIES[extract.name]
    found = list(own.derive(return_))
    columns = (*own.columns, *(name for name, table in own.columns_of.items() if table in return_.tables))
    labels = [label for label, rows in collected.read.items() if rows.extract.name == own.needs[-1]]
    digest = hashlib.sha256("".join(rows.sha256 for rows in collected.read.values()).encode())
    sha256 = collected.read[labels[0]].sha256 if len(collected.read) == 1 else digest.hexdigest()
    derived_from = collected.files_of((*own.needs, *own.columns_of.values()))
    return typed_rows(
        replace(extract, file=labels[-1]),
        found,
        columns,
        sha256,
        derived_from,
        limits,
        lacked_first=own.lacked_first,
    )


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
