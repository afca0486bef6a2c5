"""Read and check the years of a return, and merge them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.model import OtherCodes
from cicscore.extracts.cells import in_words
from cicscore.extracts.check import check_together
from cicscore.extracts.faults import Message, Origin, fault
from cicscore.extracts.mapping import FolderMapping
from cicscore.extracts.read import Owner, Reading, Rows, read_extract
from cicscore.faults.fault import Fault, Place
from cicscore.results import ReturnFile
from cicscore.ssda903.check import (
    RowFault,
    check_care_leavers,
    check_episodes,
    check_statuses,
    rows_of_episodes_to_check,
)
from cicscore.ssda903.code_lists import last_listed
from cicscore.ssda903.collection import EPISODES, HEADER, dictionary, first_day, titles
from cicscore.ssda903.episodes import UNKNOWN, episodes_by_child
from cicscore.ssda903.find import Found, FoundYear, first_day_of
from cicscore.ssda903.merge import Merged, Repair, Repaired, Year, merge
from cicscore.ssda903.table import Record, ReturnTable, positions_of
from cicscore.tables.calendar import Days
from cicscore.tables.columns import Texts, has_value


class Collected(Struct, frozen=True):
    """The return's tables of every year, read, checked and merged.

    ``read`` holds each file's rows as read, by file name; ``files`` are the names to whose positions origins
    refer. ``unusable``: a whole file was at fault. ``left_out`` counts each file's rows at fault, including
    episodes left out with another of the same child.
    """

    found: Found
    read: Mapping[str, Rows]
    files: tuple[str, ...]
    merged: Mapping[str, Merged]
    faults: tuple[Fault, ...]
    unusable: bool
    left_out: Mapping[str, int] = field(default_factory=dict)

    def place(self, origin: Origin, *columns: str) -> Place:
        """The place of a fault in these columns of a row."""
        return Place(self.files[origin.file], origin.line, within=", ".join(columns) or None)

    def files_of(self, tables: Collection[str]) -> tuple[ReturnFile, ...]:
        """The files of these tables, with how many rows of each were read and left out."""
        return tuple(
            ReturnFile(
                file=label, rows=len(rows.lines) + rows.skipped, skipped_rows=self.left_out.get(label, 0)
            )
            for label, rows in self.read.items()
            if rows.extract.name in tables
        )

    @property
    def repaired(self) -> tuple[Repaired, ...]:
        """Every row that merging the years left out."""
        return tuple(one for table in self.merged.values() for one in table.repaired)

    @property
    def tables(self) -> Mapping[str, ReturnTable]:
        """The merged rows of each table."""
        return {name: merged.table for name, merged in self.merged.items()}


def collect(
    found: Found,
    wanted: Collection[str],
    mapping: FolderMapping,
    progress: Callable[[str], None] | None = None,
) -> Collected:
    """Read, merge and check the wanted tables of every year; faults are returned, not raised."""
    faults: list[Fault] = [*found.faults, *_years_not_listed(found.years)]
    read: dict[str, Rows] = {}
    files: list[str] = []
    years: list[Year] = []
    unusable = any(one.name == "table-given-twice" for one in found.faults)
    unread: list[Record] = []
    left_out: Counter[str] = Counter()
    for this in found.years:
        readings = _read_year(this, wanted, mapping, progress)
        rows = {name: reading.rows for name, reading in readings.items() if reading.rows is not None}
        sound, found_together = check_together(rows)
        faults += [*(one for reading in readings.values() for one in reading.faults), *found_together]
        unusable |= len(rows) < len(readings)
        years.append(Year(this.year, sound, {name: len(files) + at for at, name in enumerate(readings)}))
        files += [this.labels[name] for name in readings]
        for name, own in rows.items():
            read[this.labels[name]] = own
            left_out[this.labels[name]] = len(own.lines) + own.skipped - len(sound[name].lines)
        if EPISODES in rows:
            unread += _unread(rows[EPISODES], sound[EPISODES], years[-1])
    collected = Collected(found, read, tuple(files), merge(years), tuple(faults), unusable, left_out)
    return _without_unusable(collected, unread)


def _years_not_listed(years: Iterable[FoundYear]) -> Iterable[Fault]:
    """A warning for each year after the last one whose code lists are known."""
    for this in years:
        if this.year > last_listed():
            message = Message(
                f"the return is of {this.year}, and the newest code lists here are of {last_listed()}: it is"
                " read by these; a code that they lack is let in with a warning, and figures that could"
                " depend on it are withheld",
                "Use a version of cicscore that has the year's lists, or say under `codes` in mapping.yaml"
                " what each new code counts as.",
            )
            label = this.labels.get(EPISODES) or next(iter(this.labels.values()))
            yield fault("year-not-listed", Place(label), message)


def _read_year(
    this: FoundYear, wanted: Collection[str], mapping: FolderMapping, progress: Callable[[str], None] | None
) -> dict[str, Reading]:
    """Each wanted table of a year; only the local codes of the folder's ``mapping`` are used."""
    own_codes = replace(mapping, extracts={})
    lets_in = mapping.unknown_codes is OtherCodes.WARN or this.year > last_listed()
    about = HEADER if HEADER in this.files else None
    readings: dict[str, Reading] = {}
    for name, extract in dictionary(this.year).items():
        if name not in this.files or name not in wanted:
            continue
        label = this.labels[name]
        if progress is not None:
            progress(label)
        table = replace(own_codes.extract(extract), file=label, about=about)
        table = _letting_in(table) if lets_in else table
        header = readings[HEADER].rows if HEADER in readings else None
        children = () if header is None else (_children(header),)
        reading = read_extract(this.files[name].file, table, children, own_codes.words(table))
        if lets_in and reading.rows is not None:
            reading = replace(reading, rows=_unknown_marked(reading.rows))
        readings[name] = replace(reading, faults=tuple(map(_with_other_choice, reading.faults)))
    return readings


def _children(header: Rows) -> Owner:
    """The children whom the header lists."""
    (key,) = header.extract.key
    return Owner(key, lambda: header)


def _with_other_choice(one: Fault) -> Fault:
    """The fault of an unknown code names the setting that lets such codes in."""
    if one.name != "unknown-code":
        return one
    choice = "`unknown_codes: warn` there lets in every unknown code, and withholds what rests on it."
    return replace(one, advice=f"{one.advice} {choice}")


def _without_unusable(collected: Collected, unread: list[Record]) -> Collected:
    """Leave out the episodes that cannot be used, count them with the rows left out, and say so."""
    merged, findings = _checked_over_time(collected, unread)
    left_out = Counter(collected.left_out)
    for name, one in merged.items():
        rows = (
            np.bincount(of.files, minlength=len(collected.files))
            for of in (collected.tables[name], one.table)
        )
        left_out.update(dict(zip(collected.files, np.subtract(*rows).tolist(), strict=True)))
    checked = replace(collected, merged=merged, left_out=left_out)
    return replace(checked, faults=(*checked.faults, *findings, *_episodes_left_out(checked)))


def _letting_in(table: Extract) -> Extract:
    """The table, letting in codes that are in no list."""
    columns = {
        name: column.model_copy(update={"other_codes": OtherCodes.WARN})
        for name, column in table.columns.items()
    }
    return replace(table, columns=columns)


def _unknown_marked(rows: Rows) -> Rows:
    """The rows with each code that is in no list replaced by ``UNKNOWN``."""
    cells = dict(rows.columns)
    for name, column in rows.extract.columns.items():
        texts = cells[name]
        if column.codes is not None and isinstance(texts, Texts):
            cells[name] = in_words(texts, partial(_listed, column.codes))
    return replace(rows, columns=cells)


def _listed(codes: Collection[str], code: str) -> str:
    return code if code in codes else UNKNOWN


def _unread(read: Rows, sound: Rows, year: Year) -> list[Record]:
    """The episodes left out individually, with as much of each as could be read."""
    table = ReturnTable.of(read, year.files[EPISODES], year.year)
    return table.kept(~np.isin(read.lines, sound.lines) & has_value(read.columns["child"])).records()


def _checked_over_time(collected: Collected, unread: list[Record]) -> tuple[dict[str, Merged], list[Fault]]:
    """Check each child's episodes in order, and leave out those made unusable by one at fault."""
    merged = dict(collected.merged)
    faults = [*_merging_faults(collected)]
    header = merged[HEADER].table if HEADER in merged else None
    if EPISODES in merged:
        findings, usable = _episodes_checked(collected, header, unread)
        faults += [_fault(collected, one) for one in findings]
        merged[EPISODES] = replace(merged[EPISODES], table=usable)
    alone: list[RowFault] = []
    if "uasc" in merged:
        alone += check_statuses(merged["uasc"].table, _born(merged["uasc"].table, header))
    if "oc3" in merged:
        alone += check_care_leavers(merged["oc3"].table)
    faults += [_fault(collected, one) for one in alone]
    for name in {one.table for one in alone}:
        sound = merged[name].table.without(frozenset(one.origin for one in alone))
        merged[name] = replace(merged[name], table=sound)
    return merged, faults


def _episodes_checked(
    collected: Collected, header: ReturnTable | None, unread: list[Record]
) -> tuple[list[RowFault], ReturnTable]:
    """The findings about the episodes, and those that can be used."""
    table = collected.tables[EPISODES]
    lost = _lost(table, unread)
    undated = {row["child"] for row in lost if row["decom"] is None}
    of_undated = np.array([word in undated for word in table.texts("child").words], np.bool_)
    table = table.kept(~table.texts("child").rows_with(of_undated)) if undated else table
    dated = [row for row in lost if row["child"] not in undated]
    covers_from = first_day_of(collected.found.years)
    born = _born(table, header)
    rows = rows_of_episodes_to_check(table, born, covers_from, {row["child"] for row in dated})
    checked = table.kept(rows).records()
    findings, unusable = check_episodes(
        episodes_by_child(checked),
        episodes_by_child(dated),
        {row["child"]: day for row, day in zip(checked, born[rows].tolist(), strict=True)},
        covers_from,
        first_day(collected.found.years[-1].year),
    )
    return findings, table.without(unusable)


def _lost(table: ReturnTable, unread: Sequence[Record]) -> list[Record]:
    """The episodes that could not be read; if another row has the same episode, nothing is lost."""
    if not unread:
        return []
    kept = set(zip(table.texts("child").cells(), table.days("decom").tolist(), strict=True))
    return [row for row in unread if (row["child"], row["decom"]) not in kept]


def _born(table: ReturnTable, header: ReturnTable | None) -> Days:
    """The date of birth in the Header of each row's child; missing where it has none."""
    if header is None:
        return np.full(len(table), "NaT", "datetime64[D]")
    births = np.append(header.days("dob"), np.datetime64("NaT"))
    born: Days = births[positions_of(table.texts("child"), header.texts("child"))]
    return born


def _fault(collected: Collected, finding: RowFault) -> Fault:
    place = collected.place(finding.origin, *finding.columns)
    return fault(finding.kind, place, Message(finding.found, finding.advice))


def _episodes_left_out(collected: Collected) -> list[Fault]:
    """The fault that counts the episodes left out because of faults, their own or another episode's."""
    labels = [label for label, rows in collected.read.items() if rows.extract.name == EPISODES]
    lost = sum(collected.left_out.get(label, 0) for label in labels)
    if not lost:
        return []
    read = sum(len(collected.read[label].lines) + collected.read[label].skipped for label in labels)
    message = Message(
        f"--skip-faulty-rows leaves out {lost:,} of {read:,} rows: an episode at fault takes those of the"
        " same period of care with it, because the others alone would tell another story",
        "Correct the episodes at fault, which have messages of their own.",
    )
    return [fault("episodes-left-out", Place(labels[0]), message)]


def _merging_faults(collected: Collected) -> Iterable[Fault]:
    counted: dict[tuple[str, Repair], list[Origin]] = {}
    for one in collected.repaired:
        counted.setdefault((one.table, one.repair), []).append(one.origin)
    for (table, repair), left_out in counted.items():
        kind = "episodes-superseded" if repair is Repair.SUPERSEDED else "years-merged"
        message = Message(
            f"{len(left_out):,} {'row' if len(left_out) == 1 else 'rows'} of {titles()[table]}, this one"
            f" first: {repair.value}",
            "Nothing, if that is right; `cicscore extracts --audit FILE` lists every such row.",
        )
        yield fault(kind, collected.place(min(left_out)), message)
