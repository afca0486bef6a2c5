"""Files that are no catalogues at all get an answer, and get it soon."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from cicscore.app.check import check
from cicscore.faults.formats import text_report
from cicscore.view import PLAIN
from tests.checks.fragments import completed

DAY = dt.date(2016, 6, 30)


def messages(data: bytes) -> list[str]:
    """Where each fault is, its code, and what was found."""
    report = check(data, "c.yaml", on=DAY, examples=False, strict=False)
    return [f"{fault.place}: {fault.code}: {fault.found}" for fault in report.faults]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_endless_nesting_is_a_fault_and_not_a_crash(opening: str) -> None:
    """The YAML library in C would follow it until the program breaks down."""
    found = messages(opening.encode() * 20_000)

    assert len(found) == 1
    assert found[0].startswith("c.yaml:1:")
    assert found[0].endswith("CIC101: the file is nested too deeply here")


def test_a_line_beyond_any_is_refused_unread() -> None:
    """The line is named, and as much of it shown as a screen takes."""
    report = check(b"title: a\nx" * 2 + b"x" * 200_000, "c.yaml", on=DAY, examples=False, strict=False)

    assert [f"{fault.place}: {fault.found}" for fault in report.faults] == [
        "c.yaml:3:1: the line is 200,001 characters long"
    ]
    assert text_report(report, PLAIN).splitlines()[1] == f"  3 | {'x' * 100}..."


def test_of_many_faults_the_first_are_told_and_the_others_counted() -> None:
    """A hundred of a kind are told; the total is of all, in every format."""
    text = completed("").rstrip("\n") + "\n" + "".join(f"wrong_{number}: 1\n" for number in range(3_000))
    report = check(text.encode(), "c.yaml", on=DAY, examples=False, strict=False)

    assert [fault.code for fault in report.faults] == ["CIC105"] * 101
    assert report.faults[99].found == "`wrong_99` is not a key here"
    assert report.faults[100].found == "2,900 more of CIC105 are here and below, and are only counted"
    assert report.faults[100].place.line == (report.faults[0].place.line or 0) + 100
    assert report.total == "c.yaml: 3,000 faults (3,000 errors, 0 warnings)"


def test_a_hundred_faults_of_a_kind_are_all_told() -> None:
    """One more is told as well: to count it would be no shorter."""
    for number in (100, 101):
        text = completed("").rstrip("\n") + "\n" + "".join(f"wrong_{n}: 1\n" for n in range(number))
        assert messages(text.encode())[-1].endswith(f"CIC105: `wrong_{number - 1}` is not a key here")


def test_many_misspelt_indicators_take_seconds() -> None:
    """Each misspelt key is looked up once, however long the file: it took most of a minute."""
    indicator = (
        "  - {id: i%d, titel: A, themee: b, polarty: lower, perod: snapshot, meanin: c, unitt: count}\n"
    )
    data = ("indicators:\n" + "".join(indicator % number for number in range(1_000))).encode()
    began = time.process_time()
    report = check(data, "c.yaml", on=DAY, examples=False, strict=False)
    text_report(report, PLAIN)
    assert time.process_time() - began < 15
    assert report.total.startswith("c.yaml: ")


@pytest.mark.parametrize("title", ["[null]", "[[null]]", "{a: null}", "[a, null]"])
def test_a_title_that_is_no_text_is_a_fault_and_not_a_crash(title: str) -> None:
    """What is inside it goes with it."""
    found = messages(completed(f"themes:\n  - {{id: x, title: {title}}}\n").encode())
    assert any(
        f"title): CIC107: a {'mapping' if title[0] == '{' else 'list'} is not text" in each for each in found
    )


def test_items_of_a_list_that_are_left_out_leave_the_others_in_their_places() -> None:
    """A fault of an item after them is told on its own line."""
    text = (
        completed("").rstrip("\n")
        + "\nallow:\n  - 1\n  - {code: CIC012, reason: a}\n  - 2\n  - {code: CIC013, raeson: b}\n"
    )
    line = text[: text.index("allow:")].count("\n") + 1
    assert [each.partition(" (")[0] for each in messages(text.encode()) if "CIC10" in each] == [
        f"c.yaml:{line + 1}:5",
        f"c.yaml:{line + 3}:5",
        f"c.yaml:{line + 4}:20",
    ]


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
