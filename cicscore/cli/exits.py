"""The exit codes: one table, one function."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from enum import IntEnum

import click

from cicscore.faults import CannotRunError, FaultsFoundError, fault_text


class Exit(IntEnum):
    """How a run ended. Not being able to run outranks findings."""

    DONE = 0
    FINDINGS = 1
    CANNOT_RUN = 2
    INTERRUPTED = 130


def exit_of(run: Callable[[], Exit], *, debug: bool = False) -> Exit:
    """Run, and turn however it ends into an exit code, with the message on stderr and no traceback."""
    try:
        return run()
    except click.exceptions.Exit as ended:
        return Exit(ended.exit_code)
    except click.ClickException as error:
        error.show()
        return Exit.CANNOT_RUN
    except FaultsFoundError as error:
        _say(*(fault_text(fault) for fault in error.faults), _total(len(error.faults)))
        found = Exit.FINDINGS
    except CannotRunError as error:
        _say(f"cicscore: {error}")
        found = Exit.CANNOT_RUN
    except (KeyboardInterrupt, click.Abort):
        _say("cicscore: interrupted; nothing was written.")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has stopped reading: nothing is wrong.
        sys.stderr.close()
        return Exit.DONE
    except Exception as error:
        _say(
            f"cicscore: something went wrong inside the program ({type(error).__name__}). "
            "Run it again with --debug for the details, and report them."
        )
        found = Exit.CANNOT_RUN
    if debug:
        traceback.print_exc()
    return found


def _say(*messages: str) -> None:
    for message in messages:
        click.echo(message, err=True)


def _total(count: int) -> str:
    return f"{count:,} {'fault was' if count == 1 else 'faults were'} found; nothing was computed."
