"""The command line in this process, in a folder with the made-up council."""

from __future__ import annotations

from tests.editions.conftest import council, run

__all__ = ["council", "run"]
