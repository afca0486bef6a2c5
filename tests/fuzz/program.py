"""The program run in this process, as quick as a function, with what it says kept."""

from __future__ import annotations

import io
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from unittest.mock import patch

from cicscore.cli.commands import main

#: The seconds of computing that a run on a small folder may take, whatever else the machine has to do:
#: hundreds of times what it does take.
LIMIT = 30.0


class TooSlow(BaseException):
    """A run took longer than ``LIMIT``. Like an interruption, nothing in the program may catch it."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its code (none where it was too slow), what it said, and its seconds of computing."""

    code: int | None
    out: str
    err: str
    seconds: float


def run(arguments: list[str]) -> Ended:
    """Run the program in the working folder, for at most ``LIMIT``."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    began = time.process_time()
    with (
        patch.object(sys, "argv", ["cicscore", *arguments]),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        code = _code()
    seconds = time.process_time() - began
    return Ended(code, _said(out), _said(err), seconds)


def _code() -> int | None:
    try:
        with _limited():
            main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except TooSlow:
        return None
    return 0


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8", errors="replace")


@contextmanager
def _limited() -> Iterator[None]:
    if not hasattr(signal, "setitimer"):  # on Windows a slow run is found when it has ended
        yield
        return
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow
