"""Ofsted's Annex A lists, as CSV files or sheets of one workbook, serve as extracts."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from cicscore.app.api import load_extracts, score
from cicscore.catalogue.load import load_catalogue
from cicscore.extracts.annex_a import list_of_headings
from cicscore.faults.fault import FaultsFoundError, fault_text

AS_AT = dt.date(2023, 11, 30)
#: The page that shows how: its catalogue is the one below.
PAGE = (Path(__file__).parents[2] / "docs" / "annex-a.md").read_text(encoding="utf-8")
CATALOGUE = PAGE.partition("```yaml\n")[2].partition("```")[0]
HEADINGS = [
    "Child Unique ID",
    "Gender",
    "Date of Birth",
    "Date Started to be Looked After",
    "Child’s Category of Need",
    "Start date of current legal status",
    "Child’s Legal Status",
    "Date of Latest Statutory Review",
    "Date of Last Social Work Visit",
    "What is the permanence plan for this child?",
    "Date of Last Health Assessment",
    "Date of Last Dental Check ",
    "Number of Placements in the Last 12 months",
    "Date Ceased to be Looked After",
]
#: Child 1 was seen in time, child 2 too long ago, child 3 never, and child 4 has left care.
ROWS = [
    (1, dt.date(2021, 5, 1), dt.date(2023, 6, 1), None),
    (2, dt.date(2021, 5, 1), dt.date(2022, 6, 1), None),
    (3, dt.date(2023, 9, 1), None, None),
    (4, dt.date(2021, 5, 1), dt.date(2023, 6, 1), dt.date(2023, 9, 1)),
]


def cells(row: tuple[object, ...]) -> list[object]:
    """The cells of a row under the headings, blank where nothing rests on them."""
    child, started, seen, ended = row
    held = {HEADINGS[0]: child, HEADINGS[3]: started, HEADINGS[11]: seen, HEADINGS[13]: ended}
    return [held.get(heading) for heading in HEADINGS]


def workbook(path: Path, *sheets: str) -> None:
    """A workbook with the list on each of these sheets, under a title and a blank row."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for name in sheets:
        sheet = book.create_sheet(name)
        sheet.append(["Annex A: children in care"])
        sheet.append([])
        sheet.append(HEADINGS)
        for row in ROWS:
            sheet.append(cells(row))
    book.save(path)


def counted(folder: Path) -> tuple[object, object]:
    """The indicator's numerator and denominator."""
    catalogue_file = folder.parent / "annex_a.yaml"
    catalogue_file.write_text(CATALOGUE, encoding="utf-8")
    catalogue = load_catalogue(catalogue_file)
    (row,) = score(catalogue, load_extracts(folder, catalogue, as_at=AS_AT), AS_AT).results
    return row.numerator, row.denominator


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of a month."""
    (tmp_path / "2023-11").mkdir()
    return tmp_path / "2023-11"


def test_a_sheet_with_the_headings_of_list_8_serves_as_it(folder: Path) -> None:
    """One of three in care was seen by a dentist, whatever workbook and sheet are called."""
    workbook(folder / "Inspection data.xlsx", "CLA")
    assert counted(folder) == (1, 3)


def test_a_csv_file_with_the_headings_of_list_8_serves_as_it(folder: Path) -> None:
    """Its name is of no account; a file that has the extract's name comes first."""
    lines = [HEADINGS, *([str(cell or "") for cell in cells(row)] for row in ROWS)]
    text = "\n".join(",".join(line) for line in lines) + "\n"
    (folder / "export 8.csv").write_text(text, encoding="utf-8")
    assert counted(folder) == (1, 3)
    (folder / "annex_a_8.csv").write_text("\n".join(text.splitlines()[:2]) + "\n", encoding="utf-8")
    assert counted(folder) == (1, 1)


def test_of_two_files_that_are_the_same_list_neither_is_taken(folder: Path) -> None:
    """Which one counts is not guessed."""
    workbook(folder / "book.xlsx", "List 8", "List 8 (2)")
    assert counted(folder) == (None, None)


def test_a_fault_is_placed_by_sheet_and_row(folder: Path) -> None:
    """The second child's row is the fifth of the sheet, after title, blank row, headings and first child."""
    workbook(folder / "book.xlsx", "List 8")
    book = openpyxl.load_workbook(folder / "book.xlsx")
    book["List 8"]["D5"] = "soon"
    book.save(folder / "book.xlsx")
    with pytest.raises(FaultsFoundError) as error:
        counted(folder)
    assert fault_text(error.value.faults[0]).startswith(
        "book.xlsx/List 8:5 (Date Started to be Looked After): error CIC5"
    )


def test_a_file_that_only_looks_like_a_workbook_serves_as_nothing(folder: Path) -> None:
    """The extract is missing, as without the file."""
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert counted(folder) == (None, None)


@pytest.mark.parametrize(
    ("headings", "number"),
    [
        (HEADINGS, 8),
        (["Child Unique ID", "Date of Contact", "Contact Source"], 1),
        (
            [
                "Child Unique ID",
                "CIN start date",
                "Primary need code",
                "Date child was last seen",
                "Case status",
            ],
            6,
        ),
        (["Child Unique ID", "Gender", "Ethnicity", "Date of Birth"], None),
    ],
)
def test_a_list_is_known_by_most_of_its_own_headings(headings: list[str], number: int | None) -> None:
    """In any case and punctuation; what all lists share says nothing."""
    assert list_of_headings(headings) == number
