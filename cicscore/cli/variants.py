"""``cicscore variants``: what each variant, such as leaving UASC out, changes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cicscore.cli.exits import Exit
from cicscore.cli.output import check_output, fitting, publish, text_width
from cicscore.cli.terminal import colour_wanted, progress_bar, warn


@click.command()
@click.argument("extracts", type=click.Path(path_type=Path))
@click.option(
    "--as-at", metavar="DATE", help="The day described. Default: the folder's name, such as 2016-03."
)
@click.option("--catalogue", metavar="FILE", help="Default: indicators.yaml here, else the one that ships.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", help="Default: text."
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of stdout."
)
@click.option("--skip-faulty-rows", is_flag=True, help="Compute without rows at fault, and say how many.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
@click.option("--no-color", is_flag=True, help="No colour and no animation.")
def variants(
    extracts: Path,
    as_at: str | None,
    catalogue: str | None,
    format_: str,
    output: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Say what each variant changes in the figures of the folder EXTRACTS, and why.

    For each indicator: value and rating with everybody and for the variant, and how much of the difference
    numerator and denominator make; then the indicators whose rating differs.
    """
    from cicscore.app import explaining
    from cicscore.app.asking import catalogue_path, parse_day
    from cicscore.explain.text import contrast_text

    rules = catalogue_path(catalogue)
    check_output(output, catalogue=rules, extracts=[extracts])
    with progress_bar(wanted=not quiet and colour_wanted(sys.stderr, refused=no_color)) as progress:
        contrast, warnings = explaining.contrasted(
            extracts,
            rules,
            None if as_at is None else parse_day(as_at, "--as-at"),
            progress,
            skip_faulty_rows=skip_faulty_rows,
        )
    warn(warnings)
    if format_ == "json":
        publish(contrast.model_dump_json(indent=2) + "\n", output)
    else:
        publish(fitting(contrast_text(contrast, text_width(output)), output), output)
    return Exit.DONE
