"""``cicscore check``: everything wrong with a catalogue, at its line and column."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from cicscore.cli import options
from cicscore.cli.exits import Exit
from cicscore.cli.input import stdin_bytes
from cicscore.cli.output import publish
from cicscore.cli.terminal import colour_wanted
from cicscore.faults.fault import CannotRunError


@click.command()
@options.catalogue_argument
@options.format_("text", "json", "github", "sarif", "junit")
@click.option("--no-examples", is_flag=True, help="Do not compute the worked examples: faster.")
@click.option(
    "--mutate",
    "mutation",
    is_flag=True,
    help="Try slips in every definition instead, and list those that no worked example notices (text, json).",
)
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
@options.day("--on", "The day on which reviews are due or overdue. Default: today.")
@options.no_color
def check(
    catalogue: Path,
    format_: str,
    no_examples: bool,  # noqa: FBT001 - click passes options so
    mutation: bool,  # noqa: FBT001 - click passes options so
    strict: bool,  # noqa: FBT001 - click passes options so
    on: dt.date | None,
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Find everything wrong with a CATALOGUE (default: indicators.yaml here, else the one that ships).

    `-` reads it from stdin. Exit codes: 0 no errors, 1 errors, 2 the file cannot be read.
    `cicscore rule CODE` explains a finding.
    """
    from cicscore.app import check as checking
    from cicscore.catalogue.load import read_bytes
    from cicscore.faults.formats import Look, ReportFormat, write_report

    if mutation and no_examples:
        raise CannotRunError("--mutate asks what the worked examples notice: leave --no-examples out.")
    data, name = (
        (stdin_bytes(), "stdin") if str(catalogue) == "-" else (read_bytes(catalogue), str(catalogue))
    )
    if mutation:
        return _mutate(data, name, format_)
    day = dt.datetime.now().astimezone().date() if on is None else on
    report = checking.check(data, name, on=day, examples=not no_examples, strict=strict)
    look = Look(colour=colour_wanted(sys.stdout, refused=no_color))
    publish(write_report(report, ReportFormat(format_), look), None)
    return Exit.FINDINGS if report.fails else Exit.DONE


def _mutate(data: bytes, name: str, format_: str) -> Exit:
    """Write which slips no worked example notices: a finding where they are too many."""
    from cicscore.app.check import MUTATION_RENDERERS, mutate_catalogue

    if format_ not in MUTATION_RENDERERS:
        allowed = " or ".join(MUTATION_RENDERERS)
        raise CannotRunError(f"--format {format_}: --mutate is written as {allowed}.")
    report = mutate_catalogue(data, name)
    publish(MUTATION_RENDERERS[format_](report), None)
    return Exit.DONE if report.enough else Exit.FINDINGS
