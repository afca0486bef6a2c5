"""The ``extracts`` command without its command line: what the files of a folder are, and what is wrong."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cicscore.app.asking import check_folder
from cicscore.catalogue.events import birth_columns, event_columns
from cicscore.catalogue.loading import load_catalogue
from cicscore.faults import Fault, errors, sorted_faults
from cicscore.periods import day_named

if TYPE_CHECKING:
    from cicscore.catalogue.definitions import Catalogue
    from cicscore.extracts.loading import Gathered
    from cicscore.extracts.reading import Rows
    from cicscore.ssda903.collecting import Collected


@dataclass(frozen=True)
class ExamineRequest:
    """What to examine, what to compare it with, and whether to name the child of each row at fault."""

    folder: Path
    catalogue: Path
    as_at: dt.date | None = None
    earlier: Path | None = None
    show_ids: bool = False


@dataclass(frozen=True)
class FileReport:
    """One file: what it was taken for (``None``: it is not read), its rows and the range of its dates.

    ``rows`` is ``None`` where the file as a whole cannot be used; ``form`` is its encoding and line ends.
    """

    file: str
    form: str
    taken_for: str | None
    rows: int | None
    first_date: dt.date | None
    last_date: dt.date | None


@dataclass(frozen=True)
class Finding:
    """A fault, and the child whose row it is in, where that was asked for and is known."""

    fault: Fault
    child: str | None


@dataclass(frozen=True)
class Audited:
    """A row that merging several years' returns left out, and why."""

    file: str
    line: int
    table: str
    child: str
    why: str


@dataclass(frozen=True)
class Examined:
    """Everything found in a folder."""

    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]
    audit: tuple[Audited, ...]

    @property
    def fails(self) -> bool:
        """Whether there are errors among the findings."""
        return bool(errors(finding.fault for finding in self.findings))


def examine(request: ExamineRequest, progress: Callable[[str], None] | None = None) -> Examined:
    """Read and check every file of the folder. Raises ``CannotRunError`` where it is not there."""
    from cicscore.ssda903.loading import examine_folder

    check_folder(request.folder)
    catalogue = load_catalogue(request.catalogue)
    as_at = request.as_at or day_named(request.folder.resolve().name)
    gathered, collected = examine_folder(request.folder, catalogue, as_at, progress)
    read = _rows_by_file(gathered, collected)
    faults = sorted_faults(
        (
            *(one if collected is None else collected.placed(one) for one in gathered.faults),
            *_drift(request),
        )
    )
    children = {file: _children(rows) for file, rows in read.items()} if request.show_ids else {}
    return Examined(
        tuple(_reports(request.folder, catalogue, read, collected)),
        tuple(Finding(one, children.get(one.place.file, {}).get(one.place.line or 0)) for one in faults),
        () if collected is None else tuple(_audit(collected)),
    )


def audit_text(examined: Examined) -> str:
    """The rows that merging left out as CSV, with children's identifiers: for a file that stays local."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("file", "line", "table", "child", "why"))
    writer.writerows((one.file, one.line, one.table, one.child, one.why) for one in examined.audit)
    return stream.getvalue()


def _drift(request: ExamineRequest) -> Iterator[Fault]:
    from cicscore.app.drift import heading_drift

    if request.earlier is None:
        return iter(())
    check_folder(request.earlier)
    return heading_drift(request.earlier, request.folder)


def _rows_by_file(gathered: Gathered, collected: Collected | None) -> dict[str, Rows]:
    """The rows read, by the name of the file; those derived from a return are in its own files."""
    derived = frozenset() if collected is None else frozenset(collected.derived)
    own = {rows.extract.file: rows for name, rows in gathered.read.items() if name not in derived}
    return {**own, **({} if collected is None else collected.read)}


def _reports(
    folder: Path, catalogue: Catalogue, read: Mapping[str, Rows], collected: Collected | None
) -> Iterator[FileReport]:
    from cicscore.extracts.mapping import read_mapping
    from cicscore.ssda903.collection import births, every_table
    from cicscore.ssda903.finding import find_returns

    here = read_mapping(folder, catalogue, every_table()).applied(catalogue)
    found = collected.found if collected is not None else find_returns(folder, here, None)
    years = {label: year.year for year in found.years for label in year.labels.values()}
    born = birth_columns(here) | births()
    names: dict[str, list[str]] = {}
    for name in found.local:
        names.setdefault(here.extracts[name].file, []).append(name)
    for file in sorted({*names, *found.recognised, *read}):
        table = found.recognised[file].named() if file in years else None
        if table is not None:
            taken_for: str | None = f"{table} of the SSDA903 return of {years[file]}"
        else:
            taken_for = ", ".join(name for name in here.extracts if name in names.get(file, ())) or None
        first, last = _range(read[file], born) if file in read else (None, None)
        form = _form(folder / file)
        yield FileReport(file, form, taken_for, len(read[file].frame) if file in read else None, first, last)


_MARKS = {
    b"\xef\xbb\xbf": "UTF-8 with a byte-order mark",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def _form(path: Path) -> str:
    """How the file is written, such as ``UTF-8, lines end in CRLF``."""
    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError:
        return "cannot be opened"
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if encoding is None:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = "not UTF-8"
    ends = "CRLF" if b"\r\n" in data else "LF"
    return f"{encoding or 'UTF-8'}, lines end in {ends}"


def _range(rows: Rows, births: frozenset[tuple[str, str]]) -> tuple[dt.date | None, dt.date | None]:
    known = [rows.frame[name].dropna() for name in event_columns(rows.extract, births)]
    days = [day.date() for column in known if len(column) for day in (column.min(), column.max())]
    return (min(days), max(days)) if days else (None, None)


def _children(rows: Rows) -> dict[int, str]:
    """The child that each line is about."""
    about = rows.extract.about
    column = "child" if "child" in rows.frame else "child_id"
    if about is None or column not in rows.frame:
        return {}
    return {
        int(line): str(child)
        for line, child in zip(rows.lines, rows.frame[column], strict=True)
        if isinstance(child, str)
    }


def _audit(collected: Collected) -> Iterator[Audited]:
    from cicscore.ssda903.collection import titles

    for one in collected.repaired:
        place = collected.place(one.address)
        yield Audited(place.file, place.line or 0, titles()[one.table], one.child, one.repair.value)
