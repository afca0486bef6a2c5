"""Codes of a return that are not in its year's lists, and rows that nobody has to fill in."""

import datetime as dt
from pathlib import Path

import pytest

from cicscore.app.api import load_extracts, score
from cicscore.faults.fault import fault_text
from tests.ssda903.returns import AS_AT as FULL
from tests.ssda903.returns import figure, messages, row, shipped, write_return

AS_AT = dt.date(2025, 3, 31)
#: Children 1 and 2 are in care on 31 March 2016; child 2 in a home with a code that no list has.
EPISODES = "1 2015-05-01 S C2 U6 PR1 - - AB1\n2 2015-05-01 S C2 F2 PR1 - - AB1"


def test_a_sex_of_another_years_list_is_read_by_its_meaning(tmp_path: Path) -> None:
    """The list of 2024-25 has M and F in place of 1 and 2, and says so once for the file."""
    header = "1 1 2010-01-01 WBRI\n2 2 2010-01-01 WBRI\n3 F 2010-01-01 WBRI"
    folder = tmp_path.parent / "2024-25"
    write_return(folder, header=header, episodes="1 2024-05-01 S C2 U4 PR1 - - AB1")
    extracts = load_extracts(folder, shipped(), as_at=AS_AT)
    assert list(extracts.tables["children"].frame["sex"]) == ["M", "F", "F"]
    assert [fault_text(one) for one in extracts.warnings if one.code == "CIC529"] == [
        "header.csv (SEX): warning CIC529: codes that are not in the list as they are written were read: 1 as"
        " M and 2 as F (2 cells).\n"
        "  what to do: Check that this is what the column means; nothing else has to be done."
    ]


def test_a_code_of_ones_own_counts_as_the_code_named_in_the_mapping_file(tmp_path: Path) -> None:
    """Two children, both in the authority's own foster homes once F2 is said to be one."""
    write_return(tmp_path, episodes=EPISODES)
    (message,) = messages(tmp_path, code="CIC527")
    assert 'episodes.csv:3 (PLACE): error CIC527: "F2" is not in the list of codes' in message
    own = "codes:\n  PLACE:\n    F2: {meaning: Foster home in the county, counts_as: U6}\n"
    (tmp_path / "mapping.yaml").write_text(own, encoding="utf-8")
    assert messages(tmp_path, code="CIC527") == []
    assert figure(tmp_path, "own_foster_or_relatives") == (2, 2)


def test_a_row_of_oc3_may_be_blank_throughout(tmp_path: Path) -> None:
    """Case systems write a row for every child; a row that is filled in by half is a fault of its cells."""
    write_return(tmp_path, oc3="1 2004-05-01\n2 1996-05-01 YES F1 U1", episodes=EPISODES.replace("F2", "U6"))
    assert messages(tmp_path, code="CIC520") == []
    write_return(tmp_path, oc3="1 2004-05-01\n2 1996-05-01 YES F1", episodes=EPISODES.replace("F2", "U6"))
    assert messages(tmp_path, code="CIC520") == [
        "oc3.csv:3 (ACCOM): error CIC520: the cell is blank, and others of the row are not.\n"
        "  what to do: Fill it in at its source, or leave IN_TOUCH, ACTIV and ACCOM blank together."
    ]


# Codes that nobody has explained, let in on request ---------------------------------------------------

#: Child 1 moves once and is there on 31 March 2016; child 2 leaves care; child 3 is adopted; child 4 comes
#: into a temporary placement from a foster home, and child 5 is there since 2012.
LET_IN = {
    "episodes": """
        1 2015-05-01 S C2 U4 PR1 2015-09-01 X1 AB1
        1 2015-09-01 P C2 U4 PR1 - - CD2
        2 2015-05-01 S V2 U4 PR1 2015-11-01 E4A AB1
        3 2014-05-01 S C2 U4 PR1 2015-06-01 X1 AB1
        3 2015-06-01 B E1 A5 PR0 2016-01-11 E11 AB3
        4 2015-06-01 S C2 U4 PR1 2015-10-01 X1 AB4
        4 2015-10-01 P C2 T0 PR1 2015-10-08 X1 AB5
        4 2015-10-08 P C2 U4 PR1 - - AB4
        5 2012-09-01 S C2 U6 PR1 - - AB6
    """,
    "placed_for_adoption": "3 2008-05-04 2015-02-01",
    "reviews": "1 - 2015-05-20 PN1\n4 - 2015-06-20 PN1\n5 - 2015-08-20 PN2",
    "oc3": "6 1996-05-01 YES F1 U1\n7 1996-05-01 NO F2 U1",
}
WARN = "unknown_codes: warn\n"


def let_in(folder: Path, table: str, code: str, instead: str) -> Path:
    """The return above with another code in place of the one that stands after ``instead``."""
    before, code_there = instead.rsplit(" ", 1)
    assert LET_IN[table].count(instead) == 1
    text = LET_IN[table].replace(instead, f"{before} {code}")
    assert code_there != code or text == LET_IN[table]
    write_return(folder, **{**LET_IN, table: text})
    (folder / "mapping.yaml").write_text(WARN, encoding="utf-8")
    return folder


def test_an_unknown_code_is_a_warning_with_its_rows_where_that_is_asked_for(tmp_path: Path) -> None:
    """Without the key in the mapping file, the rows are refused."""
    let_in(tmp_path, "episodes", "F9", "2 2015-05-01 S V2 U4")
    (message,) = messages(tmp_path, code="CIC52")
    assert message.startswith(
        'episodes.csv:4 (PLACE): warning CIC528: "F9" is not in the list of codes;'
        " it was let through (1 row)."
    )
    (tmp_path / "mapping.yaml").unlink()
    assert [one.split(": ")[1] for one in messages(tmp_path, code="CIC52")] == ["error CIC527"]


@pytest.mark.parametrize(
    ("table", "instead", "withheld", "stands"),
    [
        # A home of an unknown kind is none that can be counted among its kind; the child is in care.
        ("episodes", "1 2015-09-01 P C2 U4", "own_foster_or_relatives", ("left_care_adopted", (1, 2))),
        # A reason that may be adoption.
        (
            "episodes",
            "2 2015-05-01 S V2 U4 PR1 2015-11-01 E4A",
            "left_care_adopted",
            ("own_foster_or_relatives", (3, 3)),
        ),
        # A legal status that may be a series of short breaks: whether the child is in care is not known.
        ("episodes", "1 2015-09-01 P C2", "own_foster_or_relatives", ("care_leavers_in_contact", (1, 2))),
        ("reviews", "4 - 2015-06-20 PN1", "review_participation", ("own_foster_or_relatives", (3, 3))),
    ],
)
def test_an_unknown_code_withholds_what_depends_on_it_alone(
    tmp_path: Path, table: str, instead: str, withheld: str, stands: tuple[str, tuple[int, int]]
) -> None:
    """The other figures are those of the children, who are known."""
    let_in(tmp_path, table, "ZZ9", instead)
    found = row(tmp_path, withheld)
    assert (found.status.value, found.numerator) == ("missing_extract", None)
    assert "that no list has; say under `codes` in mapping.yaml what it counts as" in str(found.status_reason)
    assert figure(tmp_path, stands[0]) == stands[1]


def figures_that_stand(folder: Path) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every figure of the scorecard that is not withheld."""
    rows = score(shipped(), load_extracts(folder, shipped(), as_at=FULL), FULL).results
    return {
        (one.indicator, one.variant, one.group): (one.numerator, one.denominator)
        for one in rows
        if one.status.value in ("calculated", "no_denominator")
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "instead", "codes"),
    [
        ("episodes", "1 2015-09-01 P C2 U4", ("T0", "A5", "K2")),
        ("episodes", "4 2015-10-01 P C2 T0", ("T1", "A3")),
        ("episodes", "4 2015-06-01 S C2 U4", ("U6", "P1")),
        ("episodes", "1 2015-09-01 P", ("L", "T")),
        ("episodes", "5 2012-09-01 S", ("P", "B")),
        ("episodes", "1 2015-09-01 P C2", ("V2", "E1")),
        ("episodes", "2 2015-05-01 S V2", ("V4", "C2")),
        ("episodes", "3 2015-06-01 B E1 A5 PR0 2016-01-11 E11", ("E12", "E4A")),
        ("episodes", "2 2015-05-01 S V2 U4 PR1 2015-11-01 E4A", ("E11", "E8")),
        ("episodes", "4 2015-06-01 S C2 U4 PR1", ("PR0", "PR4")),
        ("reviews", "4 - 2015-06-20 PN1", ("PN0", "PN7")),
        ("oc3", "7 1996-05-01 NO", ("YES", "RHOM")),
    ],
)
def test_no_figure_that_stands_depends_on_what_the_code_is(
    tmp_path: Path, table: str, instead: str, codes: tuple[str, ...]
) -> None:
    """Whatever the code turns out to be, a figure that was given beside it is the same."""
    stands = figures_that_stand(let_in(tmp_path, table, "ZZ9", instead))
    assert len(stands) > 5
    tried = 0
    for code in (instead.rsplit(" ", 1)[1], *codes):
        found = figures_that_stand(let_in(tmp_path, table, code, instead))
        tried += 1
        assert {key: found[key] for key in stands} == stands, code
    assert tried == len(codes) + 1
