"""The rows behind a figure: who is in, what kept each out, and the dates that decided it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cicscore.app.explain import ExplainRequest, explain
from cicscore.explain.children import ChildrenFile, render_children
from cicscore.view import PLAIN
from cicscore.vocabulary import Which
from tests.explain.folders import MARCH, STAYS, write, write_catalogue

SHARE = """
denominator: {label: children in care, from: stays, where: "open and exists(checks)", count: children}
numerator:
  label: checked lately
  where: exists(checks, held_on > row.began and held_on >= as_at - months(2))
"""


def written(folder: Path, indicator: str, which: Which | None = None, **files: str) -> ChildrenFile:
    """The file of the rows behind the figure as at 31 March 2016."""
    extracts = write(folder / "extracts", **files)
    request = ExplainRequest(
        "it", write_catalogue(folder, indicator), extracts, MARCH, children=True, which=which
    )
    found = explain(request).children
    assert found is not None
    return found


def rows(file: ChildrenFile) -> list[dict[str, str]]:
    """The file as another program reads it."""
    return list(csv.DictReader(io.StringIO(render_children(file, PLAIN), newline="")))


def test_the_file_of_a_share(tmp_path: Path) -> None:
    """Every row that was read, whole: identifiers, in or out, the one reason, and the dates."""
    ended = '"""open"": ended is not recorded or is after 31 March 2016"'
    unchecked = (
        "there is a row of checks about the same child where held on is after began of the row counted "
        "and is on or after 31 January 2016"
    )
    assert render_children(written(tmp_path, SHARE), PLAIN).splitlines() == [
        "extract,line,child_id,began,in_denominator,in_numerator,left_out_of,left_out_by,"
        "left_out_excluding_uasc,ended,numerator 1: latest checks.held_on",
        "stays,2,anna,2014-02-01,yes,yes,,,no,,2016-02-01",
        f"stays,3,ben,2013-01-01,no,no,denominator,{ended},no,2014-06-30,",
        f"stays,4,ben,2015-07-01,yes,no,numerator,{unchecked},no,,",
        "stays,5,cleo,2015-10-10,yes,yes,,,yes,,2016-03-31",
        f"stays,6,dan,2015-01-01,no,no,denominator,{ended},no,2016-01-31,",
    ]


def test_two_extracts_stand_one_after_the_other(tmp_path: Path) -> None:
    """Each side has its own rows; what a side does not have is an empty cell."""
    found = rows(
        written(
            tmp_path,
            """
            unit: ratio
            denominator: {label: posts, from: posts, where: filled, count: {sum: fte}, under_variants: whole}
            numerator: {label: children, from: stays, where: open, count: children}
            """,
        )
    )
    assert [(row["extract"], row["in_denominator"], row["in_numerator"]) for row in found] == [
        ("posts", "yes", ""),
        ("posts", "yes", ""),
        ("posts", "no", ""),
        ("stays", "", "yes"),
        ("stays", "", "no"),
        ("stays", "", "yes"),
        ("stays", "", "yes"),
        ("stays", "", "no"),
    ]
    assert [row["post"] for row in found[:3]] == ["P1", "P2", "P3"]
    assert [row["left_out_excluding_uasc"] for row in found] == ["", "", "", "no", "no", "no", "yes", "no"]


def test_a_row_out_of_the_window_says_so(tmp_path: Path) -> None:
    """The window is a reason like any other, and its date is shown."""
    found = rows(
        written(
            tmp_path,
            """
            period: year_to_date
            unit: count
            numerator: {label: checks, from: checks, dated_by: held_on}
            """,
        )
    )
    assert [(row["held_on"], row["left_out_by"]) for row in found][-1] == (
        "2014-12-12",
        "held on is in 1 April 2015 to 31 March 2016",
    )
    assert [row["in_numerator"] for row in found] == ["yes", "yes", "yes", "yes", "no"]


def test_an_identifier_that_a_spreadsheet_would_run_is_text(tmp_path: Path) -> None:
    """Identifiers are what the council's system wrote, and are never a formula here."""
    children = "child_id,born,sex,uasc,status_ended\n=1+1,2010-01-01,F,no,\n@SUM,2002-06-30,M,no,\n"
    stays = "child_id,began,ended,home\n=1+1,2014-02-01,,OWN\n@SUM,2014-02-01,,OWN\n"
    checks = "child_id,held_on,score\n=1+1,2015-05-01,10\n"
    found = rows(written(tmp_path, SHARE, children=children, stays=stays, checks=checks))
    assert [row["child_id"] for row in found] == ["'=1+1", "'@SUM"]


def test_the_reminder_counts_rows_and_children(tmp_path: Path) -> None:
    """What the file holds is told by its numbers."""
    file = written(tmp_path, SHARE)
    assert (len(file.rows), file.children) == (STAYS.count("\n") - 1, 4)


@pytest.mark.parametrize(
    ("which", "lines"),
    [
        (Which.NUMERATOR, [("3", "anna"), ("5", "cleo")]),
        (Which.NOT_COUNTED, [("2", "anna"), ("4", "ben")]),
        (Which.UNKNOWN, [("4", "ben")]),
    ],
)
def test_only_the_rows_that_are_asked_for(tmp_path: Path, which: Which, lines: list[tuple[str, str]]) -> None:
    """Of four checks since April two score 14 and more, one less; Ben's score is blank, and may be either."""
    indicator = """
    period: year_to_date
    denominator: {label: checks, from: checks, dated_by: held_on}
    numerator: {label: high scores, where: score >= 14}
    """
    file = written(tmp_path, indicator, which)
    assert [(row["line"], row["child_id"]) for row in rows(file)] == lines
    assert (len(file.rows), file.children) == (len(lines), len(lines))


def test_a_numerator_by_itself_has_its_own_rows(tmp_path: Path) -> None:
    """The denominator's extract has no row in the file; Anna's, Ben's and Cleo's stays are open."""
    file = written(
        tmp_path,
        """
        unit: ratio
        denominator: {label: posts, from: posts, where: filled, count: {sum: fte}, under_variants: whole}
        numerator: {label: children, from: stays, where: open, count: children}
        """,
        Which.NUMERATOR,
    )
    assert [(row["extract"], row["line"]) for row in rows(file)] == [
        ("stays", "2"),
        ("stays", "4"),
        ("stays", "5"),
    ]


def test_no_row_of_the_part_is_a_heading(tmp_path: Path) -> None:
    """A figure in which nothing is unknown says so by an empty list."""
    file = written(tmp_path, SHARE, Which.UNKNOWN)
    assert (len(file.rows), file.children, len(render_children(file, PLAIN).splitlines())) == (0, 0, 1)
