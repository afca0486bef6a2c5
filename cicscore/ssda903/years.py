"""Read, check and merge the years of a return by a declared rule."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

import numpy as np
import pandas as pd

from cicscore.catalogue.definitions import Extract
from cicscore.catalogue.model import OtherCodes
from cicscore.extracts.cells import in_words
from cicscore.extracts.check import check_together
from cicscore.extracts.faults import Message, Origin, fault
from cicscore.extracts.mapping import FolderMapping
from cicscore.extracts.read import Reading, Rows, read_extract
from cicscore.faults.fault import Fault, Place
from cicscore.results import ReturnFile
from cicscore.ssda903.check import RowFault, check_care_leavers, check_episodes, check_statuses
from cicscore.ssda903.code_lists import last_listed
from cicscore.ssda903.collection import EPISODES, HEADER, dictionary, first_day, titles
from cicscore.ssda903.episodes import UNKNOWN
from cicscore.ssda903.find import Found, FoundYear, first_day_of
from cicscore.ssda903.returns import Record, episodes_by_child, origins, records
from cicscore.tables.columns import Texts

#: The tables that describe a year: a child has one row in each year's.
_YEARLY = ("oc2", "oc3")


class Repair(Enum):
    """Why merging left a row out."""

    REPEATED = "the same row is in a later year's return, which counts"
    CLOSED = "the episode is open here and ended in a later year's return, which counts"
    CORRECTED = "a later year's return has the row with other values, which count"
    SUPERSEDED = "the episode is open here and not in the next year's return, so it is left out"


@dataclass(frozen=True)
class Repaired:
    """One row that merging left out."""

    repair: Repair
    table: str
    origin: Origin
    child: str


@dataclass(frozen=True)
class Year:
    """The sound rows of one collection year's return, by table, and the number of each table's file."""

    year: str
    tables: Mapping[str, Rows]
    files: Mapping[str, int]


@dataclass(frozen=True)
class Merged:
    """One table of all years: its rows, each with its ``file``, ``line`` and collection ``year``."""

    frame: pd.DataFrame
    repaired: tuple[Repaired, ...] = ()


def merge(years: Sequence[Year]) -> dict[str, Merged]:
    """Each table of the returns, in the order of their years, merged by the rule."""
    names = dict.fromkeys(name for year in years for name in year.tables)
    return {name: _merge_table(name, [year for year in years if name in year.tables]) for name in names}


def _merge_table(name: str, years: Sequence[Year]) -> Merged:
    frames = [_located(year, name) for year in years]
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    if len(frames) == 1 or name in _YEARLY:
        return Merged(whole)
    key = list(years[0].tables[name].extract.key)
    later = ~whole.duplicated(key, keep="last").to_numpy()
    repaired = [] if name == HEADER else _replaced(name, whole, key, later)
    if name == EPISODES:
        open_then = whole["dec"].isna().to_numpy() & (whole["year"] < years[-1].year).to_numpy()
        superseded = later & open_then
        repaired += [_repaired(Repair.SUPERSEDED, name, row) for row in _rows(whole[superseded])]
        later &= ~superseded
    return Merged(whole[later].reset_index(drop=True), tuple(repaired))


def _located(year: Year, name: str) -> pd.DataFrame:
    rows = year.tables[name]
    # Texts become plain objects, so that the categories of several years need not agree.
    typed = rows.frame
    frame = pd.DataFrame({column: _plain(typed[column]) for column in typed})
    frame["file"] = np.full(len(rows.lines), year.files[name])
    frame["line"] = rows.lines
    frame["year"] = year.year
    return frame


def _plain(column: pd.Series) -> pd.Series:
    return column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column


def _replaced(name: str, whole: pd.DataFrame, key: list[str], later: np.ndarray) -> list[Repaired]:
    """The rows replaced by a later one with the same key, and why."""
    latest = {tuple(row[part] for part in key): row for row in _rows(whole[later])}
    return [
        _repaired(_kind(row, latest[tuple(row[part] for part in key)]), name, row)
        for row in _rows(whole[~later])
    ]


def _kind(row: dict[str, object], later: dict[str, object]) -> Repair:
    differing = [
        column
        for column, value in later.items()
        if column not in ("file", "line", "year") and not _same(row.get(column), value)
    ]
    if not differing:
        return Repair.REPEATED
    closing = {"dec", "rec", "reason_place_change"}
    if pd.isna(row.get("dec", 0)) and "dec" in differing and closing.issuperset(differing):  # type: ignore[call-overload]
        return Repair.CLOSED
    return Repair.CORRECTED


def _same(one: object, other: object) -> bool:
    return (pd.isna(one) and pd.isna(other)) or one == other  # type: ignore[call-overload]


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    return frame.to_dict("records")  # type: ignore[return-value]  # the columns' names are text


def _repaired(repair: Repair, name: str, row: Record) -> Repaired:
    return Repaired(repair, name, Origin(row["file"], row["line"]), row["child"])


@dataclass(frozen=True)
class Collected:
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
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The merged rows of each table."""
        return {name: table.frame for name, table in self.merged.items()}


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
            unread += _unread(rows[EPISODES], sound[EPISODES], years[-1].files[EPISODES])
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
        reading = read_extract(
            this.files[name].file, table, () if header is None else (header,), own_codes.words(table)
        )
        if lets_in and reading.rows is not None:
            reading = replace(reading, rows=_unknown_marked(reading.rows))
        readings[name] = replace(reading, faults=tuple(map(_with_other_choice, reading.faults)))
    return readings


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
    left_out.update(
        collected.files[origin.file]
        for name, table in merged.items()
        for origin in set(origins(collected.merged[name].frame)).difference(origins(table.frame))
    )
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


def _unread(read: Rows, sound: Rows, file: int) -> list[Record]:
    """The episodes left out individually, with as much of each as could be read."""
    frame = read.frame.assign(file=file, line=read.lines)
    return records(frame[~np.isin(read.lines, sound.lines) & frame["child"].notna()])


def _checked_over_time(collected: Collected, unread: list[Record]) -> tuple[dict[str, Merged], list[Fault]]:
    """Check each child's episodes in order, and leave out those made unusable by one at fault."""
    merged = dict(collected.merged)
    faults = [*_merging_faults(collected)]
    born: dict[str, dt.date] = {row["child"]: row["dob"] for row in _records(merged, HEADER)}
    if EPISODES in merged:
        frame = merged[EPISODES].frame
        kept = set(zip(frame["child"], frame["decom"], strict=True))
        # If another row has the same episode, nothing is lost.
        lost = [row for row in unread if (row["child"], _stamp(row["decom"])) not in kept]
        undated = {row["child"] for row in lost if row["decom"] is None}
        frame = frame[~frame["child"].isin(undated)]
        dated = [row for row in lost if row["child"] not in undated]
        findings, unusable = check_episodes(
            episodes_by_child(records(frame)),
            episodes_by_child(dated),
            born,
            first_day_of(collected.found.years),
            first_day(collected.found.years[-1].year),
        )
        faults += [_fault(collected, one) for one in findings]
        frame = _without(frame, unusable)
        merged[EPISODES] = replace(merged[EPISODES], frame=frame.reset_index(drop=True))
    alone = [
        *check_statuses(_records(merged, "uasc"), born),
        *check_care_leavers(_records(merged, "oc3")),
    ]
    faults += [_fault(collected, one) for one in alone]
    for name in {one.table for one in alone}:
        frame = _without(merged[name].frame, {one.origin for one in alone})
        merged[name] = replace(merged[name], frame=frame.reset_index(drop=True))
    return merged, faults


def _without(frame: pd.DataFrame, left_out: Collection[Origin]) -> pd.DataFrame:
    return frame[np.array([origin not in left_out for origin in origins(frame)], np.bool_)]


def _stamp(day: dt.date | None) -> pd.Timestamp | None:
    return None if day is None else pd.Timestamp(day)


def _records(merged: Mapping[str, Merged], table: str) -> list[Record]:
    return records(merged[table].frame) if table in merged else []


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
