"""``cicscore init``: a small catalogue and its extracts, to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from cicscore.cli.exits import Exit


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
def init(folder: Path) -> Exit:
    """Write a small catalogue with matching extracts into DIR (default: here), which is new or empty."""
    from cicscore.app.starting import MONTH, start

    written = start(folder)
    click.echo("Wrote:")
    for path in written:
        click.echo(f"  {path}")
    click.echo("Now try:")
    if folder != Path():
        click.echo(f"  cd {folder}")
    click.echo("  cicscore check indicators.yaml")
    click.echo(f"  cicscore compute {MONTH}")
    return Exit.DONE
