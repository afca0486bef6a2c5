"""The command line, run in this process."""

from tests.cli.conftest import run, workplace

__all__ = ["run", "workplace"]
