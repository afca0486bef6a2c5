"""The small workplace of the command line: two of its three reviews were on time, the late one of UASC."""

from __future__ import annotations

from tests.cli.conftest import run, workplace

__all__ = ["run", "workplace"]
