"""Files that are no catalogues at all get an answer, and get it soon."""

from __future__ import annotations

import datetime as dt

import pytest

from cicscore.app.checking import check
from tests.checks.fragments import completed


def messages(data: bytes) -> list[str]:
    """Where each fault is, its code, and what was found."""
    report = check(data, "c.yaml", on=dt.date(2016, 6, 30), examples=False, strict=False)
    return [f"{fault.place}: {fault.code}: {fault.found}" for fault in report.faults]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_endless_nesting_is_a_fault_and_not_a_crash(opening: str) -> None:
    """The YAML library in C would follow it until the program breaks down."""
    found = messages(opening.encode() * 200_000)

    assert len(found) == 1
    assert found[0].startswith("c.yaml:1:")
    assert found[0].endswith("CIC101: the file is nested too deeply here")


def test_a_file_beyond_any_catalogue_is_refused_unread() -> None:
    """Five million characters are hundreds of times the shipped catalogue."""
    assert messages(b"a: b\n" * 1_200_000) == ["c.yaml:1:1: CIC101: the file is 6,000,000 characters long"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ["c.yaml:1:1: CIC101: the file is empty"]),
        (b"\n \n\n", ["c.yaml:1:1: CIC101: the file is empty"]),
        (b"\xef\xbb\xbf# nothing\r\n", ["c.yaml:1:1: CIC101: the file is empty"]),
        (b"null\n", ["c.yaml:1:1: CIC107: the file is not a mapping of keys to values"]),
        (b"just words\n", ["c.yaml:1:1: CIC107: the file is not a mapping of keys to values"]),
        (
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xfe\x00",
            ["c.yaml:1:1: CIC101: the file is not UTF-8 text"],
        ),
        ("title: x\n".encode("utf-16"), ["c.yaml:1:1: CIC101: the file is not UTF-8 text"]),
    ],
)
def test_what_is_no_catalogue(data: bytes, expected: list[str]) -> None:
    """Empty, only comments, a spreadsheet, another encoding."""
    assert messages(data) == expected


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(ends: str) -> None:
    """Faults are where an editor shows them."""
    text = completed('indicators:\n  - title: Participation\n    numerator: {where: partcipation == "PN1"}\n')

    assert messages(text.replace("\n", ends).encode()) == [
        "c.yaml:63:24 (indicators.example_1.numerator.where): CIC204: `partcipation` is not a name known here"
    ]


def test_a_byte_order_mark_changes_nothing() -> None:
    """As some editors write at the beginning of a file."""
    assert messages(b"\xef\xbb\xbf" + completed("").encode()) == []


@pytest.mark.parametrize("character", ["\x85", "\u2028"])
def test_line_ends_that_editors_do_not_count_move_nothing(character: str) -> None:
    """YAML takes them for line ends, which would put every later fault on another line."""
    text = completed(f"indicators:\n  - title: Particip{character}ation\n    polarity: hihger\n")

    assert messages(text.encode()) == [
        f"c.yaml:62:20: CIC101: the file holds the character U+{ord(character):04X}, which it may not",
        'c.yaml:63:15 (indicators.example_1.polarity): CIC106: "hihger" is not one of the words allowed here',
    ]


def test_text_that_is_not_utf8_is_read_all_the_same() -> None:
    """One wrong letter hides no other fault."""
    text = completed("indicators:\n  - title: Café\n    polarity: hihger\n")

    assert messages(text.encode("cp1252")) == [
        "c.yaml:62:15: CIC101: the file is not UTF-8 text",
        'c.yaml:63:15 (indicators.example_1.polarity): CIC106: "hihger" is not one of the words allowed here',
    ]
