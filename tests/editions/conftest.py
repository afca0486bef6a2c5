"""The command line in this process, in a folder with the made-up council."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import run, workplace
from tests.editions.council import set_out

__all__ = ["council", "run", "workplace"]


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own with the council's catalogue and extracts, which is also the working folder."""
    set_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path
