"""The exit codes: one table, one function."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum

import click

from cicscore.faults import CannotRunError, FaultsFoundError, told


class Exit(IntEnum):
    """How a run ended. Not being able to run outranks findings."""

    DONE = 0
    FINDINGS = 1
    CANNOT_RUN = 2
    INTERRUPTED = 130


def exit_of(run: Callable[[], Exit], *, debug: bool = False) -> Exit:
    """Run, and turn however it ends into an exit code, with the message on stderr.

    With ``debug`` the traceback comes before the message; without, none ever shows.
    """
    try:
        return run()
    except click.exceptions.Exit as ended:
        return Exit(ended.exit_code)
    except BrokenPipeError:
        # Whoever read our output has stopped reading: nothing is wrong. What is still to be written goes
        # nowhere, or Python would complain about it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exc()
        return _told(error)


def _told(error: BaseException) -> Exit:
    """Tell on stderr what stopped the run, and the code that goes with it."""
    match error:
        case click.ClickException():
            error.show()
            return Exit.CANNOT_RUN
        case FaultsFoundError():
            _say(*told(error.faults), _total(len(error.faults)))
            return Exit.FINDINGS
        case CannotRunError():
            _say(f"cicscore: {error}")
            return Exit.CANNOT_RUN
        case KeyboardInterrupt() | click.Abort():
            _say("cicscore: interrupted; nothing was written.")
            return Exit.INTERRUPTED
        case _:
            _say(
                f"cicscore: something went wrong inside the program ({type(error).__name__}). "
                "Run it again with --debug for the details, and report them."
            )
            return Exit.CANNOT_RUN


def _say(*messages: str) -> None:
    for message in messages:
        click.echo(message, err=True)


def _total(count: int) -> str:
    return f"{count:,} {'fault was' if count == 1 else 'faults were'} found; nothing was computed."
