"""The exit codes: one table, one function."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import TextIO

import click

from cicscore.cli import interruption
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, errors, places, told
from cicscore.text import visible


class Exit(IntEnum):
    """How a run ended. Not being able to run outranks findings."""

    DONE = 0
    FINDINGS = 1
    CANNOT_RUN = 2
    INTERRUPTED = interruption.INTERRUPTED_CODE


def exit_of(run: Callable[[], Exit], *, debug: bool = False) -> Exit:
    """Run, and turn however it ends into an exit code, with the message on stderr.

    With ``debug`` the traceback comes before the message; without, none ever shows.
    """
    interruption.begin()
    try:
        return run()
    except click.exceptions.Exit as ended:
        return Exit(ended.exit_code)
    except BrokenPipeError:
        discard(sys.stdout)  # whoever read our output has stopped reading: nothing is wrong
        return Exit.DONE
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            say("".join(traceback.format_exception(error)).rstrip("\n"))
        return _told(error)


def say(*messages: str) -> None:
    """Tell messages on stderr. Where it is closed or full, files and the code speak alone."""
    try:
        for message in messages:
            click.echo(message, err=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Send what is still to be written nowhere, or Python would complain about it at its end."""
    with suppress(OSError, ValueError):  # a stream that is no file of the system's
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(error: BaseException) -> Exit:
    """Tell on stderr what stopped the run, and the code that goes with it."""
    match error:
        case click.ClickException():
            if sys.stderr is not None:  # or click would show it on stdout
                try:
                    error.show()
                except OSError:
                    discard(sys.stderr)
            return Exit.CANNOT_RUN
        case FaultsFoundError():
            say(*told(error.faults), _total(error.faults))
            return Exit.FINDINGS
        case CannotRunError():
            say(visible(f"cicscore: {error}"))
            return Exit.CANNOT_RUN
        case OSError():
            what = "reading or writing" if error.filename is None else error.filename
            say(visible(f"cicscore: {what}: {error.strerror or error}. Check the path and who may open it."))
            return Exit.CANNOT_RUN
        case KeyboardInterrupt() | click.Abort():
            say(interruption.message())
            return Exit.INTERRUPTED
        case _:
            say(
                f"cicscore: something went wrong inside the program ({type(error).__name__}). "
                "Run it again with --debug for the details, and report them."
            )
            return Exit.CANNOT_RUN


def _total(faults: Sequence[Fault]) -> str:
    wrong = places(errors(faults))
    noticed = places(faults) - wrong
    also = f", and {noticed:,} {'warning' if noticed == 1 else 'warnings'}" if noticed else ""
    return f"{wrong:,} {'fault was' if wrong == 1 else 'faults were'} found{also}; nothing was computed."
