"""What a cell of each type may hold, and what is said of everything else."""

import re
from pathlib import Path

import pandas as pd
import pytest

from cicscore.extracts.load import load_extracts
from cicscore.faults.fault import fault_text
from tests.extracts.folders import catalogue, cell_messages, load_one, messages, one_column, write

DATE = "allowed: a date as dd/mm/yyyy, yyyy-mm-dd or 31 March 2016; a time after the date is ignored"
MOMENT = "allowed: a date and time as dd/mm/yyyy hh:mm or yyyy-mm-dd hh:mm, with or without seconds"
NUMBER = "allowed: digits, with a point before decimals and a minus sign if negative, such as 1234.5"
FLAG = "allowed: yes or no, y or n, true or false, 1 or 0, in any case"
AT_SOURCE = "what to do: Correct the date in the source system."
TIME = (
    "what to do: Write the time as hh:mm or hh:mm:ss, with AM or PM where it is of the 12-hour clock, or the"
    " date alone."
)
ZONED = "is a time of a time zone, and in summer an hour before midnight there is the next day in England"
ZONELESS = "what to do: Export days and times as they were in England, without a zone."
REWRITE_DATE = (
    "what to do: Format the column as a date (dd/mm/yyyy) and export it again; leave the cell blank only"
    " where there is no date."
)
UNLISTED = (
    "is not in the list of codes.\n  allowed: PN1, PN2 or 1\n  what to do: Correct the code. One of your own"
    " case system is added under `codes` in mapping.yaml beside the extracts: its meaning, and the code that"
    " it counts as."
)
NO_VALUE = (
    "the cell holds the word {}, which is not a value.\n  what to do: Correct the formula or the export that"
    " wrote it; where nothing is known, leave the cell blank, or say so of the word in mapping.yaml"
    " (`values`)."
)
NOTHING_TO_DO = "what to do: Check that this is what the column means; nothing else has to be done."
CODES = '{type: code, codes: {PN1: Spoke, PN2: Wrote, "1": Sent someone}}'


def values(folder: Path, column: str, *cells: str) -> list[object]:
    """What these cells of a column so described hold, missing as None."""
    write(folder, rows="x,name\n" + "".join(f'"{cell}",n\n' for cell in cells))
    series = load_one(folder, one_column(column)).frame["x"]
    return [None if pd.isna(value) else value for value in series]


@pytest.mark.parametrize(
    "cell",
    [
        "05/03/2016",
        "5/3/2016",
        " 05/03/2016 ",
        "2016-03-05",
        "05/03/2016 00:00",
        "05/03/2016 23:59:59",
        "2016-03-05T10:00",
        "2016-03-05 00:00:00.000",
        "05-Mar-2016",
        "5 Mar 2016",
        "5 MARCH 2016",
        "05/Mar/2016",
        "5.3.2016",
        "Mar  5 2016 12:00AM",
        "05/03/2016 12:00:00 AM",
    ],
)
def test_dates_with_one_reading_are_read(tmp_path: Path, cell: str) -> None:
    """The day comes first, or the year, or the month has a name; a time after the date is ignored."""
    assert values(tmp_path, "{type: date}", cell) == [pd.Timestamp(2016, 3, 5)]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("05/03/2016 14:05", pd.Timestamp(2016, 3, 5, 14, 5)),
        ("2016-03-05T14:05:06.789", pd.Timestamp(2016, 3, 5, 14, 5, 6)),
        ("05/03/2016", pd.Timestamp(2016, 3, 5)),
        ("29/02/2016 9:30", pd.Timestamp(2016, 2, 29, 9, 30)),
        ("05-Mar-2016 12:30 AM", pd.Timestamp(2016, 3, 5, 0, 30)),
        ("05/03/2016 12:00:00 PM", pd.Timestamp(2016, 3, 5, 12, 0)),
        ("05/03/2016 1:05pm", pd.Timestamp(2016, 3, 5, 13, 5)),
    ],
)
def test_datetimes_keep_their_time_to_the_second(tmp_path: Path, cell: str, moment: pd.Timestamp) -> None:
    """A date and time is kept to the second; a day alone is its midnight."""
    assert values(tmp_path, "{type: datetime}", cell) == [moment]


@pytest.mark.parametrize(
    ("cell", "found", "advice"),
    [
        ("31/02/2016", "there is no 31 February 2016", AT_SOURCE),
        ("1 Augu\u017ft 2016", '"1 Augu\u017ft 2016" is not written as a date', REWRITE_DATE),
        ("2015-02-29", "there is no 29 February 2015", AT_SOURCE),
        (
            "03/31/2016",
            '"03/31/2016" cannot be read as day/month/year; it looks American (month first)',
            "what to do: Export every date of the column with the day first, or as yyyy-mm-dd; a date such as"
            " 03/04/2016 is wrong there as well, and does not look so.",
        ),
        (
            "42460",
            "the value is not a date but looks like the number by which Excel counts days",
            "what to do: Format the column as a date (dd/mm/yyyy) in Excel and save the CSV again.",
        ),
        (
            "31/03/16",
            '"31/03/16" has a year of two digits',
            "what to do: Write the year with four digits, such as 31/03/2016.",
        ),
        (
            "02/01/20251",
            '"02/01/20251" has a year of 5 digits',
            "what to do: Write the year with four digits, such as 31/03/2016.",
        ),
        (
            "31/03/0216",
            '"31/03/0216" lies outside the years 1900 to 2100',
            "what to do: Correct the year in the source system; where the day stands for an end that is still"
            " open, say so with `open_date` at the column in the catalogue.",
        ),
        ("45/45/2016", '"45/45/2016" has no month that exists', AT_SOURCE),
        (
            "2016-13-01",
            '"2016-13-01" has no month that exists',
            AT_SOURCE,
        ),
        (
            "31/03/2016 25:00",
            '"31/03/2016 25:00" has something after the day that is not a time of day',
            TIME,
        ),
        (
            "31/03/2016 13:00 PM",
            '"31/03/2016 13:00 PM" has something after the day that is not a time of day',
            TIME,
        ),
        ("2016-03-31T23:30:00Z", f'"2016-03-31T23:30:00Z" {ZONED}', ZONELESS),
        ("31/03/2016 00:00 +01:00", f'"31/03/2016 00:00 +01:00" {ZONED}', ZONELESS),
        ("31.02.2016", "there is no 31 February 2016", AT_SOURCE),
        ("30-Feb-2016", "there is no 30 February 2016", AT_SOURCE),
        (
            "1-Mar-16",
            '"1-Mar-16" has a year of two digits',
            "what to do: Write the year with four digits, such as 31/03/2016.",
        ),
        (
            "03-04-2016",
            '"03-04-2016" may have the day first or the month',
            "what to do: Export it as dd/mm/yyyy; or, where the day is always first, say so in mapping.yaml"
            " beside the extracts (`dates: dd-mm-yyyy`).",
        ),
        ("20160331", '"20160331" is not written as a date', REWRITE_DATE),
        ("31 Mars 2016", "the value is not written as a date", REWRITE_DATE),
        ("zz/03/2016", "the value is not written as a date", REWRITE_DATE),
    ],
)
def test_what_is_not_plainly_a_date_is_refused(tmp_path: Path, cell: str, found: str, advice: str) -> None:
    """No date is guessed: each refusal says what is wrong and what to do."""
    assert cell_messages(tmp_path, "{type: date}", cell) == [
        f"rows.csv:2 (x): error CIC524: {found}.\n  {DATE}\n  {advice}"
    ]


def test_a_faulty_datetime_says_how_one_is_written(tmp_path: Path) -> None:
    """The allowed form of a date and time is its own."""
    assert cell_messages(tmp_path, "{type: datetime}", "30/02/2016 10:00") == [
        f"rows.csv:2 (x): error CIC524: there is no 30 February 2016.\n  {MOMENT}\n  {AT_SOURCE}"
    ]


def test_plain_numbers_are_read(tmp_path: Path) -> None:
    """Digits, a point and a minus sign make a number; a blank cell is missing."""
    cells = ("12", "-1.5", ".25", "007", "")
    assert values(tmp_path, "{type: number, required: false}", *cells) == [12.0, -1.5, 0.25, 7.0, None]


@pytest.mark.parametrize(
    ("cell", "is_wrong", "advice"),
    [
        ("1,234", "has commas between its digits", "Write it without them."),
        ("3,5", "has a comma", "Write the decimal sign as a point, and no sign between thousands."),
        (
            "95%",
            "has a percent sign",
            "Write the number alone, on the scale that the catalogue describes.",
        ),
        ("£5", "has a currency sign", "Write the number alone."),
        (
            "1E+05",
            "is in scientific notation",
            "Format the column as a number with all its digits and export it again.",
        ),
        ("inf", "is not a finite number", "Leave the cell blank where there is no value."),
        ("5-", "is not a number", "Correct the cell, or leave it blank if nothing is known."),
    ],
)
def test_what_is_not_a_plain_number_is_refused(tmp_path: Path, cell: str, is_wrong: str, advice: str) -> None:
    """A number with a comma, a percent sign or the like is refused with its own advice."""
    assert cell_messages(tmp_path, "{type: number}", cell) == [
        f'rows.csv:2 (x): error CIC525: "{cell}" {is_wrong}.\n  {NUMBER}\n  what to do: {advice}'
    ]


@pytest.mark.parametrize(
    ("type_", "cell"),
    [
        ("number", "1234567890123456"),
        ("number", "943-476-5919"),
        ("number", "943 476 5919"),
        ("number", "9434765919%"),
        ("date", "943 476 5919"),
        ("date", "943-476-5919"),
        ("date", "123/45/6789"),
        ("date", "9434765919"),
        ("date", "123456"),
        ("datetime", "943 476 5919"),
    ],
)
def test_what_could_be_the_number_of_a_person_is_not_quoted(tmp_path: Path, type_: str, cell: str) -> None:
    """A column that slipped may hold the number of a child: longer than an amount, or not formed as a day."""
    (message,) = cell_messages(tmp_path, f"{{type: {type_}}}", cell)
    assert message.startswith("rows.csv:2 (x): error CIC52")
    assert ": the value " in message
    parts = [part for part in re.split(r"[ /%-]", cell) if part]
    assert not [part for part in parts if part in message.split("allowed:")[0]]


def test_flags_are_read_in_any_case(tmp_path: Path) -> None:
    """Each of the eight words is a flag, however it is written."""
    cells = ("Yes", "y", "TRUE", "1", "no", "N", "False", "0", "")
    expected = [True, True, True, True, False, False, False, False, None]
    assert values(tmp_path, "{type: flag, required: false}", *cells) == expected


def test_another_word_is_no_flag(tmp_path: Path) -> None:
    """A word that is neither yes nor no is refused."""
    assert cell_messages(tmp_path, "{type: flag}", "tru") == [
        f'rows.csv:2 (x): error CIC526: "tru" is neither yes nor no.\n  {FLAG}\n  what to do: Write one of'
        " the allowed words; leave the cell blank only where the catalogue lets it be blank."
    ]


def test_codes_are_kept_exactly(tmp_path: Path) -> None:
    """Codes of the list are read as they are, and are the only categories of the column."""
    write(tmp_path, rows="x,name\n PN2 ,a\nPN1,b\nPN2,c\n")
    series = load_one(tmp_path, one_column(CODES)).frame["x"]
    assert list(series) == ["PN2", "PN1", "PN2"]
    assert set(series.cat.categories) == {"PN1", "PN2"}


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "PN 2",
            '"PN 2" is not in the list of codes, which has it in other letters or spacing.\n'
            "  allowed: PN1, PN2 or 1\n  did you mean: PN2\n"
            "  what to do: Write the code exactly as it is in the list.",
        ),
        (
            "1.0",
            '"1.0" is a code that was turned into a number with decimals.\n'
            "  allowed: PN1, PN2 or 1\n  did you mean: 1\n"
            "  what to do: Export the file again and keep the column as text.",
        ),
        ("PN3", f'"PN3" {UNLISTED}'),
        ("2", f"the value {UNLISTED}"),
        ("XXXX", f"the value {UNLISTED}"),
        (
            "PN2 Wrote",
            "the value is a code with something behind it.\n  allowed: PN1, PN2 or 1\n"
            "  what to do: Export the code alone.",
        ),
    ],
)
def test_codes_outside_the_list_are_refused(tmp_path: Path, cell: str, message: str) -> None:
    """An unknown code is refused; another is named only where spaces or decimals are all that differs."""
    assert cell_messages(tmp_path, CODES, cell, "PN1") == [f"rows.csv:2 (x): error CIC527: {message}"]


def test_a_long_list_of_codes_is_not_shown_whole(tmp_path: Path) -> None:
    """Of a long list the message shows the beginning, and says how many more there are."""
    codes = ", ".join(f"K{number}: Kind" for number in range(10, 30))
    (message,) = cell_messages(tmp_path, f"{{type: code, codes: {{{codes}}}}}", "9999999")
    assert "  allowed: K10, K11, K12, K13, K14, K15, K16, K17, K18, K19, K20, K21 and 8 more\n" in message


def test_identifiers_keep_their_leading_zeros(tmp_path: Path) -> None:
    """An identifier is text: nothing is added or taken away but the space around it."""
    assert values(tmp_path, "{type: id}", "0012", " 12 ", "A-7") == ["0012", "12", "A-7"]


@pytest.mark.parametrize(
    ("cell", "form"), [("1.23E+05", "in scientific notation"), ("1204.0", "with decimals")]
)
def test_identifiers_that_a_spreadsheet_damaged_are_refused(tmp_path: Path, cell: str, form: str) -> None:
    """What Excel makes of long or numeric identifiers is recognised, and not quoted."""
    assert cell_messages(tmp_path, "{type: id}", cell, "A7") == [
        f"rows.csv:2 (x): error CIC523: the identifier was turned into a number {form}.\n"
        "  what to do: Export the file again and keep the column as text: opening and saving a CSV in Excel"
        " changes identifiers for good."
    ]


@pytest.mark.parametrize(
    "column", ["{type: id}", "{type: date}", "{type: number}", "{type: flag}", "{type: text}", CODES]
)
@pytest.mark.parametrize("word", ["#N/A", "NULL", "nan", "Unknown"])
def test_words_for_nothing_are_no_values(tmp_path: Path, column: str, word: str) -> None:
    """What people, spreadsheets and databases write for nothing is refused in every column."""
    assert cell_messages(tmp_path, column, word) == [f"rows.csv:2 (x): error CIC522: {NO_VALUE.format(word)}"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "A7"),
        ("date", "05/03/2016"),
        ("number", "1"),
        ("flag", "yes"),
        ("text", "North"),
        ("code, codes: {PN1: Spoke}", "PN1"),
    ],
)
def test_one_word_in_place_of_every_blank_cell_is_blank(tmp_path: Path, column: str, value: str) -> None:
    """Databases write NULL for every blank cell; beside a blank cell, or another such word, it is a fault."""
    described = f"{{type: {column}, required: false}}"
    write(tmp_path, rows=f"x,name\n{value},n\nNULL,n\nNULL,n\n")
    extracts = load_extracts(tmp_path, one_column(described), only=["rows"])
    assert list(extracts.tables["rows"].frame["x"].isna()) == [False, True, True]
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "rows.csv (x): warning CIC529: every cell without a value holds NULL, and was read as blank (2"
        f" cells).\n  {NOTHING_TO_DO}"
    ]
    refused = f"error CIC522: {NO_VALUE}"
    assert cell_messages(tmp_path, described, value, "NULL", "") == [
        f"rows.csv:3 (x): {refused.format('NULL')}"
    ]
    assert cell_messages(tmp_path, described, "NULL", "N/A") == [
        f"rows.csv:2 (x): {refused.format('NULL')}",
        f"rows.csv:3 (x): {refused.format('N/A')}",
    ]


@pytest.mark.parametrize(
    ("column", "read"),
    [
        ("id", ["1", "0", None]),
        ("flag", [True, False, None]),
        ("text", ["1", "0", None]),
        ('code, codes: {"1": One, "0": None}', ["1", "0", None]),
    ],
)
def test_a_column_that_went_through_decimals_is_read(tmp_path: Path, column: str, read: list[object]) -> None:
    """Where every value ends in .0 the column was one of decimals, and the values are whole numbers."""
    described = f"{{type: {column}, required: false}}"
    write(tmp_path, rows="x,name\n1.0,n\n0.0,n\n,n\n")
    extracts = load_extracts(tmp_path, one_column(described), only=["rows"])
    series = extracts.tables["rows"].frame["x"]
    assert [None if pd.isna(value) else value for value in series] == read
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "rows.csv (x): warning CIC529: every value ends in .0, as pandas and spreadsheets write whole"
        " numbers, and was read without it (2 cells); noughts at the beginning, if there were any, are"
        f" lost.\n  {NOTHING_TO_DO}"
    ]


def test_a_decimal_among_other_words_proves_nothing(tmp_path: Path) -> None:
    """One 1.0 beside a yes is refused, as a slip of that cell."""
    assert cell_messages(tmp_path, "{type: flag}", "1.0", "yes") == [
        f'rows.csv:2 (x): error CIC526: "1.0" is neither yes nor no.\n  {FLAG}\n  what to do: Write one of'
        " the allowed words; leave the cell blank only where the catalogue lets it be blank."
    ]


def test_codes_in_small_letters_and_declared_ones_are_read(tmp_path: Path) -> None:
    """A code is known in any case, unless two differ in nothing else; others are read as declared."""
    column = '{type: code, codes: {M: Male, F: Female, ab: One, AB: Two}, counts_as: {"1": M}}'
    write(tmp_path, rows="x,name\nm,n\n1,n\n1,n\nF,n\n")
    extracts = load_extracts(tmp_path, one_column(column), only=["rows"])
    assert list(extracts.tables["rows"].frame["x"]) == ["M", "M", "M", "F"]
    assert [fault_text(warning) for warning in extracts.warnings] == [
        "rows.csv (x): warning CIC529: codes that are not in the list as they are written were read: m as M"
        f" and 1 as M (3 cells).\n  {NOTHING_TO_DO}"
    ]
    (message,) = cell_messages(tmp_path, column, "Ab")
    assert message.startswith('rows.csv:2 (x): error CIC527: "Ab" is not in the list of codes')


def test_a_day_declared_as_open_is_blank(tmp_path: Path) -> None:
    """31/12/9999 is an end that is still open where the dictionary says so, and no day elsewhere."""
    declared = "{type: date, required: false, open_date: 9999-12-31}"
    cells = ("31/12/9999", "9999-12-31 00:00:00", "05/03/2016", "")
    assert values(tmp_path, declared, *cells) == [None, None, pd.Timestamp(2016, 3, 5), None]
    (message,) = cell_messages(tmp_path, declared, "30/12/9999")
    assert '"30/12/9999" lies outside the years 1900 to 2100' in message


def test_texts_that_differ_in_letter_case_or_spacing_are_one(tmp_path: Path) -> None:
    """The spelling that most rows have stands for all."""
    cells = ("DOVER", "Tunbridge  wells", "Dover", "Dover", "Tunbridge Wells")
    assert values(tmp_path, "{type: text}", *cells) == [
        "Dover",
        "Tunbridge  wells",
        "Dover",
        "Dover",
        "Tunbridge  wells",
    ]


def test_a_code_may_be_a_word_for_nothing(tmp_path: Path) -> None:
    """A word for nothing is a code where the list has it."""
    assert values(tmp_path, "{type: code, codes: {None: Not placed}}", "None") == ["None"]


def test_a_blank_cell_that_needs_a_value_is_refused(tmp_path: Path) -> None:
    """A cell of spaces is blank, and blank is refused where a value is required."""
    assert cell_messages(tmp_path, "{type: date}", "  ") == [
        "rows.csv:2 (x): error CIC520: the cell is blank, and every row needs a value here.\n  what to do:"
        " Fill the value in at its source; if it may truly be unknown, give the column `required: false` in"
        " the catalogue."
    ]


@pytest.mark.parametrize("row", [",", ",,", " , ,,"])
def test_an_emptied_row_is_one_fault(tmp_path: Path, row: str) -> None:
    """A line of commas, however many, is reported once, not once for each column."""
    write(tmp_path, rows=f"x,name\n01/01/2016,a\n{row}\n")
    assert messages(tmp_path, one_column("{type: date}"), only="rows") == [
        "rows.csv:3: error CIC521: the row is blank in every column that is read.\n  what to do: Delete the"
        " row: a spreadsheet keeps rows that were emptied as lines of commas."
    ]


def test_texts_that_differ_in_space_only_are_one_category(tmp_path: Path) -> None:
    """Trimming comes before telling values apart."""
    write(tmp_path, rows="x,name\nNorth,a\n North,b\n\u00a0North ,c\n")
    series = load_one(tmp_path, one_column("{type: text}")).frame["x"]
    assert list(series.cat.categories) == ["North"]
    assert list(series) == ["North"] * 3


def test_a_word_in_a_column_of_numbers_is_not_quoted(tmp_path: Path) -> None:
    """What has no digits may be anybody's name, and is not repeated."""
    assert cell_messages(tmp_path, "{type: number}", "ten") == [
        f"rows.csv:2 (x): error CIC525: the value is not a number.\n  {NUMBER}\n"
        "  what to do: Correct the cell, or leave it blank if nothing is known."
    ]


@pytest.mark.parametrize(
    "cell", ["LEAKID777", "leakid777", "LEAKID777 (Smith)", "Leak Smith", "Smith", "47", "Ann"]
)
@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("{type: date}", f"CIC524: the value is not written as a date.\n  {DATE}\n  {REWRITE_DATE}"),
        (
            "{type: flag}",
            f"CIC526: the value is neither yes nor no.\n  {FLAG}\n  what to do: Write one of the allowed"
            " words; leave the cell blank only where the catalogue lets it be blank.",
        ),
        (
            CODES,
            f"CIC527: the value {UNLISTED}",
        ),
    ],
)
def test_what_slipped_into_the_wrong_cell_is_not_quoted(
    tmp_path: Path, cell: str, column: str, message: str
) -> None:
    """An identifier or a name in another column's cell is never repeated, known or not."""
    assert cell_messages(tmp_path, column, cell) == [f"rows.csv:2 (x): error {message}"]


def test_a_known_identifier_is_not_quoted_even_where_it_looks_like_a_date(tmp_path: Path) -> None:
    """An identifier made of digits stays unsaid in a column of dates, too."""
    write(tmp_path, children="child_id\n20160331\n", rows="child_id,x\n20160331,20160331\n")
    rows = "{file: rows.csv, about: children, columns: {child_id: {type: id}, x: {type: date}}}"
    assert messages(tmp_path, catalogue(rows=rows)) == [
        f"rows.csv:2 (x): error CIC524: the value is not written as a date.\n  {DATE}\n  {REWRITE_DATE}"
    ]


def test_a_text_longer_than_any_value_is_not_quoted(tmp_path: Path) -> None:
    """More than forty characters are no slip in a date, whatever they are."""
    assert cell_messages(tmp_path, "{type: date}", "9" * 60) == [
        f"rows.csv:2 (x): error CIC524: the value is not written as a date.\n  {DATE}\n  {REWRITE_DATE}"
    ]


def test_after_a_thousand_faults_of_a_kind_the_rest_are_counted(tmp_path: Path) -> None:
    """Many cells with one fault do not bury the others: a thousand are shown and the rest counted."""
    cells = ["31/02/2016"] * 1_500 + ["maybe"]
    faults = cell_messages(tmp_path, "{type: date}", *cells)
    assert len(faults) == 1_001
    assert faults[-1] == (
        "rows.csv:1002 (x): error CIC524: the same kind of fault as above is in 501 more rows, of which this"
        " is the first.\n  what to do: Correct the rows above in the source system, export again, and see"
        " which remain."
    )
