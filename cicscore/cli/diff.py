"""``cicscore diff``: what changed between two catalogues, or between two scorecards."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import check_output, publish, view
from cicscore.faults.fault import CannotRunError

_MEANT = "a catalogue (.yaml) or a scorecard (.json)"


@click.command()
@click.argument("old", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("new", type=click.Path(path_type=Path, allow_dash=True))
@options.format_(Document.DIFFERENCE, " Markdown is for a pull request.")
@options.output
@click.option(
    "--fail-on",
    type=click.Choice(("definition",)),
    help="Exit 1 where a definition changed and its change_note did not.",
)
def diff(old: Path, new: Path, format_: str, output: Path | None, fail_on: str | None) -> Exit:
    """Say what changed from OLD to NEW: two catalogues (YAML) or two scorecards (JSON).

    Catalogues are compared by what they mean: order, comments and layout do not count. One of the two may
    be - for stdin.
    """
    from cicscore.app.diff import differ, unexplained_findings

    if str(old) == str(new) == "-":
        raise CannotRunError("only one of the two can be stdin. Give the other as a file.")
    check_output(output, figures=[old, new])
    difference = differ(given_file(old, _MEANT), given_file(new, _MEANT))
    findings = () if fail_on is None else unexplained_findings(difference)
    publish(Document.DIFFERENCE, difference, output, format_=format_, view=view(output))
    say(*findings)
    return Exit.FINDINGS if findings else Exit.DONE
