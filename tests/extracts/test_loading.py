"""A folder as a whole: files that are missing, keys, children, rules, and rows that are left out."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cicscore.extracts.load import load_extracts
from cicscore.faults.fault import CannotRunError, fault_text
from tests.extracts.folders import catalogue, messages, write

REVIEWS = catalogue(
    reviews="{file: reviews.csv, about: children, key: [child_id, held_on], columns: {child_id: {type: id},"
    " held_on: {type: date, from: [Held]}, due_on: {type: date, required: false}},"
    " must: [due_on is None or due_on >= held_on]}"
)
MISSING_FILE = (
    "what to do: Export it into the folder, or rename the file that holds it; without it, indicators that"
    " need it have no figure."
)


def warnings(folder: Path, *, skip_faulty_rows: bool = False) -> list[str]:
    """The texts of the warnings that come back."""
    extracts = load_extracts(folder, REVIEWS, skip_faulty_rows=skip_faulty_rows)
    return [fault_text(warning) for warning in extracts.warnings]


def test_a_folder_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    """The message suggests the folder beside it that was probably meant."""
    (tmp_path / "2016-03").mkdir()
    with pytest.raises(CannotRunError) as raised:
        load_extracts(tmp_path / "2016-3", REVIEWS)
    assert str(raised.value) == (
        f"there is no folder {tmp_path / '2016-3'}. Did you mean {tmp_path / '2016-03'}?"
        " Give the folder that holds the CSV files."
    )


def test_a_folder_that_may_not_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without permission to list it cannot be run on, and the system's reason is given."""

    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(CannotRunError) as raised:
        load_extracts(tmp_path, REVIEWS)
    assert str(raised.value) == f"the folder {tmp_path} cannot be read: Permission denied."


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A file in place of the folder cannot be run on."""
    file = write(tmp_path, children="CHILD\n") / "children.csv"
    with pytest.raises(CannotRunError) as raised:
        load_extracts(file, REVIEWS)
    assert str(raised.value) == f"{file} is a file. Give the folder that holds the CSV files."


def test_a_missing_extract_is_a_warning(tmp_path: Path) -> None:
    """The rest is loaded; the extract is missing with its reason, and a near file name is suggested."""
    write(tmp_path, children="CHILD\n1\n", review="x\n")
    extracts = load_extracts(tmp_path, REVIEWS)
    assert list(extracts.tables) == ["children"]
    assert extracts.missing == {"reviews": "the folder has no reviews.csv"}
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "reviews.csv: warning CIC501: the extract `reviews` is missing: the folder has no file of this"
        f" name.\n  did you mean: review.csv\n  {MISSING_FILE}"
    ]


def test_without_children_nothing_about_them_can_be_used(tmp_path: Path) -> None:
    """Where the children's file is missing, so are the extracts that belong to children."""
    extracts = load_extracts(write(tmp_path, reviews="child_id,held_on,due_on\n1,1/1/2016,\n"), REVIEWS)
    assert dict(extracts.tables) == {}
    assert extracts.missing == {
        "children": "the folder has no children.csv",
        "reviews": "its rows belong to children, and the folder has no children.csv",
    }


def test_a_file_name_in_other_letters_is_the_file(tmp_path: Path) -> None:
    """Capital letters in a file's name make no difference, as they make none on Windows."""
    write(tmp_path, Children="CHILD\n1\n", reviews="child_id,held_on,due_on\n")
    assert load_extracts(tmp_path, REVIEWS).missing == {}


@pytest.mark.parametrize("make", [Path.mkdir, *([os.mkfifo] if hasattr(os, "mkfifo") else [])])
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A folder or a pipe where a file should be is a fault of the file, and is not waited for."""
    make(tmp_path / "children.csv")
    assert messages(tmp_path, REVIEWS, only="children") == [
        "children.csv: error CIC502: this is a folder, a pipe or a device and not a file.\n"
        "  what to do: Put the CSV file itself in its place."
    ]


def test_what_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system does not let be read is a fault of the file, not a crash."""

    def refuse(_path: Path) -> bytes:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    write(tmp_path, children="CHILD\n1\n")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert messages(tmp_path, REVIEWS, only="children") == [
        "children.csv: error CIC502: the file cannot be opened: Permission denied.\n"
        "  what to do: Close it where it is open, check that you may read it, and run again."
    ]


def test_two_names_that_differ_in_letters_only_are_told(tmp_path: Path) -> None:
    """Where a file stands twice, in other letters, the warning says which one was read."""
    write(tmp_path, CHILDREN="CHILD\n1\n2\n", children="CHILD\n1\n")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system does not tell capital letters from small ones")
    extracts = load_extracts(tmp_path, REVIEWS, only=["children"])
    assert len(extracts.tables["children"]) == 1
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "children.csv: warning CIC513: the folder also has CHILDREN.csv, which differs only in capital and"
        " small letters and was not read.\n  what to do: Keep one of them in the folder, the right one."
    ]


@pytest.mark.parametrize("copy", ["children (1)", "children - Copy", "Copy of children"])
def test_a_copy_beside_the_file_is_told(tmp_path: Path, copy: str) -> None:
    """A browser saves the newer file under such a name, and the older one is read."""
    write(tmp_path, children="CHILD\n1\n", **{copy: "CHILD\n1\n2\n"})
    extracts = load_extracts(tmp_path, REVIEWS, only=["children"])
    assert [fault_text(warning) for warning in extracts.warnings] == [
        f"children.csv: warning CIC513: the folder also has {copy}.csv, which has the name of a copy,"
        " perhaps a newer one, and was not read.\n  what to do: Keep one of them in the folder, the right"
        " one."
    ]


def test_a_workbook_in_place_of_the_file_is_to_be_saved_as_csv(tmp_path: Path) -> None:
    """Renaming it would make no CSV of it."""
    (tmp_path / "children.xlsx").write_bytes(b"PK\x03\x04")
    extracts = load_extracts(tmp_path, REVIEWS, only=["children"])
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "children.csv: warning CIC501: the extract `children` is missing: the folder has no file of this"
        " name.\n  what to do: Open children.xlsx in the program that wrote it and save it as 'CSV UTF-8"
        " (Comma delimited)' under the name children.csv; renaming it does not make it one."
    ]


def test_rows_are_linked_to_their_children(tmp_path: Path) -> None:
    """Each row points to its child's row; the children's rows point to themselves."""
    write(
        tmp_path,
        children="CHILD\n002\n001\n03\n",
        reviews="child_id,held_on,due_on\n001,1/1/2016,\n03,1/1/2016,\n001,1/2/2016,\n",
    )
    tables = load_extracts(tmp_path, REVIEWS).tables
    reviews, children = tables["reviews"].child, tables["children"].child
    assert reviews is not None
    assert children is not None
    assert reviews.tolist() == [1, 2, 1]
    assert children.tolist() == [0, 1, 2]


def test_the_source_says_what_was_read(tmp_path: Path) -> None:
    """The digest is that of the file's own bytes, whatever their encoding."""
    data = "CHILD\n1\n2\n".encode("utf-16")
    write(tmp_path, children=data)
    source = load_extracts(tmp_path, REVIEWS, only=["children"]).tables["children"].source
    assert (source.name, source.file, source.rows, source.skipped_rows) == ("children", "children.csv", 2, 0)
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_only_what_is_needed_is_read(tmp_path: Path) -> None:
    """Asking for one extract brings those that it looks at, and no others."""
    of = catalogue(
        staff="{file: staff.csv, columns: {post: {type: id}}}",
        reviews="{file: reviews.csv, about: children, columns: {child_id: {type: id}}}",
    )
    write(tmp_path, children="CHILD\n1\n", reviews="child_id\n1\n", staff="post\np\n")
    told: list[str] = []
    extracts = load_extracts(tmp_path, of, only=["reviews"], progress=told.append)
    assert list(extracts.tables) == ["children", "reviews"]
    assert told == ["children.csv", "reviews.csv"]


def test_a_child_who_is_in_no_children_file_is_refused(tmp_path: Path) -> None:
    """A lost leading zero makes another child; the message says so, and not which."""
    write(tmp_path, children="CHILD\n001\n", reviews="child_id,Held,due_on\n1,1/1/2016,\n001,1/1/2016,\n")
    assert messages(tmp_path, REVIEWS) == [
        "reviews.csv:2 (child_id): error CIC531: the row is about a child who is not in children.csv, but one"
        " there differs only in noughts at the beginning.\n"
        "  what to do: Export the column as text, and do not open the file in a spreadsheet before it is"
        " read."
    ]


def test_a_row_about_children_needs_a_child(tmp_path: Path) -> None:
    """A blank identifier is refused in rows about children, even where the column may be blank."""
    of = catalogue(
        reviews="{file: reviews.csv, about: children, columns: {child_id: {type: id, required: false},"
        " n: {type: text}}}"
    )
    write(tmp_path, children="CHILD\n1\n", reviews="child_id,n\n,a\n1,b\n")
    assert messages(tmp_path, of) == [
        "reviews.csv:2 (child_id): error CIC531: the row names no child, and the rows of this extract belong"
        " to children.\n  what to do: Fill it in."
    ]


def test_rows_with_one_key_name_each_other(tmp_path: Path) -> None:
    """Rows of one key that differ are all at fault and name the lines of the others, not the key."""
    threes = "".join(f"3,1/1/2016,{day}/1/2016\n" for day in (1, 1, 2, 3, 4))
    rows = "child_id,Held,due_on\n" + "1,1/1/2016,\n2,1/1/2016,\n1,01/01/2016,2/1/2016\n" + threes
    texts = messages(write(tmp_path, children="CHILD\n1\n2\n3\n", reviews=rows), REVIEWS)
    keep = (
        "  what to do: Keep the one row that is right: child_id and Held may occur only once together in this"
        " extract."
    )
    same = "error CIC530: the row has the same child_id and Held as"
    assert len(texts) == 7
    assert texts[0] == f"reviews.csv:2 (child_id, Held): {same} line 4, but other values.\n{keep}"
    assert texts[1] == f"reviews.csv:4 (child_id, Held): {same} line 2, but other values.\n{keep}"
    assert texts[2] == (
        f"reviews.csv:5 (child_id, Held): {same} lines 6, 7, 8 and 1 more, but other values.\n{keep}"
    )


def test_of_rows_that_are_the_same_the_first_stays(tmp_path: Path) -> None:
    """Each repeat names the first of them; without the repeats, neither an event nor a child is lost."""
    rows = "child_id,Held,due_on\n1,1/1/2016,2/1/2016\n2,1/1/2016,\n1,01/01/2016,02/01/2016\n"
    write(tmp_path, children="CHILD\n1\n2\n1\n1\n", reviews=rows)
    delete = "  what to do: Delete it; --skip-faulty-rows keeps the first of the rows."
    assert messages(tmp_path, REVIEWS) == [
        f"children.csv:{line} (CHILD): error CIC552: the row repeats line 2: all its values are the same.\n"
        f"{delete}"
        for line in (4, 5)
    ] + [
        "reviews.csv:4 (child_id, Held): error CIC552: the row repeats line 2: all its values are the same.\n"
        f"{delete}"
    ]
    tables = load_extracts(tmp_path, REVIEWS, skip_faulty_rows=True).tables
    children, reviews = tables["children"], tables["reviews"]
    assert (children.lines.tolist(), children.source.skipped_rows) == ([2, 3], 2)
    assert (reviews.lines.tolist(), reviews.source.skipped_rows) == ([2, 3], 1)


def test_a_row_at_fault_repeats_no_other(tmp_path: Path) -> None:
    """A date that cannot be read is no blank: nobody knows whether the rows are the same."""
    rows = "child_id,Held,due_on\n1,1/1/2016,\n1,1/1/2016,32/1/2016\n"
    write(tmp_path, children="CHILD\n1\n", reviews=rows)
    assert [text.partition(" error ")[2][:6] for text in messages(tmp_path, REVIEWS)] == [
        "CIC530",
        "CIC524",
        "CIC530",
    ]


def test_a_rule_that_is_false_is_a_fault(tmp_path: Path) -> None:
    """An end before its start is refused with the rule's own text; a missing end is not."""
    rows = "child_id,Held,due_on\n1,5/1/2016,1/1/2016\n1,6/1/2016,\n1,7/1/2016,7/1/2016\n"
    assert messages(write(tmp_path, children="CHILD\n1\n", reviews=rows), REVIEWS) == [
        "reviews.csv:2 (due_on, Held): error CIC532: the row does not meet the rule: due_on is None or"
        " due_on >= held_on.\n  what to do: Look at due_on and Held, and correct at its source what is wrong."
    ]


def test_a_rule_that_is_unknown_is_no_fault(tmp_path: Path) -> None:
    """Where a value is missing, a rule about it is neither met nor broken."""
    of = catalogue(
        rows="{file: rows.csv, columns: {a: {type: date}, b: {type: date, required: false}}, must: [b >= a]}"
    )
    write(tmp_path, children="CHILD\n1\n", rows="a,b\n1/1/2016,\n2/1/2016,1/1/2016\n")
    (text,) = messages(tmp_path, of)
    assert text.startswith("rows.csv:3 (b, a): error CIC532: the row does not meet the rule: b >= a.")


def test_a_rule_may_look_at_the_child(tmp_path: Path) -> None:
    """A rule about the child's own row is checked through the link."""
    of = catalogue(
        children="{file: children.csv, key: [child_id], columns: {child_id: {type: id}, born: {type: date}}}",
        reviews="{file: reviews.csv, about: children, columns: {child_id: {type: id}, held_on: {type: date}},"
        " must: [held_on >= child.born]}",
    )
    children = "child_id,born\n1,1/1/2010\n2,1/1/2015\n"
    write(tmp_path, children=children, reviews="child_id,held_on\n2,1/1/2014\n1,1/1/2014\n")
    (text,) = messages(tmp_path, of)
    assert text.startswith("reviews.csv:2 (held_on): error CIC532: the row does not meet the rule: held_on")


FAULTY = {
    "children": "CHILD\n001\n002\n003\n#N/A\n",
    "reviews": (
        "child_id,Held,due_on\n"
        "001,1/1/2016,\n"  # a doubled key
        "001,1/1/2016,2/1/2016\n"
        "002,5/1/2016,1/1/2016\n"  # a broken rule
        "9,1/1/2016,\n"  # an unknown child
        "003,32/2/2016,1/3/2016\n"  # no such day
        "003\n"  # cells too few
        "003,1/2/2016,1/3/2016\n"
        ",1/1/2016,\n"  # no child
    ),
}


def test_all_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    """Each faulty row of each file is named in one go, in order."""
    texts = messages(write(tmp_path, **FAULTY), REVIEWS)
    assert [text.split(":")[0] + ":" + text.split(":")[1].split(" ")[0] for text in texts] == [
        "children.csv:5",
        *(f"reviews.csv:{line}" for line in (2, 3, 4, 5, 6, 7, 9)),
    ]


def test_rows_at_fault_are_left_out_on_request(tmp_path: Path) -> None:
    """What is sound stays with its lines, what was left out is counted, and its faults become warnings."""
    extracts = load_extracts(write(tmp_path, **FAULTY), REVIEWS, skip_faulty_rows=True)
    children, reviews = extracts.tables["children"], extracts.tables["reviews"]
    assert (children.source.rows, children.source.skipped_rows) == (3, 1)
    assert (reviews.source.rows, reviews.source.skipped_rows) == (1, 7)
    assert reviews.lines.tolist() == [8]
    assert reviews.child is not None
    assert reviews.child.tolist() == [2]
    assert list(reviews.frame["child_id"].cat.categories) == ["003"]
    assert len(extracts.warnings) == 8
    assert {warning.severity.value for warning in extracts.warnings} == {"warning"}


def test_rows_of_a_child_that_was_left_out_go_with_it(tmp_path: Path) -> None:
    """A child left out takes its rows along; that is counted, and is no fault of theirs."""
    rows = "child_id,Held,due_on\n1,1/1/2016,\n2,1/1/2016,\n1,2/1/2016,\n"
    of = catalogue(
        children="{file: children.csv, key: [child_id], columns: {child_id: {type: id}, born: {type: date}}}",
        reviews="{file: reviews.csv, about: children, columns: {child_id: {type: id}}}",
    )
    write(tmp_path, children="child_id,born\n1,1/1/2010\n1,2/1/2010\n2,1/1/2010\n", reviews=rows)
    assert [text.split(" ")[0] for text in messages(tmp_path, of)] == ["children.csv:2", "children.csv:3"]
    extracts = load_extracts(tmp_path, of, skip_faulty_rows=True)
    assert extracts.tables["children"].source.skipped_rows == 2
    assert extracts.tables["reviews"].source.skipped_rows == 2
    assert extracts.tables["reviews"].lines.tolist() == [3]
    assert fault_text(extracts.warnings[-1]) == (
        "reviews.csv: warning CIC533: --skip-faulty-rows leaves out 2 rows of which the child's row in"
        " children.csv is left out.\n"
        "  what to do: Correct the rows at fault in children.csv."
    )


def test_a_fault_of_a_whole_file_cannot_be_left_out(tmp_path: Path) -> None:
    """A missing column stops the run, also where rows at fault may be left out, and shows every fault."""
    write(tmp_path, children="CHILD\n1\n", reviews="child_id,due_on\n1,32/1/2016\n")
    with pytest.raises(Exception, match="CIC510") as raised:
        load_extracts(tmp_path, REVIEWS, skip_faulty_rows=True)
    assert "reviews.csv:2 (due_on): error CIC524" in str(raised.value)


def test_a_code_outside_the_list_is_let_through_where_the_catalogue_says_so(tmp_path: Path) -> None:
    """Such a code is kept, and one warning for each code says how many rows have it."""
    of = catalogue(
        rows="{file: rows.csv, columns: {x: {type: code, codes: {PN1: Spoke}, other_codes: warn}}}"
    )
    write(tmp_path, rows="x\nQN1\nPN1\nPN 1\nQN1\n")
    extracts = load_extracts(tmp_path, of, only=["rows"])
    assert list(extracts.tables["rows"].frame["x"]) == ["QN1", "PN1", "PN 1", "QN1"]
    assert [fault_text(warning) for warning in extracts.warnings] == [
        'rows.csv:2 (x): warning CIC528: "QN1" is not in the list of codes; it was let through (2 rows).\n'
        "  allowed: PN1\n  what to do: Correct the code. One of your own case system is added under `codes`"
        " in mapping.yaml beside the extracts: its meaning, and the code that it counts as.",
        'rows.csv:4 (x): warning CIC528: "PN 1" is not in the list of codes, which has it in other letters'
        " or spacing; it was let through (1 row).\n  allowed: PN1\n  did you mean: PN1\n"
        "  what to do: Write the code exactly as it is in the list.",
    ]


def test_rules_about_a_file_that_cannot_be_used_are_passed_over(tmp_path: Path) -> None:
    """A fault of the children's file is reported alone; rules and links to it are not checked."""
    of = catalogue(
        children="{file: children.csv, key: [child_id], columns: {child_id: {type: id}, born: {type: date}}}",
        reviews="{file: reviews.csv, about: children, columns: {child_id: {type: id}, held_on: {type: date}},"
        " must: [held_on >= child.born]}",
        staff="{file: staff.csv, columns: {n: {type: number}}, must: [n > 0]}",
    )
    write(tmp_path, children="child_id\n1\n", reviews="child_id,held_on\n2,1/1/2014\n", staff="n\n0\n")
    texts = messages(tmp_path, of)
    assert [text.split(": ")[1] for text in texts] == ["error CIC510", "error CIC532"]


def test_rules_about_rows_that_cannot_be_used_are_passed_over(tmp_path: Path) -> None:
    """A rule that looks at another extract is not checked while that one's file is at fault."""
    of = catalogue(
        visits="{file: visits.csv, about: children, columns: {child_id: {type: id}}}",
        reviews="{file: reviews.csv, about: children, columns: {child_id: {type: id}},"
        " must: [exists(visits)]}",
    )
    write(tmp_path, children="CHILD\n1\n2\n", reviews="child_id\n1\n", visits="")
    assert [text.split(": ")[1] for text in messages(tmp_path, of)] == ["error CIC503"]
    write(tmp_path, visits="child_id\n2\n")
    assert [text.split(": ")[1] for text in messages(tmp_path, of)] == ["error CIC532"]


def test_nothing_is_written_into_the_folder(tmp_path: Path) -> None:
    """Loading changes no file."""
    before = {path: path.read_bytes() for path in write(tmp_path, **FAULTY).iterdir()}
    load_extracts(tmp_path, REVIEWS, skip_faulty_rows=True)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


_identifier = st.text(st.sampled_from("QXZJV0123456789"), min_size=6, max_size=12)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(_identifier, min_size=2, max_size=6, unique=True),
    st.integers(0, 2**32 - 1),
    st.text(st.sampled_from("WYKäöü'"), min_size=6),
)
def test_no_identifier_is_in_any_message(tmp_path: Path, names: list[str], seed: int, note: str) -> None:
    """Whatever is wrong with the rows, no message says an identifier or a free text.

    Identifiers slip into the columns of dates and codes, too, as they do when cells move.
    """
    random = np.random.default_rng(seed)
    of = catalogue(
        reviews="{file: reviews.csv, about: children, key: [child_id], columns: {child_id: {type: id},"
        " held_on: {type: date}, kind: {type: code, codes: {K1: One}}, note: {type: text, required: false}},"
        ' must: [note == "never"]}'
    )
    known = [*names, *names[:1], "1.5E+09", ""]
    cells = [*names, "31/02/2016", "1/1/2016", "K1", "K9"]
    rows = [
        ",".join([random.choice([*names, "Q9Q9Q9Q9"]), *random.choice(cells, random.integers(1, 4)), note])
        for _ in range(6)
    ]
    write(
        tmp_path,
        children="\n".join(["CHILD", *known]),
        reviews="\n".join(["child_id,held_on,kind,note", *rows]),
    )
    texts = messages(tmp_path, of) + [
        fault_text(warning) for warning in load_extracts(tmp_path, of, skip_faulty_rows=True).warnings
    ]
    assert texts
    for text in texts:
        assert "Q9Q9Q9Q9" not in text
        assert not any(name in text for name in names)
        assert note not in text
