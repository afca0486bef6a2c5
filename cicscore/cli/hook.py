"""``cicscore check`` for pre-commit, which passes the names of all changed files at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial

from cicscore.cli.commands import run
from cicscore.cli.exits import Exit, exit_of


def check_each(arguments: Sequence[str]) -> Exit:
    """Check every YAML file named, with the options given; return the worst exit code."""
    files = [argument for argument in arguments if argument.lower().endswith((".yaml", ".yml"))]
    options = [argument for argument in arguments if argument not in files]
    ended = [exit_of(partial(run, ["check", *options, file])) for file in files]
    return max(ended, default=Exit.DONE)


if __name__ == "__main__":
    sys.exit(check_each(sys.argv[1:]))
