"""The command line: the only place that knows click, the terminal and the environment."""

from cicscore.cli.commands import main

__all__ = ["main"]
