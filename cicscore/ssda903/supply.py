"""The extracts that a return supplies, and their rows."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.model import Column
from cicscore.extracts.faults import Message, Origin, fault
from cicscore.extracts.load import Supplied, Unrecorded
from cicscore.extracts.read import Rows
from cicscore.extracts.redact import shown
from cicscore.faults.fault import Fault, Place
from cicscore.results import ReturnFile
from cicscore.ssda903.collection import EPISODES, first_day, following, last_day, titles
from cicscore.ssda903.derive.adoption import Decisions
from cicscore.ssda903.derive.reviews import outside_care
from cicscore.ssda903.derive.supplies import SUPPLIES, Supply
from cicscore.ssda903.episodes import UNKNOWN
from cicscore.ssda903.find import first_day_of
from cicscore.ssda903.returns import Return, complete_since
from cicscore.ssda903.unrecorded import Cells, Derived, Reasons, one_after_another
from cicscore.ssda903.years import Collected
from cicscore.tables import columns
from cicscore.tables.columns import Texts, days, has_value
from cicscore.tables.table import RecordingLimit
from cicscore.text import date_text
from cicscore.vocabulary import ColumnType


class Typed(Struct, frozen=True):
    """The rows, what the return does not record about them, and codes that the catalogue does not list.

    ``unrecorded`` has one entry for each form that a child's own row may take.
    """

    rows: Rows
    unrecorded: tuple[Unrecorded, ...]
    faults: tuple[Fault, ...]


def typed_rows(
    extract: Extract,
    found: Derived,
    columns: Collection[str],
    sha256: str,
    derived_from: tuple[ReturnFile, ...],
    file_names: tuple[str, ...],
    numbers: Numbers,
    *,
    lacked_first: bool,
) -> Typed:
    """The rows of ``extract``, which lacks any of its columns not in ``columns``."""
    own = found.taken(found.lacking == 0)
    rows = Rows(
        extract=extract,
        sha256=sha256,
        headings={},
        columns={name: _declared(own.cells[name].plain, column) for name, column in extract.columns.items()},
        lines=own.lines,
        at_fault=np.zeros(len(own.lines), np.bool_),
        skipped=0,
        lacking={
            name: f"the SSDA903 return does not hold the column `{name}` of {extract.name}"
            for name in extract.columns
            if name not in columns
        },
        derived_from=derived_from,
        files=own.files,
        file_names=file_names,
    )
    ways = [found.cells, *([found.otherwise] if found.otherwise else [])]
    unrecorded = tuple(_unrecorded(rows, found, way, numbers, lacked_first=lacked_first) for way in ways)
    return Typed(rows, unrecorded, tuple(_unlisted(rows)))


def _unrecorded(
    rows: Rows, found: Derived, way: Mapping[str, Cells], numbers: Numbers, *, lacked_first: bool
) -> Unrecorded:
    """What is not recorded about the rows of one way; those that the return may lack follow ``rows``."""
    least, greatest, absent, limits = {}, {}, {}, {}
    for name, column in rows.extract.columns.items():
        cells = way[name]
        open_ = cells.why > 0
        absent[name] = open_ & (cells.absent | (column.type in _TEXTS))
        limits[name] = numbers.of(cells.why)
        least[name] = _declared(cells.low, column)
        greatest[name] = _declared(cells.high, column) if open_.any() else least[name]
    return Unrecorded(
        least=replace(
            rows,
            columns=least,
            lines=found.lines,
            files=found.files,
            at_fault=np.zeros(len(found.lines), np.bool_),
        ),
        greatest=greatest,
        absent=absent,
        limits=limits,
        lacking=numbers.of(found.lacking),
        # Rows that come from the return keep their place in time, known or not.
        lacked_first=(found.files < 0) & lacked_first,
    )


class Numbers(Struct, frozen=True):
    """The reasons in the order in which the rows meet them; ``reasons`` are numbered as they were derived."""

    reasons: Mapping[RecordingLimit, int]
    met: dict[RecordingLimit, int] = field(default_factory=dict)

    def of(self, why: Reasons) -> Reasons:
        """The reasons by the order in which they are met."""
        here, first = np.unique(why, return_index=True)
        reasons = [None, *self.reasons]
        renumbered = np.zeros(len(reasons), np.int8)
        for number in here[np.argsort(first)].tolist():
            if (limit := reasons[number]) is not None:
                renumbered[number] = self.met.setdefault(limit, len(self.met) + 1)
        return renumbered[why]


_TEXTS = frozenset({ColumnType.ID, ColumnType.TEXT, ColumnType.CODE, ColumnType.POSTCODE})


def _declared(column: columns.Column, of: Column) -> columns.Column:
    """A column as the catalogue declares it, which may ask by the second for what is held by the day."""
    if isinstance(column, Texts):
        return column.alphabetical()
    match of.type:
        case ColumnType.DATE:
            return days(column)
        case ColumnType.DATETIME:
            return column.astype("datetime64[s]", copy=False)
        case ColumnType.NUMBER if column.dtype.kind == "i":
            return np.where(column < 0, np.nan, column)
        case _:
            return column


def _unlisted(rows: Rows) -> Iterator[Fault]:
    """A warning for each code of the return that the catalogue's list lacks."""
    for name, column in rows.extract.columns.items():
        texts = rows.columns[name]
        if column.type is not ColumnType.CODE or name in rows.lacking or not isinstance(texts, Texts):
            continue
        counts = np.bincount(texts.codes[texts.codes >= 0], minlength=len(texts.words)).tolist()
        for code, number in zip(texts.words, counts, strict=True):
            if code in (column.codes or ()) or code == UNKNOWN:
                continue
            message = Message(
                f"the return's code {shown(code, column)} is not in the catalogue's list of `{name}`;"
                f" it was let through ({number:,} {'row' if number == 1 else 'rows'})",
                "Add it to the column's `codes`, and to the indicators that should count it.",
            )
            yield fault("unlisted-code", Place(rows.extract.file, within=name), message)


def supply(
    collected: Collected, catalogue: Catalogue, wanted: Collection[str], as_at: dt.date | None
) -> Supplied:
    """The wanted extracts that the return supplies, why it lacks the others, and what it does not record."""
    held = _held(collected)
    lacked = {table: years[-1] for table, years in held.items() if years[-1] != _last_year(collected)}
    missing = {name: _why_not(catalogue.extracts[name], collected, lacked) for name in wanted}
    none = Supplied(missing=missing, faults=collected.faults, unusable=collected.unusable)
    if as_at is not None and as_at > last_day(_last_year(collected)):
        ended = {name: _ended(collected) for name in wanted if name in SUPPLIES}
        return replace(none, missing=missing | ended)
    return_ = _return(collected, catalogue, held, lacked)
    numbers = Numbers(return_.reasons)
    typed = {
        name: _rows(return_, collected, extract, numbers)
        for name, extract in catalogue.extracts.items()
        if name in wanted and name in SUPPLIES and not _lacking_tables(SUPPLIES[name], return_.tables)
    }
    of_codes = (one for each in typed.values() for one in each.faults)
    return replace(
        none,
        rows={name: one.rows for name, one in typed.items()},
        missing={name: why for name, why in missing.items() if name not in typed},
        faults=(*collected.faults, *_findings(return_, collected), *of_codes),
        unrecorded=_forms(typed),
        limits=tuple(numbers.met),
    )


def _last_year(collected: Collected) -> str:
    return collected.found.years[-1].year


def _ended(collected: Collected) -> str:
    """Why a return that ends before the as-at date supplies nothing."""
    year = _last_year(collected)
    ends = f"the return ends on {date_text(last_day(year))}, before the as-at date"
    if collected.found.years[-1].named:
        return ends
    return (
        f"{ends} (the newest event in it is of {year}; put a return of a later year into a folder that is"
        f" named after it, such as {following(year)})"
    )


def _return(
    collected: Collected, catalogue: Catalogue, held: Mapping[str, Sequence[str]], lacked: Collection[str]
) -> Return:
    """The return without the tables that its last year lacks."""
    first = first_day_of(collected.found.years)
    begins = {table: first_day(held[table][0]) if table in held else first for table in titles()}
    tables = {name: table for name, table in collected.tables.items() if name not in lacked}
    since = complete_since(tables, begins)
    return Return(tables, since, first, _last_year(collected), catalogue.settings.ssda903)


def _forms(typed: Mapping[str, Typed]) -> tuple[Mapping[str, Unrecorded], ...]:
    """What is not recorded, for each form; an extract with only one form is the same in each."""
    forms = max((len(one.unrecorded) for one in typed.values()), default=0)
    return tuple(
        {name: one.unrecorded[min(form, len(one.unrecorded) - 1)] for name, one in typed.items()}
        for form in range(forms)
    )


def _held(collected: Collected) -> dict[str, list[str]]:
    """The collection years of each table: its last year, and those before it without a gap."""
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


def _rows(return_: Return, collected: Collected, extract: Extract, numbers: Numbers) -> Typed:
    own = SUPPLIES[extract.name]
    found = one_after_another(list(own.derivation(extract.columns)(return_)), extract.columns)
    columns = (*own.columns, *(name for name, of in own.columns_of.items() if _holds(return_, of)))
    labels = [label for label, rows in collected.read.items() if rows.extract.name == own.needs[-1]]
    digest = hashlib.sha256("".join(rows.sha256 for rows in collected.read.values()).encode())
    sha256 = collected.read[labels[0]].sha256 if len(collected.read) == 1 else digest.hexdigest()
    derived_from = collected.files_of(own.tables())
    return typed_rows(
        replace(extract, file=labels[-1]),
        found,
        columns,
        sha256,
        derived_from,
        collected.files,
        numbers,
        lacked_first=own.lacked_first,
    )


def _holds(return_: Return, of: str) -> bool:
    """Whether the return has a table, or a table's column with a value in it."""
    table, _, column = of.partition(".")
    if table not in return_.tables:
        return False
    return not column or bool(has_value(return_.tables[table].columns[column]).any())


def _findings(return_: Return, collected: Collected) -> Iterable[Fault]:
    """Faults that count the rows left out in deriving."""
    if EPISODES not in return_.tables:
        return
    outside = outside_care(return_)
    if outside is not None and len(outside):
        yield _counted(
            "review-outside-care",
            collected,
            outside.origins(),
            "a review held when the child was not in care, but for short breaks, is not counted",
            "Correct the date of the review, or the episodes of the child.",
        )
    if "placed_for_adoption" in return_.tables:
        yield from _adoption_findings(Decisions.of(return_), collected)


def _adoption_findings(decisions: Decisions, collected: Collected) -> Iterable[Fault]:
    if lost := [row["origin"] for row in decisions.lost()]:
        yield _counted(
            "decision-outside-care",
            collected,
            lost,
            "a decision that a child should be placed for adoption lies in no period of care, and is not"
            " counted",
            "Correct the date of the decision, or the episodes of the child.",
        )
    if without := [period.episodes[-1].origin for period in decisions.without().values()]:
        yield _counted(
            "adopted-without-decision",
            collected,
            without,
            "a child was adopted for whom no decision is in PlacedAdoption or AD1 (rule 602); figures that"
            " rest on it are withheld",
            "Export PlacedAdoption and AD1 of the same years, with the child's row.",
        )


def _counted(kind: str, collected: Collected, origins: Sequence[Origin], found: str, advice: str) -> Fault:
    number = f"{len(origins):,} {'row' if len(origins) == 1 else 'rows, of which this is the first'}"
    return fault(kind, collected.place(min(origins)), Message(f"{found} ({number})", advice))
