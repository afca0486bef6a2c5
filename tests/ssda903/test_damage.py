"""Files as they really come: each is read rightly or reported, and never gives a wrong figure in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ssda903.returns import figure, messages, write_return

pytestmark = pytest.mark.slow

EPISODES = "1 2015-05-01 S C2 U4 PR1 - - AB1\n2 2015-05-02 S C2 U4 PR1 - - AB1"
Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data[: data.rindex(b"U4")], "CIC508"),
        (lambda data: data.replace(b",", b";"), "CIC506"),
        (lambda data: data.replace(b"2015-05-01", b"42125"), "CIC524"),
        (lambda data: data.replace(b"2015-05-01", b"#N/A"), "CIC522"),
        (lambda data: data.replace(b"2015-05-01", b"05/13/2015"), "CIC524"),
        (lambda data: data.replace(b"\n1,", b"\n1.0,"), "CIC523"),
        (lambda data: data.replace(b"PL_POST", b"DEC"), "CIC511"),
        (lambda data: data.replace(b"\n1,", b'\n"1,'), "CIC507"),
    ],
    ids=[
        "cut short",
        "semicolons",
        "Excel's days",
        "#N/A",
        "month first",
        "a decimal identifier",
        "a heading twice",
        "an open quotation mark",
    ],
)
def test_damage_is_reported(tmp_path: Path, damage: Damage, code: str) -> None:
    """The run stops at a fault of its own kind in the damaged file."""
    file = write_return(tmp_path, episodes=EPISODES) / "episodes.csv"
    file.write_bytes(damage(file.read_bytes()))
    assert [one for one in messages(tmp_path, code=code) if one.startswith("episodes.csv:")]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.decode().encode("utf-16"),
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"AB1", b"\xa3\xa31"),
        lambda data: data.replace(b",", b" , "),
        lambda data: data.replace(b"2015-05-01", b"01/05/2015 00:00"),
        lambda data: data.replace(b"U4", b"u4"),
    ],
    ids=["UTF-16", "a byte-order mark and CRLF", "Windows-1252", "blanks", "times", "small letters"],
)
def test_other_forms_are_read_rightly(tmp_path: Path, damage: Damage) -> None:
    """Both children are in care, however the file is written."""
    file = write_return(tmp_path, episodes=EPISODES) / "episodes.csv"
    file.write_bytes(damage(file.read_bytes()))
    assert figure(tmp_path, "awaiting_adoption") == (0, 2)


def test_a_whole_number_with_a_point_is_that_number(tmp_path: Path) -> None:
    """39.0 in SDQ_SCORE is what a program that knows only decimals makes of 39; nothing else is refused."""
    write_return(tmp_path, oc2="1 - 39.0 - 1 0\n2 - 8 - 1 1", episodes=EPISODES.replace("2015-05", "2015-04"))
    assert figure(tmp_path, "dental_check_in_time") == (1, 1)
