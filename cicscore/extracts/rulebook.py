"""Every fault of extracts explained: why it matters, and rows with it and without it.

The rows are those of one file, ``visits.csv``, whose dictionary is in ``DICTIONARY``.
"""

from __future__ import annotations

from collections.abc import Mapping

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


#: Why, and what fails; an empty text where a file's content does not show it.
_EXPLAINED: Mapping[Kind, tuple[str, str]] = {
    Kind.MISSING_FILE: ("Indicators that need it have no value, and say why.", ""),
    Kind.UNREADABLE_FILE: ("Another program may have it open, or you may not be allowed to read it.", ""),
    Kind.EMPTY_FILE: ("An export that went wrong looks like no children.", ""),
    Kind.UNDECODABLE: ("Names and codes read in the wrong encoding become others.", ""),
    Kind.NOT_UTF8: ("It was read as spreadsheets on Windows write it; check names with accents.", ""),
    Kind.WRONG_SEPARATOR: (
        "Spreadsheets write semicolons under some regional settings.",
        _SOUND.replace(",", ";"),
    ),
    Kind.BROKEN_QUOTES: ("All that follows would be one cell.", _row("yes", '"yes')),
    Kind.WRONG_CELL_COUNT: (
        "Cells after the missing or extra one would be read as those of another column.",
        _row(",SW", ""),
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
    Kind.NAMES_ALIKE: ("One may be older than the other; on Windows there could be only one.", ""),
    Kind.SWALLOWED_LINES: (
        "Two stray quotation marks make one cell of the rows between them, which are then not counted.",
        _HEADING + 'A1,2016-03-01,1,yes,H,"SW\nA1,2016-03-02,1,yes,H,SW"\n',
    ),
    Kind.MIXED_LINE_ENDS: (
        "Where a line ends cannot be told from a break inside a cell.",
        _HEADING.replace("\n", "\r") + _ROW,
    ),
    Kind.LONG_ROW: ("A row of a scorecard's table has a few hundred characters.", ""),
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
    Kind.DOUBLED_KEY: ("One event would count twice.", _SOUND + _ROW),
    Kind.UNKNOWN_CHILD: (
        "Nothing is known of the child: neither its age nor whether a variant leaves it out.",
        _row("A1", "B2"),
    ),
    Kind.BROKEN_RULE: (
        "The dictionary says under `must` what every row has to meet.",
        _row(",1,", ",0,"),
    ),
    Kind.CHILD_LEFT_OUT: ("They were about a child of whom nothing more is known.", ""),
    Kind.AFTER_AS_AT: ("The scorecard describes an earlier day, so these events do not count yet.", ""),
    Kind.OTHER_MONTH: ("Likely the files of another month were put there.", ""),
    Kind.MAPPING: (
        "The file says which headings and codes of an export stand for those of the dictionary; without it "
        "the extracts cannot be read as they are meant.",
        "",
    ),
    Kind.HEADING_DRIFT: ("A renamed or new column may mean that the export has changed.", ""),
}


def extract_rules() -> Mapping[str, Rule]:
    """Every rule of extracts, by code."""
    return {kind.code: _rule(kind) for kind in Kind}


def _rule(kind: Kind) -> Rule:
    why, failing = _EXPLAINED.get(kind, ("", ""))
    title = kind.meaning.rstrip(".")
    return Rule(kind.code, kind.severity, title, why, failing, _SOUND if failing else "")
