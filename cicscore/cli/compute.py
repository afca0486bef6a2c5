"""``cicscore compute``: the scorecard from a folder of extracts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from msgspec.structs import replace

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.editions import audiences_of, check_places, write_editions
from cicscore.cli.exits import Exit, say
from cicscore.cli.output import publish, source_date, view
from cicscore.cli.terminal import in_steps, warn
from cicscore.faults.fault import CannotRunError
from cicscore.view import Layout

_GATES = ("red", "amber", "missing", "unsafe")


@click.command()
@options.extracts
@options.as_at
@options.catalogue
@options.previous
@options.outturn
@options.history
@options.comparators
@options.benchmarks
@options.only
@click.option(
    "--trend",
    type=click.IntRange(1, options.MOST_MONTHS),
    metavar="MONTHS",
    help="Include this many month ends in the document, and show where published figures are restated.",
)
@click.option(
    "--for-report",
    is_flag=True,
    help="Include all that a report prints: 24 month ends, definitions in words, panels.",
)
@options.by("Break every figure down; may be repeated.")
@click.option(
    "--layout",
    type=click.Choice([layout.value for layout in Layout]),
    default="scorecard",
    help="The first page, variants side by side, or the lines against the groups of --by.",
)
@options.format_(Document.SCORECARD)
@options.output
@options.audience
@options.hidden_log
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(_GATES),
    help="Exit 1 if there are such lines; may be repeated.",
)
@options.skip_faulty_rows
@options.quiet
@options.no_color
def compute(
    extracts: Path,
    as_at: dt.date | None,
    catalogue: Path,
    previous: tuple[Path, ...],
    outturn: tuple[Path, ...],
    history: tuple[Path, ...],
    comparators: tuple[Path, ...],
    benchmarks: tuple[Path, ...],
    only: tuple[str, ...],
    trend: int | None,
    for_report: bool,  # noqa: FBT001 - click passes options so
    by: tuple[str, ...],
    layout: str,
    format_: str,
    output: Path | None,
    audience: tuple[str, ...],
    hidden_log: Path | None,
    fail_on: tuple[str, ...],
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Compute the scorecard from the CSV files in the folder EXTRACTS."""
    from cicscore.app import compute as computing

    if layout == Layout.MATRIX and not by:
        message = "--layout: matrix prints lines against groups. Name a breakdown with --by."
        raise CannotRunError(message)
    request = computing.ComputeRequest(
        folder=extracts,
        catalogue=catalogue,
        as_at=as_at,
        published=(*previous, *outturn, *history),
        comparators=comparators,
        benchmarks=benchmarks,
        only=only,
        by=by,
        months=trend or (computing.REPORT_MONTHS if for_report else 0),
        pages=for_report,
        skip_faulty_rows=skip_faulty_rows,
        generated_at=source_date(),
    )
    audiences = audiences_of(audience, output)
    figures = (*request.published, *comparators, *benchmarks)
    check_places(audiences, output, hidden_log, catalogue=catalogue, extracts=[extracts], figures=figures)
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        computed = computing.compute(request, progress)
    warn(computed.warnings)
    page = replace(view(output, no_color=no_color), layout=Layout(layout))
    write_editions(
        computed.scorecard,
        audiences,
        output,
        before=request.published,
        hidden_log=hidden_log,
        write=lambda made, place: publish(Document.SCORECARD, made, place, format_=format_, view=page),
    )
    findings = computing.gate_findings(
        computed.scorecard, frozenset(computing.Gate(gate) for gate in fail_on)
    )
    say(*findings)
    return Exit.FINDINGS if findings else Exit.DONE
