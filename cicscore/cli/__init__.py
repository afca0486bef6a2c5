"""The command line: the only package that uses click, the terminal and the environment."""

from __future__ import annotations

import gc
import os

from cicscore.cli import interruption

#: The number of new objects before each garbage collection. A run is short and keeps most of its objects:
#: with Python's default of 700, collection would take a tenth of the time of ``check``.
_GARBAGE_AFTER = 200_000

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(_GARBAGE_AFTER)
    # Pydantic plugins see the data it validates, and could pass it on; and searching for them takes time.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        interruption.listen()
        # Imported here, so that an interruption during start-up is reported like any other.
        from cicscore.cli.commands import main as run
    except KeyboardInterrupt:
        interruption.end_interrupted()
    try:
        run()
    finally:
        interruption.stop_listening()
        gc.freeze()  # the remaining objects end with the process: Python need not search them at exit
