"""Every fault of an SSDA903 return explained: why it matters, and rows with it and without it.

Where rows are those of one table, it is the only one beside a Header with the children; otherwise the
folder is shown with each file and what it holds. Numbers of rules are those of the return's validation.
"""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent

from cicscore.catalogue.rule import Rule
from cicscore.extracts.codes import FaultKind as Kind

_HEADING = "CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC,URN\n"
_OPEN = "1,01/05/2015,S,C2,U4,PR1,,,\n"


def _rows(*rows: str) -> str:
    """The table Episodes with these rows."""
    return _HEADING + "".join(f"{row}\n" for row in rows)


def _folder(name: str, *entries: str) -> str:
    """A folder with these entries, indented below it."""
    return f"{name}/\n" + indent("".join(entries), "  ")


def _file(name: str, content: str) -> str:
    """A file with what it holds indented below it."""
    return f"{name}.csv:\n" + indent(content, "  ")


def _header(born: str) -> str:
    return _file("header", f"CHILD,SEX,DOB,ETHNIC\n1,1,{born},WBRI\n")


#: Why, what fails and what passes.
_OF_FILES: Mapping[Kind, tuple[str, str, str]] = {
    Kind.UNRECOGNISED_FILE: (
        "A table is known by its headings, whatever its file is called. This file is not read, so figures "
        "that need the table that it should be have no value.",
        _folder("2015-16", "episodes.csv\n", "header.csv\n", _file("reviews_held", "CHILD,DOB,REVIEW\n")),
        _folder(
            "2015-16",
            "episodes.csv\n",
            "header.csv\n",
            _file("reviews_held", "CHILD,DOB,REVIEW,REVIEW_CODE\n"),
        ),
    ),
    Kind.TABLE_TWICE: (
        "Which of the two is the right one cannot be known, and a child in both would be counted from one "
        "of them by chance. Nothing is computed until one is taken away.",
        _folder("2015-16", "episodes.csv\n", "episodes_old.csv\n", "header.csv\n"),
        _folder("2015-16", "episodes.csv\n", "header.csv\n"),
    ),
    Kind.YEAR_MISSING: (
        "Episodes are followed from one year's return to the next. What ended in a year between is in "
        "neither, so periods of care and placements would be joined or cut where they were not.",
        _folder(
            "returns",
            _folder("2013-14", "episodes.csv\n", "header.csv\n"),
            _folder("2015-16", "episodes.csv\n", "header.csv\n"),
        ),
        _folder(
            "returns",
            _folder("2013-14", "episodes.csv\n", "header.csv\n"),
            _folder("2014-15", "episodes.csv\n", "header.csv\n"),
            _folder("2015-16", "episodes.csv\n", "header.csv\n"),
        ),
    ),
    Kind.FOLDER_WITHOUT_YEAR: (
        "The returns of earlier years are known by the names of their folders. A folder that is named "
        "otherwise is not read, and figures that look back further than the newest return are withheld.",
        _folder("2015-16", "episodes.csv\n", "header.csv\n", _folder("2014_15", "episodes.csv\n")),
        _folder("2015-16", "episodes.csv\n", "header.csv\n"),
    ),
    Kind.FOLDER_ABOVE: (
        "A run reads the files of the folder itself, and of folders within it that are named after a year.",
        _folder("returns", _folder("2016-03", "episodes.csv\n", "header.csv\n")),
        _folder("2015-16", "episodes.csv\n", "header.csv\n"),
    ),
    Kind.XML: (
        "A return is read as CSV files, a file for each table. What is only in the XML is not counted.",
        _folder("2015-16", "episodes.csv\n", "header.csv\n", _file("return", "").replace(".csv", ".xml")),
        _folder("2015-16", "episodes.csv\n", "header.csv\n"),
    ),
}

_ALL_LEFT_OUT = " With --skip-faulty-rows, every episode of the child is left out."
_CLOSED = "1,01/05/2015,S,C2,U4,PR1,01/08/2015,X1,"
_NEXT = "1,01/08/2015,P,C2,U4,PR1,,,"
_LEFT_CARE = "1,01/05/2015,S,C2,U4,PR1,01/08/2015,E4A,"

_OF_EPISODES: Mapping[Kind, tuple[str, str, str]] = {
    Kind.STILL_OPEN: (
        "A child has one open episode at most (rule 142): with two, it would be in two placements at once."
        + _ALL_LEFT_OUT,
        _rows(_OPEN.rstrip(), _NEXT),
        _rows(_CLOSED, _NEXT),
    ),
    Kind.NO_REASON: (
        "The reason says whether the child left care or went on into another episode (rule 148); without it "
        "the child can be counted neither among the leavers nor as in care." + _ALL_LEFT_OUT,
        _rows("1,01/05/2015,S,C2,U4,PR1,01/08/2015,,"),
        _rows(_LEFT_CARE),
    ),
    Kind.NO_END: (
        "The reason says that the child left care, and no day says when (rule 148): whether it is in care on "
        "the as-at date cannot be told." + _ALL_LEFT_OUT,
        _rows("1,01/05/2015,S,C2,U4,PR1,,E4A,"),
        _rows(_LEFT_CARE),
    ),
    Kind.CONTINUES_WITHOUT_END: (
        "X1 belongs to an episode that has ended and goes on into another (rule 148). Without an end the "
        "episode is read as open, so the child is counted as still in care.",
        _rows("1,01/05/2015,S,C2,U4,PR1,,X1,"),
        _rows("1,01/05/2015,S,C2,U4,PR1,,,"),
    ),
    Kind.ENDS_BEFORE_START: (
        "An episode lasts 24 hours at least (rules 355 and 356). One that ends on the day it starts, or "
        "before, would count as a placement and no time in care." + _ALL_LEFT_OUT,
        _rows("1,01/05/2015,S,C2,U4,PR1,01/05/2015,E4A,"),
        _rows("1,01/05/2015,S,C2,U4,PR1,02/05/2015,E4A,"),
    ),
    Kind.OVERLAP: (
        "A child cannot be in two placements on one day (rule 501), and which of them it was in decides "
        "counts of moves and the time in one placement. With --skip-faulty-rows, every episode of that time "
        "in care is left out. Where the overlap was over before the collection year, the first goes on (X1) "
        "into the second, which outlasts it, and neither concerns adoption, they stay: figures that the day "
        "of the change could move are withheld.",
        _rows("1,01/05/2015,S,C2,U4,PR1,02/08/2015,X1,", _NEXT),
        _rows(_CLOSED, _NEXT),
    ),
    Kind.NOT_CONTINUED: (
        "X1 says that the child stays in care, in an episode that starts on the same day (rule 388). Where "
        "there is none, it has either left, or a row is missing." + _ALL_LEFT_OUT,
        _rows(_CLOSED),
        _rows(_CLOSED, _NEXT),
    ),
    Kind.WRONG_START: (
        "S starts a period of care, and every other reason continues one (rules 431 to 433). Where the "
        "episode before says otherwise, its end decides: a period is read as starting only where none goes "
        "on into it.",
        _rows(_CLOSED, _NEXT.replace(",P,", ",S,")),
        _rows(_CLOSED, _NEXT),
    ),
    Kind.CHILD_AT_FAULT: (
        "The rest of a child's episodes would tell another story than all of them. With --skip-faulty-rows "
        "the child counts in nothing that rests on episodes, so figures are of fewer children than were in "
        "care.",
        _rows(_CLOSED, "1,01/08/2015,P,C2,U4,PR1,01/12/2015,,"),
        _rows(_CLOSED, "1,01/08/2015,P,C2,U4,PR1,01/12/2015,E4A,"),
    ),
}

_BORN = "04/05/2008"
_IN_CARE = _file("episodes", _rows(_OPEN.rstrip()))
_PLACED = "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED\n"
_ADOPTED = _file("episodes", _rows("1,01/05/2015,S,E1,A6,PR1,01/01/2016,E12,"))


def _review(held: str) -> str:
    return _file("reviews", f"CHILD,DOB,REVIEW,REVIEW_CODE\n1,{_BORN},{held},PN1\n")


def _status(ended: str) -> str:
    return _file("uasc", f"CHILD,SEX,DOB,DUC\n1,1,01/05/1997,{ended}\n")


def _decision(day: str) -> str:
    return _file("placed_for_adoption", f"{_PLACED}1,{_BORN},{day},,\n")


_OF_TABLES: Mapping[Kind, tuple[str, str, str]] = {
    Kind.STARTS_BEFORE_BIRTH: (
        "One of the two dates is wrong, and every age rests on the date of birth in the Header."
        + _ALL_LEFT_OUT,
        _folder("2015-16", _IN_CARE, _header("04/05/2015")),
        _folder("2015-16", _IN_CARE, _header("30/04/2015")),
    ),
    Kind.UASC_AFTER_18: (
        "DUC is the 18th birthday at the latest (rule 304). It decides until when figures excluding UASC "
        "leave the child out; with --skip-faulty-rows the row is left out, and the child counts as not UASC.",
        _folder("2015-16", _header("01/05/1997"), _status("02/05/2015")),
        _folder("2015-16", _header("01/05/1997"), _status("01/05/2015")),
    ),
    Kind.REVIEW_OUTSIDE_CARE: (
        "Reviews fall due while a child is in care. One held before the child came, after it left or during "
        "a series of short breaks is not counted, so the one that fell due may look as if nobody held it.",
        _folder("2015-16", _IN_CARE, _header(_BORN), _review("20/04/2015")),
        _folder("2015-16", _IN_CARE, _header(_BORN), _review("20/05/2015")),
    ),
    Kind.DECISION_OUTSIDE_CARE: (
        "How long adoption takes is counted within a period of care. A decision that lies in none is not "
        "counted, as if it had not been taken.",
        _folder("2015-16", _IN_CARE, _header(_BORN), _decision("20/04/2015")),
        _folder("2015-16", _IN_CARE, _header(_BORN), _decision("20/05/2015")),
    ),
    Kind.ADOPTED_WITHOUT_DECISION: (
        "A child who was adopted has a decision in PlacedAdoption or AD1 (rule 602). The child counts among "
        "those adopted, but an average without it would be of the others alone: figures that rest on the "
        "decision are withheld.",
        _folder("2015-16", _ADOPTED, _header(_BORN), _file("placed_for_adoption", _PLACED)),
        _folder("2015-16", _ADOPTED, _header(_BORN), _decision("03/08/2015")),
    ),
}

_THEN = "1,01/05/2014,S,C2,K2,PR4,"
_NOW = "2,01/05/2015,S,C2,K2,PR4,,,"


def _two_years(earlier: str, *later: str) -> str:
    """A return of 2014-15 with the one row, and one of 2015-16 with the others."""
    return _folder(
        "returns",
        _folder("2014-15", _file("episodes", _rows(earlier))),
        _folder("2015-16", _file("episodes", _rows(*later))),
    )


_OF_YEARS: Mapping[Kind, tuple[str, str, str]] = {
    Kind.MERGED: (
        "A row of several years' returns is one, known by its key: an episode by the child and the day that "
        "it starts. The latest return's counts and the others are left out, so that nothing counts twice.",
        _two_years(f"{_THEN},,", f"{_THEN}01/09/2015,E4A,"),
        _two_years(f"{_THEN}01/09/2014,E4A,", _NOW),
    ),
    Kind.SUPERSEDED: (
        "An episode open on 31 March is in the next year's return, too, unless it was corrected since. One "
        "that is not there is left out, or the child would stay in care for good.",
        _two_years(f"{_THEN},,", _NOW),
        _two_years(f"{_THEN},,", f"{_THEN}01/09/2015,E4A,", _NOW),
    ),
}


def return_rules() -> Mapping[str, Rule]:
    """Every rule of returns, by code."""
    explained = {**_OF_FILES, **_OF_EPISODES, **_OF_TABLES, **_OF_YEARS}
    return {kind.code: _rule(kind, *parts) for kind, parts in explained.items()}


def _rule(kind: Kind, why: str, failing: str, passing: str) -> Rule:
    return Rule(kind.code, kind.severity, kind.meaning.rstrip("."), why, failing, passing)
