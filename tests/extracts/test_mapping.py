"""A council's own layout, led to the data dictionary by a small file beside the extracts."""

import calendar
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cicscore.app.api import load_extracts, score
from cicscore.catalogue.load import load_catalogue
from cicscore.extracts.load import load_extracts as load_from_files
from tests.extracts.folders import catalogue, cell_messages, load_one, messages, one_column, write

#: List 8 of Annex A (children in care), as an inspection asks for it; columns that nothing rests on left out.
LIST_8 = """\
Child Unique ID,Gender,Ethnicity,Date of Birth,Unaccompanied Asylum Seeking Child (UASC) within the Last 12 \
Months (Y/N),Does the Child have a Disability,Date Started to be Looked After,Date Ceased to be Looked \
After,Reason Ceased to be Looked After,Start Date of Most Recent Placement,Placement Type,Placement \
Provider,Allocated Team
0001,Male,WBRI,04-May-2009,N,No,12-Jan-2013,,,12-Jan-2013,U4,PR1,North
0002,Female,MWBC,17-Nov-2004,N,Yes,03-Mar-2014,,,20-Jun-2015,K2,PR4,South
0003,Male,BAFR,01-Jan-1999,Y,No,09-Sep-2015,,,09-Sep-2015,U6,PR4,North
0004,Female,WBRI,30-Apr-2012,N,No,02-Feb-2015,15-Dec-2015,E4A,02-Feb-2015,U3,PR1,South
"""
MAPPING = """\
extracts:
  children:
    file: list_8.csv
    headings:
      child_id: Child Unique ID
      date_of_birth: Date of Birth
      sex: Gender
      disabled: Does the Child have a Disability
      uasc: Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)
      uasc_ended_on: Date UASC Status Ended
      area: Allocated Team
    values:
      sex: {male: M, female: F}
    dates: dd-mmm-yyyy
  care_periods:
    file: list_8.csv
    headings:
      child_id: Child Unique ID
      started_on: Date Started to be Looked After
      ended_on: Date Ceased to be Looked After
      end_reason: Reason Ceased to be Looked After
    dates: dd-mmm-yyyy
  placements:
    file: list_8.csv
    headings:
      child_id: Child Unique ID
      started_on: Start Date of Most Recent Placement
      ended_on: Date Ceased to be Looked After
      placement_type: Placement Type
      provider: Placement Provider
      distance_miles: Placement Distance
      authority: LA of Placement
    dates: dd-mmm-yyyy
"""
AS_AT = dt.date(2016, 3, 31)


def test_list_8_of_annex_a_is_children_periods_and_placements(tmp_path: Path) -> None:
    """One file in another layout gives figures: three of four children are in care, two of them fostered."""
    heading, *rows = LIST_8.splitlines()
    extra = "Date UASC Status Ended,Placement Distance,LA of Placement"
    text = "\n".join([f"{heading},{extra}", *(f"{row},,,886" for row in rows)]) + "\n"
    (tmp_path / "list_8.csv").write_text(text, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    of = load_catalogue("indicators.yaml")
    found = score(of, load_extracts(tmp_path, of, as_at=AS_AT), AS_AT, only=["own_foster_or_relatives"])
    rows_found = {row.variant: (row.numerator, row.denominator) for row in found.results}
    assert rows_found == {"all": (1, 2), "excluding_uasc": (1, 1)}


def test_words_and_dates_of_the_folder_become_those_of_the_dictionary(tmp_path: Path) -> None:
    """Words count in any case and spacing, null is nothing known, and what is not mapped stays as it is."""
    of = catalogue(
        rows="{file: rows.csv, columns: {x: {type: code, codes: {M: Male, F: Female}, required: false},"
        " day: {type: date}, yes_no: {type: flag}}}"
    )
    write(tmp_path, rows="x,day,yes_no\n  male,31.03.2016,J\nNOT  STATED,2016-04-01,n\nF,01.05.2016,j\n")
    mapping = (
        "extracts: {rows: {dates: dd.mm.yyyy, values: {x: {Male: M, not stated: null}, yes_no: {J: true}}}}"
    )
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    frame = load_one(tmp_path, of).frame
    assert frame["x"].astype(object).fillna("nothing").tolist() == ["M", "nothing", "F"]
    assert [str(day)[:10] for day in frame["day"]] == ["2016-03-31", "2016-04-01", "2016-05-01"]
    assert frame["yes_no"].tolist() == [True, False, True]


def test_the_shared_catalogue_is_left_as_it_is(tmp_path: Path) -> None:
    """Loading a mapped folder changes nothing for the folders loaded after it."""
    of = catalogue(rows="{file: rows.csv, columns: {x: {type: text}}}")
    write(tmp_path, other="y\na\n")
    (tmp_path / "mapping.yaml").write_text("extracts: {rows: {file: other.csv, headings: {x: y}}}", "utf-8")
    assert load_one(tmp_path, of).frame["x"].tolist() == ["a"]
    assert of.extracts["rows"].file == "rows.csv"
    assert of.extracts["rows"].columns["x"].headings == ()


def test_names_that_the_catalogue_does_not_have_are_faults_with_the_nearest(tmp_path: Path) -> None:
    """Extracts, columns and codes of the mapping file are checked, each at its own line and column."""
    of = catalogue(rows="{file: rows.csv, columns: {sex: {type: code, codes: {M: Male, F: Female}}}}")
    write(tmp_path, rows="sex\nM\n", children="CHILD\n1\n")
    mapping = (
        "extracts:\n  row: {file: a.csv}\n"
        "  rows:\n    headings: {sexx: Gender}\n    values: {sex: {Male: X}}\n"
    )
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    assert messages(tmp_path, of) == [
        "mapping.yaml:2:3 (extracts.row): error CIC551: the catalogue has no extract `row` here.\n"
        "  allowed: children or rows\n  did you mean: rows\n"
        "  what to do: Correct the name: the mapping file leads to extracts of the catalogue.",
        "mapping.yaml:4:16 (extracts.rows.headings.sexx): error CIC551: the catalogue has no column `sexx`"
        " here.\n"
        "  allowed: sex\n  did you mean: sex\n"
        "  what to do: Correct the name: the mapping file leads to columns of the catalogue.",
        "mapping.yaml:5:26 (extracts.rows.values.sex.Male): error CIC551: the catalogue has no code `X`"
        " here.\n"
        "  allowed: M or F\n"
        "  what to do: Correct the name: the mapping file leads to codes of the catalogue.",
    ]


def test_a_wrong_part_hides_no_fault_of_the_others(tmp_path: Path) -> None:
    """Each part of the wrong shape has the advice of its own key, and the rest is checked all the same."""
    write(tmp_path, rows="PLACE\nU6\n")
    mapping = "unknown_codes: wrn\nextract: {}\nextracts:\n  row: {file: a.csv}\n  rows: {files: a.csv}\n"
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    wrong = "error CIC551: the mapping file is not as it should be here:"
    assert messages(tmp_path, CODED, only="rows") == [
        f"mapping.yaml:1:16 (unknown_codes): {wrong} input should be 'refuse' or 'warn'.\n"
        "  allowed: refuse or warn\n"
        "  what to do: Write one of the two words, or leave the key out.",
        f"mapping.yaml:2:10 (extract): {wrong} extra inputs are not permitted.\n"
        "  allowed: extracts, codes, unknown_codes\n"
        "  what to do: Write any of the sections, each once.",
        "mapping.yaml:4:3 (extracts.row): error CIC551: the catalogue has no extract `row` here.\n"
        "  allowed: children or rows\n  did you mean: rows\n"
        "  what to do: Correct the name: the mapping file leads to extracts of the catalogue.",
        f"mapping.yaml:5:17 (extracts.rows.files): {wrong} extra inputs are not permitted.\n"
        "  allowed: file, headings, values, dates\n"
        "  what to do: Write, for each extract, any of file, headings, values and dates.",
    ]


def test_a_form_of_dates_that_can_be_mistaken_is_not_offered(tmp_path: Path) -> None:
    """The month is never first: only forms that nothing else can be read as are allowed."""
    of = catalogue(rows="{file: rows.csv, columns: {day: {type: date}}}")
    write(tmp_path, rows="day\n2016-03-31\n", children="CHILD\n1\n")
    (tmp_path / "mapping.yaml").write_text("extracts: {rows: {dates: mm/dd/yyyy}}", encoding="utf-8")
    assert messages(tmp_path, of) == [
        "mapping.yaml:1:26 (extracts.rows.dates): error CIC551: the mapping file is not as it should be here:"
        " input should be 'dd-mmm-yyyy', 'dd mmm yyyy', 'dd mmmm yyyy', 'dd.mm.yyyy', 'dd-mm-yyyy' or"
        " 'yyyymmdd'.\n  allowed: forms of dates: dd-mmm-yyyy, dd mmm yyyy, dd mmmm yyyy, dd.mm.yyyy,"
        " dd-mm-yyyy or yyyymmdd\n"
        "  what to do: Write, for each extract, any of file, headings, values and dates."
    ]


@pytest.mark.parametrize(
    ("form", "cell"),
    [
        ("dd-mmm-yyyy", "4-MAR-2016"),
        ("dd mmm yyyy", "04 mar 2016"),
        ("dd mmmm yyyy", "4 March 2016"),
        ("dd-mm-yyyy", "04-03-2016"),
        ("yyyymmdd", "20160304"),
    ],
)
def test_months_are_english_whatever_the_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, cell: str
) -> None:
    """The names of months do not follow the machine's settings, and a foreign month is refused."""
    monkeypatch.setattr(calendar, "month_name", ["", *(f"mois {number}" for number in range(1, 13))])
    (tmp_path / "mapping.yaml").write_text(f"extracts: {{rows: {{dates: {form}}}}}", encoding="utf-8")
    write(tmp_path, rows=f"x,name\n{cell},n\n")
    assert list(load_one(tmp_path, one_column("{type: date}")).frame["x"]) == [pd.Timestamp(2016, 3, 4)]
    assert cell_messages(tmp_path, "{type: date}", "4 Mai 2016", "31/02/2016") == [
        "rows.csv:2 (x): error CIC524: the value is not written as a date.\n"
        "  allowed: a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored\n"
        "  what to do: Format the column as a date (dd/mm/yyyy) and export it again; leave the cell blank"
        " only where there is no date.",
        "rows.csv:3 (x): error CIC524: there is no 31 February 2016.\n"
        "  allowed: a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored\n"
        "  what to do: Correct the date in the source system.",
    ]


@pytest.mark.parametrize("name", ["mapping.yml", "Mapping.yaml", "mapping.yaml.txt", "mapping (1).yaml"])
def test_a_mapping_file_by_another_name_is_a_fault(tmp_path: Path, name: str) -> None:
    """What it says would be passed over in silence, and other figures come out."""
    write(tmp_path, rows="x,name\n2016-01-01,n\n")
    (tmp_path / name).write_text("extracts: {}\n", encoding="utf-8")
    assert messages(tmp_path, one_column("{type: date}"), only="rows") == [
        f"{name}: error CIC551: this looks like the mapping file, which is read only where it is called"
        " mapping.yaml.\n"
        "  what to do: Rename it to mapping.yaml; if it is not meant to be read, move it out of the folder."
    ]


def _link_to_nowhere(path: Path) -> None:
    path.symlink_to("gone.yaml")


def _with_control_character(path: Path) -> None:
    path.write_text("extracts: {}\n# \x01\n", encoding="utf-8")


def _in_utf_16(path: Path) -> None:
    path.write_text("extracts: {}\n", encoding="utf-16")


@pytest.mark.parametrize(
    ("make", "line", "found"),
    [
        (Path.mkdir, "", "it is a folder, a device, or a link that leads nowhere"),
        (_link_to_nowhere, "", "it is a folder, a device, or a link that leads nowhere"),
        (_with_control_character, ":2", "it holds the control character U+0001"),
        (_in_utf_16, "", "it is not UTF-8 text"),
    ],
)
def test_a_mapping_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, make: Callable[[Path], None], line: str, found: str
) -> None:
    """It is there, so it was meant: nothing is computed without it."""
    write(tmp_path, rows="x,name\n2016-01-01,n\n")
    make(tmp_path / "mapping.yaml")
    assert messages(tmp_path, one_column("{type: date}"), only="rows") == [
        f"mapping.yaml{line}: error CIC551: the mapping file cannot be read: {found}.\n  what to do: Put a"
        " text file in its place, or remove it: without it the extracts would mean something else."
    ]


CODED = catalogue(
    rows="{file: rows.csv, columns: {place: {type: code, from: [PLACE], codes: {U6: Foster home}}}}"
)


def test_a_code_of_ones_own_is_read_as_the_code_that_it_counts_as(tmp_path: Path) -> None:
    """Codes are added under the column's heading; without another they count as themselves."""
    write(tmp_path, rows="PLACE\nF2\nU6\nF3\n")
    (message, _) = messages(tmp_path, CODED, only="rows")
    assert message.endswith(
        "added under `codes` in mapping.yaml beside the extracts: its meaning, and the code that it"
        " counts as."
    )
    own = "codes:\n  place:\n    F2: {meaning: In the county, counts_as: U6}\n    F3: {meaning: A barge}\n"
    (tmp_path / "mapping.yaml").write_text(own, encoding="utf-8")
    extracts = load_from_files(tmp_path, CODED, only=["rows"])
    assert list(extracts.tables["rows"].frame["place"]) == ["U6", "U6", "F3"]
    assert extracts.warnings == ()


def test_codes_of_ones_own_are_checked(tmp_path: Path) -> None:
    """A column or a code that nothing has is a fault in its place, and so is a code without a meaning."""
    write(tmp_path, rows="PLACE\nU6\n")
    own = "codes:\n  PLACES: {F2: {meaning: One}}\n  PLACE: {F2: {meaning: One, counts_as: u6}}\n"
    (tmp_path / "mapping.yaml").write_text(own, encoding="utf-8")
    assert messages(tmp_path, CODED, only="rows") == [
        "mapping.yaml:2:3 (codes.PLACES): error CIC551: the catalogue has no column of codes `PLACES` here.\n"
        "  allowed: place\n  did you mean: place\n"
        "  what to do: Write the heading of a column of codes, of an extract or of the return.",
        "mapping.yaml:3:41 (codes.PLACE.F2.counts_as): error CIC551: the catalogue has no code `u6` here.\n"
        "  allowed: U6\n  did you mean: U6\n"
        "  what to do: Correct the name: the mapping file leads to codes of the catalogue.",
    ]
    (tmp_path / "mapping.yaml").write_text("codes: {PLACE: {F2: {counts_as: U6}}}\n", encoding="utf-8")
    assert messages(tmp_path, CODED, only="rows") == [
        "mapping.yaml:1:17 (codes.PLACE.F2.meaning): error CIC551: the mapping file is not as it should be"
        " here: field required.\n  allowed: meaning, counts_as\n"
        "  what to do: Write, for each code, what it means and the code of the list that it counts as."
    ]
