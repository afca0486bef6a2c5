"""Every fault of extracts explained: why it matters, and rows with it and without it.

The rows are those of one file, ``visits.csv``, whose dictionary is in ``DICTIONARY``; where rows do not show
it, the folder that the file stands in is listed, with what the files hold where that matters.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent

from cicscore.catalogue.rules import Rule
from cicscore.extracts.codes import FaultKind as Kind

#: What the file of the fragments has to hold.
DICTIONARY = """\
file: visits.csv
about: children
key: [child_id, seen_on]
columns:
  child_id: {type: id}
  seen_on: {type: date, from: [DATE]}
  hours: {type: number, required: false}
  alone: {type: flag}
  place: {type: code, codes: {H: At home, S: At school}}
  visitor: {type: code, codes: {SW: Social worker}, other_codes: warn}
must:
  - hours > 0
"""
_HEADING = "child_id,seen_on,hours,alone,place,visitor\n"
_ROW = "A1,2016-03-01,1,yes,H,SW\n"
_SOUND = _HEADING + _ROW


def _row(text: str, instead: str) -> str:
    return _HEADING + _ROW.replace(text, instead)


#: Why, and what fails; what passes are the sound rows.
_OF_ROWS: Mapping[Kind, tuple[str, str]] = {
    Kind.WRONG_SEPARATOR: (
        "Spreadsheets write semicolons under some regional settings.",
        _SOUND.replace(",", ";"),
    ),
    Kind.BROKEN_QUOTES: ("All that follows would be one cell.", _row("yes", '"yes')),
    Kind.WRONG_CELL_COUNT: (
        "Cells after the missing or extra one would be read as those of another column.",
        _row(",SW", ""),
    ),
    Kind.NO_RECORD: (
        "A total below the rows, or what a program puts round them, would be counted as a child.",
        _row("A1", "Total"),
    ),
    Kind.PADDED_ROWS: (
        "Some programs leave out the commas of blank cells at the end of a row. Where every missing cell may "
        "be blank, the row is read; a last line without a line end is not, for it may be cut off.",
        "child_id,seen_on,alone,place,visitor,hours\nA1,2016-03-01,yes,H,SW\n",
    ),
    Kind.NO_HEADING: ("A title above the headings, or a file without them, cannot be told from data.", _ROW),
    Kind.MISSING_COLUMN: (
        "Nothing can be computed from a column that is not there. The dictionary says under which headings "
        "it is accepted.",
        "child_id,seen_on,hours,place,visitor\nA1,2016-03-01,1,H,SW\n",
    ),
    Kind.DOUBLED_HEADING: (
        "Nobody knows which of the two is meant.",
        "child_id,seen_on,seen_on,hours,alone,place,visitor\nA1,2016-03-01,2016-03-01,1,yes,H,SW\n",
    ),
    Kind.RIVAL_HEADINGS: (
        "Nobody knows which of the two is meant.",
        "child_id,seen_on,DATE,hours,alone,place,visitor\nA1,2016-03-01,2016-03-01,1,yes,H,SW\n",
    ),
    Kind.SWALLOWED_LINES: (
        "Two stray quotation marks make one cell of the rows between them, which are then not counted.",
        _HEADING + 'A1,2016-03-01,1,yes,H,"SW\nA1,2016-03-02,1,yes,H,SW"\n',
    ),
    Kind.MIXED_LINE_ENDS: (
        "Where a line ends cannot be told from a break inside a cell.",
        _HEADING.replace("\n", "\r") + _ROW,
    ),
    Kind.SEVERAL_SOURCES: (
        "A regional file, or one of several years, gives every child and event again for each of them: all "
        "faults of its rows have this one cause.",
        "LA,child_id,seen_on,hours,alone,place,visitor\nWest,A1,2016-03-01,1,yes,H,SW\n"
        "East,A1,2016-03-01,2,no,H,SW\n",
    ),
    Kind.BLANK_CELL: (
        "A missing value is not a no: it would be counted as neither.",
        _row("yes", ""),
    ),
    Kind.BLANK_ROW: ("Likely left over from a spreadsheet.", _SOUND + ",,,,,\n"),
    Kind.SPREADSHEET_WORD: ("A formula that failed is not a value.", _row(",1,", ",#N/A,")),
    Kind.DAMAGED_ID: (
        "Rows of one child can no longer be found together.",
        _row("A1", "1.23457E+11"),
    ),
    Kind.NOT_A_DATE: (
        "Days are written 2016-03-01 or 01/03/2016.",
        _row("2016-03-01", "2016-02-30"),
    ),
    Kind.NOT_A_NUMBER: ("Numbers are written plainly, without units.", _row(",1,", ",1 hour,")),
    Kind.NOT_A_FLAG: ("A flag is yes or no, y or n, true or false, 1 or 0.", _row("yes", "perhaps")),
    Kind.UNKNOWN_CODE: (
        "A code that no condition knows falls out of every count.",
        _row(",H,", ",X,"),
    ),
    Kind.UNLISTED_CODE: (
        "The dictionary lets other codes through; conditions that list codes pass them over.",
        _row(",SW", ",XX"),
    ),
    Kind.OTHER_FORM: (
        "Spreadsheets and databases give a whole column another form: 1.0 for 1, NULL for every blank cell, "
        "small letters. It is read where the whole column shows what was meant, and said.",
        _row(",H,", ",h,"),
    ),
    Kind.DOUBLED_KEY: (
        "One event would count twice, and nobody knows which of the rows is right.",
        _SOUND + _ROW.replace(",1,", ",2,"),
    ),
    Kind.REPEATED_ROW: (
        "One event would count twice. With --skip-faulty-rows the first of the rows stays.",
        _SOUND + _ROW,
    ),
    Kind.UNKNOWN_CHILD: (
        "Nothing is known of the child: neither its age nor whether a variant leaves it out.",
        _row("A1", "B2"),
    ),
    Kind.BROKEN_RULE: (
        "The dictionary says under `must` what every row has to meet.",
        _row(",1,", ",0,"),
    ),
}

_CHILDREN = "children.csv:\n  child_id\n  A1\n"


def _folder(*entries: str, name: str = "2016-03") -> str:
    """A folder with these entries, indented below it."""
    return f"{name}/\n" + indent("".join(entries), "  ")


def _visits(content: str) -> str:
    """The file with what it holds, indented below it."""
    return "visits.csv:\n" + indent(content, "  ")


def _mapping(column: str) -> str:
    """A mapping file that leads a heading to this column."""
    return f"mapping.yaml:\n  extracts:\n    visits:\n      headings: {{{column}: Date of visit}}\n"


_WHOLE = _folder("children.csv\n", "visits.csv\n")

#: Why, what fails and what passes, where it is the folder or the bytes of a file that show it.
_OF_FOLDERS: Mapping[Kind, tuple[str, str, str]] = {
    Kind.MISSING_FILE: (
        "Indicators that need it have no value, and say why; the others are computed.",
        _folder("children.csv\n"),
        _WHOLE,
    ),
    Kind.UNREADABLE_FILE: (
        "What is there and cannot be read is not taken for missing: nothing is computed. Another program may "
        "have it open, you may not be allowed to read it, or it is a folder, as here.",
        _folder("children.csv\n", "visits.csv/\n"),
        _WHOLE,
    ),
    Kind.EMPTY_FILE: (
        "An export that went wrong looks like no children. Where there are no rows this month, the heading "
        "line alone is right.",
        _folder("children.csv\n", "visits.csv: empty\n"),
        _WHOLE,
    ),
    Kind.UNDECODABLE: (
        "Names and codes read in the wrong encoding become others, so the file is not read. UTF-8, UTF-16 "
        "with a byte-order mark and Windows-1252 are accepted.",
        _folder("children.csv\n", "visits.csv: UTF-16 without a byte-order mark\n"),
        _folder("children.csv\n", "visits.csv: UTF-16 with a byte-order mark\n"),
    ),
    Kind.NOT_UTF8: (
        "It was read as spreadsheets on Windows write it; check names with accents. Nearly any bytes can be "
        "read so, whatever they were meant to be.",
        _folder("children.csv\n", "visits.csv: Windows-1252, with an accent in a cell\n"),
        _folder("children.csv\n", "visits.csv: UTF-8, with an accent in a cell\n"),
    ),
    Kind.NAMES_ALIKE: (
        "The one in the dictionary's own letters is read and the other is not. One may be older than the "
        "other; on Windows there could be only one.",
        _folder("Visits.csv\n", "children.csv\n", "visits.csv\n"),
        _WHOLE,
    ),
    Kind.LONG_ROW: (
        "A row of a scorecard's table has a few hundred characters. One of more than 4 million likely has a "
        "whole document in a cell, and the file is not read.",
        _folder("children.csv\n", "visits.csv: a cell of 9 million characters\n"),
        _folder("children.csv\n", "visits.csv: a cell of 300 characters\n"),
    ),
    Kind.OTHER_FORMAT: (
        "To rename a workbook makes no CSV of it: open it and save it as one.",
        _folder("children.csv\n", "visits.csv: an Excel workbook\n"),
        _WHOLE,
    ),
    Kind.CHILD_LEFT_OUT: (
        "They were about a child of whom nothing more is known. With --skip-faulty-rows, a child who is "
        "there twice with different values is left out, and so are the child's visits.",
        _folder("children.csv:\n  child_id,born\n  A1,2010-01-01\n  A1,2011-01-01\n", _visits(_SOUND)),
        _folder(_CHILDREN, _visits(_SOUND)),
    ),
    Kind.AFTER_AS_AT: (
        "The scorecard describes an earlier day, so these events do not count yet.",
        _folder("children.csv\n", _visits(_row("2016-03-01", "2016-04-01") + _ROW)),
        _folder("children.csv\n", _visits(_row("2016-03-01", "2016-03-31") + _ROW)),
    ),
    Kind.OTHER_MONTH: (
        "Likely the files of another month were put there; figures of this month then lack all that happened "
        "since, and say so. Where months without an event are normal, `quiet_months` at the extract says how "
        "many; a population, and what only annual indicators look at, are not asked for each month.",
        _folder("children.csv\n", _visits(_row("2016-03-01", "2016-02-29"))),
        _folder("children.csv\n", _visits(_SOUND)),
    ),
    Kind.FAR_AFTER: (
        "A year such as 2051 for 2015 makes an event one of the future, and it drops out of every figure.",
        _folder("children.csv\n", _visits(_row("2016-03-01", "2051-03-01") + _ROW)),
        _folder("children.csv\n", _visits(_row("2016-03-01", "2015-03-01") + _ROW)),
    ),
    Kind.NO_ROWS: (
        "An export that went wrong looks like a month in which nothing ever happened. Where that is so, the "
        "heading line alone is right.",
        _folder("children.csv\n", "visits.csv: a heading line and no rows\n"),
        _WHOLE,
    ),
    Kind.HEADING_DRIFT: (
        "A renamed or new column may mean that the export has changed, and with it what the cells mean.",
        _folder(_visits(_HEADING), name="2016-02")
        + _folder("children.csv\n", _visits(_SOUND.replace("seen_on", "DATE"))),
        _folder(_visits(_HEADING), name="2016-02") + _folder("children.csv\n", _visits(_SOUND)),
    ),
    Kind.MAPPING: (
        "The file says which headings and codes of an export stand for those of the dictionary; without it "
        "the extracts cannot be read as they are meant, and nothing is computed.",
        _folder("children.csv\n", _mapping("seen"), "visits.csv\n"),
        _folder("children.csv\n", _mapping("seen_on"), "visits.csv\n"),
    ),
}


def extract_rules() -> Mapping[str, Rule]:
    """Every rule of extracts, by code."""
    of_rows = {kind: (why, failing, _SOUND) for kind, (why, failing) in _OF_ROWS.items()}
    return {kind.code: _rule(kind, *parts) for kind, parts in (of_rows | dict(_OF_FOLDERS)).items()}


def _rule(kind: Kind, why: str, failing: str, passing: str) -> Rule:
    return Rule(kind.code, kind.severity, kind.meaning.rstrip("."), why, failing, passing)
