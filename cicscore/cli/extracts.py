"""``cicscore extracts``: what the files in a folder are, and all their faults."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit
from cicscore.cli.output import check_apart, check_output, publish
from cicscore.cli.terminal import in_steps


@click.command()
@options.extracts
@options.as_at
@options.catalogue
@options.file("--earlier", "An earlier month's folder: shows which headings differ.", metavar="FOLDER")
@options.format_(Document.EXTRACTS)
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
    from cicscore.app.extracts import ExamineRequest, examine
    from cicscore.app.files import check_identified_rows

    request = ExamineRequest(extracts, catalogue, as_at, earlier, show_ids)
    check_output(output, catalogue=catalogue, extracts=[extracts, earlier])
    if audit is not None:
        check_identified_rows("--audit", audit, catalogue, [extracts, earlier])
        check_output(audit, option="--audit", catalogue=catalogue)
        check_apart("--audit", audit, output)
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        examined = examine(request, progress)
    if audit is not None:
        publish(Document.AUDIT, examined, audit)
    publish(Document.EXTRACTS, examined, output, format_=format_)
    return Exit.FINDINGS if examined.fails else Exit.DONE
