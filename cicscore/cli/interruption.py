"""Interruptions, from the keyboard or a scheduler: taken between whole steps, and told truthfully."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

#: The code that shells know an interruption by.
INTERRUPTED_CODE = 130

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class _Run:
    """What an interruption has to know of the run: whether it may come now, and what was done before it."""

    held: bool = False
    pending: bool = False
    done: list[str] = field(default_factory=list)


_run = _Run()


def listen() -> None:
    """Take a signal to end, as schedulers send it, like one from the keyboard; not where it is ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def stop_listening() -> None:
    """Nothing is left that could be interrupted."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if not _run.held:
        raise KeyboardInterrupt
    _run.pending = True


@contextmanager
def held() -> Iterator[None]:
    """Let an interruption wait until the steps within are done."""
    _run.held = True
    try:
        yield
    finally:
        _run.held = False
    if _run.pending:
        _run.pending = False
        raise KeyboardInterrupt


def begin() -> None:
    """Nothing is done yet."""
    _run.done = []


def note(done: str, instead_of: str | None = None) -> None:
    """Remember what an interruption after this has to say: ``report.md was written whole``."""
    _run.done = [*(each for each in _run.done if each != instead_of), done]


def message() -> str:
    """What is true of the run that was interrupted."""
    return f"cicscore: interrupted; {', '.join(_run.done) or 'nothing was written'}."


def end_interrupted() -> None:
    """Say so and end, where the commands are not there yet."""
    print(message(), file=sys.stderr)
    sys.exit(INTERRUPTED_CODE)
