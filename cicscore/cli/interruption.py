"""Handle interruptions, from the keyboard or a scheduler, between whole steps, and report them accurately."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from msgspec import Struct, field

#: The exit code by which shells recognise an interruption.
INTERRUPTED_CODE = 130

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Run(Struct):
    """The state of the run: whether interruptions are held or pending, and what has been done."""

    held: bool = False
    pending: bool = False
    done: list[str] = field(default_factory=list)


_run = _Run()


def listen() -> None:
    """Treat a scheduler's termination signal like a keyboard interrupt; signals already ignored stay so."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def stop_listening() -> None:
    """Ignore signals from now on, when nothing is left to interrupt."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if not _run.held:
        raise KeyboardInterrupt
    _run.pending = True


@contextmanager
def held() -> Iterator[None]:
    """Delay any interruption until the steps within are complete."""
    _run.held = True
    try:
        yield
    finally:
        _run.held = False
    if _run.pending:
        raise KeyboardInterrupt


def step() -> None:
    """Let a delayed interruption happen here, between two steps."""
    if _run.pending:
        raise KeyboardInterrupt


def begin() -> None:
    """Start a run, in which nothing has been done yet."""
    _run.pending, _run.done = False, []


def note(done: str, instead_of: str | None = None) -> None:
    """Record what a later interruption should report, such as ``report.md was written whole``."""
    _run.done = [*(each for each in _run.done if each != instead_of), done]


def is_behind(error: BaseException) -> bool:
    """Whether an error comes of an interruption, as one does that meets a class being made."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, KeyboardInterrupt):
        found = found.__cause__ or found.__context__
    return found is not None


def message() -> str:
    """The message about an interrupted run."""
    return f"cicscore: interrupted; {', '.join(_run.done) or 'nothing was written'}."


def end_interrupted() -> None:
    """Report an interruption and exit, before the commands have been imported."""
    print(message(), file=sys.stderr)
    sys.exit(INTERRUPTED_CODE)
