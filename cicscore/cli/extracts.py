"""``cicscore extracts``: what the files of a folder are, and everything wrong with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cicscore.cli import options
from cicscore.cli.exits import Exit
from cicscore.cli.output import check_output, publish
from cicscore.cli.terminal import progress_bar
from cicscore.faults import Severity, fault_text

if TYPE_CHECKING:
    from cicscore.app.examining import Examined, Finding

#: The form of a file that goes without saying.
_PLAIN = "UTF-8, lines end in LF"


@click.command()
@options.extracts
@options.as_at
@options.catalogue
@options.file("--earlier", "An earlier month's folder: says which headings differ.", metavar="FOLDER")
@options.format_("text", "json")
@click.option("--show-ids", is_flag=True, help="Name the child of each row at fault.")
@options.file(
    "--audit",
    "Write the rows left out in merging several years' returns to this CSV, with identifiers.",
)
@options.output
@options.quiet
@options.no_color
def extracts(
    extracts: Path,
    as_at: dt.date | None,
    catalogue: Path,
    earlier: Path | None,
    format_: str,
    show_ids: bool,  # noqa: FBT001 - click passes options so
    audit: Path | None,
    output: Path | None,
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Check the CSV files in the folder EXTRACTS: local extracts, an SSDA903 return, or both.

    Exit codes: 0 no errors, 1 errors in the files, 2 the folder cannot be read.
    """
    from cicscore.app.examining import ExamineRequest, audit_text, examine
    from cicscore.app.files import check_identified_rows

    request = ExamineRequest(extracts, catalogue, as_at, earlier)
    check_output(output, catalogue=catalogue, extracts=[extracts, earlier])
    if audit is not None:
        check_identified_rows("--audit", audit, extracts, catalogue)
    with progress_bar(quiet=quiet, no_color=no_color) as progress:
        examined = examine(request, progress)
    if audit is not None:
        publish(audit_text(examined), audit)
    text = (
        _as_json(examined, show_ids=show_ids) if format_ == "json" else _as_text(examined, show_ids=show_ids)
    )
    publish(text, output)
    return Exit.FINDINGS if examined.fails else Exit.DONE


def _as_text(examined: Examined, *, show_ids: bool) -> str:
    return "\n".join([*_files_as_text(examined), *_findings_as_text(examined, show_ids=show_ids)]) + "\n"


def _files_as_text(examined: Examined) -> Iterator[str]:
    width = max((len(report.file) for report in examined.files), default=0)
    for report in examined.files:
        if report.taken_for is None:
            yield f"{report.file:{width}}  not read"
            continue
        rows = "cannot be used" if report.rows is None else _number(report.rows, "row")
        dates = "" if report.first_date is None else f", {report.first_date} to {report.last_date}"
        form = "" if report.form == _PLAIN else f" ({report.form})"
        yield f"{report.file:{width}}  {report.taken_for}: {rows}{dates}{form}"


def _findings_as_text(examined: Examined, *, show_ids: bool) -> Iterator[str]:
    yield ""
    for finding in examined.findings:
        yield fault_text(finding.fault)
        if show_ids and finding.child is not None:
            yield f"  child: {finding.child}"
    found = _counts(examined)
    yield (
        f"{_number(found['errors'], 'error')} and {_number(found['warnings'], 'warning')} in"
        f" {_number(len(examined.files), 'file')}."
    )


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def _counts(examined: Examined) -> dict[str, int]:
    wrong = sum(finding.fault.severity is Severity.ERROR for finding in examined.findings)
    return {"errors": wrong, "warnings": len(examined.findings) - wrong}


def _as_json(examined: Examined, *, show_ids: bool) -> str:
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
        "faults": [_finding_as_json(finding, show_ids=show_ids) for finding in examined.findings],
        **_counts(examined),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding_as_json(finding: Finding, *, show_ids: bool) -> dict[str, str | int | None]:
    fault = finding.fault
    return {
        "code": fault.code,
        "severity": fault.severity.value,
        "file": fault.place.file,
        "line": fault.place.line,
        "column": fault.place.within,
        "found": fault.found,
        "allowed": fault.allowed,
        "nearest": fault.nearest,
        "advice": fault.advice,
        **({"child": finding.child} if show_ids else {}),
    }
