"""Find the returns in a folder, and recognise each file's table by its headings."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from msgspec import Struct, field

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.catalogue.model import Column
from cicscore.extracts.columns import accepted_headings, normal
from cicscore.extracts.faults import Message, fault, listed, printable
from cicscore.extracts.inputs import InputFile, InputFiles
from cicscore.extracts.load import file_name
from cicscore.extracts.read import read_extract
from cicscore.faults.fault import Fault, Place
from cicscore.periods import day_named
from cicscore.ssda903.collection import (
    EPISODES,
    dictionary,
    first_day,
    following,
    titles,
    year_named,
    year_of,
)
from cicscore.ssda903.xml_return import NoReturnError, tables_in_xml
from cicscore.tables.columns import days
from cicscore.vocabulary import ColumnType

#: A file lacking at most this share of the headings that a table needs was probably meant as that table.
_LIKELY = 0.5


class Recognised(Struct, frozen=True):
    """What a file was recognised as.

    ``table`` is ``None`` if its headings fit no table; ``nearest`` is then the table that it fits best, if it
    has at least half the headings needed, and ``missing`` the headings that it lacks.
    """

    file: InputFile
    table: str | None
    nearest: str | None = None
    missing: tuple[str, ...] = ()

    def named(self) -> str | None:
        """The return's name for the file's table, or for the nearest one."""
        name = self.table or self.nearest
        return None if name is None else titles()[name]


def recognise(file: InputFile, dictionary: Mapping[str, Extract]) -> Recognised:
    """The table in ``dictionary`` whose required headings the file has; the largest if there are several."""
    held = {normal(heading) for heading in file.headings}
    lacks = {name: _lacking(table, held) for name, table in dictionary.items()}
    sizes = {name: len(_needed(table)) for name, table in dictionary.items()}
    fitting = [name for name, missing in lacks.items() if not missing]
    if fitting:
        return Recognised(file, max(fitting, key=sizes.__getitem__))
    nearest = max(dictionary, key=lambda name: 1 - len(lacks[name]) / sizes[name])
    if len(lacks[nearest]) / sizes[nearest] > _LIKELY:
        return Recognised(file, None)
    return Recognised(file, None, nearest, lacks[nearest])


def fits(file: InputFile, extract: Extract) -> bool:
    """Whether the file has every column that the extract needs."""
    return not _lacking(extract, {normal(heading) for heading in file.headings})


def _needed(table: Extract) -> tuple[str, ...]:
    return tuple(name for name, column in table.columns.items() if not column.optional)


def _lacking(table: Extract, held: Iterable[str]) -> tuple[str, ...]:
    accepted = accepted_headings(table)
    found = {accepted[heading] for heading in held if heading in accepted}
    return tuple(name.upper() for name in _needed(table) if name not in found)


#: The year whose headings and codes are assumed if nothing gives the year: the reference scorecard's.
_UNSAID = "2015-16"
#: Warnings that explain why nothing in a folder is read, each with a short form.
UNREAD = {
    "folder-above": "the files lie in a folder within it",
    "xml-not-read": "no return can be read in an XML file",
}


class FoundYear(Struct, frozen=True):
    """One collection year's return: the file of each table, with its name in messages.

    ``named``: the year comes from a folder's name, not from the content of the files.
    """

    year: str
    named: bool
    files: Mapping[str, Recognised]
    labels: Mapping[str, str]


class Found(Struct, frozen=True):
    """Every return in a folder, in order of year, and the faults of whole files.

    ``local`` names the extracts that have their own file in the folder.
    """

    years: tuple[FoundYear, ...]
    local: frozenset[str]
    faults: tuple[Fault, ...] = ()
    recognised: Mapping[str, Recognised] = field(default_factory=dict)


def find_returns(files: InputFiles, folder: Path, catalogue: Catalogue, as_at: dt.date | None) -> Found:
    """The returns in ``folder``, and in folders within it named after a collection year (``2014-15``).

    The year of the files in the folder itself is that in its name, or else the year of their newest event,
    though no earlier than the year after any other returns in the folder. If nothing in them is dated, the
    as-at date or the month in the folder's name gives the year. A file with the name and every column of a
    declared extract is that extract, whatever else it may be. If the return for the year of ``as_at`` is
    there, later returns are left out: each day uses its own year's return.
    """
    taken = {
        name: path
        for name, extract in catalogue.extracts.items()
        if (path := _local_file(files, folder, extract)) is not None
        and not _is_the_returns(files.at(path), extract)
    }
    loose = _return_files(files, folder, taken.values())
    named = [(year, inner) for inner in _folders(folder) if (year := year_named(inner.name)) is not None]
    own = _year_of(folder, [files.at(path) for path in loose], [year for year, _ in named], as_at)
    inside = [(year, True, _labelled(_return_files(files, inner), folder)) for year, inner in named]
    inside.append((own, year_named(folder.resolve().name) is not None, _labelled(loose, folder)))
    years: list[FoundYear] = []
    faults: list[Fault] = []
    recognised: dict[str, Recognised] = {}
    for year, is_named, paths in inside:
        found = {label: recognise(files.at(path), dictionary(year)) for label, path in paths.items()}
        recognised |= found
        labels = {one.table: label for label, one in found.items() if one.table is not None}
        if labels:
            faults += _twice(found)
            years.append(
                FoundYear(year, is_named, {name: found[label] for name, label in labels.items()}, labels)
            )
    years.sort(key=lambda one: one.year)
    faults += _gaps(years)
    faults += _strangers(recognised, likely_only=not years)
    above = [] if years or taken or recognised else [*_above(files, folder, catalogue)]
    faults += above or _not_read(files, folder, loose)
    if as_at is not None and year_of(as_at) in {one.year for one in years}:
        years = [one for one in years if one.year <= year_of(as_at)]
    return Found(tuple(years), frozenset(taken), tuple(faults), recognised)


#: The columns that date events in the tables of a return.
_EVENTS = ("decom", "dec", "review", "mis_start", "mis_end", "sw_decom", "date_placed")


def _year_of(folder: Path, files: Iterable[InputFile], others: Sequence[str], as_at: dt.date | None) -> str:
    """The collection year of the files in the folder itself."""
    if (named := year_named(folder.resolve().name)) is not None:
        return named
    day = as_at or day_named(folder.resolve().name)
    newest = _newest_year(files, day)
    after = [following(max(others))] if others else []
    known = [*after, *([] if newest is None else [newest])]
    return max(known, default=_UNSAID if day is None else year_of(day))


def _newest_year(files: Iterable[InputFile], day: dt.date | None) -> str | None:
    """The year of the newest event, ignoring one that is alone, years after the others and ``day``."""
    events: Counter[str] = Counter()
    for file in files:
        events.update(_events_by_year(file))
    years = sorted(events)
    while (
        len(years) > 1
        and day is not None
        and years[-1] > following(year_of(day))
        and years[-1] > following(years[-2])
        and events[years[-1]] == 1
    ):
        years.pop()
    return years[-1] if years else None


def _events_by_year(file: InputFile) -> dict[str, int]:
    """The number of events in each collection year."""
    optional = Column(type=ColumnType.DATE, required=False, optional=True)
    extract = Extract(file.path.stem, file.path.name, (), None, dict.fromkeys(_EVENTS, optional), ())
    rows = read_extract(file, extract).rows
    if rows is None:
        return {}
    events = np.concatenate([days(column) for column in rows.columns.values()])
    # A collection year begins with its fourth month.
    months = events[~np.isnat(events)].astype("datetime64[M]").astype(np.int64)
    years, counts = np.unique((months - 3) // 12 + 1970, return_counts=True)
    return {
        year_of(dt.date(year, 4, 1)): count
        for year, count in zip(years.tolist(), counts.tolist(), strict=True)
    }


def _local_file(files: InputFiles, folder: Path, extract: Extract) -> Path | None:
    if files.holds(folder / extract.file):
        return folder / extract.file
    name = file_name(extract.file, [path.name for path in folder.iterdir()])
    return None if name is None else folder / name


def _is_the_returns(file: InputFile, extract: Extract) -> bool:
    return not fits(file, extract) and _is_a_table(file)


def _is_a_table(file: InputFile) -> bool:
    return recognise(file, dictionary(_UNSAID)).table is not None


def _csv_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix.casefold() == ".csv"]


def _return_files(files: InputFiles, folder: Path, taken: Collection[Path] = ()) -> list[Path]:
    """The files of a return: CSV files, or where none of them is a table, the tables within XML files."""
    found = [path for path in _csv_files(folder) if path not in taken]
    if any(_is_a_table(files.at(path)) for path in found):
        return found
    return [*found, *(part for path in _xml_files(folder) for part in _parts(files, path))]


def _parts(files: InputFiles, path: Path) -> tuple[Path, ...]:
    try:
        return files.parts(path, tables_in_xml)
    except (NoReturnError, OSError):
        return ()


def _xml_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix.casefold() == ".xml"]


def _labelled(paths: Iterable[Path], folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _folders(folder: Path) -> list[Path]:
    return [inner for inner in sorted(folder.iterdir()) if inner.is_dir()]


def _twice(found: Mapping[str, Recognised]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for label, one in found.items():
        if one.table is None:
            continue
        if (first := seen.setdefault(one.table, label)) != label:
            message = Message(
                f"by its headings the file is the table {titles()[one.table]} of the return, and so is"
                f" {printable(first)}",
                "Keep the one that is right; put the returns of other years into folders named after their"
                " year, such as 2014-15.",
            )
            yield fault("table-given-twice", Place(label), message)


def _gaps(years: list[FoundYear]) -> Iterator[Fault]:
    for before, after in pairwise(years):
        if after.year != following(before.year):
            label = after.labels.get(EPISODES) or next(iter(after.labels.values()))
            message = Message(
                f"the return before this one is of {before.year}, and this one of {after.year}",
                "Give every year between, each once: episodes are followed from one year to the next.",
            )
            yield fault("missing-year", Place(label), message)


def _above(files: InputFiles, folder: Path, catalogue: Catalogue) -> Iterator[Fault]:
    """The fault of a folder whose files are in folders within it that are not named after a year."""
    names = {extract.file.casefold() for extract in catalogue.extracts.values()}
    held = {
        inner.name: sum(
            path.name.casefold() in names or _is_a_table(files.at(path)) for path in _csv_files(inner)
        )
        for inner in _folders(folder)
        if year_named(inner.name) is None
    }
    holding = [name for name, number in held.items() if number]
    if holding:
        number, others = held[holding[0]], len(holding) - 1
        more = f", and in {others:,} more {'folder' if others == 1 else 'folders'}" if others else ""
        message = Message(
            f"{number:,} of the files that are looked for {'lies' if number == 1 else 'lie'} in this folder,"
            f" within the one that is given{more}",
            f"Give one of the folders that hold the files: {listed([printable(name) for name in holding])}."
            if others
            else "Give the folder in which the files themselves are.",
        )
        yield fault("folder-above", Place(printable(holding[0])), message)


def _not_read(files: InputFiles, folder: Path, read: Collection[Path]) -> Iterator[Fault]:
    """Faults of folders that hold a return but are not named after a year, and of XML that is not read."""
    for inner in _folders(folder):
        if year_named(inner.name) is None and any(_is_a_table(files.at(path)) for path in _csv_files(inner)):
            message = Message(
                "the folder is not read: it holds tables of the SSDA903 return, and its name does not say of"
                " which collection year",
                "Name it after the year, as 2023-24.",
            )
            yield fault("folder-without-year", Place(printable(inner.name)), message)
    for path in _xml_files(folder):
        if not any(part in read for part in _parts(files, path)):
            yield fault("xml-not-read", Place(printable(path.name)), _why_not_read(files, path))


def _why_not_read(files: InputFiles, path: Path) -> Message:
    try:
        files.parts(path, tables_in_xml)
    except NoReturnError as error:
        return Message(f"the file is not read: {error}", error.advice)
    except OSError:
        return Message(
            "the file is not read: it cannot be opened", "Close it where it is open, and run again."
        )
    return Message(
        "the file is not read: it holds the SSDA903 return, and so do the CSV files beside it, which count",
        "Nothing, if that is right; else keep the one that is right in the folder.",
    )


def _strangers(recognised: Mapping[str, Recognised], *, likely_only: bool) -> Iterator[Fault]:
    for label, one in recognised.items():
        if one.table is not None or (likely_only and one.nearest is None):
            continue
        likely = (
            "" if one.nearest is None else f"; nearest: {one.named()}; missing: {listed(one.missing, 'and')}"
        )
        message = Message(
            f"the file is not read: its headings are those of no table of the SSDA903 return{likely}",
            "Export the missing columns, or correct their headings; where the file is no part of the return,"
            " leave it.",
            allowed=f"a file with the headings of {listed(tuple(titles().values()))}",
        )
        yield fault("unrecognised-file", Place(label), message)


def first_day_of(years: tuple[FoundYear, ...]) -> dt.date:
    """The first day of the first collection year."""
    return first_day(years[0].year)
