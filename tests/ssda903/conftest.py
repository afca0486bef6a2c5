"""Where the tests of returns write them: into a folder that says of which year they are."""

from pathlib import Path

import pytest


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder for the return of 2015-16, whose few rows would not tell their year."""
    folder = tmp_path / "2015-16"
    folder.mkdir()
    return folder
