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
from cicscore.catalogue.loading import load_catalogue
from cicscore.faults import Fault, Place, errors, sorted_faults

if TYPE_CHECKING:
    from cicscore.catalogue.definitions import Catalogue
    from cicscore.extracts.loading import Gathered
    from cicscore.extracts.reading import Rows
    from cicscore.ssda903.loading import Collected

#: Columns that say nothing about when the extract is from.
_BIRTHS = frozenset({"dob", "mc_dob", "date_of_birth"})


@dataclass(frozen=True)
class ExamineRequest:
    """What to examine, and what to compare it with."""

    folder: Path
    catalogue: Path
    as_at: dt.date | None = None
    earlier: Path | None = None


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
    """A fault, and the child whose row it is in, where one is known."""

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
    from cicscore.ssda903.finding import month_of
    from cicscore.ssda903.loading import examine_folder

    check_folder(request.folder)
    catalogue = load_catalogue(request.catalogue)
    as_at = request.as_at or month_of(request.folder)
    gathered, collected = examine_folder(request.folder, catalogue, as_at, progress)
    read = _rows_by_file(gathered, collected)
    faults = sorted_faults(
        (
            *(one if collected is None else collected.placed(one) for one in gathered.faults),
            *_against_the_day(read, as_at),
            *_drift(request, read),
        )
    )
    children = {file: _children(rows) for file, rows in read.items()}
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


def _rows_by_file(gathered: Gathered, collected: Collected | None) -> dict[str, Rows]:
    """The rows read, by the name of the file; those derived from a return are in its own files."""
    derived = frozenset() if collected is None else frozenset(collected.derived)
    own = {rows.extract.file: rows for name, rows in gathered.read.items() if name not in derived}
    return {**own, **({} if collected is None else collected.read)}


def _reports(
    folder: Path, catalogue: Catalogue, read: Mapping[str, Rows], collected: Collected | None
) -> Iterator[FileReport]:
    from cicscore.extracts.mapping import read_mapping
    from cicscore.ssda903.finding import find_returns

    here = read_mapping(folder, catalogue).applied(catalogue)
    found = collected.found if collected is not None else find_returns(folder, here, None)
    years = {label: year.year for year in found.years for label in year.labels.values()}
    names: dict[str, list[str]] = {}
    for name in found.local:
        names.setdefault(here.extracts[name].file, []).append(name)
    for file in sorted({*names, *found.recognised, *read}):
        table = found.recognised[file].named() if file in years else None
        if table is not None:
            taken_for: str | None = f"{table} of the SSDA903 return of {years[file]}"
        else:
            taken_for = ", ".join(name for name in here.extracts if name in names.get(file, ())) or None
        first, last = _range(read[file]) if file in read else (None, None)
        form = _form(folder / file)
        yield FileReport(file, form, taken_for, len(read[file].frame) if file in read else None, first, last)


_MARKS = {
    b"\xef\xbb\xbf": "UTF-8 with a byte-order mark",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def _form(path: Path) -> str:
    """How the file is written, such as ``UTF-8, lines end in CRLF``."""
    data = path.read_bytes() if path.is_file() else b""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    if encoding is None:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = "not UTF-8"
    ends = "CRLF" if b"\r\n" in data else "LF"
    return f"{encoding or 'UTF-8'}, lines end in {ends}"


def _date_columns(rows: Rows) -> list[str]:
    from cicscore.vocabulary import ColumnType

    dated = (ColumnType.DATE, ColumnType.DATETIME)
    return [
        name for name, column in rows.extract.columns.items() if column.type in dated and name not in _BIRTHS
    ]


def _range(rows: Rows) -> tuple[dt.date | None, dt.date | None]:
    known = [rows.frame[name].dropna() for name in _date_columns(rows)]
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


# --- Checks against the day and an earlier folder -----------------------------------------------------


def _against_the_day(read: Mapping[str, Rows], as_at: dt.date | None) -> Iterator[Fault]:
    if as_at is None:
        return
    for rows in read.values():
        for name in _date_columns(rows):
            yield from _after(rows, name, as_at)
    yield from _other_month(read, as_at)


def _after(rows: Rows, name: str, as_at: dt.date) -> Iterator[Fault]:
    from cicscore.extracts.codes import FaultKind
    from cicscore.extracts.reporting import Explanation, fault
    from cicscore.figures import date_text

    next_day = dt.datetime.combine(as_at + dt.timedelta(days=1), dt.time())
    late = (rows.frame[name] >= next_day).to_numpy().nonzero()[0]
    if len(late):
        place = rows.place(name)
        explanation = Explanation(
            f"{len(late):,} {'date lies' if len(late) == 1 else 'dates lie'} after {date_text(as_at)}, the"
            " first of them here",
            "Correct them, or give the right --as-at; dates that are planned or due are right.",
        )
        where = Place(place.file, int(rows.lines[late[0]]), within=place.within)
        yield fault(FaultKind.AFTER_AS_AT, where, explanation)


def _other_month(read: Mapping[str, Rows], as_at: dt.date) -> Iterator[Fault]:
    from cicscore.extracts.codes import FaultKind
    from cicscore.extracts.reporting import Explanation, fault
    from cicscore.figures import date_text

    newest = [
        (max(day.date() for day in past), file)
        for file, rows in read.items()
        for name in _date_columns(rows)
        if len(past := [day for day in rows.frame[name].dropna().unique() if day.date() <= as_at])
    ]
    if newest and max(newest)[0] < as_at.replace(day=1):
        day, file = max(newest)
        explanation = Explanation(
            f"the newest date of all files up to {date_text(as_at)} is {date_text(day)}, of an earlier month",
            "Check that these are the extracts of the month that the folder or --as-at says.",
        )
        yield fault(FaultKind.OTHER_MONTH, Place(file), explanation)


def _drift(request: ExamineRequest, read: Mapping[str, Rows]) -> Iterator[Fault]:
    """Headings that came or went since an earlier folder."""
    if request.earlier is None:
        return
    from cicscore.extracts.codes import FaultKind
    from cicscore.extracts.reporting import Explanation, fault, listed, printable
    from cicscore.ssda903.recognising import headings_in

    check_folder(request.earlier)
    for path in sorted(request.earlier.glob("*.csv")):
        now = request.folder / path.name
        if not now.is_file():
            continue
        before, after = headings_in(path), headings_in(now)
        parts = (
            (" gone: ", [heading for heading in before if heading not in after]),
            (" new: ", [heading for heading in after if heading not in before]),
        )
        told = [
            word + listed([printable(one) for one in headings], "and") for word, headings in parts if headings
        ]
        if told:
            explanation = Explanation(
                f"the headings differ from those of the earlier folder;{';'.join(told)}",
                "Ask whoever changed the export; if the change stays, add the new headings to the catalogue"
                " or to mapping.yaml.",
            )
            yield fault(FaultKind.HEADING_DRIFT, Place(path.name, 1), explanation)


def _audit(collected: Collected) -> Iterator[Audited]:
    from cicscore.ssda903.collection import titles

    for one in collected.repaired:
        place = collected.place(one.address)
        yield Audited(place.file, place.line or 0, titles()[one.table], one.child, one.repair.value)
