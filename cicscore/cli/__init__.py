"""The command line: the only place that knows click, the terminal and the environment."""

from __future__ import annotations

import gc
import os

from cicscore.cli import interruption

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
        interruption.listen()
        # Here, so that an interruption while the program is still starting is told like any other.
        from cicscore.cli.commands import main as run
    except KeyboardInterrupt:
        interruption.end_interrupted()
    try:
        run()
    finally:
        interruption.stop_listening()
        gc.freeze()  # what is still there goes with the program: Python need not look through it at the end
