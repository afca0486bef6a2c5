"""The ``extracts`` command without its command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from cicscore.app.arguments import check_folder
from cicscore.catalogue.events import birth_columns, event_columns
from cicscore.catalogue.load import load_catalogue
from cicscore.extracts.faults import Message, fault, listed, printable
from cicscore.faults.fault import (
    SHOWN_IN_FULL,
    Fault,
    Place,
    Severity,
    counted_by_rule,
    errors,
    examples,
    fault_text,
    places,
    sorted_faults,
)
from cicscore.faults.formats import fault_json
from cicscore.periods import day_named
from cicscore.render.csv import csv_text
from cicscore.render.json import json_text
from cicscore.text import visible
from cicscore.view import View


def heading_drift(earlier: Path, folder: Path, files: InputFiles) -> Iterator[Fault]:
    """Headings added or removed since an ``earlier`` folder, in files that both have."""
    for path in sorted(earlier.glob("*.csv")):
        now = folder / path.name
        if not now.is_file():
            continue
        before, after = files.at(path).headings, files.at(now).headings
        if not _are_headings(before, after):
            continue
        parts = (
            (" gone: ", [heading for heading in before if heading not in after]),
            (" new: ", [heading for heading in after if heading not in before]),
        )
        changed = [
            word + listed([printable(one) for one in headings], "and") for word, headings in parts if headings
        ]
        if changed:
            message = Message(
                f"the headings differ from those of the earlier folder;{';'.join(changed)}",
                "Ask whoever changed the export; if the change stays, add the new headings to the catalogue"
                " or to mapping.yaml.",
            )
            yield fault("changed-headings", Place(path.name, 1), message)


def _are_headings(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether both lines are headings, which may be shown: the content of rows never is.

    They are if the lines share at least half their cells and no cell holds a line end, which would bring part
    of a row with it.
    """
    cells = [{cell for cell in line if cell} for line in (before, after)]
    shared = len(cells[0] & cells[1])
    return all(2 * shared >= len(one) > 0 for one in cells) and not any(
        len(cell.splitlines()) > 1 for one in cells for cell in one
    )


if TYPE_CHECKING:
    from cicscore.extracts.inputs import InputFiles
    from cicscore.extracts.load import Gathered
    from cicscore.extracts.read import Rows
    from cicscore.ssda903.load import ExaminedFolder
    from cicscore.ssda903.years import Collected


class ExamineRequest(Struct, frozen=True):
    """The folder to examine, one to compare it with, and whether to name the child of each row at fault."""

    folder: Path
    catalogue: Path
    as_at: dt.date | None = None
    earlier: Path | None = None
    show_ids: bool = False


class FileReport(Struct, frozen=True):
    """One file: what it was recognised as (``None``: it is not read), its rows and the range of its dates.

    ``rows`` is ``None`` if the whole file is unusable; ``form`` describes its encoding and line ends.
    """

    file: str
    form: str
    taken_for: str | None
    rows: int | None
    first_date: dt.date | None
    last_date: dt.date | None


class ChildFault(Struct, frozen=True):
    """A fault, and the child whose row it is in, if requested and known."""

    fault: Fault
    child: str | None


class Audited(Struct, frozen=True):
    """A row left out when several years' returns were merged, and why."""

    file: str
    line: int
    table: str
    child: str
    why: str


class Examined(Struct, frozen=True):
    """Everything found in a folder."""

    files: tuple[FileReport, ...]
    findings: tuple[ChildFault, ...]
    audit: tuple[Audited, ...]

    @property
    def fails(self) -> bool:
        """Whether there are errors among the findings."""
        return bool(errors(finding.fault for finding in self.findings))


def examine(request: ExamineRequest, progress: Callable[[str], None] | None = None) -> Examined:
    """Read and check every file in the folder. Raises ``CannotRunError`` if it does not exist."""
    from cicscore.extracts.inputs import InputFiles
    from cicscore.ssda903.load import examine_folder

    check_folder(request.folder)
    catalogue = load_catalogue(request.catalogue)
    as_at = request.as_at or day_named(request.folder.resolve().name)
    files = InputFiles()
    examined = examine_folder(request.folder, catalogue, as_at, files, progress)
    collected = examined.collected
    read = _rows_by_file(examined.gathered, collected)
    faults = sorted_faults((*examined.gathered.faults, *_drift(request, files)))
    children = {file: _children(rows) for file, rows in read.items()} if request.show_ids else {}
    return Examined(
        tuple(_reports(request.folder, examined, read, files)),
        tuple(ChildFault(one, children.get(one.place.file, {}).get(one.place.line or 0)) for one in faults),
        () if collected is None else tuple(_audit(collected)),
    )


def audit_csv(examined: Examined, view: View) -> str:
    """The rows left out by merging, with children's identifiers: for a file that stays local."""
    del view  # rows for machines are the same for every reader
    return csv_text(("file", "line", "table", "child", "why"), (asdict(one) for one in examined.audit))


def _drift(request: ExamineRequest, files: InputFiles) -> Iterator[Fault]:
    if request.earlier is None:
        return iter(())
    check_folder(request.earlier)
    return heading_drift(request.earlier, request.folder, files)


def _rows_by_file(gathered: Gathered, collected: Collected | None) -> dict[str, Rows]:
    """The rows read, by file name; rows derived from a return come under the return's files."""
    derived = gathered.supplied.rows
    own = {rows.extract.file: rows for name, rows in gathered.read.items() if name not in derived}
    return {**own, **({} if collected is None else collected.read)}


def _reports(
    folder: Path, examined: ExaminedFolder, read: Mapping[str, Rows], files: InputFiles
) -> Iterator[FileReport]:
    from cicscore.ssda903.collection import births

    here, found = examined.catalogue, examined.found
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
        rows = len(read[file].lines) if file in read else None
        yield FileReport(file, files.at(folder / file).form, taken_for, rows, first, last)


def _range(rows: Rows, births: frozenset[tuple[str, str]]) -> tuple[dt.date | None, dt.date | None]:
    from cicscore.tables.columns import days, first_and_last

    events = (first_and_last(days(rows.columns[name])) for name in event_columns(rows.extract, births))
    known = [day for both in events for day in both if day is not None]
    return (min(known), max(known)) if known else (None, None)


def _children(rows: Rows) -> dict[int, str]:
    """The child that each line is about."""
    from cicscore.tables.columns import plain

    about = rows.extract.about
    column = "child" if "child" in rows.columns else "child_id"
    if about is None or column not in rows.columns:
        return {}
    return {
        int(line): str(child)
        for line, child in zip(rows.lines, plain(rows.columns[column]), strict=True)
        if isinstance(child, str)
    }


def _audit(collected: Collected) -> Iterator[Audited]:
    from cicscore.ssda903.collection import titles

    for one in collected.repaired:
        place = collected.place(one.origin)
        yield Audited(place.file, place.line or 0, titles()[one.table], one.child, one.repair.value)


#: The usual form of a file, which is not mentioned.
_PLAIN = "UTF-8, lines end in LF"


def examined_text(examined: Examined, view: View) -> str:
    """A line for each file, then the faults, errors first; if there are many, they are counted by rule."""
    del view  # the same for every reader
    return "\n".join([*_files_as_text(examined), *_findings_as_text(examined)]) + "\n"


def _files_as_text(examined: Examined) -> Iterator[str]:
    width = max((len(visible(report.file)) for report in examined.files), default=0)
    for report in examined.files:
        file = visible(report.file)
        if report.taken_for is None:
            yield f"{file:{width}}  not read"
            continue
        rows = "cannot be used" if report.rows is None else _number(report.rows, "row")
        dates = "" if report.first_date is None else f", {report.first_date} to {report.last_date}"
        form = "" if report.form == _PLAIN else f" ({report.form})"
        yield f"{file:{width}}  {report.taken_for}: {rows}{dates}{form}"


def _findings_as_text(examined: Examined) -> Iterator[str]:
    yield ""
    findings = sorted(examined.findings, key=lambda one: one.fault.severity is not Severity.ERROR)
    if len(findings) > SHOWN_IN_FULL:
        faults = [finding.fault for finding in findings]
        yield counted_by_rule(faults)
        shown = set(examples(faults))
        findings = [finding for finding in findings if finding.fault in shown]
    for finding in findings:
        yield fault_text(finding.fault)
        if finding.child is not None:
            yield f"  child: {finding.child}"
    found = _counts(examined)
    yield (
        f"{_number(found['errors'], 'error')} and {_number(found['warnings'], 'warning')} in"
        f" {_number(len(examined.files), 'file')}."
    )


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _counts(examined: Examined) -> dict[str, int]:
    faults = [finding.fault for finding in examined.findings]
    wrong = places(errors(faults))
    return {"errors": wrong, "warnings": places(faults) - wrong}


def examined_json(examined: Examined, view: View) -> str:
    """The files, the faults and their numbers."""
    del view
    document = {
        "files": [
            {
                "file": report.file,
                "form": report.form,
                "taken_for": report.taken_for,
                "rows": report.rows,
                "first_date": None if report.first_date is None else report.first_date.isoformat(),
                "last_date": None if report.last_date is None else report.last_date.isoformat(),
            }
            for report in examined.files
        ],
        "faults": [_finding_json(finding) for finding in examined.findings],
        **_counts(examined),
    }
    return json_text(document)


def _finding_json(finding: ChildFault) -> dict[str, str | int | None]:
    return fault_json(finding.fault) | ({} if finding.child is None else {"child": finding.child})


def examined_csv(examined: Examined, view: View) -> str:
    """A row for each fault; ``times`` is the number of places that it represents."""
    del view
    rows = [
        fault_json(finding.fault) | {"times": finding.fault.times, "child": finding.child}
        for finding in examined.findings
    ]
    return csv_text(_COLUMNS, rows)


_COLUMNS = (
    *("code", "name", "severity", "rule", "file", "line", "column", "path"),
    *("found", "allowed", "nearest", "advice", "times", "child"),
)
