"""``cicscore trend``: every indicator at each of a run of month ends."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cicscore.cli.exits import Exit
from cicscore.cli.output import MOST_MONTHS, check_output, is_stdout, publish, source_date
from cicscore.cli.terminal import DEFAULT_WIDTH, colour_wanted, progress_bar, takes_symbols, warn, width


@click.command()
@click.argument("extracts", type=click.Path(path_type=Path))
@click.option(
    "--months", type=click.IntRange(1, MOST_MONTHS), default=12, help="How many month ends. Default: 12."
)
@click.option(
    "--until", metavar="DATE", help="The last month end. Default: the folder's name, such as 2016-03."
)
@click.option("--catalogue", metavar="FILE", help="Default: indicators.yaml here, else the one that ships.")
@click.option(
    "--history",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE_OR_DIR",
    help="What was published: scorecards (.json), printed figures (.csv), a folder of them.",
)
@click.option("--only", multiple=True, metavar="ID_OR_THEME", help="Compute only this; may be repeated.")
@click.option("--tendency", is_flag=True, help="Add the direction over all the months (least squares).")
@click.option("--signals", is_flag=True, help="Add special-cause signals of an XmR chart.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("table", "json", "csv")),
    default="table",
    help="Default: table.",
)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here instead of stdout."
)
@click.option("--skip-faulty-rows", is_flag=True, help="Compute without rows at fault, and say how many.")
@click.option("--quiet", is_flag=True, help="No progress on stderr.")
@click.option("--no-color", is_flag=True, help="No colour and no animation.")
def trend(
    extracts: Path,
    months: int,
    until: str | None,
    catalogue: str | None,
    history: tuple[Path, ...],
    only: tuple[str, ...],
    tendency: bool,  # noqa: FBT001 - click passes options so
    signals: bool,  # noqa: FBT001 - click passes options so
    format_: str,
    output: Path | None,
    skip_faulty_rows: bool,  # noqa: FBT001 - click passes options so
    quiet: bool,  # noqa: FBT001 - click passes options so
    no_color: bool,  # noqa: FBT001 - click passes options so
) -> Exit:
    """Compute every indicator at each month end from the CSV files in the folder EXTRACTS."""
    from cicscore.app import trending
    from cicscore.app.asking import catalogue_path, parse_day
    from cicscore.render.trend_formats import TREND_RENDERERS
    from cicscore.render.view import View

    request = trending.TrendRequest(
        folder=extracts,
        catalogue=catalogue_path(catalogue),
        months=months,
        until=None if until is None else parse_day(until, "--until"),
        published=history,
        only=only,
        skip_faulty_rows=skip_faulty_rows,
        tendency=tendency,
        signals=signals,
        generated_at=source_date(),
    )
    check_output(output, catalogue=request.catalogue, extracts=[extracts], figures=history)
    with progress_bar(wanted=not quiet and colour_wanted(sys.stderr, refused=no_color)) as progress:
        trended = trending.trend(request, progress)
    warn(trended.warnings)
    to_stdout = is_stdout(output)
    view = View(
        width=width() if to_stdout else DEFAULT_WIDTH,
        colour=to_stdout and colour_wanted(sys.stdout, refused=no_color),
        ascii_only=to_stdout and not takes_symbols(sys.stdout),
    )
    publish(TREND_RENDERERS[format_](trended.trend, view), output)
    return Exit.DONE
