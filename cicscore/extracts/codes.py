"""Everything that can be wrong with extracts: one table of codes, severities and meanings."""

from __future__ import annotations

from enum import Enum

from cicscore.faults.fault import Severity


class FaultKind(Enum):
    """A kind of fault: its stable code, how serious it is, and what it is."""

    MISSING_FILE = ("CIC501", Severity.WARNING, "An extract's file is not in the folder.")
    UNREADABLE_FILE = ("CIC502", Severity.ERROR, "A file is there but cannot be opened.")
    EMPTY_FILE = ("CIC503", Severity.ERROR, "A file holds nothing, not even a heading line.")
    UNDECODABLE = ("CIC504", Severity.ERROR, "A file's bytes are not text in an encoding that is accepted.")
    NOT_UTF8 = ("CIC505", Severity.WARNING, "A file is not UTF-8 and was read as Windows-1252.")
    WRONG_SEPARATOR = ("CIC506", Severity.ERROR, "Cells are separated by something other than commas.")
    BROKEN_QUOTES = ("CIC507", Severity.ERROR, "A quotation mark is not closed, or not doubled in a cell.")
    WRONG_CELL_COUNT = ("CIC508", Severity.ERROR, "A row has more or fewer cells than the heading line.")
    NO_HEADING = ("CIC509", Severity.ERROR, "The first line holds none of the extract's columns.")
    MISSING_COLUMN = ("CIC510", Severity.ERROR, "A column of the data dictionary is not in the file.")
    DOUBLED_HEADING = ("CIC511", Severity.ERROR, "A heading stands twice.")
    RIVAL_HEADINGS = ("CIC512", Severity.ERROR, "Two headings are accepted for the same column.")
    NAMES_ALIKE = ("CIC513", Severity.WARNING, "Another file has an extract's name, nearly.")
    SWALLOWED_LINES = ("CIC514", Severity.WARNING, "A cell holds lines that look like rows of their own.")
    MIXED_LINE_ENDS = ("CIC515", Severity.ERROR, "Lines end in one way here and in another there.")
    LONG_ROW = ("CIC516", Severity.ERROR, "A row is too long to be one.")
    OTHER_FORMAT = ("CIC517", Severity.ERROR, "A file is a workbook, a web page or the like, and no CSV.")
    PADDED_ROWS = ("CIC518", Severity.WARNING, "Rows lack last cells that may be blank, and were read.")
    NO_RECORD = ("CIC519", Severity.ERROR, "A row is a total, or was added by a program, and no record.")
    BLANK_CELL = ("CIC520", Severity.ERROR, "A cell that needs a value is blank.")
    BLANK_ROW = ("CIC521", Severity.ERROR, "A row is blank in every column of the data dictionary.")
    SPREADSHEET_WORD = ("CIC522", Severity.ERROR, "A cell holds #N/A, NULL, nan or the like.")
    DAMAGED_ID = ("CIC523", Severity.ERROR, "An identifier was turned into a number by a spreadsheet.")
    NOT_A_DATE = ("CIC524", Severity.ERROR, "A cell cannot be read as a date, or a date and time.")
    NOT_A_NUMBER = ("CIC525", Severity.ERROR, "A cell cannot be read as a plain number.")
    NOT_A_FLAG = ("CIC526", Severity.ERROR, "A cell is neither yes nor no.")
    UNKNOWN_CODE = ("CIC527", Severity.ERROR, "A code is not in the column's list.")
    UNLISTED_CODE = ("CIC528", Severity.WARNING, "A code outside the column's list was let through.")
    OTHER_FORM = ("CIC529", Severity.WARNING, "A column is not written as its type is, and was read.")
    DOUBLED_KEY = ("CIC530", Severity.ERROR, "Two or more rows have the same key.")
    REPEATED_ROW = ("CIC552", Severity.ERROR, "A row is there again, with the same values.")
    UNKNOWN_CHILD = ("CIC531", Severity.ERROR, "A row is about a child who is in no children file.")
    BROKEN_RULE = ("CIC532", Severity.ERROR, "A row does not meet a rule of the extract.")
    CHILD_LEFT_OUT = ("CIC533", Severity.WARNING, "Rows were left out because their child's row was.")
    AFTER_AS_AT = ("CIC541", Severity.WARNING, "Dates lie after the as-at date.")
    OTHER_MONTH = ("CIC542", Severity.WARNING, "In the month up to the as-at date nothing has happened.")
    HEADING_DRIFT = ("CIC543", Severity.WARNING, "The headings differ from those of an earlier folder.")
    FAR_AFTER = ("CIC544", Severity.WARNING, "A date lies long after the as-at date and all others.")
    NO_ROWS = ("CIC545", Severity.WARNING, "A file holds a heading line and no rows.")
    SEVERAL_SOURCES = (
        "CIC553",
        Severity.ERROR,
        "A file holds several authorities or years, and keys repeat.",
    )
    MAPPING = ("CIC551", Severity.ERROR, "The mapping file beside the extracts cannot be applied.")
    UNRECOGNISED_FILE = ("CIC701", Severity.WARNING, "A file beside a return is none of its tables.")
    TABLE_TWICE = ("CIC702", Severity.ERROR, "Two files are the same table of a return.")
    YEAR_MISSING = ("CIC703", Severity.ERROR, "The years of several returns do not follow each other.")
    FOLDER_WITHOUT_YEAR = ("CIC724", Severity.WARNING, "A folder with a return says no collection year.")
    FOLDER_ABOVE = ("CIC733", Severity.WARNING, "The files lie in a folder within the one that is given.")
    XML = ("CIC725", Severity.WARNING, "A return written as XML is not read.")
    STILL_OPEN = ("CIC710", Severity.ERROR, "An episode starts while the previous one has no end.")
    NO_REASON = ("CIC711", Severity.ERROR, "An episode has an end, but no reason for it.")
    NO_END = ("CIC712", Severity.ERROR, "An episode has a reason for leaving care, but no end.")
    CONTINUES_WITHOUT_END = ("CIC713", Severity.WARNING, "An episode without an end says that it goes on.")
    ENDS_BEFORE_START = ("CIC714", Severity.ERROR, "An episode ends on or before the day that it starts.")
    OVERLAP = ("CIC715", Severity.ERROR, "An episode starts before the child's previous one ends.")
    NOT_CONTINUED = ("CIC716", Severity.ERROR, "An episode says that another follows, and none does.")
    STARTS_BEFORE_BIRTH = ("CIC717", Severity.ERROR, "An episode starts before the child was born.")
    WRONG_START = ("CIC718", Severity.WARNING, "The reason for a new episode contradicts the one before.")
    UASC_AFTER_18 = ("CIC719", Severity.ERROR, "UASC status ends after the 18th birthday.")
    CHILD_AT_FAULT = (
        "CIC720",
        Severity.WARNING,
        "Episodes were left out with one at fault.",
    )
    REVIEW_OUTSIDE_CARE = ("CIC721", Severity.WARNING, "A review was held when the child was not in care.")
    DECISION_OUTSIDE_CARE = ("CIC722", Severity.WARNING, "A decision for adoption lies in no period of care.")
    ADOPTED_WITHOUT_DECISION = ("CIC723", Severity.WARNING, "A child was adopted without a known decision.")
    MERGED = ("CIC731", Severity.WARNING, "Rows of several years' returns were merged.")
    SUPERSEDED = ("CIC732", Severity.WARNING, "Open episodes of a year are not in the next year's return.")

    def __init__(self, code: str, severity: Severity, meaning: str) -> None:
        """Name the three parts of the entry."""
        self.code = code
        self.severity = severity
        self.meaning = meaning
