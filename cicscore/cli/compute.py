"""``cicscore compute``: the scorecard from a folder of extracts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cicscore.cli.exits import Exit
from cicscore.cli.output import MOST_MONTHS, check_output, is_stdout, publish, source_date
from cicscore.cli.terminal import DEFAULT_WIDTH, colour_wanted, progress_bar, takes_symbols, warn, width

if TYPE_CHECKING:
    from cicscore.results import Scorecard

_FORMATS = ("table", "json", "csv", "markdown")
_LAYOUTS = ("scorecard", "variants")
_GATES = ("red", "amber", "missing")


@click.command()
@click.argument("extracts", type=click.Path(path_type=Path))
@click.option(
    "--as-at", metavar="DATE", help="The day described. Default: the folder's name, such as 2016-03."
)
@click.option("--catalogue", metavar="FILE", help="Default: indicators.yaml here, else the one that ships.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE_OR_DIR",
    help="Published figures to compare with: scorecards (.json), printed figures (.csv), a folder of them.",
)
@click.option(
    "--outturn",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE_OR_DIR",
    help="Published figures of the year before.",
)
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE_OR_DIR",
    help="More of what was published. All three make one record; each figure is found by its day.",
)
@click.option(
    "--comparators",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Figures of England and of statistical neighbours (.csv), beside those of the catalogue.",
)
@click.option("--only", multiple=True, metavar="ID_OR_THEME", help="Compute only this; may be repeated.")
@click.option(
    "--trend",
    type=click.IntRange(1, MOST_MONTHS),
    metavar="MONTHS",
    help="Put so many month ends into the document, and say where published figures are restated.",
)
@click.option("--by", multiple=True, metavar="BREAKDOWN", help="Break every figure down; may be repeated.")
@click.option(
    "--layout",
    type=click.Choice(_LAYOUTS),
    default="scorecard",
    help="The first page, or variants side by side.",
)
@click.option("--format", "format_", type=click.Choice(_FORMATS), default="table", help="Default: table.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of stdout."
)
@click.option(
    "--fail-on", multiple=True, type=click.Choice(_GATES), help="Exit 1 on such lines; may be repeated."
)
@click.option("--skip-faulty-rows", is_flag=True, help="Compute without rows at fault, and say how many.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
@click.option("--no-color", is_flag=True, help="No colour and no animation.")
def compute(
    extracts: Path,
    as_at: str | None,
    catalogue: str | None,
    previous: tuple[Path, ...],
    outturn: tuple[Path, ...],
    history: tuple[Path, ...],
    comparators: tuple[Path, ...],
    only: tuple[str, ...],
    trend: int | None,
    by: tuple[str, ...],
    layout: str,
    format_: str,
    output: Path | None,
    fail_on: tuple[str, ...],
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Compute the scorecard from the CSV files in the folder EXTRACTS."""
    from cicscore.app import computing
    from cicscore.app.asking import catalogue_path, parse_day

    request = computing.ComputeRequest(
        folder=extracts,
        catalogue=catalogue_path(catalogue),
        as_at=None if as_at is None else parse_day(as_at, "--as-at"),
        published=(*previous, *outturn, *history),
        comparators=comparators,
        only=only,
        by=by,
        months=trend or 0,
        skip_faulty_rows=skip_faulty_rows,
        generated_at=source_date(),
    )
    figures = (*request.published, *comparators)
    check_output(output, catalogue=request.catalogue, extracts=[extracts], figures=figures)
    with progress_bar(wanted=not quiet and colour_wanted(sys.stderr, refused=no_color)) as progress:
        computed = computing.compute(request, progress)
    warn(computed.warnings)
    publish(_rendered(computed.scorecard, format_, layout, output, refuse_colour=no_color), output)
    findings = computing.gate_findings(
        computed.scorecard, frozenset(computing.Gate(gate) for gate in fail_on)
    )
    for finding in findings:
        click.echo(finding, err=True)
    return Exit.FINDINGS if findings else Exit.DONE


def _rendered(
    scorecard: Scorecard, format_: str, layout: str, output: Path | None, *, refuse_colour: bool
) -> str:
    from cicscore.render import RENDERERS, Layout, View

    to_stdout = is_stdout(output)
    view = View(
        layout=Layout(layout),
        width=width() if to_stdout else DEFAULT_WIDTH,
        colour=to_stdout and colour_wanted(sys.stdout, refused=refuse_colour),
        ascii_only=to_stdout and not takes_symbols(sys.stdout),
    )
    return RENDERERS[format_](scorecard, view)
