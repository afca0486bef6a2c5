"""``cicscore report``: a saved scorecard as a report for people."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli.exits import Exit
from cicscore.cli.input import given_file
from cicscore.cli.output import check_output, is_stdout, publish


@click.command()
@click.argument("scorecard", metavar="SCORECARD.json", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    metavar="FILE.md",
    help="Where to write the report. Its ending sets the format: .md for Markdown.",
)
def report(scorecard: Path, output: Path) -> Exit:
    """Write the report of a saved scorecard, which needs neither the extracts nor the catalogue.

    `-` reads the scorecard from stdin, or writes the report, in Markdown, to stdout.
    """
    from cicscore.app import report as reporting

    if not is_stdout(output):
        reporting.check_format(output)
        check_output(output, figures=[scorecard])
    meant = "a scorecard that `cicscore compute --format json` wrote"
    publish(Document.REPORT, reporting.saved_scorecard(given_file(scorecard, meant)), output)
    return Exit.DONE
