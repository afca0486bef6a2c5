"""``cicscore due``: what is due or overdue, and where the figures land."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.output import check_apart, check_output, publish, source_date, view
from cicscore.cli.terminal import in_steps, warn
from cicscore.text import visible

#: A year: what is due later has mostly no row yet.
_MOST_DAYS = 366


@click.command()
@options.extracts
@click.option(
    "--days", type=click.IntRange(1, _MOST_DAYS), default=30, help="How many days to look ahead. Default: 30."
)
@options.as_at
@options.catalogue
@options.only
@options.by("Count and compute by this, too; may be repeated. Default: team, where the catalogue has it.")
@options.file("--children", "Write what is due, row by row, to this CSV, with children's identifiers.")
@options.format_(Document.DUE)
@options.output
@options.skip_faulty_rows
@options.quiet
@options.no_color
def due(
    extracts: Path,
    days: int,
    as_at: dt.date | None,
    catalogue: Path,
    only: tuple[str, ...],
    by: tuple[str, ...],
    children: Path | None,
    format_: str,
    output: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Say what is overdue, or due in the days to come, from the CSV files in the folder EXTRACTS.

    For each indicator that says what is due: how many, by team, and where its figure lands at the end of the
    month and of the year if none, or all, of it is done.
    """
    from cicscore.app import due as finding
    from cicscore.app.explain import children_reminder

    request = finding.DueRequest(
        folder=extracts,
        catalogue=catalogue,
        days=days,
        as_at=as_at,
        only=only,
        by=by,
        skip_faulty_rows=skip_faulty_rows,
        children=children is not None,
        generated_at=source_date(),
    )
    check_output(output, catalogue=catalogue, extracts=[extracts])
    if children is not None:
        finding.check_children_path(children, request)
        check_output(children, option="--children", catalogue=catalogue)
        check_apart("--children", children, output)
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        found = finding.due(request, progress)
    warn(found.warnings)
    if children is not None and found.children is not None:
        publish(Document.CHILDREN, found.children, children)
        say(visible(children_reminder(children, found.children)))
    publish(Document.DUE, found.due, output, format_=format_, view=view(output, no_color=no_color))
    return Exit.DONE
