"""``cicscore variants``: what each variant, such as leaving UASC out, changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cicscore.app.formats import Document
from cicscore.cli import options
from cicscore.cli.exits import Exit
from cicscore.cli.output import check_output, publish, view
from cicscore.cli.terminal import in_steps, warn


@click.command()
@options.extracts
@options.as_at
@options.catalogue
@options.format_(Document.VARIANTS)
@options.output
@options.skip_faulty_rows
@options.quiet
@options.no_color
def variants(
    extracts: Path,
    as_at: dt.date | None,
    catalogue: Path,
    format_: str,
    output: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Say what each variant changes in the figures of the folder EXTRACTS, and why.

    For each indicator: value and rating for everybody and for the variant, and how much of the difference
    comes from the numerator and denominator; then the indicators whose rating differs.
    """
    from cicscore.app import explain as explaining

    check_output(output, catalogue=catalogue, extracts=[extracts])
    with in_steps(quiet=quiet, no_color=no_color) as progress:
        contrast, warnings = explaining.contrasted(
            extracts, catalogue, as_at, progress, skip_faulty_rows=skip_faulty_rows
        )
    warn(warnings)
    publish(Document.VARIANTS, contrast, output, format_=format_, view=view(output))
    return Exit.DONE
