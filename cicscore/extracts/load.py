"""Load a folder of CSV files as the extracts of a run: the entry point of this package."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct, field
from msgspec.structs import replace

from cicscore.catalogue.definitions import Catalogue, Extract
from cicscore.expressions.nodes import extracts_in
from cicscore.extracts.cells import Marks
from cicscore.extracts.check import (
    broken_rules,
    check_together,
    child_positions,
    without_children_left_out,
)
from cicscore.extracts.date_checks import Dating, against_the_day, dating, without_rows
from cicscore.extracts.faults import Message, fault, listed, printable
from cicscore.extracts.inputs import InputFiles
from cicscore.extracts.mapping import FolderMapping, read_mapping
from cicscore.extracts.read import Owner, Reading, Rows, read_extract
from cicscore.faults.fault import (
    CannotRunError,
    Fault,
    FaultsFoundError,
    Place,
    Severity,
    errors,
    nearest,
    sorted_faults,
)
from cicscore.results import ExtractSource
from cicscore.tables.columns import Columns, taken
from cicscore.tables.table import Extracts, Positions, Reach, RecordingLimit, Table

#: The number of files read at once: each is held in memory whole.
_AT_ONCE = 2


class Unrecorded(Struct, frozen=True):
    """The rows supplied, followed by those that may be missing, between what their cells lie.

    ``least`` are the rows with the least that each cell may be; the rest is as in ``tables.table.Reach``.
    """

    least: Rows
    greatest: Columns
    absent: Mapping[str, Marks]
    limits: Mapping[str, npt.NDArray[np.int8]]
    lacking: npt.NDArray[np.int8]
    lacked_first: Marks


class Supplied(Struct, frozen=True):
    """Extracts from a source other than files in the folder, with the faults of that source.

    ``rows`` take the place of files; ``missing`` gives the reason for each extract that could not be
    supplied; ``unusable``: a whole file was at fault. ``files`` are the rows from which ``rows`` were made,
    and ``ends_on`` is the last day that they cover. ``unrecorded``: what the source does not record, for the
    reasons in ``limits``, once for each form that a child's own row may take.
    """

    rows: Mapping[str, Rows] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    unrecorded: tuple[Mapping[str, Unrecorded], ...] = ()
    limits: tuple[RecordingLimit, ...] = ()
    unusable: bool = False
    files: tuple[Rows, ...] = ()
    ends_on: dt.date | None = None


def load_extracts(
    folder: Path,
    catalogue: Catalogue,
    *,
    only: Collection[str] | None = None,
    skip_faulty_rows: bool = False,
    progress: Callable[[str], None] | None = None,
    as_at: dt.date | None = None,
) -> Extracts:
    """Read the catalogue's extracts from ``folder``, each file once.

    ``only`` names the extracts needed (those that they refer to are added); ``progress`` is called with each
    file's name before it is read. An extract without a file is returned as missing, and so are all extracts
    about children if the children's is. Dates are checked against ``as_at``, or else against the date in the
    folder's name.

    Raises ``CannotRunError`` if the folder does not exist, and ``FaultsFoundError`` with every fault of
    every file. With ``skip_faulty_rows``, rows at fault are left out and their faults returned as warnings;
    a fault of a whole file is still raised.
    """
    folder_listing(folder)
    opened = InputFiles()
    mapping = read_mapping(opened, folder, catalogue)
    gathered = gather(
        folder, catalogue, mapping, Supplied(), opened, only=only, progress=progress, as_at=as_at
    )
    return accepted(gathered, skip_faulty_rows=skip_faulty_rows)


def accepted(gathered: Gathered, *, skip_faulty_rows: bool) -> Extracts:
    """The extracts without the rows at fault; raises ``FaultsFoundError`` as ``load_extracts`` does."""
    if errors(gathered.faults) and (gathered.unusable or not skip_faulty_rows):
        raise FaultsFoundError(_shown_before_a_stop(gathered.faults))
    tables = _tables(gathered.sound)
    if gathered.dating is not None:
        tables = {name: gathered.dating.dated(table) for name, table in tables.items()}
    return Extracts(
        tables,
        gathered.missing,
        sorted_faults(replace(one, severity=Severity.WARNING) for one in gathered.faults),
        tuple(_reach(way, gathered.sound) for way in gathered.supplied.unrecorded),
        gathered.supplied.limits,
    )


class Gathered(Struct, frozen=True):
    """Everything found in a folder, before deciding whether to stop.

    ``read`` are the rows as read, ``sound`` those left after every check; ``unusable``: a whole file is at
    fault; ``dating``: the as-at date, if known.
    """

    supplied: Supplied

    read: Mapping[str, Rows]
    sound: Mapping[str, Rows]
    missing: Mapping[str, str]
    faults: tuple[Fault, ...]
    unusable: bool
    dating: Dating | None


def gather(
    folder: Path,
    catalogue: Catalogue,
    mapping: FolderMapping,
    supplied: Supplied,
    opened: InputFiles,
    *,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] | None = None,
    as_at: dt.date | None = None,
) -> Gathered:
    """Read and check the extracts in ``folder``. Raises ``CannotRunError`` only for the folder itself."""
    names = folder_listing(folder)
    catalogue = mapping.applied(catalogue)
    extracts = with_those_looked_at(catalogue.extracts, only)
    files = {
        # A file of that name is a table of the return, from which the extract could not be derived.
        name: None if name in supplied.missing else _file_of(extract, names, folder, opened)
        for name, extract in extracts.items()
        if name not in supplied.rows
    }
    paths = {name: folder / file for name, file in files.items() if file is not None}
    readings = _read_files(opened, paths, extracts, mapping, progress)
    # Arrow keeps the memory that it no longer uses, which counting would need on top.
    pa.default_memory_pool().release_unused()
    read = {name: reading.rows for name, reading in readings.items() if reading.rows is not None}
    read |= {name: rows for name, rows in supplied.rows.items() if name in extracts}
    checked = _checked({name: read[name] for name in extracts if name in read})
    lost = [name for name, file in files.items() if file is None]
    described = dating(folder, catalogue, as_at, supplied.ends_on)
    faults = (
        *(_missing_file(extracts[name], names, catalogue) for name in lost if name not in supplied.missing),
        *(one for file in files.values() if file is not None for one in _similar_names(file, names)),
        *(one for reading in readings.values() for one in reading.faults),
        *supplied.faults,
        *mapping.faults,
        *checked.faults,
        *_of_dates(read, supplied, described),
    )
    missing = _missing(extracts, lost, supplied)
    sound = {name: checked.rows[name] for name in extracts if name in checked.rows and name not in missing}
    unusable = (
        supplied.unusable
        or bool(mapping.faults)
        or any(reading.rows is None for reading in readings.values())
    )
    # A file that serves two extracts has its faults once.
    causes = _causes(tuple(dict.fromkeys(faults)))
    return Gathered(supplied, read, sound, missing, causes, unusable, described)


def _causes(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """The faults, or only that of several authorities or years in a file, which causes the others."""
    return tuple(one for one in faults if one.name == "several-sources") or faults


def _of_dates(read: Mapping[str, Rows], supplied: Supplied, of: Dating | None) -> Iterator[Fault]:
    """The faults of dates against the as-at date, and of files without rows."""
    extracts = tuple(read.values())
    files = (*(rows for name, rows in read.items() if name not in supplied.rows), *supplied.files)
    yield from without_rows(files)
    if of is not None:
        yield from against_the_day(extracts, files, of)


def _reach(unrecorded: Mapping[str, Unrecorded], sound: Mapping[str, Rows]) -> dict[str, Reach]:
    """What the source does not record of the extracts, without the rows that were left out of them."""
    kept: dict[str, Unrecorded] = {}
    # The children's extract first, because others are linked to it.
    for name in sorted(unrecorded, key=lambda name: unrecorded[name].least.extract.about != name):
        if name not in sound:
            continue
        own = unrecorded[name]
        about = own.least.extract.child or ""
        children = kept[about].least if about in kept else sound.get(about)
        there = (own.lacking > 0) | own.least.among(sound[name])
        if children is not None and about != name:
            there &= child_positions(own.least, children) >= 0
        kept[name] = _only(own, there)
    return {
        name: Reach(
            own.least.columns,
            own.greatest,
            own.absent,
            own.limits,
            own.lacking,
            own.lacked_first,
            **_owners(own.least, {**sound, **{other: one.least for other, one in kept.items()}}),
        )
        for name, own in kept.items()
    }


def _only(own: Unrecorded, there: Marks) -> Unrecorded:
    if there.all():
        return own  # so that every form of a child's row shares what is the same in each
    return Unrecorded(
        own.least.marked(~there).sound(),
        {name: taken(column, there) for name, column in own.greatest.items()},
        {name: marks[there] for name, marks in own.absent.items()},
        {name: numbers[there] for name, numbers in own.limits.items()},
        own.lacking[there],
        own.lacked_first[there],
    )


class _Owners(TypedDict):
    child: Positions | None
    links: Mapping[str, Positions]


def _owners(rows: Rows, others: Mapping[str, Rows]) -> _Owners:
    """The position of each row's child, worker or other in the rows of those read."""
    found = {
        subject: child_positions(rows, others[subject])
        for subject in rows.extract.subjects
        if subject in others
    }
    return {"child": found.pop(rows.extract.child or "", None), "links": found}


def _read_files(
    opened: InputFiles,
    paths: Mapping[str, Path],
    extracts: Mapping[str, Extract],
    mapping: FolderMapping,
    progress: Callable[[str], None] | None,
) -> dict[str, Reading]:
    here = {name: extract for name, extract in extracts.items() if name in paths}
    # Lists come first, workers before children: a list waits for those before it alone.
    lists = sorted(
        (name for name, extract in here.items() if extract.about == name),
        key=lambda name: len(here[name].also),
    )
    order = (*lists, *(name for name in here if name not in lists))
    readings: dict[str, Future[Reading]] = {}

    def rows_of(name: str) -> Rows | None:
        return readings[name].result().rows

    def owners(name: str) -> Iterator[Owner]:
        before = lists[: lists.index(name)] if name in lists else lists
        for subject in here[name].subjects:
            if subject in before:
                (key,) = here[subject].key
                yield Owner(key, partial(rows_of, subject))

    def read(name: str) -> Reading:
        if progress is not None:
            progress(paths[name].name)
        return read_extract(
            opened.at(paths[name]), here[name], tuple(owners(name)), mapping.words(here[name])
        )

    # Most of the work is done outside Python, so the next file can be read meanwhile.
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as readers:
        try:
            for name in order:
                readings[name] = readers.submit(read, name)
            return {name: readings[name].result() for name in order}
        finally:
            for reading in readings.values():
                reading.cancel()


class _Checked(Struct, frozen=True):
    rows: Mapping[str, Rows]
    faults: tuple[Fault, ...]


def _checked(read: Mapping[str, Rows]) -> _Checked:
    """Check what involves more than one row (keys, children and rules) and keep the sound rows."""
    sound, faults = check_together(read)
    # Rules come last and apply to sound rows only, so that no mistake is reported twice.
    ruled, broken = broken_rules(sound, _tables(sound))
    kept, left_out = without_children_left_out(ruled)
    return _Checked(kept, (*faults, *broken, *left_out))


def _tables(rows: Mapping[str, Rows]) -> dict[str, Table]:
    return {name: _table(own, rows) for name, own in rows.items() if rows.keys() >= set(own.extract.linked)}


def _table(rows: Rows, others: Mapping[str, Rows]) -> Table:
    return Table(
        extract=rows.extract,
        columns=rows.columns,
        lines=rows.lines,
        **_owners(rows, others),
        source=ExtractSource(
            name=rows.extract.name,
            file=rows.extract.file,
            rows=len(rows.lines),
            skipped_rows=rows.skipped,
            sha256=rows.sha256,
            derived_from=rows.derived_from,
        ),
        lacking=rows.lacking,
    )


def _shown_before_a_stop(faults: Iterable[Fault]) -> list[Fault]:
    # When the run stops, nothing has been left out yet.
    return [one for one in faults if one.name != "child-left-out"]


def folder_listing(folder: Path) -> tuple[str, ...]:
    """The names in the folder, in order. Raises ``CannotRunError`` if it does not exist."""
    if folder.is_dir():
        try:
            return tuple(sorted(entry.name for entry in folder.iterdir()))
        except OSError as error:
            raise CannotRunError(f"the folder {folder} cannot be read: {error.strerror}.") from error
    if folder.exists():
        raise CannotRunError(f"{folder} is a file. Give the folder that holds the CSV files.")
    siblings = (
        [entry.name for entry in folder.parent.iterdir() if entry.is_dir()] if folder.parent.is_dir() else []
    )
    near = nearest(folder.name, siblings)
    suggestion = "" if near is None else f" Did you mean {folder.parent / near}?"
    raise CannotRunError(
        f"there is no folder {folder}.{suggestion} Give the folder that holds the CSV files."
    )


def with_those_looked_at(extracts: Mapping[str, Extract], only: Collection[str] | None) -> dict[str, Extract]:
    """The extracts requested (``None``: all), and those that they refer to."""
    wanted: set[str] = set()
    waiting = set(extracts if only is None else only)
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        extract = extracts[name]
        looked_at = {inner for requirement in extract.must for inner in extracts_in(requirement.condition)}
        waiting |= (looked_at | set(extract.subjects)) - wanted
    return {name: extract for name, extract in extracts.items() if name in wanted}


def _file_of(extract: Extract, names: Collection[str], folder: Path, opened: InputFiles) -> str | None:
    """The extract's file in the folder, or the table within one of its files; ``None`` without either."""
    return extract.file if opened.holds(folder / extract.file) else file_name(extract.file, names)


def file_name(file: str, names: Collection[str]) -> str | None:
    """The name of ``file`` in the folder, ignoring letter case as Windows does; ``None`` if not there."""
    if file in names:
        return file
    alike = [name for name in names if name.casefold() == file.casefold()]
    return alike[0] if len(alike) == 1 else None


def _similar_names(file: str, names: Collection[str]) -> Iterator[Fault]:
    """The faults of files that are not read, but whose names closely resemble that of the file read."""
    folded = Path(file).stem.casefold()
    names = [name for name in names if name != file and folded in name.casefold()]
    if not names:
        return
    alike = [name for name in names if name.casefold() == file.casefold()]
    stem, ending = re.escape(Path(file).stem), re.escape(Path(file).suffix)
    copy = re.compile(rf"(copy of )?{stem} ?(\(\d+\)| - copy( \(\d+\))?)?{ending}", re.IGNORECASE)
    copies = [name for name in names if name.casefold() != file.casefold() and copy.fullmatch(name)]
    for others, differs in (
        (alike, "differs only in capital and small letters"),
        (copies, "has the name of a copy, perhaps a newer one,"),
    ):
        if others:
            message = Message(
                f"the folder also has {listed([printable(name) for name in others], 'and')}, which {differs}"
                " and was not read",
                "Keep one of them in the folder, the right one.",
            )
            yield fault("names-alike", Place(file), message)


def _missing_file(extract: Extract, names: Collection[str], catalogue: Catalogue) -> Fault:
    others = {other.file.casefold() for other in catalogue.extracts.values()}
    near = nearest(extract.file, (name for name in names if name.casefold() not in others))
    workbook = near is not None and Path(near).suffix.casefold() not in (".csv", ".txt", "")
    message = Message(
        f"the extract `{extract.name}` is missing: the folder has no file of this name",
        f"Open {printable(near or '')} in the program that wrote it and save it as 'CSV UTF-8 (Comma"
        f" delimited)' under the name {extract.file}; renaming it does not make it one."
        if workbook
        else "Export it into the folder, or rename the file that holds it; without it, indicators that need"
        " it have no figure.",
        nearest=None if near is None or workbook else printable(near),
    )
    return fault("missing-file", Place(extract.file), message)


def _missing(extracts: Mapping[str, Extract], lost: Collection[str], supplied: Supplied) -> dict[str, str]:
    missing = {name: supplied.missing.get(name, f"the folder has no {extracts[name].file}") for name in lost}
    without_children = {
        name: f"its rows belong to {kind.plural}, and the folder has no {extracts[about].file}"
        for name, extract in extracts.items()
        for about, kind in extract.subjects.items()
        if about in extract.linked
        if name not in missing and about in missing
    }
    return missing | without_children
