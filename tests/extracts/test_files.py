"""Encodings, headings and the lines that rows stand on: whatever a file may look like."""

import codecs
import csv
import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicscore.extracts import encoded_columns as texts
from cicscore.extracts import scan as lines
from cicscore.extracts import split as splitting
from cicscore.extracts.columns import heading_line
from cicscore.extracts.encoded_columns import Wanted, split_cells
from cicscore.extracts.load import load_extracts
from cicscore.extracts.scan import row_lines, walk
from cicscore.faults.fault import fault_text
from tests.extracts.folders import catalogue, load_one, messages, one_column, write

DATE = one_column("{type: date, from: [Held on]}")
NO_SUCH_DAY = (
    "error CIC524: there is no 31 February 2016.\n"
    "  allowed: a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored\n"
    "  what to do: Correct the date in the source system."
)
SAVE_AGAIN = (
    "  allowed: UTF-8, UTF-16 with a byte-order mark, or Windows-1252\n"
    "  what to do: Export the file again, or open it in the program that wrote it and save it again as"
    " 'CSV UTF-8 (Comma delimited)'."
)
BROKEN_QUOTES = (
    "error CIC507: the row that begins on this line has a quotation mark that is not closed, or not doubled"
    " in a cell.\n"
    '  allowed: a cell in quotation marks, with each mark inside it doubled: "said ""no"" twice"\n'
    "  what to do: Look for the mark in this row, and for a file cut short, and export the file again; the"
    " rows after it could not be told apart."
)


def found(folder: Path, data: str | bytes) -> list[str]:
    """The messages about this one file."""
    return messages(write(folder, rows=data), DATE, only="rows")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_or_without_its_mark(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with or without a mark and UTF-16 with one give the same table, without a warning."""
    write(tmp_path, rows="name,x\nZoë – £,01/03/2016\n".encode(encoding))
    extracts = load_extracts(tmp_path, DATE, only=["rows"])
    assert list(extracts.tables["rows"].frame["name"]) == ["Zoë – £"]
    assert extracts.warnings == ()


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    """What Excel writes as plain CSV is read, and the warning names the first line that shows it."""
    write(tmp_path, rows="name,x\nAnn,01/03/2016\nZoë – £,01/03/2016\n".encode("cp1252"))
    extracts = load_extracts(tmp_path, DATE, only=["rows"])
    assert list(extracts.tables["rows"].frame["name"]) == ["Ann", "Zoë – £"]
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "rows.csv:3: warning CIC505: the file is not UTF-8; it was read as Windows-1252 (this line is the"
        " first with such a character).\n  what to do: Look at accents, dashes and pound signs; to be"
        " certain, open it in Excel and save it again as 'CSV UTF-8 (Comma"
        " delimited)'."
    ]


@pytest.mark.parametrize(
    ("data", "place", "what"),
    [
        (b"name,x\n\x81,1/1/2016\n", ":2", "the file is neither UTF-8 nor Windows-1252 text"),
        (
            codecs.BOM_UTF8 + b"name,x\n\n\xe9,1/1/2016\n",
            ":3",
            "the file says that it is UTF-8, but holds bytes that are not",
        ),
        (
            codecs.BOM_UTF16_LE + b"n\0a",
            "",
            "the file says that it is UTF-16, but holds bytes that are not",
        ),
        (
            b"name,x\na,1/\x001/2016\n",
            ":2",
            "the file holds NUL characters: it is damaged, or in an encoding that it does not declare",
        ),
        (
            "name,x\n".encode("utf-16-le"),
            ":1",
            "the file holds NUL characters: it is damaged, or in an encoding that it does not declare",
        ),
    ],
)
def test_what_cannot_be_decoded_is_refused(tmp_path: Path, data: bytes, place: str, what: str) -> None:
    """Bytes that are no text are a fault of the file, with the line where that shows."""
    assert found(tmp_path, data) == [f"rows.csv{place}: error CIC504: {what}.\n{SAVE_AGAIN}"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04\x14\0", "an Excel workbook, or another file of that kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "an old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xef\xbb\xbf\n<HTML><table>", "a web page (HTML)"),
        (b"<?xml version='1.0'?>", "an XML file"),
    ],
)
def test_what_is_no_csv_is_known_by_its_first_bytes(tmp_path: Path, data: bytes, what: str) -> None:
    """A workbook that was renamed is still a workbook."""
    assert found(tmp_path, data) == [
        f"rows.csv: error CIC517: the file is {what}, whatever its name says.\n"
        "  allowed: cells separated by commas, as text\n"
        "  what to do: Open it in the program that wrote it and save it again as 'CSV UTF-8 (Comma"
        " delimited)'."
    ]


@pytest.mark.parametrize("data", [b"", b"\n \r\n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """A file without even a heading is not an extract without rows."""
    assert found(tmp_path, data) == [
        "rows.csv: error CIC503: the file is empty: it has no heading line.\n  what to do: Export it again;"
        " where there are no rows this month, the heading line alone is right."
    ]


def test_a_heading_without_rows_is_an_empty_table(tmp_path: Path) -> None:
    """A month without events is a heading line alone, and its columns have their types."""
    table = load_one(write(tmp_path, rows="name,x"), DATE)
    assert len(table) == 0
    assert [str(dtype) for dtype in table.frame.dtypes] == ["category", "datetime64[s]"]


def test_headings_match_in_any_case_order_and_spacing(tmp_path: Path) -> None:
    """Accepted headings may be written in any case, with space, in any order, beside other columns."""
    write(tmp_path, rows='\nother,  HELD   oN ," NAME ",\n1,01/03/2016,Ann,\n')
    frame = load_one(tmp_path, DATE).frame
    assert list(frame.columns) == ["name", "x"]
    assert list(frame["name"]) == ["Ann"]


def test_a_column_that_may_be_absent_is_all_missing(tmp_path: Path) -> None:
    """An optional column that the file lacks is there, without values."""
    frame = load_one(write(tmp_path, rows="name\nAnn\n"), one_column("{type: flag, optional: true}")).frame
    assert frame["x"].isna().all()
    assert str(frame["x"].dtype) == "boolean"


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        (
            "name,held_on",
            "rows.csv:1: error CIC510: the column `x` is missing.\n  allowed: x or Held on, in any case\n"
            "  did you mean: held_on\n  what to do: Export the column, rename its heading, or add the heading"
            " that the file has to the column's `from` in the catalogue.",
        ),
        (
            "x,name, X ",
            'rows.csv:1 (x): error CIC511: the heading "x" stands 2 times, in cells 1 and 3 of the line.\n'
            "  what to do: Delete or rename all but the one that holds the right values.",
        ),
        (
            "x,name,Held on",
            'rows.csv:1 (x): error CIC512: the headings "x" and "Held on", in cells 1 and 3 of the line, are'
            " all accepted for the column `x`.\n"
            "  what to do: Delete or rename all but the one that holds `x`.",
        ),
        (
            "name;x",
            "rows.csv:1: error CIC506: the cells are separated by semicolons.\n"
            "  allowed: cells separated by commas\n"
            "  what to do: Save the file again as 'CSV UTF-8 (Comma delimited)', or export it with commas.",
        ),
        (
            "name\tx",
            "rows.csv:1: error CIC506: the cells are separated by tabs.\n"
            "  allowed: cells separated by commas\n"
            "  what to do: Save the file again as 'CSV UTF-8 (Comma delimited)', or export it with commas.",
        ),
        (
            "Ann,01/03/2016",
            "rows.csv:1: error CIC509: the first line holds none of the columns of the extract `rows`.\n"
            "  allowed: name and x\n"
            "  what to do: Check that this is the right file, and that its first line holds the headings.",
        ),
    ],
)
def test_headings_that_do_not_fit_are_refused(tmp_path: Path, heading: str, message: str) -> None:
    """A missing or doubled column, or another separator, is said; nothing is guessed."""
    assert found(tmp_path, heading + "\n") == [message]


def test_headings_are_quoted_safely(tmp_path: Path) -> None:
    """At most forty characters of a heading are shown, and none that moves a terminal's cursor."""
    long = one_column('{type: date, from: ["\\e[2J' + "9" * 60 + '"]}')
    heading = "\x1b[2J" + "9" * 60
    shown = "\N{REPLACEMENT CHARACTER}[2J" + "9" * 35 + "…"
    assert messages(write(tmp_path, rows=f"{heading},name,{heading}\n"), long, only="rows") == [
        f'rows.csv:1 ({shown}): error CIC511: the heading "{shown}" stands 2 times, in cells 1 and 3 of the'
        " line.\n  what to do: Delete or rename all but the one that holds the right values."
    ]


def test_other_cells_are_checked_where_a_column_is_missing(tmp_path: Path) -> None:
    """A missing column does not hide the faults of the columns that are there."""
    two_dates = one_column("{type: date}, y: {type: number}")
    texts = messages(write(tmp_path, rows="name,x\na,31/02/2016\n"), two_dates, only="rows")
    assert len(texts) == 2
    assert texts[0].startswith("rows.csv:1: error CIC510: the column `y` is missing.")
    assert texts[1] == f"rows.csv:2 (x): {NO_SUCH_DAY}"


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("name,x\na,31/02/2016\nb,31/02/2016\n", [2, 3]),
        ("name,x\r\n\r\na,31/02/2016\r\n\r\nb,31/02/2016", [3, 5]),
        ('\n"na\nme",name,x\n"a\nb","c\r\nd",31/02/2016\n\n"e",f,31/02/2016\n', [4, 8]),
        ('name,x\n"a, ""b""\n\n",31/02/2016\n\n', [2]),
        ("name,x\ra,31/02/2016\rb,31/02/2016\r", [2, 3]),
        ('name,x\n5" doll,31/02/2016\n', [2]),
        ("name,x\na,1/1/2016\n\n  \nb,31/02/2016\n", [5]),
    ],
)
def test_faults_name_the_line_of_the_file(tmp_path: Path, data: str, lines: list[int]) -> None:
    """Blank lines, line breaks in cells and in the heading, and every line end are counted as editors do."""
    assert found(tmp_path, data) == [f"rows.csv:{line} (x): {NO_SUCH_DAY}" for line in lines]


def test_rows_with_too_many_or_too_few_cells_are_refused(tmp_path: Path) -> None:
    """A row that does not fit the heading is a fault of its line, and the others keep theirs."""
    assert found(tmp_path, 'name,x\n"a\nb"\nc,d,1/1/2016\ne,31/02/2016\n') == [
        "rows.csv:2: error CIC508: the row has 1 cell, the heading line has 2.\n  what to do: Look for a line"
        " break inside a cell without quotation marks, and for a file cut short.",
        "rows.csv:4: error CIC508: the row has 3 cells, the heading line has 2.\n  what to do: Look for a"
        " comma inside a cell without quotation marks.",
        f"rows.csv:5 (x): {NO_SUCH_DAY}",
    ]


@pytest.mark.parametrize("rows", [3, 200])
def test_a_file_of_short_rows_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """After a number of rows with another number of cells no more are counted; blank ones are none."""
    for module in (lines, texts, splitting):
        monkeypatch.setattr(module, "MOST_WRONG", 2)
    sound = "name,x\n" + "  \n" * 5 + "a,1/1/2016\nb\nc\n"
    assert [text[:24] for text in found(tmp_path, sound)] == [
        f"rows.csv:{line}: error CIC508" for line in (8, 9)
    ]
    assert found(tmp_path, "name,x\na,1/1/2016\n" + "b\n" * rows) == [
        "rows.csv:3: error CIC508: more than 100,000 rows have another number of cells than the heading line:"
        " the file is not the table it should be.\n"
        "  what to do: Look at this row, the first of them, and export the file again."
    ]


LAST_OPTIONAL = one_column(
    "{type: date}, y: {type: date, required: false}, z: {type: number, required: false}"
)


def test_rows_short_of_optional_last_cells_are_read(tmp_path: Path) -> None:
    """Some programs leave out the commas of blank cells at the end of a row: read, and said once."""
    data = 'name,x,y,z\r\n"a\nb",1/1/2016\r\nb,2/1/2016,3/1/2016\r\n\r\nc,3/1/2016,,1\r\n"d",4/1/2016\r\n'
    extracts = load_extracts(write(tmp_path, rows=data), LAST_OPTIONAL, only=["rows"])
    rows = extracts.tables["rows"]
    assert list(rows.frame["name"]) == ["a\nb", "b", "c", "d"]
    assert list(rows.frame["y"].notna()) == [False, True, False, False]
    assert list(rows.frame["z"].notna()) == [False, False, True, False]
    assert list(rows.lines) == [2, 4, 6, 7]
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "rows.csv:2: warning CIC518: 3 rows lack cells at the end that may be blank, and were read as if they"
        " were (this is the first).\n"
        "  what to do: Check that nothing is missing from the export; nothing else has to be done."
    ]


def test_titles_above_the_headings_are_named(tmp_path: Path) -> None:
    """Lines of a report above the headings are said to be there, even where one has a heading's words."""
    for title in ("Children in care,\nRun on 01/04/2016,\n,\n", "x\n\n\n"):
        assert found(tmp_path, f"{title}name,x\na,1/1/2016\n") == [
            "rows.csv:1: error CIC509: the headings are on line 4.\n"
            "  what to do: Delete the lines above: the first line has to hold the headings."
        ]


@pytest.mark.parametrize(
    ("rows", "line", "looks"),
    [
        ("A,1/1/2016\nTotal,4\n", 3, "a total row"),
        ("A,1/1/2016\nTotal: 4,1/1/2016\n", 3, "a total row"),
        ("A,1/1/2016\nGrand total,\n", 3, "a total row"),
        ("A,1/1/2016\nTotal,1,4\n", 3, "a total row"),
        ("A,1/1/2016\n\n(4 rows affected)\n", 4, "what SQL Server Management Studio adds"),
        ("--------,----------\nA,1/1/2016\n", 2, "the line that SQL Server draws under the headings"),
    ],
)
def test_what_stands_round_the_rows_is_named(tmp_path: Path, rows: str, line: int, looks: str) -> None:
    """A total, and what programs add, is one fault of its row, and no child."""
    ids = catalogue(rows="{file: rows.csv, columns: {id: {type: id}, x: {type: date}}}")
    within = "" if "affected" in rows or "1,4" in rows else " (id)"
    assert messages(write(tmp_path, rows=f"id,x\n{rows}"), ids, only="rows") == [
        f"rows.csv:{line}{within}: error CIC519: the row looks like {looks}.\n"
        "  what to do: Delete the row, or export without it."
    ]


def test_identifiers_like_words_of_totals_are_read(tmp_path: Path) -> None:
    """An identifier that only begins as such a word is one."""
    ids = catalogue(rows="{file: rows.csv, columns: {id: {type: id}, x: {type: date}}}")
    data = "id,x\nTOTALLY1,1/1/2016\nCOUNT1,1/1/2016\n-,1/1/2016\n(4),1/1/2016\n"
    assert messages(write(tmp_path, rows=data), ids, only="rows") == []


@pytest.mark.parametrize(
    "row",
    ["a,2/1/2016", "(4 children)\n", "a,\n", "a\n", "a,2/1/2016,,,\n"],
    ids=["cut off", "a lone cell", "a required cell blank", "a required cell missing", "too many"],
)
def test_other_rows_of_another_width_are_refused(tmp_path: Path, row: str) -> None:
    """Nothing is filled up where the row may be cut off, or would lack what every row needs."""
    texts = messages(write(tmp_path, rows=f"name,x,y,z\nb,1/1/2016,,\n{row}"), LAST_OPTIONAL, only="rows")
    assert [text[:24] for text in texts] == ["rows.csv:3: error CIC508"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('name,x\n"a,31/2/2016\nb,1/1/2016\n', 2),
        ('x,name\n1/1/2016,ok\n1/1/2016,"abc\n2/1/2016,b\n', 3),
        ('x,name\n1/1/2016,ok\n2/2/2016,"ab', 3),
        ('x,name\n1/1/2016,"a\n1/1/2016,"b"\n', 2),
        ('x,name\n1/1/2016,a\n1/1/2016,"' + "b" * 9_000_000, 3),
        ('name,"x\na,1/1/2016', 1),
        ('name,x\na,1/1/2016\n"1"2,1/1/2016\n', 3),
        ('name,x\n""2,1/1/2016\n', 2),
        ('name,x\n"a,"b,"c",1/1/2016\n', 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_refused(tmp_path: Path, data: str, line: int) -> None:
    """A row cut short inside quotation marks must not swallow the rows after it unseen."""
    assert found(tmp_path, data) == [f"rows.csv:{line}: {BROKEN_QUOTES}"]


def test_blanks_between_a_closing_mark_and_the_comma_are_no_fault(tmp_path: Path) -> None:
    """Some programs fill cells up with blanks, after the mark too."""
    table = load_one(write(tmp_path, rows='name,x\n"Ann"  ,"1/1/2016" \n"said ""no"" ",1/1/2016\n'), DATE)
    assert list(table.frame["name"]) == ["Ann", 'said "no"']


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'name,x\n"' + b"x\n" * 100_000, (2, [])),
        (b"\n" * 100_000 + b"name,x\n" + b"\n" * 100_000 + b"a,1/1/2016\n", (None, [200_002])),
    ],
    ids=["behind a mark", "blank lines"],
)
def test_lines_that_are_no_rows_take_little_memory(
    monkeypatch: pytest.MonkeyPatch, data: bytes, expected: tuple[int | None, list[int]]
) -> None:
    """Neither what follows a quotation mark that is not closed is kept, nor blank lines, however many."""
    monkeypatch.setattr(lines, "LONGEST_ROW", 4_000)
    monkeypatch.setattr(lines, "_AT_ONCE", 1_000)
    heading = heading_line(data)
    assert heading is not None
    tracemalloc.start()
    where = row_lines(data, heading, len(expected[1]), some_wrong=False)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (where.broken_at, where.lines.tolist()) == expected
    assert most < len(data)


def test_a_long_heading_is_read_as_one(tmp_path: Path) -> None:
    """A heading of any length is a heading that no column has."""
    assert "CIC509" in found(tmp_path, "x" * 140_000 + "\n1\n")[0]


def test_rows_between_two_stray_marks_are_told(tmp_path: Path) -> None:
    """A cell over lines that look like rows is let through with a warning; a note of two lines is not one."""
    write(tmp_path, rows='x,name\n1/1/2016,"a\n2/1/2016,b\n3/1/2016,c"\n4/1/2016,"a\nnote"\n')
    extracts = load_extracts(tmp_path, DATE, only=["rows"])
    assert len(extracts.tables["rows"]) == 2
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "rows.csv:2: warning CIC514: a cell runs over 3 lines that look like rows of their own.\n"
        "  what to do: Look for a quotation mark that is missing, or too many, on these lines; the text may"
        " also be right as it is."
    ]


@pytest.mark.parametrize(
    "data", ["name,x\ra,1/1/2016\nb,1/1/2016\n", 'name,x\ra,1/1/2016\r"b\nc",1/1/2016\r']
)
def test_line_ends_that_change_after_the_heading_are_refused(tmp_path: Path, data: str) -> None:
    """A heading that ends in a carriage return alone beside line feeds is said to, not called a quote."""
    assert found(tmp_path, data) == [
        "rows.csv:1: error CIC515: the heading line ends in a carriage return alone, but there are line feeds"
        " as well.\n  allowed: lines that all end in CR LF, or all in LF\n"
        "  what to do: Export the file again so that every line ends in the same way."
    ]


def test_a_long_cell_is_read(tmp_path: Path) -> None:
    """A long note with line breaks is no fault, and leaves the standard module's limit as it was."""
    limit = csv.field_size_limit()
    write(tmp_path, rows='name,x\n"' + "note\n" * 40_000 + '",1/1/2016\n')
    assert len(load_one(tmp_path, DATE)) == 1
    assert csv.field_size_limit() == limit


def test_a_row_of_millions_of_characters_is_refused(tmp_path: Path) -> None:
    """A cell that holds a whole document is said to be too long, not to lack a quotation mark."""
    assert found(tmp_path, 'name,x\n"' + "b" * 9_000_000 + '",1/1/2016\nc,1/1/2016\n') == [
        "rows.csv:2: error CIC516: a row of the file is longer than 4 million characters.\n  what to do: Look"
        " for a quotation mark too many, and for a cell that holds a whole document; export the file without"
        " that column."
    ]


@pytest.mark.parametrize("before", ["sep=,\n", '"sep=,"\r\n', "\ufeff\ufeff"])
def test_what_programs_put_before_the_heading_is_passed_over(tmp_path: Path, before: str) -> None:
    """Excel's line about the separator, and a doubled byte-order mark, are no headings."""
    assert len(load_one(write(tmp_path, rows=before + "name,x\na,1/1/2016\n"), DATE)) == 1


def test_an_invisible_character_of_a_heading_is_named(tmp_path: Path) -> None:
    """A heading that looks right and is not is said to hold what nobody sees."""
    assert found(tmp_path, "name,Held on\u200b\n") == [
        "rows.csv:1: error CIC510: the column `x` is missing; a heading like it holds the invisible ZERO"
        " WIDTH SPACE, to be deleted.\n  allowed: x or Held on, in any case\n  did you mean: Held on\ufffd\n"
        "  what to do: Export the column, rename its heading, or add the heading that the file has to the"
        " column's `from` in the catalogue."
    ]


_cell = st.text(st.sampled_from('ab,"\n\r é'), max_size=6)


@given(
    st.lists(st.one_of(st.just([]), st.lists(_cell, min_size=1, max_size=3)), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
)
def test_both_readers_agree_on_rows_and_lines(rows: list[list[str]], line_end: str) -> None:
    """Whatever the cells hold, the quick reader has the rows and lines of the standard library's."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=line_end)
    writer.writerow(["one", "two"])
    for row in rows:
        writer.writerow(row)
    text = buffer.getvalue().encode()
    heading = heading_line(text)
    assert heading is not None
    cells = split_cells(text, heading, Wanted((0, 1)))
    assert cells is not None
    where = row_lines(text, heading, cells.rows, some_wrong=cells.some_wrong)
    slow = walk(text, heading)
    assert slow.broken_at is None
    assert np.array_equal(where.lines, slow.lines)
    expected = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    ]
    whole = [row for row in expected[1:] if len(row) == 2]
    for position in (0, 1):
        column = cells.columns[position]
        texts = [*column.distinct.to_pylist(), ""]
        assert [texts[code] for code in column.codes] == [row[position] for row in whole]
