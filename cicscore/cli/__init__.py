"""The command line: the only place that knows click, the terminal and the environment."""

from __future__ import annotations

import sys

#: What an interruption is told by, and the code that shells know it by.
INTERRUPTED = "cicscore: interrupted; nothing was written."
INTERRUPTED_CODE = 130

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        # Here, so that an interruption while the program is still starting is told like any other.
        from cicscore.cli.commands import main as run
    except KeyboardInterrupt:
        print(INTERRUPTED, file=sys.stderr)
        sys.exit(INTERRUPTED_CODE)
    run()
