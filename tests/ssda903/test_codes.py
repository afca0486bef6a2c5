"""Codes of a return that are not in its year's lists, and rows that nobody has to fill in."""

import datetime as dt
from pathlib import Path

from cicscore.app.doors import load_extracts
from cicscore.faults import fault_text
from tests.ssda903.returns import figure, messages, shipped, write_return

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
