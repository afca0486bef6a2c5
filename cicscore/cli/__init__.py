"""The command line: the only place that knows click, the terminal and the environment."""

from __future__ import annotations

import gc
import os
import sys

#: What an interruption is told by, and the code that shells know it by.
INTERRUPTED = "cicscore: interrupted; nothing was written."
INTERRUPTED_CODE = 130
#: Objects made before the program looks for garbage among them. A run is short and keeps most of what it
#: makes: Python's own number, 700, would be a tenth of the time of ``check``.
_GARBAGE_AFTER = 200_000

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(_GARBAGE_AFTER)
    # Plugins of pydantic's see what it validates, and may send it elsewhere; and finding them takes time.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        # Here, so that an interruption while the program is still starting is told like any other.
        from cicscore.cli.commands import main as run
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        sys.exit(INTERRUPTED_CODE)
    try:
        run()
    finally:
        gc.freeze()  # what is still there goes with the program: Python need not look through it at the end
