"""From a folder of returns, local extracts or both to the extracts of a run: the door of this package."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.loading import (
    Gathered,
    Supplied,
    Supposed,
    folder_listing,
    gather,
    with_those_looked_at,
)
from cicscore.extracts.loading import load_extracts as load_from_files
from cicscore.extracts.mapping import read_mapping
from cicscore.extracts.reading import Rows, read_extract
from cicscore.extracts.reporting import Explanation, fault
from cicscore.extracts.together import check_together
from cicscore.faults import Fault, FaultsFoundError, Place
from cicscore.figures import date_text
from cicscore.ssda903.checking import Finding, check_episodes, check_statuses
from cicscore.ssda903.collection import EPISODES, HEADER, dictionary, last_day, titles
from cicscore.ssda903.deriving.adoption import adopted_without_decision, lost_decisions
from cicscore.ssda903.deriving.reviews import outside_care
from cicscore.ssda903.deriving.supplies import CHANGED_BY, SUPPLIES, Supply
from cicscore.ssda903.deriving.supposing import Row, Supposing
from cicscore.ssda903.finding import Found, FoundYear, find_returns, first_day_of
from cicscore.ssda903.merging import LINES_OF_A_FILE, Merged, Repair, Repaired, Year, merge
from cicscore.ssda903.returns import Record, Return, coverage, episodes_by_child, records
from cicscore.ssda903.typing_rows import Typed, typed_rows
from cicscore.tables.table import Extracts
from cicscore.vocabulary import Status


def load_extracts(
    folder: Path,
    catalogue: Catalogue,
    *,
    only: Collection[str] | None = None,
    skip_faulty_rows: bool = False,
    progress: Callable[[str], None] | None = None,
    as_at: dt.date | None = None,
) -> Extracts:
    """Read the catalogue's extracts from ``folder``, and derive from a return in it those that it lacks.

    An extract for which the folder has a file of its own is read from that file. ``as_at`` says of which
    collection year a return is whose folder does not. Otherwise as ``extracts.loading.load_extracts``. Where
    an episode is at fault and ``skip_faulty_rows`` is asked for, all episodes of its child are left out: the
    others alone would tell another story.
    """
    folder_listing(folder)
    here = read_mapping(folder, catalogue).applied(catalogue)
    found = find_returns(folder, here, as_at)
    if not found.years:
        supplied = Supplied(faults=found.faults)
        return load_from_files(
            folder,
            catalogue,
            only=only,
            skip_faulty_rows=skip_faulty_rows,
            progress=progress,
            supplied=supplied,
        )
    wanted = frozenset(with_those_looked_at(catalogue.extracts, only)) - found.local
    collected = collect(found, _tables_for(wanted), progress)
    try:
        extracts = load_from_files(
            folder,
            catalogue,
            only=only,
            skip_faulty_rows=skip_faulty_rows,
            progress=progress,
            supplied=supply(collected, here, wanted, as_at),
        )
    except FaultsFoundError as error:
        raise FaultsFoundError([collected.placed(one) for one in error.faults]) from error
    return _with_own_lines(extracts, collected)


def examine_folder(
    folder: Path, catalogue: Catalogue, as_at: dt.date | None, progress: Callable[[str], None] | None = None
) -> tuple[Gathered, Collected | None]:
    """Everything about a folder before it is judged, and about the return in it, if there is one.

    Every table of the return is read, whether anything is derived from it or not; nothing is raised.
    """
    here = read_mapping(folder, catalogue).applied(catalogue)
    found = find_returns(folder, here, as_at)
    if not found.years:
        return gather(folder, catalogue, Supplied(faults=found.faults), progress=progress), None
    collected = collect(found, tuple(titles()), progress)
    wanted = frozenset(here.extracts) - found.local
    supplied = supply(collected, here, wanted, as_at)
    gathered = gather(folder, catalogue, supplied, progress=progress)
    return gathered, replace(collected, derived=tuple(supplied.rows))


def _with_own_lines(extracts: Extracts, collected: Collected) -> Extracts:
    """The extracts with the lines of the return's files in place of addresses."""
    tables = {
        name: replace(table, lines=table.lines % LINES_OF_A_FILE) for name, table in extracts.tables.items()
    }
    return replace(
        extracts, tables=tables, warnings=tuple(collected.placed(one) for one in extracts.warnings)
    )


def _tables_for(wanted: Collection[str]) -> frozenset[str]:
    """The tables that the wanted extracts are derived from."""
    supplies = [SUPPLIES[name] for name in wanted if name in SUPPLIES]
    return frozenset(
        table for supply in supplies for table in (*supply.needs, *supply.columns_of.values(), EPISODES)
    )


# --- Reading the return -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Collected:
    """The return's tables of every year, read, checked and merged.

    ``read`` are each file's rows as they were read, by the name of the file; ``files`` numbers them, from 1,
    as addresses do. ``unusable``: a file as a whole was at fault. ``derived`` names the extracts that
    were derived from it.
    """

    found: Found
    read: Mapping[str, Rows]
    files: tuple[str, ...]
    merged: Mapping[str, Merged]
    faults: tuple[Fault, ...]
    unusable: bool
    derived: tuple[str, ...] = ()

    def place(self, address: int, *columns: str) -> Place:
        """Where the row with this address stands."""
        file = self.files[address // LINES_OF_A_FILE - 1]
        return Place(file, address % LINES_OF_A_FILE, within=", ".join(columns) or None)

    def placed(self, one: Fault) -> Fault:
        """The fault in its file, where its line is an address."""
        if one.place.line is None or one.place.line < LINES_OF_A_FILE:
            return one
        where = self.place(one.place.line)
        return replace(one, place=replace(one.place, file=where.file, line=where.line))

    @property
    def repaired(self) -> tuple[Repaired, ...]:
        """Every row that merging the years left out."""
        return tuple(one for table in self.merged.values() for one in table.repaired)

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The merged rows of each table."""
        return {name: table.frame for name, table in self.merged.items()}


def collect(
    found: Found, wanted: Collection[str], progress: Callable[[str], None] | None = None
) -> Collected:
    """Read the wanted tables of every year, and merge and check them; nothing is raised."""
    faults: list[Fault] = list(found.faults)
    read: dict[str, Rows] = {}
    files: list[str] = []
    years: list[Year] = []
    unusable = any(one.code == FaultKind.TABLE_TWICE.code for one in found.faults)
    at_fault: set[str] = set()
    for this in found.years:
        rows: dict[str, Rows] = {}
        numbers: dict[str, int] = {}
        for name, extract in dictionary(this.year).items():
            if name not in this.files or name not in wanted:
                continue
            label = this.labels[name]
            if progress is not None:
                progress(label)
            reading = read_extract(
                this.files[name].file, replace(extract, file=label, about=_about(this)), rows.get(HEADER)
            )
            faults += reading.faults
            files.append(label)
            if reading.rows is None:
                unusable = True
                continue
            rows[name], numbers[name] = reading.rows, len(files)
            read[label] = reading.rows
        sound, found_together = check_together(rows)
        faults += found_together
        at_fault |= _children_at_fault(rows.get(EPISODES), sound.get(EPISODES))
        years.append(Year(this.year, sound, numbers))
    merged = merge(years)
    collected = Collected(found, read, tuple(files), merged, (), unusable)
    merged, findings = _checked_over_time(collected, at_fault, first_day_of(found.years))
    return replace(collected, merged=merged, faults=(*faults, *findings))


def _about(this: FoundYear) -> str | None:
    return HEADER if HEADER in this.files else None


def _children_at_fault(read: Rows | None, sound: Rows | None) -> set[str]:
    """The children of whom an episode was left out."""
    if read is None or sound is None:
        return set()
    lost = ~np.isin(read.lines, sound.lines)
    return {str(child) for child in read.frame["child"][lost].dropna()}


def _checked_over_time(
    collected: Collected, at_fault: set[str], since: dt.date
) -> tuple[dict[str, Merged], list[Fault]]:
    """Check each child's episodes in order, and leave out those of children of whom one is at fault."""
    merged = dict(collected.merged)
    faults = [*_merging_faults(collected)]
    born: dict[str, dt.date] = {row["child"]: row["dob"] for row in _records(merged, HEADER)}
    if EPISODES in merged:
        # A child with a row that could not be read is not checked again for what that row leaves behind.
        episodes = _without(merged[EPISODES], at_fault)
        findings, in_error = check_episodes(episodes_by_child(records(episodes.frame)), born, since)
        faults += [_fault(collected, one) for one in findings]
        merged[EPISODES] = _without(episodes, in_error)
        faults += _left_out(collected, len(merged[EPISODES].frame), at_fault | in_error)
    statuses = check_statuses(_records(merged, "uasc"), born)
    faults += [_fault(collected, one) for one in statuses]
    if statuses:
        wrong = {one.line for one in statuses}
        keep = ~merged["uasc"].frame["address"].isin(wrong)
        merged["uasc"] = replace(merged["uasc"], frame=merged["uasc"].frame[keep].reset_index(drop=True))
    return merged, faults


def _records(merged: Mapping[str, Merged], table: str) -> list[Record]:
    return records(merged[table].frame) if table in merged else []


def _without(table: Merged, children: Collection[str]) -> Merged:
    kept = table.frame[~table.frame["child"].isin(list(children))]
    return replace(table, frame=kept.reset_index(drop=True))


def _fault(collected: Collected, finding: Finding) -> Fault:
    return fault(finding.kind, collected.place(finding.line, *finding.columns), finding.explanation)


def _left_out(collected: Collected, kept: int, children: set[str]) -> list[Fault]:
    lost = (
        sum(len(rows.frame) for label, rows in collected.read.items() if rows.extract.name == EPISODES) - kept
    )
    if not children:
        return []
    explanation = Explanation(
        f"where rows at fault are left out, every episode of {len(children):,}"
        f" {'child' if len(children) == 1 else 'children'} is, {lost:,} rows in all: the others alone would"
        " tell another story",
        "Correct the episodes at fault; their lines are named above or below.",
    )
    label = next(label for label, rows in collected.read.items() if rows.extract.name == EPISODES)
    return [fault(FaultKind.CHILD_AT_FAULT, Place(label), explanation)]


def _merging_faults(collected: Collected) -> Iterable[Fault]:
    counted: dict[tuple[str, Repair], list[int]] = {}
    for one in collected.repaired:
        counted.setdefault((one.table, one.repair), []).append(one.address)
    for (table, repair), addresses in counted.items():
        kind = FaultKind.SUPERSEDED if repair is Repair.SUPERSEDED else FaultKind.MERGED
        explanation = Explanation(
            f"{len(addresses):,} {'row' if len(addresses) == 1 else 'rows'} of {titles()[table]}, this one"
            f" first: {repair.value}",
            "Nothing, if that is right; `cicscore extracts --audit FILE` lists every such row.",
        )
        yield fault(kind, collected.place(min(addresses)), explanation)


# --- Supplying extracts -------------------------------------------------------------------------------


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
    return typed_rows(replace(extract, file=labels[-1]), found, columns, sha256)


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
