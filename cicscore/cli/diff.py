"""``cicscore diff``: what changed between two catalogues, or between two scorecards."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit, say
from cicscore.cli.input import given_file
from cicscore.cli.output import check_output, publish, view
from cicscore.cli.terminal import in_steps
from cicscore.faults.fault import CannotRunError

_MEANT = "a catalogue (.yaml) or a scorecard (.json)"


@click.command()
@click.argument("old", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("new", type=click.Path(path_type=Path, allow_dash=True))
@options.format_(Document.DIFFERENCE, " Markdown is for a pull request.")
@options.output
@options.file("--extracts-a", "The folder that OLD was computed from.", metavar="DIR")
@options.file("--extracts-b", "The folder that NEW was computed from.", metavar="DIR")
@click.option("--catalogue-a", metavar="FILE", callback=options.catalogue_of, help="OLD's catalogue.")
@click.option("--catalogue-b", metavar="FILE", callback=options.catalogue_of, help="NEW's catalogue.")
@options.published("--previous", "The earlier figures that both were compared with.")
@click.option(
    "--fail-on",
    type=click.Choice(("definition", "rag-change")),
    help=(
        "Exit 1 where a definition changed and its change_note did not, or where a figure's rating changed."
    ),
)
@options.quiet
@options.no_color
def diff(
    old: Path,
    new: Path,
    format_: str,
    output: Path | None,
    extracts_a: Path | None,
    extracts_b: Path | None,
    catalogue_a: Path,
    catalogue_b: Path,
    previous: tuple[Path, ...],
    fail_on: str | None,
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Say what changed from OLD to NEW: two catalogues (YAML) or two scorecards (JSON).

    Catalogues are compared by what they mean: order, comments and layout do not count. One of the two may
    be - for stdin. Of a figure that changed, the causes are those in which the scorecards' manifests differ;
    with the extracts of both, they are told apart by computing with one change at a time: data, definition,
    target, setting, option, earlier figures.
    """
    from cicscore.app import diff as comparing

    if str(old) == str(new) == "-":
        raise CannotRunError("only one of the two can be stdin. Give the other as a file.")
    origins = None
    if extracts_a is not None and extracts_b is not None:
        origins = comparing.Origins((extracts_a, extracts_b), (catalogue_a, catalogue_b), previous)
    elif extracts_a is not None or extracts_b is not None:
        message = "causes are told apart with the extracts of both. Give both --extracts-a and --extracts-b."
        raise CannotRunError(message)
    check_output(output, figures=[old, new, *previous])
    for folder, catalogue in ((extracts_a, catalogue_a), (extracts_b, catalogue_b)):
        if folder is not None:
            check_output(output, catalogue=catalogue, extracts=[folder])
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        difference = comparing.differ(given_file(old, _MEANT), given_file(new, _MEANT), origins, progress)
    match fail_on:
        case None:
            findings: tuple[str, ...] = ()
        case "definition":
            findings = comparing.unexplained_findings(difference)
        case _:
            findings = comparing.rag_findings(difference)
    publish(Document.DIFFERENCE, difference, output, format_=format_, view=view(output))
    say(*findings)
    return Exit.FINDINGS if findings else Exit.DONE
