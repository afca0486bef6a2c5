"""The program and its commands, one module for each."""

from __future__ import annotations

import sys

import click

from cicscore import __version__
from cicscore.cli.check import check
from cicscore.cli.compute import compute
from cicscore.cli.diff import diff
from cicscore.cli.exits import Exit, exit_of
from cicscore.cli.explain import explain
from cicscore.cli.extracts import extracts
from cicscore.cli.init import init
from cicscore.cli.report import report
from cicscore.cli.rule import rule
from cicscore.cli.schema import schema
from cicscore.cli.trend import trend
from cicscore.cli.variants import variants


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="cicscore %(version)s")
@click.option("--debug", is_flag=True, help="Show the program's own traceback when something goes wrong.")
def commands(debug: bool) -> None:  # noqa: FBT001 - click passes options so
    """Children in care scorecards, computed from CSV extracts.

    Indicators are defined in a YAML catalogue. Exit codes: 0 done, 1 findings, 2 could not run,
    130 interrupted.
    """
    del debug  # ``main`` looks for it before click does, so that it covers click's own errors too


for command in (check, compute, diff, explain, extracts, init, report, rule, schema, trend, variants):
    commands.add_command(command)


def main() -> None:
    """Run the command line and exit with its code."""
    # ``--debug`` is understood wherever it stands: it is mostly added to the end of a line that went wrong.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    sys.exit(exit_of(lambda: run(arguments), debug="--debug" in sys.argv))


def run(arguments: list[str]) -> Exit:
    """Run one command, and tell how it ended."""
    # Not click's own ``main``, which ends the program with a code of its own where a pipe is closed.
    with commands.make_context("cicscore", arguments) as context:
        ended = commands.invoke(context)
    return ended if isinstance(ended, Exit) else Exit.DONE
