"""Rows about children who are there under another spelling."""

import threading
from pathlib import Path

import pytest

from cicscore.extracts.load import load_extracts
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


def test_lists_that_name_each_other_wait_for_none(tmp_path: Path) -> None:
    """Of children who name their workers, and workers who name a child, both are read and linked."""
    of = catalogue(
        children="{file: children.csv, key: [child_id], each_row: child, also_about: [workers],"
        " columns: {child_id: {type: id}, worker_id: {type: id, required: false}}}",
        workers="{file: workers.csv, key: [worker_id], each_row: worker, also_about: [children],"
        " columns: {worker_id: {type: id}, child_id: {type: id}}}",
    )
    write(
        tmp_path,
        children="child_id,worker_id\nc1,w2\nc2,w1\nc3,\n",
        workers="worker_id,child_id\nw1,c2\nw2,c1\n",
    )
    linked: list[list[int]] = []

    def read() -> None:
        tables = load_extracts(tmp_path, of).tables
        child = tables["workers"].child
        assert child is not None
        linked.extend((tables["children"].links["workers"].tolist(), child.tolist()))

    reading = threading.Thread(target=read, daemon=True)
    reading.start()
    reading.join(60)  # far longer than it takes: what waits for itself ends never
    assert linked == [[1, 0, -1], [1, 0]]
