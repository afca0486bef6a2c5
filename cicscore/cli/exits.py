"""The exit codes, and the handling of errors that end a run."""

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
from cicscore.faults.fault import CannotRunError, Fault, FaultsFoundError, errors, fault_texts, places
from cicscore.text import visible


class Exit(IntEnum):
    """How a run ended. Failing to run outranks findings."""

    DONE = 0
    FINDINGS = 1
    CANNOT_RUN = 2
    INTERRUPTED = interruption.INTERRUPTED_CODE


def exit_of(run: Callable[[], Exit], *, debug: bool = False) -> Exit:
    """Run, and turn any ending into an exit code, with a message on stderr if it failed.

    With ``debug`` a traceback precedes the message; without it, none is ever shown.
    """
    interruption.begin()
    try:
        return run()
    except click.exceptions.Exit as ended:
        return Exit(ended.exit_code)
    except BrokenPipeError:
        discard(sys.stdout)  # the reader of our output has stopped reading, which is no error
        return Exit.DONE
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            say("".join(traceback.format_exception(error)).rstrip("\n"))
        return _report(error)


def say(*messages: str) -> None:
    """Write messages to stderr. If it is closed or full, only files and the exit code remain."""
    try:
        for message in messages:
            click.echo(message, err=True)
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Discard output that is still buffered, which would otherwise cause an error at exit."""
    with suppress(OSError, ValueError):  # a stream without a file descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report(error: BaseException) -> Exit:
    """Report on stderr what stopped the run, and return the exit code."""
    match error:
        case click.ClickException():
            if sys.stderr is not None:  # otherwise click would show it on stdout
                try:
                    error.show()
                except OSError:
                    discard(sys.stderr)
            return Exit.CANNOT_RUN
        case FaultsFoundError():
            say(*fault_texts(error.faults), _total(error.faults))
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
        case _ if interruption.is_behind(error):
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
