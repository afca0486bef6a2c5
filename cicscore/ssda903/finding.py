"""Where a folder holds returns: which files of which collection year are which tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pandas as pd

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.document import Column
from cicscore.extracts.codes import FaultKind
from cicscore.extracts.loading import file_name
from cicscore.extracts.reading import read_extract
from cicscore.extracts.reporting import Explanation, fault, listed, printable
from cicscore.faults import Fault, Place
from cicscore.periods import day_named
from cicscore.ssda903.collection import (
    EPISODES,
    dictionary,
    first_day,
    follows,
    titles,
    year_named,
    year_of,
)
from cicscore.ssda903.recognising import Recognised, fits, recognise
from cicscore.vocabulary import ColumnType

#: Whose headings and codes are looked for where nothing says the year: those of the reference scorecard.
_UNSAID = "2015-16"


@dataclass(frozen=True)
class FoundYear:
    """One collection year's return: the file of each table, with the name that messages give it."""

    year: str
    files: Mapping[str, Recognised]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """Every return of a folder, in the order of their years, and what is wrong with the files as a whole.

    ``local`` names the extracts for which the folder has a file of their own.
    """

    years: tuple[FoundYear, ...]
    local: frozenset[str]
    faults: tuple[Fault, ...] = ()
    recognised: Mapping[str, Recognised] = field(default_factory=dict)


def find_returns(folder: Path, catalogue: Catalogue, as_at: dt.date | None) -> Found:
    """The returns in ``folder``, and in folders within it whose names say a collection year (``2014-15``).

    The files of the folder itself are of the year of the as-at date; where that is not given, of the year
    or month that the folder's name says, or else of the year in which the newest episode starts. A file
    that has every column of a declared extract of its name is that extract, whatever else it may be.
    """
    local = frozenset(
        name
        for name, extract in catalogue.extracts.items()
        if (path := _local_file(folder, extract)) is not None and not _is_the_returns(path, extract)
    )
    taken = {path for name in local if (path := _local_file(folder, catalogue.extracts[name])) is not None}
    said = _year_said(folder, as_at)
    parts = [
        *((year, inner) for inner in _folders(folder) if (year := year_named(inner.name)) is not None),
        (said, folder),
    ]
    years: list[FoundYear] = []
    faults: list[Fault] = []
    recognised: dict[str, Recognised] = {}
    for year, inside in parts:
        files = [path for path in sorted(inside.iterdir()) if _is_csv(path) and path not in taken]
        tables = dictionary(year or _UNSAID)
        found = {_label(path, inside, folder): recognise(path, tables) for path in files}
        recognised |= found
        labels = {one.table: label for label, one in found.items() if one.table is not None}
        if labels:
            faults += _twice(found)
            ofs = {name: found[label] for name, label in labels.items()}
            years.append(FoundYear(year or _year_of_newest(ofs.get(EPISODES)), ofs, labels))
    years.sort(key=lambda one: one.year)
    if years:
        faults += [*_gaps(years), *_strangers(recognised, likely_only=False)]
    else:
        faults += _strangers(recognised, likely_only=True)
    return Found(tuple(years), local, tuple(faults), recognised)


def _local_file(folder: Path, extract: Extract) -> Path | None:
    name = file_name(extract.file, [path.name for path in folder.iterdir()])
    return None if name is None else folder / name


def _is_the_returns(path: Path, extract: Extract) -> bool:
    return not fits(path, extract) and recognise(path, dictionary("2015-16")).table is not None


def _is_csv(path: Path) -> bool:
    return path.is_file() and path.suffix.casefold() == ".csv"


def _label(path: Path, inside: Path, folder: Path) -> str:
    return path.name if inside == folder else f"{inside.name}/{path.name}"


def _folders(folder: Path) -> list[Path]:
    return [inner for inner in sorted(folder.iterdir()) if inner.is_dir()]


def _year_said(folder: Path, as_at: dt.date | None) -> str | None:
    day = as_at or day_named(folder.resolve().name)
    return year_named(folder.resolve().name) if day is None else year_of(day)


def _year_of_newest(episodes: Recognised | None) -> str:
    newest = None if episodes is None else _newest_start(episodes.file)
    return _UNSAID if newest is None else year_of(newest)


def _newest_start(file: Path) -> dt.date | None:
    decom = Column(type=ColumnType.DATE)
    extract = Extract(EPISODES, file.name, (), None, {"decom": decom}, ())
    rows = read_extract(file, extract).rows
    if rows is None or rows.frame["decom"].isna().all():
        return None
    newest: pd.Timestamp = rows.frame["decom"].max()
    return newest.date()


def _twice(found: Mapping[str, Recognised]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for label, one in found.items():
        if one.table is None:
            continue
        if (first := seen.setdefault(one.table, label)) != label:
            explanation = Explanation(
                f"by its headings the file is the table {titles()[one.table]} of the return, and so is"
                f" {printable(first)}",
                "Keep the one that is right; put the returns of other years into folders named after their"
                " year, such as 2014-15.",
            )
            yield fault(FaultKind.TABLE_TWICE, Place(label), explanation)


def _gaps(years: list[FoundYear]) -> Iterator[Fault]:
    for before, after in pairwise(years):
        if not follows(before.year, after.year):
            label = after.labels.get(EPISODES) or next(iter(after.labels.values()))
            explanation = Explanation(
                f"the return before this one is of {before.year}, and this one of {after.year}",
                "Give every year between, each once: episodes are followed from one year to the next.",
            )
            yield fault(FaultKind.YEAR_MISSING, Place(label), explanation)


def _strangers(recognised: Mapping[str, Recognised], *, likely_only: bool) -> Iterator[Fault]:
    for label, one in recognised.items():
        if one.table is not None or (likely_only and one.nearest is None):
            continue
        likely = (
            "" if one.nearest is None else f"; nearest: {one.named()}; missing: {listed(one.missing, 'and')}"
        )
        explanation = Explanation(
            f"the file is not read: its headings are those of no table of the SSDA903 return{likely}",
            "Export the missing columns, or correct their headings; where the file is no part of the return,"
            " leave it.",
            allowed=f"a file with the headings of {listed(tuple(titles().values()))}",
        )
        yield fault(FaultKind.UNRECOGNISED_FILE, Place(label), explanation)


def first_day_of(years: tuple[FoundYear, ...]) -> dt.date:
    """The first day of the first collection year."""
    return first_day(years[0].year)
