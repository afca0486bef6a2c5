"""The commands: options in, a request to the application, a result out."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

import click

from cicscore.app.doors import installed_version
from cicscore.cli.exits import Exit, exit_of
from cicscore.cli.terminal import colour_wanted, progress_bar, takes_symbols, warn, width
from cicscore.faults import CannotRunError

_FORMATS = ("table", "json", "csv", "markdown")
_LAYOUTS = ("scorecard", "variants")
_GATES = ("red", "amber", "missing")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(installed_version(), message="cicscore %(version)s")
@click.option("--debug", is_flag=True, help="Show the program's own traceback when something goes wrong.")
@click.pass_context
def commands(context: click.Context, debug: bool) -> None:  # noqa: FBT001 - click passes options so
    """Children in care scorecards, computed from CSV extracts.

    Indicators are defined in a YAML catalogue. Exit codes: 0 done, 1 findings, 2 could not run,
    130 interrupted.
    """
    context.obj = debug


@commands.command()
@click.argument("extracts", type=click.Path(path_type=Path))
@click.option(
    "--as-at", metavar="DATE", help="The day described. Default: the folder's name, such as 2016-03."
)
@click.option("--catalogue", metavar="FILE", help="Default: indicators.yaml here, else the one that ships.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="FILE_OR_DIR",
    help="Earlier figures to compare with.",
)
@click.option(
    "--outturn", type=click.Path(path_type=Path), metavar="FILE", help="Figures of the year before."
)
@click.option("--only", multiple=True, metavar="ID_OR_THEME", help="Compute only this; may be repeated.")
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
@click.option("--no-color", is_flag=True, help="No colour.")
def compute(
    extracts: Path,
    as_at: str | None,
    catalogue: str | None,
    previous: Path | None,
    outturn: Path | None,
    only: tuple[str, ...],
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
        previous=previous,
        outturn=outturn,
        only=only,
        by=by,
        skip_faulty_rows=skip_faulty_rows,
        generated_at=_source_date(),
    )
    with progress_bar(quiet=quiet) as progress:
        computed = computing.compute(request, progress)
    warn(computed.warnings)
    _publish(_rendered(computed.scorecard, format_, layout, output, refuse_colour=no_color), output)
    findings = computing.gate_findings(
        computed.scorecard, frozenset(computing.Gate(gate) for gate in fail_on)
    )
    for finding in findings:
        click.echo(finding, err=True)
    return Exit.FINDINGS if findings else Exit.DONE


def _rendered(
    scorecard: object, format_: str, layout: str, output: Path | None, *, refuse_colour: bool
) -> str:
    from cicscore.render import RENDERERS, Layout, View

    to_terminal = output is None or str(output) == "-"
    view = View(
        layout=Layout(layout),
        width=width(),
        colour=to_terminal and colour_wanted(sys.stdout, refused=refuse_colour),
        ascii_only=to_terminal and not takes_symbols(sys.stdout),
    )
    return RENDERERS[format_](scorecard, view)


def _publish(text: str, output: Path | None) -> None:
    if output is None or str(output) == "-":
        # Bytes, so that line ends and characters are the same on every machine.
        encoding = "utf-8" if takes_symbols(sys.stdout) else (sys.stdout.encoding or "ascii")
        click.get_binary_stream("stdout").write(text.encode(encoding, errors="replace"))
        return
    from cicscore.app.files import write_whole

    write_whole(output, text)


def _source_date() -> dt.datetime | None:
    """When the document says it was made, where SOURCE_DATE_EPOCH settles it."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if seconds is None:
        return None
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        message = f'SOURCE_DATE_EPOCH: "{seconds}" is not a number of seconds since 1970.'
        raise CannotRunError(message) from None


@commands.command()
@click.argument("document", type=click.Choice(("catalogue", "scorecard")))
def schema(document: str) -> Exit:
    """Print the JSON Schema of the catalogue or of the scorecard document."""
    from cicscore.catalogue.document import catalogue_schema
    from cicscore.render.schema import scorecard_schema

    wanted = scorecard_schema() if document == "scorecard" else catalogue_schema()
    click.echo(json.dumps(wanted, indent=2, ensure_ascii=False))
    return Exit.DONE


def main() -> None:
    """Run the command line and exit with its code."""
    debug = "--debug" in sys.argv

    def run() -> Exit:
        ended = commands.main(standalone_mode=False)
        return ended if isinstance(ended, Exit) else Exit(ended or 0)

    sys.exit(exit_of(run, debug=debug))
