"""The program and its commands, one module for each."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from cicscore import __version__
from cicscore.cli.exits import Exit, exit_of
from cicscore.faults.fault import CannotRunError, nearest
from cicscore.text import visible

#: The commands, each in the module of its name.
NAMES = (
    "audit",
    "check",
    "compute",
    "diff",
    "due",
    "explain",
    "extracts",
    "init",
    "publish",
    "publish-check",
    "report",
    "rule",
    "schema",
    "trend",
    "variants",
    "verify",
)


class Commands(click.Group):
    """A group that imports each command on demand, so that none waits for another's options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in alphabetical order."""
        del ctx
        return list(NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of this name. Raises ``CannotRunError``, with the nearest name, where there is none."""
        del ctx
        if cmd_name in NAMES:
            return _imported(cmd_name)
        close = nearest(cmd_name, NAMES)
        hint = "" if close is None else f" Did you mean {close}?"
        message = f"there is no command `{visible(cmd_name)}`.{hint} The commands are {', '.join(NAMES)}."
        raise CannotRunError(message)


def _imported(name: str) -> click.Command:
    module = name.replace("-", "_")
    command: click.Command = getattr(import_module(f"cicscore.cli.{module}"), module)
    return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="cicscore %(version)s")
@click.option("--debug", is_flag=True, help="Show the program's own traceback when something goes wrong.")
def commands(debug: bool) -> None:  # noqa: FBT001 - click passes options so
    """Children in care scorecards, computed from CSV extracts.

    Indicators are defined in a YAML catalogue. Exit codes: 0 done, 1 findings, 2 could not run,
    130 interrupted.
    """
    del debug  # ``main`` looks for it before click does, so that it covers click's own errors too


def main() -> None:
    """Run the command line and exit with its code."""
    # ``--debug`` may be anywhere: it is usually added to the end of a command that failed.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    sys.exit(exit_of(lambda: run(arguments), debug="--debug" in sys.argv))


def run(arguments: list[str]) -> Exit:
    """Run one command and return its exit code."""
    # Not click's ``main``, which exits with a different code if a pipe is closed.
    with commands.make_context("cicscore", arguments) as context:
        ended = commands.invoke(context)
    return ended if isinstance(ended, Exit) else Exit.DONE
