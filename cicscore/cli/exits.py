"""The exit codes: one table, one function."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum

import click

from cicscore.cli import INTERRUPTED, INTERRUPTED_CODE
from cicscore.faults import CannotRunError, Fault, FaultsFoundError, errors, places, told


class Exit(IntEnum):
    """How a run ended. Not being able to run outranks findings."""

    DONE = 0
    FINDINGS = 1
    CANNOT_RUN = 2
    INTERRUPTED = INTERRUPTED_CODE


def exit_of(run: Callable[[], Exit], *, debug: bool = False) -> Exit:
    """Run, and turn however it ends into an exit code, with the message on stderr.

    With ``debug`` the traceback comes before the message; without, none ever shows.
    """
    try:
        return run()
    except click.exceptions.Exit as ended:
        return Exit(ended.exit_code)
    except BrokenPipeError:
        discard_stdout()  # whoever read our output has stopped reading: nothing is wrong
        return Exit.DONE
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            traceback.print_exc()
        return _told(error)


def discard_stdout() -> None:
    """Send what is still to be written nowhere, or Python would complain about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: BaseException) -> Exit:
    """Tell on stderr what stopped the run, and the code that goes with it."""
    match error:
        case click.ClickException():
            if sys.stderr is not None:  # or click would show it on stdout
                with suppress(OSError):
                    error.show()
            return Exit.CANNOT_RUN
        case FaultsFoundError():
            _say(*told(error.faults), _total(error.faults))
            return Exit.FINDINGS
        case CannotRunError():
            _say(f"cicscore: {error}")
            return Exit.CANNOT_RUN
        case OSError():
            what = "reading or writing" if error.filename is None else error.filename
            _say(f"cicscore: {what}: {error.strerror or error}. Check the path and who may open it.")
            return Exit.CANNOT_RUN
        case KeyboardInterrupt() | click.Abort():
            _say(INTERRUPTED)
            return Exit.INTERRUPTED
        case _:
            _say(
                f"cicscore: something went wrong inside the program ({type(error).__name__}). "
                "Run it again with --debug for the details, and report them."
            )
            return Exit.CANNOT_RUN


def _say(*messages: str) -> None:
    # Where stderr is closed or full, the code has to say it alone.
    with suppress(OSError):
        for message in messages:
            click.echo(message, err=True)


def _total(faults: Sequence[Fault]) -> str:
    wrong = places(errors(faults))
    noticed = places(faults) - wrong
    also = f", and {noticed:,} {'warning' if noticed == 1 else 'warnings'}" if noticed else ""
    return f"{wrong:,} {'fault was' if wrong == 1 else 'faults were'} found{also}; nothing was computed."
