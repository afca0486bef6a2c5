"""Results are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cicscore.app.files import write_whole
from cicscore.faults.fault import CannotRunError


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


def test_a_file_is_written_as_it_is(tmp_path: Path) -> None:
    """UTF-8, with its line ends, and nothing left beside it."""
    path = tmp_path / "out.csv"
    write_whole(path, "Größe\r\n1\n".encode())
    assert path.read_bytes() == "Größe\r\n1\n".encode()
    assert names(tmp_path) == ["out.csv"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    """By the new one as a whole, however long the old one was."""
    path = tmp_path / "out.csv"
    path.write_text("old " * 1000)
    write_whole(path, b"new")
    assert path.read_text() == "new"


def test_others_may_read_what_was_written(tmp_path: Path) -> None:
    """The file is open to whom any new file of the user's is open."""
    usual = tmp_path / "usual"
    usual.write_text("")
    write_whole(tmp_path / "out", b"")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "out")]
    assert modes[0] == modes[1]


def test_the_old_file_stays_where_writing_fails(tmp_path: Path) -> None:
    """What is no bytes breaks off in the middle; old file and folder are as before."""
    path = tmp_path / "out.csv"
    path.write_text("old")
    with pytest.raises(TypeError):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.csv"]


def test_the_old_file_stays_where_it_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another program has it open on Windows: the message says what to do."""

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(target))

    path = tmp_path / "out.csv"
    path.write_text("old")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CannotRunError) as caught:
        write_whole(path, b"new")
    assert str(caught.value) == (
        f"{path} cannot be written (Permission denied). Choose another name, or close the file elsewhere."
    )
    assert path.read_text() == "old"
    assert names(tmp_path) == ["out.csv"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Nothing is created on the way."""
    path = tmp_path / "nowhere" / "out.csv"
    with pytest.raises(CannotRunError) as caught:
        write_whole(path, b"new")
    assert str(caught.value) == (
        f"{path} cannot be written (No such file or directory). "
        "Choose a folder that is there and open to you."
    )
    assert names(tmp_path) == []


def test_a_folder_or_device_is_never_replaced(tmp_path: Path) -> None:
    """What is there but is no file stays what it is: a folder, or a device such as the null device."""
    folder = tmp_path / "scorecard.json"
    folder.mkdir()
    for place in (folder, Path(os.devnull)):
        with pytest.raises(CannotRunError) as stopped:
            write_whole(place, b"text")
        assert str(stopped.value) == f"{place} is not a file. Give the name of a file, or - for stdout."
    assert folder.is_dir()
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows has links for administrators only, and other modes")
def test_a_link_and_the_mode_of_an_old_file_stay(tmp_path: Path) -> None:
    """What a link points to is replaced, and is as closed to others as it was."""
    path, link = tmp_path / "out.csv", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o600)
    link.symlink_to(path)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
