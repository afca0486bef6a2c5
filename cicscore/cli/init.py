"""``cicscore init``: a catalogue to start from."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.cli import interruption
from cicscore.cli.exits import Exit
from cicscore.text import visible


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
@click.option(
    "--from",
    "beginning",
    metavar="small|return|national|kent-2016",
    type=click.Choice(("small", "return", "national", "kent-2016")),
    default="small",
    help="small: a few indicators with their extracts (default). return: children in care, started and"
    " ceased, from an SSDA903 return alone. national: today's national indicators. kent-2016: the scorecard"
    " of March 2016.",
)
def init(folder: Path, beginning: str) -> Exit:
    """Write a catalogue to begin with into DIR (default: here), which is new or empty."""
    from cicscore.app.scaffold import MONTH, Beginning, start

    chosen = Beginning(beginning)
    with interruption.held():
        written = start(folder, chosen)
        interruption.note(f"the starter is in {visible(str(folder))}")
    click.echo("Wrote:")
    for path in written:
        click.echo(f"  {visible(str(path))}")
    click.echo("Now try:")
    if folder != Path():
        click.echo(f"  cd {visible(str(folder))}")
    click.echo("  cicscore check indicators.yaml")
    match chosen:
        case Beginning.SMALL:
            extracts = MONTH
        case Beginning.RETURN:
            extracts = "FOLDER, which holds your return"
        case Beginning.NATIONAL | Beginning.KENT_2016:
            extracts = "FOLDER, which holds your extracts"
    click.echo(f"  cicscore compute {extracts}")
    return Exit.DONE
