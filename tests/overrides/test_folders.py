"""The file is found beside the extracts by its one name, and is never passed over in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.workplace import FOLDER, unchanged
from tests.overrides.written import override, write
from tests.ssda903.returns import write_return

MISSPELT = ("override.yaml", "overrides.yml", "Overrides.yaml", "overrides (1).yaml", "overrides.yaml.txt")


@pytest.mark.parametrize("name", MISSPELT)
def test_a_file_that_is_called_almost_so_is_a_fault(workplace: Path, run: Run, name: str) -> None:
    """Otherwise figures would be printed that somebody has set otherwise."""
    write(workplace, override()).rename(workplace / FOLDER / name)
    ended = run("compute", FOLDER)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"{Path(FOLDER, name)}: error CIC855: this looks like the file of overrides, which is read only "
        "where it is called overrides.yaml.\n"
        "  what to do: Rename it to overrides.yaml; if it is not meant to be read, move it out of the "
        "folder.\n"
        "1 fault was found; nothing was computed.\n"
    )


def test_a_folder_in_its_place_is_a_fault(workplace: Path, run: Run) -> None:
    """It is not taken for no overrides."""
    (workplace / FOLDER / "overrides.yaml").mkdir()
    ended = run("trend", FOLDER)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        f"{Path(FOLDER, 'overrides.yaml')}: error CIC855: the file of overrides cannot be read: it is a "
        "folder, a device, or a link that leads nowhere.\n"
        "  what to do: Put a text file in its place, or remove it: without it other figures would be "
        "printed.\n"
        "1 fault was found; nothing was computed.\n"
    )


@pytest.mark.parametrize("command", ["compute", "trend"])
def test_no_result_takes_its_place(workplace: Path, run: Run, command: str) -> None:
    """A slip in --output does not cost what somebody has signed."""
    path = write(workplace, override())
    with unchanged(workplace):
        ended = run(command, FOLDER, "--output", str(path))
    assert (ended.code, ended.out) == (2, "")
    assert "overrides.yaml" in ended.err


def test_nor_does_what_check_finds(workplace: Path, run: Run) -> None:
    """The file that is checked stays as it is."""
    path = write(workplace, override())
    with unchanged(workplace):
        assert run("check", "--overrides", str(path), "--output", str(path)).code == 2


def test_a_return_has_its_overrides_beside_its_files(tmp_path: Path, run: Run) -> None:
    """One child is in care; the figure of children looked after is set for its day."""
    folder = write_return(
        tmp_path / "2015-16",
        episodes="1 01/04/2015 S C2 U1 PR1 - - - -",
        reviews="1 04/05/2008 01/06/2015 PN1",
    )
    text = (
        "overrides:\n- {indicator: review_participation, variant: all, as_at: 2016-03-31, field: value,\n"
        "   value: 96.5, who: Director, when: 2016-04-05, why: A review is missing.}\n"
    )
    (folder / "overrides.yaml").write_text(text, encoding="utf-8")
    ended = run("compute", str(folder), "--only", "review_participation", "--format", "json", "--quiet")
    (row,) = [one for one in json.loads(ended.out)["results"] if one["variant"] == "all"]
    assert (row["display"], row["computed_display"], row["numerator"]) == ("96.5%", "100.0%", 1)
