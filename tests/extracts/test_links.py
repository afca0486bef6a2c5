"""Rows about children who are there under another spelling."""

from pathlib import Path

import pytest

from tests.extracts.folders import catalogue, messages, write

VISITS = catalogue(rows="{file: rows.csv, about: children, columns: {child_id: {type: id}}}")


@pytest.mark.parametrize(
    ("written", "differs"),
    [
        ('"=""0001"""', 'the sign ="'),
        ("'0001", "apostrophes"),
        ("1", "noughts at the beginning"),
        ("0001\u200b", "invisible characters"),
        ("ab 7", "spaces and capital or small letters"),
    ],
)
def test_a_child_who_is_there_in_another_spelling_is_hinted_at(
    tmp_path: Path, written: str, differs: str
) -> None:
    """What a spreadsheet made of an identifier is named; the identifier is not."""
    write(tmp_path, children="CHILD\n0001\nAB7\n", rows=f"child_id\n{written}\n")
    assert messages(tmp_path, VISITS) == [
        "rows.csv:2 (child_id): error CIC531: the row is about a child who is not in children.csv, but one"
        f" there differs only in {differs}.\n"
        "  what to do: Export the column as text, and do not open the file in a spreadsheet before it is"
        " read."
    ]


def test_a_spelling_that_two_children_share_is_no_hint(tmp_path: Path) -> None:
    """Where 1 may be 01 or 001, nobody knows which is meant."""
    write(tmp_path, children="CHILD\n01\n001\n", rows="child_id\n1\n")
    (message,) = messages(tmp_path, VISITS)
    assert message.startswith("rows.csv:2 (child_id): error CIC531: the row is about a child who is not in")
    assert "differs" not in message
