"""The extracts that are made of a worked example's rows."""

from __future__ import annotations

import pytest

from tests.examples.catalogues import DICTIONARY, WITH_KIN, example, small, texts


def test_rows_stand_under_the_child_that_they_are_about():
    """Each child has its own rows of every extract about children, in the order written."""
    extracts, faults = example("""
        children:
          - {uasc: no, stays: [{cost: 1}, {cost: 2}]}
          - {uasc: yes}
          - {stays: [{cost: 3}]}
    """).build()
    assert faults == ()
    assert extracts.tables["children"].child.tolist() == [0, 1, 2]
    assert extracts.tables["stays"].child.tolist() == [0, 0, 2]
    assert extracts.tables["stays"].frame["cost"].tolist() == [1, 2, 3]


def test_times_makes_so_many_children_with_their_rows():
    """A kind of child is repeated with all its rows, child after child."""
    extracts, _ = example("""
        children:
          - {times: 2, stays: [{cost: 1}, {cost: 2}]}
          - {stays: [{cost: 3}]}
    """).build()
    assert len(extracts.tables["children"]) == 3
    assert extracts.tables["stays"].child.tolist() == [0, 0, 1, 1, 2]
    assert extracts.tables["stays"].frame["cost"].tolist() == [1, 2, 1, 2, 3]


def test_times_repeats_rows_that_are_no_childs():
    """A row of an extract that is not about children is repeated, and belongs to no child."""
    extracts, _ = example("rows: {posts: [{times: 3, fte: 0.5}, {fte: 1}]}").build()
    assert extracts.tables["posts"].frame["fte"].tolist() == [0.5, 0.5, 0.5, 1]
    assert extracts.tables["posts"].child is None


def test_keys_are_made_up_so_that_each_row_has_its_own():
    """Identifiers of a key that nobody wrote are made up; the child's is the same wherever it stands."""
    extracts, _ = example("""
        children: [{times: 2, stays: [{cost: 1}, {cost: 2}]}]
        rows: {posts: [{times: 2, fte: 1}]}
    """).build()
    stays = extracts.tables["stays"].frame
    assert extracts.tables["children"].frame["child_id"].tolist() == ["child 0", "child 1"]
    assert stays["child_id"].tolist() == ["child 0", "child 0", "child 1", "child 1"]
    assert stays["stay_id"].is_unique
    assert extracts.tables["posts"].frame["post_id"].is_unique


def test_a_key_that_is_written_is_kept():
    """An identifier that an example needs, such as a worker's, is used as written."""
    extracts, _ = example("rows: {posts: [{post_id: 12, fte: 1}]}").build()
    assert extracts.tables["posts"].frame["post_id"].tolist() == ["12"]


def test_cells_are_converted_as_those_of_files_are():
    """Dates, times, numbers, flags, codes and text have the types of the engine's tables."""
    extracts, faults = example("""
        children:
          - uasc: true
            born_on: 2005-05-05
            stays: [{began_on: 2015-06-01, left_at: 2015-06-02 09:30, kind: KIN, cost: 1.50, note: " so "}]
          - {uasc: n}
    """).build()
    assert faults == ()
    children, stays = extracts.tables["children"].frame, extracts.tables["stays"].frame
    assert children["uasc"].tolist() == [True, False]
    assert str(children["born_on"][0]) == "2005-05-05 00:00:00"
    assert [str(stays[name][0]) for name in ("began_on", "left_at", "kind", "cost", "note")] == [
        "2015-06-01 00:00:00",
        "2015-06-02 09:30:00",
        "KIN",
        "1.5",
        "so",
    ]


def test_what_is_left_out_is_missing():
    """Columns that a row does not name are missing, required ones too; so is what is written as nothing."""
    extracts, faults = example("children: [{uasc: null, stays: [{cost: 1}, {kind: HOME}]}]").build()
    assert faults == ()
    assert extracts.tables["children"].frame[["born_on", "uasc"]].isna().all(axis=None)
    assert extracts.tables["stays"].frame["cost"].isna().tolist() == [False, True]
    assert extracts.tables["stays"].frame["began_on"].isna().all()


def test_extracts_that_are_not_mentioned_are_there_but_empty():
    """An example says nothing about missing files: every extract is there."""
    extracts, _ = example("children: [{uasc: no}]").build()
    assert {name: len(table) for name, table in extracts.tables.items()} == {
        "children": 1,
        "stays": 0,
        "posts": 0,
    }
    assert extracts.tables["stays"].child.tolist() == []


_AT = "small.yaml:48:"
_WITHIN = "(indicators.with_kin.examples.0."


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "children: [{usac: yes}]",
            f"""{_AT}21 {_WITHIN}children.0.usac): error CIC605: `children` has no column `usac`.
  allowed: born_on, uasc, times, stays
  did you mean: uasc
  what to do: Use a column that the extract declares.""",
        ),
        (
            "children: [{stays: [{begun_on: 2015-06-01}]}]",
            f"""{_AT}30 {_WITHIN}children.0.stays.0.begun_on): error CIC605: `stays` has no column `begun_on`.
  allowed: stay_id, began_on, left_at, kind, cost, note
  did you mean: began_on
  what to do: Use a column that the extract declares.""",
        ),
        (
            "children: [{child_id: A1}]",
            f"""{_AT}21 {_WITHIN}children.0.child_id): error CIC605: `child_id` is written out, but the \
children's keys are made up.
  what to do: Leave it out.""",
        ),
        (
            "children: [{stays: {cost: 1}}]",
            f"""{_AT}28 {_WITHIN}children.0.stays): error CIC607: `stays` is not a list of rows.
  allowed: such as [{{began_on: ...}}]
  what to do: Write the child's rows of `stays` as a list, each with its columns.""",
        ),
        (
            "children: [{times: 0}]",
            f"""{_AT}28 {_WITHIN}children.0.times): error CIC607: `times` is 0, not a number of times.
  allowed: a whole number from 1 to 10,000
  what to do: Say how many rows there are like this one, or leave it out for one.""",
        ),
        (
            "children: [{uasc: [yes, no]}]",
            f"""{_AT}27 {_WITHIN}children.0.uasc): error CIC606: the cell `uasc` holds several values.
  what to do: Write one value.""",
        ),
        (
            "children: [{stays: [{kind: KINN}]}]",
            f"""{_AT}36 {_WITHIN}children.0.stays.0.kind): error CIC606: "KINN" is not in the list of codes.
  allowed: KIN or HOME
  what to do: Correct the code, or add it to the column's `codes` in the catalogue with what it means.""",
        ),
        (
            "children: [{born_on: 2016-02-31}]",
            f"""{_AT}30 {_WITHIN}children.0.born_on): error CIC606: there is no 31 February 2016.
  allowed: a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored
  what to do: Write a day of the calendar in the example, such as 2016-03-31.""",
        ),
        (
            "children: [{stays: [{cost: 1e999}]}]",
            f"""{_AT}36 {_WITHIN}children.0.stays.0.cost): error CIC606: "1e999" is in scientific notation.
  allowed: digits, with a point before decimals and a minus sign if negative, such as 1234.5
  what to do: Write a number in the example, in digits and with a point before decimals.""",
        ),
        (
            "rows: {stays: [{cost: 1}]}",
            f"""{_AT}16 {_WITHIN}rows.stays): error CIC605: the rows of `stays` belong to children.
  allowed: posts
  what to do: Write rows about a child under `children`, in the entry of the child they belong to.""",
        ),
        (
            "rows: {post: [{fte: 1}]}",
            f"""{_AT}16 {_WITHIN}rows.post): error CIC605: there is no extract `post`.
  allowed: posts
  did you mean: posts
  what to do: Name an extract that the catalogue declares.""",
        ),
    ],
)
def test_a_slip_in_the_rows_is_told_at_its_place(rows: str, message: str):
    """Unknown names, wrong forms and wrong cells say where they are, what is allowed, and what to do."""
    assert texts(example(rows).build()[1]) == message


def test_every_slip_is_told_at_once():
    """One faulty cell does not hide the next, nor one kind of child another."""
    _, faults = example("""
        children:
          - {born_on: 31 June, uasc: perhaps, stays: [{cost: "1,5"}, {cost: 2}]}
          - {born_on: 31 June}
    """).build()
    assert [(fault.code, fault.place.line, fault.place.column) for fault in faults] == [
        ("CIC606", 50, 23),
        ("CIC606", 51, 23),
        ("CIC606", 50, 38),
        ("CIC606", 50, 62),
    ]


def test_without_an_extract_of_children_there_are_none_to_write():
    """A catalogue in which no extract is about another has no children."""
    alone = DICTIONARY.replace("    about: children\n", "").split("variants:")[0]
    written = small(
        "- {name: It, as_at: 2016-03-31, children: [{uasc: no}], expect: {all: {denominator: 0}}}",
        WITH_KIN,
        alone,
    )
    assert texts(written.build()[1]) == (
        "small.yaml:42:50 (indicators.with_kin.examples.0.children.0): error CIC605: the catalogue declares "
        "no extract of children.\n  what to do: Give other extracts `about:` and the name of one."
    )
