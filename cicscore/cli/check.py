"""``cicscore check``: everything wrong with a catalogue, at its line and column."""

from __future__ import annotations

import datetime as dt
import sys

import click

from cicscore.cli.exits import Exit
from cicscore.cli.input import stdin_bytes
from cicscore.cli.output import publish
from cicscore.cli.terminal import colour_wanted

_FORMATS = ("text", "json", "github", "sarif", "junit")


@click.command()
@click.argument("catalogue", required=False)
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="text", help="Default: text.")
@click.option("--no-examples", is_flag=True, help="Do not compute the worked examples: faster.")
@click.option(
    "--mutate",
    "mutation",
    is_flag=True,
    help="Try slips in every definition instead, and list those that no worked example notices.",
)
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
@click.option("--on", metavar="DATE", help="The day on which reviews are due or overdue. Default: today.")
@click.option("--no-color", is_flag=True, help="No colour.")
def check(
    catalogue: str | None,
    format_: str,
    no_examples: bool,  # noqa: FBT001 - click passes options so
    mutation: bool,  # noqa: FBT001 - click passes options so
    strict: bool,  # noqa: FBT001 - click passes options so
    on: str | None,
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Find everything wrong with a CATALOGUE (default: indicators.yaml here, else the one that ships).

    `-` reads it from stdin. Exit codes: 0 no errors, 1 errors, 2 the file cannot be read.
    `cicscore rule CODE` explains a finding.
    """
    from cicscore.app import checking
    from cicscore.app.asking import catalogue_path, parse_day
    from cicscore.catalogue.loading import read_bytes
    from cicscore.reports import Look, ReportFormat, write_report

    day = dt.datetime.now().astimezone().date() if on is None else parse_day(on, "--on")
    name = str(catalogue_path(catalogue))
    data = stdin_bytes() if name == "-" else read_bytes(name)
    if mutation:
        return _mutate(data, "stdin" if name == "-" else name)
    report = checking.check(
        data, "stdin" if name == "-" else name, on=day, examples=not no_examples, strict=strict
    )
    look = Look(colour=colour_wanted(sys.stdout, refused=no_color))
    publish(write_report(report, ReportFormat(format_), look), None)
    return Exit.FINDINGS if report.fails else Exit.DONE


def _mutate(data: bytes, name: str) -> Exit:
    """Print which slips no worked example notices: a finding where they are too many."""
    from cicscore.app.mutating import mutate_catalogue

    mutated = mutate_catalogue(data, name)
    publish(mutated.text, None)
    return Exit.DONE if mutated.enough else Exit.FINDINGS
