"""The program and its commands, one module for each."""

from __future__ import annotations

import sys

import click

from cicscore.cli.compute import compute
from cicscore.cli.exits import Exit, exit_of
from cicscore.cli.schema import schema


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cicscore", message="cicscore %(version)s")
@click.option("--debug", is_flag=True, help="Show the program's own traceback when something goes wrong.")
@click.pass_context
def commands(context: click.Context, debug: bool) -> None:  # noqa: FBT001 - click passes options so
    """Children in care scorecards, computed from CSV extracts.

    Indicators are defined in a YAML catalogue. Exit codes: 0 done, 1 findings, 2 could not run,
    130 interrupted.
    """
    context.obj = debug


for command in (compute, schema):
    commands.add_command(command)


def main() -> None:
    """Run the command line and exit with its code."""
    debug = "--debug" in sys.argv

    def run() -> Exit:
        ended = commands.main(standalone_mode=False)
        return ended if isinstance(ended, Exit) else Exit(ended or 0)

    sys.exit(exit_of(run, debug=debug))
